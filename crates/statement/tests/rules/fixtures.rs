//! The fixtures that Rust and TypeScript share, and what must hold for every text.
//!
//! `KYODO_WRITE_FIXTURES=1 cargo test -p statement --test rules` writes them anew: only ever for a new case,
//! never to make a changed algorithm pass (C12).

use crate::cases::{basics, lists, marks, scripts, whole};
use serde::{Deserialize, Serialize};
use statement::{Text, canonical, words};
use std::{collections::BTreeMap, path::PathBuf};

#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub struct Fixture {
    name: String,
    text: Text,
    canonical_hex: String,
    check_code: String,
    spoken: String,
    word_hash: String,
    section_hashes: BTreeMap<String, String>,
    words: u32,
}

pub fn fixture(name: &str, text: Text) -> Fixture {
    let hex = |bytes: Vec<u8>| bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let check_code = canonical::check_code(&text);
    Fixture {
        name: name.to_owned(),
        canonical_hex: hex(canonical::canonical(&text)),
        spoken: canonical::spoken(&check_code),
        check_code,
        word_hash: canonical::word_hash(&text),
        section_hashes: canonical::section_hashes(&text)
            .into_iter()
            .map(|(id, hash)| (id.into(), hash))
            .collect(),
        words: words::of_text(&text),
        text,
    }
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/canonical")
}

/// C2, C3, C4, C5, C6, C7, C8, C9, C11, C12: byte by byte, the web's tests read the same files.
#[test]
fn c12_the_fixtures_are_what_rust_computes() {
    for (name, made) in [
        ("basics", basics()),
        ("marks", marks()),
        ("lists", lists()),
        ("scripts", scripts()),
        ("whole", whole()),
    ] {
        let path = folder().join(format!("{name}.json"));
        if std::env::var_os("KYODO_WRITE_FIXTURES").is_some() {
            let json = serde_json::to_string_pretty(&made).expect("fixtures are JSON");
            std::fs::write(&path, json + "\n").expect("the folder is writable");
        }
        let stored = std::fs::read_to_string(&path).expect("the fixtures are in the repository");
        let stored: Vec<Fixture> = serde_json::from_str(&stored).expect("fixtures are JSON");
        assert_eq!(stored, made, "{name}");
    }
}
