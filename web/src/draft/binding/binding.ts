/**
 * One editor and one root of the Doc, each kept as the other is. What was typed goes into the Doc as what it was; what
 * others wrote comes into the editor as the least change.
 *
 * Laws: opening and hearing write nothing. Whatever goes wrong, the editor is let go at once, before another key: one
 * that shows old words would strike out somebody's. A paragraph in which letters are being composed is left alone
 * until they are taken (`composing.ts`).
 */
import { Fragment, Slice, type Node } from '@tiptap/pm/model';
import { TextSelection, type Transaction } from '@tiptap/pm/state';
import { ReplaceStep } from '@tiptap/pm/transform';
import type { EditorView } from '@tiptap/pm/view';
import * as Y from 'yjs';
import { held as find, hold } from '../place';
import { type Shown, documentOf, read, visible, write } from './blocks';
import { Composition, changedIn } from './composing';
import { together, type Meta } from './key';
import { BY_HAND } from './origin';

/** The least change that makes `before` into `after`; null where they are the same. */
export function step(before: Node, after: Node): ReplaceStep | null {
  const start = before.content.findDiffStart(after.content);
  const end = before.content.findDiffEnd(after.content);
  if (start === null || end === null) return null;
  const overlap = Math.max(0, start - Math.min(end.a, end.b));
  const least = new ReplaceStep(start, end.a + overlap, after.slice(start, end.b + overlap));
  const { doc } = least.apply(before);
  return doc?.eq(after) ? least : new ReplaceStep(0, before.content.size, new Slice(after.content, 0, 0));
}

/** Puts blocks in place of others; those that are alike at both ends stay. */
function exchange(tr: Transaction, from: number, to: number, next: Node[]): void {
  while (from < to && next[0]?.eq(tr.doc.child(from))) [from, next] = [from + 1, next.slice(1)];
  while (from < to && next.at(-1)?.eq(tr.doc.child(to - 1))) [to, next] = [to - 1, next.slice(0, -1)];
  if (from === to && next.length === 0) return;
  const at = (index: number) => Array.from({ length: index }, (_, i) => tr.doc.child(i).nodeSize).reduce((sum, size) => sum + size, 0);
  tr.step(new ReplaceStep(at(from), at(to), new Slice(Fragment.from(next), 0, 0)));
}

interface Places { anchor: Y.RelativePosition | null; head: Y.RelativePosition | null }

export class Binding {
  readonly shown: Shown = new WeakSet();
  readonly undo: Y.UndoManager;
  #view: EditorView | null = null;
  /** What the editor showed when it was last looked at. */
  #doc!: Node;
  #places: Places | null = null;
  /** Where I was before what undo takes back. */
  #before: Places | null = null;
  #busy = false;
  #composition: Composition | null = null;

  constructor(
    readonly root: Y.XmlFragment,
    private readonly broken: (error: unknown) => void,
  ) {
    this.undo = new Y.UndoManager(root, {
      trackedOrigins: new Set([BY_HAND]),
      // Somebody else's words may come into it at this moment: what holds words stays.
      deleteFilter: (item) => !(item instanceof Y.Item && item.content instanceof Y.ContentType) ||
        (item.content.type instanceof Y.XmlElement && !holdsWords(item.content.type)),
      captureTransaction: (transaction) => transaction.meta.get('addToHistory') !== false,
    });
    this.undo.on('stack-item-added', ({ stackItem }: { stackItem: { meta: Map<unknown, unknown> } }) => { stackItem.meta.set(this, this.#places); });
    this.undo.on('stack-item-popped', ({ stackItem }: { stackItem: { meta: Map<unknown, unknown> } }) => { this.#before = (stackItem.meta.get(this) as Places | undefined) ?? null; });
  }

  /** The editor shows something else than the Doc has, until a composition ends. */
  get behind(): boolean {
    return this.#composition !== null;
  }
  /** For what wants to know a place: null while the editor is behind. */
  place(at: number): Y.RelativePosition | null {
    return this.behind || !this.#view ? null : hold(this.root, this.#view.state.doc, this.shown, at);
  }
  /** Where a place is in a document of the editor. */
  at(place: Y.RelativePosition, doc: Node): number | null {
    return find(this.root, doc, this.shown, place);
  }

  attach(view: EditorView): void {
    this.#view = view;
    this.#doc = view.state.doc;
    this.root.observeDeep(this.#heard);
    for (const event of ['compositionend', 'blur']) view.dom.addEventListener(event, this.#taken);
    document.addEventListener('visibilitychange', this.#hidden);
    this.#guarded(() => this.#show(false));
  }

  detach(): void {
    this.#composition?.stop();
    if (this.#view) for (const event of ['compositionend', 'blur']) this.#view.dom.removeEventListener(event, this.#taken);
    document.removeEventListener('visibilitychange', this.#hidden);
    this.#view = null;
    this.root.unobserveDeep(this.#heard);
    this.undo.destroy();
  }

  /** The editor's document may be another one now. */
  changed(addToHistory: boolean): void {
    const view = this.#view;
    if (!view || this.#busy) return;
    const { doc } = view.state;
    this.#guarded(() => {
      if (doc !== this.#doc) this.#typed(doc, addToHistory);
      this.#remember();
    });
  }

  /** Ends waiting: what was composed is written, what others wrote is shown. */
  settle(): void {
    const composition = this.#composition;
    if (!composition || !this.#view) return;
    this.#guarded(() => {
      this.#commit(composition);
      this.#composition = null;
      composition.stop();
      this.#show(false);
    });
  }

  #typed(doc: Node, addToHistory: boolean): void {
    const view = this.#view!;
    const before = this.#doc;
    const path = changedIn(before, doc);
    if (!this.#composition && view.composing && path && visible(this.root, this.shown).length > 0)
      this.#composition = new Composition(this.root, this.shown, before, path, {
        rests: () => this.#rests(),
        // Where the next word has begun at once, others wait for the end of that.
        taken: () => (view.composing ? this.#rests() : this.settle()),
        enough: () => this.settle(),
      });
    const composition = this.#composition;
    if (composition && path && composition.is(path)) {
      this.#doc = doc;
      composition.goesOn();
      if (!view.composing) composition.ends();
      return;
    }
    this.#doc = doc;
    if (!composition) return this.#write(before, doc, addToHistory);
    // Something else than the composition: it is ended, and what was done is done to the Doc as it is now.
    composition.stop();
    this.#composition = null;
    if (!composition.waits) return this.#write(composition.known(before), doc, addToHistory);
    this.#transact(addToHistory, () => composition.write(before, this.#caret(before)));
    const now = this.#now(doc);
    const theirs = step(before, now);
    const mine = step(before, doc);
    const moved = theirs && mine ? mine.map(theirs.getMap()) : mine;
    const done = moved instanceof ReplaceStep ? moved.apply(now).doc : null;
    if (done) this.#write(now, done, addToHistory);
    this.#show(false);
  }

  #write(before: Node, after: Node, addToHistory: boolean): void {
    const writing = { shown: this.shown, caret: this.#caret(after), other: false };
    this.#transact(addToHistory, () => write(this.root, before, after, writing));
    // The Doc is right.
    if (writing.other) this.#show(false);
  }

  /** What the Doc has, as the editor is to show it. */
  #now({ type: { schema } }: Node): Node {
    return documentOf(schema, read(this.root, schema, this.shown).map(({ node }) => node));
  }

  #caret(doc: Node): { parent: Node; offset: number } | null {
    const view = this.#view!;
    if (view.state.doc !== doc) return null;
    const { parent, parentOffset: offset } = view.state.selection.$head;
    return { parent, offset };
  }

  #transact(addToHistory: boolean, work: () => void): void {
    const busy = this.#busy;
    this.#busy = true;
    try {
      if (!addToHistory) this.undo.stopCapturing();
      this.root.doc!.transact((transaction) => {
        transaction.meta.set('addToHistory', addToHistory);
        work();
      }, BY_HAND);
    } finally {
      this.#busy = busy;
    }
  }

  #commit(composition: Composition): void {
    this.#transact(true, () => {
      const head = composition.write(this.#doc, this.#caret(this.#doc));
      this.#places = { anchor: head, head };
    });
  }

  /** A composition that rests, or goes over into the next, is saved as it is. */
  #rests(): void {
    const composition = this.#composition;
    if (!composition || !this.#view || composition.gone) return;
    this.#guarded(() => {
      this.#commit(composition);
      if (!composition.waits) composition.begin(this.#doc);
    });
  }

  #taken = (): void => this.#composition?.ends();
  #hidden = (): void => { if (document.hidden) this.settle(); };

  #heard = (_events: unknown, transaction: Y.Transaction): void => {
    if (this.#busy || !this.#view) return;
    this.#guarded(() => this.#show(transaction.origin instanceof Y.UndoManager));
  };

  /** Makes the editor show what the Doc has, but for a paragraph that is being composed. */
  #show(undone: boolean): void {
    const view = this.#view!;
    const { doc, schema } = view.state;
    const blocks = read(this.root, schema, this.shown);
    const tr = view.state.tr.setMeta('addToHistory', false).setMeta(together, { others: !undone, undone } satisfies Meta);
    if (this.#composition) {
      const was = this.#composition.index;
      const now = this.#composition.among(blocks, doc);
      const { index } = this.#composition;
      // Whole blocks behind and before it: its own must stay the very same, or the editor draws it anew.
      exchange(tr, was + 1, doc.childCount, now.slice(index + 1));
      exchange(tr, 0, was, now.slice(0, index));
    } else {
      const least = step(doc, documentOf(schema, blocks.map(({ node }) => node)));
      if (least) tr.step(least);
      this.#stand(tr, undone ? (this.#before ?? this.#places) : this.#places);
      if (undone && view.hasFocus()) tr.scrollIntoView();
    }
    this.#before = null;
    this.#busy = true;
    try {
      this.#doc = tr.doc;
      view.dispatch(tr);
    } finally {
      this.#busy = false;
    }
    // A plugin of the editor may have had something to add.
    if (this.#view && view.state.doc !== tr.doc) this.#typed(view.state.doc, false);
    this.#remember();
  }

  /** My caret stays at its letter; where that is gone, at what has become of its place. */
  #stand(tr: Transaction, places: Places | null): void {
    const { selection } = tr;
    if (!(selection instanceof TextSelection) || !places) return;
    const at = (place: Y.RelativePosition | null) => (place ? find(this.root, tr.doc, this.shown, place) : null);
    const head = at(places.head) ?? selection.head;
    const anchor = selection.empty && this.#view!.state.selection.empty ? head : (at(places.anchor) ?? selection.anchor);
    if (head === selection.head && anchor === selection.anchor) return;
    const clamped = (position: number) => tr.doc.resolve(Math.max(0, Math.min(position, tr.doc.content.size)));
    tr.setSelection(TextSelection.between(clamped(anchor), clamped(head)));
  }

  #remember(): void {
    if (!this.#view || this.behind) return;
    const { anchor, head } = this.#view.state.selection;
    this.#places = { anchor: this.place(anchor), head: this.place(head) };
  }

  #guarded(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.detach();
      this.broken(error);
    }
  }
}

const holdsWords = (one: Y.XmlElement): boolean =>
  one.toArray().some((child) => (child instanceof Y.XmlText ? child.length > 0 : child instanceof Y.XmlElement && holdsWords(child)));
