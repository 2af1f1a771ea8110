//! The frames of `kyodo.1`: one kind byte, then fields as lib0 writes them. Both directions are read and written
//! here, so that a test can be either end.

use crate::{
    Doc, Fault, FromPage, Heard, LINK, MAX_PRESENCE, MAX_STATE_VECTOR, MAX_UPLOAD, ToPage,
    bytes::{Reader, buffer, number},
};

const HELLO: u8 = 0x01;
const OPEN: u8 = 0x02;
const UPDATE: u8 = 0x03;
const PRESENCE: u8 = 0x04;
const UNSAVED: u8 = 0x05;
const PING: u8 = 0x06;
const HELLO_AGAIN: u8 = 0x07;

const WELCOME: u8 = 0x81;
const STATE: u8 = 0x82;
const OTHERS: u8 = 0x83;
const SAVED: u8 = 0x84;
const REFUSED: u8 = 0x85;
const PONG: u8 = 0x86;
const PRESENT: u8 = 0x87;
const EVENT: u8 = 0x88;
const MISSING: u8 = 0x89;
const BYE: u8 = 0x8A;
const CHECK: u8 = 0x8B;

/// Caps of a page that reads the server: it trusts it, and is bounded all the same.
pub(crate) const MAX_STATE: usize = 64 * 1024 * 1024;
const MAX_JSON: usize = 4 * 1024 * 1024;
const MAX_SENTENCE: usize = 4096;

fn read_doc(reader: &mut Reader) -> Result<Doc, Fault> {
    match reader.byte()? {
        0 => Ok(Doc::Text),
        1 => Ok(Doc::Summary),
        _ => Err(Fault::Malformed("there is no such Doc")),
    }
}

fn read_link(reader: &mut Reader) -> Result<[u8; LINK], Fault> {
    reader.buffer(LINK)?.try_into().map_err(|_| Fault::Malformed("a link has 32 bytes"))
}

const fn doc_byte(doc: Doc) -> u8 {
    match doc {
        Doc::Text => 0,
        Doc::Summary => 1,
    }
}

impl FromPage {
    /// Reads one frame; what may come when is [`crate::Turn`]'s to say.
    pub fn decode(frame: &[u8]) -> Result<Self, Fault> {
        let mut reader = Reader::new(frame);
        let message = match reader.byte()? {
            kind @ (HELLO | HELLO_AGAIN) => {
                let schema = reader.small()?;
                let generation = reader.small()?.checked_sub(1);
                let heard = if kind == HELLO_AGAIN {
                    let (seq, at) = (reader.number()?, reader.number()?);
                    Some(Heard { seq, at, link: read_link(&mut reader)? })
                } else {
                    None
                };
                Self::Hello { schema, generation, heard }
            }
            OPEN => {
                let doc = read_doc(&mut reader)?;
                Self::Open { doc, state_vector: reader.buffer(MAX_STATE_VECTOR)?.to_vec() }
            }
            UPDATE => {
                let number = reader.number()?;
                let doc = read_doc(&mut reader)?;
                Self::Update { number, doc, update: reader.buffer(MAX_UPLOAD)?.to_vec() }
            }
            PRESENCE => {
                let doc = read_doc(&mut reader)?;
                Self::Presence { doc, bytes: reader.buffer(MAX_PRESENCE)?.to_vec() }
            }
            UNSAVED => Self::Unsaved { words: reader.small()? },
            PING => Self::Ping,
            _ => return Err(Fault::Malformed("there is no such kind of message")),
        };
        reader.end()?;
        Ok(message)
    }

    /// Writes one frame.
    pub fn encode(&self) -> Vec<u8> {
        let mut out = Vec::new();
        match self {
            Self::Hello { schema, generation, heard } => {
                out.push(if heard.is_some() { HELLO_AGAIN } else { HELLO });
                number(&mut out, u64::from(*schema));
                number(&mut out, generation.map_or(0, |known| u64::from(known) + 1));
                if let Some(Heard { seq, at, link }) = heard {
                    number(&mut out, *seq);
                    number(&mut out, *at);
                    buffer(&mut out, link);
                }
            }
            Self::Open { doc, state_vector } => {
                out.extend([OPEN, doc_byte(*doc)]);
                buffer(&mut out, state_vector);
            }
            Self::Update { number: n, doc, update } => {
                out.push(UPDATE);
                number(&mut out, *n);
                out.push(doc_byte(*doc));
                buffer(&mut out, update);
            }
            Self::Presence { doc, bytes } => {
                out.extend([PRESENCE, doc_byte(*doc)]);
                buffer(&mut out, bytes);
            }
            Self::Unsaved { words } => {
                out.push(UNSAVED);
                number(&mut out, u64::from(*words));
            }
            Self::Ping => out.push(PING),
        }
        out
    }
}

impl ToPage {
    /// Reads one frame of the server.
    pub fn decode(frame: &[u8]) -> Result<Self, Fault> {
        let mut reader = Reader::new(frame);
        let message = match reader.byte()? {
            WELCOME => Self::Welcome { json: reader.string(MAX_JSON)?.to_owned() },
            STATE => Self::State {
                doc: read_doc(&mut reader)?,
                seq: reader.number()?,
                update: reader.buffer(MAX_STATE)?.to_vec(),
                state_vector: reader.buffer(MAX_STATE)?.to_vec(),
            },
            OTHERS => Self::Update {
                doc: read_doc(&mut reader)?,
                seq: reader.number()?,
                update: reader.buffer(MAX_STATE)?.to_vec(),
            },
            SAVED => Self::Saved { number: reader.number()?, seq: reader.number()? },
            REFUSED => Self::Refused {
                doc: read_doc(&mut reader)?,
                number: reader.number()?,
                code: reader.string(MAX_SENTENCE)?.to_owned(),
                sentence: reader.string(MAX_SENTENCE)?.to_owned(),
            },
            PONG => Self::Pong,
            PRESENT => {
                Self::Presence { doc: read_doc(&mut reader)?, bytes: reader.buffer(MAX_STATE)?.to_vec() }
            }
            EVENT => Self::Event { json: reader.string(MAX_JSON)?.to_owned() },
            MISSING => Self::Missing {
                doc: read_doc(&mut reader)?,
                state_vector: reader.buffer(MAX_STATE)?.to_vec(),
            },
            CHECK => Self::Check {
                seq: reader.number()?,
                link: read_link(&mut reader)?,
                sections: reader.string(MAX_JSON)?.to_owned(),
            },
            BYE => Self::Bye {
                code: reader.string(MAX_SENTENCE)?.to_owned(),
                sentence: reader.string(MAX_SENTENCE)?.to_owned(),
                at: reader.number()?,
            },
            _ => return Err(Fault::Malformed("there is no such kind of message")),
        };
        reader.end()?;
        Ok(message)
    }

    /// Writes one frame.
    pub fn encode(&self) -> Vec<u8> {
        let mut out = Vec::new();
        match self {
            Self::Welcome { json } => {
                out.push(WELCOME);
                buffer(&mut out, json.as_bytes());
            }
            Self::State { doc, seq, update, state_vector } => {
                out.extend([STATE, doc_byte(*doc)]);
                number(&mut out, *seq);
                buffer(&mut out, update);
                buffer(&mut out, state_vector);
            }
            Self::Update { doc, seq, update } => {
                out.extend([OTHERS, doc_byte(*doc)]);
                number(&mut out, *seq);
                buffer(&mut out, update);
            }
            Self::Saved { number: n, seq } => {
                out.push(SAVED);
                number(&mut out, *n);
                number(&mut out, *seq);
            }
            Self::Refused { doc, number: n, code, sentence } => {
                out.extend([REFUSED, doc_byte(*doc)]);
                number(&mut out, *n);
                buffer(&mut out, code.as_bytes());
                buffer(&mut out, sentence.as_bytes());
            }
            Self::Pong => out.push(PONG),
            Self::Presence { doc, bytes } => {
                out.extend([PRESENT, doc_byte(*doc)]);
                buffer(&mut out, bytes);
            }
            Self::Event { json } => {
                out.push(EVENT);
                buffer(&mut out, json.as_bytes());
            }
            Self::Missing { doc, state_vector } => {
                out.extend([MISSING, doc_byte(*doc)]);
                buffer(&mut out, state_vector);
            }
            Self::Check { seq, link, sections } => {
                out.push(CHECK);
                number(&mut out, *seq);
                buffer(&mut out, link);
                buffer(&mut out, sections.as_bytes());
            }
            Self::Bye { code, sentence, at } => {
                out.push(BYE);
                buffer(&mut out, code.as_bytes());
                buffer(&mut out, sentence.as_bytes());
                number(&mut out, *at);
            }
        }
        out
    }
}
