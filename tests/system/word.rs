//! What was locked is what is in the file.

use serde_json::json;
use statement::canonical::word_hash_of;
use std::process::Command;
use tests::{Alliance, Page};

#[tokio::test(flavor = "multi_thread")]
async fn the_words_of_the_conference_copy_are_those_of_the_lock() {
    let alliance = Alliance::gather();
    let amara = alliance.join("Amara", "drafter");
    let mut page = Page::open(&amara, &alliance.statement, 601).await;
    page.write("opening", "Mr. President, “peace” — 共同声明 and العدالة.").await;
    let number = page.write("crime-prevention", "Prevention begins\u{a0}early; café, naïve.").await;
    page.saved(number).await;
    let file = |name: &str| {
        alliance.chair.get(&format!("/api/v1/statements/{}/export/{name}", alliance.statement)).bytes
    };
    assert!(text(&file("conference.txt")).to_lowercase().contains("not final"));
    alliance.pens_down();
    alliance.lock(&alliance.chair).good();
    let lock = alliance.view(&alliance.chair)["lock"].clone();
    let docx = file("conference.docx");
    let words = export::words_of_docx(&docx).expect("our own file");
    assert_eq!(json!(word_hash_of([words.as_str()])), lock["word_hash"]);
    let [python, office] = &read_elsewhere(&docx)[..] else { panic!("two readings") };
    assert_eq!(json!(python), lock["word_hash"], "as python-docx reads it");
    assert_eq!(json!(office), lock["word_hash"], "opened and saved anew by LibreOffice");
    let plain = text(&file("conference.txt"));
    let code = lock["check_code_spoken"].as_str().expect("a check code");
    assert!(
        plain.contains("Check against delivery") && plain.contains(code) && plain.contains("共同声明"),
        "{plain}"
    );
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("UTF-8")
}

/// The file's word hash as python-docx finds it, and the same after LibreOffice opened it and saved it anew.
fn read_elsewhere(docx: &[u8]) -> Vec<String> {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("conference.docx");
    std::fs::write(&file, docx).expect("a file");
    let check = concat!(env!("CARGO_MANIFEST_DIR"), "/word/check.py");
    let read = Command::new("/usr/bin/python3").arg(check).arg("--hash").arg(&file).output();
    let read = read.expect("python3 is missing: apt-get install python3-docx libreoffice-writer-nogui");
    assert!(read.status.success(), "{}", String::from_utf8_lossy(&read.stderr));
    text(&read.stdout).split_whitespace().map(str::to_owned).collect()
}
