/** The remarks of one statement, as its places show them, and what this person does with them. By plain requests alone. */
import { SvelteSet } from 'svelte/reactivity';
import { type Trouble, trouble } from '../api/client';
import { kyodo } from '../api/kyodo';
import type { Decision, NewRemark, RemarkView, View } from '../api/types';
import type { Here } from '../pages/here.svelte';
import { Device } from './device';
import { caughtUp, inPages, readBy, readUpTo } from './group';

/** A remark that has not reached Kyodo; `refused`: and will not as it stands. */
export interface Outgoing { remark: NewRemark; refused: string }

/** How long the list waits for more news, and how long it waits before it asks once more. */
const SOON = 300;
const AGAIN = 15_000;
const WAITING = 'remarks-to-send';

export const mayRemark = (view: View) => view.me.role !== 'reader' && !view.read_only;
export const mayDecide = (view: View) => (view.me.role === 'chair' || view.me.role === 'drafter') && !view.read_only;
/** An id nobody had. */
export const freshId = () => crypto.randomUUID?.() ?? [...crypto.getRandomValues(new Uint8Array(16))].map((one) => one.toString(16).padStart(2, '0')).join('');
/** The network's fault, or too much at once: it will be tried again. */
const passes = (what: Trouble) => what.code === 'offline' || what.code === 'captive-portal' || what.status === 429 || what.status >= 500;

export class Remarks {
  #told = $state.raw<RemarkView[] | null>(null);
  /** What was told, as this person has read it, here or on another device. */
  readonly #list: RemarkView[] | null;
  trouble = $state.raw<Trouble | null>(null);
  outgoing = $state.raw<Outgoing[]>([]);
  readonly #here: Here;
  readonly #opened = new SvelteSet<string>();
  readonly #person: string | null;
  /** Where words stand before they are sent; null until Kyodo has said who I am. */
  readonly device: Device | null;
  /** All that stand, in the order they were made; what was opened on this page is not new any more. Null: not heard yet. */
  readonly list: RemarkView[] | null;
  /** The last entry that touched one of them, as far as was heard. */
  #upTo = 0;
  #turn = Promise.resolve();
  #soon: ReturnType<typeof setTimeout> | undefined;
  #sending = false;

  constructor(here: Here) {
    this.#here = here;
    this.#person = $derived(here.view?.me.person ?? null);
    this.device = $derived(this.#person === null ? null : new Device(here.id, this.#person, here.told && here.own ? storage() : null));
    this.#list = $derived(this.#told && readBy(this.#told, here.view?.remarks.read ?? 0));
    this.list = $derived(this.#list?.map((one) => (one.unread && this.#opened.has(one.remark.id) ? { ...one, unread: false } : one)) ?? null);
  }

  /** For an effect of a place that shows them: asked anew when there is news. */
  follow(): void {
    const { view } = this.#here;
    if (!view || view.me.role === 'reader' || this.#soon || (this.#told && view.remarks.seq <= this.#upTo)) return;
    this.#soon = setTimeout(() => void this.load(), this.#told ? SOON : 0);
  }

  /** For an effect of the whole statement: what is not sent goes out by itself. */
  tend(): () => void {
    this.#recall();
    const go = () => void this.#flush();
    addEventListener('online', go);
    addEventListener('beforeunload', this.#ask);
    const timer = setInterval(go, AGAIN);
    go();
    return () => {
      removeEventListener('online', go);
      removeEventListener('beforeunload', this.#ask);
      clearInterval(timer);
    };
  }

  /** One after the other: an answer that came late would bring back what was taken back. */
  load(): Promise<void> {
    this.#turn = this.#turn.then(() => this.#load());
    return this.#turn;
  }

  async #load(): Promise<void> {
    clearTimeout(this.#soon);
    this.#soon = undefined;
    const { view } = this.#here;
    if (!view || view.me.role === 'reader') return;
    try {
      await inPages((after) => kyodo.remarks(this.#here.id, after), this.#upTo, view.remarks.seq, (news, upTo) => {
        this.#told = caughtUp(this.#told ?? [], news);
        this.#upTo = upTo;
      });
      this.trouble = null;
    } catch (error) {
      this.trouble = trouble(error);
      this.#soon ??= setTimeout(() => { this.#soon = undefined; this.follow(); }, AGAIN);
    }
  }

  /** `kept`: they stand on this device and go out by themselves. Rejects with `Trouble` where Kyodo refuses them. */
  async send(remarks: NewRemark[]): Promise<'sent' | 'kept'> {
    try {
      await this.#add(remarks);
      return 'sent';
    } catch (error) {
      const what = trouble(error);
      if (!passes(what)) throw what;
      this.#keep([...this.outgoing, ...remarks.map((remark) => ({ remark, refused: '' }))]);
      return 'kept';
    }
  }

  async decide(one: RemarkView, decision: Decision): Promise<void> {
    await this.#here.act([{ act: 'decide-remark', remark: one.remark.id, decision }]);
    await this.load();
    await this.open(one);
  }

  async withdraw(one: RemarkView): Promise<void> {
    await this.#here.act([{ act: 'withdraw-remark', remark: one.remark.id }]);
    await this.load();
  }

  /** Somebody opened or answered it. */
  async open(one: RemarkView): Promise<void> {
    this.#opened.add(one.remark.id);
    const to = this.#list && readUpTo(this.#list, this.#opened);
    if (to !== null) await this.#read(to);
  }

  /** All that this page shows; what came in between stays new. */
  async openAll(): Promise<void> {
    const all = this.#list ?? [];
    if (!all.some((one) => one.unread)) return;
    await this.#read(all.reduce((most, one) => Math.max(most, one.seq), 0));
    for (const one of all) this.#opened.add(one.remark.id);
  }

  /** The person has it back: as a draft, or copied. */
  letGo(one: Outgoing): void {
    this.#keep(this.outgoing.filter((each) => each !== one));
  }

  /** What "Leave and erase" would lose, in words; empty: nothing. */
  kept(): string {
    const aside = this.#here.view?.sections.some((one) => this.device?.read(`aside.${one.id}`)) ?? false;
    const parts = [
      this.outgoing.length > 0 ? `${this.outgoing.length === 1 ? 'A remark of yours is' : 'Remarks of yours are'} not sent yet.` : '',
      aside ? 'What you wrote aside is only on this device.' : '',
    ];
    return parts.filter(Boolean).join(' ');
  }

  async #read(up_to: number): Promise<void> {
    try {
      await this.#here.act([{ act: 'read-remarks', up_to }]);
    } catch (error) {
      const what = trouble(error);
      // Read on another device already; and without a network the next one that is opened tells this one, too.
      if (what.code !== 'twice' && !passes(what)) throw what;
    }
  }

  async #add(remarks: NewRemark[]): Promise<void> {
    try {
      await this.#here.act(remarks.map((remark) => ({ act: 'add-remark', remark })));
    } catch (error) {
      // The answer was lost, not the remark: ids are of this page's own making.
      if (trouble(error).code !== 'twice') throw error;
    }
    await this.load();
  }

  async #flush(): Promise<void> {
    if (this.#sending) return;
    this.#sending = true;
    try {
      for (const one of this.outgoing) {
        if (one.refused) continue;
        try {
          await this.#add([one.remark]);
          this.#keep(this.outgoing.filter((each) => each !== one));
        } catch (error) {
          const what = trouble(error);
          if (passes(what)) break;
          this.#keep(this.outgoing.map((each) => (each === one ? { ...one, refused: what.sentence } : each)));
        }
      }
    } finally {
      this.#sending = false;
    }
  }

  #keep(all: Outgoing[]): void {
    this.outgoing = all;
    this.device?.write(WAITING, all.length > 0 ? JSON.stringify(all) : '');
  }

  #recall(): void {
    try {
      const known = new Set(this.outgoing.map((one) => one.remark.id));
      const before = JSON.parse(this.device?.read(WAITING) || '[]') as Outgoing[];
      const found = before.filter((one) => !known.has(one.remark.id));
      if (found.length > 0) this.outgoing = [...found, ...this.outgoing];
    } catch (error) {
      console.error('remarks on this device could not be read', error);
    }
  }

  /** Where this device keeps nothing, closing the page loses them. */
  #ask = (event: BeforeUnloadEvent) => {
    if (!this.device?.keeps && this.kept()) event.preventDefault();
  };
}

function storage(): Storage | null {
  try {
    return localStorage;
  } catch {
    return null; // a browser that keeps nothing
  }
}
