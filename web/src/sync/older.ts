/**
 * An older copy of Kyodo's data was put back under this page: what it shows holds words that were called saved and
 * that the server lacks. My own go out again, under my name; those of others are kept for a rescue and go nowhere.
 *
 * Laws: a word is mine if it has a client id under which this browser wrote. What goes out is whole: nothing of it
 * hangs on something the server lacks. What others struck out is not struck out again in my name.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import * as encoding from 'lib0/encoding';
import * as Y from 'yjs';
import type { Millis } from '../api/types';
import type { Provider } from './provider';
import type { Kept, Shelf } from './rescue';
import type { Store } from './store';
import type { DocName, RescuedSection } from './surface';
import { type Root, beyond } from './unsaved';

type Vector = Map<number, number>;
interface Range { clock: number; len: number }

/** Whether what is in `known` goes beyond what the server has. */
export const ahead = (known: Y.Doc, server: Uint8Array): boolean => {
  const theirs = Y.decodeStateVector(server);
  return [...Y.decodeStateVector(Y.encodeStateVector(known))].some(([client, clock]) => clock > (theirs.get(client) ?? 0));
};

/** An update of these structs and deletions, as Yjs writes it (v1). */
function encode(structs: Map<number, (Y.Item | Y.GC)[]>, deleted: Map<number, Range[]>): Uint8Array {
  const out = new Y.UpdateEncoderV1();
  const { restEncoder: rest } = out;
  encoding.writeVarUint(rest, structs.size);
  // Higher ids first, as Yjs does: fewer detours where it integrates.
  for (const [client, all] of [...structs].sort(([a], [b]) => b - a)) {
    encoding.writeVarUint(rest, all.length);
    out.writeClient(client);
    encoding.writeVarUint(rest, all[0]!.id.clock);
    for (const struct of all) struct.write(out, 0);
  }
  encoding.writeVarUint(rest, deleted.size);
  for (const [client, ranges] of deleted) {
    encoding.writeVarUint(rest, client);
    encoding.writeVarUint(rest, ranges.length);
    for (const { clock, len } of ranges) {
      encoding.writeVarUint(rest, clock);
      encoding.writeVarUint(rest, len);
    }
  }
  return out.toUint8Array();
}

/** Structs of mine from the server's clocks up to `until`. */
function mine(doc: Y.Doc, own: Set<number>, server: Vector, until: Vector): Map<number, (Y.Item | Y.GC)[]> {
  const all = Y.decodeStateVector(Y.encodeStateVector(doc));
  const lacks = new Map([...all].map(([client, clock]) => [client, own.has(client) ? (server.get(client) ?? 0) : clock]));
  const out = new Map<number, (Y.Item | Y.GC)[]>();
  for (const struct of Y.decodeUpdate(Y.encodeStateAsUpdate(doc, Y.encodeStateVector(lacks))).structs) {
    const { client, clock } = struct.id;
    if (struct instanceof Y.Skip || !own.has(client) || clock >= (until.get(client) ?? 0)) continue;
    out.set(client, [...(out.get(client) ?? []), struct]);
  }
  return out;
}

/** What of `[clock, clock + len)` lies in `[from, until)`. */
const cut = ({ clock, len }: Range, from: number, until: number): Range[] => {
  const [a, b] = [Math.max(clock, from), Math.min(clock + len, until)];
  return a < b ? [{ clock: a, len: b - a }] : [];
};

export interface Parted {
  /** What goes out again; null: nothing does. */
  again: Uint8Array | null;
  /** Words in it. */
  words: number;
  /** Mine that hang on what is gone. */
  mine: RescuedSection[];
  others: RescuedSection[];
}

/** `state`: all that the server has. `unsaved`: changes of mine that were not called saved. */
export function parted(doc: Y.Doc, own: Set<number>, unsaved: Uint8Array[], state: Uint8Array, where: Root[], language: string): Parted {
  const trial = new Y.Doc();
  Y.applyUpdate(trial, state);
  const server = Y.decodeStateVector(Y.encodeStateVector(trial));
  const all = Y.decodeStateVector(Y.encodeStateVector(doc));
  Y.applyUpdate(trial, encode(mine(doc, own, server, all), new Map()));
  const reached = Y.decodeStateVector(Y.encodeStateVector(trial));
  trial.destroy();

  const structs = mine(doc, own, server, reached);
  const deleted = new Map<number, Range[]>();
  const strike = (client: number, ranges: Range[]) => {
    if (ranges.length > 0) deleted.set(client, [...(deleted.get(client) ?? []), ...ranges]);
  };
  // Mine that were struck out by now stay so; of the rest only what I struck out and was not saved.
  for (const client of structs.keys())
    for (const struct of doc.store.clients.get(client) ?? [])
      if (struct.deleted) strike(client, cut({ clock: struct.id.clock, len: struct.length }, server.get(client) ?? 0, reached.get(client) ?? 0));
  for (const update of unsaved)
    for (const [client, ranges] of Y.decodeUpdate(update).ds.clients as Map<number, Range[]>)
      for (const range of ranges) strike(client, cut(range, 0, server.get(client) ?? 0));

  /** Words of some clients beyond these clocks; of the others none. */
  const words = (of: (client: number) => number) => beyond(doc, new Map([...all.keys()].map((client) => [client, of(client)])), where, language);
  const count = (sections: RescuedSection[]) => sections.reduce((sum, one) => sum + one.words, 0);
  const left = words((client) => (own.has(client) ? (reached.get(client) ?? 0) : Infinity));
  const lacking = words((client) => (own.has(client) ? (server.get(client) ?? 0) : Infinity));
  return {
    again: structs.size + deleted.size > 0 ? encode(structs, deleted) : null,
    words: Math.max(0, count(lacking) - count(left)),
    mine: left,
    others: words((client) => (own.has(client) ? Infinity : (server.get(client) ?? 0))),
  };
}

/** What happened, for people. */
export const SENTENCE = 'Kyodo’s data was put back to an earlier copy';
/** Rescued words of mine, and of others. */
export const CODE = 'older';
export const OTHERS = 'older-others';

/**
 * Written down first, thrown away after (R1): the rescue, then my words as a row of this tab, then the old rows go.
 * Done twice it does no harm. `to`: where the fresh Doc lives; the same store, but for another generation.
 */
export async function letGo(
  about: { doc: DocName; tab: string; statement: string; person: string; at: Millis; shelf: Shelf; from: Store; to: Store },
  provider: Provider,
  keys: number[],
  { again, mine: left, others }: Parted,
): Promise<{ key: number | null; rescued: Kept[] }> {
  const { doc, tab, statement, person, at, shelf, from, to } = about;
  const rescued: Kept[] = [];
  for (const [code, sections] of [[CODE, left], [OTHERS, others]] as const) {
    if (sections.length === 0) continue;
    const id = bytesToHex(sha256(new TextEncoder().encode(JSON.stringify([from.name, doc, code, sections])))).slice(0, 32);
    const words = sections.reduce((sum, one) => sum + one.words, 0);
    const row: Kept = { id, doc, at, code, sentence: `${SENTENCE}.`, words, sections, step: 'cleared', statement, person, store: from.name, keys: [] };
    await shelf.put(row);
    rescued.push(row);
  }
  const key = again ? await to.keep(tab, doc, again, at) : null;
  for (const client of provider.own) await to.keepOwn(doc, client);
  // What was written while this was under way stays a row of its own.
  await from.wipe(doc, keys);
  return { key, rescued };
}
