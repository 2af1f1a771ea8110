//! What a page lacks of a Doc, told at a pace: who asks again and again holds up nobody else (law R17).

use crate::{Bye, ConnId, Outbound, edit::refusal, outbox::weight, pace::Pace, room::Live};
use statement::{Doc, Millis};
use std::collections::VecDeque;

/// Bytes one person is told at once in answer to Opens.
const AT_ONCE: u64 = 8 * 1024 * 1024;
/// The same in a millisecond, from then on.
const RATE: u64 = 1024;
/// What an answer counts as at least: it is work even where nothing is lacking.
const LEAST: u64 = 64 * 1024;

/// What people were told, and who waits for an answer.
#[derive(Debug)]
pub(crate) struct Opens {
    pub(crate) pace: Pace,
    /// In the order they asked: one a connection and Doc, its newest state vector.
    waiting: VecDeque<(ConnId, Doc, Vec<u8>)>,
}

impl Default for Opens {
    fn default() -> Self {
        Self { pace: Pace::new(AT_ONCE, RATE), waiting: VecDeque::new() }
    }
}

impl Live {
    /// A page wants to follow a Doc: it is told what it lacks, what the room has, and everybody's presence.
    pub(crate) fn open(&mut self, id: ConnId, doc: Doc, state_vector: Vec<u8>, now: Millis) {
        if let Err(fault) = gate::state_vector(&state_vector) {
            return self.bye(id, Bye::Refused(refusal(&fault)));
        }
        let again = self.opens.waiting.iter_mut().find(|(conn, of, _)| (*conn, *of) == (id, doc));
        if let Some((.., before)) = again {
            *before = state_vector;
        } else if self.may_open(id, now) {
            self.tell_state(id, doc, &state_vector, now);
        } else {
            self.opens.waiting.push_back((id, doc, state_vector));
        }
    }

    /// Answers those whose turn has come.
    pub(crate) fn open_waiting(&mut self, now: Millis) {
        for (id, doc, state_vector) in std::mem::take(&mut self.opens.waiting) {
            if !self.conns.contains_key(&id) {
                continue;
            }
            if self.may_open(id, now) {
                self.tell_state(id, doc, &state_vector, now);
            } else {
                self.opens.waiting.push_back((id, doc, state_vector));
            }
        }
    }

    /// When somebody's turn comes.
    pub(crate) fn opens_wake(&self) -> Option<Millis> {
        let person = |id| self.conns.get(id).map(|conn| &conn.person);
        self.opens.waiting.iter().filter_map(|(id, ..)| self.opens.pace.due(person(id)?)).min()
    }

    fn may_open(&self, id: ConnId, now: Millis) -> bool {
        self.conns.get(&id).is_none_or(|conn| self.opens.pace.may(&conn.person, now))
    }

    fn tell_state(&mut self, id: ConnId, doc: Doc, state_vector: &[u8], now: Millis) {
        let Some(person) = self.conns.get(&id).map(|conn| conn.person.clone()) else { return };
        // One zero: the page has let go of what it had.
        let (seq, empty) = (self.head.seq, state_vector == [0]);
        let mut bytes = 0;
        match self.paper(doc).document.diff(state_vector) {
            Ok((update, state_vector)) => {
                if let Some(conn) = self.conns.get_mut(&id) {
                    let follow = conn.follow_mut(doc);
                    follow.opened = true;
                    follow.upload = true;
                    if empty {
                        conn.older.retain(|other| *other != doc);
                    }
                }
                self.checks.opened |= doc == Doc::Text;
                let state = Outbound::State { doc, seq, update, state_vector };
                bytes = weight(&state);
                self.tell(id, state);
                bytes += self.tell_all_carets(id, doc);
            }
            Err(broken) => {
                let refusal = self.set_read_only(&broken);
                self.tell(id, Outbound::Refused { doc, number: 0, refusal });
            }
        }
        self.opens.pace.spend(&person, (bytes as u64).max(LEAST), now);
    }
}
