//! Running things, with one sentence where that fails.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Done, or one sentence for the person at the terminal.
pub type Outcome<T = ()> = Result<T, String>;

/// The top of the checkout.
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here).to_owned()
}

/// Runs a program to its end, its output shown; anything but success is a sentence.
pub fn run(program: impl AsRef<Path>, words: &[&str], folder: &Path) -> Outcome {
    run_with(program, words, folder, &[])
}

/// The same with further environment variables.
pub fn run_with(program: impl AsRef<Path>, words: &[&str], folder: &Path, vars: &[(&str, &str)]) -> Outcome {
    let program = program.as_ref();
    let line = format!("{} {}", program.display(), words.join(" "));
    eprintln!("\n» {line}");
    let status = Command::new(program)
        .args(words)
        .current_dir(folder)
        .envs(vars.iter().copied())
        .status()
        .map_err(|error| format!("could not start `{line}`: {error}"))?;
    if status.success() { Ok(()) } else { Err(format!("`{line}` ended with {status}")) }
}

/// Cargo, at the top of the checkout.
pub fn cargo(words: &[&str]) -> Outcome {
    run(cargo_path(), words, &root())
}

/// The cargo that runs this.
pub fn cargo_path() -> PathBuf {
    std::env::var_os("CARGO").map_or_else(|| PathBuf::from("cargo"), PathBuf::from)
}

/// What a program prints, or nothing when it is not there or fails.
pub fn output(program: &str, words: &[&str]) -> Option<String> {
    let done = Command::new(program).args(words).output().ok()?;
    done.status.success().then(|| String::from_utf8_lossy(&done.stdout).trim().to_owned())
}

/// What a program prints, its complaints shown; anything but success is a sentence.
pub fn read(program: impl AsRef<Path>, words: &[&str], folder: &Path) -> Outcome<String> {
    let line = format!("{} {}", program.as_ref().display(), words.join(" "));
    eprintln!("\n» {line}");
    let done = Command::new(program.as_ref())
        .args(words)
        .current_dir(folder)
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| format!("could not start `{line}`: {error}"))?;
    if !done.status.success() {
        return Err(format!("`{line}` ended with {}", done.status));
    }
    String::from_utf8(done.stdout).map_err(|_| format!("`{line}` printed what is not UTF-8"))
}

/// Where cargo puts what it builds.
pub fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), |folder| root().join(folder))
}

/// The built program.
pub fn program(release: bool) -> Outcome<PathBuf> {
    let path = target().join(if release { "release" } else { "debug" }).join("kyodo");
    if path.is_file() { Ok(path) } else { Err(format!("{} was not built", path.display())) }
}
