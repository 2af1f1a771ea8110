//! One Yjs Doc of a statement: it lags behind the journal and catches up when somebody asks (law R8).
//!
//! Only bytes that came through the gate are pushed here. Whatever yrs says about them after all (an error, a panic,
//! something still missing) breaks the Doc for good: it is asked nothing more, and the room can only be read.

use crate::words;
use statement::Block;
use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
};
use yrs::{
    Doc, OffsetKind, Options, ReadTxn, StateVector, Transact, Update, WriteTxn, XmlElementPrelim,
    XmlFragment, XmlTextPrelim,
    updates::{decoder::Decode, encoder::Encode},
};

/// The client id that seeds every Doc; it belongs to `kyodo`.
pub(crate) const SEED_CLIENT: u64 = 1;
/// Name of the summary's one root.
pub(crate) const SUMMARY: &str = "summary";
/// Updates applied in one transaction at most: what is applied at once is squashed at once.
const CHUNK: usize = 256;

/// Why a Doc could not be built, for the log and for people.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the text could not be put together: {0}")]
pub(crate) struct Broken(pub String);

/// A Doc and the updates it has not applied yet.
#[derive(Debug)]
pub(crate) struct Document {
    doc: Doc,
    roots: Vec<String>,
    behind: Vec<Vec<u8>>,
    behind_bytes: usize,
    broken: Option<Broken>,
    /// All of it and its state vector, until the next update: what a fresh page is told.
    whole: Option<Whole>,
    /// How often yrs wrote out what somebody lacks, for tests that count work.
    pub(crate) written: u64,
}

/// A Doc as one update v1, and its state vector v1.
pub(crate) type Whole = (Arc<Vec<u8>>, Vec<u8>);

/// The state vector of who has nothing.
const NOTHING: [u8; 1] = [0];

/// How every Doc of this crate is made.
pub(crate) fn options(client: u64) -> Options {
    Options {
        offset_kind: OffsetKind::Utf16,
        skip_gc: false,
        cleanup_formatting: false,
        ..Options::with_client_id(yrs::ClientID::new(client))
    }
}

/// The update that puts one paragraph with an empty text into every root: no editor writes by merely opening, and all
/// who begin a section at once write into that one text, instead of each into a text of their own.
pub(crate) fn seed<'a>(client: u64, roots: impl IntoIterator<Item = &'a str>) -> Vec<u8> {
    let doc = Doc::with_options(options(client));
    let mut txn = doc.transact_mut();
    for root in roots {
        let fragment = txn.get_or_insert_xml_fragment(root);
        let paragraph = fragment.push_back(&mut txn, XmlElementPrelim::empty("paragraph"));
        paragraph.push_back(&mut txn, XmlTextPrelim::new(""));
    }
    txn.encode_diff_v1(&StateVector::default())
}

/// Whether yrs can read the update. Decoded, never applied.
pub(crate) fn readable(update: &[u8]) -> bool {
    catch_unwind(|| Update::decode_v1(update).is_ok()).unwrap_or(false)
}

impl Document {
    /// An empty Doc with these roots.
    pub(crate) fn new(roots: impl IntoIterator<Item = String>) -> Self {
        let roots: Vec<String> = roots.into_iter().collect();
        let doc = Doc::with_options(options(SEED_CLIENT));
        for root in &roots {
            doc.get_or_insert_xml_fragment(root.as_str());
        }
        Self { doc, roots, behind: Vec::new(), behind_bytes: 0, broken: None, whole: None, written: 0 }
    }

    /// A section came into being.
    pub(crate) fn add_root(&mut self, root: &str) {
        self.doc.get_or_insert_xml_fragment(root);
        self.roots.push(root.to_owned());
    }

    /// Takes an update out of the journal, to be applied when somebody asks.
    pub(crate) fn push(&mut self, update: Vec<u8>) {
        self.behind_bytes += update.len();
        self.behind.push(update);
    }

    /// Bytes that are not applied yet.
    pub(crate) fn behind(&self) -> usize {
        self.behind_bytes
    }

    /// Gives the Doc up.
    pub(crate) fn give_up(&mut self, why: &str) {
        self.broken = Some(Broken(why.to_owned()));
        self.behind = Vec::new();
        self.behind_bytes = 0;
    }

    /// Applies everything that waits.
    pub(crate) fn catch_up(&mut self) -> Result<(), Broken> {
        self.catch_up_while(|| true)
    }

    /// Applies what waits, chunk by chunk while `more` says so; else the Doc is given up.
    pub(crate) fn catch_up_while(&mut self, mut more: impl FnMut() -> bool) -> Result<(), Broken> {
        if let Some(broken) = &self.broken {
            return Err(broken.clone());
        }
        let behind = std::mem::take(&mut self.behind);
        if !behind.is_empty() {
            self.whole = None;
        }
        self.behind_bytes = 0;
        for chunk in behind.chunks(CHUNK) {
            let done = if more() {
                catch_unwind(AssertUnwindSafe(|| apply(&self.doc, chunk)))
                    .unwrap_or_else(|_| Err("its edits do not fit together".to_owned()))
            } else {
                Err("it takes too long".to_owned())
            };
            if let Err(why) = done {
                self.give_up(&why);
                return Err(Broken(why));
            }
        }
        Ok(())
    }

    fn ask<T>(&mut self, question: impl FnOnce(&Doc) -> T) -> Result<T, Broken> {
        self.catch_up()?;
        catch_unwind(AssertUnwindSafe(|| question(&self.doc))).map_err(|_| {
            self.give_up("it cannot be read");
            Broken("it cannot be read".to_owned())
        })
    }

    /// What somebody with this state vector (checked by the gate) lacks, and the state vector here.
    pub(crate) fn diff(&mut self, theirs: &[u8]) -> Result<Whole, Broken> {
        self.catch_up()?;
        let nothing = theirs == NOTHING;
        if nothing && let Some(whole) = &self.whole {
            return Ok(whole.clone());
        }
        self.written += 1;
        let (update, state_vector) = self.ask(|doc| {
            let theirs = StateVector::decode_v1(theirs).unwrap_or_default();
            let txn = doc.transact();
            (txn.encode_diff_v1(&theirs), txn.state_vector().encode_v1())
        })?;
        let told = (Arc::new(update), state_vector);
        if nothing {
            self.whole = Some(told.clone());
        }
        Ok(told)
    }

    /// The state vector here.
    pub(crate) fn state_vector(&mut self) -> Result<Vec<u8>, Broken> {
        self.ask(|doc| doc.transact().state_vector().encode_v1())
    }

    /// All of it as one update.
    pub(crate) fn full(&mut self) -> Result<Vec<u8>, Broken> {
        Ok(self.diff(&NOTHING)?.0.to_vec())
    }

    /// What stands in one root.
    pub(crate) fn blocks(&mut self, root: &str) -> Result<Vec<Block>, Broken> {
        self.ask(|doc| {
            let txn = doc.transact();
            txn.get_xml_fragment(root).map(|fragment| words::blocks(&txn, &fragment)).unwrap_or_default()
        })
    }

    /// Another Doc, made of the same edits, takes its place.
    pub(crate) fn replace_with(&mut self, other: Self) {
        let roots = std::mem::take(&mut self.roots);
        *self = other;
        for root in &roots {
            self.doc.get_or_insert_xml_fragment(root.as_str());
        }
        self.roots = roots;
    }

    /// Whether this full state, put together anew, reads as this Doc does.
    pub(crate) fn reads_like(&mut self, full: &[u8]) -> Result<bool, Broken> {
        let roots = self.roots.clone();
        let mut anew = Self::new(roots.iter().cloned());
        anew.push(full.to_vec());
        for root in &roots {
            if anew.blocks(root)? != self.blocks(root)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// A Doc of its own that also has these updates: what this one will be once they are written.
    pub(crate) fn ahead<'a>(&mut self, waiting: impl IntoIterator<Item = &'a [u8]>) -> Result<Self, Broken> {
        let mut ahead = Self::new(self.roots.iter().cloned());
        ahead.push(self.full()?);
        for update in waiting {
            ahead.push(update.to_vec());
        }
        ahead.catch_up()?;
        Ok(ahead)
    }
}

fn apply(doc: &Doc, updates: &[Vec<u8>]) -> Result<(), String> {
    let mut txn = doc.transact_mut();
    for update in updates {
        let update = Update::decode_v1(update).map_err(|error| error.to_string())?;
        txn.apply_update(update).map_err(|error| error.to_string())?;
    }
    drop(txn);
    if doc.transact().has_missing_updates() {
        return Err("an edit hangs on one that is not there".to_owned());
    }
    Ok(())
}
