/** Rescued words, put into the text again: a new edit at the end of their section, where it can be found and moved. */
import * as Y from 'yjs';
import type { Rescue } from './surface';

/** Its origin: mine like any other edit, but no editor's undo. */
const AGAIN = { kyodo: 'put in again' };

function paragraph(text: string): Y.XmlElement {
  const out = new Y.XmlElement('paragraph');
  const children: (Y.XmlText | Y.XmlElement)[] = [];
  text.split('\n').forEach((line, i) => {
    if (i > 0) children.push(new Y.XmlElement('hardBreak'));
    if (line) children.push(new Y.XmlText(line));
  });
  if (children.length > 0) out.insert(0, children);
  return out;
}

const isEmpty = (node: unknown) =>
  node instanceof Y.XmlElement && node.nodeName === 'paragraph' && node.toArray().every((child) => child instanceof Y.XmlText && child.length === 0);

/** Returns the sections that took words; one that the statement does not have any more takes none. */
export function putIn(doc: Y.Doc, rescue: Rescue, roots: Set<string>): string[] {
  const taken: string[] = [];
  doc.transact(() => {
    for (const { section, pieces } of rescue.sections) {
      if (!roots.has(section)) continue;
      const root = doc.getXmlFragment(section);
      const fresh = pieces.flatMap((piece) => piece.words.trim().split(/\n{2,}/u)).map(paragraph);
      // The empty paragraph every section is born with is used up, not left above.
      if (root.length === 1 && isEmpty(root.get(0))) root.delete(0, 1);
      root.push(fresh);
      taken.push(section);
    }
  }, AGAIN);
  return taken;
}
