//! What pages compare themselves with now and then (law R11): a page that reads other words than the room, with the
//! same entries in it, loads the Doc anew.

use crate::{Outbound, Seq, document::Broken, room::Live};
use statement::{Doc, Millis, SectionId, SectionText, Text, canonical};
use std::{collections::BTreeMap, sync::Arc};

/// How long after something changed, or somebody opened the text: one reading for all that came meanwhile.
const AFTER: Millis = 20_000;
/// Letters above which a text is not read for this: hashing it would hold the room up.
const LETTERS: usize = 256 * 1024;

/// When the next comparison is due.
#[derive(Debug, Default)]
pub(crate) struct Checks {
    /// Somebody opened the text since the last.
    pub(crate) opened: bool,
    /// The entry the last was told at.
    at: Seq,
    due: Option<Millis>,
    too_large: bool,
}

impl Live {
    /// Notes that there is something new to compare.
    pub(crate) fn check_soon(&mut self, now: Millis) {
        let checks = &mut self.checks;
        let news = checks.opened || checks.at != self.head.seq;
        if news && checks.due.is_none() && !checks.too_large && !self.conns.is_empty() {
            checks.due = Some(now.saturating_add(AFTER));
        }
    }

    pub(crate) fn check_wake(&self) -> Option<Millis> {
        self.checks.due
    }

    /// An interval that began at a time that has not come yet begins now (law R21).
    pub(crate) fn check_clock_was_set_back(&mut self, now: Millis) {
        self.checks.due = self.checks.due.map(|due| due.min(now.saturating_add(AFTER)));
    }

    /// Bytes that a comparison must apply first, if one is due now.
    pub(crate) fn check_bytes(&self, now: Millis) -> usize {
        let due = self.checks.due.is_some_and(|due| due <= now);
        if due { self.text.document.behind() } else { 0 }
    }

    /// Tells everybody who follows the text what it says by section, if that is due.
    pub(crate) fn check(&mut self, now: Millis) {
        if self.checks.due.is_none_or(|due| due > now) {
            return;
        }
        self.checks.due = None;
        let follow = self.conns.iter().filter(|(_, conn)| conn.follow(Doc::Text).opened);
        let follow: Vec<_> = follow.map(|(id, _)| *id).collect();
        if follow.is_empty() || self.read_only.is_some() {
            return;
        }
        (self.checks.opened, self.checks.at) = (false, self.head.seq);
        match self.section_hashes() {
            Ok(Some(sections)) => {
                let (seq, link, sections) = (self.head.seq, self.head.link, Arc::new(sections));
                for id in follow {
                    self.tell(id, Outbound::Check { seq, link, sections: sections.clone() });
                }
            }
            Ok(None) => self.checks.too_large = true,
            Err(broken) => drop(self.set_read_only(&broken)),
        }
    }

    /// By section, hidden ones too; without headings, which a page hears of in another frame. None: too large.
    fn section_hashes(&mut self) -> Result<Option<BTreeMap<SectionId, String>>, Broken> {
        let ids: Vec<SectionId> = self.told.roots().cloned().collect();
        let (mut sections, mut letters) = (Vec::with_capacity(ids.len()), 0);
        for id in &ids {
            let blocks = self.text.document.blocks(id.as_str())?;
            letters += blocks.iter().flat_map(|block| &block.runs).map(|run| run.text.len()).sum::<usize>();
            if letters > LETTERS {
                return Ok(None);
            }
            let (id, heading) = (id.clone(), String::new());
            sections.push(SectionText { id, heading, level: 1, printed: false, blocks });
        }
        let mut hashes = canonical::section_hashes(&Text { sections });
        for id in ids {
            hashes.entry(id).or_default();
        }
        Ok(Some(hashes))
    }
}
