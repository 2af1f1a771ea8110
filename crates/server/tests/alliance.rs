//! The whole alliance: links for many, codes, lost links, templates of its own, remarks, versions and slips.

mod stage;

use serde_json::{Value, json};
use stage::{Browser, Stage, after};

fn shared(chair: &Browser, id: &str, role: &str) -> String {
    let asked = json!({ "role": role, "organisation": null, "ends": null });
    let made = chair.post(&format!("/api/v1/statements/{id}/shared"), &asked).good();
    after(made["link"].as_str().expect("a link"), "#i=").to_owned()
}

/// S27.
#[test]
fn a_link_for_many_lets_strangers_join_with_a_name_of_their_own_giving() {
    let stage = Stage::empty();
    let (dagny, id) = stage.alliance();
    let token = shared(&dagny, &id, "contributor");
    let chiyo = stage.browser();
    let look = chiyo.post("/api/v1/links/look", &json!({ "token": token })).good();
    assert_eq!((&look["shared"]["role"], &look["person"]), (&json!("contributor"), &Value::Null));
    assert_eq!(look["inviter"]["name"], "Dagny");
    chiyo.post("/api/v1/links/open", &json!({ "token": token })).refused(410, "link-ended");

    let join =
        json!({ "token": token, "name": " Chiyo ", "organisation": "Mirai Victim Care", "own_device": true });
    let joined = chiyo.post("/api/v1/links/join", &join).good();
    let view = chiyo.view(&id);
    assert_eq!((&view["me"]["name"], &view["me"]["role"]), (&json!("Chiyo"), &json!("contributor")));
    assert_eq!(view["people"][1]["self_named"], true);
    let said = chiyo.post("/api/v1/links/join", &join).refused(409, "somebody-else");
    assert!(said.contains("Chiyo (Mirai Victim Care)"), "{said}");
    let look = chiyo.post("/api/v1/links/look", &json!({ "token": token })).good();
    assert_eq!(look["already"]["name"], "Chiyo", "the page asks before she fills it in");
    // Whom she was counts no more once it is over: nobody is asked whether to give that up.
    let ulla = stage.browser();
    let hers = json!({ "token": token, "name": "Ulla", "organisation": "Mirai Victim Care" });
    ulla.post("/api/v1/links/join", &hers).good();
    let person = ulla.view(&id)["me"]["person"].clone();
    dagny.act(&id, json!({ "act": "remove-person", "person": person })).good();
    ulla.post("/api/v1/links/join", &hers).good();

    // The link she was told is hers on any device, and goes on when the one for many has ended.
    let hash = dagny.view(&id)["shared"][0]["link"].clone();
    dagny.act(&id, json!({ "act": "end-link", "link": hash })).good();
    let phone = stage.browser();
    phone.open(joined["link"].as_str().expect("a link"), false).good();
    assert_eq!(phone.view(&id)["me"]["person"], view["me"]["person"]);
    stage.browser().post("/api/v1/links/join", &join).refused(410, "link-ended");
    let pen = json!({ "role": "drafter", "organisation": null, "ends": null });
    dagny.post(&format!("/api/v1/statements/{id}/shared"), &pen).refused(422, "field");
    chiyo.post(&format!("/api/v1/statements/{id}/shared"), &pen).refused(403, "role");
}

/// The same person stays the same person on the next device.
#[test]
fn a_short_code_opens_the_statement_once_on_another_device() {
    let stage = Stage::empty();
    let (dagny, id) = stage.alliance();
    let amara = stage.join(&dagny, &id, "Amara", "drafter");
    let made = amara.post(&format!("/api/v1/statements/{id}/code"), &json!({})).good();
    let code = made["code"].as_str().expect("a code").to_uppercase();
    let phone = stage.browser();
    phone.post("/api/v1/code", &json!({ "code": "aaaa-aaaa" })).refused(404, "no-code");
    assert_eq!(
        phone.post("/api/v1/code", &json!({ "code": code, "own_device": true })).good()["id"],
        id.as_str()
    );
    assert_eq!(phone.view(&id)["me"]["person"], amara.view(&id)["me"]["person"]);
    stage.browser().post("/api/v1/code", &json!({ "code": code })).refused(404, "no-code");

    // Somebody else's browser is asked first, and the code is still good afterwards.
    let bilal = stage.join(&dagny, &id, "Bilal", "reader");
    let again = amara.post(&format!("/api/v1/statements/{id}/code"), &json!({})).good();
    let told = bilal.post("/api/v1/code", &json!({ "code": again["code"] })).refused(409, "somebody-else");
    assert!(told.contains("Bilal (Bilal and Friends)"), "{told}");
    bilal.post("/api/v1/code", &json!({ "code": again["code"], "replace": true })).good();
    assert_eq!(bilal.view(&id)["me"]["name"], "Amara");

    // What the first device lost, a code gives nobody.
    let last = amara.post(&format!("/api/v1/statements/{id}/code"), &json!({})).good();
    let person = amara.view(&id)["me"]["person"].clone();
    dagny.act(&id, json!({ "act": "remove-person", "person": person })).good();
    stage.browser().post("/api/v1/code", &json!({ "code": last["code"] })).refused(403, "not-here");
}

/// S28.
#[test]
fn whose_link_ended_asks_with_one_click_and_a_new_one_answers() {
    let stage = Stage::empty();
    let (dagny, id) = stage.alliance();
    let link = dagny.invite(&id, "Eskil", "reader");
    let token = json!({ "token": after(&link, "#i=") });
    let eskil = stage.browser();
    eskil.post("/api/v1/links/ask", &token).refused(422, "field");
    eskil.open(&link, false).good();
    let people = dagny.view(&id)["people"].clone();
    let end = json!({ "act": "end-link", "link": people[1]["links"][0]["link"] });
    dagny.act(&id, end).good();
    eskil.post("/api/v1/links/look", &token).refused(410, "link-ended");
    eskil.post("/api/v1/links/ask", &token).good();
    eskil.post("/api/v1/links/ask", &token).good();
    eskil.post("/api/v1/links/ask", &json!({ "statement": id })).good();
    assert!(dagny.view(&id)["people"][1]["asked"].is_i64());
    assert_eq!(dagny.get("/api/v1/me").good()["statements"][0]["asking"], 1);
    let new = format!("/api/v1/statements/{id}/people/{}/link", people[1]["id"].as_str().expect("an id"));
    dagny.post(&new, &json!({ "ends": null })).good();
    assert_eq!(dagny.view(&id)["people"][1]["asked"], Value::Null);
    stage.browser().post("/api/v1/links/ask", &json!({ "token": "A".repeat(43) })).refused(404, "no-link");
}

/// S28.
#[test]
fn a_link_for_many_that_ended_is_asked_for_by_nobody_with_a_name() {
    let stage = Stage::empty();
    let (dagny, id) = stage.alliance();
    let make = || {
        let asked = json!({ "role": "contributor" });
        dagny.post(&format!("/api/v1/statements/{id}/shared"), &asked).good()["link"]
            .as_str()
            .expect("a link")
            .to_owned()
    };
    let token = json!({ "token": after(&make(), "#i=") });
    let somebody = stage.browser();
    somebody.post("/api/v1/links/ask", &token).refused(422, "field");
    let end = || json!({ "act": "end-link", "link": dagny.view(&id)["shared"][0]["link"] });
    dagny.act(&id, end()).good();
    assert_eq!(dagny.view(&id)["shared"], Value::Null);
    somebody.post("/api/v1/links/look", &token).refused(410, "link-ended");
    somebody.post("/api/v1/links/ask", &token).good();
    somebody.post("/api/v1/links/ask", &token).good();
    assert!(dagny.view(&id)["shared"][0]["asked"].is_i64());
    assert_eq!(dagny.get("/api/v1/me").good()["statements"][0]["asking"], 1);
    make();
    assert_eq!(dagny.view(&id)["shared"][0]["asked"], Value::Null, "one like it answers");
    assert_eq!(dagny.get("/api/v1/me").good()["statements"][0]["asking"], 0);
}

const TEMPLATE: &str = r#"
id = "regional-meeting"
title = "Regional meeting"
language = "en"
sets = [{ id = "all", title = "All of it" }]
[[section]]
id = "greeting"
title = "Greeting"
level = 1
printed = false
[[section]]
id = "demands"
title = "What we ask"
level = 1
"#;

#[test]
fn an_alliance_brings_templates_of_its_own() {
    let stage = Stage::empty();
    let (dagny, id) = stage.alliance();
    let bring = |text: &str| dagny.post("/api/v1/templates", &json!({ "text": text }));
    let told =
        bring(&TEMPLATE.replace("title = \"What we ask\"", "titel = \"x\"")).refused(422, "bad-template");
    assert!(told.starts_with("line 13: ") && told.contains("titel"), "{told}");
    let told =
        bring(&TEMPLATE.replace("regional-meeting", "kyoto-declaration")).refused(409, "template-there");
    assert!(told.contains("another id"), "{told}");
    bring(TEMPLATE).good();
    let long = format!("{TEMPLATE}hint = \"{}\"\n", "é".repeat(500));
    let padded = format!("{long}{}", "# a remark of the author\n".repeat(900));
    bring(&padded).good();
    let listed = dagny.get("/api/v1/templates").good();
    assert_eq!(listed.as_array().map(Vec::len), Some(2), "the same id again takes its place");
    assert_eq!((&listed[1]["id"], &listed[1]["own"]), (&json!("regional-meeting"), &json!(true)));
    let new = json!({ "title": "t", "template": "regional-meeting", "set": "", "sections": ["demands"],
                      "language": "en", "limit": null, "slot": null });
    let made = dagny.post("/api/v1/statements", &new).good()["id"].as_str().expect("an id").to_owned();
    let shown: Vec<bool> = (dagny.view(&made)["sections"].as_array().expect("sections").iter())
        .map(|section| section["shown"] == true)
        .collect();
    assert_eq!(shown, [false, true], "let me choose");

    let amara = stage.join(&dagny, &id, "Amara", "drafter");
    amara.post("/api/v1/templates", &json!({ "text": TEMPLATE })).refused(403, "not-founder");
    assert_eq!(
        amara.get("/api/v1/templates").good().as_array().map(Vec::len),
        Some(1),
        "the alliance's affair"
    );
    dagny.post("/api/v1/templates/regional-meeting/remove", &json!({})).good();
    dagny.post("/api/v1/templates/..%2Fx/remove", &json!({})).refused(422, "unknown");
    assert_eq!(dagny.get("/api/v1/templates").good().as_array().map(Vec::len), Some(1));
}

/// S50, S51, S52.
#[test]
fn remarks_are_shown_to_all_but_readers_and_decided_by_writers() {
    let stage = Stage::empty();
    let (dagny, id) = stage.alliance();
    let [amara, leota, eskil] = [("Amara", "drafter"), ("Leota", "contributor"), ("Eskil", "reader")]
        .map(|(name, role)| stage.join(&dagny, &id, name, role));
    let organisation = |of: &Browser| {
        let view = of.view(&id);
        let me = view["me"]["person"].clone();
        let people = view["people"].as_array().expect("people").clone();
        people.iter().find(|one| one["id"] == me).expect("me")["organisation"].clone()
    };
    let remark = |key: &str, of: Value, by_email: bool| {
        json!({ "act": "add-remark", "remark": { "id": key, "section": "closing", "organisation": of,
            "text": "Name the victims first.", "passage": "", "by_email": by_email } })
    };
    leota.act(&id, remark("r1", organisation(&leota), false)).good();
    leota.act(&id, remark("r1", organisation(&leota), false)).refused(409, "twice");
    leota.act(&id, remark("r2", organisation(&dagny), false)).refused(422, "field");
    leota.act(&id, remark("r2", organisation(&dagny), true)).refused(422, "field");
    amara.act(&id, remark("r2", organisation(&leota), true)).good();
    eskil.act(&id, remark("r3", organisation(&eskil), false)).refused(403, "role");
    eskil.get(&format!("/api/v1/statements/{id}/remarks")).refused(403, "role");
    assert_eq!(eskil.view(&id)["remarks"]["all"], 0, "nor their number");

    let unread = |who: &Browser| who.view(&id)["remarks"]["unread"].clone();
    assert_eq!((unread(&dagny), unread(&leota), unread(&amara)), (json!(2), json!(1), json!(1)));
    assert_eq!(dagny.view(&id)["remarks"]["organisations"], 1);
    let up_to = dagny.view(&id)["remarks"]["seq"].clone();
    dagny.act(&id, json!({ "act": "read-remarks", "up_to": up_to })).good();
    assert_eq!(unread(&dagny), json!(0));

    let decide = |decision: Value| json!({ "act": "decide-remark", "remark": "r1", "decision": decision });
    leota.act(&id, decide(json!({ "decision": "taken-up" }))).refused(403, "role");
    amara.act(&id, decide(json!({ "decision": "declined", "reason": "" }))).refused(422, "field");
    amara.act(&id, decide(json!({ "decision": "declined", "reason": "It is said above." }))).good();
    let seen = leota.get(&format!("/api/v1/statements/{id}/remarks")).good();
    assert_eq!(seen[1]["decision"]["reason"], "It is said above.", "touched last");
    assert_eq!((&seen[1]["unread"], &seen[0]["remark"]["by_email"]), (&json!(true), &json!(true)));
    amara.act(&id, json!({ "act": "withdraw-remark", "remark": "r1" })).refused(403, "role");
    leota.act(&id, json!({ "act": "withdraw-remark", "remark": "r1" })).good();
    let numbers = dagny.view(&id)["remarks"].clone();
    assert_eq!((&numbers["all"], &numbers["read"]), (&json!(1), &up_to));

    // Who knows all up to an entry is told what was touched since, and what was taken back: not two thousand again.
    let since = |seq: &Value| dagny.get(&format!("/api/v1/statements/{id}/remarks?after={seq}")).good();
    let news = since(&up_to);
    assert_eq!(news.as_array().map(Vec::len), Some(1), "r2 is as it was");
    assert_eq!((&news[0]["remark"]["id"], &news[0]["withdrawn"]), (&json!("r1"), &json!(true)));
    assert_eq!(since(&numbers["seq"]), json!([]));
}

/// The address that others open is what links begin with.
#[test]
fn the_set_up_asks_for_the_address_that_others_open() {
    let stage = Stage::empty();
    let dagny = stage.browser();
    let mut founding = json!({
        "token": after(&stage.set_up_link(), "#s="), "alliance": "Open Door Alliance", "name": "Dagny",
        "organisation": "Fjord Justice Network", "public": "statements.example.org",
    });
    dagny.post("/api/v1/setup", &founding).refused(422, "field");
    founding["public"] = json!("https://statements.example.org/");
    dagny.post("/api/v1/setup", &founding).good();
    let me = dagny.get("/api/v1/me").good();
    assert_eq!(
        (&me["public_given"], &me["public_address"]),
        (&json!(true), &json!("https://statements.example.org"))
    );
    let new = json!({ "title": "t", "template": "kyoto-declaration", "set": "all", "language": "ar" });
    let id = dagny.post("/api/v1/statements", &new).good()["id"].as_str().expect("an id").to_owned();
    assert_eq!(dagny.view(&id)["sections"].as_array().map(Vec::len), Some(29));
    let before = dagny.invite(&id, "Amara", "drafter");
    assert!(before.starts_with("https://statements.example.org/i#i="));

    // Said again later, by a chair and by nobody else; links made before go on opening.
    let amara = stage.browser();
    amara.open(&before, false).good();
    let other = json!({ "public": "https://kyodo.example.org" });
    amara.post("/api/v1/address", &other).refused(403, "not-chair");
    stage.browser().post("/api/v1/address", &other).refused(401, "no-session");
    dagny.post("/api/v1/address", &json!({ "public": "nowhere" })).refused(422, "field");
    dagny.post("/api/v1/address", &other).good();
    assert_eq!(dagny.get("/api/v1/me").good()["public_address"], "https://kyodo.example.org");
    assert!(dagny.invite(&id, "Bilal", "reader").starts_with("https://kyodo.example.org/i#i="));
    stage.browser().open(&before, false).good();
}

#[test]
fn an_address_said_on_the_command_line_stays() {
    let public = "http://statements.example.org".parse().ok();
    let stage = Stage::with(server::Config { public, ..server::Config::default() });
    let (dagny, _) = stage.alliance();
    assert_eq!(dagny.get("/api/v1/me").good()["public_fixed"], true);
    let said = dagny.post("/api/v1/address", &json!({ "public": "https://kyodo.example.org" }));
    said.refused(409, "address-fixed");
    assert_eq!(dagny.get("/api/v1/me").good()["public_address"], "http://statements.example.org");
}
