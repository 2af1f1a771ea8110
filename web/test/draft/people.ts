/** Several pages on one text, and the ways between them: time is counted, not waited for, and chance is seeded. */
import { Editor, Extension } from '@tiptap/core';
import { ySyncPlugin, yUndoPlugin } from '@tiptap/y-tiptap';
import * as Y from 'yjs';
import { makeEditor } from '../../src/draft/editor';
import { schema } from '../../src/draft/schema';
import { Provider } from '../../src/sync/provider';
import { MemoryStore } from '../../src/sync/store';

// jsdom has no lines: everything stands at the top.
const nowhere = { top: 0, bottom: 0, left: 0, right: 0, width: 0, height: 0, x: 0, y: 0, toJSON: () => '' };
Object.assign(Range.prototype, { getClientRects: () => [nowhere], getBoundingClientRect: () => nowhere });

export class Dice {
  constructor(private seed: number) {}
  chance(): number {
    this.seed = (this.seed + 0x6d2b79f5) | 0;
    let t = Math.imul(this.seed ^ (this.seed >>> 15), 1 | this.seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }
  between(from: number, to: number): number {
    return from + Math.floor(this.chance() * (to - from + 1));
  }
  oneOf<T>(all: readonly T[]): T {
    return all[this.between(0, all.length - 1)]!;
  }
}

/** What happens when, in milliseconds. */
export class Time {
  now = 0;
  /** What else counts time, for instance timers. */
  passes: (ms: number) => void = () => undefined;
  #next: { at: number; n: number; deed: () => void }[] = [];
  #n = 0;
  in(ms: number, deed: () => void): void {
    this.#next.push({ at: this.now + ms, n: (this.#n += 1), deed });
  }
  run(): void {
    while (this.#next.length > 0) {
      this.#next.sort((a, b) => a.at - b.at || a.n - b.n);
      const next = this.#next.shift()!;
      this.passes(Math.max(0, next.at - this.now));
      this.now = Math.max(this.now, next.at);
      next.deed();
    }
  }
}

/** socket: each edit by itself. plain: what came since the last poll, at once. stock: y-tiptap as it is, on a Yjs client. */
export type Road = 'socket' | 'plain' | 'stock';
const POLL = 120;

export class Kyodo {
  readonly disk = new Y.Doc();
  readonly time = new Time();
  readonly pages: Page[] = [];
  constructor(readonly dice: Dice, seed: (root: Y.XmlFragment) => void) {
    this.disk.clientID = 1;
    seed(this.disk.getXmlFragment('opening'));
    this.disk.on('update', (update: Uint8Array, from: unknown) => {
      for (const page of this.pages) if (page !== from) page.down(update);
    });
  }
  end(): void {
    for (const page of this.pages) page.editor.destroy();
  }
}

export class Page {
  readonly doc: Y.Doc;
  readonly editor: Editor;
  /** What the editor could not take; null: all is well. */
  broken: unknown = null;
  #provider: Provider | null = null;
  readonly #late: number;
  /** Updates on their way, each way in order. */
  #ways = { up: 0, down: 0 };
  #poll: Uint8Array[] = [];

  constructor(readonly kyodo: Kyodo, readonly road: Road) {
    const { dice, disk } = kyodo;
    this.#late = dice.between(0, 300);
    const state = Y.encodeStateAsUpdate(disk);
    if (road === 'stock') {
      this.doc = new Y.Doc();
      Y.applyUpdate(this.doc, state, 'server');
      this.doc.on('update', (update: Uint8Array, from: unknown) => { if (from !== 'server') this.#up(update, 0); });
    } else {
      this.#provider = new Provider('text', new MemoryStore('x'), 'tab', {
        send: (_doc, update) => this.#up(update, (this.#number += 1)),
        changed: () => undefined,
        failed: (error) => { throw error; },
      }, () => kyodo.time.now);
      this.doc = this.#provider.doc;
    }
    // Seeded, too: who stands on whose left is decided by it.
    this.doc.clientID = dice.between(2, 4_000_000_000);
    this.#provider?.state(state);
    kyodo.pages.push(this);
    const element = document.createElement('div');
    document.body.append(element);
    const root = this.doc.getXmlFragment('opening');
    this.editor = road === 'stock'
      ? new Editor({ element, injectCSS: false, extensions: [...schema, Extension.create({ name: 'stock', addProseMirrorPlugins: () => [ySyncPlugin(root), yUndoPlugin()] })] })
      : makeEditor({ element, root, awareness: null, broken: (error) => { this.broken = error; } });
  }
  #number = 0;

  get words(): string {
    return this.editor.state.doc.textBetween(0, this.editor.state.doc.content.size, '¶', '\n');
  }
  type(letter: string): void {
    const { tr, selection } = this.editor.state;
    this.editor.view.dispatch(tr.insertText(letter, selection.from, selection.to));
  }
  /** One letter after the other, as people do; then `then`. */
  write(words: string, then?: () => void): void {
    const [letter, ...rest] = words;
    if (letter === undefined) return then?.();
    this.type(letter);
    this.kyodo.time.in(this.kyodo.dice.between(20, 140), () => this.write(rest.join(''), then));
  }

  #way(which: 'up' | 'down', deed: () => void): void {
    const { time, dice } = this.kyodo;
    const at = Math.max(this.#ways[which], time.now + Math.round(this.#late * (0.5 + dice.chance() / 2)));
    this.#ways[which] = at;
    time.in(at - time.now, deed);
  }
  #up(update: Uint8Array, number: number): number {
    this.#way('up', () => {
      Y.applyUpdate(this.kyodo.disk, update, this);
      this.#way('down', () => this.#provider?.savedUpTo(number));
    });
    return number;
  }
  down(update: Uint8Array): void {
    if (this.road !== 'plain') return this.#way('down', () => this.#hear(update));
    this.#poll.push(update);
    if (this.#poll.length > 1) return;
    this.kyodo.time.in(this.kyodo.dice.between(0, POLL), () => {
      const all = this.#poll.splice(0);
      this.#way('down', () => all.forEach((one) => this.#hear(one)));
    });
  }
  #hear(update: Uint8Array): void {
    if (this.#provider) this.#provider.heard(update);
    else Y.applyUpdate(this.doc, update, 'server');
    this.heard?.();
  }
  /** After each update that came. */
  heard: (() => void) | null = null;
}

export const bare = (doc: Y.Doc): string =>
  doc.getXmlFragment('opening').toArray().map(function words(one: unknown): string {
    if (one instanceof Y.XmlText) return (one.toDelta() as { insert: string }[]).map(({ insert }) => insert).join('');
    if (!(one instanceof Y.XmlElement)) return '';
    if (one.nodeName === 'hardBreak') return '\n';
    return one.toArray().map(words).join(one.nodeName === 'paragraph' ? '' : '¶');
  }).join('¶');

export const sorted = (words: string): string => [...words].sort().join('');
