//! One update against what is known: each struct once, when all that it hangs on is known.
//!
//! A client's structs are taken in order. Where one hangs on a clock of another client that this update
//! brings later, its section waits in a heap on that client and is woken when the clock is there: so the
//! order in which the bytes come cannot cost more than their number.

use crate::letters::{after, kept};
use crate::order::{Item, Overspent};
use crate::place::{agrees, crossed, form, place};
use crate::read::Id;
use crate::store::{Kind, Name, Node, Place, Run, Span, Store};
use crate::undo::Taken;
use crate::update::{Content, Deletes, Parent, Section, Struct, Update, Value, values};
use crate::{Fault, Schema};
use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap, HashMap};

/// What the judge found new; `sections` of the update are cut to it.
#[derive(Debug, Default)]
pub(crate) struct Found {
    /// For each section, its first struct that brings something, and how much of that one is known.
    pub firsts: Vec<Option<(usize, u32)>>,
    pub deletes: Vec<Deletes>,
    pub gc: bool,
    /// Whether a right neighbour was left out.
    pub dropped: bool,
    /// Whether anything but marks is new or deleted.
    pub words: bool,
    pub roots: BTreeSet<u16>,
}

/// Whose update it is.
pub(crate) enum Trust<'a> {
    /// A sender's, who may use these client ids.
    Sender(&'a dyn Fn(u64) -> bool),
    /// Our own journal's.
    Own,
}

/// One update being judged.
pub(crate) struct Judge<'a, 'b> {
    pub store: &'a mut Store,
    pub schema: &'a Schema,
    pub trust: Trust<'a>,
    pub taken: &'a mut Taken,
    pub found: Found,
    pub update: &'a mut Update<'b>,
    /// Index of each client's entry in the update's delete set.
    pub deleting: HashMap<u32, usize>,
    /// Section and struct whose right origin is dropped.
    pub crossed: Vec<(usize, usize)>,
    /// How far the store's work may rise.
    pub budget: u64,
    /// The root noted last.
    pub root: Option<u16>,
}

impl Judge<'_, '_> {
    /// Takes the update into the store. On a fault the store is to be undone with `taken`.
    pub fn run(mut self) -> Result<Found, Fault> {
        self.deleting =
            self.update.deletes.iter().enumerate().map(|(at, deletes)| (deletes.client, at)).collect();
        self.owners()?;
        self.structs()?;
        self.deletes()?;
        Ok(self.found)
    }

    fn owners(&self) -> Result<(), Fault> {
        let Trust::Sender(may) = self.trust else { return Ok(()) };
        for section in &self.update.sections {
            let brings =
                section.structs.last().is_some_and(|last| last.end() > self.store.next(section.client));
            if brings && !may(u64::from(section.client)) {
                return Err(Fault::NotYours { client: u64::from(section.client) });
            }
        }
        Ok(())
    }

    fn structs(&mut self) -> Result<(), Fault> {
        let mut sections = std::mem::take(&mut self.update.sections);
        // The highest id is taken first, as Yjs and yrs do it: so the work counted here is theirs.
        sections.sort_unstable_by_key(|section| section.client);
        let result = self.worklist(&sections);
        self.found.dropped = !self.crossed.is_empty();
        for (section, at) in self.crossed.drain(..) {
            sections[section].structs[at].right = None;
        }
        self.update.sections = sections;
        self.found.firsts = result?;
        Ok(())
    }

    fn worklist(&mut self, sections: &[Section]) -> Result<Vec<Option<(usize, u32)>>, Fault> {
        let of: HashMap<u32, usize> =
            sections.iter().enumerate().map(|(at, section)| (section.client, at)).collect();
        let mut firsts = vec![None; sections.len()];
        let mut positions = vec![0; sections.len()];
        let mut waiting: Vec<BinaryHeap<Reverse<(u32, usize)>>> = vec![BinaryHeap::new(); sections.len()];
        let mut ready: Vec<usize> = (0..sections.len()).collect();
        let mut done = 0;
        while let Some(at) = ready.pop() {
            let section = &sections[at];
            let mut next = self.store.next(section.client);
            while let Some(item) = section.structs.get(positions[at]) {
                self.store.steps += 1;
                if item.clock > next {
                    let client = u64::from(section.client);
                    return Err(Fault::MissingDependencies { client, clock: next });
                }
                if let Some(lacking) = self.lacking(item, section.client)? {
                    let holder = of.get(&lacking.client).copied();
                    let comes = |at: &usize| {
                        sections[*at].structs.last().is_some_and(|last| last.end() > lacking.clock)
                    };
                    let Some(holder) = holder.filter(comes) else {
                        let clock = self.store.next(lacking.client);
                        return Err(Fault::MissingDependencies { client: lacking.client.into(), clock });
                    };
                    waiting[holder].push(Reverse((lacking.clock, at)));
                    break;
                }
                if item.clock < next {
                    agrees(self.store, item, section.client)?;
                }
                if item.end() > next {
                    let known = next - item.clock;
                    firsts[at].get_or_insert((positions[at], known));
                    if self.take(item, section.client, known)? {
                        self.crossed.push((at, positions[at]));
                    }
                    next = item.end();
                }
                positions[at] += 1;
                while waiting[at].peek().is_some_and(|Reverse((clock, _))| *clock < next) {
                    ready.extend(waiting[at].pop().map(|Reverse((_, woken))| woken));
                }
            }
            if positions[at] == section.structs.len() {
                done += 1;
            }
        }
        if done == sections.len() {
            Ok(firsts)
        } else {
            Err(Fault::Reference("edits that hang on each other"))
        }
    }

    /// The first thing that a struct hangs on and that is not known yet.
    fn lacking(&self, item: &Struct, client: u32) -> Result<Option<Id>, Fault> {
        let parent = match item.parent {
            Parent::Type(id, _) => Some(id),
            _ => None,
        };
        for id in [item.origin, item.right, parent].into_iter().flatten() {
            if id.client == client {
                if id.clock >= item.clock {
                    return Err(Fault::Reference("itself, or what comes after it"));
                }
            } else if id.clock >= self.store.next(id.client) {
                return Ok(Some(id));
            }
        }
        Ok(None)
    }

    /// Takes one struct, of which the first `known` clocks are known; `true`: its right origin is to be dropped.
    fn take(&mut self, item: &Struct, client: u32, known: u32) -> Result<bool, Fault> {
        let clock = item.clock + known;
        let len = item.len - known;
        let own = Id { client, clock: clock.wrapping_sub(1) };
        let slot = self.store.open(client);
        let place = if item.content == Content::Gc {
            self.found.gc = true;
            Place::Nowhere
        } else if known > 0 {
            let rest = Struct { origin: Some(own), parent: Parent::Beside, ..item.clone() };
            place(self.store, self.schema, &rest, self.taken)?
        } else {
            place(self.store, self.schema, item, self.taken)?
        };
        let new = match item.content {
            Content::Text(text) => after(text, known as usize).ok_or(Fault::Disagrees)?,
            _ => "",
        };
        if matches!(self.trust, Trust::Sender(_)) {
            form(self.store, self.schema, place, &item.content)?;
            kept(new)?;
            self.ever()?;
            self.plain_values(item, client, clock, len)?;
        }
        self.found.words |= !matches!(item.content, Content::Gc | Content::Deleted | Content::Mark);
        let root = self.store.root(place);
        self.root(root);

        let span = Span { slot, clock, len };
        let mut run = Run { clock, len, kind: Kind::Gone, place, data: 0, right: item.right, segment: clock };
        if place != Place::Nowhere {
            run.kind = match item.content {
                Content::Text(_) => Kind::Text,
                Content::Mark => {
                    run.data = item.raw.len() as u32;
                    Kind::Mark
                }
                Content::Values(_) => Kind::Value,
                Content::Gc | Content::Deleted => Kind::Deleted,
                Content::Element(rule) => self.node(&mut run, client, Name::Element(rule))?,
                Content::XmlText => self.node(&mut run, client, Name::Text)?,
            };
        }
        let origin = if known > 0 { Some(own) } else { item.origin };
        let mut delete = run.kind == Kind::Gone || run.kind == Kind::Deleted || self.store.dead(place);
        if let Place::Key(key) = place {
            delete |= !self.line_up(key, &mut run, origin, span);
        }
        if crossed(self.store, origin, item.right) {
            run.right = None;
        }
        if matches!(place, Place::Root(_) | Place::Node(_)) {
            let id = Id { client, clock };
            let joins = self.store.joins(slot, run.kind);
            let put = Item { id, len, place, origin, right: run.right, joins };
            match self.store.put(&put, self.budget, self.taken) {
                Ok(true) => {}
                Ok(false) => run.right = None,
                Err(Overspent) => return Err(Fault::TooMuch("work to fit it in")),
            }
        }
        let dropped = run.right != item.right;
        self.store.append(slot, run, origin == Some(own) && clock > 0, self.taken);
        if delete {
            self.store.delete(span, self.taken);
        }
        Ok(dropped)
    }

    /// An attribute has one value, and a number has one spelling.
    fn plain_values(&self, item: &Struct, client: u32, clock: u32, len: u32) -> Result<(), Fault> {
        let Content::Values(bytes) = item.content else { return Ok(()) };
        if values(bytes).any(|value| value == Value::MinusZero) {
            return Err(Fault::Malformed("a second spelling of 0"));
        }
        if len > 1 && !self.deletes_all(client, clock, len) {
            return Err(Fault::Form("an attribute has one value"));
        }
        Ok(())
    }

    /// Whether this update deletes all these clocks.
    fn deletes_all(&self, client: u32, clock: u32, len: u32) -> bool {
        let deletes = self.deleting.get(&client).map(|at| &self.update.deletes[*at].ranges);
        deletes.is_some_and(|ranges| {
            let at = ranges.partition_point(|(_, end)| *end <= clock);
            ranges.get(at).is_some_and(|(start, end)| *start <= clock && clock + len <= *end)
        })
    }

    fn root(&mut self, root: Option<u16>) {
        if root != self.root {
            self.root = root;
            self.found.roots.extend(root);
        }
    }

    fn ever(&self) -> Result<(), Fault> {
        let caps = &self.schema.caps;
        let over = self.store.clients.len() > caps.clients_ever
            || self.store.nodes.len() >= caps.nodes_ever
            || self.store.usage.runs >= caps.runs_ever
            || self.store.usage.letters >= caps.letters
            || self.store.usage.marks >= caps.marks;
        if over { Err(Fault::TooMuch("what one text can hold")) } else { Ok(()) }
    }

    fn node(&mut self, run: &mut Run, client: u32, name: Name) -> Result<Kind, Fault> {
        let depth = match run.place {
            Place::Node(node) => self.store.nodes[node as usize].depth + 1,
            _ => 1,
        };
        if depth > self.schema.caps.depth && matches!(self.trust, Trust::Sender(_)) {
            return Err(Fault::TooMuch("elements in elements"));
        }
        run.data = self.store.nodes.len() as u32;
        self.store.nodes.push(Node {
            id: Id { client, clock: run.clock },
            name,
            root: self.store.root(run.place).unwrap_or_default(),
            depth,
            dead: self.store.dead(run.place),
            children: Vec::new(),
            keys: Vec::new(),
        });
        Ok(Kind::Node)
    }

    /// Puts a value into its attribute's line; `false`: another value counts, and it is deleted at once.
    fn line_up(&mut self, key: u32, run: &mut Run, origin: Option<Id>, span: Span) -> bool {
        run.data = u32::MAX;
        let client = self.store.client(span.slot).id;
        let line = &self.store.keys[key as usize].line;
        let (keep, cut, rival) = match origin {
            None => (0, None, line.first().map(|first| first.slot)),
            Some(id) => {
                let Some(depth) = self.store.find(id).map(|run| run.data as usize) else { return false };
                let line = &self.store.keys[key as usize].line;
                let Some(value) = line.get(depth) else { return false };
                let stands = self.store.client(value.slot).id == id.client
                    && (value.clock..value.clock + value.len).contains(&id.clock);
                if !stands {
                    return false;
                }
                if id.clock + 1 == value.clock + value.len {
                    (depth + 1, None, line.get(depth + 1).map(|next| next.slot))
                } else {
                    (depth + 1, Some(id.clock + 1 - value.clock), Some(value.slot))
                }
            }
        };
        if rival.is_some_and(|rival| self.store.client(rival).id >= client) {
            return false;
        }
        let before = self.store.keys[key as usize].line.last().copied();
        run.data = keep as u32;
        self.store.lead(key, keep, cut, span, self.taken);
        if let Some(before) = before {
            let last = Span { clock: before.clock + before.len - 1, len: 1, ..before };
            self.store.delete(last, self.taken);
        }
        true
    }

    fn deletes(&mut self) -> Result<(), Fault> {
        let mut fresh = Vec::new();
        for Deletes { client, ranges } in &self.update.deletes {
            let next = self.store.next(*client);
            let slot = self.store.slot(*client);
            let known = ranges.last().is_none_or(|(_, end)| *end <= next);
            let (Some(slot), true) = (slot, known) else {
                if ranges.is_empty() {
                    continue;
                }
                return Err(Fault::MissingDependencies { client: u64::from(*client), clock: next });
            };
            let mut gaps = Vec::new();
            for (start, end) in ranges {
                self.store.client(slot).deleted.gaps(*start, *end, &mut gaps);
            }
            self.store.steps += (ranges.len() + gaps.len()) as u64;
            if !gaps.is_empty() {
                fresh.push((slot, Deletes { client: *client, ranges: gaps }));
            }
        }
        for (slot, deletes) in &fresh {
            for (start, end) in &deletes.ranges {
                self.touched(*slot, *start, *end);
                self.store.delete(Span { slot: *slot, clock: *start, len: end - start }, self.taken);
            }
        }
        self.found.deletes = fresh.into_iter().map(|(_, deletes)| deletes).collect();
        Ok(())
    }

    fn touched(&mut self, slot: u32, start: u32, end: u32) {
        let client = &self.store.clients[slot as usize];
        let first = client.runs.partition_point(|run| run.clock + run.len <= start);
        let mut last = None;
        for run in client.runs[first..].iter().take_while(|run| run.clock < end) {
            self.store.steps += 1;
            self.found.words |= run.kind != Kind::Mark;
            let root = match run.place {
                Place::Root(root) => Some(root),
                Place::Node(node) => Some(self.store.nodes[node as usize].root),
                Place::Key(key) => Some(self.store.nodes[self.store.keys[key as usize].node as usize].root),
                Place::Nowhere => None,
            };
            if root != last {
                self.found.roots.extend(root);
                last = root;
            }
        }
    }
}
