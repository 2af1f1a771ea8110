//! Hostile updates by a seeded dice: recorded ones with bytes changed, and forged ones that point everywhere.
//!
//! `KYODO_FUZZ_SECONDS` (60) bounds the time, `KYODO_FUZZ_SEED` (1) the first round's seed. A failure names
//! its round; `KYODO_FUZZ_SEED=<round>` plays it first.

use crate::bytes::{hex, string, uint};
use crate::dice::{Dice, setting};
use crate::held::{Held, same};
use crate::recordings::{Event, recordings, roots};
use crate::snapshot;
use gate::{Index, Schema, Size, Verdict, merge};
use serde_json::{Value, json};
use std::process::Command;
use std::time::{Duration, Instant};

#[test]
fn g21_nothing_hostile_that_is_accepted_hurts_yrs_or_is_read_in_two_ways() {
    let recordings: Vec<Vec<Vec<u8>>> = recordings()
        .into_iter()
        .map(|recording| {
            recording
                .into_iter()
                .filter_map(|event| if let Event::Sent { update, .. } = event { Some(update) } else { None })
                .collect()
        })
        .collect();
    let end = Instant::now() + Duration::from_secs(setting("KYODO_FUZZ_SECONDS", 60));
    let mut round = setting("KYODO_FUZZ_SEED", 1);
    let (mut tried, mut accepted) = (0u64, 0u64);
    let first = round;
    let mut sample = Vec::new();
    while Instant::now() < end {
        let done = Round::new(round, &recordings).run();
        tried += TRIES;
        accepted += done.accepted;
        if sample.len() < SAMPLE {
            sample.push(json!({"round": round, "updates": done.updates, "text": done.text}));
        }
        round += 1;
    }
    let rounds = round - first;
    println!("{tried} hostile updates in {rounds} rounds, {accepted} accepted");
    assert!(accepted > 0, "the dice must sometimes forge well enough");
    read_by_yjs(&sample);
}

/// G21: a real Yjs, fed one by one with what was accepted, reads what yrs reads.
pub fn read_by_yjs(sample: &[Value]) {
    let file = tempfile::NamedTempFile::new().expect("a file");
    serde_json::to_writer(&file, sample).expect("JSON");
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/differential/yjs.mjs");
    let read = Command::new("node").arg(script).arg(file.path()).output();
    let read = read.expect("Node is missing: it runs Yjs");
    let said = String::from_utf8_lossy(&read.stderr);
    assert!(read.status.success(), "Yjs reads otherwise (is `npm ci` in tests/ done?):\n{said}");
}

/// Hostile updates of one round.
const TRIES: u64 = 300;
/// Rounds that a real Yjs reads, too.
const SAMPLE: usize = 400;

/// What a round came to.
struct Done {
    accepted: u64,
    /// The content by root in yrs.
    text: Value,
    /// All that was accepted, in hex.
    updates: Vec<String>,
}

struct Round<'a> {
    number: u64,
    dice: Dice,
    recordings: &'a [Vec<Vec<u8>>],
    index: Index,
    yrs: Held,
    news: Vec<Vec<u8>>,
    /// Clients that the forger uses, with their next clocks.
    clocks: Vec<(u32, u32)>,
}

impl<'a> Round<'a> {
    fn new(number: u64, recordings: &'a [Vec<Vec<u8>>]) -> Round<'a> {
        let index = Index::new(Schema::statement(roots()));
        let dice = Dice::of(number);
        let (news, clocks) = (Vec::new(), Vec::new());
        Round { number, dice, recordings, index, yrs: Held::new(), news, clocks }
    }

    fn run(mut self) -> Done {
        let at = self.dice.below(self.recordings.len());
        let recording = &self.recordings[at];
        let known = if self.dice.one_in(2) { 0 } else { self.dice.below(recording.len().min(400)) };
        for update in &recording[..known] {
            self.send(update);
        }
        let accepted = self.news.len() as u64;
        for _ in 0..TRIES {
            let hostile = if known > 0 && self.dice.one_in(2) {
                let later = known + self.dice.below((recording.len() - known).min(8));
                self.mutated(&recording[later])
            } else {
                self.forged()
            };
            self.send(&hostile);
        }
        self.compare();
        Done {
            accepted: self.news.len() as u64 - accepted,
            text: self.yrs.text(),
            updates: self.news.iter().map(|news| hex(news)).collect(),
        }
    }

    fn send(&mut self, update: &[u8]) {
        let before = self.dice.one_in(8).then(|| snapshot(&self.index));
        let verdict = self.index.take(update, Size::Step2, |_| true);
        let (Ok(Verdict::News(news)) | Ok(Verdict::CleanUp(news))) = verdict else {
            if let Some(before) = before {
                assert_eq!(snapshot(&self.index), before, "round {}: {}", self.number, hex(update));
            }
            return;
        };
        if let Some(before) = before {
            assert!(self.index.untake());
            assert_eq!(snapshot(&self.index), before, "round {}: {}", self.number, hex(update));
            let read = self.index.replay(&news.update);
            assert_eq!(read.as_deref(), Ok(news.update.as_slice()), "round {}: G19", self.number);
        }
        if std::env::var_os("KYODO_FUZZ_SHOW").is_some() {
            eprintln!("{}", hex(&news.update));
        }
        self.yrs.apply(&news.update);
        let here = snapshot(&self.index);
        let there = self.yrs.snapshot();
        assert!(same(&there, &here), "round {}: {}\n{there:?}", self.number, hex(&news.update));
        if self.dice.one_in(16) {
            self.index.commit();
            let _ = self.yrs.text();
        }
        self.news.push(news.update);
    }

    /// The round's end: what was accepted is worth the same replayed, restored, and merged.
    fn compare(&mut self) {
        let text = self.yrs.text();
        let here = snapshot(&self.index);
        let fresh = || Index::new(Schema::statement(roots()));
        let mut replayed = fresh();
        for news in &self.news {
            replayed.replay(news).unwrap_or_else(|fault| panic!("round {}: {fault}", self.number));
        }
        assert_eq!(snapshot(&replayed), here, "round {}: replayed", self.number);
        let mut restored = fresh();
        let whole = self.yrs.whole();
        restored
            .restore(&whole)
            .unwrap_or_else(|fault| panic!("round {}: {fault}\n{}", self.number, hex(&whole)));
        assert_eq!(snapshot(&restored), here, "round {}: restored", self.number);
        let fresh = Held::new();
        fresh.apply(&whole);
        assert_eq!(fresh.text(), text, "round {}: out of the full state", self.number);
        let parts: Vec<&[u8]> = self.news.iter().map(Vec::as_slice).collect();
        if let Some(one) = merge(&parts) {
            let other = Held::new();
            other.apply(&one);
            assert!(same(&other.snapshot(), &here), "round {}: merged", self.number);
            assert_eq!(other.text(), text, "round {}: merged", self.number);
        }
        self.index.rollback();
    }

    fn mutated(&mut self, update: &[u8]) -> Vec<u8> {
        let mut bytes = update.to_vec();
        for _ in 0..1 + self.dice.below(3) {
            let at = self.dice.below(bytes.len());
            match self.dice.below(7) {
                0 if !bytes.is_empty() => bytes[at] ^= 1 << self.dice.below(8),
                1 if !bytes.is_empty() => bytes[at] = self.dice.next() as u8,
                2 => bytes.truncate(at),
                3 => bytes.insert(at, self.dice.next() as u8),
                4 if !bytes.is_empty() => drop(bytes.remove(at)),
                5 if !bytes.is_empty() => bytes[at] = bytes[at].wrapping_add(1),
                _ => {
                    let from = self.dice.below(bytes.len());
                    let len = self.dice.below(9).min(bytes.len() - from);
                    let part = bytes[from..from + len].to_vec();
                    bytes.splice(at..at, part);
                }
            }
        }
        bytes
    }

    /// An update in good form that says anything about anything.
    fn forged(&mut self) -> Vec<u8> {
        let encoded = self.index.state_vector();
        let known = gate::state_vector(&encoded).expect("our own").0;
        self.clocks = known.iter().map(|(client, clock)| (*client as u32, *clock)).collect();
        for client in [3, 5, 9, 200] {
            if !known.contains_key(&u64::from(client)) {
                self.clocks.push((client, 0));
            }
        }
        let mut out = Vec::new();
        let sections = self.dice.below(3);
        let mut used: Vec<usize> = Vec::new();
        for _ in 0..sections {
            let at = self.dice.below(self.clocks.len().min(6));
            if !used.contains(&at) {
                used.push(at);
            }
        }
        uint(&mut out, used.len() as u64);
        for at in used {
            let (client, mut clock) = self.clocks[at];
            clock -= self.dice.below(3).min(clock as usize) as u32;
            let structs = 1 + self.dice.below(5);
            uint(&mut out, structs as u64);
            uint(&mut out, client.into());
            uint(&mut out, clock.into());
            for _ in 0..structs {
                clock += self.structure(&mut out, client, clock);
                self.clocks[at].1 = self.clocks[at].1.max(clock);
            }
        }
        let deleting = self.dice.below(3);
        let mut clients: Vec<(u32, u32)> = self.clocks.clone();
        clients.truncate(deleting);
        uint(&mut out, clients.len() as u64);
        for (client, next) in clients {
            uint(&mut out, client.into());
            uint(&mut out, 1);
            uint(&mut out, self.dice.below(next as usize) as u64);
            uint(&mut out, 1 + self.dice.below(3) as u64);
        }
        out
    }

    fn id(&mut self) -> (u32, u32) {
        let at = self.dice.below(self.clocks.len());
        let (client, next) = self.clocks[at];
        // Mostly near the end, where the last round's edits are.
        let back = if self.dice.one_in(3) { self.dice.below(next as usize) } else { self.dice.below(6) };
        (client, next.saturating_sub(1 + back as u32))
    }

    fn structure(&mut self, out: &mut Vec<u8>, client: u32, clock: u32) -> u32 {
        let kind = [0u8, 1, 4, 4, 4, 6, 7, 7, 7, 8][self.dice.below(10)];
        if kind == 0 {
            let len = 1 + self.dice.below(3) as u32;
            out.push(0);
            uint(out, len.into());
            return len;
        }
        let origin = match self.dice.below(5) {
            0 | 1 => None,
            2 if clock > 0 => Some((client, clock - 1)),
            _ => Some(self.id()),
        };
        let right = match origin {
            Some((client, clock)) if self.dice.one_in(2) => {
                let step = self.dice.below(7) as u32;
                Some((client, (clock + step).saturating_sub(2)))
            }
            _ => self.dice.one_in(5).then(|| self.id()),
        };
        let keyed = kind == 8 || (kind == 1 && self.dice.one_in(3));
        out.push(
            kind | u8::from(origin.is_some()) << 7 | u8::from(right.is_some()) << 6 | u8::from(keyed) << 5,
        );
        for (client, clock) in [origin, right].into_iter().flatten() {
            uint(out, client.into());
            uint(out, clock.into());
        }
        if origin.is_none() && right.is_none() {
            if self.dice.one_in(2) {
                uint(out, 1);
                string(out, &roots()[self.dice.below(3)]);
            } else {
                let (client, clock) = self.id();
                uint(out, 0);
                uint(out, client.into());
                uint(out, clock.into());
            }
            if keyed {
                string(out, ["start", "type"][self.dice.below(2)]);
            }
        }
        match kind {
            1 => {
                let len = 1 + self.dice.below(3) as u32;
                uint(out, len.into());
                len
            }
            4 => {
                let text = ["a", "bc", "def", "😀", "é–x", "ghijk"][self.dice.below(6)];
                string(out, text);
                text.encode_utf16().count() as u32
            }
            6 => {
                string(out, ["bold", "italic"][self.dice.below(2)]);
                string(out, ["{}", "null"][self.dice.below(2)]);
                1
            }
            7 => {
                let name = ["", "paragraph", "orderedList", "listItem", "bulletList", "hardBreak", ""];
                match name[self.dice.below(7)] {
                    "" => uint(out, 6),
                    name => {
                        uint(out, 3);
                        string(out, name);
                    }
                }
                1
            }
            _ => {
                // Yjs joins values that were deleted: several in one struct.
                let values = if self.dice.one_in(3) { 1 + self.dice.below(3) } else { 1 };
                out.push(values as u8);
                for _ in 0..values {
                    out.extend_from_slice(&[125, self.dice.below(0x3f) as u8]);
                }
                values as u32
            }
        }
    }
}
