//! Updates that hang on something unknown: held until it has come, never written before (law R6), and asked for.

use crate::{Bye, ConnId, Outbound, edit::Judged, room::Live};
use gate::Size;
use statement::{Doc, Millis};

/// Between two `Missing` to one connection, in milliseconds: else it would be an amplifier.
const MISSING_EVERY: Millis = 3_000;
/// Frames a connection may have held back because they hang on something unknown, and their bytes.
const HELD: (usize, usize) = (64, 4 * 1024 * 1024);
/// How often one of them is judged; a page needs it twice, and who sends hundreds of holes fills them elsewhere.
const JUDGED: u32 = 8;
const TOO_MUCH_HANGS: Bye = Bye::TryAgain("too much hangs on words that never came: connect again");

/// An update that hangs on something unknown.
#[derive(Debug)]
pub(crate) struct Held {
    pub(crate) number: u64,
    pub(crate) bytes: Vec<u8>,
    pub(crate) lacks: Lack,
    /// How often it was judged.
    pub(crate) judged: u32,
}

/// What is unknown: the first clock of a client.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Lack {
    pub(crate) client: u64,
    pub(crate) clock: u32,
}

impl Live {
    /// Judges again what hung on something that has come.
    pub(crate) fn judge_held(&mut self, id: ConnId, doc: Doc, now: Millis) {
        if self.cannot_save.is_some() {
            return;
        }
        let Some(conn) = self.conns.get_mut(&id) else { return };
        let held = std::mem::take(&mut conn.follow_mut(doc).held);
        let mut left = Vec::new();
        let mut passed = 0;
        for mut one in held {
            let Lack { client, clock } = one.lacks;
            if !self.paper(doc).index.knows(client, clock) {
                left.push(one);
                continue;
            }
            if one.judged == JUDGED {
                return self.bye(id, TOO_MUCH_HANGS);
            }
            let number = one.number;
            match self.judge(id, number, doc, &one.bytes, Size::Step2, now) {
                Judged::Taken => passed = number,
                Judged::NoNews => {
                    passed = number;
                    self.acknowledge(id, number);
                }
                Judged::Missing(lacks) => {
                    (one.lacks, one.judged) = (lacks, one.judged + 1);
                    left.push(one);
                }
                Judged::Refused(refusal) => return self.refuse(id, doc, number, refusal),
            }
        }
        let Some(conn) = self.conns.get_mut(&id) else { return };
        let all = left.is_empty();
        conn.follow_mut(doc).held = left;
        if all {
            conn.follow_mut(doc).missing = false;
        }
        // What was on disk behind the hole may be called saved now.
        let owed = std::mem::take(&mut conn.owed);
        if passed > 0 && owed > 0 {
            self.acknowledge(id, owed);
        } else if let Some(conn) = self.conns.get_mut(&id) {
            conn.owed = owed;
        }
    }

    pub(crate) fn hold(&mut self, id: ConnId, doc: Doc, held: Held, now: Millis) {
        let Some(conn) = self.conns.get_mut(&id) else { return };
        let follow = conn.follow_mut(doc);
        follow.held.push(held);
        follow.missing = true;
        let bytes: usize = follow.held.iter().map(|held| held.bytes.len()).sum();
        if follow.held.len() > HELD.0 || bytes > HELD.1 {
            return self.bye(id, TOO_MUCH_HANGS);
        }
        self.ask_for_missing(id, doc, now);
    }

    /// Asks a connection for what the room lacks, or leaves that to `next_wake`.
    fn ask_for_missing(&mut self, id: ConnId, doc: Doc, now: Millis) {
        let Some(conn) = self.conns.get_mut(&id) else { return };
        if conn.missing_told.is_some_and(|told| now < ask_again(told)) {
            return;
        }
        conn.missing_told = Some(now);
        let follow = conn.follow_mut(doc);
        follow.missing = false;
        follow.upload = true;
        match self.paper(doc).document.state_vector() {
            Ok(state_vector) => self.tell(id, Outbound::Missing { doc, state_vector }),
            Err(broken) => {
                let refusal = self.set_read_only(&broken);
                self.refuse(id, doc, 0, refusal);
            }
        }
    }

    /// The time has come to ask those again that could not be asked at once.
    pub(crate) fn ask_again_for_missing(&mut self, now: Millis) {
        let due = |doc| {
            move |(id, conn): (&ConnId, &crate::join::Conn)| conn.follow(doc).missing.then_some((*id, doc))
        };
        let text = self.conns.iter().filter_map(due(Doc::Text));
        let all: Vec<_> = text.chain(self.conns.iter().filter_map(due(Doc::Summary))).collect();
        for (id, doc) in all {
            self.judge_held(id, doc, now);
            if self.conns.get(&id).is_some_and(|conn| conn.follow(doc).missing) {
                self.ask_for_missing(id, doc, now);
            }
        }
    }
}

/// When a connection may be asked again.
pub(crate) fn ask_again(told: Millis) -> Millis {
    told.saturating_add(MISSING_EVERY)
}
