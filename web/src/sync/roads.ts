/**
 * Two roads to the same room: the websocket, and plain requests where none comes through. This file chooses, tries
 * again by itself with growing pauses, and moves over when the websocket works. What the frames mean is not its matter.
 *
 * Laws: one road at a time carries the page's words. A road counts as open when Kyodo's Welcome came over it: some
 * networks open a websocket and deliver nothing.
 */
import { type FromServer, SCHEMA, type ToServer } from './wire';
import type { RoadName } from './surface';

/** What the rest of sync/ needs of a connection; tests bring their own. */
export interface Wire {
  /** What carries the words now; null: nothing does. */
  readonly road: RoadName | null;
  /** Starts connecting and keeps at it until `stop`. */
  start(): void;
  send(frame: ToServer): void;
  /** Closes this connection and opens a new one, at once or after the usual pause. */
  again(atOnce: boolean): void;
  stop(): void;
}

export interface Listener {
  opened(): void;
  frame(frame: FromServer): void;
  closed(code: number): void;
}

/** One connection over one road. It does not come back by itself, and says `closed` once, or never after `close`. */
export interface Road {
  send(frame: ToServer): void;
  /** It may be dead: if Kyodo is not heard within so many milliseconds, it is. */
  ask(patience: number): void;
  close(): void;
}
export type Opens = (hears: Listener) => Road;

/** What the browser says of its network and this page. */
export type News = 'online' | 'offline' | 'seen' | 'gone';

export interface Surroundings {
  roads: Record<RoadName, Opens>;
  /** Tells until what it returned is called. */
  watch(heard: (news: News) => void): () => void;
  /** Whether the websocket did not come through here a moment ago: then a reloaded page does not wait for it. */
  blocked: { get(): boolean; set(blocked: boolean): void };
}

const PAUSES = [300, 700, 1_500, 3_000, 6_000, 10_000];
/** A websocket that is not open, or over which nothing was heard, so long after it was begun. */
const TO_OPEN = 5_000;
const TO_HEAR = 9_000;
/** Ended so soon and so often in a row, a websocket is none. */
const YOUNG = 20_000;
const TOO_OFTEN = 3;
/** A sign-in in another tab gives this browser a new cookie: who comes again before it is here is a stranger, for a moment. */
const STRANGER = 4401;
const TOO_STRANGE = 4;
/** When the websocket is tried again behind the plain road. */
const TRIALS = [20_000, 60_000, 180_000, 300_000];

interface Current { name: RoadName; road: Road | null; opened: boolean; up: number | null }

export class Roads implements Wire {
  #now: Current | null = null;
  #tries = 0;
  #young = 0;
  /** How often in a row Kyodo did not know whom it has known on this page; null: it never has. */
  #strange: number | null = null;
  #trials = 0;
  #trial: Road | null = null;
  #stopped = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #patience: ReturnType<typeof setTimeout>[] = [];
  #trialTimer: ReturnType<typeof setTimeout> | undefined;
  #unwatch = () => {};

  constructor(
    private readonly around: Surroundings,
    private readonly listener: Listener,
  ) {}

  get road(): RoadName | null {
    return this.#now?.up != null ? this.#now.name : null;
  }

  start(): void {
    this.#unwatch = this.around.watch((news) => this.#news(news));
    this.#begin();
  }

  send(frame: ToServer): void {
    this.#now?.road?.send(frame);
  }

  again(atOnce: boolean): void {
    this.#leave();
    if (atOnce) this.#tries = 0;
    this.#later(atOnce ? 0 : undefined);
  }

  stop(): void {
    this.#stopped = true;
    this.#unwatch();
    clearTimeout(this.#timer);
    this.#leave();
  }

  #news(news: News): void {
    const up = this.road;
    if (news === 'seen') this.#now?.road?.ask(5_000); // a phone that wakes may hold a dead connection
    if (news === 'offline') this.#now?.road?.ask(1_500); // a Kyodo on the same machine may answer all the same
    if (news === 'gone' && this.#now?.name === 'plain') {
      this.#leave();
      this.listener.closed(1006);
    }
    if (news !== 'online') return;
    this.#now?.road?.ask(5_000);
    if (up === 'plain') {
      this.#trials = 0;
      this.#try();
    } else if (!up) {
      this.#leave();
      this.#tries = 0;
      this.#later(0);
    }
  }

  /** One round: the road that worked last, then the other. */
  #begin(): void {
    this.#take(this.around.blocked.get() ? 'plain' : 'socket', true);
  }

  #take(name: RoadName, first: boolean): void {
    if (this.#stopped) return;
    const mine: Current = { name, road: null, opened: false, up: null };
    this.#now = mine;
    const lost = (code: number) => this.#lost(mine, code, first);
    mine.road = this.around.roads[name]({
      opened: () => {
        if (this.#now !== mine) return;
        mine.opened = true;
        this.listener.opened();
      },
      frame: (frame) => {
        if (this.#now !== mine) return;
        if (frame.kind === 'welcome') this.#up(mine);
        this.listener.frame(frame);
      },
      closed: lost,
    });
    if (name === 'plain') return;
    this.#patience = [
      setTimeout(() => { if (!mine.opened) lost(1006); }, TO_OPEN),
      setTimeout(() => { if (mine.up === null) lost(1006); }, TO_HEAR),
    ];
  }

  #up(mine: Current): void {
    this.#impatient();
    mine.up = Date.now();
    this.#tries = 0;
    this.#strange = 0;
    this.around.blocked.set(mine.name === 'plain');
    if (mine.name === 'plain') this.#tryLater();
    else this.#trials = 0;
  }

  #lost(mine: Current, code: number, first: boolean): void {
    if (this.#now !== mine) return;
    const lived = mine.up === null ? null : Date.now() - mine.up;
    this.#leave();
    const signsIn = code === STRANGER && this.#strange !== null && this.#strange++ < TOO_STRANGE;
    this.listener.closed(signsIn ? 1012 : code);
    if (this.#stopped) return;
    // Who said why has come through.
    const said = code >= 4000 || code === 1012;
    if (mine.name === 'socket' && lived !== null) {
      this.#young = lived < YOUNG && !said ? this.#young + 1 : 0;
      if (this.#young >= TOO_OFTEN) this.around.blocked.set(true);
    }
    if (lived === null && !said && first) this.#take(mine.name === 'socket' ? 'plain' : 'socket', false);
    else this.#later();
  }

  // ---- the websocket, tried behind the plain road ----

  #tryLater(): void {
    clearTimeout(this.#trialTimer);
    this.#trialTimer = setTimeout(() => this.#try(), TRIALS[Math.min(this.#trials, TRIALS.length - 1)]);
  }

  /** A Hello of its own that Kyodo answers: only then it is a road. */
  #try(): void {
    if (this.#trial || this.road !== 'plain') return;
    const end = (works: boolean) => {
      if (this.#trial !== trial) return;
      clearTimeout(late);
      this.#trial = null;
      trial.close();
      if (works) return this.#move();
      this.#trials += 1;
      this.#tryLater();
    };
    const late = setTimeout(() => end(false), TO_HEAR);
    const trial = this.around.roads.socket({
      opened: () => trial.send({ kind: 'hello', schema: SCHEMA, generation: null }),
      frame: (frame) => { if (frame.kind === 'welcome') end(true); },
      closed: () => end(false),
    });
    this.#trial = trial;
  }

  #move(): void {
    this.#leave();
    this.#young = 0;
    this.listener.closed(1012);
    this.#take('socket', true);
  }

  // ---- plumbing ----

  #later(pause?: number): void {
    clearTimeout(this.#timer);
    if (this.#stopped) return;
    const usual = PAUSES[Math.min(this.#tries, PAUSES.length - 1)] ?? 10_000;
    this.#tries += 1;
    // Many pages come back after one restart: not all at the same moment.
    this.#timer = setTimeout(() => { if (!this.#now) this.#begin(); }, pause ?? usual * (0.7 + Math.random() * 0.6));
  }

  #impatient(): void {
    for (const timer of this.#patience) clearTimeout(timer);
    this.#patience = [];
  }

  #leave(): void {
    this.#impatient();
    clearTimeout(this.#trialTimer);
    const [trial, current] = [this.#trial, this.#now];
    this.#trial = this.#now = null;
    trial?.close();
    current?.road?.close();
  }
}
