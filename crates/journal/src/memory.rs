//! An engine that keeps everything in memory, for tests and trials: the same rules, no durability.

use crate::{
    AppendError, Directory, Head, Journal, MAX_PAGE, Page, ReadError, Seq, Snapshot, StoreError, Table,
    directory::{self, fits},
    page,
};
use bytes::Bytes;
use futures_util::{FutureExt, future, future::BoxFuture};
use statement::StatementId;
use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard, PoisonError},
};
use tokio::sync::watch;

struct Ledger {
    pages: Vec<Page>,
    snapshots: BTreeMap<Seq, Snapshot>,
    told: watch::Sender<Seq>,
}

impl Ledger {
    fn new() -> Self {
        Self { pages: Vec::new(), snapshots: BTreeMap::new(), told: watch::Sender::new(0) }
    }

    fn head(&self) -> Head {
        self.pages.last().map(Page::head).unwrap_or_default()
    }

    fn ends(&self, snapshot: &Snapshot) -> bool {
        self.pages
            .binary_search_by_key(&snapshot.seq, Page::last)
            .is_ok_and(|at| self.pages[at].link == snapshot.link)
    }
}

#[derive(Default)]
struct State {
    ledgers: BTreeMap<StatementId, Ledger>,
    facts: BTreeMap<(Table, Vec<u8>), Bytes>,
}

/// Journals and facts in memory; gone when dropped.
#[derive(Default)]
pub struct Memory {
    state: Mutex<State>,
}

impl Memory {
    /// An empty store.
    pub fn new() -> Self {
        Self::default()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn append_now(&self, id: &StatementId, after: Seq, entries: &[Bytes]) -> Result<Head, AppendError> {
        let bytes = page::payload_len(entries);
        if bytes > MAX_PAGE {
            return Err(StoreError::TooLarge { bytes, most: MAX_PAGE }.into());
        }
        let mut state = self.state();
        let before = state.ledgers.get(id).map(Ledger::head).unwrap_or_default();
        if before.seq != after {
            return Err(AppendError::Conflict { head: before.seq });
        }
        if entries.is_empty() {
            return Ok(before);
        }
        let (_, head) = page::encode(id, &before, entries);
        let ledger = state.ledgers.entry(id.clone()).or_insert_with(Ledger::new);
        ledger.pages.push(Page { first: before.seq + 1, entries: entries.to_vec(), link: head.link });
        ledger.told.send_replace(head.seq);
        Ok(head)
    }

    fn read_now(&self, id: &StatementId, after: Seq, limit_bytes: usize) -> Vec<Page> {
        let state = self.state();
        let Some(ledger) = state.ledgers.get(id) else { return Vec::new() };
        let from = ledger.pages.partition_point(|page| page.last() <= after);
        let mut bytes = 0;
        ledger.pages[from..]
            .iter()
            .take_while(|page| {
                let fits = bytes == 0 || bytes + page::payload_len(&page.entries) <= limit_bytes;
                bytes += page::payload_len(&page.entries);
                fits
            })
            .cloned()
            .collect()
    }
}

fn ready<'a, T: Send + 'a>(value: T) -> BoxFuture<'a, T> {
    future::ready(value).boxed()
}

impl Journal for Memory {
    fn append(
        &self,
        id: &StatementId,
        after: Seq,
        entries: Vec<Bytes>,
    ) -> BoxFuture<'_, Result<Head, AppendError>> {
        ready(self.append_now(id, after, &entries))
    }

    fn read(
        &self,
        id: &StatementId,
        after: Seq,
        limit_bytes: usize,
    ) -> BoxFuture<'_, Result<Vec<Page>, ReadError>> {
        ready(Ok(self.read_now(id, after, limit_bytes)))
    }

    fn head(&self, id: &StatementId) -> BoxFuture<'_, Result<Option<Head>, ReadError>> {
        let head = self.state().ledgers.get(id).map(Ledger::head).filter(|head| head.seq > 0);
        ready(Ok(head))
    }

    fn follow(&self, id: &StatementId) -> watch::Receiver<Seq> {
        self.state().ledgers.entry(id.clone()).or_insert_with(Ledger::new).told.subscribe()
    }

    fn list(&self) -> BoxFuture<'_, Result<Vec<StatementId>, ReadError>> {
        let state = self.state();
        let kept = state.ledgers.iter().filter(|(_, ledger)| !ledger.pages.is_empty());
        ready(Ok(kept.map(|(id, _)| id.clone()).collect()))
    }

    fn save_snapshot(&self, id: &StatementId, snapshot: Snapshot) -> BoxFuture<'_, Result<(), StoreError>> {
        let mut state = self.state();
        let foreign = Err(StoreError::Foreign { seq: snapshot.seq });
        let Some(ledger) = state.ledgers.get_mut(id) else { return ready(foreign) };
        if !ledger.ends(&snapshot) {
            return ready(foreign);
        }
        ledger.snapshots.insert(snapshot.seq, snapshot);
        while ledger.snapshots.len() > crate::snapshot::KEPT {
            ledger.snapshots.pop_first();
        }
        ready(Ok(()))
    }

    fn load_snapshot(&self, id: &StatementId) -> BoxFuture<'_, Result<Option<Snapshot>, ReadError>> {
        let state = self.state();
        let newest = state.ledgers.get(id).and_then(|ledger| ledger.snapshots.values().next_back().cloned());
        ready(Ok(newest))
    }
}

impl Directory for Memory {
    fn get(&self, table: Table, key: &[u8]) -> BoxFuture<'_, Result<Option<Bytes>, ReadError>> {
        ready(Ok(self.state().facts.get(&(table, key.to_vec())).cloned()))
    }

    fn scan(&self, table: Table, prefix: &[u8]) -> BoxFuture<'_, Result<Vec<(Bytes, Bytes)>, ReadError>> {
        let found = directory::scan(&self.state().facts, table, prefix);
        ready(Ok(found))
    }

    fn put(&self, table: Table, key: &[u8], value: Bytes) -> BoxFuture<'_, Result<(), StoreError>> {
        let done = fits(key, Some(&value));
        if done.is_ok() {
            self.state().facts.insert((table, key.to_vec()), value);
        }
        ready(done)
    }

    fn delete(&self, table: Table, key: &[u8]) -> BoxFuture<'_, Result<(), StoreError>> {
        self.state().facts.remove(&(table, key.to_vec()));
        ready(Ok(()))
    }

    fn swap(
        &self,
        table: Table,
        key: &[u8],
        old: Option<Bytes>,
        new: Option<Bytes>,
    ) -> BoxFuture<'_, Result<bool, StoreError>> {
        if let Err(error) = fits(key, new.as_ref()) {
            return ready(Err(error));
        }
        let mut state = self.state();
        let key = (table, key.to_vec());
        if state.facts.get(&key) != old.as_ref() {
            return ready(Ok(false));
        }
        match new {
            Some(new) => state.facts.insert(key, new),
            None => state.facts.remove(&key),
        };
        ready(Ok(true))
    }
}
