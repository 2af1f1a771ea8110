//! A room at one sequence as bytes (SPEC.md, "The snapshot"): a faster start, never the truth.

use sha2::{Digest, Sha256};
use statement::Statement;

/// "Kyodo room snapshot", version 2.
const MAGIC: [u8; 4] = *b"KRS\x02";
const SHA: usize = 32;

/// The fold and the full states of both Docs.
#[derive(Debug)]
pub(crate) struct Parts {
    pub(crate) statement: Statement,
    pub(crate) text: Vec<u8>,
    pub(crate) summary: Vec<u8>,
}

/// N1 to N3.
pub(crate) fn encode(statement: &Statement, text: &[u8], summary: &[u8]) -> Vec<u8> {
    // The fold is strings, numbers and lists of them: such values always have JSON.
    let fold = serde_json::to_vec(statement).unwrap_or_default();
    let mut out = Vec::with_capacity(MAGIC.len() + fold.len() + text.len() + summary.len() + 32 + SHA);
    out.extend_from_slice(&MAGIC);
    out.extend_from_slice(&statement.seq().to_be_bytes());
    for part in [fold.as_slice(), text, summary] {
        out.extend_from_slice(&(part.len() as u64).to_be_bytes());
        out.extend_from_slice(part);
    }
    let sha = Sha256::digest(&out);
    out.extend_from_slice(&sha);
    out
}

/// N4: none for anything that is not whole, of this version, and of this fold: then the journal is replayed.
pub(crate) fn decode(bytes: &[u8], seq: u64) -> Option<Parts> {
    let (body, sha) = bytes.split_at_checked(bytes.len().checked_sub(SHA)?)?;
    if Sha256::digest(body).as_slice() != sha {
        return None;
    }
    let rest = body.strip_prefix(&MAGIC)?;
    let (claimed, mut rest) = number(rest)?;
    let mut part = || {
        let (length, after) = number(rest)?;
        let (part, after) = after.split_at_checked(usize::try_from(length).ok()?)?;
        rest = after;
        Some(part)
    };
    let (fold, text, summary) = (part()?, part()?, part()?);
    let statement: Statement = serde_json::from_slice(fold).ok()?;
    let whole = rest.is_empty() && claimed == seq && statement.seq() == seq && statement.current();
    whole.then(|| Parts { statement, text: text.to_vec(), summary: summary.to_vec() })
}

fn number(bytes: &[u8]) -> Option<(u64, &[u8])> {
    let (number, rest) = bytes.split_first_chunk::<8>()?;
    Some((u64::from_be_bytes(*number), rest))
}
