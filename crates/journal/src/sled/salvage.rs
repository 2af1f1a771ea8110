//! What is good in a data folder, whatever became of the rest: read from sled's log, the witness and the snapshots,
//! all of which check themselves. It only reads.
//!
//! sled's log holds tree nodes (all pairs of a range of keys) and links (one change of one node). A pair is believed
//! in the order of the log: the newest wins. A page is never taken back, so any copy of it will do; it must chain. A
//! fact is gone once the node of its range is written without it.

use super::{keys, log, witness, writer::Facts};
use crate::{Head, Page, Seq, Snapshot, Table, page, snapshot};
use bytes::Bytes;
use statement::StatementId;
use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    fs, io,
    path::Path,
};

/// Everything that can be read of one folder.
pub(crate) struct Salvage {
    pub(crate) statements: Vec<Found>,
    pub(crate) facts: Facts,
    /// The layout's version, if it was found.
    version: Option<Bytes>,
}

/// What is left of one statement.
pub(crate) struct Found {
    pub(crate) id: StatementId,
    /// From the first entry on, without a gap.
    pub(crate) pages: Vec<Page>,
    /// A snapshot beyond the gap, if there is one.
    pub(crate) bridge: Option<Snapshot>,
    /// The pages right behind the bridge.
    pub(crate) beyond: Vec<Page>,
    /// It was acknowledged at least up to here.
    acknowledged: Head,
    /// Something of it reached at least up to here.
    pub(crate) known: Seq,
}

impl Found {
    /// Where the pages from the first entry on end.
    pub(crate) fn good(&self) -> Head {
        self.pages.last().map(Page::head).unwrap_or_default()
    }

    /// The newest that can be shown.
    pub(crate) fn reach(&self) -> Head {
        let bridged = self.bridge.as_ref().map(|bridge| Head { seq: bridge.seq, link: bridge.link });
        self.beyond.last().map(Page::head).or(bridged).unwrap_or_else(|| self.good())
    }

    /// Nothing that anybody was told of is missing.
    pub(crate) fn is_whole(&self) -> bool {
        let at = &self.acknowledged;
        let met = at.seq == 0 || self.pages.iter().any(|page| page.head() == *at);
        self.bridge.is_none() && met && self.good().seq >= self.known
    }

    /// What is missing, in words.
    pub(crate) fn missing(&self) -> Option<String> {
        let (good, reach) = (self.good().seq, self.reach().seq);
        let until = self.bridge.as_ref().map(|bridge| bridge.seq);
        match until {
            _ if self.is_whole() => None,
            Some(until) if self.known > reach => Some(format!(
                "entries {} to {until} and from {} on are missing; a snapshot has the words",
                good + 1,
                reach + 1
            )),
            Some(until) => {
                Some(format!("entries {} to {until} are missing; a snapshot has the words", good + 1))
            }
            None => Some(format!(
                "entries from {} on are missing, {} at least",
                good + 1,
                self.known.max(good + 1) - good
            )),
        }
    }
}

/// Reads the folder; of sled's log only what stands before `until`, and no batch that does not end there.
pub(crate) fn read(folder: &Path, until: Option<u64>) -> io::Result<Salvage> {
    let mut pairs = Pairs::default();
    pairs.read(folder, until)?;
    let witnessed = witness::read(&folder.join("witness"))?;
    let mut ids: BTreeSet<StatementId> = witnessed.keys().cloned().collect();
    ids.extend(pairs.known.keys().filter_map(|key| keys::statement_of(key).or_else(|| keys::headed(key))));
    let snapshots = folder.join("snapshots");
    if let Ok(entries) = fs::read_dir(&snapshots) {
        ids.extend(entries.flatten().filter_map(|entry| entry.file_name().to_str()?.parse().ok()));
    }
    let statements = ids.into_iter().map(|id| {
        let acknowledged = witnessed.get(&id).copied().unwrap_or_default();
        pairs.found(id, acknowledged, &snapshots)
    });
    let statements = statements.filter(|found| found.known > 0).collect();
    let fact = |(key, value): (&Vec<u8>, &Bytes)| {
        let (_, rest) = key.split_first().filter(|(first, _)| **first == b'd')?;
        let (number, rest) = rest.split_first()?;
        let table = Table::ALL.into_iter().find(|table| *table as u8 == *number)?;
        Some(((table, rest.to_vec()), value.clone()))
    };
    let facts = pairs.known.iter().filter_map(fact).collect();
    let version = pairs.known.get(keys::VERSION_KEY).cloned();
    Ok(Salvage { statements, facts, version })
}

/// Reads the log; a missing one is empty.
fn survey(db: &Path, each: impl FnMut(log::Message<'_>)) -> io::Result<log::Survey> {
    match log::read(db, each) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(log::Survey::default()),
        other => other,
    }
}

impl Salvage {
    /// Whether a Kyodo whose layout this program knows wrote the folder.
    pub(crate) fn is_ours(&self) -> bool {
        let known = self.version.as_ref().is_none_or(|version| version == keys::VERSION);
        known && (self.version.is_some() || self.statements.iter().any(|found| found.reach().seq > 0))
    }
}

/// Keys and values as the log tells of them.
#[derive(Default)]
struct Pairs {
    known: BTreeMap<Vec<u8>, Bytes>,
    /// What the keys of a node have in common, and the log leaves out.
    prefixes: HashMap<u64, Vec<u8>>,
    /// Values under keys that cannot be told any more.
    strays: Vec<Bytes>,
    /// Pages are only looked for by their links, and nothing is kept.
    sought: Option<HashSet<page::Link>>,
}

impl Pairs {
    fn read(&mut self, folder: &Path, mut until: Option<u64>) -> io::Result<()> {
        survey(&folder.join("sled/db"), |message| {
            let ends = |until| message.body.try_into().is_ok_and(|end| u64::from_le_bytes(end) >= until);
            if message.kind == log::MANIFEST && until.is_some_and(ends) {
                until = until.map(|until| until.min(message.lsn));
            }
            if until.is_none_or(|until| message.lsn < until) {
                self.take(&message);
            }
        })
        .map(drop)
    }

    fn keep(&mut self, key: Option<Vec<u8>>, value: &[u8]) {
        if let Some(sought) = &mut self.sought {
            value.last_chunk().map(|link| sought.remove(link));
            return;
        }
        let value = Bytes::copy_from_slice(value);
        match key {
            Some(key) => drop(self.known.insert(key, value)),
            None => self.strays.push(value),
        }
    }

    fn take(&mut self, message: &log::Message<'_>) {
        let read = match message.kind {
            log::NODE => self.node(message.pid, message.body),
            log::LINK => self.link(message.pid, message.body),
            _ => return,
        };
        if read.is_none() {
            tracing::warn!(lsn = message.lsn, kind = message.kind, "a message of the log makes no sense");
        }
    }

    /// Its right neighbour, what it is merging with, whether it is being merged, the prefix's length, where its range
    /// begins and ends, leaf or not, the keys, the values.
    fn node(&mut self, pid: u64, mut rest: &[u8]) -> Option<()> {
        log::varint(&mut rest)?;
        log::varint(&mut rest)?;
        let (_, after) = rest.split_first()?;
        let (prefix, after) = after.split_first()?;
        rest = after;
        let (from, to) = (log::counted(&mut rest)?, log::counted(&mut rest)?);
        let prefix = from.get(..usize::from(*prefix))?.to_vec();
        let (index, after) = rest.split_first()?;
        rest = after;
        if *index != 0 {
            return Some(());
        }
        let many = log::varint(&mut rest)?;
        let mut all = Vec::new();
        for _ in 0..many {
            all.push([&prefix, log::counted(&mut rest)?].concat());
        }
        let inside = |key: &Vec<u8>| key.first() == Some(&b'd') && (to.is_empty() || key.as_slice() < to);
        let facts = self.known.range(from.to_vec()..).map(|(key, _)| key).filter(|key| inside(key)).cloned();
        for key in facts.collect::<Vec<_>>() {
            self.known.remove(&key);
        }
        for key in all {
            self.keep(Some(key), log::counted(&mut rest)?);
        }
        self.prefixes.insert(pid, prefix);
        Some(())
    }

    /// A pair set (0), a key taken away (1), or something about nodes alone.
    fn link(&mut self, pid: u64, mut rest: &[u8]) -> Option<()> {
        let (what, after) = rest.split_first()?;
        rest = after;
        if *what > 1 {
            return Some(());
        }
        let key = log::counted(&mut rest)?;
        let key = self.prefixes.get(&pid).map(|prefix| [prefix, key].concat());
        if *what == 0 {
            self.keep(key, log::counted(&mut rest)?);
        } else if let Some(key) = key {
            self.known.remove(&key);
        }
        Some(())
    }

    /// The record of the page that starts at `first`, put together from its chunks.
    fn record(&self, id: &StatementId, first: Seq) -> Option<Bytes> {
        let start = self.known.get(&keys::chunk(id, first, 0))?;
        let claimed = page::claimed_len(start)?;
        let mut record = start.to_vec();
        for number in 1.. {
            if record.len() >= claimed {
                break;
            }
            record.extend_from_slice(self.known.get(&keys::chunk(id, first, number))?);
        }
        Some(record.into())
    }

    /// The pages that chain right behind `head`.
    fn chain(&self, id: &StatementId, mut head: Head) -> Vec<Page> {
        let mut pages = Vec::new();
        let read = |head: &Head, record: &Bytes| page::decode(id, head, record).ok();
        loop {
            let next = head.seq.saturating_add(1);
            let kept = self.record(id, next).and_then(|record| read(&head, &record));
            let stray = || self.strays.iter().find_map(|record| read(&head, record));
            let Some(page) = kept.or_else(stray) else { return pages };
            head = page.head();
            pages.push(page);
        }
    }

    fn found(&self, id: StatementId, acknowledged: Head, snapshots: &Path) -> Found {
        let recorded = self.known.get(&keys::head(&id)).and_then(|record| keys::decode_head(record));
        let prefix = keys::pages(&id);
        let firsts = self.known.range(prefix.clone()..).take_while(|(key, _)| key.starts_with(&prefix));
        // What stands behind the head record may be a page that was never finished: no more than a hint.
        let hint = firsts
            .filter_map(|(key, value)| Some((keys::chunk_of(&prefix, key)?, value)))
            .filter(|((first, number), value)| {
                *number == 0 && page::claimed_len(value) == Some(value.len()) && *first > 0
            })
            .filter_map(|((first, _), value)| Some(first - 1 + Seq::from(page::claimed_count(value)?)))
            .max();
        let pages = self.chain(&id, Head::default());
        let good = pages.last().map(Page::head).unwrap_or_default();
        let mut found = Found {
            known: acknowledged
                .seq
                .max(recorded.map_or(0, |head| head.seq))
                .max(hint.unwrap_or(0))
                .max(good.seq),
            id,
            pages,
            bridge: None,
            beyond: Vec::new(),
            acknowledged,
        };
        let newest = snapshot::newest(&snapshots.join(found.id.as_str()), &found.id, |it| it.seq > good.seq);
        if let Some(bridge) = newest {
            found.beyond = self.chain(&found.id, Head { seq: bridge.seq, link: bridge.link });
            found.bridge = Some(bridge);
            found.known = found.known.max(found.reach().seq);
        }
        found
    }
}

/// Why sled must not touch the folder: it could not read all of it, and would write over what it cannot read.
pub(crate) fn objection(folder: &Path) -> io::Result<Option<String>> {
    let db = folder.join("sled/db");
    if !db.exists() {
        // sled would begin a new one.
        let known = witness::read(&folder.join("witness"))?.into_values().any(|head| head.seq > 0);
        return Ok(known.then(|| "its file sled/db is gone".to_owned()));
    }
    let survey = survey(&db, |_| ())?;
    if survey.broken.is_some() {
        return Ok(survey.broken);
    }
    if let Some(why) = index_objection(&folder.join("sled"), &survey)? {
        return Ok(Some(why));
    }
    let Some(torn) = survey.torn else { return Ok(None) };
    // sled will drop what stands from there on. After a crash nobody was told of that; the witness knows.
    let witnessed = witness::read(&folder.join("witness"))?;
    let sought = witnessed.into_values().filter(|head| head.seq > 0).map(|head| head.link).collect();
    let mut quick = Pairs { sought: Some(sought), ..Pairs::default() };
    quick.read(folder, Some(torn))?;
    if quick.sought.is_some_and(|left| left.is_empty()) {
        return Ok(None);
    }
    // A link may be cut in two, where a large page is.
    let kept = read(folder, Some(torn))?;
    let lost = kept.statements.iter().find(|found| {
        let at = &found.acknowledged;
        at.seq > 0 && !found.pages.iter().any(|page| page.head() == *at)
    });
    Ok(lost.map(|found| format!("the end of its file is broken, and entries of {} with it", found.id)))
}

/// sled's own index: bytes, their number (8), their CRC-32. It begins with how far the log was read (8, one more than
/// it says).
fn index_objection(sled: &Path, survey: &log::Survey) -> io::Result<Option<String>> {
    let entries = match fs::read_dir(sled) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        other => other?,
    };
    for entry in entries {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if !name.starts_with("snap.") || name.ends_with(".generating") {
            continue;
        }
        let bytes = fs::read(&path)?;
        let Some((index, end)) =
            bytes.len().checked_sub(12).filter(|at| *at >= 8).map(|at| bytes.split_at(at))
        else {
            return Ok(Some("the index of its file is cut short".to_owned()));
        };
        let stored: [u8; 4] = [end[8], end[9], end[10], end[11]];
        if crc32fast::hash(index) != u32::from_le_bytes(stored) {
            return Ok(Some("the index of its file is broken".to_owned()));
        }
        let read_to = index.iter().take(8).rev().fold(0, |n: u64, byte| n << 8 | u64::from(*byte));
        if read_to.saturating_sub(1) > survey.tip.next_multiple_of(super::opening::SEGMENT as u64) {
            return Ok(Some("the end of its file is missing".to_owned()));
        }
    }
    Ok(None)
}
