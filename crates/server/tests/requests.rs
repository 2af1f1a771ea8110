//! What is asked, and what is no request (V4, V5).

mod stage;

use serde_json::json;
use server::Config;
use stage::Stage;

#[test]
fn a_statement_is_made_read_and_downloaded() {
    let stage = Stage::empty();
    let (dagny, id) = stage.alliance();
    let templates = dagny.get("/api/v1/templates").good();
    assert_eq!(templates[0]["id"], "kyoto-declaration");
    assert_eq!(templates[0]["sections"].as_array().map(Vec::len), Some(29));
    let emil = stage.join(&dagny, &id, "Emil", "reader");
    let text = emil.get(&format!("/api/v1/statements/{id}/text")).good();
    assert_eq!(text["text"]["sections"].as_array().map(Vec::len), Some(6));
    assert_eq!((&text["words"], &text["seconds"]), (&json!(0), &json!(0)));
    assert_eq!(text["by_section"].as_object().map(serde_json::Map::len), Some(29));
    assert_eq!(text["summary"]["limit"], 100);
    let list = dagny.get(&format!("/api/v1/statements/{id}/checklist")).good();
    assert_eq!(list["forbids"]["code"], "empty");
    assert_eq!(list["check_code"], text["check_code"]);
    for file in
        ["conference.docx", "conference.txt", "summary.docx", "summary.txt", "draft.docx", "draft.txt"]
    {
        let file = emil.get(&format!("/api/v1/statements/{id}/export/{file}?zone=Europe/Vienna"));
        assert_eq!(file.status, 200);
        let named = file.headers["content-disposition"].to_str().expect("ASCII");
        assert!(named.starts_with("attachment; filename=\"") && named.is_ascii(), "{named}");
        assert!(!file.bytes.is_empty());
    }
    emil.get(&format!("/api/v1/statements/{id}/export/statement.pdf")).refused(404, "nothing-here");
}

/// V3
#[test]
fn v22_an_address_with_tls_takes_its_own_origin_alone_and_tells_browsers_to_keep_to_it() {
    let public = "https://statements.example.org";
    let stage = Stage::with(Config { public: public.parse().ok(), ..Config::default() });
    let dagny = stage.browser();
    let nobody = json!({"token": "", "name": "", "organisation": ""}).to_string();
    for origin in [Some(stage.address.as_str()), Some("http://statements.example.org"), None] {
        dagny.post_from(origin, "/api/v1/setup", &nobody).refused(403, "origin");
    }
    let heard = dagny.post_from(Some(public), "/api/v1/setup", &nobody);
    assert_eq!(heard.headers["strict-transport-security"], "max-age=15552000");
    heard.refused(410, "no-set-up");
    for path in ["/", "/api/v1/me", "/nowhere.js"] {
        assert!(dagny.get(path).headers.contains_key("strict-transport-security"), "{path}");
    }
    let plain = Stage::empty();
    assert!(!plain.browser().get("/").headers.contains_key("strict-transport-security"));
}

/// V4
#[test]
fn what_is_no_request_gets_one_sentence() {
    let stage = Stage::empty();
    let (dagny, id) = stage.alliance();
    let acts = format!("/api/v1/statements/{id}/acts");
    let origin = Some(dagny.address.as_str());
    for (body, status, code) in [
        ("{", 400, "bad-request"),
        ("{\"acts\": 7}", 400, "bad-request"),
        ("{\"acts\": [{\"act\": \"fly\"}]}", 400, "bad-request"),
        ("{\"acts\": [{\"act\": \"remove-person\", \"person\": \"NOT AN ID\"}]}", 400, "bad-request"),
        ("{\"acts\": [{\"act\": \"set-title\", \"title\": \"\"}]}", 422, "field"),
        ("{\"acts\": [{\"act\": \"announce-final-reading\", \"pens_down\": 1}]}", 422, "field"),
        ("{\"acts\": [{\"act\": \"announce-final-reading\", \"pens_down\": \"now\"}]}", 400, "bad-request"),
        ("{\"acts\": [{\"act\": \"open-link\", \"person\": \"kyodo\"}]}", 403, "elsewhere"),
        ("{\"acts\": [{\"act\": \"remove-person\", \"person\": \"nobody\"}]}", 422, "unknown"),
        ("{\"acts\": [{\"act\": \"reopen\", \"reason\": \"a comma\"}]}", 409, "phase"),
    ] {
        let said = dagny.post_from(origin, &acts, body).refused(status, code);
        assert!(!said.contains('\n'), "{said}");
    }
    let long = format!("{{\"acts\": [], \"x\": \"{}\"}}", "x".repeat(600 * 1024));
    dagny.post_from(origin, &acts, &long).refused(413, "too-large");
    for path in ["/api/v1/statements/NOT%20AN%20ID", "/api/v1/nothing", "/api/v1/statements/none/nothing"] {
        assert_eq!(dagny.get(path).status, 404, "{path}");
    }
    dagny.get("/api/v1/statements/somebody-elses").refused(403, "not-here");
    let at = |place: &str| format!("/api/v1/statements/{id}{place}");
    dagny.get(&at("/text?version=first")).refused(400, "bad-request");
    dagny.get(&at("/remarks?after=-1")).refused(400, "bad-request");
    dagny.get(&at("/export/%FF")).refused(404, "nothing-here");
    for (method, path) in [("delete", at("")), ("put", at("/acts")), ("delete", "/".to_owned())] {
        let said = dagny.asks(method, &path);
        assert!((said.status, &said.json["code"]) == (404, &json!("nothing-here")), "{method} {path}");
    }
    stage.browser().get(&format!("/api/v1/statements/{id}")).refused(401, "no-session");
    for token in ["", "short", &"A".repeat(43), &"é".repeat(43)] {
        stage.browser().post("/api/v1/links/look", &json!({ "token": token })).refused(404, "no-link");
    }
    assert_eq!(dagny.view(&id)["seq"], 3, "nothing of this was written");
}

#[test]
fn rights_are_the_tables() {
    let stage = Stage::empty();
    let (dagny, id) = stage.alliance();
    let amara = stage.join(&dagny, &id, "Amara", "drafter");
    amara.act(&id, json!({"act": "set-title", "title": "Mine"})).refused(403, "role");
    let people = json!({"people": [{"name": "Bilal", "organisation": "x", "role": "drafter"}]});
    amara.post(&format!("/api/v1/statements/{id}/people"), &people).refused(403, "role");
    amara
        .post(
            "/api/v1/statements",
            &json!({"title": "t", "template": "kyoto-declaration", "set": "all",
                                          "language": "en"}),
        )
        .refused(403, "not-founder");
    let nobody = json!({"people": [{"name": "", "organisation": "x", "role": "drafter"}]});
    dagny.post(&format!("/api/v1/statements/{id}/people"), &nobody).refused(422, "field");
    assert_eq!(dagny.view(&id)["people"].as_array().map(Vec::len), Some(2));
}

#[test]
fn organisations_are_found_by_their_name_or_added_once() {
    let stage = Stage::empty();
    let (dagny, id) = stage.alliance();
    let people = json!({"people": [
        {"name": "Amara", "organisation": " Lake Basin  Forum", "role": "drafter", "email": "amara@lake.example"},
        {"name": "Bilal", "organisation": "lake basin forum", "role": "reader"},
        {"name": "Chiyo", "organisation": "Fjord Justice Network", "role": "speaker"},
    ]});
    let made = dagny.post(&format!("/api/v1/statements/{id}/people"), &people).good();
    assert_eq!(made["people"].as_array().map(Vec::len), Some(3));
    let view = dagny.view(&id);
    assert_eq!(view["organisations"].as_array().map(Vec::len), Some(2));
    assert_eq!(view["people"][1]["organisation"], view["people"][2]["organisation"]);
    assert_eq!(view["people"][3]["organisation"], view["people"][0]["organisation"]);
}

#[test]
fn every_answer_is_locked_down() {
    let stage = Stage::empty();
    for path in ["/", "/api/v1/me", "/s/none", "/nowhere"] {
        let answer = stage.browser().get(path);
        let said = |name: &str| answer.headers[name].to_str().expect("text").to_owned();
        assert!(said("content-security-policy").contains("frame-ancestors 'none'"), "{path}");
        assert_eq!(said("x-content-type-options"), "nosniff");
        assert_eq!(said("referrer-policy"), "no-referrer");
        assert!(["no-store", "no-cache"].contains(&said("cache-control").as_str()), "{path}");
    }
    assert_eq!(stage.browser().get("/assets/gone.js").status, 404);
}

/// V5
#[test]
fn whoever_asks_too_fast_is_told_so() {
    let stage = Stage::with(Config { requests_per_second: 1, requests_at_once: 5, ..Config::default() });
    let browser = stage.browser();
    let answers: Vec<u16> = (0..8).map(|_| browser.get("/api/v1/me").status).collect();
    assert_eq!(answers[..5], [200; 5]);
    assert!(answers[5..].contains(&429), "{answers:?}");
}
