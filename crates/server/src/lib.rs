//! http and sockets in front of rooms.
//!
//! What it is not: it decides nothing about a statement (`statement`, `room`), keeps nothing (`journal`), knows no
//! Yjs. It is the only crate with status codes, cookies and pages.
//!
//! Laws
//! - **V1** Who somebody is comes from a session, a session's rights in a statement from its fold: a grant counts only
//!   while its person is in the statement and the link that opened it has not ended.
//! - **V2** Secrets are 256 random bits, kept as SHA-256 only, told once.
//! - **V3** What changes anything needs an Origin of ours, and so does every socket with a cookie.
//! - **V4** Every refusal is `{code, sentence}`, and `error.rs` alone says which status goes with it.
//! - **V5** Nobody can ask for unbounded memory or time: connections, heads, bodies, frames, sockets, waiting, pace have
//!   caps.
//! - **V6** A session that was left, or a browser that became somebody else and shows it (V20), has no open socket a
//!   moment later.
//! - **V7** Without a websocket the same frames go into the same rooms by plain requests: one conversation (`talk`),
//!   two roads, the same session, Origin, seats and caps.
//! - **V8** A page has a statement's words in it only for a session that could ask for them at that moment, and says that
//!   nobody may keep it; in it nothing that anybody typed is markup.
//! - **V20** Every sign-in (a link, a link for many, a code, the set-up) draws a new session, which stands for what the
//!   one before stood for, too. Once a request or a handshake shows its cookie (an answer may be lost), the one before
//!   opens nothing any more, nor does its token, and its sockets end: those of whom this browser still is come again with
//!   the new cookie. Until then the one before opens what it did, and nothing new. Of several made within 3 s the first
//!   that is shown stands for what the others were made for, too, and they stay usable; at most four wait.
//! - **V22** Where the public address has TLS, its Origin alone is ours, and every answer tells browsers to come over TLS
//!   for half a year (HSTS); so it does behind a declared proxy.
//! - **V21** Two cookies of our name that differ are no cookie.
//! - **V9** Of more than 50 sessions that stand for one person in a statement, the one let in longest ago gives way.
//! - **V10** One person makes 100 requests for acts of a statement at once and 5 a second from then on, ten acts of one
//!   request counting as one more; by one link for many 60 people join at once and one a second from then on. What is more
//!   hears 429, a sentence and `Retry-After`, and nothing of it was done.
//! - **V11** Idle connections shut nobody out. A connection that carried a good session is known: it counts for no address
//!   (64 of a session), and a quarter of all places is for those. Where the others have all of theirs, or one address its
//!   own, the oldest of them without a request under way gives way, of the address that has most; then one that was busy
//!   for 5 s; then the oldest idle one of a session. Behind a proxy none that it keeps for its next request.
//! - **V12** A refusal is heard: up to 32 MiB of a body that was not read are read for up to 20 s before the answer goes
//!   out, so that a sender that does not read yet is not cut off.
//!
//! Layout, in reading order: config; routes (the whole URL table) with guard (before every handler) and door
//! (before every connection) and its crowd (who gives way); error; desk (what every handler is handed), secret,
//! register (the few facts kept) with shelf (templates), sessions, renewal (one takes another's place), grants (who a
//! browser is in a statement), member (who asks, of which
//! statement); one noun a file: setup, address, links, shared (links for many), codes, me, templates, statements,
//! versions, acts, people, exports; openapi (all of them, described), openapi_sent (what requests may leave out);
//! sockets (who is connected), pace, study (what takes a moment), wire (the room's words and the wires'), talk (a page in a room) with its roads
//! live (websocket) and plain (requests; lines: how they find their connection), stock (what the stock wires
//! share), sync (Hocuspocus), ws (y-websocket) with its porter (who was sent away), pages, first (a statement's
//! page with its words in it) with sheet (its frame and paper) and html (words as markup), admin (who has shell
//! access).

mod acts;
mod address;
pub mod admin;
mod codes;
mod config;
mod crowd;
mod desk;
mod door;
mod error;
mod exports;
mod first;
mod grants;
mod guard;
mod html;
mod lines;
mod links;
mod live;
mod me;
mod member;
mod openapi;
mod openapi_sent;
mod pace;
mod pages;
mod people;
mod plain;
mod porter;
mod register;
mod renewal;
mod routes;
mod secret;
mod sessions;
mod setup;
mod shared;
mod sheet;
mod shelf;
mod sockets;
mod statements;
mod stock;
mod study;
mod sync;
mod talk;
mod templates;
mod versions;
mod wire;
mod ws;

pub use config::{Address, BadAddress, Config};
pub use error::Error;
pub use openapi::text as openapi;
pub use secret::Secret;

use desk::Desk;
use door::Door;
use journal::{Directory, Journal};
use room::Clock;
use std::{sync::Arc, time::Duration};
use tokio::net::TcpListener;

/// How long what is under way may take once the program is to stop.
const LAST_WORDS: Duration = Duration::from_secs(5);

/// Kyodo behind a socket. Clones are the same.
#[derive(Clone)]
pub struct Server {
    desk: Arc<Desk>,
}

impl Server {
    /// Over these journals and facts, which are usually one store.
    pub fn new(
        config: Config,
        journal: Arc<dyn Journal>,
        directory: Arc<dyn Directory>,
        clock: Clock,
    ) -> Self {
        Self { desk: Arc::new(Desk::new(config, journal, directory, clock)) }
    }

    /// Serves until `stop`, then shuts down: what waits lands, sockets are told to come again.
    pub async fn listen(&self, listener: TcpListener, stop: impl Future<Output = ()> + Send + 'static) {
        self.desk.note_address().await;
        let (told, stopped) = tokio::sync::oneshot::channel::<()>();
        let door = Door::new(listener, self.desk.config());
        let serve =
            door.serve(self.desk.clone(), routes::table(self.desk.clone()), async { drop(stopped.await) });
        let mut serve = std::pin::pin!(serve);
        tokio::select! {
            never = sessions::forget(&self.desk) => match never {},
            never = self.desk.rooms().keep_time() => match never {},
            // It ends when it is told to, and not before.
            () = &mut serve => return,
            () = stop => drop(told),
        }
        // Who takes too long to hear the last answer is cut off.
        let _ = tokio::join!(tokio::time::timeout(LAST_WORDS, serve), self.shutdown());
    }

    /// Ends all rooms and waits a moment for their sockets. Idempotent.
    pub async fn shutdown(&self) {
        self.desk.rooms().shutdown().await;
        // Who has not parted by then is cut off, and comes again.
        let _ = tokio::time::timeout(LAST_WORDS, self.desk.sockets().empty()).await;
    }
}
