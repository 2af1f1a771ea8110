/**
 * The service worker: the pages open without a network, on a device of one's own. What it is not: a keeper of words.
 * Those stand in the stores of `sync` and in `kept.ts`; no answer of the api is ever kept here.
 */
import { answered, how, later, outdated } from './answer';

interface Waits extends Event { waitUntil(work: Promise<unknown>): void }
interface Asked extends Event { request: Request; respondWith(answer: Promise<Response>): void }
interface Scope {
  location: Location;
  clients: { claim(): Promise<void> };
  skipWaiting(): Promise<void>;
  addEventListener(kind: 'install' | 'activate', told: (event: Waits) => void): void;
  addEventListener(kind: 'fetch', told: (event: Asked) => void): void;
}
/** Filled in by the build: a name that changes with any part, and all parts. */
declare const KYODO_BUILD: string;
declare const KYODO_PARTS: string[];

const scope = self as unknown as Scope;
const pages = `kyodo-pages-${KYODO_BUILD}`;
/** A network that says nothing for so long is none: the phone at the podium must not wait. */
const patience = 6_000;

scope.addEventListener('install', (event) => event.waitUntil(install()));
scope.addEventListener('activate', (event) => event.waitUntil(activate()));
scope.addEventListener('fetch', (event) => {
  const what = how(event.request, scope.location.origin);
  if (what === 'place') event.respondWith(place(event.request));
  if (what === 'part') event.respondWith(part(event.request));
});

async function install(): Promise<void> {
  const cache = await caches.open(pages);
  // The page itself has no hash in its name: never from the browser's own cache.
  await cache.add(new Request('/', { cache: 'reload', credentials: 'same-origin' }));
  // One after the other: on a slow network words and editor go before.
  for (const path of KYODO_PARTS) if (!later(path)) await cache.add(path);
  await scope.skipWaiting();
}

async function activate(): Promise<void> {
  for (const name of outdated(await caches.keys(), pages)) await caches.delete(name);
  await scope.clients.claim();
}

/** Every place is the same page: the network's, else the one kept with this build. */
async function place(request: Request): Promise<Response> {
  const kept = async () => (await caches.open(pages)).match('/');
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), patience);
  try {
    const answer = await fetch(request, { signal: stop.signal });
    if (answered(answer.status)) return answer;
    return (await kept()) ?? answer;
  } catch {
    return (await kept()) ?? Response.error();
  } finally {
    clearTimeout(timer);
  }
}

async function part(request: Request): Promise<Response> {
  const found = await caches.match(request, { ignoreVary: true });
  if (found) return found;
  const answer = await fetch(request);
  if (answer.ok && later(new URL(request.url).pathname)) {
    const copy = answer.clone();
    void caches.open(pages).then((cache) => cache.put(request, copy)).catch(() => undefined); // a full device keeps no font
  }
  return answer;
}
