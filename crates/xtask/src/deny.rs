//! `deny.toml` without cargo-deny, which needs the advisory database: the licences of what is built in, and that what
//! is noted is still there.

use crate::{shell::cargo_path, shell::root};
use std::{fs, process::Command};

/// Every package's licence is allowed, and every package a note begins with is in the lock file.
pub(crate) fn deny(breaches: &mut Vec<String>) {
    let text = fs::read_to_string(root().join("deny.toml")).unwrap_or_default();
    let rules: toml::Table = text.parse().unwrap_or_default();
    let list =
        |table: &str, key: &str| rules.get(table).and_then(|table| table.get(key)?.as_array()).cloned();
    let allowed = list("licenses", "allow").unwrap_or_default();
    let allowed: Vec<&str> = allowed.iter().filter_map(toml::Value::as_str).collect();
    for (package, licence) in licences(breaches) {
        if !allows(&allowed, &licence) {
            breaches.push(format!("{package} is under {licence:?}, which deny.toml does not allow"));
        }
    }
    let lock = fs::read_to_string(root().join("Cargo.lock")).unwrap_or_default();
    for note in list("advisories", "ignore").unwrap_or_default() {
        let reason = note.get("reason").and_then(toml::Value::as_str).unwrap_or_default();
        let package = reason.split(' ').next().unwrap_or_default();
        if !lock.contains(&format!("name = \"{package}\"")) {
            breaches.push(format!("deny.toml notes {package:?}, which is not built in any more"));
        }
    }
}

/// Of everything that is built for this platform.
fn licences(breaches: &mut Vec<String>) -> Vec<(String, String)> {
    let platform = format!("{}-unknown-linux-gnu", std::env::consts::ARCH);
    let words =
        ["metadata", "--format-version", "1", "--locked", "--offline", "--filter-platform", &platform];
    let said = Command::new(cargo_path()).args(words).current_dir(root()).output();
    let said = said.map(|said| serde_json::from_slice::<serde_json::Value>(&said.stdout));
    let Ok(Ok(all)) = said else {
        breaches.push("`cargo metadata` tells no licences".to_owned());
        return Vec::new();
    };
    let word = |package: &serde_json::Value, key: &str| package[key].as_str().unwrap_or_default().to_owned();
    let packages = all["packages"].as_array().cloned().unwrap_or_default();
    packages.iter().map(|package| (word(package, "name"), word(package, "license"))).collect()
}

/// One of the choices is allowed in all its parts. A choice in brackets stands first, in what is built in.
fn allows(allowed: &[&str], licence: &str) -> bool {
    let all = |choice: &str| {
        let mut parts = choice.split(" AND ").map(|part| part.trim_matches(['(', ')', ' ']));
        parts.all(|part| allowed.contains(&part))
    };
    match licence.split_once(") AND ") {
        Some((choice, rest)) => allows(allowed, choice.trim_start_matches('(')) && allows(allowed, rest),
        None => licence.replace('/', " OR ").split(" OR ").any(all),
    }
}

#[cfg(test)]
mod tests {
    use super::allows;

    #[test]
    fn a_licence_is_allowed_where_one_choice_is() {
        let allowed = ["MIT", "Unicode-3.0"];
        for licence in ["MIT", "MIT OR GPL-3.0", "Unlicense/MIT", "(MIT OR Apache-2.0) AND Unicode-3.0"] {
            assert!(allows(&allowed, licence), "{licence}");
        }
        for licence in ["", "GPL-3.0", "MIT AND GPL-3.0", "(MIT OR Apache-2.0) AND GPL-3.0"] {
            assert!(!allows(&allowed, licence), "{licence}");
        }
    }
}
