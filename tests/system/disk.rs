//! Rules R15, J14, J19. Slow disks, failing disks, full disks: what is called saved stays true.

use journal::testing::trace;
use serde_json::json;
use std::time::Duration;
use tests::page::signed;
use tests::program::path;
use tests::{Alliance, Page};

const SECTION: &str = "crime-prevention";

#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_letters_a_second_over_a_disk_that_takes_200_ms() {
    let (alliance, faults) = Alliance::gather_on_faulty();
    let (amara, bilal) = (alliance.join("Amara", "drafter"), alliance.join("Bilal", "drafter"));
    let mut amara = Page::open(&amara, &alliance.statement, 501).await;
    let mut bilal = Page::open(&bilal, &alliance.statement, 502).await;
    faults.delay(Duration::from_millis(200));
    let before = faults.appends();
    let mut beat = tokio::time::interval(Duration::from_millis(10));
    for letter in 0..300 {
        beat.tick().await;
        amara.write(SECTION, &format!("amara-{letter} ")).await;
    }
    amara.saved(300).await;
    bilal.sees(SECTION, "amara-299").await;
    assert_eq!(signed(&alliance.words(SECTION))["amara"].len(), 300);
    assert!(
        faults.appends() - before < 60,
        "one batch in flight, not one flush a letter: {}",
        faults.appends() - before
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_failing_disk_did_not_take_is_never_called_saved_and_comes_again() {
    let (alliance, faults) = Alliance::gather_on_faulty();
    let (browser, bilal) = (alliance.join("Amara", "drafter"), alliance.join("Bilal", "drafter"));
    let mut amara = Page::open(&browser, &alliance.statement, 503).await;
    let mut bilal = Page::open(&bilal, &alliance.statement, 504).await;
    let first = amara.write(SECTION, "kept ").await;
    amara.saved(first).await;
    bilal.sees(SECTION, "kept").await;
    faults.fail_next(1);
    let lost = amara.write(SECTION, "not yet ").await;
    assert!(!amara.until_cut_or(|page| page.saved >= lost).await, "a failed append is not saved");
    bilal.until("the goodbye", |page| page.bye.is_some() || page.closed.is_some()).await;
    assert!(!bilal.words(SECTION).contains("not yet"), "nobody saw what the disk did not take");
    assert!(!alliance.words(SECTION).contains("not yet"));

    let generation = amara.view["generation"].as_u64().expect("a generation");
    let mut amara = Page::reopen(&browser, &alliance.statement, amara.doc.clone(), generation + 1).await;
    let again = amara.number;
    amara.saved(again).await;
    assert_eq!(alliance.words(SECTION), "kept not yet ");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_lost_after_the_disk_took_it_is_no_news_later() {
    let (alliance, faults) = Alliance::gather_on_faulty();
    let browser = alliance.join("Amara", "drafter");
    let mut amara = Page::open(&browser, &alliance.statement, 505).await;
    faults.lose_next(1);
    let number = amara.write(SECTION, "twice sent, once there ").await;
    assert!(!amara.until_cut_or(|page| page.saved >= number).await);
    let generation = amara.view["generation"].as_u64().expect("a generation");
    let mut amara = Page::reopen(&browser, &alliance.statement, amara.doc.clone(), generation + 1).await;
    let sent = amara.number;
    amara.saved(sent).await;
    assert_eq!(alliance.words(SECTION), "twice sent, once there ");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_stops_the_writing_and_what_was_saved_stays() {
    let mut alliance = Alliance::gather();
    alliance.program.restart_with_room(Some(5_000));
    // The chair: a drafter's share of the text (R24) is used up before this disk is.
    let mut dagny = Page::open(&alliance.chair, &alliance.statement, 506).await;
    let mut saved = 0;
    while saved < 400 {
        let number = dagny.write(SECTION, &format!("dagny-{saved} {} ", "prevention ".repeat(4_000))).await;
        if !dagny.until_cut_or(|page| page.saved >= number).await {
            break;
        }
        saved += 1;
    }
    assert!((1..400).contains(&saved), "the disk was full at some time: {saved}");
    // sled itself met the end of it: the program ends, for whoever starts it anew.
    assert_eq!(alliance.program.ends(), 75);
    alliance.program.restart_with_room(None);
    let kept = signed(&alliance.words(SECTION)).remove("dagny").unwrap_or_default();
    assert!((0..saved).all(|number| kept.contains(&number)), "{saved} were saved, {} are there", kept.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn r15_while_the_disk_is_full_all_read_and_hear_why_and_then_writing_goes_on_by_itself() {
    let (alliance, faults) = Alliance::gather_on_faulty();
    let (browser, reader) = (alliance.join("Amara", "drafter"), alliance.join("Rune", "reader"));
    let mut amara = Page::open(&browser, &alliance.statement, 507).await;
    let mut rune = Page::open(&reader, &alliance.statement, 508).await;
    let first = amara.write(SECTION, "before ").await;
    amara.saved(first).await;
    rune.sees(SECTION, "before").await;

    faults.full(true);
    let full = "the disk is full: nothing can be saved until there is room on it";
    for page in [&mut amara, &mut rune] {
        page.until("why nothing can be saved", |page| page.view["cannot_save"] == full).await;
    }
    let asked = faults.appends();
    let lost = amara.write(SECTION, "meanwhile ").await;
    let title = alliance.act(&alliance.chair, json!({"act": "set-title", "title": "Full"}));
    assert_eq!(title.json["sentence"], full);
    assert_eq!(title.refused(507), "disk-full");
    let people =
        json!({"people": [{"name": "N", "organisation": "N", "role": "reader", "email": "", "ends": null}]});
    let link = alliance.chair.post(&format!("/api/v1/statements/{}/people", alliance.statement), &people);
    assert_eq!((link.status, link.json["sentence"].as_str()), (507, Some(full)));
    assert_eq!(alliance.words(SECTION), "before ", "reading goes on");
    let shown = reader.get(&format!("/s/{}", alliance.statement)).text();
    assert!(
        shown.contains("Nothing can be saved at the moment.") && shown.contains(full),
        "also before any script"
    );
    assert!(amara.saved < lost && amara.bye.is_none() && rune.bye.is_none(), "nobody is sent away");
    assert_eq!(faults.appends(), asked, "and the disk is left alone");

    faults.full(false);
    rune.until("that things can be saved", |page| page.view["cannot_save"].is_null()).await;
    assert!(rune.bye.is_none(), "who wrote nothing stays");
    amara.until("the call to send it again", |page| page.bye.is_some() || page.closed.is_some()).await;
    let generation = amara.view["generation"].as_u64().expect("a generation");
    let mut amara = Page::reopen(&browser, &alliance.statement, amara.doc.clone(), generation + 1).await;
    let again = amara.number;
    amara.saved(again).await;
    rune.sees(SECTION, "meanwhile").await;
    assert_eq!(alliance.words(SECTION), "before meanwhile ");
}

/// The disk is full as the program starts, and two seconds later it is not.
#[tokio::test(flavor = "multi_thread")]
async fn j19_on_a_full_disk_it_starts_for_reading_and_ends_to_be_started_anew_once_there_is_room() {
    let mut alliance = Alliance::gather();
    let mut page = Page::open(&alliance.chair, &alliance.statement, 509).await;
    let number = page.write(SECTION, "before ").await;
    page.saved(number).await;
    alliance.program.kill();
    let data = alliance.program.folder().canonicalize().expect("its real path");
    let (lock, log) = (data.join("lock"), tempfile::NamedTempFile::new().expect("a log"));
    let inject = "inject=openat:error=ENOSPC:when=1";
    let options = ["-P", lock.to_str().expect("UTF-8"), "-e", "trace=openat", "-e", inject];
    let mut strace = trace::strace(&options, log.path());
    strace.arg(path()).args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(&data);
    let ended = strace.output().expect("strace");
    let said = [ended.stdout, ended.stderr].concat();
    let said = String::from_utf8_lossy(&said);
    assert_eq!(ended.status.code(), Some(75), "{said}");
    assert!(said.contains("listening on") && said.contains("the disk of the server is full"), "{said}");
    alliance.program.restart();
    let mut page = Page::open(&alliance.chair, &alliance.statement, 510).await;
    let number = page.write(SECTION, "and after ").await;
    page.saved(number).await;
    assert!(alliance.words(SECTION).contains("before "));
}
