//! Frames: name, kind, fields.

use crate::{
    Doc, Fault, MAX_PRESENCE, MAX_STATE_VECTOR, MAX_UPLOAD,
    bytes::{Reader, buffer, number},
};

/// Bytes of a channel's name.
pub const MAX_NAME: usize = 256;
/// Bytes of a token.
pub const MAX_TOKEN: usize = 512;

const SYNC: u64 = 0;
const AWARENESS: u64 = 1;
const AUTH: u64 = 2;
const QUERY_AWARENESS: u64 = 3;
const STATELESS: u64 = 5;
const CLOSE: u64 = 7;
const SYNC_STATUS: u64 = 8;
const PING: u8 = 9;
const PONG: u8 = 10;

const STEP_ONE: u64 = 0;
const STEP_TWO: u64 = 1;
const UPDATE: u64 = 2;

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
        let plain = self.0.split('\0').next().unwrap_or_default();
        match plain.strip_suffix("/summary") {
            Some(id) => (id, Doc::Summary),
            None => (plain, Doc::Text),
        }
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
    /// What it has, state vector v1.
    StepOne(Vec<u8>),
    /// Answer to the server's step 1, update v1.
    StepTwo(Vec<u8>),
    /// Words, update v1.
    Update(Vec<u8>),
    /// Carets and names.
    Awareness(Vec<u8>),
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
        let message = match reader.number()? {
            SYNC => match reader.number()? {
                STEP_ONE => Message::StepOne(reader.buffer(MAX_STATE_VECTOR)?.to_vec()),
                STEP_TWO => Message::StepTwo(reader.buffer(MAX_UPLOAD)?.to_vec()),
                UPDATE => Message::Update(reader.buffer(MAX_UPLOAD)?.to_vec()),
                _ => return Err(Fault::Malformed("there is no such sync message")),
            },
            AWARENESS => Message::Awareness(reader.buffer(MAX_PRESENCE)?.to_vec()),
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
    /// What the server has, state vector v1; the client answers with a step 2.
    StepOne(Vec<u8>),
    /// What the client lacks, update v1.
    StepTwo(Vec<u8>),
    /// What others wrote, update v1.
    Update(Vec<u8>),
    /// Everybody's carets and names, the client's own among them.
    Awareness(Vec<u8>),
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
            Self::StepOne(state_vector) => {
                numbers(&mut out, [SYNC, STEP_ONE]);
                buffer(&mut out, state_vector);
            }
            Self::StepTwo(update) => {
                numbers(&mut out, [SYNC, STEP_TWO]);
                buffer(&mut out, update);
            }
            Self::Update(update) => {
                numbers(&mut out, [SYNC, UPDATE]);
                buffer(&mut out, update);
            }
            Self::Awareness(bytes) => {
                number(&mut out, AWARENESS);
                buffer(&mut out, bytes);
            }
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
