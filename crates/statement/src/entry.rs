//! What the journal holds: who did what, when. SPEC.md gives the bytes.

pub use crate::hand_in::HandIn;
use crate::{
    Doc, Limit, LinkHash, Millis, Organisation, OrganisationId, PersonId, RemarkId, Role, SectionId, Slot,
    Status,
    due::Due,
    phase::Announcement,
    remark::{Call, Decision, Remark},
    slip::Slip,
    standing::Shared,
    template::{Headline, Section},
};
use serde::{Deserialize, Serialize};

/// One entry of a statement's journal. Its sequence is its place there.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// When the room took it, in milliseconds since 1970 UTC.
    pub at: Millis,
    /// Who did it.
    pub by: PersonId,
    /// What was done.
    pub act: Act,
}

/// What can be done to a statement. Closed: a kind this program does not know makes a journal read-only.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(tag = "act", rename_all = "kebab-case")]
pub enum Act {
    /// The first entry of every journal.
    Create(Box<Create>),
    /// Words: the news of one update. Never in JSON; the binary form is in SPEC.md.
    #[serde(skip)]
    Edit(Edit),
    /// A new title for the statement.
    SetTitle {
        /// 1 to 300 characters.
        title: String,
    },
    /// The length allowed; none: not known yet.
    SetLimit {
        /// Time and pace.
        limit: Option<Limit>,
    },
    /// When and where it is spoken; none: not known yet.
    SetSlot {
        /// Place, zone and time.
        slot: Option<Slot>,
    },
    /// What the conference service needs to know besides the words.
    SetHandIn {
        /// All fields at once.
        hand_in: Box<HandIn>,
    },
    /// A section of the template that stood hidden is shown, or the other way round.
    ShowSection {
        /// Which.
        section: SectionId,
        /// Shown on the paper and counted.
        shown: bool,
    },
    /// A section of the chair's own, with one empty paragraph that the program seeds behind it.
    AddSection {
        /// Whole, with an id nobody had.
        section: Section,
        /// Before which one it stands; none: at the end.
        before: Option<SectionId>,
    },
    /// Another heading over the same words.
    SetHeading {
        /// Which.
        section: SectionId,
        /// As it reads from now on.
        heading: Headline,
    },
    /// Another place on the paper.
    MoveSection {
        /// Which.
        section: SectionId,
        /// Before which other one; none: to the end.
        before: Option<SectionId>,
    },
    /// How far the section is.
    SetStatus {
        /// Which.
        section: SectionId,
        /// The new status.
        status: Status,
    },
    /// An organisation joins.
    AddOrganisation {
        /// Whole.
        organisation: Organisation,
    },
    /// An organisation's registered name or status was not right.
    SetOrganisation {
        /// Whole, under its id.
        organisation: Organisation,
    },
    /// A person joins.
    AddPerson {
        /// Whole.
        person: Person,
    },
    /// A person's rights change, at once.
    ChangeRole {
        /// Whose.
        person: PersonId,
        /// The new role.
        role: Role,
    },
    /// A person's access ends, at once, and every link with it.
    RemovePerson {
        /// Whose.
        person: PersonId,
    },
    /// A personal link was made. The link itself is never stored, only its hash.
    MakeLink {
        /// For whom.
        person: PersonId,
        /// SHA-256 of the link's 256 secret bits, hex.
        link: LinkHash,
        /// When it ends; none: it does not.
        ends: Option<Millis>,
    },
    /// A personal link was opened for the first time.
    OpenLink {
        /// Whose link.
        person: PersonId,
    },
    /// A link for many was made: who opens it gives a name and joins.
    MakeSharedLink {
        /// SHA-256 of its 256 secret bits, hex.
        link: LinkHash,
        /// As what, for whom, until when.
        shared: Shared,
    },
    /// Somebody who opened a link for many joins, with a name of their own giving and a personal link from then on.
    Join {
        /// The link for many.
        shared: LinkHash,
        /// Whole, under an id nobody had; done by that person.
        person: Box<Person>,
        /// The person's organisation, where it is not in the statement yet.
        organisation: Option<Organisation>,
        /// Hash of the personal link.
        link: LinkHash,
    },
    /// Whose link has ended asks the chair for a new one.
    AskForLink {
        /// Who asks.
        person: PersonId,
    },
    /// Somebody who holds a link for many that has ended asks the chair for a new one; written by the program.
    AskForSharedLink {
        /// Which.
        link: LinkHash,
    },
    /// A link is worth nothing any more; sessions opened by it end. Of a link for many that ended and is asked for: there
    /// will be no new one.
    EndLink {
        /// Which.
        link: LinkHash,
    },
    /// Pens go down at a time to come.
    AnnounceFinalReading(Announcement),
    /// Drafting goes on after all.
    CancelFinalReading,
    /// Pens are down: from here only the chair corrects.
    BeginFinalReading,
    /// From final reading back to drafting.
    ResumeDrafting {
        /// Why, for everybody to read.
        reason: String,
    },
    /// The final text.
    Lock(Box<Lock>),
    /// The locked text is taken back to drafting; the generation rises.
    Reopen {
        /// Why, for everybody to read.
        reason: String,
    },
    /// The chair stands by these words of the summary; falls when they change.
    ApproveSummary {
        /// Word hash of the summary, hex.
        words: String,
    },
    /// A slip in the locked text is put right: the edit is the entry behind this one.
    Correct(Box<Slip>),
    /// By when what is due.
    SetDues {
        /// All of them, in the order they are shown.
        dues: Vec<Due>,
    },
    /// Member organisations are asked for input.
    OpenCall {
        /// What is asked, and until when.
        call: Call,
    },
    /// No more input is asked for.
    CloseCall,
    /// Somebody remarks.
    AddRemark {
        /// Whole.
        remark: Remark,
    },
    /// A remark is taken up, declined, or open once more.
    DecideRemark {
        /// Which.
        remark: RemarkId,
        /// What was decided.
        decision: Decision,
    },
    /// Who made a remark takes it back.
    WithdrawRemark {
        /// Which.
        remark: RemarkId,
    },
    /// Somebody has read the remarks.
    ReadRemarks {
        /// All up to this entry.
        up_to: u64,
    },
}

impl Act {
    /// The names of all records, as they stand in JSON under `act`.
    pub const NAMES: [&'static str; 37] = [
        "create",
        "set-title",
        "set-limit",
        "set-slot",
        "set-hand-in",
        "show-section",
        "add-section",
        "set-heading",
        "move-section",
        "set-status",
        "add-organisation",
        "set-organisation",
        "add-person",
        "change-role",
        "remove-person",
        "make-link",
        "open-link",
        "make-shared-link",
        "join",
        "ask-for-link",
        "ask-for-shared-link",
        "end-link",
        "announce-final-reading",
        "cancel-final-reading",
        "begin-final-reading",
        "resume-drafting",
        "lock",
        "reopen",
        "approve-summary",
        "correct",
        "set-dues",
        "open-call",
        "close-call",
        "add-remark",
        "decide-remark",
        "withdraw-remark",
        "read-remarks",
    ];
}

/// The first entry: what the statement starts from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Create {
    /// 1 to 300 characters.
    pub title: String,
    /// The alliance in whose name it is.
    pub alliance: String,
    /// BCP 47, of the text.
    pub language: String,
    /// Id of the template it came from.
    pub template: String,
    /// All sections in order, hidden ones too.
    pub sections: Vec<Section>,
    /// The first chair.
    pub chair: Person,
    /// Her organisation.
    pub organisation: Organisation,
    /// Length allowed, if known.
    pub limit: Option<Limit>,
    /// Slot, if known.
    pub slot: Option<Slot>,
    /// Words a summary may have; the service's rule.
    pub summary_words: u32,
}

/// Words somebody wrote or struck out.
#[derive(Debug, Clone, PartialEq)]
pub struct Edit {
    /// In which Doc.
    pub doc: Doc,
    /// The sections of the text it touches, hidden ones too; empty for the summary.
    pub sections: Vec<SectionId>,
    /// The Yjs client ids that insert here; they belong to the entry's person from now on.
    pub clients: Vec<u64>,
    /// Yjs update v1: only news, as the gate cut it.
    pub update: Vec<u8>,
}

/// Somebody in this statement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Person {
    /// Within the statement.
    pub id: PersonId,
    /// As it is shown: 1 to 120 characters.
    pub name: String,
    /// Where the person belongs.
    pub organisation: OrganisationId,
    /// What the person may.
    pub role: Role,
    /// For the invitation and the hand-in; may be empty.
    #[serde(default)]
    pub email: String,
}

/// The lock: which text, by whose eyes, and what stood in the way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Lock {
    /// Sequence of the last entry that touched the text, as the chair's page saw it.
    pub text_seq: u64,
    /// SHA-256 of the canonical text `kyodo-text/1`, hex, computed by her browser and by the room alike.
    pub check_code: String,
    /// SHA-256 of the bare words, hex: what a re-saved Word file can be compared by.
    pub word_hash: String,
    /// Words in the printed sections.
    pub words: u32,
    /// "Lock anyway, because …"; empty where nothing stood in the way.
    #[serde(default)]
    pub because: String,
    /// Codes of the checklist's warnings that stood when it was locked.
    #[serde(default)]
    pub warnings: Vec<String>,
}
