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
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use serde_json::{Value, json};
use statement::{Refusal, field};
use std::sync::Arc;

#[derive(Deserialize)]
pub(crate) struct Look {
    token: String,
}

/// `POST /api/v1/setup/look`: whether the link still holds, and whether an alliance has its name already.
pub(crate) async fn look(
    State(desk): State<Arc<Desk>>,
    Asked(Look { token }): Asked<Look>,
) -> Result<Json<Value>, Error> {
    let token = Secret::parse(&token).ok_or(Error::NoSetUp)?;
    if !desk.register().holds_set_up(&token.hash()).await? {
        return Err(Error::NoSetUp);
    }
    Ok(Json(json!({ "set_up": desk.register().alliance().await?.is_some() })))
}

#[derive(Deserialize)]
pub(crate) struct SetUp {
    token: String,
    /// May be empty where the alliance has its name already.
    #[serde(default)]
    alliance: String,
    name: String,
    organisation: String,
    #[serde(default)]
    own_device: bool,
    /// Address that the others open; may be empty.
    #[serde(default)]
    public: String,
}

/// `POST /api/v1/setup`: the link is used up, and this browser belongs to a founder.
pub(crate) async fn set_up(
    State(desk): State<Arc<Desk>>,
    headers: HeaderMap,
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
    let (_, cookie) = sessions::admit(&desk, &headers, visitor, asked.own_device, Some(founder)).await?;
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, cookie)]).into_response())
}

/// One line that is not empty, by the rule of statements (S40): a name that none of them could hold would be found out
/// when the link is used up.
fn line(what: &str, given: &str, most: usize) -> Result<String, Error> {
    let given = given.trim();
    field::line(what, given, 1, most)?;
    Ok(given.to_owned())
}
