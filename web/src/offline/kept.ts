/**
 * The last text of each statement as Kyodo told it, on a device of one's own: what the reading copy shows without a
 * network, also where live writing never came through. One row a statement; "Leave and erase" erases it.
 */
import type { Millis, Reading, View } from '../api/types';
import { done, got } from '../sync/rows';

export interface Kept { view: View; reading: Reading; at: Millis }

export const KEPT = 'kyodo-reading';

async function use<T>(mode: IDBTransactionMode, work: (rows: IDBObjectStore) => IDBRequest<T>): Promise<T | null> {
  if (typeof indexedDB === 'undefined') return null;
  let db: IDBDatabase | null = null;
  try {
    const request = indexedDB.open(KEPT, 1);
    request.onupgradeneeded = () => request.result.createObjectStore('readings');
    db = await got(request);
    const turn = db.transaction('readings', mode);
    const [answer] = await Promise.all([got(work(turn.objectStore('readings'))), done(turn)]);
    return answer;
  } catch (error) {
    console.error('this device could not keep the text', error);
    return null;
  } finally {
    db?.close();
  }
}

/** True once it is on this device. An older text never takes the place of a newer one: two tabs may ask at once. */
export async function keep(kept: Kept): Promise<boolean> {
  const before = await keptOf(kept.view.id);
  if (before && before.view.me.person === kept.view.me.person && before.view.seq > kept.view.seq) return true;
  return (await use('readwrite', (rows) => rows.put(kept, kept.view.id))) !== null;
}

export async function keptOf(statement: string): Promise<Kept | null> {
  if (!(await there())) return null;
  return (await use('readonly', (rows) => rows.get(statement) as IDBRequest<Kept | undefined>)) ?? null;
}

/** The newest first. */
export async function allKept(): Promise<Kept[]> {
  if (!(await there())) return [];
  const all = (await use('readonly', (rows) => rows.getAll() as IDBRequest<Kept[]>)) ?? [];
  return all.sort((a, b) => b.at - a.at);
}

/** Looking makes no database: on a borrowed device there is none. */
async function there(): Promise<boolean> {
  if (typeof indexedDB === 'undefined') return false;
  const all = await indexedDB.databases?.().catch(() => undefined);
  return all === undefined || all.some(({ name }) => name === KEPT);
}

/** My access has ended: it is not mine to read any more. */
export async function forget(statement: string): Promise<void> {
  if (await keptOf(statement)) await use('readwrite', (rows) => rows.delete(statement));
}
