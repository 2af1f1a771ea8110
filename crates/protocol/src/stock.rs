//! What the stock wires share: sync and awareness as y-protocols writes them, a place's name, and one client's talk
//! about one Doc.

use crate::{
    Doc, Fault, FromPage, MAX_PRESENCE, MAX_STATE_VECTOR, MAX_UPDATE, MAX_UPLOAD, ToPage,
    bytes::{Reader, buffer, number},
};

pub(crate) const SYNC: u64 = 0;
pub(crate) const AWARENESS: u64 = 1;
pub(crate) const AUTH: u64 = 2;
pub(crate) const QUERY_AWARENESS: u64 = 3;

const STEP_ONE: u64 = 0;
const STEP_TWO: u64 = 1;
const UPDATE: u64 = 2;

/// Bytes of a place's name.
pub const MAX_NAME: usize = 256;

/// The statement's id and the Doc that a stock client names; the id is as the client wrote it, not checked.
pub fn place(name: &str) -> (&str, Doc) {
    match name.strip_suffix("/summary") {
        Some(id) => (id, Doc::Summary),
        None => (name, Doc::Text),
    }
}

/// What is said about a Doc, by either side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    /// What one has, state vector v1; the other answers with a step 2.
    StepOne(Vec<u8>),
    /// What the other lacks, update v1.
    StepTwo(Vec<u8>),
    /// Words, update v1.
    Update(Vec<u8>),
    /// Carets and names.
    Awareness(Vec<u8>),
}

impl Said {
    /// Reads what follows this kind; none where the kind is no sync and no awareness.
    pub(crate) fn read(kind: u64, reader: &mut Reader) -> Result<Option<Self>, Fault> {
        Ok(Some(match kind {
            SYNC => match reader.number()? {
                STEP_ONE => Self::StepOne(reader.buffer(MAX_STATE_VECTOR)?.to_vec()),
                STEP_TWO => Self::StepTwo(reader.buffer(MAX_UPLOAD)?.to_vec()),
                UPDATE => Self::Update(reader.buffer(MAX_UPLOAD)?.to_vec()),
                _ => return Err(Fault::Malformed("there is no such sync message")),
            },
            AWARENESS => Self::Awareness(reader.buffer(MAX_PRESENCE)?.to_vec()),
            _ => return Ok(None),
        }))
    }

    /// Writes kind and fields.
    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        let (kinds, bytes): (&[u64], _) = match self {
            Self::StepOne(bytes) => (&[SYNC, STEP_ONE], bytes),
            Self::StepTwo(bytes) => (&[SYNC, STEP_TWO], bytes),
            Self::Update(bytes) => (&[SYNC, UPDATE], bytes),
            Self::Awareness(bytes) => (&[AWARENESS], bytes),
        };
        for kind in kinds {
            number(out, *kind);
        }
        buffer(out, bytes);
    }
}

/// One Doc and one client, whom nobody taught to number what it sends.
#[derive(Debug, Clone)]
pub(crate) struct Talk {
    pub(crate) doc: Doc,
    /// The number of the last update.
    pub(crate) sent: u64,
    /// The first update that was refused: it and all behind it have their answer.
    pub(crate) refused: Option<u64>,
}

impl Talk {
    pub(crate) fn new(doc: Doc) -> Self {
        Self { doc, sent: 0, refused: None }
    }

    /// The client said something: what the room is asked; nothing for words after a refusal.
    pub(crate) fn hear(&mut self, said: Said) -> Result<Option<FromPage>, Fault> {
        let doc = self.doc;
        let update = match said {
            Said::StepOne(state_vector) => return Ok(Some(FromPage::Open { doc, state_vector })),
            Said::Awareness(bytes) => return Ok(Some(FromPage::Presence { doc, bytes })),
            Said::StepTwo(_) | Said::Update(_) if self.refused.is_some() => return Ok(None),
            Said::Update(update) if update.len() > MAX_UPDATE => {
                return Err(Fault::TooLarge { bytes: update.len(), most: MAX_UPDATE });
            }
            Said::StepTwo(update) | Said::Update(update) => update,
        };
        self.sent += 1;
        Ok(Some(FromPage::Update { number: self.sent, doc, update }))
    }

    /// Notes a refusal; false for any but the first.
    pub(crate) fn refuse(&mut self, number: u64) -> bool {
        let first = self.refused.is_none();
        self.refused.get_or_insert(number);
        first
    }
}

/// The room said something: what of it every stock client is told, in order. A Missing becomes a step 1.
pub(crate) fn told(message: ToPage) -> Vec<Said> {
    match message {
        ToPage::State { update, state_vector, .. } => {
            vec![Said::StepTwo(update), Said::StepOne(state_vector)]
        }
        ToPage::Update { update, .. } => vec![Said::Update(update)],
        ToPage::Presence { bytes, .. } => vec![Said::Awareness(bytes)],
        ToPage::Missing { state_vector, .. } => vec![Said::StepOne(state_vector)],
        _ => vec![],
    }
}
