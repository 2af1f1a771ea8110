//! The summary for the conference service: a short text of its own, due before the statement is final.

use crate::{Block, Statement, canonical, words};
use serde::Serialize;

/// The summary as it stands, with what the fold says of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Summary {
    /// Its paragraphs.
    pub blocks: Vec<Block>,
    /// Its words.
    pub words: u32,
    /// Word hash of it, hex (C9, without headings).
    pub word_hash: String,
    /// Words it may have.
    pub limit: u32,
    /// Whether the chair stands by exactly these words.
    pub approved: bool,
}

impl Summary {
    /// The summary whose words are `blocks`.
    pub fn new(statement: &Statement, blocks: Vec<Block>) -> Summary {
        let paragraphs: Vec<String> = blocks.iter().map(Block::text).collect();
        let word_hash = canonical::word_hash_of(paragraphs.iter().map(String::as_str));
        Summary {
            words: words::of_blocks(&blocks),
            approved: statement.summary_approved() == Some(word_hash.as_str()),
            limit: statement.summary_words(),
            word_hash,
            blocks,
        }
    }

    /// Words too many; 0 where it fits.
    pub fn over(&self) -> u32 {
        self.words.saturating_sub(self.limit)
    }
}
