/** Which of the final texts somebody's words are. */
import type { LockView, Text } from '../api/types';
import { wordHash } from '../statement/canonical';
import { compare, type Answer } from './compare';

export interface Version { lock: LockView; text: Text }

export interface Found {
  /** The version whose every word stands there; null: none. */
  version: LockView | null;
  /** As compared with that version, else with the present one. */
  answer: Answer;
}

/** A text that is not the locked one, letter for letter but for its spaces, is no measure. */
const isVersion = ({ lock, text }: Version): boolean => wordHash(text) === lock.word_hash;

/** `versions` oldest first. A later one is asked first: where two have the same words, the newest is meant. */
export function which(versions: Version[], words: string): Found | null {
  const known = versions.filter(isVersion);
  const present = known.at(-1);
  if (!present) return null;
  for (const one of [...known].reverse()) {
    const answer = compare(one.text, words);
    if (answer.same) return { version: one.lock, answer };
  }
  return { version: null, answer: compare(present.text, words) };
}
