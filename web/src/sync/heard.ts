/** What this page heard was saved: said at every Hello, so that an older copy of Kyodo's data is known as such (P7). */
import type { Heard } from './wire';

/** Letters come fast: what was heard is written down this long after. */
const SOON = 1_000;

export class HeardSoFar {
  #now: Heard | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly keep: (heard: Heard | null) => void) {}

  get now(): Heard | null {
    return this.#now;
  }

  /** What this device kept of it, or nothing. */
  restore(heard: Heard | null): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#now = heard;
  }

  upTo(seq: number): void {
    if (seq > (this.#now?.seq ?? 0)) this.#set({ at: 0, link: '', ...this.#now, seq });
  }

  /** Where the journal stands, and its chain there. */
  at(seq: number, link: string): void {
    if (link) this.#set({ seq: Math.max(seq, this.#now?.seq ?? 0), at: seq, link });
    else this.upTo(seq);
  }

  /** What was heard before counts no more: the server has less, and this page has let go of it. */
  anew(seq: number, link: string): void {
    this.restore(null);
    this.at(seq, link);
  }

  close(): void {
    if (this.#timer === undefined) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.keep(this.#now);
  }

  #set(heard: Heard): void {
    this.#now = heard;
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.keep(this.#now);
    }, SOON);
  }
}
