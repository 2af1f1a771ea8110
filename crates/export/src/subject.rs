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
    /// The text in the file was final once, and is not any more.
    pub corrected: Option<Corrected>,
    /// The headings on the paper in order, for who writes under them.
    pub headings: Vec<Heading>,
    /// What is due and when, if that is known.
    pub dues: Vec<(String, Option<Millis>)>,
    /// What was remarked, in the order it is to stand.
    pub remarks: Vec<Remark>,
    /// What the remarks are ordered by.
    pub order: Order,
}

/// A final text that another took the place of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Corrected {
    /// When.
    pub at: Millis,
    /// The version that took its place; none: it was reopened, and no other is final yet.
    pub version: Option<u32>,
}

impl Corrected {
    /// What took its place, in half a sentence.
    pub(crate) fn instead(&self) -> String {
        match self.version {
            Some(version) => format!("version {version} took its place"),
            None => "then it was reopened, and no other text is final yet".to_owned(),
        }
    }
}

/// One heading, as a template for members shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    /// As printed, or as it is called where it is not.
    pub title: String,
    /// What belongs there.
    pub hint: String,
    /// 1 or 2.
    pub level: u8,
    /// Whether it is printed.
    pub printed: bool,
    /// Words that fit, if a limit is known.
    pub about: Option<u32>,
}

/// One remark, as a table shows it. Every string is one cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// Heading of the section; empty: about the whole.
    pub section: String,
    /// For whom it speaks.
    pub organisation: String,
    /// Who made it.
    pub person: String,
    /// When.
    pub at: Millis,
    /// The words it is about; may be empty.
    pub passage: String,
    /// What it says.
    pub text: String,
    /// What became of it, with the reason.
    pub decision: String,
}

/// What a table of remarks is ordered by.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Order {
    /// The order of the paper.
    #[default]
    Section,
    /// The names of the organisations.
    Organisation,
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
