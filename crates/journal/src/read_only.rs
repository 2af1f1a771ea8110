//! A data folder that may not be written, opened for reading: what verifies is shown, nothing is stored (J19).

use crate::{
    AppendError, Damage, Directory, Head, Journal, OpenError, Page, ReadError, Seq, SledStore, Snapshot,
    StoreError, Table, directory,
    sled::{
        Lock,
        salvage::{self, Found},
    },
};
use bytes::Bytes;
use futures_util::{
    FutureExt,
    future::{self, BoxFuture},
};
use statement::StatementId;
use std::{
    collections::BTreeMap,
    fs::File,
    io,
    path::{Path, PathBuf},
};
use tokio::sync::watch;

/// What [`open`] came to.
pub enum Opened {
    /// Everything works.
    Whole(SledStore),
    /// It can only be read.
    ReadOnly(ReadOnlyStore),
}

/// Opens a folder to be served; one that may not be written, for reading. Whatever is no data folder of Kyodo's, or is
/// in use, is refused.
pub fn open(path: impl AsRef<Path>) -> Result<Opened, OpenError> {
    let path = path.as_ref();
    let refused = match SledStore::open(path) {
        Ok(store) => return Ok(Opened::Whole(store)),
        Err(refused @ OpenError::InUse(_)) => return Err(refused),
        // The wrong user, and not the disk.
        Err(refused @ OpenError::ReadOnly(_)) if !is_read_only_disk(path) => return Err(refused),
        Err(refused) => refused,
    };
    match ReadOnlyStore::open(path, &refused) {
        Ok(store) => Ok(Opened::ReadOnly(store)),
        Err(why) => {
            tracing::warn!(%why, "nothing in the folder can be read either");
            Err(refused)
        }
    }
}

fn is_read_only_disk(path: &Path) -> bool {
    let lock = File::options().append(true).open(path.join("lock"));
    lock.is_err_and(|error| error.kind() == io::ErrorKind::ReadOnlyFilesystem)
}

/// Journals and facts of a folder that is read once, into memory.
pub struct ReadOnlyStore {
    statements: BTreeMap<StatementId, Found>,
    facts: BTreeMap<(Table, Vec<u8>), Bytes>,
    /// Why nothing is written.
    why: String,
    /// The folder, where only room or a right to write is missing.
    waits_for: Option<PathBuf>,
    trouble: watch::Sender<Option<StoreError>>,
    _lock: Lock,
}

impl ReadOnlyStore {
    fn open(path: &Path, refused: &OpenError) -> Result<Self, OpenError> {
        let lock = Lock::take(path)?;
        let broken = |why: String| OpenError::Broken { folder: path.to_owned(), why };
        let found = salvage::read(path, None).map_err(|error| broken(error.to_string()))?;
        if !found.is_ours() {
            return Err(broken("no statement of Kyodo's was found in it".to_owned()));
        }
        let (why, waits) = match refused {
            OpenError::Full(_) => ("the disk of the server is full", true),
            OpenError::ReadOnly(_) => ("the disk of the server can only be read", true),
            _ => (
                "some of the files on the server's disk are broken, so that everything can only be read until whoever runs \
                 Kyodo has copied it into a new folder (“kyodo rescue”)",
                false,
            ),
        };
        let statements = found.statements.into_iter().map(|found| (found.id.clone(), found)).collect();
        Ok(Self {
            statements,
            facts: found.facts,
            why: why.to_owned(),
            waits_for: waits.then(|| path.to_owned()),
            trouble: watch::Sender::new(None),
            _lock: lock,
        })
    }

    /// Why nothing is written, in words for people.
    pub fn why(&self) -> &str {
        &self.why
    }

    /// Waits until the folder can be written again; for ever where that cannot come by itself.
    pub async fn mended(&self) {
        let Some(folder) = &self.waits_for else { return future::pending().await };
        loop {
            tokio::time::sleep(std::time::Duration::from_secs(2)).await;
            let path = folder.join("room");
            let there = tokio::task::spawn_blocking(move || crate::sled::has_room(&path)).await;
            if there.is_ok_and(|there| there) {
                return;
            }
        }
    }

    fn damage(&self, found: &Found) -> Damage {
        let missing = found.missing();
        let whole = missing.is_none();
        let why = missing.map_or(self.why.clone(), |missing| format!("{missing}; {}", self.why));
        Damage { id: found.id.clone(), good: found.reach(), why, whole }
    }

    fn refusal(&self) -> StoreError {
        StoreError::ReadingOnly(self.why.clone())
    }

    fn pages(&self, id: &StatementId, after: Seq, limit_bytes: usize) -> Result<Vec<Page>, ReadError> {
        let Some(found) = self.statements.get(id) else { return Ok(Vec::new()) };
        let bridge = found.bridge.as_ref().map_or(Seq::MAX, |bridge| bridge.seq);
        let pages = if after < bridge { &found.pages } else { &found.beyond };
        let mut bytes = 0;
        let wanted = pages.iter().filter(|page| page.last() > after).take_while(|page| {
            let first = bytes == 0;
            bytes += page.entries.iter().map(|entry| entry.len() + 4).sum::<usize>();
            first || bytes <= limit_bytes
        });
        let wanted: Vec<Page> = wanted.cloned().collect();
        if wanted.is_empty() { Err(self.damage(found).into()) } else { Ok(wanted) }
    }
}

fn ready<'a, T: Send + 'a>(value: T) -> BoxFuture<'a, T> {
    future::ready(value).boxed()
}

impl Journal for ReadOnlyStore {
    fn append(
        &self,
        id: &StatementId,
        _after: Seq,
        _entries: Vec<Bytes>,
    ) -> BoxFuture<'_, Result<Head, AppendError>> {
        let damage = self.statements.get(id).map(|found| self.damage(found).into());
        ready(Err(damage.unwrap_or_else(|| self.refusal().into())))
    }

    fn read(
        &self,
        id: &StatementId,
        after: Seq,
        limit_bytes: usize,
    ) -> BoxFuture<'_, Result<Vec<Page>, ReadError>> {
        ready(self.pages(id, after, limit_bytes))
    }

    fn head(&self, id: &StatementId) -> BoxFuture<'_, Result<Option<Head>, ReadError>> {
        ready(self.statements.get(id).map_or(Ok(None), |found| Err(self.damage(found).into())))
    }

    fn follow(&self, id: &StatementId) -> watch::Receiver<Seq> {
        watch::channel(self.statements.get(id).map_or(0, |found| found.reach().seq)).1
    }

    fn trouble(&self) -> watch::Receiver<Option<StoreError>> {
        self.trouble.subscribe()
    }

    fn list(&self) -> BoxFuture<'_, Result<Vec<StatementId>, ReadError>> {
        ready(Ok(self.statements.keys().cloned().collect()))
    }

    fn save_snapshot(&self, _id: &StatementId, _snapshot: Snapshot) -> BoxFuture<'_, Result<(), StoreError>> {
        ready(Err(self.refusal()))
    }

    fn load_snapshot(&self, id: &StatementId) -> BoxFuture<'_, Result<Option<Snapshot>, ReadError>> {
        ready(Ok(self.statements.get(id).and_then(|found| found.bridge.clone())))
    }
}

impl Directory for ReadOnlyStore {
    fn get(&self, table: Table, key: &[u8]) -> BoxFuture<'_, Result<Option<Bytes>, ReadError>> {
        ready(Ok(self.facts.get(&(table, key.to_vec())).cloned()))
    }

    fn scan(&self, table: Table, prefix: &[u8]) -> BoxFuture<'_, Result<Vec<(Bytes, Bytes)>, ReadError>> {
        ready(Ok(directory::scan(&self.facts, table, prefix)))
    }

    fn put(&self, _table: Table, _key: &[u8], _value: Bytes) -> BoxFuture<'_, Result<(), StoreError>> {
        ready(Err(self.refusal()))
    }

    fn delete(&self, _table: Table, _key: &[u8]) -> BoxFuture<'_, Result<(), StoreError>> {
        ready(Err(self.refusal()))
    }

    fn swap(
        &self,
        _table: Table,
        _key: &[u8],
        _old: Option<Bytes>,
        _new: Option<Bytes>,
    ) -> BoxFuture<'_, Result<bool, StoreError>> {
        ready(Err(self.refusal()))
    }
}
