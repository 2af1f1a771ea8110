// @vitest-environment jsdom
/** Pens down: at the announced moment, by Kyodo's clock, which is asked once. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { View } from '../../src/api/types';
import type { Parts } from '../../src/sync/parts';
import { LiveStatement } from '../../src/sync/live.svelte';
import { Browser, FakeKyodo, quiet, view } from './fake';

let bring: (told: Parts['told']) => Parts;
const clock = vi.hoisted(() => ({ asked: 0 }));
vi.mock('../../src/sync/browser', () => ({
  browserParts: (_statement: string, _own: boolean, told: Parts['told']) => bring(told),
  clockOffset: async () => {
    clock.asked += 1;
    return 0;
  },
}));

describe('pens down', () => {
  let kyodo: FakeKyodo;
  let live: LiveStatement;
  beforeEach(async () => {
    clock.asked = 0;
    kyodo = new FakeKyodo();
    const amara = new Browser(kyodo, 'amara', false);
    bring = (told) => amara.parts({ told }).parts;
    live = new LiveStatement();
    await live.open('kyoto', false);
    await quiet();
  });
  afterEach(() => live.close());

  const tell = async (over: Partial<View>) => {
    for (const page of kyodo.connections) page.say({ kind: 'event', seq: 2, view: view('amara', over) });
    await quiet();
  };

  test('whatever else happens, the clock is asked once an announcement, and pens that are down stay down', async () => {
    expect(live.mayWrite).toBe(true);
    const soon = Date.now() + 400;
    for (const title of ['One', 'Two', 'Three']) await tell({ announced: { pens_down: soon }, title });
    expect([live.mayWrite, clock.asked]).toEqual([true, 1]);
    await vi.waitUntil(() => live.pensDown, 5_000);
    expect(live.mayWrite).toBe(false);
    const told = tell({ announced: { pens_down: soon }, title: 'Four' });
    expect(live.mayWrite).toBe(false);
    await told;
    expect([live.mayWrite, clock.asked]).toEqual([false, 1]);
  });

  test('an announcement that is taken back, or made anew, counts as it was made last', async () => {
    await tell({ announced: { pens_down: Date.now() - 1 } });
    expect(live.pensDown).toBe(true);
    await tell({ announced: null });
    expect(live.mayWrite).toBe(true);
    await tell({ announced: { pens_down: Date.now() + 60_000 } });
    expect([live.mayWrite, clock.asked]).toEqual([true, 2]);
  });
});
