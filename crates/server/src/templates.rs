//! What a statement can be made from: the templates in the program, and those the alliance brought.

use crate::{
    Error,
    desk::Desk,
    member::Asked,
    sessions::{Session, Visitor},
};
use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};
use serde::Deserialize;
use serde_json::{Value, json};
use statement::{Refusal, Template};
use std::sync::Arc;

/// `GET /api/v1/templates`: an alliance's own are shown to who set Kyodo up.
pub(crate) async fn list(
    State(desk): State<Arc<Desk>>,
    Visitor(visitor): Visitor,
) -> Result<Json<Vec<Value>>, Error> {
    let founder = visitor.is_some_and(|session| session.record.founder.is_some());
    let own = if founder { desk.register().templates().await? } else { Vec::new() };
    let told = |template: &Template, own: bool| {
        let mut told = json!(template);
        told["own"] = json!(own);
        told
    };
    let builtin = Template::builtin();
    Ok(Json(
        builtin.iter().map(|one| told(one, false)).chain(own.iter().map(|one| told(one, true))).collect(),
    ))
}

#[derive(Deserialize)]
pub(crate) struct Brought {
    text: String,
}

/// `POST /api/v1/templates`: one of the alliance's own, as a file; the same id again takes its place.
pub(crate) async fn bring(
    State(desk): State<Arc<Desk>>,
    session: Session,
    Asked(Brought { text }): Asked<Brought>,
) -> Result<Json<Template>, Error> {
    session.founder()?;
    let template = Template::parse(&text).map_err(Error::BadTemplate)?;
    if Template::builtin().iter().any(|builtin| builtin.id == template.id) {
        return Err(Error::TemplateThere(template.id));
    }
    desk.register().put_template(&template.id, &text).await?;
    Ok(Json(template))
}

/// `POST /api/v1/templates/{id}/remove`: statements made from it stay as they are.
pub(crate) async fn remove(
    State(desk): State<Arc<Desk>>,
    session: Session,
    Path(id): Path<String>,
) -> Result<StatusCode, Error> {
    session.founder()?;
    let id: statement::SectionId = id.parse().map_err(|_| Refusal::Unknown("template"))?;
    desk.register().drop_template(id.as_str()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A template by its name.
pub(crate) async fn find(desk: &Desk, id: &str) -> Result<Option<Template>, Error> {
    match Template::builtin().into_iter().find(|builtin| builtin.id == id) {
        Some(builtin) => Ok(Some(builtin)),
        None => Ok(desk.register().templates().await?.into_iter().find(|own| own.id == id)),
    }
}
