//! Pens down, the lock, and whoever loses the race.

use journal::{Journal, SledStore};
use serde_json::json;
use statement::{Act, Entry, Lock};
use tests::page::{append, doc};
use tests::{Alliance, Page};

const SECTION: &str = "rule-of-law";

#[tokio::test(flavor = "multi_thread")]
async fn after_pens_down_only_the_chair_corrects() {
    let alliance = Alliance::gather();
    let amara = alliance.join("Amara", "drafter");
    let mut page = Page::open(&amara, &alliance.statement, 201).await;
    let number = page.write(SECTION, "Trust grows where help comes early. ").await;
    page.saved(number).await;
    alliance.pens_down();
    page.until("the phase", |page| page.view["phase"] == "final-reading").await;
    assert_eq!(page.view["me"]["may_write"], false);
    page.write(SECTION, "Too late. ").await;
    page.until("a refusal", |page| !page.refused.is_empty()).await;
    assert_eq!(page.refused[0].0, "pens-down");

    let mut chair = Page::open(&alliance.chair, &alliance.statement, 202).await;
    let number = chair.write(SECTION, "I thank you.").await;
    chair.saved(number).await;
    assert_eq!(alliance.words(SECTION), "Trust grows where help comes early. I thank you.");
    assert_eq!(alliance.view(&alliance.chair)["corrections"], 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_lock_is_compared_with_what_the_chair_saw() {
    let alliance = Alliance::gather();
    let amara = alliance.join("Amara", "drafter");
    let mut page = Page::open(&amara, &alliance.statement, 203).await;
    let number = page.write(SECTION, "One. ").await;
    page.saved(number).await;
    alliance.pens_down();
    let stale = alliance.lock_of(&alliance.chair, "hurry");
    let mut second = Page::open(&alliance.chair, &alliance.statement, 204).await;
    let number = second.write(SECTION, "Two. ").await;
    second.saved(number).await;
    assert_eq!(alliance.act(&alliance.chair, stale).refused(409), "changed");
    assert_eq!(alliance.view(&alliance.chair)["phase"], "final-reading");
    alliance.lock(&alliance.chair).good();
    let locked = alliance.view(&alliance.chair);
    assert_eq!(locked["phase"], "locked");
    assert_eq!(locked["lock"]["check_code"], alliance.reading()["check_code"]);
}

/// S36: the page asks for the reason; the server insists on it, and keeps it with what it saw itself.
#[tokio::test(flavor = "multi_thread")]
async fn s36_a_lock_over_warnings_needs_a_reason_and_keeps_both() {
    let mut alliance = Alliance::gather();
    let mut page = Page::open(&alliance.chair, &alliance.statement, 213).await;
    let number = page.write(SECTION, &"word ".repeat(400)).await;
    page.saved(number).await;
    drop(page);
    alliance.pens_down();
    for nothing in ["", "  "] {
        assert_eq!(alliance.lock_because(&alliance.chair, nothing).refused(409), "because");
    }
    assert_eq!(alliance.view(&alliance.chair)["phase"], "final-reading", "nothing is locked");
    alliance.lock_because(&alliance.chair, "The floor is ours in an hour.").good();
    for _ in 0..2 {
        let lock = &alliance.view(&alliance.chair)["lock"];
        assert_eq!(lock["because"], "The floor is ours in an hour.");
        alliance.program.restart();
    }
    alliance.program.kill();
    let store = SledStore::open(alliance.program.folder()).expect("a whole folder");
    let id = alliance.statement.parse().expect("an id");
    let pages = store.read(&id, 0, 1 << 26).await.expect("a whole journal");
    let entries = pages.iter().flat_map(|page| &page.entries);
    let locks: Vec<Lock> = entries
        .filter_map(|bytes| match Entry::decode(bytes).expect("an entry").act {
            Act::Lock(lock) => Some(*lock),
            _ => None,
        })
        .collect();
    let [lock] = &locks[..] else { panic!("one lock, not {locks:?}") };
    assert_eq!(lock.because, "The floor is ours in an hour.");
    assert_eq!(lock.warnings, ["over-limit", "no-summary"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_changes_a_locked_letter_and_all_pages_are_told() {
    let alliance = Alliance::gather();
    let amara = alliance.join("Amara", "drafter");
    let mut page = Page::open(&amara, &alliance.statement, 205).await;
    let mut chair = Page::open(&alliance.chair, &alliance.statement, 206).await;
    let number = page.write(SECTION, "Final words. ").await;
    page.saved(number).await;
    alliance.pens_down();
    alliance.lock(&alliance.chair).good();
    page.until("the seal", |page| page.view["phase"] == "locked").await;
    chair.until("the seal", |page| page.view["phase"] == "locked").await;
    page.write(SECTION, "no ").await;
    chair.write(SECTION, "not even I ").await;
    page.until("a refusal", |page| !page.refused.is_empty()).await;
    chair.until("a refusal", |page| !page.refused.is_empty()).await;
    assert_eq!((page.refused[0].0.as_str(), chair.refused[0].0.as_str()), ("locked", "locked"));
    assert_eq!(alliance.words(SECTION), "Final words. ");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_offline_latecomer_keeps_the_words_and_is_told() {
    let alliance = Alliance::gather();
    let browser = alliance.join("Amara", "drafter");
    let mut amara = Page::open(&browser, &alliance.statement, 207).await;
    let number = amara.write(SECTION, "In time. ").await;
    amara.saved(number).await;
    let kept = amara.lose();
    append(&kept, SECTION, "Out of time. ");
    alliance.pens_down();
    alliance.lock(&alliance.chair).good();
    let generation = amara.view["generation"].as_u64().expect("a generation");
    let mut late = Page::reopen(&browser, &alliance.statement, kept, generation + 1).await;
    late.until("a refusal", |page| !page.refused.is_empty()).await;
    assert_eq!(late.refused[0].0, "locked");
    assert!(late.words(SECTION).contains("Out of time"), "her page still has them");
    assert_eq!(alliance.words(SECTION), "In time. ");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_chair_at_the_same_moment_is_told() {
    let alliance = Alliance::gather();
    let emil = alliance.join("Emil", "chair");
    let mut page = Page::open(&emil, &alliance.statement, 208).await;
    let number = page.write(SECTION, "Both want to lock this. ").await;
    page.saved(number).await;
    alliance.pens_down();
    let [theirs, his] = [&alliance.chair, &emil].map(|chair| alliance.lock_of(chair, "the slot is near"));
    let (first, second) = std::thread::scope(|scope| {
        let first = scope.spawn(|| alliance.act(&alliance.chair, theirs));
        let second = scope.spawn(|| alliance.act(&emil, his));
        (first.join().expect("an answer"), second.join().expect("an answer"))
    });
    let (won, lost, winner) =
        if first.status < 300 { (first, second, &alliance.chair) } else { (second, first, &emil) };
    won.good();
    assert_eq!(lost.json["sentence"], "the text is locked: nobody can change it");
    assert_eq!(lost.refused(409), "locked");
    page.until("the seal", |page| page.view["phase"] == "locked").await;
    let lock = &alliance.view(&emil)["lock"];
    assert_eq!((&lock["by"], &lock["version"]), (&json!(alliance.person(winner)), &json!(1)));
}

/// Who wins here is the scheduler's; `race.rs` drives each order by itself.
#[tokio::test(flavor = "multi_thread")]
async fn a_lock_among_a_hundred_edits_a_second_cuts_cleanly() {
    let alliance = Alliance::gather();
    let emil = alliance.join("Emil", "chair");
    let mut page = Page::open(&emil, &alliance.statement, 209).await;
    alliance.pens_down();
    let number = page.write(SECTION, "start ").await;
    page.saved(number).await;
    let lock = alliance.lock_of(&alliance.chair, "now");
    let answered = std::thread::scope(|scope| {
        let asked = scope.spawn(|| alliance.act(&alliance.chair, lock).status);
        tokio::task::block_in_place(|| {
            tokio::runtime::Handle::current().block_on(async {
                for letter in 0..100 {
                    page.write(SECTION, &format!("emil-{letter} ")).await;
                }
            });
        });
        asked.join().expect("an answer")
    });
    let reading = alliance.reading();
    let view = alliance.view(&alliance.chair);
    if answered < 300 {
        assert_eq!(view["lock"]["check_code"], reading["check_code"], "not a letter after the lock");
        assert_eq!(alliance.words(SECTION), "start ");
    } else {
        let last = page.number;
        page.saved(last).await;
        assert_eq!(view["phase"], "final-reading");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_not_locked() {
    let alliance = Alliance::gather();
    alliance.pens_down();
    assert_eq!(alliance.lock(&alliance.chair).refused(422), "empty");
}

#[tokio::test(flavor = "multi_thread")]
async fn reopening_gives_a_reason_and_old_pages_may_not_write_into_it() {
    let alliance = Alliance::gather();
    let browser = alliance.join("Amara", "drafter");
    let mut amara = Page::open(&browser, &alliance.statement, 210).await;
    let number = amara.write(SECTION, "First version. ").await;
    amara.saved(number).await;
    let old = amara.view["generation"].as_u64().expect("a generation");
    alliance.pens_down();
    alliance.lock(&alliance.chair).good();
    let words = amara.lose();
    append(&words, SECTION, "From before the reopening. ");
    assert_eq!(alliance.act(&alliance.chair, json!({"act": "reopen", "reason": ""})).refused(422), "field");
    alliance.act(&alliance.chair, json!({"act": "reopen", "reason": "The figure was wrong."})).good();
    let view = alliance.view(&browser);
    assert_eq!(
        (&view["phase"], &view["reopened"]["reason"]),
        (&json!("drafting"), &json!("The figure was wrong."))
    );
    assert!(view["generation"].as_u64() > Some(old));
    let stale = Page::reopen(&browser, &alliance.statement, words, old + 1).await;
    assert_eq!(stale.bye.as_ref().map(|(code, _)| code.as_str()), Some("generation"));
    let mut fresh = Page::reopen(&browser, &alliance.statement, doc(211), 0).await;
    let number = fresh.write(SECTION, "Second version. ").await;
    fresh.saved(number).await;
    assert_eq!(alliance.words(SECTION), "First version. Second version. ");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_announced_final_reading_begins_when_all_have_flushed() {
    let alliance = Alliance::gather();
    let amara = alliance.join("Amara", "drafter");
    let mut page = Page::open(&amara, &alliance.statement, 212).await;
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).expect("after 1970");
    let pens_down = now.as_millis() as u64 + 2_000;
    alliance.act(&alliance.chair, json!({"act": "announce-final-reading", "pens_down": pens_down})).good();
    page.until("the announcement", |page| page.view["announced"]["pens_down"] == pens_down).await;
    let number = page.write(SECTION, "the sentence ends. ").await;
    page.saved(number).await;
    page.until("pens down", |page| page.view["phase"] == "final-reading").await;
    assert_eq!(alliance.words(SECTION), "the sentence ends. ");
}
