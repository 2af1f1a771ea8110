//! Why something may not be: closed, in words for people.

use crate::Millis;
use serde::Serialize;

/// A reason. `code` is for programs, the sentence for people.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The role never may.
    #[error("your role in this statement does not allow that")]
    Role,
    /// Not in this statement, or no longer.
    #[error("your access to this statement has ended")]
    NotHere,
    /// Somebody ended it: told to whose access it was, and to nobody else.
    #[error("{by} ended your access")]
    AccessEnded {
        /// By name.
        by: String,
        /// When. The page says it in the reader's own zone.
        at: Millis,
    },
    /// Pens are down.
    #[error("the final reading has begun: only the chair corrects now")]
    PensDown,
    /// Locked.
    #[error("the text is locked: nobody can change it")]
    Locked,
    /// The title, the headings and their order stand still from the final reading on.
    #[error("headings and their order are frozen from final reading on")]
    Frozen,
    /// A statement without a chair could never be locked.
    #[error("a statement needs a chair: make somebody else chair first")]
    LastChair,
    /// Not in this phase.
    #[error("that is not possible in this phase")]
    Phase,
    /// The page is older than a reopening, restore or repair.
    #[error("this page is from before the text was reopened: reload it")]
    Generation,
    /// An older copy of the journal was put back under a page that heard more.
    #[error(
        "Kyodo's data was put back to an earlier copy, and words saved since then are missing: reload this page"
    )]
    Older,
    /// The locked text is not the one its check code was taken of.
    #[error(
        "the final text on the server is not the one that was locked: its check code differs, so it is neither shown nor printed. Use a copy that was downloaded earlier, or ask the chair to reopen the text and lock it again"
    )]
    NotAsLocked,
    /// The page is older than the program.
    #[error("this page is older than Kyodo: reload it")]
    Schema,
    /// The bytes are not what an editor of Kyodo sends.
    #[error("that change could not be read: {0}")]
    Malformed(String),
    /// A Yjs client id that belongs to somebody else.
    #[error("that change was written under somebody else's name")]
    Foreign,
    /// A field is empty, too long or not what it must be.
    #[error("{0}")]
    Field(String),
    /// No such section, person or link.
    #[error("there is no such {0} in this statement")]
    Unknown(&'static str),
    /// There already.
    #[error("there is already such a {0} in this statement")]
    Twice(&'static str),
    /// The text is not the one the chair saw.
    #[error("the text changed in “{section}” in the meantime: look at it once more")]
    Changed {
        /// Heading of the section.
        section: String,
    },
    /// Locking nothing.
    #[error("there is not a word in the text: nothing to lock")]
    Empty,
    /// The checklist warns, and nobody said why all the same.
    #[error("the checklist warns of something: look at it, and say why the text is locked anyway")]
    Because,
    /// The journal is damaged, or newer than this program.
    #[error("this statement can only be read: {0}")]
    ReadOnly(String),
    /// Too much at once.
    #[error("{0}")]
    TooLarge(String),
}

impl Refusal {
    /// For programs: stable, kebab-case.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Role => "role",
            Self::NotHere => "not-here",
            Self::AccessEnded { .. } => "access-ended",
            Self::PensDown => "pens-down",
            Self::Locked => "locked",
            Self::Frozen => "frozen",
            Self::LastChair => "last-chair",
            Self::Phase => "phase",
            Self::Generation => "generation",
            Self::Older => "older",
            Self::NotAsLocked => "not-as-locked",
            Self::Schema => "schema",
            Self::Malformed(_) => "malformed",
            Self::Foreign => "foreign",
            Self::Field(_) => "field",
            Self::Unknown(_) => "unknown",
            Self::Twice(_) => "twice",
            Self::Changed { .. } => "changed",
            Self::Empty => "empty",
            Self::Because => "because",
            Self::ReadOnly(_) => "read-only",
            Self::TooLarge(_) => "too-large",
        }
    }
}

impl Serialize for Refusal {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeStruct;
        let mut out = serializer.serialize_struct("Refusal", 2)?;
        out.serialize_field("code", self.code())?;
        out.serialize_field("sentence", &self.to_string())?;
        out.end()
    }
}
