/** One open statement, as its places show it: first what plain requests tell, then the live page over it. */
import { trouble, Trouble } from '../api/client';
import { kyodo } from '../api/kyodo';
import type { Act, Block, Millis, Reading, Text, View } from '../api/types';
import type { LiveStatement } from '../sync/live.svelte';
import { Remarks } from '../remarks/remarks.svelte';
import type { Present, Save } from '../sync/surface';

/** How often plain requests look again where nothing is live. */
const again = 10_000;

export class Here {
  readonly id: string;
  trouble = $state.raw<Trouble | null>(null);
  live = $state.raw<LiveStatement | null>(null);
  /** Whether this device is the person's own; decides the words of "Leave". */
  own = $state(true);
  /** Kyodo has said whether it is: until then nothing is kept. */
  told = $state(false);
  /** The text as it stood when this page opened, and when that was: "What changed here?" compares with it. */
  opened = $state.raw<{ text: Text; at: number } | null>(null);
  readonly remarks: Remarks;
  /** The lock fell while this page was open: the seal falls on it, once. */
  fell = $state(false);
  /** The text as it stood when pens went down, if this page or one before it in this tab was open then. */
  atPensDown = $state.raw<Text | null>(null);
  #view = $state.raw<View | null>(null);
  #reading = $state.raw<Reading | null>(null);
  #poll: ReturnType<typeof setInterval> | undefined;
  #closed = false;

  constructor(id: string) {
    this.id = id;
    this.remarks = new Remarks(this);
  }

  /** The newest of what was told. */
  get view(): View | null {
    const live = this.live?.view ?? null;
    return live && (!this.#view || live.seq >= this.#view.seq) ? live : this.#view;
  }
  /** The server's own reading. */
  get reading(): Reading | null {
    return this.#reading;
  }
  /** Whether the words shown are those of the live page. */
  get standing(): boolean {
    return (this.live?.sections.length ?? 0) > 0;
  }
  /** Whether others' words arrive by themselves now. */
  get connected(): boolean {
    return this.live?.connection === 'live';
  }
  get text(): Text | null {
    return this.live && this.standing ? this.live.text : (this.#reading?.text ?? null);
  }
  get words(): number {
    return this.live && this.standing ? this.live.words : (this.#reading?.words ?? 0);
  }
  get summary(): Block[] {
    return this.live && this.standing ? this.live.summary.blocks : (this.#reading?.summary.blocks ?? []);
  }
  get summaryWords(): number {
    return this.live && this.standing ? this.live.summary.words : (this.#reading?.summary.words ?? 0);
  }
  wordsOf(section: string): number {
    if (!this.live || !this.standing) return this.#reading?.by_section[section] ?? 0;
    return this.live.sections.find((one) => one.id === section)?.words ?? 0;
  }
  get present(): Present[] {
    return this.live?.here ?? [];
  }
  get save(): Save {
    return this.live?.save ?? { state: 'saved', words: 0, at: null, late: false };
  }
  /** Live writing ended for good here: what stands on the page stays, and says so. */
  get ended(): boolean {
    return this.live?.connection === 'ended';
  }
  /** Words that are only on this device. */
  get unsaved(): number {
    return this.save.state === 'saved' ? 0 : this.save.words;
  }

  /** Called when pens have gone down: what is corrected from here on can be listed. */
  pensWentDown(seen: boolean): void {
    const key = `kyodo.pens-down.${this.id}`;
    try {
      if (!seen) this.atPensDown = JSON.parse(sessionStorage.getItem(key) ?? 'null') as Text | null;
      else {
        this.atPensDown = this.text;
        if (this.own) sessionStorage.setItem(key, JSON.stringify(this.text));
      }
    } catch {
      // without it the corrections are counted, not listed
    }
  }

  /** View and words by plain requests: what stands before the live page, and where it cannot be. */
  async load(): Promise<void> {
    try {
      const [view, reading] = await Promise.all([kyodo.view(this.id), kyodo.reading(this.id)]);
      this.#view = view;
      this.#reading = reading;
      this.trouble = null;
    } catch (error) {
      this.trouble = trouble(error);
    }
  }

  /** The time as Kyodo has it: this device's clock may be wrong, and others' pages count by Kyodo's. */
  async now(): Promise<Millis> {
    return this.live ? this.live.now() : Date.now();
  }

  /** Deeds, in one request; the sequence of the last. Rejects with `Trouble`. */
  async act(acts: Act[]): Promise<number> {
    const seq = this.live ? await this.live.act(acts) : (await kyodo.act(this.id, acts)).seq;
    if (!this.connected) await this.load();
    return seq;
  }

  /** Locks what this page shows: hashed here, compared there. */
  async lock(because: string, warnings: string[]): Promise<void> {
    if (!this.live || !this.standing)
      throw new Trouble('not-live', 'This page is not connected yet, so it cannot say which text it shows. Nothing is locked. Wait until it says “Saved”, then press again.', 0);
    await this.live.lock(because, warnings);
    if (!this.connected) await this.load();
  }

  /** Word hash of the summary that stands here now. */
  async summaryHash(): Promise<string> {
    return (await kyodo.reading(this.id)).summary.word_hash;
  }

  /** Loads what writes and listens; until then, and where it cannot, plain requests now and then. */
  async start(): Promise<void> {
    this.#poll = setInterval(() => {
      if (document.visibilityState === 'visible' && !this.connected && !this.ended) void this.load();
    }, again);
    const { LiveStatement } = await import('../sync/live.svelte');
    if (this.#closed) return;
    const live = new LiveStatement();
    this.live = live;
    await live.open(this.id);
  }

  close(): void {
    this.#closed = true;
    this.remarks.device?.close();
    clearInterval(this.#poll);
    this.live?.close();
    this.live = null;
  }
}
