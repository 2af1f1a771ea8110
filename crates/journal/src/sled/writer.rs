//! The one writer thread of all rooms.
//!
//! It takes what is waiting, stores it as one sled batch, flushes, makes the file durable, and only then tells
//! readers, followers and the askers. There is no timer: the next batch is what came in the meantime.

use super::{chunks, keys, ledger::Ledger};
use crate::{AppendError, Head, MAX_PAGE, Seq, StoreError, Table, page};
use bytes::Bytes;
use sled::{Batch, Tree};
use statement::StatementId;
use std::{
    collections::{BTreeMap, HashMap},
    fs::File,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError},
};
use tokio::sync::{mpsc, oneshot};

/// The facts by table and key, as they are on disk.
pub(super) type Facts = BTreeMap<(Table, Vec<u8>), Bytes>;

/// A batch is closed once it holds this many bytes, and larger pages are stored in slices of this many (J17): what
/// sled writes between two syncs, a few times as much, must stay below one of its segments.
const BATCH: usize = 32 * 1024;

/// What a writer is asked for.
pub(super) enum Job {
    Append {
        ledger: Arc<Ledger>,
        after: Seq,
        entries: Vec<Bytes>,
        answer: oneshot::Sender<Result<Head, AppendError>>,
    },
    Fact {
        table: Table,
        key: Vec<u8>,
        /// Only where the value is this now.
        old: Option<Option<Bytes>>,
        new: Option<Bytes>,
        answer: oneshot::Sender<Result<bool, StoreError>>,
    },
}

impl Job {
    fn bytes(&self) -> usize {
        match self {
            Self::Append { entries, .. } => page::payload_len(entries),
            Self::Fact { new, .. } => new.as_ref().map_or(0, Bytes::len),
        }
    }

    fn refuse(self, error: StoreError) {
        match self {
            Self::Append { answer, .. } => drop(answer.send(Err(error.into()))),
            Self::Fact { answer, .. } => drop(answer.send(Err(error))),
        }
    }
}

/// What the thread owns.
pub(super) struct Writer {
    pub(super) tree: Tree,
    /// sled's file, opened a second time: its own flush ends in `sync_file_range`, which is not durability.
    pub(super) file: File,
    pub(super) facts: Arc<Mutex<Facts>>,
    /// Why nothing is written any more; set at most once.
    pub(super) stopped: Arc<OnceLock<String>>,
    /// Takes room before anything is written.
    pub(super) space: super::space::Space,
    /// Told when nothing can be saved.
    pub(super) trouble: Arc<super::space::Trouble>,
    /// Told when a flush begins and ends.
    pub(super) guard: super::guard::Guard,
    /// Told what became durable.
    pub(super) witness: super::witness::Witness,
}

/// Tells one asker, once it is known whether the batch was stored.
type Answer = Box<dyn FnOnce(Result<(), StoreError>) + Send>;

/// What became of one batch before it was stored.
#[derive(Default)]
struct Judged {
    /// The beginnings of large pages, in slices. Nobody sees them before the last batch is stored.
    slices: Vec<Batch>,
    batch: Batch,
    changes: usize,
    heads: HashMap<StatementId, (Arc<Ledger>, Head)>,
    facts: HashMap<(Table, Vec<u8>), Option<Bytes>>,
    answers: Vec<Answer>,
}

impl Writer {
    /// Works until every asker is gone.
    pub(super) fn run(mut self, mut jobs: mpsc::Receiver<Job>) {
        while let Some(job) = jobs.blocking_recv() {
            let mut bytes = job.bytes();
            let mut waiting = vec![job];
            while bytes < BATCH
                && let Ok(job) = jobs.try_recv()
            {
                bytes += job.bytes();
                waiting.push(job);
            }
            match self.stopped.get() {
                Some(why) => waiting.into_iter().for_each(|job| job.refuse(StoreError::Stopped(why.clone()))),
                None => self.batch(waiting),
            }
        }
    }

    fn batch(&mut self, waiting: Vec<Job>) {
        let mut judged = Judged::default();
        for job in waiting {
            match job {
                Job::Append { ledger, after, entries, answer } => {
                    let outcome = judged.append(ledger, after, &entries);
                    judged.answers.push(Box::new(move |stored| {
                        drop(answer.send(stored.map_err(AppendError::from).and(outcome)));
                    }));
                }
                Job::Fact { table, key, old, new, answer } => {
                    let changed = judged.fact(&self.facts(), (table, key), old, new);
                    judged.answers.push(Box::new(move |stored| drop(answer.send(stored.map(|()| changed)))));
                }
            }
        }
        let stored = if judged.changes == 0 { Ok(()) } else { self.store(judged.slices, judged.batch) };
        if stored.is_ok() {
            let mut facts = self.facts();
            for (key, value) in judged.facts {
                match value {
                    Some(value) => facts.insert(key, value),
                    None => facts.remove(&key),
                };
            }
            drop(facts);
            for (ledger, head) in judged.heads.into_values() {
                if let Err(error) = self.witness.note(&ledger.id, &head) {
                    tracing::warn!(%error, "the witness lags behind");
                }
                ledger.grow(head);
            }
        }
        for answer in judged.answers {
            answer(stored.clone());
        }
    }

    /// Stores and makes durable, or stops the writer for good: after a failure nobody knows what the disk holds. Where
    /// there is no room, nothing has failed: nothing was begun, or the beginning of a page that nobody sees.
    ///
    /// Each batch is durable before the next begins. sled reuses a segment of its file once what replaced it has
    /// been *written*; if that is lost with the power, both are gone, and with them the whole file.
    fn store(&self, slices: Vec<Batch>, last: Batch) -> Result<(), StoreError> {
        let mut no_room = false;
        let work = || {
            for batch in slices.into_iter().chain([last]) {
                self.space.take().inspect_err(|_| no_room = true)?;
                let _watched = self.guard.watch();
                self.tree.apply_batch(batch).map_err(from_sled)?;
                self.tree.flush().map_err(from_sled)?;
                self.file.sync_data()?;
            }
            Ok(())
        };
        let done = catch_unwind(AssertUnwindSafe(work))
            .unwrap_or_else(|_| Err(StoreError::Io("the store broke off".to_owned())));
        if let Err(error) = &done
            && !no_room
        {
            tracing::error!(%error, "a write failed; nothing more is written until the next start");
            let _ = self.stopped.set(error.cause());
            self.trouble.send_replace(Some(StoreError::Stopped(error.cause())));
            // sled would try to write, and panic, while it is closed; the next start reads what is there.
            std::mem::forget(self.tree.clone());
        }
        done
    }

    fn facts(&self) -> MutexGuard<'_, Facts> {
        self.facts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Judged {
    fn append(&mut self, ledger: Arc<Ledger>, after: Seq, entries: &[Bytes]) -> Result<Head, AppendError> {
        let state = ledger.state();
        if let Some(damage) = state.damage {
            return Err(damage.into());
        }
        let before = self.heads.get(&ledger.id).map_or(state.head, |(_, head)| *head);
        if before.seq != after {
            return Err(AppendError::Conflict { head: before.seq });
        }
        let bytes = page::payload_len(entries);
        if bytes > MAX_PAGE {
            return Err(StoreError::TooLarge { bytes, most: MAX_PAGE }.into());
        }
        if entries.is_empty() {
            return Ok(before);
        }
        let (record, head) = page::encode(&ledger.id, &before, entries);
        let mut slices = chunks::slices(&record, BATCH);
        if let Some((number, piece)) = slices.next_back() {
            chunks::put(&mut self.batch, &ledger.id, before.seq + 1, number, piece);
        }
        for (number, piece) in slices {
            let mut batch = Batch::default();
            chunks::put(&mut batch, &ledger.id, before.seq + 1, number, piece);
            self.slices.push(batch);
        }
        self.batch.insert(keys::head(&ledger.id), keys::encode_head(&head));
        self.changes += 1;
        self.heads.insert(ledger.id.clone(), (ledger, head));
        Ok(head)
    }

    fn fact(
        &mut self,
        facts: &Facts,
        key: (Table, Vec<u8>),
        old: Option<Option<Bytes>>,
        new: Option<Bytes>,
    ) -> bool {
        let now = self.facts.get(&key).map_or_else(|| facts.get(&key), Option::as_ref);
        if old.is_some_and(|old| old.as_ref() != now) {
            return false;
        }
        let stored = keys::fact(key.0, &key.1);
        match &new {
            Some(value) => self.batch.insert(stored, value.as_ref()),
            None => self.batch.remove(stored),
        }
        self.changes += 1;
        self.facts.insert(key, new);
        true
    }
}

/// sled's errors in our words.
pub(super) fn from_sled(error: sled::Error) -> StoreError {
    match error {
        sled::Error::Io(error) => error.into(),
        // As where it panics (see `opening`); its own words name an offset and a backtrace.
        sled::Error::Corruption { .. } => StoreError::Io("its files are broken".to_owned()),
        other => StoreError::Io(other.to_string()),
    }
}
