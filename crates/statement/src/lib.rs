//! What a joint statement is: values and rules. No IO, no async, no Yjs, no clock.
//!
//! Laws: a statement is the fold of its entries; `judge` says whether an act may be, `apply` never fails on an
//! act that was judged; time is an argument.
//!
//! Layout, in reading order: id, role, phase, slot, template, text, entry, refusal, view.

pub mod entry;
pub mod id;
pub mod phase;
pub mod refusal;
pub mod role;
pub mod slot;
pub mod template;
pub mod text;
pub mod view;

pub use entry::{Act, Create, Edit, Entry, HandIn, Lock, Person};
pub use id::{BadId, OrganisationId, PersonId, SectionId, StatementId};
pub use phase::{Announcement, Phase, Status};
pub use refusal::Refusal;
pub use role::Role;
pub use slot::{Limit, Millis, Slot};
pub use template::Section;
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
