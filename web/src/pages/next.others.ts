/** What a drafter, contributor, speaker or reader does next. */
import { both, clockBoth, due, longDate } from '../ui/time';
import { listed, type Facts } from './next.facts';
import { overLimit, remarksWait, sendSummary, summaryOver, toSend, type Deed } from './next.shared';
import { address } from './routes';

const grows = 'Read the text as it grows. It changes before your eyes, without moving the line you read.';
const final = (facts: Facts): Deed => ({
  at: 'locked', say: 'Read the', link: { words: 'final text', to: address(facts.id, 'locked') }, after: ', or download it.', here: { say: 'Read the final text, or download it.' },
});
const endSentence = ({ id, announced, slot }: Facts): Deed[] =>
  announced === null ? [] : [{
    at: 'text', presses: true, say: `Pens go down at ${clockBoth(announced, slot)}: end your sentence in the`, link: { words: 'text', to: address(id) }, after: '.',
    here: { say: `End your sentence: pens go down at ${clockBoth(announced, slot)}.` },
  }];

export function drafterDeeds(facts: Facts): Deed[] {
  const { id, chair } = facts;
  if (facts.phase === 'locked') return [final(facts), ...remarksWait(facts)];
  if (facts.phase === 'final-reading')
    return [
      { at: 'text', say: 'Read the', link: { words: 'text', to: address(id) }, after: ` once more. If a word is wrong, tell ${chair} now: only the chair corrects.`, here: { say: `Read it once more. If a word is wrong, tell ${chair} now: only the chair corrects.` } },
      ...remarksWait(facts),
    ];
  const bare = facts.sections.find((section) => section.words === 0);
  const talk = facts.statuses ? facts.sections.find((section) => !section.agreed) : undefined;
  return [
    ...endSentence(facts),
    ...(bare ? [{ at: 'text' as const, say: 'Write under', link: { words: `“${bare.title}”`, to: `${address(id)}#${bare.id}` }, after: '; nothing stands there yet.' }] : []),
    ...remarksWait(facts), ...overLimit(facts),
    ...(talk ? [{ at: 'text' as const, say: 'Read', link: { words: `“${talk.title}”`, to: `${address(id)}#${talk.id}` }, after: ' and set how far it is.' }] : []),
    { at: 'text', say: 'Read the', link: { words: 'text', to: address(id) }, after: ` once whole. ${chair === 'the chair' ? 'The chair' : chair} announces the final reading.`, here: { say: `Read it once whole. ${chair === 'the chair' ? 'The chair' : chair} announces the final reading.` } },
  ];
}

/** What became of my remarks, and whether my organisation has been heard: possible in every phase. */
function heard(facts: Facts): Deed[] {
  const { id } = facts;
  const to = address(id, 'remarks');
  const deeds: Deed[] = [];
  const declined = facts.mine?.find((one) => one.unread && one.decision.decision === 'declined');
  const taken = facts.mine?.find((one) => one.unread && one.decision.decision === 'taken-up');
  const under = (section: string | null) => {
    const title = facts.sections.find((one) => one.id === section)?.title;
    return title ? ` under “${title}”` : '';
  };
  if (declined) deeds.push({ at: 'remarks', presses: true, say: `Your remark${under(declined.remark.section)} was declined:`, link: { words: 'read why', to: `${to}#remark-${declined.remark.id}` }, after: '.' });
  if (taken) deeds.push({ at: 'remarks', say: `Your remark${under(taken.remark.section)} was taken up:`, link: { words: 'read how', to: `${to}#remark-${taken.remark.id}` }, after: '.' });
  if (facts.call && facts.heard !== true)
    deeds.push({ at: 'remarks', say: `The alliance asks for input until ${longDate(facts.call.closes)}:`, link: { words: 'answer', to }, after: '.', here: { say: `Answer for your organisation until ${longDate(facts.call.closes)}.` } });
  if (facts.heard === false && facts.phase !== 'locked')
    deeds.push({ at: 'remarks', say: 'Say what your organisation thinks:', link: { words: 'send a remark', to }, after: '.', here: { say: 'Say what your organisation thinks, under a heading or about the whole.' } });
  return deeds;
}

export function contributorDeeds(facts: Facts): Deed[] {
  const mine = heard(facts);
  const to = address(facts.id, 'remarks');
  if (facts.phase === 'locked') return [...mine, final(facts), { at: 'remarks', say: 'Read the', link: { words: 'remarks', to }, after: '.', here: { say: 'Remarks may go on; the final text stays as it is.' } }];
  if (facts.phase === 'final-reading')
    return [...mine.filter((one) => one.presses), {
      at: 'text', say: 'Read the', link: { words: 'text', to: address(facts.id) }, after: ' once more. If a word is wrong, send a remark now: only the chair corrects.',
      here: { say: 'Read it once more. If a word is wrong, send a', link: { words: 'remark', to }, after: ' now: only the chair corrects.' },
    }, ...mine];
  return [...mine, { at: 'text', say: 'Read the', link: { words: 'text', to: address(facts.id) }, after: ' as it grows.', here: { say: grows } }];
}

export function speakerDeeds(facts: Facts): Deed[] {
  const { id, summary, slot, now, chair } = facts;
  const to = address(id, 'summary');
  const dueAt = due(slot);
  const when = dueAt === null ? ' for the conference service.' : dueAt > now ? `; it is due ${both(dueAt, slot)}.` : `; it was due ${both(dueAt, slot)}.`;
  const locked = facts.phase === 'locked';
  const deeds: Deed[] = [];
  if (summary.words === 0) deeds.push({ at: 'summary', say: 'Write the', link: { words: 'short summary', to }, after: when, here: { say: `Write the short summary here${when}` } });
  else if (!summary.approved)
    deeds.push(...summaryOver(facts), { at: 'summary', say: `Ask ${chair} to approve the`, link: { words: 'summary', to }, after: '.', here: { say: `Ask ${chair} to approve the summary: until then the file says that it is not approved.` } });
  if (facts.missing.length > 0)
    deeds.push({ at: 'summary', say: `The service still needs ${listed(facts.missing)}:`, link: { words: 'fill in', to: `${to}#hand-in` }, after: '.' });
  if (locked) {
    if (slot?.at != null && slot.at < now) return [final(facts)];
    if (dueAt === null || dueAt > now) deeds.push(...toSend(facts));
    deeds.push({ at: 'locked', say: 'Practise with the', link: { words: 'reading copy', to: address(id, 'reading') }, after: slot?.at != null ? `: you speak ${both(slot.at, slot)}.` : '.' });
    return deeds;
  }
  deeds.push(...sendSummary(facts));
  deeds.push(facts.phase === 'drafting'
    ? { at: 'text', say: 'Read the', link: { words: 'text', to: address(id) }, after: ' as it grows: you will say it aloud.', here: { say: 'Read the text aloud as it grows. What is hard to say, tell as a remark.' } }
    : { at: 'text', say: 'Read the', link: { words: 'text', to: address(id) }, after: ` aloud. If a word is hard to say, tell ${chair} now.`, here: { say: `Read it aloud. If a word is hard to say, tell ${chair} now: only the chair corrects.` } });
  return deeds;
}

export function readerDeeds(facts: Facts): Deed[] {
  if (facts.phase === 'locked') return [final(facts)];
  const to = address(facts.id);
  if (facts.phase === 'final-reading') return [{ at: 'text', say: 'Read the', link: { words: 'text', to }, after: ' once more; it is locked next.', here: { say: 'Read it once more; it is locked next.' } }];
  return [{ at: 'text', say: 'Read the', link: { words: 'text', to }, after: ' as it grows.', here: { say: grows } }];
}

