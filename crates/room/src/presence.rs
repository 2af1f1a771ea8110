//! Carets and names. Bypasses the journal; every state is stamped here with who it is, whatever the page says.

use crate::{Bye, ConnId, Outbound, batch::Step, edit::refusal, join::Conn, room::Live};
use gate::{Presence, awareness, encode_awareness};
use serde_json::{Value, json};
use statement::{Doc, PersonId};
use std::{
    collections::{BTreeMap, VecDeque},
    sync::Arc,
};

/// Bytes of one state as it comes: stamped, it still passes the gate when a stock client repeats it.
const MOST_STATE: usize = 6 * 1024;
/// Client ids one connection speaks for: one a Doc, and some for a page that was reloaded within it.
const MOST_CLIENTS: usize = 8;
/// Carets that left and are remembered: what a stock client repeats of one may come after it has left, and so may its
/// own page, with its first words.
const MOST_GONE: usize = 512;
/// Those of one person: nobody makes the room forget the others'.
const MOST_GONE_EACH: usize = 16;
/// Bytes of states in one message to a late joiner: what a stock client repeats of it passes the gate.
const MOST_TOLD: usize = 48 * 1024;

/// The newest of one client id.
#[derive(Debug, Clone)]
struct Caret {
    conn: ConnId,
    person: PersonId,
    clock: u32,
    /// Stamped JSON.
    state: String,
}

/// Everybody's presence, by Doc and client id.
#[derive(Debug, Default)]
pub(crate) struct Carets {
    /// What the others were told.
    told: BTreeMap<(Doc, u64), Caret>,
    /// What waits for its sender's words; no state: gone.
    waiting: BTreeMap<(Doc, u64), (ConnId, u32, Option<String>)>,
    /// The last that left: which, whose, and the clock it left at.
    gone: VecDeque<((Doc, u64), PersonId, u32)>,
}

impl Carets {
    fn leaves(&mut self, key: (Doc, u64), person: PersonId, clock: u32) {
        self.gone.retain(|(gone, ..)| *gone != key);
        let mine = |(_, whose, _): &(_, PersonId, _)| *whose == person;
        if self.gone.iter().filter(|one| mine(one)).count() >= MOST_GONE_EACH {
            let oldest = self.gone.iter().position(mine);
            oldest.and_then(|oldest| self.gone.remove(oldest));
        } else if self.gone.len() >= MOST_GONE {
            self.gone.pop_front();
        }
        self.gone.push_back((key, person, clock));
    }

    /// Whether somebody else announced this client id, in either Doc, and is here or was a moment ago (law R18).
    pub(crate) fn is_of_another(
        &self,
        client: u64,
        person: &PersonId,
        conns: &BTreeMap<ConnId, Conn>,
    ) -> bool {
        [Doc::Text, Doc::Summary].map(|doc| (doc, client)).iter().any(|key| {
            let waits = self.waiting.get(key).and_then(|(conn, ..)| conns.get(conn)).map(|conn| &conn.person);
            let told = self.told.get(key).map(|caret| &caret.person);
            let gone = self.gone.iter().find(|(gone, ..)| gone == key).map(|(_, whose, _)| whose);
            told.or(waits).or(gone).is_some_and(|whose| whose != person)
        })
    }
}

impl Live {
    /// A presence frame of a connection.
    pub(crate) fn presence(&mut self, id: ConnId, doc: Doc, bytes: &[u8]) {
        let entries = match awareness(bytes) {
            Ok(entries) => entries,
            Err(fault) => return self.bye(id, Bye::Refused(refusal(&fault))),
        };
        let Some(person) = self.conns.get(&id).map(|conn| conn.person.clone()) else { return };
        let stamp = self.stamp(&person);
        let mut news = false;
        for Presence { client, clock, state } in entries {
            if !self.speaks_for(id, &person, doc, client, clock, state.is_none()) {
                continue;
            }
            let state = match state {
                None => None,
                Some(state) => match stamped(&state, &stamp) {
                    Some(state) => Some(state),
                    None => continue,
                },
            };
            self.carets.waiting.insert((doc, client), (id, clock, state));
            news = true;
        }
        if news && let Some(Step::Presence(id)) = self.waiting.after_own(id, Step::Presence(id)) {
            self.tell_carets(id);
        }
    }

    /// Whether this connection may speak for that client id, and says something new. Stock clients repeat
    /// everybody's presence: that is passed over silently.
    fn speaks_for(
        &self,
        id: ConnId,
        person: &PersonId,
        doc: Doc,
        client: u64,
        clock: u32,
        gone: bool,
    ) -> bool {
        if self.ahead.owner(client).is_some_and(|owner| owner != person) {
            return false;
        }
        let key = (doc, client);
        let known = match (self.carets.waiting.get(&key), self.carets.told.get(&key)) {
            (Some((conn, clock, state)), _) => Some((*conn, *clock, state.is_none())),
            (None, Some(caret)) => Some((caret.conn, caret.clock, false)),
            (None, None) => None,
        };
        if self.carets.is_of_another(client, person, &self.conns) {
            return false;
        }
        let Some((holder, last, was_gone)) = known else {
            let mine = |conn: &ConnId| *conn == id;
            let told = self.carets.told.values().filter(|caret| mine(&caret.conn)).count();
            let waiting = self.carets.waiting.values().filter(|(conn, ..)| mine(conn)).count();
            return !gone && told + waiting < MOST_CLIENTS;
        };
        // A page that reconnects is faster than the end of its old connection.
        clock > last || (holder == id && gone && !was_gone && clock == last)
    }

    /// Who it is, as everybody is shown it.
    fn stamp(&self, id: &PersonId) -> Value {
        let person = self.told.person(id);
        let member = person.and_then(|person| self.told.organisation(&person.organisation));
        json!({
            "person": id,
            "name": person.map(|person| person.name.as_str()),
            "organisation": member.map(|member| member.organisation.name.as_str()),
            "initials": member.map(|member| member.initials.as_str()),
            "colour": person.and_then(|person| self.told.colour(&person.organisation)).unwrap_or(0) % 10,
        })
    }

    /// Tells the others what waited of this connection.
    pub(crate) fn tell_carets(&mut self, id: ConnId) {
        for doc in [Doc::Text, Doc::Summary] {
            let keys = self.carets.waiting.iter().filter(|((of, _), (conn, ..))| *of == doc && *conn == id);
            let keys: Vec<_> = keys.map(|(key, _)| *key).collect();
            let mut entries = Vec::with_capacity(keys.len());
            for key in keys {
                let Some((conn, clock, state)) = self.carets.waiting.remove(&key) else { continue };
                let Some(person) = self.conns.get(&conn).map(|conn| conn.person.clone()) else { continue };
                match &state {
                    Some(state) => {
                        self.carets.told.insert(key, Caret { conn, person, clock, state: state.clone() });
                    }
                    None => {
                        self.carets.told.remove(&key);
                        self.carets.leaves(key, person, clock);
                    }
                }
                entries.push(Presence { client: key.1, clock, state });
            }
            self.tell_presence(doc, &entries, Some(id));
        }
    }

    fn tell_presence(&mut self, doc: Doc, entries: &[Presence], from: Option<ConnId>) {
        if entries.is_empty() {
            return;
        }
        let bytes = Arc::new(encode_awareness(entries));
        let hears = |(id, conn): (&ConnId, &Conn)| {
            (conn.follow(doc).opened && (Some(*id) != from || conn.echo)).then_some(*id)
        };
        for id in self.conns.iter().filter_map(hears).collect::<Vec<_>>() {
            self.tell(id, Outbound::Presence { doc, bytes: bytes.clone() });
        }
    }

    /// Tells a late joiner where everybody is; how many bytes that is.
    pub(crate) fn tell_all_carets(&mut self, id: ConnId, doc: Doc) -> usize {
        let others = self.carets.told.iter().filter(|((of, _), caret)| *of == doc && caret.conn != id);
        let entry = |((_, client), caret): (&(Doc, u64), &Caret)| Presence {
            client: *client,
            clock: caret.clock,
            state: Some(caret.state.clone()),
        };
        let mut messages: Vec<(usize, Vec<Presence>)> = Vec::new();
        for entry in others.map(entry) {
            let bytes = entry.state.as_ref().map_or(0, String::len);
            match messages.last_mut() {
                Some((sum, entries)) if *sum + bytes <= MOST_TOLD => {
                    *sum += bytes;
                    entries.push(entry);
                }
                _ => messages.push((bytes, vec![entry])),
            }
        }
        let mut told = 0;
        for (bytes, entries) in messages {
            told += bytes;
            self.tell(id, Outbound::Presence { doc, bytes: Arc::new(encode_awareness(&entries)) });
        }
        told
    }

    /// A connection left: its carets go with it.
    pub(crate) fn carets_gone(&mut self, id: ConnId) {
        self.carets.waiting.retain(|_, (conn, ..)| *conn != id);
        for doc in [Doc::Text, Doc::Summary] {
            let mine = self.carets.told.iter().filter(|((of, _), caret)| *of == doc && caret.conn == id);
            let gone = |((_, client), caret): (&(Doc, u64), &Caret)| Presence {
                client: *client,
                clock: caret.clock.saturating_add(1),
                state: None,
            };
            let entries: Vec<_> = mine.map(gone).collect();
            self.tell_presence(doc, &entries, None);
        }
        let left: Vec<_> = self.carets.told.extract_if(.., |_, caret| caret.conn == id).collect();
        for (key, caret) in left {
            self.carets.leaves(key, caret.person, caret.clock.saturating_add(1));
        }
    }
}

/// The state with `user` as the room knows it; none for what is no state.
fn stamped(state: &str, stamp: &Value) -> Option<String> {
    if state.len() > MOST_STATE {
        return None;
    }
    let mut state: Value = serde_json::from_str(state).ok()?;
    state.as_object_mut()?.insert("user".to_owned(), stamp.clone());
    Some(state.to_string())
}
