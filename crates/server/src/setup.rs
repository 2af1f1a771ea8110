//! The set-up link: who opens it names the alliance and founds statements.

use crate::{
    Address, BadAddress, Error, Secret,
    desk::Desk,
    member::Asked,
    register::Founder,
    sessions::{self, Visitor},
};
use axum::{
    Json,
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use statement::{Refusal, field};
use std::sync::Arc;
use utoipa::ToSchema;

/// A set-up link that is to be looked at.
#[derive(Deserialize, ToSchema)]
#[schema(as = LookAtSetUp)]
pub(crate) struct Look {
    /// What stands behind the `#` of its address.
    token: String,
}

/// What a set-up link would do.
#[derive(Serialize, ToSchema)]
pub(crate) struct SetUpLook {
    /// An alliance has its name already.
    set_up: bool,
}

/// Looks at a set-up link: whether it still holds, and whether an alliance has its name already.
#[utoipa::path(
    post,
    path = "/setup/look",
    tag = "setup",
    request_body = Look,
    responses((status = 200, body = SetUpLook, description = "It holds")),
    extensions(("x-codes" = json!(["no-set-up"]))),
)]
pub(crate) async fn look(
    State(desk): State<Arc<Desk>>,
    Asked(Look { token }): Asked<Look>,
) -> Result<Json<SetUpLook>, Error> {
    let token = Secret::parse(&token).ok_or(Error::NoSetUp)?;
    if !desk.register().holds_set_up(&token.hash()).await? {
        return Err(Error::NoSetUp);
    }
    Ok(Json(SetUpLook { set_up: desk.register().alliance().await?.is_some() }))
}

/// Who sets Kyodo up, for which alliance.
#[derive(Deserialize, ToSchema)]
pub(crate) struct SetUp {
    /// What stands behind the `#` of the set-up link.
    token: String,
    /// May be empty where the alliance has its name already.
    #[serde(default)]
    alliance: String,
    /// Who asks: 1 to 120 characters.
    name: String,
    /// Its registered name, 1 to 200 characters.
    organisation: String,
    /// Somebody's own device keeps its session for 400 days; another until its browser closes, or for 14.
    #[serde(default)]
    own_device: bool,
    /// Address that the others open; may be empty.
    #[serde(default)]
    public: String,
}

/// Uses a set-up link up: the alliance has its name, and this browser belongs to a founder.
#[utoipa::path(
    post,
    path = "/setup",
    tag = "setup",
    request_body = SetUp,
    responses((status = 204, description = "The session is in the cookie")),
    extensions(("x-codes" = json!(["no-set-up", "field"]))),
)]
pub(crate) async fn set_up(
    State(desk): State<Arc<Desk>>,
    Visitor(visitor): Visitor,
    Asked(asked): Asked<SetUp>,
) -> Result<Response, Error> {
    let token = Secret::parse(&asked.token).ok_or(Error::NoSetUp)?;
    let name = line("your name", &asked.name, 120)?;
    let organisation = line("your organisation's name", &asked.organisation, 200)?;
    let register = desk.register();
    let known = register.alliance().await?;
    let alliance = match (asked.alliance.trim(), &known) {
        ("", Some(_)) => None,
        (given, _) => Some(line("the alliance's name", given, 200)?),
    };
    let public: Option<Address> = match asked.public.trim() {
        "" => None,
        said => Some(said.parse().map_err(|why: BadAddress| Refusal::Field(why.to_string()))?),
    };
    if !register.take_set_up(&token.hash()).await? {
        return Err(Error::NoSetUp);
    }
    if let Some(alliance) = alliance {
        register.name_alliance(&alliance).await?;
    }
    if let Some(public) = public {
        desk.say_public(&public).await?;
    }
    if known.is_none() {
        register.end_set_up().await?;
    }
    let founder = Founder { name, organisation };
    let cookie = sessions::sign_in(&desk, visitor, asked.own_device, Some(founder), None).await?;
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, cookie)]).into_response())
}

/// One line that is not empty, by the rule of statements (S40): a name that none of them could hold would be found out
/// when the link is used up.
fn line(what: &str, given: &str, most: usize) -> Result<String, Error> {
    let given = given.trim();
    field::line(what, given, 1, most)?;
    Ok(given.to_owned())
}
