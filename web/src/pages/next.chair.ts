/** What a chair does next. */
import { both, clockBoth, count, due } from '../ui/time';
import { room } from '../ui/words';
import { listed, type Facts } from './next.facts';
import { overLimit, remarksWait, sendSummary, summaryOver, toSend, type Deed } from './next.shared';
import { address } from './routes';

const DAY = 86_400_000;

export function chairDeeds(facts: Facts): Deed[] {
  const asks = asked(facts);
  if (facts.phase === 'locked') return [...asks, ...afterLock(facts)];
  if (facts.phase === 'final-reading') return [...asks, ...reading(facts)];
  return [...asks, ...drafting(facts)];
}

function asked({ id, asking: { who, n } }: Facts): Deed[] {
  if (n === 0) return [];
  const says = `${who} ${n === 1 ? 'asks' : 'ask'} for a new link`;
  return [{
    at: 'people', presses: true, say: `${says}:`, link: { words: 'People', to: address(id, 'people') }, after: '.',
    here: { say: `${says}: make it here, and send the e-mail.` },
  }];
}

function drafting(facts: Facts): Deed[] {
  const { id } = facts;
  const deeds: Deed[] = [];
  if (facts.announced !== null)
    deeds.push({
      at: 'final', presses: true, say: `Pens go down at ${clockBoth(facts.announced, facts.slot)}. Meanwhile look at the`, link: { words: 'checklist', to: address(id, 'final') }, after: '.',
      here: { say: `Pens go down at ${clockBoth(facts.announced, facts.slot)}. Go through what stands here; then you lock.` },
    });
  if (facts.others === 0)
    deeds.push({
      at: 'people', say: 'Invite those who write with you:', link: { words: 'People', to: address(id, 'people') }, after: '.',
      here: { say: 'Add those who write with you, create the links, send each e-mail.' },
    });
  else if (facts.opened === 0)
    deeds.push({
      at: 'people', say: 'Nobody has opened a link yet. Has each e-mail gone out?', link: { words: 'People', to: address(id, 'people') },
      here: { say: 'Nobody has opened a link yet. Send each e-mail; a link that was lost is replaced by a new one.' },
    });
  const dueAt = due(facts.slot);
  const soon = dueAt !== null && dueAt - facts.now < 3 * DAY;
  if (soon) deeds.push(...summary(facts), ...fields(facts));
  deeds.push(...remarksWait(facts), ...overLimit(facts));
  const bare = facts.sections.find((section) => section.words === 0);
  if (bare) deeds.push({ at: 'text', say: 'Write under', link: { words: `“${bare.title}”`, to: `${address(id)}#${bare.id}` }, after: ', or ask who should; nothing stands there yet.' });
  if (!soon) deeds.push(...summary(facts));
  if (facts.remarks.all === 0 && facts.others > 0 && facts.words > 0)
    deeds.push({
      at: 'remarks', say: 'No organisation has sent a remark yet. Ask them:', link: { words: 'Remarks', to: address(id, 'remarks') }, after: '.',
      here: { say: 'No organisation has sent a remark yet. Ask them with a call for input, or send them the draft.' },
    });
  const talk = facts.statuses ? facts.sections.find((section) => !section.agreed && section.words > 0) : undefined;
  if (talk) deeds.push({ at: 'text', say: 'Talk about', link: { words: `“${talk.title}”`, to: `${address(id)}#${talk.id}` }, after: '; it is not agreed yet.' });
  if (facts.words > 0) deeds.push({ at: 'text', say: 'Announce the final reading from the', link: { words: 'text', to: address(id) }, after: ' when everybody is ready.', here: { say: 'Announce the final reading when everybody is ready.' } });
  deeds.push(...fields(facts), ...slotUnknown(facts), ...sendSummary(facts));
  deeds.push({ at: 'people', say: 'Read the', link: { words: 'text', to: address(id) }, after: ' as it grows.', here: { say: 'Add people, or make a new link for somebody who lost theirs.' } });
  return deeds;
}

function reading(facts: Facts): Deed[] {
  const { id } = facts;
  const over = facts.limit ? facts.words - room(facts.limit) : 0;
  const final: Deed = {
    at: 'final', say: 'Read it once aloud, look at the', link: { words: 'checklist', to: address(id, 'final') }, after: ', lock.',
    here: { say: 'Read it once aloud, look at what stands below, lock.' },
  };
  const text: Deed = over > 0
    ? { at: 'text', say: `Shorten it by ${count(over, 'word')}, or lock it as it is: the`, link: { words: 'checklist', to: address(id, 'final') }, after: ' says why.' }
    : { ...final, at: 'text' };
  delete text.here;
  return [final, text, ...remarksWait(facts), ...summary(facts), ...slotUnknown(facts)];
}

/** The summary goes in before the text is final. */
function summary(facts: Facts): Deed[] {
  const { words, approved } = facts.summary;
  const to = address(facts.id, 'summary');
  const dueAt = due(facts.slot);
  const when = dueAt === null ? '.' : dueAt > facts.now ? `; it is due ${both(dueAt, facts.slot)}.` : `; it was due ${both(dueAt, facts.slot)}.`;
  if (words === 0) {
    const missing = { say: 'The short summary for the conference service is missing:', link: { words: 'Speech', to }, after: when };
    const ask = facts.speaker ? { say: `Ask ${facts.speaker} for the`, link: { words: 'short summary', to }, after: when } : missing;
    const here = facts.speaker === '' ? `Write the short summary, or invite a speaker who does${when}` : `Ask ${facts.speaker ?? 'the speaker'} for the short summary, or write it here${when}`;
    return [{ at: 'summary', ...ask, here: { say: here } }];
  }
  if (approved) return [];
  return [
    ...summaryOver(facts),
    { at: 'summary', say: 'Approve the', link: { words: 'summary', to }, after: when, here: { say: `Read the summary and approve it${when}` } },
  ];
}

/** What the service asks besides: the speaker's name goes in before the text is final. */
function fields({ id, missing }: Facts): Deed[] {
  if (missing.length === 0) return [];
  return [{ at: 'summary', say: `The service still needs ${listed(missing)}:`, link: { words: 'fill in', to: `${address(id, 'summary')}#hand-in` }, after: '.' }];
}

function slotUnknown(facts: Facts): Deed[] {
  if (facts.slot?.at != null) return [];
  const to = address(facts.id, 'summary');
  return [{ at: 'summary', say: 'The slot is not known yet. When you hear, set it under', link: { words: 'Speech', to }, after: '; the due times follow.', here: { say: 'The slot is not known yet. Set it when you hear; the due times follow.' } }];
}

function afterLock(facts: Facts): Deed[] {
  const { id, slot, now } = facts;
  if (slot?.at != null && slot.at < now)
    return [{ at: 'locked', say: `The slot was ${both(slot.at, slot)}. The final text stays here to read and to download.` }, ...remarksWait(facts)];
  return [...summary(facts), ...fields(facts), ...toSend(facts), ...slotUnknown(facts), ...remarksWait(facts),
    { at: 'people', say: 'Everything is ready to hand in:', link: { words: 'the files', to: address(id, 'locked') }, after: '.' }];
}
