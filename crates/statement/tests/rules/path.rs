//! The story of one statement, told to the fold entry by entry. Names of rules are those of SPEC.md.

use crate::cast::{self, Alliance, NOON, hash, id, minutes};
use statement::{
    Act, Announcement, Doc, HandIn, Limit, Lock, Person, Phase, Refusal, Role, Slot, Statement, Status,
};

#[test]
fn from_the_template_to_the_podium() {
    let mut kyoto = Alliance::gathered();
    kyoto.takes("bilal", cast::words(7, &["crime-prevention"]));
    kyoto.takes("chiyo", cast::words(8, &["crime-prevention", "closing"]));
    kyoto.takes("dagny", cast::summary(9));
    kyoto.takes("amara", Act::AnnounceFinalReading(Announcement { pens_down: NOON + minutes(5) }));
    assert!(kyoto.view("bilal").me.may_write, "announced is not begun (S10)");
    assert_eq!(kyoto.asks("kyodo", Act::BeginFinalReading), Err(Refusal::Phase), "not before its time (S13)");

    kyoto.now += minutes(5);
    kyoto.takes("kyodo", Act::BeginFinalReading);
    assert_eq!(kyoto.asks("bilal", cast::words(7, &["closing"])), Err(Refusal::PensDown));
    assert!(!kyoto.view("bilal").me.may_write);
    let seen = kyoto.takes("amara", cast::words(1, &["closing"]));
    assert_eq!(kyoto.view("amara").corrections, 1, "S34");

    kyoto.takes("amara", Act::Lock(Box::new(cast::lock(seen))));
    let view = kyoto.view("eskil");
    assert_eq!(view.phase, Phase::Locked);
    let lock = view.lock.clone().expect("locked");
    assert_eq!((lock.by.as_str(), lock.version, lock.words), ("amara", 1, 268));
    assert_eq!(lock.check_code_spoken.len(), 29);
    for who in ["amara", "bilal", "kyodo"] {
        assert_eq!(kyoto.asks(who, cast::words(7, &["closing"])), Err(Refusal::Locked), "{who}");
    }
    kyoto.takes("dagny", cast::summary(9));
    kyoto.replays();
}

/// S1.
#[test]
fn s1_only_a_whole_first_entry_begins_a_statement() {
    let sentence = |change: &dyn Fn(&mut statement::Create)| {
        let mut create = cast::create();
        change(&mut create);
        Statement::create(id("kyoto"), &cast::entry("amara", NOON, Act::Create(Box::new(create))))
            .map(|_| ())
            .map_err(|refusal| refusal.to_string())
    };
    assert_eq!(sentence(&|_| {}), Ok(()));
    assert_eq!(sentence(&|create| create.title.clear()), Err("the title is missing".to_owned()));
    assert_eq!(
        sentence(&|create| create.title = "x".repeat(301)),
        Err("the title is longer than 300 characters".to_owned())
    );
    assert_eq!(
        sentence(&|create| create.title.push('\u{202E}')),
        Err("the title has a character that cannot be printed (U+202E)".to_owned())
    );
    assert_eq!(
        sentence(&|create| create.language = "English".to_owned()),
        Err("the language is a tag like en, fr or zh-Hans".to_owned())
    );
    for change in [
        &|create: &mut statement::Create| create.sections.clear(),
        &|create: &mut statement::Create| create.sections.push(create.sections[0].clone()),
        &|create: &mut statement::Create| create.sections[0].level = 3,
        &|create: &mut statement::Create| create.chair.role = Role::Drafter,
        &|create: &mut statement::Create| create.chair.id = id("bilal"),
        &|create: &mut statement::Create| create.chair.organisation = id("elsewhere"),
        &|create: &mut statement::Create| create.summary_words = 0,
        &|create: &mut statement::Create| create.limit = Some(Limit { seconds: 180, pace: 0 }),
    ] as [&dyn Fn(&mut statement::Create); 8]
    {
        assert!(sentence(change).is_err());
    }
    let kyoto = Alliance::gathered();
    assert_eq!(kyoto.asks("amara", Act::Create(Box::new(cast::create()))), Err(Refusal::Phase), "once");
    let not_first = cast::entry("amara", NOON, Act::CancelFinalReading);
    assert_eq!(Statement::create(id("kyoto"), &not_first), Err(Refusal::Phase));
    kyoto.replays();
}

/// S25.
#[test]
fn s25_a_client_id_belongs_to_the_person_who_brought_it() {
    let mut kyoto = Alliance::gathered();
    kyoto.takes("kyodo", cast::words(1_000, &["closing"]));
    kyoto.takes("bilal", cast::words(7, &["closing"]));
    kyoto.takes("bilal", cast::words(7, &["opening"]));
    assert_eq!(kyoto.statement.owner(7), Some(&id("bilal")));
    assert_eq!(kyoto.statement.owner(8), None);
    assert_eq!(kyoto.asks("chiyo", cast::words(7, &["closing"])), Err(Refusal::Foreign));
    assert_eq!(kyoto.asks("chiyo", cast::words(1_000, &["closing"])), Err(Refusal::Foreign));
    assert_eq!(kyoto.asks("dagny", cast::summary(7)), Err(Refusal::Foreign), "in both Docs");
    kyoto.replays();
}

/// S20.
#[test]
fn s20_an_edit_names_sections_that_exist() {
    let kyoto = Alliance::gathered();
    assert_eq!(kyoto.asks("bilal", cast::words(7, &["nowhere"])), Err(Refusal::Unknown("section")));
    let Act::Edit(mut edit) = cast::words(7, &["closing"]) else { panic!("an edit") };
    edit.doc = Doc::Summary;
    assert!(matches!(kyoto.asks("dagny", Act::Edit(edit.clone())), Err(Refusal::Malformed(_))));
    edit.sections.clear();
    edit.update.clear();
    assert!(matches!(kyoto.asks("dagny", Act::Edit(edit)), Err(Refusal::Malformed(_))));
}

/// S13.
#[test]
fn s13_the_program_seeds_without_a_name_on_the_paper() {
    let mut kyoto = Alliance::gathered();
    let seq = kyoto.takes("kyodo", cast::words(1_000, &["closing"]));
    let closing =
        |kyoto: &Alliance| kyoto.view("eskil").sections.clone().into_iter().find(|s| s.id == id("closing"));
    assert!(closing(&kyoto).is_some_and(|section| section.last.is_none()));
    assert_eq!(kyoto.statement.text_seq(), seq);
    assert_eq!(kyoto.asks("kyodo", Act::SetLimit { limit: None }), Err(Refusal::Role));
    assert_eq!(kyoto.asks("kyodo", Act::BeginFinalReading), Err(Refusal::Phase), "nobody announced it");
    let kyodo = Act::AddPerson { person: cast::person("kyodo", Role::Chair) };
    assert!(matches!(kyoto.asks("amara", kyodo), Err(Refusal::Field(_))));
}

/// S26.
#[test]
fn s26_approval_falls_with_the_next_word_of_the_summary() {
    let mut kyoto = Alliance::gathered();
    let approve = || Act::ApproveSummary { words: hash('5') };
    kyoto.takes("dagny", cast::summary(9));
    assert_eq!(kyoto.asks("dagny", approve()), Err(Refusal::Role), "a speaker does not approve her own");
    kyoto.takes("amara", approve());
    assert_eq!(kyoto.view("dagny").summary_approved, Some(hash('5')));
    kyoto.takes("bilal", cast::words(7, &["closing"]));
    assert!(kyoto.view("dagny").summary_approved.is_some(), "words of the text are no words of the summary");
    kyoto.takes("dagny", cast::summary(9));
    assert_eq!(kyoto.view("dagny").summary_approved, None);
}

/// S30.
#[test]
fn s30_a_lock_on_a_text_that_moved_is_refused_and_names_the_section() {
    let mut kyoto = Alliance::gathered();
    kyoto.takes("amara", Act::ChangeRole { person: id("chiyo"), role: Role::Chair });
    kyoto.takes("bilal", cast::words(7, &["crime-prevention"]));
    kyoto.takes("amara", Act::BeginFinalReading);
    let seen = kyoto.statement.text_seq();
    kyoto.takes("chiyo", cast::words(8, &["closing"]));
    let lock = |seq| Act::Lock(Box::new(cast::lock(seq)));
    assert_eq!(kyoto.asks("amara", lock(seen)), Err(Refusal::Changed { section: "Closing".to_owned() }));
    kyoto.takes("amara", Act::SetLimit { limit: None });
    let now = kyoto.statement.seq();
    assert!(matches!(kyoto.asks("amara", lock(now + 1)), Err(Refusal::Field(_))), "not in the future");
    let empty = Lock { words: 0, ..cast::lock(now) };
    assert_eq!(kyoto.asks("amara", Act::Lock(Box::new(empty))), Err(Refusal::Empty));
    let short = Lock { check_code: "7K3F".to_owned(), ..cast::lock(now) };
    assert!(matches!(kyoto.asks("amara", Act::Lock(Box::new(short))), Err(Refusal::Field(_))));
    kyoto.takes("amara", lock(now));
    assert_eq!(kyoto.asks("chiyo", lock(now)), Err(Refusal::Locked), "the second chair came too late");
}

/// S32, S33.
#[test]
fn s32_s33_reopened_with_a_reason_the_generation_rises() {
    let mut kyoto = Alliance::gathered();
    kyoto.takes("bilal", cast::words(7, &["closing"]));
    kyoto.takes("amara", Act::BeginFinalReading);
    kyoto.takes("amara", Act::ResumeDrafting { reason: "Two organisations were not heard.".to_owned() });
    assert_eq!((kyoto.statement.phase(), kyoto.statement.generation()), (Phase::Drafting, 0));
    kyoto.takes("amara", Act::BeginFinalReading);
    let seq = kyoto.statement.seq();
    kyoto.takes("amara", Act::Lock(Box::new(cast::lock(seq))));

    let reopen = |reason: &str| Act::Reopen { reason: reason.to_owned() };
    assert_eq!(kyoto.asks("amara", reopen(" ")), Err(Refusal::Field("the reason is missing".to_owned())));
    assert_eq!(kyoto.asks("bilal", reopen("A slip.")), Err(Refusal::Role));
    kyoto.takes("amara", reopen("A slip in the third sentence."));
    let view = kyoto.view("bilal");
    assert_eq!((view.phase, view.generation, view.lock.is_none()), (Phase::Drafting, 1, true));
    assert_eq!(view.reopened.clone().map(|why| why.reason).as_deref(), Some("A slip in the third sentence."));
    assert!(view.me.may_write);

    kyoto.takes("amara", Act::BeginFinalReading);
    let seq = kyoto.statement.seq();
    kyoto.takes("amara", Act::Lock(Box::new(cast::lock(seq))));
    assert_eq!(kyoto.view("eskil").lock.as_ref().map(|lock| lock.version), Some(2));
    assert_eq!(kyoto.statement.locks().len(), 2, "the first lock is not forgotten");
    kyoto.replays();
}

/// S31.
#[test]
fn s31_a_final_reading_is_announced_moved_and_taken_back() {
    let mut kyoto = Alliance::gathered();
    let announce = |wait| Act::AnnounceFinalReading(Announcement { pens_down: NOON + wait });
    for wait in [i64::MIN, minutes(-11), minutes(60 * 24 * 31), i64::MAX - NOON] {
        assert!(matches!(kyoto.asks("amara", announce(wait)), Err(Refusal::Field(_))), "{wait}");
    }
    assert_eq!(kyoto.asks("amara", Act::CancelFinalReading), Err(Refusal::Phase));
    kyoto.takes("amara", announce(minutes(5)));
    kyoto.takes("amara", announce(minutes(30)));
    assert_eq!(kyoto.view("eskil").announced.map(|a| a.pens_down), Some(NOON + minutes(30)));
    kyoto.takes("amara", Act::CancelFinalReading);
    kyoto.now += minutes(31);
    assert_eq!(kyoto.asks("kyodo", Act::BeginFinalReading), Err(Refusal::Phase), "it was taken back");
}

/// S40.
#[test]
fn s40_no_field_holds_what_cannot_be_kept() {
    let kyoto = Alliance::gathered();
    let refused = |who, act| matches!(kyoto.asks(who, act), Err(Refusal::Field(_)));
    for words in ["Kyoto\u{378}", "\u{ffff}", "\u{202e}otoyK", "Kyoto\u{2028}", "Kyo\0to"] {
        assert!(refused("amara", Act::SetTitle { title: words.into() }), "{words:?}");
        let slot = Slot { place: words.into(), zone: "Asia/Tokyo".into(), at: None, due_hours: 24 };
        assert!(refused("amara", Act::SetSlot { slot: Some(slot) }), "{words:?}");
        let hand_in = HandIn { speaker: words.into(), ..HandIn::default() };
        assert!(refused("dagny", Act::SetHandIn { hand_in: Box::new(hand_in) }), "{words:?}");
        let goran = Person { name: words.into(), ..cast::person("goran", Role::Reader) };
        assert!(refused("amara", Act::AddPerson { person: goran }), "{words:?}");
        let mut create = cast::create();
        create.sections[0].title = words.into();
        let first = cast::entry("amara", NOON, Act::Create(Box::new(create)));
        assert!(matches!(Statement::create(id("kyoto"), &first), Err(Refusal::Field(_))), "{words:?}");
    }
    for title in ["共同声明", "بيان مشترك", "Совместное заявление", "👩🏽‍⚖️ « oui »", "\u{f0b7} Kyoto"]
    {
        assert!(!refused("amara", Act::SetTitle { title: title.into() }), "{title}");
    }
}

/// S40.
#[test]
fn s40_what_the_chair_sets_is_looked_at() {
    let mut kyoto = Alliance::gathered();
    let slot = Slot { place: "Kyoto".into(), zone: "Asia/Tokyo".into(), at: None, due_hours: 24 };
    kyoto.takes("amara", Act::SetSlot { slot: Some(slot.clone()) });
    kyoto.takes("amara", Act::SetLimit { limit: Some(Limit { seconds: 420, pace: 120 }) });
    kyoto.takes(
        "dagny",
        Act::SetHandIn { hand_in: Box::new(HandIn { speaker: "Dagny".into(), ..HandIn::default() }) },
    );
    kyoto.takes("amara", Act::ShowSection { section: id("legal-aid"), shown: true });
    kyoto.takes("bilal", Act::SetStatus { section: id("legal-aid"), status: Status::Agreed });
    let refused = |who, act| matches!(kyoto.asks(who, act), Err(Refusal::Field(_)));
    assert!(refused("amara", Act::SetSlot { slot: Some(Slot { zone: "Kyoto".into(), ..slot }) }));
    assert!(refused("amara", Act::SetLimit { limit: Some(Limit { seconds: 5, pace: 120 }) }));
    let hand_in = HandIn { email: "dagny at example.org".into(), ..HandIn::default() };
    assert!(refused("dagny", Act::SetHandIn { hand_in: Box::new(hand_in) }));
    let pending = Status::AgreedPending { on: String::new() };
    assert!(refused("bilal", Act::SetStatus { section: id("legal-aid"), status: pending }));
    let nowhere = Act::ShowSection { section: id("nowhere"), shown: true };
    assert_eq!(kyoto.asks("amara", nowhere), Err(Refusal::Unknown("section")));
    let view = kyoto.view("eskil");
    assert_eq!(view.hand_in.speaker, "Dagny");
    let json = serde_json::to_value(&view).expect("JSON");
    let aid = json["sections"].as_array().and_then(|all| all.iter().find(|one| one["id"] == "legal-aid"));
    assert!(aid.is_some_and(|one| one["status"] == "agreed" && one["shown"] == true), "{json}");
    kyoto.replays();
}
