//! Every address of the API is asked once and answers as it is described; the stage holds each answer of every other
//! story against the description, too.

mod stage;

use serde_json::{Value, json};
use stage::{Stage, after, document::Document};

const TEMPLATE: &str = r#"
id = "regional-meeting"
title = "Regional meeting"
language = "en"
sets = [{ id = "all", title = "All of it" }]
[[section]]
id = "demands"
title = "What we ask"
level = 1
"#;

/// V4: held against the description by the stage, as every body that is taken.
#[test]
fn what_may_be_missing_in_a_request_is_described_as_such() {
    let stage = Stage::empty();
    let (dagny, id) = stage.alliance();
    let view = dagny.view(&id);
    let organisation = &view["organisations"][0]["id"];
    for act in [
        json!({ "act": "set-limit" }),
        json!({ "act": "set-slot", "slot": { "place": "Kyoto", "zone": "Asia/Tokyo", "due_hours": 24 } }),
        json!({ "act": "set-hand-in", "hand_in": { "speaker": "Pilar" } }),
        json!({ "act": "add-remark", "remark": { "id": "r1", "organisation": organisation, "text": "Victims first." } }),
        json!({ "act": "decide-remark", "remark": "r1", "decision": { "decision": "taken-up" } }),
    ] {
        dagny.act(&id, act).good();
    }
    let at = |place: &str| format!("/api/v1/statements/{id}{place}");
    dagny
        .post(&at("/people"), &json!({ "people": [{ "name": "A", "organisation": "B", "role": "reader" }] }))
        .good();
    dagny.post(&at("/shared"), &json!({ "role": "reader" })).good();
    // What is answered has all of it.
    let view = dagny.view(&id);
    assert_eq!((&view["slot"]["at"], &view["hand_in"]["delivery"]), (&Value::Null, &Value::Null));
    assert!(view["hand_in"]["item"] == "" && view["slot"].get("at").is_some());
    let document = dagny.get("/api/v1/openapi.json").good();
    let needs = |name: &str| document["components"]["schemas"][name]["required"].clone();
    assert_eq!(needs("SentSlot"), json!(["place", "zone", "due_hours"]));
    assert_eq!(needs("Slot"), json!(["place", "zone", "at", "due_hours"]));
    assert_eq!(needs("SentRemark"), json!(["id", "organisation", "text"]));
}

/// V4.
#[test]
fn a_program_that_knows_only_the_description_goes_through_the_whole_api() {
    let stage = Stage::empty();
    let first = stage.set_up_link();
    let stranger = stage.browser();
    stranger.get("/api/v1/me").good();
    stranger.post("/api/v1/setup/look", &json!({ "token": after(&first, "#s=") })).good();
    stranger.post("/api/v1/setup/look", &json!({ "token": "none" })).refused(410, "no-set-up");
    let document = stranger.get("/api/v1/openapi.json").good();
    assert_eq!((&document["openapi"], &document["servers"][0]["url"]), (&json!("3.1.0"), &json!("/api/v1")));

    let (dagny, id) = stage.alliance();
    let at = |place: &str| format!("/api/v1/statements/{id}{place}");
    dagny.post("/api/v1/templates", &json!({ "text": TEMPLATE })).good();
    dagny.get("/api/v1/templates").good();
    dagny.post("/api/v1/templates/regional-meeting/remove", &json!({})).good();
    dagny.get("/api/v1/me").good();
    dagny.post("/api/v1/address", &json!({ "public": "https://statements.example.org" })).good();

    let link = dagny.invite(&id, "Amara", "drafter");
    let amara = stage.browser();
    let look = amara.post("/api/v1/links/look", &json!({ "token": after(&link, "#i=") })).good();
    amara.open(&link, false).good();
    let person = look["person"]["id"].as_str().expect("an id");
    dagny.post(&at(&format!("/people/{person}/link")), &json!({ "ends": null })).good();
    let code = amara.post(&at("/code"), &json!({})).good()["code"].clone();
    stage.browser().post("/api/v1/code", &json!({ "code": code })).good();

    let asked = json!({ "role": "contributor", "organisation": null, "ends": null });
    let many = dagny.post(&at("/shared"), &asked).good()["link"].as_str().expect("a link").to_owned();
    let chiyo = stage.browser();
    chiyo.post("/api/v1/links/look", &json!({ "token": after(&many, "#i=") })).good();
    let join = json!({ "token": after(&many, "#i="), "name": "Chiyo", "organisation": "Mirai Victim Care" });
    chiyo.post("/api/v1/links/join", &join).good();

    let decided = [
        json!({ "act": "set-slot", "slot": { "place": "Kyoto", "zone": "Asia/Tokyo", "at": null, "due_hours": 24 } }),
        json!({ "act": "set-status", "section": "closing", "status": { "status": "agreed-pending", "on": "a date" } }),
        json!({ "act": "set-dues", "dues": [{ "what": "text", "when": { "hours-before": 48 } }] }),
        json!({ "act": "open-call", "call": { "question": "What matters?", "closes": soon() } }),
    ];
    decided.into_iter().for_each(|act| {
        dagny.act(&id, act).good();
    });
    let view = chiyo.view(&id);
    let me = view["people"].as_array().expect("people").last().expect("Chiyo");
    let remark = json!({ "act": "add-remark", "remark": { "id": "r1", "section": "closing",
        "organisation": me["organisation"], "text": "Name the victims first." } });
    chiyo.act(&id, remark).good();
    let decision = json!({ "decision": "taken-up" });
    amara.act(&id, json!({ "act": "decide-remark", "remark": "r1", "decision": decision })).good();
    assert_eq!(chiyo.get(&at("/remarks")).good()[0]["decision"]["decision"], "taken-up");

    dagny.view(&id);
    dagny.get("/api/v1/me").good();
    amara.get(&at("/text")).good();
    amara.get(&at("/text?version=1")).refused(422, "unknown");
    amara.get(&at("/checklist")).good();
    assert!(amara.get(&at("/export/draft.docx?zone=Europe/Vienna")).bytes.starts_with(b"PK"));
    let slip = json!({ "section": "closing", "block": 0, "after": "Thanks.", "reason": "a slip", "of": "0" });
    dagny.post(&at("/correct"), &slip).refused(409, "phase");

    let open = dagny.view(&id)["people"][1]["links"].as_array().expect("links").clone();
    for link in open {
        dagny.act(&id, json!({ "act": "end-link", "link": link["link"] })).good();
    }
    amara.post("/api/v1/links/look", &json!({ "token": after(&link, "#i=") })).refused(410, "link-ended");
    amara.post("/api/v1/links/ask", &json!({ "token": after(&link, "#i=") })).good();
    chiyo.post("/api/v1/session/token", &json!({})).good();
    chiyo.post("/api/v1/session/leave", &json!({})).good();
    chiyo.get(&at("")).refused(401, "no-session");

    let (asked, all) = (Document::asked(), Document::read().addresses());
    let left: Vec<_> = all.difference(&asked).collect();
    assert!(left.is_empty(), "described, and asked by nobody here: {left:?}");
}

/// A fortnight ahead.
fn soon() -> Value {
    json!(room::system_clock()() + 14 * 86_400_000)
}

/// Pages from before the API had a number are told, in Kyodo's own words.
#[test]
fn an_address_without_a_number_is_gone_and_no_page() {
    let stage = Stage::empty();
    let old = stage.browser();
    old.get(&["/api", "/me"].concat()).refused(404, "nothing-here");
    old.post(&["/api", "/links/look"].concat(), &json!({ "token": "x" })).refused(404, "nothing-here");
    assert!(old.get("/api").bytes.starts_with(b"<!"), "the page that shows it");
}
