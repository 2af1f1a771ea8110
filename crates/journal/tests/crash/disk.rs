//! A disk that fails or is full: one clear sentence, nothing acknowledged is lost, nothing is written after it.

use crate::{
    kill::{Acknowledged, compare, note},
    traced,
};
use std::path::Path;

/// Runs the writer with a fault injected into its system calls; what it acknowledged, and what it complained of.
fn run_with(fault: &str, folder: &Path, seed: u64) -> (Acknowledged, Vec<String>) {
    let log = tempfile::NamedTempFile::new().expect("a log");
    let options = ["-e", "trace=none", "-e", fault];
    let output = traced(&options, log.path(), folder, seed, 500).output().expect("strace");
    let (mut acknowledged, mut complaints) = (Acknowledged::new(), Vec::new());
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        note(&mut acknowledged, line);
        complaints.extend(line.strip_prefix("failed ").map(str::to_owned));
    }
    assert!(!acknowledged.is_empty(), "{fault}: nothing was acknowledged before it");
    (acknowledged, complaints)
}

async fn fails(fault: &str, seed: u64, sentence: &str) {
    let folder = tempfile::tempdir().expect("a folder");
    let (acknowledged, complaints) = run_with(fault, folder.path(), seed);
    assert_eq!(complaints.len(), 3, "J14: every room hears of it: {complaints:?}");
    assert!(complaints.iter().any(|complaint| complaint.contains(sentence)), "J14: {complaints:?}");
    compare(folder.path(), seed, &acknowledged, fault).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_is_said_and_loses_nothing() {
    fails("inject=pwrite64:error=ENOSPC:when=40+", 31, "the disk is full").await;
}

/// Large pages are written on sled's own threads, where its errors wake nobody.
#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_under_a_large_page_does_not_hang() {
    for when in [60, 70, 80] {
        fails(&format!("inject=pwrite64:error=ENOSPC:when={when}+"), 32, "the disk is full").await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failed_sync_stops_the_store() {
    fails("inject=fdatasync:error=EIO:when=20", 33, "the disk failed").await;
}
