//! Writing together: in one paragraph, offline and back, fast, and alone.

use std::time::Duration;
use tests::page::{append, signed};
use tests::{Alliance, Page};

const SECTION: &str = "crime-prevention";

/// Amara and Bilal write into one paragraph in turns, on whichever road; every letter of both is kept, in its order.
pub async fn share_a_paragraph(alliance: &Alliance, mut amara: Page, mut bilal: Page) {
    for round in 0..20 {
        let theirs = amara.write(SECTION, &format!("amara-{round} ")).await;
        let his = bilal.write(SECTION, &format!("bilal-{round} ")).await;
        amara.saved(theirs).await;
        bilal.saved(his).await;
    }
    amara.sees(SECTION, "bilal-19").await;
    bilal.sees(SECTION, "amara-19").await;
    assert_eq!(amara.words(SECTION), bilal.words(SECTION));
    let kept = signed(&alliance.words(SECTION));
    assert_eq!((kept["amara"].len(), kept["bilal"].len()), (20, 20));
}

#[tokio::test(flavor = "multi_thread")]
async fn two_drafters_in_one_paragraph_keep_every_letter() {
    let alliance = Alliance::gather();
    let (amara, bilal) = (alliance.join("Amara", "drafter"), alliance.join("Bilal", "drafter"));
    let amara = Page::open(&amara, &alliance.statement, 101).await;
    let bilal = Page::open(&bilal, &alliance.statement, 102).await;
    share_a_paragraph(&alliance, amara, bilal).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn words_written_offline_come_back_merged() {
    let alliance = Alliance::gather();
    let (browser, bilal) = (alliance.join("Amara", "drafter"), alliance.join("Bilal", "drafter"));
    let mut amara = Page::open(&browser, &alliance.statement, 103).await;
    let mut bilal = Page::open(&bilal, &alliance.statement, 104).await;
    let first = amara.write(SECTION, "before the tunnel, ").await;
    amara.saved(first).await;

    let doc = amara.lose();
    append(&doc, SECTION, "in the tunnel, ");
    bilal.sees(SECTION, "before").await;
    let his = bilal.write(SECTION, "meanwhile at the desk, ").await;
    bilal.saved(his).await;

    let generation = amara.view["generation"].as_u64().expect("a generation");
    let mut amara = Page::reopen(&browser, &alliance.statement, doc, generation + 1).await;
    let number = amara.number;
    amara.saved(number).await;
    amara.sees(SECTION, "at the desk").await;
    bilal.sees(SECTION, "in the tunnel").await;
    assert_eq!(amara.words(SECTION), bilal.words(SECTION));
    assert_eq!(alliance.words(SECTION), amara.words(SECTION));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_sent_and_not_yet_called_saved_is_no_news_when_it_comes_again() {
    let alliance = Alliance::gather();
    let browser = alliance.join("Amara", "drafter");
    let mut amara = Page::open(&browser, &alliance.statement, 105).await;
    let update = amara.note(SECTION, "once ");
    amara.send(&update).await;
    let again = amara.send(&update).await;
    amara.saved(again).await;
    let seq = alliance.view(&browser)["seq"].clone();
    let third = amara.send(&update).await;
    amara.saved(third).await;
    assert_eq!(alliance.view(&browser)["seq"], seq, "no news is no entry");
    assert_eq!(alliance.words(SECTION).trim(), "once");
}

#[tokio::test(flavor = "multi_thread")]
async fn opening_pages_writes_nothing() {
    let alliance = Alliance::gather();
    let (amara, hana) = (alliance.join("Amara", "drafter"), alliance.join("Hana", "reader"));
    let seq = alliance.view(&amara)["seq"].clone();
    let first = Page::open(&amara, &alliance.statement, 106).await;
    let second = Page::open(&hana, &alliance.statement, 107).await;
    assert_eq!((first.number, second.number), (0, 0));
    assert_eq!(alliance.view(&amara)["seq"], seq);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_left_alone_for_ninety_seconds_still_writes() {
    let alliance = Alliance::gather();
    let amara = alliance.join("Amara", "drafter");
    let mut page = Page::open(&amara, &alliance.statement, 108).await;
    page.listen(Duration::from_secs(90)).await;
    assert_eq!((page.closed, &page.bye), (None, &None));
    let number = page.write(SECTION, "still here ").await;
    page.saved(number).await;
}
