//! What is asked of a room: always about what is on disk.

use crate::{
    Held, Here, LinkInfo, Looking, Reading,
    document::{Broken, SUMMARY},
    room::Live,
};
use statement::{
    Block, Doc, Millis, PersonId, Refusal, SectionText, Statement, Text, View, canonical,
    checklist::{Checklist, Looked, checklist},
    words,
};
use std::{collections::BTreeMap, sync::Arc};

impl Live {
    /// The statement as one person may see it, for a session that came in by this link, or by none: where that ended,
    /// why (S12).
    pub(crate) fn enter(
        &mut self,
        person: &PersonId,
        link: Option<&str>,
        now: Millis,
    ) -> Result<View, Refusal> {
        self.told.admit(person, link, now)?;
        self.view(person, now)
    }

    /// Whose link that is, if it opens now.
    pub(crate) fn link(&self, hash: &str, now: Millis) -> Option<LinkInfo> {
        let person = self.told.link(hash, now)?.id.clone();
        let ends = self.told.personal_link(hash).and_then(|link| link.ends);
        Some(LinkInfo { person, ends })
    }

    /// What a link's hash stands for, if for anything.
    pub(crate) fn held(&self, hash: &str, now: Millis) -> Option<Held> {
        if let Some(info) = self.link(hash, now) {
            return Some(Held::Open(info));
        }
        if let Some(shared) = self.told.shared(hash, now) {
            return Some(Held::Shared(shared.clone()));
        }
        if self.told.many(hash).is_some() {
            return Some(Held::EndedShared);
        }
        Some(Held::Ended(self.told.owner_of_link(hash)?.id.clone()))
    }

    /// Who is connected, each once.
    pub(crate) fn here(&self) -> Vec<Here> {
        let name = |person: &PersonId| self.told.person(person).map(|p| p.name.clone()).unwrap_or_default();
        let here = |(person, unsaved)| Here { name: name(&person), person, unsaved };
        self.unsaved_by_person().into_iter().map(here).collect()
    }

    /// Words that are not saved, by person who is here; of who may write nothing there is nothing to wait for (S35).
    pub(crate) fn unsaved_by_person(&self) -> BTreeMap<PersonId, u32> {
        let mut all = BTreeMap::new();
        for conn in self.conns.values() {
            let words: &mut u32 = all.entry(conn.person.clone()).or_default();
            *words = words.saturating_add(if self.writes(&conn.person) { conn.unsaved } else { 0 });
        }
        all
    }

    /// The words of what is on disk.
    pub(crate) fn reading(&mut self) -> Result<Reading, Refusal> {
        let sections = |shown| move |live: &mut Self| live.told_text(shown);
        let text = sections(true)(self)?;
        let hidden = sections(false)(self)?;
        let summary = self.summary_blocks()?;
        Ok(Reading { seq: self.head.seq, statement: Arc::new(self.told.clone()), text, hidden, summary })
    }

    fn told_text(&mut self, shown: bool) -> Result<Text, Refusal> {
        let told = &self.told;
        let document = &mut self.text.document;
        read(told, shown, |root| document.blocks(root)).map_err(|broken| self.set_read_only(&broken))
    }

    fn summary_blocks(&mut self) -> Result<Vec<Block>, Refusal> {
        self.summary.document.blocks(SUMMARY).map_err(|broken| self.set_read_only(&broken))
    }

    /// A Doc whole, as one update.
    pub(crate) fn state(&mut self, doc: Doc) -> Result<Vec<u8>, Refusal> {
        self.paper(doc).document.full().map_err(|broken| self.set_read_only(&broken))
    }

    /// What is on disk, and what is not.
    pub(crate) fn looking(&mut self) -> Result<Looking, Refusal> {
        Ok(Looking { reading: self.reading()?, unsaved: self.unsaved_by_person() })
    }
}

impl Reading {
    /// Whether these words may be read or printed as what the statement says (law R13): a locked text only where its
    /// check code is the lock's, or the last correction's.
    pub fn as_locked(&self) -> Result<(), Refusal> {
        let Some(locked) = self.statement.lock() else { return Ok(()) };
        let (said, locked) = (canonical::check_code(&self.text), &locked.lock.check_code);
        if said == *locked {
            return Ok(());
        }
        tracing::error!(statement = %self.statement.id(), seq = self.seq, said, locked, "the text is not what was locked: it is not given out");
        Err(Refusal::NotAsLocked)
    }
}

impl Looking {
    /// What stands in the way of a lock. Not on the room's turn: the words of a long text take a moment to count.
    pub fn checklist(&self) -> Checklist {
        let Reading { statement, text, hidden, summary, .. } = &self.reading;
        look(statement, text, hidden, summary, &self.unsaved)
    }
}

pub(crate) fn look(
    statement: &Statement,
    text: &Text,
    hidden: &Text,
    summary: &[Block],
    unsaved: &BTreeMap<PersonId, u32>,
) -> Checklist {
    let hidden = hidden.sections.iter().map(|section| (section.id.clone(), words::of_section(section)));
    let looked = Looked { text, hidden: &hidden.collect(), summary: words::of_blocks(summary), unsaved };
    checklist(statement, looked)
}

/// The shown or the hidden sections of a statement, with what `blocks` says stands in each root.
pub(crate) fn read(
    statement: &Statement,
    shown: bool,
    mut blocks: impl FnMut(&str) -> Result<Vec<Block>, Broken>,
) -> Result<Text, Broken> {
    let sections = statement.sections().map(|standing| &standing.section).filter(|s| s.shown == shown);
    let sections = sections.map(|section| {
        Ok(SectionText {
            id: section.id.clone(),
            heading: section.title.clone(),
            level: section.level,
            printed: section.printed,
            blocks: blocks(section.id.as_str())?,
        })
    });
    Ok(Text { sections: sections.collect::<Result<_, _>>()? })
}
