//! Templates: headings under which a statement is written.

use crate::SectionId;
use serde::{Deserialize, Serialize};

/// One heading of a statement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Section {
    /// Also the name of the root in the Doc; never changes.
    pub id: SectionId,
    /// As printed, 1 to 300 characters.
    pub title: String,
    /// What belongs here, for empty places.
    #[serde(default)]
    pub hint: String,
    /// 1 or 2.
    pub level: u8,
    /// Whether the heading is printed (an opening has none).
    pub printed: bool,
    /// Whether it stands on the paper. A hidden section's words are kept, not printed, not counted.
    pub shown: bool,
}
