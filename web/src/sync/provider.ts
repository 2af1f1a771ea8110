/**
 * One Doc of one statement on its way to the server and back. It numbers what was written here, knows what the
 * server has on its disk, and keeps the difference on this device until it hears "saved".
 *
 * Laws: `acknowledged` holds only what the server has on disk; `mine` is the rest, oldest first; nothing leaves
 * `mine` but by Saved, by being found in the server's state, or by a rescue.
 */
import { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import type { Millis } from '../api/types';
import type { Store } from './store';
import type { DocName } from './surface';
import { UPDATE_CAP } from './wire';
import { covered } from './unsaved';

/** What came from outside this page: never numbered, never undone. */
const SERVER = { kyodo: 'server' };
const DEVICE = { kyodo: 'device' };

/** Numbers open at once; what is written meanwhile goes out as one update after them. */
const IN_FLIGHT = 8;
/** Rows of `theirs` after which they become one. */
const COMPACT_AT = 200;

interface Row { update: Uint8Array; at: Millis; number: number | null; key: Promise<number> }

export interface Outlet {
  /** Hands an update to the connection; its number there. */
  send(doc: DocName, update: Uint8Array): number;
  /** Something that `save` or the page shows may be different. */
  changed(doc: DocName): void;
  /** The device could not store: said once, the page goes on. */
  failed(error: unknown): void;
}

export class Provider {
  readonly doc = new Y.Doc();
  readonly acknowledged = new Y.Doc();
  readonly awareness: Awareness;
  /** A first State has come, now or at an earlier visit: editors may stand. */
  seen = false;
  /** Between State and the end of the connection. */
  live = false;
  /** The server takes no more of this Doc on this connection. */
  stopped = false;
  /** Client ids of words that were written in this browser. */
  readonly own = new Set<number>();
  #mine: Row[] = [];
  #writes: Promise<unknown> = Promise.resolve();
  #heard = 0;

  constructor(
    readonly name: DocName,
    readonly store: Store,
    private readonly tab: string,
    private readonly outlet: Outlet,
    private readonly now: () => Millis = Date.now,
  ) {
    this.awareness = new Awareness(this.doc);
    this.doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin === SERVER || origin === DEVICE) return;
      this.#owns(this.doc.clientID);
      this.#mine.push({ update, at: this.now(), number: null, key: this.#keep(update) });
      this.flush();
      this.outlet.changed(this.name);
    });
  }

  /** What an earlier visit left on this device. */
  restore(theirs: Uint8Array[], mine: { key: number; update: Uint8Array; at: Millis }[], own: Iterable<number> = []): void {
    for (const client of own) this.own.add(client);
    for (const update of theirs) {
      Y.applyUpdate(this.acknowledged, update, DEVICE);
      Y.applyUpdate(this.doc, update, DEVICE);
    }
    for (const { key, update, at } of mine) {
      for (const { id } of Y.decodeUpdate(update).structs) this.#owns(id.client);
      if (covered(update, this.acknowledged)) continue;
      Y.applyUpdate(this.doc, update, DEVICE);
      this.#mine.push({ update, at, number: null, key: Promise.resolve(key) });
    }
    this.seen ||= theirs.length > 0;
    if (theirs.length > COMPACT_AT) this.#write(() => this.store.compact(this.name));
  }

  /** Nothing open, nothing on this device that the server lacks. */
  get saved(): boolean {
    return this.#mine.length === 0;
  }
  /** When the oldest unsaved change was made. */
  get oldest(): Millis | null {
    return this.#mine[0]?.at ?? null;
  }
  /** Keys of the unsaved rows on this device, for a rescue. */
  async keys(): Promise<number[]> {
    return (await Promise.allSettled(this.#mine.map((row) => row.key))).flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  }
  /** What is not saved, oldest first. */
  get unsaved(): Uint8Array[] {
    return this.#mine.map((row) => row.update);
  }
  /** The same words have the same name, however often a rescue begins. */
  get bytes(): Uint8Array {
    return Y.mergeUpdates(this.#mine.map((row) => row.update));
  }
  get vector(): Uint8Array {
    return Y.encodeStateVector(this.acknowledged);
  }
  /** What the server has on its disk, as far as this page heard. */
  get theirs(): Uint8Array {
    return Y.encodeStateAsUpdate(this.acknowledged);
  }
  /** Whether a number below `number` is still open: its Saved may yet come. */
  openBelow(number: number): boolean {
    return this.#mine.some((row) => row.number !== null && row.number < number);
  }

  state(update: Uint8Array): void {
    this.#take(update);
    this.seen = true;
    this.live = true;
    this.#settle(this.#mine.filter((row) => covered(row.update, this.acknowledged)));
    this.flush();
    this.outlet.changed(this.name);
  }

  heard(update: Uint8Array): void {
    this.#take(update);
    this.outlet.changed(this.name);
  }

  /** The numbers up to this one are on the server's disk. */
  savedUpTo(number: number): void {
    const rows = this.#mine.filter((row) => row.number !== null && row.number <= number);
    if (rows.length === 0) return;
    this.#settle(rows);
    this.flush();
    this.outlet.changed(this.name);
  }

  /** The server lacks something that an update hung on. */
  missing(vector: Uint8Array): void {
    if (!this.live || this.stopped) return;
    const number = this.outlet.send(this.name, Y.encodeStateAsUpdate(this.doc, vector));
    // What was open hung on it: only this number's Saved speaks for it now.
    for (const row of this.#mine) if (row.number !== null) row.number = number;
  }

  disconnected(): void {
    this.live = false;
    for (const row of this.#mine) row.number = null;
  }

  stop(): void {
    this.stopped = true;
  }

  /** Sends what has no number yet, if the way is free. */
  flush(): void {
    if (!this.live || this.stopped) return;
    const fresh = this.#mine.filter((row) => row.number === null);
    if (fresh.length === 0) return;
    const open = new Set(this.#mine.flatMap((row) => (row.number === null ? [] : [row.number])));
    if (open.size >= IN_FLIGHT) return;
    const merged = fresh.length === 1 ? fresh[0]!.update : Y.mergeUpdates(fresh.map((row) => row.update));
    // Many rows of an earlier visit together may be more than one live frame: then one by one.
    if (merged.length > UPDATE_CAP && fresh.length > 1) for (const row of fresh) row.number = this.outlet.send(this.name, row.update);
    else {
      const number = this.outlet.send(this.name, merged);
      for (const row of fresh) row.number = number;
    }
  }

  /** All that was handed to the device has been stored. */
  async stored(): Promise<void> {
    await this.#writes;
    await this.keys();
  }

  destroy(): void {
    this.live = false;
    this.awareness.destroy();
    this.doc.destroy();
    this.acknowledged.destroy();
  }

  #take(update: Uint8Array): void {
    Y.applyUpdate(this.acknowledged, update, SERVER);
    Y.applyUpdate(this.doc, update, SERVER);
    this.#heard += 1;
    this.#write(() => this.store.heard(this.name, update));
    if (this.#heard % COMPACT_AT === 0) this.#write(() => this.store.compact(this.name));
  }

  #settle(rows: Row[]): void {
    if (rows.length === 0) return;
    const update = Y.mergeUpdates(rows.map((row) => row.update));
    Y.applyUpdate(this.acknowledged, update, SERVER);
    this.#mine = this.#mine.filter((row) => !rows.includes(row));
    this.#write(async () => this.store.saved(await Promise.all(rows.map((row) => row.key)), this.name, update));
  }

  #owns(client: number): void {
    if (this.own.has(client)) return;
    this.own.add(client);
    this.#write(() => this.store.keepOwn(this.name, client));
  }

  #keep(update: Uint8Array): Promise<number> {
    const key = this.store.keep(this.tab, this.name, update, this.now());
    key.catch((error: unknown) => this.outlet.failed(error));
    return key;
  }

  #write(work: () => Promise<void>): void {
    this.#writes = this.#writes.then(work).catch((error: unknown) => this.outlet.failed(error));
  }
}
