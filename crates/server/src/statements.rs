//! Statements: made from a template, seen, read.

use crate::{
    Error,
    desk::Desk,
    error::Said,
    member::{Asked, Member, Options},
    register::Grant,
    secret,
    sessions::Session,
    templates,
};
use axum::{Json, extract::State};
use room::Reading;
use serde::{Deserialize, Serialize};
use statement::{
    Create, Limit, Organisation, Person, Refusal, Role, Section, SectionId, Slot, StatementId, Summary,
    Template, Text, View, Warning, canonical, view::RemarkView, words,
};
use std::{collections::BTreeMap, sync::Arc};
use utoipa::ToSchema;

/// A statement that is to be made.
#[derive(Deserialize, ToSchema)]
#[schema(as = NewStatement)]
pub(crate) struct New {
    /// 1 to 300 characters.
    title: String,
    /// Id of the template.
    template: String,
    /// Which choice of its headings.
    set: String,
    /// Headings chosen one by one, in place of a set.
    #[serde(default)]
    sections: Vec<SectionId>,
    /// BCP 47, of the text.
    language: String,
    /// If known.
    #[serde(default)]
    limit: Option<Limit>,
    /// If known.
    #[serde(default)]
    slot: Option<Slot>,
    /// Words a summary may have; 100 unless told.
    #[serde(default = "hundred")]
    summary_words: u32,
}

/// The statement that was made.
#[derive(Serialize, ToSchema)]
pub(crate) struct Created {
    /// Its id.
    id: StatementId,
}

/// The words as the server reads them, counted and hashed.
#[derive(Serialize, ToSchema)]
#[schema(as = Reading)]
pub(crate) struct Told {
    /// The entry after which they stand so.
    seq: u64,
    /// The last entry that touched the printed text.
    text_seq: u64,
    /// What is on the paper.
    text: Text,
    /// SHA-256 of the canonical text, hex.
    check_code: String,
    /// As people read it: `7K3F-92QX-…`.
    check_code_spoken: String,
    /// SHA-256 of the bare words, hex.
    word_hash: String,
    /// Words of the printed text.
    words: u32,
    /// At the podium; none while the limit is not known.
    #[schema(required)]
    seconds: Option<u32>,
    /// The summary.
    summary: Summary,
    /// Words of each section, hidden ones too.
    by_section: BTreeMap<String, u32>,
}

/// What stands in the way of a lock, and the codes it is compared by.
#[derive(Serialize, ToSchema)]
#[schema(as = Checklist)]
pub(crate) struct Checks {
    /// In the order in which they weigh.
    warnings: Vec<Warning>,
    /// Why there can be no lock: only of an empty text.
    #[schema(required, value_type = Option<Said>)]
    forbids: Option<Refusal>,
    /// Words of the text that is shown.
    words: u32,
    /// The last entry that touched the printed text.
    text_seq: u64,
    /// SHA-256 of the canonical text, hex.
    check_code: String,
    /// Hash of each section that is not empty.
    sections_hash: BTreeMap<String, String>,
}

fn hundred() -> u32 {
    100
}

impl New {
    fn headings(&self, template: &Template) -> Result<Vec<Section>, Refusal> {
        if self.sections.is_empty() {
            template.sections(&self.set).ok_or(Refusal::Unknown("set of headings"))
        } else {
            template.choose(&self.sections)
        }
    }
}

/// Makes a statement from a template; who asks is its first chair. Only a founder.
#[utoipa::path(
    post,
    path = "/statements",
    tag = "statements",
    request_body = New,
    responses((status = 200, body = Created, description = "It is there")),
    extensions(("x-codes" = json!(["not-founder", "unknown", "field"]))),
)]
pub(crate) async fn create(
    State(desk): State<Arc<Desk>>,
    session: Session,
    Asked(new): Asked<New>,
) -> Result<Json<Created>, Error> {
    let founder = session.founder()?;
    let template = templates::find(&desk, &new.template).await?.ok_or(Refusal::Unknown("template"))?;
    let sections = new.headings(&template)?;
    let alliance = desk.register().alliance().await?.ok_or(Error::NotFounder)?;
    let id: StatementId = own("s")?;
    let organisation = Organisation::named(own("o")?, founder.organisation.clone());
    let chair = Person {
        id: own("p")?,
        name: founder.name.clone(),
        organisation: organisation.id.clone(),
        role: Role::Chair,
        email: String::new(),
    };
    let grant = Grant { person: chair.id.clone(), link: None };
    let create = Create {
        title: new.title,
        alliance,
        language: new.language,
        template: new.template,
        sections,
        chair,
        organisation,
        limit: new.limit,
        slot: new.slot,
        summary_words: new.summary_words,
    };
    desk.rooms().create(&id, create).await?;
    desk.register().put_grant(&session.key, &id, &grant, desk.now(), None).await?;
    Ok(Json(Created { id }))
}

/// An id nobody else has.
pub(crate) fn own<T: TryFrom<String>>(prefix: &str) -> Result<T, Error> {
    T::try_from(secret::name(prefix)?).map_err(|_| Error::Failed("a name could not be made".to_owned()))
}

/// A statement without its words, as far as this person may see it.
#[utoipa::path(
    get,
    path = "/statements/{id}",
    tag = "statements",
    params(("id" = StatementId, Path, description = "The statement")),
    responses((status = 200, body = View, description = "As it stands")),
)]
pub(crate) async fn view(member: Member) -> Json<View> {
    Json(member.view)
}

impl Told {
    /// Whether these are the words of that check code.
    pub(crate) fn is(&self, check_code: &str) -> bool {
        self.check_code == check_code
    }
}

/// The words of a reading, counted and hashed.
pub(crate) fn told(reading: &Reading) -> Told {
    let code = canonical::check_code(&reading.text);
    let count = words::of_text(&reading.text);
    let by_section: BTreeMap<String, u32> = (reading.text.sections.iter())
        .chain(&reading.hidden.sections)
        .map(|section| (section.id.to_string(), words::of_section(section)))
        .collect();
    let seconds = reading.statement.limit().map(|limit| words::speaking_seconds(count, limit.pace));
    Told {
        seq: reading.seq,
        text_seq: reading.statement.text_seq(),
        text: reading.text.clone(),
        check_code_spoken: canonical::spoken(&code),
        check_code: code,
        word_hash: canonical::word_hash(&reading.text),
        words: count,
        seconds,
        summary: Summary::new(&reading.statement, reading.summary.clone()),
        by_section,
    }
}

/// From where remarks are asked for.
#[derive(Deserialize)]
pub(crate) struct Since {
    /// The entry up to which they are known; 0: none is.
    #[serde(default)]
    after: u64,
}

/// Remarks that stand, as this person has read them; or what of them is new. One page: ask again after the highest `seq`
/// of it until nothing more is told.
#[utoipa::path(
    get,
    path = "/statements/{id}/remarks",
    tag = "statements",
    params(
        ("id" = StatementId, Path, description = "The statement"),
        (
            "after" = Option<u64>,
            Query,
            description = "The highest `seq` that is known: only what was touched since, and what was taken back (`withdrawn`, without its words)"
        ),
    ),
    responses((status = 200, body = Vec<RemarkView>, description = "In the order in which they were touched, 500 at most")),
    extensions(("x-codes" = json!(["role"]))),
)]
pub(crate) async fn remarks(
    Options(Since { after }): Options<Since>,
    member: Member,
) -> Result<Json<Vec<RemarkView>>, Error> {
    Ok(Json(member.room.remarks(member.person, after).await?))
}

/// What stands in the way of a lock, with the codes a lock is compared by.
#[utoipa::path(
    get,
    path = "/statements/{id}/checklist",
    tag = "statements",
    params(("id" = StatementId, Path, description = "The statement")),
    responses((status = 200, body = Checks, description = "As it stands")),
)]
pub(crate) async fn checklist(State(desk): State<Arc<Desk>>, member: Member) -> Result<Json<Checks>, Error> {
    let sitting = desk.study().enter(&member.id, &member.person).await?;
    let looking = member.room.looking().await?;
    let checks = sitting.work(move || {
        let (checklist, reading) = (looking.checklist(), looking.reading);
        let hashes = canonical::section_hashes(&reading.text);
        Checks {
            warnings: checklist.warnings,
            forbids: checklist.forbids,
            words: checklist.words,
            text_seq: reading.statement.text_seq(),
            check_code: canonical::check_code(&reading.text),
            sections_hash: hashes.into_iter().map(|(id, hash)| (id.to_string(), hash)).collect(),
        }
    });
    Ok(Json(checks.await?))
}
