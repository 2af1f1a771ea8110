//! Remarks by the thousand: shares, and pages of them.

use crate::cast::{Alliance, hash, id, person, remark};
use statement::{Act, Organisation, Person, Refusal, Remark, Role, Shared};
use std::collections::BTreeSet;

/// Somebody joins by a link for many.
fn joins(kyoto: &mut Alliance, link: char, number: usize) -> String {
    let name = format!("guest{number}");
    let organisation =
        Organisation::named(id(&format!("o{}", number % 50)), format!("Guests {}", number % 50));
    let known = kyoto.statement.organisation(&organisation.id).is_some();
    let person =
        Box::new(Person { organisation: organisation.id.clone(), ..person(&name, Role::Contributor) });
    let organisation = (!known).then_some(organisation);
    let link = hash(link);
    kyoto.takes(&name, Act::Join { shared: link, person, organisation, link: format!("{number:064x}") });
    name
}

fn says(kyoto: &Alliance, by: &str, key: &str, text: &str) -> Act {
    let organisation = kyoto.statement.person(&id(by)).expect("is in it").organisation.clone();
    Act::AddRemark { remark: Remark { organisation, ..remark(key, None, text) } }
}

/// Everybody of these says it again and again, in turn, until somebody is refused; how many were said, and the sentence.
fn floods(kyoto: &mut Alliance, by: &[String], key: &str, text: &str) -> (usize, String) {
    for said in 0.. {
        let act = says(kyoto, &by[said % by.len()], &format!("{key}{said}"), text);
        match kyoto.asks(&by[said % by.len()], act.clone()) {
            Ok(()) => kyoto.takes(&by[said % by.len()], act),
            Err(Refusal::Field(sentence)) => return (said, sentence),
            Err(other) => panic!("{other}"),
        };
    }
    unreachable!("there is an end to it")
}

fn with_links() -> Alliance {
    let mut kyoto = Alliance::gathered();
    for link in ['4', '5', '6'] {
        let shared = Shared { role: Role::Contributor, organisation: None, ends: None };
        kyoto.takes("amara", Act::MakeSharedLink { link: hash(link), shared });
    }
    kyoto
}

/// S55.
#[test]
fn s55_one_link_fills_its_share_all_links_theirs_and_the_others_go_on() {
    let mut kyoto = with_links();
    for (link, most) in [('4', 1_250), ('5', 1_250), ('6', 0)] {
        let first = kyoto.statement.everybody().count();
        let guests: Vec<_> = (first..first + 5).map(|number| joins(&mut kyoto, link, number)).collect();
        let (said, sentence) = floods(&mut kyoto, &guests, &format!("r{link}"), "Noise.");
        assert_eq!(said, most, "{sentence}");
        assert!(sentence.contains("ask the chair for a link of your own"), "{sentence}");
    }
    let invited: Vec<_> = (0..6).map(|number| format!("invited{number}")).collect();
    for name in &invited {
        kyoto.takes("amara", Act::AddPerson { person: person(name, Role::Contributor) });
    }
    let (said, sentence) = floods(&mut kyoto, &invited, "i", "Prevention.");
    assert_eq!(said, 1_500, "to 4,000: {sentence}");
    assert!(sentence.contains("by e-mail, and a drafter can enter it"), "{sentence}");
    for by in ["amara", "bilal"] {
        let act = says(&kyoto, by, &format!("of-{by}"), "We go on.");
        kyoto.takes(by, act);
    }
    kyoto.replays();
}

/// S55.
#[test]
fn s55_bytes_have_shares_of_one_person_and_of_one_link() {
    let mut kyoto = with_links();
    let long = "\u{1F469}".repeat(4_000);
    let one = joins(&mut kyoto, '4', 100);
    let (said, sentence) = floods(&mut kyoto, std::slice::from_ref(&one), "one", &long);
    assert_eq!(said, 256 * 1024 / 16_000, "{sentence}");
    assert!(sentence.contains("as one person can"), "{sentence}");
    // What is taken back has been said.
    kyoto.takes(&one, Act::WithdrawRemark { remark: id("one0") });
    let again = says(&kyoto, &one, "again", &long);
    assert!(kyoto.asks(&one, again).is_err());
    let guests: Vec<_> = (101..131).map(|number| joins(&mut kyoto, '4', number)).collect();
    let (more, sentence) = floods(&mut kyoto, &guests, "more", &long);
    assert_eq!(said + more, 2 * 1024 * 1024 / 16_000, "{sentence}");
    assert!(sentence.contains("ask the chair for a link of your own"), "{sentence}");
    let act = says(&kyoto, "bilal", "his", &long);
    kyoto.takes("bilal", act);
}

/// S52.
#[test]
fn s52_remarks_come_in_pages_and_what_was_taken_back_without_its_words() {
    let mut kyoto = Alliance::gathered();
    let long = "x".repeat(4_000);
    for number in 0..300 {
        kyoto.takes("bilal", Act::AddRemark { remark: remark(&format!("r{number}"), None, &long) });
    }
    // One that was made first is touched last.
    let taken_up = statement::Decision::TakenUp { reason: String::new() };
    kyoto.takes("amara", Act::DecideRemark { remark: id("r0"), decision: taken_up });
    let (mut after, mut pages, mut known) = (0, 0, BTreeSet::new());
    loop {
        let page = kyoto.statement.remarks_for(&id("amara"), after).expect("may");
        let Some(last) = page.last() else { break };
        let bytes: usize = page.iter().map(|one| one.noted.remark.text.len()).sum();
        assert!(bytes <= 256 * 1024 + 4_000, "{bytes}");
        assert!(page.iter().all(|one| one.noted.seq > after), "none twice");
        after = last.noted.seq;
        pages += 1;
        known.extend(page.into_iter().map(|one| one.noted.remark.id));
    }
    assert_eq!((pages, known.len()), (5, 300));
    assert_eq!(after, kyoto.view("amara").remarks.seq, "a page knows from the view when it has all of them");
    kyoto.takes("bilal", Act::WithdrawRemark { remark: id("r7") });
    let news = kyoto.statement.remarks_for(&id("amara"), after).expect("may");
    assert_eq!((news.len(), news[0].noted.withdrawn, news[0].noted.remark.text.as_str()), (1, true, ""));
    for (by, key) in [("chiyo", "s"), ("dagny", "t")] {
        for number in 0..400 {
            kyoto.takes(by, Act::AddRemark { remark: remark(&format!("{key}{number}"), None, "x") });
        }
    }
    let first = kyoto.statement.remarks_for(&id("amara"), after + 1).expect("may");
    assert_eq!(first.len(), 500, "small ones");
}
