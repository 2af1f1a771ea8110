//! A data folder is put back from an older copy; a document says other words than the lock.

use journal::{Journal, SledStore};
use serde_json::json;
use statement::{Act, Doc, Edit, Entry};
use std::fs;
use std::path::Path;
use tests::page::{append, doc};
use tests::program::PATIENCE;
use tests::{Alliance, Page};
use yrs::updates::decoder::Decode;
use yrs::updates::encoder::Encode;
use yrs::{ReadTxn, StateVector, Transact};

const OPENING: &str = "opening";
const CLOSING: &str = "closing";

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &to);
        } else {
            fs::copy(entry.path(), to).expect("a copy");
        }
    }
}

/// R12, P7
#[tokio::test(flavor = "multi_thread")]
async fn r12_nobodys_words_come_back_under_another_name_when_an_older_copy_is_put_back() {
    let mut alliance = Alliance::gather();
    let (amara, bilal, rune) = (
        alliance.join("Amara", "drafter"),
        alliance.join("Bilal", "drafter"),
        alliance.join("Rune", "reader"),
    );
    let id = alliance.statement.clone();
    let mut page = Page::open(&amara, &id, 901).await;
    let number = page.write(OPENING, "Monday. ").await;
    page.saved(number).await;
    drop(page);
    alliance.program.kill();
    let kept = tempfile::tempdir().expect("a folder");
    copy(alliance.program.folder(), kept.path());
    alliance.program.restart();

    let mut hers = Page::open(&amara, &id, 902).await;
    let number = hers.write(OPENING, "Tuesday of Amara. ").await;
    hers.saved(number).await;
    let mut his = Page::open(&bilal, &id, 903).await;
    let number = his.write(CLOSING, "Tuesday of Bilal. ").await;
    his.saved(number).await;
    hers.sees(CLOSING, "Tuesday of Bilal.").await;
    let heard = Page::open(&rune, &id, 904).await.heard();
    let (doc_of_amara, vector) = (hers.lose(), |doc: &yrs::Doc| doc.transact().state_vector().encode_v1());
    drop((hers, his));

    alliance.program.kill();
    fs::remove_dir_all(alliance.program.folder()).expect("it goes");
    copy(kept.path(), alliance.program.folder());
    alliance.program.restart();

    // A page that shows Bilal's words and would bring them, under Amara's name.
    let mut page = Page::again(&amara, &id, doc_of_amara.clone(), &heard).await;
    assert_eq!(page.welcome["older"], true, "{}", page.welcome);
    page.follow(&vector(&doc_of_amara)).await;
    let all = doc_of_amara.transact().encode_state_as_update_v1(&StateVector::default());
    page.send(&all).await;
    page.until("a refusal", |page| !page.refused.is_empty()).await;
    assert_eq!(page.refused[0].0, "older");
    assert_eq!((alliance.words(OPENING), alliance.words(CLOSING)), ("Monday. ".into(), String::new()));

    // One that lets go of them: her own structs alone, as her page sends them.
    let mut page = Page::again(&amara, &id, doc(905), &heard).await;
    page.follow(&[0]).await;
    let others = doc_of_amara.transact().state_vector();
    let mine = StateVector::from_iter(others.iter().map(|(client, clock)| {
        let mine = client.get() == 902;
        (*client, if mine { 0 } else { *clock })
    }));
    let own = doc_of_amara.transact().encode_state_as_update_v1(&mine);
    let number = page.send(&own).await;
    page.saved(number).await;
    assert_eq!(alliance.words(OPENING), "Monday. Tuesday of Amara. ");
    assert_eq!(alliance.words(CLOSING), "");
    // A reader's page is told, and neither cut off nor made to bring anything.
    let mut reader = Page::again(&rune, &id, doc(906), &heard).await;
    assert_eq!((&reader.welcome["older"], &reader.bye), (&json!(true), &None));
    reader.follow(&[0]).await;
    reader.sees(OPENING, "Tuesday of Amara.").await;

    // The copy was written on, and has as many entries by now as the other had: the chain tells them apart.
    for round in 0..6 {
        let number = page.write(OPENING, &format!("And {round}. ")).await;
        page.saved(number).await;
    }
    let page = Page::again(&bilal, &id, doc(907), &heard).await;
    assert!(page.welcome["seq"].as_u64() > Some(heard.seq), "{}", page.welcome["seq"]);
    assert_eq!(page.welcome["older"], true);
    let fine = Page::again(&bilal, &id, doc(908), &page.heard()).await;
    assert_eq!(fine.welcome["older"], false);
}

/// R13
#[tokio::test(flavor = "multi_thread")]
async fn r13_what_is_locked_is_what_is_printed_or_nothing_is() {
    let mut alliance = Alliance::gather();
    let id = alliance.statement.clone();
    let mut page = Page::open(&alliance.chair, &id, 911).await;
    let number = page.write(OPENING, "What was agreed. ").await;
    page.saved(number).await;
    let state = page.lose();
    alliance.pens_down();
    alliance.lock(&alliance.chair).good();
    let path = |rest: &str| format!("/api/v1/statements/{id}/{rest}");
    assert_eq!(alliance.words(OPENING), "What was agreed. ");
    let printed = alliance.chair.get(&path("export/conference.txt"));
    assert!(String::from_utf8(printed.bytes).expect("UTF-8").contains("What was agreed."));
    let words = alliance.chair.get(&format!("/s/{id}/locked"));
    assert!(
        String::from_utf8(words.bytes).expect("UTF-8").contains("What was agreed."),
        "told with the page"
    );

    // Words behind the lock, by a fault that no rule of ours allows for.
    let by = alliance.person(&alliance.chair).parse().expect("an id");
    alliance.program.kill();
    let stray = doc(912);
    let all = state.transact().encode_state_as_update_v1(&StateVector::default());
    stray.transact_mut().apply_update(yrs::Update::decode_v1(&all).expect("good")).expect("fits");
    let update = append(&stray, OPENING, "And what was not. ");
    let sections = vec![OPENING.parse().expect("an id")];
    let edit = Edit { doc: Doc::Text, sections, clients: vec![912], update };
    let entry = Entry { at: 1_772_350_000_000, by, act: Act::Edit(edit) };
    let statement = id.parse().expect("an id");
    {
        let store = SledStore::open(alliance.program.folder()).expect("a folder");
        let head = store.head(&statement).await.expect("reads").expect("a journal");
        store.append(&statement, head.seq, vec![entry.encode().into()]).await.expect("forged");
    }
    alliance.program.restart();

    for rest in [
        "text",
        "export/conference.docx",
        "export/conference.txt",
        "export/reading.docx",
        "export/draft.docx",
    ] {
        let answer = alliance.chair.get(&path(rest));
        let said = String::from_utf8_lossy(&answer.bytes).into_owned();
        assert_eq!(answer.refused(409), "not-as-locked", "{rest}: {said}");
        assert!(said.contains("check code differs") && !said.contains("agreed"), "{said}");
    }
    for place in ["", "/locked", "/reading"] {
        let page = alliance.chair.get(&format!("/s/{id}{place}"));
        assert!(!String::from_utf8_lossy(&page.bytes).contains("What was agreed"), "{place}");
    }
    // The program writes its log line before it answers; it comes to us through a pipe.
    let end = std::time::Instant::now() + PATIENCE;
    while !alliance.program.log().contains("the text is not what was locked") {
        assert!(std::time::Instant::now() < end, "it is in the log");
        tokio::task::yield_now().await;
    }
    // Remarks and headings print on; the text as it was locked is still there, by its version.
    assert_eq!(alliance.chair.get(&path("export/template.docx")).status, 200);
    let version = alliance.chair.get(&path("export/conference.txt?version=1"));
    let said = String::from_utf8_lossy(&version.bytes).into_owned();
    assert!(said.contains("What was agreed.") && !said.contains("what was not"), "{said}");
    // The way out: a chair looks at it again.
    alliance.act(&alliance.chair, json!({"act": "reopen", "reason": "The words differ."})).good();
    assert_eq!(alliance.words(OPENING), "What was agreed. And what was not. ");
}
