/**
 * One statement, live, as state for the page. What it is not: a store of rules; what a person may is in `view`.
 *
 * `const live = new LiveStatement(); await live.open(id); … live.close()`.
 */
import type { Awareness } from 'y-protocols/awareness';
import type * as Y from 'yjs';
import { Trouble } from '../api/client';
import { kyodo } from '../api/kyodo';
import type { Act, Millis, Text, View } from '../api/types';
import { codes } from '../statement/canonical';
import { blocks } from '../statement/read';
import { wordsOfBlocks } from '../statement/words';
import { browserParts, clockOffset } from './browser';
import { Link } from './link';
import { putIn } from './again';
import type { What } from './parts';
import { people } from './presence';
import type { Provider } from './provider';
import type { CheckCode, Connection, DocName, Ending, Present, Rescue, Returned, RoadName, Save, SectionNow, SetBack } from './surface';

export type * from './surface';

/** Quiet after the last Saved before the page says so: else it would flicker with every letter. */
const QUIET = 500;
const LATE = 10_000;

/** One Doc for editors. It is another object after a rescue: editors are made anew for it. */
export interface Desk { doc: Y.Doc; awareness: Awareness }

export class LiveStatement {
  /** The fold as this person may see it; null until Kyodo has answered. */
  view = $state.raw<View | null>(null);
  connection = $state.raw<Connection>('connecting');
  /** What carries the words; null: nothing does now. */
  road = $state.raw<RoadName | null>(null);
  ending = $state.raw<Ending | null>(null);
  save = $state.raw<Save>({ state: 'saved', words: 0, at: null, late: false });
  returned = $state.raw<Returned | null>(null);
  /** An older copy of Kyodo's data was put back under this page. */
  setBack = $state.raw<SetBack | null>(null);
  here = $state.raw<Present[]>([]);
  rescued = $state.raw<Rescue[]>([]);
  /** All sections in order, as the Doc has them now; empty until the first State. */
  sections = $state.raw<SectionNow[]>([]);
  /** The summary's blocks and words. */
  summary = $state.raw<Pick<SectionNow, 'blocks' | 'words'>>({ blocks: [], words: 0 });
  /** Pens are down on this page: the announced moment has come or the phase has begun, and I am not the chair. */
  pensDown = $state(false);
  /** Whether editors may stand now: my right, a State received, pens up, nothing refused. */
  mayWrite = $state(false);
  maySummarise = $state(false);
  /** How far this device's clock is behind Kyodo's, in milliseconds: what is announced counts by hers. */
  behind = $state(0);
  /** What editors are bound to; null: nothing to write in yet. */
  desks = $state.raw<Record<DocName, Desk> | null>(null);

  #link: Link | null = null;
  #id = '';
  #watched = new Map<Y.Doc, () => void>();
  #known = new Map<string, SectionNow>();
  #soon = new Map<string, ReturnType<typeof setTimeout>>();
  #openSince: number | null = null;
  #calm: number | null = null;
  #pens: ReturnType<typeof setTimeout> | undefined;
  /** The announced moment; 0: none is. */
  #announced = 0;
  /** The same, once it has come. */
  #pensAt = 0;

  /** What is printed: the shown sections. */
  get text(): Text {
    return {
      sections: this.sections
        .filter((one) => one.shown)
        .map(({ id, heading, level, printed, blocks: all }) => ({ id, heading, level, printed, blocks: all })),
    };
  }
  /** Words in the shown sections. */
  get words(): number {
    return this.sections.reduce((sum, one) => sum + (one.shown ? one.words : 0), 0);
  }
  get language(): string {
    return this.view?.language ?? 'en';
  }

  /** `ownDevice`: whether words may be kept on it; asked of Kyodo where not told. `person`: who I am, where Kyodo said so. */
  async open(id: string, ownDevice?: boolean, person?: string): Promise<void> {
    this.#id = id;
    const own = ownDevice ?? (await kyodo.me().then((me) => me.own_device, () => false));
    const link = new Link(browserParts(id, own, (what) => this.#told(what), person));
    this.#link = link;
    addEventListener('beforeunload', this.#ask);
    await link.open();
  }

  close(): void {
    removeEventListener('beforeunload', this.#ask);
    for (const timer of this.#soon.values()) clearTimeout(timer);
    clearTimeout(this.#pens);
    this.#link?.close();
    this.#link = null;
  }

  /** Asks for deeds; rejects with `Trouble`. */
  async act(acts: Act[]): Promise<number> {
    return (await kyodo.act(this.#id, acts)).seq;
  }

  /** The time as Kyodo has it. */
  async now(): Promise<Millis> {
    this.behind = await clockOffset();
    return Date.now() + this.behind;
  }

  /** Computed here, from what this page shows. */
  checkCode(): CheckCode {
    return codes(this.text, this.language);
  }

  /** Locks what this page shows: the sequence, check code and section hashes go along. */
  async lock(because: string, warnings: string[]): Promise<void> {
    const link = this.#link;
    if (!link || this.connection !== 'live' || this.sections.length === 0)
      throw new Trouble('not-live', 'This page is not connected, so it cannot say which text it shows. Nothing is locked. Wait until it says “Saved”, then press again.', 0);
    if (!link.saved) throw new Trouble('not-saved', 'Words of yours are not saved yet. Nothing is locked. Wait until it says “Saved”, then press again.', 0);
    this.#read();
    const { check_code, word_hash, words, sections } = this.checkCode();
    const text_seq = Math.max(link.textSeq, this.view?.text_seq ?? 0);
    await kyodo.act(this.#id, [{ act: 'lock', text_seq, check_code, word_hash, words, because, warnings }], sections);
  }

  /** Ctrl+S: "Saved 0.2 s ago", or what is true instead. */
  saySaved(): string {
    const { state, words } = this.save;
    if (state !== 'saved' && this.#link && !this.#link.saved) return words > 0 ? `${words} on this device; they go out by themselves` : 'it goes out by itself';
    const at = this.#link?.savedAt;
    if (at == null) return 'all of it';
    const seconds = (Date.now() - at) / 1000;
    return seconds < 60 ? `${seconds.toFixed(1)} s ago` : seconds < 5400 ? `${Math.round(seconds / 60)} min ago` : 'all of it';
  }

  /** The person has what was in it: it goes. */
  async letGo(rescue: Rescue): Promise<void> {
    await this.#link?.letGo(rescue.id);
  }

  /** Puts rescued words in again, as a new edit; they leave the panel when this device holds the edit. */
  async putIn(rescue: Rescue): Promise<void> {
    const provider = this.#link?.providers?.[rescue.doc];
    const mayHere = rescue.doc === 'summary' ? this.maySummarise : this.mayWrite;
    if (!provider || !mayHere) return;
    const roots = rescue.doc === 'summary' ? ['summary'] : this.sections.map((one) => one.id);
    const taken = putIn(provider.doc, rescue, new Set(roots));
    await provider.stored();
    if (taken.length === rescue.sections.length) await this.letGo(rescue);
  }

  /** All words of mine that are not saved: for [Copy my words]. */
  unsaved(doc: DocName = 'text'): Rescue | null {
    const sections = this.#link?.above(doc) ?? [];
    if (sections.length === 0) return null;
    const words = sections.reduce((sum, one) => sum + one.words, 0);
    return { id: '', doc, at: Date.now(), code: 'unsaved', sentence: '', words, sections };
  }

  #told(what: What): void {
    const link = this.#link;
    if (!link) return;
    if (what === 'view') {
      this.view = link.view;
      this.#announce();
      this.#later('read', 0);
    }
    if (what === 'docs') this.#docs();
    if (what === 'presence' || what === 'docs' || what === 'view')
      this.#later('here', 50);
    if (what === 'rescued') this.rescued = link.rescued;
    if (what === 'returned') [this.returned, this.setBack] = [link.returned, link.setBack];
    if (what === 'connection') {
      this.connection = link.connection;
      this.road = link.road;
      this.ending = link.ending;
    }
    this.#rights();
    // Counting words at every letter is not needed; a turn of the state is shown at once.
    if (what === 'connection' || (what === 'words' && link.saved === (this.#openSince !== null))) this.#saving();
    else if (what === 'words') this.#later('save', 150);
  }

  #later(what: 'read' | 'here' | 'save', after: number): void {
    if (this.#soon.has(what)) return;
    this.#soon.set(
      what,
      setTimeout(() => {
        this.#soon.delete(what);
        if (what === 'read') this.#read();
        else if (what === 'here') this.#present();
        else this.#saving();
      }, after),
    );
  }

  #docs(): void {
    for (const [doc, off] of this.#watched) doc.off('afterTransaction', off);
    this.#watched.clear();
    const all = this.#link?.providers ?? null;
    if (all)
      for (const provider of Object.values(all) as Provider[]) {
        const changed = () => this.#later('read', 40);
        provider.doc.on('afterTransaction', changed);
        this.#watched.set(provider.doc, changed);
      }
    this.desks = all && { text: all.text, summary: all.summary };
    this.#known.clear();
    this.#later('read', 0);
  }

  /** Sections as the Doc has them; those that did not change stay the same objects. */
  #read(): void {
    const { view } = this;
    const all = this.#link?.providers;
    if (!view || !all || !all.text.seen) return;
    this.sections = view.sections.map((one) => {
      const found = blocks(all.text.doc.getXmlFragment(one.id));
      const now: SectionNow = {
        id: one.id, heading: one.title, level: one.level, printed: one.printed, shown: one.shown, hint: one.hint, status: one.status,
        blocks: found, words: wordsOfBlocks(found, this.language),
      };
      const known = this.#known.get(one.id);
      if (known && JSON.stringify(known) === JSON.stringify(now)) return known;
      this.#known.set(one.id, now);
      return now;
    });
    const summary = blocks(all.summary.doc.getXmlFragment('summary'));
    if (JSON.stringify(summary) !== JSON.stringify(this.summary.blocks))
      this.summary = { blocks: summary, words: wordsOfBlocks(summary, this.language) };
    this.#rights();
  }

  #present(): void {
    const all = this.#link?.providers;
    const here = all && this.connection === 'live' ? people([all.text.awareness, all.summary.awareness], this.view?.me.person ?? '') : [];
    if (JSON.stringify(here) !== JSON.stringify(this.here)) this.here = here;
  }

  #rights(): void {
    const { view } = this;
    const all = this.#link?.providers;
    const down = view !== null && view.me.role !== 'chair' && (view.phase !== 'drafting' || this.#pensAt > 0);
    const fine = view !== null && !view.read_only && this.connection !== 'ended';
    this.pensDown = down;
    this.mayWrite = fine && !down && view.me.may_write && !!all?.text.seen && !all.text.stopped;
    this.maySummarise = fine && view.me.may_summarise && !!all?.summary.seen && !all.summary.stopped;
  }

  /** At the announced moment this page stops taking words, sends what it has, and says when all is saved. */
  #announce(): void {
    const at = this.view?.phase === 'drafting' ? (this.view.announced?.pens_down ?? 0) : 0;
    // Whatever else the statement says, what is set goes on, and pens that are down stay down.
    if (at === this.#announced) return;
    this.#announced = at;
    clearTimeout(this.#pens);
    this.#pensAt = 0;
    if (at === 0) return;
    void this.now().then((now) => {
      if (this.#announced !== at || !this.#link) return;
      this.#pens = setTimeout(() => {
        this.#pensAt = at;
        this.#rights();
        this.#link?.flush();
        this.#saving();
      }, Math.max(0, at - now));
    });
  }

  #saving(): void {
    const link = this.#link;
    if (!link) return;
    const now = Date.now();
    const open = !link.saved;
    if (open) {
      this.#openSince ??= now;
      this.#calm = null;
    } else if (this.#openSince !== null) {
      this.#openSince = null;
      this.#calm = now;
    }
    const words = open ? (['text', 'summary'] as const).reduce((sum, doc) => sum + link.above(doc).reduce((n, one) => n + one.words, 0), 0) : 0;
    link.tell(words);
    const moved = Math.max(this.#openSince ?? 0, link.savedAt ?? 0);
    const sending = open && this.connection === 'live' && now - moved < LATE;
    const quiet = !open && this.#calm !== null && now - this.#calm < QUIET;
    const state = !open && !quiet ? 'saved' : sending || quiet ? 'sending' : 'device';
    const late = open && state === 'device' && now - (this.#openSince ?? now) >= LATE;
    const before = this.save;
    if (before.state !== state || before.words !== words || before.late !== late || before.at !== link.savedAt)
      this.save = { state, words: quiet ? before.words : words, at: link.savedAt, late };
    if (open || quiet) this.#later('save', open ? 1_000 : QUIET);
  }

  /** Closing the tab with unsaved words asks first. */
  #ask = (event: BeforeUnloadEvent) => {
    this.#link?.flush();
    if (this.#link && !this.#link.saved) event.preventDefault();
  };
}
