// Real Yjs, as a stock client holds it: the first paragraph of a section.
import * as Y from "yjs";

/** Writes at its end. */
export function write(doc, section, words) {
  const root = doc.getXmlFragment(section);
  doc.transact(() => {
    const paragraph = root.get(0);
    if (paragraph.length === 0) paragraph.insert(0, [new Y.XmlText()]);
    const text = paragraph.get(0);
    text.insert(text.length, words);
  });
}

/** The bare words of a section. */
export const words = (doc, section) => doc.getXmlFragment(section).toString().replace(/<[^>]*>/g, "");
