//! How fast somebody may go on asking: a bucket that fills with time (V5).

use std::{
    collections::HashMap,
    hash::Hash,
    net::{IpAddr, Ipv6Addr},
    sync::{Mutex, PoisonError},
    time::Instant,
};

/// Who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Asker {
    /// A session, by the hash of its token.
    Session([u8; 32]),
    /// An address without a session.
    Address(IpAddr),
}

impl Asker {
    /// Who asks from there: of IPv6 the whole /64, of which every subscriber has one to draw addresses from. An IPv4
    /// address stays itself in whichever form it comes.
    pub(crate) fn at(address: IpAddr) -> Self {
        const SUBSCRIBER: u128 = !(u64::MAX as u128);
        Self::Address(match address.to_canonical() {
            IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() & SUBSCRIBER).into(),
            address => address,
        })
    }
}

/// A bucket of drops: `most` at once, `rate` a second.
#[derive(Debug, Clone)]
pub(crate) struct Bucket {
    drops: f64,
    at: Instant,
    rate: f64,
    most: f64,
}

impl Bucket {
    pub(crate) fn new(rate: f64, most: f64, now: Instant) -> Self {
        Self { drops: most, at: now, rate, most }
    }

    fn fill(&mut self, now: Instant) {
        let seconds = now.saturating_duration_since(self.at).as_secs_f64();
        self.drops = (self.drops + seconds * self.rate).min(self.most);
        self.at = now;
    }

    /// Takes so many if they are there.
    pub(crate) fn take(&mut self, drops: f64, now: Instant) -> bool {
        self.fill(now);
        let there = self.drops >= drops;
        if there {
            self.drops -= drops;
        }
        there
    }

    /// Takes so many whether they are there or not; seconds until the bucket is not below empty.
    pub(crate) fn owe(&mut self, drops: f64, now: Instant) -> f64 {
        self.fill(now);
        self.drops -= drops;
        (-self.drops / self.rate).max(0.0)
    }

    /// Whether there is nothing to remember.
    pub(crate) fn full(&mut self, now: Instant) -> bool {
        self.fill(now);
        self.drops >= self.most
    }
}

/// Askers remembered at once; the full buckets are forgotten first.
const MOST: usize = 10_000;

/// Everybody's buckets, by who asks.
pub(crate) struct Pace<Of = Asker> {
    rate: f64,
    most: f64,
    buckets: Mutex<HashMap<Of, Bucket>>,
}

impl<Of: Eq + Hash> Pace<Of> {
    pub(crate) fn new(rate: u32, most: u32) -> Self {
        Self { rate: rate.into(), most: most.into(), buckets: Mutex::default() }
    }

    /// Whether one more request is within the pace.
    pub(crate) fn allows(&self, asker: Of, now: Instant) -> bool {
        self.allows_more(asker, 1.0, now)
    }

    /// The same for one that counts as so many.
    pub(crate) fn allows_more(&self, asker: Of, drops: f64, now: Instant) -> bool {
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() >= MOST && !buckets.contains_key(&asker) {
            buckets.retain(|_, bucket| !bucket.full(now));
            if buckets.len() >= MOST {
                return false;
            }
        }
        buckets.entry(asker).or_insert_with(|| Bucket::new(self.rate, self.most, now)).take(drops, now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    /// V5
    #[test]
    fn who_asks_too_fast_waits_and_others_do_not() {
        let (pace, start) = (Pace::new(2, 3), Instant::now());
        let (one, other) = (Asker::Session([1; 32]), Asker::Session([2; 32]));
        assert!((0..3).all(|_| pace.allows(one, start)));
        assert!(!pace.allows(one, start));
        assert!(pace.allows(other, start));
        assert!(pace.allows(one, start + Duration::from_millis(500)));
        assert!(!pace.allows(one, start + Duration::from_millis(500)));
    }

    /// V5
    #[test]
    fn v5_a_subscriber_has_one_pace_however_many_addresses_it_draws() {
        let at = |address: &str| Asker::at(address.parse().expect("an address"));
        assert_eq!(at("2001:db8:1:2::7"), at("2001:db8:1:2:ffff::9"));
        assert_ne!(at("2001:db8:1:2::7"), at("2001:db8:1:3::7"));
        assert_eq!(at("::ffff:203.0.113.7"), at("203.0.113.7"));
        assert_ne!(at("203.0.113.7"), at("203.0.113.8"));
    }

    #[test]
    fn what_is_owed_is_waited_for() {
        let start = Instant::now();
        let mut bucket = Bucket::new(10.0, 5.0, start);
        assert!(bucket.owe(5.0, start) <= 0.0);
        assert!((bucket.owe(5.0, start) - 0.5).abs() < 1e-9);
    }
}
