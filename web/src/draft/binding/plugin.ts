/** The binding as a plugin of one editor. */
import { Plugin } from '@tiptap/pm/state';
import type * as Y from 'yjs';
import { Binding } from './binding';
import { together, type Meta } from './key';

export function bind(root: Y.XmlFragment, broken: (error: unknown) => void): Plugin {
  const binding = new Binding(root, broken);
  return new Plugin({
    key: together,
    state: {
      init: () => ({ binding, addToHistory: true }),
      apply: (tr, before) => (tr.docChanged ? { binding, addToHistory: tr.getMeta('addToHistory') !== false } : before),
    },
    view: (view) => {
      binding.attach(view);
      return { update: () => binding.changed(together.getState(view.state)?.addToHistory ?? true), destroy: () => binding.detach() };
    },
  });
}

/** What a transaction says of where it comes from; null where a hand here did it. */
export const from = (transaction: { getMeta(key: unknown): unknown }): Meta | null => (transaction.getMeta(together) as Meta | undefined) ?? null;
