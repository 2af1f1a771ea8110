//! A disk that fails or is full: one clear sentence, nothing acknowledged is lost, nothing is written after it.

use crate::{
    child::STATEMENTS,
    kill::{Acknowledged, compare, note},
    traced, writer,
};
use std::{
    path::Path,
    process::Command,
    time::{Duration, Instant},
};

/// What the writer acknowledged, and what it complained of.
fn run(mut command: Command, story: &str) -> (Acknowledged, Vec<String>) {
    let output = command.output().expect("the writer");
    let (mut acknowledged, mut complaints) = (Acknowledged::new(), Vec::new());
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        note(&mut acknowledged, line);
        complaints.extend(line.strip_prefix("failed ").map(str::to_owned));
    }
    assert!(!acknowledged.is_empty(), "{story}: nothing was acknowledged before it");
    (acknowledged, complaints)
}

async fn fails(command: Command, folder: &Path, seed: u64, sentence: &str, story: &str) {
    let (acknowledged, complaints) = run(command, story);
    assert_eq!(complaints.len(), 3, "J14: {story}: every room hears of it: {complaints:?}");
    let said = complaints.iter().all(|complaint| complaint.contains(sentence));
    assert!(said, "J14: {story}: {complaints:?}");
    compare(folder, seed, &acknowledged, story).await;
}

/// The system call `call` of the writer fails as told.
async fn with_fault(call: &str, fault: &str, seed: u64, sentence: &str) {
    let folder = tempfile::tempdir().expect("a folder");
    let log = tempfile::NamedTempFile::new().expect("a log");
    let (trace, inject) = (format!("trace={call}"), format!("inject={call}:{fault}"));
    let command = traced(&["-e", &trace, "-e", &inject], log.path(), folder.path(), seed, 500);
    fails(command, folder.path(), seed, sentence, &inject).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_is_said_and_loses_nothing() {
    with_fault("pwrite64", "error=ENOSPC:when=40+", 31, "the disk is full").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failed_sync_stops_the_store() {
    with_fault("fdatasync", "error=EIO:when=20", 33, "the disk failed").await;
}

/// Files may grow only so far. Large pages are written on sled's own threads, where its errors wake nobody.
#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_under_a_large_page_does_not_hang() {
    for (seed, blocks) in [(41, 12_000), (42, 20_000), (43, 30_001), (44, 40_003)] {
        let folder = tempfile::tempdir().expect("a folder");
        let inner = writer(folder.path(), seed, 2_000);
        let mut command = Command::new("sh");
        command.args(["-c", "trap '' XFSZ; ulimit -f \"$0\"; exec \"$@\"", &blocks.to_string()]);
        command.arg(inner.get_program()).args(inner.get_args());
        command.envs(inner.get_envs().filter_map(|(name, value)| Some((name, value?))));
        let began = Instant::now();
        fails(command, folder.path(), seed, "the disk is full", &format!("{blocks} blocks")).await;
        assert!(began.elapsed() < Duration::from_secs(60), "J14: it took {:?}", began.elapsed());
    }
}

/// The disk has no room for a while: every room hears of it, and writes on in the same process when there is some.
#[tokio::test(flavor = "multi_thread")]
async fn j18_after_a_full_disk_writing_goes_on_by_itself() {
    let folder = tempfile::tempdir().expect("a folder");
    let log = tempfile::NamedTempFile::new().expect("a log");
    // Room for the first segments, then none when asked twice, then as much as is wanted.
    let options = ["-e", "trace=fallocate", "-e", "inject=fallocate:error=ENOSPC:when=2..3"];
    let mut command = traced(&options, log.path(), folder.path(), 1035, 30);
    command.env("JOURNAL_PATIENT", "1");
    let (acknowledged, complaints) = run(command, "full for a while");
    let full = "the disk is full: nothing can be saved until there is room on it";
    assert!(
        !complaints.is_empty() && complaints.iter().all(|said| said.contains(full)),
        "J18: {complaints:?}"
    );
    let all = STATEMENTS.iter().all(|name| acknowledged.get(*name).is_some_and(|seq| *seq >= 30));
    assert!(all, "J18: 30 pages each were written in the end: {acknowledged:?}");
    compare(folder.path(), 1035, &acknowledged, "full for a while").await;
}

/// What the writer says when opening the folder's lock fails as told.
fn refusal(error: &str) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().canonicalize().expect("its real path");
    let log = tempfile::NamedTempFile::new().expect("a log");
    let (lock, inject) = (path.join("lock"), format!("inject=openat:error={error}"));
    let options = ["-P", lock.to_str().expect("a path"), "-e", "trace=openat", "-e", &inject];
    let output = traced(&options, log.path(), &path, 51, 1).output().expect("the writer");
    let output = String::from_utf8_lossy(&output.stdout).into_owned();
    let said = output.lines().find_map(|line| line.strip_prefix("refused ")).unwrap_or_default();
    said.replace(path.to_str().expect("a path"), "FOLDER")
}

#[test]
fn a_folder_that_cannot_be_written_is_refused_in_one_sentence() {
    let read_only = "the data folder FOLDER can only be read; Kyodo must be able to write there";
    assert_eq!(refusal("EROFS"), read_only, "J16");
    assert_eq!(refusal("EACCES"), read_only, "J16");
    assert_eq!(refusal("ENOSPC"), "the disk of the data folder FOLDER is full", "J16");
}
