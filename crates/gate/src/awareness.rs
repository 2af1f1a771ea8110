//! Presence as stock awareness messages carry it: entries of client, clock and state.

use crate::Fault;
use crate::json::json;
use crate::read::Bytes;
use crate::write::Out;
use std::collections::HashSet;

/// Bytes of one message.
const BYTES: usize = 64 * 1024;
/// Entries of one message.
const ENTRIES: usize = 1_024;
/// Bytes of one state.
const STATE_BYTES: usize = 8 * 1024;

/// One entry of an awareness message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Presence {
    /// The client id it speaks for, below 2^32.
    pub client: u64,
    /// Counts up with every change, below 2^31.
    pub clock: u32,
    /// The state as checked JSON text; `None`: gone.
    pub state: Option<String>,
}

/// Checks and reads an awareness message. Refuses a client twice, states that are not JSON or too deep, more
/// than 64 KiB, and bytes after its end.
pub fn awareness(bytes: &[u8]) -> Result<Vec<Presence>, Fault> {
    let (mut reader, count) = begin(bytes)?;
    let mut seen = HashSet::with_capacity(count);
    let mut entries = Vec::with_capacity(count);
    for _ in 0..count {
        let (client, clock, text) = entry(&mut reader)?;
        json(text)?;
        if !seen.insert(client) {
            return Err(Fault::Malformed("a client twice"));
        }
        entries.push(Presence { client, clock, state: state(text) });
    }
    reader.end()?;
    Ok(entries)
}

/// The first entries of an awareness message, the rest unread. Whether their states are JSON is not looked at: what is
/// to be used of them is written anew and goes through [`awareness`].
pub fn awareness_start(bytes: &[u8], most: usize) -> Result<Vec<Presence>, Fault> {
    let (mut reader, count) = begin(bytes)?;
    let read =
        |_| entry(&mut reader).map(|(client, clock, text)| Presence { client, clock, state: state(text) });
    (0..count.min(most)).map(read).collect()
}

fn begin(bytes: &[u8]) -> Result<(Bytes<'_>, usize), Fault> {
    if bytes.len() > BYTES {
        return Err(Fault::TooMuch("bytes of presence"));
    }
    let mut reader = Bytes::new(bytes);
    let count = reader.count(4, ENTRIES, "entries of presence")?;
    Ok((reader, count))
}

fn entry<'a>(reader: &mut Bytes<'a>) -> Result<(u64, u32, &'a str), Fault> {
    let (client, clock, text) = (u64::from(reader.client()?), reader.clock()?, reader.string()?);
    if text.len() > STATE_BYTES {
        return Err(Fault::TooMuch("a state of presence"));
    }
    Ok((client, clock, text))
}

fn state(text: &str) -> Option<String> {
    (text != "null").then(|| text.to_owned())
}

/// Writes an awareness message.
pub fn encode_awareness(entries: &[Presence]) -> Vec<u8> {
    let mut out = Out::default();
    out.len(entries.len());
    for Presence { client, clock, state } in entries {
        out.uint(*client);
        out.uint(u64::from(*clock));
        out.string(state.as_deref().unwrap_or("null"));
    }
    out.bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn g16_presence_is_read_whole_or_refused() {
        let dagny = Presence { client: 7, clock: 2, state: Some(r#"{"user":{"name":"Dagny"}}"#.into()) };
        let gone = Presence { client: 8, clock: 3, state: None };
        let bytes = encode_awareness(&[dagny.clone(), gone.clone()]);
        assert_eq!(awareness(&bytes), Ok(vec![dagny.clone(), gone]));
        assert_eq!(awareness_start(&bytes[..bytes.len() - 3], 1), Ok(vec![dagny.clone()]), "its start alone");
        assert!(awareness_start(&bytes[..bytes.len() - 3], 2).is_err(), "what is read is whole");
        assert!(awareness(&[bytes.as_slice(), &[0]].concat()).is_err(), "bytes after its end");
        assert!(awareness(&bytes[..bytes.len() - 1]).is_err(), "it ends early");
        assert!(awareness(&encode_awareness(&[dagny.clone(), dagny.clone()])).is_err(), "a client twice");
        let deep = Presence { state: Some("[".repeat(40) + &"]".repeat(40)), ..dagny.clone() };
        assert!(awareness(&encode_awareness(&[deep])).is_err());
        let large = Presence { state: Some(format!("\"{}\"", "x".repeat(STATE_BYTES))), ..dagny };
        assert!(awareness(&encode_awareness(&[large])).is_err());
    }

    proptest! {
        #[test]
        fn g16_any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = awareness_start(&bytes, 3);
            if let Ok(entries) = awareness(&bytes) {
                prop_assert_eq!(awareness(&encode_awareness(&entries)), Ok(entries));
            }
        }
    }
}
