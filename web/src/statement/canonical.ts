/**
 * The canonical text `kyodo-text/1`: rules C1 to C12 of `crates/statement/SPEC.md`, the same bytes as in Rust, on the
 * same fixtures. SHA-256 is our own dependency because `crypto.subtle` is missing on plain http.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import type { CheckCode } from '../sync/surface';
import type { Block, Run, SectionText, Text } from './types';
import { wordsOfText } from './words';

const utf8 = new TextEncoder();
/** C2, and nothing else: `\s` would count U+FEFF. */
const SPACE = '\\u0009-\\u000D\\u0020\\u0085\\u00A0\\u1680\\u2000-\\u200A\\u2028\\u2029\\u202F\\u205F\\u3000';
const onlySpace = new RegExp(`^[${SPACE}]*$`, 'u');
const spaces = new RegExp(`[${SPACE}]+`, 'gu');
const invisible = /[\u00AD\u061C\u200B\u200E\u200F\u2060\uFEFF]/gu;
/** C7: no I, L, O, U. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const KINDS: Record<Block['kind'], number> = { paragraph: 0, bullet: 1, number: 2, continued: 3 };

const hex = (bytes: Uint8Array) => bytesToHex(sha256(bytes));
export const blockText = (block: Block): string => block.runs.map((run) => run.text).join('');
/** C2. */
export const emptyBlock = (block: Block): boolean => onlySpace.test(blockText(block));
const emptySection = (section: SectionText): boolean => section.blocks.every(emptyBlock);

class Bytes {
  #parts: Uint8Array[] = [];
  raw(bytes: Uint8Array): void {
    this.#parts.push(bytes);
  }
  byte(value: number): void {
    this.raw(Uint8Array.of(value));
  }
  count(value: number): void {
    this.raw(Uint8Array.of(value >>> 24, value >>> 16, value >>> 8, value));
  }
  string(text: string): void {
    const bytes = utf8.encode(text);
    this.count(bytes.length);
    this.raw(bytes);
  }
  all(): Uint8Array {
    const out = new Uint8Array(this.#parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of this.#parts) {
      out.set(part, at);
      at += part.length;
    }
    return out;
  }
}

/** C4. */
export function normal(runs: Run[]): Run[] {
  const out: Run[] = [];
  const push = (run: Run) => {
    if (run.text === '') return;
    const last = out.at(-1);
    const alike = last && !!last.bold === !!run.bold && !!last.italic === !!run.italic && (last.link ?? null) === (run.link ?? null);
    if (alike) last.text += run.text;
    else out.push({ ...run });
  };
  for (const run of runs)
    run.text.split('\n').forEach((text, i) => {
      if (i > 0) push({ text: '\n' });
      push({ ...run, text });
    });
  return out;
}

/** C5; none for an empty section. */
function sectionBytes(section: SectionText): Uint8Array | null {
  const blocks = section.blocks.filter((block) => !emptyBlock(block));
  if (blocks.length === 0) return null;
  const out = new Bytes();
  out.string(section.id);
  out.string(section.printed ? section.heading : '');
  out.count(blocks.length);
  for (const block of blocks) {
    out.byte(KINDS[block.kind]);
    out.byte(Math.min(block.level, 255));
    const runs = normal(block.runs);
    out.count(runs.length);
    for (const run of runs) {
      const link = run.link ?? null;
      out.byte((run.bold ? 1 : 0) + (run.italic ? 2 : 0) + (link === null ? 0 : 4));
      out.string(run.text);
      if (link !== null) out.string(link);
    }
  }
  return out.all();
}

/** C3. */
export function canonical(text: Text): Uint8Array {
  const sections = text.sections.map(sectionBytes).filter((bytes) => bytes !== null);
  const out = new Bytes();
  out.raw(utf8.encode('kyodo-text/1\n'));
  out.count(sections.length);
  for (const section of sections) out.raw(section);
  return out.all();
}

/** C6. */
export const checkCode = (text: Text): string => hex(canonical(text));

/** C7. */
export function spoken(code: string): string {
  if (!/^[0-9a-f]{30}/.test(code)) return '';
  const bits = [...code.slice(0, 30)].map((digit) => parseInt(digit, 16).toString(2).padStart(4, '0')).join('');
  const letters = bits.match(/.{5}/g)?.map((five) => ALPHABET[parseInt(five, 2)]).join('') ?? '';
  return letters.match(/.{4}/g)?.join('-') ?? '';
}

/** C8. */
export function sectionHashes(text: Text): Record<string, string> {
  const out: Record<string, string> = {};
  for (const section of text.sections) {
    const bytes = sectionBytes(section);
    if (bytes) out[section.id] = hex(bytes);
  }
  return out;
}

/** C9, steps 3 to 5. */
export const bare = (text: string): string =>
  text.replace(invisible, '').replace(/[\u2010\u2011]/gu, '-').normalize('NFC').replace(spaces, ' ').replace(/^ | $/g, '');

/** C9 from step 2, and C10: of paragraphs as they stand. */
const wordHashOf = (lines: string[]): string => hex(utf8.encode(bare(lines.map((line) => `${line}\n`).join(''))));

/** C9. */
export const wordHash = (text: Text): string =>
  wordHashOf(
    text.sections
      .filter((section) => !emptySection(section))
      .flatMap((section) => [...(section.printed ? [section.heading] : []), ...section.blocks.map(blockText)]),
  );

/** C10. */
export const summaryHash = (blocks: Block[]): string => wordHashOf(blocks.map(blockText));

/** All that goes with a lock. */
export function codes(text: Text, language: string): CheckCode {
  const check_code = checkCode(text);
  return {
    check_code,
    check_code_spoken: spoken(check_code),
    word_hash: wordHash(text),
    words: wordsOfText(text, language),
    sections: sectionHashes(text),
  };
}
