/**
 * Which tabs of this browser are alive: a living tab's unsaved words are its own; those of a dead one are taken up.
 * Taking up by mistake harms nothing: the same bytes reach the server twice, and the second time are no news.
 */
export interface Tabs {
  readonly id: string;
  /** Those of `ids` whose page is still open. */
  alive(ids: string[]): Promise<Set<string>>;
  close(): void;
}

const name = (id: string) => `kyodo-tab-${id}`;
/** Long enough for a tab in the background to answer. */
const ROLL_CALL = 400;

export class BrowserTabs implements Tabs {
  readonly id = [...crypto.getRandomValues(new Uint8Array(12))].map((b) => b.toString(16).padStart(2, '0')).join('');
  #letGo: () => void = () => {};
  #channel: BroadcastChannel | null = null;

  constructor() {
    // Web Locks end with the page, however it ends; they are missing on plain http.
    if (navigator.locks) void navigator.locks.request(name(this.id), () => new Promise<void>((end) => (this.#letGo = end)));
    if (typeof BroadcastChannel === 'undefined') return;
    this.#channel = new BroadcastChannel('kyodo-tabs');
    this.#channel.addEventListener('message', (message: MessageEvent<{ who?: boolean; here?: string }>) => {
      if (message.data.who) this.#channel?.postMessage({ here: this.id });
    });
  }

  async alive(ids: string[]): Promise<Set<string>> {
    const here = new Set<string>([this.id]);
    if (navigator.locks) {
      const { held = [] } = await navigator.locks.query();
      for (const id of ids) if (held.some((lock) => lock.name === name(id))) here.add(id);
    } else if (this.#channel) {
      const channel = this.#channel;
      const listen = (message: MessageEvent<{ here?: string }>) => message.data.here && here.add(message.data.here);
      channel.addEventListener('message', listen);
      channel.postMessage({ who: true });
      await new Promise((go) => setTimeout(go, ROLL_CALL));
      channel.removeEventListener('message', listen);
    }
    return here;
  }

  close(): void {
    this.#letGo();
    this.#channel?.close();
  }
}
