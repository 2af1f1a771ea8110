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
//! Layout, in reading order: `id`, `text`, `phase`, `slot`, `due`, `hand_in`, `template`, `role` (the table), `entry`
//! (what the journal holds) and `bytes` (its bytes), `statement` (the fold, of `standing` things: `judge` before, with
//! `access` (people and links), `remark` and `slip`; `apply` after), `view` and `show` (what a page is told),
//! `canonical` (check code), `words`, `summary`, `checklist`; `field`, `looks`
//! (of names), `initials`, `refusal`.

mod access;
mod apply;
pub mod bytes;
pub mod canonical;
pub mod checklist;
pub mod due;
pub mod entry;
pub mod field;
pub mod hand_in;
pub mod id;
mod initials;
pub mod judge;
mod looks;
pub mod phase;
pub mod refusal;
pub mod remark;
pub mod role;
mod show;
pub mod slip;
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
pub use due::{Due, When};
pub use entry::{Act, Create, Edit, Entry, Lock, Person};
pub use hand_in::{Delivery, HandIn};
pub use id::{BadId, OrganisationId, PersonId, RemarkId, SectionId, StatementId};
pub use phase::{Announcement, Phase, Status};
pub use refusal::Refusal;
pub use remark::{Call, Decision, Remark};
pub use role::{Kind, Role, may};
pub use slip::Slip;
pub use slot::{Limit, Millis, Slot};
pub use statement::{Noted, Shared, Statement};
pub use summary::Summary;
pub use template::{Headline, Section, Template};
pub use text::{Block, BlockKind, Doc, Run, SectionText, Text};
pub use view::View;

use serde::{Deserialize, Serialize};

/// SHA-256 of a link's secret, lower-case hex.
pub type LinkHash = String;

/// A member of the alliance, within this statement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Organisation {
    /// Within the statement.
    pub id: OrganisationId,
    /// Registered name, 1 to 200 characters.
    pub name: String,
    /// Consultative status with the Economic and Social Council, if it has one.
    #[cfg_attr(feature = "schema", schema(nullable = false))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consultative: Option<Consultative>,
}

impl Organisation {
    /// By its name alone.
    pub fn named(id: OrganisationId, name: impl Into<String>) -> Self {
        Self { id, name: name.into(), consultative: None }
    }

    /// A registered name as it is compared (S24): capitals and the number of spaces apart.
    pub fn folded(name: &str) -> String {
        name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
    }
}

/// Consultative status with the Economic and Social Council of the UN.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Consultative {
    /// General.
    General,
    /// Special.
    Special,
    /// On the Roster.
    Roster,
}
