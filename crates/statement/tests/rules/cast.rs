//! The people of the tests: Amara chairs, Bilal and Chiyo draft, Dagny speaks, Eskil reads.

use statement::{
    Act, Create, Doc, Edit, Entry, Lock, Millis, Organisation, Person, Refusal, Remark, Role, Slip,
    Statement, Template, View,
};
use std::str::FromStr;

/// Friday, 17 April 2026, 12:00 UTC.
pub const NOON: Millis = 1_776_427_200_000;

pub fn minutes(count: i64) -> Millis {
    count * 60_000
}

pub fn id<T: FromStr>(text: &str) -> T
where
    T::Err: std::fmt::Debug,
{
    text.parse().expect("a plain id")
}

/// A hash as good as any: 64 times the same hex digit.
pub fn hash(digit: char) -> String {
    String::from(digit).repeat(64)
}

pub fn entry(by: &str, at: Millis, act: Act) -> Entry {
    Entry { at, by: id(by), act }
}

pub fn person(name: &str, role: Role) -> Person {
    let mut shown = name.to_owned();
    shown[..1].make_ascii_uppercase();
    Person { id: id(name), name: shown, organisation: id("vca"), role, email: format!("{name}@example.org") }
}

pub fn create() -> Create {
    let template = Template::builtin().remove(0);
    Create {
        title: "Joint statement of the NGO community".to_owned(),
        alliance: "Alliance of NGOs".to_owned(),
        language: "en".to_owned(),
        template: template.id.clone(),
        sections: template.sections("spoken").expect("the set of a spoken statement"),
        chair: person("amara", Role::Chair),
        organisation: Organisation::named(id("vca"), "Victims and Courts Alliance"),
        limit: None,
        slot: None,
        summary_words: 100,
    }
}

pub fn words(client: u64, sections: &[&str]) -> Act {
    let sections = sections.iter().map(|section| id(section)).collect();
    Act::Edit(Edit { doc: Doc::Text, sections, clients: vec![client], update: vec![1, 2, 3] })
}

pub fn summary(client: u64) -> Act {
    Act::Edit(Edit { doc: Doc::Summary, sections: vec![], clients: vec![client], update: vec![1, 2, 3] })
}

pub fn lock(text_seq: u64) -> Lock {
    Lock {
        text_seq,
        check_code: hash('7'),
        word_hash: hash('3'),
        words: 268,
        because: String::new(),
        warnings: vec![],
    }
}

/// A remark of the alliance's own organisation.
pub fn remark(key: &str, section: Option<&str>, text: &str) -> Remark {
    Remark {
        id: id(key),
        section: section.map(id),
        organisation: id("vca"),
        text: text.to_owned(),
        passage: String::new(),
        before: String::new(),
        by_email: false,
    }
}

/// One letter in the text with check code `of`, by the edit with that hash.
pub fn slip(of: &str, edit: &str) -> Slip {
    Slip {
        reason: "A letter was missing.".to_owned(),
        section: id("closing"),
        before: "Eleven milion people".to_owned(),
        after: "Eleven million people".to_owned(),
        of: of.to_owned(),
        edit: edit.to_owned(),
        lock: Lock { check_code: hash('8'), word_hash: hash('4'), ..lock(1) },
    }
}

/// A statement, its journal so far, and the time.
pub struct Alliance {
    pub statement: Statement,
    pub journal: Vec<Entry>,
    pub now: Millis,
}

impl Alliance {
    pub fn gathered() -> Alliance {
        let first = entry("amara", NOON, Act::Create(Box::new(create())));
        let statement = Statement::create(id("kyoto"), &first).expect("a whole first entry");
        let mut kyoto = Alliance { statement, journal: vec![first], now: NOON };
        for (name, role) in [
            ("bilal", Role::Drafter),
            ("chiyo", Role::Drafter),
            ("dagny", Role::Speaker),
            ("eskil", Role::Reader),
        ] {
            kyoto.takes("amara", Act::AddPerson { person: person(name, role) });
        }
        kyoto
    }

    /// Only asks whether it may be.
    pub fn asks(&self, by: &str, act: Act) -> Result<(), Refusal> {
        self.statement.judge(&id(by), self.now, &act)
    }

    /// What may be is taken in; its sequence.
    pub fn takes(&mut self, by: &str, act: Act) -> u64 {
        self.statement.judge(&id(by), self.now, &act).expect("it may be");
        let entry = entry(by, self.now, act);
        let seq = self.statement.seq() + 1;
        self.statement.apply(seq, &entry);
        self.journal.push(entry);
        seq
    }

    pub fn view(&self, who: &str) -> View {
        self.statement.view(&id(who), self.now).expect("somebody in it")
    }

    /// S2: the journal, written and read, folds to the same; so does a snapshot.
    pub fn replays(&self) {
        let read: Vec<Entry> = self
            .journal
            .iter()
            .map(|entry| Entry::decode(&entry.encode()).expect("what was written can be read"))
            .collect();
        let (first, rest) = read.split_first().expect("a first entry");
        let mut again = Statement::create(id("kyoto"), first).expect("a whole first entry");
        for (seq, entry) in (2..).zip(rest) {
            again.apply(seq, entry);
        }
        assert_eq!(again, self.statement);
        let snapshot = serde_json::to_vec(&self.statement).expect("the fold is JSON");
        let back: Statement = serde_json::from_slice(&snapshot).expect("and is read");
        assert!(back == self.statement && back.current());
    }
}
