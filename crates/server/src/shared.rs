//! Links for many: made by a chair, opened by whoever has them, who joins with a name of their own giving.

use crate::{
    Error, Secret,
    desk::Desk,
    grants::{self, Already},
    links::{self, ForMany, Invitation, InvitedTo, Named},
    member::{Asked, Member},
    people,
    register::Grant,
    secret::hex,
    sessions::Visitor,
    statements::own,
};
use axum::{
    Json,
    extract::State,
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
};
use room::{Held, Room};
use serde::{Deserialize, Serialize};
use statement::{
    Act, Millis, Organisation, OrganisationId, Person, PersonId, Role, Shared, Statement, StatementId,
};
use std::{sync::Arc, time::Instant};
use utoipa::ToSchema;

/// A link for many that is to be made.
#[derive(Deserialize, ToSchema)]
#[schema(as = NewSharedLink)]
pub(crate) struct New {
    /// Contributor or reader.
    role: Role,
    /// For the people of this organisation; none: they name theirs.
    #[serde(default)]
    organisation: Option<OrganisationId>,
    /// When it ends; none: it does not.
    #[serde(default)]
    ends: Option<Millis>,
}

/// Somebody new, and the personal link that is theirs from now on.
#[derive(Serialize, ToSchema)]
pub(crate) struct Joined {
    /// The statement.
    id: StatementId,
    /// Told once; the secret stands behind the `#`.
    link: String,
}

/// Makes a link for many: who opens it joins with a name of their own giving. Only a chair.
#[utoipa::path(
    post,
    path = "/statements/{id}/shared",
    tag = "people",
    params(("id" = StatementId, Path, description = "The statement")),
    request_body = New,
    responses((status = 200, body = people::Link, description = "It is told once")),
    extensions(("x-codes" = json!(["role", "field", "unknown", "read-only"]))),
)]
pub(crate) async fn make(
    State(desk): State<Arc<Desk>>,
    headers: HeaderMap,
    member: Member,
    Asked(New { role, organisation, ends }): Asked<New>,
) -> Result<Json<people::Link>, Error> {
    let link = Secret::new()?;
    let shared = Shared { role, organisation, ends };
    let act = Act::MakeSharedLink { link: hex(&link.hash()), shared };
    people::act(&desk, &member, vec![act], &[link.hash()]).await?;
    Ok(Json(people::Link { link: people::address(&desk, Some(&headers), &link) }))
}

fn organisation(statement: &Statement, id: &OrganisationId) -> String {
    statement.organisation(id).map(|member| member.organisation.name.clone()).unwrap_or_default()
}

/// What a link for many shows before somebody joins by it.
pub(crate) async fn look(
    room: &Room,
    id: &StatementId,
    shared: &Shared,
    already: Option<Already>,
) -> Result<Invitation, Error> {
    let statement = room.reading().await?.statement;
    let chair = statement.people().find(|person| person.role == Role::Chair);
    let inviter = chair.map(|chair| Named {
        name: chair.name.clone(),
        organisation: organisation(&statement, &chair.organisation),
    });
    let fixed = shared.organisation.as_ref().map(|its| organisation(&statement, its));
    let (title, alliance) = (statement.title().to_owned(), statement.alliance().to_owned());
    Ok(Invitation {
        statement: InvitedTo { id: id.clone(), title, alliance },
        inviter,
        person: None,
        shared: Some(ForMany { role: shared.role, organisation: fixed }),
        ends: shared.ends,
        already,
    })
}

/// Somebody who joins by a link for many.
#[derive(Deserialize, ToSchema)]
pub(crate) struct Join {
    /// What stands behind the `#` of its address.
    token: String,
    /// Of their own giving, 1 to 120 characters.
    name: String,
    /// Registered name, found or added; where the link is for one organisation, it does not count.
    #[serde(default)]
    organisation: String,
    /// May be empty.
    #[serde(default)]
    email: String,
    /// Somebody's own device keeps its session for 400 days; another until its browser closes, or for 14.
    #[serde(default)]
    own_device: bool,
    /// Take the place of whom this browser is in that statement.
    #[serde(default)]
    replace: bool,
}

/// Joins by a link for many, as somebody new with a personal link from now on.
#[utoipa::path(
    post,
    path = "/links/join",
    tag = "links",
    request_body = Join,
    responses((status = 200, body = Joined, description = "The session is in the cookie")),
    extensions(("x-codes" = json!(["no-link", "link-ended", "somebody-else", "field", "twice", "read-only"]))),
)]
pub(crate) async fn join(
    State(desk): State<Arc<Desk>>,
    headers: HeaderMap,
    Visitor(visitor): Visitor,
    Asked(asked): Asked<Join>,
) -> Result<Response, Error> {
    let token = Secret::parse(&asked.token).ok_or(Error::NoLink)?.hash();
    let id = desk.register().statement_of(&token).await?.ok_or(Error::NoLink)?;
    let room = desk.rooms().open(&id).await?;
    let hash = hex(&token);
    let Some(Held::Shared(shared)) = room.held(hash.clone()).await? else {
        return Err(links::ended(&room, &hash).await?);
    };
    if !asked.replace
        && let Some(already) = Already::find(&desk, visitor.as_ref(), &id).await?
    {
        already.is(None)?;
    }
    if !desk.joins().allows(token, Instant::now()) {
        return Err(Error::TooManyJoin);
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
    let grant = Grant { person, link: Some(hex(&link.hash())) };
    let cookie = grants::give(&desk, visitor, asked.own_device, &id, &grant).await?;
    let own = people::address(&desk, Some(&headers), &link);
    Ok(([(header::SET_COOKIE, cookie)], Json(Joined { id, link: own })).into_response())
}
