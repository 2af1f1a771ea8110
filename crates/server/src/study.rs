//! What takes a long text a moment, off the threads that serve others: so much at once, and so much of one person (V5).

use crate::Error;
use statement::{PersonId, StatementId};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    thread::available_parallelism,
};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// What one person may have under way or waiting, in one statement. A page asks for one thing or two.
const OF_ONE: usize = 4;

type Who = (StatementId, PersonId);

/// Where texts are read, counted, hashed and written as files. Clones are the same.
#[derive(Clone)]
pub(crate) struct Study {
    places: Arc<Semaphore>,
    asking: Arc<Mutex<HashMap<Who, usize>>>,
}

impl Study {
    /// As many at once as this machine has cores.
    pub(crate) fn new() -> Self {
        Self::of(available_parallelism().map_or(1, usize::from))
    }

    fn of(places: usize) -> Self {
        Self { places: Arc::new(Semaphore::new(places)), asking: Arc::default() }
    }

    /// Waits for a place; refused who has too much under way.
    pub(crate) async fn enter(&self, id: &StatementId, person: &PersonId) -> Result<Sitting, Error> {
        let asking = self.ask((id.clone(), person.clone())).ok_or(Error::TooMuch)?;
        // The semaphore is never closed.
        let place = self.places.clone().acquire_owned().await.ok();
        Ok(Sitting { _place: place, _asking: asking })
    }

    fn ask(&self, who: Who) -> Option<Asking> {
        let mut asking = self.asking();
        let mine = asking.entry(who.clone()).or_default();
        if *mine >= OF_ONE {
            return None;
        }
        *mine += 1;
        Some(Asking { who, study: self.clone() })
    }

    fn asking(&self) -> MutexGuard<'_, HashMap<Who, usize>> {
        self.asking.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Somebody who asks; dropping it ends that.
struct Asking {
    who: Who,
    study: Study,
}

impl Drop for Asking {
    fn drop(&mut self) {
        let mut asking = self.study.asking();
        if let Some(mine) = asking.get_mut(&self.who) {
            *mine -= 1;
            if *mine == 0 {
                asking.remove(&self.who);
            }
        }
    }
}

/// A place in the study. It is kept until the work is done, whoever waits for that.
pub(crate) struct Sitting {
    _place: Option<OwnedSemaphorePermit>,
    _asking: Asking,
}

impl Sitting {
    /// Works, off the runtime.
    pub(crate) async fn work<T: Send + 'static>(
        self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Error> {
        let done = tokio::task::spawn_blocking(move || {
            let done = work();
            drop(self);
            done
        });
        done.await.map_err(|error| Error::Failed(error.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::FutureExt;
    use std::sync::mpsc;

    /// V5
    #[tokio::test]
    async fn v5_one_person_has_so_much_under_way_and_the_others_come_after_that() {
        let study = Study::of(1);
        let id: StatementId = "kyoto".parse().expect("an id");
        let [mallory, amara] = ["mallory", "amara"].map(|name| name.parse::<PersonId>().expect("an id"));
        let (go, wait) = mpsc::channel::<()>();
        let first = study.enter(&id, &mallory).await.expect("a place");
        let working = tokio::spawn(first.work(move || wait.recv().is_ok()));
        let more = [(); 3].map(|()| Box::pin(study.enter(&id, &mallory)));
        let mut all = futures_util::future::join_all(more);
        assert!((&mut all).now_or_never().is_none());
        assert!(matches!(study.enter(&id, &mallory).await, Err(Error::TooMuch)));
        let hers = study.enter(&id, &amara);
        // Whoever gave the waiting up has nothing under way.
        drop(all);
        go.send(()).expect("it is waited for");
        assert!(working.await.expect("no panic").expect("done"));
        hers.await.expect("a place").work(|| ()).await.expect("done");
        assert!(study.asking().is_empty());
    }
}
