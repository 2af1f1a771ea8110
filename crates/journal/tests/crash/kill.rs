//! SIGKILL at any moment: everything that was acknowledged is there, whole, and the next writer goes on from it.

use crate::{child, writer};
use journal::{Directory, Journal, Page, SledStore, Table, contract};
use std::{
    collections::BTreeMap,
    io::{BufRead, BufReader},
    path::Path,
    process::Command,
};

/// The highest acknowledged number by what it is about.
pub type Acknowledged = BTreeMap<String, u64>;

/// Adds what one line of the writer says.
pub fn note(acknowledged: &mut Acknowledged, line: &str) {
    let mut words = line.split(' ');
    if let (Some("ack"), Some(what), Some(seq)) = (words.next(), words.next(), words.next()) {
        let seq: u64 = seq.parse().expect("a number");
        let known = acknowledged.entry(what.to_owned()).or_default();
        *known = seq.max(*known);
    }
}

/// Runs the writer, kills it after so many acknowledgements, and adds them.
fn run_and_kill(mut command: Command, after: usize, acknowledged: &mut Acknowledged) {
    let mut child = command.spawn().expect("the writer");
    let lines = BufReader::new(child.stdout.take().expect("its output")).lines();
    let mut heard = 0;
    for line in lines.map_while(Result::ok) {
        note(acknowledged, &line);
        heard += usize::from(line.starts_with("ack"));
        if heard == after {
            child.kill().expect("SIGKILL");
        }
    }
    child.wait().expect("its end");
    assert!(heard >= after, "the writer ended by itself after {heard} acknowledgements");
}

/// Opens the folder and compares it with what was acknowledged and with what the seed says was written.
pub async fn compare(folder: &Path, seed: u64, acknowledged: &Acknowledged, story: &str) {
    let store = SledStore::open(folder).unwrap_or_else(|error| panic!("{story}: {error}"));
    for (number, name) in child::STATEMENTS.into_iter().enumerate() {
        let id = contract::id(name);
        let pages = contract::all(&store, &id, 1 << 20).await;
        let entries: Vec<_> = pages.iter().flat_map(|page| &page.entries).collect();
        let promised = acknowledged.get(name).copied().unwrap_or(0);
        assert!(entries.len() as u64 >= promised, "J11: {story}: {name} has {} of {promised}", entries.len());
        for (seq, entry) in (1..).zip(entries) {
            assert!(*entry == child::entry(seed, number, seq), "J11: {story}: {name} {seq} is another entry");
        }
        for page in &pages {
            let expected = child::page(seed, number, page.first - 1);
            assert_eq!(page.entries.len() as u64, expected, "J12: {story}: half a page of {name}");
        }
        let head = store.head(&id).await.expect("a whole journal").unwrap_or_default().seq;
        assert_eq!(head, pages.last().map_or(0, Page::last), "J12: {story}: {name}");
        let fact = store.get(Table::Links, name.as_bytes()).await.expect("facts").unwrap_or_default();
        let fact = fact.as_ref().try_into().map_or(0, u64::from_be_bytes);
        let promised = acknowledged.get(&format!("fact-{name}")).copied().unwrap_or(0);
        assert!(fact >= promised, "D1: {story}: the fact of {name} is {fact}, not {promised}");
        let snapshot = store.load_snapshot(&id).await.expect("snapshots").map_or(0, |snapshot| snapshot.seq);
        let promised = acknowledged.get(&format!("snapshot-{name}")).copied().unwrap_or(0);
        assert!(snapshot >= promised, "J10: {story}: the snapshot of {name} is {snapshot}, not {promised}");
    }
    let strays = std::fs::read_dir(folder.join("sled/blobs")).expect("blobs").count();
    assert_eq!(strays, 0, "J13: {story}: something went to blobs/");
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_at_random_moments_it_keeps_what_it_acknowledged() {
    let folder = tempfile::tempdir().expect("a folder");
    let (seed, mut acknowledged) = (11, Acknowledged::new());
    for round in 0..20 {
        let after = 1 + child::chance(seed, round, 5) as usize % 40;
        run_and_kill(writer(folder.path(), seed, 10_000), after, &mut acknowledged);
        compare(folder.path(), seed, &acknowledged, &format!("round {round}, killed after {after}")).await;
    }
}
