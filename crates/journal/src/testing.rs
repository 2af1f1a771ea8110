//! Faults on demand, for the tests of those who stand on a journal; under it, recordings of a program and the power cut
//! ([`trace`], [`power`]). A plain module: it costs nothing unused.

pub mod power;
pub mod trace;

use crate::{AppendError, Directory, Head, Journal, Page, ReadError, Seq, Snapshot, StoreError, Table};
use bytes::Bytes;
use futures_util::future::BoxFuture;
use statement::StatementId;
use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::sync::watch;

#[derive(Default)]
struct Plan {
    delay: Duration,
    fail_next: usize,
    lose_next: usize,
    fail_all: bool,
}

/// The switches of a [`Faulty`] store. Clones switch the same store.
#[derive(Clone, Default)]
pub struct Faults {
    plan: Arc<Mutex<Plan>>,
    appends: Arc<watch::Sender<u64>>,
    held: Arc<watch::Sender<bool>>,
    trouble: Arc<watch::Sender<Option<StoreError>>>,
}

impl Faults {
    fn plan(&self) -> MutexGuard<'_, Plan> {
        self.plan.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Every append takes this much longer, before it is stored.
    pub fn delay(&self, by: Duration) {
        self.plan().delay = by;
    }

    /// The next `n` appends fail and store nothing.
    pub fn fail_next(&self, n: usize) {
        self.plan().fail_next = n;
    }

    /// The next `n` appends are stored and durable, but the answer is a failure: the disk had it after all.
    pub fn lose_next(&self, n: usize) {
        self.plan().lose_next = n;
    }

    /// Every append fails and stores nothing, until switched off.
    pub fn fail_all(&self, fail: bool) {
        self.plan().fail_all = fail;
    }

    /// The disk is full, and known to be: every append says so and stores nothing, until it is taken back.
    pub fn full(&self, full: bool) {
        self.plan().fail_all = full;
        self.trouble.send_replace(full.then_some(StoreError::Full));
    }

    /// Appends wait, asked for and not stored, until this is taken back; what else is switched holds for them then.
    pub fn hold(&self, hold: bool) {
        self.held.send_replace(hold);
    }

    /// How many appends were asked for so far.
    pub fn appends(&self) -> u64 {
        *self.appends.borrow()
    }

    /// Waits until so many appends were asked for.
    pub async fn asked(&self, appends: u64) {
        // It fails only where nobody could ask any more, and this holds the other end.
        let _ = self.appends.subscribe().wait_for(|asked| *asked >= appends).await;
    }
}

/// A journal (and directory) that is slow or fails as it is told; see [`Faults`]. Only appends are touched.
pub struct Faulty<J: ?Sized> {
    inner: Arc<J>,
    faults: Faults,
}

impl<J: ?Sized> Faulty<J> {
    /// Stands in front of `inner`, with no fault yet.
    pub fn new(inner: Arc<J>) -> Self {
        Self { inner, faults: Faults::default() }
    }

    /// The switches.
    pub fn faults(&self) -> Faults {
        self.faults.clone()
    }
}

fn told_to(trouble: Option<StoreError>) -> AppendError {
    trouble.unwrap_or(StoreError::Io("told to fail".to_owned())).into()
}

impl<J: Journal + ?Sized> Journal for Faulty<J> {
    fn append(
        &self,
        id: &StatementId,
        after: Seq,
        entries: Vec<Bytes>,
    ) -> BoxFuture<'_, Result<Head, AppendError>> {
        let id = id.clone();
        Box::pin(async move {
            self.faults.appends.send_modify(|asked| *asked += 1);
            let _ = self.faults.held.subscribe().wait_for(|held| !held).await;
            let (delay, fails, loses) = {
                let mut plan = self.faults.plan();
                let fails = plan.fail_all || plan.fail_next > 0;
                plan.fail_next = plan.fail_next.saturating_sub(1);
                let loses = !fails && plan.lose_next > 0;
                if loses {
                    plan.lose_next -= 1;
                }
                (plan.delay, fails, loses)
            };
            if !delay.is_zero() {
                tokio::time::sleep(delay).await;
            }
            if fails {
                return Err(told_to(self.faults.trouble.borrow().clone()));
            }
            let head = self.inner.append(&id, after, entries).await?;
            if loses { Err(told_to(None)) } else { Ok(head) }
        })
    }

    fn read(
        &self,
        id: &StatementId,
        after: Seq,
        limit_bytes: usize,
    ) -> BoxFuture<'_, Result<Vec<Page>, ReadError>> {
        self.inner.read(id, after, limit_bytes)
    }

    fn head(&self, id: &StatementId) -> BoxFuture<'_, Result<Option<Head>, ReadError>> {
        self.inner.head(id)
    }

    fn follow(&self, id: &StatementId) -> watch::Receiver<Seq> {
        self.inner.follow(id)
    }

    fn trouble(&self) -> watch::Receiver<Option<StoreError>> {
        self.faults.trouble.subscribe()
    }

    fn list(&self) -> BoxFuture<'_, Result<Vec<StatementId>, ReadError>> {
        self.inner.list()
    }

    fn save_snapshot(&self, id: &StatementId, snapshot: Snapshot) -> BoxFuture<'_, Result<(), StoreError>> {
        self.inner.save_snapshot(id, snapshot)
    }

    fn load_snapshot(&self, id: &StatementId) -> BoxFuture<'_, Result<Option<Snapshot>, ReadError>> {
        self.inner.load_snapshot(id)
    }
}

impl<J: Directory + ?Sized> Directory for Faulty<J> {
    fn get(&self, table: Table, key: &[u8]) -> BoxFuture<'_, Result<Option<Bytes>, ReadError>> {
        self.inner.get(table, key)
    }

    fn scan(&self, table: Table, prefix: &[u8]) -> BoxFuture<'_, Result<Vec<(Bytes, Bytes)>, ReadError>> {
        self.inner.scan(table, prefix)
    }

    fn put(&self, table: Table, key: &[u8], value: Bytes) -> BoxFuture<'_, Result<(), StoreError>> {
        self.inner.put(table, key, value)
    }

    fn delete(&self, table: Table, key: &[u8]) -> BoxFuture<'_, Result<(), StoreError>> {
        self.inner.delete(table, key)
    }

    fn swap(
        &self,
        table: Table,
        key: &[u8],
        old: Option<Bytes>,
        new: Option<Bytes>,
    ) -> BoxFuture<'_, Result<bool, StoreError>> {
        self.inner.swap(table, key, old, new)
    }
}
