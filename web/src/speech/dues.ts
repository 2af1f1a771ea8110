/** Due times in the order in which they come, what the next one is, and what moves when the slot does. */
import type { DueView, Millis, Slot, View, When } from '../api/types';
import { left } from '../ui/time';

/** What every service wants by the slot's `due_hours`. */
export const SERVICE = 'speaker and summary to the service';
const HOUR = 3_600_000;

export interface Due {
  what: string;
  when: When;
  at: Millis | null;
  /** Place in the chair's own list; null: the service's. */
  own: number | null;
}
/** As `set-dues` takes it. */
export interface OwnDue { what: string; when: When }

/** By time; those counted from a slot that is not known yet come last, the earliest first. */
export function inOrder(dues: DueView[]): Due[] {
  let own = 0;
  const all = dues.map(({ what, when, at }) => ({ what: what ?? SERVICE, when, at, own: what === null ? null : own++ }));
  const before = ({ when }: Due) => ('hours-before' in when ? when['hours-before'] : 0);
  return all.sort((a, b) => (a.at ?? Infinity) - (b.at ?? Infinity) || before(b) - before(a));
}

export const ownDues = (dues: DueView[]): OwnDue[] =>
  dues.flatMap(({ what, when }) => (what === null ? [] : [{ what, when }]));

/** The next thing due, the slot itself among them. */
export function coming(view: Pick<View, 'dues' | 'slot'>, now: Millis): { at: Millis; what: string } | null {
  const all = inOrder(view.dues).flatMap(({ what, at }) => (at === null ? [] : [{ at, what: `${what} due` }]));
  if (view.slot?.at != null) all.push({ at: view.slot.at, what: 'the slot' });
  return all.filter(({ at }) => at > now).sort((a, b) => a.at - b.at)[0] ?? null;
}

/** "26 hours left in Kyoto", "passed". */
export function remains(at: Millis, slot: Slot | null, now: Millis): string {
  const said = left(at, now);
  return said === 'past' ? 'passed' : `${said}${slot ? ` in ${slot.place}` : ''}`;
}

/** "24 hours before the slot", "4 days before the slot". */
export function counted(when: When): string {
  if (!('hours-before' in when)) return 'fixed';
  const hours = when['hours-before'];
  if (hours === 0) return 'at the slot';
  return hours >= 48 && hours % 24 === 0 ? `${hours / 24} days before the slot` : `${hours} ${hours === 1 ? 'hour' : 'hours'} before the slot`;
}

/** What alliances usually need; hours before the slot. */
const usual: [string, number][] = [
  ['last remarks of the organisations', 168],
  ['closing of the text', 72],
  ['text for the interpreters', 48],
];
/** Of those, what is not on the list yet, and not past already. */
export function suggested(view: Pick<View, 'dues' | 'hand_in' | 'slot'>, now: Millis): OwnDue[] {
  const slot = view.slot?.at ?? Infinity;
  const there = new Set(view.dues.map(({ what }) => what?.trim().toLowerCase()));
  const all: [string, number][] = view.hand_in.delivery === 'video' ? [...usual, ['video to the service', 96]] : usual;
  return all.filter(([what, hours]) => !there.has(what) && slot - hours * HOUR > now).map(([what, hours]) => ({ what, when: { 'hours-before': hours } }));
}

export interface Move { what: string; from: Millis | null; to: Millis | null; fixed: boolean }
/** What each due time will be with the slot at another time. */
export function moves(view: Pick<View, 'dues'>, slot: Slot | null): Move[] {
  return inOrder(view.dues).map(({ what, when, at, own }) => {
    const hours = own === null ? (slot?.due_hours ?? null) : 'hours-before' in when ? when['hours-before'] : null;
    if (hours === null) return { what, from: at, to: at, fixed: true };
    return { what, from: at, to: slot?.at == null ? null : slot.at - hours * HOUR, fixed: false };
  });
}
