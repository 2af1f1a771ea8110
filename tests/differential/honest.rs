//! G19, G20: what honest Yjs clients send, many seeds of it: none of it is refused, and all of it can be read again.
//!
//! `honest.mjs` plays three people who number lists, delete them, undo and redo, some of them offline.

use crate::dice::setting;
use crate::held::{Held, same};
use crate::recordings::{roots, unhex};
use crate::snapshot;
use gate::{Index, Schema, Size, Verdict};
use serde_json::Value;
use std::borrow::Cow;
use std::collections::HashMap;
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

#[test]
fn g19_what_honest_clients_saved_is_read_again() {
    let end = Instant::now() + Duration::from_secs(setting("KYODO_FUZZ_SECONDS", 60));
    let first = setting("KYODO_FUZZ_SEED", 1);
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/differential/honest.mjs");
    let mut node = Command::new("node");
    node.args([script, &first.to_string()]).stdin(Stdio::piped()).stdout(Stdio::piped());
    // It plays as long as its standard input is open.
    let mut node = node.spawn().expect("Node is missing: it runs Yjs");
    let open = node.stdin.take();
    let lines = BufReader::new(node.stdout.take().expect("piped")).lines();
    let (mut rounds, mut updates, mut most, mut elsewhere) = (0, 0, 0, 0);
    for line in lines {
        let round: Value =
            serde_json::from_str(&line.expect("a line")).expect("JSON (is `npm ci` in tests/ done?)");
        let (played, work, left_out) = play(&round);
        (rounds, updates, most) = (rounds + 1, updates + played, most.max(work));
        elsewhere += left_out;
        if Instant::now() >= end {
            break;
        }
    }
    drop(open);
    node.wait().expect("it ends");
    println!(
        "{updates} updates of honest clients in {rounds} rounds, {elsewhere} without a neighbour, work {most} at most"
    );
    assert!(rounds > 0, "nothing was played");
}

/// Plays a round; how many updates, the most work of one, and from how many a right neighbour was left out (G26). Their
/// author sees those elsewhere until the page compares itself with the room: of them alone Yjs may read otherwise.
fn play(round: &Value) -> (usize, u64, usize) {
    let seed = &round["seed"];
    let mut index = Index::new(Schema::statement(roots()));
    let mut replayed = Index::new(Schema::statement(roots()));
    let yrs = Held::new();
    let mut owners: HashMap<u64, u64> = HashMap::new();
    let mut as_sent = Index::new(Schema::statement(roots()));
    let (mut most, mut left_out) = (0, 0);
    let updates = round["updates"].as_array().expect("updates");
    for (at, update) in updates.iter().enumerate() {
        let person = update[0].as_u64().expect("a person");
        let update = unhex(update[1].as_str().expect("hexadecimal"));
        let may = |client| owners.get(&client).is_none_or(|owner| *owner == person);
        left_out += usize::from(matches!(as_sent.replay(&update), Ok(Cow::Owned(_))));
        let verdict = index.take(&update, Size::Step2, may);
        let verdict = verdict.unwrap_or_else(|fault| panic!("seed {seed}, update {at}: {fault}"));
        let (Verdict::News(news) | Verdict::CleanUp(news)) = verdict else { continue };
        most = most.max(news.work);
        owners.extend(news.clients.iter().map(|client| (*client, person)));
        let read = replayed.replay(&news.update);
        assert_eq!(read.as_deref(), Ok(news.update.as_slice()), "seed {seed}, update {at}");
        assert_eq!(snapshot(&replayed), snapshot(&index), "seed {seed}, update {at}");
        yrs.apply(&news.update);
        index.commit();
    }
    assert!(same(&yrs.snapshot(), &snapshot(&index)), "seed {seed}: the index and yrs");
    let text = yrs.text();
    assert!(left_out > 0 || text == round["text"], "seed {seed}: yrs and Yjs\n{text}\n{}", round["text"]);
    let whole = yrs.whole();
    let fresh = Held::new();
    fresh.apply(&whole);
    assert_eq!(fresh.text(), text, "seed {seed}: out of the full state");
    let mut restored = Index::new(Schema::statement(roots()));
    assert_eq!(restored.replay(&whole).as_deref(), Ok(whole.as_slice()), "seed {seed}: restored");
    assert_eq!(snapshot(&restored), snapshot(&index), "seed {seed}: restored");
    (updates.len(), most, left_out)
}
