//! Power loss, at chosen moments of a recorded life ([`journal::testing::power`]): what was acknowledged is there.

use crate::{
    kill::{Acknowledged, compare, note},
    traced,
};
use journal::{
    Directory, SledStore, Table,
    testing::{
        power::Cuts,
        trace::{self, Step},
    },
};
use std::{fs, path::Path};

/// Records one writer in a folder that may hold something already.
fn record(folder: &Path, seed: u64, pages: u64) -> Vec<Step> {
    let log = tempfile::NamedTempFile::new().expect("a log");
    let output = traced(&trace::WHOLE, log.path(), folder, seed, pages).output().expect("strace");
    assert!(output.status.success(), "the writer failed under strace: {output:?}");
    let log = fs::read_to_string(log.path()).expect("the log");
    trace::read(&log, folder)
}

/// The most bytes that were written to sled's file with no sync between, from the first acknowledgement on.
fn most_between_syncs(steps: &[Step]) -> usize {
    let (mut most, mut since, mut running) = (0, 0, false);
    for step in steps {
        match step {
            Step::Said(text) => running |= text.contains("ack"),
            // A new life: what sled does while it opens, it makes durable itself.
            Step::Create { path } if path.ends_with("lock") => running = false,
            Step::Sync { path } if path.ends_with("sled/db") => since = 0,
            Step::Write { path, bytes, .. } if path.ends_with("sled/db") => since += bytes.len(),
            _ => {}
        }
        most = most.max(if running { since } else { 0 });
    }
    most
}

/// The highest acknowledged numbers among these steps, by what they are about.
fn acknowledged(steps: &[Step]) -> Acknowledged {
    let mut acknowledged = Acknowledged::new();
    for step in steps {
        if let Step::Said(text) = step {
            text.lines().for_each(|line| note(&mut acknowledged, line));
        }
    }
    acknowledged
}

/// Cuts the power and compares what is left with what was acknowledged.
async fn cut_power(seed: u64, pages: u64, cuts: u64, deaf: bool) {
    let outer = tempfile::tempdir().expect("a folder");
    let outer = outer.path().canonicalize().expect("its real path");
    let folder = outer.join("data");
    let mut steps = record(&folder, seed, pages);
    steps.extend(record(&folder, seed, pages / 4));
    let said = steps.iter().filter(|step| matches!(step, Step::Said(_))).count();
    let synced = steps.iter().filter(|step| matches!(step, Step::Sync { .. })).count();
    assert!(said as u64 > pages && synced as u64 > pages / 4, "the recording is hollow: {said} {synced}");

    let most = most_between_syncs(&steps);
    println!("seed {seed}: J17: at most {most} bytes between two syncs");
    assert!(most < 2 << 20, "J17: seed {seed}: {most} bytes: sled may overwrite what is not safe elsewhere");

    let acknowledges = |step: &Step| matches!(step, Step::Said(text) if text.contains("ack"));
    for cut in Cuts::new(&steps, acknowledges, seed, cuts, deaf) {
        let rebuilt = tempfile::tempdir().expect("a folder");
        cut.disk.build(&folder, rebuilt.path());
        let (at, luck) = (cut.after - 1, cut.luck);
        let story = format!("seed {seed}, power cut after step {at}, {luck} % of the rest written");
        let acknowledged = acknowledged(&steps[..cut.after]);
        compare(rebuilt.path(), seed, &acknowledged, &story).await;
        go_on(rebuilt.path(), &story).await;
    }
}

/// Writes over what the power left; nor are the next starts a repair.
async fn go_on(folder: &Path, story: &str) {
    for start in 0_u8..2 {
        let store = SledStore::open(folder).unwrap_or_else(|error| panic!("{story}, start {start}: {error}"));
        store.put(Table::Links, b"after", vec![start].into()).await.expect("a fact");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_power_it_keeps_what_it_acknowledged() {
    cut_power(21, 60, 14, false).await;
}

/// Large pages: sled reuses parts of its file all the time.
#[tokio::test(flavor = "multi_thread")]
async fn without_power_in_large_pages_it_keeps_what_it_acknowledged() {
    cut_power(1001, 6, 8, false).await;
}

/// These tests would see a store that does not make its file durable.
#[tokio::test(flavor = "multi_thread")]
#[should_panic(expected = "J11: seed 22, power cut after step")]
async fn a_deaf_disk_is_seen() {
    cut_power(22, 12, 3, true).await;
}

/// The longer run, by hand: `cargo nextest run -p journal --run-ignored all power`; `JOURNAL_SEEDS` is how many seeds
/// of each kind, from `JOURNAL_SEED` on, `JOURNAL_CUTS` how many moments of each.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "takes minutes"]
async fn without_power_over_and_over() {
    let number = |name, usual| std::env::var(name).map_or(usual, |text| text.parse().expect("a number"));
    let (from, seeds, cuts) =
        (number("JOURNAL_SEED", 1), number("JOURNAL_SEEDS", 3), number("JOURNAL_CUTS", 40));
    for seed in (from..from + seeds).flat_map(|seed| [1000 + seed, 100 + seed]) {
        let pages = if seed < 1000 { 200 } else { 12 };
        cut_power(seed, pages, cuts, false).await;
    }
}
