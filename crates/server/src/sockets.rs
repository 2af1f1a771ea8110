//! Who is connected: so that a session's sockets can be counted and closed (V5, V6).

use crate::secret::Hash;
use statement::StatementId;
use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::sync::watch;

/// All live sockets, by session.
pub(crate) struct Sockets {
    most: usize,
    open: watch::Sender<usize>,
    sessions: Mutex<HashMap<Hash, Told>>,
}

/// The sockets of one session: how many, and what is over for them.
struct Told {
    count: usize,
    ended: watch::Sender<Ended>,
}

/// Why a socket's session stands for nobody any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Over {
    /// The browser left, or is somebody else in this statement.
    Left,
    /// The browser signed in once more and has a new session: whoever is still it may come again.
    Renewed,
}

/// What is over for a session.
#[derive(Debug, Clone, Default)]
struct Ended {
    all: Option<Over>,
    /// How often its part in a statement ended: a browser may become somebody else more than once.
    times: BTreeMap<StatementId, u32>,
}

impl Ended {
    fn times(&self, statement: &StatementId) -> u32 {
        self.times.get(statement).copied().unwrap_or(0)
    }
}

impl Sockets {
    pub(crate) fn new(most: usize) -> Self {
        Self { most, open: watch::Sender::new(0), sessions: Mutex::default() }
    }

    /// Notes one more; none if the session has too many.
    pub(crate) fn enter(self: &Arc<Self>, session: &Hash) -> Option<Seat> {
        let mut sessions = self.sessions();
        let told =
            sessions.entry(*session).or_insert_with(|| Told { count: 0, ended: watch::Sender::default() });
        if told.count >= self.most {
            return None;
        }
        told.count += 1;
        self.open.send_modify(|open| *open += 1);
        let ended = told.ended.subscribe();
        let before = ended.borrow().clone();
        Some(Seat { sockets: self.clone(), session: *session, before, ended })
    }

    /// Whether the session has a socket open now.
    pub(crate) fn knows(&self, session: &Hash) -> bool {
        self.sessions().contains_key(session)
    }

    /// Closes the sockets of a session in one statement, where it stands for nobody any more.
    pub(crate) fn close(&self, session: &Hash, statement: &StatementId) {
        if let Some(told) = self.sessions().get(session) {
            told.ended.send_modify(|ended| *ended.times.entry(statement.clone()).or_default() += 1);
        }
    }

    /// Closes all sockets of a session that is over.
    pub(crate) fn close_all(&self, session: &Hash, over: Over) {
        if let Some(told) = self.sessions().get(session) {
            told.ended.send_modify(|ended| ended.all = Some(over));
        }
    }

    /// Waits until none is left.
    pub(crate) async fn empty(&self) {
        // It fails only where nobody could leave any more, and this holds the other end.
        let _ = self.open.subscribe().wait_for(|open| *open == 0).await;
    }

    fn sessions(&self) -> MutexGuard<'_, HashMap<Hash, Told>> {
        self.sessions.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One socket's place; dropping it gives it back. Taken *before* the session is looked up, so that what ends
/// in between is not missed.
pub(crate) struct Seat {
    sockets: Arc<Sockets>,
    session: Hash,
    before: Ended,
    ended: watch::Receiver<Ended>,
}

impl Seat {
    /// Waits until the session, or its part in this statement, is over.
    pub(crate) async fn ended(&self, statement: &StatementId) -> Over {
        let before = self.before.times(statement);
        let left = |ended: &Ended| ended.times(statement) > before;
        let mut told = self.ended.clone();
        let ended =
            told.wait_for(|ended| ended.all.is_some() || left(ended)).await.map(|ended| ended.clone());
        match ended {
            Ok(ended) if left(&ended) => Over::Left,
            Ok(ended) => ended.all.unwrap_or(Over::Left),
            Err(_) => std::future::pending().await,
        }
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut sessions = self.sockets.sessions();
        if let Some(told) = sessions.get_mut(&self.session) {
            told.count -= 1;
            if told.count == 0 {
                sessions.remove(&self.session);
            }
        }
        self.sockets.open.send_modify(|open| *open = open.saturating_sub(1));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// V6
    #[tokio::test]
    async fn amaras_seat_ends_with_her_session_and_bilals_stays() {
        let sockets = Arc::new(Sockets::new(2));
        let id: StatementId = "kyoto".parse().expect("an id");
        let other: StatementId = "vienna".parse().expect("an id");
        let amara = sockets.enter(&[1; 32]).expect("a seat");
        let bilal = sockets.enter(&[2; 32]).expect("a seat");
        sockets.close(&[1; 32], &id);
        sockets.close(&[1; 32], &other);
        assert_eq!(amara.ended(&id).await, Over::Left);
        tokio::select! {
            biased;
            _ = bilal.ended(&id) => panic!("Bilal has not left"),
            () = std::future::ready(()) => {}
        }
        let again = sockets.enter(&[1; 32]).expect("another seat");
        assert!(sockets.enter(&[1; 32]).is_none(), "two are enough");
        tokio::select! {
            biased;
            _ = again.ended(&id) => panic!("what ended before was not meant for this one"),
            () = std::future::ready(()) => {}
        }
        sockets.close_all(&[1; 32], Over::Renewed);
        assert_eq!(again.ended(&id).await, Over::Renewed);
        assert_eq!(amara.ended(&id).await, Over::Left, "she is somebody else there");
        drop((amara, bilal, again));
        sockets.empty().await;
    }
}
