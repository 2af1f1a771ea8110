//! Statements: made from a template, seen, read.

use crate::{
    Error,
    desk::Desk,
    member::{Asked, Member},
    register::Grant,
    secret,
    sessions::Session,
    templates,
};
use axum::{Json, extract::State};
use room::Reading;
use serde::Deserialize;
use serde_json::{Value, json};
use statement::{
    Create, Limit, Organisation, Person, Refusal, Role, Section, SectionId, Slot, StatementId, Summary,
    Template, View, canonical, view::RemarkView, words,
};
use std::{collections::BTreeMap, sync::Arc};

#[derive(Deserialize)]
pub(crate) struct New {
    title: String,
    template: String,
    set: String,
    #[serde(default)]
    sections: Vec<SectionId>,
    language: String,
    #[serde(default)]
    limit: Option<Limit>,
    #[serde(default)]
    slot: Option<Slot>,
    #[serde(default = "hundred")]
    summary_words: u32,
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

/// `POST /api/v1/statements`: a founder makes one and is its first chair.
pub(crate) async fn create(
    State(desk): State<Arc<Desk>>,
    session: Session,
    Asked(new): Asked<New>,
) -> Result<Json<Value>, Error> {
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
    desk.register().put_grant(&session.key, &id, &grant).await?;
    Ok(Json(json!({ "id": id })))
}

/// An id nobody else has.
pub(crate) fn own<T: TryFrom<String>>(prefix: &str) -> Result<T, Error> {
    T::try_from(secret::name(prefix)?).map_err(|_| Error::Failed("a name could not be made".to_owned()))
}

/// `GET /api/v1/statements/{id}`: the fold, as far as this person may see it.
pub(crate) async fn view(member: Member) -> Json<View> {
    Json(member.view)
}

/// The words of a reading, counted and hashed.
pub(crate) fn told(reading: &Reading) -> Value {
    let code = canonical::check_code(&reading.text);
    let count = words::of_text(&reading.text);
    let by_section: BTreeMap<&SectionId, u32> = (reading.text.sections.iter())
        .chain(&reading.hidden.sections)
        .map(|section| (&section.id, words::of_section(section)))
        .collect();
    let seconds = reading.statement.limit().map(|limit| words::speaking_seconds(count, limit.pace));
    json!({
        "seq": reading.seq,
        "text_seq": reading.statement.text_seq(),
        "text": reading.text,
        "check_code": code,
        "check_code_spoken": canonical::spoken(&code),
        "word_hash": canonical::word_hash(&reading.text),
        "words": count,
        "seconds": seconds,
        "summary": Summary::new(&reading.statement, reading.summary.clone()),
        "by_section": by_section,
    })
}

/// `GET /api/v1/statements/{id}/remarks`: those that stand, as this person has read them.
pub(crate) async fn remarks(member: Member) -> Result<Json<Vec<RemarkView>>, Error> {
    Ok(Json(member.room.remarks(member.person).await?))
}

/// `GET /api/v1/statements/{id}/checklist`: what stands in the way of a lock, with the codes a lock is compared by.
pub(crate) async fn checklist(member: Member) -> Result<Json<Value>, Error> {
    let checklist = member.room.checklist().await?;
    let reading = member.room.reading().await?;
    Ok(Json(json!({
        "warnings": checklist.warnings,
        "forbids": checklist.forbids,
        "words": checklist.words,
        "text_seq": reading.statement.text_seq(),
        "check_code": canonical::check_code(&reading.text),
        "sections_hash": canonical::section_hashes(&reading.text),
    })))
}
