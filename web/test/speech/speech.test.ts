/** The speech place: what is due, what is missing, the e-mail, the pace; told as stories. */
import { describe, expect, test } from 'vitest';
import type { DueView, HandIn, Text, View } from '../../src/api/types';
import { coming, counted, inOrder, moves, ownDues, remains, SERVICE, suggested } from '../../src/speech/dues';
import { mail, mailto } from '../../src/speech/mail';
import { missing } from '../../src/speech/missing';
import { atPace, parts, pause, quarters, share, silent, speak, spent, spoken } from '../../src/speech/pace';
import { stand } from '../../src/speech/standing';
import { view } from '../sync/fake';

const HOUR = 3_600_000;
/** Monday, 20 April 2026, 15:00 in Kyoto. */
const AT = 1_776_664_800_000;
const slot = { place: 'Kyoto', zone: 'Asia/Tokyo', at: AT, due_hours: 24 };
const service: DueView = { what: null, when: { 'hours-before': 24 }, at: AT - 24 * HOUR };
const text: DueView = { what: 'text for the interpreters', when: { 'hours-before': 48 }, at: AT - 48 * HOUR };
const fixed: DueView = { what: 'transcript to the secretariat', when: { at: AT - 96 * HOUR }, at: AT - 96 * HOUR };
const speech = (over: Partial<View> = {}) => view('ivo', { slot, dues: [service, text, fixed], ...over });

describe('due times', () => {
  test('stand in the order in which they come, and keep their place in the chair’s own list', () => {
    expect(inOrder(speech().dues).map(({ what, own }) => [what, own])).toEqual([
      ['transcript to the secretariat', 1], ['text for the interpreters', 0], [SERVICE, null],
    ]);
    expect(ownDues(speech().dues)).toEqual([{ what: text.what, when: text.when }, { what: fixed.what, when: fixed.when }]);
  });
  test('the bar shows the next one, then the slot, then nothing', () => {
    expect(coming(speech(), AT - 50 * HOUR)).toEqual({ at: AT - 48 * HOUR, what: 'text for the interpreters due' });
    expect(coming(speech(), AT - HOUR)).toEqual({ at: AT, what: 'the slot' });
    expect(coming(speech(), AT + 1)).toBeNull();
    expect(coming(speech({ slot: { ...slot, at: null }, dues: [{ ...service, at: null }] }), 0)).toBeNull();
  });
  test('what remains is said with the place, and what has passed as passed', () => {
    expect(remains(AT, slot, AT - 26 * HOUR)).toBe('26 hours left in Kyoto');
    expect(remains(AT, slot, AT + 1)).toBe('passed');
    expect(counted({ 'hours-before': 96 })).toBe('4 days before the slot');
    expect(counted({ 'hours-before': 1 })).toBe('1 hour before the slot');
  });
  test('the slot moves by a day: what counts from it moves, what is fixed stays', () => {
    const to = { ...slot, at: AT + 24 * HOUR };
    expect(moves(speech(), to).map(({ what, to: at, fixed: stays }) => [what, at, stays])).toEqual([
      ['transcript to the secretariat', AT - 96 * HOUR, true], ['text for the interpreters', AT - 24 * HOUR, false], [SERVICE, AT, false],
    ]);
    expect(moves(speech(), { ...slot, at: null }).map(({ to: at }) => at)).toEqual([AT - 96 * HOUR, null, null]);
  });
  test('what is on the list is not suggested again', () => {
    expect(suggested(speech(), 0).map(({ what }) => what)).toEqual(['last remarks of the organisations', 'closing of the text']);
    expect(suggested({ dues: [], slot: null, hand_in: { ...speech().hand_in, delivery: 'video' } }, 0)).toHaveLength(4);
    const at = Date.UTC(2026, 3, 20, 6);
    const soon = { dues: [], hand_in: speech().hand_in, slot: { place: 'Kyoto', zone: 'Asia/Tokyo', at, due_hours: 24 } };
    expect(suggested(soon, at - 60 * 3_600_000).map(({ what }) => what), 'what is past already is not offered').toEqual(['text for the interpreters']);
  });
});

const whole: HandIn = {
  organisation: 'Fjord Justice Network', on_behalf_of: 'Open Door Alliance', speaker: 'Ivo Marek', function: 'Policy lead', email: 'ivo@example.org',
  item: 'Agenda item 4', title: '', language: 'English', delivery: 'live',
};

describe('what goes to the service', () => {
  test('names all that is missing, and nothing once it is there', () => {
    expect(missing(speech(), 0, false)).toHaveLength(7);
    expect(missing(speech({ hand_in: whole }), 120, false)).toEqual(['a shorter summary: 20 words too many', 'the chair’s approval of the summary']);
    expect(missing(speech({ hand_in: whole }), 90, true)).toEqual([]);
  });
  test('the subject is organisation – date and time – item', () => {
    const { subject, body } = mail(speech({ hand_in: whole }), 'summary', false);
    expect(subject).toBe('Fjord Justice Network – Mon 20 April 2026, 15:00 in Kyoto – Agenda item 4');
    expect(body).toContain('Speaker: Ivo Marek, Policy lead');
    expect(body).toContain('not yet approved by our chair');
    expect(body).toContain('Delivery: live, in the hall');
  });
  test('what nobody has filled in leaves no empty line, and a line break no second header', () => {
    const { subject, body } = mail(speech({ hand_in: { ...whole, item: 'Item 4\nBcc: all@example.org', function: '' } }), 'final text', true);
    expect(subject).not.toContain('\n');
    expect(body).toContain('Speaker: Ivo Marek\n');
    expect(body).not.toMatch(/^\w[^:\n]*: *$/m);
  });
  test('a mail program gets the same words', () => {
    const one = mail(speech({ hand_in: { ...whole, organisation: 'Law & Order + Peace?' } }), 'summary', true);
    const address = new URL(mailto(one));
    expect(mailto(one)).not.toMatch(/[+ ]/);
    expect(address.searchParams.get('subject')).toBe(one.subject);
    expect(address.searchParams.get('body')).toBe(one.body.replaceAll('\n', '\r\n'));
  });
});

const paper: Text = {
  sections: [
    { id: 'opening', heading: 'Opening', level: 1, printed: false, blocks: [{ kind: 'paragraph', level: 0, runs: [{ text: 'One two three four five six seven eight nine ten.' }] }] },
    { id: 'empty', heading: 'Empty', level: 1, printed: true, blocks: [{ kind: 'paragraph', level: 0, runs: [] }] },
    { id: 'asks', heading: 'Asks', level: 1, printed: true, blocks: [
      { kind: 'number', level: 1, runs: [{ text: 'First' }] }, { kind: 'bullet', level: 2, runs: [{ text: 'inside' }] },
      { kind: 'number', level: 1, runs: [{ text: 'Second' }] }, { kind: 'bullet', level: 1, runs: [{ text: 'point' }] }, { kind: 'number', level: 1, runs: [{ text: 'again' }] },
    ] },
  ],
};

describe('the pace', () => {
  test('a voice at a hundred words a minute is ten words further after six seconds', () => {
    const voice = speak(silent(100), 1_000);
    expect(spoken(voice, 7_000)).toBeCloseTo(10);
    const rests = pause(voice, 7_000);
    expect(spoken(rests, 60_000)).toBeCloseTo(10);
    expect(spent(rests, 60_000)).toBe(6_000);
    expect(spoken(speak(rests, 100_000), 106_000)).toBeCloseTo(20);
  });
  test('faster moves on from where it is, and never beyond what a voice can', () => {
    const voice = atPace(speak(silent(100), 0), 110, 6_000);
    expect(spoken(voice, 6_000)).toBeCloseTo(10);
    expect(spoken(voice, 12_000)).toBeCloseTo(21);
    expect(atPace(voice, 900, 0).pace).toBe(240);
  });
  test('paragraphs follow each other without headings and empty sections; lists keep their signs', () => {
    const all = parts(paper, 'en');
    expect(all.map((part) => part.id)).toEqual(['opening', 'asks']);
    expect(all[1]?.paras.map((para) => para.sign)).toEqual(['1.', '•', '2.', '•', '1.']);
    expect(all[1]?.paras[0]?.before).toBe(10);
    expect(share(all[0]!.paras[0]!, 5)).toBe(0.5);
    expect(share(all[1]!.paras[0]!, 5)).toBe(0);
  });
  test('no seconds tick', () => {
    expect([0, 14_999, 15_000, 74_000, 75_000].map(quarters)).toEqual(['0:00', '0:00', '0:15', '1:00', '1:15']);
  });
});

test('the reading copy is called final only where its own words have the lock’s check code', () => {
  const lock = { check_code: 'b' };
  expect(stand(null, 'a', 'a')).toBe('not-final');
  expect(stand(null, 'a', 'b')).toBe('older');
  expect(stand(lock, 'b', 'b')).toBe('final');
  expect(stand(lock, 'a', 'b')).toBe('older');
  expect(stand(lock, 'a', 'a')).toBe('on-its-way');
});
