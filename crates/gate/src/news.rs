//! What an update says that was not known.

use std::collections::BTreeSet;

/// What the gate found in an update.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// All of it is known: acknowledge, write nothing.
    None,
    /// News, but only deletions of format marks, as Yjs sends them by itself. Taken into the overlay;
    /// where the sender may not write: `untake`, acknowledge, write nothing.
    CleanUp(News),
    /// News, taken into the overlay.
    News(News),
}

/// The news of one update, cut out and written anew.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct News {
    /// The update v1 that holds the news and nothing else, in canonical bytes.
    pub update: Vec<u8>,
    /// The client ids that insert, ascending.
    pub clients: Vec<u64>,
    /// Whether structs are inserted (of any kind, so clocks move).
    pub inserts: bool,
    /// Whether something that stood is deleted.
    pub deletes: bool,
    /// Whether GC structs are among the inserts. From who may not write they are refused.
    pub gc: bool,
    /// Whether text or elements change; `false`: only marks, or nothing that anybody sees.
    pub words: bool,
    /// The sections touched.
    pub roots: BTreeSet<String>,
}
