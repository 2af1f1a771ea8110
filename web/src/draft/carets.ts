/**
 * Carets of the others in one section's editor, and mine told to them. A stroke in the line, the name in the paper's
 * margin; hidden from screen readers, not selectable. It writes nothing: only decorations and presence.
 */
import { Extension } from '@tiptap/core';
import { Plugin, PluginKey } from '@tiptap/pm/state';
import { Decoration, DecorationSet, type EditorView } from '@tiptap/pm/view';
import type { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import type { Binding } from './binding/binding';
import { together } from './binding/key';
import { from } from './binding/plugin';
import { type State, type User, colour } from '../sync/presence';

const key = new PluginKey<DecorationSet>('kyodo-carets');

function mark(user: User): HTMLElement {
  const out = document.createElement('span');
  out.className = `other o${colour(user.colour)}`;
  out.setAttribute('aria-hidden', 'true');
  out.setAttribute('contenteditable', 'false');
  const stroke = document.createElement('span');
  stroke.className = 'stroke';
  const flag = document.createElement('span');
  flag.className = 'flag';
  const initials = document.createElement('b');
  initials.textContent = user.initials;
  flag.append(initials, ` ${user.name.split(/\s+/u)[0] ?? user.name}`);
  out.append(stroke, flag);
  return out;
}

const bindingOf = (state: EditorView['state']): Binding | undefined => together.getState(state)?.binding;

function decorations(view: EditorView['state'], awareness: Awareness): DecorationSet {
  const binding = bindingOf(view);
  if (!binding) return DecorationSet.empty;
  const found: Decoration[] = [];
  for (const [client, state] of awareness.getStates() as Map<number, State>) {
    if (client === awareness.clientID || !state.cursor || !state.user) continue;
    let at: number | null = null;
    try {
      at = binding.at(Y.createRelativePositionFromJSON(state.cursor.head), view.doc);
    } catch {
      // a position nobody can read shows nowhere
    }
    if (at === null) continue;
    const { user } = state;
    found.push(Decoration.widget(Math.min(at, view.doc.content.size), () => mark(user), { key: `${client} ${user.name} ${user.colour}`, side: -1, ignoreSelection: true }));
  }
  return DecorationSet.create(view.doc, found);
}

export const Carets = Extension.create<{ awareness: Awareness | null }>({
  name: 'carets',
  addOptions: () => ({ awareness: null }),
  addProseMirrorPlugins() {
    const { awareness } = this.options;
    if (!awareness) return [];
    return [
      new Plugin<DecorationSet>({
        key,
        state: {
          init: () => DecorationSet.empty,
          apply: (tr, before, _old, state) => {
            // A caret drawn into letters that are being composed would end the composition.
            if ((tr.getMeta(key) || from(tr)) && !bindingOf(state)?.behind) return decorations(state, awareness);
            return before.map(tr.mapping, tr.doc);
          },
        },
        props: {
          decorations: (state) => key.getState(state),
          handleDOMEvents: {
            focus: (view) => (tell(view, awareness), false),
            blur: (view) => (silent(view, awareness), false),
          },
        },
        view: (view) => {
          let timer: ReturnType<typeof setTimeout> | undefined;
          const show = () => {
            clearTimeout(timer);
            // Not while a letter is being composed: the input method would lose its place.
            timer = setTimeout(() => {
              if (view.isDestroyed) return;
              if (view.composing) return show();
              // The browser says late that I moved my caret: drawing theirs would put mine back.
              (view as unknown as { domObserver: { flush(): void } }).domObserver.flush();
              view.dispatch(view.state.tr.setMeta(key, true));
            }, 30);
          };
          const changed = ({ added, updated, removed }: Record<'added' | 'updated' | 'removed', number[]>) => {
            if ([...added, ...updated, ...removed].some((client) => client !== awareness.clientID)) show();
          };
          awareness.on('change', changed);
          show();
          return {
            update: (now, before) => {
              if (now.hasFocus() && !(before.selection.eq(now.state.selection) && before.doc.eq(now.state.doc))) tell(now, awareness);
            },
            destroy: () => {
              clearTimeout(timer);
              awareness.off('change', changed);
              silent(view, awareness);
            },
          };
        },
      }),
    ];
  },
});

function tell(view: EditorView, awareness: Awareness): void {
  const binding = bindingOf(view.state);
  if (!binding || binding.behind || !awareness.getLocalState()) return;
  const at = (position: number) => {
    const place = binding.place(position);
    return place && Y.relativePositionToJSON(place);
  };
  const cursor = { anchor: at(view.state.selection.anchor), head: at(view.state.selection.head) };
  if (!cursor.anchor || !cursor.head) return;
  const before = (awareness.getLocalState() as State).cursor;
  if (JSON.stringify(before) !== JSON.stringify(cursor)) awareness.setLocalStateField('cursor', cursor);
}

function silent(view: EditorView, awareness: Awareness): void {
  const state = awareness.getLocalState() as State | null;
  const binding = bindingOf(view.state);
  if (!state?.cursor || !binding) return;
  try {
    const mine = binding.at(Y.createRelativePositionFromJSON(state.cursor.head), view.state.doc);
    if (mine !== null) awareness.setLocalStateField('cursor', null);
  } catch {
    awareness.setLocalStateField('cursor', null);
  }
}
