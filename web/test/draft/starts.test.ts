// @vitest-environment jsdom
/** Two or three people begin in one place within a round trip: each letter stands there once, for everybody and on disk. */
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { blocks } from '../../src/statement/read';
import { addAtEnd } from '../../src/draft/add';
import { redoMine, undoMine } from '../../src/draft/editor';
import { Dice, Kyodo, Page, type Road, bare, sorted } from './people';

/** How the server seeds a section: one paragraph, with one empty text that all who begin write into. */
const seeded = (root: Y.XmlFragment) => {
  const paragraph = new Y.XmlElement('paragraph');
  paragraph.insert(0, [new Y.XmlText()]);
  root.insert(0, [paragraph]);
};
/** How it was seeded before. */
const older = (root: Y.XmlFragment) => root.insert(0, [new Y.XmlElement('paragraph')]);
const WORDS = ['No socket for me. ', 'A place. ', 'We ask for homes. '];

/** Where they begin, and what has been there before. */
const PLACES: Record<string, { seed: typeof seeded; before?: (third: Page) => void; third?: Road; stock: boolean }> = {
  'an empty section': { seed: seeded, stock: true },
  'an empty section of an older statement': { seed: older, stock: false },
  'a paragraph that was emptied': {
    seed: older, stock: true,
    before: (third) => {
      for (const letter of 'gone') third.type(letter);
      third.editor.commands.deleteRange({ from: 1, to: 5 });
    },
  },
  'a paragraph that somebody has just made': {
    seed: seeded, stock: true,
    before: (third) => {
      for (const letter of 'First.') third.type(letter);
      third.editor.commands.splitBlock();
    },
  },
  'a paragraph that a stock client has just made': {
    seed: older, third: 'stock', stock: false,
    before: (third) => {
      for (const letter of 'First.') third.type(letter);
      third.editor.commands.splitBlock();
    },
  },
  'a paragraph whose first letter was taken back': {
    seed: older, stock: false,
    before: (third) => {
      third.type('x');
      undoMine(third.editor);
    },
  },
};

function start(seed: number, place: (typeof PLACES)[string], roads: Road[]): void {
  const dice = new Dice(seed);
  const kyodo = new Kyodo(dice, place.seed);
  if (place.before) {
    place.before(new Page(kyodo, place.third ?? 'socket'));
    kyodo.time.run();
  }
  const stood = bare(kyodo.disk);
  const people = roads.map((road) => new Page(kyodo, road));
  const writers = people.map((page, i) => ({ page, words: WORDS[i]! }));
  for (const page of people) page.heard = () => expect(page.words, `seed ${seed}: what is shown is what the Doc has`).toBe(bare(page.doc));
  for (const { page, words } of writers) {
    page.editor.commands.setTextSelection(page.editor.state.doc.content.size - 1);
    kyodo.time.in(dice.between(0, 300), () => page.write(words));
  }
  kyodo.time.run();
  const all = sorted(stood + writers.map(({ words }) => words).join(''));
  for (const page of kyodo.pages) {
    expect(page.broken, `seed ${seed}`).toBe(null);
    expect(sorted(page.words), `seed ${seed}: ${page.road} shows “${page.words}”`).toBe(all);
    expect(page.words).toBe(bare(page.doc));
  }
  expect(sorted(bare(kyodo.disk)), `seed ${seed}: the disk has “${bare(kyodo.disk)}”`).toBe(all);
  expect(new Set([...kyodo.pages.map(({ words }) => words), bare(kyodo.disk)]).size, `seed ${seed}`).toBe(1);
  kyodo.end();
}

describe('first letters of two people', () => {
  for (const [name, place] of Object.entries(PLACES))
    it(`forty starts in ${name}`, () => {
      for (let n = 0; n < 40; n += 1) {
        const own: Road[] = [n % 2 ? 'socket' : 'plain', n % 3 ? 'plain' : 'socket'];
        const third: Road[] = n % 4 < 2 ? [] : [place.stock && n % 4 === 3 ? 'stock' : 'socket'];
        // Of two people one may come with a stock client.
        const roads: Road[] = place.stock && n % 8 === 0 ? ['socket', 'stock'] : [...own, ...third];
        start(1_000 + n, place, roads);
      }
    }, 240_000);
});

describe('what stands is written once', () => {
  it('a text that holds nothing is no word, and opening leaves it', () => {
    const doc = new Y.Doc();
    seeded(doc.getXmlFragment('opening'));
    expect(blocks(doc.getXmlFragment('opening'))).toEqual([{ kind: 'paragraph', level: 0, runs: [] }]);
  });

  it('words put in from elsewhere while another begins the section: his letters stay', () => {
    for (const seed of [seeded, older]) {
      const kyodo = new Kyodo(new Dice(6), seed);
      const [amara, bilal] = [new Page(kyodo, 'socket'), new Page(kyodo, 'socket')];
      bilal.type('H');
      addAtEnd(amara.doc, 'opening', 'One\ntwo.\n\nThree.');
      kyodo.time.run();
      for (const words of [amara.words, bilal.words, bare(kyodo.disk)]) expect(sorted(words)).toBe(sorted('HOne\ntwo.¶Three.'));
      kyodo.end();
    }
  });

  it('my undo takes my first letters back and leaves the other’s, and redo brings them again', () => {
    const kyodo = new Kyodo(new Dice(5), older);
    const [amara, bilal] = [new Page(kyodo, 'socket'), new Page(kyodo, 'plain')];
    amara.type('H');
    bilal.type('s');
    kyodo.time.run();
    undoMine(amara.editor);
    kyodo.time.run();
    expect([amara.words, bilal.words, bare(kyodo.disk)]).toEqual(['s', 's', 's']);
    redoMine(amara.editor);
    kyodo.time.run();
    expect(sorted(bare(kyodo.disk))).toBe('Hs');
    kyodo.end();
  });
});
