//! What every engine must do, as tests over the traits: `SPEC.md` rules J1 to J9 and D1 to D3. An engine's tests
//! call [`journal`] and [`directory`] with an empty store. A broken rule is a panic that names it.

use crate::{AppendError, Directory, Head, Journal, MAX_PAGE, Page, Seq, Snapshot, StoreError, Table};
use bytes::Bytes;
use statement::StatementId;
use std::sync::Arc;

type Store = Arc<dyn Journal>;

/// Every rule for journals, one statement a rule.
pub async fn journal(store: Store) {
    begins_with_nothing(&store).await;
    counts_from_one(&store).await;
    keeps_what_was_given(&store).await;
    refuses_another_sequence(&store).await;
    lets_one_of_many_win(&store).await;
    keeps_statements_apart(&store).await;
    reads_whole_pages(&store).await;
    bounds_what_it_reads(&store).await;
    refuses_too_much(&store).await;
    wakes_followers(&store).await;
    chains_its_pages(&store).await;
    keeps_two_snapshots(&store).await;
    refuses_foreign_snapshots(&store).await;
}

/// A statement's id for a test.
pub fn id(name: &str) -> StatementId {
    name.parse().unwrap_or_else(|_| panic!("{name} is no id"))
}

/// Entries for a test, one a word.
pub fn words(text: &str) -> Vec<Bytes> {
    text.split(' ').map(|word| Bytes::copy_from_slice(word.as_bytes())).collect()
}

/// Appends one page of words, which must succeed.
pub async fn write(store: &dyn Journal, id: &StatementId, after: Seq, text: &str) -> Head {
    match store.append(id, after, words(text)).await {
        Ok(head) => head,
        Err(error) => panic!("append to {id} after {after}: {error}"),
    }
}

/// Everything a journal holds, read in pieces of `limit` bytes; it must be whole.
pub async fn all(store: &dyn Journal, id: &StatementId, limit: usize) -> Vec<Page> {
    let mut pages: Vec<Page> = Vec::new();
    loop {
        let after = pages.last().map_or(0, Page::last);
        match store.read(id, after, limit).await {
            Ok(more) if more.is_empty() => return pages,
            Ok(more) => pages.extend(more),
            Err(error) => panic!("read of {id} after {after}: {error}"),
        }
    }
}

/// The entries of pages, as text.
pub fn text(pages: &[Page]) -> String {
    let entries = pages.iter().flat_map(|page| &page.entries);
    entries.map(|entry| String::from_utf8_lossy(entry).into_owned()).collect::<Vec<_>>().join(" ")
}

async fn begins_with_nothing(store: &Store) {
    let id = id("not-begun");
    assert_eq!(store.head(&id).await, Ok(None), "J1");
    assert_eq!(store.read(&id, 0, 1024).await, Ok(vec![]), "J1");
    assert_eq!(*store.follow(&id).borrow(), 0, "J1");
    assert_eq!(store.append(&id, 0, vec![]).await, Ok(Head::default()), "J1: no entries are no page");
    assert_eq!(store.list().await, Ok(vec![]), "J1: asking after a journal does not begin it");
}

async fn counts_from_one(store: &Store) {
    let id = id("counted");
    assert_eq!(write(&**store, &id, 0, "We, the").await.seq, 2, "J2");
    let head = write(&**store, &id, 2, "undersigned organisations, urge").await;
    assert_eq!(head.seq, 5, "J2");
    assert_eq!(store.head(&id).await, Ok(Some(head)), "J2");
    assert_eq!(store.append(&id, 5, vec![]).await, Ok(head), "J2: no entries are no page");
    let firsts: Vec<_> = all(&**store, &id, 1024).await.iter().map(|page| page.first).collect();
    assert_eq!(firsts, [1, 3], "J2: one append is one page");
}

async fn keeps_what_was_given(store: &Store) {
    let id = id("kept");
    let sizes = [0, 1, 100, 4095, 4096, 4097, 65_536, 1 << 20, 4 << 20];
    let mut given = Vec::new();
    for (at, size) in sizes.into_iter().enumerate() {
        let entry: Bytes = (0..size).map(|n: usize| (n * 31 + at) as u8).collect();
        let head = store.append(&id, at as Seq, vec![entry.clone()]).await.map(|head| head.seq);
        assert_eq!(head, Ok(at as Seq + 1), "J3: {size} bytes");
        given.push(entry);
    }
    let kept: Vec<_> = all(&**store, &id, 1 << 20).await.into_iter().flat_map(|page| page.entries).collect();
    assert!(kept == given, "J3: entries come back as they were");
}

async fn refuses_another_sequence(store: &Store) {
    let id = id("judged");
    assert_eq!(store.append(&id, 1, words("early")).await, Err(AppendError::Conflict { head: 0 }), "J4");
    write(&**store, &id, 0, "one two").await;
    for after in [0, 1, 3, Seq::MAX] {
        let refused = store.append(&id, after, words("late")).await;
        assert_eq!(refused, Err(AppendError::Conflict { head: 2 }), "J4: judged against {after}");
    }
    assert_eq!(text(&all(&**store, &id, 1024).await), "one two", "J4: a refused append leaves nothing");
}

/// Amara and seven others judge against the same head at the same moment, again and again.
async fn lets_one_of_many_win(store: &Store) {
    let id = id("contested");
    for round in 0..10 {
        let mut tries = tokio::task::JoinSet::new();
        for writer in 0..8 {
            let (store, id) = (store.clone(), id.clone());
            tries.spawn(async move { store.append(&id, round, words(&format!("{round}:{writer}"))).await });
        }
        let outcomes = tries.join_all().await;
        let won = outcomes.iter().filter(|outcome| outcome.is_ok()).count();
        assert_eq!(won, 1, "J4: {outcomes:?}");
        let conflict = AppendError::Conflict { head: round + 1 };
        let lost = outcomes.iter().filter_map(|outcome| outcome.as_ref().err());
        assert!(lost.into_iter().all(|error| *error == conflict), "J4: {outcomes:?}");
    }
    assert_eq!(all(&**store, &id, 64).await.len(), 10, "J4");
}

async fn keeps_statements_apart(store: &Store) {
    let names = ["apart", "apart-2", "apart-", "apar"];
    for name in names {
        write(&**store, &id(name), 0, name).await;
    }
    for name in names {
        assert_eq!(text(&all(&**store, &id(name), 1024).await), name, "J5");
    }
    let listed = store.list().await.unwrap_or_default();
    assert!(listed.is_sorted(), "J5");
    assert!(names.into_iter().all(|name| listed.contains(&id(name))), "J5");
}

async fn reads_whole_pages(store: &Store) {
    let id = id("in-pages");
    write(&**store, &id, 0, "a b c").await;
    write(&**store, &id, 3, "d").await;
    write(&**store, &id, 4, "e f").await;
    let expected = [(0, "a b c d e f"), (1, "a b c d e f"), (2, "a b c d e f")];
    let expected = expected.into_iter().chain([(3, "d e f"), (4, "e f"), (5, "e f"), (6, ""), (99, "")]);
    for (after, rest) in expected {
        let pages = store.read(&id, after, 1024).await.unwrap_or_default();
        assert_eq!(text(&pages), rest, "J6: after {after}");
    }
}

async fn bounds_what_it_reads(store: &Store) {
    let id = id("bounded");
    for n in 0..20 {
        let entry = Bytes::from(vec![n as u8; 1000]);
        assert!(store.append(&id, n, vec![entry]).await.is_ok(), "J6");
    }
    assert_eq!(store.read(&id, 0, 0).await.map(|pages| pages.len()), Ok(1), "J6: never less than a page");
    assert_eq!(store.read(&id, 0, 5100).await.map(|pages| pages.len()), Ok(5), "J6");
    assert_eq!(all(&**store, &id, 3000).await.len(), 20, "J6");
}

async fn refuses_too_much(store: &Store) {
    let id = id("too-much");
    let most = MAX_PAGE - 4;
    let refused = store.append(&id, 0, vec![vec![0; most + 1].into()]).await;
    let expected = StoreError::TooLarge { bytes: MAX_PAGE + 1, most: MAX_PAGE };
    assert_eq!(refused, Err(expected.into()), "J7");
    assert!(store.append(&id, 0, vec![vec![7; most].into()]).await.is_ok(), "J7: and it goes on");
}

async fn wakes_followers(store: &Store) {
    let id = id("followed");
    let mut early = store.follow(&id);
    write(&**store, &id, 0, "one").await;
    assert!(early.changed().await.is_ok(), "J8");
    assert_eq!(*early.borrow_and_update(), 1, "J8");
    let mut late = store.follow(&id);
    assert_eq!(*late.borrow_and_update(), 1, "J8");
    assert!(store.append(&id, 0, words("refused")).await.is_err());
    assert_eq!(late.has_changed().ok(), Some(false), "J8: a refusal wakes nobody");
    write(&**store, &id, 1, "two three").await;
    assert!(late.wait_for(|head| *head == 3).await.is_ok() && *early.borrow() == 3, "J8");
}

/// The same words in the same pages have the same links in every engine; other words or pages do not.
async fn chains_its_pages(store: &Store) {
    let (bilal, chiyo) = (id("chained-by-bilal"), id("chained-by-chiyo"));
    let first = write(&**store, &bilal, 0, "lock it").await;
    let other = write(&**store, &chiyo, 0, "lock it").await;
    assert_ne!(first.link, other.link, "J9: a page belongs to its statement");
    let second = write(&**store, &bilal, 2, "lock it").await;
    assert_ne!(first.link, second.link, "J9: and to its place");
    let links: Vec<_> = all(&**store, &bilal, 1024).await.iter().map(Page::head).collect();
    assert_eq!(links, [first, second], "J9: what append told is what is read");
}

async fn keeps_two_snapshots(store: &Store) {
    let id = id("remembered");
    assert_eq!(store.load_snapshot(&id).await, Ok(None), "J10");
    for seq in 1..=4 {
        let head = write(&**store, &id, seq - 1, "word").await;
        let bytes = Bytes::from(vec![seq as u8; 100_000]);
        let snapshot = Snapshot { seq, link: head.link, bytes };
        assert_eq!(store.save_snapshot(&id, snapshot.clone()).await, Ok(()), "J10");
        assert_eq!(store.load_snapshot(&id).await, Ok(Some(snapshot)), "J10: the newest");
    }
}

async fn refuses_foreign_snapshots(store: &Store) {
    let id = id("own-memory");
    let head = write(&**store, &id, 0, "two words").await;
    for (seq, link) in [(1, head.link), (3, head.link), (0, [0; 32]), (2, [7; 32])] {
        let snapshot = Snapshot { seq, link, bytes: Bytes::new() };
        let refused = store.save_snapshot(&id, snapshot).await;
        assert_eq!(refused, Err(StoreError::Foreign { seq }), "J10: at {seq}");
    }
    assert_eq!(store.load_snapshot(&id).await, Ok(None), "J10");
}

/// Every rule for facts.
pub async fn directory(store: Arc<dyn Directory>) {
    sets_and_takes_away(&*store).await;
    scans_in_order(&*store).await;
    swaps_only_what_is_there(&store).await;
    refuses_large_facts(&*store).await;
}

async fn sets_and_takes_away(store: &dyn Directory) {
    assert_eq!(store.get(Table::Alliance, b"name").await, Ok(None), "D1");
    for name in ["Alliance of NGOs", "Alliance"] {
        assert_eq!(store.put(Table::Alliance, b"name", name.into()).await, Ok(()), "D1");
        assert_eq!(store.get(Table::Alliance, b"name").await, Ok(Some(name.into())), "D1");
    }
    assert_eq!(store.get(Table::SetUp, b"name").await, Ok(None), "D1: tables are apart");
    for _ in 0..2 {
        assert_eq!(store.delete(Table::Alliance, b"name").await, Ok(()), "D1: also twice");
        assert_eq!(store.get(Table::Alliance, b"name").await, Ok(None), "D1");
    }
}

async fn scans_in_order(store: &dyn Directory) {
    for key in ["b", "ab", "a", "", "aa"] {
        assert_eq!(store.put(Table::Links, key.as_bytes(), Bytes::new()).await, Ok(()), "D2");
    }
    for (prefix, expected) in [("a", vec!["a", "aa", "ab"]), ("ab", vec!["ab"]), ("c", vec![])] {
        let found = store.scan(Table::Links, prefix.as_bytes()).await.unwrap_or_default();
        let keys: Vec<_> = found.into_iter().map(|(key, _)| key).collect();
        assert_eq!(keys, expected, "D2: {prefix}");
    }
    assert_eq!(store.scan(Table::Links, b"").await.map(|found| found.len()), Ok(5), "D2");
    assert_eq!(store.scan(Table::SetUp, b"").await, Ok(vec![]), "D2");
}

/// Two helpers open the set-up link at the same moment: one of them sets up.
async fn swaps_only_what_is_there(store: &Arc<dyn Directory>) {
    let (link, used) = (Bytes::from("hash"), Bytes::from("used"));
    let swap = |old, new| store.swap(Table::SetUp, b"link", old, new);
    assert_eq!(swap(Some(link.clone()), None).await, Ok(false), "D3");
    assert_eq!(swap(None, Some(link.clone())).await, Ok(true), "D3");
    assert_eq!(swap(None, Some(used.clone())).await, Ok(false), "D3");
    let mut tries = tokio::task::JoinSet::new();
    for _ in 0..8 {
        let (store, old, new) = (store.clone(), link.clone(), used.clone());
        tries.spawn(async move { store.swap(Table::SetUp, b"link", Some(old), Some(new)).await });
    }
    let won = tries.join_all().await.into_iter().filter(|outcome| *outcome == Ok(true)).count();
    assert_eq!(won, 1, "D3");
    assert_eq!(swap(Some(used), None).await, Ok(true), "D3");
    assert_eq!(store.get(Table::SetUp, b"link").await, Ok(None), "D3");
}

async fn refuses_large_facts(store: &dyn Directory) {
    let fits = (vec![1; 256], Bytes::from(vec![2; 4096]));
    assert_eq!(store.put(Table::Sessions, &fits.0, fits.1.clone()).await, Ok(()), "D4");
    assert_eq!(store.get(Table::Sessions, &fits.0).await, Ok(Some(fits.1)), "D4");
    for (key, value) in [(257, 1), (1, 4097)] {
        let refused = store.put(Table::Sessions, &vec![1; key], vec![2; value].into()).await;
        assert!(matches!(refused, Err(StoreError::TooLarge { .. })), "D4: {refused:?}");
    }
}
