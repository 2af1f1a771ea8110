//! The engine on sled 0.34.7: one folder, one writer thread, everything durable that was answered.
//!
//! Not here: any meaning of entries. Laws, beside the crate's own: nothing above 4 KiB goes into sled; a batch is
//! all or nothing on disk; sled's `flush` is followed by `fdatasync` of its file.
//!
//! Layout, in reading order: keys, chunks, ledger (one journal, read and verified), writer (the thread), witness,
//! guard, space (room before a write), folder (before sled), log and salvage (sled's file read without sled: whether
//! sled may have it, and what is good in it), opening, facts, this file (the traits).

mod chunks;
mod facts;
mod folder;
mod guard;
mod keys;
mod ledger;
mod log;
mod opening;
pub(crate) mod salvage;
mod space;
mod witness;
mod writer;

use crate::{
    AppendError, Head, Journal, OpenError, Page, ReadError, Seq, Snapshot, StoreError, Table, snapshot,
};
use bytes::Bytes;
use folder::Folder;
pub(crate) use folder::{Lock, make, sync_folder};
use futures_util::future::BoxFuture;
use ledger::Ledger;
use sled::Tree;
pub(crate) use space::has_room;
use statement::StatementId;
use std::{
    collections::BTreeMap,
    fs::File,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError},
    thread::{self, JoinHandle},
};
use tokio::sync::{mpsc, oneshot, watch};
use writer::{Facts, Job, Writer};

/// How many jobs may wait; more askers wait with their jobs in hand.
const QUEUE: usize = 1024;

/// Journals and facts in one folder that is this program's alone.
///
/// Its futures need a tokio runtime; files are read and written on other threads than the runtime's own. Dropping
/// it waits for what is being written.
pub struct SledStore {
    shared: Arc<Shared>,
    jobs: Option<mpsc::Sender<Job>>,
    thread: Option<JoinHandle<()>>,
}

/// Dropped from the top: the folder's lock goes last.
struct Shared {
    tree: Tree,
    ledgers: Mutex<BTreeMap<StatementId, Arc<Ledger>>>,
    facts: Arc<Mutex<Facts>>,
    stopped: Arc<OnceLock<String>>,
    trouble: Arc<space::Trouble>,
    _db: sled::Db,
    folder: Folder,
}

impl SledStore {
    /// Opens the folder, or makes it. It is locked until the store is dropped.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, OpenError> {
        let folder = Folder::take(path.as_ref())?;
        let said = |error| folder::in_words(&folder.path, error);
        // sled drops what it cannot read, and writes over it (J19).
        if let Some(why) = salvage::objection(&folder.path).map_err(|error| said(error.into()))? {
            return Err(OpenError::Broken { folder: folder.path, why });
        }
        folder.tidy()?;
        let db = opening::open(&folder.sled()).map_err(said)?;
        folder.settle()?;
        let tree: Tree = (*db).clone();
        let file = File::open(folder.sled().join("db")).map_err(|error| said(error.into()))?;
        opening::check_version(&tree, &file).map_err(said)?;
        let witness = witness::Witness::open(&folder.path.join("witness"));
        let (witness, witnessed) = witness.map_err(|error| said(error.into()))?;
        let ledgers =
            opening::find_ledgers(&tree, witnessed).map_err(|error| said(writer::from_sled(error)))?;
        let facts = facts::load(&tree).map_err(|error| said(writer::from_sled(error)))?;
        let facts = Arc::new(Mutex::new(facts));
        let stopped = Arc::new(OnceLock::new());
        let trouble = Arc::new(space::Trouble::new(None));
        let space = space::Space::new(folder.sled().join("db"), trouble.clone());
        let guard = guard::Guard::new(tree.clone()).map_err(|error| said(error.into()))?;
        let writer = Writer {
            tree: tree.clone(),
            file,
            facts: facts.clone(),
            stopped: stopped.clone(),
            space,
            trouble: trouble.clone(),
            guard,
            witness,
        };
        let (jobs, waiting) = mpsc::channel(QUEUE);
        let thread = thread::Builder::new().name("journal".to_owned());
        let thread = thread.spawn(move || writer.run(waiting)).map_err(|error| said(error.into()))?;
        let ledgers = Mutex::new(ledgers);
        let shared = Shared { tree, ledgers, facts, stopped, trouble, _db: db, folder };
        Ok(Self { shared: Arc::new(shared), jobs: Some(jobs), thread: Some(thread) })
    }

    async fn ask<T>(&self, job: impl FnOnce(oneshot::Sender<T>) -> Job) -> Result<T, StoreError> {
        let (answer, answered) = oneshot::channel();
        let jobs = self.jobs.as_ref().ok_or(StoreError::Gone)?;
        jobs.send(job(answer)).await.map_err(|_| StoreError::Gone)?;
        answered.await.map_err(|_| StoreError::Gone)
    }

    async fn fact(
        &self,
        table: Table,
        key: Vec<u8>,
        old: Option<Option<Bytes>>,
        new: Option<Bytes>,
    ) -> Result<bool, StoreError> {
        crate::directory::fits(&key, new.as_ref())?;
        self.ask(|answer| Job::Fact { table, key, old, new, answer }).await?
    }
}

impl Drop for SledStore {
    fn drop(&mut self) {
        self.jobs = None;
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
    }
}

impl Shared {
    fn ledgers(&self) -> MutexGuard<'_, BTreeMap<StatementId, Arc<Ledger>>> {
        self.ledgers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn known(&self, id: &StatementId) -> Option<Arc<Ledger>> {
        self.ledgers().get(id).cloned()
    }

    fn ledger(&self, id: &StatementId) -> Arc<Ledger> {
        let new = || Ledger::new(id.clone());
        self.ledgers().entry(id.clone()).or_insert_with(new).clone()
    }

    fn snapshots(&self, id: &StatementId) -> PathBuf {
        self.folder.path.join("snapshots").join(id.as_str())
    }

    fn load_snapshot(&self, ledger: &Ledger) -> Option<Snapshot> {
        let ours = |snapshot: &Snapshot| ledger.ends(&self.tree, snapshot.seq, &snapshot.link);
        snapshot::newest(&self.snapshots(&ledger.id), &ledger.id, ours)
    }

    fn save_snapshot(&self, ledger: &Ledger, snapshot: &Snapshot) -> Result<(), StoreError> {
        if let Some(why) = self.stopped.get() {
            return Err(StoreError::Stopped(why.clone()));
        }
        if !ledger.ends(&self.tree, snapshot.seq, &snapshot.link) {
            return Err(StoreError::Foreign { seq: snapshot.seq });
        }
        Ok(snapshot::save(&self.snapshots(&ledger.id), &ledger.id, snapshot)?)
    }
}

async fn elsewhere<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, ReadError> + Send + 'static,
) -> Result<T, ReadError> {
    tokio::task::spawn_blocking(work).await.map_err(|_| ReadError::Gone)?
}

impl Journal for SledStore {
    fn append(
        &self,
        id: &StatementId,
        after: Seq,
        entries: Vec<Bytes>,
    ) -> BoxFuture<'_, Result<Head, AppendError>> {
        let ledger = self.shared.ledger(id);
        Box::pin(async move {
            ledger.verify(&self.shared.tree).await.map_err(|error| match error {
                ReadError::Damaged(damage) => AppendError::Damaged(damage),
                ReadError::Gone => StoreError::Gone.into(),
                ReadError::Io(why) => StoreError::Io(why).into(),
            })?;
            self.ask(|answer| Job::Append { ledger, after, entries, answer }).await?
        })
    }

    fn read(
        &self,
        id: &StatementId,
        after: Seq,
        limit_bytes: usize,
    ) -> BoxFuture<'_, Result<Vec<Page>, ReadError>> {
        let ledger = self.shared.known(id);
        Box::pin(async move {
            let Some(ledger) = ledger else { return Ok(Vec::new()) };
            ledger.verify(&self.shared.tree).await?;
            let tree = self.shared.tree.clone();
            elsewhere(move || ledger.read(&tree, after, limit_bytes)).await
        })
    }

    fn head(&self, id: &StatementId) -> BoxFuture<'_, Result<Option<Head>, ReadError>> {
        let ledger = self.shared.known(id);
        Box::pin(async move {
            let Some(ledger) = ledger else { return Ok(None) };
            ledger.verify(&self.shared.tree).await?;
            let state = ledger.state();
            match state.damage {
                Some(damage) => Err(damage.into()),
                None => Ok(Some(state.head).filter(|head| head.seq > 0)),
            }
        })
    }

    fn follow(&self, id: &StatementId) -> watch::Receiver<Seq> {
        self.shared.ledger(id).told.subscribe()
    }

    fn trouble(&self) -> watch::Receiver<Option<StoreError>> {
        self.shared.trouble.subscribe()
    }

    fn list(&self) -> BoxFuture<'_, Result<Vec<StatementId>, ReadError>> {
        let kept = |ledger: &&Arc<Ledger>| ledger.found || ledger.state().head.seq > 0;
        let ledgers = self.shared.ledgers();
        let ids = ledgers.values().filter(kept).map(|ledger| ledger.id.clone()).collect();
        Box::pin(futures_util::future::ready(Ok(ids)))
    }

    fn save_snapshot(&self, id: &StatementId, snapshot: Snapshot) -> BoxFuture<'_, Result<(), StoreError>> {
        let (shared, id) = (self.shared.clone(), id.clone());
        Box::pin(async move {
            let Some(ledger) = shared.known(&id) else {
                return Err(StoreError::Foreign { seq: snapshot.seq });
            };
            ledger.verify(&shared.tree).await.map_err(|error| StoreError::Io(error.to_string()))?;
            let work = move || shared.save_snapshot(&ledger, &snapshot);
            tokio::task::spawn_blocking(work).await.map_err(|_| StoreError::Gone)?
        })
    }

    fn load_snapshot(&self, id: &StatementId) -> BoxFuture<'_, Result<Option<Snapshot>, ReadError>> {
        let known = self.shared.known(id);
        Box::pin(async move {
            let Some(ledger) = known else { return Ok(None) };
            ledger.verify(&self.shared.tree).await?;
            let shared = self.shared.clone();
            elsewhere(move || Ok(shared.load_snapshot(&ledger))).await
        })
    }
}
