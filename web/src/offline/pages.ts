/** Whether the pages themselves open here without a network. Never on a device that is not one's own. */

const able = () => 'serviceWorker' in navigator && 'caches' in window && import.meta.env.PROD;

/** Asks the browser to keep the pages; later is early enough, the first words go before. */
export function keepPages(own: boolean): void {
  if (!able()) return;
  if (!own) return void forgetPages();
  const ask = () =>
    navigator.serviceWorker.register('/sw.js', { updateViaCache: 'none' }).catch((error: unknown) => console.error('this browser keeps no pages', error));
  if ('requestIdleCallback' in window) requestIdleCallback(() => void ask(), { timeout: 10_000 });
  else setTimeout(() => void ask(), 3_000); // Safari
}

/** Resolves when they are kept; never where they cannot be. */
export const pagesKept = (): Promise<unknown> => (able() ? navigator.serviceWorker.ready : new Promise(() => {}));

export async function forgetPages(): Promise<void> {
  try {
    if ('serviceWorker' in navigator)
      for (const one of await navigator.serviceWorker.getRegistrations()) await one.unregister();
    if ('caches' in window)
      for (const name of await caches.keys()) if (name.startsWith('kyodo-')) await caches.delete(name);
  } catch {
    // a browser that keeps nothing has nothing to forget
  }
}
