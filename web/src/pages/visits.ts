/** What this device remembers of the last visit to each statement. No word under a heading is kept, and nothing is sent. */
import type { Millis, Phase } from '../api/types';
import { address } from './routes';

export interface Memory {
  person: string;
  /** As shown; unknown of a visit before this was kept. */
  name?: string;
  /** Of the statement, for home to name it when it is open to me no longer. */
  title?: string;
  at: Millis;
  seq: number;
  phase: Phase;
  /** Locks and slips there were; unknown of a visit before this was kept. */
  versions?: number;
  /** In the order of the paper; hidden ones too. `last`: when somebody wrote there last, as Kyodo says. */
  sections: { id: string; title: string; shown: boolean; words: number; hash: string; last?: Millis }[];
  summary: string;
  remarks: number;
}

const key = (id: string) => `kyodo.since.${id}`;
let erased = false;

/** What this device remembers; nothing where it keeps nothing. */
export function recall(id: string): Memory | null {
  try {
    return JSON.parse(localStorage.getItem(key(id)) ?? 'null') as Memory | null;
  } catch {
    return null;
  }
}
export function keep(id: string, memory: Memory): void {
  if (erased) return;
  try {
    localStorage.setItem(key(id), JSON.stringify(memory));
    seen(id, `${memory.person}.${memory.seq}`);
  } catch {
    // a browser that keeps nothing tells nothing the next time
  }
}
/** Where the statement stood, in a cookie of its own place: a page that comes with words leaves room for what is new since. */
function seen(id: string, what: string, days = 400): void {
  document.cookie = `kyodo.seen=${what}; Path=${address(id)}; SameSite=Lax; Max-Age=${days * 86_400}`;
}
/** What is said on a first visit was understood. In a cookie, so that a page that comes with words leaves its room free. */
const SEASONED = 'kyodo.first-visit';
export const seasoned = () => document.cookie.split('; ').includes(`${SEASONED}=1`);
export const season = (days = 400) => {
  document.cookie = `${SEASONED}=1; Path=/; SameSite=Lax; Max-Age=${days * 86_400}`;
};

/** Who leaves and erases closes the page after that: it must not remember once more. */
export function forget(): void {
  erased = true;
  season(0);
  try {
    for (const one of Object.keys(localStorage)) if (one.startsWith(key(''))) seen(one.slice(key('').length), '', 0);
  } catch {
    // as above
  }
}
