/** Others' words never move my line on the screen; that my caret stays at its letter is the binding's work. */
import type { Editor } from '@tiptap/core';
import { from } from './binding/plugin';

export function standStill(editor: Editor): void {
  let before: number | null = null;
  const top = () => editor.view.coordsAtPos(editor.state.selection.head).top;
  editor.on('beforeTransaction', ({ transaction }) => {
    before = from(transaction)?.others && editor.view.hasFocus() ? top() : null;
  });
  editor.on('transaction', () => {
    if (before === null) return;
    const was = before;
    before = null;
    const move = top() - was;
    if (Math.abs(move) > 0.5 && was >= 0 && was <= innerHeight) scrollBy({ top: move, behavior: 'instant' });
  });
}
