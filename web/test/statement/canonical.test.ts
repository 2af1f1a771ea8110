/** Rules C1 to C11 of crates/statement/SPEC.md, on the fixtures that Rust computes too. */
import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { bytesToHex } from '@noble/hashes/utils.js';
import { bare, canonical, checkCode, normal, sectionHashes, spoken, wordHash } from '../../src/statement/canonical';
import type { Text } from '../../src/statement/types';
import { wordsOf } from '../../src/statement/words';

interface Fixture {
  name: string;
  text: Text;
  canonical_hex: string;
  check_code: string;
  spoken: string;
  word_hash: string;
  section_hashes: Record<string, string>;
}

const folder = new URL('../../../tests/fixtures/canonical/', import.meta.url);

describe('the page and the server have one canonical text', () => {
  for (const file of readdirSync(folder))
    for (const one of JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Fixture[])
      it(`C3 to C9: ${file}, ${one.name}`, () => {
        expect(bytesToHex(canonical(one.text))).toBe(one.canonical_hex);
        expect(checkCode(one.text)).toBe(one.check_code);
        expect(spoken(one.check_code)).toBe(one.spoken);
        expect(wordHash(one.text)).toBe(one.word_hash);
        expect(sectionHashes(one.text)).toEqual(one.section_hashes);
      });

  it('C4: a break carries no marks, and cuts do not matter', () => {
    expect(normal([{ text: 'we ', bold: true }, { text: 'ask\nfor', bold: true }])).toEqual([
      { text: 'we ask', bold: true }, { text: '\n' }, { text: 'for', bold: true },
    ]);
  });

  it('C9: hyphens alike, invisible signs gone', () => {
    expect(bare('\uFEFF co\u2011operation\u00AD  now ')).toBe('co-operation now');
  });

  it('C11: words are counted as readers count', () => {
    const counted: [string, string, number][] = [
      ['', 'en', 0], [' \n – … 👩‍👩‍👧 ', 'en', 0], ["Madam President, we don't ask for 3.5 % more.", 'en', 8],
      ['منع الجريمة والعدالة الجنائية', 'ar', 4], ['Cafe\u0301 re\u0301sume\u0301', 'fr', 2],
    ];
    for (const [text, language, words] of counted) expect(wordsOf(text, language), text).toBe(words);
  });
});
