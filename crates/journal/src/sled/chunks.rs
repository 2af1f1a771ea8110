//! Pages in sled: records cut into chunks, and put together again.
//!
//! Nothing above [`CHUNK`] bytes goes into sled: larger values end up in its `blobs/`, which it never makes
//! durable.

use super::keys;
use crate::{Head, Page, Seq, page};
use bytes::Bytes;
use sled::{Batch, Tree};
use statement::StatementId;

/// The most bytes of one value.
pub(super) const CHUNK: usize = 4096;

/// What is wrong with what was read.
#[derive(Debug, Clone)]
pub(super) enum Fault {
    /// The disk or sled did not give it.
    Disk(String),
    /// It was given, and is not what was stored.
    Bad(&'static str),
}

/// Adds a piece of the record of the page that starts at `first`, from chunk `number` on.
pub(super) fn put(batch: &mut Batch, id: &StatementId, first: Seq, number: u32, piece: &[u8]) {
    for (number, chunk) in (number..).zip(piece.chunks(CHUNK)) {
        batch.insert(keys::chunk(id, first, number), chunk);
    }
}

/// Cuts a record into pieces of whole chunks and at most `size` bytes, each with the number of its first chunk.
/// There is always a last one, and it is never empty.
pub(super) fn slices(record: &[u8], size: usize) -> impl DoubleEndedIterator<Item = (u32, &[u8])> {
    let chunks = (size / CHUNK).max(1);
    record.chunks(chunks * CHUNK).enumerate().map(move |(n, piece)| ((n * chunks) as u32, piece))
}

/// The first sequence of the last page that starts at or before `seq`.
pub(super) fn page_at(tree: &Tree, id: &StatementId, seq: Seq) -> Result<Option<Seq>, Fault> {
    let prefix = keys::pages(id);
    let last = tree.range(prefix.clone()..=keys::chunk(id, seq, u32::MAX)).next_back();
    match last {
        None => Ok(None),
        Some(Err(error)) => Err(Fault::Disk(error.to_string())),
        Some(Ok((key, _))) => keys::chunk_of(&prefix, &key)
            .map(|(first, _)| Some(first))
            .ok_or(Fault::Bad("a key is not one of a page")),
    }
}

/// The records of a statement, from the page that starts at `from` on, each put together from its chunks.
pub(super) struct Records {
    chunks: sled::Iter,
    prefix: Vec<u8>,
    next: Option<(Seq, u32, sled::IVec)>,
    over: bool,
}

impl Records {
    /// Starts at the first page at or after `from`.
    pub(super) fn new(tree: &Tree, id: &StatementId, from: Seq) -> Self {
        let end = keys::chunk(id, Seq::MAX, u32::MAX);
        let chunks = tree.range(keys::chunk(id, from, 0)..=end);
        Self { chunks, prefix: keys::pages(id), next: None, over: false }
    }

    fn chunk(&mut self) -> Result<Option<(Seq, u32, sled::IVec)>, Fault> {
        if let Some(next) = self.next.take() {
            return Ok(Some(next));
        }
        match self.chunks.next() {
            None => Ok(None),
            Some(Err(error)) => Err(Fault::Disk(error.to_string())),
            Some(Ok((key, value))) => keys::chunk_of(&self.prefix, &key)
                .map(|(first, number)| Some((first, number, value)))
                .ok_or(Fault::Bad("a key is not one of a page")),
        }
    }

    /// The chunks the record itself lays claim to. More of them under its key are what is left of a larger page
    /// that was never finished.
    fn record(&mut self) -> Result<Option<(Seq, Bytes)>, Fault> {
        let Some((first, number, value)) = self.chunk()? else { return Ok(None) };
        if number != 0 {
            return Err(Fault::Bad("the beginning of a page is missing"));
        }
        let claimed = page::claimed_len(&value).ok_or(Fault::Bad("a page is cut short"))?;
        let mut record = value.to_vec();
        let mut expected = 1;
        while let Some((at, number, value)) = self.chunk()? {
            if at != first {
                self.next = Some((at, number, value));
                break;
            }
            if record.len() >= claimed {
                continue;
            }
            if number != expected {
                return Err(Fault::Bad("a piece of a page is missing"));
            }
            expected += 1;
            record.extend_from_slice(&value);
        }
        Ok(Some((first, record.into())))
    }
}

impl Iterator for Records {
    type Item = Result<(Seq, Bytes), Fault>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.over {
            return None;
        }
        let record = self.record().transpose();
        self.over = !matches!(record, Some(Ok(_)));
        record
    }
}

/// The pages of a statement from the one that starts at `from` on, verified one after the other from `head`.
/// Ends with the first fault.
pub(super) fn verified(
    tree: &Tree,
    id: &StatementId,
    mut head: Head,
    from: Seq,
) -> impl Iterator<Item = Result<Page, Fault>> {
    let id = id.clone();
    Records::new(tree, &id, from).map(move |record| {
        let (first, record) = record?;
        let page = page::decode(&id, &head, &record).map_err(Fault::Bad)?;
        if first != page.first {
            return Err(Fault::Bad("a page stands in another page's place"));
        }
        head = page.head();
        Ok(page)
    })
}
