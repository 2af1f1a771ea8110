/** Deeds that more than one role has. */
import { both, count, due, left } from '../ui/time';
import { room } from '../ui/words';
import type { Facts } from './next.facts';
import { address, type Place } from './routes';

export interface Next { say: string; link?: { words: string; to: string }; after?: string }
export interface Deed extends Next {
  /** Where it is done. */
  at: Place;
  /** How it is said where it is done. */
  here?: Next;
  /** Comes first wherever I am. */
  presses?: boolean;
}

/** Where remarks wait first: under a heading, or about the whole. */
function firstWaiting(facts: Facts): { section: string | null; title: string; n: number } {
  const one = facts.sections.find((section) => section.waiting > 0);
  return one ? { section: one.id, title: one.title, n: one.waiting } : { section: null, title: '', n: facts.remarks.waiting };
}
const waits = (n: number) => `${count(n, 'remark')} ${n === 1 ? 'waits' : 'wait'} for a decision`;

export function remarksWait(facts: Facts): Deed[] {
  if (facts.remarks.waiting === 0) return [];
  const { section, title, n } = firstWaiting(facts);
  const to = section ? `${address(facts.id, 'remarks')}#on-${section}` : address(facts.id, 'remarks');
  if (!section) return [{ at: 'remarks', say: `${waits(n)}:`, link: { words: 'Remarks', to }, after: '.', here: { say: `${waits(n)}: take up or decline, with a reason.` } }];
  return [{
    at: 'remarks', say: `${waits(n)} under`, link: { words: `“${title}”`, to }, after: '.',
    here: { say: `${waits(n)} under`, link: { words: `“${title}”`, to }, after: ': take up or decline, with a reason.' },
  }];
}

export function overLimit(facts: Facts): Deed[] {
  const over = facts.limit ? facts.words - room(facts.limit) : 0;
  if (over <= 0) return [];
  return [{ at: 'text', say: 'Shorten the', link: { words: 'text', to: address(facts.id) }, after: `: it is ${count(over, 'word')} over the limit.`, here: { say: `Shorten: the text is ${count(over, 'word')} over the limit.` } }];
}

export function summaryOver({ id, summary }: Facts): Deed[] {
  const over = summary.words - summary.limit;
  if (!(over > 0)) return [];
  return [{ at: 'summary', say: 'Shorten the', link: { words: 'summary', to: address(id, 'summary') }, after: `: it is ${count(over, 'word')} over what the service takes.`, here: { say: `Shorten the summary by ${count(over, 'word')}: the service takes ${summary.limit}.` } }];
}

/** Approved, and the service has all it asks for: it goes in before the text is final. */
export function sendSummary({ id, summary, missing, slot }: Facts): Deed[] {
  if (summary.words === 0 || !summary.approved || missing.length > 0) return [];
  const dueAt = due(slot);
  const when = dueAt === null ? '.' : ` before ${both(dueAt, slot)}.`;
  return [{
    at: 'summary', say: 'The summary is approved:', link: { words: 'send it to the conference service', to: address(id, 'summary') }, after: when,
    here: { say: `The summary is approved. Send it to the conference service${when}` },
  }];
}

/** Conference copy and e-mail to the service, by when. */
export function toSend(facts: Facts): Deed[] {
  const { slot, now } = facts;
  const at = slot?.at ?? null;
  const dueAt = due(slot);
  const until = dueAt !== null && dueAt > now ? dueAt : at;
  const when = until === null ? '' : ` before ${both(until, slot)}, ${left(until, now)}`;
  return [{
    at: 'summary', say: `Send the final text to the conference service${when}:`, link: { words: 'copy the e-mail', to: address(facts.id, 'summary') }, after: '.',
    here: { say: `Download the conference copy, copy the e-mail, send both to the conference service${when}.` },
  }];
}
