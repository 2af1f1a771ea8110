//! What a page and the server say to each other, whatever the wire.

/// Which Yjs Doc of a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Doc {
    /// The joint text; `0` on the wire.
    Text,
    /// The summary; `1` on the wire.
    Summary,
}

/// What a page heard was saved, when it comes again (P7).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heard {
    /// The highest sequence it heard of.
    pub seq: u64,
    /// The last sequence whose link it was told; 0: none.
    pub at: u64,
    /// That link: the journal's chain there.
    pub link: [u8; LINK],
}

/// Bytes of a link.
pub const LINK: usize = 32;

/// From a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FromPage {
    /// The first message, once.
    Hello {
        /// The page's schema.
        schema: u32,
        /// Generation of the words the page still holds; none: it holds none.
        generation: Option<u32>,
        /// What it heard was saved; none: nothing, or a page from before pages said so.
        heard: Option<Heard>,
    },
    /// Wants to follow a Doc.
    Open {
        /// Which.
        doc: Doc,
        /// What the page has, state vector v1.
        state_vector: Vec<u8>,
    },
    /// Words.
    Update {
        /// 1, 2, 3 … of this connection, over both Docs.
        number: u64,
        /// In which Doc.
        doc: Doc,
        /// Yjs update v1.
        update: Vec<u8>,
    },
    /// Carets and names.
    Presence {
        /// In which Doc.
        doc: Doc,
        /// Awareness update.
        bytes: Vec<u8>,
    },
    /// How many words the page holds that are not saved.
    Unsaved {
        /// 0: all are saved.
        words: u32,
    },
    /// A sign of life; answered by Pong.
    Ping,
}

/// To a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ToPage {
    /// Answer to Hello.
    Welcome {
        /// `{schema, generation, seq, link, older, view}`.
        json: String,
    },
    /// Answer to Open.
    State {
        /// Which Doc.
        doc: Doc,
        /// Taken after this entry.
        seq: u64,
        /// What the page lacks, update v1.
        update: Vec<u8>,
        /// What the server has, state vector v1: the page sends the rest.
        state_vector: Vec<u8>,
    },
    /// What others wrote.
    Update {
        /// In which Doc.
        doc: Doc,
        /// The last entry in it.
        seq: u64,
        /// Update v1.
        update: Vec<u8>,
    },
    /// This and all lower numbers of this connection are on disk, or were no news.
    Saved {
        /// The highest.
        number: u64,
        /// The journal's head then.
        seq: u64,
    },
    /// The Doc is stopped for this connection.
    Refused {
        /// Which.
        doc: Doc,
        /// The update that was refused.
        number: u64,
        /// Stable, kebab-case.
        code: String,
        /// For people.
        sentence: String,
    },
    /// Answer to Ping.
    Pong,
    /// Carets and names of others, stamped.
    Presence {
        /// In which Doc.
        doc: Doc,
        /// Awareness update.
        bytes: Vec<u8>,
    },
    /// A record passed that changes what this person sees.
    Event {
        /// `{seq, view}`.
        json: String,
    },
    /// An update hung on something unknown: send what the server lacks.
    Missing {
        /// Which Doc.
        doc: Doc,
        /// What the server has, state vector v1.
        state_vector: Vec<u8>,
    },
    /// Where the journal stands, and what the text says there (P8).
    Check {
        /// The last entry counted: the end of a page of the journal.
        seq: u64,
        /// The journal's chain there.
        link: [u8; LINK],
        /// `{section: hash}`, an empty hash for a section without words.
        sections: String,
    },
    /// The last message.
    Bye {
        /// Stable, kebab-case.
        code: String,
        /// For people.
        sentence: String,
        /// When the access ended that somebody ended, in milliseconds since 1970 UTC; else 0.
        at: u64,
    },
}
