//! Who asks for the whole text again and again.

use super::*;

fn open(house: &mut House, conn: ConnId) {
    house.event(Event::Inbound(conn, Inbound::Open { doc: Doc::Text, state_vector: vec![0] }));
}

/// Bytes of states that these connections were told since, and how many.
fn states(house: &mut House, conns: &[ConnId]) -> (usize, usize) {
    let told = conns.iter().filter_map(|conn| house.told.remove(conn)).flatten();
    let sizes = told.filter_map(|message| match message {
        Outbound::State { update, .. } => Some(update.len()),
        _ => None,
    });
    sizes.fold((0, 0), |(bytes, count), size| (bytes + size, count + 1))
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

/// A text of 300 KB, Bilal who writes it, and Emeka with 24 sockets.
fn flood() -> (House, Vec<ConnId>) {
    let mut house = House::new();
    house.comes("bilal");
    for _ in 0..3 {
        house.types("bilal", "opening", &"We call upon states. ".repeat(5_000));
        house.settle();
    }
    let conns = (0..24).map(|_| comes_again(&mut house, "emeka")).collect();
    (house, conns)
}

#[test]
fn r17_what_a_fresh_page_is_told_is_written_once_until_the_text_changes() {
    let (mut house, conns) = flood();
    open(&mut house, conns[0]);
    let before = house.live.text.document.written;
    for conn in &conns {
        open(&mut house, *conn);
    }
    assert_eq!(house.live.text.document.written, before);
    house.types("bilal", "opening", "More. ");
    house.settle();
    for conn in &conns[..3] {
        open(&mut house, *conn);
    }
    assert_eq!(house.live.text.document.written, before + 1, "once a text");
}

#[test]
fn r17_a_reader_who_asks_again_and_again_is_told_so_much_and_waits_and_others_do_not() {
    let (mut house, conns) = flood();
    for _ in 0..40 {
        for conn in &conns {
            open(&mut house, *conn);
        }
    }
    let (bytes, count) = states(&mut house, &conns);
    assert!((8 << 20..9 << 20).contains(&bytes), "{bytes} bytes told of 960 Opens");
    // Somebody else opens the page in the same millisecond.
    house.comes("chiyo");
    assert!(house.peers["chiyo"].words("opening").starts_with("We call upon states."));
    // The flooder goes on for ten seconds.
    let mut more = (0, 0);
    for _ in 0..100 {
        for conn in &conns {
            open(&mut house, *conn);
        }
        house.time_passes(100);
        let (bytes, count) = states(&mut house, &conns);
        more = (more.0 + bytes, more.1 + count);
    }
    assert!((9 << 20..12 << 20).contains(&more.0), "{} bytes in ten seconds", more.0);
    assert!(count + more.1 < 100, "{} answers", count + more.1);
}

#[test]
fn r17_who_waits_is_answered_and_misses_nothing() {
    let (mut house, conns) = flood();
    for _ in 0..2 {
        for conn in &conns {
            open(&mut house, *conn);
        }
    }
    states(&mut house, &conns);
    let conn = comes_again(&mut house, "emeka");
    open(&mut house, conn);
    assert!(!house.told.contains_key(&conn), "not yet");
    house.types("bilal", "prisons", "Meanwhile. ");
    house.settle();
    assert!(!house.told.contains_key(&conn), "nothing that it does not follow yet");
    house.time_passes(60_000);
    let page = Peer::new("emeka", 77);
    for message in house.told.remove(&conn).expect("an answer") {
        if let Outbound::State { update, .. } = message {
            page.apply(&update);
        }
    }
    assert_eq!(page.words("prisons"), "Meanwhile. ");
    assert_eq!(house.live.opens_wake(), None, "nobody waits any more");
}

/// Small answers are work, too.
#[test]
fn r17_an_answer_counts_as_64_kib_at_least() {
    let mut house = House::new();
    let conns: Vec<_> = (0..24).map(|_| comes_again(&mut house, "emeka")).collect();
    for _ in 0..40 {
        for conn in &conns {
            open(&mut house, *conn);
        }
    }
    let (_, count) = states(&mut house, &conns);
    assert_eq!(count, 8 * 1024 / 64 + 1);
}

/// The clock is set back by an hour while somebody waits.
#[test]
fn r17_r21_a_clock_that_is_set_back_holds_no_answer_up() {
    let (mut house, conns) = flood();
    for conn in conns.iter().chain(&conns) {
        open(&mut house, *conn);
    }
    house.now -= 3_600_000;
    house.event(Event::Wake);
    let due = house.live.opens_wake().expect("somebody waits");
    assert!(due <= house.now + 10_000, "{}", due - house.now);
}
