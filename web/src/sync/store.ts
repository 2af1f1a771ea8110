/**
 * What this device keeps of one statement: what the server has on its disk (`theirs`), and what it does not yet
 * have (`mine`). "Saved" means that `mine` is empty. One database for each statement, person, generation and schema.
 *
 * Laws: a row of `mine` belongs to one tab; it moves to `theirs` in one transaction when it is saved, and it goes
 * away by nothing else but a rescue. On a device that is not one's own nothing is stored: `MemoryStore`.
 */
import { mergeUpdates } from 'yjs';
import type { Millis, View } from '../api/types';
import { done, got } from './rows';
import type { DocName } from './surface';
import type { Heard } from './wire';

/** An update not yet saved. */
export interface Mine { key: number; tab: string; doc: DocName; update: Uint8Array; at: Millis }

/** What was found when the store was opened. */
export interface Found {
  theirs: { text: Uint8Array[]; summary: Uint8Array[] };
  mine: Mine[];
  view: View | null;
  heard: Heard | null;
  /** Client ids that this browser wrote under. */
  own: { text: number[]; summary: number[] };
}

export interface Store {
  readonly name: string;
  load(): Promise<Found>;
  /** Durable when it resolves; the row's key. */
  keep(tab: string, doc: DocName, update: Uint8Array, at: Millis): Promise<number>;
  /** The rows are on the server's disk as `update`. */
  saved(keys: number[], doc: DocName, update: Uint8Array): Promise<void>;
  /** What came from the server. */
  heard(doc: DocName, update: Uint8Array): Promise<void>;
  /** All that came so far in one row: an opening must not read thousands. */
  compact(doc: DocName): Promise<void>;
  keepView(view: View): Promise<void>;
  /** What was saved as far as this browser heard; null: forgotten. */
  keepHeard(heard: Heard | null): Promise<void>;
  /** A client id that this browser writes under. */
  keepOwn(doc: DocName, client: number): Promise<void>;
  /** Rows of a tab that is gone get a new owner; rows that somebody else took meanwhile are not among the answer. */
  adopt(keys: number[], from: string, to: string): Promise<number[]>;
  /** Throws away a Doc: these rows of mine, and all of theirs. Only after a rescue. */
  wipe(doc: DocName, keys: number[]): Promise<void>;
  close(): void;
  /** The whole database, unless a row of mine is left in it: another tab's words are not ours to throw away. */
  destroy(): Promise<void>;
}

export const storeName = (statement: string, person: string, generation: number, schema: number) =>
  `kyodo:${statement}:${person}:g${generation}:s${schema}`;

interface Theirs { key: number; doc: DocName; update: Uint8Array }

export class IndexedStore implements Store {
  private constructor(
    readonly name: string,
    private readonly db: IDBDatabase,
    private readonly factory: IDBFactory,
  ) {
    db.onversionchange = () => db.close();
  }

  static async open(name: string, factory: IDBFactory = indexedDB): Promise<IndexedStore> {
    const request = factory.open(name, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore('theirs', { keyPath: 'key', autoIncrement: true });
      request.result.createObjectStore('mine', { keyPath: 'key', autoIncrement: true });
      request.result.createObjectStore('about');
    };
    return new IndexedStore(name, await got(request), factory);
  }

  async load(): Promise<Found> {
    const reading = this.db.transaction(['theirs', 'mine', 'about']);
    const about = reading.objectStore('about');
    const [theirs, mine, view, heard, text, summary] = await Promise.all([
      got(reading.objectStore('theirs').getAll() as IDBRequest<Theirs[]>),
      got(reading.objectStore('mine').getAll() as IDBRequest<Mine[]>),
      got(about.get('view') as IDBRequest<View | undefined>),
      got(about.get('heard') as IDBRequest<Heard | null | undefined>),
      got(about.get('own:text') as IDBRequest<number[] | undefined>),
      got(about.get('own:summary') as IDBRequest<number[] | undefined>),
    ]);
    const of = (doc: DocName) => theirs.filter((row) => row.doc === doc).map((row) => row.update);
    return { theirs: { text: of('text'), summary: of('summary') }, mine, view: view ?? null, heard: heard ?? null, own: { text: text ?? [], summary: summary ?? [] } };
  }

  async keep(tab: string, doc: DocName, update: Uint8Array, at: Millis): Promise<number> {
    const writing = this.#write(['mine']);
    const key = got(writing.objectStore('mine').add({ tab, doc, update, at }) as IDBRequest<number>);
    await done(writing);
    return key;
  }

  async saved(keys: number[], doc: DocName, update: Uint8Array): Promise<void> {
    const writing = this.#write(['mine', 'theirs']);
    for (const key of keys) writing.objectStore('mine').delete(key);
    writing.objectStore('theirs').add({ doc, update });
    await done(writing);
  }

  async heard(doc: DocName, update: Uint8Array): Promise<void> {
    const writing = this.#write(['theirs']);
    writing.objectStore('theirs').add({ doc, update });
    await done(writing);
  }

  async compact(doc: DocName): Promise<void> {
    const writing = this.#write(['theirs']);
    const rows = writing.objectStore('theirs');
    const old = (await got(rows.getAll() as IDBRequest<Theirs[]>)).filter((row) => row.doc === doc);
    if (old.length > 1) {
      // Read and written in one transaction: what another tab adds stands beside it.
      for (const row of old) rows.delete(row.key);
      rows.add({ doc, update: mergeUpdates(old.map((row) => row.update)) });
    }
    await done(writing);
  }

  async keepView(view: View): Promise<void> {
    const writing = this.#write(['about']);
    writing.objectStore('about').put(view, 'view');
    await done(writing);
  }

  async keepHeard(heard: Heard | null): Promise<void> {
    const writing = this.#write(['about']);
    writing.objectStore('about').put(heard, 'heard');
    await done(writing);
  }

  async keepOwn(doc: DocName, client: number): Promise<void> {
    const writing = this.#write(['about']);
    const about = writing.objectStore('about');
    // Read and written in one transaction: another tab has ids of its own.
    const known = ((await got(about.get(`own:${doc}`))) as number[] | undefined) ?? [];
    if (!known.includes(client)) about.put([...known, client], `own:${doc}`);
    await done(writing);
  }

  async adopt(keys: number[], from: string, to: string): Promise<number[]> {
    const writing = this.#write(['mine']);
    const rows = writing.objectStore('mine');
    const taken: number[] = [];
    for (const key of keys) {
      const row = await got(rows.get(key) as IDBRequest<Mine | undefined>);
      if (row?.tab !== from) continue;
      rows.put({ ...row, tab: to });
      taken.push(key);
    }
    await done(writing);
    return taken;
  }

  async wipe(doc: DocName, keys: number[]): Promise<void> {
    const writing = this.#write(['mine', 'theirs'], 'strict');
    for (const key of keys) writing.objectStore('mine').delete(key);
    const rows = writing.objectStore('theirs');
    for (const row of await got(rows.getAll() as IDBRequest<Theirs[]>)) if (row.doc === doc) rows.delete(row.key);
    await done(writing);
  }

  close(): void {
    this.db.close();
  }

  async destroy(): Promise<void> {
    const left = await got(this.db.transaction('mine').objectStore('mine').count());
    this.db.close();
    if (left > 0) return;
    const request = this.factory.deleteDatabase(this.name);
    await new Promise<void>((yes) => {
      request.onsuccess = request.onerror = request.onblocked = () => yes();
    });
  }

  /** `strict` waits for the disk itself, which is too slow for every letter. */
  #write(stores: string[], durability: IDBTransactionDurability = 'default'): IDBTransaction {
    return this.db.transaction(stores, 'readwrite', { durability });
  }
}

/** For a device that is not one's own, and for browsers that store nothing: gone with the page. */
export class MemoryStore implements Store {
  #key = 0;
  constructor(readonly name: string) {}
  async load(): Promise<Found> {
    return { theirs: { text: [], summary: [] }, mine: [], view: null, heard: null, own: { text: [], summary: [] } };
  }
  async keep(): Promise<number> {
    return (this.#key += 1);
  }
  async saved(): Promise<void> {}
  async heard(): Promise<void> {}
  async compact(): Promise<void> {}
  async keepView(): Promise<void> {}
  async keepHeard(): Promise<void> {}
  async keepOwn(): Promise<void> {}
  async adopt(): Promise<number[]> {
    return [];
  }
  async wipe(): Promise<void> {}
  close(): void {}
  async destroy(): Promise<void> {}
}
