/** What is said of organisations and roles in the People place. */
import type { Consultative, Role } from '../api/types';

/** Consultative status with ECOSOC. */
export const consultativeWords: Record<Consultative, string> = {
  general: 'General consultative status', special: 'Special consultative status', roster: 'on the Roster',
};

/** What changes at once for somebody who is given this role. */
export const becomes: Record<Role, string> = {
  chair: 'A chair may do everything here: invite and remove people, set phases, lock the text, make and unmake chairs, you among them. Several chairs are good for illness, flights and time zones; make a chair of whom you would hand the text to.',
  drafter: 'Writes in the text, live, with the others; takes up remarks.',
  contributor: 'Reads everything and sends remarks for the organisation; does not touch the text.',
  speaker: 'Takes the floor: writes the summary, fills in the hand-in, reads; does not touch the text.',
  reader: 'Reads and downloads.',
};
