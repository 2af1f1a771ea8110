//! Presence as stock awareness messages carry it.

use crate::Fault;

/// One entry of an awareness message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Presence {
    /// The client id it speaks for.
    pub client: u64,
    /// Counts up with every change.
    pub clock: u32,
    /// The state as checked JSON text; `None`: gone.
    pub state: Option<String>,
}

/// Checks and reads an awareness message.
pub fn awareness(bytes: &[u8]) -> Result<Vec<Presence>, Fault> {
    let _ = bytes;
    Err(Fault::Malformed("not built yet"))
}

/// Writes an awareness message.
pub fn encode_awareness(entries: &[Presence]) -> Vec<u8> {
    let _ = entries;
    vec![0]
}
