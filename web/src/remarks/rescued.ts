/** Words that came too late, as remarks to the chair: one a section, or more where they are many. */
import type { NewRemark, View } from '../api/types';
import type { Rescue } from '../sync/surface';
import { fineText } from '../draft/paste';
import { asSent, portions } from './draft';
import { cut, folded } from './passage';

const WHY: Record<string, string> = {
  locked: 'Written while the text was locked, so not in it:',
  older: 'Saved once, but not in the copy of Kyodo’s data that was put back:',
  'older-others': 'Written by others and saved once, but not in the copy of Kyodo’s data that was put back:',
  'pens-down': 'Written while pens went down, so not in the text:',
};

/** Their ids are those of the rescue: pressing twice, or in two tabs, sends them once. */
export function rescuedRemarks(one: Rescue, view: View): NewRemark[] {
  const organisation = view.people.find((each) => each.id === view.me.person)?.organisation ?? '';
  const why = one.doc === 'summary' && one.code !== 'older-others' ? 'Not in the summary:' : (WHY[one.code] ?? 'Not in the text:');
  let at = 0;
  return one.sections.flatMap(({ section, pieces }) => {
    const words = asSent(fineText(pieces.map((piece) => piece.words).join('\n')));
    const known = one.doc === 'text' && view.sections.some((each) => each.id === section);
    const around = pieces[0] ? folded(pieces[0].before) : '';
    return portions(`${why}\n${words}`).map((text) => ({
      // `r` keeps it apart from ids a page makes by chance.
      id: `r${one.id}-${(at += 1)}`.toLowerCase().replace(/[^a-z0-9-]/gu, '').slice(0, 64),
      section: known ? section : null,
      organisation,
      text,
      passage: cut(around),
      before: '',
      by_email: false,
    }));
  });
}
