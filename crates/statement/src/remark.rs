//! Remarks: what a person says about a section for an organisation, and what became of it. They never touch the text.

use crate::{
    Millis, OrganisationId, Person, PersonId, Refusal, RemarkId, Role, SectionId, Statement, field,
    statement::Noted,
};
use serde::{Deserialize, Serialize};

const MIB: usize = 1024 * 1024;
/// Most remarks a statement ever had, those taken back counted, and their bytes: so many chairs and drafters can still
/// make when nobody else can (S55).
const ALL: Share = Share { remarks: 5_000, bytes: 8 * MIB };
/// The same up to which everybody else can.
const OTHERS: Share = Share { remarks: 4_000, bytes: 6 * MIB };
/// The same up to which those can who came by a link for many.
const GUESTS: Share = Share { remarks: 2_500, bytes: 4 * MIB };
/// All that came by one link for many.
const LINK: Share = Share { remarks: 1_250, bytes: 2 * MIB };
/// Most remarks of one person, and, of those who do not draft, their bytes.
const EACH: Share = Share { remarks: 500, bytes: MIB / 4 };
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

/// Some remarks, and the bytes of their words.
#[derive(Debug, Clone, Copy, Default)]
struct Share {
    remarks: usize,
    bytes: usize,
}

impl Share {
    fn of<'a>(remarks: impl Iterator<Item = &'a Remark>) -> Self {
        remarks.fold(Self::default(), |sum, remark| Self {
            remarks: sum.remarks + 1,
            bytes: sum.bytes + remark.bytes(),
        })
    }

    fn within(self, most: Self, sentence: &str) -> Result<(), Refusal> {
        if self.remarks <= most.remarks && self.bytes <= most.bytes {
            Ok(())
        } else {
            Err(Refusal::Field(sentence.to_owned()))
        }
    }
}

impl Remark {
    /// Bytes of its words.
    pub(crate) fn bytes(&self) -> usize {
        self.text.len() + self.passage.len() + self.before.len()
    }
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
    /// Why, as far as it was said.
    pub(crate) fn reason(&self) -> &str {
        match self {
            Self::Open => "",
            Self::TakenUp { reason } | Self::Declined { reason } => reason,
        }
    }

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
        self.judge_shares(person, remark)
    }

    /// S55: who comes leaves room for those who are invited, and they for those who draft.
    fn judge_shares(&self, person: &Person, remark: &Remark) -> Result<(), Refusal> {
        let with = |of: &dyn Fn(&PersonId) -> bool| {
            let there = self.remarks().filter(|noted| of(&noted.by)).map(|noted| &noted.remark);
            Share::of(there.chain([remark]))
        };
        let (all, mine) = (with(&|_| true), with(&|by| *by == person.id));
        if matches!(person.role, Role::Chair | Role::Drafter) {
            field::few("remarks of one person", mine.remarks, EACH.remarks)?;
            return all.within(ALL, "this statement has as many remarks as it can keep");
        }
        mine.within(
            EACH,
            "you have sent as many remarks as one person can: send the rest to the chair by e-mail, and a drafter can \
             enter it",
        )?;
        if let Some(somebody) = self.somebody(&person.id).filter(|somebody| somebody.self_named) {
            const ASK: &str =
                "no more remarks can be sent through a link for many: ask the chair for a link of your own";
            all.within(GUESTS, ASK)?;
            let came_by =
                |id: &PersonId| self.somebody(id).is_some_and(|other| other.came_by == somebody.came_by);
            with(&came_by).within(LINK, ASK)?;
        }
        all.within(
            OTHERS,
            "this statement has as many remarks as it can take: send yours to the chair by e-mail, and a drafter can enter \
             it",
        )
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
