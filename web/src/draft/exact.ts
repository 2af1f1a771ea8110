/**
 * A letter typed before an equal letter goes exactly there. The binding finds out what was typed by comparing texts,
 * and puts my "W" before Bilal's "W" behind his: then my next letters stand inside his word. So this one case is
 * written to the Doc here, before the binding compares and finds nothing left to do.
 */
import { Plugin, PluginKey } from '@tiptap/pm/state';
import { ReplaceStep } from '@tiptap/pm/transform';
import { ySyncPluginKey } from '@tiptap/y-tiptap';
import * as Y from 'yjs';
import { textAt } from './place';

interface Typed { at: number; text: string }
const key = new PluginKey<Typed | null>('kyodo-exact');

export function exact(root: Y.XmlFragment): Plugin<Typed | null> {
  return new Plugin<Typed | null>({
    key,
    state: {
      init: () => null,
      apply: (tr) => {
        const [step] = tr.steps;
        if (tr.steps.length !== 1 || tr.getMeta(ySyncPluginKey) || !(step instanceof ReplaceStep) || step.from !== step.to) return null;
        const { slice } = step;
        const text = slice.content.childCount === 1 && slice.openStart === 0 && slice.openEnd === 0 ? slice.content.firstChild?.text : undefined;
        return text ? { at: step.from, text } : null;
      },
    },
    view: () => ({
      update: (view, before) => {
        const typed = key.getState(view.state);
        if (!typed || before.doc.eq(view.state.doc) || before.doc.content.size + typed.text.length !== view.state.doc.content.size) return;
        const found = textAt(root, before.doc, typed.at);
        const sync = ySyncPluginKey.getState(view.state) as { binding: { mux: (deed: () => void) => void } | null } | undefined;
        if (!found || !sync?.binding || !root.doc) return;
        if (before.doc.textBetween(typed.at, Math.min(typed.at + 1, before.doc.content.size)) !== typed.text[0]) return;
        const { doc } = root;
        sync.binding.mux(() => doc.transact(() => found.text.insert(found.index, typed.text), ySyncPluginKey));
      },
    }),
  });
}
