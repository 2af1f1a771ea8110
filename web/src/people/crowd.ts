/** Everybody in a statement, searched, filtered, by organisation: calm also with five hundred. */
import type { OrganisationView, PersonView, Role, View } from '../api/types';
import type { Present } from '../sync/surface';

export type Standing = 'writing' | 'here' | 'opened' | 'not-opened' | 'asks';
export interface Filter { words: string; role: Role | ''; standing: Standing | '' }
export interface Group { organisation: OrganisationView; people: PersonView[] }

/** Everybody who is in; the program itself is nobody. */
export const everybody = (view: View): PersonView[] => view.people.filter((one) => !one.removed && one.id !== 'kyodo');

const plain = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/** Whether this is true of them now. Only the chair is told who has opened. */
export function stands(person: PersonView, standing: Standing, present: Map<string, Present>): boolean {
  const now = present.get(person.id);
  switch (standing) {
    case 'writing': return now?.section != null;
    case 'here': return now !== undefined;
    case 'opened': return person.opened != null;
    case 'not-opened': return person.opened == null;
    case 'asks': return person.asked !== undefined;
  }
}

/** By organisation, both by their names. Words are looked for in names, organisations and e-mails. */
export function groups(view: View, filter: Filter, present: Map<string, Present>): Group[] {
  const words = plain(filter.words).split(/\s+/u).filter(Boolean);
  const of = new Map(view.organisations.map((one) => [one.id, { organisation: one, people: [] as PersonView[] }]));
  for (const person of everybody(view)) {
    const group = of.get(person.organisation);
    if (!group) continue;
    if (filter.role && person.role !== filter.role) continue;
    if (filter.standing && !(stands(person, filter.standing, present) && !(filter.standing === 'not-opened' && person.id === view.me.person))) continue;
    const text = plain(`${person.name} ${group.organisation.name} ${group.organisation.initials} ${person.email ?? ''}`);
    if (words.every((word) => text.includes(word))) group.people.push(person);
  }
  const by = new Intl.Collator(undefined, { sensitivity: 'base', numeric: true });
  const found = [...of.values()].filter((group) => group.people.length > 0);
  for (const group of found) group.people.sort((a, b) => by.compare(a.name, b.name));
  return found.sort((a, b) => by.compare(a.organisation.name, b.organisation.name));
}
