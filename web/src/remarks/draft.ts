/** A remark before it is sent: how it stands on the device, and what would not be taken. */
import { Trouble } from '../api/client';
import { count } from '../ui/time';

/** Most signs of a remark, as the record takes it. */
export const LONGEST = 4_000;
export const draftName = (section: string | null) => `remark.${section ?? ''}`;

export interface Begun { text: string; passage: string; before: string; organisation: string }

export function readDraft(kept: string): Begun {
  const none = { text: '', passage: '', before: '', organisation: '' };
  if (!kept) return none;
  try {
    return { ...none, ...(JSON.parse(kept) as Partial<Begun>) };
  } catch {
    return { ...none, text: kept }; // whatever it is, it is somebody's words
  }
}

/** As it is sent: what a table or a Word file brings along as tab or line break is a blank or a line. */
export const asSent = (text: string): string => text.replace(/\r\n?|[\u000B\u2028\u2029]/gu, '\n').replace(/\t/gu, ' ').trim();

/** What Kyodo would refuse, said before it is asked: also where there is no way to it now. */
export function fault(words: string): Trouble | null {
  const text = asSent(words);
  const signs = [...text].length;
  if (signs === 0) return new Trouble('field', 'There is not a word in it yet.', 0);
  if (signs > LONGEST) return new Trouble('field', `The remark is ${count(signs - LONGEST, 'character')} too long: ${LONGEST} are the most. Make two of it, one a section perhaps.`, 0);
  // eslint-disable-next-line no-control-regex
  const odd = /[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u2028\u2029\u202A-\u202E\u2066-\u2069\uFFFE\uFFFF]/u.exec(text)?.[0];
  if (odd === undefined) return null;
  const code = `U+${(odd.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
  return new Trouble('field', `The remark has a sign that cannot be printed (${code}): it would make the words show in another order or not at all. Take it out, then send. Your words are kept.`, 0);
}

/** Long words in pieces that each fit, parted at paragraphs and blanks where they can be. */
export function portions(text: string, most = LONGEST): string[] {
  const out: string[] = [];
  let rest = [...text.trim()];
  while (rest.length > most) {
    const head = rest.slice(0, most).join('');
    const at = Math.max(head.lastIndexOf('\n'), head.lastIndexOf(' '));
    const piece = at > most / 2 ? head.slice(0, at) : head;
    out.push(piece.trim());
    rest = [...rest.join('').slice(piece.length).trim()];
  }
  if (rest.length > 0) out.push(rest.join(''));
  return out;
}
