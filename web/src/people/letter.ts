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

/** The e-mail with which a link for many goes to a list. */
export function letterForMany(view: View, shared: { role: string; organisation: string | null }, link: string, ends: number | null): Letter {
  const as = shared.organisation ? ` for ${shared.organisation}` : '';
  return {
    subject: `The joint statement of ${view.alliance}`,
    greeting: 'Dear all,',
    lines: [
      `we are writing our joint statement together: “${view.title}”.`,
      `With this link you come in as ${shared.role}${as}${ends === null ? '' : `, until ${longDate(ends)}`}; Kyodo asks for your name:`,
    ],
    link,
    closing: ['No account, no password. You may pass the link on among those it is meant for.'],
    sign: `${view.me.name}, ${view.me.organisation}`,
  };
}

const body = (one: Letter): string => [one.greeting, ...one.lines, one.link, ...one.closing, one.sign].join('\n\n');
export const asText = (one: Letter): string => `Subject: ${one.subject}\n\n${body(one)}`;

/** The same, opened in the reader's own mail program. */
export function mailto(email: string, one: Letter): string {
  const part = (text: string) => encodeURIComponent(text.replaceAll('\n', '\r\n'));
  return `mailto:${encodeURIComponent(email).replaceAll('%40', '@')}?subject=${part(one.subject)}&body=${part(body(one))}`;
}

/** Whether a link with this address opens on other machines. */
export function onlyHere(address: string): boolean {
  try {
    const url = new URL(address);
    return url.protocol !== 'https:' || /^(localhost|127\.|\[::1\]|0\.0\.0\.0)/.test(url.hostname);
  } catch {
    return true;
  }
}
