//! What the time brings: links end, pens go down, pages are asked again. Before anything else of a turn (law R20), so
//! that a room that is never quiet is never late.

use crate::{join::Conn, room::Live};
use statement::{LinkHash, Millis, PersonId, Refusal};

impl Live {
    /// It is `now`: what has come due since the last turn happens.
    pub(crate) fn time_passes(&mut self, now: Millis) {
        if now < self.now {
            self.clock_was_set_back(now);
        }
        let due = self.next_wake().is_some_and(|at| at <= now);
        let link_ended = self.link_ends.is_some_and(|at| at <= now);
        let first = self.now == Millis::MIN;
        self.now = now;
        if due {
            self.ask_again_for_missing(now);
            self.open_waiting(now);
            self.hear_late_carets(now);
            self.recheck(now);
            self.check(now);
        }
        if link_ended {
            self.tell_chairs_views(now);
        }
        if link_ended || first {
            self.look_at_link_ends();
        }
    }

    /// What comes due next. Everything up to the last turn is done, so this lies behind it, though perhaps already in
    /// the past of the clock.
    pub(crate) fn next_wake(&self) -> Option<Millis> {
        let links = self.conns.values().filter_map(|conn| conn.ends);
        let missing = self.conns.values().filter_map(Conn::missing_due);
        links
            .chain(missing)
            .chain(self.link_ends)
            .chain(self.pens_wake())
            .chain(self.check_wake())
            .chain(self.views_wake())
            .chain(self.opens_wake())
            .chain(self.carets_wake())
            .min()
    }

    /// When this statement must be open although nobody has it open: what happens then is an entry (law R22).
    pub(crate) fn due(&self) -> Option<Millis> {
        self.told.next_due().filter(|_| self.read_only.is_none())
    }

    /// Whether somebody who came in by this link, or by none, may be here now.
    pub(crate) fn admits(&self, by: &PersonId, link: Option<LinkHash>, now: Millis) -> Result<(), Refusal> {
        match link {
            Some(link) => self.told.admit(by, Some(&link), now).map(drop),
            None => Ok(()),
        }
    }

    /// The next link that ends by itself: the chairs are then told a view without it.
    pub(crate) fn look_at_link_ends(&mut self) {
        self.link_ends = self.told.next_link_end(self.now);
    }

    /// Intervals that began at a time that has not come yet begin now (law R21).
    fn clock_was_set_back(&mut self, now: Millis) {
        let by = self.now.saturating_sub(now);
        if by >= 1_000 {
            tracing::warn!(statement = %self.told.id(), by, "the clock was set back");
        }
        let back = |mark: &mut Option<Millis>| *mark = mark.map(|at| at.min(now));
        for conn in self.conns.values_mut() {
            back(&mut conn.missing_told);
            back(&mut conn.unsaved_at);
        }
        back(&mut self.announced_at);
        self.check_clock_was_set_back(now);
        self.opens.pace.clock_was_set_back(now);
        self.carets.pace.clock_was_set_back(now);
        self.now = now;
        self.look_at_link_ends();
    }
}
