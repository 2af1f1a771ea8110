/**
 * Others' words never move my caret: neither on the screen nor off its letter. Where that letter is gone, because
 * somebody split my paragraph and its second half was written anew, the caret is looked for by the words around it.
 */
import type { Editor } from '@tiptap/core';
import type { Node } from '@tiptap/pm/model';
import { TextSelection } from '@tiptap/pm/state';
import { ySyncPluginKey } from '@tiptap/y-tiptap';
import type * as Y from 'yjs';
import { held, hold } from './place';

/** Letters on each side by which a place is known. */
const AROUND = 24;

interface Known { left: string; right: string }

function around(doc: Node, at: number): Known {
  const place = doc.resolve(at);
  if (!place.parent.isTextblock) return { left: '', right: '' };
  const text = place.parent.textBetween(0, place.parent.content.size, undefined, '\n');
  const before = place.parent.textBetween(0, place.parentOffset, undefined, '\n').length;
  return { left: text.slice(Math.max(0, before - AROUND), before), right: text.slice(before, before + AROUND) };
}

/** Whether the caret still stands at the words it stood at, on one side at least. */
const same = (a: Known, b: Known) =>
  (a.left !== '' && b.left !== '' && (a.left.endsWith(b.left) || b.left.endsWith(a.left))) ||
  (a.right !== '' && b.right !== '' && (a.right.startsWith(b.right) || b.right.startsWith(a.right)));

/** The one place in the doc that has these words on both sides; else that has them on one; null where it is not one. */
export function find(doc: Node, { left, right }: Known): number | null {
  for (const [l, r] of [[left, right], [left, ''], ['', right]] as const) {
    if (l.length + r.length < 6) continue;
    const found: number[] = [];
    doc.descendants((node, at) => {
      if (!node.isTextblock) return true;
      // Every inline leaf is one letter here, as it is one position there.
      const text = node.textBetween(0, node.content.size, undefined, '\n');
      for (let i = text.indexOf(l + r); i >= 0; i = text.indexOf(l + r, i + 1)) found.push(at + 1 + i + l.length);
      return false;
    });
    if (found.length === 1) return found[0] ?? null;
  }
  return null;
}

/** Keeps caret and line of one editor where they are while others write. */
export function standStill(editor: Editor, root: Y.XmlFragment): void {
  let before: { top: number; head: Known } | null = null;
  /** My places after the last change, by their letters. */
  let places: { head: Y.RelativePosition | null; anchor: Y.RelativePosition | null } | null = null;
  const top = () => editor.view.coordsAtPos(editor.state.selection.head).top;
  const others = (transaction: { getMeta(key: unknown): unknown }) => {
    const sync = transaction.getMeta(ySyncPluginKey) as { isChangeOrigin?: boolean; isUndoRedoOperation?: boolean } | undefined;
    return !!sync?.isChangeOrigin && !sync.isUndoRedoOperation;
  };
  editor.on('beforeTransaction', ({ transaction }) => {
    before = null;
    if (!others(transaction) || !editor.view.hasFocus()) return;
    const { doc, selection } = editor.state;
    before = { top: top(), head: around(doc, selection.head) };
  });
  editor.on('transaction', ({ transaction }) => {
    if (before && others(transaction)) {
      const was = before;
      before = null;
      const { doc, selection, tr } = editor.state;
      const byLetter = places?.head ? held(root, doc, places.head) : null;
      const head = byLetter ?? (same(was.head, around(doc, selection.head)) ? null : find(doc, was.head));
      if (head !== null) {
        const anchor = selection.empty ? head : ((places?.anchor ? held(root, doc, places.anchor) : null) ?? selection.anchor);
        if (head !== selection.head || anchor !== selection.anchor)
          editor.view.dispatch(tr.setSelection(TextSelection.create(doc, anchor, head)).setMeta('addToHistory', false));
      }
      const move = top() - was.top;
      if (Math.abs(move) > 0.5 && was.top >= 0 && was.top <= innerHeight) scrollBy({ top: move, behavior: 'instant' });
    }
    const { doc, selection } = editor.state;
    places = editor.view.hasFocus() ? { head: hold(root, doc, selection.head), anchor: hold(root, doc, selection.anchor) } : null;
  });
}
