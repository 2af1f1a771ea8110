//! A lock and an edit in one breath, in either order, over real sockets: the disk is held, so that both are judged
//! before either is stored.

use journal::testing::Faults;
use serde_json::{Value, json};
use std::thread::JoinHandle;
use tests::browser::Answer;
use tests::{Alliance, Browser, Page};

const SECTION: &str = "rule-of-law";

/// Pens down, one sentence saved, and a second chair's page on it.
async fn ready(client: u64) -> (Alliance, Faults, Browser, Page) {
    let (alliance, faults) = Alliance::gather_on_faulty();
    let emil = alliance.join("Emil", "chair");
    let mut page = Page::open(&emil, &alliance.statement, client).await;
    alliance.pens_down();
    let number = page.write(SECTION, "Start. ").await;
    page.saved(number).await;
    page.until("pens down", |page| page.view["phase"] == "final-reading").await;
    (alliance, faults, emil, page)
}

/// The chair asks for it from another tab, and goes on.
fn asks(alliance: &Alliance, act: Value) -> JoinHandle<Answer> {
    let (tab, path) = (alliance.chair.tab(), format!("/api/v1/statements/{}/acts", alliance.statement));
    std::thread::spawn(move || tab.post(&path, &json!({"acts": [act]})))
}

#[tokio::test(flavor = "multi_thread")]
async fn the_edit_first_the_lock_behind_it_is_refused_and_names_the_section() {
    let (alliance, faults, _, mut emil) = ready(701).await;
    let lock = alliance.lock_of(&alliance.chair, "now");
    let before = faults.appends();
    faults.hold(true);
    // The first goes to the disk; the second waits for the page that the lock would be in, too.
    emil.write(SECTION, "In flight. ").await;
    let last = emil.write(SECTION, "In the same breath. ").await;
    emil.judged().await;
    assert_eq!(faults.appends(), before + 1, "one page is under way, the other waits");
    let asked = asks(&alliance, lock);
    faults.hold(false);
    let answer = asked.join().expect("an answer");
    let sentence = answer.json["sentence"].as_str().unwrap_or_default().to_owned();
    assert_eq!(answer.refused(409), "changed");
    assert!(sentence.contains("rule of law"), "{sentence}");
    emil.saved(last).await;
    assert_eq!(emil.refused, []);
    assert_eq!(alliance.view(&alliance.chair)["phase"], "final-reading");
    assert_eq!(alliance.words(SECTION), "Start. In flight. In the same breath. ");
    alliance.lock(&alliance.chair).good();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_lock_first_the_edit_behind_it_is_refused_before_the_lock_is_even_stored() {
    let (alliance, faults, _, mut emil) = ready(702).await;
    let lock = alliance.lock_of(&alliance.chair, "now");
    let code = lock["check_code"].clone();
    let before = faults.appends();
    faults.hold(true);
    let asked = asks(&alliance, lock);
    faults.asked(before + 1).await;
    emil.write(SECTION, "Too late. ").await;
    emil.judged().await;
    assert_eq!(emil.refused, [], "nobody is told of a lock that the disk does not have yet");
    assert_eq!(emil.view["phase"], "final-reading");
    assert_eq!(alliance.view(&alliance.chair)["phase"], "final-reading");
    faults.hold(false);
    asked.join().expect("an answer").good();
    emil.until("a refusal", |page| !page.refused.is_empty()).await;
    assert_eq!(emil.refused[0].0, "locked");
    assert_eq!(alliance.words(SECTION), "Start. ");
    assert_eq!(alliance.view(&alliance.chair)["lock"]["check_code"], code);
    assert_eq!(alliance.reading()["check_code"], code);
    assert_eq!(faults.appends(), before + 1, "the edit never went to the disk");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lock_that_the_disk_did_not_take_refused_nobody() {
    let (alliance, faults, browser, mut emil) = ready(703).await;
    let lock = alliance.lock_of(&alliance.chair, "now");
    let before = faults.appends();
    faults.hold(true);
    let asked = asks(&alliance, lock);
    faults.asked(before + 1).await;
    let number = emil.write(SECTION, "Not too late after all. ").await;
    emil.judged().await;
    faults.fail_next(1);
    faults.hold(false);
    assert!(asked.join().expect("an answer").status >= 500, "what was not stored is not called done");
    assert!(!emil.until_cut_or(|page| page.saved >= number || !page.refused.is_empty()).await);
    assert_eq!(emil.refused, []);
    assert_eq!(alliance.view(&alliance.chair)["phase"], "final-reading");
    let generation = emil.view["generation"].as_u64().expect("a generation");
    let mut emil = Page::reopen(&browser, &alliance.statement, emil.lose(), generation + 1).await;
    let again = emil.number;
    emil.saved(again).await;
    assert_eq!(alliance.words(SECTION), "Start. Not too late after all. ");
}
