//! Time: the slot, the limit, due times. Nothing here reads a clock.

use serde::{Deserialize, Serialize};

/// Milliseconds since 1970-01-01 UTC.
pub type Millis = i64;

/// How long the speaker may speak, and how fast.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limit {
    /// Seconds at the podium, 30 to 7,200.
    pub seconds: u32,
    /// Words a minute, 60 to 240. Interpreters ask for 100.
    pub pace: u32,
}

/// Where and when it is spoken. Time may be unknown while the list of speakers rolls.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slot {
    /// The place's name as people say it: "Kyoto".
    pub place: String,
    /// IANA zone: "Asia/Tokyo".
    pub zone: String,
    /// When the slot begins, if known.
    pub at: Option<Millis>,
    /// Hours before the slot by which the service wants speaker and summary.
    pub due_hours: u32,
}
