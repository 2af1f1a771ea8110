//! `GET /sync`: stock Hocuspocus 4 clients. One socket, several channels; each is a connection of its own in a room.

use crate::{
    Error,
    crowd::Permit,
    desk::Desk,
    secret::Hash,
    sockets::Seat,
    stock,
    talk::over,
    wire::{self, End, Reading, Sink, Stream, capped, inbound, next, part, send},
};
use axum::{
    extract::{
        Extension, State, WebSocketUpgrade,
        ws::{Message, WebSocket, rejection::WebSocketUpgradeRejection},
    },
    http::HeaderMap,
    response::Response,
};
use futures_util::StreamExt;
use protocol::{
    Doc, HELLO_SECONDS, ToPage,
    hocuspocus::{self, Channel, Frame, Name, Reply, Step},
};
use room::{ConnId, Joined, Outbox, Room};
use statement::StatementId;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::{sync::mpsc, task::AbortHandle, time::Instant};

/// Channels of one socket.
const CHANNELS: usize = 8;
/// Bytes a socket may send into channels that are not open, before it is closed.
const UNHEARD: usize = 8 * 1024 * 1024;
/// A provider closes a socket on which it heard nothing for 30 s.
const PING: Duration = Duration::from_secs(10);

/// With an Origin it must be ours; without one (Node) only a token opens a channel.
pub(crate) async fn socket(
    State(desk): State<Arc<Desk>>,
    Extension(permit): Extension<Arc<Permit>>,
    headers: HeaderMap,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Result<Response, Error> {
    let upgrade = upgrade.map_err(|_| Error::Bad("this address is for Hocuspocus providers".to_owned()))?;
    let cookie = stock::cookie(&desk, &headers)?;
    let upgrade = capped(upgrade);
    Ok(upgrade.on_upgrade(move |socket| sync(desk, permit, cookie, socket)))
}

async fn sync(desk: Arc<Desk>, permit: Arc<Permit>, cookie: Option<Hash>, socket: WebSocket) {
    let (mut sink, mut stream) = socket.split();
    let (out, queue) = mpsc::channel(32);
    let (ends, mut ended) = mpsc::channel(1);
    let mut client = Client { desk, permit, cookie, out, ends, channels: HashMap::new(), unheard: 0 };
    let end = tokio::select! {
        end = client.read(&mut stream) => end,
        end = write(&mut sink, queue) => end,
        Some(end) = ended.recv() => end,
    };
    drop(client);
    tracing::debug!(code = end.close.code(), "a stock client ended: {}", end.sentence);
    part(sink, stream, None, end).await;
}

/// One open channel. Dropping it leaves the room.
struct Open {
    room: Room,
    conn: ConnId,
    channel: Arc<Mutex<Channel>>,
    telling: AbortHandle,
}

impl Drop for Open {
    fn drop(&mut self) {
        self.telling.abort();
    }
}

struct Client {
    desk: Arc<Desk>,
    permit: Arc<Permit>,
    cookie: Option<Hash>,
    out: mpsc::Sender<Vec<u8>>,
    ends: mpsc::Sender<End>,
    channels: HashMap<Name, Open>,
    unheard: usize,
}

impl Client {
    async fn read(&mut self, stream: &mut Stream) -> End {
        let mut reading = Reading::new();
        let deadline = Instant::now() + Duration::from_secs(HELLO_SECONDS);
        let mut let_in = false;
        loop {
            let frame = if let_in {
                next(stream).await
            } else {
                let late =
                    || Err(End::new(protocol::Close::NoSession, "no-session", "nobody said who it is"));
                tokio::time::timeout_at(deadline, next(stream)).await.unwrap_or_else(|_| late())
            };
            let heard = match frame {
                Ok(frame) => {
                    reading.pace(frame.len()).await;
                    self.hear(&frame).await
                }
                Err(end) => Err(end),
            };
            if let Err(end) = heard {
                return end;
            }
            let_in |= !self.channels.is_empty();
        }
    }

    async fn hear(&mut self, frame: &[u8]) -> Result<(), End> {
        let (name, message) = match Frame::decode(frame)? {
            Frame::Ping => return self.send(hocuspocus::pong()).await,
            Frame::Pong => return Ok(()),
            Frame::Named(name, message) => (name, message),
        };
        if let hocuspocus::Message::Token(token) = message {
            return self.open(name, &token).await;
        }
        let Some(open) = self.channels.get(&name) else {
            // H3: the handshake after it is let in says it again.
            self.unheard += frame.len();
            let enough = self.unheard > UNHEARD;
            return if enough {
                Err(End::too_much("too much was sent before it was let in"))
            } else {
                Ok(())
            };
        };
        let step = lock(&open.channel).hear(message)?;
        match step {
            Step::Ask(message) => {
                let sent = match inbound(message) {
                    Some(inbound) => open.room.send(open.conn, inbound).await,
                    None => true,
                };
                if sent { Ok(()) } else { Err(End::try_again()) }
            }
            Step::Tell(reply) => self.send(reply.encode(&name)).await,
            Step::Leave => {
                self.channels.remove(&name);
                Ok(())
            }
            Step::Nothing => Ok(()),
        }
    }

    async fn send(&self, frame: Vec<u8>) -> Result<(), End> {
        self.out.send(frame).await.map_err(|_| End::gone())
    }

    /// Lets a channel in, or says why not; the socket goes on either way.
    async fn open(&mut self, name: Name, token: &str) -> Result<(), End> {
        self.channels.remove(&name);
        // Channels the room ended are no longer told anything.
        self.channels.retain(|_, open| !open.telling.is_finished());
        if self.channels.len() >= CHANNELS {
            return Err(End::too_much("one socket carries at most eight channels"));
        }
        let (id, doc) = name.place();
        match self.join(id, doc, token).await {
            Ok((seat, room, joined)) => {
                let may_write = match doc {
                    Doc::Text => joined.view.me.may_write,
                    Doc::Summary => joined.view.me.may_summarise,
                };
                self.send(Reply::Authenticated { may_write }.encode(&name)).await?;
                let channel = Arc::new(Mutex::new(Channel::new(doc)));
                let teller = Teller {
                    name: name.clone(),
                    id: room.id().clone(),
                    seat,
                    channel: channel.clone(),
                    out: self.out.clone(),
                    ends: self.ends.clone(),
                };
                let telling = tokio::spawn(teller.tell(joined.outbox)).abort_handle();
                self.channels.insert(name, Open { room, conn: joined.conn, channel, telling });
                Ok(())
            }
            Err(end) if end.close == protocol::Close::TryAgain => Err(end),
            Err(end) => self.send(Reply::Denied(end.sentence).encode(&name)).await,
        }
    }

    async fn join(&self, id: &str, doc: Doc, token: &str) -> Result<(Seat, Room, Joined), End> {
        let asking = stock::asking(&self.desk, self.cookie, token).await?;
        let (seat, session) = asking.ok_or_else(End::no_session)?;
        self.permit.belongs_to(&session.key);
        tracing::debug!(statement = id, ?doc, "a stock client asks to come in");
        let (room, joined) = stock::join(&self.desk, &session, id, true).await?;
        Ok((seat, room, joined))
    }
}

/// Hands on what the room tells one channel.
struct Teller {
    name: Name,
    id: StatementId,
    seat: Seat,
    channel: Arc<Mutex<Channel>>,
    out: mpsc::Sender<Vec<u8>>,
    ends: mpsc::Sender<End>,
}

impl Teller {
    async fn tell(self, mut outbox: Outbox) {
        loop {
            let said = tokio::select! {
                said = outbox.recv() => said.map_or_else(|| Err(End::try_again()), wire::outbound),
                end = over(&self.seat, &self.id) => Err(end),
            };
            let end = match said {
                Ok(said) => {
                    if self.replies(said).await.is_err() {
                        return;
                    }
                    continue;
                }
                Err(end) => end,
            };
            let told = self.replies(end.bye()).await;
            // Whoever is no longer in this statement may be in another, on the same socket.
            if told.is_ok() && end.close != protocol::Close::AccessEnded {
                // The socket may have ended by itself.
                let _ = self.ends.send(end).await;
            }
            return;
        }
    }

    async fn replies(&self, said: ToPage) -> Result<(), mpsc::error::SendError<Vec<u8>>> {
        let replies = lock(&self.channel).tell(said);
        for reply in replies {
            self.out.send(reply.encode(&self.name)).await?;
        }
        Ok(())
    }
}

fn lock(channel: &Mutex<Channel>) -> MutexGuard<'_, Channel> {
    channel.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn write(sink: &mut Sink, mut queue: mpsc::Receiver<Vec<u8>>) -> End {
    let mut life = tokio::time::interval(PING);
    life.reset();
    loop {
        let frame = tokio::select! {
            frame = queue.recv() => match frame {
                Some(frame) => frame,
                None => return End::gone(),
            },
            _ = life.tick() => hocuspocus::ping(),
        };
        if let Err(end) = send(sink, Message::Binary(frame.into())).await {
            return end;
        }
    }
}
