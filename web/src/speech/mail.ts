/** The e-mail that hands a text in: subject as conference services ask for it. Kyodo sends nothing itself. */
import type { View } from '../api/types';
import { bothInLetters, inLetters } from '../ui/time';

export type HandedIn = 'final text' | 'summary';
export interface Mail { subject: string; body: string }

const ways = { live: 'live, in the hall', video: 'recorded video' };

/** `approved`: the summary, by the chair. */
export function mail(view: View, what: HandedIn, approved: boolean): Mail {
  const { hand_in, slot } = view;
  const organisation = oneLine(hand_in.organisation || view.alliance);
  const when = slot?.at != null ? inLetters(slot.at, slot) : (slot?.place ?? '');
  const facts: [string, string][] = [
    ['Statement', hand_in.title || view.title],
    ['Organisation', organisation],
    ['On behalf of', hand_in.on_behalf_of],
    ['Speaker', [hand_in.speaker, hand_in.function].map(oneLine).filter(Boolean).join(', ')],
    ['Agenda item or segment', hand_in.item],
    ['Slot', slot?.at != null ? bothInLetters(slot.at, slot) : when],
    ['Language', hand_in.language],
    ['Delivery', hand_in.delivery ? ways[hand_in.delivery] : ''],
    ['E-mail', hand_in.email],
    ['Check code of the final text', what === 'final text' ? (view.lock?.check_code_spoken ?? '') : ''],
  ];
  const body = [
    'Dear colleagues,',
    '',
    what === 'final text'
      ? 'please find attached the text of our statement, to be checked against delivery.'
      : 'please find attached the short summary of our statement.',
    ...(what === 'summary' && !approved ? ['The summary is not yet approved by our chair; should it change, we send it again.'] : []),
    '',
    ...facts.flatMap(([name, value]) => (oneLine(value) ? [`${name}: ${oneLine(value)}`] : [])),
    '',
    `${view.me.name}, ${view.me.organisation}`,
  ];
  return { subject: [organisation, when, oneLine(hand_in.item)].filter(Boolean).join(' – '), body: body.join('\n') };
}

const oneLine = (text: string) => text.replace(/\s+/gu, ' ').trim();

export const asText = ({ subject, body }: Mail): string => `Subject: ${subject}\n\n${body}`;
/** Lines in a mailto: end with CR LF; a plus sign is a plus sign. */
export const mailto = ({ subject, body }: Mail): string =>
  `mailto:?subject=${encodeURIComponent(subject)}&body=${encodeURIComponent(body.replaceAll('\n', '\r\n'))}`;
