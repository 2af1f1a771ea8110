//! What one person, one link or one network can ask of everybody's server (V5, V10 to V12).

mod stage;

use serde_json::{Value, json};
use stage::{Answer, Browser, Stage, after};

fn title(n: usize) -> Value {
    json!({ "act": "set-title", "title": format!("Title {n}") })
}

fn act(by: &Browser, id: &str, acts: &[Value]) -> Answer {
    by.post(&format!("/api/v1/statements/{id}/acts"), &json!({ "acts": acts }))
}

/// V10
#[test]
fn v10_one_person_acts_at_a_pace_and_others_at_their_own() {
    let stage = Stage::with(server::Config { acts: (1, 4), ..server::Config::default() });
    let (dagny, id) = stage.alliance();
    let amara = stage.join(&dagny, &id, "Amara", "chair");
    let mut answers: Vec<_> = (0..8).map(|n| act(&dagny, &id, &[title(n)])).collect();
    assert_eq!(answers[0].status, 200);
    let waits = answers.iter().position(|answer| answer.status == 429).expect("too fast");
    assert_eq!(answers[waits].headers["retry-after"], "5");
    let sentence = answers.swap_remove(waits).refused(429, "too-much");
    assert!(sentence.contains("nothing of this was done"), "{sentence}");
    assert_eq!(act(&amara, &id, &[title(9)]).status, 200, "others have a pace of their own");
    let many: Vec<_> = (0..50).map(title).collect();
    assert_eq!(act(&amara, &id, &many).status, 429, "many acts of one request count");
}

/// V10
#[test]
fn v10_by_one_link_for_many_people_join_at_a_pace() {
    let stage = Stage::with(server::Config { joins: (1, 3), ..server::Config::default() });
    let (dagny, id) = stage.alliance();
    let link = || {
        let asked = json!({ "role": "contributor" });
        let made = dagny.post(&format!("/api/v1/statements/{id}/shared"), &asked).good();
        after(made["link"].as_str().expect("a link"), "#i=").to_owned()
    };
    let join = |token: &str, n: usize| {
        let asked = json!({ "token": token, "name": format!("Guest {n}"), "organisation": "Harbour" });
        stage.browser().post("/api/v1/links/join", &asked)
    };
    let one = link();
    let mut answers: Vec<_> = (0..6).map(|n| join(&one, n)).collect();
    assert!(answers[..3].iter().all(|answer| answer.status == 200));
    let waits = answers.iter().position(|answer| answer.status == 429).expect("too fast");
    assert_eq!(answers[waits].headers["retry-after"], "30");
    let sentence = answers.swap_remove(waits).refused(429, "too-much");
    assert!(sentence.contains("try again in a minute"), "{sentence}");
    assert_eq!(join(&link(), 9).status, 200, "another link has a pace of its own");
}
