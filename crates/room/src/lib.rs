//! One live statement: who is connected, what waits for the disk, what may be shown.
//!
//! What it is not: it knows no sockets, frames, cookies or status codes (`server`, `protocol`), no bytes on disk
//! (`journal`), no rule about who may do what (`statement`), and it reads Yjs bytes only behind the `gate`.
//!
//! Laws
//! - **R1** A room shows only what has come out of its journal: `Saved`, `Update`, `Event`, `Refused` for something
//!   an unwritten entry forbids, the answer to an act: all leave after the append returned.
//! - **R2** Edits and acts share one sequence. Each is judged against everything before it, written or waiting, and
//!   is appended only behind exactly that. One page of entries is in flight at a time.
//! - **R3** A page is edits and then records: what stands behind a record goes into the next page, so whoever a
//!   record shuts out gets nothing that came after it. Edits that come from no page (a new section's first paragraph,
//!   a slip's letters) stand behind their record, in one page with it.
//! - **R4** One refusal a connection and Doc; then that Doc is stopped there: its frames are counted and dropped.
//! - **R5** No news is acknowledged, never written, and never before what it repeats is durable.
//! - **R6** An update that hangs on something unknown is never written; nothing of its connection is called saved
//!   until what it hangs on has come. It is judged again then, and seven times at most.
//! - **R7** If an append fails, memory is dropped: every connection is closed, the next `open` reads the disk.
//! - **R8** The hot path never applies in yrs. The Docs catch up when somebody opens, reads, locks, or a snapshot is
//!   due. Docs that cannot be built, and journals that fail their chain, make a room that can only be read.
//! - **R9** A caret never points at a letter not yet there: presence leaves after its sender's earlier entries.
//! - **R10** Memory is bounded: mailbox, outboxes, batch. A slow reader is closed, others notice nothing.
//! - **R11** Twenty seconds after something changed, whoever follows the text is told its hash by section: one reading for
//!   everybody, and none for texts above 256 Ki letters.
//! - **R12** A page that heard more than the journal has is told so and stays; no words of a Doc are taken from it before it
//!   has opened that Doc with nothing in it, so that nobody's words come back under another name.
//! - **R13** A locked text whose check code is not the lock's is not given out as words to be read or printed.
//! - **R15** While the journal takes nothing, the room stays open for reading and says so in every view. It judges
//!   nothing: acts hear why, updates stay on their pages unanswered, and are sent again once they can be saved.
//! - **R16** A view is made once for all chairs and once for everybody else, however many they are. What changes rights,
//!   the phase or the paper's frame is told at once; the rest at most every 250 ms, in one Event a connection for all that
//!   came meanwhile, and more seldom, to 2 s, where more than 16 KiB a millisecond are told.
//! - **R17** One person is told 8 MiB at once in answer to Opens, and 1 MiB a second from then on, over all connections;
//!   an answer counts as 64 KiB at least. Further Opens of that person wait, one a connection and Doc. What a fresh page
//!   is told is written once, until the Doc changes.
//! - **R18** A client id that somebody announced in presence is that person's, from then on and a moment beyond the end
//!   of the connection (the last 16 of a person): words under it by anybody else are refused as foreign.
//! - **R20** Time passes first in every turn: what has come due happens before what came in, however busy the room is.
//!   After the end of a link nothing that came by it is taken in, words or acts.
//! - **R21** A clock that is set holds nothing up: an interval that would begin in the future begins now, and a room
//!   that waits for a time looks at the clock every 5 s.
//! - **R22** What is due happens once, at its time, in statements that nobody has open too; after downtime it happens
//!   at the start, the earliest first. Its entry says when it happened; when it was due stands where that was said.
//! - **R23** What is locked is what is printed: the document that a lock was judged on is the document from then on.
//! - **R24** Nobody uses up what everybody needs: each person has a share of a Doc, in all and by the second; some of
//!   what one Doc can hold is kept for the chair and for Kyodo's own edits.
//! - **R25** Nobody's presence holds up the others: what one person says in presence costs 512 KiB at once, and 512 KiB a
//!   second from then on, over all connections. A frame costs its bytes, and 64 for itself and for each entry; what of
//!   it the others are told costs four times its bytes, and 1,024. Beyond that only the first 16 entries of a frame are
//!   looked at, and what is the page's own of these waits, the newest of each client id, until it may be told.
//!
//! Layout, in reading order: message (what goes in and out), room (the state machine: event in, effects out) with
//! time (what comes due) and pace (what one person may cost), edit, shares (what one person may add), held (edits that hang on what has not come), act, own
//! (edits that come from no page), batch (what waits for the disk), join, opens, pens (announced final reading), check
//! (what pages compare themselves with), presence with late (what waits of it), reading (what is asked); paper (one Doc: what the gate
//! knows of it, and the Doc), document (Yjs ↔ statement) with words (the reading of a Doc) and compose (words without
//! a browser); views (what pages are told of it); snapshot (bytes). Then the shell: outbox (bounded), actor (one task a room), handle (what the server
//! holds), load (from the disk), rooms (opened once, closed idle),
//! schedule (what is due in which).

mod act;
mod actor;
mod batch;
mod check;
mod compose;
mod document;
mod edit;
mod handle;
mod held;
mod join;
mod late;
mod load;
mod message;
mod opens;
mod outbox;
mod own;
mod pace;
mod paper;
mod pens;
mod presence;
mod reading;
mod room;
mod rooms;
mod schedule;
mod shares;
mod snapshot;
#[cfg(test)]
mod tests;
mod time;
mod views;
mod words;

pub use compose::compose;
pub use handle::Room;
pub use message::{
    ActError, Bye, ConnId, Correction, Heard, Held, Here, Inbound, Joined, Joining, LinkInfo, LockSections,
    Looking, OpenError, Outbound, Reading, SCHEMA, Seq,
};
pub use outbox::Outbox;
pub use rooms::{Clock, Rooms, system_clock};
