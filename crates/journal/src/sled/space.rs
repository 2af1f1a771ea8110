//! Room on the disk, taken before sled writes.
//!
//! A write that fails inside sled ends the store (J14). So the blocks sled will write to next are taken from the file
//! system first (`fallocate` behind the end of its file, which keeps its length); where the disk gives none, nothing
//! is written, sled has not failed, and writing goes on once there is room (J18). A file system that cannot set
//! blocks aside leaves this to sled.

use crate::StoreError;
use rustix::{
    fs::{FallocateFlags, fallocate},
    io::Errno,
};
use std::{
    fs::File,
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
    thread,
    time::Duration,
};
use tokio::sync::watch;

/// What is kept free ahead of sled: three of its segments. One batch fills less than one (J17), and may open the next.
const AHEAD: u64 = 3 * super::opening::SEGMENT as u64;
/// How often a full disk is asked for room.
const AGAIN: Duration = Duration::from_secs(2);

/// Why nothing can be saved at the moment, if so.
pub(super) type Trouble = watch::Sender<Option<StoreError>>;

/// The blocks ahead of sled's file. Clones are the same.
#[derive(Clone)]
pub(super) struct Space {
    inner: Arc<Inner>,
}

struct Inner {
    path: PathBuf,
    trouble: Arc<Trouble>,
    /// Up to here the file has its blocks.
    taken: Mutex<u64>,
}

impl Space {
    pub(super) fn new(path: PathBuf, trouble: Arc<Trouble>) -> Self {
        Self { inner: Arc::new(Inner { path, trouble, taken: Mutex::new(0) }) }
    }

    /// Takes what the next batch may need, or says that there is none; then the disk is asked again and again, until
    /// there is.
    pub(super) fn take(&self) -> Result<(), StoreError> {
        if let Some(error) = self.inner.trouble.borrow().clone() {
            return Err(error);
        }
        let Err(error) = self.inner.take() else { return Ok(()) };
        tracing::error!(%error, "there is no room for another page");
        self.inner.trouble.send_replace(Some(error.clone()));
        let waiting = Arc::downgrade(&self.inner);
        let thread = thread::Builder::new().name("journal-space".to_owned());
        thread.spawn(move || {
            loop {
                thread::sleep(AGAIN);
                let Some(inner) = waiting.upgrade() else { return };
                if inner.trouble.borrow().as_ref().is_none_or(|error| !error.passes()) {
                    return;
                }
                if inner.take().is_ok() {
                    tracing::info!("there is room again: writing goes on");
                    inner.trouble.send_if_modified(|trouble| {
                        trouble.as_ref().is_some_and(StoreError::passes) && trouble.take().is_some()
                    });
                    return;
                }
            }
        })?;
        Err(error)
    }
}

impl Inner {
    fn take(&self) -> Result<(), StoreError> {
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let file = File::options().write(true).open(&self.path)?;
        let end = file.metadata()?.len();
        let segment = AHEAD / 3;
        let wanted = end.div_ceil(segment) * segment + AHEAD;
        if wanted <= *taken {
            return Ok(());
        }
        match fallocate(&file, FallocateFlags::KEEP_SIZE, end, wanted - end) {
            // Another kind of file system: sled finds out by itself.
            Ok(()) | Err(Errno::OPNOTSUPP | Errno::NOSYS) => *taken = wanted,
            // A cap on the size of files: its end may be nearer than three segments, and sled may yet fit.
            Err(Errno::FBIG) => {}
            Err(error) => return Err(std::io::Error::from(error).into()),
        }
        Ok(())
    }
}

/// Whether a new file may have as much as is kept ahead; it does not stay.
pub(crate) fn has_room(path: &std::path::Path) -> bool {
    let there = File::create(path).is_ok_and(|file| {
        matches!(
            fallocate(&file, FallocateFlags::KEEP_SIZE, 0, AHEAD),
            Ok(()) | Err(Errno::OPNOTSUPP | Errno::NOSYS)
        )
    });
    std::fs::remove_file(path).is_ok() && there
}
