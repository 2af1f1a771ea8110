//! Stories with named people. `House` drives the room without tasks or clock: time moves when told to, the disk
//! answers when told to, and `settle` runs until nothing happens any more.

mod acts;
mod carets;
mod chance;
mod disk;
mod floods;
mod held;
mod older;
mod one_text;
mod opens;
mod own;
mod peer;
mod pens;
mod reading;
mod tasks;
mod time;
mod views;
mod writing;

use crate::{
    ActError, Bye, ConnId, Correction, Heard, Inbound, Joining, LockSections, Outbound, SCHEMA, Seq,
    load::load,
    message::Ticket,
    reading::read,
    room::{Effect, Event, Live},
    rooms::{Rooms, creation},
};
use journal::{Head, Journal, Memory};
use peer::Peer;
use statement::{
    Act, Create, Doc, Lock, Millis, Organisation, Person, PersonId, Refusal, Role, Section, StatementId,
    Text, canonical, words,
};
use std::{collections::BTreeMap, sync::Arc};

/// 1 March 2026, in the morning.
pub const MORNING: Millis = 1_772_350_000_000;

pub fn wait<F: Future>(future: F) -> F::Output {
    tokio::runtime::Builder::new_current_thread().enable_time().build().expect("a runtime").block_on(future)
}

pub fn id() -> StatementId {
    "kyoto".parse().expect("an id")
}

pub fn who(name: &str) -> PersonId {
    name.parse().expect("an id")
}

fn person(name: &str, role: Role) -> Person {
    let organisation = "harbour".parse().expect("an id");
    Person { id: who(name), name: name.to_owned(), organisation, role, email: String::new() }
}

pub fn create() -> Create {
    let section = |id: &str, shown| Section {
        id: id.parse().expect("an id"),
        title: id.to_uppercase(),
        hint: String::new(),
        level: 1,
        printed: true,
        shown,
    };
    Create {
        title: "Joint statement".to_owned(),
        alliance: "The NGO community".to_owned(),
        language: "en".to_owned(),
        template: "kyoto-declaration".to_owned(),
        sections: vec![section("opening", true), section("prisons", true), section("children", false)],
        chair: person("amara", Role::Chair),
        organisation: Organisation::named("harbour".parse().expect("an id"), "Harbour"),
        limit: None,
        slot: None,
        summary_words: 100,
    }
}

/// A room, a journal, a clock and everybody's browser.
pub struct House {
    pub live: Live,
    pub journal: Arc<Memory>,
    pub now: Millis,
    pub peers: BTreeMap<&'static str, Peer>,
    pub answers: BTreeMap<u64, Result<Seq, ActError>>,
    pub told: BTreeMap<ConnId, Vec<Outbound>>,
    pub ended: bool,
    /// Whether pages stay on their way to the disk.
    pub slow_disk: bool,
    in_flight: Option<(Seq, Vec<Vec<u8>>)>,
    tickets: u64,
    fresh: u64,
}

impl House {
    /// Amara and Farid are chairs, Bilal and Chiyo draft, Dagny speaks, Emeka reads.
    pub fn new() -> Self {
        let journal = Arc::new(Memory::new());
        let entries = creation(&id(), create(), MORNING).expect("a good statement");
        wait(journal.append(&id(), 0, entries)).expect("room in memory");
        let mut house = Self::over(journal);
        let roles = [
            ("farid", Role::Chair),
            ("bilal", Role::Drafter),
            ("chiyo", Role::Drafter),
            ("dagny", Role::Speaker),
            ("emeka", Role::Reader),
        ];
        let people = roles.map(|(name, role)| Act::AddPerson { person: person(name, role) });
        house.acts("amara", people.to_vec(), None).expect("she may");
        house
    }

    /// The same statement opened anew.
    pub fn over(journal: Arc<Memory>) -> Self {
        let shared: Arc<dyn Journal> = journal.clone();
        let live = wait(load(&shared, &id(), None)).expect("it opens");
        Self {
            live,
            journal,
            now: MORNING,
            peers: BTreeMap::new(),
            answers: BTreeMap::new(),
            told: BTreeMap::new(),
            ended: false,
            slow_disk: false,
            in_flight: None,
            tickets: 0,
            fresh: 0,
        }
    }

    pub fn head(&self) -> Head {
        wait(self.journal.head(&id())).expect("memory reads").expect("it is there")
    }

    /// Somebody opens the page (again, if the browser was here before).
    pub fn comes(&mut self, name: &'static str) {
        let generation = self.peers.get(name).map(|peer| peer.generation);
        self.joins(name, generation).expect("may come in");
    }

    pub fn joins(&mut self, name: &'static str, generation: Option<u32>) -> Result<(), Bye> {
        self.joins_as(name, generation, None, Heard::Unsaid)
    }

    pub fn joins_by(
        &mut self,
        name: &'static str,
        generation: Option<u32>,
        link: Option<String>,
    ) -> Result<(), Bye> {
        self.joins_as(name, generation, link, Heard::Unsaid)
    }

    pub fn joins_with(
        &mut self,
        name: &'static str,
        generation: Option<u32>,
        heard: Heard,
    ) -> Result<(), Bye> {
        self.joins_as(name, generation, None, heard)
    }

    fn joins_as(
        &mut self,
        name: &'static str,
        generation: Option<u32>,
        link: Option<String>,
        heard: Heard,
    ) -> Result<(), Bye> {
        let joining = Joining { person: who(name), link, schema: SCHEMA, generation, heard, echo: false };
        let conn = self.live.join(joining, self.now)?;
        let (generation, _, view) = self.live.welcome(conn, self.now)?;
        let client = 100 + self.peers.len() as u64;
        let peer = self.peers.entry(name).or_insert_with(|| Peer::new(name, client));
        peer.arrives(conn, generation, view);
        let state_vector = peer.state_vector();
        self.send(name, Inbound::Open { doc: Doc::Text, state_vector });
        self.settle();
        Ok(())
    }

    /// Comes with an empty browser that no one has seen before.
    pub fn comes_fresh(&mut self, name: &'static str) {
        self.drops_out(name);
        self.fresh += 1;
        let client = 1_000 + self.fresh;
        self.peers.insert(name, Peer::new(name, client));
        self.joins(name, None).expect("may come in");
    }

    pub fn peer(&mut self, name: &str) -> &mut Peer {
        self.peers.get_mut(name).expect("has come")
    }

    pub fn conn(&self, name: &str) -> ConnId {
        self.peers[name].conn.expect("is connected")
    }

    /// The network goes; the page does not know yet what it will miss.
    pub fn drops_out(&mut self, name: &str) {
        if let Some(conn) = self.peers.get_mut(name).and_then(|peer| peer.conn.take()) {
            self.event(Event::Left(conn));
        }
    }

    pub fn send(&mut self, name: &str, inbound: Inbound) {
        if let Some(conn) = self.peers[name].conn {
            self.event(Event::Inbound(conn, inbound));
        }
    }

    /// Types at the end of a section, and sends it if there is a network.
    pub fn types(&mut self, name: &str, section: &str, words: &str) {
        let update = self.peer(name).types(section, words);
        self.uploads(name, update);
    }

    pub fn uploads(&mut self, name: &str, bytes: Vec<u8>) {
        if self.peers[name].conn.is_some() {
            let number = self.peer(name).next_number();
            self.send(name, Inbound::Update { number, doc: Doc::Text, bytes });
        }
    }

    /// Asks for acts, and does not wait.
    pub fn asks(&mut self, by: &str, acts: Vec<Act>, lock_sections: Option<LockSections>) -> u64 {
        self.tickets += 1;
        let (ticket, link) = (Ticket(self.tickets), None);
        self.event(Event::Act { ticket, by: who(by), link, acts, lock_sections });
        self.tickets
    }

    /// Puts a slip right: the paragraph reads like that from now on.
    pub fn corrects(&mut self, by: &str, section: &str, after: &str) -> Result<Seq, ActError> {
        let of = self.live.told.lock().map(|locked| locked.lock.check_code.clone()).unwrap_or_default();
        self.corrects_of(by, section, after, of)
    }

    pub fn corrects_of(&mut self, by: &str, section: &str, after: &str, of: String) -> Result<Seq, ActError> {
        self.tickets += 1;
        let correction = Correction {
            section: section.parse().expect("an id"),
            block: 0,
            after: after.to_owned(),
            reason: "A letter was missing.".to_owned(),
            of,
        };
        let (ticket, client) = (Ticket(self.tickets), 7_000 + u32::try_from(self.tickets).unwrap_or(0));
        self.event(Event::Correct { ticket, by: who(by), link: None, correction, client });
        self.settle();
        self.answers.remove(&ticket.0).expect("an answer")
    }

    pub fn acts(
        &mut self,
        by: &str,
        acts: Vec<Act>,
        sections: Option<LockSections>,
    ) -> Result<Seq, ActError> {
        let ticket = self.asks(by, acts, sections);
        self.settle();
        self.answers.remove(&ticket).expect("an answer")
    }

    pub fn event(&mut self, event: Event) {
        let effects = self.live.on(event, self.now);
        for effect in effects {
            match effect {
                Effect::Tell(conn, message) => self.told.entry(conn).or_default().push(message),
                Effect::Append { after, entries } => {
                    assert!(self.in_flight.is_none(), "R2: one page in flight");
                    self.in_flight = Some((after, entries));
                }
                Effect::Answer(ticket, answer) => {
                    self.answers.insert(ticket.0, answer);
                }
                Effect::SnapshotDue => {
                    let snapshot = self.live.snapshot().expect("it was due");
                    wait(self.journal.save_snapshot(&id(), snapshot)).expect("a snapshot of this journal");
                }
                Effect::End => self.ended = true,
            }
        }
    }

    /// The page in flight reaches the disk.
    pub fn disk_answers(&mut self) -> bool {
        let Some((after, entries)) = self.in_flight.take() else { return false };
        let entries = entries.into_iter().map(Into::into).collect();
        let head = wait(self.journal.append(&id(), after, entries)).expect("R2: judged against the head");
        self.event(Event::Appended(Ok(head)));
        true
    }

    /// The page in flight does not reach the disk.
    pub fn disk_fails(&mut self) {
        assert!(self.in_flight.take().is_some(), "a page was in flight");
        self.event(Event::Appended(Err("no space left".to_owned())));
        self.hear();
    }

    /// The program is killed, with the page in flight on the disk or not, and started again.
    pub fn crashes(&mut self, landed: bool) {
        if let Some((after, entries)) = self.in_flight.take().filter(|_| landed) {
            let entries = entries.into_iter().map(Into::into).collect();
            wait(self.journal.append(&id(), after, entries)).expect("R2: judged against the head");
        }
        let shared: Arc<dyn Journal> = self.journal.clone();
        self.live = wait(load(&shared, &id(), None)).expect("it opens again");
        self.told.clear();
        self.peers.values_mut().for_each(|peer| peer.conn = None);
    }

    /// The pages read what they were told, and answer.
    pub fn hear(&mut self) -> bool {
        let mut any = false;
        for name in self.peers.keys().copied().collect::<Vec<_>>() {
            let Some(conn) = self.peers[name].conn else { continue };
            for message in self.told.remove(&conn).unwrap_or_default() {
                any = true;
                if let Some(answer) = self.peer(name).hears(message) {
                    self.uploads(name, answer);
                }
            }
        }
        any
    }

    /// Runs until nothing happens any more.
    pub fn settle(&mut self) {
        while self.hear() || (!self.slow_disk && self.disk_answers()) {}
    }

    pub fn time_passes(&mut self, by: Millis) {
        let until = self.now + by;
        while let Some(at) = self.live.next_wake().filter(|at| *at <= until) {
            self.now = at.max(self.now + 1);
            self.event(Event::Wake);
            self.settle();
        }
        self.now = until;
    }

    /// What the server reads.
    pub fn text(&mut self) -> Text {
        self.live.reading().expect("readable").text
    }

    pub fn words_of(&mut self, section: &str) -> String {
        let text = self.text();
        let section = text.sections.iter().find(|s| s.id.as_str() == section).expect("a section");
        section.blocks.iter().map(statement::Block::text).collect::<Vec<_>>().join("\n")
    }

    /// What the chair's page sends to lock what it shows.
    pub fn lock_of(&mut self, name: &str) -> (Act, LockSections) {
        let told = self.live.told.clone();
        let peer = self.peer(name);
        let text = read(&told, true, |root| Ok(peer.blocks(root))).expect("readable");
        let lock = Lock {
            text_seq: peer.view.as_ref().map_or(0, |view| view.text_seq).max(told.text_seq()),
            check_code: canonical::check_code(&text),
            word_hash: canonical::word_hash(&text),
            words: words::of_text(&text),
            because: "we are ready".to_owned(),
            warnings: Vec::new(),
        };
        (Act::Lock(Box::new(lock)), canonical::section_hashes(&text))
    }

    /// From drafting to pens down.
    pub fn pens_down(&mut self) {
        self.acts("amara", vec![Act::BeginFinalReading], None).expect("she may");
    }

    /// What everybody's page shows, where it is connected and not refused.
    pub fn agree(&mut self) {
        self.settle();
        for section in ["opening", "prisons"] {
            let here = self.words_of(section);
            for peer in self.peers.values_mut().filter(|peer| peer.conn.is_some() && peer.refused.is_none()) {
                assert_eq!(peer.words(section), here, "{} sees another {section}", peer.name);
            }
        }
    }

    pub fn refusal(&self, name: &str) -> Option<&Refusal> {
        self.peers[name].refused.as_ref()
    }
}
