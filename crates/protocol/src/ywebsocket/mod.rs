//! The wire of the stock `y-websocket` 3, as adapter to the same messages.
//!
//! One socket is one Doc: the statement's id, or `{id}/summary`, is the end of its address. Nothing on it is numbered
//! and nothing is acknowledged: this wire cannot say *saved*.

mod channel;
mod echo;
mod frame;

pub use channel::Channel;
pub use frame::{Message, Reply, life};
