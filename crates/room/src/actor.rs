//! One task a room: it waits, asks the room what is to be done, and does it. It decides nothing.

use crate::{
    ActError, Bye, ConnId, Correction, Held, Here, Inbound, Joined, Joining, LinkInfo, LockSections, Looking,
    Outbound, Reading, Seq,
    message::Ticket,
    outbox::{Inlet, outbox},
    room::{Effect, Event, Live},
    rooms::Clock,
    schedule::Schedule,
};
use journal::{AppendError, Head, Journal, Snapshot, StoreError};
use statement::{Act, Doc, LinkHash, Millis, PersonId, View, view::RemarkView};
use std::{collections::BTreeMap, future::pending, sync::Arc, time::Duration};
use tokio::{
    sync::{mpsc, oneshot, watch},
    task::{JoinError, JoinHandle},
    time::{Instant, sleep, sleep_until},
};

/// Messages that may wait for a room; then its sockets are read no further (law R10).
pub(crate) const MAILBOX: usize = 64;
/// How long a room that nobody holds stays open.
const IDLE: Duration = Duration::from_secs(60);
/// How often a room that waits for a time looks at the clock, which may be set.
const LOOK: Duration = Duration::from_secs(5);
/// Above so many bytes a turn moves off the threads that serve other rooms.
const LARGE: usize = 64 * 1024;

/// What a room is sent.
#[derive(Debug)]
pub(crate) enum Mail {
    /// A connection's frame.
    Inbound(ConnId, Inbound),
    /// A connection is gone.
    Leave(ConnId),
    /// Somebody waits for an answer.
    Ask(Ask),
}

/// A question and where the answer goes.
#[derive(Debug)]
pub(crate) enum Ask {
    Join(Joining, oneshot::Sender<Result<Joined, Bye>>),
    Act(PersonId, Option<LinkHash>, Vec<Act>, Option<LockSections>, oneshot::Sender<Result<Seq, ActError>>),
    Enter(PersonId, Option<LinkHash>, oneshot::Sender<Result<View, ActError>>),
    View(PersonId, oneshot::Sender<Result<View, ActError>>),
    Reading(oneshot::Sender<Result<Reading, ActError>>),
    Looking(oneshot::Sender<Result<Looking, ActError>>),
    Here(oneshot::Sender<Vec<Here>>),
    Link(LinkHash, oneshot::Sender<Option<LinkInfo>>),
    Held(LinkHash, oneshot::Sender<Option<Held>>),
    Remarks(PersonId, Seq, oneshot::Sender<Result<Vec<RemarkView>, ActError>>),
    Correct(PersonId, Option<LinkHash>, Correction, u32, oneshot::Sender<Result<Seq, ActError>>),
    State(Doc, oneshot::Sender<Result<Vec<u8>, ActError>>),
}

/// A room at work.
pub(crate) struct Actor {
    pub(crate) live: Live,
    pub(crate) journal: Arc<dyn Journal>,
    /// Why nothing can be saved, while that is so.
    pub(crate) trouble: watch::Receiver<Option<StoreError>>,
    pub(crate) clock: Clock,
    pub(crate) schedule: Arc<Schedule>,
    /// What the schedule was told last; none: nothing yet.
    pub(crate) scheduled: Option<Option<Millis>>,
    pub(crate) mailbox: mpsc::Receiver<Mail>,
    /// Its own name: keeps it open while somebody may come back soon.
    pub(crate) keep: Option<mpsc::Sender<Mail>>,
    pub(crate) weak: mpsc::WeakSender<Mail>,
    /// Turns true when the program ends.
    pub(crate) stop: watch::Receiver<bool>,
    pub(crate) inlets: BTreeMap<ConnId, Inlet>,
    pub(crate) tickets: BTreeMap<Ticket, oneshot::Sender<Result<Seq, ActError>>>,
    pub(crate) next_ticket: u64,
    pub(crate) append: Option<JoinHandle<Result<Head, AppendError>>>,
    /// The snapshot that is being written.
    pub(crate) keeping: Option<JoinHandle<()>>,
    /// Connections that were closed because they read too slowly, and are still to leave.
    pub(crate) slow: Vec<ConnId>,
    pub(crate) ended: bool,
}

/// What the task woke for.
enum Woke {
    Mail(Option<Mail>),
    Appended(Result<Result<Head, AppendError>, JoinError>),
    Trouble,
    Clock,
    Idle,
    Stop,
}

impl Actor {
    /// Works until nobody holds the room, the program ends, or an append fails.
    pub(crate) async fn run(mut self) {
        self.live.cannot_save = self.trouble.borrow_and_update().clone();
        self.turn(0, |live, now| live.on(Event::Wake, now));
        let mut used = Instant::now();
        while !self.ended {
            match self.wait(used).await {
                Woke::Mail(Some(mail)) => {
                    used = Instant::now();
                    self.mail(mail);
                }
                Woke::Appended(result) => self.appended(result),
                Woke::Trouble => self.hear_trouble(),
                Woke::Clock => {
                    let bytes = self.live.check_bytes((self.clock)());
                    self.turn(bytes, |live, now| live.on(Event::Wake, now));
                }
                Woke::Idle => self.keep = None,
                Woke::Mail(None) => break,
                Woke::Stop => {
                    self.mailbox.close();
                    break;
                }
            }
        }
        self.finish().await;
    }

    async fn wait(&mut self, used: Instant) -> Woke {
        let wake = self.live.next_wake();
        let now = (self.clock)();
        let in_flight = self.append.is_some();
        tokio::select! {
            biased;
            result = landing(&mut self.append) => Woke::Appended(result),
            () = turned(&mut self.trouble) => Woke::Trouble,
            () = until(wake, now) => Woke::Clock,
            _ = self.stop.wait_for(|stop| *stop) => Woke::Stop,
            // A full room has a page in flight; reading on would only pile up.
            mail = self.mailbox.recv(), if !(self.live.is_full() && in_flight) => Woke::Mail(mail),
            () = sleep_until(used + IDLE), if self.keep.is_some() => Woke::Idle,
        }
    }

    /// Lets the room decide, and does what it says.
    fn turn(&mut self, bytes: usize, decide: impl FnOnce(&mut Live, Millis) -> Vec<Effect>) {
        let mut effects = self.ponder(bytes, decide);
        loop {
            for effect in effects {
                self.execute(effect);
            }
            // Slow readers leave when all were told what this turn is about.
            let Some(conn) = self.slow.pop() else { break };
            effects = self.ponder(0, |live, now| live.on(Event::Left(conn), now));
        }
        let due = Some(self.live.due());
        if self.scheduled != due {
            self.scheduled = due;
            self.schedule.set(self.live.told.id(), self.live.due());
        }
    }

    /// Asks the room, off the threads that serve other rooms where so many bytes are to be gone through.
    fn ponder<T>(&mut self, bytes: usize, ask: impl FnOnce(&mut Live, Millis) -> T) -> T {
        let now = (self.clock)();
        let large = bytes > LARGE;
        let several =
            tokio::runtime::Handle::current().runtime_flavor() == tokio::runtime::RuntimeFlavor::MultiThread;
        if large && several {
            tokio::task::block_in_place(|| ask(&mut self.live, now))
        } else {
            ask(&mut self.live, now)
        }
    }

    /// Asks the room something that needs the Docs.
    fn read<T>(&mut self, ask: impl FnOnce(&mut Live, Millis) -> T) -> T {
        self.ponder(self.live.behind(), ask)
    }

    fn execute(&mut self, effect: Effect) {
        match effect {
            Effect::Tell(conn, message) => self.tell(conn, message),
            Effect::Append { after, entries } => {
                let journal = self.journal.clone();
                let id = self.live.told.id().clone();
                let entries = entries.into_iter().map(Into::into).collect();
                self.append = Some(tokio::spawn(async move { journal.append(&id, after, entries).await }));
            }
            Effect::Answer(ticket, answer) => {
                if let Some(waits) = self.tickets.remove(&ticket) {
                    // Who asked may have gone meanwhile; it is done all the same.
                    let _ = waits.send(answer);
                }
            }
            Effect::SnapshotDue => {
                if let Some(snapshot) = self.read(|live, _| live.snapshot()) {
                    let (journal, id) = (self.journal.clone(), self.live.told.id().clone());
                    let before = self.keeping.take();
                    self.keeping = Some(tokio::spawn(async move {
                        kept(before).await;
                        keep(&journal, &id, snapshot).await;
                    }));
                }
            }
            Effect::End => self.ended = true,
        }
    }

    fn tell(&mut self, conn: ConnId, message: Outbound) {
        let last = matches!(message, Outbound::Bye(_));
        let Some(inlet) = self.inlets.get(&conn) else { return };
        if last {
            inlet.push(message);
            self.inlets.remove(&conn);
        } else if !inlet.push(message) {
            inlet.push(Outbound::Bye(Bye::TryAgain("the connection was too slow: connect again")));
            self.inlets.remove(&conn);
            self.slow.push(conn);
        }
    }

    fn appended(&mut self, result: Result<Result<Head, AppendError>, JoinError>) {
        self.append = None;
        // It is known, and told, before an append fails for it.
        self.hear_trouble();
        let result = match result {
            Ok(result) => result.map_err(|error| error.to_string()),
            Err(error) => Err(error.to_string()),
        };
        self.turn(0, |live, now| live.on(Event::Appended(result), now));
    }

    /// Whether something can be saved has changed, as far as the room does not know it yet.
    fn hear_trouble(&mut self) {
        let trouble = self.trouble.borrow_and_update().clone();
        if self.live.cannot_save != trouble {
            self.turn(0, |live, now| live.on(Event::Trouble(trouble), now));
        }
    }

    fn mail(&mut self, mail: Mail) {
        match mail {
            Mail::Leave(conn) => {
                self.inlets.remove(&conn);
                self.turn(0, |live, now| live.on(Event::Left(conn), now));
            }
            Mail::Inbound(conn, inbound) => {
                // A live update is judged without the Docs, however far they lag behind.
                let bytes = match &inbound {
                    Inbound::Update { bytes, .. } => bytes.len(),
                    Inbound::Open { .. } => self.live.behind(),
                    _ => 0,
                };
                self.turn(bytes, |live, now| live.on(Event::Inbound(conn, inbound), now));
            }
            Mail::Ask(ask) => self.answer(ask),
        }
    }

    fn answer(&mut self, ask: Ask) {
        // Who asked may have gone meanwhile; that is no failure.
        match ask {
            Ask::Join(joining, answer) => {
                let joined = self.join(joining);
                if let Err(Ok(joined)) = answer.send(joined) {
                    let conn = joined.conn;
                    drop(joined);
                    self.mail(Mail::Leave(conn));
                }
            }
            Ask::Act(by, link, acts, lock_sections, answer) => {
                let ticket = self.ticket(answer);
                // A lock builds the text anew, an approval the summary.
                let builds = |act: &Act| matches!(act, Act::Lock(_) | Act::ApproveSummary { .. });
                let bytes = if acts.iter().any(builds) { usize::MAX } else { 0 };
                let event = Event::Act { ticket, by, link, acts, lock_sections };
                self.turn(bytes, |live, now| live.on(event, now));
            }
            Ask::Correct(by, link, correction, client, answer) => {
                let ticket = self.ticket(answer);
                let event = Event::Correct { ticket, by, link, correction, client };
                self.turn(usize::MAX, |live, now| live.on(event, now));
            }
            Ask::Remarks(person, after, answer) => {
                let remarks = self.live.told.remarks_for(&person, after);
                let _ = answer.send(remarks.map_err(ActError::Refused));
            }
            Ask::Held(link, answer) => drop(answer.send(self.live.held(&link, (self.clock)()))),
            Ask::Enter(person, link, answer) => {
                let view = self.ponder(0, |live, now| live.enter(&person, link.as_deref(), now));
                let _ = answer.send(view.map_err(ActError::Refused));
            }
            Ask::View(person, answer) => {
                let view = self.ponder(0, |live, now| live.view(&person, now));
                let _ = answer.send(view.map_err(ActError::Refused));
            }
            Ask::Reading(answer) => {
                let reading = self.read(|live, _| live.reading());
                let _ = answer.send(reading.map_err(ActError::Refused));
            }
            Ask::Looking(answer) => {
                let looking = self.read(|live, _| live.looking());
                let _ = answer.send(looking.map_err(ActError::Refused));
            }
            Ask::Here(answer) => drop(answer.send(self.live.here())),
            Ask::Link(link, answer) => drop(answer.send(self.live.link(&link, (self.clock)()))),
            Ask::State(doc, answer) => {
                let state = self.read(|live, _| live.state(doc));
                let _ = answer.send(state.map_err(ActError::Refused));
            }
        }
    }

    fn ticket(&mut self, answer: oneshot::Sender<Result<Seq, ActError>>) -> Ticket {
        let ticket = Ticket(self.next_ticket);
        self.next_ticket += 1;
        self.tickets.insert(ticket, answer);
        ticket
    }

    fn join(&mut self, joining: Joining) -> Result<Joined, Bye> {
        const CLOSING: Bye = Bye::TryAgain("the statement was just closed on the server: try again");
        let mailbox = self.weak.upgrade().ok_or(CLOSING)?;
        let now = (self.clock)();
        let conn = self.live.join(joining, now)?;
        let joined = self.live.welcome(conn, now)?;
        let (link, older) = (self.live.head.link, self.live.is_older(conn, Doc::Text));
        let (inlet, outbox) = outbox(conn, mailbox);
        self.inlets.insert(conn, inlet);
        let (generation, seq, view) = joined;
        Ok(Joined { conn, generation, seq, link, older, view: Box::new(view), outbox })
    }

    /// Lets what waits land, keeps a snapshot, and goes.
    async fn finish(mut self) {
        while !self.ended && self.append.is_some() {
            let result = landing(&mut self.append).await;
            self.appended(result);
        }
        kept(self.keeping.take()).await;
        if !self.ended {
            if let Some(snapshot) = self.read(|live, _| live.snapshot()) {
                keep(&self.journal, self.live.told.id(), snapshot).await;
            }
            self.live.close("Kyodo is starting anew: connect again in a moment");
            for effect in std::mem::take(&mut self.live.effects) {
                self.execute(effect);
            }
        }
    }
}

async fn keep(journal: &Arc<dyn Journal>, id: &statement::StatementId, snapshot: Snapshot) {
    let seq = snapshot.seq;
    if let Err(error) = journal.save_snapshot(id, snapshot).await {
        // Only a slower start next time.
        tracing::warn!(statement = %id, seq, %error, "a snapshot could not be kept");
    }
}

/// Waits for the snapshot before: one of a room is written at a time.
async fn kept(keeping: Option<JoinHandle<()>>) {
    if let Some(keeping) = keeping
        && let Err(error) = keeping.await
    {
        tracing::warn!(%error, "the keeping of a snapshot broke off");
    }
}

async fn landing(
    append: &mut Option<JoinHandle<Result<Head, AppendError>>>,
) -> Result<Result<Head, AppendError>, JoinError> {
    match append {
        Some(append) => append.await,
        None => pending().await,
    }
}

/// Whether something can be saved has changed.
async fn turned(trouble: &mut watch::Receiver<Option<StoreError>>) {
    if trouble.changed().await.is_err() {
        pending().await
    }
}

async fn until(wake: Option<Millis>, now: Millis) {
    match wake {
        // At once, however busy the room is: a turn leaves nothing due behind it.
        Some(at) if at <= now => {}
        // The clock may be set anew meanwhile.
        Some(at) => sleep(Duration::from_millis((at - now).unsigned_abs()).min(LOOK)).await,
        None => pending().await,
    }
}
