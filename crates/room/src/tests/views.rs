//! What pages are told of the statement: made once, told together, and at once where it matters.

use super::*;
use statement::{Phase, Remark};

fn remark(id: &str) -> Act {
    let remark = Remark {
        id: id.parse().expect("an id"),
        section: None,
        organisation: "harbour".parse().expect("an id"),
        text: "Say it in short.".to_owned(),
        passage: String::new(),
        before: String::new(),
        by_email: false,
    };
    Act::AddRemark { remark }
}

/// Events that a connection was told and its page has not read.
fn events(house: &House, name: &str) -> usize {
    let told = house.told.get(&house.conn(name)).map(Vec::as_slice).unwrap_or_default();
    told.iter().filter(|message| matches!(message, Outbound::Event { .. })).count()
}

fn everybody() -> House {
    let mut house = House::new();
    for name in ["amara", "farid", "bilal", "chiyo", "emeka"] {
        house.comes(name);
    }
    house.time_passes(10_000);
    house
}

#[test]
fn r16_a_view_is_made_once_for_all_chairs_and_once_for_everybody_else() {
    let mut house = everybody();
    let before = house.live.views.made;
    house.acts("bilal", vec![remark("one")], None).expect("may");
    assert_eq!(house.live.views.made - before, 2, "five pages, two kinds of them");
    // Who asks by a plain request gets the same.
    for name in ["amara", "bilal", "emeka"] {
        house.live.enter(&who(name), None, house.now).expect("is in it");
    }
    assert_eq!(house.live.views.made - before, 2);
    let view = |name: &str| house.peers[name].view.clone().expect("told");
    assert!(Arc::ptr_eq(&view("bilal").common, &view("emeka").common));
    assert_eq!(
        (view("bilal").remarks.unread, view("chiyo").remarks.unread),
        (0, 1),
        "what is one's own is one's own"
    );
    assert_eq!(view("emeka").remarks.all, 0, "readers are told of none");
}

#[test]
fn r16_hundred_remarks_and_their_withdrawals_in_a_second_are_five_events_a_page() {
    let mut house = everybody();
    let (mut told, made) = (0, house.live.views.made);
    for n in 0..100 {
        let id = format!("r{n}");
        for act in [remark(&id), Act::WithdrawRemark { remark: id.parse().expect("an id") }] {
            house.asks("bilal", vec![act], None);
            while house.disk_answers() {}
        }
        let until = house.now + 10;
        if house.live.next_wake().is_some_and(|at| at <= until) {
            house.now = until;
            house.event(Event::Wake);
        }
        house.now = until;
        told += events(&house, "chiyo");
        house.hear();
    }
    assert!((4..=5).contains(&told), "{told} for 200 records within 1,000 ms");
    house.time_passes(250);
    let head = house.head().seq;
    for name in ["amara", "chiyo", "emeka"] {
        assert_eq!(house.peers[name].view.as_ref().expect("told").seq, head, "{name}: the last state counts");
    }
    assert!(house.live.views.made - made <= 12, "{} views made", house.live.views.made - made);
    assert_eq!(house.live.views_wake(), None, "nothing is left to tell");
}

#[test]
fn r16_what_changes_rights_or_the_phase_waits_for_nothing() {
    let mut house = everybody();
    house.acts("chiyo", vec![remark("one")], None).expect("may");
    house.acts("chiyo", vec![remark("two")], None).expect("may");
    let told = |house: &House, name: &str| house.peers[name].view.as_ref().expect("told").remarks.all;
    assert_eq!(told(&house, "bilal"), 1, "the second comes with the next");
    let role = Act::ChangeRole { person: who("bilal"), role: Role::Reader };
    house.acts("amara", vec![role], None).expect("may");
    assert!(!house.peers["bilal"].view.as_ref().expect("told").me.may_write, "in the same millisecond");
    assert_eq!(told(&house, "amara"), 2, "and with it what waited");
    house.acts("chiyo", vec![remark("three")], None).expect("may");
    house.acts("amara", vec![Act::BeginFinalReading], None).expect("may");
    let view = house.peers["chiyo"].view.as_ref().expect("told");
    assert_eq!((view.phase, view.me.may_write), (Phase::FinalReading, false));
    assert_eq!(house.live.views_wake(), None, "nobody waits any more");
}

/// Law R1: what waits is still told after it is on disk, and who was sent away gets nothing of it.
#[test]
fn r16_who_goes_while_something_waits_is_told_nothing_more() {
    let mut house = everybody();
    house.acts("chiyo", vec![remark("one")], None).expect("may");
    house.acts("chiyo", vec![remark("two")], None).expect("may");
    let conn = house.conn("emeka");
    house.acts("amara", vec![Act::RemovePerson { person: who("emeka") }], None).expect("may");
    house.told.remove(&conn);
    house.time_passes(10_000);
    assert!(!house.told.contains_key(&conn));
}

/// A clock that is set back by an hour holds nobody's view back for an hour.
#[test]
fn r16_a_clock_that_is_set_back_holds_nothing_up() {
    let mut house = everybody();
    house.acts("chiyo", vec![remark("one")], None).expect("may");
    house.now -= 3_600_000;
    house.acts("chiyo", vec![remark("two")], None).expect("may");
    assert_eq!(house.peers["bilal"].view.as_ref().expect("told").remarks.all, 2);
}

/// What a page is sent is what the view says, whoever wrote the common part first.
#[test]
fn a_view_as_json_is_the_same_with_the_common_part_written_once() {
    let mut house = everybody();
    house.acts("chiyo", vec![remark("one")], None).expect("may");
    for name in ["amara", "bilal", "emeka"] {
        let view = house.live.view(&who(name), house.now).expect("is in it");
        let whole: serde_json::Value = serde_json::to_value(&view).expect("JSON");
        let joined: serde_json::Value = serde_json::from_str(&view.json().expect("JSON")).expect("JSON");
        assert_eq!(whole, joined);
    }
}
