//! The room as a state machine: what happened in, what is to be done out. No clock, no task, no disk.

use crate::{
    ActError, Bye, ConnId, Correction, Inbound, LockSections, Outbound, Seq,
    batch::{Step, Waiting},
    check::Checks,
    document::{Broken, Document},
    join::Conn,
    message::Ticket,
    opens::Opens,
    paper::Paper,
    presence::Carets,
    shares::Shares,
    snapshot,
    views::Views,
};
use journal::{Head, Snapshot, StoreError};
use statement::{Act, Doc, Entry, LinkHash, Millis, PersonId, Refusal, Statement};
use std::collections::BTreeMap;

/// Entries after which a snapshot is due.
const SNAPSHOT_ENTRIES: u64 = 1_000;
/// Bytes of entries after which a snapshot is due.
const SNAPSHOT_BYTES: usize = 1024 * 1024;

/// What happened.
#[derive(Debug)]
pub(crate) enum Event {
    /// A connection sent something.
    Inbound(ConnId, Inbound),
    /// A connection went.
    Left(ConnId),
    /// Somebody who came in by this link, or by none, asks for acts, all or none.
    Act {
        ticket: Ticket,
        by: PersonId,
        link: Option<LinkHash>,
        acts: Vec<Act>,
        lock_sections: Option<LockSections>,
    },
    /// The chair puts a slip in the locked text right, under a Yjs client id that nobody used.
    Correct { ticket: Ticket, by: PersonId, link: Option<LinkHash>, correction: Correction, client: u32 },
    /// The page in flight is on disk, or is not.
    Appended(Result<Head, String>),
    /// Nothing can be saved from now on, and why; or everything again.
    Trouble(Option<StoreError>),
    /// The time that `next_wake` named has come, or nothing else has.
    Wake,
}

/// What is to be done, in this order.
#[derive(Debug)]
pub(crate) enum Effect {
    /// Tell a connection. After a `Bye` it is forgotten here.
    Tell(ConnId, Outbound),
    /// Append a page, and say how it went.
    Append { after: Seq, entries: Vec<Vec<u8>> },
    /// Tell who waits for an act.
    Answer(Ticket, Result<Seq, ActError>),
    /// A snapshot is due: ask for it, and keep it.
    SnapshotDue,
    /// Nothing here is worth anything any more: the next `open` reads the disk (law R7).
    End,
}

/// One live statement.
#[derive(Debug)]
pub(crate) struct Live {
    /// The last entry on disk.
    pub(crate) head: Head,
    /// What came out of the journal.
    pub(crate) told: Statement,
    /// The same and everything that waits: what the next is judged against.
    pub(crate) ahead: Statement,
    pub(crate) text: Paper,
    pub(crate) summary: Paper,
    pub(crate) waiting: Waiting,
    pub(crate) conns: BTreeMap<ConnId, Conn>,
    pub(crate) carets: Carets,
    /// When everybody was told that pens will go down; none: before this room was opened.
    pub(crate) announced_at: Option<Millis>,
    /// The time of the last turn: what was due by then is done.
    pub(crate) now: Millis,
    /// When the next link ends that the chairs see as open.
    pub(crate) link_ends: Option<Millis>,
    /// Why this room can only be read.
    pub(crate) read_only: Option<String>,
    /// The text that the last lock was judged on: once the lock is on disk, it is the text (law R23).
    pub(crate) judged_text: Option<Document>,
    pub(crate) shares: Shares,
    /// Why nothing can be saved at the moment; then nothing is judged.
    pub(crate) cannot_save: Option<StoreError>,
    pub(crate) next_conn: u64,
    since: (u64, usize),
    pub(crate) snapshot_due: bool,
    pub(crate) checks: Checks,
    pub(crate) effects: Vec<Effect>,
    pub(crate) views: Views,
    pub(crate) opens: Opens,
    /// Everybody is to be told what changed without a record: that the room can only be read.
    views_due: bool,
    /// An append failed: nothing here is worth anything any more.
    ended: bool,
}

/// Whether so much lies behind the last snapshot that the next is due.
fn is_long((entries, bytes): (u64, usize)) -> bool {
    entries >= SNAPSHOT_ENTRIES || bytes >= SNAPSHOT_BYTES
}

impl Live {
    /// A room of what was loaded; `since`: entries behind the snapshot it was loaded from, and their bytes.
    pub(crate) fn new(head: Head, told: Statement, text: Paper, summary: Paper, since: (u64, usize)) -> Self {
        Self {
            head,
            ahead: told.clone(),
            told,
            text,
            summary,
            waiting: Waiting::default(),
            conns: BTreeMap::new(),
            carets: Carets::default(),
            announced_at: None,
            now: Millis::MIN,
            link_ends: None,
            read_only: None,
            judged_text: None,
            shares: Shares::default(),
            cannot_save: None,
            next_conn: 1,
            since,
            snapshot_due: is_long(since),
            checks: Checks::default(),
            effects: Vec::new(),
            views: Views::default(),
            opens: Opens::default(),
            views_due: false,
            ended: false,
        }
    }

    /// Takes in what happened at `now`.
    pub(crate) fn on(&mut self, event: Event, now: Millis) -> Vec<Effect> {
        if self.ended {
            return Vec::new();
        }
        self.time_passes(now);
        match event {
            Event::Inbound(conn, inbound) => self.inbound(conn, inbound, now),
            Event::Left(conn) => self.left(conn),
            Event::Act { ticket, .. } | Event::Correct { ticket, .. } if self.cannot_save.is_some() => {
                let why = self.cannot_save.clone();
                self.effects.extend(why.map(|why| Effect::Answer(ticket, Err(ActError::CannotSave(why)))));
            }
            Event::Act { ticket, by, link, acts, lock_sections } => match self.admits(&by, link, now) {
                Ok(()) => self.act(ticket, by, acts, lock_sections.as_ref(), now),
                Err(refusal) => self.refuse_act(ticket, refusal),
            },
            Event::Correct { ticket, by, link, correction, client } => match self.admits(&by, link, now) {
                Ok(()) => self.correct(ticket, &by, &correction, client, now),
                Err(refusal) => self.refuse_act(ticket, refusal),
            },
            Event::Appended(Ok(head)) => self.landed(head, now),
            Event::Appended(Err(why)) => self.fail(&why),
            Event::Trouble(trouble) => self.trouble(trouble),
            Event::Wake => {}
        }
        if !self.ended {
            if std::mem::take(&mut self.views_due) {
                self.tell_all_views(now);
            }
            self.tell_due_views(now);
            self.pens(now);
            self.check_soon(now);
            self.depart();
        }
        std::mem::take(&mut self.effects)
    }

    fn inbound(&mut self, conn: ConnId, inbound: Inbound, now: Millis) {
        if !self.conns.contains_key(&conn) {
            return;
        }
        match inbound {
            Inbound::Open { doc, state_vector } => self.open(conn, doc, state_vector, now),
            Inbound::Update { .. } if self.cannot_save.is_some() => self.leave_unheard(conn),
            Inbound::Update { number, doc, .. } if self.puts_off(conn, doc) => {
                self.refuse(conn, doc, number, Refusal::Older);
            }
            Inbound::Update { number, doc, bytes } => self.update(conn, number, doc, bytes, now),
            Inbound::Presence { doc, bytes } => self.presence(conn, doc, &bytes, now),
            Inbound::Unsaved { words } => self.unsaved(conn, words, now),
        }
    }

    /// Whether nothing more is to be taken in before a page has landed (law R10).
    pub(crate) fn is_full(&self) -> bool {
        self.waiting.is_full()
    }

    /// Bytes that the next question must apply first.
    pub(crate) fn behind(&self) -> usize {
        self.text.document.behind() + self.summary.document.behind()
    }

    pub(crate) fn paper(&mut self, doc: Doc) -> &mut Paper {
        match doc {
            Doc::Text => &mut self.text,
            Doc::Summary => &mut self.summary,
        }
    }

    pub(crate) fn tell(&mut self, conn: ConnId, message: Outbound) {
        if self.conns.contains_key(&conn) {
            self.effects.push(Effect::Tell(conn, message));
        }
    }

    /// Ends a connection.
    pub(crate) fn bye(&mut self, conn: ConnId, bye: Bye) {
        self.tell(conn, Outbound::Bye(bye));
        self.left(conn);
    }

    /// From here nothing is written (law R8).
    pub(crate) fn set_read_only(&mut self, broken: &Broken) -> Refusal {
        tracing::error!(statement = %self.told.id(), %broken, "the statement can only be read from now on");
        self.views_due |= self.read_only.is_none();
        self.views.forget();
        let why = self.read_only.get_or_insert_with(|| broken.to_string());
        Refusal::ReadOnly(why.clone())
    }

    /// Whether anything may be written: a room that may not writes nothing of its own either.
    pub(crate) fn may_save(&self) -> bool {
        self.read_only.is_none() && self.cannot_save.is_none()
    }

    /// An update that came while nothing can be saved stays on its page (law R15).
    fn leave_unheard(&mut self, id: ConnId) {
        if let Some(conn) = self.conns.get_mut(&id) {
            conn.unheard = true;
        }
    }

    /// Tells everybody; and once things can be saved again, pages whose updates were left unheard send them again.
    fn trouble(&mut self, trouble: Option<StoreError>) {
        self.views_due |= self.cannot_save != trouble;
        self.cannot_save = trouble;
        self.views.forget();
        if self.cannot_save.is_some() {
            return;
        }
        let unheard = self.conns.iter().filter(|(_, conn)| conn.unheard).map(|(id, _)| *id);
        for id in unheard.collect::<Vec<_>>() {
            self.bye(id, Bye::TryAgain("words can be saved again: this connection comes back by itself"));
        }
    }

    fn depart(&mut self) {
        if let Some(entries) = self.waiting.depart() {
            let entries = entries.into_iter().map(<[u8]>::to_vec).collect();
            self.effects.push(Effect::Append { after: self.head.seq, entries });
        }
        if std::mem::take(&mut self.snapshot_due) {
            self.effects.push(Effect::SnapshotDue);
        }
    }

    /// Takes entries of a page that landed into the fold.
    pub(crate) fn fold(&mut self, page: &[Step]) {
        for written in page.iter().flat_map(Step::written) {
            self.told.apply(self.told.seq() + 1, &written.entry);
            self.since = (self.since.0 + 1, self.since.1 + written.bytes.len());
            match &written.entry.act {
                Act::Edit(edit) => self.paper(edit.doc).document.push(edit.update.clone()),
                Act::AddSection { section, .. } => self.text.document.add_root(section.id.as_str()),
                Act::Lock(_) => {
                    if let Some(text) = self.judged_text.take() {
                        self.text.document.replace_with(text);
                    }
                    self.snapshot_due = true;
                }
                Act::Correct(_) => self.snapshot_due = true,
                _ => {}
            }
        }
        self.snapshot_due |= is_long(self.since);
    }

    /// Appends to what is judged, in order.
    pub(crate) fn foresee(&mut self, entry: &Entry) {
        self.ahead.apply(self.ahead.seq() + 1, entry);
    }

    /// What the disk needs to open this room faster; none if nothing happened, or the Docs cannot be built.
    pub(crate) fn snapshot(&mut self) -> Option<Snapshot> {
        if self.read_only.is_some() || self.since.0 == 0 {
            return None;
        }
        match self.full_states() {
            Ok((text, summary)) => {
                self.since = (0, 0);
                let bytes = snapshot::encode(&self.told, &text, &summary).into();
                Some(Snapshot { seq: self.head.seq, link: self.head.link, bytes })
            }
            Err(broken) => {
                self.set_read_only(&broken);
                None
            }
        }
    }

    /// Both Docs whole, each read as its full state is (N5).
    fn full_states(&mut self) -> Result<(Vec<u8>, Vec<u8>), Broken> {
        let mut full = |doc| {
            let document = &mut self.paper(doc).document;
            let full = document.full()?;
            if document.reads_like(&full)? {
                Ok(full)
            } else {
                Err(Broken("put together anew it reads differently".to_owned()))
            }
        };
        Ok((full(Doc::Text)?, full(Doc::Summary)?))
    }

    /// Drops everything that is not on disk, and everybody (law R7).
    pub(crate) fn fail(&mut self, why: &str) {
        tracing::error!(statement = %self.told.id(), why, "a page could not be appended: the room is closed");
        let failed = || match &self.cannot_save {
            Some(error) if error.passes() => Err(ActError::CannotSave(error.clone())),
            _ => Err(ActError::Failed("it could not be saved: try again")),
        };
        for step in self.waiting.give_up() {
            if let Step::Records { ticket: Some(ticket), .. } | Step::Refuse(ticket, _) = step {
                self.effects.push(Effect::Answer(ticket, failed()));
            }
        }
        self.close("what was written last could not be saved: connect again");
    }

    /// Sends everybody away, to come again.
    pub(crate) fn close(&mut self, why: &'static str) {
        for conn in std::mem::take(&mut self.conns).into_keys() {
            self.effects.push(Effect::Tell(conn, Outbound::Bye(Bye::TryAgain(why))));
        }
        self.ended = true;
        self.effects.push(Effect::End);
    }
}
