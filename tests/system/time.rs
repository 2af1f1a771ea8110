//! What is due happens though nobody is there, and though the program was off (R20, R22).

use journal::{Journal, SledStore};
use serde_json::{Value, json};
use statement::{Act, Entry, Millis};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};
use tests::program::PATIENCE;
use tests::{Alliance, Browser, Page, Program};

fn now() -> Millis {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970");
    Millis::try_from(since.as_millis()).expect("not that late")
}

fn wait_until(at: Millis) {
    std::thread::sleep(Duration::from_millis(u64::try_from(at - now()).unwrap_or(0)));
}

/// Waits for a word of the log that comes of no request: nobody asks anything meanwhile.
fn says_by_itself(program: &Program, words: &str) {
    let end = Instant::now() + PATIENCE;
    while !program.log().contains(words) {
        assert!(Instant::now() < end, "it never said “{words}”:\n{}", program.log());
        std::thread::sleep(Duration::from_millis(20));
    }
}

fn announce(alliance: &Alliance, wait: Millis) -> Millis {
    let pens_down = now() + wait;
    alliance.act(&alliance.chair, json!({"act": "announce-final-reading", "pens_down": pens_down})).good();
    pens_down
}

/// The entry that is on its way to the disk has come: pens are down.
fn reads(alliance: &Alliance) {
    let end = Instant::now() + PATIENCE;
    while alliance.view(&alliance.chair)["phase"] != "final-reading" {
        assert!(Instant::now() < end, "pens are not down");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// When the final reading began, each time it did; by the folder alone.
async fn begun(alliance: &Alliance) -> Vec<Millis> {
    let store = SledStore::open(alliance.program.folder()).expect("a whole folder");
    let id = alliance.statement.parse().expect("an id");
    let pages = store.read(&id, 0, 1 << 26).await.expect("a whole journal");
    let entries = pages.iter().flat_map(|page| &page.entries);
    let entries = entries.map(|bytes| Entry::decode(bytes).expect("an entry"));
    entries.filter(|entry| matches!(entry.act, Act::BeginFinalReading)).map(|entry| entry.at).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn r22_pens_go_down_at_their_time_with_nobody_connected() {
    let mut alliance = Alliance::gather();
    let pens_down = announce(&alliance, 3_000);
    // Everybody is gone, and since the restart nobody has opened the statement.
    alliance.program.restart();
    assert!(now() < pens_down, "the machine is too slow for this story");
    says_by_itself(&alliance.program, "its time has come");
    let told = now();
    assert!((pens_down..pens_down + 2_000).contains(&told), "{} ms after its time", told - pens_down);
    reads(&alliance);
    alliance.program.kill();
    let begun = begun(&alliance).await;
    assert!(begun.len() == 1 && (pens_down..=told + 1_000).contains(&begun[0]), "{begun:?} for {pens_down}");
}

#[tokio::test(flavor = "multi_thread")]
async fn r22_what_was_due_while_the_program_was_off_happens_at_its_start_once() {
    let mut alliance = Alliance::gather();
    let pens_down = announce(&alliance, 1_000);
    alliance.program.kill();
    wait_until(pens_down + 1_500);
    let started = now();
    alliance.program.restart();
    says_by_itself(&alliance.program, "its time has come");
    reads(&alliance);
    alliance.program.restart();
    reads(&alliance);
    alliance.program.kill();
    let begun = begun(&alliance).await;
    assert!(begun.len() == 1 && begun[0] >= started, "it says when it happened: {begun:?}, due {pens_down}");
}

#[tokio::test(flavor = "multi_thread")]
async fn r20_a_link_that_runs_out_in_a_busy_room_closes_its_pages_and_saves_no_word_after() {
    let alliance = Alliance::gather();
    let ends = now() + 3_000;
    let people = json!({"people": [{"name": "Bilal", "organisation": "Bilal and Friends", "role": "drafter",
                                    "email": "", "ends": ends}]});
    let path = format!("/api/v1/statements/{}/people", alliance.statement);
    let made: Value = alliance.chair.post(&path, &people).good();
    let bilal = Browser::new(&alliance.program);
    bilal.open(made["people"][0]["link"].as_str().expect("a link"));
    let mut page = Page::open(&bilal, &alliance.statement, 701).await;
    // His other pages write without a pause, over the end of the link and on.
    let mut busy = Vec::new();
    for client in 0..4 {
        let mut other = Page::open(&bilal, &alliance.statement, 710 + client).await;
        busy.push(tokio::spawn(async move {
            while other.closed.is_none() && now() < ends + 20_000 {
                let number = other.write("rule-of-law", "x").await;
                other.until_cut_or(|page| page.saved >= number).await;
            }
            (other.closed, now())
        }));
    }
    page.until_cut_or(|_| false).await;
    assert_eq!(page.closed, Some(4403));
    assert!(now() < ends + 2_000, "{} ms late", now() - ends);
    for task in busy {
        let (closed, at) = task.await.expect("it ends");
        assert!(closed == Some(4403) && at < ends + 2_000, "{closed:?} {} ms late", at - ends);
    }
}
