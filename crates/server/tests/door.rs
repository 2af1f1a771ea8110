//! Who comes in slowly, or too often, while others write (V5).

mod stage;

use protocol::{
    FromPage, ToPage,
    plain::{Answer, Opened, Poll},
};
use serde_json::json;
use stage::{Page, Stage};
use std::{
    io::{Read, Write},
    net::TcpStream,
    time::Duration,
};

/// A connection that speaks no http of its own accord.
fn raw(stage: &Stage) -> TcpStream {
    let stream = TcpStream::connect(stage.address.trim_start_matches("http://")).expect("a connection");
    stream.set_read_timeout(Some(stage::PATIENCE)).expect("a time limit");
    stream
}

/// V5
#[test]
fn v5_half_a_request_holds_no_connection_and_those_who_wait_for_news_keep_theirs() {
    let head = Duration::from_millis(300);
    let stage = Stage::with(server::Config { head, ..server::Config::default() });
    let (dagny, id) = stage.alliance();
    let amara = stage.join(&dagny, &id, "Amara", "drafter");
    let mut page = stage.runtime.block_on(Page::welcome(&amara, &id));
    let plain = |what: &str, body: Vec<u8>| {
        dagny.send(Some(&dagny.address), &format!("/live/{id}/{what}"), &body).bytes
    };
    let hello = FromPage::Hello { schema: 1, generation: None }.encode();
    let opened = plain("open", hello);
    let poll = Poll { secret: Opened::decode(&opened).expect("opened").secret, heard: 0 }.encode();
    std::thread::scope(|scope| {
        let polling = scope.spawn(|| plain("poll", poll));
        let mut mallory = raw(&stage);
        mallory.write_all(b"GET / HTTP/1.1\r\nHost: kyodo\r\nX: ").expect("sent");
        // A letter now and then is not silence; the writing fails once the other side is closed.
        while mallory.write_all(b"x").is_ok() {
            mallory.set_read_timeout(Some(head / 10)).expect("a time limit");
            match mallory.read(&mut [0; 256]) {
                Ok(0) => break,
                _ => assert!(!polling.is_finished(), "it waits longer than half a request may"),
            }
        }
        stage.runtime.block_on(async {
            page.say(&FromPage::Ping).await;
            page.until(|said| *said == ToPage::Pong).await;
        });
        dagny.act(&id, json!({"act": "set-title", "title": "Still here"})).good();
        let told = polling.join().expect("it was told");
        assert_eq!(Answer::decode(&told).expect("an answer").frames.len(), 1);
    });
}
