/** Lengths, roles, phases and status as people say them. */
import type { Limit, Phase, Role, Status } from '../api/types';
import { count } from './time';

/** How many words fit, as the server counts: 3 minutes at 100 a minute are 300. */
export const room = (limit: Limit) => Math.floor((limit.seconds * limit.pace) / 60);

/** "2:41"; a second begun is one, as the server says it. */
export function minutes(seconds: number): string {
  const whole = Math.ceil(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}

export interface Length { words: string; time: string; over: number }

/** "268 of 300 words", "about 2:41 at a calm pace"; without a limit just the words. */
export function length(words: number, limit: Limit | null): Length {
  if (!limit) return { words: count(words, 'word'), time: '', over: 0 };
  const most = room(limit);
  return {
    words: `${words} of ${count(most, 'word')}`,
    time: `about ${minutes((words * 60) / limit.pace)} at a calm pace`,
    over: Math.max(0, words - most),
  };
}

/** A section's fair share of the room, to the nearest five where it has ten, as the template for members says it; none without a limit. */
export function share(limit: Limit | null, sections: number): number | null {
  if (!limit || sections === 0) return null;
  const each = Math.floor(room(limit) / sections);
  return each < 10 ? each : Math.floor((each + 2) / 5) * 5;
}

/** "42 of about 50 words" */
export const portion = (words: number, about: number | null) =>
  about === null ? count(words, 'word') : `${words} of about ${about} words`;

export const phases: Record<Phase, string> = {
  drafting: 'writing',
  'final-reading': 'final reading (pens down)',
  locked: 'locked',
};

export const statusWords = {
  open: 'open',
  'under-discussion': 'under discussion',
  agreed: 'agreed',
  'agreed-pending': 'agreed pending',
} as const;
export const statusLine = (section: Status) =>
  section.status === 'agreed-pending' ? `agreed pending ${section.on}` : statusWords[section.status];

export const roles: Role[] = ['drafter', 'speaker', 'contributor', 'reader', 'chair'];
/** What a role may do, for the one who gives it. */
export const roleMeans: Record<Role, string> = {
  chair: 'invites, sets phases, locks',
  drafter: 'writes the text',
  contributor: 'reads, and remarks for the organisation',
  speaker: 'takes the floor, writes the summary',
  reader: 'reads and downloads',
};

/** Which way a language is written. */
export const direction = (language: string): 'rtl' | 'ltr' => (/^(ar|fa|he|ur|ps|sd|ug|yi|dv)\b/i.test(language) ? 'rtl' : 'ltr');
