/** One section's editor: bound to its root in the Doc, with an undo of its own. Opening it writes nothing. */
import { Editor, Extension } from '@tiptap/core';
import { redo, undo, yUndoPlugin, yUndoPluginKey, ySyncPlugin } from '@tiptap/y-tiptap';
import type { Awareness } from 'y-protocols/awareness';
import type * as Y from 'yjs';
import { Carets } from './carets';
import { standStill } from './caret';
import { exact } from './exact';
import { finePaste, fineText } from './paste';
import { schema } from './schema';

/** Binds the editor to one root; undo takes back only what was typed here. */
const Together = Extension.create<{ root: Y.XmlFragment | null }>({
  name: 'together',
  priority: 1000,
  addOptions: () => ({ root: null }),
  addKeyboardShortcuts() {
    return {
      'Mod-z': () => undoMine(this.editor),
      'Mod-y': () => redoMine(this.editor),
      'Shift-Mod-z': () => redoMine(this.editor),
    };
  },
  addProseMirrorPlugins() {
    const { root } = this.options;
    return root ? [exact(root), ySyncPlugin(root), yUndoPlugin()] : [];
  },
});

/** Always true: the browser's own undo must never run in a shared text. */
export function undoMine(editor: Editor): boolean {
  undo(editor.state);
  return true;
}
export function redoMine(editor: Editor): boolean {
  redo(editor.state);
  return true;
}
interface UndoState { undoManager: { undoStack: unknown[]; redoStack: unknown[] } }
export function undoable(editor: Editor): { undo: boolean; redo: boolean } {
  const state = yUndoPluginKey.getState(editor.state) as UndoState | undefined;
  return { undo: (state?.undoManager.undoStack.length ?? 0) > 0, redo: (state?.undoManager.redoStack.length ?? 0) > 0 };
}

export interface Making {
  element: HTMLElement;
  root: Y.XmlFragment;
  awareness: Awareness | null;
  /** Something the toolbar shows may be different. */
  changed?: () => void;
  focused?: () => void;
}

export function makeEditor({ element, root, awareness, changed, focused }: Making): Editor {
  const editor = new Editor({
    element,
    injectCSS: false,
    extensions: [...schema, Together.configure({ root }), Carets.configure({ awareness })],
    enableInputRules: ['bulletList', 'orderedList'],
    enablePasteRules: false,
    editorProps: {
      attributes: { class: 'writing words', role: 'textbox', 'aria-multiline': 'true', spellcheck: 'true' },
      transformPastedHTML: finePaste,
      transformPastedText: fineText,
      // A keyboard, too, may send a sign that the gate refuses: the sign goes, not the editor.
      handleTextInput: (view, from, to, text) => {
        const fine = fineText(text);
        if (fine === text) return false;
        view.dispatch(view.state.tr.insertText(fine, from, to));
        return true;
      },
      scrollThreshold: { top: 96, bottom: 32, left: 0, right: 0 },
      scrollMargin: { top: 120, bottom: 48, left: 0, right: 0 },
    },
    onTransaction: () => changed?.(),
    onFocus: () => focused?.(),
  });
  standStill(editor, root);
  return editor;
}
