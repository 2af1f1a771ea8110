/** What this device keeps of a statement, read when a page opens: half-done rescues first, then words of dead tabs. */
import type { Parts, Pointer } from './parts';
import { type Kept, clear, resume } from './rescue';
import { type Found, type Mine, type Store, MemoryStore, storeName } from './store';

export interface Device extends Found {
  store: Store;
  rescued: Kept[];
}

export async function readDevice(parts: Parts, who: Pointer): Promise<Device> {
  const name = storeName(parts.statement, who.person, who.generation, who.schema);
  const store = await parts.openStore(name).catch((error: unknown) => {
    parts.failed(error);
    return new MemoryStore(name);
  });
  const rescued = await finishRescues(parts, who, store).catch((error: unknown) => {
    parts.failed(error);
    return [];
  });
  const found = await store.load();
  return { ...found, store, rescued, mine: await adopt(parts, store, found.mine) };
}

/** Rescues that a closed tab left half done, here and in databases of an earlier generation. */
async function finishRescues(parts: Parts, who: Pointer, present: Store): Promise<Kept[]> {
  const out: Kept[] = [];
  for (const row of await resume(parts.shelf, parts.statement, who.person, present)) {
    if (row.step === 'cleared') {
      out.push(row);
      continue;
    }
    const old = await parts.openStore(row.store);
    out.push(await clear(parts.shelf, row, old));
    await old.destroy();
  }
  return out;
}

/** Rows of tabs that are gone become this tab's; a living tab's stay its own. */
async function adopt(parts: Parts, store: Store, rows: Mine[]): Promise<Mine[]> {
  const alive = await parts.tabs.alive([...new Set(rows.map((row) => row.tab))]);
  const out: Mine[] = [];
  for (const tab of new Set(rows.map((row) => row.tab))) {
    if (alive.has(tab)) continue;
    const theirs = rows.filter((row) => row.tab === tab);
    const taken = await store.adopt(theirs.map((row) => row.key), tab, parts.tabs.id);
    out.push(...theirs.filter((row) => taken.includes(row.key)));
  }
  return out.sort((a, b) => a.key - b.key);
}
