//! The recordings of `fixtures/yjs`: what real Yjs clients sent, and what a real Yjs then held.

use serde_json::Value;
use std::path::Path;

/// One thing recorded.
pub enum Event {
    /// Somebody sent this; `step2`: as the answer to a step 1.
    Sent { person: u64, step2: bool, update: Vec<u8> },
    /// Yjs then held this content by root, and this snapshot (delete set, state vector).
    State { text: Value, snapshot: Vec<u8> },
}

/// The recordings, each from an empty Doc on.
pub fn recordings() -> Vec<Vec<Event>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/yjs");
    let bytes = std::fs::read(folder.join("recordings.bin")).expect("fixtures/yjs/recordings.bin");
    let json = std::fs::read(folder.join("recordings.json")).expect("fixtures/yjs/recordings.json");
    let json: Value = serde_json::from_slice(&json).expect("recordings.json is JSON");
    let mut reader = bytes.as_slice();
    let mut recordings = vec![Vec::new()];
    while !reader.is_empty() {
        let kind = reader[0];
        reader = &reader[1..];
        let number = uint(&mut reader);
        if kind < 2 {
            let len = uint(&mut reader) as usize;
            let (update, rest) = reader.split_at(len);
            reader = rest;
            let sent = Event::Sent { person: number, step2: kind == 1, update: update.to_vec() };
            recordings.last_mut().expect("there is one").push(sent);
            continue;
        }
        let state = &json["states"][number as usize];
        if state["text"].is_null() {
            recordings.push(Vec::new());
        } else {
            let snapshot = unhex(state["snapshot"].as_str().expect("a snapshot"));
            let state = Event::State { text: state["text"].clone(), snapshot };
            recordings.last_mut().expect("there is one").push(state);
        }
    }
    recordings
}

/// The roots that the recordings use.
pub fn roots() -> [String; 3] {
    ["opening", "pillar-1", "closing"].map(String::from)
}

fn uint(reader: &mut &[u8]) -> u64 {
    let mut value = 0;
    for shift in (0..).step_by(7) {
        let byte = reader[0];
        *reader = &reader[1..];
        value |= u64::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            break;
        }
    }
    value
}

/// The bytes of hexadecimal digits.
pub fn unhex(text: &str) -> Vec<u8> {
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).expect("hex")).collect()
}
