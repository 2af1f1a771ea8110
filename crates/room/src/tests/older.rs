//! An older copy put back under pages with newer words, a text that is not what was locked, and pages that compare.

use super::*;

/// The journal as a copy of the folder kept it: its first pages.
fn copied(journal: &Memory, pages: usize) -> Arc<Memory> {
    let copy = Memory::new();
    for page in wait(journal.read(&id(), 0, usize::MAX)).expect("reads").into_iter().take(pages) {
        wait(copy.append(&id(), page.first - 1, page.entries)).expect("the same pages");
    }
    Arc::new(copy)
}

fn pages(journal: &Memory) -> Vec<Head> {
    let pages = wait(journal.read(&id(), 0, usize::MAX)).expect("reads");
    pages.iter().map(journal::Page::head).collect()
}

fn keeps(journal: &Arc<Memory>, seq: Seq, head: Head) -> bool {
    let rooms = Rooms::new(journal.clone(), Arc::new(|| MORNING));
    wait(rooms.keeps(&id(), seq, head)).expect("memory reads")
}

/// Monday in the copy; on Tuesday Bilal writes and Chiyo writes on in his sentence.
fn tuesday() -> (House, Arc<Memory>) {
    let mut house = House::new();
    for name in ["amara", "bilal", "chiyo", "emeka"] {
        house.comes(name);
    }
    house.types("bilal", "opening", "Monday. ");
    house.settle();
    let monday = copied(&house.journal, usize::MAX);
    house.types("bilal", "opening", "Tuesday of Bilal. ");
    house.settle();
    house.types("chiyo", "prisons", "Tuesday of Chiyo. ");
    house.settle();
    (house, monday)
}

#[test]
fn r12_a_journal_keeps_every_head_it_told_and_an_older_or_forked_one_does_not() {
    let (house, monday) = tuesday();
    let none = Head::default();
    let all = pages(&house.journal);
    for head in &all {
        assert!(keeps(&house.journal, head.seq, *head));
        assert_eq!(keeps(&monday, head.seq, *head), head.seq <= pages(&monday).last().expect("one").seq);
    }
    let last = *all.last().expect("one");
    assert!(keeps(&house.journal, 0, none) && keeps(&house.journal, last.seq, none), "no link was heard");
    assert!(!keeps(&house.journal, last.seq + 1, last), "R12: a number never given out");
    assert!(!keeps(&monday, last.seq, none));

    // The copy is written on: as long as the other, and another.
    let mut other = House::over(monday);
    other.comes("chiyo");
    for round in 0..9 {
        other.types("chiyo", "opening", &format!("Wednesday {round}. "));
        other.settle();
    }
    assert!(other.head().seq > last.seq);
    assert!(!keeps(&other.journal, last.seq, last), "R12: the same number, another link");
    assert!(keeps(&other.journal, 1, Head { seq: all[0].seq, ..all[0] }));
}

#[test]
fn r12_nothing_is_taken_from_a_page_that_heard_more_before_it_has_let_go_of_it() {
    let (mut house, monday) = tuesday();
    let peers = std::mem::take(&mut house.peers);
    let mut house = House::over(monday);
    house.peers = peers;
    house.peers.values_mut().for_each(|peer| peer.conn = None);

    // Bilal's page shows Chiyo's words and would bring them under his name.
    house.joins_with("bilal", Some(0), Heard::Lost).expect("who heard more is not sent away");
    house.settle();
    assert_eq!(house.refusal("bilal"), Some(&Refusal::Older));
    assert_eq!((house.words_of("opening"), house.words_of("prisons")), ("Monday. ".into(), String::new()));

    // A page that keeps to the rule opens the Doc as an empty page does, and writes.
    house.drops_out("bilal");
    house.peers.insert("bilal", Peer::new("bilal", 501));
    house.joins_with("bilal", Some(0), Heard::Lost).expect("may come in");
    house.types("bilal", "opening", "Tuesday of Bilal. ");
    house.settle();
    assert_eq!(house.refusal("bilal"), None);
    assert_eq!(house.words_of("opening"), "Monday. Tuesday of Bilal. ");
    let by: Vec<_> = house.live.told.sections().filter_map(|one| one.last.as_ref()).collect();
    assert!(by.iter().all(|touch| touch.by != who("chiyo")), "{by:?}");

    // A reader's page is told, stays, and hears what others write.
    house.joins_with("emeka", Some(0), Heard::Lost).expect("may read");
    house.types("bilal", "opening", "And on. ");
    house.settle();
    assert!(house.peers["emeka"].conn.is_some(), "a reader's page is not cut off");
    assert!(house.peer("emeka").words("opening").ends_with("And on. "));
    assert_eq!(house.words_of("prisons"), "");
}

#[test]
fn r12_a_reopening_that_the_journal_does_not_know_makes_it_older() {
    let mut house = House::new();
    let joining = |generation, heard| Joining {
        person: who("bilal"),
        link: None,
        schema: SCHEMA,
        generation,
        heard,
        echo: false,
    };
    let now = house.now;
    let conn = house.live.join(joining(Some(3), Heard::Kept), now).expect("told, not sent away");
    assert!(house.live.is_older(conn, Doc::Text) && house.live.is_older(conn, Doc::Summary));
    let unsaid = house.live.join(joining(Some(3), Heard::Unsaid), now);
    assert_eq!(unsaid, Err(Bye::Refused(Refusal::Generation)), "a page from before pages said so");
    let conn = house.live.join(joining(Some(0), Heard::Kept), now).expect("as ever");
    assert!(!house.live.is_older(conn, Doc::Text));
}

#[test]
fn r11_whoever_follows_the_text_compares_once_for_all_that_came_within_twenty_seconds() {
    let mut house = House::new();
    house.comes("bilal");
    house.comes("emeka");
    for round in 0..5 {
        house.types("bilal", "opening", &format!("Round {round}. "));
        house.settle();
    }
    house.time_passes(19_000);
    assert_eq!(house.peers["emeka"].checks, 0);
    house.time_passes(2_000);
    assert_eq!((house.peers["emeka"].checks, house.peers["bilal"].checks), (1, 1));
    house.time_passes(600_000);
    assert_eq!(house.peers["emeka"].checks, 1, "nothing changed, nothing is compared");
    house.types("bilal", "children", "Under a hidden heading, too. ");
    house.settle();
    house.time_passes(21_000);
    assert_eq!(house.peers["emeka"].checks, 2);
}

#[test]
fn r13_words_that_are_not_the_locked_ones_are_not_given_out() {
    let mut house = House::new();
    house.comes("amara");
    house.comes("bilal");
    house.types("bilal", "opening", "We agreed on thsi. ");
    house.settle();
    assert_eq!(house.live.reading().expect("reads").as_locked(), Ok(()), "nothing is locked yet");
    house.pens_down();
    let (lock, sections) = house.lock_of("amara");
    house.acts("amara", vec![lock], Some(sections)).expect("locked");
    assert_eq!(house.live.reading().expect("reads").as_locked(), Ok(()));
    house.corrects("amara", "opening", "We agreed on this. ").expect("a slip");
    assert_eq!(house.live.reading().expect("reads").as_locked(), Ok(()), "R13: the correction\u{2019}s code");

    // The Doc says something else after all, by whatever fault.
    let mut stray = Peer::new("nobody", 9_999);
    stray.apply(&house.live.state(Doc::Text).expect("reads"));
    let update = stray.types("opening", "And on that.");
    house.live.text.document.push(update);
    let reading = house.live.reading().expect("reads");
    assert_eq!(reading.as_locked(), Err(Refusal::NotAsLocked));
    house.acts("amara", vec![Act::Reopen { reason: "The words differ.".to_owned() }], None).expect("may");
    assert_eq!(house.live.reading().expect("reads").as_locked(), Ok(()), "a chair looks at it again");
}
