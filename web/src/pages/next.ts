/**
 * "Next for you": one line, for every role, in every place and phase. Each role has a list of deeds in the order in
 * which they weigh. What presses comes first wherever I am. A place of its own matter speaks of that; the text, from
 * which everything is reached, and home speak of what weighs most.
 */
import { chairDeeds } from './next.chair';
import type { Facts } from './next.facts';
import { contributorDeeds, drafterDeeds, readerDeeds, speakerDeeds } from './next.others';
import type { Deed, Next } from './next.shared';
import type { Place } from './routes';

/** Where the line stands. */
export type At = Place | 'home';

const lists: Record<Facts['role'], (facts: Facts) => Deed[]> = {
  chair: chairDeeds, drafter: drafterDeeds, contributor: contributorDeeds, speaker: speakerDeeds, reader: readerDeeds,
};

const own = new Set<At>(['final', 'summary', 'remarks', 'people']);
export type { Next } from './next.shared';

export function next(facts: Facts, place: At): Next {
  if (facts.shut) return { say: 'Read and download. Nothing can be written for now.' };
  const deeds = lists[facts.role](facts);
  const chosen = deeds.find((one) => one.presses) ?? (own.has(place) ? deeds.find((one) => same(one.at, place)) : undefined) ?? deeds[0];
  if (!chosen) return { say: 'Read the text, or download it.' };
  const said = same(chosen.at, place) && chosen.here ? chosen.here : chosen;
  return {
    say: said.say,
    ...(said.link ? { link: said.link } : {}),
    ...(said.after === undefined ? {} : { after: said.after }),
  };
}

/** The text stands in the draft, on the page of the final reading and, once it is locked, on the locked page. */
const same = (at: Deed['at'], place: At) =>
  at === place || (at === 'locked' && place === 'text') || (at === 'text' && (place === 'locked' || place === 'final'));
