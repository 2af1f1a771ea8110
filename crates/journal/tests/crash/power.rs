//! Power loss. What a writer wrote and made durable is recorded; then folders are built that hold what was made
//! durable up to some moment and, of everything written since, nothing or any part, in any order. Each is opened.
//!
//! A killed process proves nothing here: the system's cache outlives it.

use crate::{
    child::chance,
    kill::compare,
    trace::{self, Step},
    traced,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

/// A disk as the system would show it after the power came back.
#[derive(Default)]
struct Disk {
    /// Names that are durable, or will be if the system was so kind.
    names: BTreeMap<PathBuf, usize>,
    folders: BTreeSet<PathBuf>,
    files: Vec<Vec<u8>>,
}

/// The files the writer sees, and of which steps the disk has been told for certain.
#[derive(Default)]
struct Recorder {
    /// What is durable.
    safe: Disk,
    /// What the writer sees: names to files.
    seen: BTreeMap<PathBuf, usize>,
    files: usize,
    /// Changes of files' contents since each was last made durable.
    pending: Vec<(usize, Change)>,
    /// Changes of names since their folder was last made durable.
    names: Vec<(PathBuf, Option<usize>)>,
}

#[derive(Clone)]
enum Change {
    Write(u64, Vec<u8>),
    SetLen(u64),
}

impl Change {
    fn apply(&self, file: &mut Vec<u8>) {
        match self {
            Self::Write(at, bytes) => {
                let (at, end) = (*at as usize, *at as usize + bytes.len());
                file.resize(file.len().max(end), 0);
                file[at..end].copy_from_slice(bytes);
            }
            Self::SetLen(len) => file.resize(*len as usize, 0),
        }
    }
}

impl Recorder {
    fn take(&mut self, step: &Step) {
        match step {
            Step::Create { path } if !self.seen.contains_key(path) => {
                self.seen.insert(path.clone(), self.files);
                self.names.push((path.clone(), Some(self.files)));
                self.safe.files.push(Vec::new());
                self.files += 1;
            }
            Step::MakeFolder { path } => drop(self.safe.folders.insert(path.clone())),
            Step::Write { path, at, bytes } => {
                // Disks write sectors and systems write pages: any of them may be missing.
                for (n, part) in (0..).zip(bytes.chunks(4096)) {
                    self.pending.push((self.seen[path], Change::Write(at + n * 4096, part.to_vec())));
                }
            }
            Step::SetLen { path, len } => self.pending.push((self.seen[path], Change::SetLen(*len))),
            Step::Rename { from, to } => {
                let file = self.seen.remove(from).expect("a file to rename");
                self.seen.insert(to.clone(), file);
                self.names.push((from.clone(), None));
                self.names.push((to.clone(), Some(file)));
            }
            Step::Unlink { path } => {
                self.seen.remove(path);
                self.names.push((path.clone(), None));
            }
            Step::Sync { path } => self.sync(path),
            Step::Create { .. } | Step::Said(_) => {}
        }
    }

    fn sync(&mut self, path: &Path) {
        if let Some(file) = self.seen.get(path) {
            let (done, left) = std::mem::take(&mut self.pending).into_iter().partition(|(of, _)| of == file);
            self.pending = left;
            let done: Vec<_> = done;
            done.iter().for_each(|(of, change)| change.apply(&mut self.safe.files[*of]));
        } else {
            let here = |name: &PathBuf| name.parent() == Some(path);
            let (done, left) = std::mem::take(&mut self.names).into_iter().partition(|(name, _)| here(name));
            self.names = left;
            let done: Vec<_> = done;
            done.into_iter().for_each(|(name, file)| self.safe.name(name, file));
        }
    }

    /// The disk if of everything not yet durable each piece is there when `lucky` says so.
    fn after(&self, mut lucky: impl FnMut() -> bool) -> Disk {
        let mut disk = Disk {
            names: self.safe.names.clone(),
            folders: self.safe.folders.clone(),
            files: self.safe.files.clone(),
        };
        for (name, file) in &self.names {
            if lucky() {
                disk.name(name.clone(), *file);
            }
        }
        for (file, change) in &self.pending {
            if lucky() {
                change.apply(&mut disk.files[*file]);
            }
        }
        disk
    }
}

impl Disk {
    fn name(&mut self, name: PathBuf, file: Option<usize>) {
        match file {
            Some(file) => self.names.insert(name, file),
            None => self.names.remove(&name),
        };
    }

    /// Puts the disk under another folder.
    fn build(&self, recorded: &Path, folder: &Path) {
        let moved = |path: &Path| folder.join(path.strip_prefix(recorded).expect("a path in the folder"));
        for path in &self.folders {
            fs::create_dir_all(moved(path)).expect("a folder");
        }
        for (path, file) in &self.names {
            fs::write(moved(path), &self.files[*file]).expect("a file");
        }
    }
}

/// Records one writer in a folder that may hold something already.
fn record(folder: &Path, seed: u64, pages: u64) -> Vec<Step> {
    let log = tempfile::NamedTempFile::new().expect("a log");
    let options = ["-xx", "-s", "16777216", "-e", trace::CALLS];
    let output = traced(&options, log.path(), folder, seed, pages).output().expect("strace");
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

/// Cuts the power at chosen moments of a recorded life and compares what is left with what was acknowledged. A
/// deaf disk takes no notice when sled's file is to be made durable.
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
    println!("J17: at most {most} bytes between two syncs");
    assert!(most < 2 << 20, "J17: seed {seed}: {most} bytes: sled may overwrite what is not safe elsewhere");

    let acknowledging = |at: usize| matches!(&steps[at], Step::Said(text) if text.contains("ack"));
    let first = (0..steps.len()).find(|at| acknowledging(*at)).expect("an acknowledgement");
    let mut moments = BTreeMap::<usize, Vec<u64>>::new();
    for cut in 0..cuts {
        let anywhere = first + chance(seed, cut, 1) as usize % (steps.len() - first);
        let acknowledged = (0..=anywhere).rev().find(|at| acknowledging(*at)).expect("an acknowledgement");
        // Right after an acknowledgement nothing else is there; at any other moment anything may be.
        moments.entry(acknowledged + 1).or_default().push(0);
        moments.entry(anywhere + 1).or_default().extend([50, 90]);
    }
    let mut recorder = Recorder::default();
    for (at, step) in steps.iter().enumerate() {
        if !(deaf && at > first && matches!(step, Step::Sync { path } if path.ends_with("sled/db"))) {
            recorder.take(step);
        }
        for (n, luck) in (0..).zip(moments.get(&(at + 1)).into_iter().flatten()) {
            let mut drawn = 0;
            let disk = recorder.after(|| {
                drawn += 1;
                chance(seed ^ at as u64, n, drawn) % 100 < *luck
            });
            let rebuilt = tempfile::tempdir().expect("a folder");
            disk.build(&folder, rebuilt.path());
            let story = format!("seed {seed}, power cut after step {at}, {luck} % of the rest written");
            compare(rebuilt.path(), seed, &trace::acknowledged(&steps, at + 1), &story).await;
        }
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

/// The longer run, by hand: `cargo nextest run -p journal --run-ignored all power`.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "takes minutes"]
async fn without_power_over_and_over() {
    for seed in [1001, 101, 1002, 102, 1003, 103] {
        let pages = if seed < 1000 { 200 } else { 12 };
        cut_power(seed, pages, 40, false).await;
    }
}
