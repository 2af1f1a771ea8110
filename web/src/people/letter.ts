/** The e-mail a chair sends with a link. Kyodo sends nothing itself. */
import type { PersonView, View } from '../api/types';
import { longDate } from '../ui/time';
import { minutes } from '../ui/words';

export interface Letter { subject: string; greeting: string; lines: string[]; link: string; closing: string[]; sign: string }

export function letter(view: View, to: Pick<PersonView, 'name' | 'role'> & { organisation: string }, link: string, ends: number | null): Letter {
  const place = view.slot ? ` in ${view.slot.place}` : '';
  const time = view.limit ? `${minutes(view.limit.seconds).replace(/:00$/, '')} minutes` : 'a slot';
  const until = ends === null ? '' : `, until ${longDate(ends)}`;
  return {
    subject: `Your place in the joint statement of ${view.alliance}`,
    greeting: `Dear ${to.name},`,
    lines: [
      `our alliance has ${time}${place}, and we are writing the text together: “${view.title}”.`,
      `You are a ${to.role} for ${to.organisation}${until}. This is your link:`,
    ],
    link,
    closing: ['One click, no account, no password. The link is yours alone; please do not pass it on.'],
    sign: `${view.me.name}, ${view.me.organisation}`,
  };
}

export const asText = (one: Letter): string =>
  [`Subject: ${one.subject}`, one.greeting, ...one.lines, one.link, ...one.closing, one.sign].join('\n\n');

/** Whether a link with this address opens on other machines. */
export function onlyHere(address: string): boolean {
  try {
    const url = new URL(address);
    return url.protocol !== 'https:' || /^(localhost|127\.|\[::1\]|0\.0\.0\.0)/.test(url.hostname);
  } catch {
    return true;
  }
}
