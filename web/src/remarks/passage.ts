/** The words a remark is about: taken from what somebody marked on the paper, and found again there. */
import { fineText } from '../draft/paste';

/** Most signs of a passage, as the record takes it. */
export const LONGEST = 600;
/** Signs before a passage that are told with it: the same words may stand in a section twice. */
const BEFORE = 60;

/** One paragraph a line, runs of white space one blank: as the words are read, not as the page breaks them. */
export const folded = (text: string): string =>
  fineText(text).split('\n').map((line) => line.replace(/[^\S\n]+/gu, ' ').trim()).filter(Boolean).join('\n');

export function cut(text: string, most = LONGEST): string {
  const signs = [...text];
  if (signs.length <= most) return text;
  const short = signs.slice(0, most - 1).join('');
  // At a word's end, where the last word is not endless.
  const at = short.search(/\s\S{0,40}$/u);
  return `${at > 0 ? short.slice(0, at) : short}…`;
}

export interface Marked { section: string; passage: string; before: string }

/** What is marked, if it lies in the words of one section. */
export function marked(selection: Selection | null): Marked | null {
  if (!selection || selection.isCollapsed || selection.rangeCount === 0) return null;
  const range = selection.getRangeAt(0);
  const of = (node: Node) => (node instanceof Element ? node : node.parentElement)?.closest('.paper section[id]') ?? null;
  const section = of(range.startContainer);
  if (!section || !section.querySelector('.words, .writing')) return null;
  // Somebody who marks a whole paragraph often ends at the first letter of what follows it: only this section's words count.
  if (of(range.endContainer) !== section && !range.intersectsNode(section)) return null;
  const letters = lettersOf(section);
  let text = '';
  let first = -1;
  for (const { node, from, to } of letters.pieces) {
    if (!node) { if (text) text += '\n'; continue; }
    if (!range.intersectsNode(node)) continue;
    const start = node === range.startContainer ? range.startOffset : 0;
    const end = node === range.endContainer ? range.endOffset : to - from;
    if (first < 0) first = from + start;
    text += node.data.slice(start, end);
  }
  const passage = cut(folded(text));
  if (!passage) return null;
  return { section: section.id, passage, before: [...folded(letters.text.slice(0, first))].slice(-BEFORE).join('').trim() };
}

/** Letters of a section's words in order; a piece without a node parts two paragraphs. */
interface Letters { text: string; pieces: { node: Text | null; from: number; to: number }[] }

function lettersOf(section: Element): Letters {
  const out: Letters = { text: '', pieces: [] };
  const root = section.querySelector('.writing') ?? section.querySelector('.words');
  if (!root) return out;
  let paragraph: Element | null = null;
  const walk = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT, (node) =>
    // Others' carets carry names.
    node instanceof Element && node.matches('.other') ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT);
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    if (node instanceof Element) {
      if (node.localName === 'br' && !node.matches('.ProseMirror-trailingBreak')) part(out);
      continue;
    }
    if (!(node instanceof Text)) continue;
    const own = node.parentElement?.closest('p, li') ?? null;
    if (paragraph && own !== paragraph) part(out);
    paragraph = own;
    out.pieces.push({ node, from: out.text.length, to: out.text.length + node.data.length });
    out.text += node.data;
  }
  return out;
}

function part(out: Letters): void {
  out.pieces.push({ node: null, from: out.text.length, to: out.text.length + 1 });
  out.text += '\n';
}

/**
 * Where a passage stands in a text, white space not counting; null where it is not there any more. Of several places it
 * is the one behind the most of `before`, else the first.
 */
export function place(text: string, passage: string, before = ''): { from: number; to: number } | null {
  const bare = (letters: string) => [...letters.matchAll(/\S/gu)];
  const want = bare(passage.replace(/…$/u, '')).map(([letter]) => letter).join('');
  if (!want) return null;
  const have = bare(text);
  const all = have.map(([letter]) => letter).join('');
  const led = bare(before).map(([letter]) => letter).join('');
  let at = -1;
  for (let one = all.indexOf(want), most = -1; one >= 0; one = all.indexOf(want, one + 1)) {
    let alike = 0;
    while (alike < Math.min(one, led.length) && all[one - 1 - alike] === led[led.length - 1 - alike]) alike += 1;
    if (alike > most) [at, most] = [one, alike];
  }
  if (at < 0) return null;
  // Positions count in UTF-16, a match in whole signs.
  let sign = 0;
  let first = -1;
  for (let units = 0; sign < have.length; sign += 1) {
    if (units === at) first = sign;
    units += have[sign]?.[0].length ?? 0;
    if (units === at + want.length) break;
  }
  const [from, last] = [have[first], have[sign]];
  return from && last ? { from: from.index, to: last.index + last[0].length } : null;
}

/** The passage on the paper; null where the words have changed. */
export function rangeOf(section: Element, passage: string, before = ''): Range | null {
  const letters = lettersOf(section);
  const found = place(letters.text, passage, before);
  if (!found) return null;
  const holds = (at: number) => letters.pieces.find((piece) => piece.node && at >= piece.from && at < piece.to);
  const [start, end] = [holds(found.from), holds(found.to - 1)];
  if (!start?.node || !end?.node) return null;
  const range = document.createRange();
  range.setStart(start.node, found.from - start.from);
  range.setEnd(end.node, found.to - end.from);
  return range;
}
