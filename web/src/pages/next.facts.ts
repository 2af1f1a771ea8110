/** What "Next for you" looks at: the same facts, whether a whole statement is open or its card stands at home. */
import type { Call, Card, DueView, HandIn, Limit, Millis, Phase, RemarkView, Role, Slot, View } from '../api/types';
import { count } from '../ui/time';

export interface Facts {
  id: string;
  role: Role;
  phase: Phase;
  /** Nothing can be written for now. */
  shut: boolean;
  /** When pens go down, if that is announced. */
  announced: Millis | null;
  now: Millis;
  words: number;
  limit: Limit | null;
  slot: Slot | null;
  dues: DueView[];
  /** The headings on the paper, in order. */
  sections: { id: string; title: string; words: number; waiting: number; agreed: boolean }[];
  /** Somebody has said how far a section is. */
  statuses: boolean;
  remarks: { all: number; waiting: number; unread: number };
  /** My own remarks, with what became of them; null while they are not known here. */
  mine: RemarkView[] | null;
  /** Whether my organisation has sent a remark; null while that is not known here. */
  heard: boolean | null;
  call: Call | null;
  summary: { words: number; limit: number; approved: boolean };
  /** What the conference service still has to be told. */
  missing: string[];
  /** First of the chairs. */
  chair: string;
  /** First of the speakers; empty: there is none; null: not known here. */
  speaker: string | null;
  /** Only a chair is told: others in the statement, how many of them opened their link, who ask for a new one. */
  others: number;
  opened: number;
  asking: { who: string; n: number };
}

/** What the service wants filled in; title and language have their own from the statement, delivery may stay open. */
const wanted: [keyof HandIn, string][] = [
  ['organisation', 'organisation'], ['speaker', 'speaker'], ['function', 'function'], ['email', 'e-mail'], ['item', 'agenda item'],
];
/** "speaker, function and e-mail" */
export const listed = (all: string[]) => (all.length < 2 ? (all[0] ?? '') : `${all.slice(0, -1).join(', ')} and ${all.at(-1)}`);
export const missing = (handIn: HandIn): string[] =>
  wanted.filter(([key]) => !String(handIn[key] ?? '').trim()).map(([, name]) => name);

export interface Seen {
  words: number;
  wordsOf: (section: string) => number;
  summaryWords: number;
  remarks: RemarkView[] | null;
  now: Millis;
}

export function factsOf(view: View, seen: Seen): Facts {
  const me = view.me;
  const there = view.people.filter((one) => !one.removed && one.id !== 'kyodo' && one.id !== me.person);
  const names = there.filter((one) => one.asked != null).map((one) => one.name);
  // Whoever holds a link for many has no name here.
  names.push(...(view.shared ?? []).filter((one) => one.asked != null).map(() => `${names.length === 0 ? 'S' : 's'}omebody with a link for many`));
  const shown = view.sections.filter((one) => one.shown);
  const own = seen.remarks?.filter((one) => !one.withdrawn) ?? null;
  const organisation = view.people.find((one) => one.id === me.person)?.organisation ?? '';
  return {
    id: view.id, role: me.role, phase: view.phase, shut: view.read_only !== null, now: seen.now,
    announced: view.announced?.pens_down ?? null,
    words: seen.words, limit: view.limit, slot: view.slot, dues: view.dues,
    sections: shown.map((one) => ({
      id: one.id, title: one.title, words: seen.wordsOf(one.id), waiting: view.remarks.by_section[one.id]?.waiting ?? 0, agreed: one.status === 'agreed',
    })),
    statuses: shown.some((one) => one.status !== 'open'),
    remarks: view.remarks,
    mine: own?.filter((one) => one.by === me.person) ?? null,
    heard: view.remarks.all === 0 ? false : (own?.some((one) => one.remark.organisation === organisation) ?? null),
    call: view.call && view.call.closes > seen.now ? view.call : null,
    summary: { words: seen.summaryWords, limit: view.summary_words, approved: view.summary_approved !== null },
    missing: missing(view.hand_in),
    chair: view.people.find((one) => one.role === 'chair' && !one.removed)?.name ?? 'the chair',
    speaker: view.people.find((one) => one.role === 'speaker' && !one.removed)?.name ?? '',
    others: there.length,
    opened: there.filter((one) => one.opened != null).length,
    asking: { who: listed(names.length > 3 ? [...names.slice(0, 2), `${names.length - 2} more`] : names), n: names.length },
  };
}

/** A card knows less; what it does not know is left out rather than guessed. */
export function factsOfCard(card: Card, now: Millis): Facts {
  return {
    id: card.id, role: card.role, phase: card.phase, shut: false, now,
    announced: card.announced?.pens_down ?? null,
    words: card.words, limit: card.limit, slot: card.slot, dues: card.dues,
    sections: card.sections.map((one) => ({ id: one.id, title: one.title, words: one.words, waiting: card.remarks.by_section[one.id]?.waiting ?? 0, agreed: true })),
    statuses: false,
    remarks: card.remarks, mine: null, heard: card.remarks.all === 0 ? false : null,
    call: card.call && card.call.closes > now ? card.call : null,
    summary: { words: card.summary_words, limit: Number.POSITIVE_INFINITY, approved: card.summary_approved },
    missing: card.hand_in_complete ? [] : ['what the service asks'],
    chair: card.role === 'chair' ? card.name : 'the chair', speaker: null,
    others: Math.max(0, card.people - 1), opened: card.opened, asking: { who: count(card.asking, 'person', 'people'), n: card.asking },
  };
}
