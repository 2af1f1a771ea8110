//! What a joint statement is: values and rules.
//!
//! Not: IO, async, Yjs, a clock, chance. Time is an argument; the words themselves are in the Docs, and come here
//! as a value, [`Text`], when they are counted, hashed or looked over before a lock.
//!
//! Laws (SPEC.md numbers them, tests quote the numbers):
//! - A statement is the fold of its entries. `judge` says whether an act may be; `apply` never fails on one that may.
//! - Who may do what, when, stands in one table, [`role::may`].
//! - The canonical text is injective and never changes under a name: another form is another header.
//! - A refusal is a value with a sentence for people.
//!
//! Layout, in reading order: `id`, `text`, `phase`, `slot`, `template`, `role` (the table), `entry` (what the
//! journal holds) and `bytes` (its bytes), `statement` (the fold, of `standing` things: `judge` before, `apply` after), `view` and `show`
//! (what a page is told), `canonical` (check code), `words`, `summary`, `checklist`; `field`, `initials`, `refusal`.

mod apply;
pub mod bytes;
pub mod canonical;
pub mod checklist;
pub mod entry;
mod field;
pub mod id;
mod initials;
pub mod judge;
pub mod phase;
pub mod refusal;
pub mod role;
mod show;
pub mod slot;
mod standing;
pub mod statement;
pub mod summary;
pub mod template;
pub mod text;
pub mod view;
pub mod words;

pub use bytes::Unreadable;
pub use checklist::{Checklist, Looked, Warning, checklist};
pub use entry::{Act, Create, Edit, Entry, HandIn, Lock, Person};
pub use id::{BadId, OrganisationId, PersonId, SectionId, StatementId};
pub use phase::{Announcement, Phase, Status};
pub use refusal::Refusal;
pub use role::{Kind, Role, may};
pub use slot::{Limit, Millis, Slot};
pub use statement::Statement;
pub use summary::Summary;
pub use template::{Section, Template};
pub use text::{Block, BlockKind, Doc, Run, SectionText, Text};
pub use view::View;

use serde::{Deserialize, Serialize};

/// SHA-256 of a link's secret, lower-case hex.
pub type LinkHash = String;

/// A member of the alliance, within this statement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Organisation {
    /// Within the statement.
    pub id: OrganisationId,
    /// Registered name, 1 to 200 characters.
    pub name: String,
}
