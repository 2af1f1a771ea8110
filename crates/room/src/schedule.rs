//! What is due in which statement, open or not: one task over all of them opens a room when its time has come, and the
//! room does what is due (law R22). Nothing of it is stored: each statement's fold says it.

use crate::{
    OpenError, Rooms,
    load::off_turn,
    snapshot::{self, Parts},
};
use journal::{Head, Journal, ReadError};
use statement::{Entry, Millis, Statement, StatementId};
use std::{
    collections::BTreeMap,
    convert::Infallible,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::{sync::Notify, time::Instant};

/// How often the clock is looked at: it may be set.
const LOOK: Duration = Duration::from_secs(5);
/// How long a statement in which something stays due, because the disk fails, is left alone.
const AGAIN: Duration = Duration::from_secs(30);
/// Bytes of pages read at once.
const AT_ONCE: usize = 1024 * 1024;

/// The next time of every statement that has one.
#[derive(Debug, Default)]
pub(crate) struct Schedule {
    next: Mutex<BTreeMap<StatementId, Millis>>,
    changed: Notify,
}

impl Schedule {
    /// What a room says of its statement; it knows best.
    pub(crate) fn set(&self, id: &StatementId, due: Option<Millis>) {
        match due {
            Some(due) => self.next().insert(id.clone(), due),
            None => self.next().remove(id),
        };
        self.changed.notify_one();
    }

    /// What was read from the disk, where no room has said anything.
    fn found(&self, id: &StatementId, due: Millis) {
        self.next().entry(id.clone()).or_insert(due);
    }

    /// What is due, the earliest first.
    fn due(&self, now: Millis) -> Vec<(Millis, StatementId)> {
        let next = self.next();
        let due = next.iter().filter(|(_, at)| **at <= now).map(|(id, at)| (*at, id.clone()));
        let mut due: Vec<_> = due.collect();
        due.sort();
        due
    }

    fn wait(&self, now: Millis) -> Duration {
        let next = self.next().values().filter(|at| **at > now).min().copied();
        next.map_or(LOOK, |at| LOOK.min(Duration::from_millis((at - now).unsigned_abs())))
    }

    fn next(&self) -> MutexGuard<'_, BTreeMap<StatementId, Millis>> {
        self.next.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Rooms {
    /// Lets time pass in all statements, as long as it is polled. First reads what is due from every journal, one after
    /// the other: the folds alone, so that neither memory nor the disk is taken from those who write meanwhile.
    pub async fn keep_time(&self) -> Infallible {
        match self.list().await {
            Ok(all) => {
                for id in &all {
                    match due_of(self.journal(), id).await {
                        Ok(Some(due)) => self.schedule().found(id, due),
                        Ok(None) => {}
                        Err(error) => {
                            tracing::warn!(statement = %id, %error, "what is due could not be read");
                        }
                    }
                }
            }
            Err(error) => tracing::error!(%error, "what is due could not be read"),
        }
        let mut tried: BTreeMap<StatementId, Instant> = BTreeMap::new();
        loop {
            let (now, begun) = (self.now(), Instant::now());
            tried.retain(|_, at| at.elapsed() < AGAIN);
            for (due, id) in self.schedule().due(now) {
                if tried.contains_key(&id) {
                    continue;
                }
                tracing::info!(statement = %id, due, late = now.saturating_sub(due), "its time has come");
                if let Err(error) = self.open(&id).await {
                    tracing::warn!(statement = %id, %error, "what is due there could not happen yet");
                }
                tried.insert(id, begun);
            }
            tokio::select! {
                () = self.schedule().changed.notified() => {}
                () = tokio::time::sleep(self.schedule().wait(now)) => {}
            }
        }
    }
}

/// When something is due in this statement, by its fold.
async fn due_of(journal: &Arc<dyn Journal>, id: &StatementId) -> Result<Option<Millis>, OpenError> {
    let failed = |error: ReadError| OpenError::Failed(error.to_string());
    let head = journal.head(id).await.map_err(failed)?.unwrap_or_default();
    let snapshot = journal.load_snapshot(id).await.map_err(failed)?;
    let mut seq = 0;
    let mut fold: Option<Statement> = None;
    if let Some(snapshot) = snapshot.filter(|snapshot| snapshot.seq <= head.seq) {
        let parts = off_turn(move || snapshot::decode(&snapshot.bytes, snapshot.seq)).await?;
        if let Some(Parts { statement, .. }) = parts {
            (seq, fold) = (statement.seq(), Some(statement));
        }
    }
    while seq < head.seq {
        let pages = journal.read(id, seq, AT_ONCE).await.map_err(failed)?;
        let Some(Head { seq: last, .. }) = pages.last().map(journal::Page::head) else { break };
        let (name, after) = (id.clone(), seq);
        fold = off_turn(move || -> Result<Option<Statement>, OpenError> {
            let entries = pages.iter().flat_map(|page| (page.first..).zip(&page.entries));
            let mut fold = fold;
            for (seq, bytes) in entries.filter(|(seq, _)| *seq > after) {
                let entry = Entry::decode(bytes).map_err(|error| OpenError::Failed(error.to_string()))?;
                match &mut fold {
                    Some(fold) => fold.apply(seq, &entry),
                    None => fold = Some(Statement::begin(name.clone(), &entry)?),
                }
            }
            Ok(fold)
        })
        .await??;
        seq = last;
    }
    Ok(fold.and_then(|fold| fold.next_due()))
}
