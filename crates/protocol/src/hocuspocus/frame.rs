//! Frames: name, kind, fields.

use crate::{
    Doc, Fault, MAX_PRESENCE,
    bytes::{Reader, buffer, number},
    stock::{AUTH, MAX_NAME, QUERY_AWARENESS, Said, place},
};

/// Bytes of a token.
pub const MAX_TOKEN: usize = 512;

const STATELESS: u64 = 5;
const CLOSE: u64 = 7;
const SYNC_STATUS: u64 = 8;
const PING: u8 = 9;
const PONG: u8 = 10;

const TOKEN: u64 = 0;
const DENIED: u64 = 1;
const AUTHENTICATED: u64 = 2;

/// A channel's name, as the client gave it and as it is answered.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Name(String);

impl Name {
    /// The name as it stands on the wire.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The statement's id and the Doc; the id is as the client wrote it, not checked.
    pub fn place(&self) -> (&str, Doc) {
        place(self.0.split('\0').next().unwrap_or_default())
    }
}

/// From a client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Frame {
    /// Of the whole socket: answer with [`pong`].
    Ping,
    /// Of the whole socket: the answer to [`ping`].
    Pong,
    /// Of one channel.
    Named(Name, Message),
}

/// What a client says in a channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Message {
    /// Who it is: empty for the cookie, else a session token.
    Token(String),
    /// About the Doc.
    Said(Said),
    /// The channel is over.
    Close,
    /// Something Kyodo has no use for: stateless messages, questions for everybody's awareness.
    Other,
}

impl Frame {
    /// Reads one frame. Bytes left over are refused but behind a token, where the provider tells its version.
    pub fn decode(frame: &[u8]) -> Result<Self, Fault> {
        match frame {
            [PING] => return Ok(Self::Ping),
            [PONG] => return Ok(Self::Pong),
            _ => {}
        }
        let mut reader = Reader::new(frame);
        let name = Name(reader.string(MAX_NAME)?.to_owned());
        let kind = reader.number()?;
        if let Some(said) = Said::read(kind, &mut reader)? {
            reader.end()?;
            return Ok(Self::Named(name, Message::Said(said)));
        }
        let message = match kind {
            AUTH => {
                if reader.number()? != TOKEN {
                    return Err(Fault::Malformed("a client authenticates with a token"));
                }
                let token = reader.string(MAX_TOKEN)?.to_owned();
                return Ok(Self::Named(name, Message::Token(token)));
            }
            QUERY_AWARENESS => Message::Other,
            STATELESS => {
                reader.buffer(MAX_PRESENCE)?;
                Message::Other
            }
            CLOSE => return Ok(Self::Named(name, Message::Close)),
            _ => return Err(Fault::Malformed("there is no such kind of message")),
        };
        reader.end()?;
        Ok(Self::Named(name, message))
    }
}

/// To a client, in one channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    /// Let in.
    Authenticated {
        /// Whether it may write in this Doc now; only told, the room decides.
        may_write: bool,
    },
    /// Not let in, with the sentence.
    Denied(String),
    /// About the Doc; among everybody's carets are the client's own.
    Said(Said),
    /// Answer to one Update or step 2: true only when it is durable.
    SyncStatus(bool),
    /// The channel is over, with the reason.
    Close(String),
}

impl Reply {
    /// Writes one frame, under the name the client gave.
    pub fn encode(&self, name: &Name) -> Vec<u8> {
        let mut out = Vec::new();
        buffer(&mut out, name.0.as_bytes());
        match self {
            Self::Authenticated { may_write } => {
                let scope = if *may_write { "read-write" } else { "readonly" };
                numbers(&mut out, [AUTH, AUTHENTICATED]);
                buffer(&mut out, scope.as_bytes());
            }
            Self::Denied(sentence) => {
                numbers(&mut out, [AUTH, DENIED]);
                buffer(&mut out, sentence.as_bytes());
            }
            Self::Said(said) => said.write(&mut out),
            // A lib0 varint, not a varuint: for 0 and 1 the byte is the same.
            Self::SyncStatus(durable) => numbers(&mut out, [SYNC_STATUS, u64::from(*durable)]),
            Self::Close(reason) => {
                number(&mut out, CLOSE);
                buffer(&mut out, reason.as_bytes());
            }
        }
        out
    }
}

fn numbers(out: &mut Vec<u8>, all: [u64; 2]) {
    for one in all {
        number(out, one);
    }
}

/// The sign of life a server sends; a provider closes after 30 s without any message.
pub fn ping() -> Vec<u8> {
    vec![PING]
}

/// The answer to a client's Ping.
pub fn pong() -> Vec<u8> {
    vec![PONG]
}
