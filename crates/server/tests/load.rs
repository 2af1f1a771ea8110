//! What one person, one link or one network can ask of everybody's server (V5, V10 to V12).

mod stage;

use serde_json::{Value, json};
use stage::{Answer, Browser, Stage, after};
use std::{
    io::{Read, Write},
    net::TcpStream,
};

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

/// S52, and the tables hold them all.
#[test]
fn s52_fifteen_hundred_remarks_are_asked_for_in_pages_and_stand_in_the_tables() {
    let stage = Stage::empty();
    let (dagny, id) = stage.alliance();
    let writers: Vec<_> = ["Amara", "Bilal"].map(|name| stage.join(&dagny, &id, name, "drafter")).into();
    let organisation = dagny.view(&id)["organisations"][0]["id"].clone();
    for (by, writer) in writers.iter().chain([&dagny]).enumerate() {
        let remark = |n: usize| {
            json!({ "act": "add-remark", "remark": {
                "id": format!("r{by}-{n}"), "section": "opening", "organisation": organisation,
                "text": format!("Remark {n}. {}", "We call upon states. ".repeat(10)), "by_email": true,
            }})
        };
        let acts: Vec<_> = (0..500).map(remark).collect();
        assert_eq!(act(writer, &id, &acts).status, 200);
    }
    let (mut after, mut sizes) = (0, Vec::new());
    loop {
        let answer = dagny.get(&format!("/api/v1/statements/{id}/remarks?after={after}"));
        assert!(answer.bytes.len() < 768 * 1024, "{} bytes", answer.bytes.len());
        let page = answer.good();
        let Some(last) = page.as_array().and_then(|page| page.last()) else { break };
        after = last["seq"].as_u64().expect("a sequence");
        sizes.push(page.as_array().map_or(0, Vec::len));
    }
    assert_eq!(sizes, [500; 3]);
    let table = dagny.get(&format!("/api/v1/statements/{id}/export/remarks.csv"));
    assert_eq!(
        (table.status, String::from_utf8_lossy(&table.bytes).matches("Remark ").count()),
        (200, 1_500)
    );
    assert_eq!(dagny.get(&format!("/api/v1/statements/{id}/export/remarks.docx")).status, 200);
}

/// A connection that speaks no http of its own accord.
fn raw(stage: &Stage) -> TcpStream {
    let stream = TcpStream::connect(stage.address.trim_start_matches("http://")).expect("a connection");
    stream.set_read_timeout(Some(stage::PATIENCE)).expect("a time limit");
    stream
}

/// V12
#[test]
fn v12_a_body_that_is_too_large_hears_its_413() {
    let stage = Stage::empty();
    let (dagny, id) = stage.alliance();
    let (host, cookie) = (stage.address.trim_start_matches("http://"), dagny.cookie().expect("a session"));
    let body = vec![b' '; 3 << 20];
    for who in [format!("Cookie: {cookie}\r\n"), String::new()] {
        let mut sender = raw(&stage);
        let head = format!(
            "POST /api/v1/statements/{id}/acts HTTP/1.1\r\nHost: {host}\r\nOrigin: {}\r\n{who}\
             Content-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
            stage.address,
            body.len()
        );
        sender.write_all(head.as_bytes()).expect("sent");
        // As browsers do: all of it is sent before anything is read.
        sender.write_all(&body).expect("nobody hangs up on it");
        let mut answer = String::new();
        sender.read_to_string(&mut answer).expect("it is heard to its end");
        let status = if who.is_empty() { "HTTP/1.1 401" } else { "HTTP/1.1 413" };
        assert!(answer.starts_with(status), "{answer}");
        assert!(answer.contains("\"sentence\":"), "{answer}");
    }
}

/// V11
#[test]
fn v11_idle_connections_shut_no_visitor_out_and_nobody_who_is_in() {
    let config = server::Config { connections: 40, connections_per_address: 20, ..server::Config::default() };
    let stage = Stage::with(config);
    let (dagny, id) = stage.alliance();
    let amara = stage.join(&dagny, &id, "Amara", "drafter");
    let mut page = stage.runtime.block_on(stage::Page::welcome(&amara, &id));
    let idle: Vec<_> = (0..200).map(|_| raw(&stage)).collect();
    // A new visitor of the same address, and those who are in already.
    assert_eq!(stage.browser().get("/api/v1/openapi.json").status, 200);
    assert_eq!(dagny.get(&format!("/api/v1/statements/{id}")).status, 200);
    stage.runtime.block_on(async {
        page.say(&protocol::FromPage::Ping).await;
        page.until(|said| *said == protocol::ToPage::Pong).await;
    });
    drop(idle);
}
