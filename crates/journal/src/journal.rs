//! The trait every engine of journals fulfils; `contract` says the same as tests.

use crate::{AppendError, Link, ReadError, Snapshot, StoreError};
use bytes::Bytes;
use futures_util::future::BoxFuture;
use statement::StatementId;
use tokio::sync::watch;

/// The number of an entry: the first is 1; 0 is "nothing yet".
pub type Seq = u64;

/// What one append stored: entries that became durable together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// The sequence of the first entry.
    pub first: Seq,
    /// The entries, never empty.
    pub entries: Vec<Bytes>,
    /// The chain's value after this page.
    pub link: Link,
}

impl Page {
    /// The sequence of the last entry.
    pub fn last(&self) -> Seq {
        self.first + self.entries.len() as Seq - 1
    }

    /// The head as it was right after this page.
    pub fn head(&self) -> Head {
        Head { seq: self.last(), link: self.link }
    }
}

/// Where a journal ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Head {
    /// The last entry's sequence, or 0.
    pub seq: Seq,
    /// The chain's value there; 32 zero bytes at 0.
    pub link: Link,
}

/// Many journals, one a statement. Entries are opaque bytes.
///
/// Dropping a returned future does not take the work back: an append that was asked for may still be stored.
pub trait Journal: Send + Sync + 'static {
    /// Stores `entries` as one page right after `after`, all or nothing, and answers when they are durable.
    /// No entries at all store nothing and answer the head. Dropped answers mean nothing: see the trait.
    fn append(
        &self,
        id: &StatementId,
        after: Seq,
        entries: Vec<Bytes>,
    ) -> BoxFuture<'_, Result<Head, AppendError>>;

    /// Verified pages, starting with the one that holds `after + 1` (given whole, even if it starts earlier), up
    /// to about `limit_bytes` but at least one. Nothing left is an empty list. Where a journal is damaged the good
    /// pages come first; [`ReadError::Damaged`] is the answer once no good page is left after `after`.
    fn read(
        &self,
        id: &StatementId,
        after: Seq,
        limit_bytes: usize,
    ) -> BoxFuture<'_, Result<Vec<Page>, ReadError>>;

    /// The durable head; `None` if there is no such journal; [`ReadError::Damaged`] (with the last good head in
    /// it) if the journal does not verify.
    fn head(&self, id: &StatementId) -> BoxFuture<'_, Result<Option<Head>, ReadError>>;

    /// Wakes when the durable head grows. What it holds at first is the head as far as it is known, 0 at least.
    fn follow(&self, id: &StatementId) -> watch::Receiver<Seq>;

    /// Why nothing can be saved at the moment, while that is so; wakes when that changes.
    fn trouble(&self) -> watch::Receiver<Option<StoreError>> {
        watch::channel(None).1
    }

    /// Every statement with a journal, damaged ones too, in order of id.
    fn list(&self) -> BoxFuture<'_, Result<Vec<StatementId>, ReadError>>;

    /// Keeps a snapshot, durable when it answers; the newest two are kept. It must stand at the end of a page.
    fn save_snapshot(&self, id: &StatementId, snapshot: Snapshot) -> BoxFuture<'_, Result<(), StoreError>>;

    /// The newest snapshot that verifies and is of this journal; a bad one is skipped and logged.
    fn load_snapshot(&self, id: &StatementId) -> BoxFuture<'_, Result<Option<Snapshot>, ReadError>>;
}
