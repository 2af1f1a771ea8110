//! The announced final reading, in two beats.

use super::*;
use statement::{Act, Announcement, Phase};

fn announced() -> House {
    let mut house = House::new();
    for name in ["amara", "bilal", "chiyo"] {
        house.comes(name);
    }
    let pens_down = house.now + 30_000;
    house.acts("amara", vec![Act::AnnounceFinalReading(Announcement { pens_down })], None).expect("may");
    house
}

#[test]
fn it_begins_as_soon_as_every_drafter_has_flushed() {
    let mut house = announced();
    house.send("bilal", Inbound::Unsaved { words: 0 });
    house.time_passes(30_000);
    assert_eq!(house.live.told.phase(), Phase::Drafting, "what was said before pens down does not count");
    house.types("bilal", "opening", "The last sentence. ");
    house.send("bilal", Inbound::Unsaved { words: 0 });
    house.settle();
    assert_eq!(house.live.told.phase(), Phase::Drafting, "chiyo has not said so yet");
    house.send("chiyo", Inbound::Unsaved { words: 0 });
    house.settle();
    assert_eq!(house.live.told.phase(), Phase::FinalReading);
    assert_eq!(house.words_of("opening"), "The last sentence. ");
    house.types("bilal", "opening", "Too late. ");
    house.settle();
    assert_eq!(house.refusal("bilal"), Some(&Refusal::PensDown));
}

#[test]
fn it_waits_five_seconds_for_who_is_silent_and_no_longer() {
    let mut house = announced();
    house.send("bilal", Inbound::Unsaved { words: 7 });
    house.time_passes(34_999);
    assert_eq!(house.live.told.phase(), Phase::Drafting);
    house.time_passes(1);
    assert_eq!(house.live.told.phase(), Phase::FinalReading);
}

#[test]
fn it_begins_at_once_where_nobody_drafts_and_when_a_room_opens_late() {
    let mut house = announced();
    for name in ["bilal", "chiyo"] {
        house.drops_out(name);
    }
    let mut later = House::over(house.journal.clone());
    house.time_passes(30_000);
    assert_eq!(house.live.told.phase(), Phase::FinalReading);

    // The other server was off meanwhile, and its journal ends before: it begins when it opens.
    later.journal = Arc::new(Memory::new());
    let pages = wait(house.journal.read(&id(), 0, usize::MAX)).expect("reads");
    let mut after = 0;
    for page in pages.iter().take(pages.len() - 1) {
        after = wait(later.journal.append(&id(), after, page.entries.clone())).expect("appends").seq;
    }
    let mut later = House::over(later.journal);
    assert_eq!(later.live.told.phase(), Phase::Drafting);
    later.now += 3_600_000;
    later.event(Event::Wake);
    later.settle();
    assert_eq!(later.live.told.phase(), Phase::FinalReading);
}

#[test]
fn it_is_cancelled_or_begun_by_the_chair_at_any_time() {
    let mut house = announced();
    house.acts("amara", vec![Act::CancelFinalReading], None).expect("may");
    house.time_passes(60_000);
    assert_eq!(house.live.told.phase(), Phase::Drafting);
    assert_eq!(house.live.next_wake(), None);
}

/// S35.
#[test]
fn s35_who_may_not_write_keeps_nobody_waiting_whatever_number_they_name() {
    let mut house = announced();
    let frida = person("frida", Role::Contributor);
    house.acts("amara", vec![Act::AddPerson { person: frida }], None).expect("may");
    for name in ["emeka", "frida", "dagny"] {
        house.comes(name);
        house.send(name, Inbound::Unsaved { words: u32::MAX });
    }
    house.send("bilal", Inbound::Unsaved { words: 2 });
    let unsaved = |house: &mut House| {
        let here = house.live.here().into_iter().filter(|one| one.unsaved > 0);
        let here = here.map(|one| (one.person.to_string(), one.unsaved)).collect::<Vec<_>>();
        let looking = house.live.looking().expect("reads").checklist();
        let warned = looking.warnings.into_iter().find(|warning| warning.code == "unsaved");
        (here, warned.map(|warning| warning.people).unwrap_or_default())
    };
    let writers = vec![("bilal".to_owned(), 2), ("dagny".to_owned(), u32::MAX)];
    assert_eq!(unsaved(&mut house), (writers.clone(), vec!["bilal".to_owned(), "dagny".to_owned()]));
    // They are not waited for at pens down either; Bilal is, for his five seconds.
    house.time_passes(30_000);
    for name in ["bilal", "chiyo"] {
        house.send(name, Inbound::Unsaved { words: 0 });
    }
    house.settle();
    assert_eq!(house.live.told.phase(), Phase::FinalReading);
    house.send("bilal", Inbound::Unsaved { words: 2 });
    assert_eq!(unsaved(&mut house).0, writers, "what did not come through in time is told before the lock");
}
