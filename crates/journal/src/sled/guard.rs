//! A way out of a flush that waits for ever.
//!
//! sled 0.34.7 writes full buffers on threads of its own. When such a write fails, it notes the error but wakes
//! nobody, and a flush that waits for that buffer never returns. Every *later* call of flush sees the noted error
//! and wakes the first. So: while a flush takes long, others are called beside it, ever more rarely.

use sled::Tree;
use std::{
    sync::{Arc, Condvar, Mutex, PoisonError},
    thread,
    time::Duration,
};

/// After this long a flush gets company.
const PATIENCE: Duration = Duration::from_secs(1);

#[derive(Default)]
struct Watched {
    /// Counts beginnings and ends: odd while a flush runs.
    turn: Mutex<u64>,
    changed: Condvar,
}

impl Watched {
    fn step(&self, by: u64) {
        *self.turn.lock().unwrap_or_else(PoisonError::into_inner) += by;
        self.changed.notify_all();
    }
}

/// Watches the flushes of one tree; the thread ends with it.
pub(super) struct Guard {
    watched: Arc<Watched>,
    thread: Option<thread::JoinHandle<()>>,
}

/// A flush that is being watched until this is dropped.
pub(super) struct Watching<'a>(&'a Watched);

impl Drop for Watching<'_> {
    fn drop(&mut self) {
        self.0.step(1);
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        *self.watched.turn.lock().unwrap_or_else(PoisonError::into_inner) = u64::MAX;
        self.watched.changed.notify_all();
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
    }
}

impl Guard {
    /// Starts the thread.
    pub(super) fn new(tree: Tree) -> std::io::Result<Self> {
        let watched = Arc::new(Watched::default());
        let seen = watched.clone();
        let thread = thread::Builder::new().name("journal-guard".to_owned());
        let thread = thread.spawn(move || watch(&seen, &tree))?;
        Ok(Self { watched, thread: Some(thread) })
    }

    /// A flush begins.
    pub(super) fn watch(&self) -> Watching<'_> {
        self.watched.step(1);
        Watching(&self.watched)
    }
}

fn watch(watched: &Watched, tree: &Tree) {
    let mut turn = watched.turn.lock().unwrap_or_else(PoisonError::into_inner);
    let mut patience = PATIENCE;
    while *turn != u64::MAX {
        let now = *turn;
        if now.is_multiple_of(2) {
            turn = watched.changed.wait(turn).unwrap_or_else(PoisonError::into_inner);
            patience = PATIENCE;
            continue;
        }
        let (locked, waited) =
            watched.changed.wait_timeout(turn, patience).unwrap_or_else(PoisonError::into_inner);
        turn = locked;
        if *turn != now {
            patience = PATIENCE;
        } else if waited.timed_out() {
            patience = patience.saturating_mul(2);
            let tree = tree.clone();
            // It may get stuck like the first; then the next one frees both.
            let company = thread::Builder::new().name("journal-flush".to_owned());
            drop(company.spawn(move || drop(tree.flush())));
        }
    }
}
