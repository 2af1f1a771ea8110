//! Presence beyond the pace of a person waits, the newest of each client id, and holds up nobody else (law R25).

use crate::{Bye, ConnId, edit::refusal, presence::MOST_CLIENTS, room::Live};
use gate::{Presence, awareness_start, encode_awareness};
use statement::{Doc, Millis, PersonId};
use std::collections::{BTreeMap, VecDeque};

/// What one person costs at once in presence, and in a millisecond from then on.
pub(crate) const PACE: (u64, u64) = (512 * 1024, 512);
/// Entries of a frame that are looked at beyond the pace: pages speak of themselves, and first.
const LOOKED_AT: usize = 16;

/// What waits, in the order of its first: a connection and Doc once.
pub(crate) type Late = VecDeque<(ConnId, Doc, BTreeMap<u64, Presence>)>;

impl Live {
    /// A presence frame of somebody who is beyond the pace.
    pub(crate) fn presence_late(&mut self, id: ConnId, person: &PersonId, doc: Doc, bytes: &[u8]) {
        let mut entries = match awareness_start(bytes, LOOKED_AT) {
            Ok(entries) => entries,
            Err(fault) => return self.bye(id, Bye::Refused(refusal(&fault))),
        };
        entries.retain(|entry| self.speaks_for(id, person, doc, entry));
        if entries.is_empty() {
            return;
        }
        let late = &mut self.carets.late;
        let at = late.iter().position(|(conn, of, _)| (*conn, *of) == (id, doc));
        let waiting = match at.and_then(|at| late.get_mut(at)) {
            Some((.., waiting)) => waiting,
            None => &mut late.push_back_mut((id, doc, BTreeMap::new())).2,
        };
        for entry in entries {
            let goes = match waiting.get(&entry.client) {
                Some(before) => entry.clock >= before.clock,
                None => waiting.len() < MOST_CLIENTS,
            };
            if goes {
                waiting.insert(entry.client, entry);
            }
        }
    }

    /// Hears what waited of those who are within the pace again.
    pub(crate) fn hear_late_carets(&mut self, now: Millis) {
        for (id, doc, entries) in std::mem::take(&mut self.carets.late) {
            let Some(person) = self.conns.get(&id).map(|conn| &conn.person) else { continue };
            if self.carets.pace.may(person, now) {
                let entries: Vec<_> = entries.into_values().collect();
                self.presence(id, doc, &encode_awareness(&entries), now);
            } else {
                self.carets.late.push_back((id, doc, entries));
            }
        }
    }

    /// When somebody is within the pace again.
    pub(crate) fn carets_wake(&self) -> Option<Millis> {
        let person = |id| self.conns.get(id).map(|conn| &conn.person);
        self.carets.late.iter().filter_map(|(id, ..)| self.carets.pace.due(person(id)?)).min()
    }
}
