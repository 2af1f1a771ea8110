/** "Next for you": one line for each role, in each phase. */
import type { View } from '../api/types';
import { both, count, due, longDate } from '../ui/time';
import { room } from '../ui/words';
import { address } from './routes';

export interface Next { say: string; link?: { words: string; to: string }; after?: string }

/** `wordsOf` a section; `summary`: words in it. */
export function next(view: View, words: number, wordsOf: (section: string) => number, summary: number): Next {
  const { role } = view.me;
  const dueAt = due(view.slot);
  if (view.read_only) return { say: 'Read and download. Nothing can be written for now.' };

  if (view.phase === 'locked') {
    if (role !== 'chair' && role !== 'speaker') return { say: 'Read the final text, or download it.' };
    return view.slot?.at != null
      ? { say: `Send the final text to the conference service before ${both(dueAt ?? view.slot.at, view.slot)}.` }
      : { say: 'Send the final text to the conference service.' };
  }
  if (view.phase === 'final-reading') {
    if (role === 'chair') return { say: 'Read it once aloud, look at the', link: { words: 'checklist', to: address(view.id, 'final') }, after: ', lock.' };
    const chair = view.people.find((one) => one.role === 'chair' && !one.removed)?.name ?? 'the chair';
    return { say: `Read it once more. If a word is wrong, tell ${chair} now: only the chair corrects.` };
  }

  const summaryLine: Next = {
    say: 'Write the', link: { words: 'short summary', to: address(view.id, 'summary') },
    after: dueAt === null ? ' for the conference service.' : `; it is due ${both(dueAt, view.slot)}.`,
  };
  if (role === 'speaker') {
    if (summary === 0) return summaryLine;
    return view.summary_approved
      ? { say: 'The summary is approved:', link: { words: 'download it', to: address(view.id, 'summary') }, after: ' for the conference service.' }
      : { say: 'Ask the chair to approve the', link: { words: 'summary', to: address(view.id, 'summary') }, after: '.' };
  }
  if (role === 'reader' || role === 'contributor') return { say: 'Read the text as it grows. It changes before your eyes, without moving the line you read.' };

  if (view.announced) return { say: 'End your sentence: the final reading is announced.' };
  const over = view.limit ? words - room(view.limit) : 0;
  const shown = view.sections.filter((section) => section.shown);
  const bare = shown.find((section) => wordsOf(section.id) === 0);
  const writers = view.people.filter((one) => !one.removed && one.id !== view.me.person);
  if (role === 'chair' && writers.length === 0)
    return { say: 'Invite those who write with you:', link: { words: 'People', to: address(view.id, 'people') }, after: '.' };
  if (over > 0) return { say: `Shorten: the text is ${count(over, 'word')} over the limit.` };
  if (bare) return { say: 'Write under', link: { words: `“${bare.title}”`, to: `${address(view.id)}#${bare.id}` }, after: '; nothing stands there yet.' };
  const talk = shown.find((section) => section.status !== 'agreed');
  if (role === 'chair' && !talk) return { say: 'All sections are agreed. Announce the final reading when you are ready.' };
  if (talk) return { say: 'Read', link: { words: `“${talk.title}”`, to: `${address(view.id)}#${talk.id}` }, after: ' and set how far it is.' };
  return { say: 'All sections are agreed. The chair announces the final reading.' };
}

export const untilWords = (ends: number | null) => (ends === null ? '' : `until ${longDate(ends)}`);
