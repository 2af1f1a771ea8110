/**
 * Paragraphs and lists: a root of the Doc as an editor's document, and what the editor changed as edits of the Doc.
 * Reading writes nothing: an element that does not fit (a list that two people emptied at once) is not shown and stays.
 */
import { Fragment, Node, type Schema } from '@tiptap/pm/model';
import * as Y from 'yjs';
import { Stale, cells, newChildren, sameLetters, textNodes, writeParagraph } from './letters';

/** Elements that the editor shows. */
export type Shown = WeakSet<Y.XmlElement>;

function element(one: Y.XmlElement, schema: Schema, shown: Shown): Node | null {
  const children = one.toArray().flatMap((child) => {
    if (child instanceof Y.XmlText) return textNodes(child, schema);
    const node = child instanceof Y.XmlElement ? element(child, schema, shown) : null;
    return node ? [node] : [];
  });
  const type = schema.nodes[one.nodeName];
  const content = Fragment.from(children);
  if (!type?.validContent(content)) {
    shown.delete(one);
    return null;
  }
  shown.add(one);
  return type.create(one.getAttributes(), content);
}

/** What the editor is to show of each of the root's elements. */
export const read = (root: Y.XmlFragment, schema: Schema, shown: Shown): { one: Y.XmlElement; node: Node }[] =>
  root.toArray().flatMap((one) => {
    const node = one instanceof Y.XmlElement ? element(one, schema, shown) : null;
    return node ? [{ one: one as Y.XmlElement, node }] : [];
  });

/** A document of these blocks; an editor needs one at least. */
export function documentOf(schema: Schema, blocks: readonly Node[]): Node {
  const type = schema.topNodeType;
  return blocks.length > 0 ? type.create(null, blocks) : type.createAndFill()!;
}

/** Those of the children that the editor shows, in order. */
export const visible = (parent: Y.XmlFragment, shown: Shown): Y.XmlElement[] =>
  parent.toArray().filter((child): child is Y.XmlElement => child instanceof Y.XmlElement && shown.has(child));

function create(node: Node, shown: Shown): Y.XmlElement {
  const out = new Y.XmlElement(node.type.name);
  for (const [name, value] of Object.entries(node.attrs)) if (value !== null) out.setAttribute(name, value as string);
  out.insert(0, node.isTextblock ? newChildren(node) : children(node).map((child) => create(child, shown)));
  shown.add(out);
  return out;
}

const children = (node: Node): Node[] => Array.from({ length: node.childCount }, (_, i) => node.child(i));

/** How much one element would keep of its letters if it became the other; null where it cannot. */
function alike(a: Node, b: Node): number | null {
  if (a.type !== b.type) return null;
  const [x, y] = [a.textContent, b.textContent];
  const least = Math.min(x.length, y.length);
  let head = 0;
  while (head < least && x[head] === y[head]) head += 1;
  let tail = 0;
  while (tail < least - head && x[x.length - tail - 1] === y[y.length - tail - 1]) tail += 1;
  return 1 + head + tail;
}

/** Pairs that would have to be looked at, above which elements are paired in order. */
const PAIRS = 10_000;

/** Which old child becomes which new one, in order, so that the most letters stay where they are. */
function pairs(a: Node[], b: Node[]): [number, number][] {
  if (a.length * b.length > PAIRS) return a.slice(0, b.length).flatMap((one, i) => (one.type === b[i]!.type ? [[i, i] as [number, number]] : []));
  const score = a.map((one) => b.map((other) => alike(one, other)));
  const best = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0));
  for (let i = a.length - 1; i >= 0; i -= 1)
    for (let j = b.length - 1; j >= 0; j -= 1) {
      const here = score[i]![j]!;
      best[i]![j] = Math.max(best[i + 1]![j]!, best[i]![j + 1]!, here === null ? 0 : here + best[i + 1]![j + 1]!);
    }
  const out: [number, number][] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const here = score[i]![j]!;
    if (here !== null && best[i]![j] === here + best[i + 1]![j + 1]!) out.push([i++, j++]);
    else if (best[i]![j] === best[i + 1]![j]) i += 1;
    else j += 1;
  }
  return out;
}

export interface Writing {
  shown: Shown;
  /** The textblock in the new document where the caret stands, and its letters on the left. */
  caret: { parent: Node; offset: number } | null;
  /** The Doc has something else than was to be written: half a letter, say, is another there. */
  other: boolean;
}

function change(one: Y.XmlElement, before: Node, after: Node, writing: Writing): void {
  if (before.eq(after)) return;
  for (const [name, value] of Object.entries(after.attrs)) {
    if (before.attrs[name] === value) continue;
    if (value === null) one.removeAttribute(name);
    else one.setAttribute(name, value as string);
  }
  if (!after.isTextblock) return write(one, before, after, writing);
  // Whatever went wrong before: nothing is struck out that the editor does not show.
  if (!sameLetters(one, before)) throw new Stale();
  writeParagraph(one, cells(one), before, after, writing.caret?.parent === after ? writing.caret.offset : null);
  writing.other ||= !sameLetters(one, after);
}

/** Writes into `parent` what the editor changed between the two. */
export function write(parent: Y.XmlFragment, before: Node, after: Node, writing: Writing): void {
  const here = visible(parent, writing.shown);
  // An editor on an empty root shows a paragraph that is not there.
  const a = here.length === 0 && !(parent instanceof Y.XmlElement) ? [] : children(before);
  const b = children(after);
  if (here.length !== a.length) throw new Stale();
  let left = 0;
  while (left < a.length && left < b.length && a[left] === b[left]) left += 1;
  let right = 0;
  while (right < a.length - left && right < b.length - left && a[a.length - right - 1] === b[b.length - right - 1]) right += 1;
  const paired = pairs(a.slice(left, a.length - right), b.slice(left, b.length - right)).map(([i, j]) => [i + left, j + left] as const);
  const indexOf = (one: Y.XmlElement) => parent.toArray().indexOf(one);
  let [i, j] = [a.length - right, b.length - right];
  // From the end, so that what comes before keeps its place.
  for (const [pi, pj] of [...paired.reverse(), [left - 1, left - 1] as const]) {
    const next = here[i];
    const fresh = b.slice(pj + 1, j).map((node) => create(node, writing.shown));
    if (fresh.length > 0) parent.insert(next ? indexOf(next) : parent.length, fresh);
    for (const old of here.slice(pi + 1, i)) parent.delete(indexOf(old), 1);
    if (pi >= left) change(here[pi]!, a[pi]!, b[pj]!, writing);
    [i, j] = [pi, pj];
  }
}
