//! Where a statement stands on its way to the podium.

use crate::Millis;
use serde::{Deserialize, Serialize};

/// Drafting → final reading → locked; reopened goes back to drafting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Phase {
    /// Drafters write.
    Drafting,
    /// Pens down: the chair alone corrects.
    FinalReading,
    /// Nobody changes a letter.
    Locked,
}

/// Final reading, said before it comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Announcement {
    /// When the pages stop taking words. The phase follows up to 5 s later, when all have flushed.
    pub pens_down: Millis,
}

/// How far a section is.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(tag = "status", rename_all = "kebab-case")]
pub enum Status {
    /// Nothing settled.
    #[default]
    Open,
    /// Being talked about.
    UnderDiscussion,
    /// Settled.
    Agreed,
    /// Settled but for one thing.
    AgreedPending {
        /// What is still missing.
        on: String,
    },
}
