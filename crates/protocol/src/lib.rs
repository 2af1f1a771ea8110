//! The bytes on a socket: our own wire `kyodo.1`, and the stock wires of Hocuspocus 4 and y-websocket 3.
//! `PROTOCOL.md` is the page.
//!
//! What it is not: no sockets, no async, no clock, no statement; Yjs bytes pass through unread (the `gate` reads
//! them). Nothing here decides who may do what.
//!
//! Laws
//! - **P1** A frame is read whole or refused: known kind, known Doc, every length within the frame and its cap, no
//!   byte left over. Nothing a frame claims is allocated before it is seen.
//! - **P2** Hello comes first and once; updates are numbered 1, 2, 3 … a connection; what comes out of turn is
//!   [`Fault::Malformed`].
//! - **P3** An update is at most [`MAX_UPDATE`] bytes; once after each State or Missing of a Doc it may be
//!   [`MAX_UPLOAD`].
//! - **P4** What is encoded here decodes to itself.
//! - **P7** A page that comes again says what it heard was saved; of one that heard more than the journal has, no words of a
//!   Doc are taken before it has opened that Doc as an empty page does.
//! - **P8** Now and then a page is told what the text says by section, at an entry that it has.
//! - **P5** On the plain road a batch is taken whole and once, in its order, however often it arrives.
//! - **P6** On the plain road an answer is kept until the next poll says that it was heard.
//! - **H1** (Hocuspocus) Every Update and every step 2 of an open channel is answered by exactly one SyncStatus, in
//!   order; `true` only for what is durable.
//! - **H2** SyncReply is never sent; a step 1 is answered by a step 2 and a step 1.
//! - **H3** What comes before authentication is not kept: the handshake after it says it again.
//! - **Y1** (y-websocket) Nothing says *saved*: the wire has no word for it, and none is made up.
//! - **Y2** A refusal is told once and leaves the socket open; after it no words are read and none are asked for.
//! - **Y3** Presence that a client was told and sends back is not handed on.
//!
//! Layout, in reading order: bytes (lib0 numbers and strings), close (why a socket ends), message (what is said),
//! kyodo1 (its frames), turn (whose turn it is), plain (the same frames in plain requests), stock (what the stock wires
//! share), hocuspocus (frames, and one channel a Doc), ywebsocket (frames, its echo, and one channel a socket).

mod bytes;
mod close;
pub mod hocuspocus;
mod kyodo1;
mod message;
pub mod plain;
pub mod stock;
mod turn;
pub mod ywebsocket;

pub use close::{Close, Fault};
pub use message::{Doc, FromPage, Heard, LINK, ToPage};
pub use turn::Turn;

/// The websocket subprotocol a page asks for.
pub const SUBPROTOCOL: &str = "kyodo.1";
/// Bytes of a live update.
pub const MAX_UPDATE: usize = 256 * 1024;
/// Bytes of the first update after a State or Missing: what was written offline.
pub const MAX_UPLOAD: usize = 4 * 1024 * 1024;
/// Bytes of a presence message.
pub const MAX_PRESENCE: usize = 64 * 1024;
/// Bytes of a state vector.
pub const MAX_STATE_VECTOR: usize = 64 * 1024;
/// Bytes of a whole frame from a page; a socket refuses more before reading it.
pub const MAX_FRAME: usize = MAX_UPLOAD + 1024;
/// Seconds a socket may be silent before its Hello or authentication.
pub const HELLO_SECONDS: u64 = 20;
