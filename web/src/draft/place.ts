/**
 * Where a caret stands, so that it is found again whatever others write: by the letter or break on its left, in the
 * Doc itself. Two who write at the same place at the same time then each go on at their own words, not inside the
 * other's. Others' programs tell their carets in the same form.
 */
import type { Node } from '@tiptap/pm/model';
import * as Y from 'yjs';
import { type Shown, visible } from './binding/blocks';

const size = (child: unknown) => (child instanceof Y.XmlText ? child.length : 1);
/** What Yjs calls any type, whichever it is. */
type AnyType = Y.AbstractType<unknown>;

/** The place of a position; null where it is in no paragraph. */
export function hold(root: Y.XmlFragment, doc: Node, shown: Shown, at: number): Y.RelativePosition | null {
  const place = doc.resolve(at);
  if (!place.parent.isTextblock) return null;
  let here: Y.XmlFragment = root;
  for (let depth = 0; depth < place.depth; depth += 1) {
    const next: Y.XmlElement | undefined = visible(here, shown)[place.index(depth)];
    if (!next) return null;
    here = next;
  }
  let before = 0;
  for (const [i, child] of here.toArray().entries()) {
    const index = place.parentOffset - before;
    if (index === 0) break;
    if (index <= size(child))
      return child instanceof Y.XmlText ? Y.createRelativePositionFromTypeIndex(child, index, -1) : Y.createRelativePositionFromTypeIndex(here as never, i + 1, -1);
    before += size(child);
  }
  return Y.createRelativePositionFromTypeIndex(here as never, 0, -1);
}

/** Whether the letter a place is known by still stands; a place without one is at its paragraph's start. */
function stands(ydoc: Y.Doc, { item }: Y.RelativePosition): boolean {
  if (!item) return true;
  const structs = ydoc.store.clients.get(item.client);
  if (!structs || Y.getState(ydoc.store, item.client) <= item.clock) return false;
  return !structs[Y.findIndexSS(structs, item.clock)]!.deleted;
}

/** Where that place is now; null where the letter is gone, or the place is not in this text. */
export function held(root: Y.XmlFragment, doc: Node, shown: Shown, place: Y.RelativePosition): number | null {
  const ydoc = root.doc;
  if (!ydoc || !stands(ydoc, place)) return null;
  const found = Y.createAbsolutePositionFromRelativePosition(place, ydoc, false);
  if (!found) return null;
  const path: AnyType[] = [];
  for (let type: AnyType | null = found.type as unknown as AnyType; type !== (root as unknown as AnyType); type = type.parent as AnyType | null) {
    if (!type || type._item?.deleted) return null;
    path.unshift(type);
  }
  let here: Y.XmlFragment = root;
  let node = doc;
  let at = 0;
  for (const step of path) {
    if (step instanceof Y.XmlText) {
      const all: unknown[] = here.toArray();
      const before = all.slice(0, all.indexOf(step)).reduce<number>((sum, child) => sum + size(child), 0);
      return at + Math.min(before + found.index, node.content.size);
    }
    const index = visible(here, shown).indexOf(step as Y.XmlElement);
    if (index < 0 || index >= node.childCount) return null;
    for (let i = 0; i < index; i += 1) at += node.child(i).nodeSize;
    node = node.child(index);
    at += 1;
    here = step as Y.XmlElement;
  }
  const before = here.toArray().slice(0, found.index);
  if (node.isTextblock) return at + Math.min(before.reduce<number>((sum, child) => sum + size(child), 0), node.content.size);
  const shownBefore = before.filter((child) => child instanceof Y.XmlElement && shown.has(child)).length;
  for (let i = 0; i < Math.min(shownBefore, node.childCount); i += 1) at += node.child(i).nodeSize;
  return at;
}
