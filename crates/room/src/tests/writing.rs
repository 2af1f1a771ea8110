//! Words: saved, shown, refused.

use super::*;
use statement::{Act, Role};

#[test]
fn two_drafters_write_in_one_paragraph() {
    let mut house = House::new();
    house.comes("bilal");
    house.comes("chiyo");
    house.types("bilal", "opening", "We, the alliance, ");
    house.settle();
    house.types("chiyo", "opening", "call upon states. ");
    house.types("bilal", "opening", "Prisons first. ");
    house.agree();
    let said = house.words_of("opening");
    for part in ["We, the alliance, ", "call upon states. ", "Prisons first. "] {
        assert!(said.contains(part), "{said}");
    }
    assert!(house.peers["bilal"].all_saved() && house.peers["chiyo"].all_saved());
}

#[test]
fn offline_and_back_nothing_is_lost() {
    let mut house = House::new();
    house.comes("bilal");
    house.comes("chiyo");
    house.types("bilal", "opening", "Before the tunnel. ");
    house.settle();
    house.drops_out("bilal");
    house.types("bilal", "opening", "In the tunnel. ");
    house.types("chiyo", "opening", "Meanwhile. ");
    house.settle();
    house.comes("bilal");
    house.agree();
    let said = house.words_of("opening");
    assert!(said.contains("In the tunnel. ") && said.contains("Meanwhile. "), "{said}");
    assert!(house.peers["bilal"].all_saved());
}

#[test]
fn r1_nothing_is_said_or_shown_before_it_is_on_disk() {
    let mut house = House::new();
    house.comes("bilal");
    house.comes("chiyo");
    house.slow_disk = true;
    house.types("bilal", "opening", "Not yet. ");
    house.settle();
    assert!(!house.peers["bilal"].all_saved());
    assert_eq!(house.peer("chiyo").words("opening"), "");
    assert_eq!(house.words_of("opening"), "", "the server's own reading as well");
    // A late joiner is not told either.
    house.comes("emeka");
    assert_eq!(house.peer("emeka").words("opening"), "");
    house.disk_answers();
    house.agree();
    assert_eq!(house.peer("emeka").words("opening"), "Not yet. ");
}

#[test]
fn r2_while_a_page_is_in_flight_the_rest_gathers_into_the_next() {
    let mut house = House::new();
    house.comes("bilal");
    house.slow_disk = true;
    let before = house.head().seq;
    for letter in "abcdefghij".chars() {
        house.types("bilal", "opening", &letter.to_string());
    }
    house.disk_answers();
    assert_eq!(house.head().seq, before + 1);
    house.disk_answers();
    assert_eq!(house.head().seq, before + 10);
    house.settle();
    assert!(house.peers["bilal"].all_saved());
}

#[test]
fn r4_a_refusal_stops_the_doc_of_that_connection_only() {
    let mut house = House::new();
    house.comes("bilal");
    house.comes("emeka");
    house.types("emeka", "opening", "I only read. ");
    house.types("emeka", "prisons", "Still here. ");
    house.settle();
    assert_eq!(house.refusal("emeka"), Some(&Refusal::Role));
    assert_eq!(house.live.conns[&house.conn("emeka")].follow(Doc::Text).dropped, 1);
    house.types("bilal", "opening", "I write. ");
    house.settle();
    assert_eq!(house.words_of("opening"), "I write. ");
    assert!(house.peers["bilal"].all_saved());
}

#[test]
fn r5_a_readers_step_two_without_news_is_acknowledged_and_not_written() {
    let mut house = House::new();
    house.comes("bilal");
    house.types("bilal", "opening", "Words, struck out. ");
    let strike = house.peer("bilal").edit("opening", |text, txn| yrs::Text::remove_range(text, txn, 0, 7));
    house.uploads("bilal", strike);
    house.settle();
    let before = house.head();
    house.comes("emeka");
    let everything = house.peer("emeka").everything();
    house.uploads("emeka", everything);
    house.settle();
    assert!(house.peers["emeka"].all_saved());
    assert_eq!(house.head(), before, "nothing was written by reading");
}

#[test]
fn r5_what_is_sent_again_is_not_called_saved_before_the_first_of_it_is() {
    let mut house = House::new();
    house.comes("bilal");
    house.slow_disk = true;
    house.types("bilal", "opening", "Twice. ");
    // The page reloads: same words, another connection, while the page of entries is still on its way.
    house.drops_out("bilal");
    house.comes("bilal");
    let everything = house.peer("bilal").everything();
    house.uploads("bilal", everything);
    house.settle();
    assert!(!house.peers["bilal"].all_saved());
    house.disk_answers();
    house.settle();
    assert!(house.peers["bilal"].all_saved());
    assert_eq!(house.words_of("opening"), "Twice. ");
}

#[test]
fn r6_words_that_hang_in_the_air_are_never_saved_and_hold_back_what_comes_after() {
    let mut house = House::new();
    house.comes("bilal");
    let _lost_on_the_way = house.peer("bilal").types("opening", "One ");
    let two = house.peer("bilal").types("opening", "two ");
    let number = house.peer("bilal").next_number();
    house.send("bilal", Inbound::Update { number, doc: Doc::Text, bytes: two });
    assert_eq!(house.peers["bilal"].saved, 1, "the answer to the state, nothing since");
    // Asked for what is missing, the page sends it; then both are saved, once each.
    house.settle();
    assert_eq!(house.peers["bilal"].missing, 1);
    assert!(house.peers["bilal"].all_saved());
    assert_eq!(house.words_of("opening"), "One two ");
}

#[test]
fn r6_missing_is_asked_for_at_most_every_three_seconds() {
    let mut house = House::new();
    house.comes("bilal");
    let _lost = house.peer("bilal").types("opening", "One ");
    for _ in 0..5 {
        let bytes = house.peer("bilal").types("opening", "more ");
        let number = house.peer("bilal").next_number();
        house.send("bilal", Inbound::Update { number, doc: Doc::Text, bytes });
    }
    let conn = house.conn("bilal");
    let missing = |house: &House| {
        house.told[&conn].iter().filter(|message| matches!(message, Outbound::Missing { .. })).count()
    };
    assert_eq!(missing(&house), 1);
    house.now += 3_000;
    house.event(Event::Wake);
    assert_eq!(missing(&house), 2);
    house.settle();
    assert!(house.peers["bilal"].all_saved());
}

#[test]
fn a_foreign_client_id_is_refused() {
    let mut house = House::new();
    house.comes("bilal");
    house.types("bilal", "opening", "Mine. ");
    house.settle();
    let client = house.peer("bilal").doc.client_id().get();
    house.comes("chiyo");
    let mut thief = Peer::new("chiyo", client);
    let everything = house.peer("chiyo").everything();
    thief.apply(&everything);
    let update = thief.types("opening", "In his name. ");
    house.uploads("chiyo", update);
    house.settle();
    assert_eq!(house.refusal("chiyo"), Some(&Refusal::Foreign));
    assert_eq!(house.words_of("opening"), "Mine. ");
}

#[test]
fn a_role_taken_while_typing_takes_effect_at_once() {
    let mut house = House::new();
    house.comes("bilal");
    house.slow_disk = true;
    house.types("bilal", "opening", "In time. ");
    house.asks("amara", vec![Act::ChangeRole { person: who("bilal"), role: Role::Reader }], None);
    house.types("bilal", "opening", "Too late. ");
    house.hear();
    assert_eq!(house.refusal("bilal"), None, "R1: told when the reason is on disk");
    house.slow_disk = false;
    house.settle();
    assert_eq!(house.refusal("bilal"), Some(&Refusal::Role));
    assert!(!house.peers["bilal"].view.as_ref().expect("a view").me.may_write);
    assert_eq!(house.words_of("opening"), "In time. ");
}

#[test]
fn whoever_is_removed_goes_and_hears_nothing_more() {
    let mut house = House::new();
    house.comes("bilal");
    house.comes("chiyo");
    house.slow_disk = true;
    house.asks("amara", vec![Act::RemovePerson { person: who("bilal") }], None);
    house.types("chiyo", "opening", "Not for him. ");
    house.slow_disk = false;
    house.settle();
    let ended = Bye::Refused(Refusal::AccessEnded { by: "amara".to_owned(), at: house.now });
    assert_eq!(house.peers["bilal"].bye, Some(ended.clone()), "by whom, and when");
    assert_eq!(house.peer("bilal").words("opening"), "", "R3");
    house.time_passes(60_000);
    assert_eq!(house.joins("bilal", None), Err(ended), "also who comes back later");
}

#[test]
fn hostile_bytes_are_refused_and_nobody_else_notices() {
    let mut house = House::new();
    house.comes("bilal");
    house.comes("chiyo");
    house.uploads("bilal", vec![255; 40]);
    house.settle();
    assert!(matches!(house.refusal("bilal"), Some(Refusal::Malformed(_))));
    house.types("chiyo", "opening", "Quiet here. ");
    house.agree();
    house.comes("emeka");
    house.send("emeka", Inbound::Open { doc: Doc::Text, state_vector: vec![200, 1, 1] });
    house.send("emeka", Inbound::Presence { doc: Doc::Text, bytes: vec![9, 9] });
    house.settle();
    assert!(matches!(house.peers["emeka"].bye, Some(Bye::Refused(Refusal::Malformed(_)))));
    house.agree();
}

#[test]
fn clean_up_that_a_readers_editor_sends_by_itself_is_acknowledged_and_dropped() {
    let mut house = House::new();
    for name in ["bilal", "chiyo"] {
        house.comes(name);
    }
    house.peers.insert("emeka", Peer::tidy("emeka", 900));
    house.comes("emeka");
    house.types("bilal", "opening", "We call upon states.");
    house.settle();
    // Both make the same words bold at once: half of the marks are redundant.
    let bold = || yrs::types::Attrs::from([("bold".into(), yrs::Any::Map(Arc::default()))]);
    let his = house.peer("bilal").edit("opening", |text, txn| yrs::Text::format(text, txn, 0, 7, bold()));
    let hers = house.peer("chiyo").edit("opening", |text, txn| yrs::Text::format(text, txn, 0, 7, bold()));
    house.uploads("bilal", his);
    house.uploads("chiyo", hers);
    house.settle();
    let before = house.head();
    let state = house.live.state(Doc::Text).expect("reads");
    let everything = house.peer("emeka").everything();
    assert_ne!(everything.len(), state.len(), "the editor did clean up");
    house.uploads("emeka", everything);
    house.settle();
    assert!(house.peers["emeka"].all_saved(), "{:?}", house.refusal("emeka"));
    assert_eq!(house.head(), before);
}

/// Writes in the summary, under a client id nobody had.
fn summarises(house: &mut House, name: &'static str, client: u64, words: &str) {
    let conn = house.conn(name);
    house.send(name, Inbound::Open { doc: Doc::Summary, state_vector: vec![0] });
    let Some(Outbound::State { update, .. }) = house.told.remove(&conn).and_then(|mut told| told.pop())
    else {
        panic!("a state")
    };
    let mut page = Peer::new(name, client);
    page.apply(&update);
    let bytes = page.types("summary", words);
    let number = house.peer(name).next_number();
    house.send(name, Inbound::Update { number, doc: Doc::Summary, bytes });
    house.settle();
}

/// S26
#[test]
fn everybody_hears_at_once_that_a_word_ended_the_approval_and_no_other_edit_is_an_event() {
    let mut house = House::new();
    house.comes("amara");
    house.comes("dagny");
    summarises(&mut house, "dagny", 501, "In short. ");
    let blocks = house.live.reading().expect("reads").summary;
    let words = statement::Summary::new(&house.live.told, blocks).word_hash;
    house.acts("amara", vec![Act::ApproveSummary { words }], None).expect("may");
    assert!(house.peers["amara"].view.as_ref().expect("told").summary_approved.is_some());

    summarises(&mut house, "dagny", 502, "And one word more. ");
    let told = house.peers["amara"].view.clone().expect("told");
    assert_eq!((told.summary_approved.clone(), told.seq), (None, house.head().seq));

    summarises(&mut house, "dagny", 503, "And another. ");
    assert_eq!(house.peers["amara"].view.as_ref().expect("told").seq, told.seq, "nothing fell this time");
}

#[test]
fn the_speaker_writes_the_summary_even_when_the_text_is_locked_and_nobody_else_does() {
    let mut house = House::new();
    house.comes("amara");
    house.types("amara", "opening", "The words. ");
    house.settle();
    house.pens_down();
    let (lock, sections) = house.lock_of("amara");
    house.acts("amara", vec![lock], Some(sections)).expect("locked");
    for (name, client, fine) in [("dagny", 500, true), ("bilal", 600, false)] {
        house.comes(name);
        summarises(&mut house, name, client, "In short. ");
        assert_eq!(house.refusal(name).is_none(), fine, "{name}");
    }
    let summary = house.live.reading().expect("reads").summary;
    assert_eq!(summary.iter().map(statement::Block::text).collect::<String>(), "In short. ");

    let approve = |words| vec![Act::ApproveSummary { words }];
    let other = canonical::word_hash_of(["In other words."]);
    let refused = house.acts("amara", approve(other), None);
    assert!(matches!(refused, Err(ActError::Refused(Refusal::Changed { .. }))), "{refused:?}");
    house.acts("amara", approve(canonical::word_hash_of(["In short. "])), None).expect("her very words");
}
