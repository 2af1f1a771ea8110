//! The writer that is killed: three statements, pages of any size, a fact and a snapshot now and then. It says
//! each acknowledgement on standard output, and what it will write is known from the seed alone.

use journal::{Directory, Journal, SledStore, Snapshot, Table, contract};
use std::io::Write;

/// The statements it writes.
pub const STATEMENTS: [&str; 3] = ["opening", "pillar-1", "closing"];

pub use journal::testing::power::chance;

/// The entry `seq` of a statement: mostly a few letters, at times more than sled holds in one value, rarely what
/// a browser sends after a week offline. Seeds from 1000 on write mostly large entries: then sled reuses parts of
/// its file within one batch.
pub fn entry(seed: u64, statement: usize, seq: u64) -> Vec<u8> {
    let size = match chance(seed, statement as u64, seq) % 100 {
        40.. if seed >= 1000 => 700_000,
        0..80 => 120,
        80..95 => 5_000,
        95..99 => 70_000,
        _ => 1_500_000,
    };
    let start = chance(seed, seq, statement as u64) as usize;
    (0..size).map(|at: usize| (start.wrapping_add(at) >> 3) as u8).collect()
}

/// How many entries the page after `seq` has.
pub fn page(seed: u64, statement: usize, seq: u64) -> u64 {
    1 + chance(seed, seq.wrapping_add(77), statement as u64) % 4
}

/// Says that everything up to `seq` was acknowledged; one write, so a kill never splits it.
fn acknowledge(what: &str, seq: u64) {
    let line = format!("ack {what} {seq}\n");
    std::io::stdout().write_all(line.as_bytes()).expect("a pipe");
}

#[test]
fn writes_until_it_is_killed() {
    let Some(folder) = std::env::var_os("JOURNAL_CHILD") else { return };
    // Ends the line the test runner has begun.
    println!();
    let number = |name| std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(0);
    let (seed, pages): (u64, u64) = (number("JOURNAL_SEED"), number("JOURNAL_PAGES"));
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).build().expect("a runtime");
    let store = match SledStore::open(folder) {
        Ok(store) => std::sync::Arc::new(store),
        Err(error) => return println!("refused {error}"),
    };
    runtime.block_on(async {
        let mut writers = tokio::task::JoinSet::new();
        for statement in 0..STATEMENTS.len() {
            writers.spawn(write(store.clone(), seed, statement, pages));
        }
        writers.join_all().await;
    });
}

async fn write(store: std::sync::Arc<SledStore>, seed: u64, statement: usize, pages: u64) {
    let id = contract::id(STATEMENTS[statement]);
    let mut head = store.head(&id).await.expect("a whole journal").unwrap_or_default();
    for turn in 0..pages {
        let entries =
            (1..=page(seed, statement, head.seq)).map(|n| entry(seed, statement, head.seq + n).into());
        match store.append(&id, head.seq, entries.collect()).await {
            Ok(next) => head = next,
            Err(error) => {
                println!("failed {error}");
                if std::env::var_os("JOURNAL_PATIENT").is_none() {
                    return;
                }
                let waited = store.trouble().wait_for(Option::is_none).await.map(drop);
                waited.expect("the store is there");
                continue;
            }
        }
        acknowledge(STATEMENTS[statement], head.seq);
        if turn % 16 == 5 {
            let fact = head.seq.to_be_bytes().to_vec();
            let key = STATEMENTS[statement].as_bytes();
            if store.put(Table::Links, key, fact.into()).await.is_ok() {
                acknowledge(&format!("fact-{}", STATEMENTS[statement]), head.seq);
            }
            let snapshot = Snapshot { seq: head.seq, link: head.link, bytes: vec![1; 20_000].into() };
            if store.save_snapshot(&id, snapshot).await.is_ok() {
                acknowledge(&format!("snapshot-{}", STATEMENTS[statement]), head.seq);
            }
        }
    }
}
