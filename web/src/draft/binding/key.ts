/** How a transaction of an editor, and an edit of the Doc, says that it comes from the binding. */
import { PluginKey } from '@tiptap/pm/state';
import type { Binding } from './binding';

export const together = new PluginKey<{ binding: Binding; addToHistory: boolean }>('kyodo-together');

export interface Meta {
  /** Others wrote it, or the page did: not these hands. */
  others: boolean;
  undone: boolean;
}
