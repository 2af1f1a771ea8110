//! The gate: the strict reader of Yjs bytes. Before any other decoder sees a byte that somebody sent, it stands
//! here: updates, state vectors, presence.
//!
//! It is not a CRDT: it holds no text. It knows the structure (which clocks, in which element of which section, in
//! which order, what is deleted), and that exactly as Yjs does. It knows nothing of rights: it says what an update
//! does (`News`), others say who may do that.
//!
//! # Laws
//! The rules with their numbers are in `SPEC.md`; these are the ones to build on.
//! 1. A fault changes nothing, and neither does what is no news.
//! 2. What passes is written anew, so that only bytes of this crate's own hand reach a journal or another decoder.
//! 3. What passes hurts neither yrs nor Yjs, and both hold the same afterwards: proved by `tests/differential`.
//! 4. What hangs on something unknown is never taken.
//! 5. What was taken once can be replayed for ever: only senders are asked about ids, letters and what fits.
//! 6. Judging costs as much as there are bytes, whatever their order; a deletion costs once what it deletes.
//!
//! # Layout, in reading order
//! - `fault`, `schema`: why not, and what may stand in a Doc, as data.
//! - `read`, `write`, `json`, `letters`: bytes, values and signs.
//! - `update`: an update as its bytes say it, without asking what is known.
//! - `ranges`, `order`, `usage`, `store`: what is known; `undo`: how one update is undone.
//! - `place`, `judge`: where a struct stands, and one update against what is known.
//! - `news`, `index`: what was new, and the door to all of it.
//! - `merge`, `state_vector`, `awareness`: pages, who has got how far, presence.

mod awareness;
mod fault;
mod index;
mod json;
mod judge;
mod letters;
mod merge;
mod news;
mod order;
mod place;
mod ranges;
mod read;
mod schema;
mod state_vector;
mod store;
mod undo;
mod update;
mod usage;
mod write;

pub use awareness::{Presence, awareness, awareness_start, encode_awareness};
pub use fault::Fault;
pub use index::{Index, Size};
pub use merge::merge;
pub use news::{News, Verdict};
pub use schema::{Caps, ElementRule, MarkRule, Schema, ValueRule};
pub use state_vector::{StateVector, state_vector};
pub use usage::Usage;
