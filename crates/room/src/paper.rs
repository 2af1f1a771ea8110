//! One Doc of a statement as the room holds it: what the gate knows of it, and the Yjs Doc that lags behind.

use crate::document::{Document, SUMMARY};
use gate::{Index, Schema};
use statement::{Doc, SectionId, Statement};
use std::borrow::Cow;

/// Index and Doc, always fed with the same updates.
#[derive(Debug)]
pub(crate) struct Paper {
    pub(crate) index: Index,
    pub(crate) document: Document,
}

/// Names of the roots of a Doc.
pub(crate) fn roots(statement: &Statement, doc: Doc) -> Vec<String> {
    match doc {
        Doc::Text => statement.roots().map(|id| id.as_str().to_owned()).collect(),
        Doc::Summary => vec![SUMMARY.to_owned()],
    }
}

impl Paper {
    /// Knows nothing yet but its roots.
    pub(crate) fn new(statement: &Statement, doc: Doc) -> Self {
        let roots = roots(statement, doc);
        Self { index: Index::new(Schema::statement(roots.iter().cloned())), document: Document::new(roots) }
    }

    /// A section came into being.
    pub(crate) fn add_root(&mut self, id: &SectionId) {
        self.index.schema_mut().add_root(id.to_string());
        self.document.add_root(id.as_str());
    }

    /// Takes in a full state of our own.
    pub(crate) fn restore(&mut self, full_state: Vec<u8>) -> Result<(), gate::Fault> {
        self.index.restore(&full_state)?;
        self.document.push(full_state);
        Ok(())
    }

    /// Takes in an edit out of the journal; `true` if it is not read as it was stored (G26).
    pub(crate) fn replay(&mut self, update: &[u8]) -> Result<bool, gate::Fault> {
        let read = self.index.replay(update)?;
        let mended = matches!(read, Cow::Owned(_));
        self.document.push(read.into_owned());
        Ok(mended)
    }
}
