//! What somebody says or decides: judged in its turn, behind every word that came before it (law R2).

use crate::{
    ActError, LockSections, Seq,
    batch::{Step, Written},
    document::SUMMARY,
    message::Ticket,
    reading::{look, read},
    room::{Effect, Live},
};
use journal::Head;
use statement::{
    Act, Doc, Entry, Lock, Millis, PersonId, Refusal, Statement, Summary, Text, canonical, field, words,
};

/// Bytes of the records of one request.
const MOST: usize = 4 * 1024 * 1024;

impl Live {
    /// All of `acts` or none.
    pub(crate) fn act(
        &mut self,
        ticket: Ticket,
        by: PersonId,
        acts: Vec<Act>,
        lock_sections: Option<&LockSections>,
        now: Millis,
    ) {
        let known = self.text.index.overlay();
        let judged = self.judge_acts(&by, acts, lock_sections, now);
        self.judged(ticket, judged, known);
    }

    /// Refused before it was judged: told once everything that may be the reason is on disk.
    pub(crate) fn refuse_act(&mut self, ticket: Ticket, refusal: Refusal) {
        if let Some(Step::Refuse(ticket, refusal)) = self.waiting.after_all(Step::Refuse(ticket, refusal)) {
            self.effects.push(Effect::Answer(ticket, Err(ActError::Refused(refusal))));
        }
    }

    /// What was judged waits for the disk, or its refusal for what may be the reason. `known`: takes of the text's
    /// index before; what a refused act took since is undone.
    pub(crate) fn judged(&mut self, ticket: Ticket, judged: Result<Vec<Written>, Refusal>, known: usize) {
        match judged {
            Ok(all) => self.record(all, Some(ticket)),
            Err(refusal) => {
                while self.text.index.overlay() > known && self.text.index.untake() {}
                self.refuse_act(ticket, refusal);
            }
        }
    }

    /// Records that were judged; none at all are answered when everything before them is on disk.
    pub(crate) fn record(&mut self, all: Vec<Written>, ticket: Option<Ticket>) {
        for written in &all {
            self.foresee(&written.entry);
        }
        let step = Step::Records { all, ticket };
        if step.written().is_empty() {
            if let Some(step) = self.waiting.after_all(step) {
                self.answer(step, self.head.seq);
            }
        } else {
            self.waiting.push(step);
        }
    }

    fn judge_acts(
        &mut self,
        by: &PersonId,
        acts: Vec<Act>,
        lock_sections: Option<&LockSections>,
        now: Millis,
    ) -> Result<Vec<Written>, Refusal> {
        if let Some(why) = &self.read_only {
            return Err(Refusal::ReadOnly(why.clone()));
        }
        let mut then = self.ahead.clone();
        let mut all = Vec::with_capacity(acts.len());
        let mut bytes = 0;
        for mut act in acts {
            match &mut act {
                Act::Create(_) | Act::Edit(_) => return Err(Refusal::Phase),
                Act::Lock(lock) => self.judge_lock(&then, by, now, lock, lock_sections)?,
                Act::ApproveSummary { words } => self.judge_approval(&then, by, now, words)?,
                _ => {}
            }
            then.judge(by, now, &act)?;
            let written = Written::new(Entry { at: now, by: by.clone(), act });
            then.apply(then.seq() + 1, &written.entry);
            bytes += written.bytes.len();
            if bytes > MOST {
                return Err(Refusal::TooLarge(
                    "this is too large to send at once: send it in parts".to_owned(),
                ));
            }
            let section = match &written.entry.act {
                Act::AddSection { section, .. } => Some(section.id.clone()),
                _ => None,
            };
            all.push(written);
            if let Some(section) = section {
                all.push(self.seed_section(&mut then, &section, now)?);
            }
        }
        Ok(all)
    }

    /// Compare-and-set: the text with every word before this, against the one the chair's page showed. What her
    /// browser counted is replaced by what is counted here.
    fn judge_lock(
        &mut self,
        then: &Statement,
        by: &PersonId,
        now: Millis,
        lock: &mut Lock,
        sections: Option<&LockSections>,
    ) -> Result<(), Refusal> {
        // Rights first: who may not lock costs nothing.
        let probe = Lock { words: lock.words.max(1), ..lock.clone() };
        then.judge(by, now, &Act::Lock(Box::new(probe)))?;
        let built = self.text.document.ahead(self.waiting.updates(Doc::Text)).and_then(|mut text| {
            let mut summary = self.summary.document.ahead(self.waiting.updates(Doc::Summary))?;
            let shown = read(then, true, |root| text.blocks(root))?;
            let hidden = read(then, false, |root| text.blocks(root))?;
            Ok((shown, hidden, summary.blocks(SUMMARY)?, text))
        });
        let (shown, hidden, summary, text) = built.map_err(|broken| self.set_read_only(&broken))?;
        if canonical::check_code(&shown) != lock.check_code {
            return Err(Refusal::Changed { section: differs(then, &shown, sections) });
        }
        lock.word_hash = canonical::word_hash(&shown);
        lock.words = words::of_text(&shown);
        let checklist = look(then, &shown, &hidden, &summary, &self.unsaved_by_person());
        if let Some(forbids) = checklist.forbids {
            return Err(forbids);
        }
        lock.warnings = checklist.warnings.iter().map(|warning| warning.code.to_owned()).collect();
        lock.warnings.dedup();
        // Her page may have shown an earlier list: whoever locks over a warning has read this one.
        if lock.warnings.is_empty() || !field::is_blank(&lock.because) {
            self.judged_text = Some(text);
            Ok(())
        } else {
            Err(Refusal::Because)
        }
    }

    /// The chair stands by the words she read, not by those that came in between.
    fn judge_approval(
        &mut self,
        then: &Statement,
        by: &PersonId,
        now: Millis,
        words: &str,
    ) -> Result<(), Refusal> {
        then.judge(by, now, &Act::ApproveSummary { words: words.to_owned() })?;
        let summary = self.summary.document.ahead(self.waiting.updates(Doc::Summary));
        let blocks = summary.and_then(|mut summary| summary.blocks(SUMMARY));
        let blocks = blocks.map_err(|broken| self.set_read_only(&broken))?;
        if Summary::new(then, blocks).word_hash == words {
            Ok(())
        } else {
            Err(Refusal::Changed { section: "Summary".to_owned() })
        }
    }

    /// A page is on disk: everybody is told what is theirs (law R1).
    pub(crate) fn landed(&mut self, head: Head, now: Millis) {
        let page = self.waiting.land();
        let first = self.head.seq + 1;
        let entries: usize = page.iter().map(|step| step.written().len()).sum();
        if head.seq != self.head.seq + entries as u64 {
            return self.fail("the journal is not where this room thought");
        }
        let generation = self.told.generation();
        let approved = self.told.summary_approved().is_some();
        self.head = head;
        self.fold(&page);
        self.tell_edits(&page, first);
        self.tell_saved(&page);
        // The one decision that an edit ends.
        let fell = approved && self.told.summary_approved().is_none();
        let records = page.iter().any(|step| matches!(step, Step::Records { all, .. } if !all.is_empty()));
        if records {
            self.records_passed(&page, generation, fell, now);
        } else if fell {
            self.tell_all_views(now);
        }
        let mut seq = first - 1;
        for step in page {
            seq += step.written().len() as u64;
            self.answer(step, seq);
        }
    }

    /// One `Saved` a connection, however many of its updates the page holds.
    fn tell_saved(&mut self, page: &[Step]) {
        let mut highest = std::collections::BTreeMap::new();
        for step in page {
            if let Step::Edit { conn, number, .. } | Step::Saved { conn, number } = step {
                let most = highest.entry(*conn).or_insert(*number);
                *most = (*most).max(*number);
            }
        }
        for (conn, number) in highest {
            self.saved(conn, number);
        }
    }

    /// Rights change at once: whoever sees any of it is told, and who may not be here any more goes.
    fn records_passed(&mut self, page: &[Step], generation: u32, fell: bool, now: Millis) {
        let announced =
            |step: &Step| step.written().iter().any(|w| matches!(w.entry.act, Act::AnnounceFinalReading(_)));
        if page.iter().any(announced) {
            self.announced_at = Some(now);
        }
        if fell {
            self.tell_all_views(now);
        } else {
            self.views_changed(page.iter().flat_map(Step::written).map(|written| &written.entry), now);
        }
        self.recheck(now);
        self.look_at_link_ends();
        if generation != self.told.generation() {
            self.part_with_old_pages();
        }
    }

    /// What a step says once it and everything before it is on disk.
    fn answer(&mut self, step: Step, seq: Seq) {
        match step {
            Step::Edit { .. } | Step::Saved { .. } => {}
            Step::Records { ticket: None, .. } => {}
            Step::Records { ticket: Some(ticket), .. } => self.effects.push(Effect::Answer(ticket, Ok(seq))),
            Step::Tell(conn, message) => self.tell(conn, message),
            Step::Refuse(ticket, refusal) => {
                self.effects.push(Effect::Answer(ticket, Err(ActError::Refused(refusal))));
            }
            Step::Presence(conn, words) => self.tell_carets(conn, words, self.now),
        }
    }
}

/// The heading under which the two texts differ; the title where the page did not say.
fn differs(statement: &Statement, text: &Text, theirs: Option<&LockSections>) -> String {
    let ours = canonical::section_hashes(text);
    let heading = theirs.and_then(|theirs| {
        let other = |id: &&statement::SectionId| ours.get(*id) != theirs.get(*id);
        let id = statement.roots().find(other)?;
        Some(statement.section(id)?.section.title.clone())
    });
    heading.unwrap_or_else(|| statement.title().to_owned())
}
