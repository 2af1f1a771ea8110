/** Stories of one page and its statement: saved is true, offline loses nothing, two tabs do not harm each other. */
import { describe, expect, it, vi } from 'vitest';
import type { Probe } from '../../src/sync/parts';
import { Browser, FakeKyodo, quiet, shown, view, write } from './fake';

describe('a page and its statement', () => {
  it('Amara opens a page: nothing is written, nothing is numbered', async () => {
    const kyodo = new FakeKyodo();
    const { link } = await new Browser(kyodo, 'amara').open();
    expect(link.connection).toBe('live');
    expect(link.saved).toBe(true);
    expect(kyodo.entries).toEqual([]);
    expect([...kyodo.connections][0]?.heard.filter((one) => one.kind === 'update')).toEqual([]);
  });

  it('Amara writes and Bilal reads it; it is saved when the disk has it, not before', async () => {
    const kyodo = new FakeKyodo();
    const amara = await new Browser(kyodo, 'amara').open();
    const bilal = await new Browser(kyodo, 'bilal').open();
    kyodo.diskWaits = true;
    write(amara.link, 'opening', 'Mr. President');
    await quiet();
    expect(amara.link.saved).toBe(false);
    expect(amara.link.above('text')[0]).toMatchObject({ section: 'opening', words: 2, pieces: [{ before: '', words: 'Mr. President', after: '' }] });
    expect(shown(bilal.link, 'opening')).toBe('');
    kyodo.disk();
    await quiet();
    expect(amara.link.saved).toBe(true);
    expect(amara.link.above('text')).toEqual([]);
    expect(shown(bilal.link, 'opening')).toBe('Mr. President');
  });

  it('in a tunnel Amara writes on; back in the light her words merge with Bilal’s', async () => {
    const kyodo = new FakeKyodo();
    const amara = await new Browser(kyodo, 'amara').open();
    const bilal = await new Browser(kyodo, 'bilal').open();
    write(bilal.link, 'opening', 'We thank Japan. ');
    await quiet();
    for (const one of kyodo.connections) if (one.person === 'amara') { one.open = false; one.listener.closed(1006); }
    write(amara.link, 'opening', 'Homes prevent crime.');
    write(bilal.link, 'opening', 'And Kyoto.');
    await quiet();
    expect(amara.link.connection).toBe('away');
    expect(amara.link.above('text')[0]?.words).toBe(3);
    kyodo.back();
    await quiet();
    expect(amara.link.saved).toBe(true);
    for (const text of [shown(amara.link, 'opening'), shown(bilal.link, 'opening'), kyodo.words('text', 'opening')]) {
      expect(text).toContain('Homes prevent crime.');
      expect(text).toContain('And Kyoto.');
    }
  });

  it('Chiyo closes the tab offline; next day her words go out and she is told how many', async () => {
    const kyodo = new FakeKyodo();
    const browser = new Browser(kyodo, 'chiyo');
    const yesterday = await browser.open();
    kyodo.cut();
    await quiet();
    write(yesterday.link, 'closing', 'Let the doors stay open');
    await quiet();
    yesterday.kill();
    kyodo.reachable = true;
    const today = await browser.open();
    expect(kyodo.words('text', 'closing')).toBe('Let the doors stay open');
    expect(today.link.saved).toBe(true);
    expect(today.link.returned?.words).toBe(5);
    // and a third time there is nothing to tell
    today.kill();
    const again = await browser.open();
    expect(again.link.returned).toBeNull();
    expect(shown(again.link, 'closing')).toBe('Let the doors stay open');
  });

  it('the answer "saved" was lost on the way: coming back it is no news, and nothing stands twice', async () => {
    const kyodo = new FakeKyodo();
    const browser = new Browser(kyodo, 'chiyo');
    const first = await browser.open();
    for (const one of kyodo.connections) one.say = () => {}; // deaf: the server writes, the page hears nothing
    write(first.link, 'opening', 'once');
    await quiet();
    expect(first.link.saved).toBe(false);
    first.kill();
    const second = await browser.open();
    expect(second.link.saved).toBe(true);
    expect(kyodo.words('text', 'opening')).toBe('once');
    expect(kyodo.entries).toHaveLength(1);
  });

  it('two tabs of Dagny: each says only its own words unsaved; a dead tab’s are taken up by the next', async () => {
    const kyodo = new FakeKyodo();
    const browser = new Browser(kyodo, 'dagny');
    const left = await browser.open();
    const right = await browser.open();
    kyodo.cut();
    await quiet();
    write(left.link, 'opening', 'left words here');
    await quiet();
    expect(left.link.saved).toBe(false);
    expect(right.link.saved).toBe(true);
    const third = await browser.open();
    expect(third.link.saved).toBe(true); // the left tab lives: its words are its own
    left.kill();
    const fourth = await browser.open();
    expect(fourth.link.above('text')[0]?.words).toBe(3);
    kyodo.back();
    await quiet();
    expect(kyodo.words('text', 'opening')).toBe('left words here');
    expect(fourth.link.saved).toBe(true);
    expect(shown(right.link, 'opening')).toBe('left words here');
  });

  it('on a device that is not hers Amara leaves nothing behind', async () => {
    const kyodo = new FakeKyodo();
    const browser = new Browser(kyodo, 'amara', false);
    const { link } = await browser.open();
    write(link, 'opening', 'secret');
    await quiet();
    expect(link.saved).toBe(true);
    expect(await browser.databases.databases()).toEqual([]);
  });

  it('another person’s words are not taken over when the browser changes hands', async () => {
    const kyodo = new FakeKyodo();
    const amara = new Browser(kyodo, 'amara');
    const first = await amara.open();
    kyodo.cut();
    await quiet();
    write(first.link, 'opening', 'mine alone');
    await quiet();
    first.kill();
    kyodo.reachable = true;
    const bilal = new Browser(kyodo, 'bilal');
    Object.assign(bilal, { databases: amara.databases, pointers: amara.pointers });
    const second = await bilal.open();
    expect(second.link.saved).toBe(true);
    expect(kyodo.words('text', 'opening')).toBe('');
    second.kill();
    amara.pointers.set('kyoto', { person: 'amara', generation: 0, schema: 1 });
    await amara.open();
    expect(kyodo.words('text', 'opening')).toBe('mine alone');
  });

  it.each([
    [{ kind: 'answers', view: view('amara') }, 'blocked'], [{ kind: 'portal' }, 'portal'], [{ kind: 'silent' }, 'away'],
  ] as [Probe, string][])('after ten seconds without any road the truth is said, however often one was tried: %o', async (answer, connection) => {
    vi.useFakeTimers();
    const kyodo = new FakeKyodo();
    kyodo.reachable = false;
    const { link } = new Browser(kyodo, 'amara', false).tab({ probe: async () => answer });
    await link.open();
    for (let tried = 0; tried < 10; tried += 1) {
      expect(link.connection).toBe('connecting');
      await vi.advanceTimersByTimeAsync(999);
      link.closed(1006);
    }
    await vi.advanceTimersByTimeAsync(20);
    expect(link.connection).toBe(connection);
    kyodo.reachable = true;
    kyodo.back();
    await vi.advanceTimersByTimeAsync(20);
    expect(link.connection).toBe('live');
    vi.useRealTimers();
  });

  it('striking out is unsaved too, though it is no word', async () => {
    const kyodo = new FakeKyodo();
    const { link } = await new Browser(kyodo, 'amara').open();
    write(link, 'opening', 'too much');
    await quiet();
    kyodo.diskWaits = true;
    link.providers?.text.doc.getXmlFragment('opening').delete(0, 1);
    await quiet();
    expect(link.saved).toBe(false);
    expect(link.above('text')).toEqual([]);
    kyodo.disk();
    await quiet();
    expect(link.saved).toBe(true);
  });

  it('a network that lets no websocket through is named as such after ten seconds, however often it is tried', async () => {
    vi.useFakeTimers();
    try {
      const kyodo = new FakeKyodo();
      kyodo.reachable = false;
      const { link } = new Browser(kyodo, 'leila', false).tab({ probe: async () => ({ kind: 'answers', view: view('leila') }) });
      await link.open();
      for (let second = 0; second < 10; second += 1) {
        expect(link.connection).toBe('connecting');
        for (const one of kyodo.connections) one.listener.closed(1006);
        await vi.advanceTimersByTimeAsync(1_000);
      }
      expect(link.connection).toBe('blocked');
      link.close();
    } finally {
      vi.useRealTimers();
    }
  });
});
