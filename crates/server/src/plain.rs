//! `POST /live/{id}/open`, `send`, `poll`, `close`: `kyodo.1` in the bodies of requests, where no websocket comes
//! through. Each connection is a task of its own, so that a request that is cut off on its way cuts nothing off here.

use crate::{
    Error, Secret,
    desk::Desk,
    guard::SLOWEST,
    lines::{Asking, Line, Parcel},
    member::Place,
    pace::Bucket,
    secret::Hash,
    sessions,
    talk::{Arrival, Hearing, Talk, Telling, over},
    wire::End,
};
use axum::{
    body::{Body, to_bytes},
    extract::State,
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use futures_util::FutureExt;
use protocol::plain::{Answer, Answers, Batch, MAX_BATCH, Opened, PLAIN_TYPE, Poll, Taken};
use std::{
    sync::Arc,
    time::{Duration, Instant as Now},
};
use tokio::{
    sync::{mpsc, oneshot},
    time::{Instant, sleep_until, timeout},
};

/// Bytes of a body that is no batch.
const SMALL: usize = 1024;
/// How long a poll waits for something to be told; proxies give up on silence after 30 s and more.
const HOLD: Duration = Duration::from_secs(20);
/// A connection that nobody polls for so long is over.
const UNHEARD: Duration = Duration::from_secs(30);
/// How long the last word waits to be heard.
const LAST: Duration = Duration::from_secs(10);

/// A Hello, answered by the connection's secret and Welcome, or by Bye.
pub(crate) async fn open(
    State(desk): State<Arc<Desk>>,
    Place(id): Place<String>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Error> {
    let key = sessions::cookie(desk.config(), &headers).map(|token| token.hash());
    let hello = whole(body, SMALL).await?;
    let secret = Secret::new()?;
    let body = match come_in(&desk, &id, key, &hello, &secret).await {
        Ok(welcome) => Opened { close: 0, secret: &secret.text(), frames: vec![&welcome] }.encode(),
        Err(end) => {
            Opened { close: end.close.code(), secret: "", frames: vec![&end.bye().encode()] }.encode()
        }
    };
    Ok(plain(body))
}

async fn come_in(
    desk: &Arc<Desk>,
    id: &str,
    key: Option<Hash>,
    hello: &[u8],
    secret: &Secret,
) -> Result<Vec<u8>, End> {
    let arrival = Arrival::new(desk, id, key).await?;
    let talk = arrival.join(hello).await?;
    let welcome = talk.welcome.clone();
    // One batch at a time: what comes faster waits in the network.
    let (parcels, polls) = (mpsc::channel(1), mpsc::channel(4));
    let session = key.ok_or_else(End::no_session)?;
    let line = Line { session, statement: talk.id.clone(), parcels: parcels.0, polls: polls.0 };
    desk.lines().put(secret.hash(), line);
    tokio::spawn(live(desk.clone(), secret.hash(), talk, parcels.1, polls.1));
    Ok(welcome)
}

/// Frames. Answered when the room has them: a full mailbox delays the answer.
pub(crate) async fn send(
    State(desk): State<Arc<Desk>>,
    Place(id): Place<String>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Error> {
    let session = sessions::cookie(desk.config(), &headers).map(|token| token.hash());
    // Who is not connected is not read.
    let Some(session) = session.filter(|session| desk.sockets().knows(session)) else {
        return Ok(plain(Answer::empty(0).encode()));
    };
    let body = whole(body, MAX_BATCH).await?;
    let batch = Batch::decode(&body).map_err(unreadable)?;
    let line = Secret::parse(batch.secret).and_then(|it| desk.lines().find(&it.hash(), &session, &id));
    let frames = batch.frames.iter().map(|frame| body.slice_ref(frame)).collect();
    let (taken, done) = oneshot::channel();
    let done = match line {
        Some(line) => line.parcels.send(Parcel { number: batch.number, frames, taken }).await.is_ok(),
        None => false,
    } && done.await.is_ok();
    // How a connection ended is told to who polls, and nowhere else.
    Ok(plain(Answer::empty(if done { batch.number } else { 0 }).encode()))
}

/// What there is to hear, as soon as there is something.
pub(crate) async fn poll(
    State(desk): State<Arc<Desk>>,
    Place(id): Place<String>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Error> {
    let (heard, line) = meant(&desk, &id, &headers, body).await?;
    let (told, telling) = oneshot::channel();
    let asked = match &line {
        Ok((_, line)) => line.polls.send(Asking { heard, told }).await.is_ok(),
        Err(_) => false,
    };
    if !asked {
        let end = line.err().unwrap_or_else(End::try_again);
        let bye = end.bye().encode();
        let answer = Answer { close: end.close.code(), number: heard, frames: vec![&bye] };
        return Ok(plain(answer.encode()));
    }
    Ok(plain(telling.await.unwrap_or_else(|_| Answer::empty(heard).encode())))
}

/// The page goes: its carets go with it, now and not after the next poll that does not come.
pub(crate) async fn close(
    State(desk): State<Arc<Desk>>,
    Place(id): Place<String>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Error> {
    let (heard, line) = meant(&desk, &id, &headers, body).await?;
    if let Ok((secret, _)) = line {
        desk.lines().remove(&secret);
    }
    Ok(plain(Answer::empty(heard).encode()))
}

/// Which connection a poll or a close means, and how much of it was heard; else what there is to be told.
async fn meant(
    desk: &Desk,
    id: &str,
    headers: &HeaderMap,
    body: Body,
) -> Result<(u64, Result<(Hash, Line), End>), Error> {
    let body = whole(body, SMALL).await?;
    let Poll { secret, heard } = Poll::decode(&body).map_err(unreadable)?;
    let Some(session) = sessions::cookie(desk.config(), headers).map(|token| token.hash()) else {
        return Ok((heard, Err(End::no_session())));
    };
    let secret = Secret::parse(secret).map(|secret| secret.hash());
    let line = secret.and_then(|secret| Some((secret, desk.lines().find(&secret, &session, id)?)));
    Ok((heard, line.ok_or_else(End::try_again)))
}

async fn whole(body: Body, most: usize) -> Result<Bytes, Error> {
    to_bytes(body, most).await.map_err(|_| Error::TooLarge("more than a page of Kyodo ever sends at once"))
}

fn unreadable(fault: protocol::Fault) -> Error {
    Error::Bad(fault.to_string())
}

fn plain(body: Vec<u8>) -> Response {
    ([(header::CONTENT_TYPE, PLAIN_TYPE)], body).into_response()
}

/// One connection, from its Welcome to its last word.
async fn live(
    desk: Arc<Desk>,
    secret: Hash,
    talk: Talk,
    parcels: mpsc::Receiver<Parcel>,
    mut polls: mpsc::Receiver<Asking>,
) {
    let Talk { seat, id, hearing, telling, .. } = talk;
    let mut desk_side = Counter::new();
    let end = tokio::select! {
        end = hear(parcels, hearing) => end,
        end = tell(&mut polls, telling, &mut desk_side) => end,
        end = over(&seat, &id) => end,
    };
    tracing::debug!(statement = %id, code = end.close.code(), "a page without a websocket ended: {}", end.sentence);
    drop(seat);
    if !end.silent {
        // Who does not ask for the last word does not hear it.
        let _ = timeout(LAST, desk_side.last(&mut polls, &end)).await;
    }
    desk.lines().remove(&secret);
}

async fn hear(mut parcels: mpsc::Receiver<Parcel>, mut hearing: Hearing) -> End {
    let mut batches = Taken::default();
    while let Some(Parcel { number, frames, taken }) = parcels.recv().await {
        match batches.take(number) {
            Ok(true) => {
                for frame in frames {
                    if let Err(end) = hearing.take(&frame).await {
                        return end;
                    }
                }
            }
            Ok(false) => {}
            Err(fault) => return fault.into(),
        }
        // The request may have been given up; the page will ask again with the same number.
        let _ = taken.send(());
    }
    End::gone()
}

async fn tell(polls: &mut mpsc::Receiver<Asking>, mut telling: Telling, counter: &mut Counter) -> End {
    loop {
        let due = counter.due;
        let done = tokio::select! {
            asking = polls.recv() => match asking {
                Some(asking) => counter.asked(asking).await,
                None => return End::gone(),
            },
            said = telling.next(), if !counter.answers.is_full() => counter.said(said, &mut telling),
            () = sleep_until(due) => counter.late(),
        };
        if let Err(end) = done {
            return end;
        }
    }
}

/// Where polls wait for something to hear.
struct Counter {
    answers: Answers,
    waiting: Option<Asking>,
    /// When the poll that waits is sent away with nothing; when none waits: when the page is given up.
    due: Instant,
    pace: Bucket,
}

impl Counter {
    fn new() -> Self {
        let pace = Bucket::new(50.0, 200.0, Now::now());
        Self { answers: Answers::default(), waiting: None, due: Instant::now() + UNHEARD, pace }
    }

    /// A poll came. One that waits already was given up by its page, and is sent away.
    async fn asked(&mut self, asking: Asking) -> Result<(), End> {
        let wait = self.pace.owe(1.0, Now::now());
        if wait > 0.0 {
            tokio::time::sleep(Duration::from_secs_f64(wait.min(10.0))).await;
        }
        self.due = Instant::now() + HOLD;
        self.waiting = Some(asking);
        self.give()
    }

    /// A frame came, and maybe more at the same moment.
    fn said(&mut self, said: Result<Vec<u8>, End>, telling: &mut Telling) -> Result<(), End> {
        self.answers.push(said?);
        while !self.answers.is_full() {
            match telling.next().now_or_never() {
                Some(said) => self.answers.push(said?),
                None => break,
            }
        }
        self.give()
    }

    /// Answers the poll that waits, if there is anything to say.
    fn give(&mut self) -> Result<(), End> {
        let Some(Asking { heard, told }) = self.waiting.take() else { return Ok(()) };
        let Some(answer) = self.answers.ask(heard)? else {
            self.waiting = Some(Asking { heard, told });
            return Ok(());
        };
        let body = answer.encode();
        // usize fits u64 on every machine there is; what is on its way for longer has gone.
        let bytes = u64::try_from(body.len()).unwrap_or(u64::MAX);
        self.due = Instant::now() + UNHEARD + Duration::from_secs((bytes / SLOWEST).min(600));
        // Given up on its way? Then the next poll says so, and is told the same.
        let _ = told.send(body);
        Ok(())
    }

    /// The time is up: for the poll that waits, or for the page.
    fn late(&mut self) -> Result<(), End> {
        self.due = Instant::now() + UNHEARD;
        self.waiting.take().map(drop).ok_or_else(End::gone)
    }

    /// Tells how it ended, to this poll and to those after it that did not hear it.
    async fn last(&mut self, polls: &mut mpsc::Receiver<Asking>, end: &End) {
        self.answers.end(end.bye().encode(), end.close.code());
        while self.give().is_ok() {
            let Some(asking) = polls.recv().await else { return };
            self.waiting = Some(asking);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// V5
    #[tokio::test]
    async fn a_page_that_polls_no_more_is_given_up_and_one_that_waits_is_not() {
        let mut counter = Counter::new();
        let (told, telling) = oneshot::channel();
        counter.asked(Asking { heard: 0, told }).await.expect("in turn");
        counter.late().expect("a poll waits");
        assert!(telling.await.is_err(), "nothing now");
        assert!(counter.late().is_err_and(|end| end.silent), "and then nobody came");
    }

    /// P6
    #[tokio::test]
    async fn the_newer_of_two_polls_is_told() {
        let mut counter = Counter::new();
        let ((old, given_up), (new, telling)) = (oneshot::channel(), oneshot::channel());
        counter.asked(Asking { heard: 0, told: old }).await.expect("in turn");
        counter.asked(Asking { heard: 0, told: new }).await.expect("in turn");
        counter.answers.push(vec![0x86]);
        counter.give().expect("in turn");
        assert!(given_up.await.is_err());
        assert_eq!(telling.await, Ok(vec![0, 1, 1, 0x86]));
    }
}
