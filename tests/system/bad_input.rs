//! Bad input at the edges: one clear sentence each, and nothing lost.

use serde_json::json;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use tests::program::{told, told_as_nobody};
use tests::{Alliance, Page, Program};

#[test]
fn a_second_server_on_the_same_folder_says_so() {
    let first = Program::start();
    let folder = first.folder().to_str().expect("UTF-8").to_owned();
    let (code, said) = told(&["serve", "--listen", "127.0.0.1:0", "--data", &folder]);
    assert_ne!(code, 0);
    assert_one_sentence(&said, "already");
}

#[test]
fn a_port_in_use_says_so() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = taken.local_addr().expect("an address").to_string();
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().to_str().expect("UTF-8");
    let (code, said) = told(&["serve", "--listen", &address, "--data", data]);
    assert_ne!(code, 0);
    assert_one_sentence(&said, "in use");
}

#[test]
fn a_folder_that_cannot_be_written_says_so() {
    let (code, said) = told(&["serve", "--listen", "127.0.0.1:0", "--data", "/proc/kyodo"]);
    assert_ne!(code, 0);
    assert_one_sentence(&said, "/proc/kyodo");
}

/// Everything in the folder, itself included, may be read by all, or written by its owner, too.
fn permit(folder: &Path, writing: bool) {
    let mode = |folder: bool| if folder { 0o555 } else { 0o444 } | if writing { 0o200 } else { 0 };
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let (path, is_folder) = (entry.path(), entry.path().is_dir());
        if is_folder {
            permit(&path, writing);
        } else {
            fs::set_permissions(path, fs::Permissions::from_mode(mode(false))).expect("ours");
        }
    }
    fs::set_permissions(folder, fs::Permissions::from_mode(mode(true))).expect("ours");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_full_of_words_that_became_read_only_says_so_and_loses_none() {
    let mut alliance = Alliance::gather();
    let mut page = Page::open(&alliance.chair, &alliance.statement, 801).await;
    let number = page.write("opening", "Written while it could be. ").await;
    page.saved(number).await;
    alliance.program.kill();
    let folder = alliance.program.folder().to_owned();
    let data = folder.to_str().expect("UTF-8").to_owned();
    permit(&folder, false);
    for words in [&["serve", "--listen", "127.0.0.1:0", "--data", &data][..], &["list", "--data", &data]] {
        let (code, said) = told_as_nobody(words);
        assert_ne!(code, 0);
        assert_one_sentence(&said, &format!("the data folder {data} can only be read"));
    }
    permit(&folder, true);
    alliance.program.restart();
    assert_eq!(alliance.words("opening"), "Written while it could be. ");
    let mut page = Page::open(&alliance.chair, &alliance.statement, 802).await;
    let number = page.write("opening", "And on.").await;
    page.saved(number).await;
}

fn assert_one_sentence(said: &str, about: &str) {
    let lines: Vec<_> = said.lines().filter(|line| !line.trim().is_empty()).collect();
    assert!(said.contains(about), "{said}");
    assert!(lines.len() <= 2 && !said.contains("panicked"), "one clear sentence, not:\n{said}");
}

#[test]
fn bad_json_ids_dates_and_links_get_one_sentence_each() {
    let alliance = Alliance::gather();
    let path = format!("/api/v1/statements/{}/acts", alliance.statement);
    let bad = [
        json!({"acts": [{"act": "no-such-act"}]}),
        json!({"acts": "none"}),
        json!({"acts": [{"act": "set-title", "title": ""}]}),
        json!({"acts": [{"act": "set-title", "title": "x".repeat(400)}]}),
        json!({"acts": [{"act": "set-slot", "slot": {"place": "Kyoto", "zone": "Asia/Nowhere", "at": null, "due_hours": 24}}]}),
        json!({"acts": [{"act": "set-slot", "slot": {"place": "Kyoto", "zone": "Asia/Tokyo", "at": "tomorrow", "due_hours": 24}}]}),
        json!({"acts": [{"act": "remove-person", "person": "NO SUCH"}]}),
        json!({"acts": [{"act": "show-section", "section": "nowhere", "shown": true}]}),
        json!({"acts": [{"act": "change-role", "person": "nobody", "role": "chair"}]}),
    ];
    let seq = alliance.view(&alliance.chair)["seq"].clone();
    for body in bad {
        let answer = alliance.chair.post(&path, &body);
        assert!((400..500).contains(&answer.status), "{body}: {}", answer.status);
        let sentence = answer.json["sentence"].as_str().unwrap_or_default();
        assert!(sentence.len() > 10 && !sentence.contains("panicked"), "{body}: {sentence}");
    }
    assert_eq!(alliance.view(&alliance.chair)["seq"], seq);
    for token in ["", "short", &"A".repeat(43), &"é".repeat(43), &"A".repeat(100_000)] {
        let answer = alliance.chair.post("/api/v1/links/look", &json!({"token": token}));
        assert!((400..500).contains(&answer.status), "{}", answer.status);
        assert!(answer.json["sentence"].is_string());
    }
    for path in
        ["/api/v1/statements/UPPER", "/api/v1/statements/..%2f", "/api/v1/statements/none", "/api/v1/nothing"]
    {
        assert!((400..500).contains(&alliance.chair.get(path).status), "{path}");
    }
}

#[test]
fn the_program_tells_a_wrong_word_plainly() {
    let (code, said) = told(&["serv"]);
    assert_ne!(code, 0);
    assert!(said.contains("serv") && said.contains("--help"), "{said}");
}
