//! The data folder before sled sees it: made, locked, tidied; and its errors in words.

use crate::{OpenError, StoreError};
use std::{
    fs::{self, DirBuilder, File, TryLockError},
    io,
    path::{Path, PathBuf},
    thread,
    time::{Duration, Instant},
};

/// How long a dying owner is waited for.
const PATIENCE: Duration = Duration::from_secs(1);

/// A data folder that is ours alone until this is dropped.
pub(super) struct Folder {
    pub(super) path: PathBuf,
    _lock: Lock,
}

/// Keeps others out of a folder until it is dropped.
pub(crate) struct Lock(#[expect(dead_code, reason = "closing it gives it back")] File);

impl Lock {
    /// Locks a folder that may only be read; one without a lock was never opened.
    pub(crate) fn take(path: &Path) -> Result<Self, OpenError> {
        let said = |error: io::Error| in_words(path, error.into());
        Self::on(File::open(path.join("lock")).map_err(said)?, path)
    }

    fn on(file: File, path: &Path) -> Result<Self, OpenError> {
        let until = Instant::now() + PATIENCE;
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(Self(file)),
                Err(TryLockError::Error(error)) => return Err(in_words(path, error.into())),
                Err(TryLockError::WouldBlock) if Instant::now() > until => {
                    return Err(OpenError::InUse(path.to_owned()));
                }
                Err(TryLockError::WouldBlock) => thread::sleep(Duration::from_millis(20)),
            }
        }
    }
}

impl Folder {
    /// Makes the folder where it is missing (for its owner only) and locks it.
    pub(super) fn take(path: &Path) -> Result<Self, OpenError> {
        let said = |error: io::Error| in_words(path, error.into());
        for folder in [path.to_owned(), path.join("sled"), path.join("snapshots")] {
            make(&folder).map_err(said)?;
        }
        let lock = File::options().create(true).append(true).open(path.join("lock")).map_err(said)?;
        Ok(Self { path: path.to_owned(), _lock: Lock::on(lock, path)? })
    }

    /// Tidies what a crash left.
    pub(super) fn tidy(&self) -> Result<(), OpenError> {
        let tidied = set_aside(&self.path).and_then(|()| settle(&self.path));
        tidied.map_err(|error| in_words(&self.path, error.into()))
    }

    /// Where sled lives.
    pub(super) fn sled(&self) -> PathBuf {
        self.path.join("sled")
    }

    /// Makes what opening sled created as durable as what it will hold.
    pub(super) fn settle(&self) -> Result<(), OpenError> {
        settle(&self.path).map_err(|error| in_words(&self.path, error.into()))
    }
}

/// A folder only its owner may enter, durable in its parent.
pub(crate) fn make(path: &Path) -> io::Result<()> {
    if path.is_dir() {
        return Ok(());
    }
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt;
        builder.mode(0o700);
    }
    builder.create(path)?;
    path.parent().map_or(Ok(()), sync_folder)
}

/// Makes the names in a folder durable.
pub(crate) fn sync_folder(path: &Path) -> io::Result<()> {
    let path = if path.as_os_str().is_empty() { Path::new(".") } else { path };
    File::open(path)?.sync_all()
}

/// A crash while sled wrote its own index leaves `snap.*.generating`, which the next opening would take for a
/// finished one and refuse.
fn set_aside(path: &Path) -> io::Result<()> {
    let mut moved = false;
    for entry in fs::read_dir(path.join("sled"))? {
        let from = entry?.path();
        let name = from.file_name().unwrap_or_default().to_string_lossy();
        if !(name.starts_with("snap.") && name.ends_with(".generating")) {
            continue;
        }
        let aside = path.join("aside");
        make(&aside)?;
        fs::rename(&from, aside.join(name.as_ref()))?;
        tracing::warn!(file = %from.display(), "an unfinished index was moved aside");
        moved = true;
    }
    if moved { sync_folder(&path.join("aside")) } else { Ok(()) }
}

/// What sled reads while it opens, it takes for durable, and builds its index on it: so it must be, also after a
/// crash that left writes in the system's cache.
fn settle(path: &Path) -> io::Result<()> {
    let sled = path.join("sled");
    for name in ["conf", "db"] {
        match File::open(sled.join(name)) {
            Ok(file) => file.sync_all()?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
    }
    sync_folder(&sled)?;
    sync_folder(path)
}

/// Why a folder cannot be opened.
pub(super) fn in_words(path: &Path, error: StoreError) -> OpenError {
    let folder = path.to_owned();
    match error {
        StoreError::Full => OpenError::Full(folder),
        StoreError::ReadOnly => OpenError::ReadOnly(folder),
        StoreError::Io(why) => OpenError::Unusable { folder, why },
        other => OpenError::Unusable { folder, why: other.to_string() },
    }
}
