//! Live pages without a websocket: the same frames by plain requests, and what is not let through (V5, V6, V7; P5, P6).

mod stage;

use protocol::{
    Doc, FromPage, MAX_FRAME, MAX_UPDATE, ToPage,
    plain::{Answer, Batch, Opened, PLAIN_TYPE, Poll},
};
use serde_json::json;
use stage::{Browser, Page, Stage};

/// A page that has no websocket.
struct Plain<'a> {
    browser: &'a Browser,
    id: String,
    secret: String,
    number: u64,
    heard: u64,
    said: Vec<ToPage>,
    close: u16,
}

fn read(frames: &[&[u8]]) -> Vec<ToPage> {
    frames.iter().map(|frame| ToPage::decode(frame).expect("a frame of kyodo.1")).collect()
}

fn hello() -> FromPage {
    FromPage::Hello { schema: 1, generation: None, heard: None }
}

/// How coming in ends: the code of the Bye, and of the close.
fn knock(browser: &Browser, id: &str, first: &[u8]) -> (String, u16) {
    let came = browser.send(Some(&browser.address), &format!("/live/{id}/open"), first);
    assert_eq!(came.status, 200, "{}", String::from_utf8_lossy(&came.bytes));
    let opened = Opened::decode(&came.bytes).expect("an answer of this road");
    match read(&opened.frames).pop() {
        Some(ToPage::Bye { code, .. }) => (code, opened.close),
        _ => (String::new(), opened.close),
    }
}

impl<'a> Plain<'a> {
    fn open(browser: &'a Browser, id: &str) -> Self {
        let came = browser.send(Some(&browser.address), &format!("/live/{id}/open"), &hello().encode());
        assert_eq!(came.headers["content-type"], PLAIN_TYPE);
        assert_eq!(came.headers["cache-control"], "no-store");
        let opened = Opened::decode(&came.bytes).expect("an answer of this road");
        let said = read(&opened.frames);
        assert!(matches!(said.as_slice(), [ToPage::Welcome { .. }]), "{said:?}");
        let secret = opened.secret.to_owned();
        Self { browser, id: id.to_owned(), secret, number: 0, heard: 0, said: Vec::new(), close: 0 }
    }

    fn post(&self, what: &str, body: &[u8]) -> stage::Answer {
        self.browser.send(Some(&self.browser.address), &format!("/live/{}/{what}", self.id), body)
    }

    /// Posts a batch under this number; the highest that was taken.
    fn batch(&self, number: u64, frames: &[Vec<u8>]) -> u64 {
        let frames = frames.iter().map(Vec::as_slice).collect();
        let came = self.post("send", &Batch { secret: &self.secret, number, frames }.encode());
        assert_eq!(came.status, 200, "{}", String::from_utf8_lossy(&came.bytes));
        Answer::decode(&came.bytes).expect("an answer of this road").number
    }

    fn say(&mut self, messages: &[FromPage]) {
        self.number += 1;
        let frames: Vec<_> = messages.iter().map(FromPage::encode).collect();
        assert_eq!(self.batch(self.number, &frames), self.number);
    }

    /// One poll, as of so many answers heard: how it closes, its number, what it says.
    fn poll(&self, heard: u64) -> (u16, u64, Vec<ToPage>) {
        let came = self.post("poll", &Poll { secret: &self.secret, heard }.encode());
        assert_eq!(came.status, 200, "{}", String::from_utf8_lossy(&came.bytes));
        let answer = Answer::decode(&came.bytes).expect("an answer of this road");
        (answer.close, answer.number, read(&answer.frames))
    }

    /// Polls until such a thing is said.
    fn until(&mut self, is: impl Fn(&ToPage) -> bool) -> ToPage {
        loop {
            if let Some(at) = self.said.iter().position(&is) {
                return self.said.remove(at);
            }
            assert_eq!(self.close, 0, "closed: {:?}", self.said);
            let (close, number, said) = self.poll(self.heard);
            assert!(!said.is_empty(), "a poll waited in vain");
            (self.close, self.heard) = (close, number);
            self.said.extend(said);
        }
    }

    /// Polls until it is closed: the code of the Bye, and of the close.
    fn end(&mut self) -> (String, u16) {
        match self.until(|said| matches!(said, ToPage::Bye { .. })) {
            ToPage::Bye { code, .. } => (code, self.close),
            _ => unreachable!("it was waited for"),
        }
    }

    /// What the page lacks of the text.
    fn state(&mut self) -> Vec<u8> {
        self.say(&[FromPage::Open { doc: Doc::Text, state_vector: vec![0] }]);
        match self.until(|said| matches!(said, ToPage::State { .. })) {
            ToPage::State { update, .. } => update,
            _ => unreachable!("it was waited for"),
        }
    }
}

fn update(number: u64, update: Vec<u8>) -> FromPage {
    FromPage::Update { number, doc: Doc::Text, update }
}

/// V7
#[test]
fn amara_writes_without_a_websocket_and_bilal_with_one_sees_it_at_once() {
    let stage = Stage::empty();
    let (dagny, id) = stage.alliance();
    let (amara, bilal) =
        (stage.join(&dagny, &id, "Amara", "drafter"), stage.join(&dagny, &id, "Bilal", "drafter"));
    let mut plain = Plain::open(&amara, &id);
    let state = plain.state();
    let mut page = stage.runtime.block_on(async {
        let mut page = Page::welcome(&bilal, &id).await;
        page.say(&FromPage::Open { doc: Doc::Text, state_vector: vec![0] }).await;
        page.until(|said| matches!(said, ToPage::State { .. })).await;
        page
    });
    let words = room::compose(&state, 81, [("opening", "Mr. President,")]).expect("an update");
    plain.say(&[update(1, words), FromPage::Ping]);
    plain.until(|said| matches!(said, ToPage::Saved { number: 1, .. }));
    plain.until(|said| *said == ToPage::Pong);
    stage.runtime.block_on(async {
        page.until(|said| matches!(said, ToPage::Update { doc: Doc::Text, .. })).await;
        let words = room::compose(&state, 82, [("closing", "We thank Japan.")]).expect("an update");
        page.say(&update(1, words)).await;
    });
    plain.until(|said| matches!(said, ToPage::Update { doc: Doc::Text, .. }));
    assert_eq!(dagny.get(&format!("/api/v1/statements/{id}/text")).good()["words"], 5);
}

/// P5
#[test]
fn a_post_whose_answer_was_lost_is_not_taken_twice_and_none_overtakes_another() {
    let stage = Stage::empty();
    let (dagny, id) = stage.alliance();
    let mut plain = Plain::open(&dagny, &id);
    let state = plain.state();
    let seq = || dagny.view(&id)["seq"].as_u64().expect("a sequence");
    let words = |client, section| room::compose(&state, client, [(section, "once")]).expect("an update");
    let before = seq();
    let frames = [update(1, words(83, "opening")).encode(), update(2, words(84, "closing")).encode()];
    assert_eq!(plain.batch(2, &frames), 2);
    assert_eq!(plain.batch(2, &frames), 2, "the answer was lost; the page asks once more");
    plain.until(|said| matches!(said, ToPage::Saved { number: 2, .. }));
    assert_eq!(plain.batch(1, &frames), 1, "one that was long on its way");
    assert_eq!(seq(), before + 2);
    assert_eq!(plain.batch(4, &frames), 0);
    assert_eq!(plain.end(), ("malformed".to_owned(), 4400));
    assert_eq!(seq(), before + 2);
}

/// P6
#[test]
fn an_answer_that_was_lost_is_given_again_until_it_was_heard() {
    let stage = Stage::empty();
    let (dagny, id) = stage.alliance();
    let mut plain = Plain::open(&dagny, &id);
    plain.say(&[FromPage::Open { doc: Doc::Text, state_vector: vec![0] }]);
    let (_, number, said) = plain.poll(0);
    assert!(matches!(said.as_slice(), [ToPage::State { .. }, ..]), "{said:?}");
    plain.say(&[FromPage::Ping]);
    assert_eq!(plain.poll(0), (0, number, said));
    let (_, next, said) = plain.poll(number);
    assert_eq!((next, said.as_slice()), (number + 1, [ToPage::Pong].as_slice()));
    let (close, _, said) = plain.poll(99);
    assert_eq!((close, said.len()), (0, 0), "who lies is sent away with nothing");
    assert_eq!(plain.poll(number + 1).0, 4400, "and told at the next");
}

/// V1, V3
#[test]
fn every_door_is_shut_as_on_the_socket() {
    let stage = Stage::empty();
    let (dagny, id) = stage.alliance();
    let stranger = stage.browser();
    let say = |schema, generation| FromPage::Hello { schema, generation, heard: None }.encode();
    assert_eq!(knock(&stranger, &id, &say(1, None)), ("no-session".to_owned(), 4401));
    assert_eq!(knock(&dagny, "no-such", &say(1, None)), ("no-session".to_owned(), 4401));
    assert_eq!(knock(&dagny, "NO%20ID", &say(1, None)), ("no-statement".to_owned(), 4404));
    assert_eq!(knock(&dagny, &id, &say(0, None)), ("schema".to_owned(), 4410));
    assert_eq!(knock(&dagny, &id, &say(1, Some(900))), ("generation".to_owned(), 4409));
    for malformed in [&[][..], &[0xff, 1, 2], &FromPage::Ping.encode(), b"\x01\x01"] {
        assert_eq!(knock(&dagny, &id, malformed), ("malformed".to_owned(), 4400));
    }
    for what in ["open", "send", "poll", "close"] {
        for origin in [None, Some("https://evil.example")] {
            let path = format!("/live/{id}/{what}");
            dagny.send(origin, &path, &hello().encode()).refused(403, "origin");
        }
    }
}

/// V7
#[test]
fn a_secret_is_worth_nothing_to_anybody_else() {
    let stage = Stage::empty();
    let (dagny, id) = stage.alliance();
    let amara = stage.join(&dagny, &id, "Amara", "drafter");
    let mut hers = Plain::open(&amara, &id);
    let state = hers.state();
    let _dagny_is_here = Plain::open(&dagny, &id);
    let words = room::compose(&state, 85, [("opening", "not hers")]).expect("an update");
    let stolen = |browser, id: &str, secret: &str| Plain {
        browser,
        id: id.to_owned(),
        secret: secret.to_owned(),
        number: 0,
        heard: 0,
        said: Vec::new(),
        close: 0,
    };
    let other = "x".repeat(43);
    for thief in [
        stolen(&dagny, &id, &hers.secret),
        stolen(&amara, "another", &hers.secret),
        stolen(&amara, &id, &other),
        stolen(&amara, &id, ""),
    ] {
        assert_eq!(thief.batch(2, &[update(1, words.clone()).encode()]), 0);
        assert_eq!(thief.poll(0).0, 1012);
        assert_eq!(thief.post("close", &Poll { secret: &thief.secret, heard: 0 }.encode()).status, 200);
    }
    assert_eq!(dagny.get(&format!("/api/v1/statements/{id}/text")).good()["words"], 0);
    hers.say(&[FromPage::Ping]);
    hers.until(|said| *said == ToPage::Pong);
}

/// V5, P3
#[test]
fn nothing_is_read_beyond_its_cap() {
    let stage = Stage::empty();
    let (dagny, id) = stage.alliance();
    let mut plain = Plain::open(&dagny, &id);
    plain.post("send", &vec![0; MAX_FRAME + 2048]).refused(413, "too-large");
    plain.post("poll", &[0; 2048]).refused(413, "too-large");
    for bad in [&[][..], &[200, 1], &[1, b'a', 1, 9, 9], &[0xff; 40]] {
        plain.post("send", bad).refused(400, "bad-request");
        plain.post("poll", bad).refused(400, "bad-request");
    }
    plain.say(&[FromPage::Ping]);
    plain.until(|said| *said == ToPage::Pong);
    assert_eq!(plain.batch(2, &[update(1, vec![0; MAX_UPDATE + 1]).encode()]), 0);
    assert_eq!(plain.end(), ("too-large".to_owned(), 4413));
    let mut again = Plain::open(&dagny, &id);
    assert_eq!(again.batch(1, &[vec![0xff, 0, 1]]), 0);
    assert_eq!(again.end(), ("malformed".to_owned(), 4400));
    assert_eq!(dagny.view(&id)["title"], "Joint statement for Kyoto", "the room lives");
}

/// V5
#[test]
fn one_session_holds_so_many_pages_on_both_roads_together() {
    let stage = Stage::with(server::Config { sockets_per_session: 2, ..server::Config::default() });
    let (dagny, id) = stage.alliance();
    let _socket = stage.runtime.block_on(Page::welcome(&dagny, &id));
    let mut plain = Plain::open(&dagny, &id);
    assert_eq!(knock(&dagny, &id, &hello().encode()), ("too-much".to_owned(), 4429));
    plain.post("close", &Poll { secret: &plain.secret, heard: 0 }.encode());
    assert_eq!(plain.end().1, 1012, "closed is closed");
    // Its seat is free as soon as its task has seen it.
    while knock(&dagny, &id, &hello().encode()).1 == 4429 {
        std::thread::yield_now();
    }
}

/// V6
#[test]
fn a_session_that_was_left_hears_of_it_at_once() {
    let stage = Stage::empty();
    let (dagny, id) = stage.alliance();
    let amara = stage.join(&dagny, &id, "Amara", "drafter");
    let cookie = amara.cookie();
    let mut plain = Plain::open(&amara, &id);
    plain.state();
    std::thread::scope(|scope| {
        let waits = scope.spawn(|| plain.end());
        let same = stage.browser();
        *same.cookie.lock().expect("a cookie") = cookie;
        same.post("/api/v1/session/leave", &json!({}));
        assert_eq!(waits.join().expect("an end"), ("not-here".to_owned(), 4403));
    });
    assert_eq!(knock(&amara, &id, &hello().encode()), ("no-session".to_owned(), 4401));
}

/// V7
#[test]
fn a_changed_role_and_a_removal_reach_the_open_poll() {
    let stage = Stage::empty();
    let (dagny, id) = stage.alliance();
    let amara = stage.join(&dagny, &id, "Amara", "drafter");
    let person = amara.view(&id)["me"]["person"].clone();
    let mut plain = Plain::open(&amara, &id);
    let state = plain.state();
    dagny.act(&id, json!({"act": "change-role", "person": person, "role": "reader"})).good();
    let event = plain.until(|said| matches!(said, ToPage::Event { .. }));
    assert!(matches!(event, ToPage::Event { json } if json.contains("\"may_write\":false")));
    let words = room::compose(&state, 86, [("opening", "too late")]).expect("an update");
    plain.say(&[update(1, words)]);
    let refused = plain.until(|said| matches!(said, ToPage::Refused { .. }));
    assert!(matches!(refused, ToPage::Refused { number: 1, code, .. } if code == "role"));
    std::thread::scope(|scope| {
        let waits = scope.spawn(|| plain.end());
        dagny.act(&id, json!({"act": "remove-person", "person": person})).good();
        assert_eq!(waits.join().expect("an end"), ("access-ended".to_owned(), 4403));
    });
    assert_eq!(knock(&amara, &id, &hello().encode()), ("access-ended".to_owned(), 4403), "and later");
}

#[test]
fn when_kyodo_closes_down_who_polls_is_told_to_come_again() {
    let stage = Stage::empty();
    let (dagny, id) = stage.alliance();
    let mut plain = Plain::open(&dagny, &id);
    std::thread::scope(|scope| {
        let waits = scope.spawn(|| plain.end());
        stage.runtime.block_on(stage.server.shutdown());
        assert_eq!(waits.join().expect("an end"), ("try-again".to_owned(), 1012));
    });
    assert_eq!(knock(&dagny, &id, &hello().encode()).1, 1012);
}

/// V7, V20
#[test]
fn v20_without_a_websocket_too_a_new_session_comes_again_and_the_old_cookie_hears_nothing() {
    let stage = Stage::empty();
    let (dagny, id) = stage.alliance();
    let link = dagny.invite(&id, "Amara", "drafter");
    let (device, kept) = (stage.browser(), stage.browser());
    device.open(&link, false).good();
    *kept.cookie.lock().expect("a cookie") = device.cookie();
    let mut hers = Plain::open(&device, &id);
    let mut his = Plain::open(&kept, &id);
    hers.state();
    his.state();
    device.open(&link, false).good();
    device.view(&id);
    assert_eq!(his.end(), ("try-again".to_owned(), 1012));
    assert_eq!(hers.end(), ("try-again".to_owned(), 1012));
    assert_eq!(his.batch(9, &[FromPage::Ping.encode()]), 0, "nobody reads it");
    assert_eq!(knock(&kept, &id, &hello().encode()), ("no-session".to_owned(), 4401));
    let mut again = Plain::open(&device, &id);
    let update = room::compose(&again.state(), 77, [("opening", "Saved after all.")]).expect("an update");
    again.say(&[FromPage::Update { number: 1, doc: Doc::Text, update }]);
    again.until(|said| matches!(said, ToPage::Saved { number: 1, .. }));
}
