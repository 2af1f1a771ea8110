//! Remarks: what a person says about a section for an organisation, and what became of it. They never touch the text.

use crate::{
    Millis, OrganisationId, PersonId, Refusal, RemarkId, Role, SectionId, Statement, access::half_of, field,
    statement::Noted,
};
use serde::{Deserialize, Serialize};

/// Most remarks a statement ever had, those taken back counted.
const REMARKS: usize = 5_000;
/// Most remarks one person may have made.
const EACH: usize = 500;
const DAY: Millis = 86_400_000;

/// A remark as it was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Remark {
    /// An id nobody had.
    pub id: RemarkId,
    /// About which section; none: about the whole.
    #[cfg_attr(feature = "schema", schema(required))]
    pub section: Option<SectionId>,
    /// For whom it speaks.
    pub organisation: OrganisationId,
    /// 1 to 4,000 characters, in lines.
    pub text: String,
    /// The words it is about, as they stood; empty: none in particular. To 600 characters.
    #[cfg_attr(feature = "schema", schema(required, default = json!("")))]
    #[serde(default)]
    pub passage: String,
    /// Words before the passage, to 100 characters: where it stands twice, they say which it is.
    #[cfg_attr(feature = "schema", schema(required, default = json!("")))]
    #[serde(default)]
    pub before: String,
    /// It came by e-mail, and a drafter entered it for the organisation.
    #[cfg_attr(feature = "schema", schema(required, default = json!(false)))]
    #[serde(default)]
    pub by_email: bool,
}

/// What was decided about a remark.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(tag = "decision", rename_all = "kebab-case")]
pub enum Decision {
    /// Nothing yet.
    #[default]
    Open,
    /// The text says it, or will.
    TakenUp {
        /// How, if there is more to say; to 1,000 characters.
        #[cfg_attr(feature = "schema", schema(required, default = json!("")))]
        #[serde(default)]
        reason: String,
    },
    /// The text will not say it.
    Declined {
        /// Why, for everybody to read; 1 to 1,000 characters.
        reason: String,
    },
}

/// A call for input to the member organisations.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Call {
    /// What is asked; 1 to 2,000 characters, in lines.
    pub question: String,
    /// Closing date: after it remarks still count, and are late.
    pub closes: Millis,
}

impl Call {
    pub(crate) fn check(&self, now: Millis) -> Result<(), Refusal> {
        field::lines("the question", &self.question, 1, 2_000)?;
        if (now..=now.saturating_add(730 * DAY)).contains(&self.closes) {
            Ok(())
        } else {
            Err(Refusal::Field("the closing date is ahead, within two years".to_owned()))
        }
    }
}

impl Decision {
    pub(crate) fn check(&self) -> Result<(), Refusal> {
        match self {
            Self::Open => Ok(()),
            Self::TakenUp { reason } => field::lines("what is said to it", reason, 0, 1_000),
            Self::Declined { reason } => field::lines("the reason", reason, 1, 1_000),
        }
    }
}

impl Statement {
    pub(crate) fn judge_remark(&self, by: &PersonId, remark: &Remark) -> Result<(), Refusal> {
        let person = self.person(by).ok_or(Refusal::NotHere)?;
        let own = person.organisation == remark.organisation;
        let enters = remark.by_email && matches!(person.role, Role::Chair | Role::Drafter);
        if !own && !enters {
            return Err(Refusal::Field("a remark is made for one's own organisation".to_owned()));
        }
        self.organisation(&remark.organisation).ok_or(Refusal::Unknown("organisation"))?;
        if let Some(section) = &remark.section {
            self.section(section).ok_or(Refusal::Unknown("section"))?;
        }
        field::lines("the remark", &remark.text, 1, 4_000)?;
        field::lines("the passage", &remark.passage, 0, 600)?;
        field::lines("the words before the passage", &remark.before, 0, 100)?;
        if self.remark(&remark.id).is_some() {
            return Err(Refusal::Twice("remark"));
        }
        field::few("remarks", self.remarks.len() + 1, REMARKS)?;
        if self.somebody(by).is_some_and(|somebody| somebody.self_named) {
            half_of(REMARKS, self.remarks.len(), "remarks")?;
        }
        let mine = self.remarks.iter().filter(|noted| noted.by == *by).count();
        field::few("remarks of one person", mine + 1, EACH)
    }

    /// One that stands.
    pub(crate) fn judge_standing(&self, id: &RemarkId) -> Result<&Noted, Refusal> {
        self.remark(id).filter(|noted| !noted.withdrawn).ok_or(Refusal::Unknown("remark"))
    }

    pub(crate) fn judge_withdrawal(&self, by: &PersonId, id: &RemarkId) -> Result<(), Refusal> {
        if self.judge_standing(id)?.by == *by { Ok(()) } else { Err(Refusal::Role) }
    }

    /// All remarks ever made, in order.
    pub fn remarks(&self) -> impl DoubleEndedIterator<Item = &Noted> {
        self.remarks.iter().map(AsRef::as_ref)
    }

    /// One remark.
    pub fn remark(&self, id: &RemarkId) -> Option<&Noted> {
        self.remarks().find(|noted| noted.remark.id == *id)
    }

    /// Up to which entry this person has read the remarks.
    pub fn remarks_read(&self, person: &PersonId) -> u64 {
        self.read.get(person).copied().unwrap_or(0)
    }

    /// The call for input that is open, if one is.
    pub fn call(&self) -> Option<&Call> {
        self.call.as_ref()
    }
}
