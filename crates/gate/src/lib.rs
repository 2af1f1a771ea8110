//! The gate: the strict reader of Yjs bytes. Before any other decoder sees a byte, it stands here.
mod awareness;
mod fault;
mod index;
mod json;
mod judge;
mod letters;
mod merge;
mod news;
mod place;
mod ranges;
mod read;
mod schema;
mod state_vector;
mod store;
mod update;
mod write;

pub use awareness::{Presence, awareness, encode_awareness};
pub use fault::Fault;
pub use index::{Index, Size};
pub use merge::merge;
pub use news::{News, Verdict};
pub use schema::{Caps, ElementRule, MarkRule, Schema, ValueRule};
pub use state_vector::{StateVector, state_vector};
