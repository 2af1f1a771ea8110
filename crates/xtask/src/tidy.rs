//! House rules as checks. What the README and the maps claim, a machine checks.

use crate::deny::deny;
use crate::shell::{Outcome, root};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Arrows point down only: who may depend on which of ours.
const ARROWS: [(&str, &[&str]); 10] = [
    ("statement", &[]),
    ("gate", &[]),
    ("protocol", &[]),
    ("xtask", &[]),
    ("journal", &["statement"]),
    ("export", &["statement"]),
    ("room", &["gate", "journal", "statement"]),
    ("server", &["room", "export", "journal", "protocol", "statement"]),
    ("kyodo", &["server", "room", "journal", "export", "statement"]),
    ("tests", &["statement", "gate", "protocol", "journal", "export", "room", "server"]),
];

/// Absences: a library, and the only crates that may name it.
const ONLY_IN: [(&str, &[&str]); 7] = [
    ("yrs", &["room", "tests"]),
    ("sled", &["journal"]),
    ("tokio-postgres", &["journal"]),
    ("axum", &["server"]),
    ("clap", &["kyodo", "xtask"]),
    // statement: derives, behind its feature `schema`.
    ("utoipa", &["server", "statement"]),
    ("tokio", &["journal", "room", "server", "kyodo", "tests"]),
];

/// Names that say nothing. (`service` alone is the conference service.)
const EMPTY_NAMES: [&str; 7] = ["common", "util", "utils", "helpers", "manager", "services", "misc"];

/// Longest file of code, in lines.
const LONGEST: usize = 400;

/// Written by a machine: as long as it gets.
const WRITTEN: &str = "web/src/api/schema.ts";

/// All house rules; every breach is named.
pub fn tidy() -> Outcome {
    let mut breaches = Vec::new();
    arrows(&mut breaches);
    let files = code_files();
    for file in &files {
        one_file(file, &mut breaches);
    }
    front_doors(&mut breaches);
    rules(&files, &mut breaches);
    readme(&mut breaches);
    locks(&mut breaches);
    deny(&mut breaches);
    if breaches.is_empty() {
        eprintln!("tidy: {} files keep the house rules", files.len());
        return Ok(());
    }
    Err(format!("House rules broken:\n  {}", breaches.join("\n  ")))
}

fn manifest(name: &str) -> PathBuf {
    if name == "tests" {
        root().join("tests/Cargo.toml")
    } else {
        root().join(format!("crates/{name}/Cargo.toml"))
    }
}

fn dependencies(name: &str, table: &str) -> Vec<String> {
    let text = fs::read_to_string(manifest(name)).unwrap_or_default();
    let parsed: toml::Table = text.parse().unwrap_or_default();
    let listed = parsed.get(table).and_then(toml::Value::as_table);
    listed.map(|table| table.keys().cloned().collect()).unwrap_or_default()
}

fn arrows(breaches: &mut Vec<String>) {
    let ours: BTreeSet<&str> = ARROWS.iter().map(|(name, _)| *name).collect();
    let folders = fs::read_dir(root().join("crates")).into_iter().flatten().flatten();
    for folder in folders {
        let name = folder.file_name().to_string_lossy().into_owned();
        if !ours.contains(name.as_str()) {
            breaches.push(format!("crates/{name} is not on the map of arrows"));
        }
    }
    for (name, may) in ARROWS {
        for used in dependencies(name, "dependencies") {
            if ours.contains(used.as_str()) && !may.contains(&used.as_str()) {
                breaches.push(format!("{name} -> {used}: arrows point down only"));
            }
            if let Some((_, homes)) = ONLY_IN.iter().find(|(library, _)| *library == used)
                && !homes.contains(&name)
            {
                breaches.push(format!("{name} names {used}, which belongs in {}", homes.join(", ")));
            }
        }
    }
}

fn code_files() -> Vec<PathBuf> {
    let mut found = Vec::new();
    for top in ["crates", "web/src", "web/test", "tests"] {
        walk(&root().join(top), &mut found);
    }
    found.sort();
    found
}

fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let (path, name) = (entry.path(), entry.file_name().to_string_lossy().into_owned());
        if path.is_dir() {
            if !["node_modules", "target", "dist", "output", "corpus", "artifacts"].contains(&name.as_str()) {
                walk(&path, found);
            }
        } else if let Some((_, ending)) = name.rsplit_once('.')
            && ["rs", "ts", "svelte", "js", "mjs", "css", "py"].contains(&ending)
        {
            found.push(path);
        }
    }
}

fn one_file(file: &Path, breaches: &mut Vec<String>) {
    let shown = file.strip_prefix(root()).unwrap_or(file).display().to_string();
    let parts = shown.split('/').map(|part| part.split('.').next().unwrap_or(part));
    if let Some(empty) = parts.into_iter().find(|part| EMPTY_NAMES.contains(part)) {
        breaches.push(format!("{shown}: `{empty}` says nothing; name the thing"));
    }
    let text = fs::read_to_string(file).unwrap_or_default();
    let lines = text.lines().count();
    if lines > LONGEST && shown != WRITTEN {
        breaches.push(format!("{shown}: {lines} lines; {LONGEST} are the most"));
    }
    if shown.starts_with("crates/xtask/") {
        return;
    }
    for (word, instead) in
        [("fingerprint", "check code"), ("on the record", "saved"), ("ad ref", "agreed pending")]
    {
        if text.to_lowercase().contains(word) {
            breaches.push(format!("{shown}: says “{word}”; the word is “{instead}”"));
        }
    }
}

fn front_doors(breaches: &mut Vec<String>) {
    for (name, _) in ARROWS {
        let folder = if name == "tests" { root().join("tests") } else { root().join("crates").join(name) };
        let door = ["src/lib.rs", "src/main.rs"]
            .map(|file| folder.join(file))
            .into_iter()
            .find(|file| file.exists());
        let text = door.and_then(|door| fs::read_to_string(door).ok()).unwrap_or_default();
        let head: String = text.lines().take_while(|line| line.starts_with("//!")).collect();
        for word in ["Law", "Layout"] {
            if !head.contains(word) {
                breaches.push(format!("{name}: its front door does not tell its `{word}`"));
            }
        }
    }
}

/// What of a file is tests: all of it, or what stands behind `#[cfg(test)]`.
fn tests_of(file: &Path) -> Option<String> {
    let text = fs::read_to_string(file).ok()?;
    let shown = file.strip_prefix(root()).ok()?;
    let folder =
        shown.components().any(|part| ["tests", "test"].iter().any(|name| part.as_os_str() == *name));
    // A contract that every engine is held to, and tables that a `#[path]` makes tests.
    let whole = folder || shown.ends_with("contract.rs") || shown.to_string_lossy().ends_with("_table.rs");
    if whole { Some(text) } else { text.split_once("#[cfg(test)]").map(|(_, tests)| tests.to_owned()) }
}

/// A numbered rule begins a line of a SPEC.md, a PROTOCOL.md or the head of a lib.rs as `**J1**` (or `- **J1**`,
/// `| **J1**`); some test must quote it (`J1` in words, `j1_` in a name).
fn rules(files: &[PathBuf], breaches: &mut Vec<String>) {
    let code: String = files.iter().filter_map(|file| tests_of(file)).collect();
    let code = code.to_uppercase();
    let quoted: BTreeSet<&str> = code.split(|c: char| !c.is_ascii_alphanumeric()).collect();
    for (name, _) in ARROWS {
        let told = ["SPEC.md", "PROTOCOL.md", "src/lib.rs"]
            .map(|file| fs::read_to_string(manifest(name).with_file_name(file)).unwrap_or_default())
            .join("\n");
        for line in told.lines() {
            let Some(rest) = line.trim_start_matches(['/', '!', '-', '|', ' ']).strip_prefix("**") else {
                continue;
            };
            let Some((id, _)) = rest.split_once("**") else { continue };
            let id = id.trim_end_matches(['.', ':']);
            let is_rule = id.starts_with(|c: char| c.is_ascii_uppercase())
                && id.len() > 1
                && id[1..].chars().all(|c| c.is_ascii_digit());
            if is_rule && !quoted.contains(id) {
                breaches.push(format!("{name}: rule {id} is quoted by no test"));
            }
        }
    }
}

/// Every path that the README names in backticks with a slash, and every picture, is there.
fn readme(breaches: &mut Vec<String>) {
    let text = fs::read_to_string(root().join("README.md")).unwrap_or_default();
    if text.is_empty() {
        breaches.push("README.md is missing".to_owned());
    }
    let named = text
        .split('`')
        .skip(1)
        .step_by(2)
        .chain(text.split("](").skip(1).filter_map(|rest| rest.split(')').next()));
    for path in named {
        let ours = ["crates/", "web/", "tests/"].iter().any(|top| path.starts_with(top));
        if ours && !path.contains(['*', '{', ' ', '<']) && !root().join(path).exists() {
            breaches.push(format!("README.md names {path}, which is not there"));
        }
    }
    for (name, _) in ARROWS {
        if !text.contains(name) {
            breaches.push(format!("README.md does not name {name}"));
        }
    }
}

/// Lock files are there and name no host.
fn locks(breaches: &mut Vec<String>) {
    for lock in ["web/package-lock.json", "tests/package-lock.json"] {
        match fs::read_to_string(root().join(lock)) {
            Ok(text) if text.contains("\"resolved\": \"http") => {
                breaches.push(format!("{lock} names a host"))
            }
            Ok(_) => {}
            Err(_) => breaches.push(format!("{lock} is missing")),
        }
    }
}
