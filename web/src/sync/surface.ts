/** What the rest of the page sees of live writing. `LiveStatement` (live.svelte.ts) keeps these as state. */
import type { Millis, SectionText, StatusWord } from '../api/types';

export type DocName = 'text' | 'summary';

/** True by the house's law: `saved` = no number open and nothing on this device beyond what the server has on disk. */
export interface Save {
  state: 'device' | 'sending' | 'saved';
  /** Words not yet saved; 0 with `device` or `sending` means: something was struck out or formatted. */
  words: number;
  /** When the last word of mine was saved, on this page's clock; none yet: null. */
  at: Millis | null;
  /** Not saved for 10 seconds: to be spoken by screen readers. */
  late: boolean;
}

/** Words of an earlier visit that went out just now; shown once. */
export interface Returned { words: number; since: Millis }

/** An older copy of Kyodo's data was put back. `words`: mine that went out again; `kept`: others stand in the panel. */
export interface SetBack { words: number; kept: boolean }

/**
 * connecting: at first. live: others are seen. away: no answer, words stay on this device, tried again by itself.
 * blocked: Kyodo answers but this network lets no live writing through on any road. portal: the network answers in
 * Kyodo's place. ended: see `ending`.
 */
export type Connection = 'connecting' | 'live' | 'away' | 'blocked' | 'portal' | 'ended';

/** What carries live writing: a websocket, or plain requests where none comes through. */
export type RoadName = 'socket' | 'plain';

/** Why live writing ended for good on this page. */
export interface Ending { code: string; sentence: string; /** Offer to reload the page. */ reload: boolean }

/** Somebody whose page is open here, each person once; I am not among them. */
export interface Present {
  person: string;
  name: string;
  organisation: string;
  initials: string;
  /** 1 to 10: `--org-N`, class `oN`. */
  colour: number;
  /** Where the caret stands, if in a section. */
  section: string | null;
}

/** One section as the Doc has it now; hidden sections too. */
export interface SectionNow extends SectionText {
  shown: boolean;
  hint: string;
  status: StatusWord;
  words: number;
}

/** Unsaved words of one place, with the words around them. */
export interface Piece { before: string; words: string; after: string }
export interface RescuedSection { section: string; heading: string; pieces: Piece[]; words: number }
/** Words that came too late or were refused; kept in a store of their own until the person lets go of them. */
export interface Rescue {
  id: string;
  doc: DocName;
  at: Millis;
  code: string;
  sentence: string;
  words: number;
  sections: RescuedSection[];
}

/** What the chair's own page computed from what it shows: goes with the lock. */
export interface CheckCode {
  check_code: string;
  check_code_spoken: string;
  word_hash: string;
  words: number;
  /** Section id → SHA-256 hex: `lock_sections` of the acts request. */
  sections: Record<string, string>;
}
