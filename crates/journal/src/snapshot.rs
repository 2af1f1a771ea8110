//! A snapshot as bytes and as a file (SPEC.md, "The snapshot"): a faster start for a room, never the truth.

use crate::{Link, Seq, page, sled};
use bytes::Bytes;
use sha2::{Digest, Sha256};
use statement::StatementId;
use std::{
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
};

/// What a room was at one sequence, as its own bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    /// The sequence it stands at: the last entry of a page.
    pub seq: Seq,
    /// The chain's value there.
    pub link: Link,
    /// The room's bytes, opaque here.
    pub bytes: Bytes,
}

/// How many are kept of one statement.
pub(crate) const KEPT: usize = 2;

const MAGIC: [u8; 4] = *b"KJS\x01";
const HEADER: usize = 4 + 16 + 8 + 32 + 8;
const ENDING: &str = ".snap";
const UNFINISHED: &str = ".unfinished";

fn header(id: &StatementId, snapshot: &Snapshot) -> Vec<u8> {
    let mut out = Vec::with_capacity(HEADER);
    out.extend_from_slice(&MAGIC);
    out.extend_from_slice(&page::mark(id));
    out.extend_from_slice(&snapshot.seq.to_be_bytes());
    out.extend_from_slice(&snapshot.link);
    out.extend_from_slice(&(snapshot.bytes.len() as u64).to_be_bytes());
    out
}

fn decode(id: &StatementId, file: Vec<u8>) -> Result<Snapshot, &'static str> {
    let file = Bytes::from(file);
    let end = file.len().checked_sub(32).filter(|end| *end >= HEADER).ok_or("it is cut short")?;
    if file[..4] != MAGIC {
        return Err("it is not a snapshot this program knows");
    }
    if Sha256::digest(&file[..end])[..] != file[end..] {
        return Err("its check sum is wrong");
    }
    let mut link = [0; 32];
    link.copy_from_slice(&file[28..60]);
    let snapshot = Snapshot { seq: page::u64_at(&file, 20), link, bytes: file.slice(HEADER..end) };
    if file[..HEADER] != header(id, &snapshot) {
        return Err("it is of another statement");
    }
    Ok(snapshot)
}

/// Writes the file beside the others, makes it durable under its name, and drops all but the newest two.
pub(crate) fn save(folder: &Path, id: &StatementId, snapshot: &Snapshot) -> io::Result<()> {
    sled::make(folder)?;
    let name = folder.join(format!("{:020}{ENDING}", snapshot.seq));
    let unfinished = name.with_extension(&UNFINISHED[1..]);
    let header = header(id, snapshot);
    let sum = Sha256::new().chain_update(&header).chain_update(&snapshot.bytes).finalize();
    let mut file = File::create(&unfinished)?;
    for part in [&header[..], &snapshot.bytes, &sum] {
        file.write_all(part)?;
    }
    file.sync_all()?;
    drop(file);
    fs::rename(&unfinished, &name)?;
    sled::sync_folder(folder)?;
    for (_, old) in files(folder)?.into_iter().skip(KEPT) {
        fs::remove_file(old)?;
    }
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.to_string_lossy().ends_with(UNFINISHED) {
            // Another one being written just now would lose its name and say so to its asker; rooms save one
            // at a time.
            fs::remove_file(path)?;
        }
    }
    Ok(())
}

/// The newest that verifies and that `ours` accepts. One that cannot be read is skipped like one that is not whole: the
/// journal has it all.
pub(crate) fn newest(folder: &Path, id: &StatementId, ours: impl Fn(&Snapshot) -> bool) -> Option<Snapshot> {
    let skipped = |path: &Path, why: &str| {
        tracing::warn!(file = %path.display(), why, "a snapshot is skipped");
    };
    let all = files(folder).inspect_err(|error| skipped(folder, &error.to_string()));
    for (seq, path) in all.unwrap_or_default() {
        let read = match fs::read(&path) {
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(error) => {
                skipped(&path, &error.to_string());
                continue;
            }
        };
        match decode(id, read) {
            Ok(snapshot) if snapshot.seq == seq && ours(&snapshot) => return Some(snapshot),
            Ok(_) => skipped(&path, "it is not of this journal"),
            Err(why) => skipped(&path, why),
        }
    }
    None
}

/// The finished files, newest first.
fn files(folder: &Path) -> io::Result<Vec<(Seq, PathBuf)>> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        other => other?,
    };
    let mut found = Vec::new();
    for entry in entries {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if let Some(seq) = name.strip_suffix(ENDING).and_then(|seq| seq.parse().ok()) {
            found.push((seq, path));
        }
    }
    found.sort_unstable_by(|a, b| b.cmp(a));
    Ok(found)
}
