/** What Kyodo tells a page. Field names are those of the server; enum values kebab-case. */

/** Milliseconds since 1970, UTC. */
export type Millis = number;
export type Role = 'chair' | 'drafter' | 'contributor' | 'speaker' | 'reader';
export type Phase = 'drafting' | 'final-reading' | 'locked';
export type StatusWord = 'open' | 'under-discussion' | 'agreed' | 'agreed-pending';

/** Seconds at the podium and words a minute. */
export interface Limit { seconds: number; pace: number }
/** Where and when it is spoken; `at` is unknown while the list of speakers rolls. */
export interface Slot { place: string; zone: string; at: Millis | null; due_hours: number }
export interface Announcement { pens_down: Millis }

/** One statement on the home page. */
export interface Card {
  id: string;
  title: string;
  phase: Phase;
  limit: Limit | null;
  slot: Slot | null;
  announced: Announcement | null;
  role: Role;
  name: string;
  organisation: string;
  here: { person: string; name: string }[];
  words: number;
  last: { name: string; at: Millis } | null;
  /** The headings on the paper. */
  sections: { id: string; title: string; words: number; last: { name: string; at: Millis } | null }[];
  remarks: RemarksView;
  call: Call | null;
  organisations: number;
  people: number;
  dues: DueView[];
  /** Others who have opened their link. */
  opened: number;
  /** Who wait for a new link. */
  asking: number;
  /** Words in the summary. */
  summary_words: number;
  summary_approved: boolean;
  hand_in_complete: boolean;
}

/** What this browser is to Kyodo. */
export interface Me {
  alliance: string | null;
  set_up: boolean;
  founder: { name: string; organisation: string } | null;
  own_device: boolean;
  /** What links begin with. */
  public_address: string;
  /** Whether anybody said that address; else it is the one this page was opened by. */
  public_given: boolean;
  statements: Card[];
}

export interface Invitation {
  statement: { id: string; title: string; alliance: string };
  /** The first chair there is. */
  inviter: { name: string; organisation: string } | null;
  /** Whose link it is; null: a link for many. */
  person: { id: string; name: string; organisation: string; role: Role } | null;
  /** A link for many: as what one comes in, and for whom if that is fixed. */
  shared?: { role: 'contributor' | 'reader'; organisation: string | null };
  ends: Millis | null;
  /** Who this browser already is in that statement. */
  already: { person: string; name: string } | null;
}

export interface Template {
  id: string;
  title: string;
  language: string;
  /** Where the headings are from. */
  source?: string;
  /** Brought by a chair of this Kyodo. */
  own?: boolean;
  sets: { id: string; title: string; sections?: string[] }[];
  sections: { id: string; title: string; hint: string; level: number; printed: boolean }[];
}

export interface NewStatement {
  title: string;
  template: string;
  set: string;
  sections?: string[];
  language: string;
  limit: Limit | null;
  slot: Slot | null;
  summary_words: number;
}

export interface SectionView {
  id: string;
  title: string;
  hint: string;
  level: number;
  printed: boolean;
  shown: boolean;
  status: StatusWord;
  /** What is still missing, where `status` is `agreed-pending`. */
  on?: string;
  last: { by: string; at: Millis } | null;
}

export interface PersonView {
  id: string;
  name: string;
  organisation: string;
  role: Role;
  /** The next four only the chair is told. */
  email?: string;
  opened?: Millis | null;
  links?: { link: string; ends: Millis | null }[];
  /** When they asked for a new link, if they wait for one. */
  asked?: Millis;
  removed: boolean;
  /** The name is of their own giving: they came by a link for many. */
  self_named: boolean;
}

export type Consultative = 'general' | 'special' | 'roster';
export interface OrganisationView { id: string; name: string; initials: string; consultative: Consultative | null }

export interface HandIn {
  organisation: string;
  on_behalf_of: string;
  speaker: string;
  function: string;
  email: string;
  item: string;
  /** Title under which the service lists it; empty: the statement's. */
  title: string;
  /** Language it is read out in, as people say it; empty: the text's. */
  language: string;
  delivery: 'live' | 'video' | null;
}

/** Counted from the slot, or fixed. */
export type When = { 'hours-before': number } | { at: Millis };
/** Something due; `what` is null for speaker and summary, which every service wants (the slot's `due_hours`). */
export interface DueView { what: string | null; when: When; at: Millis | null }

export interface Waiting { all: number; waiting: number; unread: number }
/** Remarks in numbers; `by_section` has what is about the whole under an empty name. */
export interface RemarksView extends Waiting { seq: number; organisations: number; by_section: Record<string, Waiting> }

export type Decision =
  | { decision: 'open' }
  | { decision: 'taken-up'; reason: string }
  | { decision: 'declined'; reason: string };
/** A remark as a page makes it; `id` is of the page's own making. */
export interface NewRemark { id: string; section: string | null; organisation: string; text: string; passage: string; by_email: boolean }
export interface RemarkView {
  remark: NewRemark;
  by: string;
  at: Millis;
  /** The last entry that touched it. */
  seq: number;
  /** Made while a call for input was open. */
  called: boolean;
  decision: Decision;
  decided: [person: string, at: Millis] | null;
  withdrawn: boolean;
  unread: boolean;
}
export interface Call { question: string; closes: Millis }
/** A link for many; who opens it joins with a name of their own giving. */
export interface SharedView { link: string; role: 'contributor' | 'reader'; organisation: string | null; ends: Millis | null }

export interface LockView {
  by: string;
  at: Millis;
  check_code: string;
  /** As people read it: `7K3F-92QX-…`. */
  check_code_spoken: string;
  word_hash: string;
  words: number;
  /** Which lock of this statement this is: 1, 2 after a reopening … */
  version: number;
  because: string;
  /** The slip it put right; null: a lock after a final reading. */
  slip: { reason: string; section: string; before: string; after: string } | null;
}

/** The statement without its words, as far as this person may see it. */
export interface View {
  id: string;
  seq: number;
  text_seq: number;
  generation: number;
  title: string;
  alliance: string;
  language: string;
  phase: Phase;
  announced: Announcement | null;
  me: { person: string; name: string; organisation: string; role: Role; may_write: boolean; may_summarise: boolean };
  sections: SectionView[];
  people: PersonView[];
  organisations: OrganisationView[];
  limit: Limit | null;
  slot: Slot | null;
  hand_in: HandIn;
  summary_words: number;
  summary_approved: string | null;
  lock: LockView | null;
  /** Every text that was ever final, oldest first. */
  versions: LockView[];
  /** The slot had another time before. */
  moved: { from: Millis; at: Millis } | null;
  dues: DueView[];
  remarks: RemarksView;
  call: Call | null;
  /** Only told to the chair. */
  shared?: SharedView[];
  corrections: number;
  reopened: { by: string; at: Millis; reason: string } | null;
  read_only: string | null;
}

export interface Run { text: string; bold?: boolean; italic?: boolean; link?: string | null }
export interface Block { kind: 'paragraph' | 'bullet' | 'number' | 'continued'; level: number; runs: Run[] }
export interface SectionText { id: string; heading: string; level: number; printed: boolean; blocks: Block[] }
export interface Text { sections: SectionText[] }

/** The server's own reading of the words. */
export interface Reading {
  seq: number;
  text: Text;
  check_code: string;
  check_code_spoken: string;
  word_hash: string;
  words: number;
  seconds: number | null;
  summary: { blocks: Block[]; words: number; word_hash: string; limit: number; approved: boolean };
  by_section: Record<string, number>;
}

export interface Checklist {
  warnings: { code: string; sentence: string; section?: string; people?: string[] }[];
  forbids: { code: string; sentence: string } | null;
  words: number;
}

/** One deed, as the journal will hold it. */
export type Act = { act: string } & Record<string, unknown>;

export interface NewPerson { name: string; organisation: string; role: Role; email: string; ends: Millis | null }
