//! Where things stand in the one sled tree (SPEC.md, "The keys"). Pure.

use crate::{Head, Seq, Table, directory::MAX_KEY};
use statement::StatementId;

/// The key of the layout's version.
pub(super) const VERSION_KEY: &[u8] = b"v";
/// The layout this program writes and reads.
pub(super) const VERSION: &[u8] = b"kyodo-store/1";

/// All chunks of one statement's pages start with this; no other statement's do, as an id holds no zero byte.
pub(super) fn pages(id: &StatementId) -> Vec<u8> {
    let mut key = Vec::with_capacity(1 + 64 + 1 + 12);
    key.push(b'p');
    key.extend_from_slice(id.as_str().as_bytes());
    key.push(0);
    key
}

/// One chunk of the page that starts at `first`.
pub(super) fn chunk(id: &StatementId, first: Seq, number: u32) -> Vec<u8> {
    let mut key = pages(id);
    key.extend_from_slice(&first.to_be_bytes());
    key.extend_from_slice(&number.to_be_bytes());
    key
}

/// The page's first sequence and the chunk's number in a key that starts with `prefix`.
pub(super) fn chunk_of(prefix: &[u8], key: &[u8]) -> Option<(Seq, u32)> {
    let rest: [u8; 12] = key.strip_prefix(prefix)?.try_into().ok()?;
    let (first, number) = rest.split_at(8);
    Some((Seq::from_be_bytes(first.try_into().ok()?), u32::from_be_bytes(number.try_into().ok()?)))
}

/// The statement whose chunk has this key.
pub(super) fn statement_of(key: &[u8]) -> Option<StatementId> {
    let rest = key.strip_prefix(b"p")?;
    let end = rest.iter().position(|byte| *byte == 0)?;
    std::str::from_utf8(&rest[..end]).ok()?.parse().ok()
}

/// The statement whose head record has this key.
pub(super) fn headed(key: &[u8]) -> Option<StatementId> {
    std::str::from_utf8(key.strip_prefix(b"h")?).ok()?.parse().ok()
}

/// Where the head record stands.
pub(super) fn head(id: &StatementId) -> Vec<u8> {
    [b"h", id.as_str().as_bytes()].concat()
}

const HEAD_MAGIC: [u8; 4] = *b"KJH\x01";

/// The head record: what the pages must end with.
pub(super) fn encode_head(head: &Head) -> Vec<u8> {
    let mut out = Vec::with_capacity(48);
    out.extend_from_slice(&HEAD_MAGIC);
    out.extend_from_slice(&head.seq.to_be_bytes());
    out.extend_from_slice(&head.link);
    let crc = crc32fast::hash(&out);
    out.extend_from_slice(&crc.to_be_bytes());
    out
}

/// `None` for bytes that are no head record.
pub(super) fn decode_head(bytes: &[u8]) -> Option<Head> {
    let bytes: &[u8; 48] = bytes.try_into().ok()?;
    let (body, crc) = bytes.split_at(44);
    if body[..4] != HEAD_MAGIC || crc32fast::hash(body).to_be_bytes() != crc {
        return None;
    }
    Some(Head { seq: Seq::from_be_bytes(body[4..12].try_into().ok()?), link: body[12..44].try_into().ok()? })
}

/// Where a fact stands.
pub(super) fn fact(table: Table, key: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(2 + MAX_KEY);
    out.extend_from_slice(&[b'd', table as u8]);
    out.extend_from_slice(key);
    out
}
