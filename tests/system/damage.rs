//! A byte on the disk has gone bad: what is whole is read, and nothing is stored over it.

use journal::{Journal, ReadError, SledStore};
use serde_json::json;
use std::fs;
use std::path::Path;
use tests::{Alliance, Page};

const SECTION: &str = "opening";

/// Turns one letter of the last `words` in the journal's file into another.
fn goes_bad(folder: &Path, words: &str) {
    let path = folder.join("sled/db");
    let mut bytes = fs::read(&path).expect("the journal's file");
    let at =
        bytes.windows(words.len()).rposition(|some| some == words.as_bytes()).expect("words on the disk");
    bytes[at] ^= 1;
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

    // Other statements go on.
    let other = Alliance::create(&alliance.chair, "Another statement");
    let mut page = Page::open(&alliance.chair, &other, 812).await;
    let number = page.write(SECTION, "Unharmed. ").await;
    page.saved(number).await;

    alliance.program.restart();
    assert_eq!(alliance.view(&alliance.chair)["read_only"], why.as_str(), "the same, every time");
    alliance.program.kill();
    let store = SledStore::open(alliance.program.folder()).expect("a folder");
    let id = alliance.statement.parse().expect("an id");
    let Err(ReadError::Damaged(damage)) = store.head(&id).await else { panic!("nothing made it whole") };
    assert_eq!((damage.good.seq, damage.to_string()), (seq - 1, why));
}
