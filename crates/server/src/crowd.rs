//! Who is connected, and who gives way when all places are taken (V11). No socket, no clock: time is an argument.

use crate::{pace::Asker, secret::Hash};
use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::{
    sync::{Notify, oneshot},
    time::Instant,
};

/// Connections of one session that count for no address.
const EACH: usize = 64;
/// How long a stranger's request or socket is left alone when all places are taken.
const BUSY: Duration = Duration::from_secs(5);

/// How many there can be.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Places {
    /// Of all kinds; strangers hold three quarters of them at most.
    pub(crate) all: usize,
    /// Strangers of one address; `None` if all come from a proxy's, which keeps idle connections for its next request.
    pub(crate) of_address: Option<usize>,
}

/// Why somebody is not let in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shut {
    /// The address has too many, and they are all at work.
    Address,
    /// All are at work.
    Full,
}

/// Everybody who is connected. Clones are the same.
#[derive(Debug, Clone)]
pub(crate) struct Crowd {
    places: Places,
    inside: Arc<Mutex<Inside>>,
    /// Told when somebody leaves.
    left: Arc<Notify>,
}

#[derive(Debug, Default)]
struct Inside {
    next: u64,
    all: BTreeMap<u64, One>,
    sessions: HashMap<Hash, usize>,
}

#[derive(Debug)]
struct One {
    of: Asker,
    session: Option<Hash>,
    /// It is in the middle of a request, or a socket.
    busy: bool,
    /// It made a request before.
    asked: bool,
    since: Instant,
    /// Dropping it ends the connection.
    _stay: oneshot::Sender<()>,
}

impl Inside {
    fn strangers(&self) -> impl Iterator<Item = (&u64, &One)> {
        self.all.iter().filter(|(_, one)| one.session.is_none())
    }

    fn of(&self, address: Asker) -> usize {
        self.strangers().filter(|(_, one)| one.of == address).count()
    }

    fn leaves(&mut self, id: u64) {
        let Some(session) = self.all.remove(&id).and_then(|one| one.session) else { return };
        if let Some(there) = self.sessions.get_mut(&session) {
            *there -= 1;
            if *there == 0 {
                self.sessions.remove(&session);
            }
        }
    }
}

impl Crowd {
    pub(crate) fn new(places: Places) -> Self {
        Self { places, inside: Arc::default(), left: Arc::default() }
    }

    /// One more of there. The receiver ends when the connection is to end.
    pub(crate) fn enter(&self, of: Asker, now: Instant) -> Result<(Permit, oneshot::Receiver<()>), Shut> {
        let mut inside = self.inside();
        if self.places.of_address.is_some_and(|most| inside.of(of) >= most)
            && !self.gives_way(&mut inside, Some(of), now)
        {
            return Err(Shut::Address);
        }
        let strangers = inside.strangers().count();
        if (strangers >= self.for_strangers() || inside.all.len() >= self.places.all)
            && !self.gives_way(&mut inside, None, now)
        {
            return Err(Shut::Full);
        }
        let (stay, ends) = oneshot::channel();
        let id = inside.next;
        inside.next += 1;
        let one = One { of, session: None, busy: false, asked: false, since: now, _stay: stay };
        inside.all.insert(id, one);
        Ok((Permit { id, crowd: self.clone() }, ends))
    }

    /// Waits until somebody leaves.
    pub(crate) async fn left(&self) {
        self.left.notified().await;
    }

    fn for_strangers(&self) -> usize {
        (self.places.all - self.places.all / 4).max(1)
    }

    /// The oldest silent stranger goes, of the address that has most of them; else a stranger who was busy long; else, of
    /// all addresses, the oldest silent connection of a session.
    fn gives_way(&self, inside: &mut Inside, of: Option<Asker>, now: Instant) -> bool {
        let kept = |one: &One| self.places.of_address.is_none() && one.asked;
        let silent = |one: &One| !one.busy && !kept(one);
        let stuck = |one: &One| one.busy && now.saturating_duration_since(one.since) >= BUSY;
        let mut crowds: HashMap<Asker, usize> = HashMap::new();
        let mine = |one: &One| of.is_none_or(|of| one.of == of);
        for (_, one) in inside.strangers().filter(|(_, one)| mine(one)) {
            *crowds.entry(one.of).or_default() += 1;
        }
        let oldest = |may: &dyn Fn(&One) -> bool| {
            let strangers = inside.strangers().filter(|(_, one)| mine(one) && may(one));
            let first =
                |(_, one): &(&u64, &One)| (std::cmp::Reverse(crowds.get(&one.of).copied()), one.since);
            strangers.min_by_key(first).map(|(id, _)| *id)
        };
        let known = || {
            let silent = inside.all.iter().filter(|(_, one)| of.is_none() && silent(one));
            silent.min_by_key(|(_, one)| one.since).map(|(id, _)| *id)
        };
        let goes = oldest(&silent).or_else(|| oldest(&stuck)).or_else(known);
        goes.is_some_and(|id| {
            inside.leaves(id);
            true
        })
    }

    fn inside(&self) -> MutexGuard<'_, Inside> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One connection's place; dropping it gives it back.
#[derive(Debug)]
pub(crate) struct Permit {
    id: u64,
    crowd: Crowd,
}

impl Permit {
    /// A request begins.
    pub(crate) fn asks(&self, now: Instant) {
        self.with(|one| (one.busy, one.asked, one.since) = (true, true, now));
    }

    /// It was answered.
    pub(crate) fn is_silent(&self, now: Instant) {
        self.with(|one| (one.busy, one.since) = (false, now));
    }

    /// Whether it is no session's yet.
    pub(crate) fn is_stranger(&self) -> bool {
        self.crowd.inside().all.get(&self.id).is_some_and(|one| one.session.is_none())
    }

    /// It is a session's that is good: it counts for no address any more.
    pub(crate) fn belongs_to(&self, session: &Hash) {
        let mut inside = self.crowd.inside();
        let Inside { all, sessions, .. } = &mut *inside;
        let Some(one) = all.get_mut(&self.id).filter(|one| one.session.is_none()) else { return };
        let there = sessions.entry(*session).or_default();
        if *there < EACH {
            *there += 1;
            one.session = Some(*session);
        }
    }

    fn with(&self, change: impl FnOnce(&mut One)) {
        if let Some(one) = self.crowd.inside().all.get_mut(&self.id) {
            change(one);
        }
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        self.crowd.inside().leaves(self.id);
        self.crowd.left.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn crowd(all: usize, of_address: Option<usize>) -> (Crowd, Instant) {
        (Crowd::new(Places { all, of_address }), Instant::now())
    }

    fn at(n: u8) -> Asker {
        Asker::at([192, 0, 2, n].into())
    }

    fn ended(ends: &mut oneshot::Receiver<()>) -> bool {
        !matches!(ends.try_recv(), Err(oneshot::error::TryRecvError::Empty))
    }

    /// V11
    #[test]
    fn v11_idle_connections_of_forty_addresses_shut_nobody_out() {
        let (crowd, start) = crowd(400, Some(50));
        let mut idle = Vec::new();
        for round in 0..50 {
            for address in 0..40 {
                idle.push(crowd.enter(at(address), start + Duration::from_millis(round)));
            }
        }
        assert!(idle.iter().all(Result::is_ok), "each of theirs takes the place of another of theirs");
        let (visitor, mut ends) = crowd.enter(at(200), start + Duration::from_secs(1)).expect("let in");
        visitor.asks(start + Duration::from_secs(1));
        for n in (0..40).cycle().take(2_000) {
            idle.push(crowd.enter(at(n % 40), start + Duration::from_secs(2)));
        }
        assert!(!ended(&mut ends), "who is at work is left alone");
        let (_another, _) = crowd.enter(at(201), start + Duration::from_secs(3)).expect("let in");
        assert!(crowd.inside().all.len() <= 300, "a quarter is kept for sessions");
    }

    /// V11
    #[test]
    fn v11_a_hall_behind_one_address_does_not_shut_itself_out() {
        let (crowd, now) = crowd(4_096, Some(3));
        let mut hall = Vec::new();
        for person in 0..200 {
            let (seat, ends) = crowd.enter(at(1), now).expect("let in");
            seat.asks(now);
            seat.belongs_to(&[person; 32]);
            hall.push((seat, ends));
        }
        let strangers: Vec<_> =
            (0..3).map(|_| crowd.enter(at(1), now).expect("new visitors of the hall")).collect();
        strangers.iter().for_each(|(seat, _)| seat.asks(now));
        assert_eq!(crowd.enter(at(1), now).err(), Some(Shut::Address), "strangers have so many, all at work");
        assert!(hall.iter_mut().all(|(_, ends)| !ended(ends)));
        let late = now + Duration::from_secs(6);
        assert!(crowd.enter(at(1), late).is_ok(), "but not for ever");
    }

    /// V11
    #[test]
    fn v11_the_oldest_silent_stranger_gives_way_first_and_a_socket_of_a_session_never() {
        let (crowd, now) = crowd(4, None);
        let later = |seconds| now + Duration::from_secs(seconds);
        let (session, mut stays) = crowd.enter(at(1), now).expect("let in");
        session.asks(now);
        session.belongs_to(&[1; 32]);
        let (_old, mut first) = crowd.enter(at(1), later(1)).expect("let in");
        let (_new, mut second) = crowd.enter(at(1), later(2)).expect("let in");
        let (_more, _third) = crowd.enter(at(1), later(3)).expect("let in");
        assert!(!ended(&mut first));
        let (_one, _) = crowd.enter(at(1), later(4)).expect("let in");
        assert!(ended(&mut first) && !ended(&mut second));
        assert!(!ended(&mut stays));
    }

    /// V11
    #[test]
    fn v11_what_a_proxy_keeps_for_its_next_request_is_not_closed() {
        let (crowd, now) = crowd(4, None);
        let kept: Vec<_> = (0..3).map(|_| crowd.enter(at(1), now).expect("let in")).collect();
        for (seat, _) in &kept {
            seat.asks(now);
            seat.is_silent(now);
        }
        assert_eq!(crowd.enter(at(1), now).err(), Some(Shut::Full), "it waits");
        drop(kept);
        assert!(crowd.enter(at(1), now).is_ok());
    }

    /// V11
    #[test]
    fn v11_one_session_has_sixty_four_connections_beside_those_of_its_address() {
        let (crowd, now) = crowd(4_096, Some(10));
        let mut all = Vec::new();
        while let Ok((seat, ends)) = crowd.enter(at(1), now) {
            seat.asks(now);
            seat.belongs_to(&[7; 32]);
            all.push((seat, ends));
            assert!(all.len() < 200, "there is an end to it");
        }
        assert_eq!(all.len(), 64 + 10);
    }
}
