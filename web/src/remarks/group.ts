/** Remarks in order, sorted out and told in numbers. */
import type { OrganisationView, RemarkView, SectionView, View, Waiting } from '../api/types';
import { count } from '../ui/time';

export type Filter = 'all' | 'waiting' | 'decided' | 'new';
export type By = 'section' | 'organisation';
/** `id` is that of the section or organisation; empty: about the whole. */
export interface Group { id: string; name: string; remarks: RemarkView[]; waiting: number; unread: number }

export const waits = (one: RemarkView): boolean => one.decision.decision === 'open';

export function passes(one: RemarkView, filter: Filter): boolean {
  if (filter === 'waiting') return waits(one);
  if (filter === 'decided') return !waits(one);
  return filter === 'all' || one.unread;
}

/** What was heard before, with what was touched since in its place, in the order they were made; what was taken back goes. */
export function caughtUp(heard: RemarkView[], news: RemarkView[]): RemarkView[] {
  const all = new Map([...heard, ...news].map((one) => [one.remark.id, one]));
  return [...all.values()].filter((one) => !one.withdrawn).sort((a, b) => a.at - b.at);
}

/**
 * Asks for what came after the entry `upTo`, page by page, as far as `goal`, the last entry that is known to have touched
 * one. Every page is heard at once: what the first one says is shown before the last one has come.
 */
export async function inPages(
  ask: (after: number) => Promise<RemarkView[]>,
  upTo: number,
  goal: number,
  hear: (news: RemarkView[], upTo: number) => void,
): Promise<void> {
  for (let after = upTo; ; ) {
    const news = await ask(after);
    // Nothing came: all that was touched was taken back, too.
    after = news.reduce((most, one) => Math.max(most, one.seq), news.length === 0 ? Math.max(after, goal) : after);
    hear(news, after);
    if (after >= goal) return;
  }
}

/** As somebody sees them who has read up to an entry: here, or on another device. */
export const readBy = (all: RemarkView[], upTo: number): RemarkView[] =>
  all.map((one) => (one.unread && one.seq <= upTo ? { ...one, unread: false } : one));

/** By section in the paper's order, what is about the whole first; by organisation A–Z. Groups without remarks are left out. */
export function groups(all: RemarkView[], view: Pick<View, 'sections' | 'organisations' | 'language'>, by: By, filter: Filter): Group[] {
  const kept = all.filter((one) => passes(one, filter));
  const under = new Map<string, RemarkView[]>();
  for (const one of kept) {
    const id = by === 'section' ? (one.remark.section ?? '') : one.remark.organisation;
    const there = under.get(id);
    if (there) there.push(one);
    else under.set(id, [one]);
  }
  const names =
    by === 'section'
      ? [{ id: '', name: 'About the whole' }, ...view.sections.map(({ id, title }) => ({ id, name: title }))]
      : alphabetical(view.organisations).map(({ id, name }) => ({ id, name }));
  return names.flatMap(({ id, name }) => {
    const remarks = under.get(id) ?? [];
    return remarks.length === 0 ? [] : [{ id, name, remarks, waiting: remarks.filter(waits).length, unread: remarks.filter((one) => one.unread).length }];
  });
}

export const alphabetical = (all: OrganisationView[]): OrganisationView[] => [...all].sort((a, b) => a.name.localeCompare(b.name));

/** "9 of 47 organisations have sent remarks". */
export function sent(organisations: number, of: number): string {
  if (organisations === 0) return 'No organisation has sent a remark yet';
  return `${organisations} of ${count(of, 'organisation')} ${organisations === 1 ? 'has' : 'have'} sent remarks`;
}

/** Who has not said anything yet, A–Z. */
export function silent(all: RemarkView[], organisations: OrganisationView[]): OrganisationView[] {
  const heard = new Set(all.map((one) => one.remark.organisation));
  return alphabetical(organisations).filter((one) => !heard.has(one.id));
}

/** "3 remarks, 1 waiting, 2 new"; empty where there is none. */
export function inWords(numbers: Waiting | undefined): string {
  if (!numbers || numbers.all === 0) return '';
  return [count(numbers.all, 'remark'), numbers.waiting > 0 ? `${numbers.waiting} waiting` : '', numbers.unread > 0 ? `${numbers.unread} new` : '']
    .filter(Boolean).join(', ');
}

/** "2 remarks waiting, 1 new", for the outline; decided and read ones do not ask for anything. */
export function asking(numbers: Waiting | undefined): string {
  if (!numbers) return '';
  const waiting = numbers.waiting > 0 ? `${count(numbers.waiting, 'remark')} waiting` : '';
  const fresh = numbers.unread > 0 ? (waiting ? `${numbers.unread} new` : count(numbers.unread, 'new remark')) : '';
  return [waiting, fresh].filter(Boolean).join(', ');
}

/**
 * Up to which entry the record may say "read", after some were opened: Kyodo keeps one mark a person, and it must not
 * pass over a remark that nobody opened. Null: nothing new to say.
 */
export function readUpTo(all: RemarkView[], opened: ReadonlySet<string>): number | null {
  const unread = all.filter((one) => one.unread).sort((a, b) => a.seq - b.seq);
  let to: number | null = null;
  for (const one of unread) {
    if (!opened.has(one.remark.id)) break;
    to = one.seq;
  }
  return to;
}

/** Where remarks are shown beside the text: a few a section, in the order they were made: my last one, then those that ask for something. */
export function few(all: RemarkView[], most: number, me = ''): { shown: RemarkView[]; more: number } {
  // One line that says "1 more" takes as much room as a remark.
  if (all.length <= most + 1) return { shown: all, more: 0 };
  const mine = all.findLast((one) => one.by === me);
  const asks = (one: RemarkView) => (one === mine ? -1 : one.unread ? 0 : waits(one) ? 1 : 2);
  const first = [...all].sort((a, b) => asks(a) - asks(b) || a.seq - b.seq).slice(0, most);
  return { shown: all.filter((one) => first.includes(one)), more: all.length - most };
}

export const titleOf = (sections: SectionView[], id: string | null): string =>
  id === null ? 'the whole' : (sections.find((one) => one.id === id)?.title ?? 'a section that is gone');
