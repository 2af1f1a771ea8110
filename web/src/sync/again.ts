/**
 * Rescued words, put into the text again: a new edit where the words around them still stand, else at the end of
 * their section, where they can be found and moved.
 */
import * as Y from 'yjs';
import type { Piece, Rescue } from './surface';

/** Its origin: mine like any other edit, but no editor's undo. */
const AGAIN = { kyodo: 'put in again' };

function lines(text: string): (Y.XmlText | Y.XmlElement)[] {
  return text.split('\n').flatMap((line, i) => [...(i > 0 ? [new Y.XmlElement('hardBreak')] : []), ...(line ? [new Y.XmlText(line)] : [])]);
}

function paragraph(text: string): Y.XmlElement {
  const out = new Y.XmlElement('paragraph');
  out.insert(0, text === '' ? [new Y.XmlText()] : lines(text));
  return out;
}

const isEmpty = (node: unknown) =>
  node instanceof Y.XmlElement && node.nodeName === 'paragraph' && node.toArray().every((child) => child instanceof Y.XmlText && child.length === 0);

/** Paragraphs at the end. The empty one every section is born with is filled: somebody else may be beginning it, too. */
export function append(root: Y.XmlFragment, paragraphs: string[]): void {
  const born: unknown = root.length === 1 ? root.get(0) : undefined;
  if (!(born instanceof Y.XmlElement) || !isEmpty(born)) return root.push(paragraphs.map(paragraph));
  const [words = '', ...more] = paragraphs;
  const text: unknown = born.get(0);
  const [line = '', ...rest] = words.split('\n');
  if (text instanceof Y.XmlText) text.insert(0, line);
  else born.insert(0, [new Y.XmlText(line)]);
  if (rest.length > 0) born.push(lines(`\n${rest.join('\n')}`));
  root.push(more.map(paragraph));
}

/** Letters on each side by which the old place is known. */
const AROUND = 24;

/** The one text in which the words around a piece still stand side by side, and where between them. */
function oldPlace(root: Y.XmlFragment, { before, words, after }: Piece): { text: Y.XmlText; at: number } | null {
  const left = before.slice(-AROUND);
  const right = after.slice(0, AROUND);
  if (left.length + right.length < 6 || words.includes('\n')) return null;
  const found: { text: Y.XmlText; at: number }[] = [];
  const walk = (parent: Y.XmlFragment) => {
    for (const child of parent.toArray()) {
      if (child instanceof Y.XmlText) {
        const letters = (child.toDelta() as { insert: unknown }[]).map((one) => (typeof one.insert === 'string' ? one.insert : '\uFFFC')).join('');
        for (let at = letters.indexOf(left + right); at >= 0; at = letters.indexOf(left + right, at + 1))
          // Without words behind it the piece stood at the end of its paragraph.
          if (right !== '' || at + left.length === letters.length) found.push({ text: child, at: at + left.length });
      } else if (child instanceof Y.XmlElement) walk(child);
    }
  };
  walk(root);
  return found.length === 1 ? (found[0] ?? null) : null;
}

/** Returns the sections that took words; one that the statement does not have any more takes none. */
export function putIn(doc: Y.Doc, rescue: Rescue, roots: Set<string>): string[] {
  const taken: string[] = [];
  doc.transact(() => {
    for (const { section, pieces } of rescue.sections) {
      if (!roots.has(section)) continue;
      const root = doc.getXmlFragment(section);
      const homeless = pieces.filter((piece) => {
        const place = oldPlace(root, piece);
        place?.text.insert(place.at, piece.words);
        return place === null;
      });
      taken.push(section);
      if (homeless.length === 0) continue;
      append(root, homeless.flatMap((piece) => piece.words.trim().split(/\n{2,}/u)));
    }
  }, AGAIN);
  return taken;
}
