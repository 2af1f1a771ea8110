//! Decisions: one sequence with the words, and the lock as compare-and-set.

use super::*;
use statement::{Act, Phase};

fn ready() -> House {
    let mut house = House::new();
    for name in ["amara", "bilal", "farid"] {
        house.comes(name);
    }
    house.types("bilal", "opening", "We call upon states. ");
    house.settle();
    house.pens_down();
    house
}

#[test]
fn the_chair_locks_what_she_sees_and_everybody_sees_the_seal() {
    let mut house = ready();
    let (lock, sections) = house.lock_of("amara");
    house.acts("amara", vec![lock], Some(sections)).expect("locked");
    for name in ["amara", "bilal", "farid"] {
        let view = house.peers[name].view.clone().expect("a view");
        assert_eq!((view.phase, view.me.may_write), (Phase::Locked, false), "{name}");
        assert_eq!(view.lock.as_ref().expect("a lock").words, 4);
    }
    house.types("amara", "opening", "A slip. ");
    house.settle();
    assert_eq!(house.refusal("amara"), Some(&Refusal::Locked));
    assert_eq!(house.words_of("opening"), "We call upon states. ");
}

#[test]
fn r2_a_lock_waits_for_the_edit_before_it_and_shuts_out_the_edit_behind_it() {
    let mut house = ready();
    house.slow_disk = true;
    // Farid corrects, in the page the lock will be in: the chair's page has not seen it.
    house.types("farid", "opening", "Now. ");
    let (lock, sections) = house.lock_of("amara");
    let blind = house.asks("amara", vec![lock], Some(sections));
    house.types("farid", "opening", "And again. ");
    house.slow_disk = false;
    house.settle();
    let changed = Refusal::Changed { section: "OPENING".to_owned() };
    assert_eq!(house.answers[&blind], Err(ActError::Refused(changed)));
    assert!(house.peers["farid"].all_saved());

    // With every word before it seen, it holds; what comes behind it in the same breath is refused.
    house.slow_disk = true;
    house.types("amara", "opening", "Her own comma, ");
    let (Act::Lock(mut lock), sections) = house.lock_of("amara") else { unreachable!() };
    lock.text_seq = house.live.ahead.text_seq();
    let seen = house.asks("amara", vec![Act::Lock(lock)], Some(sections));
    house.types("farid", "opening", "Too late. ");
    house.slow_disk = false;
    house.settle();
    assert!(house.answers[&seen].is_ok(), "{:?}", house.answers[&seen]);
    assert_eq!(house.refusal("farid"), Some(&Refusal::Locked));
    let said = house.words_of("opening");
    assert!(said.contains("Her own comma, ") && !said.contains("Too late. "), "{said}");
    let lock = house.live.told.lock().expect("locked").lock.clone();
    assert_eq!(lock.check_code, canonical::check_code(&house.text()));
}

#[test]
fn a_second_chair_locks_at_the_same_moment() {
    let mut house = ready();
    house.slow_disk = true;
    let (lock, sections) = house.lock_of("amara");
    let (same, _) = house.lock_of("farid");
    let first = house.asks("amara", vec![lock], Some(sections.clone()));
    let second = house.asks("farid", vec![same], Some(sections));
    assert!(!house.answers.contains_key(&second), "R1: the refusal waits for its reason");
    house.slow_disk = false;
    house.settle();
    assert!(house.answers[&first].is_ok());
    assert_eq!(house.answers[&second], Err(ActError::Refused(Refusal::Locked)));
    assert_eq!(house.live.told.locks().len(), 1);
}

/// S36: the page asks for the reason; the room insists on it.
#[test]
fn s36_what_the_checklist_warns_of_needs_a_reason_that_is_kept() {
    let mut house = ready();
    for nothing in ["", " \n "] {
        let (Act::Lock(mut lock), sections) = house.lock_of("amara") else { unreachable!() };
        lock.because = nothing.to_owned();
        // What her page says of the list is not asked.
        lock.warnings = vec!["all is well".to_owned()];
        let answer = house.acts("amara", vec![Act::Lock(lock)], Some(sections));
        assert_eq!(answer, Err(ActError::Refused(Refusal::Because)));
    }
    assert_eq!(house.live.told.phase(), Phase::FinalReading, "nothing is locked");
    let (lock, sections) = house.lock_of("amara");
    house.acts("amara", vec![lock], Some(sections)).expect("locked");
    let lock = &house.live.told.lock().expect("a lock").lock;
    assert_eq!((lock.because.as_str(), &lock.warnings[..]), ("we are ready", &["no-summary".to_owned()][..]));
}

#[test]
fn where_nothing_is_warned_of_no_reason_is_asked_for() {
    let mut house = House::new();
    house.comes("amara");
    house.types("amara", "opening", "We call upon states. ");
    house.send("amara", Inbound::Open { doc: Doc::Summary, state_vector: vec![0] });
    let mut page = Peer::new("amara", 77);
    page.apply(&house.live.state(Doc::Summary).expect("readable"));
    let bytes = page.types("summary", "Our call, in short. ");
    let number = house.peer("amara").next_number();
    house.send("amara", Inbound::Update { number, doc: Doc::Summary, bytes });
    house.settle();
    house.pens_down();
    assert_eq!(house.live.looking().expect("readable").checklist().warnings, []);
    let (Act::Lock(mut lock), sections) = house.lock_of("amara") else { unreachable!() };
    lock.because = String::new();
    house.acts("amara", vec![Act::Lock(lock)], Some(sections)).expect("locked");
    assert_eq!(house.live.told.lock().expect("a lock").lock.warnings, Vec::<String>::new());
}

#[test]
fn the_latecomer_who_was_offline_is_refused_and_keeps_the_words() {
    let mut house = ready();
    house
        .acts("amara", vec![Act::ResumeDrafting { reason: "one more point".to_owned() }], None)
        .expect("may");
    house.drops_out("bilal");
    house.types("bilal", "opening", "From the tunnel. ");
    house.pens_down();
    let (lock, sections) = house.lock_of("amara");
    house.acts("amara", vec![lock], Some(sections)).expect("locked");
    house.comes("bilal");
    house.settle();
    assert_eq!(house.refusal("bilal"), Some(&Refusal::Locked));
    assert!(house.peer("bilal").words("opening").contains("From the tunnel. "));
    assert!(!house.words_of("opening").contains("tunnel"));
}

#[test]
fn reopening_raises_the_generation_and_old_pages_come_anew() {
    let mut house = ready();
    let (lock, sections) = house.lock_of("amara");
    house.acts("amara", vec![lock], Some(sections)).expect("locked");
    house.acts("amara", vec![Act::Reopen { reason: "a slip".to_owned() }], None).expect("may");
    assert_eq!(house.peers["bilal"].bye, Some(Bye::Refused(Refusal::Generation)));
    assert_eq!(house.joins("bilal", Some(0)), Err(Bye::Refused(Refusal::Generation)));
    house.peers.remove("bilal");
    house.comes("bilal");
    house.types("bilal", "opening", "Anew. ");
    house.settle();
    assert!(house.peers["bilal"].all_saved(), "{:?}", house.refusal("bilal"));
    let joining = Joining {
        person: who("bilal"),
        link: None,
        schema: SCHEMA - 1,
        generation: None,
        heard: Heard::Unsaid,
        echo: false,
    };
    assert_eq!(house.live.join(joining, house.now), Err(Bye::Refused(Refusal::Schema)));
}

#[test]
fn s3_all_acts_of_a_request_or_none_each_judged_after_those_before_it() {
    let mut house = House::new();
    house.comes("amara");
    let before = house.head();
    let farewell = |name| Act::RemovePerson { person: who(name) };
    let both = vec![farewell("amara"), farewell("farid")];
    assert_eq!(house.acts("amara", both, None), Err(ActError::Refused(Refusal::NotHere)), "she is gone");
    assert_eq!(house.acts("farid", vec![], None), Ok(before.seq), "nothing is no entry");
    let acts = vec![
        Act::SetTitle { title: "A better title".to_owned() },
        Act::RemovePerson { person: who("nobody") },
    ];
    assert_eq!(house.acts("amara", acts, None), Err(ActError::Refused(Refusal::Unknown("person"))));
    assert_eq!(house.head(), before);
    let edit =
        Act::Edit(statement::Edit { doc: Doc::Text, sections: vec![], clients: vec![], update: vec![0, 0] });
    assert_eq!(house.acts("amara", vec![edit], None), Err(ActError::Refused(Refusal::Phase)));
    let seq = house.acts("amara", vec![Act::SetTitle { title: "A better title".to_owned() }], None);
    assert_eq!(seq, Ok(before.seq + 1));
    assert_eq!(house.peers["amara"].view.as_ref().expect("told").title, "A better title");
}

#[test]
fn a_link_that_ends_takes_its_connection_with_it() {
    let mut house = House::new();
    let (ends, link) = (house.now + 60_000, "ab".repeat(32));
    let make = Act::MakeLink { person: who("bilal"), link: link.clone(), ends: Some(ends) };
    house.acts("amara", vec![make], None).expect("may");
    let joining = Joining {
        person: who("bilal"),
        link: Some(link.clone()),
        schema: SCHEMA,
        generation: None,
        heard: Heard::Unsaid,
        echo: false,
    };
    let conn = house.live.join(joining.clone(), house.now).expect("in time");
    assert_eq!(house.live.link(&link, house.now).expect("opens").person, who("bilal"));
    assert_eq!(house.live.next_wake(), Some(ends));
    house.time_passes(60_000);
    let last = house.told[&conn].last();
    assert!(matches!(last, Some(Outbound::Bye(Bye::Refused(Refusal::NotHere)))), "{last:?}");
    assert_eq!(house.live.join(joining, house.now), Err(Bye::Refused(Refusal::NotHere)));
}

/// Nobody is sent a whole view that says what the last one said: on the first morning links are opened by the hundred.
#[test]
fn s14_a_link_that_is_opened_is_told_to_the_chairs_and_what_somebody_read_to_them() {
    let mut house = House::new();
    for name in ["amara", "farid", "bilal", "emeka"] {
        house.comes(name);
    }
    let told = |house: &House| {
        ["amara", "farid", "bilal", "emeka"].map(|name| house.peers[name].view.as_ref().map(|view| view.seq))
    };
    let before = told(&house);
    let opened = house.acts("emeka", vec![Act::OpenLink { person: who("emeka") }], None).expect("may");
    assert_eq!(told(&house), [Some(opened), Some(opened), before[2], before[3]]);
    let read = house.acts("bilal", vec![Act::ReadRemarks { up_to: 1 }], None).expect("may");
    house.time_passes(250);
    assert_eq!(told(&house), [Some(opened), Some(opened), Some(read), before[3]]);
    let titled = house.acts("amara", vec![Act::SetTitle { title: "Ours".to_owned() }], None).expect("may");
    assert_eq!(told(&house), [Some(titled); 4]);
}
