//! Between the wires' messages and the room's: same words, other types; and how a socket ends.

use crate::{Error, secret::hex};
use axum::extract::{
    WebSocketUpgrade,
    ws::{CloseFrame, Message, WebSocket},
};
use futures_util::{
    SinkExt, StreamExt,
    stream::{SplitSink, SplitStream},
};
use protocol::{Close, Doc, Fault, FromPage, MAX_FRAME, ToPage};
use room::{Bye, Inbound, Joined, Outbound, SCHEMA};
use serde_json::json;
use statement::{Millis, Refusal, View};
use std::{
    sync::Arc,
    time::{Duration, Instant},
};
use tungstenite::error::CapacityError;

use crate::pace::Bucket;

/// How long a peer may take to accept one message.
const SEND: Duration = Duration::from_secs(30);
/// How long the last word may take.
const LAST: Duration = Duration::from_secs(3);

pub(crate) type Sink = SplitSink<WebSocket, Message>;
pub(crate) type Stream = SplitStream<WebSocket>;

/// A conversation only ever ends with an [`End`].
pub(crate) enum Never {}

/// Why a socket ends; without words where nobody listens any more.
#[derive(Debug)]
pub(crate) struct End {
    pub(crate) close: Close,
    pub(crate) code: &'static str,
    pub(crate) sentence: String,
    /// When somebody ended this access.
    pub(crate) at: Option<Millis>,
    pub(crate) silent: bool,
}

impl End {
    pub(crate) fn new(close: Close, code: &'static str, sentence: impl Into<String>) -> Self {
        Self { close, code, sentence: sentence.into(), at: None, silent: false }
    }

    /// The peer has gone.
    pub(crate) fn gone() -> Self {
        Self { silent: true, ..Self::new(Close::Done, "done", "") }
    }

    pub(crate) fn try_again() -> Self {
        Self::new(
            Close::TryAgain,
            "try-again",
            "Kyodo closed this connection for a moment: it comes back by itself",
        )
    }

    pub(crate) fn no_session() -> Self {
        let error = Error::NoSession;
        Self::new(Close::NoSession, error.code(), error.to_string())
    }

    pub(crate) fn access_ended() -> Self {
        Refusal::NotHere.into()
    }

    /// The last message to a page.
    pub(crate) fn bye(&self) -> ToPage {
        let at = self.at.and_then(|at| u64::try_from(at).ok()).unwrap_or(0);
        ToPage::Bye { code: self.code.to_owned(), sentence: self.sentence.clone(), at }
    }

    pub(crate) fn too_much(sentence: &str) -> Self {
        Self::new(Close::TooMuch, "too-much", sentence)
    }
}

impl From<Fault> for End {
    fn from(fault: Fault) -> Self {
        let code = if fault.close() == Close::TooLarge { "too-large" } else { "malformed" };
        Self::new(fault.close(), code, fault.to_string())
    }
}

impl From<Refusal> for End {
    fn from(refusal: Refusal) -> Self {
        let close = match refusal {
            Refusal::Generation => Close::GenerationOld,
            Refusal::Schema => Close::SchemaOld,
            Refusal::Malformed(_) => Close::Malformed,
            Refusal::TooLarge(_) => Close::TooLarge,
            _ => Close::AccessEnded,
        };
        let at = if let Refusal::AccessEnded { at, .. } = &refusal { Some(*at) } else { None };
        Self { at, ..Self::new(close, refusal.code(), refusal.to_string()) }
    }
}

impl From<Bye> for End {
    fn from(bye: Bye) -> Self {
        match bye {
            Bye::Refused(refusal) => refusal.into(),
            Bye::TryAgain(why) => Self::new(Close::TryAgain, "try-again", why),
        }
    }
}

impl From<Error> for End {
    fn from(error: Error) -> Self {
        match error {
            Error::Refused(refusal) => refusal.into(),
            Error::NoSession => Self::no_session(),
            Error::TooMuch => Self::too_much(&error.to_string()),
            Error::NoStatement => Self::new(Close::NoSuchStatement, error.code(), error.to_string()),
            error => Self::new(Close::TryAgain, error.code(), error.to_string()),
        }
    }
}

pub(crate) fn doc(doc: Doc) -> statement::Doc {
    match doc {
        Doc::Text => statement::Doc::Text,
        Doc::Summary => statement::Doc::Summary,
    }
}

fn doc_of(doc: statement::Doc) -> Doc {
    match doc {
        statement::Doc::Text => Doc::Text,
        statement::Doc::Summary => Doc::Summary,
    }
}

/// What a page says, for the room; none for what is the socket's own business.
pub(crate) fn inbound(message: FromPage) -> Option<Inbound> {
    Some(match message {
        FromPage::Open { doc: of, state_vector } => Inbound::Open { doc: doc(of), state_vector },
        FromPage::Update { number, doc: of, update } => {
            Inbound::Update { number, doc: doc(of), bytes: update }
        }
        FromPage::Presence { doc: of, bytes } => Inbound::Presence { doc: doc(of), bytes },
        FromPage::Unsaved { words } => Inbound::Unsaved { words },
        FromPage::Hello { .. } | FromPage::Ping => return None,
    })
}

/// What the room says, for the page; a Bye is how the socket ends.
pub(crate) fn outbound(message: Outbound) -> Result<ToPage, End> {
    Ok(match message {
        Outbound::State { doc, seq, update, state_vector } => {
            ToPage::State { doc: doc_of(doc), seq, update: Arc::unwrap_or_clone(update), state_vector }
        }
        Outbound::Update { doc, seq, update } => {
            ToPage::Update { doc: doc_of(doc), seq, update: Arc::unwrap_or_clone(update) }
        }
        Outbound::Saved { number, seq } => ToPage::Saved { number, seq },
        Outbound::Refused { doc, number, refusal } => ToPage::Refused {
            doc: doc_of(doc),
            number,
            code: refusal.code().to_owned(),
            sentence: refusal.to_string(),
        },
        Outbound::Presence { doc, bytes } => {
            ToPage::Presence { doc: doc_of(doc), bytes: Arc::unwrap_or_clone(bytes) }
        }
        Outbound::Event { seq, view } => {
            ToPage::Event { json: format!(r#"{{"seq":{seq},"view":{}}}"#, written(&view)?) }
        }
        Outbound::Missing { doc, state_vector } => ToPage::Missing { doc: doc_of(doc), state_vector },
        Outbound::Check { seq, link, sections } => {
            ToPage::Check { seq, link, sections: json!(*sections).to_string() }
        }
        Outbound::Bye(bye) => return Err(bye.into()),
    })
}

/// The first message to a page.
pub(crate) fn welcome(joined: &Joined) -> Result<ToPage, End> {
    let Joined { generation, seq, link, older, view, .. } = joined;
    let (link, view) = (hex(link), written(view)?);
    Ok(ToPage::Welcome {
        json: format!(
            r#"{{"schema":{SCHEMA},"generation":{generation},"seq":{seq},"link":"{link}","older":{older},"view":{view}}}"#
        ),
    })
}

/// A view as JSON; what many have in common is written once for all of them.
fn written(view: &View) -> Result<String, End> {
    view.json().map_err(|error| {
        tracing::error!("a view could not be written: {error}");
        End::try_again()
    })
}

/// Sends one frame; a peer that does not take it in time is gone.
pub(crate) async fn send(sink: &mut Sink, message: Message) -> Result<(), End> {
    match tokio::time::timeout(SEND, sink.send(message)).await {
        Ok(Ok(())) => Ok(()),
        _ => Err(End::gone()),
    }
}

/// Every socket's caps. What is read is buffered by the socket, and there are many of them.
pub(crate) fn capped(upgrade: WebSocketUpgrade) -> WebSocketUpgrade {
    upgrade.max_message_size(MAX_FRAME).max_frame_size(MAX_FRAME).read_buffer_size(16 * 1024)
}

/// The next binary frame; signs of life are passed over, 200 a second: each is answered, heard or not.
pub(crate) async fn next(stream: &mut Stream) -> Result<bytes::Bytes, End> {
    loop {
        match stream.next().await {
            Some(Ok(Message::Binary(frame))) => return Ok(frame),
            Some(Ok(Message::Ping(_) | Message::Pong(_))) => {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
            Some(Ok(Message::Text(_))) => return Err(Fault::Malformed("frames are binary").into()),
            Some(Ok(Message::Close(_))) | None => return Err(End::gone()),
            Some(Err(error)) => return Err(broken(error)),
        }
    }
}

/// How a socket ends that gave no message.
fn broken(error: axum::Error) -> End {
    match error.into_inner().downcast_ref() {
        Some(tungstenite::Error::Capacity(CapacityError::MessageTooLong { size, max_size })) => {
            Fault::TooLarge { bytes: *size, most: *max_size }.into()
        }
        _ => End::gone(),
    }
}

/// Says why, closes, and waits for the peer to have heard it.
pub(crate) async fn part(mut sink: Sink, mut stream: Stream, last: Option<Vec<u8>>, end: End) {
    if end.silent {
        return;
    }
    let farewell = async {
        if let Some(last) = last {
            sink.send(Message::Binary(last.into())).await?;
        }
        // A close reason has at most 123 bytes.
        let reason: String = end
            .sentence
            .chars()
            .scan(0, |bytes, c| {
                *bytes += c.len_utf8();
                (*bytes <= 120).then_some(c)
            })
            .collect();
        sink.send(Message::Close(Some(CloseFrame { code: end.close.code(), reason: reason.into() }))).await?;
        while let Some(Ok(_)) = stream.next().await {}
        Ok::<(), axum::Error>(())
    };
    // Who does not hear it in time has gone.
    let _ = tokio::time::timeout(LAST, farewell).await;
}

/// How fast one socket is read, or all of one y-websocket session: beyond it, later (V5).
pub(crate) struct Reading {
    frames: Bucket,
    bytes: Bucket,
}

impl Reading {
    pub(crate) fn new() -> Self {
        let now = Instant::now();
        const MIB: f64 = 1024.0 * 1024.0;
        Self { frames: Bucket::new(200.0, 1000.0, now), bytes: Bucket::new(2.0 * MIB, 16.0 * MIB, now) }
    }

    /// Counts one more frame of so many bytes; how long to wait before it is looked at.
    pub(crate) fn owe(&mut self, frame: usize) -> Duration {
        let now = Instant::now();
        // A frame fits usize, so the loss of precision is none that counts.
        let wait = self.frames.owe(1.0, now).max(self.bytes.owe(frame as f64, now));
        Duration::from_secs_f64(wait.min(60.0))
    }

    pub(crate) async fn pace(&mut self, frame: usize) {
        let wait = self.owe(frame);
        if !wait.is_zero() {
            tokio::time::sleep(wait).await;
        }
    }
}
