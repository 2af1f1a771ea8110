//! Everything a file says besides the words.

use statement::{Limit, Millis, Phase, SectionId, Slot, Status};

/// What a file tells of its statement. Any string may be empty where it is not known yet: its line is left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// Of the statement.
    pub title: String,
    /// The alliance in whose name it is.
    pub alliance: String,
    /// Registered name of the organisation that speaks; empty: the alliance stands there.
    pub organisation: String,
    /// In whose name it speaks.
    pub on_behalf_of: String,
    /// Who takes the floor.
    pub speaker: String,
    /// The speaker's function.
    pub function: String,
    /// For the service's questions; told in the summary only, for a conference copy is handed round.
    pub email: String,
    /// Agenda item or segment.
    pub item: String,
    /// BCP 47, of the text.
    pub language: String,
    /// When and where it is spoken, if known.
    pub slot: Option<Slot>,
    /// IANA zone of who asks; none: UTC stands beside the conference's zone.
    pub viewer_zone: Option<String>,
    /// The time of asking. Told on files that are not final only.
    pub now: Millis,
    /// Where the statement stands.
    pub phase: Phase,
    /// The lock, when locked: only then a conference copy is final.
    pub lock: Option<Locked>,
    /// The length allowed, if known.
    pub limit: Option<Limit>,
    /// Words of the printed text.
    pub words: u32,
    /// Speaking time of the printed text in seconds, where a pace is known.
    pub seconds: Option<u32>,
    /// Words of the summary.
    pub summary_words: u32,
    /// Words a summary may have.
    pub summary_limit: u32,
    /// Whether the chair stands by these very words of the summary.
    pub summary_approved: bool,
    /// How far each section is, for the draft.
    pub status: Vec<(SectionId, Status)>,
}

/// The lock, as a file tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Locked {
    /// Name of who locked it.
    pub by: String,
    /// When.
    pub at: Millis,
    /// The check code as people read it: `7K3F-92QX-…`.
    pub check_code: String,
    /// Which lock of this statement it is: 1, 2 after a reopening …
    pub version: u32,
}

impl Subject {
    /// The lock, if the statement stands locked.
    pub(crate) fn final_lock(&self) -> Option<&Locked> {
        self.lock.as_ref().filter(|_| self.phase == Phase::Locked)
    }

    /// The organisation a file names as its author.
    pub(crate) fn author(&self) -> &str {
        if self.organisation.trim().is_empty() { &self.alliance } else { &self.organisation }
    }

    /// Status of a section; open where nothing is said.
    pub(crate) fn status_of(&self, id: &SectionId) -> Status {
        self.status
            .iter()
            .find(|(known, _)| known == id)
            .map(|(_, status)| status.clone())
            .unwrap_or_default()
    }
}
