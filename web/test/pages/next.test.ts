/** "Next for you", as one table: role × phase × state × place. Kyoto in April; today is the 10th. */
import { describe, expect, test } from 'vitest';
import type { Card, RemarkView, View } from '../../src/api/types';
import { next, type At } from '../../src/pages/next';
import { factsOf, factsOfCard, type Facts } from '../../src/pages/next.facts';

const day = 86_400_000;
const now = Date.UTC(2026, 3, 10, 6);
const slot = { place: 'Kyoto', zone: 'Asia/Tokyo', at: now + 11 * day, due_hours: 24 };
const remark = (id: string, decision: RemarkView['decision'], unread: boolean): RemarkView => ({
  remark: { id, section: 'prevention', organisation: 'lake', text: 'Say it plainly.', passage: '', before: '', by_email: false },
  by: 'efua', at: now, seq: 40, called: false, decision, decided: null, withdrawn: false, unread,
});

/** Dagny's statement on an ordinary day: invited, opened, written, nothing waits. */
const ordinary: Facts = {
  id: 's', role: 'chair', phase: 'drafting', shut: false, announced: null, now, words: 250, limit: { seconds: 180, pace: 100 }, slot, dues: [],
  sections: [
    { id: 'opening', title: 'Opening', words: 50, waiting: 0, agreed: true },
    { id: 'prevention', title: 'Prevention', words: 200, waiting: 0, agreed: true },
  ],
  statuses: true, remarks: { all: 3, waiting: 0, unread: 0 }, mine: [], heard: true, call: null,
  summary: { words: 90, limit: 100, approved: true }, missing: [], chair: 'Dagny', speaker: 'Ivo', others: 12, opened: 9, asking: { who: '', n: 0 },
};
const bare = { sections: [{ id: 'opening', title: 'Opening', words: 0, waiting: 0, agreed: false }] };
const waiting = { remarks: { all: 5, waiting: 3, unread: 0 }, sections: [{ id: 'prevention', title: 'Prevention', words: 200, waiting: 3, agreed: true }] };
const unwritten = { summary: { words: 0, limit: 100, approved: false } };
const unapproved = { summary: { words: 90, limit: 100, approved: false } };
const soon = { slot: { ...slot, at: now + 2 * day } };

type Row = [state: Partial<Facts>, place: At, line: string | RegExp];
const table: Record<string, Row[]> = {
  'chair, drafting': [
    [{ asking: { who: 'Efua', n: 1 } }, 'text', 'Efua asks for a new link: [People]./people'],
    [{ asking: { who: 'Efua and Hana', n: 2 }, announced: now + 60_000 }, 'remarks', /^Efua and Hana ask for a new link: \[People\]/],
    [{ asking: { who: 'Efua', n: 1 } }, 'people', /make it here, and send/],
    [{ announced: now + 300_000 }, 'people', /^Pens go down at .* look at the \[checklist\]\.\/final$/],
    [{ others: 0, opened: 0 }, 'text', 'Invite those who write with you: [People]./people'],
    [{ others: 0, opened: 0 }, 'people', 'Add those who write with you, create the links, send each e-mail.'],
    [{ opened: 0 }, 'text', 'Nobody has opened a link yet. Has each e-mail gone out? [People]/people'],
    [{ opened: 0 }, 'home', /^Nobody has opened a link yet/],
    [{ ...unapproved, ...soon }, 'text', /^Approve the \[summary\]; it is due Sat 11 April/],
    [waiting, 'text', '3 remarks wait for a decision under [“Prevention”]./remarks#on-prevention'],
    [waiting, 'remarks', '3 remarks wait for a decision under [“Prevention”]: take up or decline, with a reason./remarks#on-prevention'],
    [{ remarks: { all: 1, waiting: 1, unread: 1 } }, 'text', '1 remark waits for a decision: [Remarks]./remarks'],
    [{ words: 312 }, 'text', 'Shorten: the text is 12 words over the limit.'],
    [{ words: 312 }, 'home', 'Shorten the [text]: it is 12 words over the limit.'],
    [{ words: 312, limit: null }, 'text', 'Announce the final reading when everybody is ready.'],
    [bare, 'text', 'Write under [“Opening”], or ask who should; nothing stands there yet.#opening'],
    [unapproved, 'text', /^Approve the \[summary\]; it is due Mon 20 April/],
    [{ ...unapproved, slot: null }, 'summary', 'Read the summary and approve it.'],
    [unwritten, 'summary', /^Ask Ivo for the short summary, or write it here; it is due/],
    [{ ...unwritten, speaker: '' }, 'text', /^The short summary for the conference service is missing: \[Speech\]; it is due/],
    [{ ...unwritten, speaker: '', slot: null }, 'summary', 'Write the short summary, or invite a speaker who does.'],
    [{ ...unwritten, speaker: null, slot: null }, 'home', 'The short summary for the conference service is missing: [Speech]./summary'],
    [{ remarks: { all: 0, waiting: 0, unread: 0 } }, 'text', 'No organisation has sent a remark yet. Ask them: [Remarks]./remarks'],
    [{ sections: [{ id: 'a', title: 'A', words: 9, waiting: 0, agreed: false }] }, 'text', 'Talk about [“A”]; it is not agreed yet.#a'],
    [{}, 'text', 'Announce the final reading when everybody is ready.'],
    [{}, 'people', 'Add people, or make a new link for somebody who lost theirs.'],
    [{ slot: null, missing: ['speaker'] }, 'summary', 'The service still needs speaker: [fill in]./summary#hand-in'],
    [{ ...soon, missing: ['speaker', 'function'] }, 'text', 'The service still needs speaker and function: [fill in]./summary#hand-in'],
    [{ missing: ['speaker'] }, 'text', 'Announce the final reading when everybody is ready.'],
    [{}, 'summary', /^The summary is approved\. Send it to the conference service before Mon 20 April/],
    [{ slot: null }, 'summary', 'The slot is not known yet. Set it when you hear; the due times follow.'],
    [{ words: 0, slot: { ...slot, at: null } }, 'text', /^The slot is not known yet\. When you hear, set it under \[Speech\]/],
    [{ shut: true, asking: { who: 'Efua', n: 1 } }, 'text', 'Read and download. Nothing can be written for now.'],
  ],
  'chair, final-reading': [
    [{}, 'text', 'Read it once aloud, look at the [checklist], lock./final'],
    [{}, 'home', 'Read it once aloud, look at the [checklist], lock./final'],
    [{}, 'final', 'Read it once aloud, look at what stands below, lock.'],
    [waiting, 'remarks', /^3 remarks wait for a decision/],
    [unapproved, 'summary', /^Read the summary and approve it; it is due/],
    [{ asking: { who: 'Efua', n: 1 } }, 'final', /^Efua asks for a new link/],
  ],
  'chair, locked': [
    [unapproved, 'locked', /^Approve the \[summary\]/],
    [unwritten, 'locked', /^Ask Ivo for the \[short summary\]; it is due/],
    [{ missing: ['speaker', 'function'] }, 'locked', 'The service still needs speaker and function: [fill in]./summary#hand-in'],
    [{}, 'locked', /^Send the final text to the conference service before Mon 20 April.* left: \[copy the e-mail\]\.\/summary$/],
    [{ slot: { ...slot, at: null } }, 'locked', 'Send the final text to the conference service: [copy the e-mail]./summary'],
    [{ slot: null }, 'summary', /^Download the conference copy, copy the e-mail, send both to the conference service\.$/],
    [{ slot: { ...slot, at: now - day } }, 'locked', /^The slot was Thu 9 April/],
    [waiting, 'remarks', /^3 remarks wait/],
    [{}, 'people', /^Everything is ready to hand in: \[the files\]/],
  ],
  'drafter, drafting': [
    [{ announced: now + 60_000 }, 'text', /^End your sentence: pens go down at/],
    [{ announced: now + 60_000 }, 'remarks', /^Pens go down at .*: end your sentence in the \[text\]/],
    [{ ...bare, remarks: waiting.remarks }, 'text', 'Write under [“Opening”]; nothing stands there yet.#opening'],
    [waiting, 'text', '3 remarks wait for a decision under [“Prevention”]./remarks#on-prevention'],
    [waiting, 'home', '3 remarks wait for a decision under [“Prevention”]./remarks#on-prevention'],
    [{ words: 301 }, 'text', 'Shorten: the text is 1 word over the limit.'],
    [{ sections: [{ id: 'a', title: 'A', words: 9, waiting: 0, agreed: false }] }, 'text', 'Read [“A”] and set how far it is.#a'],
    [{}, 'text', 'Read it once whole. Dagny announces the final reading.'],
    [{}, 'people', 'Read the [text] once whole. Dagny announces the final reading.'],
  ],
  'drafter, final-reading': [
    [{}, 'text', 'Read it once more. If a word is wrong, tell Dagny now: only the chair corrects.'],
    [{}, 'final', 'Read it once more. If a word is wrong, tell Dagny now: only the chair corrects.'],
    [waiting, 'remarks', /^3 remarks wait/],
  ],
  'drafter, locked': [
    [{}, 'locked', 'Read the final text, or download it.'],
    [{}, 'people', 'Read the [final text], or download it./locked'],
  ],
  'contributor, drafting': [
    [{ heard: false, mine: [] }, 'text', 'Say what your organisation thinks: [send a remark]./remarks'],
    [{ heard: false, mine: [] }, 'remarks', /^Say what your organisation thinks, under a heading/],
    [{ heard: null, mine: null }, 'text', /^Read the text as it grows/],
    [{ heard: false, call: { question: 'What matters?', closes: now + day } }, 'text', /^The alliance asks for input until Saturday 11 April: \[answer\]/],
    [{ heard: true, call: { question: 'What matters?', closes: now + day } }, 'text', /^Read the text as it grows/],
    [{ mine: [remark('r1', { decision: 'declined', reason: 'Said above.' }, true)] }, 'text', 'Your remark under “Prevention” was declined: [read why]./remarks#remark-r1'],
    [{ mine: [remark('r1', { decision: 'declined', reason: 'Said above.' }, false)] }, 'text', /^Read the text as it grows/],
    [{ mine: [remark('r2', { decision: 'taken-up', reason: '' }, true)] }, 'remarks', 'Your remark under “Prevention” was taken up: [read how]./remarks#remark-r2'],
  ],
  'contributor, final-reading': [
    [{}, 'text', 'Read it once more. If a word is wrong, send a [remark] now: only the chair corrects./remarks'],
    [{ mine: [remark('r1', { decision: 'declined', reason: 'Said above.' }, true)] }, 'text', /was declined/],
  ],
  'contributor, locked': [
    [{}, 'locked', 'Read the final text, or download it.'],
    [{}, 'remarks', 'Remarks may go on; the final text stays as it is.'],
    [{ heard: false }, 'locked', 'Read the final text, or download it.'],
  ],
  'speaker, drafting': [
    [unwritten, 'text', /^Write the \[short summary\]; it is due Mon 20 April/],
    [{ ...unwritten, slot: null }, 'summary', 'Write the short summary here for the conference service.'],
    [{ summary: { words: 112, limit: 100, approved: false } }, 'summary', 'Shorten the summary by 12 words: the service takes 100.'],
    [unapproved, 'text', 'Ask Dagny to approve the [summary]./summary'],
    [{ missing: ['e-mail'] }, 'text', 'The service still needs e-mail: [fill in]./summary#hand-in'],
    [{}, 'text', /^The summary is approved: \[send it to the conference service\] before Mon 20 April/],
    [{}, 'remarks', /^The summary is approved/],
  ],
  'speaker, final-reading': [
    [unwritten, 'text', /^Write the \[short summary\]/],
    [{}, 'summary', /^The summary is approved\. Send it/],
  ],
  'speaker, locked': [
    [{}, 'locked', /^Send the final text to the conference service before Mon 20 April/],
    [{}, 'home', /^Send the final text to the conference service before/],
    [{}, 'summary', /^Download the conference copy/],
    [unapproved, 'summary', /^Ask Dagny to approve the summary/],
    [{ slot: null }, 'home', 'Send the final text to the conference service: [copy the e-mail]./summary'],
    [{ slot: { ...slot, at: now + day / 2 } }, 'home', /^Practise with the \[reading copy\]: you speak .*\/reading$/],
    [{ slot: { ...slot, at: now - day } }, 'locked', 'Read the final text, or download it.'],
  ],
  'reader, drafting': [[{}, 'text', /^Read the text as it grows/], [{}, 'home', 'Read the [text] as it grows.']],
  'reader, final-reading': [[{}, 'text', 'Read it once more; it is locked next.']],
  'reader, locked': [[{}, 'locked', 'Read the final text, or download it.'], [{}, 'home', 'Read the [final text], or download it./locked']],
};

/** "say [words]after" and where the link goes, without the statement's own address. */
function asSaid(facts: Facts, place: At): string {
  const { say, link, after = '' } = next(facts, place);
  return link ? `${say} [${link.words}]${after}${link.to.replace('/s/s', '')}` : `${say}${after}`;
}

describe.each(Object.entries(table))('%s', (who, rows) => {
  const [role, phase] = who.split(', ') as [Facts['role'], Facts['phase']];
  test.each(rows)('%j in %s', (state, place, line) => {
    const said = asSaid({ ...ordinary, role, phase, ...state }, place);
    if (typeof line === 'string') expect(said).toBe(line);
    else expect(said).toMatch(line);
  });
});

describe('a line is there for everybody, everywhere', () => {
  const places: At[] = ['text', 'final', 'locked', 'summary', 'people', 'remarks', 'home'];
  test.each(['chair', 'drafter', 'contributor', 'speaker', 'reader'] as const)('%s', (role) => {
    for (const phase of ['drafting', 'final-reading', 'locked'] as const)
      for (const place of places)
        for (const state of [{}, { slot: null, limit: null }, { ...bare, words: 0 }, { sections: [] }, { ...unwritten, missing: ['speaker'] }, { slot: { ...slot, at: now - day } }]) {
          const said = asSaid({ ...ordinary, role, phase, ...state }, place);
          expect(said.length).toBeGreaterThan(10);
          expect(said).not.toMatch(/undefined|null|NaN|Infinity/);
        }
  });
});

describe('where the facts come from', () => {
  const view = {
    id: 's', seq: 9, phase: 'drafting', announced: null, read_only: null, limit: null, slot: null, dues: [], summary_words: 100, summary_approved: null, call: null,
    me: { person: 'efua', name: 'Efua', organisation: 'Lake', role: 'contributor', may_write: false, may_summarise: false },
    sections: [
      { id: 'a', title: 'A', hint: '', level: 1, printed: true, shown: true, status: 'open', last: null },
      { id: 'b', title: 'B', hint: '', level: 1, printed: true, shown: false, status: 'open', last: null },
    ],
    people: [
      { id: 'dagny', name: 'Dagny', organisation: 'fjord', role: 'chair', removed: false, self_named: false },
      { id: 'efua', name: 'Efua', organisation: 'lake', role: 'contributor', removed: false, self_named: false },
      { id: 'gone', name: 'Gone', organisation: 'lake', role: 'chair', removed: true, self_named: false },
    ],
    hand_in: { organisation: 'Fjord', on_behalf_of: '', speaker: ' ', function: 'Head', email: 'a@b.example', item: '', title: '', language: '', delivery: null },
    remarks: { all: 2, waiting: 1, unread: 0, read: 0, seq: 8, organisations: 1, by_section: { a: { all: 1, waiting: 1, unread: 0 } } },
  } as unknown as View;
  const seen = { words: 7, wordsOf: () => 7, summaryWords: 0, now };

  test('hidden headings are not asked for; those who left are not counted; a blank field is missing', () => {
    const facts = factsOf(view, { ...seen, remarks: [remark('r', { decision: 'open' }, false)] });
    expect(facts.sections).toEqual([{ id: 'a', title: 'A', words: 7, waiting: 1, agreed: false }]);
    expect([facts.others, facts.chair, facts.missing, facts.heard, facts.mine?.length]).toEqual([1, 'Dagny', ['speaker', 'agenda item'], true, 1]);
  });
  test('until the remarks are loaded, nothing is claimed about them', () => {
    expect(factsOf(view, { ...seen, remarks: null }).heard).toBeNull();
    expect(factsOf({ ...view, remarks: { ...view.remarks, all: 0 } }, { ...seen, remarks: null }).heard).toBe(false);
  });
  test('a withdrawn remark is no answer, a call that has closed asks nobody', () => {
    const gone = { ...remark('r', { decision: 'open' }, false), withdrawn: true };
    const facts = factsOf({ ...view, call: { question: 'What?', closes: now - 1 } }, { ...seen, remarks: [gone] });
    expect([facts.heard, facts.call]).toEqual([false, null]);
  });
  test('a card tells as much as it knows', () => {
    const card = {
      id: 's', title: 'S', phase: 'drafting', limit: null, slot: null, announced: null, role: 'chair', name: 'Dagny', organisation: 'Fjord', here: [], words: 0, last: null,
      sections: [], remarks: { all: 0, waiting: 0, unread: 0, read: 0, seq: 0, organisations: 0, by_section: {} }, call: null, organisations: 1, people: 1, dues: [],
      opened: 0, asking: 1, summary_words: 0, summary_approved: false, hand_in_complete: false,
    } satisfies Card;
    expect(asSaid(factsOfCard(card, now), 'home')).toBe('1 person asks for a new link: [People]./people');
    expect(asSaid(factsOfCard({ ...card, asking: 0 }, now), 'home')).toBe('Invite those who write with you: [People]./people');
  });
});
