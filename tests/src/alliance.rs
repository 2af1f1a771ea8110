//! The alliance of the stories: Dagny chairs it, the others come by personal links.

use crate::browser::Browser;
use crate::program::Program;
use journal::Memory;
use journal::testing::{Faults, Faulty};
use serde_json::{Value, json};
use std::sync::Arc;

/// A running program with one statement, and its chair's browser.
pub struct Alliance {
    /// The program.
    pub program: Program,
    /// Dagny's browser: she chairs.
    pub chair: Browser,
    /// The statement's id.
    pub statement: String,
}

impl Alliance {
    /// Starts the program, sets up, creates the statement: opening, four pillars, closing.
    pub fn gather() -> Self {
        Self::gather_at(Program::start())
    }

    /// The same over a disk that does as it is told.
    pub fn gather_on_faulty() -> (Self, Faults) {
        let memory = Arc::new(Memory::new());
        let faulty = Arc::new(Faulty::new(memory.clone()));
        let faults = faulty.faults();
        (Self::gather_at(Program::inside(faulty, memory)), faults)
    }

    /// The same at a program of the story's own.
    pub fn gather_at(program: Program) -> Self {
        let chair = Browser::new(&program);
        let token = program.setup.split_once("#s=").expect("a set-up link").1.to_owned();
        chair
            .post(
                "/api/v1/setup",
                &json!({"token": token, "alliance": "Open Door Alliance", "name": "Dagny",
                        "organisation": "Fjord Justice Network", "own_device": true}),
            )
            .good();
        let statement = Self::create(&chair, "Joint statement for Kyoto");
        Self { program, chair, statement }
    }

    /// One more statement of the same chair.
    pub fn create(chair: &Browser, title: &str) -> String {
        let created = chair.post(
            "/api/v1/statements",
            &json!({"title": title, "template": "kyoto-declaration", "set": "spoken", "language": "en",
                    "limit": {"seconds": 180, "pace": 100}, "summary_words": 100,
                    "slot": {"place": "Kyoto", "zone": "Asia/Tokyo", "at": null, "due_hours": 24}}),
        );
        created.good()["id"].as_str().expect("an id").to_owned()
    }

    /// The chair makes a personal link.
    #[track_caller]
    pub fn link(&self, name: &str, role: &str) -> String {
        let people = json!({"people": [{"name": name, "organisation": format!("{name} and Friends"),
                                        "role": role, "email": "", "ends": null}]});
        let made = self.chair.post(&format!("/api/v1/statements/{}/people", self.statement), &people).good();
        made["people"][0]["link"].as_str().expect("a link").to_owned()
    }

    /// Somebody opens a personal link in a browser of their own.
    #[track_caller]
    pub fn join(&self, name: &str, role: &str) -> Browser {
        let browser = Browser::new(&self.program);
        assert_eq!(browser.open(&self.link(name, role)), self.statement);
        browser
    }

    /// Who that browser is in the statement.
    #[track_caller]
    pub fn person(&self, browser: &Browser) -> String {
        self.view(browser)["me"]["person"].as_str().expect("a person").to_owned()
    }

    /// What that browser is told of the statement.
    #[track_caller]
    pub fn view(&self, browser: &Browser) -> Value {
        browser.get(&format!("/api/v1/statements/{}", self.statement)).good()
    }

    /// The server's own reading of the words.
    #[track_caller]
    pub fn reading(&self) -> Value {
        self.chair.get(&format!("/api/v1/statements/{}/text", self.statement)).good()
    }

    /// All words under one heading, paragraphs apart by a line end.
    #[track_caller]
    pub fn words(&self, section: &str) -> String {
        words_of(&self.reading()["text"], section)
    }

    /// The chair does something.
    pub fn act(&self, by: &Browser, act: Value) -> crate::browser::Answer {
        by.post(&format!("/api/v1/statements/{}/acts", self.statement), &json!({"acts": [act]}))
    }

    /// The chair locks exactly what the server reads now.
    pub fn lock(&self, by: &Browser) -> crate::browser::Answer {
        self.lock_because(by, "the slot is near")
    }

    /// The same with a reason of the story's own.
    pub fn lock_because(&self, by: &Browser, because: &str) -> crate::browser::Answer {
        self.act(by, self.lock_of(by, because))
    }

    /// The lock of exactly what the server reads now, to be asked for later.
    #[track_caller]
    pub fn lock_of(&self, by: &Browser, because: &str) -> Value {
        let (view, reading) = (self.view(by), self.reading());
        json!({"act": "lock", "text_seq": view["text_seq"], "check_code": reading["check_code"],
               "word_hash": reading["word_hash"], "words": reading["words"], "because": because})
    }

    /// Pens down without waiting.
    #[track_caller]
    pub fn pens_down(&self) {
        self.act(&self.chair, json!({"act": "begin-final-reading"})).good();
    }
}

/// The words of one section in the JSON of a `Text`.
pub fn words_of(text: &Value, section: &str) -> String {
    let sections = text["sections"].as_array().into_iter().flatten();
    let blocks = sections.filter(|found| found["id"] == section).flat_map(|found| found["blocks"].as_array());
    let lines = blocks.flatten().map(|block| {
        let runs = block["runs"].as_array().into_iter().flatten();
        runs.filter_map(|run| run["text"].as_str()).collect::<String>()
    });
    lines.collect::<Vec<_>>().join("\n")
}
