/** Which page: the path in the address, as state. Links stay links; Back works. */
import { tick } from 'svelte';

class Router {
  path = $state(location.pathname);
  hash = $state(location.hash);
  /** Pages opened since the tab was: the first does not take the focus. */
  steps = 0;

  constructor() {
    addEventListener('popstate', () => this.#arrive());
    addEventListener('hashchange', () => { this.hash = location.hash; });
    document.addEventListener('click', (event) => this.#click(event));
  }

  /** Opens a page of Kyodo. `replace`: Back does not return to this one. */
  go(to: string, { replace = false } = {}) {
    if (to === location.pathname + location.search + location.hash) return;
    history[replace ? 'replaceState' : 'pushState'](null, '', to);
    this.#arrive();
  }

  #arrive() {
    const moved = this.path !== location.pathname;
    this.path = location.pathname;
    this.hash = location.hash;
    if (!moved) return;
    this.steps += 1;
    if (!location.hash) scrollTo(0, 0);
  }

  #click(event: MouseEvent) {
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    if (!link || link.target || link.hasAttribute('download') || link.origin !== location.origin) return;
    if (link.pathname.startsWith('/api/v1/')) return;
    if (link.pathname === location.pathname && link.hash) return; // the browser's own way to a heading
    event.preventDefault();
    this.go(link.pathname + link.search + link.hash);
  }
}

export const router = new Router();

/**
 * Into a statement on a device that has just been let in: by a page of its own, because that comes with the words, before
 * the scripts that show them. Back does not return here.
 */
export const enter = (to: string) => location.replace(to);

/** For a page's h1: takes the focus when the page was come to from another. */
export function arrives(heading: HTMLElement) {
  heading.tabIndex = -1;
  if (router.steps > 0) void tick().then(() => heading.focus({ preventScroll: true }));
}
