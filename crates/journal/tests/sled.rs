//! The engine on sled beyond the contract: opening again, damage, and what a folder may be.

use bytes::Bytes;
use journal::{
    AppendError, Directory, Head, Journal, OpenError, Page, ReadError, SledStore, Snapshot, StoreError,
    Table,
    contract::{all, id, text, words, write},
};
use std::{
    fs,
    path::{Path, PathBuf},
};
use tempfile::TempDir;

fn folder() -> TempDir {
    tempfile::tempdir().expect("a folder")
}

fn open(path: &Path) -> SledStore {
    SledStore::open(path).expect("a store")
}

fn refusal(path: &Path) -> OpenError {
    SledStore::open(path).err().expect("a refusal")
}

/// Changes what is stored behind the store's back, once threads of a store that was just closed have let go of it.
fn tamper(path: &Path, change: impl FnOnce(&sled::Db)) {
    if let Ok(file) = fs::File::open(path.join("sled/db")) {
        file.lock().expect("sled's own lock");
    }
    let db = sled::Config::new()
        .path(path.join("sled"))
        .segment_size(2 << 20)
        .flush_every_ms(None)
        .open()
        .expect("sled");
    change(&db);
    db.flush().expect("a flush");
}

fn chunk(name: &str, first: u64, number: u32) -> Vec<u8> {
    [b"p", name.as_bytes(), &[0], &first.to_be_bytes(), &number.to_be_bytes()].concat()
}

#[tokio::test(flavor = "multi_thread")]
async fn opened_again_everything_is_there() {
    let folder = folder();
    let id = id("opened-again");
    let mut heads = vec![Head::default()];
    for round in 0..5 {
        let store = open(folder.path());
        assert_eq!(*store.follow(&id).borrow(), heads[round].seq, "J8: known before anything is read");
        let head = write(&store, &id, round as u64 * 2, &format!("{round} {round}")).await;
        assert_eq!(store.put(Table::Alliance, b"name", format!("{round}").into()).await, Ok(()));
        heads.push(head);
        let snapshot = Snapshot { seq: head.seq, link: head.link, bytes: Bytes::from_static(b"room") };
        assert_eq!(store.save_snapshot(&id, snapshot).await, Ok(()), "J10");
    }
    let store = open(folder.path());
    assert_eq!(text(&all(&store, &id, 10).await), "0 0 1 1 2 2 3 3 4 4", "J3");
    assert_eq!(store.head(&id).await, Ok(Some(heads[5])), "J9");
    assert_eq!(store.list().await, Ok(vec![id.clone()]), "J5");
    assert_eq!(store.get(Table::Alliance, b"name").await, Ok(Some("4".into())), "D1");
    assert_eq!(store.load_snapshot(&id).await.map(|found| found.map(|it| it.seq)), Ok(Some(10)), "J10");
    let kept = fs::read_dir(folder.path().join("snapshots/opened-again")).expect("snapshots").count();
    assert_eq!(kept, 2, "J10: the newest two");
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_any_size_goes_to_blobs() {
    let folder = folder();
    let store = open(folder.path());
    let id = id("any-size");
    let mut seq = 0;
    for power in 0..=16 {
        for _ in 0..6 {
            let entry = Bytes::from(vec![power as u8; (100 << power).min(4 << 20)]);
            seq = store.append(&id, seq, vec![entry]).await.expect("an append").seq;
        }
    }
    for n in 0..100_u8 {
        assert_eq!(store.put(Table::Sessions, &[n; 256], vec![n; 4096].into()).await, Ok(()));
    }
    let blobs = fs::read_dir(folder.path().join("sled/blobs")).expect("blobs").count();
    assert_eq!(blobs, 0, "J13");
    assert_eq!(all(&store, &id, 1 << 20).await.last().map(Page::last), Some(seq), "J3");
}

/// Three pages; then somebody changes bytes on the disk. The good part is read, and nothing is stored over it.
async fn damaged(change: impl FnOnce(&sled::Db), good: &str, story: &str) {
    let folder = folder();
    let id = id("statement");
    {
        let store = open(folder.path());
        write(&store, &id, 0, "one two").await;
        let long = Bytes::from(vec![b'x'; 10_000]);
        assert!(store.append(&id, 2, vec![long]).await.is_ok());
        write(&store, &id, 3, "four").await;
        write(&store, &contract_neighbour(), 0, "unharmed").await;
    }
    tamper(folder.path(), change);
    for _ in 0..2 {
        let store = open(folder.path());
        let Err(ReadError::Damaged(damage)) = store.head(&id).await else {
            panic!("J15: {story}: not noticed")
        };
        assert!(damage.to_string().starts_with("the journal of statement is damaged"), "{damage}");
        let mut pages: Vec<Page> = Vec::new();
        let end = loop {
            match store.read(&id, pages.last().map_or(0, Page::last), 1).await {
                Ok(more) if more.is_empty() => panic!("J15: {story}: the end is not told"),
                Ok(more) => pages.extend(more),
                Err(error) => break error,
            }
        };
        assert_eq!(end, ReadError::Damaged(damage.clone()), "J15: {story}");
        assert_eq!(pages.last().map(Page::head).unwrap_or_default(), damage.good, "J15: {story}");
        let shown: String = text(&pages).replace('x', "");
        assert_eq!(shown.trim(), good, "J15: {story}");
        for after in [0, damage.good.seq, 4] {
            let refused = store.append(&id, after, words("over it")).await;
            assert_eq!(refused, Err(AppendError::Damaged(damage.clone())), "J15: {story}");
        }
        assert!(store.list().await.expect("a list").contains(&id), "J15: {story}: it is still listed");
        let neighbour = contract_neighbour();
        let seq = store.head(&neighbour).await.expect("a whole journal").unwrap_or_default().seq;
        write(&store, &neighbour, seq, "goes-on").await;
    }
}

fn contract_neighbour() -> statement::StatementId {
    id("statement-2")
}

fn flip(db: &sled::Db, key: &[u8], at: usize) {
    let mut value = db.get(key).expect("sled").expect("a value").to_vec();
    let at = at.min(value.len() - 1);
    value[at] ^= 1;
    db.insert(key, value).expect("sled");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_byte_anywhere_is_noticed() {
    for at in [0, 3, 4, 19, 20, 27, 31, 35, 39, 41, 45, 47, usize::MAX] {
        damaged(|db| flip(db, &chunk("statement", 1, 0), at), "", &format!("byte {at} of page 1")).await;
    }
    for (number, at) in [(0, 0), (0, 4000), (1, 7), (2, 1000), (2, usize::MAX)] {
        let story = format!("byte {at} of chunk {number}");
        damaged(|db| flip(db, &chunk("statement", 3, number), at), "one two", &story).await;
    }
    for at in [0, 5, 20, 47] {
        damaged(|db| flip(db, b"hstatement", at), "one two  four", &format!("byte {at} of the head")).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_missing_or_foreign_piece_is_noticed() {
    let remove = |key: Vec<u8>| move |db: &sled::Db| drop(db.remove(key).expect("sled"));
    damaged(remove(chunk("statement", 1, 0)), "", "no first page").await;
    damaged(remove(chunk("statement", 3, 0)), "one two", "no beginning").await;
    damaged(remove(chunk("statement", 3, 1)), "one two", "no middle").await;
    damaged(remove(chunk("statement", 3, 2)), "one two", "no end").await;
    damaged(remove(chunk("statement", 4, 0)), "one two", "no last page").await;
    damaged(remove(b"hstatement".to_vec()), "one two  four", "no head").await;
    let moved = |from: Vec<u8>, to: Vec<u8>| {
        move |db: &sled::Db| {
            let value = db.get(from).expect("sled").expect("a value");
            db.insert(to, value).expect("sled");
        }
    };
    let over = chunk("statement", 1, 0);
    damaged(moved(chunk("statement-2", 1, 0), over), "", "another statement's page").await;
    let over = chunk("statement", 4, 0);
    damaged(moved(chunk("statement", 1, 0), over), "one two", "an old page in a new place").await;
    let strange = [&chunk("statement", 3, 1)[..], b"!"].concat();
    damaged(moved(chunk("statement", 1, 0), strange), "one two", "a strange key").await;
}

/// "one two  four" above has two spaces where the long entry stood.
#[tokio::test(flavor = "multi_thread")]
async fn a_bad_snapshot_is_skipped() {
    let folder = folder();
    let id = id("remembered");
    let newest = folder.path().join("snapshots/remembered/00000000000000000002.snap");
    {
        let store = open(folder.path());
        for seq in 1..=2 {
            let head = write(&store, &id, seq - 1, "word").await;
            let snapshot = Snapshot { seq, link: head.link, bytes: Bytes::from_static(b"the room") };
            assert_eq!(store.save_snapshot(&id, snapshot).await, Ok(()), "J10");
        }
    }
    let whole = fs::read(&newest).expect("the file");
    for (at, byte) in
        [(0, b'X'), (3, 2), (10, 0), (25, 9), (40, 9), (66, 200), (70, b'!'), (whole.len() - 1, 0)]
    {
        let mut bad = whole.clone();
        bad[at] = if bad[at] == byte { byte ^ 1 } else { byte };
        fs::write(&newest, bad).expect("the file");
        let found = open(folder.path()).load_snapshot(&id).await.expect("snapshots");
        assert_eq!(found.map(|snapshot| snapshot.seq), Some(1), "J10: byte {at}");
    }
    for len in [0, 10, 100, whole.len() - 1] {
        fs::write(&newest, &whole[..len]).expect("the file");
        let found = open(folder.path()).load_snapshot(&id).await.expect("snapshots");
        assert_eq!(found.map(|snapshot| snapshot.seq), Some(1), "J10: cut at {len}");
    }
    fs::write(newest.with_file_name("00000000000000000009.snap"), &whole).expect("the file");
    let found = open(folder.path()).load_snapshot(&id).await.expect("snapshots");
    assert_eq!(found.map(|snapshot| snapshot.seq), Some(1), "J10: under another number");
    // What the disk does not give is no reason to keep a statement shut: the journal has it all.
    fs::create_dir(newest.with_file_name("00000000000000000010.snap")).expect("a folder in its place");
    let found = open(folder.path()).load_snapshot(&id).await.expect("snapshots");
    assert_eq!(found.map(|snapshot| snapshot.seq), Some(1), "J10: not to be read");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_server_is_told_so() {
    let folder = folder();
    let first = open(folder.path());
    let refused = refusal(folder.path()).to_string();
    let path = folder.path().display();
    assert_eq!(refused, format!("another Kyodo is already running on the data folder {path}"), "J16");
    let head = write(&first, &id("unharmed"), 0, "goes on").await;
    drop(first);
    assert_eq!(open(folder.path()).head(&id("unharmed")).await, Ok(Some(head)), "J16");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unfinished_index_is_moved_aside() {
    let folder = folder();
    let head = write(&open(folder.path()), &id("there"), 0, "still").await;
    fs::write(folder.path().join("sled/snap.00000000000FFFFF.generating"), b"half").expect("a file");
    let store = open(folder.path());
    assert_eq!(store.head(&id("there")).await, Ok(Some(head)), "J16");
    assert!(
        folder.path().join("aside/snap.00000000000FFFFF.generating").exists(),
        "J16: nothing is thrown away"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_that_is_none_is_refused_in_one_sentence() {
    let folder = folder();
    let file = folder.path().join("file");
    fs::write(&file, b"not a folder").expect("a file");
    let refused = [refusal(&file), refusal(&file.join("below")), refusal(Path::new("/proc/kyodo"))];
    for error in refused {
        let sentence = error.to_string();
        assert!(sentence.starts_with("the data folder /") && !sentence.contains('\n'), "J16: {sentence}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn another_programs_data_is_left_alone() {
    let folder = folder();
    fs::create_dir(folder.path().join("sled")).expect("a folder");
    tamper(folder.path(), |db| drop(db.insert(b"their", b"data").expect("sled")));
    assert!(refusal(folder.path()).to_string().ends_with("something else than Kyodo wrote it"), "J16");
    tamper(folder.path(), |db| drop(db.insert(b"v", b"kyodo-store/2").expect("sled")));
    assert!(refusal(folder.path()).to_string().ends_with("another version of Kyodo wrote it"), "J16");
}

/// Garbage over sled's own files must not end the program without a sentence, nor show other words.
#[tokio::test(flavor = "multi_thread")]
async fn garbage_in_the_file_is_noticed_or_harmless() {
    let source = folder();
    let id = id("statement");
    {
        let store = open(source.path());
        for seq in 0..60 {
            assert!(store.append(&id, seq, vec![vec![seq as u8; 3000].into()]).await.is_ok());
        }
    }
    let whole = fs::read(source.path().join("sled/db")).expect("the file");
    for round in 0..12_usize {
        let folder = folder();
        fs::create_dir(folder.path().join("sled")).expect("a folder");
        for name in files(&source.path().join("sled")) {
            fs::copy(&name, folder.path().join("sled").join(name.file_name().expect("a name")))
                .expect("a copy");
        }
        let mut bad = whole.clone();
        let at = whole.len() / 13 * round + 1234;
        bad[at..at + 300].fill(0xA5);
        fs::write(folder.path().join("sled/db"), bad).expect("the file");
        fs::copy(source.path().join("witness"), folder.path().join("witness")).expect("a copy");
        let Ok(store) = SledStore::open(folder.path()) else { continue };
        match store.head(&id).await {
            Ok(head) => {
                assert_eq!(head.map(|head| head.seq), Some(60), "J15: round {round}: lost in silence")
            }
            Err(error) => assert!(matches!(error, ReadError::Damaged(_)), "J15: round {round}: {error}"),
        }
        let mut after = 0;
        while let Ok(pages) = store.read(&id, after, 1 << 20).await {
            let Some(last) = pages.last() else { break };
            after = last.last();
            let same = |page: &Page| page.entries[0] == vec![(page.first - 1) as u8; 3000];
            assert!(pages.iter().all(same), "J15: round {round}: other words");
        }
    }
}

fn files(path: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(path).expect("a folder").map(|entry| entry.expect("an entry").path());
    entries.filter(|path| path.is_file()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_foreign_snapshot_is_no_memory_of_this_journal() {
    let folder = folder();
    let store = open(folder.path());
    let snapshot = Snapshot { seq: 1, link: [1; 32], bytes: Bytes::new() };
    let refused = store.save_snapshot(&id("never-begun"), snapshot).await;
    assert_eq!(refused, Err(StoreError::Foreign { seq: 1 }), "J10");
    assert!(!folder.path().join("snapshots/never-begun").exists(), "J10: nothing is left");
}

/// The program was killed while it stored a large page: the page never was, and what is left of it harms nothing.
#[tokio::test(flavor = "multi_thread")]
async fn the_beginning_of_an_unfinished_page_is_no_damage() {
    let id = id("statement");
    let large = |byte: u8| vec![Bytes::from(vec![byte; 300_000])];
    for (cut, then) in [(0, 100), (32, 300_000), (64, 200_000), (64, 600_000)] {
        let (folder, mut unfinished) = (folder(), Vec::new());
        write(&open(folder.path()), &id, 0, "one two").await;
        let copy = self::folder();
        write(&open(copy.path()), &id, 0, "one two").await;
        assert!(open(copy.path()).append(&id, 2, large(b'a')).await.is_ok());
        tamper(copy.path(), |db| {
            unfinished =
                (0..=cut).filter_map(|n| Some((n, db.get(chunk("statement", 3, n)).ok()??))).collect();
        });
        assert_eq!(unfinished.len(), cut as usize + 1, "the page has enough chunks");
        tamper(folder.path(), |db| {
            for (n, value) in unfinished {
                db.insert(chunk("statement", 3, n), value).expect("sled");
            }
        });
        let store = open(folder.path());
        assert_eq!(text(&all(&store, &id, 1024).await), "one two", "J12: cut at chunk {cut}");
        let entry = Bytes::from(vec![b'b'; then]);
        let head = store.append(&id, 2, vec![entry.clone()]).await.expect("an append");
        drop(store);
        let store = open(folder.path());
        assert_eq!(store.head(&id).await, Ok(Some(head)), "J12: cut at chunk {cut}, then {then} bytes");
        let pages = store.read(&id, 2, 1).await.expect("the page");
        assert!(pages[0].entries == [entry], "J12: cut at chunk {cut}, then {then} bytes");
        write(&store, &id, 3, "four").await;
        assert_eq!(all(&store, &id, 1024).await.len(), 3, "J12");
    }
}

/// The witness alone: it may lag behind or be missing, but a journal that ends before it has lost something.
#[tokio::test(flavor = "multi_thread")]
async fn a_journal_that_ends_before_its_witness_is_damaged() {
    let (folder, id) = (folder(), id("statement"));
    let witness = folder.path().join("witness");
    let mut copies = Vec::new();
    for round in 0..3 {
        let head = write(&open(folder.path()), &id, round, "word").await;
        copies.push((fs::read(&witness).expect("the file"), head));
    }
    let leads = copies.pop().expect("the last").0;
    for older in [&copies[0].0[..], &[], &leads[..100], &[0xA5; 300], &leads] {
        fs::write(&witness, older).expect("the file");
        let head = open(folder.path()).head(&id).await.expect("a whole journal").unwrap_or_default();
        assert_eq!(head.seq, 3, "J15: a witness that lags is none against the journal");
    }
    tamper(folder.path(), |db| {
        db.remove(chunk("statement", 3, 0)).expect("sled");
        let head = copies[1].1;
        let mut record = [&b"KJH\x01"[..], &head.seq.to_be_bytes(), &head.link].concat();
        let crc = crc32fast::hash(&record);
        record.extend(crc.to_be_bytes());
        db.insert(b"hstatement", record).expect("sled");
    });
    let store = open(folder.path());
    let Err(ReadError::Damaged(damage)) = store.head(&id).await else { panic!("J15: not noticed") };
    assert_eq!(damage.good, copies[1].1, "J15");
    let refused = store.append(&id, 2, words("over it")).await;
    assert_eq!(refused, Err(AppendError::Damaged(damage)), "J15");
}
