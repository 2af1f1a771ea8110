/** An older copy of Kyodo's data is put back under pages with newer words (P7), and pages that read other words (P8). */
import { describe, expect, it, vi } from 'vitest';
import * as Y from 'yjs';
import { Browser, FakeKyodo, quiet, shown, write } from './fake';

const given = (link: { rescued: { code: string; sections: { section: string; pieces: { words: string }[] }[] }[] }) =>
  link.rescued.flatMap((one) => one.sections.map((section) => [one.code, section.section, section.pieces.map((piece) => piece.words).join('|')]));

/** On Monday a copy is made; on Tuesday Amara and Bilal write; then everybody is cut off, and the copy put back. */
async function tuesday(own = true) {
  const kyodo = new FakeKyodo();
  const browsers = { amara: new Browser(kyodo, 'amara', own), bilal: new Browser(kyodo, 'bilal'), emeka: new Browser(kyodo, 'emeka') };
  const amara = await browsers.amara.open();
  const bilal = await browsers.bilal.open();
  const emeka = await browsers.emeka.open();
  write(amara.link, 'opening', 'Monday. ');
  await quiet();
  const putBack = kyodo.copy();
  write(amara.link, 'opening', 'Tuesday of Amara. ');
  write(bilal.link, 'closing', 'Tuesday of Bilal. ');
  await quiet();
  expect(amara.link.saved).toBe(true);
  return { kyodo, browsers, amara, bilal, emeka, putBack };
}

describe('an older copy put back', () => {
  it('P7: Amara’s words go out again in her name, Bilal’s are kept for a rescue and go nowhere', async () => {
    const { kyodo, amara, emeka, putBack } = await tuesday();
    kyodo.cut();
    putBack();
    kyodo.diskWaits = true;
    for (const one of kyodo.connections) if (one.person !== 'bilal') { kyodo.reachable = true; one.up(); }
    await quiet();
    expect(amara.link.connection).toBe('live');
    expect(amara.link.saved).toBe(false);
    expect(amara.link.above('text').map(({ words }) => words)).toEqual([3]);
    kyodo.disk();
    await quiet();
    expect(amara.link.saved).toBe(true);
    expect(kyodo.words('text', 'opening')).toBe('Monday. Tuesday of Amara. ');
    expect(kyodo.words('text', 'closing')).toBe('');
    expect(kyodo.entries.map(({ person }) => person)).toEqual(['amara']);
    expect(given(amara.link)).toEqual([['older-others', 'closing', 'Tuesday of Bilal. ']]);
    expect(amara.link.setBack).toEqual({ words: 3, kept: true });
    // Nobody is cut off, and a reader’s page keeps what others wrote.
    expect(emeka.link.connection).toBe('live');
    expect(emeka.link.rescued.map(({ code }) => code)).toContain('older-others');
    expect(shown(emeka.link, 'opening')).toBe('Monday. Tuesday of Amara. ');
    kyodo.back();
    await quiet();
    expect(kyodo.words('text', 'closing')).toBe('Tuesday of Bilal. ');
    expect(new Set(kyodo.entries.map(({ person }) => person))).toEqual(new Set(['amara', 'bilal']));
    write(amara.link, 'opening', 'Wednesday. ');
    await quiet();
    expect(kyodo.words('text', 'opening')).toBe('Monday. Tuesday of Amara. Wednesday. ');
  });

  it('P7: the same from a device whose tab was closed meanwhile, and a second visit finds nothing more', async () => {
    const { kyodo, browsers, amara, bilal, putBack } = await tuesday();
    await new Promise((go) => setTimeout(go, 1_100)); // what was heard is written down a second later
    amara.kill();
    bilal.kill();
    putBack();
    const again = await browsers.amara.open();
    expect(kyodo.words('text', 'opening')).toBe('Monday. Tuesday of Amara. ');
    expect(kyodo.words('text', 'closing')).toBe('');
    expect(given(again.link)).toEqual([['older-others', 'closing', 'Tuesday of Bilal. ']]);
    again.kill();
    const third = await browsers.amara.open();
    expect(third.link.setBack).toBeNull();
    expect(third.link.saved).toBe(true);
    expect(given(third.link)).toEqual([['older-others', 'closing', 'Tuesday of Bilal. ']]);
    expect(kyodo.entries.map(({ person }) => person)).toEqual(['amara']);
  });

  it('P7: the copy was written on, and is longer by now: the chain tells; without one, the state vector', async () => {
    for (const forgets of [false, true]) {
      const { kyodo, browsers, amara, bilal, putBack } = await tuesday();
      await new Promise((go) => setTimeout(go, 1_100));
      amara.kill();
      bilal.kill();
      putBack();
      const farid = await new Browser(kyodo, 'farid').open();
      for (let i = 0; i < 6; i += 1) {
        write(farid.link, 'opening', `Farid ${i}. `);
        await quiet();
      }
      if (forgets) {
        // A page from before heads were kept.
        const store = await browsers.amara.parts().parts.openStore('kyodo:kyoto:amara:g0:s1');
        await store.keepHeard(null);
        store.close();
      }
      const again = await browsers.amara.open();
      expect(kyodo.words('text', 'opening')).toContain('Tuesday of Amara.');
      expect(kyodo.words('text', 'opening')).toContain('Farid 5.');
      expect(given(again.link)).toEqual([['older-others', 'closing', 'Tuesday of Bilal. ']]);
      expect(new Set(kyodo.entries.map(({ person }) => person))).toEqual(new Set(['farid', 'amara']));
    }
  });

  it('P7: words of hers that hang on words that are gone are given back to her', async () => {
    const kyodo = new FakeKyodo();
    const amara = await new Browser(kyodo, 'amara').open();
    const bilal = await new Browser(kyodo, 'bilal').open();
    const putBack = kyodo.copy();
    write(bilal.link, 'opening', 'Bilal began. ');
    await quiet();
    write(amara.link, 'opening', 'Amara went on. ');
    write(amara.link, 'closing', 'Amara alone. ');
    await quiet();
    bilal.kill();
    kyodo.cut();
    putBack();
    kyodo.back();
    await quiet();
    expect(kyodo.words('text', 'opening')).toBe('');
    expect(given(amara.link)).toEqual(expect.arrayContaining([['older', 'opening', 'Amara went on. '], ['older-others', 'opening', 'Bilal began. ']]));
    // What comes after the first word that hangs on nothing goes with it: their clocks are one row.
    expect(kyodo.words('text', 'closing') + given(amara.link).flat().join()).toContain('Amara alone. ');
    expect(amara.link.saved).toBe(true);
  });

  it('P7: what Bilal struck out is not struck out in Amara’s name', async () => {
    const { kyodo, amara, bilal, putBack } = await tuesday();
    const words = (bilal.link.providers!.text.doc.getXmlFragment('opening').get(0) as Y.XmlElement).get(0) as Y.XmlText;
    words.delete(0, 'Monday. '.length);
    await quiet();
    expect(shown(amara.link, 'opening')).toBe('Tuesday of Amara. ');
    bilal.kill();
    kyodo.cut();
    putBack();
    kyodo.back();
    await quiet();
    expect(kyodo.words('text', 'opening')).toBe('Monday. Tuesday of Amara. ');
  });

  it('P7: what she had not sent yet goes out with it, and what she struck out', async () => {
    const { kyodo, amara, putBack, bilal } = await tuesday();
    bilal.kill();
    kyodo.cut();
    await quiet();
    write(amara.link, 'opening', 'In a tunnel. ');
    const words = (amara.link.providers!.text.doc.getXmlFragment('opening').get(0) as Y.XmlElement).get(0) as Y.XmlText;
    words.delete(0, 'Monday. '.length);
    putBack();
    kyodo.back();
    await quiet();
    expect(kyodo.words('text', 'opening')).toBe('Tuesday of Amara. In a tunnel. ');
    expect(amara.link.saved).toBe(true);
  });

  it('P7: a reopening that the copy does not know', async () => {
    const { kyodo, browsers, amara, bilal, putBack } = await tuesday();
    bilal.kill();
    amara.kill();
    kyodo.generation = 1;
    const wednesday = await browsers.amara.open();
    write(wednesday.link, 'opening', 'Reopened. ');
    await quiet();
    expect(wednesday.link.saved).toBe(true);
    kyodo.cut();
    putBack();
    kyodo.back();
    await quiet();
    expect(wednesday.link.connection).toBe('live');
    expect(kyodo.words('text', 'opening')).toContain('Monday. ');
    const all = kyodo.words('text', 'opening') + given(wednesday.link).flat().join();
    for (const words of ['Reopened.', 'Tuesday of Amara.', 'Tuesday of Bilal.']) expect(all).toContain(words);
    expect(kyodo.entries.every(({ person }) => person === 'amara')).toBe(true);
    expect(kyodo.words('text', 'closing')).toBe('');
  });

  it('P7: on a device that is not hers the same, and nothing is left on it', async () => {
    const { kyodo, browsers, amara, bilal, putBack } = await tuesday(false);
    bilal.kill();
    kyodo.cut();
    putBack();
    kyodo.back();
    await quiet();
    expect(kyodo.words('text', 'opening')).toBe('Monday. Tuesday of Amara. ');
    expect(given(amara.link)).toEqual([['older-others', 'closing', 'Tuesday of Bilal. ']]);
    expect(await browsers.amara.databases.databases()).toEqual([]);
  });

  it('P7: the tab closes half way: the next one goes on, and nothing is lost or stands twice', async () => {
    for (let after = 1; after <= 6; after += 1) {
      const { kyodo, browsers, amara, bilal, putBack } = await tuesday();
      bilal.kill();
      kyodo.cut();
      putBack();
      let left = after;
      for (const one of kyodo.connections) {
        const say = one.say.bind(one);
        one.say = (frame) => { if ((left -= 1) >= 0) say(frame); };
      }
      kyodo.back();
      await quiet();
      amara.kill();
      const next = await browsers.amara.open();
      expect(kyodo.words('text', 'opening')).toBe('Monday. Tuesday of Amara. ');
      expect(given(next.link)).toEqual([['older-others', 'closing', 'Tuesday of Bilal. ']]);
      expect(kyodo.entries.every(({ person }) => person === 'amara')).toBe(true);
    }
  });
});

describe('a page that reads other words', () => {
  it('P8: loads the Doc anew, once, and says nothing where all is the same', async () => {
    const kyodo = new FakeKyodo();
    const said = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const browser = new Browser(kyodo, 'amara');
    const amara = await browser.open();
    write(amara.link, 'opening', 'One text. ');
    await quiet();
    const before = amara.link.providers?.text.doc;
    kyodo.check();
    await quiet();
    expect(amara.link.providers?.text.doc).toBe(before);
    kyodo.check((id, hash) => (id === 'opening' ? 'f'.repeat(64) : hash));
    await quiet();
    expect(said).toHaveBeenCalledTimes(1);
    expect(amara.link.providers?.text.doc).not.toBe(before);
    expect(shown(amara.link, 'opening')).toBe('One text. ');
    expect(amara.link.connection).toBe('live');
    expect(amara.link.rescued).toEqual([]);
    write(amara.link, 'opening', 'And on. ');
    await quiet();
    expect(kyodo.words('text', 'opening')).toBe('One text. And on. ');
    // A difference that stays is no reason to load for ever.
    const fresh = amara.link.providers?.text.doc;
    kyodo.check(() => 'f'.repeat(64));
    await quiet();
    expect(amara.link.providers?.text.doc).toBe(fresh);
    amara.kill();
    const again = await browser.open();
    expect(shown(again.link, 'opening')).toBe('One text. And on. ');
    said.mockRestore();
  });

  it('P8: not while words of hers are on their way', async () => {
    const kyodo = new FakeKyodo();
    const said = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const { link } = await new Browser(kyodo, 'amara').open();
    kyodo.diskWaits = true;
    write(link, 'opening', 'On the way. ');
    await quiet();
    const before = link.providers?.text.doc;
    kyodo.check();
    await quiet();
    expect(link.providers?.text.doc).toBe(before);
    expect(said).not.toHaveBeenCalled();
    kyodo.disk();
    await quiet();
    expect(kyodo.words('text', 'opening')).toBe('On the way. ');
    said.mockRestore();
  });
});
