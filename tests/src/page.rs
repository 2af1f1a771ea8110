//! An open page of somebody, without the browser: real Yjs (yrs) over the real socket, or the plain road. What it calls saved, it counts.

use crate::browser::Browser;
use crate::program::PATIENCE;
use crate::road::{Came, Road};
use crate::wire::{Heard as Frame, Say};
use serde_json::Value;
use std::collections::BTreeMap;
use yrs::updates::decoder::Decode;
use yrs::updates::encoder::Encode;
use yrs::{
    ClientID, Doc, GetString, OffsetKind, Options, ReadTxn, StateVector, Text, Transact, Update, WriteTxn,
    XmlElementPrelim, XmlFragment, XmlOut, XmlTextPrelim,
};

/// One open page of the text.
pub struct Page {
    /// How its frames travel; none: it was cut off.
    pub road: Option<Road>,
    /// Its Doc; outlives the connection, as IndexedDB would.
    pub doc: Doc,
    /// Numbers given out on this connection.
    pub number: u64,
    /// The highest number that was called saved.
    pub saved: u64,
    /// The view as last told.
    pub view: Value,
    /// What the Welcome said: the journal's head and its link (hex), and whether this page heard more than it has.
    pub welcome: Value,
    /// Refusals heard: code and sentence.
    pub refused: Vec<(String, String)>,
    /// The goodbye heard: code and sentence.
    pub bye: Option<(String, String)>,
    /// The close code heard.
    pub closed: Option<u16>,
    /// Awareness updates of others heard.
    pub presence: Vec<Vec<u8>>,
    /// Missing frames heard: state vectors of the server.
    pub missing: Vec<Vec<u8>>,
    /// Set once the server's state has come.
    pub opened: bool,
    /// Bytes of that state.
    pub state_bytes: usize,
    /// States of the summary heard.
    summaries: u32,
    lacks: Vec<u8>,
}

/// What a page heard was saved: the highest sequence, and the last whose link it was told.
pub struct Heard {
    /// The highest.
    pub seq: u64,
    /// The one of the link.
    pub at: u64,
    /// 32 bytes.
    pub link: Vec<u8>,
}

/// A Doc as a browser makes it, with this client id.
pub fn doc(client: u64) -> Doc {
    Doc::with_options(Options {
        client_id: ClientID::new(client),
        offset_kind: OffsetKind::Utf16,
        ..Options::default()
    })
}

impl Page {
    /// Opens the statement's text in that browser and waits for the state.
    pub async fn open(browser: &Browser, statement: &str, client: u64) -> Self {
        Self::reopen(browser, statement, doc(client), 0).await
    }

    /// The same with a Doc from before; `generation` is one more than the one it was of, 0 for none.
    pub async fn reopen(browser: &Browser, statement: &str, doc: Doc, generation: u64) -> Self {
        Self::over(Road::socket(browser, statement).await, doc, generation).await
    }

    /// Opens it where no websocket comes through.
    pub async fn open_plain(browser: &Browser, statement: &str, client: u64) -> Self {
        Self::over(Road::plain(browser, statement), doc(client), 0).await
    }

    /// Opens it over a road of the story's own.
    pub async fn over(road: Road, doc: Doc, generation: u64) -> Self {
        let mut page = Self::on(road, doc);
        page.say(Say::new(1).number(1).number(generation).done()).await;
        let known = page.doc.transact().state_vector().encode_v1();
        page.say(Say::new(2).byte(0).bytes(&known).done()).await;
        page.until("the state", |page| page.opened || page.bye.is_some()).await;
        let lacks = StateVector::decode_v1(&page.lacks).unwrap_or_default();
        let ours = page.doc.transact().encode_state_as_update_v1(&lacks);
        if page.bye.is_none() && ours.as_slice() != [0, 0] {
            page.send(&ours).await;
        }
        page
    }

    /// Comes again as a page that heard this was saved, in the generation it was of; opens nothing.
    pub async fn again(browser: &Browser, statement: &str, doc: Doc, heard: &Heard) -> Self {
        let mut page = Self::knock(browser, statement, doc).await;
        let hello = Say::new(7).number(1).number(1).number(heard.seq).number(heard.at).bytes(&heard.link);
        page.say(hello.done()).await;
        page.until("the welcome", |page| !page.welcome.is_null() || page.bye.is_some()).await;
        page
    }

    /// Opens the text with that state vector and waits for the state.
    pub async fn follow(&mut self, known: &[u8]) {
        self.opened = false;
        self.say(Say::new(2).byte(0).bytes(known).done()).await;
        self.until("the state", |page| page.opened || page.bye.is_some()).await;
    }

    /// What its Welcome said stands on the disk.
    pub fn heard(&self) -> Heard {
        let (seq, link) = (self.welcome["seq"].as_u64(), self.welcome["link"].as_str());
        let (seq, link) = seq.zip(link).expect("a head and its link");
        let byte = |at: usize| u8::from_str_radix(&link[2 * at..2 * at + 2], 16).expect("hex");
        Heard { seq, at: seq, link: (0..32).map(byte).collect() }
    }

    /// A socket with nothing said yet.
    pub async fn knock(browser: &Browser, statement: &str, doc: Doc) -> Self {
        Self::on(Road::socket(browser, statement).await, doc)
    }

    fn on(road: Road, doc: Doc) -> Self {
        Self {
            road: Some(road),
            doc,
            number: 0,
            saved: 0,
            view: Value::Null,
            welcome: Value::Null,
            refused: Vec::new(),
            bye: None,
            closed: None,
            presence: Vec::new(),
            missing: Vec::new(),
            opened: false,
            state_bytes: 0,
            summaries: 0,
            lacks: Vec::new(),
        }
    }

    /// Sends a frame as it is.
    pub async fn say(&mut self, frame: Vec<u8>) {
        // What it could not send is in the Doc; the close is heard when reading.
        if let Some(road) = &mut self.road {
            road.say(frame).await;
        }
    }

    /// Sends an update; gives its number.
    pub async fn send(&mut self, update: &[u8]) -> u64 {
        self.send_to(0, update).await
    }

    /// A paragraph of its own in the summary; gives its number.
    pub async fn summarise(&mut self, words: &str) -> u64 {
        let update = append(&doc(self.doc.client_id().get()), "summary", words);
        self.send_to(1, &update).await
    }

    async fn send_to(&mut self, doc: u8, update: &[u8]) -> u64 {
        self.number += 1;
        let frame = Say::new(3).number(self.number).byte(doc).bytes(update).done();
        self.say(frame).await;
        self.number
    }

    /// Writes at the end of the section's first paragraph; gives the number it went out under.
    pub async fn write(&mut self, section: &str, words: &str) -> u64 {
        let update = self.note(section, words);
        self.send(&update).await
    }

    /// The last thing this page wrote: client id and clock.
    pub fn last(&self) -> (u64, u64) {
        let client = self.doc.client_id();
        (client.get(), u64::from(self.doc.transact().state_vector().get(&client)) - 1)
    }

    /// Writes into the Doc only, as offline.
    pub fn note(&self, section: &str, words: &str) -> Vec<u8> {
        append(&self.doc, section, words)
    }

    /// Hears frames until it holds; a story that waits longer than its patience is stuck.
    pub async fn until(&mut self, what: &str, holds: impl Fn(&Self) -> bool) {
        let waited = tokio::time::timeout(PATIENCE, async {
            while !holds(self) {
                if !self.hear().await {
                    assert!(holds(self), "closed ({:?}, {:?}) before: {what}", self.closed, self.bye);
                }
            }
        });
        assert!(waited.await.is_ok(), "never came: {what}; refused {:?}, bye {:?}", self.refused, self.bye);
    }

    /// Waits until the room has judged all that was sent before, whatever its disk does: it asks for the summary, which
    /// is answered at once and in its turn.
    pub async fn judged(&mut self) {
        let before = self.summaries;
        self.say(Say::new(2).byte(1).bytes(&[0]).done()).await;
        self.until("the summary", |page| page.summaries > before).await;
    }

    /// Hears frames until it holds, or until the connection is cut: false.
    pub async fn until_cut_or(&mut self, holds: impl Fn(&Self) -> bool) -> bool {
        let waited = tokio::time::timeout(PATIENCE, async {
            while !holds(self) {
                if !self.hear().await {
                    return holds(self);
                }
            }
            true
        });
        waited.await.expect("neither saved nor cut")
    }

    /// Hears whatever comes within this time.
    pub async fn listen(&mut self, time: std::time::Duration) {
        let end = tokio::time::Instant::now() + time;
        while tokio::time::timeout_at(end, self.hear()).await.unwrap_or(false) {}
    }

    /// Waits until this number is called saved.
    pub async fn saved(&mut self, number: u64) {
        self.until("saved", |page| page.saved >= number).await;
    }

    /// Waits until the section holds these words.
    pub async fn sees(&mut self, section: &str, words: &str) {
        self.until(words, |page| page.words(section).contains(words)).await;
    }

    /// The words of one section as this page has them.
    pub fn words(&self, section: &str) -> String {
        words(&self.doc, section)
    }

    /// The network is gone: no close frame, nothing.
    pub fn lose(&mut self) -> Doc {
        self.road = None;
        self.doc.clone()
    }

    /// One frame; false when there is none any more.
    async fn hear(&mut self) -> bool {
        let Some(road) = &mut self.road else { return false };
        match road.hear().await {
            Came::Frame(frame) => self.take(&frame),
            Came::Closed(code) => self.closed = Some(code),
            Came::Nothing => {}
            Came::Gone => {
                self.road = None;
                return false;
            }
        }
        true
    }

    fn take(&mut self, frame: &[u8]) {
        let mut heard = Frame(frame);
        match heard.byte() {
            0x81 | 0x88 => {
                let told: Value = serde_json::from_str(&heard.text()).expect("JSON");
                self.view = told["view"].clone();
                if frame[0] == 0x81 {
                    self.welcome = told;
                }
            }
            0x82 => {
                let (doc, _seq) = (heard.byte(), heard.number());
                let update = heard.bytes().to_vec();
                self.lacks = heard.bytes().to_vec();
                if doc == 0 {
                    self.apply(&update);
                    (self.opened, self.state_bytes) = (true, update.len());
                } else {
                    self.summaries += 1;
                }
            }
            0x83 => {
                let (doc, _seq) = (heard.byte(), heard.number());
                let update = heard.bytes().to_vec();
                if doc == 0 {
                    self.apply(&update);
                }
            }
            0x84 => self.saved = self.saved.max(heard.number()),
            0x85 => {
                let (_doc, _number) = (heard.byte(), heard.number());
                self.refused.push((heard.text(), heard.text()));
            }
            0x86 => {}
            0x87 => {
                heard.byte();
                self.presence.push(heard.bytes().to_vec());
            }
            0x89 => {
                heard.byte();
                self.missing.push(heard.bytes().to_vec());
            }
            0x8a => self.bye = Some((heard.text(), heard.text())),
            // What pages compare themselves with.
            0x8b => {}
            other => panic!("a frame of kind {other:#x}"),
        }
    }

    fn apply(&self, update: &[u8]) {
        let update = Update::decode_v1(update).expect("the server sends what yrs can read");
        self.doc.transact_mut().apply_update(update).expect("and apply");
    }
}

/// The words of one section of a Doc.
pub fn words(doc: &Doc, section: &str) -> String {
    let txn = doc.transact();
    let Some(root) = txn.get_xml_fragment(section) else { return String::new() };
    let texts = root.successors(&txn).filter_map(|node| match node {
        XmlOut::Text(text) => Some(text.get_string(&txn)),
        _ => None,
    });
    texts.collect::<Vec<_>>().join("\n")
}

/// Writes at the end of the first paragraph; gives the update.
pub fn append(doc: &Doc, section: &str, words: &str) -> Vec<u8> {
    let mut txn = doc.transact_mut();
    let root = txn.get_or_insert_xml_fragment(section);
    let paragraph = match root.get(&txn, 0) {
        Some(XmlOut::Element(paragraph)) => paragraph,
        _ => root.insert(&mut txn, 0, XmlElementPrelim::empty("paragraph")),
    };
    let text = match paragraph.get(&txn, 0) {
        Some(XmlOut::Text(text)) => text,
        _ => paragraph.insert(&mut txn, 0, XmlTextPrelim::new("")),
    };
    let end = text.len(&txn);
    text.insert(&mut txn, end, words);
    txn.encode_update_v1()
}

/// Words by the name each writer signs them with: `amara-17`.
pub fn signed(words: &str) -> BTreeMap<String, Vec<u32>> {
    let mut found: BTreeMap<String, Vec<u32>> = BTreeMap::new();
    for word in words.split_whitespace() {
        if let Some((writer, count)) = word.rsplit_once('-')
            && let Ok(count) = count.parse()
        {
            found.entry(writer.to_owned()).or_default().push(count);
        }
    }
    found
}
