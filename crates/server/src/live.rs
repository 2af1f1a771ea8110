//! `GET /live/{id}`: one page, one statement, over `kyodo.1` on a websocket.

use crate::{
    Error,
    desk::Desk,
    member::Place,
    secret::Hash,
    sessions,
    talk::{Arrival, Hearing, Talk, Telling, over},
    wire::{End, Never, Sink, Stream, capped, next, part, send},
};
use axum::{
    extract::{
        State, WebSocketUpgrade,
        ws::{Message, WebSocket, rejection::WebSocketUpgradeRejection},
    },
    http::{HeaderMap, header},
    response::Response,
};
use futures_util::StreamExt;
use protocol::{HELLO_SECONDS, SUBPROTOCOL};
use std::{sync::Arc, time::Duration};

/// How often a silent page is asked whether it lives.
const PING: Duration = Duration::from_secs(20);

/// Refused before the handshake: a foreign Origin, another protocol. What the session lacks is told after it, as a
/// close code: browsers show a page nothing of a handshake that failed.
pub(crate) async fn socket(
    State(desk): State<Arc<Desk>>,
    Place(id): Place<String>,
    headers: HeaderMap,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Result<Response, Error> {
    let upgrade = upgrade.map_err(|_| Error::Bad("this address is for websockets".to_owned()))?;
    if !desk.config().ours(&headers) {
        return Err(Error::Origin);
    }
    let asked =
        headers.get_all(header::SEC_WEBSOCKET_PROTOCOL).iter().filter_map(|value| value.to_str().ok());
    if !asked.flat_map(|value| value.split(',')).any(|protocol| protocol.trim() == SUBPROTOCOL) {
        return Err(Error::Bad(format!("live writing needs the subprotocol {SUBPROTOCOL}")));
    }
    let key = sessions::cookie(desk.config(), &headers).map(|token| token.hash());
    let upgrade = capped(upgrade).protocols([SUBPROTOCOL]);
    Ok(upgrade.on_upgrade(move |socket| live(desk, id, key, socket)))
}

async fn live(desk: Arc<Desk>, id: String, key: Option<Hash>, socket: WebSocket) {
    let (mut sink, mut stream) = socket.split();
    let end = match converse(&desk, &id, key, &mut sink, &mut stream).await {
        Ok(never) => match never {},
        Err(end) => end,
    };
    tracing::debug!(statement = %id, code = end.close.code(), "a live page ended: {}", end.sentence);
    part(sink, stream, Some(end.bye().encode()), end).await;
}

async fn converse(
    desk: &Desk,
    id: &str,
    key: Option<Hash>,
    sink: &mut Sink,
    stream: &mut Stream,
) -> Result<Never, End> {
    let arrival = Arrival::new(desk, id, key).await?;
    let hello = tokio::time::timeout(Duration::from_secs(HELLO_SECONDS), next(stream)).await;
    let frame = hello.map_err(|_| protocol::Fault::Malformed("no Hello came"))??;
    let Talk { seat, id, welcome, hearing, telling } = arrival.join(&frame).await?;
    send(sink, Message::Binary(welcome.into())).await?;
    tokio::select! {
        end = read(stream, hearing) => Err(end),
        end = write(sink, telling) => Err(end),
        end = over(&seat, &id) => Err(end),
    }
}

async fn read(stream: &mut Stream, mut hearing: Hearing) -> End {
    loop {
        let taken = match next(stream).await {
            Ok(frame) => hearing.take(&frame).await,
            Err(end) => Err(end),
        };
        if let Err(end) = taken {
            return end;
        }
    }
}

async fn write(sink: &mut Sink, mut telling: Telling) -> End {
    let mut life = tokio::time::interval(PING);
    life.reset();
    loop {
        let message = tokio::select! {
            frame = telling.next() => match frame {
                Ok(frame) => Message::Binary(frame.into()),
                Err(end) => return end,
            },
            _ = life.tick() => Message::Ping(bytes::Bytes::new()),
        };
        if let Err(end) = send(sink, message).await {
            return end;
        }
    }
}
