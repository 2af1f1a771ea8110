/**
 * The letters of one paragraph, in the Doc as in the editor. Two people who begin a paragraph at once may each have
 * made a text in it: then it has two, side by side, for good.
 *
 * Laws: a letter that stands is never written a second time, and texts are never joined: each change goes into the
 * text whose letter is on its left. A letter is known by its id, so that a change finds its place in a text that has
 * gone on meanwhile.
 */
import type { Mark, Node, Schema } from '@tiptap/pm/model';
import * as Y from 'yjs';

/** One letter or break, as the editor shows it. */
export type Cell = { text: Y.XmlText; client: number; clock: number } | { element: Y.XmlElement };

export class Stale extends Error {
  constructor() {
    super('the editor shows another text than its Doc');
  }
}

type Attributes = Record<string, unknown>;
type Delta = { insert: unknown; attributes?: Attributes }[];
interface Unit { letter: string | null; marks: readonly Mark[] }

const gone = (type: Y.XmlText | Y.XmlElement) => type._item === null || type._item.deleted;

function letters(text: Y.XmlText): Cell[] {
  const out: Cell[] = [];
  for (let item = text._start; item; item = item.right)
    if (!item.deleted && item.content instanceof Y.ContentString)
      for (let i = 0; i < item.length; i += 1) out.push({ text, client: item.id.client, clock: item.id.clock + i });
  return out;
}

export const cells = (paragraph: Y.XmlElement): Cell[] =>
  paragraph.toArray().flatMap((child): Cell[] =>
    child instanceof Y.XmlText ? letters(child) : child instanceof Y.XmlElement ? [{ element: child }] : []);

/** The right side of a letter, as a place; null where it does not stand any more. */
export function behind(cell: Cell): Y.RelativePosition | null {
  if ('element' in cell) return null;
  const { index, stands } = find(cell);
  return stands && !gone(cell.text) ? Y.createRelativePositionFromTypeIndex(cell.text, index, -1) : null;
}

/** The marks an editor knows; one that may overlap itself is written `name--hash`. */
function marksOf(attributes: Attributes, schema: Schema): Mark[] {
  return Object.entries(attributes).flatMap(([name, value]) => {
    const type = schema.marks[name.replace(/--[a-zA-Z0-9+/=]{8}$/, '')];
    return type && value !== null ? [type.create(value as Attributes)] : [];
  });
}

const attributesOf = (marks: readonly Mark[]): Attributes => Object.fromEntries(marks.map((mark) => [mark.type.name, mark.attrs]));
const sameMarks = (a: readonly Mark[], b: readonly Mark[]) => a.length === b.length && a.every((mark, i) => mark.eq(b[i]!));

/** A text's words as an editor shows them. */
export const textNodes = (text: Y.XmlText, schema: Schema): Node[] =>
  (text.toDelta() as Delta).flatMap(({ insert, attributes }) =>
    typeof insert === 'string' && insert !== '' ? [schema.text(insert, marksOf(attributes ?? {}, schema))] : []);

function units(paragraph: Node): Unit[] {
  const out: Unit[] = [];
  paragraph.forEach((child) => {
    if (child.isText) for (let i = 0; i < (child.text ?? '').length; i += 1) out.push({ letter: child.text![i]!, marks: child.marks });
    else out.push({ letter: null, marks: [] });
  });
  return out;
}

/** Stretches of equal marks; a break ends the line. */
function lines(of: Unit[]): { words: string; marks: readonly Mark[] }[][] {
  const out: { words: string; marks: readonly Mark[] }[][] = [[]];
  for (const { letter, marks } of of) {
    const line = out.at(-1)!;
    const last = line.at(-1);
    if (letter === null) out.push([]);
    else if (last && sameMarks(last.marks, marks)) last.words += letter;
    else line.push({ words: letter, marks });
  }
  return out;
}

/** Children of a new paragraph. An empty one holds a text, so that all who begin it write into that. */
export function newChildren(paragraph: Node): (Y.XmlText | Y.XmlElement)[] {
  const all = lines(units(paragraph));
  return all.flatMap((line, i) => {
    const text = new Y.XmlText();
    if (line.length > 0) text.applyDelta(line.map(({ words, marks }) => ({ insert: words, attributes: attributesOf(marks) })));
    const keep = line.length > 0 || all.length === 1;
    return [...(i > 0 ? [new Y.XmlElement('hardBreak')] : []), ...(keep ? [text] : [])];
  });
}

const HIGH = /[\uD800-\uDBFF]/;

/** What to take out of `a` and to put in from `b`. Where equal letters leave a choice, the caret tells. */
function difference(a: Unit[], b: Unit[], caret: number | null): { from: number; to: number; end: number } {
  const least = Math.min(a.length, b.length);
  let from = 0;
  while (from < least && a[from]!.letter === b[from]!.letter) from += 1;
  let tail = 0;
  while (tail < least - from && a[a.length - tail - 1]!.letter === b[b.length - tail - 1]!.letter) tail += 1;
  const [longer, shorter] = a.length > b.length ? [a, b] : [b, a];
  // Only put in or only taken out: it may stand anywhere along a row of repetitions. Typed letters end at the caret.
  if (from + tail === shorter.length && from < longer.length - tail && caret !== null) {
    const wanted = longer === b ? caret - (b.length - a.length) : caret;
    let slid = from;
    while (slid > Math.max(0, wanted) && longer[slid - 1]!.letter === longer[slid - 1 + longer.length - shorter.length]!.letter) slid -= 1;
    if (slid === wanted) [from, tail] = [slid, shorter.length - slid];
  }
  // Half a letter is none.
  if (from > 0 && HIGH.test(a[from - 1]!.letter ?? '')) from -= 1;
  if (tail > 0 && a.length > tail && HIGH.test(a[a.length - tail - 1]!.letter ?? '')) tail -= 1;
  else if (tail > 0 && b.length > tail && HIGH.test(b[b.length - tail - 1]!.letter ?? '')) tail -= 1;
  return { from, to: a.length - tail, end: b.length - tail };
}

/** Letters of the text up to and with this one, and whether it still stands. */
function find(cell: Extract<Cell, { text: Y.XmlText }>): { index: number; stands: boolean } {
  let index = 0;
  for (let item = cell.text._start; item; item = item.right) {
    const stands = !item.deleted && item.countable;
    if (item.id.client === cell.client && item.id.clock <= cell.clock && cell.clock < item.id.clock + item.length)
      return { index: index + (stands ? cell.clock - item.id.clock + 1 : 0), stands };
    if (stands) index += item.length;
  }
  return { index, stands: false };
}

/** Where words go that come behind `left`; a text is made where there is none. */
function place(paragraph: Y.XmlElement, left: Cell[]): { text: Y.XmlText; index: number } {
  let child = 0;
  for (let i = left.length - 1; i >= 0; i -= 1) {
    const cell = left[i]!;
    if ('text' in cell) {
      if (!gone(cell.text)) return { text: cell.text, index: find(cell).index };
    } else if (!gone(cell.element)) {
      child = paragraph.toArray().indexOf(cell.element) + 1;
      break;
    }
  }
  const next: unknown = paragraph.get(child);
  if (next instanceof Y.XmlText) return { text: next, index: 0 };
  const text = new Y.XmlText();
  paragraph.insert(child, [text]);
  return { text, index: 0 };
}

function takeOut(paragraph: Y.XmlElement, all: Cell[]): void {
  let i = all.length - 1;
  while (i >= 0) {
    const cell = all[i]!;
    i -= 1;
    if ('element' in cell) {
      const at = paragraph.toArray().indexOf(cell.element);
      if (at >= 0) paragraph.delete(at, 1);
      continue;
    }
    const last = find(cell);
    if (!last.stands) continue;
    // As many at once as still stand side by side.
    let length = 1;
    for (let next = all[i]; next && 'text' in next && next.text === cell.text; next = all[i]) {
      const before = next.client === cell.client && next.clock === cell.clock - length ? find(next) : null;
      if (!before?.stands || before.index !== last.index - length) break;
      length += 1;
      i -= 1;
    }
    cell.text.delete(last.index - length, length);
  }
}

function putIn(paragraph: Y.XmlElement, left: Cell[], fresh: Unit[]): Cell[] {
  if (fresh.length === 0) return [];
  const all = lines(fresh);
  const { text, index } = place(paragraph, left);
  const rest: Delta = [];
  if (all.length > 1) {
    // A break stands between two texts: what comes behind it moves into the second.
    let before = 0;
    for (const { insert, attributes } of text.toDelta() as Delta) {
      const words = typeof insert === 'string' ? insert : '';
      if (before + words.length > index) rest.push({ insert: words.slice(Math.max(0, index - before)), ...(attributes ? { attributes } : {}) });
      before += words.length;
    }
    text.delete(index, text.length - index);
  }
  let at = index;
  for (const { words, marks } of all[0]!) {
    text.insert(at, words, attributesOf(marks));
    at += words.length;
  }
  const out = letters(text).slice(index, at);
  const more = all.slice(1).flatMap((line, i) => {
    const delta: Delta = line.map(({ words, marks }) => ({ insert: words, attributes: attributesOf(marks) }));
    if (i === all.length - 2) delta.push(...rest);
    const next = new Y.XmlText();
    if (delta.length > 0) next.applyDelta(delta);
    return [new Y.XmlElement('hardBreak'), ...(delta.length > 0 ? [next] : [])];
  });
  if (more.length > 0) paragraph.insert(paragraph.toArray().indexOf(text) + 1, more);
  // What `rest` moved is known to nobody yet: it comes behind what was put in.
  return [...out, ...more.flatMap((child): Cell[] => (child instanceof Y.XmlText ? letters(child) : [{ element: child }]))].slice(0, fresh.length);
}

/** Marks of the letters that stay, where the editor changed them. */
function mark(known: Cell[], a: Unit[], b: Unit[], { from, to, end }: { from: number; to: number; end: number }): void {
  interface Stretch { text: Y.XmlText; start: number; length: number; before: readonly Mark[]; after: readonly Mark[] }
  const all: Stretch[] = [];
  for (let i = 0; i < a.length; i += 1) {
    if (i >= from && i < to) continue;
    const cell = known[i]!;
    const [before, after] = [a[i]!.marks, b[i < from ? i : i - to + end]!.marks];
    if (!('text' in cell) || sameMarks(before, after)) continue;
    const { index, stands } = find(cell);
    if (!stands) continue;
    const last = all.at(-1);
    if (last?.text === cell.text && last.start + last.length === index - 1 && sameMarks(last.before, before) && sameMarks(last.after, after)) last.length += 1;
    else all.push({ text: cell.text, start: index - 1, length: 1, before, after });
  }
  for (const { text, start, length, before, after } of all)
    text.format(start, length, { ...Object.fromEntries(before.map(({ type }) => [type.name, null])), ...attributesOf(after) });
}

/**
 * Writes into the Doc what an editor changed in a paragraph. `known` are the cells of `before`; the Doc may have gone
 * on since. `caret`: where it stands in `after`, if it does. Returns the cells of `after`.
 */
export function writeParagraph(paragraph: Y.XmlElement, known: Cell[], before: Node, after: Node, caret: number | null): Cell[] {
  const [a, b] = [units(before), units(after)];
  if (a.length !== known.length) throw new Stale();
  const change = difference(a, b, caret);
  mark(known, a, b, change);
  takeOut(paragraph, known.slice(change.from, change.to));
  const left = known.slice(0, change.from);
  return [...left, ...putIn(paragraph, left, b.slice(change.from, change.end)), ...known.slice(change.to)];
}

/** The letters of a paragraph in the Doc are those an editor shows. */
export function sameLetters(paragraph: Y.XmlElement, shown: Node): boolean {
  const words = paragraph.toArray().map((child) =>
    child instanceof Y.XmlText ? (child.toDelta() as Delta).map(({ insert }) => (typeof insert === 'string' ? insert : '')).join('') : '\uFFFC').join('');
  return words === shown.textBetween(0, shown.content.size, undefined, '\uFFFC');
}

/** What somebody wrote in `after` beyond `before`, as words. */
export function written(before: Node, after: Node): string {
  const [a, b] = [units(before), units(after)];
  const { from, end } = difference(a, b, null);
  return b.slice(from, end).map(({ letter }) => letter ?? ' ').join('').trim();
}
