//! A byte on the disk has gone bad: what is whole is read, and nothing is stored over it.

use serde_json::json;
use std::fs;
use std::path::Path;
use tests::program::told;
use tests::{Alliance, Page};

const SECTION: &str = "opening";

/// Turns one letter of `words` into another, wherever the journal's file has them: sled keeps several copies.
fn goes_bad(folder: &Path, words: &str) {
    let path = folder.join("sled/db");
    let mut bytes = fs::read(&path).expect("the journal's file");
    let found = |(at, some): (usize, &[u8])| (some == words.as_bytes()).then_some(at);
    let copies: Vec<usize> = bytes.windows(words.len()).enumerate().filter_map(found).collect();
    assert!(!copies.is_empty(), "words on the disk");
    copies.into_iter().for_each(|at| bytes[at] ^= 1);
    fs::write(&path, bytes).expect("the journal's file");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_statement_is_read_says_so_and_nothing_is_stored_over_it() {
    let mut alliance = Alliance::gather();
    let browser = alliance.join("Amara", "drafter");
    let mut amara = Page::open(&browser, &alliance.statement, 811).await;
    let number = amara.write(SECTION, "Whole words. ").await;
    amara.saved(number).await;
    let number = amara.write(SECTION, "unmistakable words. ").await;
    amara.saved(number).await;
    let seq = alliance.view(&alliance.chair)["seq"].as_u64().expect("a number");
    alliance.program.kill();
    goes_bad(alliance.program.folder(), "unmistakable");
    alliance.program.restart();

    let view = alliance.view(&alliance.chair);
    let why = view["read_only"].as_str().expect("it says that it can only be read").to_owned();
    assert!(why.contains("damaged after entry"), "{why}");
    assert_eq!(view["seq"].as_u64(), Some(seq - 1), "up to the damage");
    assert_eq!(alliance.words(SECTION), "Whole words. ");
    let draft = alliance.chair.get(&format!("/api/v1/statements/{}/export/draft.txt", alliance.statement));
    assert!(String::from_utf8(draft.bytes).expect("UTF-8").contains("Whole words."));

    // Nobody writes: no decision, no letter, and the page keeps what only it has.
    let title = alliance.act(&alliance.chair, json!({"act": "set-title", "title": "Over it"}));
    let sentence = title.json["sentence"].as_str().unwrap_or_default().to_owned();
    assert_eq!(title.refused(409), "read-only");
    assert!(sentence.starts_with("this statement can only be read: "), "{sentence}");
    let generation = view["generation"].as_u64().expect("a generation");
    let mut amara = Page::reopen(&browser, &alliance.statement, amara.lose(), generation + 1).await;
    amara.until("a refusal", |page| !page.refused.is_empty()).await;
    assert_eq!(amara.refused[0].0, "read-only");
    assert!(amara.words(SECTION).contains("unmistakable"));
    assert!(amara.view["read_only"].is_string() && amara.view["me"]["may_write"] == false, "{}", amara.view);

    // Other statements are read, too; nothing at all is written into a broken folder, however often it is opened.
    let before = fs::read(alliance.program.folder().join("sled/db")).expect("the journal's file");
    let other = alliance.chair.post(
        "/api/v1/statements",
        &json!({"title": "Another", "template": "kyoto-declaration",
        "set": "spoken", "language": "en", "limit": {"seconds": 180, "pace": 100}, "summary_words": 100,
        "slot": {"place": "Kyoto", "zone": "Asia/Tokyo", "at": null, "due_hours": 24}}),
    );
    assert_eq!(other.refused(503), "failed");
    alliance.program.restart();
    assert_eq!(alliance.view(&alliance.chair)["read_only"], why.as_str(), "the same, every time");
    alliance.program.kill();
    let after = fs::read(alliance.program.folder().join("sled/db")).expect("the journal's file");
    assert!(after == before, "nothing made it whole");

    // What is good is copied, and goes on from there.
    let (from, to) = (alliance.program.folder().to_owned(), tempfile::tempdir().expect("a folder"));
    let words =
        ["rescue", "--data", from.to_str().expect("UTF-8"), "--to", to.path().to_str().expect("UTF-8")];
    let (code, said) = told(&words);
    assert_eq!(code, 0, "{said}");
    let line = format!(
        "{}\twhole up to entry {} of {seq}: entries from {seq} on are missing, 1 at least",
        alliance.statement,
        seq - 1
    );
    assert!(said.contains(&line), "{said}");
    alliance.program.move_to(to);
    let chair = alliance.chair.tab();
    let seen = chair.get(&format!("/api/v1/statements/{}", alliance.statement));
    assert_eq!(seen.status, 401, "sessions stay behind");
    let link =
        told(&["link", &alliance.statement, "--data", alliance.program.folder().to_str().expect("UTF-8")]).1;
    assert_eq!(chair.open(link.trim()), alliance.statement);
    alliance.chair = chair;
    assert_eq!(alliance.words(SECTION), "Whole words. ");
    let mut page = Page::open(&alliance.chair, &alliance.statement, 812).await;
    let number = page.write(SECTION, "And on. ").await;
    page.saved(number).await;
}
