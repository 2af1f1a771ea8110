//! What one update did to the store, and how it is undone.

use crate::order::Change;
use crate::store::{Kind, LATELY, Span, Store};
use crate::usage::Usage;

/// How to undo one update.
#[derive(Debug, Default)]
pub(crate) struct Taken {
    pub clients: usize,
    pub nodes: usize,
    pub keys: usize,
    /// Which update of this store it is.
    pub number: u64,
    /// Slot, runs, length of the last run, next clock: as they were.
    pub grown: Vec<(u32, usize, u32, u32)>,
    /// Node, and by how much its last child grew (0: a child was added).
    pub children: Vec<(u32, u32)>,
    pub node_keys: Vec<u32>,
    /// Key, how much of its line stayed, what came after that.
    pub lines: Vec<(u32, usize, Vec<Span>)>,
    pub deleted: Vec<(u32, u32, u32)>,
    pub dead: Vec<u32>,
    pub ordered: Vec<Change>,
    /// What was appended, before anything of it was deleted.
    pub added: Usage,
}

/// What an update did: clocks deleted, and each client's next clock, by client.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Effect {
    deleted: Vec<(u32, u32, u32)>,
    grown: Vec<(u32, u32)>,
    usage: Usage,
}

impl Store {
    /// What an update did, in an order that does not depend on how it said so.
    pub fn effect(&self, taken: &Taken) -> Effect {
        let id = |slot: u32| self.client(slot).id;
        let mut deleted: Vec<_> =
            taken.deleted.iter().map(|(slot, start, end)| (id(*slot), *start, *end)).collect();
        deleted.sort_unstable();
        deleted.dedup_by(|next, last| {
            let joins = next.0 == last.0 && next.1 == last.2;
            if joins {
                last.2 = next.2;
            }
            joins
        });
        let mut grown: Vec<_> =
            taken.grown.iter().map(|(slot, ..)| (id(*slot), self.client(*slot).next)).collect();
        grown.sort_unstable();
        Effect { deleted, grown, usage: self.usage }
    }

    /// Undoes one update: the last one that was not undone yet.
    pub fn undo(&mut self, taken: Taken) {
        self.order.undo(taken.ordered);
        for node in taken.dead {
            self.nodes[node as usize].dead = false;
        }
        for (slot, start, end) in taken.deleted.into_iter().rev() {
            let client = &mut self.clients[slot as usize];
            client.deleted.remove(start, end);
            let first = client.runs.partition_point(|run| run.clock + run.len <= start);
            for run in client.runs[first..].iter().take_while(|run| run.clock < end) {
                let len = end.min(run.clock + run.len) - start.max(run.clock);
                let back = Usage::of(run.kind, run.data, len);
                client.usage.add(back);
                self.usage.add(back);
            }
        }
        for (key, stays, tail) in taken.lines.into_iter().rev() {
            let line = &mut self.keys[key as usize].line;
            line.truncate(stays);
            line.extend(tail);
        }
        for node in taken.node_keys.into_iter().rev() {
            self.nodes[node as usize].keys.pop();
        }
        for (node, by) in taken.children.into_iter().rev() {
            let children = &mut self.nodes[node as usize].children;
            match children.last_mut() {
                Some(last) if by > 0 => last.len -= by,
                _ => {
                    children.pop();
                }
            }
        }
        self.keys.truncate(taken.keys);
        self.nodes.truncate(taken.nodes);
        for (slot, runs, len, next) in taken.grown {
            let client = &mut self.clients[slot as usize];
            let mut less = Usage { runs: (client.runs.len() - runs) as u64, ..Usage::default() };
            for run in client.runs.drain(runs..) {
                less.add(Usage::of(run.kind, run.data, run.len));
            }
            client.next = next;
            if let Some(last) = client.runs.last_mut() {
                if last.kind == Kind::Text {
                    less.letters += u64::from(last.len - len);
                }
                last.len = len;
            }
            client.usage.take(less);
            self.usage.take(less);
        }
        for client in self.clients.drain(taken.clients..) {
            self.slots.remove(&client.id);
        }
        self.lately = [None; LATELY];
    }
}
