//! Carets and names. Bypasses the journal; every state is stamped here with who it is, whatever the page says.

use crate::{
    Bye, ConnId, Outbound,
    batch::Step,
    edit::refusal,
    join::Conn,
    late::{Late, PACE},
    pace::Pace,
    room::Live,
};
use gate::{Presence, awareness, encode_awareness};
use serde_json::{Value, json};
use statement::{Doc, Millis, PersonId};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

/// Bytes of one state as it comes: stamped, it still passes the gate when a stock client repeats it.
const MOST_STATE: usize = 6 * 1024;
/// Client ids one connection speaks for: one a Doc, and some for a page that was reloaded within it.
pub(crate) const MOST_CLIENTS: usize = 8;
/// Carets that left and are remembered: what a stock client repeats of one may come after it has left, and so may its
/// own page, with its first words.
const MOST_GONE: usize = 512;
/// Those of one person: nobody makes the room forget the others'.
const MOST_GONE_EACH: usize = 16;
/// Bytes of states in one message to a late joiner: what a stock client repeats of it passes the gate.
const MOST_TOLD: usize = 48 * 1024;
/// What a frame and each entry of it cost besides its bytes (law R25).
const HEARD: usize = 64;
/// The same for what the others are told, and how many times its bytes: they are many.
const TOLD: (usize, usize) = (1_024, 4);

/// The newest of one client id.
#[derive(Debug, Clone)]
struct Caret {
    conn: ConnId,
    person: PersonId,
    clock: u32,
    /// Stamped JSON.
    state: String,
}

/// What a connection said of a client id: its clock, and its stamped state.
type Said = (ConnId, u32, Option<String>);

/// Everybody's presence, by Doc and client id.
#[derive(Debug)]
pub(crate) struct Carets {
    /// What the others were told.
    told: BTreeMap<(Doc, u64), Caret>,
    /// What waits for its sender's words, by the number of the last of these; no state: gone.
    waiting: BTreeMap<((Doc, u64), u64), Said>,
    /// The last that left: whose, and as the how manieth.
    gone: BTreeMap<(Doc, u64), (PersonId, u64)>,
    /// How many left so far.
    left: u64,
    pub(crate) pace: Pace,
    /// What waits because its sender is beyond the pace.
    pub(crate) late: Late,
    /// How many client ids were looked up, for tests that count work.
    pub(crate) looked_up: u64,
}

impl Default for Carets {
    fn default() -> Self {
        Self {
            told: BTreeMap::new(),
            waiting: BTreeMap::new(),
            gone: BTreeMap::new(),
            left: 0,
            pace: Pace::new(PACE.0, PACE.1),
            late: Late::new(),
            looked_up: 0,
        }
    }
}

impl Carets {
    fn leaves(&mut self, key: (Doc, u64), person: PersonId) {
        self.gone.remove(&key);
        let mine = |whose: &PersonId| *whose == person;
        let full = self.gone.values().filter(|(whose, _)| mine(whose)).count() >= MOST_GONE_EACH;
        if full || self.gone.len() >= MOST_GONE {
            let candidates = self.gone.iter().filter(|(_, (whose, _))| !full || mine(whose));
            let oldest = candidates.min_by_key(|(_, (_, left))| *left).map(|(key, _)| *key);
            oldest.and_then(|oldest| self.gone.remove(&oldest));
        }
        self.left += 1;
        self.gone.insert(key, (person, self.left));
    }

    /// What was said last of those that wait.
    fn newest(&self, key: (Doc, u64)) -> Option<&Said> {
        let waiting = self.waiting.range((key, 0)..=(key, u64::MAX));
        waiting.map(|(_, caret)| caret).max_by_key(|(_, clock, _)| *clock)
    }

    /// Whether somebody else announced this client id, in either Doc, and is here or was a moment ago (law R18).
    pub(crate) fn is_of_another(
        &self,
        client: u64,
        person: &PersonId,
        conns: &BTreeMap<ConnId, Conn>,
    ) -> bool {
        [Doc::Text, Doc::Summary].map(|doc| (doc, client)).iter().any(|key| {
            let waits = self.newest(*key).and_then(|(conn, ..)| conns.get(conn)).map(|conn| &conn.person);
            let told = self.told.get(key).map(|caret| &caret.person);
            let gone = self.gone.get(key).map(|(whose, _)| whose);
            told.or(waits).or(gone).is_some_and(|whose| whose != person)
        })
    }
}

impl Live {
    /// A presence frame of a connection.
    pub(crate) fn presence(&mut self, id: ConnId, doc: Doc, bytes: &[u8], now: Millis) {
        let Some(conn) = self.conns.get(&id) else { return };
        let (person, words) = (conn.person.clone(), conn.number);
        if !self.carets.pace.may(&person, now) {
            return self.presence_late(id, &person, doc, bytes);
        }
        let entries = match awareness(bytes) {
            Ok(entries) => entries,
            Err(fault) => return self.bye(id, Bye::Refused(refusal(&fault))),
        };
        let cost = bytes.len() + HEARD * (1 + entries.len());
        self.carets.pace.spend(&person, cost as u64, now);
        let stamp = self.stamp(&person);
        let of_these = |((_, of), (conn, ..)): (&(_, u64), &(ConnId, _, _))| (*conn, *of) == (id, words);
        let in_line = self.carets.waiting.iter().any(of_these);
        let mut news = false;
        for entry in entries {
            if !self.speaks_for(id, &person, doc, &entry) {
                continue;
            }
            let state = match entry.state {
                None => None,
                Some(state) => match stamped(&state, &stamp) {
                    Some(state) => Some(state),
                    None => continue,
                },
            };
            self.carets.waiting.insert(((doc, entry.client), words), (id, entry.clock, state));
            news = true;
        }
        if news && !in_line && self.waiting.after_own(id, Step::Presence(id, words)).is_some() {
            self.tell_carets(id, words, now);
        }
    }

    /// Whether this connection may speak for that client id, and says something new. Stock clients repeat
    /// everybody's presence: that is passed over silently.
    pub(crate) fn speaks_for(&mut self, id: ConnId, person: &PersonId, doc: Doc, entry: &Presence) -> bool {
        self.carets.looked_up += 1;
        let (key, gone) = ((doc, entry.client), entry.state.is_none());
        let known = match (self.carets.newest(key), self.carets.told.get(&key)) {
            (Some((conn, clock, state)), _) => Some((*conn, *clock, state.is_none())),
            (None, Some(caret)) => Some((caret.conn, caret.clock, false)),
            (None, None) => None,
        };
        let new = match known {
            None => !gone && self.has_room_for_one_more(id),
            // A page that reconnects is faster than the end of its old connection.
            Some((holder, last, was_gone)) => {
                entry.clock > last || (holder == id && gone && !was_gone && entry.clock == last)
            }
        };
        new && self.ahead.owner(entry.client).is_none_or(|owner| owner == person)
            && !self.carets.is_of_another(entry.client, person, &self.conns)
    }

    fn has_room_for_one_more(&self, id: ConnId) -> bool {
        let told = self.carets.told.iter().filter(|(_, caret)| caret.conn == id).map(|(key, _)| key);
        let waiting = self.carets.waiting.iter().filter(|(_, (conn, ..))| *conn == id);
        told.chain(waiting.map(|((key, _), _)| key)).collect::<BTreeSet<_>>().len() < MOST_CLIENTS
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

    /// Tells the others what waited for the words of this connection up to that number.
    pub(crate) fn tell_carets(&mut self, id: ConnId, words: u64, now: Millis) {
        let Some(person) = self.conns.get(&id).map(|conn| conn.person.clone()) else { return };
        for doc in [Doc::Text, Doc::Summary] {
            let due = self
                .carets
                .waiting
                .extract_if(.., |(key, of), (conn, ..)| key.0 == doc && *conn == id && *of <= words);
            // The last of each counts.
            let due: BTreeMap<_, _> = due.map(|((key, _), caret)| (key, caret)).collect();
            let mut entries = Vec::with_capacity(due.len());
            for (key, (conn, clock, state)) in due {
                if self.carets.told.get(&key).is_some_and(|told| told.clock > clock) {
                    continue;
                }
                match &state {
                    Some(state) => {
                        let caret = Caret { conn, person: person.clone(), clock, state: state.clone() };
                        self.carets.told.insert(key, caret);
                    }
                    None => {
                        self.carets.told.remove(&key);
                        self.carets.leaves(key, person.clone());
                    }
                }
                entries.push(Presence { client: key.1, clock, state });
            }
            let bytes = self.tell_presence(doc, &entries, Some(id));
            if bytes > 0 {
                self.carets.pace.spend(&person, (TOLD.0 + TOLD.1 * bytes) as u64, now);
            }
        }
    }

    /// How many bytes that is for each.
    fn tell_presence(&mut self, doc: Doc, entries: &[Presence], from: Option<ConnId>) -> usize {
        if entries.is_empty() {
            return 0;
        }
        let bytes = Arc::new(encode_awareness(entries));
        let hears = |(id, conn): (&ConnId, &Conn)| {
            (conn.follow(doc).opened && (Some(*id) != from || conn.echo)).then_some(*id)
        };
        for id in self.conns.iter().filter_map(hears).collect::<Vec<_>>() {
            self.tell(id, Outbound::Presence { doc, bytes: bytes.clone() });
        }
        bytes.len()
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
        self.carets.late.retain(|(conn, ..)| *conn != id);
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
            self.carets.leaves(key, caret.person);
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
