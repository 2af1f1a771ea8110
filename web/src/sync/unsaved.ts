/** What stands in a Doc beyond what the server has acknowledged: whether an update is news, and which words. */
import * as Y from 'yjs';
import { wordsIn } from '../statement/words';
import type { DocName, Piece, RescuedSection } from './surface';

/** Letters of context shown on each side of a rescued piece. */
const AROUND = 60;

/** Whether all that an update inserts and deletes is already in `known`. */
export function covered(update: Uint8Array, known: Y.Doc): boolean {
  const { structs, ds } = Y.decodeUpdate(update);
  const vector = Y.decodeStateVector(Y.encodeStateVector(known));
  for (const struct of structs)
    if (!(struct instanceof Y.Skip) && struct.id.clock + struct.length > (vector.get(struct.id.client) ?? 0)) return false;
  for (const [client, ranges] of ds.clients as Map<number, { clock: number; len: number }[]>)
    for (const range of ranges) if (!deleted(known, client, range.clock, range.len)) return false;
  return true;
}

function deleted(known: Y.Doc, client: number, clock: number, length: number): boolean {
  const structs = known.store.clients.get(client);
  const last = structs?.at(-1);
  if (!structs || !last || clock + length > last.id.clock + last.length) return false;
  for (let i = Y.findIndexSS(structs, clock); i < structs.length; i += 1) {
    const struct = structs[i];
    if (!struct || struct.id.clock >= clock + length) return true;
    if (!struct.deleted) return false;
  }
  return true;
}

/** One paragraph's letters, and which of them are unsaved. */
interface Line { text: string; fresh: boolean[] }

function lines(fragment: Y.XmlFragment, vector: Map<number, number>): Line[] {
  const out: Line[] = [];
  const isFresh = (item: Y.Item, offset: number) => item.id.clock + offset >= (vector.get(item.id.client) ?? 0);
  const walk = (parent: Y.XmlFragment): void => {
    let line: Line | null = null;
    for (const child of parent.toArray()) {
      if (child instanceof Y.XmlText || (child instanceof Y.XmlElement && child.nodeName === 'hardBreak')) {
        if (!line) out.push((line = { text: '', fresh: [] }));
        if (child instanceof Y.XmlElement) {
          line.text += '\n';
          line.fresh.push(child._item ? isFresh(child._item, 0) : false);
          continue;
        }
        for (let item = child._start; item; item = item.right) {
          if (item.deleted || !(item.content instanceof Y.ContentString)) continue;
          line.text += item.content.str;
          for (let i = 0; i < item.content.str.length; i += 1) line.fresh.push(isFresh(item, i));
        }
      } else if (child instanceof Y.XmlElement) {
        line = null;
        walk(child);
      }
    }
  };
  walk(fragment);
  return out;
}

/** How many words an unsaved letter touches: those that the person would miss. */
function touched(line: Line, language: string): number {
  let words = 0;
  for (const { from, to } of wordsIn(line.text, language)) if (line.fresh.slice(from, to).includes(true)) words += 1;
  return words;
}

function pieces(from: Line[]): Piece[] {
  const out: Piece[] = [];
  let open: Piece | null = null;
  for (const { text, fresh } of from) {
    let start = 0;
    while (start < text.length) {
      if (!fresh[start]) {
        start += 1;
        continue;
      }
      let end = start;
      while (end < text.length && fresh[end]) end += 1;
      const after = text.slice(end, end + AROUND);
      // A piece that fills its paragraph to the end goes on in the next one.
      if (open && start === 0) {
        open.words += `\n\n${text.slice(0, end)}`;
        open.after = after;
      } else {
        open = { before: text.slice(Math.max(0, start - AROUND), start), words: text.slice(start, end), after };
        out.push(open);
      }
      if (end < text.length) open = null;
      start = end;
    }
    if (text.length > 0 && !fresh[text.length - 1]) open = null;
  }
  return out.filter((piece) => piece.words.trim() !== '');
}

/** Where a Doc's roots are, and what they are called. */
export interface Root { id: string; heading: string }
export const roots = (doc: DocName, sections: { id: string; title: string }[]): Root[] =>
  doc === 'summary' ? [{ id: 'summary', heading: 'Summary' }] : sections.map(({ id, title }) => ({ id, heading: title }));

/** The words in `doc` beyond `acknowledged`, by section, with the words around them. */
export const above = (doc: Y.Doc, acknowledged: Y.Doc, where: Root[], language: string): RescuedSection[] =>
  beyond(doc, Y.decodeStateVector(Y.encodeStateVector(acknowledged)), where, language);

/** The same by the first clock of each client that is beyond. */
export function beyond(doc: Y.Doc, vector: Map<number, number>, where: Root[], language: string): RescuedSection[] {
  return where.flatMap(({ id, heading }) => {
    const all = lines(doc.getXmlFragment(id), vector);
    const words = all.reduce((sum, line) => sum + (line.fresh.includes(true) ? touched(line, language) : 0), 0);
    const found = pieces(all);
    return found.length === 0 ? [] : [{ section: id, heading, pieces: found, words }];
  });
}

/** As plain text, to copy. */
export const plain = (sections: RescuedSection[]): string =>
  sections.map((one) => `${one.heading}\n\n${one.pieces.map((piece) => piece.words).join('\n…\n')}`).join('\n\n');
