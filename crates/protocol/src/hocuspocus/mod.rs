//! The wire of the stock `@hocuspocus/provider` 4, as adapter to the same messages.
//!
//! One socket carries channels by name: a statement's id, or `{id}/summary`; a provider with session awareness
//! puts `\0` and its own mark behind it and is answered under exactly that name.

mod channel;
mod frame;

pub use channel::{Channel, Step};
pub use frame::{Frame, MAX_TOKEN, Message, Name, Reply, ping, pong};
