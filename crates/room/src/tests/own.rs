//! Edits that come from no page: a new section's first paragraph, and the letters of a slip.

use super::*;
use statement::{Headline, SectionId};

fn section(key: &str, title: &str) -> Section {
    Section {
        id: key.parse().expect("an id"),
        title: title.to_owned(),
        hint: String::new(),
        level: 1,
        printed: true,
        shown: true,
    }
}

fn key(key: &str) -> SectionId {
    key.parse().expect("an id")
}

fn add(name: &str, before: Option<&str>) -> Act {
    Act::AddSection { section: section(name, "Youth"), before: before.map(key) }
}

#[test]
fn a_section_of_the_chairs_own_is_there_with_a_paragraph_and_can_be_written_in_at_once() {
    let mut house = House::new();
    for name in ["amara", "bilal", "chiyo"] {
        house.comes(name);
    }
    house.acts("amara", vec![add("youth", Some("prisons"))], None).expect("she may");
    house.types("bilal", "youth", "Young people are partners. ");
    house.settle();
    assert!(house.peers["bilal"].all_saved());
    assert_eq!(house.words_of("youth"), "Young people are partners. ", "in the paragraph that was there");
    assert_eq!(house.peer("chiyo").words("youth"), "Young people are partners. ");
    let order: Vec<_> = house.text().sections.iter().map(|s| s.id.to_string()).collect();
    assert_eq!(order, ["opening", "youth", "prisons"]);

    house.crashes(true);
    house.comes_fresh("chiyo");
    assert_eq!(house.peer("chiyo").words("youth"), "Young people are partners. ");
    let heading = Headline { title: "Youth first".to_owned(), hint: String::new(), level: 2, printed: true };
    let acts = vec![
        Act::SetHeading { section: key("youth"), heading },
        Act::MoveSection { section: key("youth"), before: None },
    ];
    house.acts("amara", acts, None).expect("she may");
    let last = house.text().sections.last().cloned().expect("a section");
    assert_eq!((last.heading.as_str(), last.level), ("Youth first", 2));
    assert_eq!(house.words_of("youth"), "Young people are partners. ", "S37: its words stay");
    assert!(house.live.told.owner(2).is_some_and(|owner| *owner == PersonId::kyodo()));
}

#[test]
fn a_batch_with_a_section_that_is_refused_leaves_nothing_behind() {
    let mut house = House::new();
    house.comes("bilal");
    let twice = house.acts("amara", vec![add("youth", None), add("youth", None)], None);
    assert_eq!(twice, Err(ActError::Refused(Refusal::Twice("section"))));
    assert_eq!(house.acts("bilal", vec![add("youth", None)], None), Err(ActError::Refused(Refusal::Role)));
    house.acts("amara", vec![add("youth", None)], None).expect("nothing stands in its way");
    house.types("bilal", "youth", "Now. ");
    house.settle();
    assert_eq!(house.words_of("youth"), "Now. ");
    house.pens_down();
    assert_eq!(house.acts("amara", vec![add("more", None)], None), Err(ActError::Refused(Refusal::Frozen)));
}

fn locked() -> House {
    let mut house = House::new();
    for name in ["amara", "bilal"] {
        house.comes(name);
    }
    house.types("bilal", "opening", "Eleven milion people are in prison tonight, 国 too.");
    house.settle();
    house.pens_down();
    let (lock, sections) = house.lock_of("amara");
    house.acts("amara", vec![lock], Some(sections)).expect("locked");
    house
}

/// S38, S39.
#[test]
fn s38_a_slip_is_put_right_on_every_screen_and_makes_a_lock_of_its_own() {
    let mut house = locked();
    let first = house.live.told.lock().expect("locked").clone();
    let right = "Eleven million people are in prison tonight, 国 too.";
    house.corrects("amara", "opening", right).expect("a few letters");
    assert_eq!(house.words_of("opening"), right);
    assert_eq!(house.peer("bilal").words("opening"), right, "everybody sees it");
    let second = house.live.told.lock().expect("still locked").clone();
    assert_ne!(first.lock.check_code, second.lock.check_code);
    assert_eq!(second.lock.check_code, canonical::check_code(&house.text()));
    let view = house.peers["bilal"].view.clone().expect("a view");
    assert_eq!((view.versions.len(), view.lock.as_ref().map(|lock| lock.version)), (2, Some(2)));
    let slip = view.versions[1].slip.clone().expect("a slip");
    assert_eq!((slip.before.contains("milion"), slip.after.as_str()), (true, right));

    for name in ["amara", "bilal"] {
        house.types(name, "opening", "More. ");
        house.settle();
        assert_eq!(house.refusal(name), Some(&Refusal::Locked), "{name}: no other edit");
    }
    house.crashes(true);
    assert_eq!(house.words_of("opening"), right);

    let shared: Arc<dyn Journal> = house.journal.clone();
    let rooms = Rooms::new(shared, Arc::new(|| MORNING));
    for (locked, words) in [(&first, "milion"), (&second, "million")] {
        let then = wait(rooms.reading_at(&id(), locked.seq)).expect("it stood then");
        assert_eq!(canonical::check_code(&then.text), locked.lock.check_code, "S39");
        assert!(then.text.sections[0].blocks[0].text().contains(words));
    }
}

/// S38.
#[test]
fn s38_what_is_more_than_a_slip_is_refused() {
    let mut house = locked();
    let refused = |answer: Result<Seq, ActError>| match answer {
        Err(ActError::Refused(refusal)) => refusal.to_string(),
        other => panic!("it was taken: {other:?}"),
    };
    let said = refused(house.corrects("amara", "opening", "We changed our minds about all of it, entirely."));
    assert!(said.starts_with("a slip is at most"), "{said}");
    let same = "Eleven milion people are in prison tonight, 国 too.";
    assert_eq!(refused(house.corrects("amara", "opening", same)), "nothing is different");
    let broken =
        refused(house.corrects("amara", "opening", "Eleven million people\nare in prison tonight, 国 too."));
    assert!(broken.starts_with("a slip is put right within one paragraph"), "{broken}");
    let right = "Eleven million people are in prison tonight, 国 too.";
    assert_eq!(house.corrects("bilal", "opening", right), Err(ActError::Refused(Refusal::Role)));
    let other = Err(ActError::Refused(Refusal::Changed { section: "OPENING".to_owned() }));
    assert_eq!(house.corrects_of("amara", "opening", right, "7".repeat(64)), other, "another text");
    assert_eq!(
        refused(house.corrects("amara", "children", "Hidden.")),
        "there is no such section in this statement"
    );
    house.corrects("amara", "opening", right).expect("nothing that was refused stands in its way");
    assert_eq!(house.words_of("opening"), right);
}

/// S38.
#[test]
fn s38_of_a_long_paragraph_everybody_is_told_what_differs_and_a_little_around_it() {
    let mut house = House::new();
    for name in ["amara", "bilal"] {
        house.comes(name);
    }
    let (head, tail) = ("We repeat. ".repeat(2_000), " We repeat.".repeat(2_000));
    house.types("bilal", "opening", &format!("{head}Eleven milion people.{tail}"));
    house.settle();
    house.pens_down();
    let (lock, sections) = house.lock_of("amara");
    house.acts("amara", vec![lock], Some(sections)).expect("locked");

    let endless = format!("{head}Eleven m{} people.{tail}", "i".repeat(400));
    let refused = house.corrects("amara", "opening", &endless);
    assert!(
        matches!(&refused, Err(ActError::Refused(Refusal::Field(said))) if said.contains("300 characters")),
        "one word, too: {refused:?}"
    );

    let right = format!("{head}Eleven million people.{tail}");
    house.corrects("amara", "opening", &right).expect("one letter");
    assert_eq!(house.peer("bilal").words("opening"), right);
    for crashed in [false, true] {
        if crashed {
            house.crashes(true);
            house.comes("bilal");
        }
        let view = house.peers["bilal"].view.as_ref().expect("a view");
        let slip = view.versions[1].slip.as_ref().expect("a slip");
        assert_eq!((slip.before.len(), slip.after.len()), (200, 201), "{}", slip.before);
        assert!(slip.before.contains(" milion people. ") && slip.after.contains(" million people. "));
    }
}
