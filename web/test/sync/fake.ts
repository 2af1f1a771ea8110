/** A small Kyodo in memory, for stories about a page's side of the wire. It judges nothing but what a test tells it. */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { IDBFactory } from 'fake-indexeddb';
import * as Y from 'yjs';
import type { SectionView, View } from '../../src/api/types';
import { sectionHashes } from '../../src/statement/canonical';
import { blocks } from '../../src/statement/read';
import { Link } from '../../src/sync/link';
import type { Parts, Pointer, Probe } from '../../src/sync/parts';
import { IndexedShelf, MemoryShelf } from '../../src/sync/rescue';
import type { Listener, Wire } from '../../src/sync/roads';
import { IndexedStore, MemoryStore } from '../../src/sync/store';
import type { DocName } from '../../src/sync/surface';
import type { Tabs } from '../../src/sync/tabs';
import { type FromServer, SCHEMA, type ToServer, encode } from '../../src/sync/wire';

const link = (before: string, n: number) => bytesToHex(sha256(new TextEncoder().encode(`${before} ${n}`)));
const section = (id: string, title: string): SectionView => ({
  id, title, hint: '', level: 1, printed: true, shown: true, status: 'open', last: null,
});

export function view(person: string, over: Partial<View> = {}): View {
  return {
    id: 'kyoto', seq: 1, text_seq: 1, generation: 0, title: 'Joint statement', alliance: 'Open Door', language: 'en', phase: 'drafting',
    announced: null, me: { person, name: person, organisation: 'Nordlys', role: 'drafter', may_write: true, may_summarise: false },
    sections: [section('opening', 'Opening'), section('closing', 'Closing')], people: [], organisations: [], limit: null, slot: null,
    hand_in: { organisation: '', on_behalf_of: '', speaker: '', function: '', email: '', item: '', title: '', language: '', delivery: null }, summary_words: 100,
    versions: [], moved: null, dues: [], remarks: { seq: 0, all: 0, waiting: 0, unread: 0, read: 0, organisations: 0, by_section: {} }, call: null,
    summary_approved: null, lock: null, corrections: 0, reopened: null, read_only: null, cannot_save: null, ...over,
  };
}

/** Lets everything that was begun come to its end: promises, the device's store, timers of zero. */
export async function quiet(): Promise<void> {
  for (let i = 0; i < 12; i += 1) await new Promise((go) => setTimeout(go, 1));
}

class Connection implements Wire {
  open = false;
  get road() {
    return this.open ? ('socket' as const) : null;
  }
  heard: ToServer[] = [];
  constructor(
    private readonly kyodo: FakeKyodo,
    readonly listener: Listener,
    readonly person: string,
  ) {}
  start(): void {
    this.kyodo.connections.add(this);
    this.up();
  }
  up(): void {
    if (this.open || !this.kyodo.reachable) return;
    this.open = true;
    this.listener.opened();
  }
  send(frame: ToServer): void {
    if (!this.open) return;
    encode(frame); // what cannot be written never leaves a page
    this.heard.push(frame);
    this.kyodo.take(this, frame);
  }
  again(): void {
    this.open = false;
    queueMicrotask(() => this.up());
  }
  stop(): void {
    this.open = false;
    this.kyodo.connections.delete(this);
  }
  say(frame: FromServer): void {
    if (this.open) this.listener.frame(frame);
  }
}

export class FakeKyodo {
  docs: Record<DocName, Y.Doc> = { text: new Y.Doc(), summary: new Y.Doc() };
  connections = new Set<Connection>();
  reachable = true;
  seq = 1;
  /** The journal: its chain at every entry, and what stood then. */
  chain: string[] = ['', link('', 1)];
  generation = 0;
  /** What this Kyodo takes; an older or newer page is sent away. */
  schema = SCHEMA;
  /** While true, what arrives waits for the disk. */
  diskWaits = false;
  /** Set: every update with news is refused so. */
  refuse: { code: string; sentence: string } | null = null;
  /** Updates with news that were written: what the journal would hold. */
  entries: { person: string; doc: DocName }[] = [];
  #waiting: (() => void)[] = [];
  #stopped = new Set<Connection>();
  #older = new Map<Connection, Set<DocName>>();

  /** A copy of the folder. */
  copy(): () => void {
    const kept = { seq: this.seq, chain: [...this.chain], generation: this.generation, text: Y.encodeStateAsUpdate(this.docs.text), summary: Y.encodeStateAsUpdate(this.docs.summary) };
    // Put back.
    return () => {
      Object.assign(this, { seq: kept.seq, chain: [...kept.chain], generation: kept.generation, docs: { text: new Y.Doc(), summary: new Y.Doc() }, entries: [] });
      Y.applyUpdate(this.docs.text, kept.text);
      Y.applyUpdate(this.docs.summary, kept.summary);
    };
  }

  /** What the text says by section, to everybody. */
  check(say: (id: string, hash: string) => string = (_, hash) => hash): void {
    const sections = Object.fromEntries(['opening', 'closing'].map((id) => {
      const section = { id, heading: '', level: 1, printed: false, blocks: blocks(this.docs.text.getXmlFragment(id)) };
      return [id, say(id, sectionHashes({ sections: [section] })[id] ?? '')];
    }));
    for (const one of this.connections) one.say({ kind: 'check', seq: this.seq, link: this.chain[this.seq] ?? '', sections });
  }

  constructor() {
    for (const name of ['opening', 'closing']) this.docs.text.getXmlFragment(name).insert(0, [new Y.XmlElement('paragraph')]);
    this.docs.summary.getXmlFragment('summary').insert(0, [new Y.XmlElement('paragraph')]);
  }

  take(from: Connection, frame: ToServer): void {
    if (frame.kind === 'hello') {
      this.#stopped.delete(from);
      if (frame.schema !== this.schema) return this.bye(from, 4410, 'schema', 'this page is older than Kyodo: reload it');
      if (frame.generation !== null && frame.generation < this.generation) return this.bye(from, 4409, 'generation', 'this page is from before the text was reopened: reload it');
      const { heard } = frame;
      const older = !!heard && (Math.max(heard.seq, heard.at) > this.seq || (this.chain[heard.at] ?? '') !== heard.link || (frame.generation ?? 0) > this.generation);
      this.#older.delete(from);
      if (older) this.#older.set(from, new Set(['text', 'summary']));
      from.say({ kind: 'welcome', schema: this.schema, generation: this.generation, seq: this.seq, link: this.chain[this.seq] ?? '', older, view: view(from.person, { generation: this.generation }) });
    } else if (frame.kind === 'open') {
      const doc = this.docs[frame.doc];
      if (frame.stateVector.length === 1) this.#older.get(from)?.delete(frame.doc);
      from.say({ kind: 'state', doc: frame.doc, seq: this.seq, update: Y.encodeStateAsUpdate(doc, frame.stateVector), stateVector: Y.encodeStateVector(doc) });
    } else if (frame.kind === 'update') {
      if (this.#stopped.has(from)) return;
      if (this.#older.get(from)?.has(frame.doc)) throw new Error('words came before the page had let go');
      const work = () => this.#write(from, frame);
      if (this.diskWaits) this.#waiting.push(work);
      else work();
    } else if (frame.kind === 'presence')
      for (const other of this.connections) if (other !== from) other.say({ kind: 'presence', doc: frame.doc, update: frame.update });
  }

  #write(from: Connection, { number, doc, update }: Extract<ToServer, { kind: 'update' }>): void {
    const before = Y.encodeStateAsUpdate(this.docs[doc]);
    const trial = new Y.Doc();
    Y.applyUpdate(trial, before);
    Y.applyUpdate(trial, update);
    const news = !Y.equalSnapshots(Y.snapshot(trial), Y.snapshot(this.docs[doc]));
    if (news && this.refuse) {
      this.#stopped.add(from);
      return from.say({ kind: 'refused', doc, number, ...this.refuse });
    }
    if (news) {
      this.seq += 1;
      this.chain[this.seq] = link(this.chain[this.seq - 1] ?? '', Math.random());
      this.entries.push({ person: from.person, doc });
      Y.applyUpdate(this.docs[doc], update);
      for (const other of this.connections) if (other !== from) other.say({ kind: 'update', doc, seq: this.seq, update });
    }
    from.say({ kind: 'saved', number, seq: this.seq });
  }

  /** The disk has done its work. */
  disk(): void {
    this.diskWaits = false;
    for (const work of this.#waiting.splice(0)) work();
  }

  bye(to: Connection, close: number, code: string, sentence: string, at = 0): void {
    to.say({ kind: 'bye', code, sentence, at });
    to.open = false;
    to.listener.closed(close);
  }

  /** The network goes, for everybody. */
  cut(): void {
    this.reachable = false;
    this.#waiting = [];
    for (const one of this.connections) {
      one.open = false;
      one.listener.closed(1006);
    }
  }
  back(): void {
    this.reachable = true;
    for (const one of this.connections) one.up();
  }

  words(doc: DocName, root: string): string {
    return this.docs[doc].getXmlFragment(root).toString().replace(/<[^>]*>/gu, '');
  }
}

/** One browser of one person: what stays when its tabs close. */
export class Browser {
  readonly databases = new IDBFactory();
  readonly pointers = new Map<string, Pointer>();
  readonly alive = new Set<string>();
  #tabs = 0;

  constructor(
    readonly kyodo: FakeKyodo,
    readonly person: string,
    readonly own = true,
  ) {}

  /** What one tab brings to its link, and how it is killed: nothing it does afterwards reaches the device. */
  parts(over: Partial<Parts> = {}): { parts: Parts; kill(): void } {
    this.#tabs += 1;
    const id = `tab-${this.#tabs}`;
    this.alive.add(id);
    const tabs: Tabs = { id, alive: async (ids) => new Set(ids.filter((one) => this.alive.has(one))), close: () => this.alive.delete(id) };
    let wire: Connection | undefined;
    const parts: Parts = {
      statement: 'kyoto',
      openStore: async (name) => (this.own ? IndexedStore.open(name, this.databases) : new MemoryStore(name)),
      shelf: this.own ? new IndexedShelf(this.databases) : new MemoryShelf(),
      tabs,
      pointer: { get: () => this.pointers.get('kyoto') ?? null, set: (who) => this.pointers.set('kyoto', who) },
      wire: (listener) => (wire = new Connection(this.kyodo, listener, this.person)),
      probe: async (): Promise<Probe> => ({ kind: 'silent' }),
      now: () => Date.now(),
      told: () => undefined,
      failed: (error) => {
        if (!String(error).includes('killed')) throw error;
      },
      ...over,
    };
    const kill = () => {
      this.alive.delete(id);
      wire?.stop();
    };
    return { parts, kill };
  }

  /** Opens a tab. */
  tab(over: Partial<Parts> = {}): { link: Link; told: string[]; kill(): void } {
    const told: string[] = [];
    const { parts, kill } = this.parts({ told: (what) => told.push(what), ...over });
    const link = new Link(parts);
    return { link, told, kill: () => { kill(); link.close(); } };
  }

  async open(over: Partial<Parts> = {}): Promise<{ link: Link; told: string[]; kill(): void }> {
    const tab = this.tab(over);
    await tab.link.open();
    await quiet();
    return tab;
  }
}

/** Writes as an editor would: text into the first paragraph of a section. */
export function write(link: Link, root: string, words: string, doc: DocName = 'text'): void {
  const provider = link.providers?.[doc];
  if (!provider) throw new Error('nothing to write in yet');
  provider.doc.transact(() => {
    const paragraph = provider.doc.getXmlFragment(root).get(0) as Y.XmlElement;
    const text = paragraph.get(paragraph.length - 1);
    if (text instanceof Y.XmlText) text.insert(text.length, words);
    else paragraph.insert(paragraph.length, [new Y.XmlText(words)]);
  });
}

export const shown = (link: Link, root: string, doc: DocName = 'text'): string =>
  link.providers?.[doc].doc.getXmlFragment(root).toString().replace(/<[^>]*>/gu, '') ?? '';
