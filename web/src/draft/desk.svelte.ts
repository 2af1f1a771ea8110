/** Which editor the toolbar speaks to: the one written in last. */
import type { Editor } from '@tiptap/core';

/** What the toolbar needs of the editor's undo; handed over so that a page without an editor need not load one. */
export interface Undo {
  undo: (editor: Editor) => void;
  redo: (editor: Editor) => void;
  able: (editor: Editor) => { undo: boolean; redo: boolean };
}

class Tools {
  editor = $state.raw<Editor | null>(null);
  /** Name of the root it writes in. */
  root = $state('');
  bold = $state(false);
  italic = $state(false);
  bullets = $state(false);
  numbers = $state(false);
  undo = $state(false);
  redo = $state(false);

  #undo: Undo | null = null;

  use(editor: Editor, root: string, undo: Undo): void {
    this.editor = editor;
    this.root = root;
    this.#undo = undo;
    this.look();
  }
  drop(editor: Editor): void {
    if (this.editor === editor) this.editor = null;
  }
  takeBack(): void {
    if (this.editor) this.#undo?.undo(this.editor);
  }
  again(): void {
    if (this.editor) this.#undo?.redo(this.editor);
  }
  /** After every transaction of the editor in use. */
  look(): void {
    const { editor } = this;
    if (!editor || editor.isDestroyed) return;
    this.bold = editor.isActive('bold');
    this.italic = editor.isActive('italic');
    this.bullets = editor.isActive('bulletList');
    this.numbers = editor.isActive('orderedList');
    if (this.#undo) ({ undo: this.undo, redo: this.redo } = this.#undo.able(editor));
  }
}
export const tools = new Tools();
