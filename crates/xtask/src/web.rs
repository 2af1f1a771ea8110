//! The pages: npm, only when something changed.

use crate::shell::{Outcome, root, run};
use std::path::Path;
use std::time::SystemTime;

/// Packages as the lock file says, for a folder of the checkout.
pub fn install(folder: &str) -> Outcome {
    let folder = root().join(folder);
    let mark = folder.join("node_modules/.package-lock.json");
    if newer(&folder.join("package-lock.json"), &mark) {
        run("npm", &["ci", "--no-audit", "--no-fund", "--loglevel=error"], &folder)?;
    }
    Ok(())
}

/// `web/dist`, ready to be served or embedded.
pub fn build() -> Outcome {
    install("web")?;
    let folder = root().join("web");
    let page = folder.join("dist/index.html");
    let sources = ["src", "public", "index.html", "package-lock.json", "vite.config.ts"];
    if sources.iter().any(|source| newest(&folder.join(source)) > time(&page)) {
        run("npm", &["run", "--silent", "build"], &folder)?;
    }
    Ok(())
}

/// Types and unit tests of the pages.
pub fn check() -> Outcome {
    install("web")?;
    let folder = root().join("web");
    run("npm", &["run", "--silent", "check"], &folder)?;
    run("npm", &["test", "--silent"], &folder)
}

fn newer(source: &Path, made: &Path) -> bool {
    time(source) > time(made)
}

fn time(path: &Path) -> Option<SystemTime> {
    path.metadata().and_then(|data| data.modified()).ok()
}

fn newest(path: &Path) -> Option<SystemTime> {
    let Ok(entries) = path.read_dir() else { return time(path) };
    entries.flatten().map(|entry| newest(&entry.path())).max().flatten()
}
