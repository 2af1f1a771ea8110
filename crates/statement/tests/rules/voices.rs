//! The whole alliance: headings of its own, links for many, remarks and calls, due times, slips. Rules S27 to S54.

use crate::cast::{Alliance, NOON, hash, id, minutes, person, remark, slip, words};
use statement::{
    Act, Call, Consultative, Decision, Due, Headline, Lock, Organisation, OrganisationId, Person, Refusal,
    Remark, Role, Section, SectionId, Shared, Slot, When,
};

const DAY: i64 = 24 * 60;

fn order(kyoto: &Alliance) -> Vec<String> {
    kyoto.statement.sections().filter(|one| one.section.shown).map(|one| one.section.id.to_string()).collect()
}

fn section(key: &str) -> Section {
    Section {
        id: id(key),
        title: "Youth".to_owned(),
        hint: "What young people ask.".to_owned(),
        level: 2,
        printed: true,
        shown: true,
    }
}

/// S37.
#[test]
fn s37_headings_are_the_chairs_to_arrange_and_keep_their_words() {
    let mut kyoto = Alliance::gathered();
    kyoto.takes("bilal", words(7, &["closing"]));
    let before = |key: &str| Some(id::<SectionId>(key));
    kyoto.takes("amara", Act::AddSection { section: section("youth"), before: before("rule-of-law") });
    assert_eq!(order(&kyoto)[2..5], ["criminal-justice-system", "youth", "rule-of-law"]);
    assert_eq!(kyoto.statement.text_seq(), kyoto.statement.seq(), "the paper changed");
    kyoto.takes("amara", Act::MoveSection { section: id("closing"), before: before("opening") });
    kyoto.takes("amara", Act::MoveSection { section: id("youth"), before: None });
    kyoto.takes("amara", Act::MoveSection { section: id("youth"), before: before("youth") });
    assert_eq!(
        (order(&kyoto)[0].as_str(), order(&kyoto)[5].as_str()),
        ("closing", "international-cooperation")
    );
    let heading = Headline { title: "To end".to_owned(), hint: String::new(), level: 1, printed: true };
    kyoto.takes("amara", Act::SetHeading { section: id("closing"), heading: heading.clone() });
    let closing = kyoto.statement.section(&id("closing")).expect("it is there");
    assert_eq!(closing.section.title, "To end");
    assert_eq!(closing.last.as_ref().map(|touch| touch.by.as_str()), Some("bilal"), "its last writer stays");

    let twice = Act::AddSection { section: section("youth"), before: None };
    assert_eq!(kyoto.asks("amara", twice), Err(Refusal::Twice("section")));
    let lost = Act::MoveSection { section: id("youth"), before: before("nowhere") };
    assert_eq!(kyoto.asks("amara", lost), Err(Refusal::Unknown("section")));
    let empty = Headline { title: " ".to_owned(), ..heading.clone() };
    let empty = Act::SetHeading { section: id("youth"), heading: empty };
    assert!(matches!(kyoto.asks("amara", empty), Err(Refusal::Field(_))));
    kyoto.takes("amara", Act::BeginFinalReading);
    for late in [
        Act::AddSection { section: section("late"), before: None },
        Act::MoveSection { section: id("youth"), before: None },
        Act::SetHeading { section: id("youth"), heading },
    ] {
        assert_eq!(kyoto.asks("amara", late), Err(Refusal::Frozen));
    }
    kyoto.replays();
}

fn join(who: &str, role: Role, organisation: Option<Organisation>) -> Act {
    let at = organisation.as_ref().map_or(id::<OrganisationId>("vca"), |new| new.id.clone());
    let person = Box::new(Person { organisation: at, ..person(who, role) });
    Act::Join { shared: hash('5'), person, organisation, link: hash('f') }
}

/// S27.
#[test]
fn s27_a_link_for_many_opens_a_voice_or_an_eye() {
    let mut kyoto = Alliance::gathered();
    let many = |role, ends| Act::MakeSharedLink {
        link: hash('5'),
        shared: Shared { role, organisation: None, ends },
    };
    assert!(matches!(kyoto.asks("amara", many(Role::Drafter, None)), Err(Refusal::Field(_))), "never a pen");
    assert_eq!(kyoto.asks("fumiko", join("fumiko", Role::Contributor, None)), Err(Refusal::NotHere));
    kyoto.takes("amara", many(Role::Contributor, Some(NOON + minutes(DAY))));
    assert_eq!(kyoto.asks("fumiko", join("fumiko", Role::Drafter, None)), Err(Refusal::Role));
    assert_eq!(kyoto.asks("gustav", join("fumiko", Role::Contributor, None)), Err(Refusal::Twice("person")));
    assert_eq!(kyoto.asks("bilal", join("bilal", Role::Contributor, None)), Err(Refusal::Twice("person")));
    let mirai = Organisation::named(id("mirai"), "Mirai Victim Care");
    kyoto.takes("fumiko", join("fumiko", Role::Contributor, Some(mirai)));
    let view = kyoto.view("amara");
    let fumiko = view.people.iter().find(|one| one.id == id("fumiko")).expect("she joined");
    assert!(fumiko.self_named && fumiko.opened == Some(NOON));
    assert_eq!(
        fumiko.links[0].ends,
        Some(NOON + minutes(DAY)),
        "her own link ends when the one for many does"
    );
    assert_eq!(kyoto.statement.link(&hash('f'), NOON).map(|person| person.name.as_str()), Some("Fumiko"));
    assert!(kyoto.view("bilal").shared.is_empty() && view.shared.len() == 1, "S14");
    kyoto.takes("amara", Act::EndLink { link: hash('5') });
    assert_eq!(kyoto.asks("gustav", join("gustav", Role::Contributor, None)), Err(Refusal::NotHere));
    assert!(kyoto.statement.link(&hash('f'), NOON).is_some(), "nobody who is in it is put out");
    kyoto.replays();
}

/// S27.
#[test]
fn s27_who_comes_by_a_link_for_many_leaves_half_of_all_places_to_the_invited() {
    let mut kyoto = Alliance::gathered();
    let shared = Shared { role: Role::Contributor, organisation: None, ends: None };
    kyoto.takes("amara", Act::MakeSharedLink { link: hash('5'), shared });
    let comes = |number: usize, new: bool| {
        let name = format!("robot{number}");
        let organisation = new.then(|| Organisation::named(id(&name), format!("Robots {number}")));
        let Act::Join { shared, person, organisation, .. } = join(&name, Role::Contributor, organisation)
        else {
            panic!("a join")
        };
        (name, Act::Join { shared, person, organisation, link: format!("{number:064x}") })
    };
    for number in 0.. {
        let (name, act) = comes(number, kyoto.statement.organisations().count() < 500);
        if kyoto.asks(&name, act.clone()).is_err() {
            break;
        }
        kyoto.takes(&name, act);
    }
    assert_eq!(kyoto.statement.everybody().count(), 1_000);
    let (late, act) = comes(5_000, true);
    assert!(matches!(kyoto.asks(&late, act), Err(Refusal::Field(said)) if said.contains("ask the chair")));
    kyoto.takes("amara", Act::AddPerson { person: person("gustav", Role::Drafter) });
}

/// S28.
#[test]
fn s28_whose_link_ended_asks_once_an_hour() {
    let mut kyoto = Alliance::gathered();
    let link = |letter| Act::MakeLink { person: id("eskil"), link: hash(letter), ends: None };
    kyoto.takes("amara", link('a'));
    kyoto.takes("amara", Act::EndLink { link: hash('a') });
    assert_eq!(kyoto.statement.owner_of_link(&hash('a')).map(|owner| owner.name.as_str()), Some("Eskil"));
    let ask = || Act::AskForLink { person: id("eskil") };
    assert_eq!(kyoto.asks("dagny", ask()), Err(Refusal::Role), "for oneself");
    kyoto.takes("eskil", ask());
    assert_eq!(kyoto.asks("eskil", ask()), Err(Refusal::Twice("request")));
    kyoto.now += minutes(60);
    assert_eq!(kyoto.asks("eskil", ask()), Ok(()));
    let asked = |kyoto: &Alliance, who: &str| {
        kyoto.view(who).people.iter().find(|one| one.id == id("eskil")).and_then(|one| one.asked)
    };
    assert_eq!((asked(&kyoto, "amara"), asked(&kyoto, "bilal")), (Some(NOON), None));
    kyoto.takes("amara", link('b'));
    assert_eq!(asked(&kyoto, "amara"), None, "a new link answers");
    kyoto.takes("amara", Act::RemovePerson { person: id("eskil") });
    assert_eq!(kyoto.asks("eskil", ask()), Err(Refusal::NotHere));
    assert!(kyoto.statement.owner_of_link(&hash('a')).is_none());
    kyoto.replays();
}

/// S28.
#[test]
fn s28_who_holds_a_link_for_many_that_ended_asks_as_nobody_and_one_like_it_answers() {
    let mut kyoto = Alliance::gathered();
    let make = |letter, role| Act::MakeSharedLink {
        link: hash(letter),
        shared: Shared { role, organisation: None, ends: Some(NOON + minutes(DAY)) },
    };
    let ask = |letter| Act::AskForSharedLink { link: hash(letter) };
    kyoto.takes("amara", make('a', Role::Contributor));
    assert!(matches!(kyoto.asks("kyodo", ask('a')), Err(Refusal::Field(_))), "it opens");
    kyoto.takes("amara", Act::EndLink { link: hash('a') });
    assert_eq!(kyoto.asks("amara", Act::EndLink { link: hash('a') }), Err(Refusal::Unknown("link")));
    assert_eq!(kyoto.asks("amara", ask('a')), Err(Refusal::Role), "written by the program alone");
    assert_eq!(kyoto.asks("kyodo", ask('b')), Err(Refusal::NotHere));
    kyoto.takes("kyodo", ask('a'));
    assert_eq!(kyoto.asks("kyodo", ask('a')), Err(Refusal::Twice("request")));
    let told =
        |kyoto: &Alliance, who: &str| kyoto.view(who).shared.iter().map(|one| one.asked).collect::<Vec<_>>();
    assert_eq!((told(&kyoto, "amara"), told(&kyoto, "bilal")), (vec![Some(NOON)], vec![]), "S14");

    kyoto.takes("amara", make('b', Role::Reader));
    assert!(told(&kyoto, "amara").contains(&Some(NOON)), "readers are others");
    kyoto.takes("amara", make('c', Role::Contributor));
    assert_eq!(told(&kyoto, "amara"), vec![None, None], "answered");

    // One that ran out by itself; this time she makes no new one.
    kyoto.now += minutes(DAY);
    kyoto.takes("kyodo", ask('b'));
    kyoto.takes("amara", Act::EndLink { link: hash('b') });
    assert_eq!(kyoto.asks("kyodo", ask('b')), Err(Refusal::NotHere));
    kyoto.replays();
}

#[test]
fn an_organisation_is_put_right_and_never_takes_anothers_name() {
    let mut kyoto = Alliance::gathered();
    let mirai = Organisation::named(id("mirai"), "Mirai Victim Care");
    kyoto.takes("amara", Act::AddOrganisation { organisation: mirai.clone() });
    let right = Organisation {
        name: "Mirai Victim Care Kobe".to_owned(),
        consultative: Some(Consultative::Special),
        ..mirai
    };
    kyoto.takes("amara", Act::SetOrganisation { organisation: right.clone() });
    let view = kyoto.view("eskil");
    assert_eq!(view.organisations[1].consultative, Some(Consultative::Special));
    let other = Organisation { name: " victims and courts ALLIANCE".to_owned(), ..right };
    assert_eq!(
        kyoto.asks("amara", Act::SetOrganisation { organisation: other }),
        Err(Refusal::Twice("organisation"))
    );
    kyoto.replays();
}

/// A locked text with check code 7…7.
fn locked() -> Alliance {
    let mut kyoto = Alliance::gathered();
    let seen = kyoto.takes("bilal", words(7, &["closing"]));
    kyoto.takes("amara", Act::BeginFinalReading);
    kyoto.takes("amara", Act::Lock(Box::new(crate::cast::lock(seen))));
    kyoto
}

/// S38, S39.
#[test]
fn s38_a_slip_is_a_record_and_the_one_edit_it_announces() {
    let mut kyoto = locked();
    let edit = statement::canonical::hash(&[1, 2, 3]);
    let right = || slip(&hash('7'), &edit);
    assert_eq!(kyoto.asks("bilal", Act::Correct(Box::new(right()))), Err(Refusal::Role));
    let other = Act::Correct(Box::new(slip(&hash('6'), &edit)));
    assert!(matches!(kyoto.asks("amara", other), Err(Refusal::Changed { .. })), "another text");
    let long = statement::Slip { after: "We changed our minds about all of it now.".to_owned(), ..right() };
    assert!(matches!(kyoto.asks("amara", Act::Correct(Box::new(long))), Err(Refusal::Field(_))));
    let silent = statement::Slip { reason: " ".to_owned(), ..right() };
    assert!(matches!(kyoto.asks("amara", Act::Correct(Box::new(silent))), Err(Refusal::Field(_))));

    assert_eq!(kyoto.asks("amara", words(1, &["closing"])), Err(Refusal::Locked));
    let at = kyoto.takes("amara", Act::Correct(Box::new(right())));
    assert_eq!(kyoto.asks("bilal", words(7, &["closing"])), Err(Refusal::Locked), "not somebody else's");
    let another = Act::Edit(statement::Edit {
        doc: statement::Doc::Text,
        sections: vec![id("closing")],
        clients: vec![1],
        update: vec![9, 9],
    });
    assert_eq!(kyoto.asks("amara", another), Err(Refusal::Locked), "not another edit");
    kyoto.takes("amara", words(1, &["closing"]));
    assert_eq!(kyoto.asks("amara", words(1, &["closing"])), Err(Refusal::Locked), "and none after it");

    let view = kyoto.view("eskil");
    assert_eq!(view.versions.len(), 2);
    assert_eq!(view.lock.as_ref().map(|lock| (lock.version, lock.check_code.clone())), Some((2, hash('8'))));
    assert_eq!(
        view.versions[1].slip.as_ref().map(|slip| slip.reason.as_str()),
        Some("A letter was missing.")
    );
    assert_eq!(kyoto.statement.version(1).map(|locked| locked.seq), Some(at - 1), "S39: the lock's own");
    assert_eq!(kyoto.statement.version(2).map(|locked| locked.seq), Some(at + 1), "S39: the slip's edit");
    assert!(kyoto.statement.version(0).is_none() && kyoto.statement.version(3).is_none());
    let again =
        statement::Slip { lock: Lock { check_code: hash('9'), ..right().lock }, ..slip(&hash('8'), &edit) };
    assert_eq!(kyoto.asks("amara", Act::Correct(Box::new(again))), Ok(()), "the corrected text, corrected");
    kyoto.replays();
}

/// S50.
#[test]
fn s50_a_remark_of_before_the_words_before_it_were_told_still_folds_and_too_many_of_them_are_refused() {
    let mut kyoto = Alliance::gathered();
    let mut kept = serde_json::to_value(remark("r1", None, "By which plan?")).expect("JSON");
    kept.as_object_mut().expect("an object").remove("before");
    let old: Remark = serde_json::from_value(kept).expect("an entry of then");
    kyoto.takes("bilal", Act::AddRemark { remark: old.clone() });
    let with = |before: String| Act::AddRemark { remark: Remark { id: id("r2"), before, ..old.clone() } };
    for bad in ["x".repeat(101), "a\u{202E}b".to_owned()] {
        assert!(matches!(kyoto.asks("bilal", with(bad)), Err(Refusal::Field(_))));
    }
    kyoto.takes("bilal", with("Fund the prisons".to_owned()));
    kyoto.replays();
}

/// S50, S51, S52.
#[test]
fn s50_a_remark_speaks_for_its_organisation_and_is_answered() {
    let mut kyoto = Alliance::gathered();
    let mirai = Organisation::named(id("mirai"), "Mirai Victim Care");
    kyoto.takes("amara", Act::AddOrganisation { organisation: mirai });
    let leota = Person { organisation: id("mirai"), ..person("leota", Role::Contributor) };
    kyoto.takes("amara", Act::AddPerson { person: leota });
    let add =
        |key: &str, section: Option<&str>, text: &str| Act::AddRemark { remark: remark(key, section, text) };
    let theirs = |key: &str, by_email| {
        let remark = Remark { organisation: id("mirai"), by_email, ..remark(key, None, "Victims first.") };
        Act::AddRemark { remark }
    };
    assert!(matches!(kyoto.asks("leota", add("r1", None, "x")), Err(Refusal::Field(_))), "not for another");
    assert!(matches!(kyoto.asks("leota", theirs("r1", false)), Ok(())));
    assert!(matches!(kyoto.asks("bilal", theirs("r1", false)), Err(Refusal::Field(_))));
    kyoto.takes("leota", theirs("r1", false));
    kyoto.takes("bilal", theirs("r2", true));
    assert_eq!(kyoto.asks("eskil", add("r3", None, "x")), Err(Refusal::Role), "readers read");
    assert_eq!(kyoto.asks("bilal", add("r3", Some("nowhere"), "x")), Err(Refusal::Unknown("section")));
    for bad in ["", " \n ", "a\u{202E}b"] {
        assert!(matches!(kyoto.asks("bilal", add("r3", None, bad)), Err(Refusal::Field(_))), "{bad:?}");
    }
    assert!(matches!(kyoto.asks("bilal", add("r3", None, &"x".repeat(4_001))), Err(Refusal::Field(_))));

    let decide = |decision| Act::DecideRemark { remark: id("r1"), decision };
    let declined = |reason: &str| decide(Decision::Declined { reason: reason.to_owned() });
    assert_eq!(kyoto.asks("leota", declined("no")), Err(Refusal::Role));
    assert!(
        matches!(kyoto.asks("bilal", declined("")), Err(Refusal::Field(_))),
        "a reason for everybody to read"
    );
    kyoto.takes("bilal", declined("It is said above."));
    assert_eq!(kyoto.view("leota").remarks.unread, 2, "what became of hers, and Bilal's entry");
    kyoto.takes("chiyo", decide(Decision::TakenUp { reason: String::new() }));
    let numbers = kyoto.view("amara").remarks;
    assert_eq!((numbers.all, numbers.waiting, numbers.organisations), (2, 1, 1));
    let up_to = numbers.seq;
    assert_eq!(kyoto.asks("amara", Act::ReadRemarks { up_to: up_to + 1 }), Err(Refusal::Twice("mark")));
    kyoto.takes("amara", Act::ReadRemarks { up_to });
    assert_eq!(kyoto.view("amara").remarks.unread, 0);
    assert_eq!(kyoto.asks("amara", Act::ReadRemarks { up_to }), Err(Refusal::Twice("mark")), "only forward");
    assert_eq!(kyoto.asks("bilal", Act::WithdrawRemark { remark: id("r1") }), Err(Refusal::Role));
    kyoto.takes("leota", Act::WithdrawRemark { remark: id("r1") });
    assert_eq!(kyoto.asks("bilal", declined("late")), Err(Refusal::Unknown("remark")));
    assert!(kyoto.statement.remarks_for(&id("eskil"), 0).is_err() && kyoto.view("eskil").remarks.all == 0);

    kyoto.takes("amara", Act::BeginFinalReading);
    kyoto.takes("amara", Act::Lock(Box::new(crate::cast::lock(kyoto.statement.text_seq()))));
    let touched = kyoto.statement.text_seq();
    kyoto.takes("leota", theirs("r4", false));
    assert_eq!(kyoto.statement.text_seq(), touched, "it touches no text, after the lock too");
    kyoto.replays();
}

/// S53.
#[test]
fn s53_a_call_asks_until_its_day() {
    let mut kyoto = Alliance::gathered();
    let call = |closes| Act::OpenCall { call: Call { question: "What matters to you?".to_owned(), closes } };
    assert!(matches!(kyoto.asks("amara", call(NOON - 1)), Err(Refusal::Field(_))));
    assert_eq!(kyoto.asks("amara", Act::CloseCall), Err(Refusal::Phase));
    kyoto.takes("amara", call(NOON + minutes(DAY)));
    kyoto.takes("bilal", Act::AddRemark { remark: remark("r1", None, "Prevention.") });
    kyoto.now += minutes(2 * DAY);
    kyoto.takes("bilal", Act::AddRemark { remark: remark("r2", None, "Late.") });
    let called: Vec<bool> = kyoto.statement.remarks().map(|noted| noted.called).collect();
    assert_eq!(called, [true, false]);
    kyoto.takes("amara", Act::CloseCall);
    assert!(kyoto.view("eskil").call.is_none());
    kyoto.takes("amara", Act::BeginFinalReading);
    assert_eq!(kyoto.asks("amara", call(kyoto.now + minutes(DAY))), Err(Refusal::Phase));
    kyoto.replays();
}

/// S54.
#[test]
fn s54_due_times_move_with_the_slot_unless_they_are_fixed() {
    let mut kyoto = Alliance::gathered();
    let slot = |at| Slot { place: "Kyoto".to_owned(), zone: "Asia/Tokyo".to_owned(), at, due_hours: 24 };
    let due = |what: &str, when| Due { what: what.to_owned(), when };
    let fixed = NOON + minutes(5 * DAY);
    let dues = vec![due("text for the interpreters", When::HoursBefore(48)), due("closing", When::At(fixed))];
    kyoto.takes("amara", Act::SetDues { dues });
    let at = |kyoto: &Alliance| kyoto.view("eskil").dues.iter().map(|due| due.at).collect::<Vec<_>>();
    assert_eq!(at(&kyoto), [None, Some(fixed)]);
    let first = NOON + minutes(10 * DAY);
    kyoto.takes("amara", Act::SetSlot { slot: Some(slot(None)) });
    kyoto.takes("amara", Act::SetSlot { slot: Some(slot(Some(first))) });
    assert!(kyoto.view("eskil").moved.is_none(), "it became known");
    kyoto.takes("amara", Act::SetSlot { slot: Some(slot(Some(first + minutes(DAY)))) });
    assert_eq!(at(&kyoto), [Some(first), Some(first - minutes(DAY)), Some(fixed)]);
    assert_eq!(kyoto.view("eskil").moved.map(|moved| moved.from), Some(first));
    let bad = |when| Act::SetDues { dues: vec![due("x", when)] };
    assert!(matches!(kyoto.asks("amara", bad(When::HoursBefore(9_000))), Err(Refusal::Field(_))));
    assert!(matches!(kyoto.asks("amara", bad(When::At(20))), Err(Refusal::Field(_))));
    assert_eq!(kyoto.asks("dagny", bad(When::HoursBefore(1))), Err(Refusal::Role));
    kyoto.replays();
}
