/** The life of a refusal, steps b to d (R1 to R3), also with the tab killed between each of them. */
import { describe, expect, it } from 'vitest';
import { IndexedShelf, type Shelf } from '../../src/sync/rescue';
import { IndexedStore } from '../../src/sync/store';
import { Browser, FakeKyodo, quiet, shown, write } from './fake';

const locked = { code: 'locked', sentence: 'the text is locked: nobody can change it' };

describe('the life of a refusal', () => {
  it('R1, R3: the text was locked while Amara wrote: her words are given back, with the words around them', async () => {
    const kyodo = new FakeKyodo();
    const browser = new Browser(kyodo, 'amara');
    const { link } = await browser.open();
    write(link, 'opening', 'Prevention begins long before.');
    await quiet();
    const client = link.providers?.text.doc.clientID;
    kyodo.refuse = locked;
    write(link, 'opening', ' It begins at home.');
    write(link, 'closing', 'Thank you.');
    await quiet();
    expect(link.rescued).toHaveLength(1);
    expect(link.rescued[0]).toMatchObject({
      code: 'locked', words: 6, step: 'cleared',
      sections: [
        { section: 'opening', pieces: [{ before: 'Prevention begins long before.', words: ' It begins at home.', after: '' }] },
        { section: 'closing', pieces: [{ words: 'Thank you.' }] },
      ],
    });
    // a fresh Doc with a new client id shows the server's text, unchanged
    expect(link.providers?.text.doc.clientID).not.toBe(client);
    expect(link.saved).toBe(true);
    expect(link.connection).toBe('live');
    expect(shown(link, 'opening')).toBe('Prevention begins long before.');
    expect(kyodo.words('text', 'opening')).toBe('Prevention begins long before.');
  });

  it('R3: the words stand after a reload, until Amara lets go of them', async () => {
    const kyodo = new FakeKyodo();
    const browser = new Browser(kyodo, 'amara');
    const first = await browser.open();
    kyodo.refuse = locked;
    write(first.link, 'opening', 'too late');
    await quiet();
    first.kill();
    const second = await browser.open();
    expect(second.link.rescued.map((one) => one.words)).toEqual([2]);
    await second.link.letGo(second.link.rescued[0]!.id);
    second.kill();
    expect((await browser.open()).link.rescued).toEqual([]);
  });

  it('what had been sent before and was saved is not given back', async () => {
    const kyodo = new FakeKyodo();
    const { link } = await new Browser(kyodo, 'amara').open();
    kyodo.diskWaits = true;
    write(link, 'opening', 'in time');
    kyodo.disk();
    kyodo.refuse = locked;
    write(link, 'opening', ' late');
    await quiet();
    expect(link.rescued[0]?.sections[0]?.pieces).toEqual([{ before: 'in time', words: ' late', after: '' }]);
    expect(kyodo.words('text', 'opening')).toBe('in time');
  });

  it('a refused text does not stop the summary', async () => {
    const kyodo = new FakeKyodo();
    const { link } = await new Browser(kyodo, 'esi').open();
    kyodo.refuse = locked;
    write(link, 'opening', 'no');
    await quiet();
    kyodo.refuse = null;
    write(link, 'summary', 'We ask for homes.', 'summary');
    await quiet();
    expect(kyodo.words('summary', 'summary')).toBe('We ask for homes.');
    expect(link.saved).toBe(true);
  });

  it('the statement was reopened while Bilal was away: his words of before are given back, the page goes on', async () => {
    const kyodo = new FakeKyodo();
    const browser = new Browser(kyodo, 'bilal');
    const { link } = await browser.open();
    kyodo.cut();
    await quiet();
    write(link, 'opening', 'from before');
    await quiet();
    kyodo.generation = 1;
    kyodo.back();
    await quiet();
    expect(link.rescued).toMatchObject([{ code: 'generation', words: 2 }]);
    expect(link.connection).toBe('live');
    expect(kyodo.words('text', 'opening')).toBe('');
    write(link, 'opening', 'anew');
    await quiet();
    expect(kyodo.words('text', 'opening')).toBe('anew');
    const names = (await browser.databases.databases()).map((one) => one.name);
    expect(names).toContain('kyodo:kyoto:bilal:g1:s1');
    expect(names).not.toContain('kyodo:kyoto:bilal:g0:s1');
  });

  it('her access ended while Dagny wrote: the page ends and her words are hers', async () => {
    const kyodo = new FakeKyodo();
    const { link } = await new Browser(kyodo, 'dagny').open();
    write(link, 'opening', 'Saved.');
    await quiet();
    kyodo.diskWaits = true;
    write(link, 'opening', ' Not saved.');
    const at = new Date(2026, 3, 19, 14, 2).getTime();
    for (const one of kyodo.connections) kyodo.bye(one, 4403, 'access-ended', 'Amara ended your access', at);
    await quiet();
    expect(link.connection).toBe('ended');
    expect(link.ending?.code).toBe('access-ended');
    expect(link.ending?.sentence).toMatch(/^Amara ended your access on 19 April( 2026)? at 14:02\.$/);
    expect(link.rescued).toMatchObject([{ words: 2 }]);
    // what stands on the page is what Kyodo has
    expect(shown(link, 'opening')).toBe('Saved.');
    expect(link.saved).toBe(true);
  });

  describe('R1, R2: the tab is killed between the steps, and nothing is lost or given back twice', () => {
    /** Each is a deed of the device; from the named one on, a killed tab does nothing more. */
    const steps = ['before the words are written down', 'after they are written down', 'after the rows are gone', 'after all steps'] as const;
    steps.forEach((step, at) => {
      it(step, async () => {
        const kyodo = new FakeKyodo();
        const browser = new Browser(kyodo, 'amara');
        let deeds = 0;
        let dead = false;
        const mayDo = () => {
          if (dead || deeds >= at) {
            dead = true;
            throw new Error('killed');
          }
          deeds += 1;
        };
        const shelf = new IndexedShelf(browser.databases);
        const mortal: Shelf = {
          put: async (kept) => {
            mayDo();
            await shelf.put(kept);
          },
          all: (...who) => shelf.all(...who),
          remove: (id) => shelf.remove(id),
        };
        const openStore = async (name: string) => {
          const store = await IndexedStore.open(name, browser.databases);
          const wipe = store.wipe.bind(store);
          store.wipe = async (...what) => {
            mayDo();
            await wipe(...what);
          };
          return store;
        };
        const doomed = await browser.open({ shelf: mortal, openStore });
        kyodo.refuse = locked;
        write(doomed.link, 'opening', 'my late words');
        await quiet();
        doomed.kill();
        await quiet();

        const next = await browser.open();
        expect(next.link.rescued.map((one) => [one.words, one.step])).toEqual([[3, 'cleared']]);
        expect(next.link.saved).toBe(true);
        expect(shown(next.link, 'opening')).toBe('');
        expect(kyodo.words('text', 'opening')).toBe('');
        // once more: still one, and nothing goes out by itself when writing is allowed again
        next.kill();
        kyodo.refuse = null;
        const later = await browser.open();
        expect(later.link.rescued).toHaveLength(1);
        expect(kyodo.words('text', 'opening')).toBe('');
      });
    });
  });
});
