//! Hostile, malformed, oversized, out of turn: a refusal or a close code with a reason; the others notice nothing.

use tests::page::{append, doc};
use tests::wire::Say;
use tests::{Alliance, Page};

const SECTION: &str = "closing";

/// Sends frames on a fresh socket; gives how it was closed.
async fn closed_by(alliance: &Alliance, browser: &tests::Browser, frames: Vec<Vec<u8>>) -> u16 {
    let mut page = Page::knock(browser, &alliance.statement, doc(400)).await;
    for frame in frames {
        page.say(frame).await;
    }
    page.until("a close", |page| page.closed.is_some()).await;
    let (_, sentence) = page.bye.expect("with a reason");
    assert!(sentence.len() > 10, "{sentence}");
    page.closed.expect("a code")
}

fn hello() -> Vec<u8> {
    Say::new(1).number(1).number(0).done()
}

#[tokio::test(flavor = "multi_thread")]
async fn frames_that_are_no_frames_close_with_a_reason_and_bilal_writes_on() {
    let alliance = Alliance::gather();
    let (amara, bilal) = (alliance.join("Amara", "drafter"), alliance.join("Bilal", "drafter"));
    let mut witness = Page::open(&bilal, &alliance.statement, 401).await;
    let malformed: Vec<Vec<Vec<u8>>> = vec![
        vec![vec![]],
        vec![vec![0x7f]],
        vec![vec![1]],
        vec![hello(), vec![2, 9]],
        vec![hello(), vec![3, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]],
        vec![hello(), Say::new(3).number(1).byte(0).number(u64::from(u32::MAX)).done()],
        vec![Say::new(2).byte(0).bytes(&[0]).done()],
    ];
    for frames in malformed {
        let shown = format!("{frames:?}");
        let code = closed_by(&alliance, &amara, frames).await;
        assert!([4400, 4413].contains(&code), "{code}: {shown}");
        let number = witness.write(SECTION, "on ").await;
        witness.saved(number).await;
    }
    let large = vec![hello(), Say::new(3).number(1).byte(0).bytes(&vec![0; 5 << 20]).done()];
    let mut page = Page::knock(&amara, &alliance.statement, doc(402)).await;
    for frame in large {
        page.say(frame).await;
    }
    page.until_cut_or(|_| false).await;
    let number = witness.write(SECTION, "and on ").await;
    witness.saved(number).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_older_than_the_program_is_told_to_reload() {
    let alliance = Alliance::gather();
    let amara = alliance.join("Amara", "drafter");
    assert_eq!(closed_by(&alliance, &amara, vec![Say::new(1).number(0).number(0).done()]).await, 4410);
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_updates_are_refused_once_and_the_room_lives() {
    let alliance = Alliance::gather();
    let (amara, bilal) = (alliance.join("Amara", "drafter"), alliance.join("Bilal", "drafter"));
    let mut witness = Page::open(&bilal, &alliance.statement, 403).await;
    let good = append(&doc(404), SECTION, "seed for mutations");
    for cut in 0..good.len() {
        let mut bytes = good.clone();
        bytes[cut] ^= 0x5a;
        let mut page = Page::open(&amara, &alliance.statement, 405).await;
        page.send(&bytes).await;
        page.send(&bytes[..cut]).await;
        let sent = page.number;
        page.until_cut_or(|page| !page.refused.is_empty() || !page.missing.is_empty() || page.saved >= sent)
            .await;
    }
    let mut nested = vec![1, 1, 0x84, 3, 0, 8, 1, 1, b'k'];
    nested.extend(std::iter::repeat_n(117u8, 18_000));
    let mut page = Page::open(&amara, &alliance.statement, 406).await;
    page.send(&nested).await;
    page.until("a refusal", |page| !page.refused.is_empty() || page.bye.is_some()).await;
    let number = witness.write(SECTION, "still here ").await;
    witness.saved(number).await;
    assert!(alliance.words(SECTION).contains("still here"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_readers_words_are_refused_and_nobody_sees_them() {
    let alliance = Alliance::gather();
    let (hana, bilal) = (alliance.join("Hana", "reader"), alliance.join("Bilal", "drafter"));
    let mut witness = Page::open(&bilal, &alliance.statement, 407).await;
    let mut reader = Page::open(&hana, &alliance.statement, 408).await;
    reader.write(SECTION, "not mine to write ").await;
    reader.until("a refusal", |page| !page.refused.is_empty()).await;
    assert_eq!(reader.refused[0].0, "role");
    let number = witness.write(SECTION, "mine ").await;
    witness.saved(number).await;
    assert_eq!(witness.words(SECTION), "mine ");
    assert_eq!(alliance.words(SECTION), "mine ");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_writes_under_anothers_client_id() {
    let alliance = Alliance::gather();
    let (amara, bilal) = (alliance.join("Amara", "drafter"), alliance.join("Bilal", "drafter"));
    let mut first = Page::open(&amara, &alliance.statement, 409).await;
    let number = first.write(SECTION, "by Amara ").await;
    first.saved(number).await;
    let stolen = doc(409);
    let mut second = Page::reopen(&bilal, &alliance.statement, stolen, 0).await;
    second.sees(SECTION, "by Amara").await;
    second.write(SECTION, "as if by Amara ").await;
    second.until("a refusal", |page| !page.refused.is_empty()).await;
    assert_eq!(second.refused[0].0, "foreign");
}
