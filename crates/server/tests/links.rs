//! Links and sessions (V1, V2, V3, V6).

mod stage;

use protocol::{FromPage, ToPage};
use serde_json::json;
use server::Config;
use stage::{Page, Stage, after};
use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

#[test]
fn a_set_up_link_is_good_once() {
    let stage = Stage::empty();
    let link = stage.set_up_link();
    let token = json!({ "token": after(&link, "#s=") });
    let dagny = stage.browser();
    assert_eq!(dagny.get("/api/v1/me").good()["set_up"], false);
    assert_eq!(dagny.post("/api/v1/setup/look", &token).good()["set_up"], false);
    let mut founding =
        json!({"token": token["token"], "alliance": "", "name": "Dagny", "organisation": "Fjord"});
    dagny.post("/api/v1/setup", &founding).refused(422, "field");
    founding["alliance"] = json!("Open Door Alliance");
    dagny.post("/api/v1/setup", &founding).good();
    assert_eq!(dagny.get("/api/v1/me").good()["founder"]["name"], "Dagny");
    let mallory = stage.browser();
    mallory.post("/api/v1/setup/look", &token).refused(410, "no-set-up");
    mallory.post("/api/v1/setup", &founding).refused(410, "no-set-up");
    mallory.post("/api/v1/statements", &json!({})).refused(401, "no-session");
}

/// V2
#[test]
fn a_personal_link_opens_and_the_chair_sees_that_it_did() {
    let stage = Stage::empty();
    let (dagny, id) = stage.alliance();
    let link = dagny.invite(&id, "Amara", "drafter");
    assert!(link.starts_with(&stage.address) && link.contains("/i#i="), "{link}");
    let amara = stage.browser();
    let look = amara.post("/api/v1/links/look", &json!({"token": after(&link, "#i=")})).good();
    assert_eq!(look["person"]["name"], "Amara");
    assert_eq!(look["person"]["role"], "drafter");
    assert_eq!(look["inviter"]["name"], "Dagny");
    assert_eq!(look["already"], json!(null));
    let opened = |view: &serde_json::Value| view["people"][1]["opened"].is_i64();
    assert!(!opened(&dagny.view(&id)), "looking opens nothing");
    assert_eq!(amara.open(&link, false).good()["id"], id.as_str());
    assert!(opened(&dagny.view(&id)));
    assert_eq!(amara.view(&id)["me"]["name"], "Amara");
    assert_eq!(amara.view(&id)["people"][0]["email"], json!(null), "e-mails are the chair's to see");
    let cards = amara.get("/api/v1/me").good();
    assert_eq!(cards["statements"][0]["title"], "Joint statement for Kyoto");
    assert_eq!(cards["founder"], json!(null));
}

/// V1
#[test]
fn an_ended_link_ends_what_it_opened() {
    let stage = Stage::empty();
    let (dagny, id) = stage.alliance();
    let link = dagny.invite(&id, "Bilal", "drafter");
    let bilal = stage.browser();
    bilal.open(&link, false).good();
    let hash = dagny.view(&id)["people"][1]["links"][0]["link"].clone();
    dagny.act(&id, json!({"act": "end-link", "link": hash})).good();
    let said = bilal.get(&format!("/api/v1/statements/{id}")).refused(403, "access-ended");
    assert_eq!(said, "Dagny ended your access");
    let said = stage.browser().open(&link, false).refused(410, "link-ended");
    assert!(said.contains("Dagny"), "{said}");
    let me = bilal.get("/api/v1/me").good();
    assert_eq!(me["statements"], json!([]));
    assert_eq!((&me["ended"][0]["id"], &me["ended"][0]["by"]), (&json!(id), &json!("Dagny")));
    assert!(me["ended"][0]["at"].is_u64() && me["ended"][0]["title"].is_null(), "{me}");
    let person = dagny.view(&id)["people"][1]["id"].as_str().expect("an id").to_owned();
    let again =
        dagny.post(&format!("/api/v1/statements/{id}/people/{person}/link"), &json!({"ends": null})).good();
    bilal.open(again["link"].as_str().expect("a link"), false).good();
    assert_eq!(bilal.view(&id)["me"]["name"], "Bilal");
}

#[test]
fn a_browser_is_never_somebody_else_without_being_asked() {
    let stage = Stage::empty();
    let (dagny, id) = stage.alliance();
    let (bilal, chiyo) = (dagny.invite(&id, "Bilal", "drafter"), dagny.invite(&id, "Chiyo", "reader"));
    let browser = stage.browser();
    browser.open(&bilal, false).good();
    browser.open(&bilal, false).good();
    let said = browser.open(&chiyo, false).refused(409, "somebody-else");
    assert!(said.contains("Bilal"), "{said}");
    assert_eq!(browser.view(&id)["me"]["name"], "Bilal");
    let ended = stage.runtime.block_on(async {
        let mut page = Page::welcome(&browser, &id).await;
        let swapped = tokio::task::block_in_place(|| browser.open(&chiyo, true).good());
        assert_eq!(swapped["id"], id.as_str());
        tokio::task::block_in_place(|| browser.view(&id));
        page.end().await
    });
    assert_eq!(ended, (Some("not-here".to_owned()), 4403), "V6");
    assert_eq!(browser.view(&id)["me"]["name"], "Chiyo");
}

/// V3
#[test]
fn another_site_changes_nothing() {
    let stage = Stage::empty();
    let (dagny, id) = stage.alliance();
    let acts = json!({"acts": [{"act": "set-title", "title": "Stolen"}]}).to_string();
    let path = format!("/api/v1/statements/{id}/acts");
    for origin in [Some("https://elsewhere.example"), Some("null"), None] {
        dagny.post_from(origin, &path, &acts).refused(403, "origin");
    }
    assert_eq!(dagny.view(&id)["title"], "Joint statement for Kyoto");
    stage.runtime.block_on(async {
        for origin in [Some("https://elsewhere.example"), None] {
            let refused = Page::connect(&dagny, &format!("/live/{id}"), origin, Some("kyodo.1")).await;
            assert_eq!(refused.err(), Some(403));
        }
        let refused = Page::connect(&dagny, "/sync", Some("https://elsewhere.example"), None).await;
        assert_eq!(refused.err(), Some(403));
    });
}

#[test]
fn a_cookie_stays_on_ones_own_device_only() {
    let stage = Stage::empty();
    let (dagny, id) = stage.alliance();
    let set = dagny.set.lock().expect("a cookie").clone();
    assert!(set.starts_with("kyodo=") && set.contains("HttpOnly; SameSite=Lax"), "{set}");
    assert!(set.contains("Path=/") && set.contains("Max-Age=") && !set.contains("Secure"), "{set}");
    let amara = stage.join(&dagny, &id, "Amara", "drafter");
    let set = amara.set.lock().expect("a cookie").clone();
    assert!(!set.contains("Max-Age"), "{set}");

    let behind = Stage::with(Config { behind_proxy: true, ..Config::default() });
    let (dagny, _) = behind.alliance();
    let set = dagny.set.lock().expect("a cookie").clone();
    assert!(set.starts_with("__Host-kyodo=") && set.contains("; Secure"), "{set}");
}

/// V1
#[test]
fn the_days_of_a_session_count_from_when_it_was_let_in_last() {
    const DAY: i64 = 24 * 60 * 60 * 1000;
    let days = Arc::new(AtomicI64::new(20_000));
    let told = days.clone();
    let stage = Stage::on(Config::default(), Arc::new(move || told.load(Ordering::Relaxed) * DAY));
    let (dagny, id) = stage.alliance();
    // Dagny's own device lets her in for 400 days. After 20 she opens another link in it, not as her own device.
    days.fetch_add(20, Ordering::Relaxed);
    let link = stage.runtime.block_on(server::admin::link(&stage.server, Some(&id))).expect("a link");
    dagny.open(&link, false).good();
    assert_eq!(dagny.view(&id)["me"]["name"], "Dagny", "it ends in 14 days, and did not end 6 days ago");
    days.fetch_add(13, Ordering::Relaxed);
    dagny.open(&link, false).good();
    days.fetch_add(13, Ordering::Relaxed);
    assert_eq!(dagny.view(&id)["me"]["name"], "Dagny", "let in anew on the 13th day");
    days.fetch_add(1, Ordering::Relaxed);
    dagny.get(&format!("/api/v1/statements/{id}")).refused(401, "no-session");
}

/// V6
#[test]
fn leaving_ends_the_session_and_its_sockets_and_nobody_elses() {
    let stage = Stage::empty();
    let (dagny, id) = stage.alliance();
    let amara = stage.join(&dagny, &id, "Amara", "drafter");
    let token = amara.post("/api/v1/session/token", &json!({})).good();
    assert_eq!(token["token"].as_str().map(str::len), Some(43));
    assert_eq!(amara.post("/api/v1/session/token", &json!({})).good(), token, "asked again, it is the same");
    let as_cookie = stage.browser();
    *as_cookie.cookie.lock().expect("a cookie") =
        token["token"].as_str().map(|token| format!("kyodo={token}"));
    as_cookie.get(&format!("/api/v1/statements/{id}")).refused(401, "no-session");
    let before = amara.cookie();
    let ended = stage.runtime.block_on(async {
        let mut page = Page::welcome(&amara, &id).await;
        tokio::task::block_in_place(|| amara.post("/api/v1/session/leave", &json!({})).good());
        page.end().await
    });
    assert_eq!(ended, (Some("not-here".to_owned()), 4403));
    *amara.cookie.lock().expect("a cookie") = before;
    amara.get(&format!("/api/v1/statements/{id}")).refused(401, "no-session");
    assert_eq!(dagny.view(&id)["me"]["name"], "Dagny");
}

/// V1
#[test]
fn whoever_is_removed_is_closed_at_once() {
    let stage = Stage::empty();
    let (dagny, id) = stage.alliance();
    let amara = stage.join(&dagny, &id, "Amara", "drafter");
    let person = amara.view(&id)["me"]["person"].clone();
    let ended = stage.runtime.block_on(async {
        let mut page = Page::welcome(&amara, &id).await;
        tokio::task::block_in_place(|| {
            dagny.act(&id, json!({"act": "remove-person", "person": person})).good();
        });
        page.end().await
    });
    assert_eq!(ended, (Some("access-ended".to_owned()), 4403));
    amara.get(&format!("/api/v1/statements/{id}/text")).refused(403, "access-ended");
}

/// S12
#[test]
fn who_was_away_when_access_ended_hears_on_coming_back_by_whom_and_when() {
    let stage = Stage::empty();
    let (dagny, id) = stage.alliance();
    let amara = stage.join(&dagny, &id, "Amara", "drafter");
    let person = amara.view(&id)["me"]["person"].clone();
    let statement = format!("/api/v1/statements/{id}");
    dagny.act(&id, json!({"act": "remove-person", "person": person})).good();

    let told = amara.get(&statement).json;
    assert_eq!(
        (&told["code"], &told["sentence"]),
        (&json!("access-ended"), &json!("Dagny ended your access"))
    );
    let at = told["ended"].as_u64().expect("when");
    let bye = stage.runtime.block_on(async {
        let mut page = Page::live(&amara, &id).await;
        page.say(&FromPage::Hello { schema: 1, generation: None, heard: None }).await;
        page.until(|said| matches!(said, ToPage::Bye { .. })).await
    });
    let sentence = "Dagny ended your access".to_owned();
    assert_eq!(bye, ToPage::Bye { code: "access-ended".to_owned(), sentence, at });

    // Whose access it was not is told nothing of it.
    let (other, elsewhere) = stage.alliance();
    let eskil = stage.join(&other, &elsewhere, "Eskil", "reader");
    let told = eskil.get(&statement).json;
    assert_eq!((&told["code"], told.get("ended")), (&json!("not-here"), None));
}

#[test]
fn who_has_the_folder_has_a_door_of_their_own() {
    let stage = Stage::empty();
    let (dagny, id) = stage.alliance();
    dagny.get("/admin/statements").refused(404, "nothing-here");
    let server = stage.server.clone();
    let listed = stage.runtime.block_on(server::admin::list(&server)).expect("a list");
    assert_eq!(listed[0].id.as_str(), id);
    let link = stage.runtime.block_on(server::admin::link(&server, Some(&id))).expect("a chair's link");
    let other = stage.browser();
    other.open(&link, false).good();
    assert_eq!(other.view(&id)["me"]["name"], "Dagny");
}

/// V6, V9
#[test]
fn v9_a_link_opened_again_and_again_makes_no_more_than_so_many_browsers_of_one_person() {
    let stage = Stage::empty();
    let (dagny, id) = stage.alliance();
    let link = dagny.invite(&id, "Amara", "drafter");
    let (first, second) = (stage.browser(), stage.browser());
    first.open(&link, false).good();
    let mut page = stage.runtime.block_on(Page::welcome(&first, &id));
    second.open(&link, false).good();
    for _ in 0..49 {
        stage.browser().open(&link, false).good();
    }
    assert_eq!(stage.runtime.block_on(page.end()).1, 4403);
    first.get(&format!("/api/v1/statements/{id}")).refused(401, "no-session");
    assert_eq!(second.view(&id)["me"]["name"], "Amara");
    first.open(&link, false).good();
    assert_eq!(first.view(&id)["me"]["name"], "Amara", "it opens as before");
}
