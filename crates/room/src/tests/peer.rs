//! A browser without a screen: a real Yjs Doc, and what a page knows about what is saved.

use crate::{Bye, ConnId, Outbound, words};
use statement::{Block, Refusal, SectionId, SectionText, Text, View, canonical};
use yrs::{
    Doc, OffsetKind, Options, ReadTxn, StateVector, Text as _, Transact, Update, XmlElementRef, XmlFragment,
    XmlOut, XmlTextPrelim, XmlTextRef,
    updates::{decoder::Decode, encoder::Encode},
};

pub struct Peer {
    pub name: &'static str,
    pub doc: Doc,
    pub conn: Option<ConnId>,
    pub number: u64,
    pub saved: u64,
    pub refused: Option<Refusal>,
    pub missing: usize,
    pub bye: Option<Bye>,
    pub view: Option<View>,
    pub generation: u32,
    pub presence: Vec<gate::Presence>,
    /// Comparisons it was offered.
    pub checks: usize,
}

impl Peer {
    pub fn new(name: &'static str, client: u64) -> Self {
        Self::of(name, client, false)
    }

    /// One whose editor deletes redundant marks by itself, as Yjs does.
    pub fn tidy(name: &'static str, client: u64) -> Self {
        Self::of(name, client, true)
    }

    fn of(name: &'static str, client: u64, tidy: bool) -> Self {
        let mut options = Options::with_client_id(yrs::ClientID::new(client));
        options.offset_kind = OffsetKind::Utf16;
        options.cleanup_formatting = tidy;
        Self {
            name,
            doc: Doc::with_options(options),
            conn: None,
            number: 0,
            saved: 0,
            refused: None,
            missing: 0,
            bye: None,
            view: None,
            generation: 0,
            presence: Vec::new(),
            checks: 0,
        }
    }

    pub fn arrives(&mut self, conn: ConnId, generation: u32, view: View) {
        (self.conn, self.number, self.saved) = (Some(conn), 0, 0);
        (self.generation, self.view, self.bye) = (generation, Some(view), None);
    }

    pub fn next_number(&mut self) -> u64 {
        self.number += 1;
        self.number
    }

    /// Whether the page may say "saved".
    pub fn all_saved(&self) -> bool {
        self.conn.is_some() && self.saved == self.number && self.refused.is_none()
    }

    pub fn state_vector(&self) -> Vec<u8> {
        self.doc.transact().state_vector().encode_v1()
    }

    pub fn everything(&self) -> Vec<u8> {
        self.doc.transact().encode_diff_v1(&StateVector::default())
    }

    /// Takes in a message; gives what the page sends in answer.
    pub fn hears(&mut self, message: Outbound) -> Option<Vec<u8>> {
        match message {
            Outbound::State { update, state_vector, .. } => {
                self.apply(&update);
                return Some(self.beyond(&state_vector));
            }
            Outbound::Update { update, .. } => self.apply(&update),
            Outbound::Saved { number, .. } => {
                assert!(number > self.saved, "told once");
                self.saved = number;
            }
            Outbound::Refused { refusal, .. } => {
                assert!(self.refused.replace(refusal).is_none(), "R4: one refusal a connection and Doc");
            }
            Outbound::Missing { state_vector, .. } => {
                self.missing += 1;
                return Some(self.beyond(&state_vector));
            }
            Outbound::Event { view, .. } => self.view = Some(*view),
            Outbound::Presence { bytes, .. } => {
                self.presence.extend(gate::awareness(&bytes).expect("the room writes good presence"));
            }
            Outbound::Check { sections, .. } => {
                self.checks += 1;
                if self.all_saved() {
                    let differs = sections.iter().find(|(id, hash)| self.hash(id) != **hash);
                    assert_eq!(differs, None, "R11: {} reads what the room reads", self.name);
                }
            }
            Outbound::Bye(bye) => (self.bye, self.conn) = (Some(bye), None),
        }
        None
    }

    /// What its page computes of a section, to compare with the room's.
    fn hash(&self, id: &SectionId) -> String {
        let (heading, blocks) = (String::new(), self.blocks(id.as_str()));
        let section = SectionText { id: id.clone(), heading, level: 1, printed: false, blocks };
        canonical::section_hashes(&Text { sections: vec![section] }).remove(id).unwrap_or_default()
    }

    pub fn apply(&self, update: &[u8]) {
        let update = Update::decode_v1(update).expect("the room sends good updates");
        self.doc.transact_mut().apply_update(update).expect("they fit");
        assert!(!self.doc.transact().has_missing_updates(), "nothing is shown that hangs in the air");
    }

    fn beyond(&self, state_vector: &[u8]) -> Vec<u8> {
        let theirs = StateVector::decode_v1(state_vector).expect("good");
        self.doc.transact().encode_diff_v1(&theirs)
    }

    fn paragraph(&self, section: &str) -> XmlElementRef {
        let root = self.doc.get_or_insert_xml_fragment(section);
        let txn = self.doc.transact();
        let first = root.children(&txn).next().expect("every section is seeded");
        first.into_xml_element().expect("a paragraph")
    }

    fn line(&self, section: &str) -> XmlTextRef {
        let paragraph = self.paragraph(section);
        let first = paragraph.children(&self.doc.transact()).next();
        match first {
            Some(XmlOut::Text(text)) => text,
            _ => paragraph.insert(&mut self.doc.transact_mut(), 0, XmlTextPrelim::new("")),
        }
    }

    /// How many texts and breaks the first paragraph of a section has.
    pub fn pieces(&self, section: &str) -> u32 {
        self.paragraph(section).len(&self.doc.transact())
    }

    /// Types at the end of the first paragraph; gives the update.
    pub fn types(&mut self, section: &str, words: &str) -> Vec<u8> {
        self.edit(section, |text, txn| {
            let end = text.len(txn);
            text.insert(txn, end, words);
        })
    }

    /// Any edit of the first paragraph's text; gives all it brought.
    pub fn edit(
        &mut self,
        section: &str,
        change: impl FnOnce(&XmlTextRef, &mut yrs::TransactionMut),
    ) -> Vec<u8> {
        let before = self.doc.transact().state_vector();
        let text = self.line(section);
        change(&text, &mut self.doc.transact_mut());
        // Its own new structs and the delete set: what y-prosemirror's one transaction would have been.
        self.doc.transact().encode_diff_v1(&before)
    }

    pub fn words(&self, section: &str) -> String {
        self.blocks(section).iter().map(Block::text).collect::<Vec<_>>().join("\n")
    }

    pub fn blocks(&self, section: &str) -> Vec<Block> {
        let root = self.doc.get_or_insert_xml_fragment(section);
        words::blocks(&self.doc.transact(), &root)
    }
}
