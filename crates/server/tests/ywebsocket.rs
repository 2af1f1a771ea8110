//! Stock y-websocket clients, over real sockets (V1, V3, V5, V6; Y1 to Y3).

mod stage;

use protocol::{
    MAX_UPDATE, MAX_UPLOAD,
    stock::Said,
    ywebsocket::{Message, Reply},
};
use serde_json::json;
use stage::{Browser, Page, Stage};

fn frame(said: Said) -> Vec<u8> {
    Reply::Said(said).encode()
}

fn awareness(client: u8, clock: u8) -> Said {
    Said::Awareness([&[1, client, clock, 2], &b"{}"[..]].concat())
}

/// As a browser's page opens it: with the cookie and its Origin.
async fn connect(browser: &Browser, place: &str) -> Result<Page, u16> {
    Page::connect(browser, &format!("/ws/{place}"), Some(&browser.address), None).await
}

/// The first socket of a provider, after its handshake: what it lacks.
async fn comes(browser: &Browser, place: &str) -> (Page, Vec<u8>) {
    let mut page = connect(browser, place).await.expect("a handshake");
    page.send(frame(Said::StepOne(vec![0]))).await;
    let state = match hears(&mut page).await {
        Said::StepTwo(state) => state,
        other => panic!("a step 2 comes first: {other:?}"),
    };
    assert!(matches!(hears(&mut page).await, Said::StepOne(_)), "and then a step 1");
    (page, state)
}

/// The next thing said; a sentence of refusal is none.
async fn hears(page: &mut Page) -> Said {
    let frame = page.next().await.unwrap_or_else(|code| panic!("closed with {code}"));
    match Message::decode(&frame) {
        Ok(Message::Said(said)) => said,
        other => panic!("{other:?} in {frame:?}"),
    }
}

/// Reads on until the server says why not.
async fn denied(page: &mut Page) -> String {
    loop {
        let frame = page.next().await.unwrap_or_else(|code| panic!("closed with {code}"));
        if let Some([_, sentence @ ..]) = frame.strip_prefix(&[2, 0]) {
            return String::from_utf8(sentence.to_vec()).expect("a sentence");
        }
    }
}

fn token(browser: &Browser) -> String {
    browser.post("/api/v1/session/token", &json!({})).good()["token"].as_str().expect("a token").to_owned()
}

fn words(browser: &Browser, id: &str) -> serde_json::Value {
    browser.get(&format!("/api/v1/statements/{id}/text")).good()["words"].clone()
}

/// Y1, Y3
#[test]
fn amara_writes_and_bilal_sees_words_and_caret() {
    let stage = Stage::empty();
    let (dagny, id) = stage.alliance();
    let (amara, bilal) =
        (stage.join(&dagny, &id, "Amara", "drafter"), stage.join(&dagny, &id, "Bilal", "reader"));
    stage.runtime.block_on(async {
        let (mut one, state) = comes(&amara, &id).await;
        let (mut other, _) = comes(&bilal, &id).await;
        one.send(frame(awareness(5, 1))).await;
        let update = room::compose(&state, 71, [("opening", "Mr. President,")]).expect("an update");
        one.send(frame(Said::Update(update))).await;
        let Said::Awareness(caret) = hears(&mut other).await else { panic!("her caret") };
        assert!(String::from_utf8_lossy(&caret).contains("Amara and Friends"), "as the server knows her");
        assert!(matches!(hears(&mut other).await, Said::Update(_)));
        // His provider repeats her caret and asks the tabs; none of it comes back to her, nor does “saved”.
        other.send(frame(Said::Awareness(caret))).await;
        other.send(vec![3]).await;
        other.send(frame(awareness(6, 1))).await;
        let Said::Awareness(his) = hears(&mut one).await else { panic!("the first she hears is his caret") };
        assert!(String::from_utf8_lossy(&his).contains("Bilal and Friends"));
    });
    assert_eq!(words(&dagny, &id), 2);
}

/// Y2
#[test]
fn chiyo_may_only_read_is_told_why_once_and_goes_on_reading() {
    let stage = Stage::empty();
    let (dagny, id) = stage.alliance();
    let (amara, chiyo) =
        (stage.join(&dagny, &id, "Amara", "drafter"), stage.join(&dagny, &id, "Chiyo", "reader"));
    stage.runtime.block_on(async {
        let (mut one, state) = comes(&amara, &id).await;
        let (mut reader, _) = comes(&chiyo, &id).await;
        // What her provider uploads when it comes holds no news, and is not refused.
        reader.send(frame(Said::StepTwo(state.clone()))).await;
        let hers = room::compose(&state, 72, [("closing", "Not mine to write.")]).expect("an update");
        reader.send(frame(Said::Update(hers.clone()))).await;
        assert_eq!(denied(&mut reader).await, "your role in this statement does not allow that");
        reader.send(frame(Said::StepTwo(hers))).await;
        reader.send(frame(Said::StepOne(vec![0]))).await;
        assert!(matches!(hears(&mut reader).await, Said::StepTwo(_)));
        // The next thing she hears is no step 1: she is asked for nothing more.
        let update = room::compose(&state, 73, [("opening", "Mr. President,")]).expect("an update");
        one.send(frame(Said::Update(update))).await;
        assert!(matches!(hears(&mut reader).await, Said::Update(_)));
        // Nor is she when she comes again: here it is the caret that follows.
        drop(reader);
        let mut again = connect(&chiyo, &id).await.expect("she may come and read");
        again.send(frame(Said::StepOne(vec![0]))).await;
        assert!(matches!(hears(&mut again).await, Said::StepTwo(_)));
        one.send(frame(awareness(5, 1))).await;
        assert!(matches!(hears(&mut again).await, Said::Awareness(_)));
    });
    assert_eq!(words(&dagny, &id), 2);
}

/// V1, V3
#[test]
fn who_comes_is_who_the_cookie_or_the_token_says() {
    let stage = Stage::empty();
    let (dagny, id) = stage.alliance();
    let amara = stage.join(&dagny, &id, "Amara", "drafter");
    let (token, stranger) = (token(&amara), stage.browser());
    stage.runtime.block_on(async {
        let path = format!("/ws/{id}/summary?token={token}");
        let mut node = Page::connect(&stranger, &path, None, None).await.expect("Node has no Origin");
        node.send(frame(Said::StepOne(vec![0]))).await;
        assert!(matches!(hears(&mut node).await, Said::StepTwo(_)));
        let foreign = Some("https://evil.example");
        for path in [&path, &format!("/ws/{id}")] {
            assert_eq!(Page::connect(&amara, path, foreign, None).await.err(), Some(403), "another's page");
        }
        let twice = format!("/ws/{id}?token={token}&token={token}");
        assert_eq!(Page::connect(&stranger, &twice, None, None).await.err(), Some(400));
    });
    assert_eq!(stranger.get(&format!("/ws/{id}")).status, 400, "no websocket");
    stage.runtime.block_on(async {
        for (path, code) in [("/ws/no-such", 4403), ("/ws/NO%20ID", 4404), ("/ws/a/b/c", 4404)] {
            let mut page =
                Page::connect(&dagny, path, Some(&dagny.address), None).await.expect("a handshake");
            assert_eq!(page.end().await.1, code, "{path}");
        }
        // A cookie without an Origin is worth nothing.
        let mut page = Page::connect(&amara, &format!("/ws/{id}"), None, None).await.expect("a handshake");
        assert!(denied(&mut page).await.contains("personal link"));
        assert_eq!(page.end().await.1, 4401);
        let again = format!("/ws/{id}?token=nonsense");
        assert_eq!(Page::connect(&stranger, &again, None, None).await.err(), Some(429), "told a moment ago");
        assert!(connect(&amara, &id).await.is_ok(), "who is somebody is not held up by who is nobody");
    });
}

/// V5
#[test]
fn what_is_no_frame_closes_with_a_reason_and_coming_straight_back_costs_nothing() {
    let stage = Stage::empty();
    let (dagny, id) = stage.alliance();
    let bad = [
        ("Emeka", vec![], 4400),
        ("Farid", vec![0x63, 1, 2], 4400),
        ("Goran", frame(Said::StepOne(vec![0xff, 0xff])), 4400),
        ("Hana", frame(Said::Awareness(vec![9])), 4400),
        ("Ivo", frame(Said::Update(vec![0; MAX_UPDATE + 1])), 4413),
        ("Jun", frame(Said::StepTwo(vec![0; MAX_UPLOAD + 1])), 4413),
    ];
    let bad = bad.map(|(name, frame, code)| (stage.join(&dagny, &id, name, "drafter"), name, frame, code));
    stage.runtime.block_on(async {
        let (mut witness, _) = comes(&dagny, &id).await;
        for (browser, name, frame, code) in bad {
            let mut page = connect(&browser, &id).await.expect("a handshake");
            page.send(frame).await;
            assert!(denied(&mut page).await.contains("that "), "{name} is told in words");
            assert_eq!(page.end().await.1, code, "{name}");
            assert_eq!(connect(&browser, &id).await.err(), Some(429), "{name} comes straight back");
            assert!(connect(&browser, &format!("{id}/summary")).await.is_ok(), "{name} elsewhere");
        }
        // Others notice nothing: the first that Dagny hears is an honest caret.
        let kaito = tokio::task::block_in_place(|| stage.join(&dagny, &id, "Kaito", "reader"));
        let (mut page, _) = comes(&kaito, &id).await;
        page.send(frame(awareness(7, 1))).await;
        let Said::Awareness(caret) = hears(&mut witness).await else { panic!("a caret") };
        assert!(String::from_utf8_lossy(&caret).contains("Kaito"));
    });
}

/// V5, V6
#[test]
fn who_is_removed_is_closed_and_who_hammers_is_answered_before_the_handshake() {
    let stage = Stage::empty();
    let (dagny, id) = stage.alliance();
    let amara = stage.join(&dagny, &id, "Amara", "drafter");
    let person = amara.view(&id)["me"]["person"].clone();
    stage.runtime.block_on(async {
        let (mut page, _) = comes(&amara, &id).await;
        tokio::task::block_in_place(|| {
            dagny.act(&id, json!({"act": "remove-person", "person": person})).good();
        });
        assert_eq!(denied(&mut page).await, "Dagny ended your access");
        assert_eq!(page.end().await.1, 4403);
        for _ in 0..50 {
            assert_eq!(connect(&amara, &id).await.err(), Some(429));
        }
    });
}

/// V5
#[test]
fn one_session_holds_so_many_sockets_and_opens_them_at_a_pace() {
    let stage = Stage::with(server::Config { sockets_per_session: 2, ..server::Config::default() });
    let (dagny, id) = stage.alliance();
    stage.runtime.block_on(async {
        let _both = (comes(&dagny, &id).await, comes(&dagny, &id).await);
        assert_eq!(connect(&dagny, &id).await.err(), Some(429), "two sockets are enough");
    });
    let stage = Stage::with(server::Config { sockets_per_session: 1_000, ..server::Config::default() });
    let (dagny, id) = stage.alliance();
    stage.runtime.block_on(async {
        let mut pages = Vec::new();
        while let Ok(page) = connect(&dagny, &id).await {
            pages.push(page);
            assert!(pages.len() < 500, "thirty at once, and one a second");
        }
        assert!(pages.len() >= 30);
        let (mut last, _) = (pages.pop().expect("the last"), pages);
        last.send(frame(Said::StepOne(vec![0]))).await;
        assert!(matches!(hears(&mut last).await, Said::StepTwo(_)), "those that are open go on");
    });
}
