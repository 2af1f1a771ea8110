//! A statement's page that comes with its words: for whom it does, for whom it does not, and what it says of itself.

use serde_json::{Value, json};
use tests::{Alliance, Browser, Page};

const SECTION: &str = "opening";
const WORDS: &str = "Mr. President, we speak for forty organisations.";

/// An alliance whose statement has words in it, and who wrote them.
async fn with_words() -> (Alliance, Browser) {
    let alliance = Alliance::gather();
    let amara = alliance.join("Amara", "drafter");
    let mut page = Page::open(&amara, &alliance.statement, 601).await;
    let number = page.write(SECTION, WORDS).await;
    page.saved(number).await;
    (alliance, amara)
}

fn page(alliance: &Alliance) -> String {
    format!("/s/{}", alliance.statement)
}

/// What the page tells its script.
fn told(page: &str) -> Value {
    let block =
        page.split_once("<script type=\"application/json\" id=\"told\">").expect("it tells something").1;
    serde_json::from_str(block.split_once("</script>").expect("the block ends").0).expect("JSON")
}

#[tokio::test(flavor = "multi_thread")]
async fn v8_the_words_stand_in_the_page_as_the_api_tells_them() {
    let (mut alliance, amara) = with_words().await;
    // Also where nobody has opened the statement since Kyodo was started.
    alliance.program.restart();
    for place in ["", "/final", "/locked", "/summary", "/reading", "/people", "/remarks"] {
        let answer = amara.get(&format!("{}{place}", page(&alliance)));
        let text = answer.text();
        assert_eq!(answer.status, 200);
        assert!(text.contains(&format!("<p class=\"para\">{WORDS}</p>")), "{place}: {text}");
        assert_eq!(told(&text)["reading"], alliance.reading(), "{place}");
        assert_eq!(told(&text)["view"], alliance.view(&amara), "{place}");
        assert_eq!(told(&text)["view"]["me"]["name"], "Amara");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn v8_a_page_with_words_is_kept_by_nobody_and_runs_no_script_of_its_own() {
    let (alliance, amara) = with_words().await;
    let answer = amara.get(&page(&alliance));
    assert_eq!(answer.header("cache-control"), "private, no-store");
    assert_eq!((answer.header("etag"), answer.header("last-modified")), ("", ""));
    let policy = answer.header("content-security-policy");
    assert!(policy.contains("script-src 'self';"), "{policy}");
    assert!(policy.contains("style-src 'self' 'sha256-"), "{policy}");
    assert!(!policy.contains("style-src 'self' 'unsafe-inline'"), "{policy}");
    // Everybody's page may be asked for again by its name; that name opens nobody's words.
    let plain = Browser::new(&alliance.program).get(&page(&alliance));
    let again = amara.get_with(&page(&alliance), &[("If-None-Match", plain.header("etag"))]);
    assert_eq!(again.status, 200);
    assert!(again.text().contains(WORDS));
}

#[tokio::test(flavor = "multi_thread")]
async fn v8_whoever_is_not_in_the_statement_gets_everybodys_page() {
    let (alliance, amara) = with_words().await;
    let stranger = Browser::new(&alliance.program);
    let everybodys = stranger.get(&page(&alliance));
    assert_eq!((everybodys.status, everybodys.header("cache-control")), (200, "no-cache"));
    assert!(!everybodys.text().contains("forty"));

    // In another statement of the same Kyodo; she is its chair, and no one here.
    let other = Alliance::create(&alliance.chair, "Another statement");
    assert!(alliance.chair.get(&format!("/s/{other}")).text().contains("Another statement"));
    assert_eq!(amara.get(&format!("/s/{other}")).bytes, everybodys.bytes);
    assert_eq!(amara.get("/s/no-such-statement").bytes, everybodys.bytes);

    let link = alliance.link("Bilal", "drafter");
    let bilal = Browser::new(&alliance.program);
    bilal.open(&link);
    assert!(bilal.get(&page(&alliance)).text().contains(WORDS));
    let view = alliance.view(&alliance.chair);
    let people = view["people"].as_array().expect("people");
    let his = people.iter().find(|person| person["name"] == "Bilal").expect("Bilal");
    alliance.act(&alliance.chair, json!({"act": "end-link", "link": his["links"][0]["link"]})).good();
    assert_eq!(bilal.get(&page(&alliance)).bytes, everybodys.bytes, "his link has ended");

    let person = alliance.person(&amara);
    alliance.act(&alliance.chair, json!({"act": "remove-person", "person": person})).good();
    assert_eq!(amara.get(&page(&alliance)).bytes, everybodys.bytes, "she is no longer in it");

    let chiyo = alliance.join("Chiyo", "reader");
    let before = chiyo.tab();
    assert_eq!(chiyo.post("/api/v1/session/leave", &json!({})).status, 204);
    assert_eq!(
        before.get(&page(&alliance)).bytes,
        everybodys.bytes,
        "she has left; an old cookie opens nothing"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_text_beyond_measure_is_asked_for_by_the_page_itself() {
    let (alliance, amara) = with_words().await;
    let mut writes = Page::open(&amara, &alliance.statement, 602).await;
    for _ in 0..6 {
        let number = writes.write(SECTION, &"words and words ".repeat(3_000)).await;
        writes.saved(number).await;
    }
    assert!(!amara.get(&page(&alliance)).text().contains("forty"));
    assert!(alliance.words(SECTION).len() > 256 * 1024);
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_of_words_are_sent_small_to_who_can_read_them_so() {
    let (alliance, amara) = with_words().await;
    let view = format!("/api/v1/statements/{}", alliance.statement);
    for path in [view.clone(), page(&alliance), "/api/v1/openapi.json".to_owned()] {
        let (plain, small) = (amara.get(&path), amara.get_with(&path, &[("Accept-Encoding", "gzip, br")]));
        assert_eq!(
            (plain.header("content-encoding"), small.header("content-encoding")),
            ("", "gzip"),
            "{path}"
        );
        assert!(
            small.bytes.len() * 2 < plain.bytes.len(),
            "{path}: {} of {}",
            small.bytes.len(),
            plain.bytes.len()
        );
        assert!(small.header("vary").to_lowercase().contains("accept-encoding"), "{path}");
        let none = amara.get_with(&path, &[("Accept-Encoding", "gzip;q=0")]);
        assert_eq!(none.header("content-encoding"), "", "{path}");
    }
    for small in [format!("{view}/remarks"), format!("{view}/export/draft.docx")] {
        let answer = amara.get_with(&small, &[("Accept-Encoding", "gzip")]);
        assert_eq!((answer.status, answer.header("content-encoding")), (200, ""), "{small}");
    }
}
