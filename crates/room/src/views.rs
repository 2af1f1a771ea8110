//! What pages are told of the statement: made once for all people of a kind, and paced (law R16).

use crate::{ConnId, Outbound, outbox, room::Live};
use statement::{Entry, Millis, Person, PersonId, Refusal, Role, View, view::Common};
use std::{collections::BTreeSet, sync::Arc};

/// Milliseconds between two tellings of what may wait.
const PACE: Millis = 250;
/// The same at most, however much was told.
const SLOWEST: Millis = 2_000;
/// Bytes told in a millisecond: views of many people for many pages take their time.
const BYTES: usize = 16 * 1024;

/// The views that were made last, and the pages that are still to be told.
#[derive(Debug, Default)]
pub(crate) struct Views {
    /// Of which entry they are.
    of: u64,
    /// What chairs see, and until when: links end.
    chairs: Option<(Arc<Common>, Option<Millis>)>,
    others: Option<Arc<Common>>,
    /// Pages that see something new, and are told with the next.
    due: BTreeSet<ConnId>,
    /// When what may wait was told last, and when the next may be.
    told: Millis,
    next: Millis,
    /// How many were made, for tests that count work.
    pub(crate) made: u64,
}

impl Views {
    /// The statement changed without an entry.
    pub(crate) fn forget(&mut self) {
        (self.chairs, self.others) = (None, None);
    }

    /// Whether what waits may be told; a clock that was set back holds nobody up.
    fn may(&self, now: Millis) -> bool {
        now >= self.next || now < self.told
    }

    fn is_told(&mut self, bytes: usize, now: Millis) {
        let takes = Millis::try_from(bytes / BYTES).unwrap_or(SLOWEST).clamp(PACE, SLOWEST);
        (self.told, self.next) = (now, now.saturating_add(takes));
    }
}

impl Live {
    /// The statement as one person may see it.
    pub(crate) fn view(&mut self, person: &PersonId, now: Millis) -> Result<View, Refusal> {
        let chair = self.told.person(person).is_some_and(|person| person.role == Role::Chair);
        let common = self.common(chair, now);
        self.told.view_with(person, common)
    }

    fn common(&mut self, chair: bool, now: Millis) -> Arc<Common> {
        let Self { views, told, read_only, cannot_save, .. } = self;
        if views.of != told.seq() {
            views.of = told.seq();
            views.forget();
        }
        let mut make = |chair| {
            views.made += 1;
            let cannot_save = cannot_save.as_ref().map(ToString::to_string);
            Arc::new(told.common(chair, now, read_only.clone(), cannot_save))
        };
        if !chair {
            return views.others.get_or_insert_with(|| make(false)).clone();
        }
        match &views.chairs {
            Some((common, until)) if until.is_none_or(|until| now < until) => common.clone(),
            _ => {
                let common = make(true);
                views.chairs = Some((common.clone(), told.next_link_end(now)));
                common
            }
        }
    }

    /// Entries are on disk: pages whose person sees another statement now are told, at once or with the next.
    pub(crate) fn views_changed<'a>(
        &mut self,
        entries: impl Iterator<Item = &'a Entry> + Clone,
        now: Millis,
    ) {
        let shows = |person: &Person| entries.clone().any(|entry| entry.shows(person));
        let hurries = |person: &Person| entries.clone().any(|entry| entry.shows(person) && !entry.waits());
        let mut at_once = Vec::new();
        for (id, conn) in &self.conns {
            let Some(person) = self.told.person(&conn.person).filter(|person| shows(person)) else {
                continue;
            };
            self.views.due.insert(*id);
            if hurries(person) {
                at_once.push(*id);
            }
        }
        self.tell_views(at_once, now);
        self.tell_due_views(now);
    }

    /// Tells everybody the statement as they see it now.
    pub(crate) fn tell_all_views(&mut self, now: Millis) {
        self.tell_views(self.conns.keys().copied().collect(), now);
    }

    /// Tells the chairs: a link that they see has ended by itself.
    pub(crate) fn tell_chairs_views(&mut self, now: Millis) {
        let chair = |id: &PersonId| self.told.person(id).is_some_and(|person| person.role == Role::Chair);
        let chairs = self.conns.iter().filter(|(_, conn)| chair(&conn.person)).map(|(id, _)| *id).collect();
        self.tell_views(chairs, now);
    }

    /// Tells those that wait, if it is time.
    pub(crate) fn tell_due_views(&mut self, now: Millis) {
        if !self.views.due.is_empty() && self.views.may(now) {
            let due = std::mem::take(&mut self.views.due).into_iter().collect();
            let bytes = self.tell_views(due, now);
            self.views.is_told(bytes, now);
        }
    }

    /// When those that wait are to be told.
    pub(crate) fn views_wake(&self) -> Option<Millis> {
        (!self.views.due.is_empty()).then_some(self.views.next)
    }

    /// Tells these; how many bytes that is, about.
    fn tell_views(&mut self, conns: Vec<ConnId>, now: Millis) -> usize {
        let seq = self.head.seq;
        let mut bytes = 0;
        for id in conns {
            self.views.due.remove(&id);
            let Some(person) = self.conns.get(&id).map(|conn| conn.person.clone()) else { continue };
            if let Ok(view) = self.view(&person, now) {
                let message = Outbound::Event { seq, view: Box::new(view) };
                bytes += outbox::weight(&message);
                self.tell(id, message);
            }
        }
        bytes
    }
}
