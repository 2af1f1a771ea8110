//! Where statements are kept: one ordered, durable, hash-chained journal a statement, and the few small facts
//! that belong to no statement. The formats and rules are in `SPEC.md`; tests quote their ids (J1..).
//!
//! Not here: what an entry means (`statement`), who may append it (`room`), any network.
//!
//! Laws:
//! - *Returned is durable*: an append or put that answered is on the disk, and nothing else is ever shown.
//! - *Only at the sequence it was judged against*: anything else is a [`AppendError::Conflict`].
//! - *Nothing is stored over damage*: a journal that fails its chain is read up to there and never written.
//! - *After a failed write, silence*: the store refuses every write until it is opened again. A disk without room is
//!   found out before, and is no failed write.
//! - *What cannot be read is not touched*: a broken folder is opened for reading, by other means than sled.
//!
//! Layout, in reading order: error, page, journal (the trait), directory (the trait), snapshot, memory, sled,
//! read_only (a folder that may not be written), rescue (what is good into a new one), testing (faults on demand), contract (what every engine must do).

pub mod contract;
pub mod directory;
pub mod error;
pub mod journal;
pub mod memory;
pub mod page;
pub mod read_only;
pub mod rescue;
pub mod sled;
pub mod snapshot;
pub mod testing;

pub use self::sled::SledStore;
pub use directory::{Directory, MAX_VALUE, Table};
pub use error::{AppendError, Damage, OpenError, ReadError, StoreError};
pub use journal::{Head, Journal, Page, Seq};
pub use memory::Memory;
pub use page::{Link, MAX_PAGE};
pub use read_only::{Opened, ReadOnlyStore, open};
pub use rescue::{Report, RescueError, Rescued, rescue};
pub use snapshot::Snapshot;
