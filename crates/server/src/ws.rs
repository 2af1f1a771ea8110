//! `GET /ws/{id}` and `GET /ws/{id}/summary`: stock y-websocket 3 clients. One socket, one Doc.

use crate::{
    Error,
    crowd::Permit,
    desk::Desk,
    door::Peer,
    guard,
    member::{Options, Place},
    pace::Asker,
    porter::Visit,
    sessions::Session,
    sockets::Seat,
    stock,
    talk::over,
    wire::{End, Never, Sink, Stream, capped, inbound, next, outbound, part, send},
};
use axum::{
    extract::{
        ConnectInfo, Extension, State, WebSocketUpgrade,
        ws::{Message, WebSocket, rejection::WebSocketUpgradeRejection},
    },
    http::HeaderMap,
    response::Response,
};
use futures_util::StreamExt;
use protocol::{
    ToPage,
    ywebsocket::{Channel, Reply, life},
};
use room::{ConnId, Outbox, Room};
use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

/// A provider connects anew when it heard nothing for 30 s.
const LIFE: Duration = Duration::from_secs(10);

/// What stands behind the `?`: a provider's `params`.
#[derive(serde::Deserialize)]
pub(crate) struct Asked {
    /// A session token; without it the cookie counts. It goes into no log.
    #[serde(default)]
    token: String,
}

/// Refused before the handshake: a foreign Origin, too many sockets, and who was sent away a moment ago. What the
/// session lacks is told after it, as a close code: on one of 4400 to 4499 a provider of 3.1 stops.
pub(crate) async fn socket(
    State(desk): State<Arc<Desk>>,
    ConnectInfo(Peer(peer)): ConnectInfo<Peer>,
    Place(place): Place<String>,
    Options(asked): Options<Asked>,
    Extension(permit): Extension<Arc<Permit>>,
    headers: HeaderMap,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Result<Response, Error> {
    let upgrade = upgrade.map_err(|_| Error::Bad("this address is for y-websocket providers".to_owned()))?;
    let cookie = stock::cookie(&desk, &headers)?;
    let asking = stock::asking(&desk, cookie, &asked.token).await?;
    if let Some((_, session)) = &asking {
        permit.belongs_to(&session.key);
    }
    let asker = match &asking {
        Some((_, session)) => Asker::Session(session.key),
        None => Asker::at(guard::address(desk.config().behind_proxy, &headers, peer.ip())),
    };
    let visit = desk.porter().admit(asker, &place, Instant::now()).ok_or(Error::TooMuch)?;
    let upgrade = capped(upgrade);
    Ok(upgrade.on_upgrade(move |socket| follow(desk, place, asking, visit, socket)))
}

async fn follow(
    desk: Arc<Desk>,
    place: String,
    asking: Option<(Seat, Session)>,
    visit: Visit,
    socket: WebSocket,
) {
    let (mut sink, mut stream) = socket.split();
    let end = match converse(&desk, &place, asking, &visit, &mut sink, &mut stream).await {
        Ok(never) => match never {},
        Err(end) => end,
    };
    tracing::debug!(place, code = end.close.code(), "a y-websocket client ended: {}", end.sentence);
    visit.ends(end.close, Instant::now());
    let last = end.close.is_final().then(|| Reply::Denied(end.sentence.clone()).encode());
    part(sink, stream, last, end).await;
}

async fn converse(
    desk: &Desk,
    place: &str,
    asking: Option<(Seat, Session)>,
    visit: &Visit,
    sink: &mut Sink,
    stream: &mut Stream,
) -> Result<Never, End> {
    let (seat, session) = asking.ok_or_else(End::no_session)?;
    let (id, doc) = protocol::stock::place(place);
    let (room, joined) = stock::join(desk, &session, id, false).await?;
    let channel = Mutex::new(Channel::new(doc, visit.asks()));
    tokio::select! {
        end = read(stream, &channel, &room, joined.conn, visit) => Err(end),
        end = write(sink, &channel, joined.outbox, visit) => Err(end),
        end = over(&seat, room.id()) => Err(end),
    }
}

fn lock(channel: &Mutex<Channel>) -> MutexGuard<'_, Channel> {
    channel.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Reads as fast as the room takes it: a full mailbox stops the socket.
async fn read(
    stream: &mut Stream,
    channel: &Mutex<Channel>,
    room: &Room,
    conn: ConnId,
    visit: &Visit,
) -> End {
    loop {
        let frame = match next(stream).await {
            Ok(frame) => frame,
            Err(end) => return end,
        };
        visit.pace(frame.len()).await;
        let asked = match lock(channel).hear(&frame) {
            Ok(asked) => asked,
            Err(fault) => return fault.into(),
        };
        if let Some(inbound) = asked.and_then(inbound)
            && !room.send(conn, inbound).await
        {
            return End::try_again();
        }
    }
}

async fn write(sink: &mut Sink, channel: &Mutex<Channel>, mut outbox: Outbox, visit: &Visit) -> End {
    let mut alive = tokio::time::interval(LIFE);
    alive.reset();
    loop {
        let frames = tokio::select! {
            said = outbox.recv() => {
                let said = match said.map_or_else(|| Err(End::try_again()), outbound) {
                    Ok(said) => said,
                    Err(end) => return end,
                };
                if matches!(said, ToPage::Refused { .. }) {
                    visit.refused(Instant::now());
                }
                // Before it is sent: the client's echo may be here before the send has returned.
                let replies = lock(channel).tell(said);
                replies.iter().map(|reply| Message::Binary(reply.encode().into())).collect()
            }
            // The first is for the provider; the second its socket answers, so that the dead are found out.
            _ = alive.tick() => vec![Message::Binary(life().into()), Message::Ping(bytes::Bytes::new())],
        };
        for frame in frames {
            if let Err(end) = send(sink, frame).await {
                return end;
            }
        }
    }
}
