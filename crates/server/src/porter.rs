//! Remembers how stock clients came and went: one that was sent away and comes straight back costs little (V5).
//!
//! `y-websocket` 3.0 connects anew a tenth of a second after any close, for ever, and uploads each time. What is
//! answered with a status before the handshake it tries every 2.5 s at most, and can upload nothing.

use crate::{
    pace::{Asker, Bucket},
    wire::Reading,
};
use protocol::{Close, stock::MAX_NAME};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

/// Sockets one asker opens: so many a second, so many at once.
const OPENS: (f64, f64) = (1.0, 30.0);
/// How long who was sent away stays away; doubled each time, and forgotten when it was good for as long again.
const FIRST: Duration = Duration::from_secs(10);
const LONGEST: Duration = Duration::from_secs(300);
/// Places remembered of one asker.
const PLACES: usize = 64;
/// Askers remembered at once; those of whom there is nothing to remember are forgotten first.
const MOST: usize = 10_000;

/// Everybody who came.
#[derive(Default)]
pub(crate) struct Porter {
    guests: Mutex<HashMap<Asker, Arc<Mutex<Guest>>>>,
}

/// One asker: all its sockets together are read as fast as one.
struct Guest {
    opens: Bucket,
    reading: Reading,
    places: HashMap<String, Sent>,
}

/// Sent away from a place, or refused there.
struct Sent {
    why: Why,
    wait: Duration,
    until: Instant,
}

#[derive(PartialEq)]
enum Why {
    /// The socket was closed for good.
    Closed,
    /// The socket stayed open, its words were refused.
    Refused,
}

impl Porter {
    /// Lets one more socket come; none: not now.
    pub(crate) fn admit(&self, asker: Asker, place: &str, now: Instant) -> Option<Visit> {
        if place.len() > MAX_NAME {
            return None;
        }
        let mut guests = self.guests.lock().unwrap_or_else(PoisonError::into_inner);
        if guests.len() >= MOST && !guests.contains_key(&asker) {
            guests.retain(|_, guest| Arc::strong_count(guest) > 1 || !lock(guest).forgettable(now));
            if guests.len() >= MOST {
                return None;
            }
        }
        let guest = guests.entry(asker).or_insert_with(|| Arc::new(Mutex::new(Guest::new(now)))).clone();
        drop(guests);
        let asks = lock(&guest).comes(place, now)?;
        Some(Visit { guest, place: place.to_owned(), asks })
    }
}

impl Guest {
    fn new(now: Instant) -> Self {
        let (rate, most) = OPENS;
        Self { opens: Bucket::new(rate, most, now), reading: Reading::new(), places: HashMap::new() }
    }

    /// Whether it may come, and then whether it is asked for its words.
    fn comes(&mut self, place: &str, now: Instant) -> Option<bool> {
        let sent = self.places.get(place).filter(|sent| now < sent.until).map(|sent| &sent.why);
        let asks = match sent {
            Some(Why::Closed) => return None,
            Some(Why::Refused) => false,
            None => true,
        };
        self.opens.take(1.0, now).then_some(asks)
    }

    fn note(&mut self, place: &str, why: Why, now: Instant) {
        self.places.retain(|_, sent| !sent.over(now));
        let known = self.places.get(place);
        let wait = known.map_or(FIRST, |sent| (sent.wait * 2).min(LONGEST));
        if known.is_none() && self.places.len() >= PLACES {
            let first = self.places.iter().min_by_key(|(_, sent)| sent.until).map(|(place, _)| place.clone());
            first.map(|first| self.places.remove(&first));
        }
        self.places.insert(place.to_owned(), Sent { why, wait, until: now + wait });
    }

    fn forgettable(&mut self, now: Instant) -> bool {
        self.opens.full(now) && self.places.values().all(|sent| sent.over(now))
    }
}

impl Sent {
    fn over(&self, now: Instant) -> bool {
        now >= self.until + self.wait
    }
}

/// One socket's stay.
pub(crate) struct Visit {
    guest: Arc<Mutex<Guest>>,
    place: String,
    asks: bool,
}

impl Visit {
    /// Whether the client is asked for what the server lacks: not a moment after it was refused.
    pub(crate) fn asks(&self) -> bool {
        self.asks
    }

    /// Its words were refused.
    pub(crate) fn refused(&self, now: Instant) {
        lock(&self.guest).note(&self.place, Why::Refused, now);
    }

    /// The socket ends.
    pub(crate) fn ends(&self, close: Close, now: Instant) {
        if close.is_final() {
            lock(&self.guest).note(&self.place, Why::Closed, now);
        }
    }

    /// Waits until this asker's next frame may be looked at.
    pub(crate) async fn pace(&self, frame: usize) {
        let wait = lock(&self.guest).reading.owe(frame);
        if !wait.is_zero() {
            tokio::time::sleep(wait).await;
        }
    }
}

fn lock(guest: &Mutex<Guest>) -> MutexGuard<'_, Guest> {
    guest.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    const AMARA: Asker = Asker::Session([1; 32]);
    const BILAL: Asker = Asker::Session([2; 32]);

    fn secs(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    /// V5
    #[test]
    fn amara_was_sent_away_and_stays_away_longer_each_time() {
        let (porter, mut now) = (Porter::default(), Instant::now());
        for wait in [10, 20, 40, 80, 160, 300, 300] {
            let visit = porter.admit(AMARA, "kyoto", now).expect("may come");
            visit.ends(Close::TooLarge, now);
            let almost = now + secs(wait) - Duration::from_millis(1);
            assert!(porter.admit(AMARA, "kyoto", almost).is_none(), "before {wait} s");
            assert!(porter.admit(AMARA, "vienna", almost).is_some(), "another place is another matter");
            assert!(porter.admit(BILAL, "kyoto", almost).is_some(), "and so is another person");
            now += secs(wait);
        }
        now += secs(300);
        porter.admit(AMARA, "kyoto", now).expect("may come").ends(Close::Malformed, now);
        assert!(porter.admit(AMARA, "kyoto", now + FIRST).is_some(), "good for so long: forgotten");
    }

    /// V5
    #[test]
    fn bilal_was_refused_and_may_come_but_is_not_asked_for_the_same_words() {
        let (porter, now) = (Porter::default(), Instant::now());
        let visit = porter.admit(BILAL, "kyoto", now).expect("may come");
        assert!(visit.asks());
        visit.refused(now);
        visit.ends(Close::TryAgain, now);
        assert!(porter.admit(BILAL, "kyoto", now).is_some_and(|visit| !visit.asks()));
        assert!(porter.admit(BILAL, "kyoto/summary", now).is_some_and(|visit| visit.asks()));
        assert!(porter.admit(BILAL, "kyoto", now + FIRST).is_some_and(|visit| visit.asks()));
    }

    /// V5
    #[test]
    fn who_connects_without_end_is_let_in_once_a_second() {
        let (porter, now) = (Porter::default(), Instant::now());
        let opened = (0..100).filter(|_| porter.admit(AMARA, "kyoto", now).is_some()).count();
        assert_eq!(opened, 30);
        assert!(porter.admit(AMARA, "kyoto", now + secs(1)).is_some());
        assert!(porter.admit(AMARA, "kyoto", now + secs(1)).is_none());
        assert!(porter.admit(AMARA, &"k".repeat(MAX_NAME + 1), now + secs(9)).is_none(), "that is no place");
    }

    /// V5
    #[test]
    fn what_is_remembered_is_bounded() {
        let (porter, now) = (Porter::default(), Instant::now());
        let visit = porter.admit(AMARA, "kyoto", now).expect("may come");
        let mut guest = lock(&visit.guest);
        for number in 0..1_000 {
            guest.note(&format!("place-{number}"), Why::Closed, now);
        }
        assert_eq!(guest.places.len(), PLACES);
    }
}
