/**
 * What the worker does with a request, decided without a browser.
 *
 * Laws: what Kyodo says (`/api`, `/live`, `/sync`, `/admin`) passes untouched. A place is asked of the network first, so
 * that an upgrade is seen at once. A part is named by its content, so that what is kept under its name is never stale.
 */
export type How = 'pass' | 'place' | 'part';

export function how(request: { method: string; mode: string; url: string }, origin: string): How {
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== origin) return 'pass';
  if (/^\/(?:api|live|sync|admin)(?:\/|$)/.test(url.pathname)) return 'pass';
  if (url.pathname.startsWith('/assets/')) return 'part';
  return request.mode === 'navigate' && !/\.\w+$/.test(url.pathname) ? 'place' : 'pass';
}

/** Fonts of scripts that this statement may not need are kept when they were needed once. */
export const later = (path: string) => /\.woff2?$/.test(path) && !/-latin-(?:wght|standard)-/.test(path);

/** Of the kept builds, oldest first: those to throw away. The last but one stays for pages opened before the upgrade. */
export function outdated(kept: string[], present: string): string[] {
  const others = kept.filter((name) => name.startsWith('kyodo-pages-') && name !== present);
  return others.slice(0, -1);
}

/** Whether an answer is Kyodo's own: a proxy that stands alone while Kyodo is renewed says 502 to 504. */
export const answered = (status: number) => status < 502 || status > 504;
