/** Addresses that are put together: what stands behind the `?` stands there once. */
import { describe, expect, test } from 'vitest';
import { kyodo } from '../../src/api/kyodo';

describe('a file is asked for', () => {
  const asked = (...of: Parameters<typeof kyodo.file>) => new URL(kyodo.file(...of), 'https://statements.example.org');
  test('remarks by organisation, in the zone of who reads them', () => {
    const { pathname, searchParams } = asked('kyoto', 'remarks.csv', { by: 'organisation' });
    expect(pathname).toBe('/api/v1/statements/kyoto/export/remarks.csv');
    expect(searchParams.get('by')).toBe('organisation');
    expect(searchParams.get('zone')).toBe(Intl.DateTimeFormat().resolvedOptions().timeZone);
  });
  test('a final text that stood before', () => {
    expect(asked('kyoto', 'conference.docx', { version: 2 }).searchParams.get('version')).toBe('2');
    expect(asked('kyoto', 'conference.docx').searchParams.has('version')).toBe(false);
  });
});
