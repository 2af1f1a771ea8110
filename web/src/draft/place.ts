/**
 * Where a caret stands, so that it is found again whatever others write: by my own letter on its left, in the Doc
 * itself. Two who write at the same place at the same time then each go on at their own words, not inside the other's.
 */
import type { Node } from '@tiptap/pm/model';
import * as Y from 'yjs';

const isText = (one: unknown): one is Y.XmlText => one instanceof Y.XmlText;
/** Letters and breaks are one position each, in the Doc as in the editor. */
const size = (child: unknown) => (isText(child) ? child.length : 1);

/** Which children lead to a position: the indices from the root down to its paragraph. */
function paragraph(root: Y.XmlFragment, doc: Node, at: number): { element: Y.XmlElement; offset: number } | null {
  const place = doc.resolve(at);
  if (!place.parent.isTextblock) return null;
  let here: Y.XmlFragment = root;
  for (let depth = 0; depth < place.depth; depth += 1) {
    const next: unknown = here.get(place.index(depth));
    if (!(next instanceof Y.XmlElement)) return null;
    here = next;
  }
  return here instanceof Y.XmlElement ? { element: here, offset: place.parentOffset } : null;
}

/** The text behind whose letter a position stands, and how many of its letters are before it. */
export function textAt(root: Y.XmlFragment, doc: Node, at: number): { text: Y.XmlText; index: number } | null {
  const found = paragraph(root, doc, at);
  if (!found) return null;
  let before = 0;
  for (const child of found.element.toArray()) {
    const index = found.offset - before;
    if (isText(child) && index > 0 && index <= child.length) return { text: child, index };
    before += size(child);
  }
  return null;
}

/**
 * The place as my own letter on its left; null where that letter is not mine. Before I have written there I stand at
 * the end of what others write, not in the middle of their word; once I have, I go on at my own.
 */
export function hold(root: Y.XmlFragment, doc: Node, at: number): Y.RelativePosition | null {
  const found = textAt(root, doc, at);
  const place = found && Y.createRelativePositionFromTypeIndex(found.text, found.index, -1);
  return place?.item && place.item.client === root.doc?.clientID ? place : null;
}

/** Where that letter's right side is now; null where the letter is gone. */
export function held(root: Y.XmlFragment, doc: Node, place: Y.RelativePosition): number | null {
  const ydoc = root.doc;
  if (!ydoc || !place.item) return null;
  const structs = ydoc.store.clients.get(place.item.client);
  const struct = structs?.[Y.findIndexSS(structs, place.item.clock)];
  if (!struct || struct.deleted) return null;
  const found = Y.createAbsolutePositionFromRelativePosition(place, ydoc, false);
  if (!found || !isText(found.type)) return null;
  const path: Y.AbstractType<unknown>[] = [];
  for (let type: Y.AbstractType<unknown> | null = found.type as unknown as Y.AbstractType<unknown>; type && type !== (root as unknown); ) {
    path.unshift(type);
    type = type.parent as Y.AbstractType<unknown> | null;
  }
  let here: Y.XmlFragment = root;
  let node = doc;
  let at = 0;
  for (const step of path) {
    const children: unknown[] = here.toArray();
    const index = children.indexOf(step);
    if (index < 0) return null;
    if (isText(step)) return at + children.slice(0, index).reduce<number>((sum, child) => sum + size(child), 0) + found.index;
    if (index >= node.childCount || !(step instanceof Y.XmlElement)) return null;
    for (let i = 0; i < index; i += 1) at += node.child(i).nodeSize;
    node = node.child(index);
    at += 1;
    here = step;
  }
  return null;
}
