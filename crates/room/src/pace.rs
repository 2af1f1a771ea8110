//! What one person may cost the others in so much time, over all connections: so much at once, and so much a
//! millisecond from then on.

use statement::{Millis, PersonId};
use std::collections::BTreeMap;

/// What people spent and what is not forgotten yet.
#[derive(Debug)]
pub(crate) struct Pace {
    at_once: u64,
    rate: u64,
    spent: BTreeMap<PersonId, (u64, Millis)>,
}

impl Pace {
    /// Nobody has spent anything.
    pub(crate) fn new(at_once: u64, rate: u64) -> Self {
        Self { at_once, rate, spent: BTreeMap::new() }
    }

    /// Whether somebody is within the pace; what is done then may go beyond it once.
    pub(crate) fn may(&self, person: &PersonId, now: Millis) -> bool {
        self.left(person, now) <= self.at_once
    }

    /// Counts what was done.
    pub(crate) fn spend(&mut self, person: &PersonId, much: u64, now: Millis) {
        let spent = self.left(person, now).saturating_add(much);
        match self.spent.get_mut(person) {
            Some(before) => *before = (spent, now),
            None => {
                let rate = self.rate;
                self.spent.retain(|_, before| unforgotten(*before, rate, now) > 0);
                self.spent.insert(person.clone(), (spent, now));
            }
        }
    }

    /// When somebody who is beyond the pace is within it again.
    pub(crate) fn due(&self, person: &PersonId) -> Option<Millis> {
        let (spent, at) = self.spent.get(person)?;
        let over = spent.saturating_sub(self.at_once).div_ceil(self.rate);
        Some(at.saturating_add(Millis::try_from(over).unwrap_or(Millis::MAX)))
    }

    /// Nobody waits for a time that was already there (law R21).
    pub(crate) fn clock_was_set_back(&mut self, now: Millis) {
        for (_, at) in self.spent.values_mut() {
            *at = now.min(*at);
        }
    }

    fn left(&self, person: &PersonId, now: Millis) -> u64 {
        self.spent.get(person).map_or(0, |spent| unforgotten(*spent, self.rate, now))
    }
}

fn unforgotten((spent, at): (u64, Millis), rate: u64, now: Millis) -> u64 {
    let passed = u64::try_from(now.saturating_sub(at)).unwrap_or(0);
    spent.saturating_sub(passed.saturating_mul(rate))
}
