/** One open statement, as its places show it: first what plain requests tell, then the live page over it. */
import { trouble, Trouble } from '../api/client';
import { kyodo } from '../api/kyodo';
import type { Act, Block, Millis, Reading, Text, View } from '../api/types';
import { forget, keep, keptOf } from '../offline/kept';
import { ownDevice, remember } from '../offline/own';
import { checkCode, summaryHash } from '../statement/canonical';
import type { LiveStatement } from '../sync/live.svelte';
import { Remarks } from '../remarks/remarks.svelte';
import type { Present, Save } from '../sync/surface';
import { take } from './first';

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
  /** The text as it stood when pens went down; asked for when they are. */
  atPensDown = $state.raw<Text | null>(null);
  /** When Kyodo last told the text by a plain request, or told what this device kept; null: not yet. */
  toldAt = $state<Millis | null>(null);
  /** What writes has come, or it will not. */
  writes = $state(false);
  /** The text is kept on this device, for when there is no network. */
  kept = $state(false);
  #view = $state.raw<View | null>(null);
  #reading = $state.raw<Reading | null>(null);
  /** Who I am here, as Kyodo said; what only this device says may be of somebody before me. */
  #me: string | undefined;
  #poll: ReturnType<typeof setInterval> | undefined;
  #closed = false;
  #known: Promise<boolean>;

  constructor(id: string) {
    this.id = id;
    const first = take(id);
    if (first) remember(first.own_device);
    this.#known = (first ? Promise.resolve(first.own_device) : ownDevice()).then((own) => {
      this.own = own;
      this.told = true;
      return own;
    });
    this.remarks = new Remarks(this);
    if (first) this.#hear(first.view, first.reading);
  }

  /** The newest of what was told. */
  get view(): View | null {
    const live = this.live?.view ?? null;
    // An earlier copy that was put back counts anew from there.
    return live && (!this.#view || live.seq >= this.#view.seq || this.live?.setBack) ? live : this.#view;
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
  /** The server's words are not the locked ones: why nothing of it is shown as final. */
  get notAsLocked(): string | null {
    return this.view?.phase === 'locked' && this.trouble?.code === 'not-as-locked' ? this.trouble.sentence : null;
  }
  /** The final text, by the lock's check code and nothing else: words that missed it may still stand in the live page. */
  get finalText(): Text | null {
    const code = this.view?.lock?.check_code;
    if (!code) return null;
    if (this.#reading?.check_code === code) return this.#reading.text;
    const { text } = this;
    return text && checkCode(text) === code ? text : null;
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
  /** Approved are these words: an approval of other ones has fallen, also before Kyodo has told so. */
  get summaryApproved(): boolean {
    const of = this.view?.summary_approved ?? null;
    return of !== null && of === summaryHash(this.summary);
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

  /** What is corrected from here on can be listed, for whoever opens the page. */
  async pensWentDown(): Promise<void> {
    this.atPensDown = await kyodo.readingThen(this.id, 'pens-down').then(({ text }) => text, () => null);
  }

  /** View and words by plain requests: what stands before the live page, and where it cannot be. */
  async load(): Promise<void> {
    try {
      let differs: Trouble | null = null;
      const reading = kyodo.reading(this.id).catch((error: unknown) => {
        differs = trouble(error);
        if (differs.code !== 'not-as-locked') throw error;
        return null;
      });
      const [view, words] = await Promise.all([kyodo.view(this.id), reading]);
      if (words) return this.#hear(view, words);
      // The server's words are not the locked ones: nothing is shown as final, and nothing kept for the podium goes.
      [this.#view, this.#me, this.#reading, this.trouble] = [view, view.me.person, null, differs];
    } catch (error) {
      const what = trouble(error);
      if (what.status === 401 || what.status === 403 || what.status === 404) this.forgetKept();
      else if (!this.#view) await this.#fromDevice();
      this.trouble = what;
    }
  }

  #hear(view: View, reading: Reading): void {
    this.#me = view.me.person;
    this.#view = view;
    this.#reading = reading;
    this.toldAt = Date.now();
    this.trouble = null;
    void this.#keep({ view, reading, at: this.toldAt });
  }

  /** The time as Kyodo has it: this device's clock may be wrong, and others' pages count by Kyodo's. */
  async now(): Promise<Millis> {
    return this.live ? this.live.now() : Date.now();
  }

  async #keep(told: { view: View; reading: Reading; at: Millis }): Promise<void> {
    const own = await this.#known;
    if (this.#closed) return; // left and erased meanwhile
    if (own) this.kept = await keep(told);
    else await forget(this.id);
  }

  /** My access has ended: what this device kept is not mine to read any more. */
  forgetKept(): void {
    this.kept = false;
    void forget(this.id);
  }

  /** Without an answer: what this device kept, if it is the person's own. */
  async #fromDevice(): Promise<void> {
    const found = (await this.#known) ? await keptOf(this.id) : null;
    if (!found || this.#view) return;
    this.#view = found.view;
    this.#reading = found.reading;
    this.toldAt = found.at;
    this.kept = true;
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

  /** Loads what writes and listens; until then, and where it cannot, plain requests now and then. */
  async start(): Promise<void> {
    this.#poll = setInterval(() => {
      if (document.visibilityState === 'visible' && !this.connected && !this.ended) void this.load();
    }, again);
    const { LiveStatement } = await import('../sync/live.svelte');
    if (this.#closed) return;
    const live = new LiveStatement();
    this.live = live;
    await live.open(this.id, await this.#known, this.#me);
  }

  close(): void {
    this.#closed = true;
    this.remarks.device?.close();
    clearInterval(this.#poll);
    this.live?.close();
    this.live = null;
  }
}
