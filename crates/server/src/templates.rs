//! What a statement can be made from: the templates in the program, and those the alliance brought.

use crate::{
    Error,
    desk::Desk,
    member::{Asked, Place},
    sessions::{Session, Visitor},
};
use axum::{Json, extract::State, http::StatusCode};
use serde::{Deserialize, Serialize};
use statement::{Refusal, Template};
use std::sync::Arc;
use utoipa::ToSchema;

/// A template, as it is offered.
#[derive(Serialize, ToSchema)]
pub(crate) struct Offered {
    /// All of it.
    #[serde(flatten)]
    template: Template,
    /// Brought by a chair of this Kyodo.
    own: bool,
}

/// Templates: those in the program, and to who set Kyodo up the alliance's own.
#[utoipa::path(
    get,
    path = "/templates",
    tag = "templates",
    responses((status = 200, body = Vec<Offered>, description = "The program's own first")),
)]
pub(crate) async fn list(
    State(desk): State<Arc<Desk>>,
    Visitor(visitor): Visitor,
) -> Result<Json<Vec<Offered>>, Error> {
    let founder = visitor.is_some_and(|session| session.record.founder.is_some());
    let own = if founder { desk.register().templates().await? } else { Vec::new() };
    let told = |own: bool| move |template: Template| Offered { template, own };
    let builtin = Template::builtin().into_iter().map(told(false));
    Ok(Json(builtin.chain(own.into_iter().map(told(true))).collect()))
}

/// A template of the alliance's own.
#[derive(Deserialize, ToSchema)]
#[schema(as = NewTemplate)]
pub(crate) struct Brought {
    /// The file, TOML, up to 256 KiB.
    text: String,
}

/// Brings a template of the alliance's own; the same id again takes its place. Only a founder.
#[utoipa::path(
    post,
    path = "/templates",
    tag = "templates",
    request_body = Brought,
    responses((status = 200, body = Template, description = "It is kept")),
    extensions(("x-codes" = json!(["not-founder", "bad-template", "template-there"]))),
)]
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

/// Removes a template of the alliance's own; statements made from it stay as they are. Only a founder.
#[utoipa::path(
    post,
    path = "/templates/{id}/remove",
    tag = "templates",
    params(("id" = String, Path, description = "The template")),
    responses((status = 204, description = "It is gone")),
    extensions(("x-codes" = json!(["not-founder", "unknown"]))),
)]
pub(crate) async fn remove(
    State(desk): State<Arc<Desk>>,
    session: Session,
    Place(id): Place<String>,
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
