/**
 * Links told on this page. Kyodo tells a secret once and keeps none, so they stand here, in memory alone, until the
 * page is closed; going from place to place keeps them.
 */
import type { Millis } from '../api/types';

export interface Told { person: string; link: string; ends: Millis | null }
/** A link for many; the organisation by its name, null: any. */
export interface ToldMany { link: string; role: 'contributor' | 'reader'; organisation: string | null; ends: Millis | null }

class Links {
  /** In the order they were made, one a person. */
  all = $state.raw<Told[]>([]);
  many = $state.raw<ToldMany[]>([]);
  /** Whose e-mail is shown: a person, or a link for many. */
  chosen = $state('');
  /** Neither copied nor written to a file yet: a person, or a link for many. */
  #open = new Set<string>();

  tell(fresh: Told[]): void {
    if (fresh.length === 0) return;
    const people = new Set(fresh.map((one) => one.person));
    this.all = [...this.all.filter((one) => !people.has(one.person)), ...fresh];
    for (const one of people) this.#open.add(one);
    this.chosen = fresh[0]?.person ?? this.chosen;
    addEventListener('beforeunload', this.#ask);
  }
  tellMany(one: ToldMany): void {
    this.many = [one, ...this.many];
    this.#open.add(one.link);
    this.chosen = one.link;
    addEventListener('beforeunload', this.#ask);
  }
  /** These the chair has now; closing the tab loses nothing of them. */
  taken(which: string[]): void {
    for (const one of which) this.#open.delete(one);
    if (this.#open.size === 0) removeEventListener('beforeunload', this.#ask);
  }
  drop(person: string): void {
    this.all = this.all.filter((one) => one.person !== person);
    this.taken([person]);
  }
  #ask = (event: BeforeUnloadEvent) => event.preventDefault();
}

const statements = new Map<string, Links>();
/** Those of one statement. */
export function linksOf(statement: string): Links {
  const links = statements.get(statement) ?? new Links();
  statements.set(statement, links);
  return links;
}
export type { Links };
