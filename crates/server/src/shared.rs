//! Links for many: made by a chair, opened by whoever has them, who joins with a name of their own giving.

use crate::{
    Error, Secret,
    desk::Desk,
    links,
    member::{Asked, Member},
    people,
    register::Grant,
    secret::hex,
    sessions::{self, Visitor},
    statements::own,
};
use axum::{
    Json,
    extract::State,
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
};
use room::{Held, Room};
use serde::Deserialize;
use serde_json::{Value, json};
use statement::{
    Act, Millis, Organisation, OrganisationId, Person, PersonId, Role, Shared, Statement, StatementId,
};
use std::sync::Arc;

#[derive(Deserialize)]
pub(crate) struct New {
    role: Role,
    #[serde(default)]
    organisation: Option<OrganisationId>,
    #[serde(default)]
    ends: Option<Millis>,
}

/// `POST /api/v1/statements/{id}/shared` → `{link}`, told once.
pub(crate) async fn make(
    State(desk): State<Arc<Desk>>,
    headers: HeaderMap,
    member: Member,
    Asked(New { role, organisation, ends }): Asked<New>,
) -> Result<Json<Value>, Error> {
    let link = Secret::new()?;
    let shared = Shared { role, organisation, ends };
    let act = Act::MakeSharedLink { link: hex(&link.hash()), shared };
    people::act(&desk, &member, vec![act], &[link.hash()]).await?;
    Ok(Json(json!({ "link": people::address(&desk, Some(&headers), &link) })))
}

fn organisation(statement: &Statement, id: &OrganisationId) -> String {
    statement.organisation(id).map(|member| member.organisation.name.clone()).unwrap_or_default()
}

/// What a link for many shows before somebody joins by it.
pub(crate) async fn look(room: &Room, id: &StatementId, shared: &Shared) -> Result<Value, Error> {
    let statement = room.reading().await?.statement;
    let chair = statement.people().find(|person| person.role == Role::Chair);
    let inviter = chair.map(
        |chair| json!({ "name": chair.name, "organisation": organisation(&statement, &chair.organisation) }),
    );
    let fixed = shared.organisation.as_ref().map(|its| organisation(&statement, its));
    Ok(json!({
        "statement": { "id": id, "title": statement.title(), "alliance": statement.alliance() },
        "inviter": inviter,
        "person": null,
        "shared": { "role": shared.role, "organisation": fixed },
        "ends": shared.ends,
        "already": null,
    }))
}

#[derive(Deserialize)]
pub(crate) struct Join {
    token: String,
    name: String,
    #[serde(default)]
    organisation: String,
    #[serde(default)]
    email: String,
    #[serde(default)]
    own_device: bool,
    #[serde(default)]
    replace: bool,
}

/// `POST /api/v1/links/join` → `{id, link}`: somebody new, and the personal link that is theirs from now on.
pub(crate) async fn join(
    State(desk): State<Arc<Desk>>,
    headers: HeaderMap,
    Visitor(visitor): Visitor,
    Asked(asked): Asked<Join>,
) -> Result<Response, Error> {
    let hash = Secret::parse(&asked.token).ok_or(Error::NoLink)?.hash();
    let id = desk.register().statement_of(&hash).await?.ok_or(Error::NoLink)?;
    let room = desk.rooms().open(&id).await?;
    let hash = hex(&hash);
    let Some(Held::Shared(shared)) = room.held(hash.clone()).await? else {
        return Err(links::ended(&room, &hash).await?);
    };
    let before = visitor.as_ref().and_then(|session| session.grants.get(&id)).cloned();
    if before.is_some() && !asked.replace {
        return Err(Error::SomebodyElse("somebody".to_owned()));
    }
    let statement = room.reading().await?.statement;
    let known =
        statement.organisation_named(&asked.organisation).map(|member| member.organisation.id.clone());
    let (organisation, new) = match shared.organisation.clone().or(known) {
        Some(known) => (known, None),
        None => {
            let new = Organisation::named(own("o")?, asked.organisation.trim());
            (new.id.clone(), Some(new))
        }
    };
    let (person, link): (PersonId, Secret) = (own("p")?, Secret::new()?);
    let act = Act::Join {
        shared: hash,
        person: Box::new(Person {
            id: person.clone(),
            name: asked.name.trim().to_owned(),
            organisation,
            role: shared.role,
            email: asked.email.trim().to_owned(),
        }),
        organisation: new,
        link: hex(&link.hash()),
    };
    people::keep(&desk, &id, &[link.hash()]).await?;
    if let Err(error) = room.act(person.clone(), vec![act], None).await {
        desk.register().drop_link(&link.hash()).await?;
        return Err(error.into());
    }
    let (key, cookie) = sessions::admit(&desk, &headers, visitor, asked.own_device, None).await?;
    let grant = Grant { person, link: Some(hex(&link.hash())) };
    desk.register().put_grant(&key, &id, &grant).await?;
    if before.is_some() {
        desk.sockets().close(&key, Some(&id));
    }
    let own = people::address(&desk, Some(&headers), &link);
    Ok(([(header::SET_COOKIE, cookie)], Json(json!({ "id": id, "link": own }))).into_response())
}
