/**
 * One page's link to one statement: what is said in which order, and what happens when it breaks or is refused.
 * No runes, no DOM: `live.svelte.ts` shows it, tests drive it with a wire of their own.
 *
 * Laws: frames are handled one after the other, also where a store must be waited for. Nothing is opened before the
 * words of this device are read. A refusal ends in a rescue and a fresh Doc, never in a silent loss.
 */
import { asSentence } from '../api/client';
import type { Millis, View } from '../api/types';
import { Against, type Page } from './against';
import { readDevice } from './device';
import { type Bye, ending, ENDINGS } from './ending';
import { giveBack } from './giveback';
import { DOCS, type Parts, type Pointer } from './parts';
import * as presence from './presence';
import { Provider } from './provider';
import type { Kept } from './rescue';
import type { Listener, Wire } from './roads';
import type { Store } from './store';
import type { Connection, DocName, Ending, Rescue, Returned, RoadName, SetBack } from './surface';
import { above, roots } from './unsaved';
import { Watch } from './watch';
import { type FromServer, PORTAL, SCHEMA, type ToServer } from './wire';

/** How long a refusal waits for the Saved of what went before it. */
const BEFORE_RESCUE = 3_000;

export class Link implements Listener, Page {
  view: View | null = null;
  connection: Connection = 'connecting';
  ending: Ending | null = null;
  rescued: Kept[] = [];
  returned: Returned | null = null;
  /** An older copy of Kyodo's data was put back under this page. */
  setBack: SetBack | null = null;
  /** When something of mine was last saved on this page. */
  savedAt: Millis | null = null;
  /** Sequence of the last entry of the text that this page shows. */
  textSeq = 0;
  providers: Record<DocName, Provider> | null = null;
  store: Store | null = null;
  /** Who this browser is there, once that is known. */
  who: Pointer | null = null;

  #wire: Wire;
  #queue: Promise<void> = Promise.resolve();
  #epoch = 0;
  #number = 0;
  #unsaved = 0;
  #coming: Returned | null = null;
  #refused = new Map<DocName, { number: number; code: string; sentence: string; since: Millis }>();
  #bye: Bye | null = null;
  #watch = new Watch(() => this.#ask());
  #closed = false;
  #against = new Against(this);

  constructor(readonly parts: Parts) {
    this.#wire = parts.wire(this);
  }

  /** Reads what this device keeps, then connects. */
  async open(): Promise<void> {
    const pointer = this.parts.pointer.get();
    if (pointer) await this.#do(() => (pointer.schema === SCHEMA ? this.#take(pointer) : this.#outdated(pointer)));
    if (this.#closed) return;
    this.#wire.start();
    this.#watch.begin();
  }

  close(): void {
    this.#closed = true;
    this.#watch.end();
    this.#wire.stop();
    this.#against.heard.close();
    for (const doc of DOCS) this.providers?.[doc].destroy();
    void this.#queue.then(() => this.store?.close());
    this.parts.tabs.close();
  }

  /** What carries the words now; null: nothing does. */
  get road(): RoadName | null {
    return this.#wire.road;
  }

  get saved(): boolean {
    return DOCS.every((doc) => this.providers?.[doc].saved ?? true);
  }

  /** Words not yet saved, by section: what a rescue would keep. */
  above(doc: DocName): Rescue['sections'] {
    const provider = this.providers?.[doc];
    if (!provider || provider.saved) return [];
    return above(provider.doc, provider.acknowledged, roots(doc, this.view?.sections ?? []), this.view?.language ?? 'en');
  }

  /** The chair's checklist names drafters whose words are not saved. */
  tell(words: number): void {
    const told = this.saved ? 0 : Math.max(1, words);
    if (told === this.#unsaved || this.connection !== 'live') return;
    this.#unsaved = told;
    this.#wire.send({ kind: 'unsaved', words: told });
  }

  send(frame: ToServer): void {
    this.#wire.send(frame);
  }

  flush(): void {
    for (const doc of DOCS) this.providers?.[doc].flush();
  }

  async letGo(id: string): Promise<void> {
    await this.parts.shelf.remove(id);
    this.rescued = this.rescued.filter((one) => one.id !== id);
    this.parts.told('rescued');
  }

  // ---- what the wire says ----

  opened(): void {
    this.#epoch += 1;
    this.#number = 0;
    this.#unsaved = 0;
    this.#bye = null;
    const epoch = this.#epoch;
    void this.#do(async () => {
      // Not on a road that was given up meanwhile: the next one has a Hello of its own.
      if (epoch === this.#epoch) this.#wire.send({ kind: 'hello', schema: SCHEMA, ...this.#against.hello });
    });
  }

  frame(frame: FromServer): void {
    const epoch = this.#epoch;
    void this.#do(async () => {
      if (epoch === this.#epoch && !this.#closed) await this.#hear(frame);
    });
  }

  /** What was said before the end still counts: it stands in the queue before this. */
  closed(code: number): void {
    void this.#do(async () => this.#gone(code));
  }

  async #hear(frame: FromServer): Promise<void> {
    const docs = this.providers;
    if ('seq' in frame && frame.kind !== 'welcome') this.#against.heard.upTo(frame.seq);
    switch (frame.kind) {
      case 'welcome':
        // Another schema: this page could not write what Kyodo takes. Its words stay on this device for the next one.
        if (frame.schema !== SCHEMA) await this.#gone(4410);
        else await this.#welcome(frame);
        break;
      case 'state':
        if (!(await this.#against.state(frame))) break;
        if (frame.doc === 'text') this.textSeq = Math.max(this.textSeq, frame.seq);
        // A new clock each time: others take clock 0, and one they know, for no news. The change sends itself.
        this.providers?.[frame.doc].awareness.setLocalState(this.providers[frame.doc].awareness.getLocalState() ?? {});
        if (this.providers?.text.live) this.#now('live');
        await this.#settled();
        break;
      case 'update':
        if (frame.doc === 'text') this.textSeq = Math.max(this.textSeq, frame.seq);
        docs?.[frame.doc].heard(frame.update);
        break;
      case 'saved':
        this.textSeq = Math.max(this.textSeq, frame.seq);
        this.savedAt = this.parts.now();
        for (const doc of DOCS) docs?.[doc].savedUpTo(frame.number);
        await this.#settled();
        break;
      case 'refused':
        docs?.[frame.doc].stop();
        performance.mark('rescue:heard');
        this.#refused.set(frame.doc, { number: frame.number, code: frame.code, sentence: frame.sentence, since: this.parts.now() });
        this.parts.told('words');
        setTimeout(() => void this.#do(() => this.#settled()), BEFORE_RESCUE + 50);
        await this.#settled();
        break;
      case 'presence':
        if (docs) presence.apply(docs[frame.doc].awareness, frame.update, this);
        break;
      case 'event':
        await this.#event(frame.view);
        break;
      case 'missing':
        docs?.[frame.doc].missing(frame.stateVector);
        break;
      case 'check':
        await this.#against.check(frame);
        break;
      case 'bye':
        this.#bye = frame;
    }
  }

  async #welcome({ view, generation, seq, link, older }: Extract<FromServer, { kind: 'welcome' }>): Promise<void> {
    const who: Pointer = { person: view.me.person, generation, schema: SCHEMA };
    const same = this.who?.person === who.person && this.who.generation === who.generation;
    if (await this.#against.begin(older, who, seq, link, same)) {
      if (this.who && this.who.person === who.person && !same) await this.#generation();
      if (!this.store || !same) await this.#take(who);
      this.#against.heard.at(seq, link);
    }
    this.#see(view);
    await this.#against.store?.keepView(view).catch(this.parts.failed);
    for (const doc of DOCS) if (this.providers) this.send({ kind: 'open', doc, stateVector: this.#against.vector(doc) });
  }

  async #event(view: View): Promise<void> {
    if (this.who && view.generation > this.who.generation) {
      // Reopened: what this page holds is from before. Rescue, and come back with a fresh Doc.
      this.#see(view);
      await this.#generation();
      return this.#again();
    }
    this.#see(view);
    await this.store?.keepView(view).catch(this.parts.failed);
  }

  #see(view: View): void {
    this.#against.sees(view);
    this.view = view;
    this.parts.told('view');
  }

  async #gone(code: number): Promise<void> {
    if (this.#closed) return;
    this.#apart();
    for (const doc of [...this.#refused.keys()]) await this.#rescueRefused(doc);
    if (code === 4409) {
      await this.#generation();
      return this.#again();
    }
    if (code in ENDINGS) {
      this.ending = ending(code, this.#bye);
      this.#wire.stop();
      if (code === 4403) for (const doc of DOCS) await this.#part(doc, this.ending);
      return this.#now('ended');
    }
    this.#now(code === PORTAL ? 'portal' : this.connection === 'live' ? 'away' : this.connection);
    this.#watch.begin();
  }

  // ---- what this device keeps ----

  async #take(who: Pointer): Promise<void> {
    const { parts } = this;
    this.#replaceAll(null);
    this.store?.close();
    const device = await readDevice(parts, who);
    this.store = device.store;
    this.who = who;
    this.#against.heard.restore(device.heard);
    parts.pointer.set(who);
    this.rescued = [...device.rescued, ...this.rescued.filter((one) => !device.rescued.some((same) => same.id === one.id))];
    this.view ??= device.view;
    this.#replaceAll(device.store);
    for (const doc of DOCS) this.providers?.[doc].restore(device.theirs[doc], device.mine.filter((row) => row.doc === doc), device.own[doc]);
    if (!this.saved) {
      const words = DOCS.reduce((sum, doc) => sum + this.above(doc).reduce((n, one) => n + one.words, 0), 0);
      this.#coming = { words, since: device.mine.reduce((at, row) => Math.min(at, row.at), Infinity) };
    }
    for (const what of ['view', 'docs', 'words', 'rescued'] as const) parts.told(what);
  }

  #replaceAll(store: Store | null): void {
    for (const doc of DOCS) this.providers?.[doc].destroy();
    this.providers = store && { text: this.provider('text', store), summary: this.provider('summary', store) };
  }

  provider(doc: DocName, store: Store): Provider {
    const outlet = {
      send: (to: DocName, update: Uint8Array) => {
        this.#number += 1;
        this.#wire.send({ kind: 'update', number: this.#number, doc: to, update });
        return this.#number;
      },
      changed: () => this.parts.told('words'),
      failed: this.parts.failed,
    };
    const provider = new Provider(doc, store, this.parts.tabs.id, outlet, this.parts.now);
    provider.awareness.on('update', (_: unknown, origin: unknown) => {
      if (origin === 'local' && provider.live) this.#hello(doc);
    });
    provider.awareness.on('change', () => this.parts.told('presence'));
    return provider;
  }

  /** My own presence in a Doc. */
  #hello(doc: DocName): void {
    const awareness = this.providers?.[doc].awareness;
    if (awareness) this.#wire.send({ kind: 'presence', doc, update: presence.encode(awareness, [awareness.clientID]) });
  }

  // ---- refusal and rescue ----

  /** After every Saved: whether a refusal has waited long enough, and whether an earlier visit's words are out. */
  async #settled(): Promise<void> {
    if (this.#coming && this.saved && this.#refused.size === 0) {
      this.returned = this.#coming;
      this.#coming = null;
      this.parts.told('returned');
    }
    for (const [doc, refusal] of this.#refused)
      if (!this.providers?.[doc].openBelow(refusal.number) || this.parts.now() - refusal.since >= BEFORE_RESCUE) {
        await this.#rescueRefused(doc);
        this.#again();
      }
  }

  async #rescueRefused(doc: DocName): Promise<void> {
    const refusal = this.#refused.get(doc);
    this.#refused.delete(doc);
    if (refusal) await this.#rescue(doc, refusal.code, refusal.sentence);
  }

  /** b to d for one Doc. */
  async #rescue(doc: DocName, code: string, sentence: string): Promise<void> {
    this.#coming = null;
    await giveBack(this, doc, code, asSentence(sentence), () => this.above(doc));
  }

  /** Access ended: my words are given back, and what Kyodo has on its disk stays to be read. */
  async #part(doc: DocName, { code, sentence }: Ending): Promise<void> {
    const before = this.providers?.[doc];
    const theirs = before?.seen ? before.theirs : null;
    await this.#rescue(doc, code, sentence);
    if (theirs) this.providers?.[doc].restore([theirs], []);
    this.parts.told('docs');
  }

  /** The words of this page are from before a reopening, restore or repair. */
  async #generation(): Promise<void> {
    const sentence = 'The text was reopened while you wrote. Words of yours from before are not in it';
    for (const doc of DOCS) await this.#rescue(doc, 'generation', sentence);
    const old = this.store;
    this.store = null;
    this.who = null;
    this.#replaceAll(null);
    this.parts.told('docs');
    await old?.destroy();
  }

  /** Words of an older page schema: rescued, because this page could not send them as they are. */
  async #outdated(pointer: Pointer): Promise<void> {
    await this.#take(pointer);
    for (const doc of DOCS) await this.#rescue(doc, 'schema', 'Kyodo was renewed before these words of yours went out');
    await this.store?.destroy();
    this.store = null;
    this.who = null;
    this.#replaceAll(null);
  }

  // ---- plumbing ----

  /** Leaves this connection for a new one, at once. */
  #again(): void {
    this.#epoch += 1;
    this.#apart();
    this.#now('away');
    this.#wire.again(true);
    this.#watch.begin();
  }

  #apart(): void {
    for (const doc of DOCS) {
      const provider = this.providers?.[doc];
      provider?.disconnected();
      if (provider) presence.forget(provider.awareness, this);
    }
  }

  #now(connection: Connection): void {
    if (this.connection === connection) return;
    this.connection = connection;
    if (connection === 'live' || connection === 'ended') this.#watch.end();
    this.parts.told('connection');
  }

  /** No websocket for a while: what plain http says. */
  async #ask(): Promise<void> {
    if (this.connection === 'live' || this.#closed) return;
    const answer = await this.parts.probe();
    if ((this.connection as Connection) === 'live' || this.#closed) return;
    if (answer.kind === 'ended') {
      this.ending = answer.ending;
      this.#wire.stop();
      return this.#now('ended');
    }
    if (answer.kind === 'answers' && (!this.view || answer.view.seq >= this.view.seq)) this.#see(answer.view);
    this.#now(answer.kind === 'answers' ? 'blocked' : answer.kind === 'portal' ? 'portal' : 'away');
    this.#watch.begin();
  }

  #do(work: () => Promise<void>): Promise<void> {
    this.#queue = this.#queue.then(work).catch((error: unknown) => this.parts.failed(error));
    return this.#queue;
  }
}
