//! What one person's page is told of a statement: the fold, as far as that person may see it.

use crate::{
    Call, Consultative, HandIn, Limit, Millis, OrganisationId, PersonId, Phase, Role, SectionId, Shared,
    Slot, Status,
    due::When,
    phase::Announcement,
    statement::{Moved, Noted},
};
use serde::{Deserialize, Serialize};
use std::{
    collections::BTreeMap,
    ops::Deref,
    sync::{Arc, OnceLock},
};

/// Sent whole after records that are not edits, as JSON: field names as here, enum values in kebab-case.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct View {
    /// Who asks.
    pub me: Me,
    /// Remarks, as numbers; what they say is asked for where it is shown.
    pub remarks: RemarksView,
    /// What everybody of this person's kind sees: made and written as JSON once for all of them (S14).
    #[serde(flatten)]
    #[cfg_attr(feature = "schema", schema(value_type = Common))]
    pub common: Arc<Common>,
}

impl Deref for View {
    type Target = Common;
    fn deref(&self) -> &Common {
        &self.common
    }
}

/// The part of a view that is the same for all chairs, and the same for everybody else.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Common {
    /// The statement.
    pub id: String,
    /// Sequence of the last entry counted here.
    pub seq: u64,
    /// Sequence of the last entry that touched the printed text: what a lock is compared with.
    pub text_seq: u64,
    /// Rises at reopening, restore, repair and schema changes.
    pub generation: u32,
    /// Title.
    pub title: String,
    /// The alliance's name.
    pub alliance: String,
    /// BCP 47.
    pub language: String,
    /// Where it stands.
    pub phase: Phase,
    /// A final reading announced and not begun.
    #[cfg_attr(feature = "schema", schema(required))]
    pub announced: Option<Announcement>,
    /// All sections in order, hidden ones too.
    pub sections: Vec<SectionView>,
    /// Everybody in it.
    pub people: Vec<PersonView>,
    /// Every organisation, in the order they joined: the index gives colour `--org-(1 + i % 10)`.
    pub organisations: Vec<OrganisationView>,
    /// If known.
    #[cfg_attr(feature = "schema", schema(required))]
    pub limit: Option<Limit>,
    /// If known.
    #[cfg_attr(feature = "schema", schema(required))]
    pub slot: Option<Slot>,
    /// Hand-in fields.
    pub hand_in: HandIn,
    /// Words a summary may have.
    pub summary_words: u32,
    /// Word hash the chair approved, if those are still the words.
    #[cfg_attr(feature = "schema", schema(required))]
    pub summary_approved: Option<String>,
    /// The lock, when locked.
    #[cfg_attr(feature = "schema", schema(required))]
    pub lock: Option<LockView>,
    /// Every text that was ever final, oldest first; the last is `lock`, when locked.
    pub versions: Vec<LockView>,
    /// The slot had another time before.
    #[cfg_attr(feature = "schema", schema(required))]
    pub moved: Option<Moved>,
    /// By when what is due, speaker and summary first, in order.
    pub dues: Vec<DueView>,
    /// The call for input that is open.
    #[cfg_attr(feature = "schema", schema(required))]
    pub call: Option<Call>,
    /// Links for many that still open, and those that ended and are asked for. Only told to the chair.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub shared: Vec<SharedView>,
    /// Entries of the final reading, by which the chair corrected: how many.
    pub corrections: u32,
    /// The last reason for reopening or resuming, with who and when.
    #[cfg_attr(feature = "schema", schema(required))]
    pub reopened: Option<Reason>,
    /// Set where the journal is damaged or from a newer Kyodo: everything is read-only, and why.
    #[cfg_attr(feature = "schema", schema(required))]
    pub read_only: Option<String>,
    /// Set while nothing can be saved: why. Words stay on the pages, and are sent when that is over.
    #[cfg_attr(feature = "schema", schema(required))]
    pub cannot_save: Option<String>,
    /// All remarks in numbers, read by nobody.
    #[serde(skip)]
    pub(crate) counted: RemarksView,
    /// Itself as JSON, once somebody asked.
    #[serde(skip)]
    pub(crate) json: OnceLock<Box<str>>,
}

impl View {
    /// The same as serialising it, with the common part written once for everybody who has it.
    pub fn json(&self) -> serde_json::Result<String> {
        let mut json = serde_json::to_string(&Own { me: &self.me, remarks: &self.remarks })?;
        json.pop();
        json.push(',');
        json.push_str(self.common.json()?.trim_start_matches('{'));
        Ok(json)
    }
}

impl Common {
    fn json(&self) -> serde_json::Result<&str> {
        if let Some(json) = self.json.get() {
            return Ok(json);
        }
        let json = serde_json::to_string(self)?;
        Ok(self.json.get_or_init(|| json.into()))
    }
}

#[derive(Serialize)]
struct Own<'a> {
    me: &'a Me,
    remarks: &'a RemarksView,
}

/// Who the page belongs to.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = Myself))]
pub struct Me {
    /// Within the statement.
    pub person: PersonId,
    /// As shown.
    pub name: String,
    /// Its registered name.
    pub organisation: String,
    /// What I may.
    pub role: Role,
    /// Whether I may write in the text now.
    pub may_write: bool,
    /// Whether I may write the summary now.
    pub may_summarise: bool,
}

/// One section, as far as the fold knows it (words are in the Doc).
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct SectionView {
    /// Root in the Doc.
    pub id: SectionId,
    /// Heading.
    pub title: String,
    /// What belongs here.
    pub hint: String,
    /// 1 or 2.
    pub level: u8,
    /// Heading printed.
    pub printed: bool,
    /// On the paper.
    pub shown: bool,
    /// How far.
    #[serde(flatten)]
    pub status: Status,
    /// Who wrote last, and when.
    #[cfg_attr(feature = "schema", schema(required))]
    pub last: Option<LastEdit>,
}

/// The newest edit of a section.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct LastEdit {
    /// Who.
    pub by: PersonId,
    /// When.
    pub at: Millis,
}

/// Somebody.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct PersonView {
    /// Within the statement.
    pub id: PersonId,
    /// As shown.
    pub name: String,
    /// Where they belong.
    pub organisation: OrganisationId,
    /// What they may.
    pub role: Role,
    /// Only told to the chair.
    #[cfg_attr(feature = "schema", schema(nullable = false))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// When the link was opened first. Only told to the chair.
    #[cfg_attr(feature = "schema", schema(nullable = false))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub opened: Option<Millis>,
    /// Hashes and ends of the links that still open. Only told to the chair.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<LinkView>,
    /// No longer in the statement; kept so that what they wrote has a name.
    pub removed: bool,
    /// The name is of their own giving.
    pub self_named: bool,
    /// When they asked for a new link, if they wait for one. Only told to the chair.
    #[cfg_attr(feature = "schema", schema(nullable = false))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub asked: Option<Millis>,
}

/// A link, without its secret.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct LinkView {
    /// Hash.
    pub link: String,
    /// When it ends.
    #[cfg_attr(feature = "schema", schema(required))]
    pub ends: Option<Millis>,
}

/// An organisation.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct OrganisationView {
    /// Within the statement.
    pub id: OrganisationId,
    /// Registered name.
    pub name: String,
    /// Two or three letters, told apart from the others'.
    pub initials: String,
    /// If it has one.
    #[cfg_attr(feature = "schema", schema(required))]
    pub consultative: Option<Consultative>,
}

/// Something due.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct DueView {
    /// What; none: speaker and summary, which every service wants.
    #[cfg_attr(feature = "schema", schema(required))]
    pub what: Option<String>,
    /// As it was said.
    pub when: When,
    /// In time; none while the slot is not known.
    #[cfg_attr(feature = "schema", schema(required))]
    pub at: Option<Millis>,
}

/// Remarks in numbers.
#[derive(Debug, Clone, Default, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct RemarksView {
    /// The last entry that touched one: a page that knows it has nothing to ask for.
    pub seq: u64,
    /// All that stand.
    pub all: u32,
    /// Those nobody decided.
    pub waiting: u32,
    /// Those the person who asks has not read.
    pub unread: u32,
    /// The entry up to which that person has read; what was touched no later is not unread any more.
    pub read: u64,
    /// Organisations that sent any.
    pub organisations: u32,
    /// By section; what is about the whole stands under an empty name.
    pub by_section: BTreeMap<String, Waiting>,
}

/// Remarks of one section in numbers.
#[derive(Debug, Clone, Copy, Default, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Waiting {
    /// All that stand.
    pub all: u32,
    /// Those nobody decided.
    pub waiting: u32,
    /// Those the person who asks has not read.
    pub unread: u32,
}

/// One remark, as it is shown.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct RemarkView {
    /// All of it.
    #[serde(flatten)]
    pub noted: Noted,
    /// Whether the person who asks has not read it, or not what became of it.
    pub unread: bool,
}

/// A link for many, without its secret.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct SharedView {
    /// Hash.
    pub link: String,
    /// As what, for whom, until when.
    #[serde(flatten)]
    pub shared: Shared,
    /// It has ended, and somebody who holds it asked for a new one: when.
    #[cfg_attr(feature = "schema", schema(nullable = false))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub asked: Option<Millis>,
}

/// The lock, as the locked page shows it.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct LockView {
    /// Who.
    pub by: PersonId,
    /// When.
    pub at: Millis,
    /// Hex.
    pub check_code: String,
    /// As people read it: `7K3F-92QX-…`.
    pub check_code_spoken: String,
    /// Hex.
    pub word_hash: String,
    /// In the printed text.
    pub words: u32,
    /// Which lock of this statement this is: 1, 2 after a reopening …
    pub version: u32,
    /// Why it was locked all the same.
    pub because: String,
    /// The slip it put right; none: a lock after a final reading.
    #[cfg_attr(feature = "schema", schema(required))]
    pub slip: Option<SlipView>,
}

/// A slip that was put right.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct SlipView {
    /// Why.
    pub reason: String,
    /// Where.
    pub section: SectionId,
    /// What stood there, with up to 100 characters of the paragraph on either side.
    pub before: String,
    /// What stands there, likewise.
    pub after: String,
}

/// A reason given, by whom, when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Reason {
    /// Who.
    pub by: PersonId,
    /// When.
    pub at: Millis,
    /// In their words.
    pub reason: String,
}
