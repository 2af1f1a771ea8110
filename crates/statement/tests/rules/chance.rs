//! What must hold for everything, tried on chance. Seeded, so that it can be played again.

use crate::cast::{self, Alliance, hash, id, minutes};
use proptest::{prelude::*, strategy::ValueTree, test_runner::RngSeed};
use statement::{
    Act, Announcement, Block, BlockKind, Call, Decision, Doc, Due, Edit, Entry, Headline, Organisation, Role,
    Run, Section, SectionText, Shared, Statement, Status, Text, When, canonical, role::Kind,
};

/// Few letters, so that two texts are often nearly alike.
fn piece() -> impl Strategy<Value = String> {
    proptest::string::string_regex("[ab \n\u{301}\u{0}京👩]{0,4}").expect("a plain expression")
}

fn runs() -> impl Strategy<Value = Vec<Run>> {
    let link = proptest::option::of(proptest::string::string_regex("[ab]{0,2}").expect("a plain expression"));
    let run = (piece(), any::<bool>(), any::<bool>(), link);
    let run = run.prop_map(|(text, bold, italic, link)| Run { text, bold, italic, link });
    proptest::collection::vec(run, 0..4)
}

fn block() -> impl Strategy<Value = Block> {
    let kinds = [BlockKind::Paragraph, BlockKind::Bullet, BlockKind::Number, BlockKind::Continued];
    (proptest::sample::select(kinds.to_vec()), 0u8..3, runs()).prop_map(|(kind, level, runs)| Block {
        kind,
        level,
        runs,
    })
}

fn text() -> impl Strategy<Value = Text> {
    let section = (0..3, proptest::collection::vec(block(), 0..3), any::<bool>(), piece());
    let section = section.prop_map(|(key, blocks, printed, heading)| SectionText {
        id: id(["opening", "legal-aid", "closing"][key as usize]),
        heading: format!("H{heading}"),
        level: 1,
        printed,
        blocks,
    });
    proptest::collection::vec(section, 0..3).prop_map(|sections| Text { sections })
}

/// A text as C2 and C4 see it: two of them are one text exactly if these are equal.
fn essence(text: &Text) -> Text {
    let mut sections = Vec::new();
    for section in text.sections.iter().filter(|section| !section.is_empty()) {
        let blocks = section.blocks.iter().filter(|block| !block.is_empty());
        let blocks = blocks.map(|block| Block { runs: block.normal(), ..block.clone() }).collect();
        let heading = if section.printed { section.heading.clone() } else { String::new() };
        sections.push(SectionText { blocks, heading, ..section.clone() });
    }
    Text { sections }
}

fn act() -> impl Strategy<Value = Act> {
    let who = || proptest::sample::select(vec!["amara", "bilal", "chiyo", "dagny", "fumiko"]);
    let place = || proptest::sample::select(vec!["opening", "closing", "legal-aid", "nowhere"]);
    let role = || proptest::sample::select(Role::ALL.to_vec());
    let letter = || proptest::sample::select(vec!['a', 'b', 'c']);
    prop_oneof![
        (1u64..6, place()).prop_map(|(client, place)| cast::words(client, &[place])),
        (1u64..6).prop_map(cast::summary),
        piece().prop_map(|title| Act::SetTitle { title }),
        (place(), any::<bool>()).prop_map(|(place, shown)| Act::ShowSection { section: id(place), shown }),
        place().prop_map(|place| Act::SetStatus { section: id(place), status: Status::Agreed }),
        piece().prop_map(|name| Act::AddOrganisation { organisation: Organisation::named(id("new"), name) }),
        (who(), role()).prop_map(|(who, role)| Act::AddPerson { person: cast::person(who, role) }),
        (who(), role()).prop_map(|(who, role)| Act::ChangeRole { person: id(who), role }),
        who().prop_map(|who| Act::RemovePerson { person: id(who) }),
        (who(), letter(), proptest::option::of(any::<i64>())).prop_map(|(who, letter, ends)| Act::MakeLink {
            person: id(who),
            link: hash(letter),
            ends
        }),
        who().prop_map(|who| Act::OpenLink { person: id(who) }),
        letter().prop_map(|letter| Act::EndLink { link: hash(letter) }),
        any::<i64>().prop_map(|pens_down| Act::AnnounceFinalReading(Announcement { pens_down })),
        Just(Act::AnnounceFinalReading(Announcement { pens_down: cast::NOON })),
        Just(Act::CancelFinalReading),
        Just(Act::BeginFinalReading),
        Just(Act::ResumeDrafting { reason: "Not yet.".to_owned() }),
        (0u64..60).prop_map(|seq| Act::Lock(Box::new(cast::lock(seq)))),
        Just(Act::Reopen { reason: "A slip.".to_owned() }),
        letter().prop_map(|letter| Act::ApproveSummary { words: hash(letter) }),
        later(),
    ]
}

/// What came with the whole alliance: headings of their own, remarks, links for many, slips.
fn later() -> impl Strategy<Value = Act> {
    let who = || proptest::sample::select(vec!["amara", "bilal", "chiyo", "dagny", "eskil", "fumiko"]);
    let place = || proptest::sample::select(vec!["opening", "closing", "ours", "nowhere"]);
    let letter = || proptest::sample::select(vec!['a', 'b', 'c']);
    let key = || proptest::sample::select(vec!["r1", "r2", "r3"]);
    let role = proptest::sample::select(vec![Role::Contributor, Role::Reader, Role::Chair]);
    let before = proptest::option::of(place());
    let heading = || (piece(), any::<bool>(), 0u8..4);
    let headed = |(title, printed, level)| Headline { title, hint: String::new(), level, printed };
    prop_oneof![
        (place(), before, heading()).prop_map(move |(place, before, heading)| {
            let Headline { title, hint, level, printed } = headed(heading);
            let section = Section { id: id(place), title, hint, level, printed, shown: true };
            Act::AddSection { section, before: before.map(id) }
        }),
        (place(), heading()).prop_map(move |(place, heading)| Act::SetHeading {
            section: id(place),
            heading: headed(heading)
        }),
        (place(), proptest::option::of(place()))
            .prop_map(|(place, before)| Act::MoveSection { section: id(place), before: before.map(id) }),
        piece().prop_map(|name| Act::SetOrganisation { organisation: Organisation::named(id("vca"), name) }),
        (letter(), role).prop_map(|(letter, role)| Act::MakeSharedLink {
            link: hash(letter),
            shared: Shared { role, organisation: None, ends: None }
        }),
        (letter(), letter()).prop_map(|(shared, link)| Act::Join {
            shared: hash(shared),
            person: Box::new(cast::person("fumiko", Role::Reader)),
            organisation: None,
            link: hash(link),
        }),
        who().prop_map(|who| Act::AskForLink { person: id(who) }),
        letter().prop_map(|letter| Act::AskForSharedLink { link: hash(letter) }),
        (letter(), letter())
            .prop_map(|(of, edit)| Act::Correct(Box::new(cast::slip(&hash(of), &hash(edit))))),
        any::<u32>().prop_map(|hours| Act::SetDues {
            dues: vec![Due { what: "text for the interpreters".to_owned(), when: When::HoursBefore(hours) }]
        }),
        any::<i64>()
            .prop_map(|closes| Act::OpenCall { call: Call { question: "What matters?".to_owned(), closes } }),
        Just(Act::CloseCall),
        (key(), proptest::option::of(place()), piece())
            .prop_map(|(key, place, text)| Act::AddRemark { remark: cast::remark(key, place, &text) }),
        (key(), piece()).prop_map(|(key, reason)| Act::DecideRemark {
            remark: id(key),
            decision: Decision::Declined { reason }
        }),
        key().prop_map(|key| Act::WithdrawRemark { remark: id(key) }),
        (0u64..60).prop_map(|up_to| Act::ReadRemarks { up_to }),
    ]
}

fn edit() -> impl Strategy<Value = Edit> {
    let clients = proptest::collection::vec(any::<u64>(), 0..5);
    let update = proptest::collection::vec(any::<u8>(), 0..40);
    (any::<bool>(), 0usize..4, clients, update).prop_map(|(text, sections, clients, update)| Edit {
        doc: if text { Doc::Text } else { Doc::Summary },
        sections: vec![id("closing"); sections],
        clients,
        update,
    })
}

/// The same chance every time; `PROPTEST_RNG_SEED` and `PROPTEST_CASES` try another.
fn seeded() -> ProptestConfig {
    let asked = ProptestConfig::default();
    let rng_seed = match asked.rng_seed {
        RngSeed::Random => RngSeed::Fixed(2021),
        fixed => fixed,
    };
    ProptestConfig { cases: asked.cases.min(10_000), rng_seed, failure_persistence: None, ..asked }
}

proptest! {
    #![proptest_config(seeded())]

    /// C5.
    #[test]
    fn c5_two_texts_have_the_same_bytes_exactly_if_they_are_one(one in text(), other in text()) {
        let same = essence(&one) == essence(&other);
        prop_assert_eq!(canonical::canonical(&one) == canonical::canonical(&other), same);
        prop_assert_eq!(canonical::canonical(&one), canonical::canonical(&essence(&one)), "C4 is settled at once");
        prop_assert_eq!(canonical::check_code(&one).len(), 64);
    }

    /// C8.
    #[test]
    fn c8_the_section_that_differs_is_named(one in text(), blocks in proptest::collection::vec(block(), 0..3)) {
        let mut other = one.clone();
        if let Some(section) = other.sections.first_mut() {
            section.blocks = blocks;
        }
        let unique: std::collections::BTreeSet<_> = one.sections.iter().map(|section| &section.id).collect();
        prop_assume!(unique.len() == one.sections.len());
        let alike = canonical::check_code(&one) == canonical::check_code(&other);
        prop_assert_eq!(canonical::section_hashes(&one) == canonical::section_hashes(&other), alike);
    }

    /// C9.
    #[test]
    fn c9_bare_words_are_settled_at_once(words in any::<String>()) {
        let bare = canonical::bare(&words);
        prop_assert_eq!(canonical::bare(&bare), bare.clone());
        prop_assert_eq!(canonical::word_hash_of([words.as_str()]), canonical::word_hash_of([bare.as_str()]));
    }

    /// C7.
    #[test]
    fn c7_a_code_is_spoken_and_nonsense_is_not(code in any::<String>()) {
        let spoken = canonical::spoken(&code);
        prop_assert!(spoken.is_empty() || spoken.len() == 29);
    }

    /// E1.
    #[test]
    fn e1_what_is_written_is_read(at in any::<i64>(), act in prop_oneof![act(), edit().prop_map(Act::Edit)]) {
        let entry = cast::entry("chiyo", at, act);
        prop_assert_eq!(Entry::decode(&entry.encode()), Ok(entry));
    }

    /// E5.
    #[test]
    fn e5_any_bytes_are_read_or_refused(mut bytes in proptest::collection::vec(any::<u8>(), 0..80), kind in 0u8..4) {
        if let [version, second, ..] = &mut bytes[..] {
            (*version, *second) = (1, kind);
        }
        if let Ok(entry) = Entry::decode(&bytes) {
            prop_assert_eq!(Entry::decode(&entry.encode()), Ok(entry));
        }
    }

    /// S2, S14.
    #[test]
    fn s2_whatever_may_be_folds_and_replays(
        deeds in proptest::collection::vec((proptest::sample::select(vec!["amara", "bilal", "chiyo", "dagny", "kyodo"]), act(), 0i64..3), 0..60),
    ) {
        let mut kyoto = Alliance::gathered();
        for (who, act, wait) in deeds {
            kyoto.now += minutes(wait);
            let may = kyoto.asks(who, act.clone());
            if may.is_ok() {
                let locked = kyoto.statement.lock().is_some();
                let text = Kind::of(&act) == Some(Kind::EditText);
                prop_assert!(!(locked && text), "after a lock no edit of the text may be");
                let entry = cast::entry(who, kyoto.now, act.clone());
                let before = kyoto.statement.clone();
                let by = kyoto.takes(who, act);
                prop_assert_eq!(kyoto.statement.seq(), by);
                for person in kyoto.statement.people().filter(|_| !matches!(entry.act, Act::Edit(_))) {
                    let seen = |statement: &Statement| {
                        let view = statement.view(&person.id, kyoto.now).ok()?;
                        let mut view = serde_json::to_value(&view).ok()?;
                        view["seq"] = by.into();
                        Some(view)
                    };
                    prop_assert!(
                        entry.shows(person) || seen(&before) == seen(&kyoto.statement),
                        "{:?} shows {} something", entry.act, person.id
                    );
                }
            }
            prop_assert!(kyoto.statement.people().any(|person| person.role == Role::Chair), "S21");
            prop_assert!(kyoto.statement.text_seq() <= kyoto.statement.seq());
            for person in kyoto.statement.people() {
                prop_assert!(kyoto.statement.view(&person.id, kyoto.now).is_ok());
            }
        }
        kyoto.replays();
    }
}

/// E5.
#[test]
fn e5_every_record_has_its_name_in_the_list() {
    let said =
        |act: &Act| serde_json::to_value(act).ok().and_then(|json| Some(json["act"].as_str()?.to_owned()));
    let mut names = std::collections::BTreeSet::new();
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    for _ in 0..2_000 {
        let act = act().new_tree(&mut runner).expect("an act").current();
        names.extend(said(&act).filter(|_| !matches!(act, Act::Edit(_))));
    }
    names.extend(said(&Act::Create(Box::new(cast::create()))));
    names.extend(said(&Act::SetLimit { limit: None }));
    names.extend(said(&Act::SetSlot { slot: None }));
    names.extend(said(&Act::SetHandIn { hand_in: Default::default() }));
    let listed = Act::NAMES.iter().map(|name| (*name).to_owned()).collect();
    assert_eq!(names, listed);
}
