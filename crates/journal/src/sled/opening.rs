//! sled opened: its settings, the layout's version, and what journals there are.

use super::{keys, ledger::Ledger, writer::from_sled};
use crate::{Head, Seq, StoreError};
use sled::Tree;
use statement::StatementId;
use std::{
    collections::{BTreeMap, HashMap},
    fs::File,
    path::Path,
    sync::Arc,
    thread,
    time::{Duration, Instant},
};

/// sled's cache, in bytes: the journal is read once a room, so a small one does.
const CACHE: u64 = 16 * 1024 * 1024;
/// The bytes of one segment of sled's file; part of the stored format. See [`super::writer`] for why it is so large.
pub(super) const SEGMENT: usize = 2 * 1024 * 1024;

/// sled answers some broken files by a panic; that must not end the program without a sentence. The folder is ours
/// already: if sled's own lock is taken, threads of a store that was just closed are still letting go of it.
pub(super) fn open(path: &Path) -> Result<sled::Db, StoreError> {
    let until = Instant::now() + Duration::from_secs(2);
    loop {
        let config = sled::Config::new().path(path).cache_capacity(CACHE);
        let config = config.segment_size(SEGMENT).flush_every_ms(None);
        let opening = thread::Builder::new().name("journal-open".to_owned()).spawn(move || config.open())?;
        let opened = opening.join().map_err(|_| StoreError::Io("its files are broken".to_owned()))?;
        match opened {
            Err(sled::Error::Io(error))
                if error.to_string().contains("could not acquire lock") && Instant::now() < until =>
            {
                thread::sleep(Duration::from_millis(10));
            }
            opened => return opened.map_err(from_sled),
        }
    }
}

pub(super) fn check_version(tree: &Tree, file: &File) -> Result<(), StoreError> {
    match tree.get(keys::VERSION_KEY).map_err(from_sled)?.as_deref() {
        Some(version) if version == keys::VERSION => Ok(()),
        Some(_) => Err(StoreError::Io("another version of Kyodo wrote it".to_owned())),
        None if !tree.is_empty() => Err(StoreError::Io("something else than Kyodo wrote it".to_owned())),
        None => {
            tree.insert(keys::VERSION_KEY, keys::VERSION).map_err(from_sled)?;
            tree.flush().map_err(from_sled)?;
            Ok(file.sync_data()?)
        }
    }
}

/// Every journal that has a page, a head record or a witness, not yet verified.
pub(super) fn find_ledgers(
    tree: &Tree,
    witnessed: HashMap<StatementId, Head>,
) -> sled::Result<BTreeMap<StatementId, Arc<Ledger>>> {
    let mut recorded: BTreeMap<StatementId, Head> = BTreeMap::new();
    for record in tree.scan_prefix(b"h") {
        let (key, value) = record?;
        if let Some(id) = keys::headed(&key) {
            recorded.insert(id, keys::decode_head(&value).unwrap_or_default());
        }
    }
    let mut from = b"p".to_vec();
    while let Some(chunk) = tree.range(from.clone()..b"q".to_vec()).next() {
        let (key, _) = chunk?;
        let Some(id) = keys::statement_of(&key) else {
            from = [&key[..], &[0]].concat();
            continue;
        };
        from = keys::chunk(&id, Seq::MAX, u32::MAX);
        from.push(0);
        recorded.entry(id).or_default();
    }
    for id in witnessed.keys() {
        recorded.entry(id.clone()).or_default();
    }
    let found = |(id, head): (StatementId, Head)| {
        let witness = witnessed.get(&id).copied().unwrap_or_default();
        (id.clone(), Ledger::found(id, head, witness))
    };
    Ok(recorded.into_iter().map(found).collect())
}
