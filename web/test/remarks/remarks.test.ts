// @vitest-environment jsdom
/** Remarks: where they stand, how they are sorted, what counts as read, and what is kept on a device. */
import { afterEach, describe, expect, test } from 'vitest';
import type { Block, NewRemark, RemarkView, SectionText, View } from '../../src/api/types';
import { Device } from '../../src/remarks/device';
import { asSent, fault, portions, readDraft } from '../../src/remarks/draft';
import { asking, caughtUp, few, groups, inPages, inWords, readBy, readUpTo, sent, silent } from '../../src/remarks/group';
import { cut, folded, marked, place, rangeOf } from '../../src/remarks/passage';
import { rescuedRemarks } from '../../src/remarks/rescued';
import { since } from '../../src/remarks/since';
import { reach, stack } from '../../src/remarks/stack';

const organisations = [
  { id: 'nordlys', name: 'Nordlys Youth Justice', initials: 'NY', consultative: null },
  { id: 'amanecer', name: 'Amanecer Legal Centre', initials: 'AL', consultative: null },
  { id: 'tidewater', name: 'Tidewater Prison Watch', initials: 'TP', consultative: null },
];
const sections = ['opening', 'prevention'].map((id) => ({
  id, title: id === 'opening' ? 'Opening' : 'Advancing crime prevention', hint: '', level: 1, printed: true, shown: true, status: 'open' as const, last: null,
}));
const view = { sections, organisations, language: 'en' };
let seq = 0;
function said(section: string | null, organisation: string, more: Partial<RemarkView> = {}): RemarkView {
  seq += 1;
  const remark: NewRemark = { id: `r${seq}`, section, organisation, text: 'For ten years?', passage: '', before: '', by_email: false };
  return { remark, by: 'eirik', at: seq, seq, called: false, decision: { decision: 'open' }, decided: null, withdrawn: false, unread: false, ...more };
}
const declined = { decision: 'declined', reason: 'It costs 90 words.' } as const;

describe('remarks are sorted out', () => {
  const all = [said('prevention', 'nordlys'), said(null, 'tidewater', { decision: declined }), said('opening', 'nordlys', { unread: true })];
  test('by section in the order of the paper, what is about the whole first', () => {
    expect(groups(all, view, 'section', 'all').map((one) => one.name)).toEqual(['About the whole', 'Opening', 'Advancing crime prevention']);
  });
  test('by organisation from A to Z, those without a remark left out', () => {
    expect(groups(all, view, 'organisation', 'all').map((one) => one.name)).toEqual(['Nordlys Youth Justice', 'Tidewater Prison Watch']);
  });
  test('only what waits, what is decided, what is new', () => {
    const names = (filter: 'waiting' | 'decided' | 'new') => groups(all, view, 'section', filter).map((one) => one.id);
    expect(names('waiting')).toEqual(['opening', 'prevention']);
    expect(names('decided')).toEqual(['']);
    expect(names('new')).toEqual(['opening']);
  });
  test('in words: who has sent, who has not, what asks for something', () => {
    expect(sent(9, 47)).toBe('9 of 47 organisations have sent remarks');
    expect(sent(1, 3)).toBe('1 of 3 organisations has sent remarks');
    expect(silent(all, organisations).map((one) => one.id)).toEqual(['amanecer']);
    expect(inWords({ all: 3, waiting: 1, unread: 0 })).toBe('3 remarks, 1 waiting');
    expect(asking({ all: 3, waiting: 1, unread: 2 })).toBe('1 remark waiting, 2 new');
    expect(asking({ all: 3, waiting: 0, unread: 0 })).toBe('');
  });
  test('beside the text a section shows a few, those that ask for something first, and says how many more', () => {
    const many = [said('opening', 'nordlys', { decision: declined }), ...Array.from({ length: 6 }, () => said('opening', 'tidewater')), said('opening', 'amanecer', { unread: true })];
    const { shown, more } = few(many, 3);
    expect(more).toBe(5);
    expect(shown.map((one) => one.remark.id)).toEqual([many[1], many[2], many[7]].map((one) => one?.remark.id));
    expect(few(many.slice(0, 4), 3).more).toBe(0);
    const mine = [...many, said('opening', 'nordlys', { by: 'leota' }), said('opening', 'nordlys', { unread: true })];
    expect(few(mine, 2, 'leota').shown.map((one) => one.by)).toContain('leota');
  });
});

describe('what came since', () => {
  test('a thousand remarks come page by page, each is asked for once, and afterwards only what changed', async () => {
    const all = Array.from({ length: 1_000 }, (_, at) => said('opening', 'nordlys', { at, seq: at + 1 }));
    const asked: number[] = [];
    const ask = (after: number) => { asked.push(after); return Promise.resolve(all.filter((one) => one.seq > after).slice(0, 300)); };
    let heard: RemarkView[] = [];
    const sizes: number[] = [];
    const hear = (news: RemarkView[]) => { heard = caughtUp(heard, news); sizes.push(heard.length); };
    await inPages(ask, 0, 1_000, hear);
    expect(asked).toEqual([0, 300, 600, 900]);
    expect(sizes).toEqual([300, 600, 900, 1_000]);
    all[2] = { ...(all[2] as RemarkView), seq: 1_001, withdrawn: true };
    all.push(...all.splice(2, 1));
    await inPages(ask, 1_000, 1_001, hear);
    expect(asked).toEqual([0, 300, 600, 900, 1_000]);
    expect(heard).toHaveLength(999);
  });
  test('where all were taken back nothing is asked for twice', async () => {
    const asked: number[] = [];
    const upTo: number[] = [];
    await inPages((after) => { asked.push(after); return Promise.resolve([]); }, 0, 7, (_, to) => upTo.push(to));
    expect([asked, upTo]).toEqual([[0], [7]]);
  });
  test('what is told by when it was touched stands in the order in which it was made', () => {
    const [first, second] = [said('opening', 'nordlys', { at: 1, seq: 9 }), said('opening', 'tidewater', { at: 2, seq: 3 })];
    expect(caughtUp([], [second, first])).toEqual([first, second]);
  });
  const [a, b] = [said('opening', 'nordlys'), said('opening', 'tidewater', { unread: true })] as [RemarkView, RemarkView];
  test('what was touched takes its place again, what was taken back goes, what is new stands at the end', () => {
    const answered = { ...a, seq: 90, decision: declined };
    const c = said(null, 'amanecer');
    expect(caughtUp([a, b], [answered, c])).toEqual([answered, b, c]);
    expect(caughtUp([a, b, c], [{ ...b, seq: 91, withdrawn: true }])).toEqual([a, c]);
    expect(caughtUp([], [a, b])).toEqual([a, b]);
    expect(caughtUp([a], [a])).toEqual([a]);
  });
  test('a mark set on another device counts here, and not for what was touched after it', () => {
    expect(readBy([a, b], b.seq).some((one) => one.unread)).toBe(false);
    expect(readBy([{ ...b, seq: 95 }], b.seq)[0]?.unread).toBe(true);
  });
});

describe('what was read', () => {
  test('one mark a person never passes over a remark that nobody opened', () => {
    const [a, b, c] = [said('opening', 'nordlys', { unread: true }), said('opening', 'nordlys', { unread: true }), said('opening', 'nordlys', { unread: true })];
    const all = [c, a, b] as RemarkView[];
    const ids = (...of: (RemarkView | undefined)[]) => new Set(of.map((one) => one?.remark.id ?? ''));
    expect(readUpTo(all, ids(c))).toBeNull();
    expect(readUpTo(all, ids(a))).toBe(a?.seq);
    expect(readUpTo(all, ids(a, c))).toBe(a?.seq);
    expect(readUpTo(all, ids(a, b, c))).toBe(c?.seq);
    expect(readUpTo([said('opening', 'nordlys')], new Set())).toBeNull();
  });
});

describe('where remarks stand', () => {
  test('at the height of their words', () => {
    const tops = stack([{ id: 'a', wants: 100, height: 80 }, { id: 'b', wants: 300, height: 80 }], 16);
    expect([tops.get('a'), tops.get('b')]).toEqual([100, 300]);
  });
  test('the lower one is pushed down where two collide, and pushes on', () => {
    const cards = [{ id: 'c', wants: 130, height: 50 }, { id: 'a', wants: 100, height: 80 }, { id: 'b', wants: 120, height: 80 }];
    const tops = stack(cards, 10);
    expect([tops.get('a'), tops.get('b'), tops.get('c')]).toEqual([100, 190, 280]);
    expect(reach(cards, tops)).toBe(330);
  });
  test('a remark that is being written stands at its words, and the others make room', () => {
    const cards = [{ id: 'a', wants: 100, height: 80 }, { id: 'b', wants: 100, height: 80 }, { id: 'pen', wants: 200, height: 200, first: true }];
    const tops = stack(cards, 10);
    expect([tops.get('a'), tops.get('pen'), tops.get('b')]).toEqual([100, 200, 410]);
    expect(stack([{ id: 'pen', wants: 50, height: 10, first: true }], 10).get('pen')).toBe(50);
  });
  test('two on the same words keep the order in which they were made; nothing stands above the column', () => {
    const tops = stack([{ id: 'first', wants: -40, height: 20 }, { id: 'second', wants: -40, height: 20 }], 4);
    expect([tops.get('first'), tops.get('second')]).toEqual([0, 24]);
  });
});

describe('the words a remark is about', () => {
  afterEach(() => { document.body.innerHTML = ''; });
  function paper(): HTMLElement {
    document.body.innerHTML =
      '<article class="paper"><section id="prevention"><h3>Prevention</h3><div class="words"><p>We ask Member States to fund it: <strong>by plan,</strong> for years<span class="other">Wanjiru</span>.</p><p>And at home.</p></div></section></article>';
    return document.getElementById('prevention')!;
  }
  test('found again across marks and paragraphs, whatever the white space; another’s caret is no word', () => {
    const section = paper();
    expect(rangeOf(section, 'by plan, for\nyears.')?.toString()).toContain('by plan, for years');
    expect(rangeOf(section, 'for years. And')).not.toBeNull();
    expect(rangeOf(section, 'for ten years')).toBeNull();
  });
  test('signs outside the first plane do not shift the place', () => {
    expect(place('𝔘𝔫 – by  plan', 'by plan')).toEqual({ from: 7, to: 15 });
    expect(place('لنا العدالة للجميع', 'العدالة')).toEqual({ from: 4, to: 11 });
  });
  test('words that stand there twice are found where they were marked, also after others have written', () => {
    document.body.innerHTML = '<article class="paper"><section id="prevention"><div class="words"><p>Fund the courts by plan. Fund the prisons by plan.</p></div></section></article>';
    const section = document.getElementById('prevention')!;
    const words = section.querySelector('p')!.firstChild as Text;
    const selection = getSelection()!;
    const second = words.data.lastIndexOf('by plan');
    selection.setBaseAndExtent(words, second, words, second + 7);
    const { passage, before } = marked(selection)!;
    expect([passage, before]).toEqual(['by plan', 'Fund the courts by plan. Fund the prisons']);
    expect(rangeOf(section, passage, before)?.startOffset).toBe(second);
    expect(rangeOf(section, passage)?.startOffset, 'as it was before this was told').toBe(words.data.indexOf('by plan'));
    words.data = 'By plan, and by plan alone: fund the courts by plan. Also fund the prisons by plan.';
    expect(rangeOf(section, passage, before)?.startOffset).toBe(words.data.lastIndexOf('by plan'));
    words.data = 'Fund it by plan.';
    expect(rangeOf(section, passage, before)?.startOffset, 'where the others are gone').toBe(8);
  });
  test('what is marked on the paper is the passage; a heading or two sections are not', () => {
    const section = paper();
    const selection = getSelection()!;
    const strong = section.querySelector('strong')!;
    selection.setBaseAndExtent(strong.firstChild!, 0, section.querySelectorAll('p')[1]!.firstChild!, 3);
    expect(marked(selection)).toEqual({ section: 'prevention', passage: 'by plan, for years.\nAnd', before: 'We ask Member States to fund it:' });
    selection.setBaseAndExtent(section.querySelector('h3')!.firstChild!, 0, section.querySelector('h3')!.firstChild!, 4);
    expect(marked(selection)).toBeNull();
    selection.collapseToStart();
    expect(marked(selection)).toBeNull();
  });
  test('a long one is cut at a word’s end, and is found all the same', () => {
    const long = 'violence falls where families have a home '.repeat(30).trim();
    const passage = cut(folded(long));
    expect([...passage].length).toBeLessThanOrEqual(600);
    expect(passage).toMatch(/ \S+…$/u);
    expect(place(long, passage)?.from).toBe(0);
  });
});

describe('a remark before it is sent', () => {
  test('a right-to-left override is refused with a sentence, Arabic is not', () => {
    expect(fault('pay \u202Ereversed')?.sentence).toMatch(/cannot be printed \(U\+202E\)/);
    expect(fault('نقترح «عشر سنوات»')).toBeNull();
    expect(fault('<script>alert(1)</script>')).toBeNull();
    expect(fault(' \n ')?.sentence).toMatch(/not a word/);
  });
  test('4,000 characters go, emoji counted as one; one more does not', () => {
    expect(fault('🙂'.repeat(4_000))).toBeNull();
    expect(fault('a'.repeat(4_001))?.sentence).toMatch(/1 character too long/);
  });
  test('what Word and Excel bring along becomes blanks and lines', () => {
    expect(asSent('one\ttwo\u000Bthree\r\n')).toBe('one two\nthree');
  });
  test('what stood in the box stands there again, whatever the device kept', () => {
    expect(readDraft('{"text":"So far","passage":"by plan"}')).toEqual({ text: 'So far', passage: 'by plan', before: '', organisation: '' });
    expect(readDraft('not what we wrote').text).toBe('not what we wrote');
  });
  test('words given back after the lock become remarks that fit, and the same ones however often they are sent', () => {
    const words = 'word '.repeat(1_500).trim();
    const rescue = {
      id: 'ab12', doc: 'text' as const, at: 0, code: 'locked', sentence: '', words: 1_500,
      sections: [{ section: 'prevention', heading: 'Prevention', words: 1_500, pieces: [{ before: 'We ask', words, after: '' }] }],
    };
    const told = { ...view, me: { person: 'eirik' }, people: [{ id: 'eirik', organisation: 'nordlys' }] } as unknown as View;
    const remarks = rescuedRemarks(rescue, told);
    expect(remarks.map((one) => one.id)).toEqual(['rab12-1', 'rab12-2']);
    expect(remarks.every((one) => fault(one.text) === null && one.section === 'prevention')).toBe(true);
    expect(remarks.map((one) => one.text).join(' ').match(/\bword\b/gu)?.length).toBe(1_500);
    expect(portions('short')).toEqual(['short']);
  });
});

describe('what changed here', () => {
  const blocks = (text: string): Block[] => [{ kind: 'paragraph', level: 0, runs: [{ text }] }];
  const now = (text: string): SectionText => ({ id: 'opening', heading: 'Opening', level: 1, printed: true, blocks: blocks(text) });
  test('is told in numbers and words, and only when it did', () => {
    expect(since(blocks('We ask for homes'), now('We ask for homes')).said).toBe('Nothing has changed here');
    const told = since(blocks('We ask for homes'), now('We ask for ten good homes'));
    expect(told.said).toBe('2 words added');
    expect(told.changes[0]?.added).toBe('ten good');
    expect(since(null, now('All new')).said).toBe('2 words added');
  });
});

describe('on this device', () => {
  function box() {
    const rows = new Map<string, string>();
    return { rows, getItem: (key: string) => rows.get(key) ?? null, setItem: (key: string, value: string) => void rows.set(key, value), removeItem: (key: string) => void rows.delete(key) };
  }
  test('what Leota writes aside is hers, in that statement, and goes when the box is empty', () => {
    const kept = box();
    const leota = new Device('kyoto', 'leota', kept);
    leota.write('aside.opening', 'perhaps');
    expect(new Device('kyoto', 'leota', kept).read('aside.opening')).toBe('perhaps');
    expect(new Device('kyoto', 'pilar', kept).read('aside.opening')).toBe('');
    leota.write('aside.opening', '');
    expect(kept.rows.size).toBe(0);
  });
  test('on a device that is not hers it stands in the page alone', () => {
    const lent = new Device('kyoto', 'leota', null);
    lent.write('aside.opening', 'perhaps');
    expect([lent.keeps, lent.read('aside.opening')]).toEqual([false, 'perhaps']);
  });
  test('a full device keeps nothing, loses nothing in the page, and says so', () => {
    const full = { ...box(), setItem: () => { throw new Error('full'); } };
    const device = new Device('kyoto', 'leota', full);
    device.write('aside.opening', 'perhaps');
    expect([device.keeps, device.read('aside.opening')]).toEqual([false, 'perhaps']);
  });
  test('after “Leave and erase” nothing comes back', () => {
    const kept = box();
    const device = new Device('kyoto', 'leota', kept);
    device.close();
    device.write('aside.opening', 'late');
    expect(kept.rows.size).toBe(0);
  });
});
