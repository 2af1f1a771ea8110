//! Who a browser is, before and after it signs in (V20, V21).

mod stage;

use protocol::{FromPage, ToPage, hocuspocus};
use serde_json::{Value, json};
use server::Config;
use stage::{Browser, Page, Stage, after};
use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

/// Another browser with the cookie that this one has now.
fn keeps(stage: &Stage, of: &Browser) -> Browser {
    let other = stage.browser();
    *other.cookie.lock().expect("a cookie") = of.cookie();
    other
}

fn statement(id: &str) -> String {
    format!("/api/v1/statements/{id}")
}

fn create(chair: &Browser) -> String {
    let new = json!({"title": "Another one", "template": "kyoto-declaration", "set": "spoken", "language": "en",
                     "limit": null, "slot": null, "summary_words": 100});
    chair.post("/api/v1/statements", &new).good()["id"].as_str().expect("an id").to_owned()
}

#[test]
fn v20_a_cookie_kept_from_a_shared_device_never_becomes_the_next_person_there() {
    let stage = Stage::empty();
    let (dagny, kyoto) = stage.alliance();
    let vienna = create(&dagny);
    // Mallory signs in on the device in the hall, keeps the cookie and a token, and leaves it to Amara.
    let device = stage.join(&dagny, &kyoto, "Mallory", "reader");
    let kept = keeps(&stage, &device);
    let token = kept.post("/api/v1/session/token", &json!({})).good()["token"].clone();
    device.open(&dagny.invite(&vienna, "Amara", "drafter"), false).good();
    assert_ne!(kept.cookie(), device.cookie());
    assert_eq!(device.view(&vienna)["me"]["name"], "Amara");
    assert_eq!(device.view(&kyoto)["me"]["name"], "Mallory", "what the device was before, it still is");
    for id in [&kyoto, &vienna] {
        kept.get(&statement(id)).refused(401, "no-session");
    }
    assert_eq!(kept.get("/api/v1/me").good()["statements"], json!([]));
    kept.post("/api/v1/session/token", &json!({})).refused(401, "no-session");
    let named = format!("{vienna}\0{}", token.as_str().expect("a token"));
    let denied = stage.runtime.block_on(async {
        let mut page = Page::connect(&stage.browser(), "/sync", None, None).await.expect("a handshake");
        page.send(hello(&named, token.as_str().expect("a token"))).await;
        page.next().await
    });
    let denied = String::from_utf8_lossy(&denied.expect("an answer")).into_owned();
    assert!(denied.contains("open your personal link once more"), "{denied:?}");
}

/// A Hocuspocus client's first frame: name, kind 2 (authentication), 0 (token), the token.
fn hello(name: &str, token: &str) -> Vec<u8> {
    let text = |text: &str| [&[u8::try_from(text.len()).expect("short")], text.as_bytes()].concat();
    let frame = [text(name), vec![2, 0], text(token)].concat();
    assert!(hocuspocus::Frame::decode(&frame).is_ok());
    frame
}

#[test]
fn v20_every_way_in_draws_a_new_session_and_the_one_before_opens_nothing() {
    let stage = Stage::empty();
    let (dagny, id) = stage.alliance();
    let shared = dagny
        .post(
            &format!("{}/shared", statement(&id)),
            &json!({"role": "reader", "organisation": null, "ends": null}),
        )
        .good();
    let token = after(shared["link"].as_str().expect("a link"), "#i=").to_owned();
    let amara = stage.join(&dagny, &id, "Amara", "drafter");
    let code = amara.post(&format!("{}/code", statement(&id)), &json!({})).good()["code"].clone();
    let link = dagny.invite(&id, "Bilal", "reader");
    let set_up = stage.set_up_link();
    let founding =
        json!({"token": after(&set_up, "#s="), "alliance": "", "name": "Eskil", "organisation": "Fjord"});
    let ways: [(&str, Value); 4] = [
        ("/api/v1/links/open", json!({"token": after(&link, "#i="), "replace": true})),
        (
            "/api/v1/links/join",
            json!({"token": token, "name": "Chiyo", "organisation": "Mirai", "replace": true}),
        ),
        ("/api/v1/code", json!({"code": code, "replace": true})),
        ("/api/v1/setup", founding),
    ];
    let device = stage.join(&dagny, &id, "Ulla", "reader");
    for (path, body) in ways {
        let kept = keeps(&stage, &device);
        device.post(path, &body).good();
        assert_ne!(kept.cookie(), device.cookie(), "{path}");
        device.view(&id);
        kept.get(&statement(&id)).refused(401, "no-session");
    }
    assert_eq!(device.view(&id)["me"]["name"], "Amara", "the set-up took nobody's place");
    assert_eq!(device.get("/api/v1/me").good()["founder"]["name"], "Eskil");
    device.open(&dagny.invite(&id, "Amara", "reader"), true).good();
    assert_eq!(device.get("/api/v1/me").good()["founder"]["name"], "Eskil", "once and for all");
}

#[test]
fn v20_other_tabs_come_again_as_whom_they_were_and_those_of_somebody_else_end() {
    let stage = Stage::empty();
    let (dagny, kyoto) = stage.alliance();
    let vienna = create(&dagny);
    let device = stage.join(&dagny, &kyoto, "Amara", "drafter");
    let again = dagny.invite(&vienna, "Amara", "drafter");
    let (kept, ends, other) = stage.runtime.block_on(async {
        let mut tab = Page::welcome(&device, &kyoto).await;
        let kept = keeps(&stage, &device);
        tokio::task::block_in_place(|| device.open(&again, false).good());
        // Nothing ends before the browser shows that it has the new cookie, here by a handshake.
        tab.say(&FromPage::Ping).await;
        tab.until(|said| *said == ToPage::Pong).await;
        Page::welcome(&device, &vienna).await;
        let ends = tab.end().await;
        // The cookie of before is a stranger's; the same tab comes again with the new one.
        let mut stranger = Page::live(&kept, &kyoto).await;
        assert_eq!(stranger.end().await.1, 4401);
        let mut tab = Page::welcome(&device, &kyoto).await;
        tab.say(&FromPage::Ping).await;
        tab.until(|said| *said == ToPage::Pong).await;
        // And now the device becomes Bilal in Kyoto; in Vienna it stays Amara.
        let mut vienna_tab = Page::welcome(&device, &vienna).await;
        let bilal = tokio::task::block_in_place(|| dagny.invite(&kyoto, "Bilal", "reader"));
        tokio::task::block_in_place(|| device.open(&bilal, true).good());
        tokio::task::block_in_place(|| device.view(&kyoto));
        (kept, [ends, tab.end().await], vienna_tab.end().await)
    });
    assert_eq!(ends[0], (Some("try-again".to_owned()), 1012));
    assert_eq!(ends[1], (Some("not-here".to_owned()), 4403), "V6: her words go out under no other name");
    assert_eq!(other, (Some("try-again".to_owned()), 1012));
    assert_eq!(device.view(&kyoto)["me"]["name"], "Bilal");
    assert_eq!(device.view(&vienna)["me"]["name"], "Amara");
    kept.get(&statement(&kyoto)).refused(401, "no-session");
}

/// A browser whose answer to a sign-in was lost: what it asked was done, and it has the cookie it had.
fn loses(stage: &Stage, of: &Browser, link: &str, replace: bool) -> Browser {
    let lost = keeps(stage, of);
    lost.open(link, replace).good();
    assert_ne!(lost.cookie(), of.cookie());
    lost
}

#[test]
fn v20_a_founder_whose_answer_is_lost_still_is_the_founder_and_the_chair() {
    let stage = Stage::empty();
    let (dagny, kyoto) = stage.alliance();
    let vienna = create(&dagny);
    let token = dagny.post("/api/v1/session/token", &json!({})).good()["token"].clone();
    let link = dagny.invite(&vienna, "Amara", "drafter");
    for _ in 0..6 {
        loses(&stage, &dagny, &link, true);
    }
    assert_eq!(dagny.get("/api/v1/me").good()["founder"]["name"], "Dagny");
    assert_eq!(dagny.view(&kyoto)["me"]["role"], "chair");
    assert_eq!(dagny.view(&vienna)["me"]["name"], "Dagny", "the old cookie never is somebody new");
    assert_eq!(dagny.post("/api/v1/session/token", &json!({})).good()["token"], token, "it lasts, too");
    // Once more, and what she began meanwhile is hers there, too.
    let old = keeps(&stage, &dagny);
    dagny.open(&link, true).good();
    let geneva = create(&old);
    assert_eq!(dagny.view(&vienna)["me"]["name"], "Amara");
    for id in [&kyoto, &geneva] {
        assert_eq!(dagny.view(id)["me"]["role"], "chair");
    }
    assert_eq!(dagny.get("/api/v1/me").good()["founder"]["name"], "Dagny");
    old.get(&statement(&kyoto)).refused(401, "no-session");
    assert_eq!(old.get("/api/v1/me").good()["founder"], json!(null));
}

#[test]
fn v20_two_tabs_that_sign_in_at_once_keep_what_both_were_given_and_what_there_was() {
    let stage = Stage::empty();
    let (dagny, kyoto) = stage.alliance();
    let (vienna, geneva) = (create(&dagny), create(&dagny));
    let links = [&vienna, &geneva].map(|id| dagny.invite(id, "Amara", "drafter"));
    for last in [0, 1] {
        let device = stage.join(&dagny, &kyoto, ["Amara", "Chiyo"][last], "drafter");
        let old = keeps(&stage, &device);
        device.view(&kyoto);
        // Both requests carry the old cookie; the answer that comes last is the one the browser keeps.
        let tabs = std::thread::scope(|scope| {
            let both = [&links[0], &links[1]].map(|link| {
                let tab = keeps(&stage, &device);
                scope.spawn(move || {
                    tab.open(link, false).good();
                    tab
                })
            });
            both.map(|tab| tab.join().expect("a tab"))
        });
        *device.cookie.lock().expect("a cookie") = tabs[last].cookie();
        for id in [&kyoto, &vienna, &geneva] {
            device.view(id);
        }
        old.get(&statement(&kyoto)).refused(401, "no-session");
        // And where the other answer comes later still, nobody is a stranger.
        let late = &tabs[1 - last];
        late.view(&kyoto);
        late.view([&vienna, &geneva][1 - last]);
        device.view(&kyoto);
    }
}

#[test]
fn v20_the_old_cookie_never_becomes_the_next_person_and_opens_nothing_once_the_new_one_was_shown() {
    let stage = Stage::empty();
    let (dagny, kyoto) = stage.alliance();
    let vienna = create(&dagny);
    let device = stage.join(&dagny, &kyoto, "Mallory", "reader");
    let kept = keeps(&stage, &device);
    device.open(&dagny.invite(&kyoto, "Amara", "drafter"), true).good();
    let amara = keeps(&stage, &device);
    device.open(&dagny.invite(&vienna, "Amara", "drafter"), false).good();
    // The last answer is lost, and so nothing has ended; the one before was shown by asking for it.
    kept.get(&statement(&kyoto)).refused(401, "no-session");
    kept.get(&statement(&vienna)).refused(401, "no-session");
    assert_eq!(amara.view(&kyoto)["me"]["name"], "Amara");
    amara.get(&statement(&vienna)).refused(403, "not-here");
    let cards = amara.get("/api/v1/me").good()["statements"].as_array().expect("cards").len();
    assert_eq!(cards, 1);
    // Leaving with a cookie that was never shown ends the one before, too.
    device.post("/api/v1/session/leave", &json!({})).good();
    amara.get(&statement(&kyoto)).refused(401, "no-session");
}

#[test]
fn v20_only_so_many_sign_ins_wait_and_one_that_was_lost_long_ago_ends_with_the_next() {
    let now = Arc::new(AtomicI64::new(1_900_000_000_000));
    let clock = now.clone();
    let stage = Stage::on(Config::default(), Arc::new(move || clock.load(Ordering::SeqCst)));
    let (dagny, kyoto) = stage.alliance();
    let vienna = create(&dagny);
    let device = stage.join(&dagny, &kyoto, "Amara", "drafter");
    device.view(&kyoto);
    let link = dagny.invite(&vienna, "Amara", "drafter");
    let mut lost = Vec::new();
    for _ in 0..5 {
        now.fetch_add(20_000, Ordering::SeqCst);
        lost.push(loses(&stage, &device, &link, false));
    }
    lost[0].get(&statement(&kyoto)).refused(401, "no-session");
    device.view(&kyoto);
    lost[4].view(&kyoto);
    for gone in [&device, &lost[1], &lost[2], &lost[3]] {
        gone.get(&statement(&kyoto)).refused(401, "no-session");
    }
    lost[4].view(&vienna);
}

#[test]
fn v21_two_cookies_of_our_name_that_differ_are_no_cookie() {
    let stage = Stage::empty();
    let (dagny, id) = stage.alliance();
    let (amara, mallory) =
        (stage.join(&dagny, &id, "Amara", "drafter"), stage.join(&dagny, &id, "Mallory", "reader"));
    let (hers, his) = (amara.cookie().expect("a cookie"), mallory.cookie().expect("a cookie"));
    let tossed = stage.browser();
    let sends = |cookies: &str| *tossed.cookie.lock().expect("a cookie") = Some(cookies.to_owned());
    let nothing = format!("kyodo={}", "A".repeat(43));
    for both in [[&hers, &his], [&his, &hers], [&nothing, &hers], [&hers, &nothing]] {
        sends(&format!("theme=dark; {}; {}", both[0], both[1]));
        tossed.get(&statement(&id)).refused(401, "no-session");
        assert_eq!(tossed.get("/api/v1/me").good()["statements"], json!([]));
    }
    sends(&format!("kyodo=; {hers}"));
    tossed.get(&statement(&id)).refused(401, "no-session");
    for fine in [format!("a=b; {hers}; xkyodo=1"), format!("{hers}; {hers}"), format!("kyodo2=x;{hers}")] {
        sends(&fine);
        assert_eq!(tossed.view(&id)["me"]["name"], "Amara", "{fine}");
    }
}
