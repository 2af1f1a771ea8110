/** Headings: what moves along and where it goes; the path and how it ticks; templates as files; since you were here. */
import { describe, expect, test } from 'vitest';
import type { Block, Card, Template, View } from '../../src/api/types';
import { idFor, move, step, withUnder } from '../../src/pages/headings';
import { path } from '../../src/pages/path';
import { changes, inShort, remember } from '../../src/pages/since';
import { sinceCard } from '../../src/pages/sinceCard';
import { around, asFile, whereBad } from '../../src/pages/toml';

const all = ['opening 1', 'prevention 1', 'causes 2', 'youth 2', 'justice 1', 'prisons 2', 'closing 1'].map((one) => {
  const [id = '', level = ''] = one.split(' ');
  return { id, level: Number(level) };
});
const everything = () => true;

describe('Dagny moves headings', () => {
  test('a pillar takes those under it along, a heading under it goes alone', () => {
    expect(withUnder(all, 'prevention').map((one) => one.id)).toEqual(['prevention', 'causes', 'youth']);
    expect(withUnder(all, 'causes').map((one) => one.id)).toEqual(['causes']);
    expect(withUnder(all, 'nothing')).toEqual([]);
  });
  test('up and down go by whole pillars, or by one heading', () => {
    expect(step(all, 'justice', 'up', everything)).toBe('prevention');
    expect(step(all, 'prevention', 'down', everything)).toBe('closing');
    expect(step(all, 'justice', 'down', everything)).toBeNull();
    expect(step(all, 'youth', 'up', everything)).toBe('causes');
    expect(step(all, 'youth', 'down', everything)).toBe('prisons');
    expect(step(all, 'opening', 'up', everything)).toBeUndefined();
    expect(step(all, 'closing', 'down', everything)).toBeUndefined();
  });
  test('what is hidden from her is passed over', () => {
    const seen = (one: { id: string }) => ['opening', 'prevention', 'closing'].includes(one.id);
    expect(step(all, 'closing', 'up', seen)).toBe('prevention');
    expect(step(all, 'prevention', 'down', seen)).toBeNull();
  });
  test('each of the acts goes before the same heading, so that their order stays', () => {
    expect(move(all, 'prevention', null)).toEqual(['prevention', 'causes', 'youth'].map((section) => ({ act: 'move-section', section, before: null })));
    expect(move(all, 'justice', 'prevention').map((act) => 'section' in act && act.section)).toEqual(['justice', 'prisons']);
    expect(move(all, 'prevention', 'justice')).toEqual([]);
    expect(move(all, 'prevention', 'causes')).toEqual([]);
  });
  test('an id is read from the title in any script, and fits', () => {
    expect(idFor('Crime d’État & “prévention”', 'a1')).toBe('crime-d-etat-prevention-a1');
    expect(idFor('受害者', 'a1')).toBe('section-a1');
    expect(idFor('x'.repeat(300), 'a1b2c3d4')).toMatch(/^x{48}-a1b2c3d4$/);
  });
});

const card: Card = {
  id: 's', title: 'S', phase: 'drafting', limit: null, slot: { place: 'Kyoto', zone: 'Asia/Tokyo', at: 1, due_hours: 24 }, announced: null, role: 'chair', name: 'Dagny', organisation: 'Fjord',
  here: [], words: 9, last: null, sections: [{ id: 'a', title: 'A', words: 9, last: null }], remarks: { all: 0, waiting: 0, unread: 0, read: 0, seq: 0, organisations: 0, by_section: {} }, call: null,
  organisations: 3, people: 3, dues: [], opened: 0, asking: 0, summary_words: 0, summary_approved: false, hand_in_complete: false,
};
const states = (more: Partial<Card>) => path({ ...card, ...more }).map((step) => step.state).join(' ');

describe('the chair’s path ticks itself, and nothing that is not so', () => {
  test('invited is: somebody else has opened a link', () => {
    expect(states({ words: 0, sections: [{ id: 'a', title: 'A', words: 0, last: null }] })).toBe('now ahead ahead ahead ahead');
    expect(states({ opened: 1, sections: [{ id: 'a', title: 'A', words: 0, last: null }] })).toBe('done now ahead ahead ahead');
  });
  test('written is: every heading on the paper has words; consulted: remarks came and none waits', () => {
    expect(states({ opened: 1 })).toBe('done done now ahead ahead');
    expect(states({ opened: 1, remarks: { ...card.remarks, all: 4, waiting: 1 } })).toBe('done done now ahead ahead');
    expect(states({ opened: 1, remarks: { ...card.remarks, all: 4 } })).toBe('done done done now ahead');
  });
  test('what the phase has left behind is passed, not ticked', () => {
    expect(states({ opened: 1, phase: 'final-reading' })).toBe('done done passed now ahead');
    expect(states({ phase: 'locked' })).toBe('passed done passed done now');
    expect(path({ ...card, phase: 'locked' })[2]?.rule).toBe('passed, not ticked: no remark came');
  });
  test('handed in is: locked, summary approved, fields filled, slot known; and it says what is missing', () => {
    const ready = { summary_approved: true, hand_in_complete: true, phase: 'locked' as const, opened: 1, remarks: { ...card.remarks, all: 1 } };
    expect(states(ready)).toBe('done done done done done');
    expect(states({ ...ready, slot: null })).toBe('done done done done now');
    expect(path({ ...card, ...ready, slot: null })[4]?.rule).toBe('ticks when nothing is missing: the slot');
    expect(path({ ...card, ...ready })[4]?.rule).toContain('whether your e-mail arrived, Kyodo cannot see');
  });
});

describe('templates as files', () => {
  const template: Template = {
    id: 'kyoto', title: 'Quotes “and” "these" \\ too', language: 'en',
    sets: [{ id: 'short', title: 'Short', sections: ['a'] }, { id: 'all', title: 'All' }],
    sections: [{ id: 'a', title: 'A', hint: '', level: 1, printed: false }, { id: 'b', title: 'B\tC', hint: 'Say "why".', level: 2, printed: true }],
  };
  test('quotes and backslashes stay what they were', () => {
    const file = asFile(template, 'our-own');
    expect(file).toContain('id = "our-own"');
    expect(file).toContain('title = "Quotes “and” \\"these\\" \\\\ too"');
    expect(file).toContain('{ id = "short", title = "Short", sections = ["a"] },');
    expect(file).toContain('title = "B\\u0009C"');
    expect(file.match(/^\[\[section\]\]$/gm)).toHaveLength(2);
  });
  test('a bad line is found in what Kyodo says, and shown with those around it', () => {
    expect(whereBad('Line 12: there are two sections “a”.')).toEqual({ line: 12, reason: 'There are two sections “a”.' });
    expect(whereBad('Kyodo did not answer.')).toBeNull();
    expect(around('a\r\nb\nc\nd', 2, 1)).toEqual([{ n: 1, words: 'a', bad: false }, { n: 2, words: 'b', bad: true }, { n: 3, words: 'c', bad: false }]);
    expect(around('a', 9).map((one) => [one.n, one.bad])).toEqual([[1, true]]);
  });
});

describe('since you were here', () => {
  const para = (text: string): Block[] => [{ kind: 'paragraph', level: 0, runs: [{ text }] }];
  const at = (seq: number, sections: [id: string, title: string, words: string | null][], more: Partial<View> = {}, summary = '') => ({
    view: {
      id: 's', seq, phase: 'drafting', me: { person: 'amara', name: 'Amara' }, remarks: { all: 0 }, versions: [], lock: null, reopened: null, people: [{ id: 'dagny', name: 'Dagny' }],
      sections: sections.map(([id, title, words]) => ({ id, title, shown: words !== null })), ...more,
    } as unknown as View,
    blocksOf: (id: string) => para(sections.find((one) => one[0] === id)?.[2] ?? ''),
    wordsOf: (id: string) => (sections.find((one) => one[0] === id)?.[2] ?? '').split(' ').filter(Boolean).length,
    summary: para(summary),
  });
  const said = { words: (n: number) => `${n} words`, writer: (id: string) => (id === 'a' ? 'Bilal' : '') };
  const then = remember(at(10, [['a', 'A', 'one two'], ['b', 'B', 'three'], ['c', 'C', null]]), 5);
  const told = (now: ReturnType<typeof at>) => changes(then, now, said).map((one) => `${one.title}: ${one.what}`);

  test('no word of the text is kept, only what tells that it changed', () => {
    expect(JSON.stringify(then)).not.toMatch(/one|three/);
  });
  test('nothing changed, nothing told', () => {
    expect(told(at(12, [['a', 'A', 'one two'], ['b', 'B', 'three'], ['c', 'C', null]]))).toEqual([]);
  });
  test('words, headings, order, summary, remarks', () => {
    expect(told(at(12, [['a', 'A', 'one two four five'], ['b', 'B', 'seven'], ['c', 'C', null]]))).toEqual(['A: 2 → 4 words, last by Bilal', 'B: changed']);
    expect(told(at(12, [['b', 'Beta', 'three'], ['a', 'A', 'one two'], ['c', 'C', 'new'], ['d', 'D', '']], { remarks: { all: 2 } as View['remarks'] }, 'In short.'))).toEqual([
      'Beta: was “B”', 'C: on the paper now, 1 words', 'D: a new heading', 'The headings: stand in another order', 'Summary: changed', 'Remarks: 2 more',
    ]);
    expect(told(at(12, [['a', 'A', null], ['b', 'B', 'three'], ['c', 'C', null]]))).toEqual(['A: hidden now']);
  });
  test('the lock comes first; a slip put right later is told too; in one line where no text stands', () => {
    const lock = (version: number, slip: object | null = null) => ({ by: 'dagny', at: Date.now(), version, slip }) as unknown as NonNullable<View['lock']>;
    const locked = (version: number, slip: object | null = null) =>
      at(20, [['a', 'A', 'one two five'], ['b', 'B', 'six'], ['c', 'C', null]], { phase: 'locked', lock: lock(version, slip), versions: Array.from({ length: version }, () => lock(1)), remarks: { all: 3 } as View['remarks'] });
    const all = changes(then, locked(1), said);
    expect(all[0]).toMatchObject({ title: 'Locked', what: expect.stringMatching(/^by Dagny, \d\d:\d\d$/) });
    expect(inShort(all).map((one) => one.words)).toEqual([expect.stringMatching(/^locked by Dagny, /), '2 sections changed', '3 more remarks']);
    expect(inShort(changes({ ...remember(locked(1), 5), seq: 11 }, locked(2, { section: 'a' }), said))).toMatchObject([{ words: expect.stringMatching(/^a slip was put right by Dagny/) }]);
    expect(changes(then, at(20, [['a', 'A', 'one two'], ['b', 'B', 'three'], ['c', 'C', null]], { phase: 'final-reading' }), said)).toMatchObject([{ title: 'Pens are down' }]);
  });
  test('at home a card tells what it knows; what I wrote elsewhere is no news', () => {
    const written = (name: string, at: number) => ({ name, at });
    const card = (more: object) => ({ name: 'Amara', phase: 'drafting', remarks: { all: 0 }, sections: [{ id: 'a', title: 'A', last: written('Bilal', 3) }], ...more }) as unknown as Card;
    const seen = { ...then, sections: then.sections.map((one) => ({ ...one, last: 3 })) };
    expect(sinceCard(seen, card({}))).toBe('');
    expect(sinceCard(seen, card({ sections: [{ id: 'a', title: 'A', last: written('Amara', 9) }] }))).toBe('');
    expect(sinceCard(seen, card({ phase: 'locked', remarks: { all: 1 }, sections: [{ id: 'a', title: 'A', last: written('Bilal', 9) }] }))).toBe('locked; “A” changed; 1 more remark');
    expect(sinceCard(seen, card({ name: 'Bilal', phase: 'locked' })), 'somebody else in this browser').toBe('');
  });
  test('somebody else in this browser is told nothing; nor is an older page', () => {
    const now = at(12, [['a', 'A', 'all new']]);
    expect(changes({ ...then, person: 'bilal' }, now, said)).toEqual([]);
    expect(changes({ ...then, seq: 12 }, now, said)).toEqual([]);
  });
});
