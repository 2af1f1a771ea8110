/** The words in somebody's file, read on this device: Word's .docx and plain text. */
import { TooLarge, entry } from './unzip';

/** A file is refused by a sentence for people. */
export class NotRead extends Error {
  override name = 'NotRead';
}

/** Most bytes of a file, and of the words once unpacked: a joint statement has some thousand words. */
const FILE = 10 * 1024 * 1024;
const UNPACKED = 16 * 1024 * 1024;
const W = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main';
const STRICT = 'http://purl.oclc.org/ooxml/wordprocessingml/main';

const other = 'Kyodo reads Word files (.docx) and plain text (.txt). Open the file, mark its words, and paste them here instead.';

export async function wordsOfFile(file: Pick<File, 'name' | 'size' | 'arrayBuffer'>): Promise<string> {
  if (file.size > FILE) throw new NotRead('This file is larger than 10 MB. Open it, mark its words, and paste them here instead.');
  const bytes = new Uint8Array(await file.arrayBuffer());
  if (bytes[0] === 0x50 && bytes[1] === 0x4b) return document(unpacked(bytes));
  if (/\.(docx?|pdf|odt|rtf|pages)$/i.test(file.name) || bytes.subarray(0, 4096).some((byte, at, all) => byte === 0 && !utf16(all))) throw new NotRead(other);
  return plain(bytes);
}

const utf16 = (bytes: Uint8Array) => (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);

/** UTF-8, UTF-16 by its mark, else what Windows writes in the west. */
function plain(bytes: Uint8Array): string {
  if (utf16(bytes)) return new TextDecoder(bytes[0] === 0xff ? 'utf-16le' : 'utf-16be').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

function unpacked(bytes: Uint8Array): string {
  let xml: Uint8Array | null;
  try {
    xml = entry(bytes, 'word/document.xml', UNPACKED);
  } catch (error) {
    if (error instanceof TooLarge) throw new NotRead('This file unpacks to more than a statement can be. Paste its words here instead.');
    throw new NotRead('This file is damaged, or is no Word file. Open it in Word, save it again, or paste its words here.');
  }
  if (!xml) throw new NotRead(other);
  return new TextDecoder().decode(xml);
}

/** Paragraph by paragraph, as it stands with all changes accepted. */
export function document(xml: string): string {
  // Word writes no document type; one that is there can only blow the file up.
  const parsed = /<!DOCTYPE/i.test(xml) ? null : new DOMParser().parseFromString(xml, 'application/xml');
  if (!parsed || parsed.getElementsByTagName('parsererror').length > 0) throw new NotRead('The words in this file cannot be read. Open it in Word, save it again, or paste its words here.');
  const out: string[] = [];
  // Own stack: a file may nest deeper than a function may call itself.
  const stack: { node: Element; next: Element | null }[] = [];
  const open = (node: Element) => stack.push({ node, next: node.firstElementChild });
  open(parsed.documentElement);
  while (stack.length > 0) {
    const top = stack[stack.length - 1]!;
    const { next } = top;
    if (!next) {
      if (top.node.localName === 'p' && ours(top.node)) out.push('\n');
      stack.pop();
      continue;
    }
    top.next = next.nextElementSibling;
    if (!ours(next)) {
      // Word writes a text box twice, the second time for old readers.
      if (next.localName !== 'Fallback') open(next);
      continue;
    }
    if (next.localName === 't') out.push(next.textContent ?? '');
    else if (next.localName === 'tab' && next.parentElement?.localName === 'r') out.push('\t');
    else if (next.localName === 'br' || next.localName === 'cr') out.push('\n');
    else if (next.localName === 'noBreakHyphen') out.push('\u2011');
    else if (!['del', 'moveFrom', 'instrText', 'delText', 'pPr', 'rPr', 'sectPr'].includes(next.localName)) open(next);
  }
  return out.join('');
}

const ours = (node: Element) => node.namespaceURI === W || node.namespaceURI === STRICT;
