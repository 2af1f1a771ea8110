//! Everything known of one Doc's structure: committed, and one overlay.

use crate::{Fault, Schema, StateVector, Verdict};

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
}

impl Index {
    /// An index that knows nothing yet.
    pub fn new(schema: Schema) -> Index {
        Index { schema }
    }

    /// The form in force.
    pub fn schema(&self) -> &Schema {
        &self.schema
    }

    /// To add a section.
    pub fn schema_mut(&mut self) -> &mut Schema {
        &mut self.schema
    }

    /// Judges untrusted bytes (an update v1) and cuts them to their news. `writer` says whether the sender
    /// may use a client id. News is in the overlay afterwards; on `Verdict::None` and `Err` nothing changed.
    pub fn take(
        &mut self,
        update: &[u8],
        size: Size,
        writer: impl Fn(u64) -> bool,
    ) -> Result<Verdict, Fault> {
        let _ = (update, size, writer(0));
        Err(Fault::Malformed("not built yet"))
    }

    /// Undoes the last `take` that brought news and is not committed; `false` if there is none.
    pub fn untake(&mut self) -> bool {
        false
    }

    /// How many takes with news are in the overlay.
    pub fn overlay(&self) -> usize {
        0
    }

    /// The whole overlay becomes committed.
    pub fn commit(&mut self) {}

    /// The first `takes` of the overlay become committed; the rest stays overlay.
    pub fn commit_first(&mut self, takes: usize) {
        let _ = takes;
    }

    /// The whole overlay is undone.
    pub fn rollback(&mut self) {}

    /// An update out of our own journal: same structural checks, no ownership; taken and committed.
    /// There must be no overlay.
    pub fn replay(&mut self, update: &[u8]) -> Result<(), Fault> {
        let _ = update;
        Err(Fault::Malformed("not built yet"))
    }

    /// A full state that our own side wrote (GC structs allowed, any size): taken and committed.
    pub fn restore(&mut self, full_state: &[u8]) -> Result<(), Fault> {
        self.replay(full_state)
    }

    /// The encoded state vector of committed plus overlay.
    pub fn state_vector(&self) -> Vec<u8> {
        vec![0]
    }

    /// Whether somebody with this state vector has clocks that are not known here.
    pub fn lacks(&self, theirs: &StateVector) -> bool {
        let _ = theirs;
        false
    }
}
