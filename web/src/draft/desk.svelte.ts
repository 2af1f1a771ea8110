/** Which editor the toolbar speaks to: the one written in last. */
import type { Editor } from '@tiptap/core';
import { undoable } from './editor';

class Tools {
  editor = $state.raw<Editor | null>(null);
  bold = $state(false);
  italic = $state(false);
  bullets = $state(false);
  numbers = $state(false);
  undo = $state(false);
  redo = $state(false);

  use(editor: Editor): void {
    this.editor = editor;
    this.look();
  }
  drop(editor: Editor): void {
    if (this.editor === editor) this.editor = null;
  }
  /** After every transaction of the editor in use. */
  look(): void {
    const { editor } = this;
    if (!editor || editor.isDestroyed) return;
    this.bold = editor.isActive('bold');
    this.italic = editor.isActive('italic');
    this.bullets = editor.isActive('bulletList');
    this.numbers = editor.isActive('orderedList');
    ({ undo: this.undo, redo: this.redo } = undoable(editor));
  }
}
export const tools = new Tools();
