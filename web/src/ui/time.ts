/** Times as people say them: "Mon 20 April, 15:00 in Kyoto (08:00 for you)". */
import type { Millis, Slot } from '../api/types';

interface Parts { weekday: string; day: string; month: string; year: string; hour: string; minute: string }

function parts(at: Millis, zone?: string): Parts {
  const format = new Intl.DateTimeFormat('en-GB', {
    ...(zone ? { timeZone: zone } : {}),
    weekday: 'short', day: 'numeric', month: 'long', year: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23',
  });
  const out = {} as Parts;
  for (const { type, value } of format.formatToParts(at)) if (type !== 'literal') out[type as keyof Parts] = value;
  return out;
}

/** A zone this browser knows, or its own. */
function known(zone: string | undefined): string | undefined {
  if (!zone) return undefined;
  try {
    new Intl.DateTimeFormat('en-GB', { timeZone: zone });
    return zone;
  } catch {
    return undefined;
  }
}

const year = (at: Millis, p: Parts) => (Math.abs(at - Date.now()) > 300 * 86_400_000 ? ` ${p.year}` : '');
const day = (p: Parts) => `${p.weekday} ${p.day} ${p.month}`;

/** "15:00" */
export const clock = (at: Millis, zone?: string) => { const p = parts(at, known(zone)); return `${p.hour}:${p.minute}`; };
/** "3 April" */
export const date = (at: Millis, zone?: string) => { const p = parts(at, known(zone)); return `${p.day} ${p.month}${year(at, p)}`; };
/** "Friday 17 April" in the reader's own zone, for letters. */
export const longDate = (at: Millis) =>
  new Intl.DateTimeFormat('en-GB', { weekday: 'long', day: 'numeric', month: 'long' }).format(at);
/** "14:02" today, else "3 April, 14:02". */
export const moment = (at: Millis) => (date(at) === date(Date.now()) ? clock(at) : `${date(at)}, ${clock(at)}`);

/** The moment for the reader, if it is another there: "08:00 for you", "Sun 19 April, 23:00 for you". */
export function forYou(at: Millis, zone: string): string {
  const there = parts(at, known(zone));
  const here = parts(at);
  if (there.hour === here.hour && there.minute === here.minute && there.day === here.day) return '';
  return there.day === here.day ? `${here.hour}:${here.minute} for you` : `${day(here)}, ${here.hour}:${here.minute} for you`;
}

/** "Mon 20 April, 15:00 in Kyoto" */
export function inPlace(at: Millis, slot: Slot | null): string {
  const p = parts(at, known(slot?.zone));
  return `${day(p)}${year(at, p)}, ${p.hour}:${p.minute}${slot ? ` in ${slot.place}` : ''}`;
}

/** Both: "Mon 20 April, 15:00 in Kyoto (08:00 for you)". */
export function both(at: Millis, slot: Slot | null): string {
  const mine = slot ? forYou(at, slot.zone) : '';
  return mine ? `${inPlace(at, slot)} (${mine})` : inPlace(at, slot);
}

/** For letters, which are read elsewhere and later: with the year, and with the other place by name. */
export function inLetters(at: Millis, slot: Slot | null): string {
  const p = parts(at, known(slot?.zone));
  return `${day(p)} ${p.year}, ${p.hour}:${p.minute}${slot ? ` in ${slot.place}` : ''}`;
}
/** "Mon 20 April 2026, 15:00 in Kyoto (08:00 in Vienna)" */
export function bothInLetters(at: Millis, slot: Slot | null): string {
  const mine = slot ? forYou(at, slot.zone) : '';
  const city = Intl.DateTimeFormat().resolvedOptions().timeZone.split('/').at(-1)?.replaceAll('_', ' ') ?? '';
  return mine ? `${inLetters(at, slot)} (${mine.replace(/ for you$/, city === 'UTC' ? ' UTC' : ` in ${city}`)})` : inLetters(at, slot);
}

/** Only the clock in both places: "13:40 in Kyoto (06:40 for you)". */
export function clockBoth(at: Millis, slot: Slot | null): string {
  const there = `${clock(at, slot?.zone)}${slot ? ` in ${slot.place}` : ''}`;
  const mine = slot && clock(at) !== clock(at, slot.zone) ? ` (${clock(at)} for you)` : '';
  return there + mine;
}

/** When speaker's name and summary must be in; none while the slot's time is not known. */
export const due = (slot: Slot | null): Millis | null => (slot?.at == null ? null : slot.at - slot.due_hours * 3_600_000);

/** "25 hours left", "3 days left", "40 minutes left", "past". */
export function left(until: Millis, now: Millis): string {
  const minutes = Math.floor((until - now) / 60_000);
  if (minutes < 0) return 'past';
  if (minutes < 90) return `${count(minutes, 'minute')} left`;
  if (minutes < 72 * 60) return `${count(Math.floor(minutes / 60), 'hour')} left`;
  return `${count(Math.floor(minutes / 1440), 'day')} left`;
}

export const count = (n: number, one: string, many = `${one}s`) => `${n} ${n === 1 ? one : many}`;

/** A local date and time ("2026-04-20", "15:00") in a zone, as UTC milliseconds. */
export function at(dateText: string, timeText: string, zone: string): Millis | null {
  const asUtc = Date.parse(`${dateText}T${timeText || '00:00'}:00Z`);
  if (Number.isNaN(asUtc)) return null;
  let guess = asUtc;
  for (let turn = 0; turn < 3; turn += 1) guess = asUtc - offset(guess, zone); // twice suffices but at a change of clocks
  return guess;
}

/** And back, for fields: ["2026-04-20", "15:00"]. */
export function fields(when: Millis, zone: string): [string, string] {
  const text = new Date(when + offset(when, zone)).toISOString();
  return [text.slice(0, 10), text.slice(11, 16)];
}

function offset(when: Millis, zone: string): number {
  const p = new Intl.DateTimeFormat('en-US', {
    timeZone: known(zone) ?? 'UTC', hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric',
  }).formatToParts(when);
  const n = (type: string) => Number(p.find((part) => part.type === type)?.value ?? 0);
  return Date.UTC(n('year'), n('month') - 1, n('day'), n('hour'), n('minute'), n('second')) - Math.floor(when / 1000) * 1000;
}

/** Places where statements are spoken, first the one this was built for. */
export const places = [
  { place: 'Kyoto', zone: 'Asia/Tokyo' },
  { place: 'Vienna', zone: 'Europe/Vienna' },
  { place: 'Geneva', zone: 'Europe/Zurich' },
  { place: 'New York', zone: 'America/New_York' },
];
/** All zones the browser knows, for "somewhere else". */
export const zones = (): string[] => {
  const all = (Intl as unknown as { supportedValuesOf?: (key: string) => string[] }).supportedValuesOf;
  return all ? all('timeZone') : ['UTC'];
};
