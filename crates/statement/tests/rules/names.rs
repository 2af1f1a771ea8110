//! Names that look like others, and names that look like nothing (S60, S61).

use crate::cast::{Alliance, create, hash, id, person};
use statement::{
    Act, Due, Entry, HandIn, Headline, Organisation, Person, Refusal, Role, Shared, Statement, Status,
    due::When,
};

/// Names that are nothing to see.
const NOTHING: [&str; 8] = [
    "\u{2063}",
    "\u{200b}\u{200d}",
    "\u{301}\u{302}",
    "\u{3164}",
    "\u{2800}",
    " \u{ad} ",
    "\u{feff}",
    "\u{115f}",
];

fn join(kyoto: &Alliance, name: &str, organisation: Option<&str>) -> Result<(), Refusal> {
    let new = organisation.map(|name| Organisation::named(id("new"), name));
    let at = new.as_ref().map_or(id("vca"), |new| new.id.clone());
    let person = Person { name: name.to_owned(), organisation: at, ..person("newcomer", Role::Contributor) };
    let act = Act::Join { shared: hash('5'), person: Box::new(person), organisation: new, link: hash('f') };
    kyoto.asks("newcomer", act)
}

fn open_to_many() -> Alliance {
    let mut kyoto = Alliance::gathered();
    let shared = Shared { role: Role::Contributor, organisation: None, ends: None };
    kyoto.takes("amara", Act::MakeSharedLink { link: hash('5'), shared });
    kyoto
}

#[test]
fn s60_nobody_joins_under_a_name_that_looks_like_another() {
    let kyoto = open_to_many();
    for name in [
        "Dagny",
        "dagny",
        "DAGNY",
        " Da gny",
        "Dagny\u{200b}",
        "D\u{430}gny",
        "Dagny.",
        "\u{2063}Dagny",
        "Ｄａｇｎｙ",
        "D\u{ad}agny",
        "Dagn\u{443}",
        "Esk\u{456}l",
        "ESKIL",
        "Eskll",
        "EskiI",
        "Amаra",
        "Ch\u{456}yo",
    ] {
        let asked = join(&kyoto, name, None);
        assert!(
            matches!(&asked, Err(Refusal::Field(said)) if said.contains("is already in this statement")),
            "{name:?} {asked:?}"
        );
    }
    for name in ["Dagny of Fjord", "Dagmar", "Дагни", "ダグニー", "Dägny", "D. Agnyson", "王芳"] {
        assert_eq!(join(&kyoto, name, None), Ok(()), "{name}");
    }
    // The chair, who knows whom she invites, may have two of one name.
    let other = Person { name: "Dagny".to_owned(), ..person("dagny2", Role::Reader) };
    assert_eq!(kyoto.asks("amara", Act::AddPerson { person: other }), Ok(()));
}

#[test]
fn s60_two_with_one_name_of_their_own_giving_are_told_apart_too_and_who_is_gone_counts_no_more() {
    let mut kyoto = open_to_many();
    kyoto.takes("amara", Act::RemovePerson { person: id("dagny") });
    assert_eq!(join(&kyoto, "Dagny", None), Ok(()));
    let ulla = Person { name: "Улла".to_owned(), ..person("ulla", Role::Contributor) };
    let act = Act::Join { shared: hash('5'), person: Box::new(ulla), organisation: None, link: hash('e') };
    kyoto.takes("ulla", act);
    assert!(join(&kyoto, "УЛЛА", None).is_err());
    kyoto.replays();
}

#[test]
fn s60_nor_in_an_organisation_that_looks_like_another() {
    let kyoto = open_to_many();
    for name in
        ["Victims and C\u{43e}urts Alliance", "VICTIMS AND COURTS ALLIANCE.", "Victims-and-Courts Alliance"]
    {
        let asked = join(&kyoto, "Fumiko", Some(name));
        assert!(asked.is_err(), "{name} {asked:?}");
    }
    assert_eq!(join(&kyoto, "Fumiko", Some("Victims and Courts Alliance of Nairobi")), Ok(()));
}

#[test]
fn s61_what_must_be_there_is_something_to_see() {
    let kyoto = open_to_many();
    let heading =
        |title: &str| Headline { title: title.to_owned(), hint: String::new(), level: 1, printed: true };
    for nothing in NOTHING {
        let text = nothing.to_owned();
        let (section, organisation) = (id("opening"), Organisation::named(id("x"), nothing));
        let status = Status::AgreedPending { on: text.clone() };
        let due = Due { what: text.clone(), when: When::HoursBefore(1) };
        let nobody = Person { name: text.clone(), ..person("nobody", Role::Reader) };
        for act in [
            Act::SetTitle { title: text.clone() },
            Act::SetHeading { section: section_id(), heading: heading(nothing) },
            Act::AddOrganisation { organisation },
            Act::AddPerson { person: nobody },
            Act::SetStatus { section, status },
            Act::SetDues { dues: vec![due] },
        ] {
            assert!(matches!(kyoto.asks("amara", act), Err(Refusal::Field(_))), "{nothing:?}");
        }
        assert!(matches!(join(&kyoto, nothing, None), Err(Refusal::Field(_))), "{nothing:?}");
        let hand_in = Box::new(HandIn { speaker: nothing.to_owned(), ..HandIn::default() });
        assert!(kyoto.asks("dagny", Act::SetHandIn { hand_in }).is_err(), "{nothing:?} is no speaker");
        assert!(statement::field::is_blank(nothing), "{nothing:?} is no reason");
    }
    assert_eq!(
        kyoto.asks("amara", Act::SetHandIn { hand_in: Box::new(HandIn::default()) }),
        Ok(()),
        "may be empty"
    );
    for fine in ["王", "2030", "न", "Ω?", "§ 4"] {
        assert_eq!(kyoto.asks("amara", Act::SetTitle { title: fine.to_owned() }), Ok(()), "{fine}");
    }
    assert!(
        kyoto.asks("amara", Act::SetTitle { title: "…!".to_owned() }).is_err(),
        "a title is something to say"
    );
}

fn section_id() -> statement::SectionId {
    id("opening")
}

#[test]
fn s61_a_statement_from_before_a_rule_opens_again() {
    let mut before = create();
    before.title = "…".to_owned();
    let first = Entry { at: 1, by: id("amara"), act: Act::Create(Box::new(before)) };
    assert!(Statement::create(id("kyoto"), &first).is_err(), "none is made like that any more");
    assert_eq!(Statement::begin(id("kyoto"), &first).map(|one| one.title().to_owned()), Ok("…".to_owned()));
}
