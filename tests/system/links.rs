//! Links, sessions, rights that reach the open connection.

use serde_json::json;
use tests::{Alliance, Browser, Page};

const SECTION: &str = "opening";

#[tokio::test(flavor = "multi_thread")]
async fn a_role_taken_while_typing_counts_at_once() {
    let alliance = Alliance::gather();
    let amara = alliance.join("Amara", "drafter");
    let person = alliance.person(&amara);
    let mut page = Page::open(&amara, &alliance.statement, 301).await;
    let number = page.write(SECTION, "Mr. President, ").await;
    page.saved(number).await;
    alliance.act(&alliance.chair, json!({"act": "change-role", "person": person, "role": "reader"})).good();
    page.until("the new role", |page| page.view["me"]["role"] == "reader").await;
    page.write(SECTION, "one word more").await;
    page.until("a refusal", |page| !page.refused.is_empty()).await;
    assert_eq!(page.refused[0].0, "role");
    assert_eq!(alliance.words(SECTION), "Mr. President, ");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_removed_is_told_and_closed_at_once() {
    let alliance = Alliance::gather();
    let amara = alliance.join("Amara", "drafter");
    let person = alliance.person(&amara);
    let mut page = Page::open(&amara, &alliance.statement, 302).await;
    alliance.act(&alliance.chair, json!({"act": "remove-person", "person": person})).good();
    page.until("the goodbye", |page| page.closed.is_some()).await;
    let bye = page.bye.clone().expect("a goodbye");
    assert_eq!(bye.0, "access-ended");
    assert!(bye.1.ends_with(" ended your access"), "{}", bye.1);
    assert_eq!(page.closed, Some(4403));
    assert_eq!(amara.get(&format!("/api/v1/statements/{}", alliance.statement)).status, 403);
}

#[test]
fn a_link_opens_on_several_devices_until_it_is_ended() {
    let alliance = Alliance::gather();
    let link = alliance.link("Bilal", "drafter");
    let (phone, laptop) = (Browser::new(&alliance.program), Browser::new(&alliance.program));
    phone.open(&link);
    laptop.open(&link);
    assert_eq!(alliance.person(&phone), alliance.person(&laptop));
    let view = alliance.view(&alliance.chair);
    let people = view["people"].as_array().expect("people");
    let bilal = people.iter().find(|person| person["name"] == "Bilal").expect("Bilal");
    assert!(bilal["opened"].is_i64());
    let ended = json!({"act": "end-link", "link": bilal["links"][0]["link"]});
    alliance.act(&alliance.chair, ended).good();
    let token = link.split_once("#i=").expect("a link").1;
    let again = Browser::new(&alliance.program);
    assert!(again.post("/api/v1/links/look", &json!({"token": token})).status >= 400);
    assert!(phone.get(&format!("/api/v1/statements/{}", alliance.statement)).status >= 400);
}

#[test]
fn two_people_in_one_browser_are_never_swapped_silently() {
    let alliance = Alliance::gather();
    let (bilal, chiyo) = (alliance.link("Bilal", "drafter"), alliance.link("Chiyo", "reader"));
    let browser = Browser::new(&alliance.program);
    browser.open(&bilal);
    let token = chiyo.split_once("#i=").expect("a link").1;
    let look = browser.post("/api/v1/links/look", &json!({"token": token})).good();
    assert_eq!(look["already"]["name"], "Bilal");
    let open = |replace| json!({"token": token, "own_device": true, "replace": replace});
    assert_eq!(browser.post("/api/v1/links/open", &open(false)).refused(409), "somebody-else");
    assert_eq!(alliance.view(&browser)["me"]["name"], "Bilal");
    browser.post("/api/v1/links/open", &open(true)).good();
    assert_eq!(alliance.view(&browser)["me"]["name"], "Chiyo");
}

#[test]
fn the_disk_never_holds_a_link() {
    let mut alliance = Alliance::gather();
    let link = alliance.link("Bilal", "drafter");
    let token = link.split_once("#i=").expect("a link").1.to_owned();
    let cookie = alliance.chair.cookie().expect("a session");
    let session = cookie.split_once('=').expect("a value").1.to_owned();
    alliance.program.kill();
    let mut folders = vec![alliance.program.folder().to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
            if entry.path().is_dir() {
                folders.push(entry.path());
                continue;
            }
            let bytes = std::fs::read(entry.path()).expect("a file");
            for secret in [token.as_bytes(), session.as_bytes()] {
                assert!(!bytes.windows(secret.len()).any(|found| found == secret), "{:?}", entry.path());
            }
        }
    }
}

#[test]
fn another_site_cannot_act_in_her_name() {
    let alliance = Alliance::gather();
    let acts = json!({"acts": [{"act": "set-title", "title": "Stolen"}]});
    let path = format!("/api/v1/statements/{}/acts", alliance.statement);
    let status = alliance.chair.post_from("https://elsewhere.example", &path, &acts).status;
    assert_eq!(status, 403);
    assert_eq!(alliance.view(&alliance.chair)["title"], "Joint statement for Kyoto");
}

#[tokio::test(flavor = "multi_thread")]
async fn leaving_ends_the_session_and_its_sockets() {
    let alliance = Alliance::gather();
    let amara = alliance.join("Amara", "drafter");
    let mut page = Page::open(&amara, &alliance.statement, 303).await;
    amara.post("/api/v1/session/leave", &json!({})).good();
    page.until("closed", |page| page.closed.is_some()).await;
    assert!(amara.get(&format!("/api/v1/statements/{}", alliance.statement)).status >= 400);
}
