//! What the journal holds: who did what, when. SPEC.md gives the bytes.

use crate::{
    Doc, Limit, LinkHash, Millis, Organisation, OrganisationId, PersonId, Role, SectionId, Slot, Status,
    phase::Announcement, template::Section,
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
        hand_in: HandIn,
    },
    /// A section of the template that stood hidden is shown, or the other way round.
    ShowSection {
        /// Which.
        section: SectionId,
        /// Shown on the paper and counted.
        shown: bool,
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
    /// A link is worth nothing any more; sessions opened by it end.
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
}

impl Act {
    /// The names of all records, as they stand in JSON under `act`.
    pub const NAMES: [&'static str; 21] = [
        "create",
        "set-title",
        "set-limit",
        "set-slot",
        "set-hand-in",
        "show-section",
        "set-status",
        "add-organisation",
        "add-person",
        "change-role",
        "remove-person",
        "make-link",
        "open-link",
        "end-link",
        "announce-final-reading",
        "cancel-final-reading",
        "begin-final-reading",
        "resume-drafting",
        "lock",
        "reopen",
        "approve-summary",
    ];
}

/// The first entry: what the statement starts from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
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

/// What the conference service asks for besides the words; each may be empty while it is not known.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct HandIn {
    /// Registered name of the organisation that speaks.
    pub organisation: String,
    /// In whose name.
    pub on_behalf_of: String,
    /// Who takes the floor.
    pub speaker: String,
    /// The speaker's function.
    pub function: String,
    /// For the service's questions.
    pub email: String,
    /// Agenda item or segment.
    pub item: String,
}

/// The lock: which text, by whose eyes, and what stood in the way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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
