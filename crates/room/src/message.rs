//! What goes into a room and what comes out of it.

use journal::{Link, StoreError};
use statement::{Block, Doc, LinkHash, Millis, PersonId, Refusal, SectionId, Shared, Statement, Text, View};
use std::{collections::BTreeMap, sync::Arc};

/// The page's schema this room speaks: element names, marks, presence. Older pages reload.
pub const SCHEMA: u32 = 1;

/// Place in a statement's journal, from 1.
pub type Seq = u64;

/// One connection of one person to one room; never used twice while the room is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConnId(pub u64);

/// Somebody who waits for an act.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Ticket(pub(crate) u64);

/// Who comes in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Joining {
    /// Who, as the session says.
    pub person: PersonId,
    /// The link the session was opened by: the connection ends with it. None: the founder, or the stock wire.
    pub link: Option<LinkHash>,
    /// Schema of the page.
    pub schema: u32,
    /// Generation of the words the page still holds; none: it holds none.
    pub generation: Option<u32>,
    /// What the page heard was saved, against the journal.
    pub heard: Heard,
    /// Whether its own presence comes back to it (the stock wire needs a sign of life).
    pub echo: bool,
}

/// What a page heard was saved, against the journal (law R12).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Heard {
    /// It did not say: a fresh page, a stock wire, a page from before pages said so.
    #[default]
    Unsaid,
    /// All of it is in the journal.
    Kept,
    /// The journal lacks some: an older copy of it was put back.
    Lost,
}

/// What a connection starts with.
#[derive(Debug)]
pub struct Joined {
    /// Name of the connection in this room.
    pub conn: ConnId,
    /// Generation of the statement now.
    pub generation: u32,
    /// Sequence `view` was taken at.
    pub seq: Seq,
    /// The journal's chain there.
    pub link: Link,
    /// The page heard more than the journal has.
    pub older: bool,
    /// The statement as this person may see it.
    pub view: Box<View>,
    /// What the room tells this connection. It ends after a `Bye`; dropping it leaves the room.
    pub outbox: crate::Outbox,
}

/// From a connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Inbound {
    /// Wants to follow a Doc; answered by `State`.
    Open {
        /// Which.
        doc: Doc,
        /// Yjs state vector v1 of what the page has.
        state_vector: Vec<u8>,
    },
    /// Words.
    Update {
        /// 1, 2, 3 … of this connection, over both Docs.
        number: u64,
        /// In which Doc.
        doc: Doc,
        /// Yjs update v1.
        bytes: Vec<u8>,
    },
    /// Carets and names.
    Presence {
        /// In which Doc.
        doc: Doc,
        /// Awareness update.
        bytes: Vec<u8>,
    },
    /// How many words the page holds that are not saved.
    Unsaved {
        /// 0: all are saved.
        words: u32,
    },
}

/// To a connection.
#[derive(Debug, Clone)]
pub enum Outbound {
    /// Answer to `Open`.
    State {
        /// Which Doc.
        doc: Doc,
        /// Taken after this entry.
        seq: Seq,
        /// What the page lacks, update v1.
        update: Arc<Vec<u8>>,
        /// What the room has, state vector v1: the page sends the rest.
        state_vector: Vec<u8>,
    },
    /// What others wrote; several entries may be one update.
    Update {
        /// In which Doc.
        doc: Doc,
        /// The last entry in it.
        seq: Seq,
        /// Update v1.
        update: Arc<Vec<u8>>,
    },
    /// This and all lower numbers of this connection are on disk, or were no news.
    Saved {
        /// The highest.
        number: u64,
        /// The room's head then.
        seq: Seq,
    },
    /// The Doc is stopped for this connection.
    Refused {
        /// Which Doc.
        doc: Doc,
        /// The update that was refused.
        number: u64,
        /// Why.
        refusal: Refusal,
    },
    /// Carets and names of others, stamped.
    Presence {
        /// In which Doc.
        doc: Doc,
        /// Awareness update.
        bytes: Arc<Vec<u8>>,
    },
    /// A record passed that changes what this person sees.
    Event {
        /// The last entry counted in `view`.
        seq: Seq,
        /// The statement as this person sees it now.
        view: Box<View>,
    },
    /// An update hung on something unknown: send what the room lacks.
    Missing {
        /// Which Doc.
        doc: Doc,
        /// What the room has, state vector v1.
        state_vector: Vec<u8>,
    },
    /// What the text says at an entry, to compare with.
    Check {
        /// The room's head.
        seq: Seq,
        /// The journal's chain there.
        link: Link,
        /// Canonical hash by section; empty for one without words.
        sections: Arc<BTreeMap<SectionId, String>>,
    },
    /// The last message.
    Bye(Bye),
}

/// Why a connection ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Bye {
    /// For good, until something changes.
    Refused(Refusal),
    /// Come again at once or soon; what was not saved, send again. The words say why.
    TryAgain(&'static str),
}

/// Somebody who is here now.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Here {
    /// Who.
    pub person: PersonId,
    /// As shown.
    pub name: String,
    /// Words on that person's pages that are not saved, as far as told.
    pub unsaved: u32,
}

/// What a link's hash stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Held {
    /// A personal link that opens.
    Open(LinkInfo),
    /// A personal link that opens no more; whose it was, if that person is still in the statement.
    Ended(PersonId),
    /// A link for many that opens.
    Shared(Shared),
    /// A link for many that opens no more.
    EndedShared,
}

/// A slip in the locked text, as the chair's page names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// Where.
    pub section: SectionId,
    /// Which of its blocks, from 0, as they are read.
    pub block: usize,
    /// The plain text of that paragraph from now on.
    pub after: String,
    /// Why, for everybody to read.
    pub reason: String,
    /// Check code of the text she saw, hex.
    pub of: String,
}

/// A personal link, looked up by its hash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkInfo {
    /// Whose.
    pub person: PersonId,
    /// When it ends; none: it does not.
    pub ends: Option<Millis>,
}

/// The words of a statement as the server reads them, all of one sequence.
#[derive(Debug, Clone)]
pub struct Reading {
    /// The last entry counted.
    pub seq: Seq,
    /// The fold at `seq`.
    pub statement: Arc<Statement>,
    /// The sections on the paper.
    pub text: Text,
    /// The sections that are hidden, with words or not.
    pub hidden: Text,
    /// The summary.
    pub summary: Vec<Block>,
}

/// What a checklist is made of.
#[derive(Debug, Clone)]
pub struct Looking {
    /// What is on disk.
    pub reading: Reading,
    /// Words that pages hold and have not sent, by person.
    pub unsaved: BTreeMap<PersonId, u32>,
}

/// Per-section check codes a lock is compared by: section → SHA-256, hex.
pub type LockSections = BTreeMap<SectionId, String>;

/// Why an act was not done, or a question not answered.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ActError {
    /// By the rules.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// By the machine: whether it was done is unknown; open the room again and look.
    #[error("{0}")]
    Failed(&'static str),
    /// By the disk, which takes nothing at the moment: it was not done.
    #[error(transparent)]
    CannotSave(#[from] StoreError),
}

/// Why a room could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// No such journal.
    #[error("there is no such statement")]
    NoSuchStatement,
    /// A journal of that name is there already.
    #[error("there is already a statement of that name")]
    Twice,
    /// By the rules (creation).
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// By the disk, which takes nothing at the moment: it was not made.
    #[error(transparent)]
    CannotSave(StoreError),
    /// By the machine.
    #[error("{0}")]
    Failed(String),
}
