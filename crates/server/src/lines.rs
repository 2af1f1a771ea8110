//! Connections on the plain road, as their requests find them: by the secret that only their page knows.

use crate::secret::Hash;
use bytes::Bytes;
use statement::StatementId;
use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};
use tokio::sync::{mpsc, oneshot};

/// A batch on its way to a connection.
pub(crate) struct Parcel {
    pub(crate) number: u64,
    pub(crate) frames: Vec<Bytes>,
    /// Told when the room has all of it.
    pub(crate) taken: oneshot::Sender<()>,
}

/// A poll that waits to be told something.
pub(crate) struct Asking {
    pub(crate) heard: u64,
    /// The body of the answer. Dropped: there is nothing now.
    pub(crate) told: oneshot::Sender<Vec<u8>>,
}

/// One open connection.
#[derive(Clone)]
pub(crate) struct Line {
    /// Whose: a secret is worth nothing to another session, or for another statement.
    pub(crate) session: Hash,
    pub(crate) statement: StatementId,
    pub(crate) parcels: mpsc::Sender<Parcel>,
    pub(crate) polls: mpsc::Sender<Asking>,
}

/// All of them, by the hash of the secret.
#[derive(Default)]
pub(crate) struct Lines {
    open: Mutex<HashMap<Hash, Line>>,
}

impl Lines {
    pub(crate) fn put(&self, secret: Hash, line: Line) {
        self.open().insert(secret, line);
    }

    pub(crate) fn find(&self, secret: &Hash, session: &Hash, statement: &str) -> Option<Line> {
        let open = self.open();
        let found = open.get(secret)?;
        (found.session == *session && found.statement.as_str() == statement).then(|| found.clone())
    }

    pub(crate) fn remove(&self, secret: &Hash) {
        self.open().remove(secret);
    }

    fn open(&self) -> MutexGuard<'_, HashMap<Hash, Line>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
