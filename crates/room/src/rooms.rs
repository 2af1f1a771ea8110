//! All rooms of this program: each opened once, from its journal; closed when nobody holds it.

use crate::{
    OpenError, Reading, Room, Seq,
    actor::{Actor, MAILBOX, Mail},
    document::{SEED_CLIENT, SUMMARY, seed},
    load::{load, off_turn},
    schedule::Schedule,
};
use bytes::Bytes;
use journal::{AppendError, Head, Journal, ReadError};
use statement::{Act, Create, Doc, Edit, Entry, Millis, PersonId, Refusal, Statement, StatementId};
use std::{
    collections::{BTreeMap, HashMap, VecDeque},
    sync::{Arc, Mutex, PoisonError},
    time::{SystemTime, UNIX_EPOCH},
};
use tokio::{
    sync::{mpsc, watch},
    task::JoinHandle,
};

/// Earlier texts kept at once.
const EARLIER: usize = 8;

/// Tells the time, in milliseconds since 1970 UTC.
pub type Clock = Arc<dyn Fn() -> Millis + Send + Sync>;

/// The machine's own clock.
pub fn system_clock() -> Clock {
    Arc::new(|| {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Millis::try_from(since.as_millis()).unwrap_or(Millis::MAX)
    })
}

/// A room that was opened; its task may have ended since.
pub(crate) struct Running {
    pub(crate) mailbox: mpsc::WeakSender<Mail>,
    task: JoinHandle<()>,
}

#[cfg(test)]
impl Running {
    /// Ends it as a crash would, wherever it is.
    pub(crate) async fn end(self) {
        self.task.abort();
        let _ = self.task.await;
    }
}

/// One statement's place: whoever opens it waits here for whoever is opening or closing it.
pub(crate) type Place = Arc<tokio::sync::Mutex<Option<Running>>>;

struct Inner {
    journal: Arc<dyn Journal>,
    clock: Clock,
    stop: watch::Sender<bool>,
    places: Mutex<HashMap<StatementId, Place>>,
    schedule: Arc<Schedule>,
    /// Held by whoever replays a journal to read an earlier text.
    replay: tokio::sync::Mutex<()>,
    /// The earlier texts that were read last, the newest first.
    earlier: Mutex<VecDeque<(StatementId, Seq, Reading)>>,
}

/// All rooms over one journal. Clones are the same.
#[derive(Clone)]
pub struct Rooms {
    inner: Arc<Inner>,
}

impl Rooms {
    /// No room open yet.
    pub fn new(journal: Arc<dyn Journal>, clock: Clock) -> Self {
        let (stop, places) = (watch::Sender::new(false), Mutex::default());
        let (schedule, replay, earlier) = Default::default();
        Self { inner: Arc::new(Inner { journal, clock, stop, places, schedule, replay, earlier }) }
    }

    pub(crate) fn journal(&self) -> &Arc<dyn Journal> {
        &self.inner.journal
    }

    pub(crate) fn schedule(&self) -> &Schedule {
        &self.inner.schedule
    }

    pub(crate) fn now(&self) -> Millis {
        (self.inner.clock)()
    }

    /// The room of a statement, opened now if it is not open.
    pub async fn open(&self, id: &StatementId) -> Result<Room, OpenError> {
        let named = self.place(id);
        let mut place = named.lock().await;
        if *self.inner.stop.borrow() {
            return Err(OpenError::Failed("Kyodo is closing down".to_owned()));
        }
        if let Some(running) = place.as_mut() {
            if let Some(mailbox) = running.mailbox.upgrade().filter(|mailbox| !mailbox.is_closed()) {
                return Ok(Room { id: id.clone(), mailbox });
            }
            // One task a statement: the old one lets its last page land first. Should it have broken off, the disk knows
            // all that counts.
            let _ = (&mut running.task).await;
            *place = None;
        }
        let live = match load(&self.inner.journal, id, None).await {
            Ok(live) => live,
            Err(error) => {
                if matches!(error, OpenError::NoSuchStatement) {
                    self.forget(id, &named);
                }
                return Err(error);
            }
        };
        let (mailbox, receiver) = mpsc::channel(MAILBOX);
        let trouble = self.inner.journal.trouble();
        let actor = Actor {
            live,
            journal: self.inner.journal.clone(),
            trouble,
            clock: self.inner.clock.clone(),
            schedule: self.inner.schedule.clone(),
            scheduled: None,
            mailbox: receiver,
            keep: Some(mailbox.clone()),
            weak: mailbox.downgrade(),
            stop: self.inner.stop.subscribe(),
            inlets: BTreeMap::new(),
            tickets: BTreeMap::new(),
            next_ticket: 1,
            append: None,
            keeping: None,
            slow: Vec::new(),
            ended: false,
        };
        let task = tokio::spawn(actor.run());
        *place = Some(Running { mailbox: mailbox.downgrade(), task });
        Ok(Room { id: id.clone(), mailbox })
    }

    /// Makes a statement: its first entry, and one paragraph under every heading and in the summary, so that no
    /// editor writes by merely opening. `create.chair` is who does it.
    pub async fn create(&self, id: &StatementId, create: Create) -> Result<Room, OpenError> {
        let entries = creation(id, create, self.now())?;
        match self.inner.journal.append(id, 0, entries).await {
            Ok(_) => self.open(id).await,
            Err(AppendError::Conflict { .. }) => Err(OpenError::Twice),
            Err(AppendError::Store(error)) => Err(OpenError::CannotSave(error)),
            Err(error) => Err(OpenError::Failed(error.to_string())),
        }
    }

    /// The words of a statement as they stood after that entry. What stood once stands for ever, so a few are kept; and
    /// as each new one is a replay of the journal, there is one at a time.
    pub async fn reading_at(&self, id: &StatementId, seq: Seq) -> Result<Reading, OpenError> {
        if let Some(known) = self.earlier(id, seq) {
            return Ok(known);
        }
        let _turn = self.inner.replay.lock().await;
        if let Some(known) = self.earlier(id, seq) {
            return Ok(known);
        }
        let mut live = load(&self.inner.journal, id, Some(seq)).await?;
        let mut reading = off_turn(move || live.reading()).await?.map_err(OpenError::Refused)?;
        // The entry may stand in the middle of a page; where the journal is damaged before it, less was read.
        reading.seq = reading.seq.min(seq);
        if reading.seq == seq {
            let mut earlier = self.inner.earlier.lock().unwrap_or_else(PoisonError::into_inner);
            earlier.truncate(EARLIER - 1);
            earlier.push_front((id.clone(), seq, reading.clone()));
        }
        Ok(reading)
    }

    fn earlier(&self, id: &StatementId, seq: Seq) -> Option<Reading> {
        let earlier = self.inner.earlier.lock().unwrap_or_else(PoisonError::into_inner);
        let known = earlier.iter().find(|(of, at, _)| of == id && *at == seq);
        known.map(|(.., reading)| reading.clone())
    }

    /// Whether the journal has all that a page heard was saved: up to the entry `seq`, and after the entry `head.seq`
    /// exactly that link.
    pub async fn keeps(&self, id: &StatementId, seq: Seq, head: Head) -> Result<bool, OpenError> {
        let failed = |error: ReadError| OpenError::Failed(error.to_string());
        let good = match self.inner.journal.head(id).await {
            Ok(good) => good.unwrap_or_default(),
            Err(ReadError::Damaged(damage)) => damage.good,
            Err(error) => return Err(failed(error)),
        };
        if seq.max(head.seq) > good.seq {
            return Ok(false);
        }
        if head.seq == 0 || head == good {
            return Ok(true);
        }
        let pages = self.inner.journal.read(id, head.seq - 1, 1).await.map_err(failed)?;
        Ok(pages.first().is_some_and(|page| page.head() == head))
    }

    /// Every statement there is, in order of id.
    pub async fn list(&self) -> Result<Vec<StatementId>, OpenError> {
        self.inner.journal.list().await.map_err(|error| OpenError::Failed(error.to_string()))
    }

    /// Ends all rooms: what waits lands, snapshots are kept, connections are told to come again.
    pub async fn shutdown(&self) {
        self.inner.stop.send_replace(true);
        let places: Vec<Place> = self.places().drain().map(|(_, place)| place).collect();
        for place in places {
            if let Some(running) = place.lock().await.take()
                && let Err(error) = running.task.await
            {
                tracing::error!("a room broke off: {error}");
            }
        }
    }

    pub(crate) fn places(&self) -> std::sync::MutexGuard<'_, HashMap<StatementId, Place>> {
        self.inner.places.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn place(&self, id: &StatementId) -> Place {
        self.places().entry(id.clone()).or_default().clone()
    }

    /// A place that led nowhere goes, unless somebody else waits there: they and whoever comes later must meet.
    fn forget(&self, id: &StatementId, place: &Place) {
        let mut places = self.places();
        // Names are only given out under this lock: the map's and the caller's are two.
        if Arc::strong_count(place) == 2 {
            places.remove(id);
        }
    }
}

/// The first page of a new statement.
pub(crate) fn creation(id: &StatementId, create: Create, at: Millis) -> Result<Vec<Bytes>, Refusal> {
    let chair = create.chair.id.clone();
    let first = Entry { at, by: chair, act: Act::Create(Box::new(create)) };
    let statement = Statement::create(id.clone(), &first)?;
    let seeds = [Doc::Text, Doc::Summary].map(|doc| {
        let act = Act::Edit(seeding(&statement, doc));
        Entry { at, by: PersonId::kyodo(), act }
    });
    Ok(std::iter::once(&first).chain(&seeds).map(|entry| entry.encode().into()).collect())
}

fn seeding(statement: &Statement, doc: Doc) -> Edit {
    let (update, sections) = match doc {
        Doc::Text => {
            (seed(SEED_CLIENT, statement.roots().map(|id| id.as_str())), statement.roots().cloned().collect())
        }
        Doc::Summary => (seed(SEED_CLIENT, [SUMMARY]), Vec::new()),
    };
    Edit { doc, sections, clients: vec![SEED_CLIENT], update }
}
