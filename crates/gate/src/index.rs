//! Everything known of one Doc's structure: committed, and one overlay of takes that can be undone.

use crate::judge::{Found, Judge, Trust};
use crate::store::{Store, Taken};
use crate::update::{Deletes, Update};
use crate::write::Out;
use crate::{Fault, Schema, StateVector, Verdict, news};
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
        let mut update = Update::read(update, &self.schema)?;
        let (taken, found) = self.judge(&mut update, Trust::Sender(&writer))?;
        let verdict = news::write(&mut self.store, &update, found);
        match verdict {
            Verdict::None => self.store.undo(taken),
            Verdict::News(_) | Verdict::CleanUp(_) => self.overlay.push_back(taken),
        }
        Ok(verdict)
    }

    fn judge(&mut self, update: &mut Update, trust: Trust) -> Result<(Taken, Found), Fault> {
        let mut taken = self.store.begin();
        let judge = Judge {
            store: &mut self.store,
            schema: &self.schema,
            trust,
            taken: &mut taken,
            found: Found::default(),
            update,
            deleting: HashMap::new(),
            crossed: Vec::new(),
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

    /// An update out of our own journal: same structural checks, no ownership, no caps on what one text can
    /// hold; taken and committed. Replay comes before the first take: an overlay would be committed with it.
    pub fn replay(&mut self, update: &[u8]) -> Result<(), Fault> {
        let mut update = Update::read(update, &self.schema)?;
        self.judge(&mut update, Trust::Own)?;
        self.commit();
        Ok(())
    }

    /// A full state that our own side wrote (GC structs allowed, of any size): taken and committed.
    pub fn restore(&mut self, full_state: &[u8]) -> Result<(), Fault> {
        let caps = self.schema.caps;
        self.schema.caps.structs = usize::MAX;
        self.schema.caps.delete_ranges = usize::MAX;
        self.schema.caps.clients = usize::MAX;
        let result = self.replay(full_state);
        self.schema.caps = caps;
        result
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
        self.store.steps
    }
}
