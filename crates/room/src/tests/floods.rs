//! One person with many sockets, each of which speaks of carets without end.

use super::*;
use gate::{Presence, encode_awareness};

const SOCKETS: usize = 24;

fn frame(entries: impl IntoIterator<Item = (u64, u32, Option<String>)>) -> Inbound {
    let entries = entries.into_iter().map(|(client, clock, state)| Presence { client, clock, state });
    Inbound::Presence { doc: Doc::Text, bytes: encode_awareness(&entries.collect::<Vec<_>>()) }
}

fn large(n: u32) -> Option<String> {
    Some(format!(r#"{{"x":"{}","n":{n}}}"#, "y".repeat(5_900)))
}

fn comes_again(house: &mut House, name: &str) -> ConnId {
    let joining = Joining {
        person: who(name),
        link: None,
        schema: SCHEMA,
        generation: None,
        heard: Heard::Unsaid,
        echo: false,
    };
    house.live.join(joining, house.now).expect("may come in")
}

/// Large states of eight client ids, again and again.
fn floods(house: &mut House, conn: ConnId) {
    for n in 1..60 {
        house.event(Event::Inbound(conn, frame((0..8).map(|at| (10_000 + at, n, large(n))))));
    }
}

/// Bilal writes, Chiyo reads, and Emeka has all his sockets.
fn flood() -> (House, Vec<ConnId>) {
    let mut house = House::new();
    house.comes("bilal");
    house.comes("chiyo");
    let conns = (0..SOCKETS).map(|_| comes_again(&mut house, "emeka")).collect();
    house.told.clear();
    (house, conns)
}

/// How many messages of presence Chiyo was told since.
fn told(house: &mut House) -> usize {
    let chiyo = house.conn("chiyo");
    let told = house.told.remove(&chiyo).into_iter().flatten();
    told.filter(|message| matches!(message, Outbound::Presence { .. })).count()
}

#[test]
fn r25_a_flood_of_carets_is_told_at_a_pace_and_the_newest_of_each_counts() {
    let (mut house, conns) = flood();
    let ids = |socket: usize| (0..8).map(move |at| 10_000 + 8 * socket as u64 + at);
    for second in 0..10 {
        for n in 1..=20 {
            for (socket, conn) in conns.iter().enumerate() {
                let clock = second * 20 + n;
                house.event(Event::Inbound(*conn, frame(ids(socket).map(|id| (id, clock, large(clock))))));
            }
            house.time_passes(50);
        }
    }
    let heard = house.peers["chiyo"].presence.len() / 8;
    assert!(heard > 20 && heard < 40, "{heard} of 4,800 frames");
    // Once it is over, what was said last is told, and then nothing.
    house.time_passes(60_000);
    let after = house.peers["chiyo"].presence.len() / 8 - heard;
    assert!(after > 0 && after <= SOCKETS, "{after}");
    assert_eq!(house.live.carets_wake(), None);
    house.comes("farid");
    let heard = &house.peers["farid"].presence;
    assert_eq!(heard.len(), 8 * SOCKETS);
    assert!(heard.iter().all(|entry| entry.clock == 200), "the newest");
}

#[test]
fn r25_foreign_client_ids_cost_a_bounded_number_of_look_ups() {
    let (mut house, conns) = flood();
    let before = house.live.carets.looked_up;
    for n in 0..200 {
        for conn in &conns {
            let foreign = (0..1_000).map(|at| (1_000_000 + n * 17 + at, 1, None));
            house.event(Event::Inbound(*conn, frame(foreign)));
        }
    }
    let looked_up = house.live.carets.looked_up - before;
    assert!(looked_up < 16 * 4_800 + 10_000, "{looked_up} of 4,800,000");
    assert_eq!(told(&mut house), 0);
    assert_eq!(house.live.carets_wake(), None, "nothing of theirs: nothing waits");
}

/// Four tabs of one person, a caret in each every 50 ms, among others who do the same.
#[test]
fn r25_an_honest_persons_carets_are_told_at_once() {
    let (mut house, conns) = flood();
    let cursor =
        |n| format!(r#"{{"user":{{"name":"Emeka"}},"cursor":{{"anchor":{n},"x":"{}"}}}}"#, "-".repeat(200));
    for n in 1..=1_200 {
        for (at, conn) in conns[..4].iter().enumerate() {
            house.event(Event::Inbound(*conn, frame([(500 + at as u64, n, Some(cursor(n)))])));
            assert_eq!(told(&mut house), 1, "the {n}th");
        }
        house.time_passes(50);
    }
}

#[test]
fn r25_nobody_elses_carets_wait_for_a_flood() {
    let (mut house, conns) = flood();
    for n in 1..200 {
        for (at, conn) in conns.iter().enumerate() {
            house.event(Event::Inbound(*conn, frame([(10_000 + at as u64, n, large(n))])));
        }
        told(&mut house);
        house.send("bilal", frame([(100, n, Some("{}".to_owned()))]));
        assert_eq!(told(&mut house), 1);
    }
    // What is malformed is refused beyond the pace, too.
    house.event(Event::Inbound(conns[0], Inbound::Presence { doc: Doc::Text, bytes: vec![1, 1] }));
    assert!(matches!(house.told[&conns[0]].last(), Some(Outbound::Bye(Bye::Refused(_)))));
}

/// His last caret waits; then he writes, and it waits for the words, too.
#[test]
fn r25_r9_a_caret_that_waited_leaves_after_the_words_before_it() {
    let (mut house, _) = flood();
    let other = comes_again(&mut house, "bilal");
    floods(&mut house, other);
    house.settle();
    told(&mut house);
    house.slow_disk = true;
    house.types("bilal", "opening", "Word. ");
    house.send("bilal", frame([(100, 1, Some(r#"{"cursor":1}"#.to_owned()))]));
    assert!(house.live.carets_wake().is_some(), "he is beyond the pace");
    house.time_passes(60_000);
    let chiyo = house.conn("chiyo");
    let said = |house: &House| {
        house.told.get(&chiyo).map(Vec::as_slice).unwrap_or_default().iter().map(kind).collect::<String>()
    };
    assert!(!said(&house).contains('w'));
    house.disk_answers();
    assert!(said(&house).ends_with("wp"), "{}", said(&house));
}

fn kind(message: &Outbound) -> char {
    match message {
        Outbound::Update { .. } => 'w',
        Outbound::Presence { .. } => 'p',
        _ => '-',
    }
}

/// The clock is set back by an hour while somebody's caret waits (R21).
#[test]
fn r25_r21_a_clock_that_is_set_back_holds_no_caret_up() {
    let (mut house, conns) = flood();
    floods(&mut house, conns[0]);
    told(&mut house);
    house.now -= 3_600_000;
    house.event(Event::Wake);
    let due = house.live.carets_wake().expect("it waits");
    assert!(due <= house.now + 10_000, "{}", due - house.now);
}
