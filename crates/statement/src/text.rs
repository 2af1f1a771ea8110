//! The words as a value: what a page shows, an export prints and the check code counts.

use crate::SectionId;
use serde::{Deserialize, Serialize};

/// All sections that are shown, in order; empty ones too.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Text {
    /// In the order of the paper.
    pub sections: Vec<SectionText>,
}

/// One heading and what stands under it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct SectionText {
    /// Which section.
    pub id: SectionId,
    /// Its heading.
    pub heading: String,
    /// 1 for a pillar, 2 for a heading below it.
    pub level: u8,
    /// Whether the heading itself is printed. The words always are.
    pub printed: bool,
    /// Paragraphs and list items in order.
    pub blocks: Vec<Block>,
}

/// One paragraph.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Block {
    /// What kind.
    pub kind: BlockKind,
    /// 0 for a paragraph, 1 and more for the depth of a list.
    #[cfg_attr(feature = "schema", schema(required))]
    #[serde(default)]
    pub level: u8,
    /// Stretches of equal marks, never two alike side by side, never empty.
    pub runs: Vec<Run>,
}

/// What kind of paragraph.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum BlockKind {
    /// Plain.
    Paragraph,
    /// First of a bulleted item.
    Bullet,
    /// First of a numbered item.
    Number,
    /// A further paragraph of the same item.
    Continued,
}

/// Text with one set of marks. A line break is `\n`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Run {
    /// As typed.
    pub text: String,
    /// Bold.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub bold: bool,
    /// Italic.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub italic: bool,
    /// Link target.
    #[cfg_attr(feature = "schema", schema(nullable = false))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
}

impl Run {
    /// Whether it carries the same marks as another.
    fn looks_like(&self, other: &Run) -> bool {
        (self.bold, self.italic, &self.link) == (other.bold, other.italic, &other.link)
    }
}

/// Adds a stretch to a paragraph's: none is ever empty, and no two alike stand side by side.
pub fn append(runs: &mut Vec<Run>, run: Run) {
    match runs.last_mut() {
        _ if run.text.is_empty() => {}
        Some(last) if last.looks_like(&run) => last.text.push_str(&run.text),
        _ => runs.push(run),
    }
}

/// Which Yjs Doc of a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Doc {
    /// The joint text: one root a section.
    Text,
    /// The summary for the conference service: one root, `summary`.
    Summary,
}
