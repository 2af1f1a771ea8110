//! What survives: the program killed at any moment, the power cut at any moment, a disk that fails or fills up.
//!
//! The test binary starts itself again as the writer that is killed (`child`); `strace` records what that writer
//! wrote and made durable, or makes its disk fail.

mod child;
mod disk;
mod kill;
mod power;

use journal::testing::trace;
use std::{
    path::Path,
    process::{Command, Stdio},
};

/// A command for the writer in this same binary. Its orders are in the environment.
fn writer(folder: &Path, seed: u64, pages: u64) -> Command {
    in_writer(Command::new(std::env::current_exe().expect("this binary")), folder, seed, pages)
}

/// The same under strace, whose own output goes to `log`.
fn traced(options: &[&str], log: &Path, folder: &Path, seed: u64, pages: u64) -> Command {
    let mut command = trace::strace(options, log);
    command.arg(std::env::current_exe().expect("this binary"));
    in_writer(command, folder, seed, pages)
}

fn in_writer(mut command: Command, folder: &Path, seed: u64, pages: u64) -> Command {
    command
        .args(["--exact", "child::writes_until_it_is_killed", "--nocapture", "--test-threads=1"])
        .env("JOURNAL_CHILD", folder)
        .env("JOURNAL_SEED", seed.to_string())
        .env("JOURNAL_PAGES", pages.to_string())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    command
}
