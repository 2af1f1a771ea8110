/** How an editor finds its binding, and how a transaction says that it comes from there. */
import { PluginKey } from '@tiptap/pm/state';
import type { Binding } from './binding';

export const together = new PluginKey<{ binding: Binding; addToHistory: boolean }>('kyodo-together');

export interface Meta {
  /** Others wrote it, or the page did: not these hands. */
  others: boolean;
  undone: boolean;
}
