//! Who is connected, what each follows, and who may go on being here.

use crate::{Bye, ConnId, Heard, Joining, SCHEMA, Seq, edit::Follow, room::Live};
use statement::{Doc, LinkHash, Millis, PersonId, Refusal, View};

/// One connection.
#[derive(Debug)]
pub(crate) struct Conn {
    pub(crate) person: PersonId,
    pub(crate) link: Option<LinkHash>,
    /// When that link runs out.
    pub(crate) ends: Option<Millis>,
    /// Its own presence comes back to it.
    pub(crate) echo: bool,
    text: Follow,
    summary: Follow,
    /// Docs of which nothing is taken: the page has words in them that the journal lacks (law R12).
    pub(crate) older: Vec<Doc>,
    /// The highest number it sent.
    pub(crate) number: u64,
    /// The highest number called saved.
    pub(crate) saved: u64,
    /// A number that is on disk and may be called saved when what hangs in the air below it has come.
    pub(crate) owed: u64,
    /// When it was last asked for what the room lacks.
    pub(crate) missing_told: Option<Millis>,
    /// Words its page holds that are not saved, and when it said so.
    pub(crate) unsaved: u32,
    pub(crate) unsaved_at: Option<Millis>,
    /// It sent words while nothing could be saved.
    pub(crate) unheard: bool,
}

impl Conn {
    pub(crate) fn follow(&self, doc: Doc) -> &Follow {
        match doc {
            Doc::Text => &self.text,
            Doc::Summary => &self.summary,
        }
    }

    pub(crate) fn follow_mut(&mut self, doc: Doc) -> &mut Follow {
        match doc {
            Doc::Text => &mut self.text,
            Doc::Summary => &mut self.summary,
        }
    }

    /// Whether an update with a lower number hangs on something unknown.
    pub(crate) fn holds_below(&self, number: u64) -> bool {
        self.text.held.iter().chain(&self.summary.held).any(|held| held.number < number)
    }

    /// When it may be asked again for what the room lacks, if that is due.
    pub(crate) fn missing_due(&self) -> Option<Millis> {
        let due = self.text.missing || self.summary.missing;
        due.then(|| self.missing_told.map_or(Millis::MIN, crate::held::ask_again))
    }
}

impl Live {
    /// Lets somebody in.
    pub(crate) fn join(&mut self, joining: Joining, now: Millis) -> Result<ConnId, Bye> {
        let Joining { person, link, schema, generation, heard, echo } = joining;
        if schema != SCHEMA {
            return Err(Bye::Refused(Refusal::Schema));
        }
        self.told.admit(&person, link.as_deref(), now).map_err(Bye::Refused)?;
        // A reopening that the journal does not know: it is older than the page.
        let reopened = generation.is_some_and(|generation| generation > self.told.generation());
        let older = heard == Heard::Lost || heard == Heard::Kept && reopened;
        if !older && generation.is_some_and(|generation| generation != self.told.generation()) {
            return Err(Bye::Refused(Refusal::Generation));
        }
        let ends = link.as_ref().and_then(|link| self.told.personal_link(link)?.ends);
        let id = ConnId(self.next_conn);
        self.next_conn += 1;
        let conn = Conn {
            person,
            link,
            ends,
            echo,
            older: if older { vec![Doc::Text, Doc::Summary] } else { Vec::new() },
            text: Follow::default(),
            summary: Follow::default(),
            number: 0,
            saved: 0,
            owed: 0,
            missing_told: None,
            unsaved: 0,
            unsaved_at: None,
            unheard: false,
        };
        self.conns.insert(id, conn);
        Ok(id)
    }

    /// Whether words of that Doc are not taken from a connection (law R12).
    pub(crate) fn is_older(&self, id: ConnId, doc: Doc) -> bool {
        self.conns.get(&id).is_some_and(|conn| conn.older.contains(&doc))
    }

    /// The same, where the page was not told yet.
    pub(crate) fn puts_off(&self, id: ConnId, doc: Doc) -> bool {
        self.is_older(id, doc) && self.conns.get(&id).is_some_and(|conn| !conn.follow(doc).stopped)
    }

    /// What a connection starts with: generation, sequence, view.
    pub(crate) fn welcome(&mut self, id: ConnId, now: Millis) -> Result<(u32, Seq, View), Bye> {
        let person = self.conns.get(&id).map(|conn| conn.person.clone());
        let person = person.ok_or(Bye::Refused(Refusal::NotHere))?;
        let view = self.view(&person, now).map_err(Bye::Refused)?;
        Ok((self.told.generation(), self.head.seq, view))
    }

    /// Sends away who may not be here any more: removed, link ended or run out.
    pub(crate) fn recheck(&mut self, now: Millis) {
        let refused = |conn: &Conn| self.told.admit(&conn.person, conn.link.as_deref(), now).err();
        let gone = self.conns.iter().filter_map(|(id, conn)| Some((*id, refused(conn)?)));
        for (id, refusal) in gone.collect::<Vec<_>>() {
            self.bye(id, Bye::Refused(refusal));
        }
    }

    /// The generation rose: what the pages hold is from before, and may hold words that never came through.
    pub(crate) fn part_with_old_pages(&mut self) {
        for id in self.conns.keys().copied().collect::<Vec<_>>() {
            self.bye(id, Bye::Refused(Refusal::Generation));
        }
    }

    /// A connection is gone.
    pub(crate) fn left(&mut self, id: ConnId) {
        if self.conns.remove(&id).is_some() {
            self.carets_gone(id);
        }
    }
}
