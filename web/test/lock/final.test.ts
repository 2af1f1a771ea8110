// @vitest-environment jsdom
/** Final texts: a slip, somebody's file, which version it is; told as stories. */
import { strToU8, zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import type { LockView, Text } from '../../src/api/types';
import { document, wordsOfFile } from '../../src/lock/file';
import { changed, paragraphs, slipline } from '../../src/lock/slip';
import { which } from '../../src/lock/which';
import { checkCode, spoken, wordHash } from '../../src/statement/canonical';

const text = (words: string): Text => ({
  sections: [
    { id: 'opening', heading: 'Opening', level: 1, printed: false, blocks: [{ kind: 'paragraph', level: 0, runs: [] }, { kind: 'paragraph', level: 0, runs: [{ text: words }] }] },
    { id: 'closing', heading: 'Closing', level: 1, printed: true, blocks: [{ kind: 'paragraph', level: 0, runs: [{ text: 'I thank ' }, { text: 'you.', bold: true }] }] },
  ],
});
const locked = (words: string, version: number) => {
  const one = text(words);
  const check_code = checkCode(one);
  const lock: LockView = { by: 'dagny', at: version, check_code, check_code_spoken: spoken(check_code), word_hash: wordHash(one), words: 9, version, because: '', slip: null };
  return { lock, text: one };
};
const versions = [locked('More than eleven milion people are in prison.', 1), locked('More than eleven million people are in prison.', 2)];

const W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"';
const para = (inside: string) => `<w:p>${inside}</w:p>`;
const run = (words: string) => `<w:r><w:t xml:space="preserve">${words}</w:t></w:r>`;
const xml = (...paras: string[]) => `<?xml version="1.0"?><w:document ${W}><w:body>${paras.join('')}</w:body></w:document>`;
const file = (name: string, bytes: Uint8Array) => ({ name, size: bytes.length, arrayBuffer: async () => bytes.slice().buffer });
/** Every size it claims of what it unpacks to is another. */
function lying(bytes: Uint8Array, size: number): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  for (let at = 0; at + 46 < bytes.length; at += 1)
    if (view.getUint32(at, true) === 0x04034b50) view.setUint32(at + 22, size, true);
    else if (view.getUint32(at, true) === 0x02014b50) view.setUint32(at + 24, size, true);
  return bytes;
}
/** Two entries of one name: programs differ in which they open. */
function twice(): Uint8Array {
  const bytes = zipSync({ 'word/document.xml': strToU8(xml(para(run('These')))), 'word/document.xmk': strToU8(xml(para(run('Those')))) });
  for (let at = 0; at < bytes.length; at += 1) if (bytes[at] === 0x6b && bytes[at - 1] === 0x6d && bytes[at - 2] === 0x78) bytes[at] = 0x6c;
  return bytes;
}
const docx = (...paras: string[]) => file('text.docx', zipSync({ 'word/document.xml': strToU8(xml(...paras)), 'word/media/picture.png': new Uint8Array(100) }));

describe('a slip', () => {
  // S38: the same pairs as in the server's tests.
  test.each([
    ['eleven milion people', 'eleven million people', 1, 1],
    ['we ask, Member States', 'we ask Member States', 0, 0],
    ['by plan, for years', 'by plan and for years', 0, 1],
    ['not not guilty', 'not guilty', 1, 0],
    ['one two three four', 'five six seven eight', 4, 4],
    ['', 'Thank you.', 0, 2],
  ])('S38: “%s” → “%s”', (before, after, out, put) => {
    expect(changed(before, after, 'en')).toEqual({ out, new: put });
  });
  test('is chosen among the paragraphs that have words, and keeps the server’s number of its paragraph', () => {
    expect(paragraphs(versions[0]!.text).map(({ section, block, number }) => [section, block, number])).toEqual([['opening', 1, 1], ['closing', 0, 1]]);
  });
  test('is shown as a redline of its words alone', () => {
    expect(slipline('Opening', 'eleven milion people', 'eleven million people')).toEqual([
      { heading: 'Opening', before: 'eleven', struck: 'milion', added: 'million', after: 'people' },
    ]);
  });
});

describe('is this our final text?', () => {
  const cover = [para(run('Check against delivery')), para(run('Speaker: Ivo Marek'))];
  const closing = [para(run('Closing')), para(run('I thank you.')), para(run('Check code 7K3F-92QX'))];
  const ask = async (words: string) => which(versions, await wordsOfFile(docx(...cover, para(words), ...closing)));

  test('the Word file of the present version, cover and all', async () => {
    const found = await ask(run('More than eleven ') + '<w:bookmarkStart/>' + run('million people are in prison.'));
    expect(found?.version?.version).toBe(2);
    expect(found?.answer).toMatchObject({ same: true });
  });
  test('the earlier version is called by its number', async () => {
    expect((await ask(run('More than eleven milion people are in prison.')))?.version?.version).toBe(1);
  });
  test('a word more is no, and where it differs is said of the present version', async () => {
    const found = await ask(run('More than eleven million men are in prison.'));
    expect(found?.version).toBeNull();
    expect(found?.answer).toMatchObject({ same: false, at: { heading: 'Opening' } });
  });
  test('text that is not the locked one, letter for letter, is no measure', () => {
    const [one] = versions;
    expect(which([{ lock: one!.lock, text: text('Something else.') }], 'Something else. Closing I thank you.')).toBeNull();
  });
});

describe('somebody’s file', () => {
  test('tracked changes count as accepted; field codes and old copies of text boxes do not', () => {
    const words = document(xml(
      para(`${run('kept ')}<w:del><w:r><w:delText>struck </w:delText></w:r></w:del><w:ins>${run('put in ')}</w:ins><w:r><w:instrText>PAGE</w:instrText></w:r>`),
      para(`<mc:AlternateContent xmlns:mc="urn:mc"><mc:Choice>${run('box')}</mc:Choice><mc:Fallback>${run('box')}</mc:Fallback></mc:AlternateContent>`),
      para(`${run('a')}<w:r><w:tab/></w:r>${run('b')}<w:r><w:br/></w:r>${run('c')}<w:r><w:noBreakHyphen/></w:r>`),
    ));
    expect(words).toBe('kept put in \nbox\na\tb\nc\u2011\n');
  });
  test('nested deeply it is read, not a crash', () => {
    const deep = `${'<w:sdt>'.repeat(400)}${run('deep')}${'</w:sdt>'.repeat(400)}`;
    expect(document(xml(para(deep)))).toBe('deep\n');
  });
  test('plain text in the encodings of this world', async () => {
    const utf16 = new Uint8Array([0xff, 0xfe, ...[...'día'].flatMap((letter) => [letter.charCodeAt(0), 0])]);
    expect(await wordsOfFile(file('a.txt', utf16))).toBe('día');
    expect(await wordsOfFile(file('a.txt', new Uint8Array([0x64, 0xed, 0x61])))).toBe('día');
    expect(await wordsOfFile(file('a.txt', strToU8('\ufeffdía')))).toBe('día');
  });
  test.each([
    ['an old .doc', file('text.doc', new Uint8Array([0xd0, 0xcf, 0x11, 0xe0, 0])), /reads Word files/],
    ['a PDF', file('text.pdf', strToU8('%PDF-1.7')), /reads Word files/],
    ['a picture', file('text.png', new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0, 0])), /reads Word files/],
    ['a spreadsheet', file('text.xlsx', zipSync({ 'xl/workbook.xml': strToU8('<x/>') })), /reads Word files/],
    ['half a file', file('text.docx', docx(para(run('x')))!.size > 0 ? new Uint8Array([0x50, 0x4b, 3, 4, 9, 9]) : new Uint8Array()), /damaged/],
    ['a file of 11 MB', { ...file('a.txt', new Uint8Array(1)), size: 11 * 1024 * 1024 }, /larger than 10 MB/],
    ['a bomb that says it is small', file('text.docx', lying(zipSync({ 'word/document.xml': new Uint8Array(64 * 1024 * 1024) }), 100)), /unpacks to more/],
    ['the words twice', file('text.docx', twice()), /damaged/],
    ['a bomb', file('text.docx', zipSync({ 'word/document.xml': new Uint8Array(17 * 1024 * 1024) })), /unpacks to more/],
    ['a billion laughs', file('text.docx', zipSync({ 'word/document.xml': strToU8('<!DOCTYPE x [<!ENTITY a "ha">]><x>&a;</x>') })), /cannot be read/],
    ['no XML', file('text.docx', zipSync({ 'word/document.xml': strToU8('<w:p>') })), /cannot be read/],
  ])('%s is refused in words', async (_, one, sentence) => {
    await expect(wordsOfFile(one)).rejects.toThrow(sentence);
  });
});
