//! One page as bytes (SPEC.md, "The page"): header, entries, CRC-32, link. Pure.

use crate::{Head, Page, Seq};
use bytes::Bytes;
use sha2::{Digest, Sha256};
use statement::StatementId;

/// A value of the hash chain: SHA-256 of the link before and the page's body.
pub type Link = [u8; 32];

/// The most bytes of one append, entries and their length fields together.
pub const MAX_PAGE: usize = 8 * 1024 * 1024;

/// "Kyodo journal page", version 1.
const MAGIC: [u8; 4] = *b"KJP\x01";
const HEADER: usize = 4 + 16 + 8 + 4 + 4;
const TRAILER: usize = 4 + 32;

/// The first 16 bytes of the SHA-256 of the id: a page moved under another statement does not verify.
pub(crate) fn mark(id: &StatementId) -> [u8; 16] {
    let mut mark = [0; 16];
    mark.copy_from_slice(&Sha256::digest(id.as_str().as_bytes())[..16]);
    mark
}

fn link(before: &Link, body: &[u8]) -> Link {
    Sha256::new().chain_update(before).chain_update(body).finalize().into()
}

/// The bytes of the entries with their length fields.
pub(crate) fn payload_len(entries: &[Bytes]) -> usize {
    entries.iter().map(|entry| entry.len().saturating_add(4)).fold(0, usize::saturating_add)
}

/// Writes the page that follows `before`. The caller has kept the payload within [`MAX_PAGE`].
pub(crate) fn encode(id: &StatementId, before: &Head, entries: &[Bytes]) -> (Vec<u8>, Head) {
    let payload = payload_len(entries);
    let mut out = Vec::with_capacity(HEADER + payload + TRAILER);
    out.extend_from_slice(&MAGIC);
    out.extend_from_slice(&mark(id));
    out.extend_from_slice(&(before.seq + 1).to_be_bytes());
    out.extend_from_slice(&(entries.len() as u32).to_be_bytes());
    out.extend_from_slice(&(payload as u32).to_be_bytes());
    for entry in entries {
        out.extend_from_slice(&(entry.len() as u32).to_be_bytes());
        out.extend_from_slice(entry);
    }
    let link = link(&before.link, &out);
    let crc = crc32fast::hash(&out);
    out.extend_from_slice(&crc.to_be_bytes());
    out.extend_from_slice(&link);
    (out, Head { seq: before.seq + entries.len() as Seq, link })
}

/// Reads the page that must follow `before`, or says what is wrong with it. Never panics, allocates no more than
/// the bytes given bear out.
pub(crate) fn decode(id: &StatementId, before: &Head, record: &Bytes) -> Result<Page, &'static str> {
    if record.len() < HEADER + TRAILER {
        return Err("a page is cut short");
    }
    let (body, trailer) = record.split_at(record.len() - TRAILER);
    if body[..3] != MAGIC[..3] {
        return Err("a record is not a page");
    }
    if body[3] != MAGIC[3] {
        return Err("a page is of a version this program does not know");
    }
    if crc32fast::hash(body).to_be_bytes() != trailer[..4] {
        return Err("a page's check sum is wrong");
    }
    if body[4..20] != mark(id) {
        return Err("a page is of another statement");
    }
    let first = u64_at(body, 20);
    let count = u32_at(body, 28) as usize;
    if before.seq.checked_add(1) != Some(first) {
        return Err("a page is missing");
    }
    let payload = body.len() - HEADER;
    if u32_at(body, 32) as usize != payload || count == 0 || count > payload / 4 {
        return Err("a page's lengths are wrong");
    }
    let mut entries = Vec::with_capacity(count);
    let mut at = HEADER;
    for _ in 0..count {
        let start = at + 4;
        if start > body.len() {
            return Err("a page's lengths are wrong");
        }
        let end = start + u32_at(body, at) as usize;
        if end > body.len() {
            return Err("a page's lengths are wrong");
        }
        entries.push(record.slice(start..end));
        at = end;
    }
    if at != body.len() {
        return Err("a page's lengths are wrong");
    }
    let link = link(&before.link, body);
    if link != trailer[4..] {
        return Err("the chain does not hold");
    }
    Ok(Page { first, entries, link })
}

/// The link a record claims; the caller has no need to believe it.
pub(crate) fn claimed_link(record: &[u8]) -> Option<Link> {
    record.len().checked_sub(32).and_then(|at| record[at..].try_into().ok())
}

/// The bytes a record that begins like this claims to have.
pub(crate) fn claimed_len(beginning: &[u8]) -> Option<usize> {
    (beginning.len() >= HEADER).then(|| HEADER + u32_at(beginning, 32) as usize + TRAILER)
}

/// The number of entries a record claims.
pub(crate) fn claimed_count(record: &[u8]) -> Option<u32> {
    (record.len() >= HEADER + TRAILER).then(|| u32_at(record, 28))
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    bytes[at..at + 4].iter().fold(0, |n, b| n << 8 | u32::from(*b))
}

pub(crate) fn u64_at(bytes: &[u8], at: usize) -> u64 {
    bytes[at..at + 8].iter().fold(0, |n, b| n << 8 | u64::from(*b))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn amara() -> StatementId {
        "statement-of-amara".parse().expect("an id")
    }

    fn entries() -> impl Strategy<Value = Vec<Bytes>> {
        let entry = proptest::collection::vec(any::<u8>(), 0..60).prop_map(Bytes::from);
        proptest::collection::vec(entry, 1..8)
    }

    #[test]
    fn the_page_format_stands_as_it_is_in_the_spec() {
        let (record, head) = encode(&amara(), &Head::default(), &["We".into(), Bytes::new()]);
        let hex: String = record.iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(hex[..8], *"4b4a5001", "J3: magic and version");
        assert_eq!(hex[40..92], *"0000000000000001000000020000000a00000002576500000000", "J3");
        assert_eq!((record.len(), head.seq), (HEADER + 10 + TRAILER, 2), "J3");
        let chained: Link = Sha256::digest([&[0; 32], &record[..HEADER + 10]].concat()).into();
        assert_eq!(head.link, chained, "J9");
        assert_eq!(record[record.len() - 32..], chained, "J9");
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(given in entries(), seq in 0..u64::MAX / 2, link in any::<Link>()) {
            let before = Head { seq, link };
            let (record, head) = encode(&amara(), &before, &given);
            let page = decode(&amara(), &before, &record.into()).expect("a page");
            prop_assert_eq!(page.head(), head);
            prop_assert_eq!((page.first, page.entries), (seq + 1, given));
        }

        #[test]
        fn no_changed_bit_is_read(given in entries(), at in any::<prop::sample::Index>(), bit in 0..8_u32) {
            let (mut record, _) = encode(&amara(), &Head::default(), &given);
            let at = at.index(record.len());
            record[at] ^= 1_u8 << bit;
            prop_assert!(decode(&amara(), &Head::default(), &record.into()).is_err(), "J15: byte {}", at);
        }

        /// Lengths that lie, under a check sum that is right.
        #[test]
        fn no_bytes_make_it_panic(mut body in proptest::collection::vec(any::<u8>(), HEADER..120), honest in any::<bool>()) {
            body[..4].copy_from_slice(&MAGIC);
            body[4..20].copy_from_slice(&mark(&amara()));
            body[20..28].copy_from_slice(&1_u64.to_be_bytes());
            if honest {
                let payload = (body.len() - HEADER) as u32;
                body[28..32].copy_from_slice(&(payload / 5).to_be_bytes());
                body[32..36].copy_from_slice(&payload.to_be_bytes());
                let at = HEADER + 3;
                body[HEADER..].iter_mut().take(3).for_each(|byte| *byte = 0);
                if let Some(byte) = body.get_mut(at) {
                    *byte %= 8;
                }
            }
            let link = link(&[0; 32], &body);
            let crc = crc32fast::hash(&body).to_be_bytes();
            let record = [&body[..], &crc, &link].concat();
            if let Ok(page) = decode(&amara(), &Head::default(), &record.into()) {
                prop_assert_eq!(encode(&amara(), &Head::default(), &page.entries).0[..body.len()].to_vec(), body);
            }
        }

        #[test]
        fn no_other_place_takes_it(given in entries(), seq in 1..1000_u64) {
            let (record, _) = encode(&amara(), &Head::default(), &given);
            let record = Bytes::from(record);
            let bilal = "statement-of-bilal".parse().expect("an id");
            prop_assert!(decode(&bilal, &Head::default(), &record).is_err(), "J9");
            let later = Head { seq, link: [0; 32] };
            prop_assert!(decode(&amara(), &later, &record).is_err(), "J9");
            let other = Head { seq: 0, link: [1; 32] };
            prop_assert!(decode(&amara(), &other, &record).is_err(), "J9");
        }
    }
}
