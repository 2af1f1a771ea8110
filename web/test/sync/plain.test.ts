/** Stories of the plain road: lost answers, answers from somebody else, and the end. */
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Plain } from '../../src/sync/plain';
import { PORTAL, decode } from '../../src/sync/wire';
import { view } from './fake';

const TYPE = 'application/vnd.kyodo.1';
type Ask = { what: string; body: Uint8Array; signal: AbortSignal | null | undefined };

function bytes(write: (out: encoding.Encoder) => void): Uint8Array {
  const out = encoding.createEncoder();
  write(out);
  return encoding.toUint8Array(out);
}
const answer = (body: Uint8Array, status = 200, type = TYPE) => new Response(body as Uint8Array<ArrayBuffer>, { status, headers: { 'content-type': type } });
const pong = Uint8Array.of(0x86);
const welcome = bytes((out) => {
  encoding.writeUint8(out, 0x81);
  encoding.writeVarString(out, JSON.stringify({ schema: 1, generation: 0, seq: 1, view: view('amara') }));
});

/** A Kyodo that counts a batch once, keeps an answer until it was heard, and may lose answers on the way. */
class FakeRoad {
  asked: string[] = [];
  taken: number[] = [];
  batches = 0;
  /** How many answers are lost from now on, by what was asked. */
  lose: Record<string, number> = {};
  /** Instead of Kyodo this answers. */
  portal: (() => Response) | null = null;
  #said: Uint8Array[] = [];
  #number = 0;
  #given: Uint8Array[] = [];
  #close = 0;
  #wake: (() => void)[] = [];

  say(frame: Uint8Array, close = 0): void {
    this.#said.push(frame);
    this.#close = close;
    for (const wake of this.#wake.splice(0)) wake();
  }

  fetch = (async (address: string, asked: RequestInit) => {
    const ask: Ask = { what: address.split('/').at(-1) ?? '', body: asked.body as Uint8Array, signal: asked.signal };
    this.asked.push(ask.what);
    if (this.portal) return this.portal();
    const said = await this.#answer(ask);
    if ((this.lose[ask.what] ?? 0) > 0) {
      this.lose[ask.what]! -= 1;
      throw new TypeError('the answer was lost');
    }
    return said;
  }) as typeof fetch;

  async #answer({ what, body, signal }: Ask): Promise<Response> {
    const from = decoding.createDecoder(body);
    if (what === 'open')
      return answer(bytes((out) => {
        encoding.writeVarUint(out, 0);
        encoding.writeVarString(out, 'secret');
        encoding.writeVarUint8Array(out, welcome);
      }));
    decoding.readVarString(from);
    const number = decoding.readVarUint(from);
    if (what === 'send') {
      if (number === this.batches + 1) {
        this.batches = number;
        while (decoding.hasContent(from)) {
          const frame = decoding.readVarUint8Array(from);
          if (frame[0] === 0x03) this.taken.push(frame[1]!);
        }
      }
      return answer(bytes((out) => { encoding.writeVarUint(out, 0); encoding.writeVarUint(out, number); }));
    }
    if (what === 'poll') {
      if (number === this.#number) {
        if (this.#said.length === 0)
          await new Promise<void>((go, stop) => {
            this.#wake.push(go);
            signal?.addEventListener('abort', () => stop(new DOMException('given up', 'AbortError')));
          });
        this.#number += 1;
        this.#given = this.#said.splice(0);
      }
      return answer(bytes((out) => {
        encoding.writeVarUint(out, this.#close);
        encoding.writeVarUint(out, this.#number);
        for (const frame of this.#given) encoding.writeVarUint8Array(out, frame);
      }));
    }
    return answer(Uint8Array.of(0, 0));
  }
}

function page(road: FakeRoad) {
  const said: (string | number)[] = [];
  const plain: Plain = new Plain('/live/kyoto', {
    opened: () => {
      said.push('opened');
      plain.send({ kind: 'hello', schema: 1, generation: null });
    },
    frame: (frame) => said.push(frame.kind),
    closed: (code) => said.push(code),
  }, road.fetch);
  return { plain, said };
}
const quiet = () => vi.advanceTimersByTimeAsync(100);

describe('the plain road', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  it('Amara’s updates go out in order, one batch at a time, and the rest together', async () => {
    const road = new FakeRoad();
    const { plain, said } = page(road);
    await quiet();
    for (let number = 1; number <= 5; number += 1) plain.send({ kind: 'update', number, doc: 'text', update: Uint8Array.of(number) });
    await quiet();
    expect(road.taken).toEqual([1, 2, 3, 4, 5]);
    expect(road.batches).toBe(2);
    road.say(pong);
    await quiet();
    expect(said).toEqual(['opened', 'welcome', 'pong']);
  });

  it('an answer is lost: the same batch again, taken once; the same words again, heard once', async () => {
    const road = new FakeRoad();
    const { plain, said } = page(road);
    await quiet();
    road.lose = { send: 2, poll: 1 };
    plain.send({ kind: 'update', number: 1, doc: 'text', update: Uint8Array.of(1) });
    road.say(pong);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(road.taken).toEqual([1]);
    expect(road.asked.filter((what) => what === 'send')).toHaveLength(3);
    expect(said).toEqual(['opened', 'welcome', 'pong']);
    road.say(pong);
    await quiet();
    expect(said.filter((one) => one === 'pong')).toHaveLength(2);
  });

  it('a network that stays away ends it, and what was sent can be sent anew', async () => {
    const road = new FakeRoad();
    const { plain, said } = page(road);
    await quiet();
    road.lose = { send: 99, poll: 99 };
    plain.send({ kind: 'ping' });
    await vi.advanceTimersByTimeAsync(10_000);
    expect(said.at(-1)).toBe(1006);
    const asked = road.asked.length;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(road.asked.length).toBe(asked);
  });

  it('Kyodo ends it: Bye, then the code', async () => {
    const road = new FakeRoad();
    const { said } = page(road);
    await quiet();
    road.say(bytes((out) => {
      encoding.writeUint8(out, 0x8a);
      encoding.writeVarString(out, 'not-here');
      encoding.writeVarString(out, 'your access has ended');
      encoding.writeVarUint(out, 0);
    }), 4403);
    await quiet();
    expect(said).toEqual(['opened', 'welcome', 'bye', 4403]);
  });

  it.each([
    ['a page of its own', () => answer(new TextEncoder().encode('<html>Agree</html>'), 200, 'text/html'), PORTAL],
    ['“authentication required”', () => answer(new Uint8Array(), 511, 'text/html'), PORTAL],
    ['nothing, because Kyodo’s proxy is alone', () => answer(new TextEncoder().encode('<html>Bad gateway</html>'), 502, 'text/html'), 1006],
    ['a proxy’s “too large”', () => answer(new Uint8Array(), 413, 'text/html'), 4413],
    ['bytes that are no frames', () => answer(Uint8Array.of(0, 0, 9, 9)), 4400],
  ] as const)('the network answers with %s', async (_, said, code) => {
    const road = new FakeRoad();
    road.portal = said;
    const at = page(road);
    const quieted = vi.spyOn(console, 'error').mockImplementation(() => {});
    await quiet();
    quieted.mockRestore();
    expect(at.said).toEqual(['opened', code]);
  });

  it('a phone wakes: what waits on a dead connection is given up, and Kyodo’s silence is an end', async () => {
    const road = new FakeRoad();
    const { plain, said } = page(road);
    await quiet();
    plain.ask(1_500);
    await vi.advanceTimersByTimeAsync(3_000);
    expect(said.at(-1)).toBe('welcome'); // it lives
    road.lose = { send: 99, poll: 99 };
    plain.ask(1_500);
    await vi.advanceTimersByTimeAsync(3_000);
    expect(said.at(-1)).toBe(1006);
  });

  it('leaving says goodbye, once', async () => {
    const road = new FakeRoad();
    const { plain, said } = page(road);
    await quiet();
    plain.close();
    plain.close();
    await quiet();
    expect(road.asked.filter((what) => what === 'close')).toHaveLength(1);
    expect(said.at(-1)).toBe('welcome');
    expect(decode(pong)).toEqual({ kind: 'pong' });
  });
});
