//! What one connection is still to be told: bounded, so that a slow reader costs a bounded amount and nobody else.

use crate::{ConnId, Outbound, actor::Mail};
use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};
use tokio::sync::mpsc;

/// Messages that may wait for one connection.
const MOST_MESSAGES: usize = 256;
/// Bytes that may wait for one connection. One message alone may be larger: a State is as large as the text.
const MOST_BYTES: usize = 8 * 1024 * 1024;

/// What the room tells one connection, in order. It ends after a `Bye`. Dropping it leaves the room.
#[derive(Debug)]
pub struct Outbox {
    conn: ConnId,
    queue: mpsc::Receiver<Outbound>,
    waiting: Arc<AtomicUsize>,
    room: mpsc::Sender<Mail>,
}

impl Outbox {
    /// The next message; none after the last.
    pub async fn recv(&mut self) -> Option<Outbound> {
        let message = self.queue.recv().await?;
        self.waiting.fetch_sub(weight(&message), Ordering::Relaxed);
        Some(message)
    }
}

impl Drop for Outbox {
    fn drop(&mut self) {
        // Behind whatever this connection sent before, so that its last words are not dropped.
        if let Err(mpsc::error::TrySendError::Full(mail)) = self.room.try_send(Mail::Leave(self.conn))
            && let Ok(runtime) = tokio::runtime::Handle::try_current()
        {
            let room = self.room.clone();
            runtime.spawn(async move { room.send(mail).await });
        }
    }
}

/// The room's end of an [`Outbox`].
#[derive(Debug)]
pub(crate) struct Inlet {
    queue: mpsc::Sender<Outbound>,
    waiting: Arc<AtomicUsize>,
}

impl Inlet {
    /// Queues a message. False: the reader is too slow or gone, and is to be closed.
    pub(crate) fn push(&self, message: Outbound) -> bool {
        let last = matches!(message, Outbound::Bye(_));
        let weight = weight(&message);
        let before = self.waiting.fetch_add(weight, Ordering::Relaxed);
        // One place is kept for the Bye.
        let fits = last || (self.queue.capacity() > 1 && (before == 0 || before + weight <= MOST_BYTES));
        fits && self.queue.try_send(message).is_ok()
    }
}

/// Both ends.
pub(crate) fn outbox(conn: ConnId, room: mpsc::Sender<Mail>) -> (Inlet, Outbox) {
    let (sender, queue) = mpsc::channel(MOST_MESSAGES);
    let waiting = Arc::new(AtomicUsize::new(0));
    (Inlet { queue: sender, waiting: waiting.clone() }, Outbox { conn, queue, waiting, room })
}

/// Bytes of a message, about.
pub(crate) fn weight(message: &Outbound) -> usize {
    64 + match message {
        Outbound::State { update, state_vector, .. } => update.len() + state_vector.len(),
        Outbound::Update { update, .. } => update.len(),
        Outbound::Presence { bytes, .. } => bytes.len(),
        Outbound::Missing { state_vector, .. } => state_vector.len(),
        Outbound::Event { view, .. } => {
            // About as much as its JSON has: a row for each of these.
            4096 + 256 * (view.people.len() + view.organisations.len() + view.sections.len())
        }
        Outbound::Check { sections, .. } => 128 * sections.len(),
        Outbound::Saved { .. } | Outbound::Refused { .. } | Outbound::Bye(_) => 0,
    }
}
