//! What can go wrong, in words for people.

use crate::{Head, Seq};
use statement::StatementId;
use std::{io, path::PathBuf};

/// Where a journal stops being readable. Everything up to `good` is whole; nothing after it is believed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.words())]
pub struct Damage {
    /// Whose journal.
    pub id: StatementId,
    /// The last head that verifies; sequence 0 if none does.
    pub good: Head,
    /// What was found there, for the log and the helper.
    pub why: String,
    /// Nothing of this journal is missing: it is its folder that may not be written.
    pub whole: bool,
}

impl Damage {
    fn words(&self) -> String {
        let Self { id, good, why, whole } = self;
        if *whole {
            why.clone()
        } else {
            format!("the journal of {id} is damaged after entry {}: {why}", good.seq)
        }
    }
}

/// Why the store did not write. Nothing was stored, unless it is [`StoreError::Io`] or [`StoreError::Full`]:
/// then it may have reached the disk, and only the next opening tells.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// The disk or the quota is full.
    #[error("the disk is full: nothing can be saved until there is room on it")]
    Full,
    /// The folder or its file system may only be read.
    #[error("the data folder can only be read: nothing can be saved")]
    ReadOnly,
    /// An earlier write failed; the store writes no more until it is opened again.
    #[error("an earlier write failed ({0}): nothing can be saved until Kyodo has started anew")]
    Stopped(String),
    /// The store was opened for reading only.
    #[error("{0}: nothing can be saved")]
    ReadingOnly(String),
    /// The store is closed.
    #[error("the store is closed")]
    Gone,
    /// More bytes than may be kept in one piece.
    #[error("{bytes} bytes are too many to keep in one piece; the most is {most}")]
    TooLarge {
        /// What was given.
        bytes: usize,
        /// What would have been taken.
        most: usize,
    },
    /// A snapshot that is not of this journal: no page ends at its sequence with its link.
    #[error("the snapshot at {seq} is not of this journal")]
    Foreign {
        /// The sequence the snapshot claims.
        seq: Seq,
    },
    /// The disk said something else.
    #[error("the disk failed: {0}")]
    Io(String),
}

impl StoreError {
    /// Whether the store tries again by itself: it did not begin to write.
    pub fn passes(&self) -> bool {
        matches!(self, Self::Full | Self::ReadOnly | Self::Io(_))
    }

    /// The cause alone, for [`StoreError::Stopped`].
    pub(crate) fn cause(&self) -> String {
        match self {
            Self::Full => "the disk is full".to_owned(),
            Self::ReadOnly => "the data folder can only be read".to_owned(),
            other => other.to_string(),
        }
    }
}

impl From<io::Error> for StoreError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge => {
                Self::Full
            }
            io::ErrorKind::ReadOnlyFilesystem | io::ErrorKind::PermissionDenied => Self::ReadOnly,
            _ => Self::Io(error.to_string()),
        }
    }
}

/// Why an append was not made. After a [`AppendError::Store`] the store takes no more appends.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AppendError {
    /// Somebody else's entries came first: take in what came and judge again.
    #[error("the journal has gone on to entry {head}")]
    Conflict {
        /// The durable head it was compared with.
        head: Seq,
    },
    /// The journal failed its chain: it is read-only and nothing is stored over it.
    #[error(transparent)]
    Damaged(#[from] Damage),
    /// The store did not write.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why nothing could be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// The good part ends here.
    #[error(transparent)]
    Damaged(#[from] Damage),
    /// The store is closed.
    #[error("the store is closed")]
    Gone,
    /// The disk failed.
    #[error("the disk failed: {0}")]
    Io(String),
}

/// Why a data folder could not be opened. One sentence each, for the person who started the program.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Another server has it.
    #[error("another Kyodo is already running on the data folder {}", .0.display())]
    InUse(PathBuf),
    /// It may only be read.
    #[error("the data folder {} can only be read; Kyodo must be able to write there", .0.display())]
    ReadOnly(PathBuf),
    /// There is no room in it.
    #[error("the disk of the data folder {} is full", .0.display())]
    Full(PathBuf),
    /// Some of it cannot be read; the rest can, and may be copied.
    #[error("the data folder {} is broken: {why}", folder.display())]
    Broken {
        /// The folder.
        folder: PathBuf,
        /// What was found.
        why: String,
    },
    /// Something else is there, or what is there is newer.
    #[error("the data folder {} cannot be opened: {why}", folder.display())]
    Unusable {
        /// The folder.
        folder: PathBuf,
        /// What was found.
        why: String,
    },
}
