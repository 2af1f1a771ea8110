//! Live pages and stock clients, over real sockets (V1, V5; P1 to P3, H1 to H3).

mod stage;

use protocol::{Doc, FromPage, ToPage};
use serde_json::json;
use stage::{Browser, Page, Stage};

/// What the page lacks, from the State the server answered with.
async fn open(page: &mut Page) -> Vec<u8> {
    page.say(&FromPage::Open { doc: Doc::Text, state_vector: vec![0] }).await;
    match page.until(|said| matches!(said, ToPage::State { .. })).await {
        ToPage::State { update, .. } => update,
        _ => unreachable!("it was asked for"),
    }
}

#[test]
fn amara_writes_it_is_saved_and_bilal_sees_it() {
    let stage = Stage::empty();
    let (dagny, id) = stage.alliance();
    let (amara, bilal) =
        (stage.join(&dagny, &id, "Amara", "drafter"), stage.join(&dagny, &id, "Bilal", "reader"));
    stage.runtime.block_on(async {
        let (mut one, mut other) = (Page::welcome(&amara, &id).await, Page::welcome(&bilal, &id).await);
        let state = open(&mut one).await;
        open(&mut other).await;
        let update = room::compose(&state, 71, [("opening", "Mr. President,")]).expect("an update");
        one.say(&FromPage::Update { number: 1, doc: Doc::Text, update }).await;
        one.until(|said| matches!(said, ToPage::Saved { number: 1, .. })).await;
        other.until(|said| matches!(said, ToPage::Update { doc: Doc::Text, .. })).await;
        one.say(&FromPage::Ping).await;
        one.until(|said| *said == ToPage::Pong).await;
        let update = room::compose(&state, 72, [("closing", "Not mine to write.")]).expect("an update");
        other.say(&FromPage::Update { number: 1, doc: Doc::Text, update }).await;
        let refused = other.until(|said| matches!(said, ToPage::Refused { .. })).await;
        assert!(matches!(refused, ToPage::Refused { number: 1, code, .. } if code == "role"));
    });
    let text = bilal.get(&format!("/api/v1/statements/{id}/text")).good();
    assert_eq!((&text["words"], &text["by_section"]["opening"]), (&json!(2), &json!(2)));
}

#[test]
fn every_end_has_its_code() {
    let stage = Stage::empty();
    let (dagny, id) = stage.alliance();
    let stranger = stage.browser();
    let hello = |schema, generation| FromPage::Hello { schema, generation, heard: None }.encode();
    stage.runtime.block_on(async {
        assert_eq!(ends(&stranger, &id, hello(1, None)).await, ("no-session".to_owned(), 4401));
        assert_eq!(ends(&dagny, "no-such", hello(1, None)).await, ("no-session".to_owned(), 4401));
        assert_eq!(ends(&dagny, "NO%20ID", hello(1, None)).await, ("no-statement".to_owned(), 4404));
        assert_eq!(ends(&dagny, &id, hello(0, None)).await, ("schema".to_owned(), 4410));
        assert_eq!(ends(&dagny, &id, hello(1, Some(900))).await, ("generation".to_owned(), 4409));
        for malformed in [vec![], vec![0xff, 1, 2], FromPage::Ping.encode(), b"\x01\x01".to_vec()] {
            assert_eq!(ends(&dagny, &id, malformed).await, ("malformed".to_owned(), 4400));
        }
        let mut page = Page::welcome(&dagny, &id).await;
        let update = vec![0; protocol::MAX_UPDATE + 1];
        page.say(&FromPage::Update { number: 1, doc: Doc::Text, update }).await;
        assert_eq!(page.end().await, (Some("too-large".to_owned()), 4413));
        let refused = Page::connect(&dagny, &format!("/live/{id}"), Some(&dagny.address), None).await;
        assert_eq!(refused.err(), Some(400), "without the subprotocol");
    });
    assert_eq!(dagny.view(&id)["title"], "Joint statement for Kyoto", "the room lives");
}

async fn ends(browser: &Browser, id: &str, first: Vec<u8>) -> (String, u16) {
    let mut page = Page::live(browser, id).await;
    page.send(first).await;
    let (bye, code) = page.end().await;
    (bye.unwrap_or_default(), code)
}

/// V5
#[test]
fn one_session_holds_so_many_sockets() {
    let stage = Stage::with(server::Config { sockets_per_session: 2, ..server::Config::default() });
    let (dagny, id) = stage.alliance();
    stage.runtime.block_on(async {
        let _one = Page::welcome(&dagny, &id).await;
        let two = Page::welcome(&dagny, &id).await;
        let mut three = Page::live(&dagny, &id).await;
        assert_eq!(three.end().await, (Some("too-much".to_owned()), 4429));
        drop(two);
    });
}

/// A frame of the stock wire: the channel's name, then the rest.
fn stock(name: &str, rest: &[u8]) -> Vec<u8> {
    [&[u8::try_from(name.len()).expect("short")], name.as_bytes(), rest].concat()
}

fn auth(name: &str, token: &str) -> Vec<u8> {
    let token = [&[2, 0, u8::try_from(token.len()).expect("short")], token.as_bytes(), b"\x054.8.0"].concat();
    stock(name, &token)
}

/// Reads on until a frame of this channel begins so; gives what follows.
async fn heard(page: &mut Page, name: &str, begin: &[u8]) -> Vec<u8> {
    let begin = stock(name, begin);
    loop {
        let frame = page.next().await.unwrap_or_else(|code| panic!("closed with {code}"));
        if let Some(rest) = frame.strip_prefix(begin.as_slice()) {
            return rest.to_vec();
        }
    }
}

/// H1, H2, H3
#[test]
fn a_stock_client_shakes_hands_writes_and_hears_that_it_is_durable() {
    let stage = Stage::empty();
    let (dagny, id) = stage.alliance();
    let amara = stage.join(&dagny, &id, "Amara", "drafter");
    let token =
        amara.post("/api/v1/session/token", &json!({})).good()["token"].as_str().expect("a token").to_owned();
    let stranger = stage.browser();
    stage.runtime.block_on(async {
        let mut page = Page::connect(&stranger, "/sync", None, None).await.expect("Node has no Origin");
        page.send(stock(&id, &[0, 2, 2, 0, 0])).await;
        page.send(auth(&id, "nonsense")).await;
        heard(&mut page, &id, &[2, 1]).await;
        page.send(auth(&id, "")).await;
        heard(&mut page, &id, &[2, 1]).await;
        page.send(auth(&id, &token)).await;
        assert_eq!(heard(&mut page, &id, &[2, 2]).await, b"\x0aread-write");
        page.send(stock(&id, &[0, 0, 1, 0])).await;
        let state = heard(&mut page, &id, &[0, 1]).await;
        heard(&mut page, &id, &[0, 0]).await;
        // The seed of six roots and more is above 127 bytes: two bytes of length.
        let update = room::compose(&state[2..], 73, [("opening", "Mr. President,")]).expect("an update");
        assert!(update.len() < 128 * 128);
        let length = [update.len() as u8 & 0x7f | 0x80, (update.len() >> 7) as u8];
        page.send(stock(&id, &[&[0, 2], length.as_slice(), &update].concat())).await;
        assert_eq!(heard(&mut page, &id, &[8]).await, [1]);
        page.send(vec![9]).await;
        loop {
            if page.next().await == Ok(vec![10]) {
                break;
            }
        }
        // The same socket, with the cookie's Origin but no cookie, opens nothing; by a session's mark it does.
        let marked = format!("{id}/summary\0x1");
        page.send(auth(&marked, &token)).await;
        assert_eq!(heard(&mut page, &marked, &[2, 2]).await, b"\x08readonly");
    });
    assert_eq!(dagny.get(&format!("/api/v1/statements/{id}/text")).good()["words"], 2);
}

#[test]
fn a_stock_client_that_is_removed_is_told_and_one_that_lies_is_closed() {
    let stage = Stage::empty();
    let (dagny, id) = stage.alliance();
    let amara = stage.join(&dagny, &id, "Amara", "drafter");
    let person = amara.view(&id)["me"]["person"].clone();
    stage.runtime.block_on(async {
        let mut page =
            Page::connect(&amara, "/sync", Some(&amara.address), None).await.expect("her own page's Origin");
        page.send(auth(&id, "")).await;
        heard(&mut page, &id, &[2, 2]).await;
        tokio::task::block_in_place(|| {
            dagny.act(&id, json!({"act": "remove-person", "person": person})).good();
        });
        heard(&mut page, &id, &[7]).await;
        page.send(auth(&id, "")).await;
        heard(&mut page, &id, &[2, 1]).await;
        page.send(vec![3, 1]).await;
        assert_eq!(page.end().await.1, 4400);
    });
}

#[test]
fn when_kyodo_closes_down_pages_are_told_to_come_again() {
    let stage = Stage::empty();
    let (dagny, id) = stage.alliance();
    stage.runtime.block_on(async {
        let mut page = Page::welcome(&dagny, &id).await;
        let (ended, ()) = tokio::join!(page.end(), stage.server.shutdown());
        assert_eq!(ended, (Some("try-again".to_owned()), 1012));
        let mut late = Page::live(&dagny, &id).await;
        late.say(&FromPage::Hello { schema: 1, generation: None, heard: None }).await;
        assert_eq!(late.end().await.1, 1012);
    });
}
