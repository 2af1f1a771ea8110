//! Times that come in a room that is never quiet, under a clock that is set, and where nobody is (R20 to R22).

use super::*;
use statement::{Announcement, Phase};
use std::{
    sync::atomic::{AtomicI64, Ordering},
    time::Duration,
};

const HOUR: Millis = 3_600_000;
const DAY: Millis = 24 * HOUR;

/// Bilal comes in by a link that ends in a minute; gives the link and its end.
fn bilal_by_link(house: &mut House) -> (String, Millis) {
    let (ends, link) = (house.now + 60_000, "ab".repeat(32));
    let make = Act::MakeLink { person: who("bilal"), link: link.clone(), ends: Some(ends) };
    house.acts("amara", vec![make], None).expect("may");
    house.joins_by("bilal", None, Some(link.clone())).expect("in time");
    (link, ends)
}

#[test]
fn r20_no_word_is_taken_in_after_the_end_of_its_link_though_no_wake_ever_came() {
    let mut house = House::new();
    house.comes("amara");
    let (_, ends) = bilal_by_link(&mut house);
    house.now = ends - 1;
    house.types("bilal", "opening", "In time. ");
    house.settle();
    assert!(house.peers["bilal"].all_saved());
    // Others keep the room busy over the end; then he writes on.
    for at in [ends, ends + 1, ends + 5_000] {
        house.now = at;
        house.types("amara", "prisons", "x");
        house.types("bilal", "opening", "Too late. ");
        house.settle();
    }
    assert_eq!(house.words_of("opening"), "In time. ");
    assert_eq!(house.words_of("prisons"), "xxx");
    assert!(matches!(house.peers["bilal"].bye, Some(Bye::Refused(Refusal::NotHere))));
    assert_eq!(house.live.conns.len(), 1);
}

#[test]
fn r20_the_first_thing_that_comes_in_after_the_end_is_the_late_word_itself() {
    let mut house = House::new();
    house.comes("amara");
    let (_, ends) = bilal_by_link(&mut house);
    house.now = ends;
    house.types("bilal", "opening", "Too late. ");
    house.settle();
    assert_eq!(house.words_of("opening"), "");
}

#[test]
fn r20_no_act_is_done_after_the_end_of_the_link_that_its_request_came_by() {
    let mut house = House::new();
    let (link, ends) = bilal_by_link(&mut house);
    let status = |house: &mut House, at| {
        house.now = at;
        house.tickets += 1;
        let acts = vec![Act::SetStatus {
            section: "opening".parse().expect("an id"),
            status: statement::Status::Agreed,
        }];
        let ticket = Ticket(house.tickets);
        let (by, link) = (who("bilal"), Some(link.clone()));
        house.event(Event::Act { ticket, by, link, acts, lock_sections: None });
        house.settle();
        house.answers.remove(&house.tickets).expect("an answer")
    };
    assert!(status(&mut house, ends - 1).is_ok());
    assert_eq!(status(&mut house, ends), Err(ActError::Refused(Refusal::NotHere)));
}

#[test]
fn r20_a_turn_leaves_nothing_due_behind_it_however_far_the_clock_went_on() {
    let mut house = House::new();
    house.comes("chiyo");
    bilal_by_link(&mut house);
    let pens_down = house.now + 30_000;
    house.acts("amara", vec![Act::AnnounceFinalReading(Announcement { pens_down })], None).expect("may");
    let mut chance = 7_u64;
    for _ in 0..400 {
        chance = chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        house.now += i64::try_from(chance >> 54).expect("few");
        house.send("chiyo", Inbound::Unsaved { words: 1 });
        house.settle();
        let (wake, now) = (house.live.next_wake(), house.now);
        assert!(wake.is_none_or(|at| at > now), "{wake:?} is not behind {now}");
    }
    assert_eq!(house.live.told.phase(), Phase::FinalReading);
    assert!(matches!(house.peers["bilal"].bye, Some(Bye::Refused(_))));
}

#[test]
fn r20_a_wake_that_comes_late_is_asked_for_all_the_same() {
    let mut house = House::new();
    house.comes("chiyo");
    let pens_down = house.now + 30_000;
    house.acts("amara", vec![Act::AnnounceFinalReading(Announcement { pens_down })], None).expect("may");
    // The machine slept over both times: the last turn was before, so the wake lies in the past and is not forgotten.
    house.now += HOUR;
    assert!(house.live.next_wake().is_some_and(|at| at <= pens_down));
    house.event(Event::Wake);
    house.settle();
    assert_eq!(house.live.told.phase(), Phase::FinalReading);
}

#[test]
fn r20_the_chairs_are_told_when_a_link_ends_by_itself_and_nobody_else_is() {
    let mut house = House::new();
    house.comes("amara");
    house.comes("chiyo");
    let (ends, link) = (house.now + 60_000, "cd".repeat(32));
    let make = Act::MakeLink { person: who("emeka"), link, ends: Some(ends) };
    house.acts("amara", vec![make], None).expect("may");
    let links = |house: &House| {
        let view = house.peers["amara"].view.as_ref().expect("a view");
        view.people.iter().map(|person| person.links.len()).sum::<usize>()
    };
    assert_eq!(links(&house), 1);
    let chiyo = house.conn("chiyo");
    house.event(Event::Wake);
    house.now = ends;
    house.event(Event::Wake);
    let view = |told: &Outbound| matches!(told, Outbound::Event { .. });
    assert!(!house.told.get(&chiyo).is_some_and(|told| told.iter().any(view)));
    house.settle();
    assert_eq!(links(&house), 0);
}

#[test]
fn r21_who_lacks_words_is_asked_again_though_the_clock_was_set_back_a_day() {
    let mut house = House::new();
    house.comes("bilal");
    let hole = |house: &mut House| {
        let _lost = house.peer("bilal").types("opening", "one ");
        let bytes = house.peer("bilal").types("opening", "two ");
        let number = house.peer("bilal").next_number();
        house.send("bilal", Inbound::Update { number, doc: Doc::Text, bytes });
    };
    hole(&mut house);
    house.settle();
    assert_eq!(house.peers["bilal"].missing, 1);
    house.now -= DAY;
    hole(&mut house);
    house.settle();
    house.time_passes(3_000);
    assert_eq!(house.peers["bilal"].missing, 2);
    assert_eq!(house.words_of("opening"), "one two one two ");
}

#[test]
fn r21_a_final_reading_begins_when_the_clock_says_so_whichever_way_it_was_set() {
    for set in [-DAY, -1_000, 0, 1_000] {
        let mut house = House::new();
        house.comes("chiyo");
        let pens_down = house.now + 30_000;
        let announce = Act::AnnounceFinalReading(Announcement { pens_down });
        house.acts("amara", vec![announce], None).expect("may");
        house.now += set;
        house.event(Event::Wake);
        assert_eq!(house.live.told.phase(), Phase::Drafting);
        // The clock is right again, and a little later.
        house.now = pens_down + 5_000;
        house.event(Event::Wake);
        house.settle();
        assert_eq!(house.live.told.phase(), Phase::FinalReading, "set by {set}");
    }
    // Announced for now, and only then was the clock set back: not a day late.
    let mut house = House::new();
    house.comes("chiyo");
    let pens_down = house.now - 60_000;
    house.acts("amara", vec![Act::AnnounceFinalReading(Announcement { pens_down })], None).expect("may");
    house.now = pens_down;
    house.event(Event::Wake);
    house.time_passes(5_000);
    assert_eq!(house.live.told.phase(), Phase::FinalReading);
}

async fn phase(journal: &Memory, id: &StatementId) -> (Phase, Millis) {
    let pages = journal.read(id, 0, usize::MAX).await.expect("reads");
    let entries = pages.iter().flat_map(|page| (page.first..).zip(&page.entries));
    let mut fold: Option<statement::Statement> = None;
    let mut at = 0;
    for (seq, bytes) in entries {
        let entry = statement::Entry::decode(bytes).expect("an entry");
        at = entry.at;
        match &mut fold {
            Some(fold) => fold.apply(seq, &entry),
            None => fold = statement::Statement::create(id.clone(), &entry).ok(),
        }
    }
    (fold.expect("a statement").phase(), at)
}

/// Waits, for as long as a test may take, until the final reading has begun; reads the journal and opens nothing.
async fn begun(journal: &Memory, id: &StatementId) -> Millis {
    let looks = async {
        loop {
            if let (Phase::FinalReading, at) = phase(journal, id).await {
                return at;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), looks).await.expect("it begins")
}

async fn announced(rooms: &Rooms, id: &StatementId, pens_down: Millis) {
    let room = rooms.create(id, create()).await.expect("made");
    let announce = Act::AnnounceFinalReading(Announcement { pens_down });
    room.act(who("amara"), vec![announce], None).await.expect("may");
}

#[tokio::test]
async fn r22_a_final_reading_begins_though_nobody_has_the_statement_open_and_once() {
    let memory = Arc::new(Memory::new());
    let clock = Arc::new(AtomicI64::new(MORNING));
    let reads = clock.clone();
    let rooms = Rooms::new(memory.clone(), Arc::new(move || reads.load(Ordering::Relaxed)));
    let times = rooms.clone();
    let keeps = tokio::spawn(async move { times.keep_time().await });
    announced(&rooms, &id(), MORNING + HOUR).await;
    // It is closed: as if everybody had gone a minute ago.
    let closed = rooms.place(&id()).lock().await.take().expect("open");
    closed.end().await;
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert_eq!(phase(&memory, &id()).await.0, Phase::Drafting);
    clock.store(MORNING + HOUR + 5, Ordering::Relaxed);
    // Anything that changes makes the task look at the clock, as its own 5 s would.
    announced(&rooms, &"other".parse().expect("an id"), MORNING + DAY).await;
    assert_eq!(begun(&memory, &id()).await, MORNING + HOUR + 5);
    let head = memory.head(&id()).await.expect("reads").expect("there").seq;
    clock.store(MORNING + 2 * HOUR, Ordering::Relaxed);
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert_eq!(memory.head(&id()).await.expect("reads").expect("there").seq, head, "once");
    keeps.abort();
}

#[tokio::test]
async fn r22_what_was_due_while_the_program_was_off_happens_at_the_start_and_says_when() {
    let memory = Arc::new(Memory::new());
    let all: [StatementId; 3] = ["late", "later", "not-yet"].map(|id| id.parse().expect("an id"));
    let rooms = Rooms::new(memory.clone(), Arc::new(|| MORNING));
    for (id, wait) in all.iter().zip([2 * HOUR, HOUR, 5 * DAY]) {
        announced(&rooms, id, MORNING + wait).await;
    }
    // One of them leaves a snapshot, the others are cut off.
    let closed = rooms.place(&all[0]).lock().await.take().expect("open");
    closed.end().await;
    let off = rooms;
    let now = MORNING + DAY;
    let rooms = Rooms::new(memory.clone(), Arc::new(move || now));
    let times = rooms.clone();
    let keeps = tokio::spawn(async move { times.keep_time().await });
    for id in &all[..2] {
        assert_eq!(begun(&memory, id).await, now, "it says when it happened");
    }
    assert_eq!(phase(&memory, &all[2]).await.0, Phase::Drafting);
    assert!(!rooms.places().contains_key(&all[2]), "what is not due stays closed");
    keeps.abort();
    drop(off);
}
