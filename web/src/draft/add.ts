/** Words put at the end of a section, as its editor would: seen by others at once, and taken back by my own undo. */
import type * as Y from 'yjs';
import { append } from '../sync/again';
import { BY_HAND } from './binding/origin';
import { fineText } from './paste';

export function addAtEnd(doc: Y.Doc, root: string, words: string): void {
  doc.transact(() => append(doc.getXmlFragment(root), fineText(words).trim().split(/\n\s*\n/u)), BY_HAND);
}
