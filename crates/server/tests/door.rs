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
use tokio::{io::AsyncWriteExt, time::timeout};

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
    let hello = FromPage::Hello { schema: 1, generation: None, heard: None }.encode();
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

/// V5
#[test]
fn v5_a_socket_is_not_read_any_faster_for_what_is_no_message() {
    let stage = Stage::empty();
    let (dagny, id) = stage.alliance();
    let amara = stage.join(&dagny, &id, "Amara", "drafter");
    let ping = [&[0x89, 0x80 | 100, 0, 0, 0, 0], [b'p'; 100].as_slice()].concat();
    let fragment = vec![0x00, 0x80, 0, 0, 0, 0];
    stage.runtime.block_on(async {
        for (flood, first) in [(ping, &[][..]), (fragment, &[0x02, 0x81, 0, 0, 0, 0, 3])] {
            let mut mallory = Page::welcome(&dagny, &id).await;
            let socket = mallory.socket.get_mut();
            socket.write_all(first).await.expect("sent");
            let (some, mut sent) = (flood.repeat(1_000), 0);
            while let Ok(Ok(())) = timeout(Duration::from_millis(500), socket.write_all(&some)).await {
                sent += some.len();
                assert!(sent < 64 << 20, "it goes on being read");
            }
            let mut page = Page::welcome(&amara, &id).await;
            page.say(&FromPage::Ping).await;
            page.until(|said| *said == ToPage::Pong).await;
        }
    });
}
