//! Who may do what, when: one table, `may`.

use serde::{Deserialize, Serialize};

/// What a person is in one statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Invites, sets phases, locks.
    Chair,
    /// Writes under the headings.
    Drafter,
    /// Reads and remarks, never touches the text.
    Contributor,
    /// Takes the floor: writes the summary.
    Speaker,
    /// Reads.
    Reader,
}
