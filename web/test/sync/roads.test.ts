/** Stories of a page between two roads: the websocket first, plain requests where none comes through, and back. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Listener, type News, type Road, Roads } from '../../src/sync/roads';
import type { RoadName } from '../../src/sync/surface';
import type { FromServer, ToServer } from '../../src/sync/wire';
import { view } from './fake';

type Network = 'open' | 'refuses' | 'hangs' | 'mute' | 'cuts' | 'stranger';
const welcome = (): FromServer => ({ kind: 'welcome', schema: 1, generation: 0, seq: 1, link: '', older: false, view: view('amara') });

/** What a network does with one kind of connection. */
class Laid implements Road {
  closed = false;
  asked: number[] = [];
  constructor(readonly name: RoadName, readonly network: Network, readonly hears: Listener) {
    queueMicrotask(() => {
      if (this.closed || network === 'hangs') return;
      if (network === 'refuses') return hears.closed(1006);
      if (network === 'stranger') return hears.closed(4401);
      hears.opened();
    });
  }
  send(frame: ToServer): void {
    if (frame.kind !== 'hello' || this.network === 'mute') return;
    queueMicrotask(() => {
      if (this.closed) return;
      this.hears.frame(welcome());
      if (this.network === 'cuts') setTimeout(() => { if (!this.closed) this.hears.closed(1006); }, 1_000);
    });
  }
  ask(patience: number): void {
    this.asked.push(patience);
  }
  close(): void {
    this.closed = true;
  }
}

function scene(networks: Record<RoadName, Network>, blocked = false) {
  const laid: Laid[] = [];
  const said: (string | number)[] = [];
  let news: (what: News) => void = () => {};
  let isBlocked = blocked;
  const lay = (name: RoadName) => (hears: Listener) => {
    const road = new Laid(name, networks[name], hears);
    laid.push(road);
    return road;
  };
  const roads: Roads = new Roads(
    {
      roads: { socket: lay('socket'), plain: lay('plain') },
      watch: (heard) => {
        news = heard;
        return () => said.push('unwatched');
      },
      blocked: { get: () => isBlocked, set: (now) => { isBlocked = now; } },
    },
    {
      opened: () => {
        said.push('opened');
        roads.send({ kind: 'hello', schema: 1, generation: null });
      },
      frame: (frame) => said.push(frame.kind),
      closed: (code) => said.push(code),
    },
  );
  const names = () => laid.map((one) => one.name);
  return { roads, laid, said, names, networks, tell: (what: News) => news(what), blocked: () => isBlocked };
}

describe('a page between two roads', () => {
  beforeEach(() => {
    vi.useFakeTimers();
    vi.spyOn(Math, 'random').mockReturnValue(0.5);
  });
  afterEach(() => vi.useRealTimers());

  it('on a good network it is the websocket, and nothing else is asked', async () => {
    const { roads, said, names } = scene({ socket: 'open', plain: 'open' });
    roads.start();
    await vi.advanceTimersByTimeAsync(300_000);
    expect(names()).toEqual(['socket']);
    expect(said).toEqual(['opened', 'welcome']);
    expect(roads.road).toBe('socket');
  });

  it('where the websocket is refused Amara writes by plain requests at once', async () => {
    const { roads, said, blocked } = scene({ socket: 'refuses', plain: 'open' });
    roads.start();
    await vi.advanceTimersByTimeAsync(10);
    expect(roads.road).toBe('plain');
    expect(said).toEqual([1006, 'opened', 'welcome']);
    expect(blocked()).toBe(true);
  });

  it('while another tab signs in Kyodo does not know this one for a moment: it comes again, and is not sent to the door', async () => {
    const { roads, said, laid, networks } = scene({ socket: 'open', plain: 'open' });
    roads.start();
    await vi.advanceTimersByTimeAsync(10);
    networks.socket = 'stranger';
    laid[0]!.hears.closed(1012);
    await vi.advanceTimersByTimeAsync(1_100);
    networks.socket = 'open';
    await vi.advanceTimersByTimeAsync(2_000);
    expect(said).toEqual(['opened', 'welcome', 1012, 1012, 1012, 'opened', 'welcome']);
    expect(roads.road).toBe('socket');
  });

  it('who stays a stranger is told so, and who never was let in at once', async () => {
    const { roads, said, laid, networks } = scene({ socket: 'stranger', plain: 'open' });
    roads.start();
    await vi.advanceTimersByTimeAsync(10);
    expect(said).toEqual([4401]);
    networks.socket = 'open';
    await vi.advanceTimersByTimeAsync(1_000);
    networks.socket = 'stranger';
    laid.at(-1)!.hears.closed(1012);
    await vi.advanceTimersByTimeAsync(20_000);
    expect(said.slice(0, 9)).toEqual([4401, 'opened', 'welcome', 1012, 1012, 1012, 1012, 1012, 4401]);
  });

  it.each([['hangs', 5_000], ['mute', 9_000]] as const)('a websocket that %s is given up after a while', async (network, after) => {
    const { roads, laid } = scene({ socket: network, plain: 'open' });
    roads.start();
    await vi.advanceTimersByTimeAsync(after - 10);
    expect(roads.road).toBe(null);
    await vi.advanceTimersByTimeAsync(20);
    expect(roads.road).toBe('plain');
    expect(laid[0]?.closed).toBe(true);
  });

  it('it tries the websocket now and then behind the plain road, and moves over when Kyodo was heard over it', async () => {
    const { roads, said, names, networks, laid, blocked } = scene({ socket: 'mute', plain: 'open' }, true);
    roads.start();
    await vi.advanceTimersByTimeAsync(10);
    expect(names()).toEqual(['plain']); // this tab knows already
    await vi.advanceTimersByTimeAsync(29_500);
    expect(names()).toEqual(['plain', 'socket']);
    expect(roads.road).toBe('plain');
    networks.socket = 'open';
    await vi.advanceTimersByTimeAsync(60_000);
    expect(names()).toEqual(['plain', 'socket', 'socket', 'socket']); // the trial, then the road
    expect(roads.road).toBe('socket');
    expect(laid.map((one) => one.closed)).toEqual([true, true, true, false]);
    expect(said).toEqual(['opened', 'welcome', 1012, 'opened', 'welcome']);
    expect(blocked()).toBe(false);
  });

  it('a new network is tried at once', async () => {
    const { roads, networks, tell } = scene({ socket: 'refuses', plain: 'open' });
    roads.start();
    await vi.advanceTimersByTimeAsync(10);
    networks.socket = 'open';
    tell('online');
    await vi.advanceTimersByTimeAsync(10);
    expect(roads.road).toBe('socket');
  });

  it('a websocket that is cut again and again is none', async () => {
    const { roads, networks } = scene({ socket: 'cuts', plain: 'open' });
    roads.start();
    await vi.advanceTimersByTimeAsync(6_000);
    expect(roads.road).toBe('plain');
    networks.socket = 'refuses';
    await vi.advanceTimersByTimeAsync(60_000);
    expect(roads.road).toBe('plain');
  });

  it('while Kyodo is away both roads are tried, with growing pauses; who said why is not gone round', async () => {
    const { roads, names, networks } = scene({ socket: 'refuses', plain: 'refuses' });
    roads.start();
    await vi.advanceTimersByTimeAsync(2_000);
    expect(names().slice(0, 4)).toEqual(['socket', 'plain', 'socket', 'plain']);
    const before = names().length;
    await vi.advanceTimersByTimeAsync(30_000);
    expect(names().length - before).toBeLessThan(12);
    networks.socket = 'open';
    await vi.advanceTimersByTimeAsync(11_000);
    expect(roads.road).toBe('socket');
  });

  it('an access that ended is not gone round by the other road', async () => {
    const { roads, laid, names } = scene({ socket: 'hangs', plain: 'open' });
    roads.start();
    laid[0]?.hears.closed(4403);
    roads.stop();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(names()).toEqual(['socket']);
  });

  it('a phone that wakes asks whether its road lives; a page that goes says goodbye on the plain road', async () => {
    const { roads, laid, said, tell } = scene({ socket: 'refuses', plain: 'open' });
    roads.start();
    await vi.advanceTimersByTimeAsync(10);
    tell('seen');
    tell('offline');
    expect(laid[1]?.asked).toEqual([5_000, 1_500]);
    tell('gone');
    expect(laid[1]?.closed).toBe(true);
    expect(said.at(-1)).toBe(1006);
    roads.stop();
    expect(said.at(-1)).toBe('unwatched');
  });
});
