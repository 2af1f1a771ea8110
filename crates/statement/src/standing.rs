//! What the fold keeps of sections, people, organisations, links, locks and remarks.

use crate::{
    LinkHash, Lock, Millis, Organisation, OrganisationId, Person, PersonId, Role, Section, Status,
    remark::{Decision, Remark},
    slip::Slip,
};
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

impl Standing {
    /// Nothing written, nothing settled.
    pub(crate) fn new(section: Section) -> Self {
        Self { section, status: Status::Open, last: None }
    }
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
    /// Who took them out of the statement, if somebody did.
    pub removed: Option<Ended>,
    /// The name is of their own giving: they came by a link for many.
    pub self_named: bool,
    /// The link for many they came by.
    pub came_by: Option<LinkHash>,
    /// When they asked for a new link, if they still wait for it.
    pub asked: Option<Millis>,
}

impl Somebody {
    /// Just joined.
    pub(crate) fn new(person: Person) -> Self {
        Self { person, opened: None, removed: None, self_named: false, came_by: None, asked: None }
    }
}

/// Who ended somebody's access, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ended {
    /// A chair; or the person, who left.
    pub by: PersonId,
    /// When.
    pub at: Millis,
}

/// A personal link, without its secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// Whose.
    pub person: PersonId,
    /// When it ends; none: it does not.
    pub ends: Option<Millis>,
    /// Who ended it before its time, if somebody did.
    pub ended: Option<Ended>,
}

impl Link {
    /// Whether it still opens.
    pub fn open(&self, now: Millis) -> bool {
        self.ended.is_none() && self.ends.is_none_or(|ends| now < ends)
    }
}

/// A link for many: who opens it joins with a name of their own giving.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Shared {
    /// Contributor or reader.
    pub role: Role,
    /// For the people of this organisation; none: they name theirs.
    #[cfg_attr(feature = "schema", schema(required))]
    pub organisation: Option<OrganisationId>,
    /// When it ends; none: it does not.
    #[cfg_attr(feature = "schema", schema(required))]
    pub ends: Option<Millis>,
}

impl Shared {
    /// Whether it still opens.
    pub fn open(&self, now: Millis) -> bool {
        self.ends.is_none_or(|ends| now < ends)
    }
}

/// A link for many as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Many {
    /// As it was made.
    pub shared: Shared,
    /// Ended before its time.
    pub ended: bool,
    /// When a new one was asked for by it, while nothing has answered.
    pub asked: Option<Millis>,
}

impl Many {
    /// Just made.
    pub(crate) fn new(shared: Shared) -> Self {
        Self { shared, ended: false, asked: None }
    }

    /// Whether it still opens.
    pub fn open(&self, now: Millis) -> bool {
        !self.ended && self.shared.open(now)
    }
}

/// A remark and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Noted {
    /// As it was made.
    pub remark: Remark,
    /// Who made it, or entered it.
    pub by: PersonId,
    /// When.
    pub at: Millis,
    /// The last entry that touched it.
    pub seq: u64,
    /// Made while a call for input was open.
    pub called: bool,
    /// What was decided.
    pub decision: Decision,
    /// Who decided, and when.
    #[cfg_attr(feature = "schema", schema(required))]
    pub decided: Option<(PersonId, Millis)>,
    /// Taken back by who made it.
    pub withdrawn: bool,
}

/// The slot has another time than before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Moved {
    /// What it was.
    pub from: Millis,
    /// When it was said.
    pub at: Millis,
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
    /// The entry up to which the Doc says this text.
    pub seq: u64,
    /// The slip it put right; none: a lock after a final reading.
    pub slip: Option<Box<Slip>>,
}
