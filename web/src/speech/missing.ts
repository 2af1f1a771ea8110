/** What the conference service will ask for, and does not have yet. */
import type { View } from '../api/types';
import { count } from '../ui/time';

export function missing(view: View, summaryWords: number, approved: boolean): string[] {
  const { hand_in } = view;
  const fields: [string, string][] = [
    [hand_in.organisation, 'the registered name of the organisation that speaks'],
    [hand_in.speaker, 'the speaker’s name'],
    [hand_in.function, 'the speaker’s function'],
    [hand_in.email, 'an e-mail address for the service’s questions'],
    [hand_in.item, 'the agenda item or segment'],
  ];
  const over = summaryWords - view.summary_words;
  return [
    ...fields.flatMap(([value, name]) => (value.trim() ? [] : [name])),
    ...(hand_in.delivery ? [] : ['whether it is given live or as a video']),
    ...(view.slot?.at == null ? ['the time of the slot'] : []),
    ...(summaryWords === 0 ? ['the summary'] : []),
    ...(over > 0 ? [`a shorter summary: ${count(over, 'word')} too many`] : []),
    ...(summaryWords > 0 && !approved ? ['the chair’s approval of the summary'] : []),
  ];
}
