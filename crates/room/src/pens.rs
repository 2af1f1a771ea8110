//! Pens down: an announced final reading begins when every drafter's page has flushed, or 5 seconds later.

use crate::{ConnId, batch::Written, room::Live};
use statement::{Act, Entry, Kind, Millis, PersonId, Phase, Role, may};

/// How long the pages have for their last words, in milliseconds.
const FLUSH: Millis = 5_000;

impl Live {
    /// A page says how many of its words are not saved.
    pub(crate) fn unsaved(&mut self, id: ConnId, words: u32, now: Millis) {
        if let Some(conn) = self.conns.get_mut(&id) {
            conn.unsaved = words;
            conn.unsaved_at = Some(now);
        }
    }

    /// Whether somebody writes in the text or the summary, by their role: a drafter does after pens down too, when the
    /// chair looks for words that did not come through.
    pub(crate) fn writes(&self, person: &PersonId) -> bool {
        let writes = |role| {
            [Kind::EditText, Kind::EditSummary].iter().any(|kind| may(role, Phase::Drafting, *kind).is_ok())
        };
        self.told.person(person).is_some_and(|person| writes(person.role))
    }

    /// When pens go down; what a page reported before that, or before it was told, does not count.
    fn pens_down(&self) -> Option<Millis> {
        let announcement =
            self.told.announced().filter(|_| self.told.announced() == self.ahead.announced())?;
        Some(self.announced_at.map_or(announcement.pens_down, |told| announcement.pens_down.max(told)))
    }

    /// Begins the final reading if it is time.
    pub(crate) fn pens(&mut self, now: Millis) {
        let Some(down) = self.pens_down().filter(|down| now >= *down && self.may_save()) else {
            return;
        };
        if now < down.saturating_add(FLUSH) && !self.flushed(down) {
            return;
        }
        let kyodo = PersonId::kyodo();
        let act = Act::BeginFinalReading;
        // Only on the durable announcement, so nothing that waits can forbid it; if it does, that stands.
        if self.ahead.judge(&kyodo, now, &act).is_ok() {
            self.record(vec![Written::new(Entry { at: now, by: kyodo, act })], None);
        }
    }

    fn flushed(&self, down: Millis) -> bool {
        let drafts = |person| self.told.person(person).is_some_and(|person| person.role == Role::Drafter);
        let done = |at: Option<Millis>| at.is_some_and(|at| at >= down);
        self.conns.values().filter(|c| drafts(&c.person)).all(|c| c.unsaved == 0 && done(c.unsaved_at))
    }

    /// When to look next: at pens down, for rooms without drafters, and when the time to flush is over.
    pub(crate) fn pens_wake(&self) -> Option<Millis> {
        let down = self.pens_down().filter(|_| self.read_only.is_none())?;
        [down, down.saturating_add(FLUSH)].into_iter().find(|at| self.now < *at)
    }
}
