/** Old pages: a Kyodo that was renewed sends them away; they stop writing, keep their words, and offer to reload. */
import { describe, expect, it } from 'vitest';
import { IndexedStore, storeName } from '../../src/sync/store';
import { SCHEMA } from '../../src/sync/wire';
import { Browser, FakeKyodo, quiet, shown, write } from './fake';

/** As if the page before this one had been of an older schema: the same words, under its name. */
async function aged(browser: Browser, person: string): Promise<string> {
  const from = await IndexedStore.open(storeName('kyoto', person, 0, SCHEMA), browser.databases);
  const old = storeName('kyoto', person, 0, SCHEMA - 1);
  const to = await IndexedStore.open(old, browser.databases);
  const { theirs, mine, view } = await from.load();
  for (const update of theirs.text) await to.heard('text', update);
  for (const row of mine) await to.keep(row.tab, row.doc, row.update, row.at);
  if (view) await to.keepView(view);
  await from.saved(mine.map((row) => row.key), 'text', mine[0]!.update);
  await from.destroy();
  to.close();
  browser.pointers.set('kyoto', { person, generation: 0, schema: SCHEMA - 1 });
  return old;
}

describe('a page that is older than Kyodo', () => {
  it('Kyodo is renewed while Amara writes: her page ends, offers to reload, and her words stay on her device', async () => {
    const kyodo = new FakeKyodo();
    const browser = new Browser(kyodo, 'amara');
    const { link, kill } = await browser.open();
    kyodo.cut();
    await quiet();
    write(link, 'opening', 'written in the tunnel');
    await quiet();
    kyodo.schema = SCHEMA + 1;
    kyodo.back();
    await quiet();
    expect(link.connection).toBe('ended');
    expect(link.ending).toEqual({ code: 'schema', sentence: 'This page is older than Kyodo: reload it.', reload: true });
    expect(link.above('text')[0]).toMatchObject({ section: 'opening', words: 4 });
    expect(kyodo.entries).toEqual([]);
    kill();
    // the words were never thrown away: were Kyodo set back, they would go out
    kyodo.schema = SCHEMA;
    const after = await browser.open();
    expect(after.link.saved).toBe(true);
    expect(kyodo.words('text', 'opening')).toBe('written in the tunnel');
  });

  it('a Welcome that says another schema is the end of the page too: it opens nothing and sends nothing', async () => {
    const kyodo = new FakeKyodo();
    const browser = new Browser(kyodo, 'bilal');
    const { link } = await browser.open();
    kyodo.cut();
    await quiet();
    write(link, 'closing', 'not yet sent');
    const [mine] = kyodo.connections;
    if (!mine) throw new Error('Bilal has no connection');
    const say = mine.say.bind(mine);
    mine.say = (frame) => say(frame.kind === 'welcome' ? { ...frame, schema: SCHEMA + 1 } : frame);
    mine.heard = [];
    kyodo.back();
    await quiet();
    expect(link.connection).toBe('ended');
    expect(link.ending).toMatchObject({ reload: true, sentence: 'This page is older than Kyodo: reload it.' });
    expect(mine.heard.map((frame) => frame.kind)).toEqual(['hello']);
    expect(link.above('text')[0]?.words).toBe(3);
  });

  it('Chiyo reloads: the words of her old page are given back, and the new page writes on', async () => {
    const kyodo = new FakeKyodo();
    const browser = new Browser(kyodo, 'chiyo');
    const before = await browser.open();
    write(before.link, 'opening', 'In time.');
    await quiet();
    kyodo.cut();
    await quiet();
    write(before.link, 'opening', ' Not any more.');
    await quiet();
    before.kill();
    const old = await aged(browser, 'chiyo');
    kyodo.reachable = true;
    const { link } = await browser.open();
    expect(link.rescued).toMatchObject([
      { code: 'schema', words: 3, step: 'cleared', sections: [{ section: 'opening', pieces: [{ before: 'In time.', words: ' Not any more.' }] }] },
    ]);
    expect(link.connection).toBe('live');
    expect(kyodo.words('text', 'opening')).toBe('In time.');
    expect(shown(link, 'opening')).toBe('In time.');
    expect((await browser.databases.databases()).map((one) => one.name)).not.toContain(old);
    write(link, 'opening', ' And on.');
    await quiet();
    expect(kyodo.words('text', 'opening')).toBe('In time. And on.');
  });

  it('the new page is closed before Kyodo answered: the words are given back once, not twice and not never', async () => {
    const kyodo = new FakeKyodo();
    const browser = new Browser(kyodo, 'dagny');
    const before = await browser.open();
    kyodo.cut();
    await quiet();
    write(before.link, 'closing', 'I thank you');
    await quiet();
    before.kill();
    await aged(browser, 'dagny');
    const offline = await browser.open();
    expect(offline.link.rescued).toMatchObject([{ code: 'schema', words: 3 }]);
    offline.kill();
    kyodo.reachable = true;
    const { link } = await browser.open();
    expect(link.rescued).toMatchObject([{ code: 'schema', words: 3, step: 'cleared' }]);
    expect(link.saved).toBe(true);
    expect(kyodo.words('text', 'closing')).toBe('');
  });
});
