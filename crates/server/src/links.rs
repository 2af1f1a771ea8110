//! Personal links: looked at, then opened. The secret comes in a body, never in an address.

use crate::{
    Error, Secret,
    desk::Desk,
    member::Asked,
    register::Grant,
    secret::hex,
    sessions::{self, Session, Visitor},
    shared,
};
use axum::{
    Json,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use room::{ActError, Held, LinkInfo, Room};
use serde::Deserialize;
use serde_json::{Value, json};
use statement::{Act, LinkHash, PersonId, Refusal, Role, StatementId, View};
use std::sync::Arc;

/// A link that opens: whose it is, and what that person sees.
struct Opened {
    id: StatementId,
    room: Room,
    hash: LinkHash,
    info: LinkInfo,
    view: View,
}

impl Opened {
    async fn by(desk: &Desk, token: &str) -> Result<Self, Error> {
        let hash = Secret::parse(token).ok_or(Error::NoLink)?.hash();
        let id = desk.register().statement_of(&hash).await?.ok_or(Error::NoLink)?;
        let room = desk.rooms().open(&id).await?;
        let hash = hex(&hash);
        let Some(info) = room.link(hash.clone()).await? else { return Err(ended(&room, &hash).await?) };
        let view = room.view(info.person.clone()).await?;
        Ok(Self { id, room, hash, info, view })
    }

    /// Who this browser is in that statement already, if that still counts.
    async fn already(&self, session: Option<&Session>) -> Result<Option<(PersonId, String, String)>, Error> {
        let Some(grant) = session.and_then(|session| session.grants.get(&self.id)) else { return Ok(None) };
        if let Some(link) = &grant.link
            && self.room.link(link.clone()).await?.is_none()
        {
            return Ok(None);
        }
        let there = self.view.people.iter().find(|person| person.id == grant.person && !person.removed);
        Ok(there.map(|person| {
            (person.id.clone(), person.name.clone(), organisation(&self.view, person.organisation.as_str()))
        }))
    }
}

fn organisation(view: &View, id: &str) -> String {
    view.organisations
        .iter()
        .find(|one| one.id.as_str() == id)
        .map(|one| one.name.clone())
        .unwrap_or_default()
}

/// What is said of a link that opens no more: since when, where its time came, and whom to ask.
pub(crate) async fn ended(room: &Room, hash: &LinkHash) -> Result<Error, Error> {
    let statement = room.reading().await?.statement;
    let chair = statement.people().find(|person| person.role == Role::Chair);
    let ask = chair.map_or("the chair".to_owned(), |chair| chair.name.clone());
    let link = statement.links().find(|(known, link)| *known == hash && !link.ended);
    let at = link.and_then(|(_, link)| link.ends);
    Ok(Error::LinkEnded { ask, at })
}

#[derive(Deserialize)]
pub(crate) struct Look {
    token: String,
}

/// `POST /api/v1/links/look`: what the link opens, for whom, by whom. Nothing changes.
pub(crate) async fn look(
    State(desk): State<Arc<Desk>>,
    Visitor(visitor): Visitor,
    Asked(Look { token }): Asked<Look>,
) -> Result<Json<Value>, Error> {
    let hash = Secret::parse(&token).ok_or(Error::NoLink)?.hash();
    let id = desk.register().statement_of(&hash).await?.ok_or(Error::NoLink)?;
    let room = desk.rooms().open(&id).await?;
    if let Some(Held::Shared(many)) = room.held(hex(&hash)).await? {
        return Ok(Json(shared::look(&room, &id, &many).await?));
    }
    let opened = Opened::by(&desk, &token).await?;
    let already = opened.already(visitor.as_ref()).await?;
    let view = &opened.view;
    let chair = view.people.iter().find(|person| person.role == Role::Chair && !person.removed);
    let inviter = chair.map(|chair| {
        json!({ "name": chair.name, "organisation": organisation(view, chair.organisation.as_str()) })
    });
    Ok(Json(json!({
        "statement": { "id": view.id, "title": view.title, "alliance": view.alliance },
        "inviter": inviter,
        "person": {
            "id": view.me.person,
            "name": view.me.name,
            "organisation": view.me.organisation,
            "role": view.me.role,
        },
        "ends": opened.info.ends,
        "already": already.map(|(person, name, organisation)| {
            json!({ "person": person, "name": name, "organisation": organisation })
        }),
    })))
}

#[derive(Deserialize)]
pub(crate) struct Open {
    token: String,
    #[serde(default)]
    own_device: bool,
    #[serde(default)]
    replace: bool,
}

/// `POST /api/v1/links/open`: this browser is that person there from now on.
pub(crate) async fn open(
    State(desk): State<Arc<Desk>>,
    headers: HeaderMap,
    Visitor(visitor): Visitor,
    Asked(asked): Asked<Open>,
) -> Result<Response, Error> {
    let opened = Opened::by(&desk, &asked.token).await?;
    let already = opened.already(visitor.as_ref()).await?;
    if let Some((person, name, organisation)) = &already
        && *person != opened.info.person
        && !asked.replace
    {
        return Err(Error::SomebodyElse(format!("{name} ({organisation})")));
    }
    note_opening(&opened).await?;
    let (key, cookie) = sessions::admit(&desk, &headers, visitor, asked.own_device, None).await?;
    let grant = Grant { person: opened.info.person.clone(), link: Some(opened.hash) };
    desk.register().put_grant(&key, &opened.id, &grant).await?;
    if already.is_some_and(|(person, ..)| person != opened.info.person) {
        desk.sockets().close(&key, Some(&opened.id));
    }
    Ok(([(header::SET_COOKIE, cookie)], Json(json!({ "id": opened.id }))).into_response())
}

#[derive(Deserialize)]
pub(crate) struct Ask {
    /// The link that ended …
    #[serde(default)]
    token: String,
    /// … or the statement that this browser was in by it.
    #[serde(default)]
    statement: Option<StatementId>,
}

/// `POST /api/v1/links/ask`: whose link has ended asks the chair for a new one.
pub(crate) async fn ask(
    State(desk): State<Arc<Desk>>,
    Visitor(visitor): Visitor,
    Asked(asked): Asked<Ask>,
) -> Result<StatusCode, Error> {
    let (id, hash) = match asked.statement {
        Some(id) => {
            let grant = visitor.and_then(|session| session.grants.get(&id).cloned());
            let link = grant.and_then(|grant| grant.link).ok_or(Error::NoSession)?;
            (id, link)
        }
        None => {
            let hash = Secret::parse(&asked.token).ok_or(Error::NoLink)?.hash();
            (desk.register().statement_of(&hash).await?.ok_or(Error::NoLink)?, hex(&hash))
        }
    };
    let room = desk.rooms().open(&id).await?;
    match room.held(hash).await? {
        Some(Held::Ended(person)) => {
            let asks = Act::AskForLink { person: person.clone() };
            match room.act(person, vec![asks], None).await {
                // Pressed twice: she knows already.
                Ok(_) | Err(ActError::Refused(Refusal::Twice(_))) => Ok(StatusCode::NO_CONTENT),
                Err(error) => Err(error.into()),
            }
        }
        Some(_) => Err(Refusal::Field("this link still opens: open it".to_owned()).into()),
        None => Err(Refusal::NotHere.into()),
    }
}

/// The first opening is for the chair to see; only she is told, so she is who is asked.
async fn note_opening(opened: &Opened) -> Result<(), Error> {
    let chair = opened.view.people.iter().find(|person| person.role == Role::Chair && !person.removed);
    let Some(chair) = chair else { return Ok(()) };
    let seen = opened.room.view(chair.id.clone()).await?;
    let person = &opened.info.person;
    if seen.people.iter().any(|one| one.id == *person && one.opened.is_none())
        && opened.view.read_only.is_none()
    {
        opened.room.act(person.clone(), vec![Act::OpenLink { person: person.clone() }], None).await?;
    }
    Ok(())
}
