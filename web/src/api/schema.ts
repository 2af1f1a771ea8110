/** What Kyodo answers and takes: written by `cargo xtask codegen` from the description of its API. */

/** What can be done to a statement. Closed: a kind this program does not know makes a journal read-only. */
export type Act =
  /** The first entry of every journal. */
  | Create & { act: 'create' }
  /** A new title for the statement. */
  | { title: string; act: 'set-title' }
  /** The length allowed; none: not known yet. */
  | { limit?: Limit | null; act: 'set-limit' }
  /** When and where it is spoken; none: not known yet. */
  | { slot?: SentSlot | null; act: 'set-slot' }
  /** What the conference service needs to know besides the words. */
  | { hand_in: SentHandIn; act: 'set-hand-in' }
  /** A section of the template that stood hidden is shown, or the other way round. */
  | { section: SectionId; shown: boolean; act: 'show-section' }
  /** A section of the chair's own, with one empty paragraph that the program seeds behind it. */
  | { section: Section; before?: SectionId | null; act: 'add-section' }
  /** Another heading over the same words. */
  | { section: SectionId; heading: Headline; act: 'set-heading' }
  /** Another place on the paper. */
  | { section: SectionId; before?: SectionId | null; act: 'move-section' }
  /** How far the section is. */
  | { section: SectionId; status: Status; act: 'set-status' }
  /** An organisation joins. */
  | { organisation: Organisation; act: 'add-organisation' }
  /** An organisation's registered name or status was not right. */
  | { organisation: Organisation; act: 'set-organisation' }
  /** A person joins. */
  | { person: Person; act: 'add-person' }
  /** A person's rights change, at once. */
  | { person: PersonId; role: Role; act: 'change-role' }
  /** A person's access ends, at once, and every link with it. */
  | { person: PersonId; act: 'remove-person' }
  /** A personal link was made. The link itself is never stored, only its hash. */
  | { person: PersonId; link: LinkHash; ends?: Millis | null; act: 'make-link' }
  /** A personal link was opened for the first time. */
  | { person: PersonId; act: 'open-link' }
  /** A link for many was made: who opens it gives a name and joins. */
  | { link: LinkHash; shared: SentShared; act: 'make-shared-link' }
  /** Somebody who opened a link for many joins, with a name of their own giving and a personal link from then on. */
  | { shared: LinkHash; person: Person; organisation?: Organisation | null; link: LinkHash; act: 'join' }
  /** Whose link has ended asks the chair for a new one. */
  | { person: PersonId; act: 'ask-for-link' }
  /** Somebody who holds a link for many that has ended asks the chair for a new one; written by the program. */
  | { link: LinkHash; act: 'ask-for-shared-link' }
  /** A link is worth nothing any more; sessions opened by it end. Of a link for many that ended and is asked for: there will be no new one. */
  | { link: LinkHash; act: 'end-link' }
  /** Pens go down at a time to come. */
  | Announcement & { act: 'announce-final-reading' }
  /** Drafting goes on after all. */
  | { act: 'cancel-final-reading' }
  /** Pens are down: from here only the chair corrects. */
  | { act: 'begin-final-reading' }
  /** From final reading back to drafting. */
  | { reason: string; act: 'resume-drafting' }
  /** The final text. */
  | Lock & { act: 'lock' }
  /** The locked text is taken back to drafting; the generation rises. */
  | { reason: string; act: 'reopen' }
  /** The chair stands by these words of the summary; falls when they change. */
  | { words: string; act: 'approve-summary' }
  /** A slip in the locked text is put right: the edit is the entry behind this one. */
  | Slip & { act: 'correct' }
  /** By when what is due. */
  | { dues: Due[]; act: 'set-dues' }
  /** Member organisations are asked for input. */
  | { call: Call; act: 'open-call' }
  /** No more input is asked for. */
  | { act: 'close-call' }
  /** Somebody remarks. */
  | { remark: SentRemark; act: 'add-remark' }
  /** A remark is taken up, declined, or open once more. */
  | { remark: RemarkId; decision: SentDecision; act: 'decide-remark' }
  /** Who made a remark takes it back. */
  | { remark: RemarkId; act: 'withdraw-remark' }
  /** Somebody has read the remarks. */
  | { up_to: number; act: 'read-remarks' };

/** What is to be done to a statement. */
export interface Acts {
  /** In order, up to 500; all of them or none. */
  acts: Act[];
  /** With a lock: the hash of each section as her page shows it, so that a refusal can name the one that changed. */
  lock_sections?: Record<string, string>;
}

/** Whom a browser is in a statement. */
export interface Already {
  /** Within the statement. */
  person: PersonId;
  /** As shown. */
  name: string;
  /** Its registered name. */
  organisation: string;
}

/** Final reading, said before it comes. */
export interface Announcement {
  /** When the pages stop taking words. The phase follows up to 5 s later, when all have flushed. */
  pens_down: Millis;
}

/** Who asks for a new link. */
export interface AskForLink {
  /** The link that ended … */
  token?: string;
  /** … or the statement that this browser was in by it. */
  statement?: StatementId;
}

/** One paragraph. */
export interface Block {
  /** What kind. */
  kind: BlockKind;
  /** 0 for a paragraph, 1 and more for the depth of a list. */
  level: number;
  /** Stretches of equal marks, never two alike side by side, never empty. */
  runs: Run[];
}

/** What kind of paragraph. */
export type BlockKind = 'paragraph' | 'bullet' | 'number' | 'continued';

/** A call for input to the member organisations. */
export interface Call {
  /** What is asked; 1 to 2,000 characters, in lines. */
  question: string;
  /** Closing date: after it remarks still count, and are late. */
  closes: Millis;
}

/** One statement on the home page. */
export interface Card {
  /** The statement. */
  id: string;
  /** Its title. */
  title: string;
  /** Where it stands. */
  phase: Phase;
  /** If known. */
  limit: Limit | null;
  /** If known. */
  slot: Slot | null;
  /** A final reading announced and not begun. */
  announced: Announcement | null;
  /** What I may there. */
  role: Role;
  /** Who I am there. */
  name: string;
  /** Its registered name. */
  organisation: string;
  /** Who has it open. */
  here: Present[];
  /** Words of the printed text. */
  words: number;
  /** Who wrote last. */
  last: Written | null;
  /** The headings on the paper. */
  sections: CardSection[];
  /** Remarks in numbers. */
  remarks: RemarksView;
  /** The call for input that is open. */
  call: Call | null;
  /** By when what is due. */
  dues: DueView[];
  /** How many. */
  organisations: number;
  /** How many, who were removed not counted. */
  people: number;
  /** Others who have opened their link: who is in the statement as its first chair opened nothing. */
  opened: number;
  /** Who wait for a new link. */
  asking: number;
  /** Words of the summary. */
  summary_words: number;
  /** The chair stands by them. */
  summary_approved: boolean;
  /** A conference service has all it asks for. */
  hand_in_complete: boolean;
}

/** One heading on a card. */
export interface CardSection {
  /** The section. */
  id: SectionId;
  /** Its heading. */
  title: string;
  /** Words under it. */
  words: number;
  /** Who wrote there last. */
  last: Written | null;
}

/** What stands in the way of a lock, and the codes it is compared by. */
export interface Checklist {
  /** In the order in which they weigh. */
  warnings: Warning[];
  /** Why there can be no lock: only of an empty text. */
  forbids: Refused | null;
  /** Words of the text that is shown. */
  words: number;
  /** The last entry that touched the printed text. */
  text_seq: number;
  /** SHA-256 of the canonical text, hex. */
  check_code: string;
  /** Hash of each section that is not empty. */
  sections_hash: Record<string, string>;
}

/** A short code, told once. */
export interface Code {
  /** As people type it: `abcd-2345`. */
  code: string;
  /** When it is good no more. */
  until: Millis;
}

/** The part of a view that is the same for all chairs, and the same for everybody else. */
export interface Common {
  /** The statement. */
  id: string;
  /** Sequence of the last entry counted here. */
  seq: number;
  /** Sequence of the last entry that touched the printed text: what a lock is compared with. */
  text_seq: number;
  /** Rises at reopening, restore, repair and schema changes. */
  generation: number;
  /** Title. */
  title: string;
  /** The alliance's name. */
  alliance: string;
  /** BCP 47. */
  language: string;
  /** Where it stands. */
  phase: Phase;
  /** A final reading announced and not begun. */
  announced: Announcement | null;
  /** All sections in order, hidden ones too. */
  sections: SectionView[];
  /** Everybody in it. */
  people: PersonView[];
  /** Every organisation, in the order they joined: the index gives colour `--org-(1 + i % 10)`. */
  organisations: OrganisationView[];
  /** If known. */
  limit: Limit | null;
  /** If known. */
  slot: Slot | null;
  /** Hand-in fields. */
  hand_in: HandIn;
  /** Words a summary may have. */
  summary_words: number;
  /** Word hash the chair approved, if those are still the words. */
  summary_approved: string | null;
  /** The lock, when locked. */
  lock: LockView | null;
  /** Every text that was ever final, oldest first; the last is `lock`, when locked. */
  versions: LockView[];
  /** The slot had another time before. */
  moved: Moved | null;
  /** By when what is due, speaker and summary first, in order. */
  dues: DueView[];
  /** The call for input that is open. */
  call: Call | null;
  /** Links for many that still open, and those that ended and are asked for. Only told to the chair. */
  shared?: SharedView[];
  /** Entries of the final reading, by which the chair corrected: how many. */
  corrections: number;
  /** The last reason for reopening or resuming, with who and when. */
  reopened: Reason | null;
  /** Set where the journal is damaged or from a newer Kyodo: everything is read-only, and why. */
  read_only: string | null;
  /** Set while nothing can be saved: why. Words stay on the pages, and are sent when that is over. */
  cannot_save: string | null;
}

/** Consultative status with the Economic and Social Council of the UN. */
export type Consultative = 'general' | 'special' | 'roster';

/** A slip in the locked text that is to be put right. */
export interface Correction {
  /** Where. */
  section: SectionId;
  /** Which paragraph of it, from 0. */
  block: number;
  /** How it is to read: at most six words struck out, and six put in. */
  after: string;
  /** Why, for everybody to read; 1 to 1,000 characters. */
  reason: string;
  /** Check code of the text that is corrected. */
  of: string;
}

/** The first entry: what the statement starts from. */
export interface Create {
  /** 1 to 300 characters. */
  title: string;
  /** The alliance in whose name it is. */
  alliance: string;
  /** BCP 47, of the text. */
  language: string;
  /** Id of the template it came from. */
  template: string;
  /** All sections in order, hidden ones too. */
  sections: Section[];
  /** The first chair. */
  chair: Person;
  /** Her organisation. */
  organisation: Organisation;
  /** Length allowed, if known. */
  limit?: Limit | null;
  /** Slot, if known. */
  slot?: SentSlot | null;
  /** Words a summary may have; the service's rule. */
  summary_words: number;
}

/** The statement that was made. */
export interface Created {
  /** Its id. */
  id: StatementId;
}

/** What was decided about a remark. */
export type Decision =
  /** Nothing yet. */
  | { decision: 'open' }
  /** The text says it, or will. */
  | { reason: string; decision: 'taken-up' }
  /** The text will not say it. */
  | { reason: string; decision: 'declined' };

/** How a statement is given. */
export type Delivery = 'live' | 'video';

/** Something due. */
export interface Due {
  /** What: "text for the interpreters", 1 to 120 characters. */
  what: string;
  /** When. */
  when: When;
}

/** Something due. */
export interface DueView {
  /** What; none: speaker and summary, which every service wants. */
  what: string | null;
  /** As it was said. */
  when: When;
  /** In time; none while the slot is not known. */
  at: Millis | null;
}

/** A statement that is not open to this browser any more. No word of it is told, nor its title. */
export interface Ended {
  /** The statement. */
  id: string;
  /** Who ended the access, by name; none: its link came to its end. */
  by: string | null;
  /** When somebody ended it. */
  at: Millis | null;
}

/** Where this browser was let in. */
export interface Entered {
  /** The statement. */
  id: StatementId;
}

/** Whom a link for many is for. */
export interface ForMany {
  /** What they may who join by it. */
  role: Role;
  /** Registered name of their organisation; none: they name it. */
  organisation: string | null;
}

/** Who set Kyodo up. */
export interface Founder {
  /** As shown. */
  name: string;
  /** Its registered name. */
  organisation: string;
}

/** Hand-in fields; each may be empty while it is not known. In every phase, the lock included: a speaker falls ill. */
export interface HandIn {
  /** Registered name of the organisation that speaks. */
  organisation: string;
  /** In whose name. */
  on_behalf_of: string;
  /** Who takes the floor. */
  speaker: string;
  /** The speaker's function. */
  function: string;
  /** For the service's questions. */
  email: string;
  /** Agenda item or segment. */
  item: string;
  /** Title under which the service lists it; empty: the statement's. */
  title: string;
  /** Language it is read out in, as people say it; empty: the text's. */
  language: string;
  /** How it reaches the room, if that is known. */
  delivery: Delivery | null;
}

/** How a section is headed; its id, its place and its words stay. */
export interface Headline {
  /** As printed, 1 to 300 characters. */
  title: string;
  /** What belongs there. */
  hint?: string;
  /** 1 or 2. */
  level: number;
  /** Whether it is printed. */
  printed: boolean;
}

/** What a link opens, for whom. */
export interface Invitation {
  /** Into what. */
  statement: InvitedTo;
  /** The first chair there is. */
  inviter: Named | null;
  /** Whose link it is; none: a link for many. */
  person: Invited | null;
  /** A link for many: as what, for whom. */
  shared: ForMany | null;
  /** When it ends; none: it does not. */
  ends: Millis | null;
  /** Who this browser already is in that statement. */
  already: Already | null;
}

/** Who is to come into the statement. */
export interface Invite {
  /** 1 to 200; all of them or none. */
  people: NewPerson[];
}

/** Whose link it is. */
export interface Invited {
  /** Within the statement. */
  id: PersonId;
  /** As shown. */
  name: string;
  /** Its registered name. */
  organisation: string;
  /** What the person may. */
  role: Role;
}

/** The statement a link leads to. */
export interface InvitedTo {
  /** Its id. */
  id: StatementId;
  /** Its title. */
  title: string;
  /** The alliance's name. */
  alliance: string;
}

/** Somebody who joins by a link for many. */
export interface Join {
  /** What stands behind the `#` of its address. */
  token: string;
  /** Of their own giving, 1 to 120 characters. */
  name: string;
  /** Registered name, found or added; where the link is for one organisation, it does not count. */
  organisation?: string;
  /** May be empty. */
  email?: string;
  /** Somebody's own device keeps its session for 400 days; another until its browser closes, or for 14. */
  own_device?: boolean;
  /** Take the place of whom this browser is in that statement. */
  replace?: boolean;
}

/** Somebody new, and the personal link that is theirs from now on. */
export interface Joined {
  /** The statement. */
  id: StatementId;
  /** Told once; the secret stands behind the `#`. */
  link: string;
}

/** The newest edit of a section. */
export interface LastEdit {
  /** Who. */
  by: PersonId;
  /** When. */
  at: Millis;
}

/** How long the speaker may speak, and how fast. */
export interface Limit {
  /** Seconds at the podium, 30 to 7,200. */
  seconds: number;
  /** Words a minute, 60 to 240. Interpreters ask for 100. */
  pace: number;
}

/** A link, told once. */
export interface Link {
  /** Where it leads; the secret stands behind the `#`. */
  link: string;
}

/** SHA-256 of a link's secret, lower-case hex. */
export type LinkHash = string;

/** A link, without its secret. */
export interface LinkView {
  /** Hash. */
  link: string;
  /** When it ends. */
  ends: Millis | null;
}

/** Links, told once. */
export interface Links {
  /** In the order in which they were asked for. */
  people: PersonLink[];
}

/** The lock: which text, by whose eyes, and what stood in the way. */
export interface Lock {
  /** Sequence of the last entry that touched the text, as the chair's page saw it. */
  text_seq: number;
  /** SHA-256 of the canonical text `kyodo-text/1`, hex, computed by her browser and by the room alike. */
  check_code: string;
  /** SHA-256 of the bare words, hex: what a re-saved Word file can be compared by. */
  word_hash: string;
  /** Words in the printed sections. */
  words: number;
  /** "Lock anyway, because …"; empty where nothing stood in the way. */
  because?: string;
  /** Codes of the checklist's warnings that stood when it was locked. */
  warnings?: string[];
}

/** The lock, as the locked page shows it. */
export interface LockView {
  /** Who. */
  by: PersonId;
  /** When. */
  at: Millis;
  /** Hex. */
  check_code: string;
  /** As people read it: `7K3F-92QX-…`. */
  check_code_spoken: string;
  /** Hex. */
  word_hash: string;
  /** In the printed text. */
  words: number;
  /** Which lock of this statement this is: 1, 2 after a reopening … */
  version: number;
  /** Why it was locked all the same. */
  because: string;
  /** The slip it put right; none: a lock after a final reading. */
  slip: SlipView | null;
}

/** A link that is to be looked at. */
export interface LookAtLink {
  /** What stands behind the `#` of its address. */
  token: string;
}

/** A set-up link that is to be looked at. */
export interface LookAtSetUp {
  /** What stands behind the `#` of its address. */
  token: string;
}

/** What this browser is to Kyodo. */
export interface Me {
  /** Whether an alliance has its name. */
  set_up: boolean;
  /** The alliance's name. */
  alliance: string | null;
  /** Somebody's own device. */
  own_device: boolean;
  /** Who set Kyodo up, if that is who asks. */
  founder: Founder | null;
  /** Somebody said which address others open. */
  public_given: boolean;
  /** Who started Kyodo said it: it cannot be changed in a page. */
  public_fixed: boolean;
  /** What links begin with. */
  public_address: string;
  /** One a statement that this browser is in. */
  statements: Card[];
  /** One a statement that this browser was in, until its access ended. */
  ended: Ended[];
}

/** Milliseconds since 1970-01-01 UTC. */
export type Millis = number;

/** The slot has another time than before. */
export interface Moved {
  /** What it was. */
  from: Millis;
  /** When it was said. */
  at: Millis;
}

/** Who the page belongs to. */
export interface Myself {
  /** Within the statement. */
  person: PersonId;
  /** As shown. */
  name: string;
  /** Its registered name. */
  organisation: string;
  /** What I may. */
  role: Role;
  /** Whether I may write in the text now. */
  may_write: boolean;
  /** Whether I may write the summary now. */
  may_summarise: boolean;
}

/** Somebody, by name. */
export interface Named {
  /** As shown. */
  name: string;
  /** Its registered name. */
  organisation: string;
}

/** One more link for somebody. */
export interface NewLink {
  /** When it ends; none: it does not. */
  ends?: Millis | null;
}

/** Somebody who is to come into the statement. */
export interface NewPerson {
  /** 1 to 120 characters. */
  name: string;
  /** Registered name; found or added. */
  organisation: string;
  /** What the person may. */
  role: Role;
  /** For the invitation; may be empty. */
  email?: string;
  /** When the link ends; none: it does not. */
  ends?: Millis | null;
}

/** A link for many that is to be made. */
export interface NewSharedLink {
  /** Contributor or reader. */
  role: Role;
  /** For the people of this organisation; none: they name theirs. */
  organisation?: OrganisationId | null;
  /** When it ends; none: it does not. */
  ends?: Millis | null;
}

/** A statement that is to be made. */
export interface NewStatement {
  /** 1 to 300 characters. */
  title: string;
  /** Id of the template. */
  template: string;
  /** Which choice of its headings. */
  set: string;
  /** Headings chosen one by one, in place of a set. */
  sections?: SectionId[];
  /** BCP 47, of the text. */
  language: string;
  /** If known. */
  limit?: Limit | null;
  /** If known. */
  slot?: SentSlot | null;
  /** Words a summary may have; 100 unless told. */
  summary_words?: number;
}

/** A template of the alliance's own. */
export interface NewTemplate {
  /** The file, TOML, up to 256 KiB. */
  text: string;
}

/** A remark and what became of it. */
export interface Noted {
  /** As it was made. */
  remark: Remark;
  /** Who made it, or entered it. */
  by: PersonId;
  /** When. */
  at: Millis;
  /** The last entry that touched it. */
  seq: number;
  /** Made while a call for input was open. */
  called: boolean;
  /** What was decided. */
  decision: Decision;
  /** Who decided, and when. */
  decided: [string, number] | null;
  /** Taken back by who made it. */
  withdrawn: boolean;
}

/** A template, as it is offered. */
export type Offered = Template & { own: boolean };

/** A short code that is to be used. */
export interface OpenCode {
  /** Capitals, spaces and hyphens do not count. */
  code: string;
  /** Somebody's own device keeps its session for 400 days; another until its browser closes, or for 14. */
  own_device?: boolean;
  /** Take the place of somebody else whom this browser is in that statement. */
  replace?: boolean;
}

/** A personal link that is to be opened. */
export interface OpenLink {
  /** What stands behind the `#` of its address. */
  token: string;
  /** Somebody's own device keeps its session for 400 days; another until its browser closes, or for 14. */
  own_device?: boolean;
  /** Take the place of somebody else whom this browser is in that statement. */
  replace?: boolean;
}

/** A member of the alliance, within this statement. */
export interface Organisation {
  /** Within the statement. */
  id: OrganisationId;
  /** Registered name, 1 to 200 characters. */
  name: string;
  /** Consultative status with the Economic and Social Council, if it has one. */
  consultative?: Consultative;
}

/** One organisation within one statement. */
export type OrganisationId = string;

/** An organisation. */
export interface OrganisationView {
  /** Within the statement. */
  id: OrganisationId;
  /** Registered name. */
  name: string;
  /** Two or three letters, told apart from the others'. */
  initials: string;
  /** If it has one. */
  consultative: Consultative | null;
}

/** Somebody in this statement. */
export interface Person {
  /** Within the statement. */
  id: PersonId;
  /** As it is shown: 1 to 120 characters. */
  name: string;
  /** Where the person belongs. */
  organisation: OrganisationId;
  /** What the person may. */
  role: Role;
  /** For the invitation and the hand-in; may be empty. */
  email?: string;
}

/** One person within one statement. */
export type PersonId = string;

/** Somebody's link, told once. */
export interface PersonLink {
  /** Within the statement. */
  person: PersonId;
  /** Where it leads; the secret stands behind the `#`. */
  link: string;
}

/** Somebody. */
export interface PersonView {
  /** Within the statement. */
  id: PersonId;
  /** As shown. */
  name: string;
  /** Where they belong. */
  organisation: OrganisationId;
  /** What they may. */
  role: Role;
  /** Only told to the chair. */
  email?: string;
  /** When the link was opened first. Only told to the chair. */
  opened?: Millis;
  /** Hashes and ends of the links that still open. Only told to the chair. */
  links?: LinkView[];
  /** No longer in the statement; kept so that what they wrote has a name. */
  removed: boolean;
  /** The name is of their own giving. */
  self_named: boolean;
  /** When they asked for a new link, if they wait for one. Only told to the chair. */
  asked?: Millis;
}

/** Drafting → final reading → locked; reopened goes back to drafting. */
export type Phase = 'drafting' | 'final-reading' | 'locked';

/** Somebody who has the statement open. */
export interface Present {
  /** Within the statement. */
  person: PersonId;
  /** As shown. */
  name: string;
}

/** Where others open Kyodo. */
export interface PublicAddress {
  /** Scheme, host and port: links begin with it. */
  public: string;
}

/** The words as the server reads them, counted and hashed. */
export interface Reading {
  /** The entry after which they stand so. */
  seq: number;
  /** The last entry that touched the printed text. */
  text_seq: number;
  /** What is on the paper. */
  text: Text;
  /** SHA-256 of the canonical text, hex. */
  check_code: string;
  /** As people read it: `7K3F-92QX-…`. */
  check_code_spoken: string;
  /** SHA-256 of the bare words, hex. */
  word_hash: string;
  /** Words of the printed text. */
  words: number;
  /** At the podium; none while the limit is not known. */
  seconds: number | null;
  /** The summary. */
  summary: Summary;
  /** Words of each section, hidden ones too. */
  by_section: Record<string, number>;
}

/** A reason given, by whom, when. */
export interface Reason {
  /** Who. */
  by: PersonId;
  /** When. */
  at: Millis;
  /** In their words. */
  reason: string;
}

/** Why a request was not done. */
export interface Refused {
  /** For programs: stable, kebab-case. */
  code: string;
  /** For people. */
  sentence: string;
  /** Of a link that ended: whom to ask. */
  ask?: string;
  /** Of a link that ended: when it did by itself; none: a chair ended it. Of an access that was ended: when. */
  ended?: Millis | null;
}

/** A remark as it was made. */
export interface Remark {
  /** An id nobody had. */
  id: RemarkId;
  /** About which section; none: about the whole. */
  section: SectionId | null;
  /** For whom it speaks. */
  organisation: OrganisationId;
  /** 1 to 4,000 characters, in lines. */
  text: string;
  /** The words it is about, as they stood; empty: none in particular. To 600 characters. */
  passage: string;
  /** Words before the passage, to 100 characters: where it stands twice, they say which it is. */
  before: string;
  /** It came by e-mail, and a drafter entered it for the organisation. */
  by_email: boolean;
}

/** One remark within one statement. */
export type RemarkId = string;

/** One remark, as it is shown. */
export type RemarkView = Noted & { unread: boolean };

/** Remarks in numbers. */
export interface RemarksView {
  /** The last entry that touched one: a page that knows it has nothing to ask for. */
  seq: number;
  /** All that stand. */
  all: number;
  /** Those nobody decided. */
  waiting: number;
  /** Those the person who asks has not read. */
  unread: number;
  /** The entry up to which that person has read; what was touched no later is not unread any more. */
  read: number;
  /** Organisations that sent any. */
  organisations: number;
  /** By section; what is about the whole stands under an empty name. */
  by_section: Record<string, Waiting>;
}

/** What a person is in one statement. */
export type Role = 'chair' | 'drafter' | 'contributor' | 'speaker' | 'reader';

/** Text with one set of marks. A line break is `\n`. */
export interface Run {
  /** As typed. */
  text: string;
  /** Bold. */
  bold?: boolean;
  /** Italic. */
  italic?: boolean;
  /** Link target. */
  link?: string;
}

/** On disk. */
export interface Saved {
  /** The entry of the last of it. */
  seq: number;
}

/** One heading of a statement. */
export interface Section {
  /** Also the name of the root in the Doc; never changes. */
  id: SectionId;
  /** As printed, 1 to 300 characters. */
  title: string;
  /** What belongs here, for empty places. */
  hint?: string;
  /** 1 or 2. */
  level: number;
  /** Whether the heading is printed (an opening has none). */
  printed: boolean;
  /** Whether it stands on the paper. A hidden section's words are kept, not printed, not counted. */
  shown: boolean;
}

/** One section; also the name of its root in the Doc. */
export type SectionId = string;

/** One heading and what stands under it. */
export interface SectionText {
  /** Which section. */
  id: SectionId;
  /** Its heading. */
  heading: string;
  /** 1 for a pillar, 2 for a heading below it. */
  level: number;
  /** Whether the heading itself is printed. The words always are. */
  printed: boolean;
  /** Paragraphs and list items in order. */
  blocks: Block[];
}

/** One section, as far as the fold knows it (words are in the Doc). */
export type SectionView = Status & { id: SectionId; title: string; hint: string; level: number; printed: boolean; shown: boolean; last: LastEdit | null };

/** What was decided about a remark. */
export type SentDecision =
  /** Nothing yet. */
  | { decision: 'open' }
  /** The text says it, or will. */
  | { reason?: string; decision: 'taken-up' }
  /** The text will not say it. */
  | { reason: string; decision: 'declined' };

/** Hand-in fields; each may be empty while it is not known. In every phase, the lock included: a speaker falls ill. */
export interface SentHandIn {
  /** Registered name of the organisation that speaks. */
  organisation?: string;
  /** In whose name. */
  on_behalf_of?: string;
  /** Who takes the floor. */
  speaker?: string;
  /** The speaker's function. */
  function?: string;
  /** For the service's questions. */
  email?: string;
  /** Agenda item or segment. */
  item?: string;
  /** Title under which the service lists it; empty: the statement's. */
  title?: string;
  /** Language it is read out in, as people say it; empty: the text's. */
  language?: string;
  /** How it reaches the room, if that is known. */
  delivery?: Delivery | null;
}

/** A remark as it was made. */
export interface SentRemark {
  /** An id nobody had. */
  id: RemarkId;
  /** About which section; none: about the whole. */
  section?: SectionId | null;
  /** For whom it speaks. */
  organisation: OrganisationId;
  /** 1 to 4,000 characters, in lines. */
  text: string;
  /** The words it is about, as they stood; empty: none in particular. To 600 characters. */
  passage?: string;
  /** Words before the passage, to 100 characters: where it stands twice, they say which it is. */
  before?: string;
  /** It came by e-mail, and a drafter entered it for the organisation. */
  by_email?: boolean;
}

/** A link for many: who opens it joins with a name of their own giving. */
export interface SentShared {
  /** Contributor or reader. */
  role: Role;
  /** For the people of this organisation; none: they name theirs. */
  organisation?: OrganisationId | null;
  /** When it ends; none: it does not. */
  ends?: Millis | null;
}

/** Where and when it is spoken. Time may be unknown while the list of speakers rolls. */
export interface SentSlot {
  /** The place's name as people say it: "Kyoto". */
  place: string;
  /** IANA zone: "Asia/Tokyo". */
  zone: string;
  /** When the slot begins, if known. */
  at?: Millis | null;
  /** Hours before the slot by which the service wants speaker and summary. */
  due_hours: number;
}

/** Who sets Kyodo up, for which alliance. */
export interface SetUp {
  /** What stands behind the `#` of the set-up link. */
  token: string;
  /** May be empty where the alliance has its name already. */
  alliance?: string;
  /** Who asks: 1 to 120 characters. */
  name: string;
  /** Its registered name, 1 to 200 characters. */
  organisation: string;
  /** Somebody's own device keeps its session for 400 days; another until its browser closes, or for 14. */
  own_device?: boolean;
  /** Address that the others open; may be empty. */
  public?: string;
}

/** What a set-up link would do. */
export interface SetUpLook {
  /** An alliance has its name already. */
  set_up: boolean;
}

/** A link for many: who opens it joins with a name of their own giving. */
export interface Shared {
  /** Contributor or reader. */
  role: Role;
  /** For the people of this organisation; none: they name theirs. */
  organisation: OrganisationId | null;
  /** When it ends; none: it does not. */
  ends: Millis | null;
}

/** A link for many, without its secret. */
export type SharedView = Shared & { link: string; asked?: Millis };

/** One correction, and the lock it makes. */
export interface Slip {
  /** Why, for everybody to read; 1 to 1,000 characters. */
  reason: string;
  /** Where. */
  section: SectionId;
  /** The paragraph as it stood; in the fold, what differs of it and up to 100 characters on either side. */
  before: string;
  /** The paragraph as it stands, likewise. */
  after: string;
  /** Check code of the text that is corrected: compare-and-set, as for a lock. */
  of: string;
  /** SHA-256 of the update in the entry behind this one, hex: no other edit may be. */
  edit: string;
  /** The text that is final from now on. */
  lock: Lock;
}

/** A slip that was put right. */
export interface SlipView {
  /** Why. */
  reason: string;
  /** Where. */
  section: SectionId;
  /** What stood there, with up to 100 characters of the paragraph on either side. */
  before: string;
  /** What stands there, likewise. */
  after: string;
}

/** Where and when it is spoken. Time may be unknown while the list of speakers rolls. */
export interface Slot {
  /** The place's name as people say it: "Kyoto". */
  place: string;
  /** IANA zone: "Asia/Tokyo". */
  zone: string;
  /** When the slot begins, if known. */
  at: Millis | null;
  /** Hours before the slot by which the service wants speaker and summary. */
  due_hours: number;
}

/** One statement; also the name of its journal. */
export type StatementId = string;

/** How far a section is. */
export type Status =
  /** Nothing settled. */
  | { status: 'open' }
  /** Being talked about. */
  | { status: 'under-discussion' }
  /** Settled. */
  | { status: 'agreed' }
  /** Settled but for one thing. */
  | { on: string; status: 'agreed-pending' };

/** The summary as it stands, with what the fold says of it. */
export interface Summary {
  /** Its paragraphs. */
  blocks: Block[];
  /** Its words. */
  words: number;
  /** Word hash of it, hex (C9, without headings). */
  word_hash: string;
  /** Words it may have. */
  limit: number;
  /** Whether the chair stands by exactly these words. */
  approved: boolean;
}

/** Headings to start from, and the choices of them that are offered. */
export interface Template {
  /** Name of the template. */
  id: string;
  /** As it is offered. */
  title: string;
  /** BCP 47, of its headings. */
  language: string;
  /** Where the headings are from; may be empty. */
  source?: string;
  /** The first is the default. Never empty. */
  sets: TemplateSet[];
  /** In the order of the paper. */
  sections: TemplateHeading[];
}

/** A heading of a template. */
export interface TemplateHeading {
  /** Becomes the section's id. */
  id: SectionId;
  /** As printed. */
  title: string;
  /** What belongs there. */
  hint: string;
  /** 1 or 2. */
  level: number;
  /** Whether the heading is printed. */
  printed: boolean;
}

/** A choice of a template's sections. */
export interface TemplateSet {
  /** Name within the template. */
  id: string;
  /** As it is offered. */
  title: string;
  /** The sections it shows; none: all. */
  sections?: SectionId[];
}

/** All sections that are shown, in order; empty ones too. */
export interface Text {
  /** In the order of the paper. */
  sections: SectionText[];
}

/** What a stock client shows in place of the cookie. */
export interface Token {
  /** It ends with its session. */
  token: string;
}

/** Sent whole after records that are not edits, as JSON: field names as here, enum values in kebab-case. */
export type View = Common & { me: Myself; remarks: RemarksView };

/** Remarks of one section in numbers. */
export interface Waiting {
  /** All that stand. */
  all: number;
  /** Those nobody decided. */
  waiting: number;
  /** Those the person who asks has not read. */
  unread: number;
}

/** One thing to look at. */
export interface Warning {
  /** For programs: stable, kebab-case. */
  code: string;
  /** For people. */
  sentence: string;
  /** Where, if it is in one section. */
  section?: SectionId;
  /** Whom it concerns, by name. */
  people?: string[];
}

/** When something is due. */
export type When =
  /** So many hours before the slot, 0 to 8,760. */
  | { 'hours-before': number }
  /** Then. */
  | { at: Millis };

/** Who wrote, and when. */
export interface Written {
  /** As shown. */
  name: string | null;
  /** When. */
  at: Millis;
}
