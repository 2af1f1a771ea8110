//! Words: from a connection's bytes to an entry, or a refusal (HOUSE: the life of an edit, the life of a refusal).

use crate::{
    ConnId, Outbound, Seq,
    batch::{Step, Written},
    document,
    held::{Held, Lack},
    room::Live,
};
use gate::{Fault, Size, Verdict};
use statement::{Act, Doc, Edit, Entry, Millis, PersonId, Refusal};
use std::{collections::BTreeMap, sync::Arc};

/// How a connection follows one Doc.
#[derive(Debug, Default)]
pub(crate) struct Follow {
    /// It asked for the state, so it gets what others write.
    pub(crate) opened: bool,
    /// It was refused: nothing it sends is read any more (law R4).
    pub(crate) stopped: bool,
    /// Frames dropped since.
    pub(crate) dropped: u64,
    /// It was told what the room has, so one large upload may come.
    pub(crate) upload: bool,
    /// Updates that hang on something unknown; judged again once that has come (law R6).
    pub(crate) held: Vec<Held>,
    /// A `Missing` is to be sent as soon as it may.
    pub(crate) missing: bool,
}

/// What became of an update.
pub(crate) enum Judged {
    /// It waits for the disk.
    Taken,
    /// Nothing to write.
    NoNews,
    /// It hangs on something unknown.
    Missing(Lack),
    /// It may not be.
    Refused(Refusal),
}

impl Live {
    /// An update of a connection.
    pub(crate) fn update(&mut self, id: ConnId, number: u64, doc: Doc, bytes: Vec<u8>, now: Millis) {
        let Some(conn) = self.conns.get_mut(&id) else { return };
        let in_turn = number > conn.number;
        conn.number = conn.number.max(number);
        let follow = conn.follow_mut(doc);
        if follow.stopped {
            follow.dropped += 1;
            return;
        }
        if !in_turn {
            return self.refuse(id, doc, number, Refusal::Malformed("its number is out of turn".to_owned()));
        }
        let live = bytes.len() <= gate::Caps::STATEMENT.live_bytes;
        let size = if !live && std::mem::take(&mut follow.upload) { Size::Step2 } else { Size::Live };
        match self.judge(id, number, doc, &bytes, size, now) {
            Judged::Taken => {}
            Judged::NoNews => self.acknowledge(id, number),
            Judged::Refused(refusal) => return self.refuse(id, doc, number, refusal),
            Judged::Missing(lacks) => {
                return self.hold(id, doc, Held { number, bytes, lacks, judged: 1 }, now);
            }
        }
        self.judge_held(id, doc, now);
    }

    /// Judges one update against everything before it; news waits for the disk afterwards.
    pub(crate) fn judge(
        &mut self,
        id: ConnId,
        number: u64,
        doc: Doc,
        bytes: &[u8],
        size: Size,
        now: Millis,
    ) -> Judged {
        let Some(conn) = self.conns.get(&id) else { return Judged::NoNews };
        let by = conn.person.clone();
        if let Some(why) = &self.read_only {
            return Judged::Refused(Refusal::ReadOnly(why.clone()));
        }
        let may = self.ahead.may_edit(&by, doc);
        let (ahead, index) = match doc {
            Doc::Text => (&self.ahead, &mut self.text.index),
            Doc::Summary => (&self.ahead, &mut self.summary.index),
        };
        // Who may not write is told that, not whose client id it was.
        let mine = |client| {
            may.is_err()
                || ahead.owner(client).map_or_else(
                    || !self.carets.is_of_another(client, &by, &self.conns),
                    |owner| *owner == by,
                )
        };
        let news = match (index.take(bytes, size, mine), &may) {
            (Ok(Verdict::None), _) => return Judged::NoNews,
            (Ok(Verdict::News(news) | Verdict::CleanUp(news)), Ok(())) => news,
            (Ok(Verdict::CleanUp(news)), Err(_)) if !news.gc => {
                index.untake();
                return Judged::NoNews;
            }
            (Ok(_), Err(refusal)) => {
                index.untake();
                return Judged::Refused(refusal.clone());
            }
            (Err(Fault::MissingDependencies { client, clock }), Ok(())) => {
                return Judged::Missing(Lack { client, clock });
            }
            (Err(Fault::MissingDependencies { .. }), Err(refusal)) => {
                return Judged::Refused(refusal.clone());
            }
            (Err(fault), _) => {
                if fault == Fault::Unrepeatable {
                    tracing::error!(statement = %self.told.id(), person = %by, "an edit could not be read again: a fault of the gate");
                }
                return Judged::Refused(refusal(&fault));
            }
        };
        let paper = if doc == Doc::Text { &self.text } else { &self.summary };
        if let Err(refusal) = self.shares.add(&self.ahead, paper, doc, &by, &news, now) {
            self.paper(doc).index.untake();
            return Judged::Refused(refusal);
        }
        let sections = match doc {
            Doc::Text => news.roots.into_iter().filter_map(|root| root.try_into().ok()).collect(),
            Doc::Summary => Vec::new(),
        };
        let act = Act::Edit(Edit { doc, sections, clients: news.clients, update: news.update });
        match self.writable(&by, now, &act) {
            Ok(()) => {
                let entry = Entry { at: now, by, act };
                self.foresee(&entry);
                self.waiting.push(Step::Edit { written: Written::new(entry), conn: id, number });
                Judged::Taken
            }
            Err(refusal) => {
                self.paper(doc).index.untake();
                Judged::Refused(refusal)
            }
        }
    }

    /// By the statement's rules, and such that yrs can read it: nothing else is ever stored.
    fn writable(&self, by: &PersonId, now: Millis, act: &Act) -> Result<(), Refusal> {
        self.ahead.judge(by, now, act)?;
        match act {
            Act::Edit(edit) if !document::readable(&edit.update) => {
                Err(Refusal::Malformed("the text could not take it in".to_owned()))
            }
            _ => Ok(()),
        }
    }

    /// Stops the Doc for this connection; told once what may be the reason is on disk (laws R1, R4).
    pub(crate) fn refuse(&mut self, id: ConnId, doc: Doc, number: u64, refusal: Refusal) {
        if let Some(conn) = self.conns.get_mut(&id) {
            let follow = conn.follow_mut(doc);
            follow.stopped = true;
            follow.missing = false;
            follow.held = Vec::new();
            tracing::info!(conn = id.0, person = %conn.person, ?doc, number, code = refusal.code(), "refused");
        }
        let message = Outbound::Refused { doc, number, refusal };
        if let Some(Step::Tell(id, message)) = self.waiting.after_all(Step::Tell(id, message)) {
            self.tell(id, message);
        }
    }

    /// No news: told once everything it may repeat is on disk (law R5).
    pub(crate) fn acknowledge(&mut self, conn: ConnId, number: u64) {
        if let Some(Step::Saved { conn, number }) = self.waiting.after_all(Step::Saved { conn, number }) {
            self.saved(conn, number);
        }
    }

    /// Says `Saved`, unless something of that connection with a lower number still hangs in the air (law R6).
    pub(crate) fn saved(&mut self, id: ConnId, number: u64) {
        let seq = self.head.seq;
        let Some(conn) = self.conns.get_mut(&id) else { return };
        if conn.holds_below(number) {
            conn.owed = conn.owed.max(number);
        } else if number > conn.saved {
            conn.saved = number;
            self.tell(id, Outbound::Saved { number, seq });
        }
    }

    /// Tells everybody what others wrote: one update a Doc where the page merges, else one an entry.
    pub(crate) fn tell_edits(&mut self, page: &[Step], first: Seq) {
        for doc in [Doc::Text, Doc::Summary] {
            let edits = edits_of(page, first, doc);
            if edits.is_empty() {
                continue;
            }
            let takes = edits.len();
            self.paper(doc).index.commit_first(takes);
            // Those who wrote nothing in it all get the same; an author gets the rest.
            let mut made: BTreeMap<Option<ConnId>, Vec<Shared>> = BTreeMap::new();
            let readers: Vec<ConnId> =
                self.conns.iter().filter(|(_, conn)| conn.follow(doc).opened).map(|(id, _)| *id).collect();
            for id in readers {
                let author = edits.iter().any(|edit| edit.1 == id).then_some(id);
                let updates = made.entry(author).or_insert_with(|| merged(&edits, author)).clone();
                for (seq, update) in updates {
                    self.tell(id, Outbound::Update { doc, seq, update });
                }
            }
        }
    }
}

/// No connection has it: edits that stand behind a record came from no page.
const NOBODY: ConnId = ConnId(0);

/// An update many are told of, and the last entry in it.
type Shared = (Seq, Arc<Vec<u8>>);

/// The edits of one Doc in a page: where, whose, what.
fn edits_of(page: &[Step], first: Seq, doc: Doc) -> Vec<(Seq, ConnId, &[u8])> {
    let mut seq = first;
    let mut edits = Vec::new();
    for step in page {
        let author = match step {
            Step::Edit { conn, .. } => *conn,
            _ => NOBODY,
        };
        for written in step.written() {
            if let Act::Edit(edit) = &written.entry.act
                && edit.doc == doc
            {
                edits.push((seq, author, edit.update.as_slice()));
            }
            seq += 1;
        }
    }
    edits
}

fn merged(edits: &[(Seq, ConnId, &[u8])], author: Option<ConnId>) -> Vec<Shared> {
    let others: Vec<_> = edits.iter().filter(|edit| Some(edit.1) != author).collect();
    let bytes: Vec<&[u8]> = others.iter().map(|edit| edit.2).collect();
    match (others.as_slice(), others.last()) {
        ([], _) | (_, None) => Vec::new(),
        ([_, _, ..], Some(last)) if let Some(one) = gate::merge(&bytes) => vec![(last.0, Arc::new(one))],
        _ => others.iter().map(|edit| (edit.0, Arc::new(edit.2.to_vec()))).collect(),
    }
}

/// What people are told of a fault.
pub(crate) fn refusal(fault: &Fault) -> Refusal {
    match fault {
        Fault::NotYours { .. } => Refusal::Foreign,
        Fault::TooMuch("work to fit it in") => {
            Refusal::TooLarge("too many changes were made in one place at once".to_owned())
        }
        Fault::TooMuch("what one text can hold") => {
            Refusal::TooLarge("the text has reached the most it can hold".to_owned())
        }
        Fault::TooMuch(what) => Refusal::TooLarge(format!("that is too large: {what}")),
        other => Refusal::Malformed(other.to_string()),
    }
}
