//! `GET /live/{id}`: one page, one statement, over `kyodo.1`.

use crate::{
    Error,
    desk::Desk,
    secret::Hash,
    sessions::{self, Session},
    sockets::Seat,
    wire::{End, Never, Reading, Sink, Stream, inbound, next, outbound, part, send, welcome},
};
use axum::{
    extract::{
        Path, State, WebSocketUpgrade,
        ws::{Message, WebSocket, rejection::WebSocketUpgradeRejection},
    },
    http::{HeaderMap, header},
    response::Response,
};
use futures_util::StreamExt;
use protocol::{FromPage, HELLO_SECONDS, MAX_FRAME, SUBPROTOCOL, ToPage, Turn};
use room::{Joined, Joining, Outbox, Room};
use statement::StatementId;
use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::sync::mpsc;

/// How often a silent page is asked whether it lives.
const PING: Duration = Duration::from_secs(20);

/// Refused before the handshake: a foreign Origin, another protocol. What the session lacks is told after it, as a
/// close code: browsers show a page nothing of a handshake that failed.
pub(crate) async fn socket(
    State(desk): State<Arc<Desk>>,
    Path(id): Path<String>,
    headers: HeaderMap,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Result<Response, Error> {
    let upgrade = upgrade.map_err(|_| Error::Bad("live writing needs a websocket".to_owned()))?;
    if !desk.config().ours(&headers) {
        return Err(Error::Origin);
    }
    let asked =
        headers.get_all(header::SEC_WEBSOCKET_PROTOCOL).iter().filter_map(|value| value.to_str().ok());
    if !asked.flat_map(|value| value.split(',')).any(|protocol| protocol.trim() == SUBPROTOCOL) {
        return Err(Error::Bad(format!("live writing needs the subprotocol {SUBPROTOCOL}")));
    }
    let key = sessions::cookie(desk.config(), &headers).map(|token| token.hash());
    let upgrade = upgrade.protocols([SUBPROTOCOL]).max_message_size(MAX_FRAME).max_frame_size(MAX_FRAME);
    Ok(upgrade.on_upgrade(move |socket| live(desk, id, key, socket)))
}

async fn live(desk: Arc<Desk>, id: String, key: Option<Hash>, socket: WebSocket) {
    let (mut sink, mut stream) = socket.split();
    let end = match converse(&desk, &id, key, &mut sink, &mut stream).await {
        Ok(never) => match never {},
        Err(end) => end,
    };
    tracing::debug!(statement = %id, code = end.close.code(), "a live page ended: {}", end.sentence);
    let bye = ToPage::Bye { code: end.code.to_owned(), sentence: end.sentence.clone() };
    part(sink, stream, Some(bye.encode()), end).await;
}

async fn converse(
    desk: &Desk,
    id: &str,
    key: Option<Hash>,
    sink: &mut Sink,
    stream: &mut Stream,
) -> Result<Never, End> {
    let id: StatementId = id.parse().map_err(|_| Error::NoStatement)?;
    let key = key.ok_or_else(End::no_session)?;
    let seat = desk
        .sockets()
        .enter(&key)
        .ok_or_else(|| End::too_much("this browser has too many pages of Kyodo open: close some"))?;
    let session = Session::load(desk, key).await?.ok_or_else(End::no_session)?;
    let grant = session.grants.get(&id).cloned().ok_or_else(End::no_session)?;
    let room = desk.rooms().open(&id).await.map_err(Error::from)?;

    let mut turn = Turn::new();
    let hello = tokio::time::timeout(Duration::from_secs(HELLO_SECONDS), next(stream)).await;
    let frame = hello.map_err(|_| protocol::Fault::Malformed("no Hello came"))??;
    let FromPage::Hello { schema, generation } = turn.take(&frame)? else {
        return Err(protocol::Fault::Malformed("Hello comes first").into());
    };
    let joining = Joining { person: grant.person, link: grant.link, schema, generation, echo: false };
    let Joined { conn, generation, seq, view, outbox } = room.join(joining).await?;
    send(sink, Message::Binary(welcome(generation, seq, &view).encode().into())).await?;

    let turn = Mutex::new(turn);
    let (pongs, ponged) = mpsc::channel(4);
    tokio::select! {
        end = read(stream, &turn, &room, conn, pongs) => Err(end),
        end = write(sink, &turn, outbox, ponged) => Err(end),
        end = over(&seat, &id) => Err(end),
    }
}

/// Waits until the session, or its part in the statement, is over.
pub(crate) async fn over(seat: &Seat, id: &StatementId) -> End {
    seat.ended(id).await;
    End::access_ended()
}

fn lock(turn: &Mutex<Turn>) -> MutexGuard<'_, Turn> {
    turn.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Reads as fast as the room takes it: a full mailbox stops the socket.
async fn read(
    stream: &mut Stream,
    turn: &Mutex<Turn>,
    room: &Room,
    conn: room::ConnId,
    pongs: mpsc::Sender<()>,
) -> End {
    let mut reading = Reading::new();
    loop {
        let frame = match next(stream).await {
            Ok(frame) => frame,
            Err(end) => return end,
        };
        reading.pace(frame.len()).await;
        let message = lock(turn).take(&frame);
        match message {
            Err(fault) => return fault.into(),
            Ok(FromPage::Ping) => {
                if pongs.send(()).await.is_err() {
                    return End::gone();
                }
            }
            Ok(message) => {
                if let Some(inbound) = inbound(message)
                    && !room.send(conn, inbound).await
                {
                    return End::try_again();
                }
            }
        }
    }
}

async fn write(
    sink: &mut Sink,
    turn: &Mutex<Turn>,
    mut outbox: Outbox,
    mut ponged: mpsc::Receiver<()>,
) -> End {
    let mut life = tokio::time::interval(PING);
    life.reset();
    loop {
        let message = tokio::select! {
            said = outbox.recv() => {
                let Some(said) = said else { return End::try_again() };
                let said = match outbound(said) {
                    Ok(said) => said,
                    Err(end) => return end,
                };
                // Before it is sent: the page's answer may be here before the send has returned.
                lock(turn).told(&said);
                Message::Binary(said.encode().into())
            }
            Some(()) = ponged.recv() => Message::Binary(ToPage::Pong.encode().into()),
            _ = life.tick() => Message::Ping(bytes::Bytes::new()),
        };
        if let Err(end) = send(sink, message).await {
            return end;
        }
    }
}
