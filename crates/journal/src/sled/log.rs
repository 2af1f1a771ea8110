//! sled 0.34.7's log read without sled: every message whose check sum holds, whatever became of its neighbours.
//! It only reads. Formats: `SPEC.md`, "sled's log".

use super::opening::SEGMENT;
use std::{
    collections::{BTreeSet, HashMap},
    fs::File,
    io::{self, Read, Seek, SeekFrom},
    ops::Range,
    path::Path,
};

const HEADER: usize = 20;
/// Nothing begins so near a segment's end.
const MARGIN: usize = 32;
/// The most bytes of a message: sled puts larger ones elsewhere.
const MOST: usize = SEGMENT / 4;

const CAP: u8 = 2;
/// Says where the last message of its batch stands.
pub(super) const MANIFEST: u8 = 3;
pub(super) const NODE: u8 = 8;
pub(super) const LINK: u8 = 10;
/// What changes a node; all else that is about one says anew what it is.
const LINKS: Range<u8> = LINK..12;
const KINDS: Range<u8> = 1..12;

/// A message as it stands in the log.
pub(super) struct Message<'a> {
    /// Its place in the order of all.
    pub(super) lsn: u64,
    pub(super) kind: u8,
    /// Which of sled's tree nodes it is about.
    pub(super) pid: u64,
    pub(super) body: &'a [u8],
}

/// What the log is like.
#[derive(Debug, Default)]
pub(super) struct Survey {
    /// Something is broken that no crash leaves so.
    pub(super) broken: Option<String>,
    /// From here on it is as a crash may leave it, or as a broken last write looks.
    pub(super) torn: Option<u64>,
    /// Behind the last message.
    pub(super) tip: u64,
}

impl Survey {
    fn broken(&mut self, why: String) {
        self.broken.get_or_insert(why);
    }

    fn torn(&mut self, lsn: u64) {
        self.torn = Some(self.torn.map_or(lsn, |torn| torn.min(lsn)));
    }
}

/// A segment of the file: its number in the log, and whether its header says so.
struct Segment {
    number: u64,
    at: u64,
    headed: bool,
}

/// An older segment that cannot be read whole. A power cut leaves one so only where sled had given it up.
struct Holed {
    number: u64,
    why: String,
    /// The tree nodes that it can be seen to tell of.
    held: Vec<u64>,
}

/// Reads the whole log, in order.
///
/// The power takes only what was written since the last sync. That is less than a segment (J17), so it stands in the
/// last segment and the one before; or in the place of an older one that sled had given up and was using again, or
/// zeroing. Of that one nothing is current.
pub(super) fn read(path: &Path, mut each: impl FnMut(Message<'_>)) -> io::Result<Survey> {
    let mut file = File::open(path)?;
    let mut survey = Survey::default();
    let mut segments = find(&mut file)?;
    let headed: BTreeSet<u64> = segments.iter().filter(|it| it.headed).map(|it| it.number).collect();
    // What lost its header with the power was written anew elsewhere.
    segments.retain(|segment| segment.headed || !headed.contains(&segment.number));
    segments.sort_by_key(|segment| segment.number);
    for pair in segments.windows(2) {
        if pair[0].number == pair[1].number {
            survey.broken(format!("two parts of its file claim place {}", pair[0].number));
        }
    }
    let last = segments.last().map_or(0, |segment| segment.number);
    let (mut bases, mut given_up) = (HashMap::new(), Vec::new());
    for Segment { number, at, headed: has_head } in segments {
        let base = number * SEGMENT as u64;
        let bytes = load(&mut file, at)?;
        let mut held = Vec::new();
        let walk = walk(&bytes, number, |at, kind, pid, body| {
            survey.tip = base + body.end as u64;
            let lsn = base + at as u64;
            if kind > MANIFEST {
                held.push((pid, kind, lsn));
            }
            each(Message { lsn, kind, pid, body: &bytes[body] });
        });
        // sled does not read a segment without its header.
        let hole = if has_head { walk.hole } else { Some(0) };
        let end = hole.map_or(u64::MAX, |hole| base + hole as u64);
        let end = survey.torn.map_or(end, |torn| torn.min(end));
        let anew = held.iter().filter(|(_, kind, lsn)| !LINKS.contains(kind) && *lsn < end);
        bases.extend(anew.map(|(pid, _, _)| (*pid, number)));
        let Some(hole) = hole else { continue };
        let unsynced = number == last || (has_head && number + 1 == last);
        // Where nothing readable follows, the log simply ends.
        if unsynced && (walk.readable_behind || number < last || bytes[hole..].iter().any(|byte| *byte != 0))
        {
            survey.torn(end);
        }
        if !unsynced {
            let held = held.into_iter().map(|(pid, _, _)| pid).collect();
            let why = match has_head {
                true => format!("part {number} of its file cannot be read from byte {hole} on"),
                false => format!("the head of part {number} is broken"),
            };
            given_up.push(Holed { number, why, held });
        }
    }
    for Holed { number, why, held } in given_up {
        let anew = |pid| bases.get(pid).is_some_and(|at| *at > number);
        if held.iter().all(anew) {
            // Nothing is torn there; but the witness shall say so.
            survey.torn(u64::MAX);
        } else {
            survey.broken(why);
        }
    }
    Ok(survey)
}

fn find(file: &mut File) -> io::Result<Vec<Segment>> {
    let len = file.metadata()?.len();
    let (mut segments, mut lost) = (Vec::new(), Vec::new());
    for at in (0..len).step_by(SEGMENT) {
        let mut header = [0; HEADER];
        file.seek(SeekFrom::Start(at))?;
        match file.read_exact(&mut header) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => continue,
            Err(error) => return Err(error),
        }
        match number(&header) {
            Some(number) => segments.push(Segment { number, at, headed: true }),
            None => lost.push(at),
        }
    }
    let most = segments.iter().map(|segment| segment.number).max().unwrap_or(0) + len / SEGMENT as u64 + 1;
    for at in lost {
        let bytes = load(file, at)?;
        let known = first(&bytes, HEADER, |number| number <= most);
        segments.extend(known.map(|(_, message)| Segment { number: message.number, at, headed: false }));
    }
    Ok(segments)
}

fn load(file: &mut File, at: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(SEGMENT);
    file.seek(SeekFrom::Start(at))?;
    file.take(SEGMENT as u64).read_to_end(&mut bytes)?;
    bytes.resize(SEGMENT, 0);
    Ok(bytes)
}

/// Which segment a header is of.
fn number(header: &[u8; HEADER]) -> Option<u64> {
    let crc = u32::from_le_bytes(header[..4].try_into().ok()?) ^ u32::MAX;
    let lsn = u64::from_le_bytes(header[4..12].try_into().ok()?) ^ 0x7FFF_FFFF_FFFF_FFFF;
    let whole = crc == crc32fast::hash(&header[4..]) && lsn.is_multiple_of(SEGMENT as u64);
    whole.then_some(lsn / SEGMENT as u64)
}

#[derive(Debug)]
struct Walk {
    /// Where the first message that cannot be read would stand; none if the segment is whole.
    hole: Option<usize>,
    /// Something of this segment can be read behind it.
    readable_behind: bool,
}

fn walk(bytes: &[u8], number: u64, mut each: impl FnMut(usize, u8, u64, Range<usize>)) -> Walk {
    let mut walk = Walk { hole: None, readable_behind: false };
    let mut at = HEADER;
    while at + MARGIN <= SEGMENT {
        let message = match parse(bytes, at).filter(|message| message.number == number) {
            Some(message) => message,
            None => {
                walk.hole.get_or_insert(at);
                let Some((behind, message)) = first(bytes, at + 1, |other| other == number) else {
                    return walk;
                };
                walk.readable_behind = true;
                at = behind;
                message
            }
        };
        if message.kind == CAP {
            return walk;
        }
        let end = message.body.end;
        each(at, message.kind, message.pid, message.body);
        at = end;
    }
    walk
}

/// The first message that can be read from `from` on.
fn first(bytes: &[u8], from: usize, ours: impl Fn(u64) -> bool) -> Option<(usize, Parsed)> {
    (from..bytes.len().saturating_sub(MARGIN))
        .filter(|at| KINDS.contains(&bytes[at + 4]))
        .find_map(|at| Some((at, parse_if(bytes, at, &ours)?)))
}

#[derive(Debug)]
struct Parsed {
    kind: u8,
    number: u64,
    pid: u64,
    body: Range<usize>,
}

fn parse(bytes: &[u8], at: usize) -> Option<Parsed> {
    parse_if(bytes, at, |_| true)
}

fn parse_if(bytes: &[u8], at: usize, ours: impl Fn(u64) -> bool) -> Option<Parsed> {
    let kind = *bytes.get(at + 4)?;
    let mut rest = bytes.get(at + 5..)?;
    let (len, number, pid) = (varint(&mut rest)?, varint(&mut rest)?, varint(&mut rest)?);
    let start = bytes.len() - rest.len();
    let most = if kind == CAP { SEGMENT } else { MOST };
    let len = usize::try_from(len).ok().filter(|len| *len <= most)?;
    if !KINDS.contains(&kind) || !ours(number) {
        return None;
    }
    let body = start..start.checked_add(len)?;
    let mut crc = crc32fast::Hasher::new();
    crc.update(bytes.get(body.clone())?);
    crc.update(&bytes[at + 4..start]);
    let stored = u32::from_le_bytes(bytes[at..at + 4].try_into().ok()?);
    (crc.finalize() ^ u32::MAX == stored).then_some(Parsed { kind, number, pid, body })
}

/// sled's number of one to nine bytes, taken off the front.
pub(super) fn varint(bytes: &mut &[u8]) -> Option<u64> {
    let (first, rest) = bytes.split_first()?;
    let (value, used) = match u64::from(*first) {
        small @ ..=240 => (small, 0),
        two @ 241..=248 => (240 + 256 * (two - 241) + u64::from(*rest.first()?), 1),
        249 => (2288 + 256 * u64::from(*rest.first()?) + u64::from(*rest.get(1)?), 2),
        more => {
            let used = more as usize - 247;
            let mut wide = [0; 8];
            wide[..used].copy_from_slice(rest.get(..used)?);
            (u64::from_le_bytes(wide), used)
        }
    };
    *bytes = &rest[used..];
    Some(value)
}

/// Bytes with their length before them, taken off the front.
pub(super) fn counted<'a>(bytes: &mut &'a [u8]) -> Option<&'a [u8]> {
    let len = usize::try_from(varint(bytes)?).ok()?;
    let (value, rest) = bytes.split_at_checked(len)?;
    *bytes = rest;
    Some(value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Journal, SledStore};

    /// Bytes of sled's log in all, in nodes and in links, for so many keystrokes of one statement.
    async fn log_of(keystrokes: u64) -> [u64; 3] {
        let folder = tempfile::tempdir().expect("a folder");
        let store = SledStore::open(folder.path()).expect("a store");
        let id = "s2k7mq4v9x3c8b5n".parse().expect("an id");
        for seq in 0..keystrokes {
            // What one letter is, as an entry.
            let entry = vec![seq as u8; 62];
            store.append(&id, seq, vec![entry.into()]).await.expect("an append");
        }
        drop(store);
        let (mut nodes, mut links) = (0, 0);
        let survey = read(&folder.path().join("sled/db"), |message| match message.kind {
            NODE => nodes += message.body.len() as u64,
            LINK => links += message.body.len() as u64,
            _ => {}
        });
        [survey.expect("the log").tip, nodes, links]
    }

    #[tokio::test]
    async fn j21_a_keystroke_costs_what_sled_costs_and_no_more() {
        let (one, many) = (log_of(1).await, log_of(1001).await);
        let [all, nodes, links] = [0, 1, 2].map(|n| (many[n] - one[n]) / 1000);
        assert!(all < 900, "J21: {all} bytes a keystroke");
        assert!(nodes > all / 2, "J21: most of it is sled rewriting its nodes: {nodes}");
        assert!(links < 240, "J21: the page and its head record, once: {links}");
    }
}
