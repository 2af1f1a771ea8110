//! One page and one room in conversation, whatever the road its frames take: who comes in, what is heard, what is
//! told. `live` brings the frames over a websocket, `plain` in the bodies of requests.

use crate::{
    Error,
    desk::Desk,
    register::Grant,
    secret::Hash,
    sessions::Session,
    sockets::{Over, Seat},
    wire::{End, Reading, inbound, outbound, welcome},
};
use journal::Head;
use protocol::{Fault, FromPage, ToPage, Turn};
use room::{ConnId, Heard, Joined, Joining, Outbox, Room, Rooms};
use statement::StatementId;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::mpsc;

/// Somebody at the door: the session may, the page has not said Hello.
pub(crate) struct Arrival {
    seat: Seat,
    id: StatementId,
    grant: Grant,
    room: Room,
    rooms: Rooms,
}

impl Arrival {
    /// By the session's cookie. The seat is taken before the session is looked up (see `sockets`).
    pub(crate) async fn new(desk: &Desk, id: &str, key: Option<Hash>) -> Result<Self, End> {
        let id: StatementId = id.parse().map_err(|_| Error::NoStatement)?;
        let key = key.ok_or_else(End::no_session)?;
        let seat = desk
            .sockets()
            .enter(&key)
            .ok_or_else(|| End::too_much("this browser has too many pages of Kyodo open: close some"))?;
        let session = Session::load(desk, key).await?.ok_or_else(End::no_session)?;
        let grant = session.grants.get(&id).cloned().ok_or_else(End::no_session)?;
        let room = desk.rooms().open(&id).await.map_err(Error::from)?;
        Ok(Self { seat, id, grant, room, rooms: desk.rooms().clone() })
    }

    /// Comes in, by the page's first frame.
    pub(crate) async fn join(self, frame: &[u8]) -> Result<Talk, End> {
        let Self { seat, id, grant, room, rooms } = self;
        let mut turn = Turn::new();
        let FromPage::Hello { schema, generation, heard } = turn.take(frame)? else {
            return Err(Fault::Malformed("Hello comes first").into());
        };
        let heard = match heard {
            None => Heard::Unsaid,
            Some(heard) => {
                let head = Head { seq: heard.at, link: heard.link };
                let kept = rooms.keeps(&id, heard.seq, head).await.map_err(Error::from)?;
                if kept { Heard::Kept } else { Heard::Lost }
            }
        };
        let joining =
            Joining { person: grant.person, link: grant.link, schema, generation, heard, echo: false };
        let joined = room.join(joining).await?;
        let welcome = welcome(&joined)?.encode();
        let Joined { conn, outbox, .. } = joined;
        let turn = Arc::new(Mutex::new(turn));
        let (pongs, ponged) = mpsc::channel(4);
        let hearing = Hearing { room, conn, turn: turn.clone(), reading: Reading::new(), pongs };
        Ok(Talk { seat, id, welcome, hearing, telling: Telling { outbox, turn, ponged } })
    }
}

/// A page that is in.
pub(crate) struct Talk {
    pub(crate) seat: Seat,
    pub(crate) id: StatementId,
    /// The first frame to the page.
    pub(crate) welcome: Vec<u8>,
    pub(crate) hearing: Hearing,
    pub(crate) telling: Telling,
}

/// Waits until the session, or its part in this statement, is over (V6, V20).
pub(crate) async fn over(seat: &Seat, id: &StatementId) -> End {
    match seat.ended(id).await {
        Over::Left => End::access_ended(),
        Over::Renewed => End::try_again(),
    }
}

/// From the page into the room.
pub(crate) struct Hearing {
    room: Room,
    conn: ConnId,
    turn: Arc<Mutex<Turn>>,
    reading: Reading,
    pongs: mpsc::Sender<()>,
}

impl Hearing {
    /// Takes one frame, as fast as the room takes it: a full mailbox waits.
    pub(crate) async fn take(&mut self, frame: &[u8]) -> Result<(), End> {
        self.reading.pace(frame.len()).await;
        let message = lock(&self.turn).take(frame)?;
        if message == FromPage::Ping {
            return self.pongs.send(()).await.map_err(|_| End::gone());
        }
        let Some(inbound) = inbound(message) else { return Ok(()) };
        if self.room.send(self.conn, inbound).await { Ok(()) } else { Err(End::try_again()) }
    }
}

/// From the room to the page. Dropping it leaves the room.
pub(crate) struct Telling {
    outbox: Outbox,
    turn: Arc<Mutex<Turn>>,
    ponged: mpsc::Receiver<()>,
}

impl Telling {
    /// The next frame for the page, or how it ends. Nothing is lost if the wait is given up.
    pub(crate) async fn next(&mut self) -> Result<Vec<u8>, End> {
        let said = tokio::select! {
            said = self.outbox.recv() => outbound(said.ok_or_else(End::try_again)?)?,
            Some(()) = self.ponged.recv() => ToPage::Pong,
        };
        // Before it is sent: the page's answer may be here before the sending has returned.
        lock(&self.turn).told(&said);
        Ok(said.encode())
    }
}

fn lock(turn: &Mutex<Turn>) -> MutexGuard<'_, Turn> {
    turn.lock().unwrap_or_else(PoisonError::into_inner)
}
