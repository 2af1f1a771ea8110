//! Power loss. What a program wrote and made durable is recorded ([`super::trace`]); then disks are thought up that hold
//! what was durable at some moment and, of everything written since, nothing or any part, in any order.
//!
//! A killed process proves nothing here: the system's cache outlives it.

use super::trace::Step;
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

/// Small numbers from a seed, the same in every run.
pub fn chance(seed: u64, a: u64, b: u64) -> u64 {
    let mut x = seed ^ a.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ b.wrapping_mul(0xd1b5_4a32_d192_ed03);
    for _ in 0..3 {
        x = (x ^ (x >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        x ^= x >> 32;
    }
    x
}

/// The power gone at one moment, and one disk that may be left.
pub struct Cut {
    /// How many steps had been taken.
    pub after: usize,
    /// Of a hundred pieces that were not durable, how many are there all the same.
    pub luck: u64,
    /// What is left.
    pub disk: Disk,
}

/// Cuts at chosen moments of a recorded life, from the first acknowledgement on; the last right after the last one.
pub struct Cuts<'a> {
    steps: &'a [Step],
    /// How many steps were taken, which of the cuts there, and its luck; the last first.
    moments: Vec<(usize, u64, u64)>,
    recorder: Recorder,
    taken: usize,
    first: usize,
    seed: u64,
    deaf: bool,
}

impl<'a> Cuts<'a> {
    /// So many moments, drawn by the seed. `acknowledges` tells a step by which the program said that something is
    /// saved. A deaf disk takes no notice when sled's file is to be made durable.
    pub fn new(
        steps: &'a [Step],
        acknowledges: impl Fn(&Step) -> bool,
        seed: u64,
        cuts: u64,
        deaf: bool,
    ) -> Self {
        let first = steps.iter().position(&acknowledges).expect("an acknowledgement");
        let mut moments = BTreeMap::<usize, Vec<u64>>::new();
        for cut in 0..cuts {
            let anywhere = first + chance(seed, cut, 1) as usize % (steps.len() - first);
            let last = steps[..=anywhere].iter().rposition(&acknowledges).expect("an acknowledgement");
            // Right after an acknowledgement nothing else is there; at any other moment anything may be.
            moments.entry(last + 1).or_default().push(0);
            moments.entry(anywhere + 1).or_default().extend([10, 50, 90]);
        }
        let last = steps.iter().rposition(&acknowledges).expect("an acknowledgement");
        moments.entry(last + 1).or_default().push(0);
        let each = |(at, lucks): (usize, Vec<u64>)| (0..).zip(lucks).map(move |(n, luck)| (at, n, luck));
        let mut moments: Vec<_> = moments.into_iter().flat_map(each).collect();
        moments.reverse();
        Self { steps, moments, recorder: Recorder::default(), taken: 0, first, seed, deaf }
    }
}

impl Iterator for Cuts<'_> {
    type Item = Cut;

    fn next(&mut self) -> Option<Cut> {
        let (after, n, luck) = self.moments.pop()?;
        for at in self.taken..after {
            let step = &self.steps[at];
            let unheard = self.deaf && at > self.first;
            if !(unheard && matches!(step, Step::Sync { path } if path.ends_with("sled/db"))) {
                self.recorder.take(step);
            }
        }
        self.taken = after;
        let mut drawn = 0;
        let disk = self.recorder.after(|| {
            drawn += 1;
            chance(self.seed ^ (after as u64 - 1), n, drawn) % 100 < luck
        });
        Some(Cut { after, luck, disk })
    }
}

/// A disk as the system would show it after the power came back.
#[derive(Default)]
pub struct Disk {
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
            Step::Create { .. } | Step::Said(_) | Step::Sent { .. } => {}
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
    pub fn build(&self, recorded: &Path, folder: &Path) {
        let moved = |path: &Path| folder.join(path.strip_prefix(recorded).expect("a path in the folder"));
        for path in &self.folders {
            fs::create_dir_all(moved(path)).expect("a folder");
        }
        for (path, file) in &self.names {
            fs::write(moved(path), &self.files[*file]).expect("a file");
        }
    }
}
