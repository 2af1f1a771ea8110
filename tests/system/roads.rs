//! Writing where no websocket comes through: the same room, the same truths.

use crate::writing::share_a_paragraph;
use serde_json::json;
use tests::page::{append, doc, signed};
use tests::{Alliance, Page, Road};

const SECTION: &str = "crime-prevention";

#[tokio::test(flavor = "multi_thread")]
async fn two_drafters_one_on_each_road_share_a_paragraph() {
    let alliance = Alliance::gather();
    let (amara, bilal) = (alliance.join("Amara", "drafter"), alliance.join("Bilal", "drafter"));
    let amara = Page::open(&amara, &alliance.statement, 501).await;
    let bilal = Page::open_plain(&bilal, &alliance.statement, 502).await;
    share_a_paragraph(&alliance, amara, bilal).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_whose_answer_was_lost_is_written_once() {
    let alliance = Alliance::gather();
    let browser = alliance.join("Chiyo", "drafter");
    let mut chiyo = Page::open_plain(&browser, &alliance.statement, 503).await;
    let before = alliance.view(&browser)["seq"].as_u64().expect("a sequence");
    let Some(Road::Plain(plain)) = &mut chiyo.road else { panic!("she is on the plain road") };
    plain.lose = true;
    for word in 0..10 {
        let number = chiyo.write(SECTION, &format!("chiyo-{word} ")).await;
        chiyo.saved(number).await;
    }
    assert_eq!(signed(&alliance.words(SECTION))["chiyo"], (0..10).collect::<Vec<_>>());
    assert_eq!(alliance.view(&browser)["seq"], before + 10, "an entry a word");
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_and_started_again_what_was_saved_is_there_and_she_writes_on() {
    let mut alliance = Alliance::gather();
    let browser = alliance.join("Amara", "drafter");
    let mut amara = Page::open_plain(&browser, &alliance.statement, 504).await;
    let number = amara.write(SECTION, "before the crash, ").await;
    amara.saved(number).await;
    alliance.program.kill();
    amara.write(SECTION, "into nothing, ").await;
    assert!(!amara.until_cut_or(|_| false).await, "it is gone");
    alliance.program.restart();
    assert_eq!(alliance.words(SECTION), "before the crash, ");
    let generation = amara.view["generation"].as_u64().expect("a generation");
    let road = Road::plain(&browser, &alliance.statement);
    let mut again = Page::over(road, amara.lose(), generation + 1).await;
    let number = again.write(SECTION, "and on.").await;
    again.saved(number).await;
    assert_eq!(alliance.words(SECTION), "before the crash, into nothing, and on.");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_outlived_the_program_is_told_to_come_anew() {
    let mut alliance = Alliance::gather();
    let browser = alliance.join("Amara", "drafter");
    let mut amara = Page::open_plain(&browser, &alliance.statement, 505).await;
    alliance.program.restart();
    amara.write(SECTION, "under a secret of before ").await;
    amara.until("the end", |page| page.closed.is_some()).await;
    assert_eq!((amara.closed, amara.bye.map(|(code, _)| code)), (Some(1012), Some("try-again".to_owned())));
    assert_eq!(alliance.words(SECTION), "");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_lock_reaches_her_at_once_and_her_late_words_are_refused() {
    let alliance = Alliance::gather();
    let browser = alliance.join("Amara", "drafter");
    let mut amara = Page::open_plain(&browser, &alliance.statement, 506).await;
    let number = amara.write(SECTION, "In time. ").await;
    amara.saved(number).await;
    alliance.pens_down();
    amara.until("pens down", |page| page.view["phase"] == "final-reading").await;
    assert_eq!(amara.view["me"]["may_write"], false);
    alliance.lock(&alliance.chair).good();
    amara.until("the seal", |page| page.view["phase"] == "locked").await;
    amara.write(SECTION, "Out of time. ").await;
    amara.until("a refusal", |page| !page.refused.is_empty()).await;
    assert_eq!(amara.refused[0].0, "locked");
    assert_eq!(alliance.words(SECTION), "In time. ");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_role_that_changed_counts_for_the_very_next_word() {
    let alliance = Alliance::gather();
    let browser = alliance.join("Hana", "drafter");
    let person = alliance.person(&browser);
    let mut hana = Page::open_plain(&browser, &alliance.statement, 507).await;
    let number = hana.write(SECTION, "As a drafter. ").await;
    hana.saved(number).await;
    let reader = json!({"act": "change-role", "person": person, "role": "reader"});
    alliance.act(&alliance.chair, reader).good();
    hana.write(SECTION, "As a reader. ").await;
    hana.until("a refusal", |page| !page.refused.is_empty()).await;
    assert_eq!(hana.refused[0].0, "role");
    alliance.act(&alliance.chair, json!({"act": "remove-person", "person": person})).good();
    hana.until("the end", |page| page.closed.is_some()).await;
    assert_eq!((hana.closed, hana.bye.map(|(code, _)| code)), (Some(4403), Some("access-ended".to_owned())));
    assert_eq!(alliance.words(SECTION), "As a drafter. ");
}

#[tokio::test(flavor = "multi_thread")]
async fn from_one_road_to_the_other_and_back_nothing_stands_twice() {
    let alliance = Alliance::gather();
    let browser = alliance.join("Emil", "drafter");
    let mut page = Page::open_plain(&browser, &alliance.statement, 508).await;
    for road in 0..6 {
        let number = page.write(SECTION, &format!("emil-{road} ")).await;
        page.saved(number).await;
        // One more that nobody hears of before the road changes.
        append(&page.doc, SECTION, &format!("late-{road} "));
        let generation = page.view["generation"].as_u64().expect("a generation");
        let next = match road % 2 {
            0 => Road::socket(&browser, &alliance.statement).await,
            _ => Road::plain(&browser, &alliance.statement),
        };
        page = Page::over(next, page.lose(), generation + 1).await;
    }
    let last = page.number;
    page.saved(last).await;
    let kept = signed(&alliance.words(SECTION));
    assert_eq!((&kept["emil"], &kept["late"]), (&(0..6).collect(), &(0..6).collect()));
    let mut other = Page::reopen(&alliance.chair, &alliance.statement, doc(509), 0).await;
    other.sees(SECTION, "late-5").await;
    assert_eq!(other.words(SECTION), page.words(SECTION));
}
