//! A provider sends everybody's presence back, once, byte for byte as a rule: what it was told is news to nobody.

use std::{
    collections::VecDeque,
    hash::{DefaultHasher, Hash, Hasher},
};

/// Messages remembered; an older one that comes back is left to the room, which passes it over as well.
const MOST: usize = 64;

/// The last presence messages a client was told.
#[derive(Debug, Clone, Default)]
pub(super) struct Echo {
    told: VecDeque<u64>,
}

impl Echo {
    pub(super) fn tell(&mut self, bytes: &[u8]) {
        if self.told.len() == MOST {
            self.told.pop_front();
        }
        self.told.push_back(mark(bytes));
    }

    /// Whether the client only says again what it was told; each message comes back once.
    pub(super) fn is(&mut self, bytes: &[u8]) -> bool {
        let mark = mark(bytes);
        match self.told.iter().position(|told| *told == mark) {
            Some(at) => self.told.remove(at).is_some(),
            None => false,
        }
    }
}

fn mark(bytes: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    bytes.hash(&mut hasher);
    hasher.finish()
}
