//! Edits that come from no page: the first paragraph of a new section, and the letters of a slip. Each stands behind
//! its record in the same page of the journal, so that both are there or neither is.

use crate::{
    batch::Written,
    compose::amend,
    document::{self, seed},
    edit::refusal,
    message::{Correction, Ticket},
    reading::read,
    room::Live,
};
use gate::{Size, Verdict};
use statement::{
    Act, Doc, Edit, Entry, Lock, Millis, PersonId, Refusal, SectionId, Slip, Statement, canonical,
    role::Kind, words,
};

impl Live {
    /// Behind an `add-section`: no editor is to write by merely opening it.
    pub(crate) fn seed_section(
        &mut self,
        then: &mut Statement,
        section: &SectionId,
        now: Millis,
    ) -> Result<Written, Refusal> {
        self.text.index.schema_mut().add_root(section.to_string());
        let free = (document::SEED_CLIENT + 1..).find(|client| then.owner(*client).is_none());
        let update = seed(free.unwrap_or(u64::from(u32::MAX)), [section.as_str()]);
        let kyodo = PersonId::kyodo();
        let edit = self.taken(&update)?;
        self.own(then, Entry { at: now, by: kyodo, act: Act::Edit(edit) })
    }

    /// Through the gate like everybody's.
    fn taken(&mut self, update: &[u8]) -> Result<Edit, Refusal> {
        match self.text.index.take(update, Size::Live, |_| true) {
            Ok(Verdict::News(news) | Verdict::CleanUp(news)) => {
                let sections = news.roots.into_iter().filter_map(|root| root.try_into().ok()).collect();
                Ok(Edit { doc: Doc::Text, sections, clients: news.clients, update: news.update })
            }
            Ok(Verdict::None) => Err(Refusal::Malformed("it brings nothing new".to_owned())),
            Err(fault) => Err(refusal(&fault)),
        }
    }

    fn own(&self, then: &mut Statement, entry: Entry) -> Result<Written, Refusal> {
        then.judge(&entry.by, entry.at, &entry.act)?;
        match &entry.act {
            Act::Edit(edit) if !document::readable(&edit.update) => {
                return Err(Refusal::Malformed("the text could not take it in".to_owned()));
            }
            _ => {}
        }
        then.apply(then.seq() + 1, &entry);
        Ok(Written::new(entry))
    }

    /// S38: the record, and the edit it announces.
    pub(crate) fn correct(
        &mut self,
        ticket: Ticket,
        by: &PersonId,
        correction: &Correction,
        client: u32,
        now: Millis,
    ) {
        let known = self.text.index.overlay();
        let judged = self.judge_correction(by, correction, client, now);
        self.judged(ticket, judged, known);
    }

    fn judge_correction(
        &mut self,
        by: &PersonId,
        correction: &Correction,
        client: u32,
        now: Millis,
    ) -> Result<Vec<Written>, Refusal> {
        if let Some(why) = &self.read_only {
            return Err(Refusal::ReadOnly(why.clone()));
        }
        let mut then = self.ahead.clone();
        // Rights and the text she meant first: who may not correct costs nothing.
        let person = then.person(by).ok_or(Refusal::NotHere)?;
        statement::may(person.role, then.phase(), Kind::Correct)?;
        let Correction { section, block, after, reason, of } = correction;
        let shown = then.section(section).filter(|standing| standing.section.shown);
        let heading = shown.ok_or(Refusal::Unknown("section"))?.section.title.clone();
        if then.lock().is_none_or(|locked| locked.lock.check_code != *of) {
            return Err(Refusal::Changed { section: heading });
        }
        if after.len() > MOST {
            return Err(Refusal::TooLarge("the paragraph is too long to be corrected in place".to_owned()));
        }
        let mut text = self
            .text
            .document
            .ahead(self.waiting.updates(Doc::Text))
            .map_err(|broken| self.set_read_only(&broken))?;
        let state = text.full().map_err(|broken| self.set_read_only(&broken))?;
        let amended = amend(&state, client, section.as_str(), *block, after);
        let amended = amended.map_err(|broken| Refusal::Malformed(broken.to_string()))?;
        let (before, update) = amended.ok_or_else(|| {
            Refusal::Field("a slip is put right within one paragraph, and adds no line".to_owned())
        })?;
        if before == *after {
            return Err(Refusal::Field("nothing is different".to_owned()));
        }
        let edit = self.taken(&update)?;
        text.push(edit.update.clone());
        let shown =
            read(&then, true, |root| text.blocks(root)).map_err(|broken| self.set_read_only(&broken))?;
        let lock = Lock {
            text_seq: then.seq() + 2,
            check_code: canonical::check_code(&shown),
            word_hash: canonical::word_hash(&shown),
            words: words::of_text(&shown),
            because: String::new(),
            warnings: Vec::new(),
        };
        if lock.words == 0 {
            return Err(Refusal::Empty);
        }
        let slip = Slip {
            reason: reason.clone(),
            section: section.clone(),
            before,
            after: after.clone(),
            of: of.clone(),
            edit: canonical::hash(&edit.update),
            lock,
        };
        let record = Entry { at: now, by: by.clone(), act: Act::Correct(Box::new(slip)) };
        let edit = Entry { at: now, by: by.clone(), act: Act::Edit(edit) };
        Ok(vec![self.own(&mut then, record)?, self.own(&mut then, edit)?])
    }
}

/// Bytes of a paragraph that is corrected.
const MOST: usize = 64 * 1024;
