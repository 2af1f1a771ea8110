/** One section's editor: bound to its root in the Doc, with an undo of its own. Opening it writes nothing. */
import { Editor, Extension } from '@tiptap/core';
import type { Awareness } from 'y-protocols/awareness';
import type * as Y from 'yjs';
import { together } from './binding/key';
import { bind } from './binding/plugin';
import { Carets } from './carets';
import { standStill } from './caret';
import { finePaste, fineText } from './paste';
import { schema } from './schema';

const thrown = (error: unknown) => { throw error; };

/** Binds the editor to one root; undo takes back only what was typed here. */
const Together = Extension.create<{ root: Y.XmlFragment | null; broken: (error: unknown) => void }>({
  name: 'together',
  priority: 1000,
  addOptions: () => ({ root: null, broken: thrown }),
  addKeyboardShortcuts() {
    return {
      'Mod-z': () => undoMine(this.editor),
      'Mod-y': () => redoMine(this.editor),
      'Shift-Mod-z': () => redoMine(this.editor),
    };
  },
  addProseMirrorPlugins() {
    const { root, broken } = this.options;
    return root ? [bind(root, broken)] : [];
  },
});

const binding = (editor: Editor) => together.getState(editor.state)?.binding;

/** Always true: the browser's own undo must never run in a shared text. */
export function undoMine(editor: Editor): boolean {
  binding(editor)?.settle();
  binding(editor)?.undo.undo();
  return true;
}
export function redoMine(editor: Editor): boolean {
  binding(editor)?.settle();
  binding(editor)?.undo.redo();
  return true;
}
export function undoable(editor: Editor): { undo: boolean; redo: boolean } {
  const undo = binding(editor)?.undo;
  return { undo: (undo?.undoStack.length ?? 0) > 0, redo: (undo?.redoStack.length ?? 0) > 0 };
}

export interface Making {
  element: HTMLElement;
  root: Y.XmlFragment;
  awareness: Awareness | null;
  /** Something the toolbar shows may be different. */
  changed?: () => void;
  focused?: () => void;
  /** The editor and the Doc could not be kept as each other: it takes no more keys, and another must stand in its place. */
  broken?: (error: unknown) => void;
}

export function makeEditor({ element, root, awareness, changed, focused, broken = thrown }: Making): Editor {
  const editor = new Editor({
    element,
    injectCSS: false,
    extensions: [...schema, Together.configure({ root, broken }), Carets.configure({ awareness })],
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
  standStill(editor);
  return editor;
}
