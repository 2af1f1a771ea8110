//! How a statement begins: which headings, what is not known yet; and by whose link.

use serde_json::{Value, json};
use statement::Template;
use tests::program::told;
use tests::{Alliance, Browser, Page, Program};

#[tokio::test(flavor = "multi_thread")]
async fn all_29_sections_with_neither_limit_nor_slot_known_go_to_the_podium() {
    let mut alliance = Alliance::gather();
    let asked = json!({"title": "Written statement", "template": "kyoto-declaration", "set": "all",
                       "language": "en", "limit": null, "slot": null});
    let created = alliance.chair.post("/api/v1/statements", &asked).good();
    alliance.statement = created["id"].as_str().expect("an id").to_owned();
    let view = alliance.view(&alliance.chair);
    assert_eq!(
        (&view["limit"], &view["slot"], &view["summary_words"]),
        (&Value::Null, &Value::Null, &json!(100))
    );
    let sections = view["sections"].as_array().expect("sections");
    let titles: Vec<&str> = sections.iter().filter_map(|section| section["title"].as_str()).collect();
    let template = Template::builtin().remove(0);
    assert_eq!(titles, template.sections.iter().map(|heading| heading.title.as_str()).collect::<Vec<_>>());
    assert!(sections.len() == 29 && sections.iter().all(|section| section["shown"] == true));

    // A word under each of them, in one hand.
    let mut page = Page::open(&alliance.chair, &alliance.statement, 901).await;
    for section in sections {
        let id = section["id"].as_str().expect("an id");
        page.write(id, &format!("Under {id}. ")).await;
    }
    let last = page.number;
    page.saved(last).await;
    let list = alliance.chair.get(&format!("/api/v1/statements/{}/checklist", alliance.statement)).good();
    let codes: Vec<&Value> =
        list["warnings"].as_array().expect("warnings").iter().map(|w| &w["code"]).collect();
    assert_eq!(codes, ["no-summary"], "no limit, nothing over it");

    // Known later, and unknown again.
    let slot = json!({"place": "Kyoto", "zone": "Asia/Tokyo", "at": 1_776_664_800_000_i64, "due_hours": 24});
    for (limit, slot) in [(json!({"seconds": 180, "pace": 100}), slot), (Value::Null, Value::Null)] {
        alliance.act(&alliance.chair, json!({"act": "set-limit", "limit": limit})).good();
        alliance.act(&alliance.chair, json!({"act": "set-slot", "slot": slot})).good();
        let view = alliance.view(&alliance.chair);
        assert_eq!((&view["limit"], &view["slot"]), (&limit, &slot));
    }
    alliance.pens_down();
    alliance.lock(&alliance.chair).good();
    alliance.program.restart();
    let file =
        alliance.chair.get(&format!("/api/v1/statements/{}/export/conference.txt", alliance.statement));
    let printed = String::from_utf8(file.bytes).expect("UTF-8");
    assert!(titles[1..28].iter().all(|title| printed.contains(title)), "{printed}");
    assert!(printed.contains("Under closing."), "{printed}");
}

#[test]
fn the_links_that_are_printed_open() {
    let mut program = Program::start();
    let data = program.folder().to_str().expect("UTF-8").to_owned();
    let print = |words: &[&str]| {
        let (code, said) = told(&[words, &["--data", &data]].concat());
        assert_eq!(code, 0, "{said}");
        said.trim().to_owned()
    };
    // The first one got lost in the mail: the server runs, and a new one is asked for.
    let lost = program.setup.clone();
    program.setup = print(&["link"]);
    let here = format!("http://localhost:{}/", program.port);
    assert!(program.setup.starts_with(&here) && program.setup != lost, "{}", program.setup);
    let alliance = Alliance::gather_at(program);

    let link = print(&["link", &alliance.statement]);
    assert!(link.starts_with(&here), "{link}");
    let browser = Browser::new(&alliance.program);
    assert_eq!(browser.open(&link), alliance.statement);
    assert_eq!(alliance.view(&browser)["me"]["role"], "chair");
    assert_eq!(alliance.person(&browser), alliance.person(&alliance.chair));
}

#[test]
fn a_link_printed_while_no_server_runs_opens_when_one_does() {
    let mut alliance = Alliance::gather();
    alliance.program.kill();
    let data = alliance.program.folder().to_str().expect("UTF-8").to_owned();
    let (code, link) = told(&["link", &alliance.statement, "--data", &data]);
    assert_eq!(code, 0, "{link}");
    alliance.program.restart();
    let browser = Browser::new(&alliance.program);
    assert_eq!(browser.open(link.trim()), alliance.statement);
    assert_eq!(alliance.view(&browser)["me"]["role"], "chair");
}
