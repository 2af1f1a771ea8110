//! What the fold keeps of sections, people, organisations, links and locks.

use crate::{Lock, Millis, Organisation, Person, PersonId, Section, Status};
use serde::{Deserialize, Serialize};

/// A section and how it stands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Standing {
    /// Heading and place.
    pub section: Section,
    /// How far.
    pub status: Status,
    /// Who wrote last; the program's seeding is nobody's writing.
    pub last: Option<Touch>,
}

/// The newest edit of something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Touch {
    /// Its entry.
    pub seq: u64,
    /// Who.
    pub by: PersonId,
    /// When.
    pub at: Millis,
}

/// An organisation with its initials, which never change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// As registered.
    pub organisation: Organisation,
    /// Two or three letters, told apart from the others'.
    pub initials: String,
}

/// A person, also after removal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Somebody {
    /// As they are now.
    pub person: Person,
    /// When a link of theirs was opened first.
    pub opened: Option<Millis>,
    /// No longer in the statement.
    pub removed: bool,
}

/// A personal link, without its secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// Whose.
    pub person: PersonId,
    /// When it ends; none: it does not.
    pub ends: Option<Millis>,
}

impl Link {
    /// Whether it still opens.
    pub fn open(&self, now: Millis) -> bool {
        self.ends.is_none_or(|ends| now < ends)
    }
}

/// A lock and who set it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Locked {
    /// Who.
    pub by: PersonId,
    /// When.
    pub at: Millis,
    /// Which text.
    pub lock: Lock,
}
