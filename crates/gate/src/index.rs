//! Everything known of one Doc's structure: committed, and one overlay of takes that can be undone.

use crate::judge::{Found, Judge, Trust};
use crate::store::Store;
use crate::undo::Taken;
use crate::update::{Deletes, Update};
use crate::write::Out;
use crate::{Fault, Schema, StateVector, Usage, Verdict, news};
use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::{HashMap, VecDeque};

/// How large an update may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Size {
    /// An edit as it happens.
    Live,
    /// The answer to a step 1: all that the other side lacks.
    Step2,
}

/// Everything known of one Doc's structure. Judged is committed plus the overlay.
#[derive(Debug)]
pub struct Index {
    schema: Schema,
    store: Store,
    overlay: VecDeque<Taken>,
}

impl Index {
    /// An index that knows nothing yet.
    pub fn new(schema: Schema) -> Index {
        Index { schema, store: Store::default(), overlay: VecDeque::new() }
    }

    /// The form in force.
    pub fn schema(&self) -> &Schema {
        &self.schema
    }

    /// To add a section. What is known already is not judged again.
    pub fn schema_mut(&mut self) -> &mut Schema {
        &mut self.schema
    }

    /// Judges untrusted bytes (an update v1) and cuts them to their news. `writer` says whether the sender
    /// may use a client id; it is asked only for ids that bring something. News is in the overlay
    /// afterwards; on `Verdict::None` and `Err` nothing changed.
    pub fn take(
        &mut self,
        update: &[u8],
        size: Size,
        writer: impl Fn(u64) -> bool,
    ) -> Result<Verdict, Fault> {
        let cap = match size {
            Size::Live => self.schema.caps.live_bytes,
            Size::Step2 => self.schema.caps.step2_bytes,
        };
        if update.len() > cap {
            return Err(Fault::TooMuch("bytes"));
        }
        let mut update = Update::read(update, &self.schema, false)?;
        let work = self.store.order.work;
        let (taken, found) = self.judge(&mut update, Trust::Sender(&writer))?;
        let work = self.store.order.work - work;
        let mut verdict = news::write(&mut self.store, &update, found);
        let (effect, adds) = (self.store.effect(&taken), taken.added);
        self.store.undo(taken);
        if let Verdict::News(news) | Verdict::CleanUp(news) = &mut verdict {
            news.work = work;
            news.adds = adds;
            let mut update = Update::read(&news.update, &self.schema, true).map_err(unrepeatable)?;
            let (taken, _) = self.judge(&mut update, Trust::Own).map_err(unrepeatable)?;
            if self.store.effect(&taken) != effect {
                self.store.undo(taken);
                return Err(Fault::Unrepeatable);
            }
            self.overlay.push_back(taken);
        }
        Ok(verdict)
    }

    fn judge(&mut self, update: &mut Update, trust: Trust) -> Result<(Taken, Found), Fault> {
        let mut taken = self.store.begin();
        let budget = match trust {
            Trust::Sender(_) => self.store.order.work + self.schema.caps.work,
            Trust::Own => u64::MAX,
        };
        let judge = Judge {
            store: &mut self.store,
            schema: &self.schema,
            trust,
            taken: &mut taken,
            found: Found::default(),
            update,
            deleting: HashMap::new(),
            crossed: Vec::new(),
            budget,
            root: None,
        };
        match judge.run() {
            Ok(found) => Ok((taken, found)),
            Err(fault) => {
                self.store.undo(taken);
                Err(fault)
            }
        }
    }

    /// Undoes the last `take` that brought news and is not committed; `false` if there is none.
    pub fn untake(&mut self) -> bool {
        let last = self.overlay.pop_back();
        let some = last.is_some();
        if let Some(taken) = last {
            self.store.undo(taken);
        }
        some
    }

    /// How many takes with news are in the overlay.
    pub fn overlay(&self) -> usize {
        self.overlay.len()
    }

    /// The whole overlay becomes committed.
    pub fn commit(&mut self) {
        self.overlay.clear();
    }

    /// The first `takes` of the overlay become committed; the rest stays overlay.
    pub fn commit_first(&mut self, takes: usize) {
        self.overlay.drain(..takes.min(self.overlay.len()));
    }

    /// The whole overlay is undone.
    pub fn rollback(&mut self) {
        while self.untake() {}
    }

    /// An update out of our own journal, taken and committed: nothing is asked about owners, letters, form and caps.
    /// Given back as it is to be read: without right neighbours that earlier versions let through (G26). Replay comes
    /// before the first take: an overlay would be committed with it.
    pub fn replay<'a>(&mut self, bytes: &'a [u8]) -> Result<Cow<'a, [u8]>, Fault> {
        let mut update = Update::read(bytes, &self.schema, true)?;
        let (_, found) = self.judge(&mut update, Trust::Own)?;
        self.commit();
        if !found.dropped {
            return Ok(Cow::Borrowed(bytes));
        }
        Ok(match news::write(&mut self.store, &update, found) {
            Verdict::News(news) | Verdict::CleanUp(news) => Cow::Owned(news.update),
            Verdict::None => Cow::Borrowed(bytes),
        })
    }

    /// A full state that our own side wrote: taken and committed.
    pub fn restore(&mut self, full_state: &[u8]) -> Result<(), Fault> {
        self.replay(full_state).map(drop)
    }

    /// The room that the content of one client id takes.
    pub fn usage(&self, client: u64) -> Usage {
        let slot = u32::try_from(client).ok().and_then(|client| self.store.slot(client));
        slot.map(|slot| self.store.client(slot).usage).unwrap_or_default()
    }

    /// The room that all of it takes.
    pub fn usage_of_all(&self) -> Usage {
        self.store.usage
    }

    /// The client ids that ever wrote.
    pub fn clients(&self) -> impl ExactSizeIterator<Item = u64> + '_ {
        self.store.clients.iter().map(|client| u64::from(client.id))
    }

    /// The encoded state vector of committed plus overlay, clients descending.
    pub fn state_vector(&self) -> Vec<u8> {
        let mut clocks: Vec<(u32, u32)> =
            self.store.clients.iter().map(|client| (client.id, client.next)).collect();
        clocks.sort_unstable_by(|a, b| b.cmp(a));
        let mut out = Out::default();
        out.len(clocks.len());
        for (client, next) in clocks {
            out.uint(u64::from(client));
            out.uint(u64::from(next));
        }
        out.bytes
    }

    /// All that is deleted, as an encoded delete set, clients descending: what Yjs holds as well.
    pub fn delete_set(&self) -> Vec<u8> {
        let mut deletes: Vec<Deletes> = self
            .store
            .clients
            .iter()
            .map(|client| Deletes { client: client.id, ranges: client.deleted.iter().collect() })
            .filter(|deletes| !deletes.ranges.is_empty())
            .collect();
        deletes.sort_unstable_by_key(|deletes| Reverse(deletes.client));
        let mut out = Out::default();
        out.deletes(deletes.iter());
        out.bytes
    }

    /// Whether somebody with this state vector has clocks that are not known here.
    pub fn lacks(&self, theirs: &StateVector) -> bool {
        theirs.0.iter().any(|(client, clock)| {
            u32::try_from(*client).map_or(*clock > 0, |client| *clock > self.store.next(client))
        })
    }

    /// Whether a clock of a client is known: what a `MissingDependencies` named has come.
    pub fn knows(&self, client: u64, clock: u32) -> bool {
        u32::try_from(client).is_ok_and(|client| clock < self.store.next(client))
    }

    /// Work done since the index was made, in steps that each take bounded time: what rule G14 is tested by.
    pub fn steps(&self) -> u64 {
        self.store.steps + self.store.order.steps
    }

    /// Items that were passed over to find a place, since the index was made: see G28.
    pub fn work(&self) -> u64 {
        self.store.order.work
    }
}

/// News are read by the rules for our own journal before they are kept. Reaching this is a fault of the gate.
fn unrepeatable(_: Fault) -> Fault {
    Fault::Unrepeatable
}
