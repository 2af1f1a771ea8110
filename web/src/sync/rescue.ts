/**
 * The life of a refusal, steps b to d: the words that the server will not take are first written down in a store of
 * their own, only then is anything thrown away. Each step is durable and is taken up again after a closed tab.
 *
 * R1: nothing is deleted before the words stand in the rescue store. R2: a step done twice does no harm: the same
 * words have the same id. R3: the words stay until the person lets go of them.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import type { Store } from './store';
import { done, got } from './rows';
import type { DocName, Rescue } from './surface';

/** `kept`: written down, the rows still stand in their database. `cleared`: the rows are gone. */
export interface Kept extends Rescue {
  step: 'kept' | 'cleared';
  statement: string;
  person: string;
  /** The database that holds the rows, and which. */
  store: string;
  keys: number[];
}

/** Where rescued words stand. */
export interface Shelf {
  put(kept: Kept): Promise<void>;
  all(statement: string, person: string): Promise<Kept[]>;
  remove(id: string): Promise<void>;
}

const SHELF = 'kyodo:rescued';

export class IndexedShelf implements Shelf {
  constructor(private readonly factory: IDBFactory = indexedDB) {}

  async put(kept: Kept): Promise<void> {
    await this.#do('readwrite', (rows) => rows.put(kept));
  }
  async all(statement: string, person: string): Promise<Kept[]> {
    const rows = (await this.#do('readonly', (all) => all.getAll())) as Kept[];
    return rows.filter((one) => one.statement === statement && one.person === person).sort((a, b) => a.at - b.at);
  }
  async remove(id: string): Promise<void> {
    await this.#do('readwrite', (rows) => rows.delete(id));
  }

  /** Opened for each deed: no page holds it open, so that "Leave and erase" can delete it. */
  async #do(mode: IDBTransactionMode, deed: (rows: IDBObjectStore) => IDBRequest): Promise<unknown> {
    const opening = this.factory.open(SHELF, 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore('rescued', { keyPath: 'id' });
    const db = await got(opening);
    try {
      const transaction = db.transaction('rescued', mode, { durability: 'strict' });
      const answer = got(deed(transaction.objectStore('rescued')));
      await done(transaction);
      return await answer;
    } finally {
      db.close();
    }
  }
}

/** For a device that is not one's own: the words stand in the page alone. */
export class MemoryShelf implements Shelf {
  #rows = new Map<string, Kept>();
  async put(kept: Kept): Promise<void> {
    this.#rows.set(kept.id, kept);
  }
  async all(): Promise<Kept[]> {
    return [...this.#rows.values()];
  }
  async remove(id: string): Promise<void> {
    this.#rows.delete(id);
  }
}

/** The same unsaved bytes of the same database have the same id. */
const rescueId = (store: string, doc: DocName, bytes: Uint8Array): string =>
  bytesToHex(sha256(new Uint8Array([...new TextEncoder().encode(`${store}\n${doc}\n`), ...bytes]))).slice(0, 32);

/** b: written down. */
export async function keep(shelf: Shelf, kept: Omit<Kept, 'step'>): Promise<Kept> {
  const row: Kept = { ...kept, step: 'kept' };
  await shelf.put(row);
  performance.mark('rescue:kept');
  return row;
}

/** c: what the words stood in is thrown away. */
export async function clear(shelf: Shelf, kept: Kept, store: Store): Promise<Kept> {
  await store.wipe(kept.doc, kept.keys);
  performance.mark('rescue:dropped');
  const row: Kept = { ...kept, step: 'cleared' };
  await shelf.put(row);
  return row;
}

/** b and c for one Doc. Where nothing but striking out was refused there are no words to keep. */
export async function rescueWords(
  shelf: Shelf,
  store: Store,
  about: Pick<Kept, 'doc' | 'at' | 'code' | 'sentence' | 'sections' | 'statement' | 'person'>,
  bytes: Uint8Array,
  keys: number[],
  stands: (row: Kept) => void,
): Promise<void> {
  if (about.sections.length === 0) return store.wipe(about.doc, keys);
  const words = about.sections.reduce((sum, one) => sum + one.words, 0);
  const row = await keep(shelf, { ...about, id: rescueId(store.name, about.doc, bytes), words, store: store.name, keys });
  stands(row);
  stands(await clear(shelf, row, store));
}

/** After a closed tab: rescues that stand at `kept` for this store go on at c. The answer: all that stands there now. */
export async function resume(shelf: Shelf, statement: string, person: string, store: Store): Promise<Kept[]> {
  const out: Kept[] = [];
  for (const row of await shelf.all(statement, person))
    out.push(row.step === 'kept' && row.store === store.name ? await clear(shelf, row, store) : row);
  return out;
}
