//! How much room content takes.

use crate::store::Kind;

/// How much room some content takes. Letters and marks count while they stand; runs also when deleted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Usage {
    /// UTF-16 units of text that stand.
    pub letters: u64,
    /// Bytes of the names and values of marks that stand.
    pub marks: u64,
    /// Runs of content, each at least one item in Yjs.
    pub runs: u64,
}

impl Usage {
    /// What a run, or part of one, takes while it stands. Its runs are counted where they are made.
    pub(crate) fn of(kind: Kind, data: u32, len: u32) -> Usage {
        match kind {
            Kind::Text => Usage { letters: len.into(), ..Usage::default() },
            Kind::Mark => Usage { marks: data.into(), ..Usage::default() },
            _ => Usage::default(),
        }
    }

    /// And so much more.
    pub(crate) fn add(&mut self, other: Usage) {
        self.letters += other.letters;
        self.marks += other.marks;
        self.runs += other.runs;
    }

    /// And so much less.
    pub(crate) fn take(&mut self, other: Usage) {
        self.letters -= other.letters;
        self.marks -= other.marks;
        self.runs -= other.runs;
    }
}
