//! A second memory of how far each journal was acknowledged, in a file of its own (SPEC.md, "The witness").
//!
//! sled takes a broken byte near the end of its file for a write that the power cut, and goes on as if what stood
//! behind it had never been. Alone, nobody would notice. The witness is written after the journal is durable and
//! is not made durable itself: it may lag behind, never lead. So a journal that ends before its witness has lost
//! what was acknowledged.

use crate::{Head, Seq};
use statement::StatementId;
use std::{
    collections::HashMap,
    fs::{self, File},
    io::{self, Seek, SeekFrom, Write},
    path::Path,
};

/// The bytes of one statement's place in the file.
const SLOT: usize = 128;
const MAGIC: [u8; 4] = *b"KJW\x01";

/// The file, open for the writer.
pub(super) struct Witness {
    file: File,
    slots: HashMap<StatementId, u64>,
    used: u64,
}

impl Witness {
    /// Opens the file, or makes it; what it knows. A slot that does not verify knows nothing.
    pub(super) fn open(path: &Path) -> io::Result<(Self, HashMap<StatementId, Head>)> {
        let known = bytes(path)?;
        let file = File::options().create(true).write(true).truncate(false).open(path)?;
        let (mut slots, mut heads) = (HashMap::new(), HashMap::new());
        for (at, slot) in (0..).zip(known.chunks_exact(SLOT)) {
            if let Some((id, head)) = decode(slot) {
                slots.insert(id.clone(), at);
                heads.insert(id, head);
            }
        }
        let used = known.len().div_ceil(SLOT) as u64;
        Ok((Self { file, slots, used }, heads))
    }

    /// Notes that a journal is durable up to here.
    pub(super) fn note(&mut self, id: &StatementId, head: &Head) -> io::Result<()> {
        let slot = match self.slots.get(id) {
            Some(slot) => *slot,
            None => {
                self.used += 1;
                self.slots.insert(id.clone(), self.used - 1);
                self.used - 1
            }
        };
        self.file.seek(SeekFrom::Start(slot * SLOT as u64))?;
        self.file.write_all(&encode(id, head))
    }
}

/// What the file knows; a missing one knows nothing.
pub(super) fn read(path: &Path) -> io::Result<HashMap<StatementId, Head>> {
    Ok(bytes(path)?.chunks_exact(SLOT).filter_map(decode).collect())
}

fn bytes(path: &Path) -> io::Result<Vec<u8>> {
    match fs::read(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        other => other,
    }
}

fn encode(id: &StatementId, head: &Head) -> [u8; SLOT] {
    let mut out = [0; SLOT];
    let text = id.as_str().as_bytes();
    out[..4].copy_from_slice(&MAGIC);
    out[4..12].copy_from_slice(&head.seq.to_be_bytes());
    out[12..44].copy_from_slice(&head.link);
    out[44] = text.len() as u8;
    out[45..45 + text.len()].copy_from_slice(text);
    let crc = crc32fast::hash(&out[..SLOT - 4]);
    out[SLOT - 4..].copy_from_slice(&crc.to_be_bytes());
    out
}

fn decode(slot: &[u8]) -> Option<(StatementId, Head)> {
    let (body, crc) = slot.split_at_checked(SLOT - 4)?;
    if body[..4] != MAGIC || crc32fast::hash(body).to_be_bytes() != crc {
        return None;
    }
    let id = std::str::from_utf8(body.get(45..45 + usize::from(body[44]))?).ok()?.parse().ok()?;
    let seq = Seq::from_be_bytes(body[4..12].try_into().ok()?);
    Some((id, Head { seq, link: body[12..44].try_into().ok()? }))
}
