//! The power goes. What the real program wrote, made durable and told its pages is recorded by strace; then folders are
//! built that lack what was not durable, and the real program is started on them.

use journal::testing::power::Cuts;
use journal::testing::trace::{self, Step};
use serde_json::Value;
use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use tests::page::signed;
use tests::wire::Heard;
use tests::{Alliance, Browser, Page, Program};

const SECTION: &str = "rule-of-law";
/// Words before the program is killed, and after.
const WORDS: [u64; 2] = [60, 30];

/// What the pages of the writer were told.
#[derive(Default)]
struct Told {
    /// The highest number called saved, by page in the order they came.
    saved: Vec<u64>,
    locked: bool,
}

impl Told {
    /// Up to these steps, read from the bytes of the sockets themselves.
    fn by(steps: &[Step]) -> Self {
        let mut told = Self::default();
        // Bytes of an open websocket that are no whole frame yet, and whose page it is.
        let mut open: HashMap<&Path, (usize, Vec<u8>)> = HashMap::new();
        for step in steps {
            let Step::Sent { socket, bytes } = step else { continue };
            let mut bytes = bytes.as_slice();
            if let Some(rest) = bytes.strip_prefix(b"HTTP/1.1 101") {
                let end = rest.windows(4).position(|four| four == b"\r\n\r\n").expect("a whole head");
                bytes = &rest[end + 4..];
                open.insert(socket, (told.saved.len(), Vec::new()));
                told.saved.push(0);
            }
            let Some((page, waiting)) = open.get_mut(socket.as_path()) else { continue };
            waiting.extend_from_slice(bytes);
            while let Some(frame) = frame(waiting) {
                told.hear(*page, &frame);
            }
        }
        told
    }

    fn hear(&mut self, page: usize, frame: &[u8]) {
        let mut heard = Heard(frame);
        match heard.byte() {
            0x84 => self.saved[page] = self.saved[page].max(heard.number()),
            0x88 => {
                let told: Value = serde_json::from_str(&heard.text()).expect("JSON");
                self.locked |= told["view"]["phase"] == "locked";
            }
            _ => {}
        }
    }

    /// How many of the writer's words must be there.
    fn words(&self) -> u64 {
        match self.saved[..] {
            [] => 0,
            [first] => first,
            [_, second, ..] => WORDS[0] + second,
        }
    }
}

/// The next whole websocket message of the server, taken off the front.
fn frame(bytes: &mut Vec<u8>) -> Option<Vec<u8>> {
    let short = usize::from(*bytes.get(1)?);
    let wide = match short {
        126 => 2,
        127 => 8,
        _ => 0,
    };
    let long = bytes.get(2..2 + wide)?.iter().fold(0, |len, byte| len << 8 | usize::from(*byte));
    let (start, len) = (2 + wide, if wide == 0 { short } else { long });
    let payload = bytes.get(start..start + len)?.to_vec();
    bytes.drain(..start + len);
    Some(payload)
}

/// Somebody is told of something that must never be lost.
fn acknowledges(step: &Step) -> bool {
    let Step::Sent { bytes, .. } = step else { return false };
    let saved = bytes.first() == Some(&0x82) && bytes.get(2) == Some(&0x84);
    saved || bytes.windows(16).any(|some| some == b"\"phase\":\"locked\"")
}

/// One writer, the program killed and started again in the middle, a lock at the end.
async fn record() -> (Vec<Step>, PathBuf, Browser, String) {
    let logs = [(); 2].map(|()| tempfile::NamedTempFile::new().expect("a log"));
    let mut alliance = Alliance::gather_at(Program::start_recorded(logs[0].path()));
    let amara = alliance.join("Amara", "drafter");
    let folder = alliance.program.folder().to_owned();
    let (mut steps, mut word) = (Vec::new(), 0);
    for (life, log) in logs.iter().enumerate() {
        if life > 0 {
            alliance.program.restart_recorded(log.path());
        }
        let mut page = Page::open(&amara, &alliance.statement, 821 + life as u64).await;
        assert_eq!(page.number, 0, "opening writes nothing");
        for turn in 1..=WORDS[life] {
            page.write(SECTION, &format!("amara-{word} ")).await;
            word += 1;
            // Some alone, some in one page.
            if turn % 5 < 3 {
                page.saved(turn).await;
            }
        }
        page.saved(WORDS[life]).await;
        if life > 0 {
            alliance.pens_down();
            alliance.lock(&alliance.chair).good();
            page.until("the seal", |page| page.view["phase"] == "locked").await;
        }
        alliance.program.kill();
        steps.extend(trace::read(&fs::read_to_string(log.path()).expect("the log"), &folder));
    }
    let (chair, statement) = (alliance.chair.tab(), alliance.statement.clone());
    (steps, folder, chair, statement)
}

/// What is missing on a disk, if anything.
fn missing(folder: tempfile::TempDir, chair: &Browser, statement: &str, told: &Told) -> Result<(), String> {
    let program = Program::on(folder)?;
    let alliance = Alliance { chair: chair.at(&program), program, statement: statement.to_owned() };
    let seen = alliance.chair.get(&format!("/api/v1/statements/{statement}"));
    if seen.status != 200 {
        return Err(format!("the statement: {}", seen.json));
    }
    if !seen.json["read_only"].is_null() {
        return Err(format!("the whole journal: {}", seen.json["read_only"]));
    }
    let kept = signed(&alliance.words(SECTION)).remove("amara").unwrap_or_default();
    if let Some(word) = (0..told.words()).find(|word| !kept.contains(&(*word as u32))) {
        return Err(format!("amara-{word}, which was called saved, of {}", told.words()));
    }
    let locked =
        seen.json["phase"] == "locked" && seen.json["lock"]["check_code"] == alliance.reading()["check_code"];
    if told.locked && !locked { Err("the lock that she saw".to_owned()) } else { Ok(()) }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_power_every_word_called_saved_is_there_and_so_is_the_lock() {
    let (steps, folder, chair, statement) = record().await;
    let all = Told::by(&steps);
    assert_eq!((all.words(), all.locked), (WORDS.iter().sum(), true), "the recording is whole");
    let synced = steps.iter().filter(|step| matches!(step, Step::Sync { .. })).count();
    assert!(synced > 50, "the recording is hollow: {synced} syncs");
    let after = |deaf: bool, cuts: u64| {
        let (steps, folder, chair, statement) = (&steps, &folder, &chair, &statement);
        Cuts::new(steps, acknowledges, 31, cuts, deaf).map(move |cut| {
            let rebuilt = tempfile::tempdir().expect("a folder");
            cut.disk.build(folder, rebuilt.path());
            let told = Told::by(&steps[..cut.after]);
            missing(rebuilt, chair, statement, &told).map_err(|what| {
                format!("power cut after step {}, {} % of the rest written: {what}", cut.after, cut.luck)
            })
        })
    };
    tokio::task::block_in_place(|| {
        let left: Vec<_> = after(false, 12).collect();
        assert!(left.len() > 24, "the power went too seldom: {}", left.len());
        for left in left {
            assert_eq!(left, Ok(()));
        }
        assert!(after(true, 3).any(|left| left.is_err()), "a disk that does not listen would be seen");
    });
}
