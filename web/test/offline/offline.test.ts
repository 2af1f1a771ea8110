/** What is kept for when there is no network, and what never is. */
import 'fake-indexeddb/auto';
import { describe, expect, test } from 'vitest';
import type { Reading } from '../../src/api/types';
import { answered, how, later, outdated } from '../../src/offline/answer';
import { forget, keep, keptOf } from '../../src/offline/kept';
import { view } from '../sync/fake';

const home = 'https://statements.example.org';
const asked = (path: string, mode = 'cors', method = 'GET') => how({ method, mode, url: new URL(path, home).href }, home);

describe('the worker', () => {
  test('never touches what Kyodo says', () => {
    for (const path of ['/api/v1/me', '/api/v1/statements/x/export/reading.docx', '/live/x', '/sync', '/admin/link', '/api'])
      for (const mode of ['navigate', 'cors']) expect(asked(path, mode), path).toBe('pass');
  });
  test('opens every place, and is asked for nothing else', () => {
    for (const path of ['/', '/s/x', '/s/x/reading', '/i', '/apiary']) expect(asked(path, 'navigate'), path).toBe('place');
    expect(asked('/s/x', 'navigate', 'POST')).toBe('pass');
    expect(asked('/icon.svg', 'navigate')).toBe('pass');
    expect(asked('/s/x')).toBe('pass');
    expect(how({ method: 'GET', mode: 'navigate', url: 'https://elsewhere.example.org/s/x' }, home)).toBe('pass');
  });
  test('keeps parts by their names, and fonts of other scripts only when they are needed', () => {
    expect(asked('/assets/index-abc.js')).toBe('part');
    expect(later('/assets/inter-cyrillic-wght-normal-abc.woff2')).toBe(true);
    expect(later('/assets/inter-latin-wght-normal-abc.woff2')).toBe(false);
    expect(later('/assets/index-abc.js')).toBe(false);
  });
  test('an upgrade throws the old pages away, but for the last ones: a tab opened before may still need a part', () => {
    expect(outdated(['kyodo-pages-1', 'other', 'kyodo-pages-2', 'kyodo-pages-3'], 'kyodo-pages-3')).toEqual(['kyodo-pages-1']);
    expect(outdated(['kyodo-pages-3'], 'kyodo-pages-3')).toEqual([]);
  });
  test('a proxy that stands alone is no answer; Kyodo’s own “no such page” is one', () => {
    expect([200, 404, 500, 502, 503, 504].map(answered)).toEqual([true, true, true, false, false, false]);
  });
});

describe('the last text on this device', () => {
  const told = (seq: number, person = 'ivo') => ({ view: view(person, { seq }), reading: { seq } as Reading, at: seq });
  test('an older text never takes the place of a newer one, but somebody else’s does', async () => {
    expect(await keep(told(5))).toBe(true);
    await keep(told(4));
    expect((await keptOf('kyoto'))?.view.seq).toBe(5);
    await keep(told(2, 'amara'));
    expect((await keptOf('kyoto'))?.view.me.person).toBe('amara');
  });
  test('ended access takes it away', async () => {
    await keep(told(9));
    await forget('kyoto');
    expect(await keptOf('kyoto')).toBeNull();
  });
});
