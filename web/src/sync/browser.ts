/** What a browser brings to a link: its databases, its address bar, plain http. */
import { trouble } from '../api/client';
import { kyodo } from '../api/kyodo';
import type { Parts, Probe } from './parts';
import { IndexedShelf, MemoryShelf } from './rescue';
import { Socket } from './socket';
import { IndexedStore, MemoryStore } from './store';
import { BrowserTabs } from './tabs';

const liveAddress = (statement: string) => {
  const at = new URL(`/live/${encodeURIComponent(statement)}`, location.href);
  at.protocol = at.protocol === 'https:' ? 'wss:' : 'ws:';
  return at.href;
};

async function probe(statement: string): Promise<Probe> {
  try {
    return { kind: 'answers', view: await kyodo.view(statement) };
  } catch (error) {
    const { status, code, sentence } = trouble(error);
    return status === 401 || status === 403 || status === 404
      ? { kind: 'ended', ending: { code, sentence, reload: false } }
      : { kind: 'silent' };
  }
}

/** On a device that is not one's own nothing is stored, and nothing is read. */
export function browserParts(statement: string, ownDevice: boolean, told: Parts['told']): Parts {
  const stores = ownDevice && typeof indexedDB !== 'undefined';
  const pointer = `kyodo:statement:${statement}`;
  let warned = false;
  return {
    statement,
    openStore: async (name) => (stores ? IndexedStore.open(name) : new MemoryStore(name)),
    shelf: stores ? new IndexedShelf() : new MemoryShelf(),
    tabs: new BrowserTabs(),
    pointer: {
      get: () => (stores ? JSON.parse(localStorage.getItem(pointer) ?? 'null') : null),
      set: (who) => stores && localStorage.setItem(pointer, JSON.stringify(who)),
    },
    wire: (listener) => new Socket(liveAddress(statement), listener),
    probe: () => probe(statement),
    now: Date.now,
    told,
    failed: (error) => {
      if (!warned) console.error('this device could not store or read', error);
      warned = true;
    },
  };
}

/** How far this device's clock is behind Kyodo's, in milliseconds; a second is as exact as http says it. */
export async function clockOffset(): Promise<number> {
  try {
    const asked = Date.now();
    const answer = await fetch('/api/v1/me', { method: 'GET', cache: 'no-store', credentials: 'same-origin' });
    const said = Date.parse(answer.headers.get('date') ?? '');
    const middle = (asked + Date.now()) / 2;
    // Within the second that http leaves open, this device's clock is right.
    const offset = Number.isNaN(said) ? 0 : said + 500 - middle;
    return Math.abs(offset) < 1_000 ? 0 : offset;
  } catch {
    return 0;
  }
}
