/** The e-mail that hands a text in: subject as conference services ask for it. */
import type { View } from '../api/types';
import { inPlace } from '../ui/time';

export function toService(view: View, what: 'final text' | 'summary'): string {
  const { hand_in } = view;
  const organisation = hand_in.organisation || view.alliance;
  const when = view.slot?.at != null ? inPlace(view.slot.at, view.slot) : (view.slot?.place ?? '');
  const facts: [string, string][] = [
    ['Statement', view.title],
    ['Organisation', organisation],
    ['On behalf of', hand_in.on_behalf_of],
    ['Speaker', [hand_in.speaker, hand_in.function].filter(Boolean).join(', ')],
    ['Agenda item or segment', hand_in.item],
    ['Slot', when],
    ['E-mail', hand_in.email],
    ['Check code of the final text', what === 'final text' ? (view.lock?.check_code_spoken ?? '') : ''],
  ];
  return [
    `Subject: ${[organisation, when, hand_in.item].filter(Boolean).join(' – ')}`,
    '',
    'Dear colleagues,',
    '',
    what === 'final text' ? 'please find attached the text of our statement, to be checked against delivery.' : 'please find attached the short summary of our statement.',
    '',
    ...facts.filter(([, value]) => value).map(([name, value]) => `${name}: ${value}`),
    '',
    `${view.me.name}, ${view.me.organisation}`,
  ].join('\n');
}
