/** What a browser brings to a link: its databases, its address bar, plain http. */
import { trouble } from '../api/client';
import { kyodo } from '../api/kyodo';
import type { Parts, Pointer, Probe } from './parts';
import { IndexedShelf, MemoryShelf } from './rescue';
import { Plain } from './plain';
import { type News, Roads } from './roads';
import { Socket } from './socket';
import { IndexedStore, MemoryStore } from './store';
import { BrowserTabs } from './tabs';

const plainAddress = (statement: string) => `/live/${encodeURIComponent(statement)}`;
const socketAddress = (statement: string) => {
  const at = new URL(plainAddress(statement), location.href);
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
      : { kind: code === 'captive-portal' ? 'portal' : 'silent' };
  }
}

/** What the browser says of its network and this page. */
function watch(heard: (news: News) => void): () => void {
  const told: [EventTarget, string, (event: Event) => void][] = [
    [window, 'online', () => heard('online')],
    [window, 'offline', () => heard('offline')],
    [window, 'pagehide', () => heard('gone')],
    [window, 'pageshow', (event) => { if ((event as PageTransitionEvent).persisted) heard('online'); }],
    [document, 'visibilitychange', () => { if (document.visibilityState === 'visible') heard('seen'); }],
  ];
  for (const [at, what, listener] of told) at.addEventListener(what, listener);
  return () => {
    for (const [at, what, listener] of told) at.removeEventListener(what, listener);
  };
}

/** For this tab only: a network belongs to the day. */
const BLOCKED = 'kyodo:no-websocket';
const blocked = {
  get: () => stored(() => sessionStorage.getItem(BLOCKED)) === '1',
  set: (now: boolean) => void stored(() => (now ? sessionStorage.setItem(BLOCKED, '1') : sessionStorage.removeItem(BLOCKED))),
};
function stored<T>(what: () => T): T | null {
  try {
    return what();
  } catch {
    return null; // a browser that keeps nothing asks for the websocket each time
  }
}

/**
 * On a device that is not one's own nothing is stored, and nothing is read. `person`: who I am there, where Kyodo has
 * said so: what this device keeps of somebody else is then not shown, and stays where it is.
 */
export function browserParts(statement: string, ownDevice: boolean, told: Parts['told'], person?: string): Parts {
  const stores = ownDevice && typeof indexedDB !== 'undefined';
  const pointer = `kyodo:statement:${statement}`;
  let warned = false;
  return {
    statement,
    openStore: async (name) => (stores ? IndexedStore.open(name) : new MemoryStore(name)),
    shelf: stores ? new IndexedShelf() : new MemoryShelf(),
    tabs: new BrowserTabs(),
    pointer: {
      get: () => {
        const kept = stores ? (JSON.parse(localStorage.getItem(pointer) ?? 'null') as Pointer | null) : null;
        return person === undefined || kept?.person === person ? kept : null;
      },
      set: (who) => stores && localStorage.setItem(pointer, JSON.stringify(who)),
    },
    wire: (listener) =>
      new Roads(
        {
          roads: {
            socket: (hears) => new Socket(socketAddress(statement), hears),
            plain: (hears) => new Plain(plainAddress(statement), hears),
          },
          watch,
          blocked,
        },
        listener,
      ),
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
