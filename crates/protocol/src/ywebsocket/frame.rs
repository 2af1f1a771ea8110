//! Frames: kind, fields.

use crate::{
    Fault,
    bytes::{Reader, buffer, number},
    stock::{AUTH, QUERY_AWARENESS, Said},
};

const DENIED: u64 = 0;

/// From a client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Message {
    /// About the Doc.
    Said(Said),
    /// A question for everybody's awareness: providers ask each other that, between tabs. The server tells it
    /// unasked.
    Other,
}

impl Message {
    /// Reads one frame (P1).
    pub fn decode(frame: &[u8]) -> Result<Self, Fault> {
        let mut reader = Reader::new(frame);
        let kind = reader.number()?;
        let message = match Said::read(kind, &mut reader)? {
            Some(said) => Self::Said(said),
            None if kind == QUERY_AWARENESS => Self::Other,
            None => return Err(Fault::Malformed("there is no such kind of message")),
        };
        reader.end()?;
        Ok(message)
    }
}

/// To a client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    /// About the Doc.
    Said(Said),
    /// Why its words are not taken, or why the socket closes; a provider writes it on the console.
    Denied(String),
}

impl Reply {
    /// Writes one frame.
    pub fn encode(&self) -> Vec<u8> {
        let mut out = Vec::new();
        match self {
            Self::Said(said) => said.write(&mut out),
            Self::Denied(sentence) => {
                number(&mut out, AUTH);
                number(&mut out, DENIED);
                buffer(&mut out, sentence.as_bytes());
            }
        }
        out
    }
}

/// The sign of life a server sends: awareness of nobody. A provider that heard nothing for 30 s connects anew; this
/// it hears, and answers nothing.
pub fn life() -> Vec<u8> {
    Reply::Said(Said::Awareness(vec![0])).encode()
}
