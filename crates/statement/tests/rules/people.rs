//! People, links and organisations of a statement: they come, change and go. Names of rules are those of SPEC.md.

use crate::cast::{self, Alliance, NOON, hash, id, minutes};
use statement::{Act, Organisation, Refusal, Role};

/// S12, S22.
#[test]
fn s12_s22_a_removed_drafter_may_nothing_at_once_and_keeps_the_name() {
    let mut kyoto = Alliance::gathered();
    let link = hash('b');
    kyoto.takes("bilal", cast::words(7, &["closing"]));
    kyoto.takes("amara", Act::MakeLink { person: id("bilal"), link: link.clone(), ends: None });
    assert!(kyoto.statement.link(&link, kyoto.now).is_some());
    kyoto.takes("amara", Act::RemovePerson { person: id("bilal") });

    assert_eq!(kyoto.asks("bilal", cast::words(7, &["closing"])), Err(Refusal::NotHere));
    assert_eq!(kyoto.statement.view(&id("bilal"), kyoto.now).map(|_| ()), Err(Refusal::NotHere));
    assert_eq!(kyoto.statement.link(&link, kyoto.now), None);
    assert!(kyoto.statement.person(&id("bilal")).is_none());
    let view = kyoto.view("chiyo");
    assert!(
        view.people.iter().any(|person| person.id == id("bilal") && person.removed && person.name == "Bilal")
    );
    assert_eq!(
        kyoto.asks("amara", Act::RemovePerson { person: id("bilal") }),
        Err(Refusal::Unknown("person"))
    );

    kyoto.takes("amara", Act::AddPerson { person: cast::person("bilal", Role::Contributor) });
    assert_eq!(
        kyoto.asks("bilal", cast::words(7, &["closing"])),
        Err(Refusal::Role),
        "S22: back as a contributor"
    );
    assert_eq!(kyoto.statement.link(&link, kyoto.now), None, "an ended link stays ended");
    kyoto.replays();
}

#[test]
fn a_changed_role_counts_from_its_entry_on() {
    let mut kyoto = Alliance::gathered();
    kyoto.takes("amara", Act::ChangeRole { person: id("bilal"), role: Role::Reader });
    assert_eq!(kyoto.asks("bilal", cast::words(7, &["closing"])), Err(Refusal::Role));
    assert_eq!(kyoto.view("bilal").me.role, Role::Reader);
    assert_eq!(
        kyoto.asks("bilal", Act::ChangeRole { person: id("bilal"), role: Role::Chair }),
        Err(Refusal::Role),
        "nobody makes themselves chair"
    );
}

/// S21.
#[test]
fn s21_a_statement_keeps_a_chair() {
    let mut kyoto = Alliance::gathered();
    let leave = || Act::RemovePerson { person: id("amara") };
    assert_eq!(kyoto.asks("amara", leave()), Err(Refusal::LastChair));
    let demote = Act::ChangeRole { person: id("amara"), role: Role::Reader };
    assert_eq!(kyoto.asks("amara", demote), Err(Refusal::LastChair));
    kyoto.takes("amara", Act::ChangeRole { person: id("chiyo"), role: Role::Chair });
    kyoto.takes("amara", leave());
    assert_eq!(kyoto.asks("chiyo", Act::RemovePerson { person: id("chiyo") }), Err(Refusal::LastChair));
}

/// S23.
#[test]
fn s23_links_end() {
    let mut kyoto = Alliance::gathered();
    let make = |letter, ends| Act::MakeLink { person: id("bilal"), link: hash(letter), ends };
    kyoto.takes("amara", make('a', Some(NOON + minutes(1))));
    kyoto.takes("amara", make('b', None));
    assert_eq!(kyoto.asks("amara", make('b', None)), Err(Refusal::Twice("link")));
    assert!(
        matches!(kyoto.asks("amara", make('c', Some(NOON))), Err(Refusal::Field(_))),
        "it would never open"
    );
    let short = Act::MakeLink { person: id("bilal"), link: "abc".to_owned(), ends: None };
    assert!(matches!(kyoto.asks("amara", short), Err(Refusal::Field(_))));

    let opens =
        |kyoto: &Alliance, letter| kyoto.statement.link(&hash(letter), kyoto.now).map(|p| p.name.clone());
    assert_eq!(opens(&kyoto, 'a').as_deref(), Some("Bilal"));
    kyoto.now += minutes(1);
    assert_eq!((opens(&kyoto, 'a'), opens(&kyoto, 'b').as_deref()), (None, Some("Bilal")));
    kyoto.takes("bilal", Act::OpenLink { person: id("bilal") });
    kyoto.now += minutes(1);
    kyoto.takes("bilal", Act::OpenLink { person: id("bilal") });
    assert_eq!(kyoto.asks("chiyo", Act::OpenLink { person: id("bilal") }), Err(Refusal::Role), "not hers");
    kyoto.takes("amara", Act::EndLink { link: hash('b') });
    assert_eq!(opens(&kyoto, 'b'), None);
    assert_eq!(kyoto.asks("amara", Act::EndLink { link: hash('b') }), Err(Refusal::Unknown("link")));

    let opened = |kyoto: &Alliance, who: &str| {
        kyoto.view(who).people.iter().find(|person| person.id == id("bilal")).and_then(|person| person.opened)
    };
    assert_eq!(opened(&kyoto, "amara"), Some(NOON + minutes(1)), "the first opening");
    assert_eq!(opened(&kyoto, "chiyo"), None, "S14: told to the chair alone");
    kyoto.replays();
}

/// S14.
#[test]
fn s14_addresses_and_links_are_told_to_the_chair_alone() {
    let mut kyoto = Alliance::gathered();
    kyoto.takes("amara", Act::MakeLink { person: id("bilal"), link: hash('b'), ends: None });
    let told = |who: &str| serde_json::to_string(&kyoto.view(who)).expect("a view is JSON");
    assert!(told("amara").contains("@example.org") && told("amara").contains(&hash('b')));
    for who in ["bilal", "chiyo", "dagny", "eskil"] {
        assert!(!told(who).contains("@example.org") && !told(who).contains(&hash('b')), "{who}");
    }
}

/// S24.
#[test]
fn s24_organisations_join_once_and_are_told_apart() {
    let mut kyoto = Alliance::gathered();
    let join =
        |name: &str, key: &str| Act::AddOrganisation { organisation: Organisation::named(id(key), name) };
    kyoto.takes("amara", join("Victims Centre of Colombo", "vcc"));
    kyoto.takes("amara", join("Vienna Council on Crime", "vienna"));
    assert_eq!(kyoto.asks("amara", join("Other", "vcc")), Err(Refusal::Twice("organisation")));
    assert_eq!(
        kyoto.asks("amara", join(" VIENNA  council on\u{a0}crime", "v2")),
        Err(Refusal::Twice("organisation"))
    );
    let mut initials: Vec<String> =
        kyoto.view("eskil").organisations.iter().map(|o| o.initials.clone()).collect();
    let all = initials.len();
    initials.sort();
    initials.dedup();
    assert_eq!(initials.len(), all);
}
