//! Updates that hang on something unknown: how much work they make on the room's turn (R6, R10). Counted, not timed.

use super::*;

fn sends(house: &mut House, name: &str, bytes: Vec<u8>) {
    let number = house.peer(name).next_number();
    house.send(name, Inbound::Update { number, doc: Doc::Text, bytes });
}

fn judged(house: &House, name: &str) -> Vec<u32> {
    house.live.conns[&house.conn(name)].follow(Doc::Text).held.iter().map(|held| held.judged).collect()
}

#[test]
fn r6_what_hangs_on_words_that_do_not_come_is_not_judged_again_whatever_else_comes() {
    let mut house = House::new();
    house.comes("bilal");
    house.comes("chiyo");
    let _lost_on_the_way = house.peer("bilal").types("opening", "One ");
    for _ in 0..10 {
        let hanging = house.peer("bilal").types("opening", "two ");
        sends(&mut house, "bilal", hanging);
    }
    // The same person, another page: its words hang on nothing.
    let mut other = Peer::new("bilal", 900);
    other.apply(&house.live.state(Doc::Text).expect("a state"));
    for _ in 0..100 {
        let fine = other.types("prisons", "x");
        sends(&mut house, "bilal", fine);
        house.disk_answers();
    }
    assert_eq!(house.words_of("prisons").len(), 100);
    assert_eq!(judged(&house, "bilal"), [1; 10]);
    house.settle();
    assert!(house.peers["bilal"].all_saved(), "what was missing was asked for, and came");
    assert_eq!(house.words_of("opening").len(), 4 * 11);
}

#[test]
fn r10_a_hole_that_is_filled_letter_by_letter_is_looked_at_a_few_times_and_then_closes() {
    let mut house = House::new();
    house.comes("bilal");
    house.comes("chiyo");
    house.types("bilal", "opening", "x");
    house.settle();
    let client = u8::try_from(house.peer("bilal").doc.client_id().get()).expect("a small one");
    // No struct; deleted are the first 1,000 clocks of his, of which few are known: each letter changes what is missing.
    sends(&mut house, "bilal", vec![0, 1, client, 1, 0, 0xe8, 0x07]);
    for times in 2..=8 {
        house.types("bilal", "opening", "x");
        assert_eq!(judged(&house, "bilal"), [times]);
    }
    house.types("bilal", "opening", "x");
    house.settle();
    assert!(matches!(house.peers["bilal"].bye, Some(Bye::TryAgain(_))), "{:?}", house.peers["bilal"].bye);
    house.types("chiyo", "opening", "Others write on. ");
    house.agree();
}
