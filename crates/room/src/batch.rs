//! What waits for the disk: one page in flight, the rest in order behind it (laws R1, R2, R3, R5).

use crate::{ConnId, Outbound, message::Ticket};
use statement::{Act, Doc, Entry, Refusal};
use std::collections::VecDeque;

/// Bytes of a page, unless one entry alone is larger.
pub(crate) const PAGE: usize = 1024 * 1024;

/// Steps that may wait, those without entries counted too.
const STEPS: usize = 20_000;

/// An entry and its bytes.
#[derive(Debug)]
pub(crate) struct Written {
    pub(crate) entry: Entry,
    pub(crate) bytes: Vec<u8>,
}

impl Written {
    pub(crate) fn new(entry: Entry) -> Self {
        let bytes = entry.encode();
        Self { entry, bytes }
    }
}

/// One thing in the order it was judged. Those without entries are told when everything before them is on disk.
#[derive(Debug)]
pub(crate) enum Step {
    /// Words of a connection.
    Edit { written: Written, conn: ConnId, number: u64 },
    /// Records that stand or fall together, and who waits for them.
    Records { all: Vec<Written>, ticket: Option<Ticket> },
    /// An update without news.
    Saved { conn: ConnId, number: u64 },
    /// A refusal that an unwritten entry may be the reason for.
    Tell(ConnId, Outbound),
    /// The same, for an act.
    Refuse(Ticket, Refusal),
    /// Presence of a connection that had words waiting, up to that number.
    Presence(ConnId, u64),
}

impl Step {
    fn weight(&self) -> usize {
        match self {
            Self::Edit { written, .. } => written.bytes.len() + 4,
            Self::Records { all, .. } => all.iter().map(|written| written.bytes.len() + 4).sum(),
            _ => 0,
        }
    }

    fn of(&self, conn: ConnId) -> bool {
        matches!(self, Self::Edit { conn: of, .. } if *of == conn)
    }

    /// The entries in it, in order.
    pub(crate) fn written(&self) -> &[Written] {
        match self {
            Self::Edit { written, .. } => std::slice::from_ref(written),
            Self::Records { all, .. } => all,
            _ => &[],
        }
    }
}

/// The line before the journal.
#[derive(Debug, Default)]
pub(crate) struct Waiting {
    in_flight: Vec<Step>,
    pending: VecDeque<Step>,
    pending_bytes: usize,
}

impl Waiting {
    /// Entries, at the end.
    pub(crate) fn push(&mut self, step: Step) {
        self.pending_bytes += step.weight();
        self.pending.push_back(step);
    }

    /// Something to tell once all that is judged so far is on disk. Given back if nothing waits.
    pub(crate) fn after_all(&mut self, step: Step) -> Option<Step> {
        if !self.pending.is_empty() {
            self.pending.push_back(step);
        } else if !self.in_flight.is_empty() {
            self.in_flight.push(step);
        } else {
            return Some(step);
        }
        None
    }

    /// Something to tell once this connection's entries are on disk. Given back if none waits.
    pub(crate) fn after_own(&mut self, conn: ConnId, step: Step) -> Option<Step> {
        if self.pending.iter().any(|step| step.of(conn)) {
            self.pending.push_back(step);
        } else if self.in_flight.iter().any(|step| step.of(conn)) {
            self.in_flight.push(step);
        } else {
            return Some(step);
        }
        None
    }

    /// Whether no more is to be taken in before a page has landed.
    pub(crate) fn is_full(&self) -> bool {
        self.pending_bytes >= PAGE || self.pending.len() + self.in_flight.len() >= STEPS
    }

    /// Updates of one Doc that wait, in order.
    pub(crate) fn updates(&self, doc: Doc) -> impl Iterator<Item = &[u8]> {
        let steps = self.in_flight.iter().chain(&self.pending);
        steps.flat_map(Step::written).filter_map(move |written| match &written.entry.act {
            Act::Edit(edit) if edit.doc == doc => Some(edit.update.as_slice()),
            _ => None,
        })
    }

    /// The next page's entries, if nothing is in flight: edits, then records, and what is told after them.
    pub(crate) fn depart(&mut self) -> Option<Vec<&[u8]>> {
        if !self.in_flight.is_empty() || self.pending.is_empty() {
            return None;
        }
        let mut bytes = 0;
        let mut records = false;
        while let Some(step) = self.pending.front() {
            let fits = bytes == 0 || bytes + step.weight() <= PAGE;
            if step.weight() > 0 && (!fits || (records && matches!(step, Step::Edit { .. }))) {
                break;
            }
            records |= matches!(step, Step::Records { .. });
            bytes += step.weight();
            self.pending_bytes -= step.weight();
            self.in_flight.extend(self.pending.pop_front());
        }
        Some(self.in_flight.iter().flat_map(Step::written).map(|written| written.bytes.as_slice()).collect())
    }

    /// The page in flight is on disk.
    pub(crate) fn land(&mut self) -> Vec<Step> {
        std::mem::take(&mut self.in_flight)
    }

    /// Everything that waited, given up.
    pub(crate) fn give_up(&mut self) -> impl Iterator<Item = Step> + use<> {
        self.pending_bytes = 0;
        std::mem::take(&mut self.in_flight).into_iter().chain(std::mem::take(&mut self.pending))
    }
}
