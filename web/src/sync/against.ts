/**
 * What the server has, held against what this page heard was saved and against what it shows: an older copy of Kyodo's
 * data that was put back under it (older.ts), and a Doc that reads other words than Kyodo's (compare.ts).
 */
import type { View } from '../api/types';
import { differing } from './compare';
import { HeardSoFar } from './heard';
import * as older from './older';
import { DOCS, type Parts, type Pointer } from './parts';
import type { Provider } from './provider';
import type { Kept } from './rescue';
import { type Store, storeName } from './store';
import type { DocName, SetBack } from './surface';
import { roots } from './unsaved';
import type { FromServer, Heard, ToServer } from './wire';

/** A Doc that reads other words is loaded anew no more often than this. */
const RELOAD_EVERY = 600_000;
/** The state vector of an empty Doc. */
const EMPTY = Uint8Array.of(0);

/** What it needs of the page's link. */
export interface Page {
  readonly parts: Parts;
  store: Store | null;
  who: Pointer | null;
  providers: Record<DocName, Provider> | null;
  view: View | null;
  rescued: Kept[];
  setBack: SetBack | null;
  provider(doc: DocName, store: Store): Provider;
  send(frame: ToServer): void;
}

export class Against {
  readonly heard = new HeardSoFar((heard) => void this.page.store?.keepHeard(heard).catch(this.page.parts.failed));
  /** Docs that go beyond what the server has: their next State is the whole of it. */
  #older = new Set<DocName>();
  /** Where the server is once they have let go. */
  #then: { who: Pointer; store: Store; seq: number; link: string } | null = null;
  #reloaded = -Infinity;
  #sections: View['sections'] = [];

  constructor(private readonly page: Page) {}

  /** At Welcome. False: this page goes beyond what the server has, and keeps what it is until the States have come. */
  async begin(isOlder: boolean, who: Pointer, seq: number, link: string, same: boolean): Promise<boolean> {
    const { page } = this;
    this.#older.clear();
    this.#then = null;
    if (!isOlder || !page.store || page.who?.person !== who.person) return true;
    for (const doc of DOCS) this.#older.add(doc);
    const store = same ? page.store : await page.parts.openStore(storeName(page.parts.statement, who.person, who.generation, who.schema));
    this.#then = { who, store, seq, link };
    return false;
  }

  /** What a Hello says of the words on this page. */
  get hello(): { generation: number | null; heard: Heard | null } {
    const { store, who } = this.page;
    return store && who ? { generation: who.generation, heard: this.heard.now } : { generation: null, heard: null };
  }

  /** Where what comes now is kept. */
  get store(): Store | null {
    return this.#then?.store ?? this.page.store;
  }

  /** What a Doc is opened with. */
  vector(doc: DocName): Uint8Array {
    return this.#older.has(doc) ? EMPTY : (this.page.providers?.[doc].vector ?? EMPTY);
  }

  /** Headings that an older copy does not know still say where words stood. */
  sees(view: View): void {
    this.#sections = [...view.sections, ...this.#sections.filter((one) => !view.sections.some((same) => same.id === one.id))];
  }

  /** False: another State comes in its place. */
  async state({ doc, seq, update, stateVector }: Extract<FromServer, { kind: 'state' }>): Promise<boolean> {
    const provider = this.page.providers?.[doc];
    if (!provider || !this.page.store || !this.page.who) return true;
    if (this.#older.has(doc)) {
      this.#then ??= { who: this.page.who, store: this.page.store, seq, link: '' };
      await this.#putBack(doc, provider, this.page.store, update);
    } else if (older.ahead(provider.acknowledged, stateVector)) {
      // The numbers did not tell: the copy was written on, or this page is from before numbers were kept.
      this.#older.add(doc);
      this.page.send({ kind: 'open', doc, stateVector: EMPTY });
      return false;
    } else provider.state(update);
    return true;
  }

  async #putBack(doc: DocName, before: Provider, from: Store, state: Uint8Array): Promise<void> {
    const then = this.#then!;
    before.stop();
    this.page.parts.told('words');
    await before.stored();
    const keys = await before.keys();
    const { statement, shelf, now, tabs } = this.page.parts;
    const found = older.parted(before.doc, before.own, before.unsaved, state, roots(doc, this.#sections), this.page.view?.language ?? 'en');
    const at = now();
    const { key, rescued } = await older.letGo({ doc, tab: tabs.id, statement, person: then.who.person, at, shelf, from, to: then.store }, before, keys, found);
    const fresh = this.page.provider(doc, then.store);
    fresh.restore([], found.again && key !== null ? [{ key, update: found.again, at }] : [], before.own);
    fresh.state(state);
    if (this.page.providers) this.page.providers[doc] = fresh;
    before.destroy();
    this.page.rescued = [...this.page.rescued.filter((one) => !rescued.some((same) => same.id === one.id)), ...rescued];
    this.page.setBack = { words: found.words + (this.page.setBack?.words ?? 0), kept: rescued.length > 0 || this.page.setBack?.kept === true };
    this.#older.delete(doc);
    if (this.#older.size === 0) {
      this.#then = null;
      this.page.store = then.store;
      this.page.who = then.who;
      this.page.parts.pointer.set(then.who);
      this.heard.anew(then.seq, then.link);
      if (from !== then.store) await from.destroy();
    }
    for (const what of ['rescued', 'returned', 'docs', 'words'] as const) this.page.parts.told(what);
  }

  /** What Kyodo reads at the entry that this page is at. */
  async check({ seq, link, sections }: Extract<FromServer, { kind: 'check' }>): Promise<void> {
    this.heard.at(seq, link);
    await this.#compare(sections);
  }

  /** Everything that stands here is in Kyodo's text at that very entry: if it reads otherwise, it is loaded anew. */
  async #compare(theirs: Record<string, string>): Promise<void> {
    const before = this.page.providers?.text;
    const store = this.page.store;
    if (!before || !store || !before.live || before.stopped || !before.saved || this.page.parts.now() - this.#reloaded < RELOAD_EVERY) return;
    const other = differing(before.doc, theirs);
    if (other.length === 0) return;
    this.#reloaded = this.page.parts.now();
    console.error('this page read other words than Kyodo, and loads them anew', other);
    await before.stored();
    if (!before.saved || !this.page.providers) return; // written meanwhile: at the next comparison
    const fresh = this.page.provider('text', store);
    fresh.restore([], [], before.own);
    this.page.providers.text = fresh;
    before.destroy();
    this.page.parts.told('docs');
    await store.wipe('text', []);
    this.page.send({ kind: 'open', doc: 'text', stateVector: EMPTY });
  }
}
