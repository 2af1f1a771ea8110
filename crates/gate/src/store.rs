//! What is known of one Doc: runs of content by client, the nodes they stand in, what is deleted.
//!
//! Everything only grows at its end, apart from deletions and an attribute's line of values, so that one
//! `Taken` undoes exactly what one update did.

use crate::order::{Item, Order, Overspent};
use crate::ranges::Ranges;
use crate::read::Id;
use crate::undo::Taken;
use crate::usage::Usage;
use std::collections::HashMap;

/// What a run holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Text,
    /// `Run::data` is its bytes: name and value.
    Mark,
    /// An element or a text; `Run::data` is its index in `Store::nodes`.
    Node,
    /// An attribute's value; `Run::data` is its depth in the line of values.
    Value,
    /// Content that was deleted before it came here.
    Deleted,
    /// Without content and place: GC, or beside GC. Yjs keeps such an item as GC.
    Gone,
}

/// Where a run stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Place {
    /// In a root: an index into `Store::roots`.
    Root(u16),
    /// In an element or text: an index into `Store::nodes`.
    Node(u32),
    /// Among an attribute's values: an index into `Store::keys`.
    Key(u32),
    /// Nowhere any more.
    Nowhere,
}

/// Clocks of one client that hold one kind of content in one place. Within a run of text or deleted content
/// each clock's origin is the clock before it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Run {
    pub clock: u32,
    pub len: u32,
    pub kind: Kind,
    pub place: Place,
    pub data: u32,
    pub right: Option<Id>,
    /// The first clock that Yjs could join with these into one item: same place, same right origin, each
    /// clock's origin the one before.
    pub segment: u32,
}

/// A node's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Name {
    Text,
    /// The index of its rule in the schema.
    Element(u8),
}

/// Some clocks of one client, by its slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Span {
    pub slot: u32,
    pub clock: u32,
    pub len: u32,
}

/// An element or a text.
#[derive(Debug)]
pub(crate) struct Node {
    pub id: Id,
    pub name: Name,
    pub root: u16,
    pub depth: u32,
    /// Deleted itself, or in something deleted.
    pub dead: bool,
    /// All that ever stood in it, attributes too.
    pub children: Vec<Span>,
    /// Its attributes that ever had a value: index of the attribute's rule, index in `Store::keys`.
    pub keys: Vec<(u8, u32)>,
}

/// One attribute of one node. Its values form a tree by origin; the last of the line through the highest
/// client ids is the value that counts, all others are deleted.
#[derive(Debug)]
pub(crate) struct Key {
    pub node: u32,
    pub attribute: u8,
    pub line: Vec<Span>,
}

/// All that is known of one client.
#[derive(Debug)]
pub(crate) struct Client {
    pub id: u32,
    pub runs: Vec<Run>,
    /// The first clock not known.
    pub next: u32,
    pub deleted: Ranges,
    /// What of it stands.
    pub usage: Usage,
    /// The update that added to it last, by `Taken::number`.
    grown: u64,
}

pub(crate) const LATELY: usize = 4;

/// What is known.
#[derive(Debug, Default)]
pub(crate) struct Store {
    pub slots: HashMap<u32, u32>,
    /// Clients asked for lately, with their slots: most structs hang on the same few.
    pub lately: [Option<(u32, u32)>; LATELY],
    updates: u64,
    pub clients: Vec<Client>,
    pub nodes: Vec<Node>,
    pub keys: Vec<Key>,
    pub roots: Vec<String>,
    pub order: Order,
    /// Of all clients.
    pub usage: Usage,
    /// Work done so far, for the tests of G14.
    pub steps: u64,
}

/// Deleted ranges of one piece that are counted before its weight is called large enough.
const HOLES: usize = 1 << 20;

impl Store {
    /// The start of an update's record.
    pub fn begin(&mut self) -> Taken {
        self.updates += 1;
        Taken {
            number: self.updates,
            clients: self.clients.len(),
            nodes: self.nodes.len(),
            keys: self.keys.len(),
            ..Taken::default()
        }
    }

    pub fn slot(&self, client: u32) -> Option<u32> {
        match self.lately[client as usize % LATELY] {
            Some((known, slot)) if known == client => Some(slot),
            _ => self.slots.get(&client).copied(),
        }
    }

    fn ask(&mut self, client: u32) -> Option<u32> {
        let slot = self.slot(client)?;
        self.lately[client as usize % LATELY] = Some((client, slot));
        Some(slot)
    }

    /// The client at a slot. Slots come out of this store.
    pub fn client(&self, slot: u32) -> &Client {
        &self.clients[slot as usize]
    }

    /// The slot of a client, made if there is none.
    pub fn open(&mut self, client: u32) -> u32 {
        self.ask(client).unwrap_or_else(|| {
            let slot = self.clients.len() as u32;
            self.slots.insert(client, slot);
            let deleted = Ranges::default();
            let usage = Usage::default();
            self.clients.push(Client { id: client, runs: Vec::new(), next: 0, deleted, usage, grown: 0 });
            slot
        })
    }

    /// The first clock of a client that is not known.
    pub fn next(&self, client: u32) -> u32 {
        self.slot(client).map_or(0, |slot| self.client(slot).next)
    }

    /// The run that holds a clock.
    pub fn find(&mut self, id: Id) -> Option<Run> {
        let slot = self.ask(id.client)?;
        let client = &self.clients[slot as usize];
        if id.clock >= client.next {
            return None;
        }
        self.steps += 1 + u64::from(client.runs.len().ilog2());
        let last = client.runs.last()?;
        if id.clock >= last.clock {
            return Some(*last);
        }
        let after = client.runs.partition_point(|run| run.clock <= id.clock);
        client.runs.get(after.checked_sub(1)?).copied()
    }

    /// Whether a place is deleted, or in something deleted.
    pub fn dead(&self, place: Place) -> bool {
        match place {
            Place::Root(_) => false,
            Place::Node(node) => self.nodes[node as usize].dead,
            Place::Key(key) => self.nodes[self.keys[key as usize].node as usize].dead,
            Place::Nowhere => true,
        }
    }

    /// The root above a place.
    pub fn root(&self, place: Place) -> Option<u16> {
        match place {
            Place::Root(root) => Some(root),
            Place::Node(node) => Some(self.nodes[node as usize].root),
            Place::Key(key) => Some(self.nodes[self.keys[key as usize].node as usize].root),
            Place::Nowhere => None,
        }
    }

    /// Adds a run behind all that is known of its client. `chained`: its origin is the clock before it.
    pub fn append(&mut self, slot: u32, run: Run, chained: bool, taken: &mut Taken) {
        let client = &mut self.clients[slot as usize];
        if client.grown != taken.number {
            client.grown = taken.number;
            let len = client.runs.last().map_or(0, |last| last.len);
            taken.grown.push((slot, client.runs.len(), len, client.next));
        }
        client.next = run.clock + run.len;
        let mut more = Usage::of(run.kind, run.data, run.len);
        let segment = match client.runs.last() {
            Some(last) if chained && last.place == run.place && last.right == run.right => last.segment,
            _ => run.clock,
        };
        let joins = match run.kind {
            Kind::Text | Kind::Deleted => segment < run.clock && !matches!(run.place, Place::Key(_)),
            Kind::Gone => true,
            _ => false,
        };
        match client.runs.last_mut() {
            Some(last) if joins && last.kind == run.kind && last.place == run.place => last.len += run.len,
            _ => {
                client.runs.push(Run { segment, ..run });
                more.runs = 1;
            }
        }
        client.usage.add(more);
        self.usage.add(more);
        taken.added.add(more);
        let node = match run.place {
            Place::Node(node) => node,
            Place::Key(key) => self.keys[key as usize].node,
            _ => return,
        };
        let children = &mut self.nodes[node as usize].children;
        match children.last_mut() {
            Some(last) if last.slot == slot && last.clock + last.len == run.clock => {
                last.len += run.len;
                match taken.children.last_mut() {
                    Some((same, by)) if *same == node && *by > 0 => *by += run.len,
                    _ => taken.children.push((node, run.len)),
                }
            }
            _ => {
                children.push(Span { slot, clock: run.clock, len: run.len });
                taken.children.push((node, 0));
            }
        }
    }

    /// Puts content into the order of its place; `false`: its right neighbour has to be left out. Before `append`.
    pub fn put(&mut self, item: &Item, budget: u64, taken: &mut Taken) -> Result<bool, Overspent> {
        let Store { order, clients, slots, .. } = self;
        let weight = |id: Id, len| {
            let client = slots.get(&id.client).map(|slot| &clients[*slot as usize]);
            // Each deleted range in its middle cuts an item in three.
            client.map_or(1, |c| 2 * c.deleted.within(id.clock, id.clock + len).take(HOLES).count()).max(1)
                as u64
        };
        order.put(item, weight, budget, &mut taken.ordered)
    }

    /// Whether Yjs could join what is appended next with the client's last clock.
    pub fn joins(&self, slot: u32, kind: Kind) -> bool {
        let last = self.client(slot).runs.last().map(|last| last.kind);
        matches!(kind, Kind::Text | Kind::Deleted) && last == Some(kind)
    }

    /// The line of values of a node's attribute, made if there is none.
    pub fn key(&mut self, node: u32, attribute: u8, taken: &mut Taken) -> u32 {
        let keys = &mut self.nodes[node as usize].keys;
        if let Some((_, key)) = keys.iter().find(|(known, _)| *known == attribute) {
            return *key;
        }
        let fresh = self.keys.len() as u32;
        keys.push((attribute, fresh));
        taken.node_keys.push(node);
        self.keys.push(Key { node, attribute, line: Vec::new() });
        fresh
    }

    /// Puts a new end behind the first `keep` values of a line.
    pub fn lead(&mut self, key: u32, keep: usize, cut: Option<u32>, end: Span, taken: &mut Taken) {
        let line = &mut self.keys[key as usize].line;
        // The value before the new end may be shortened: then it counts among what is put back.
        let stays = if cut.is_some() { keep.saturating_sub(1) } else { keep };
        let tail = line.split_off(stays.min(line.len()));
        if let (Some(len), Some(first)) = (cut, tail.first()) {
            line.push(Span { len, ..*first });
        }
        line.push(end);
        taken.lines.push((key, stays, tail));
    }

    /// Deletes clocks, and all that stands in the nodes among them. What is deleted already stays so.
    pub fn delete(&mut self, span: Span, taken: &mut Taken) {
        let mut work = vec![span];
        let mut gaps = Vec::new();
        while let Some(Span { slot, clock, len }) = work.pop() {
            let client = &mut self.clients[slot as usize];
            client.deleted.gaps(clock, clock + len, &mut gaps);
            self.steps += 1 + gaps.len() as u64;
            for (start, end) in gaps.drain(..) {
                client.deleted.insert(start, end);
                taken.deleted.push((slot, start, end));
                let first = client.runs.partition_point(|run| run.clock + run.len <= start);
                for run in client.runs[first..].iter().take_while(|run| run.clock < end) {
                    self.steps += 1;
                    let len = end.min(run.clock + run.len) - start.max(run.clock);
                    let gone = Usage::of(run.kind, run.data, len);
                    client.usage.take(gone);
                    self.usage.take(gone);
                    if run.kind == Kind::Node {
                        let node = &mut self.nodes[run.data as usize];
                        if !node.dead {
                            node.dead = true;
                            taken.dead.push(run.data);
                            work.extend_from_slice(&node.children);
                        }
                    }
                }
            }
        }
    }
}
