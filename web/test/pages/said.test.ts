/** What the pages say: times, lengths, the redline and the comparison, told as stories. */
import { describe, expect, test } from 'vitest';
import type { Block, Text } from '../../src/api/types';
import { asSentence } from '../../src/api/client';
import { compare } from '../../src/lock/compare';
import { redline } from '../../src/lock/redline';
import { pieces } from '../../src/pages/sheet';
import { route } from '../../src/pages/routes';
import { at, both, due, fields, inPlace, left } from '../../src/ui/time';
import { length, share } from '../../src/ui/words';

const para = (text: string): Block => ({ kind: 'paragraph', level: 0, runs: [{ text }] });
const text = (...sections: [heading: string, words: string, printed?: boolean][]): Text => ({
  sections: sections.map(([heading, words, printed = true]) => ({
    id: heading.toLowerCase(), heading, level: 1, printed, blocks: words ? [para(words)] : [],
  })),
});

describe('times count in the place where it is spoken', () => {
  test('15:00 in Kyoto is 06:00 in the world’s time, and comes back into the fields', () => {
    const slot = at('2026-04-21', '15:00', 'Asia/Tokyo');
    expect(slot).toBe(Date.UTC(2026, 3, 21, 6, 0));
    expect(fields(slot ?? 0, 'Asia/Tokyo')).toEqual(['2026-04-21', '15:00']);
  });
  test('the clocks go forward in Vienna and the hour stays the one Dagny wrote', () => {
    for (const hour of ['01:30', '03:30', '12:00'])
      expect(fields(at('2026-03-29', hour, 'Europe/Vienna') ?? 0, 'Europe/Vienna')).toEqual(['2026-03-29', hour]);
  });
  test('a due time is said in the place, and is hours before the slot', () => {
    const slot = { place: 'Kyoto', zone: 'Asia/Tokyo', at: Date.UTC(2026, 3, 21, 6), due_hours: 24 };
    expect(inPlace(due(slot) ?? 0, slot)).toMatch(/^Mon 20 April( 2026)?, 15:00 in Kyoto$/);
    expect(both(due(slot) ?? 0, { ...slot, zone: Intl.DateTimeFormat().resolvedOptions().timeZone })).not.toContain('for you');
    expect(due({ ...slot, at: null })).toBeNull();
  });
  test('what is left is said without seconds', () => {
    expect(left(26 * 3_600_000, 0)).toBe('26 hours left');
    expect(left(60_000, 0)).toBe('1 minute left');
    expect(left(-1, 0)).toBe('past');
  });
});

describe('lengths', () => {
  test('the time is the server’s to the second: 52 words take 0:32, 55 take 0:33', () => {
    const limit = { seconds: 180, pace: 100 };
    expect([52, 55, 60].map((words) => length(words, limit).time)).toEqual(['about 0:32 at a calm pace', 'about 0:33 at a calm pace', 'about 0:36 at a calm pace']);
  });
  test('268 words of three minutes at a hundred a minute take 2:41', () => {
    expect(length(268, { seconds: 180, pace: 100 })).toEqual({ words: '268 of 300 words', time: 'about 2:41 at a calm pace', over: 0 });
    expect(length(312, { seconds: 180, pace: 100 }).over).toBe(12);
  });
  test('no limit known: just the words', () => {
    expect(length(1, null)).toEqual({ words: '1 word', time: '', over: 0 });
  });
  test('six headings share 300 words', () => expect(share({ seconds: 180, pace: 100 }, 6)).toBe(50));
  test('what fits is what the server says fits, on the template for members and in the checklist', () => {
    expect([6, 29, 35].map((sections) => share({ seconds: 180, pace: 100 }, sections))).toEqual([50, 10, 8]);
    expect(length(166, { seconds: 100, pace: 100 }).words).toBe('166 of 166 words');
  });
});

describe('lists', () => {
  test('a list in a list, a further paragraph of an item, another kind of list', () => {
    const item = (kind: Block['kind'], level: number, words: string): Block => ({ kind, level, runs: [{ text: words }] });
    expect(pieces([para('We ask:'), item('bullet', 1, 'a'), item('bullet', 2, 'a1'), item('bullet', 1, 'b'), item('continued', 1, 'b, too'), item('number', 1, '1'), para('End')])).toEqual([
      { para: [{ text: 'We ask:' }] },
      { list: 'ul', items: [[{ para: [{ text: 'a' }] }, { list: 'ul', items: [[{ para: [{ text: 'a1' }] }]] }], [{ para: [{ text: 'b' }] }, { para: [{ text: 'b, too' }] }]] },
      { list: 'ol', items: [[{ para: [{ text: '1' }] }]] },
      { para: [{ text: 'End' }] },
    ]);
  });
});

describe('the chair corrects', () => {
  test('two places, each with what stands around it', () => {
    expect(redline(text(['Opening', 'we are thirty-three organisations that work, in prisons']), text(['Opening', 'we are thirty-four organisations that work in prisons']))).toEqual([
      { heading: 'Opening', before: 'we are', struck: 'thirty-three', added: 'thirty-four', after: 'organisations that work' },
      { heading: 'Opening', before: 'thirty-four organisations that', struck: 'work,', added: 'work', after: 'in prisons' },
    ]);
  });
  test('nothing changed, nothing listed', () => expect(redline(text(['A', 'x']), text(['A', 'x']))).toEqual([]));
});

describe('is this our final text?', () => {
  const ours = text(['Opening', 'Mr. President, we thank you.', false], ['Rule of law', 'Trust grows.'], ['Closing', '', false]);
  test('yes, with a cover page, numbered paragraphs and other white space', () => {
    expect(compare(ours, 'Check against delivery\n1.  Mr. President,\u00a0we thank you.\n\nRule of law\n2. Trust   grows.\nEnd')).toEqual({ same: true, around: 4 });
  });
  test('no, and where', () => {
    expect(compare(ours, 'Mr. President, we thank you. Rule of law Trust fades.')).toEqual({
      same: false, at: { heading: 'Rule of law', ours: 'Rule of law Trust grows.', theirs: 'Rule of law Trust fades.' },
    });
    expect(compare(ours, 'Something else')).toEqual({ same: false, at: null });
  });
});

describe('addresses and sentences', () => {
  test('every place has one, and nothing else is a place', () => {
    expect(route('/s/abc/final')).toEqual({ page: 'statement', id: 'abc', place: 'final' });
    expect(route('/')).toEqual({ page: 'home' });
    for (const path of ['/s', '/s/abc/x', '/s/abc/constructor', '/s/abc/final/x', '/nonsense', '/setup/x']) expect(route(path).page).toBe('lost');
  });
  test('a refusal is a clause; a page says sentences', () => {
    expect(asSentence('the text is locked')).toBe('The text is locked.');
    const today = new Date();
    today.setHours(14, 2, 0, 0);
    expect(asSentence('Amara ended your access', today.getTime())).toBe('Amara ended your access at 14:02.');
  });
});
