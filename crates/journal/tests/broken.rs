//! Broken folders: what verifies is read, nothing is written there, and a copy of what is good goes on.

use bytes::Bytes;
use journal::{
    AppendError, Directory, Head, Journal, OpenError, Opened, Page, ReadError, RescueError, SledStore,
    Snapshot, StoreError, Table,
    contract::{id, write},
    open, rescue,
    testing::power::chance,
};
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};
use tempfile::TempDir;

const STATEMENTS: [&str; 3] = ["opening", "pillar", "closing"];
const ENTRIES: u64 = 150;
const SEED: u64 = 7;

fn entry(statement: usize, seq: u64) -> Bytes {
    let size = if seq.is_multiple_of(40) { 9_000 } else { 60 };
    let start = chance(SEED, statement as u64, seq);
    (0..size).map(|at: u64| (start.wrapping_add(at) >> 3) as u8).collect()
}

/// Three statements written in turns, over several starts, with facts and a snapshot each.
async fn written() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let mut heads = [Head::default(); 3];
    for start in 0..5 {
        let store = SledStore::open(folder.path()).expect("a store");
        for seq in start * ENTRIES / 5..(start + 1) * ENTRIES / 5 {
            for (n, name) in STATEMENTS.iter().enumerate() {
                heads[n] = store.append(&id(name), seq, vec![entry(n, seq + 1)]).await.expect("an append");
            }
            if seq.is_multiple_of(10) {
                store.put(Table::Links, &seq.to_be_bytes(), "a link".into()).await.expect("a fact");
                store.put(Table::Sessions, &seq.to_be_bytes(), "a session".into()).await.expect("a fact");
            }
        }
    }
    let store = SledStore::open(folder.path()).expect("a store");
    for (name, head) in STATEMENTS.iter().zip(heads) {
        let snapshot = Snapshot { seq: head.seq, link: head.link, bytes: Bytes::from_static(b"the words") };
        store.save_snapshot(&id(name), snapshot).await.expect("kept");
    }
    folder
}

fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut all = BTreeMap::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            all.extend(files(&path));
        } else {
            all.insert(path.clone(), fs::read(&path).expect("a file"));
        }
    }
    all
}

fn copy(from: &Path) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (path, bytes) in files(from) {
        let to = folder.path().join(path.strip_prefix(from).expect("below"));
        fs::create_dir_all(to.parent().expect("a parent")).expect("a folder");
        fs::write(to, bytes).expect("a file");
    }
    folder
}

/// Breaks sled's file somewhere in its written part: one bit, 512 bytes zeroed, or 64 of rubbish.
fn breaks(folder: &Path, trial: u64) -> String {
    let path = folder.join("sled/db");
    let mut bytes = fs::read(&path).expect("the file");
    let written = bytes.iter().rposition(|byte| *byte != 0).expect("something") as u64;
    let at = (chance(SEED, trial, 1) % written) as usize;
    let kind = ["a bit", "zeroes", "rubbish"][(trial % 3) as usize];
    match kind {
        "a bit" => bytes[at] ^= 1 << (chance(SEED, trial, 2) % 8),
        "zeroes" => bytes[at..(at + 512).min(written as usize)].fill(0),
        _ => (0..64.min(written as usize - at))
            .for_each(|n| bytes[at + n] = chance(SEED, trial, 3 + n as u64) as u8),
    }
    fs::write(&path, bytes).expect("the file");
    format!("trial {trial}: {kind} at {at}")
}

/// The entries of a statement as far as they are given, and what is given at their end.
async fn shown(store: &dyn Journal, name: &str) -> (Vec<Bytes>, Option<ReadError>) {
    let mut pages: Vec<Page> = Vec::new();
    let end = loop {
        match store.read(&id(name), pages.last().map_or(0, Page::last), 10_000).await {
            Ok(more) if more.is_empty() => break None,
            Ok(more) => pages.extend(more),
            Err(error) => break Some(error),
        }
    };
    (pages.into_iter().flat_map(|page| page.entries).collect(), end)
}

/// Of 60 broken files each opens, and each statement is shown but for what the broken place itself held.
#[tokio::test(flavor = "multi_thread")]
async fn j19_a_broken_file_opens_for_reading_as_far_as_it_verifies_and_is_left_as_it_is() {
    let source = written().await;
    let (mut read_only, mut whole) = (0, 0);
    for trial in 0..60 {
        let folder = copy(source.path());
        let story = breaks(folder.path(), trial);
        let before = files(folder.path());
        match open(folder.path()) {
            Err(error) => panic!("J19: {story}: {error}"),
            // It broke what nobody reads any more.
            Ok(Opened::Whole(store)) => {
                for (n, name) in STATEMENTS.iter().enumerate() {
                    let (entries, end) = shown(&store, name).await;
                    assert_eq!((entries.len() as u64, end), (ENTRIES, None), "J19: {story}");
                    assert!((1..).zip(&entries).all(|(seq, shown)| *shown == entry(n, seq)), "J19: {story}");
                }
                whole += 1;
            }
            Ok(Opened::ReadOnly(store)) => {
                read_only += 1;
                let mut complete = 0;
                for (n, name) in STATEMENTS.iter().enumerate() {
                    let (entries, end) = shown(&store, name).await;
                    assert!(
                        (1..).zip(&entries).all(|(seq, shown)| *shown == entry(n, seq)),
                        "J19: {story}: other words"
                    );
                    let Some(ReadError::Damaged(damage)) = end else {
                        panic!("J19: {story}: no end is told")
                    };
                    assert_eq!(damage.whole, entries.len() as u64 == ENTRIES, "J19: {story}: {damage}");
                    assert!(damage.to_string().contains("kyodo rescue"), "J19: {damage}");
                    // Where the pages have a gap, the snapshot has the words.
                    assert_eq!(damage.good.seq, ENTRIES, "J19: {story}: {damage}");
                    complete += usize::from(damage.whole);
                    let refused = store.append(&id(name), ENTRIES, vec!["over it".into()]).await;
                    assert_eq!(refused, Err(AppendError::Damaged(damage)), "J19: {story}");
                }
                assert!(complete >= 1, "J19: {story}: {complete}");
                whole += usize::from(complete == 3);
                let refused = store.put(Table::Links, b"key", "value".into()).await;
                assert!(matches!(refused, Err(StoreError::ReadingOnly(_))), "J19: {story}: {refused:?}");
                assert_eq!(store.list().await.expect("a list").len(), 3, "J19: {story}");
                drop(store);
                assert!(files(folder.path()) == before, "J19: {story}: nothing is written there");
            }
        }
    }
    println!("of 60 broken files {read_only} were opened for reading only, {whole} with every entry");
    assert!(read_only > 40 && whole > 40, "J19: {read_only} opened for reading, {whole} with every entry");
}

#[tokio::test(flavor = "multi_thread")]
async fn j20_a_rescue_copies_what_is_good_and_says_what_is_not() {
    let source = written().await;
    for trial in 0..12 {
        let folder = copy(source.path());
        let story = breaks(folder.path(), trial);
        let before = files(folder.path());
        let to = tempfile::tempdir().expect("a folder");
        let report =
            rescue(folder.path(), to.path()).await.unwrap_or_else(|error| panic!("J20: {story}: {error}"));
        assert!(files(folder.path()) == before, "J20: {story}: the source is only read");
        assert_eq!(report.statements.len(), 3, "J20: {story}");
        let store = SledStore::open(to.path()).expect("a store");
        for (n, name) in STATEMENTS.iter().enumerate() {
            let told = report.statements.iter().find(|one| one.id == id(name)).expect("it is told of");
            let (entries, end) = shown(&store, name).await;
            assert_eq!((entries.len() as u64, end), (told.entries, None), "J20: {story}");
            assert!((1..).zip(&entries).all(|(seq, kept)| *kept == entry(n, seq)), "J20: {story}");
            assert_eq!(told.missing.is_none(), told.entries == ENTRIES, "J20: {story}: {told:?}");
            assert_eq!(told.of, ENTRIES, "J20: {story}");
            let words = told.words_until.unwrap_or(told.entries);
            assert_eq!(words, ENTRIES, "J20: {story}: a snapshot has the words");
            let head = store.head(&id(name)).await.expect("whole").unwrap_or_default();
            write(&store, &id(name), head.seq, "and-on").await;
        }
        let sessions = store.scan(Table::Sessions, b"").await.expect("a scan").len();
        assert_eq!(
            sessions > 0,
            report.broken.is_none(),
            "J20: {story}: one that was ended might be among them"
        );
    }
}

/// sled takes a broken end for a write that the power cut, and would drop it.
#[tokio::test(flavor = "multi_thread")]
async fn j19_a_broken_end_that_somebody_was_told_of_is_no_torn_write() {
    let folder = tempfile::tempdir().expect("a folder");
    let words = ["one", "two", "unmistakable"];
    {
        let store = SledStore::open(folder.path()).expect("a store");
        for (seq, word) in (0..).zip(words) {
            write(&store, &id("opening"), seq, word).await;
        }
    }
    let path = folder.path().join("sled/db");
    let mut bytes = fs::read(&path).expect("the file");
    let at = bytes.windows(12).rposition(|some| some == b"unmistakable").expect("it stands there");
    bytes[at] ^= 1;
    fs::write(&path, bytes).expect("the file");
    let before = files(folder.path());
    let Ok(Opened::ReadOnly(store)) = open(folder.path()) else { panic!("J19: not opened for reading") };
    let (entries, end) = shown(&store, "opening").await;
    assert_eq!(entries, ["one", "two"], "J19");
    let Some(ReadError::Damaged(damage)) = end else { panic!("J19: no end is told") };
    assert_eq!((damage.good.seq, damage.whole), (2, false), "J19: {damage}");
    drop(store);
    assert!(files(folder.path()) == before, "J19: nothing is written there");
}

/// Every copy of one page is broken, so the pages have a gap; a snapshot has the words from behind it.
#[tokio::test(flavor = "multi_thread")]
async fn j20_where_the_pages_have_a_gap_a_snapshot_has_the_words() {
    let folder = written().await;
    let (path, lost) = (folder.path().join("sled/db"), entry(0, 75));
    let mut bytes = fs::read(&path).expect("the file");
    let copies: Vec<usize> =
        (0..bytes.len() - lost.len()).filter(|at| bytes[*at..].starts_with(&lost)).collect();
    copies.iter().for_each(|at| bytes[*at] ^= 1);
    assert!(!copies.is_empty(), "it stands there");
    fs::write(&path, bytes).expect("the file");
    let to = tempfile::tempdir().expect("a folder");
    let report = rescue(folder.path(), to.path()).await.expect("a rescue");
    let told = report.statements.iter().find(|one| one.id == id(STATEMENTS[0])).expect("it is told of");
    assert!(told.entries < 75 && told.of == ENTRIES && told.words_until == Some(ENTRIES), "J20: {told:?}");
    let missing = told.missing.clone().unwrap_or_default();
    assert_eq!(
        missing,
        format!("entries {} to 150 are missing; a snapshot has the words", told.entries + 1),
        "J20"
    );

    let Ok(Opened::ReadOnly(store)) = open(folder.path()) else { panic!("J19: not opened for reading") };
    let snapshot = store.load_snapshot(&id(STATEMENTS[0])).await.expect("it is read");
    assert_eq!(snapshot.map(|snapshot| snapshot.seq), Some(ENTRIES), "J19: the words can be shown");
    let (entries, end) = shown(&store, STATEMENTS[0]).await;
    assert_eq!(entries.len() as u64, told.entries, "J19: and the history up to the gap");
    let Some(ReadError::Damaged(damage)) = end else { panic!("J19: no end is told") };
    assert_eq!((damage.good.seq, damage.whole), (ENTRIES, false), "J19: {damage}");
}

#[tokio::test(flavor = "multi_thread")]
async fn j20_a_rescue_of_a_whole_folder_is_a_copy_and_one_in_use_is_refused() {
    let (source, to) = (written().await, tempfile::tempdir().expect("a folder"));
    {
        let running = SledStore::open(source.path()).expect("a store");
        let refused = rescue(source.path(), to.path()).await;
        assert!(matches!(refused, Err(RescueError::Open(OpenError::InUse(_)))), "J20: {refused:?}");
        drop(running);
    }
    let report = rescue(source.path(), to.path()).await.expect("a rescue");
    assert!(
        report.broken.is_none() && report.statements.iter().all(|one| one.missing.is_none()),
        "J20: {report:?}"
    );
    let (old, new) = (SledStore::open(source.path()).expect("old"), SledStore::open(to.path()).expect("new"));
    for name in STATEMENTS {
        assert_eq!(old.head(&id(name)).await, new.head(&id(name)).await, "J20: every link is the same");
        assert_eq!(old.load_snapshot(&id(name)).await, new.load_snapshot(&id(name)).await, "J20");
    }
    for table in Table::ALL {
        assert_eq!(old.scan(table, b"").await, new.scan(table, b"").await, "J20");
    }
    let refused = rescue(source.path(), to.path()).await;
    assert!(matches!(refused, Err(RescueError::NotEmpty(_))), "J20: {refused:?}");
    drop(old);
    let nothing = tempfile::tempdir().expect("a folder");
    fs::write(nothing.path().join("lock"), b"").expect("a file");
    let to = tempfile::tempdir().expect("a folder");
    let refused = rescue(nothing.path(), to.path()).await;
    assert!(matches!(refused, Err(RescueError::Nothing(_))), "J20: {refused:?}");
}

/// The power goes while a batch fills one segment of sled's file and begins the next, of which the disk took the begin.
#[tokio::test(flavor = "multi_thread")]
async fn j19_what_the_power_took_across_two_segments_breaks_nothing() {
    const SEGMENT: usize = 2 << 20;
    let (source, name) = (tempfile::tempdir().expect("a folder"), STATEMENTS[0]);
    let path = source.path().join("sled/db");
    let store = SledStore::open(source.path()).expect("a store");
    let page = |seq: u64| vec![Bytes::from(vec![seq as u8; 20_000])];
    let (mut seq, mut cuts) = (0, 0);
    while cuts < 3 {
        let (before, left) = (fs::read(&path).expect("the file"), copy(source.path()));
        store.append(&id(name), seq, page(seq)).await.expect("an append");
        seq += 1;
        let mut disk = before.clone();
        let after = fs::read(&path).expect("the file");
        disk.resize(after.len(), 0);
        let begun = (0..after.len()).step_by(SEGMENT).find(|at| after[*at..at + 20] != disk[*at..at + 20]);
        let Some(begun) = begun.filter(|_| seq > 1) else { continue };
        disk[begun..begun + 4096].copy_from_slice(&after[begun..begun + 4096]);
        fs::write(left.path().join("sled/db"), disk).expect("the file");
        for told in [seq - 1, seq] {
            let Ok(Opened::Whole(store)) = open(left.path()) else { panic!("J19: cut {cuts}: not opened") };
            let (entries, end) = shown(&store, name).await;
            assert_eq!((entries.len() as u64, end), (told, None), "J19: cut {cuts}");
            store.append(&id(name), told, page(told)).await.expect("an append");
        }
        cuts += 1;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn j19_a_folder_whose_file_is_gone_is_no_new_one() {
    for gone in ["sled/db", "sled"] {
        let folder = written().await;
        let path = folder.path().join(gone);
        if path.is_dir() {
            fs::remove_dir_all(&path).expect("it goes");
        } else {
            fs::remove_file(&path).expect("it goes");
        }
        let before = files(folder.path());
        let Ok(Opened::ReadOnly(store)) = open(folder.path()) else { panic!("J19: not opened for reading") };
        for name in STATEMENTS {
            let snapshot = store.load_snapshot(&id(name)).await.expect("it is read");
            assert_eq!(snapshot.map(|snapshot| snapshot.seq), Some(ENTRIES), "J19: the words can be shown");
        }
        drop(store);
        assert_eq!(files(folder.path()), before, "J19: nothing is written there");
    }
}
