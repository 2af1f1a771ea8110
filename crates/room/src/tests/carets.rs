//! Presence: stamped by the room, never ahead of the words.

use super::*;
use gate::{Presence, encode_awareness};

fn caret(client: u64, clock: u32, state: Option<&str>) -> Inbound {
    let entry = Presence { client, clock, state: state.map(str::to_owned) };
    Inbound::Presence { doc: Doc::Text, bytes: encode_awareness(&[entry]) }
}

fn states(house: &House, name: &str) -> Vec<(u64, Option<serde_json::Value>)> {
    let json = |state: &String| serde_json::from_str(state).expect("JSON");
    house.peers[name].presence.iter().map(|entry| (entry.client, entry.state.as_ref().map(json))).collect()
}

#[test]
fn the_room_says_who_it_is_whatever_the_page_says() {
    let mut house = House::new();
    house.comes("bilal");
    house.comes("chiyo");
    house.send("bilal", caret(100, 1, Some(r#"{"user":{"name":"The chair"},"cursor":{"anchor":1}}"#)));
    house.settle();
    let told = states(&house, "chiyo");
    let (client, Some(state)) = &told[0] else { panic!("{told:?}") };
    assert_eq!(
        (*client, &state["user"]["name"], &state["cursor"]["anchor"]),
        (100, &"bilal".into(), &1.into())
    );
    assert_eq!(state["user"]["organisation"], "Harbour");
    assert!(states(&house, "bilal").is_empty(), "no echo unless asked for");
}

#[test]
fn foreign_client_ids_are_passed_over_and_who_leaves_takes_theirs_along() {
    let mut house = House::new();
    for name in ["bilal", "chiyo", "emeka"] {
        house.comes(name);
    }
    house.types("bilal", "opening", "Mine. ");
    house.send("bilal", caret(100, 1, Some("{}")));
    house.settle();
    // Chiyo's stock client echoes his, and tries to move it.
    house.send("chiyo", caret(100, 1, Some("{}")));
    house.send("chiyo", caret(100, 7, Some("{}")));
    house.settle();
    assert_eq!(states(&house, "emeka").len(), 1);
    house.drops_out("bilal");
    house.settle();
    assert_eq!(states(&house, "emeka").last(), Some(&(100, None)));
    // A late joiner hears of those who are here, not of those who left.
    house.send("chiyo", caret(101, 1, Some("{}")));
    house.comes("farid");
    let heard: Vec<u64> = states(&house, "farid").iter().map(|(client, _)| *client).collect();
    assert_eq!(heard, [101]);
}

#[test]
fn a_caret_that_left_is_not_called_back_by_who_repeats_it() {
    let mut house = House::new();
    for name in ["bilal", "chiyo"] {
        house.comes(name);
    }
    house.send("bilal", caret(100, 4, Some("{}")));
    house.settle();
    house.drops_out("bilal");
    // Chiyo's stock client repeats what it was told just before he left.
    house.send("chiyo", caret(100, 4, Some("{}")));
    house.settle();
    house.comes("farid");
    assert!(states(&house, "farid").is_empty());
    // He comes back with the clock he had, and is seen: the id is his.
    house.comes("bilal");
    house.send("bilal", caret(100, 4, Some("{}")));
    house.settle();
    let told = states(&house, "farid");
    assert_eq!(told[0].1.as_ref().expect("a state")["user"]["name"], "bilal");
}

#[test]
fn a_late_joiner_hears_of_a_crowd_in_messages_that_may_be_repeated() {
    let mut house = House::new();
    let large = format!(r#"{{"x":"{}"}}"#, "x".repeat(5_000));
    for (name, first) in [("bilal", 100), ("chiyo", 200)] {
        house.comes(name);
        for client in first..first + 8 {
            house.send(name, caret(client, 1, Some(&large)));
        }
    }
    house.settle();
    house.comes("farid");
    assert_eq!(states(&house, "farid").len(), 16);
    house.send("farid", Inbound::Open { doc: Doc::Text, state_vector: vec![0] });
    let conn = house.conn("farid");
    let sizes: Vec<usize> = house.told[&conn]
        .iter()
        .filter_map(|said| match said {
            Outbound::Presence { bytes, .. } => Some(bytes.len()),
            _ => None,
        })
        .collect();
    assert!(sizes.len() > 1 && sizes.iter().all(|size| *size < 64 * 1024), "{sizes:?}");
}

#[test]
fn r9_a_caret_leaves_after_the_words_its_page_sent_before_it() {
    let mut house = House::new();
    house.comes("bilal");
    house.comes("chiyo");
    house.slow_disk = true;
    house.types("bilal", "opening", "Word. ");
    house.send("bilal", caret(100, 1, Some(r#"{"cursor":1}"#)));
    house.send("bilal", caret(100, 2, Some(r#"{"cursor":2}"#)));
    house.settle();
    assert!(states(&house, "chiyo").is_empty());
    house.disk_answers();
    let chiyo = house.conn("chiyo");
    let kinds: Vec<_> = house.told[&chiyo].iter().map(std::mem::discriminant).collect();
    house.settle();
    assert_eq!(kinds.len(), 2, "the words, then one caret, the newest");
    let told = states(&house, "chiyo");
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].1.as_ref().expect("a state")["cursor"], 2);
    // Who has nothing on the way to the disk is not held up by others.
    house.types("bilal", "opening", "More. ");
    house.send("chiyo", caret(101, 1, Some("{}")));
    house.hear();
    assert_eq!(states(&house, "bilal").len(), 1);
}

/// Two words on their way to the disk, a caret behind each.
#[test]
fn r9_a_caret_behind_the_second_word_does_not_leave_with_the_first() {
    let mut house = House::new();
    house.comes("bilal");
    house.comes("chiyo");
    house.slow_disk = true;
    for n in 1..=2 {
        house.types("bilal", "opening", "Word. ");
        house.send("bilal", caret(100, n, Some(&format!(r#"{{"cursor":{n}}}"#))));
    }
    for n in 1..=2 {
        house.disk_answers();
        house.hear();
        let told = states(&house, "chiyo");
        let cursors: Vec<_> =
            told.iter().filter_map(|(_, state)| state.as_ref()?["cursor"].as_u64()).collect();
        assert_eq!(house.peers["chiyo"].words("opening"), "Word. ".repeat(n));
        assert!(cursors.iter().all(|cursor| *cursor <= n as u64), "{cursors:?} after {n}");
    }
    assert_eq!(
        states(&house, "chiyo").last().and_then(|(_, state)| state.as_ref()?["cursor"].as_u64()),
        Some(2)
    );
}

#[test]
fn the_stock_wire_hears_its_own_presence() {
    let mut house = House::new();
    let joining = Joining {
        person: who("bilal"),
        link: None,
        schema: SCHEMA,
        generation: None,
        heard: Heard::Unsaid,
        echo: true,
    };
    let conn = house.live.join(joining, house.now).expect("may");
    house.event(Event::Inbound(conn, Inbound::Open { doc: Doc::Text, state_vector: vec![0] }));
    house.event(Event::Inbound(conn, caret(5, 1, Some("{}"))));
    assert!(matches!(house.told[&conn].last(), Some(Outbound::Presence { .. })));
}

/// Chiyo sees Bilal's client id in presence, and writes under it before he does.
#[test]
fn r18_nobody_writes_under_a_client_id_that_somebody_else_announced() {
    let mut house = House::new();
    house.comes("bilal");
    house.comes("chiyo");
    house.send("bilal", caret(100, 1, Some("{}")));
    house.settle();
    let mut forged = Peer::new("chiyo", 100);
    forged.apply(&house.peers["chiyo"].everything());
    let bytes = forged.types("opening", "Not mine. ");
    house.uploads("chiyo", bytes);
    house.settle();
    assert_eq!(house.refusal("chiyo"), Some(&Refusal::Foreign), "refused for her");
    house.types("bilal", "opening", "My first words. ");
    house.settle();
    assert!(house.peers["bilal"].all_saved(), "{:?}", house.refusal("bilal"));
    assert_eq!(house.words_of("opening"), "My first words. ");
}

/// The same while he reconnects, by words or by presence, and however many ids are announced and left meanwhile.
#[test]
fn r18_a_client_id_is_kept_for_whom_it_was_while_the_page_reconnects() {
    let mut house = House::new();
    house.comes("bilal");
    house.comes("chiyo");
    house.send("bilal", caret(100, 1, Some("{}")));
    house.settle();
    house.drops_out("bilal");
    let joining = Joining {
        person: who("chiyo"),
        link: None,
        schema: SCHEMA,
        generation: None,
        heard: Heard::Unsaid,
        echo: false,
    };
    for n in 0..600 {
        let conn = house.live.join(joining.clone(), house.now).expect("may come in");
        house.event(Event::Inbound(conn, caret(5_000 + n, 1, Some("{}"))));
        house.event(Event::Left(conn));
    }
    house.send("chiyo", caret(100, 1_000, Some("{}")));
    house.settle();
    let mut forged = Peer::new("chiyo", 100);
    forged.apply(&house.peers["chiyo"].everything());
    let bytes = forged.types("opening", "Not mine. ");
    house.uploads("chiyo", bytes);
    house.settle();
    assert_eq!(house.refusal("chiyo"), Some(&Refusal::Foreign));
    house.comes("bilal");
    house.send("bilal", caret(100, 2, Some("{}")));
    house.types("bilal", "opening", "My first words. ");
    house.settle();
    assert!(house.peers["bilal"].all_saved(), "{:?}", house.refusal("bilal"));
    // Two pages of one person may hand an id on: a reload does.
    let conn = house.live.join(Joining { person: who("bilal"), ..joining }, house.now).expect("may come in");
    house.event(Event::Inbound(conn, caret(100, 3, Some(r#"{"cursor":7}"#))));
    house.comes("farid");
    assert!(states(&house, "farid").iter().any(|(client, _)| *client == 100));
}

#[test]
fn what_is_no_state_is_passed_over() {
    let mut house = House::new();
    house.comes("bilal");
    house.comes("chiyo");
    let large = format!(r#"{{"x":"{}"}}"#, "x".repeat(7_000));
    for (clock, state) in [(1, "3"), (2, "[]"), (3, large.as_str())] {
        house.send("bilal", caret(100, clock, Some(state)));
    }
    house.settle();
    assert!(states(&house, "chiyo").is_empty());
    assert!(house.peers["bilal"].bye.is_none());
}
