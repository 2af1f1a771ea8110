//! Personal links: looked at, then opened. The secret comes in a body, never in an address.

use crate::{
    Error, Secret,
    desk::Desk,
    grants::{self, Already},
    member::Asked,
    register::Grant,
    secret::hex,
    sessions::Visitor,
    shared,
};
use axum::{
    Json,
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use room::{ActError, Held, LinkInfo, Room};
use serde::{Deserialize, Serialize};
use statement::{Act, LinkHash, Millis, PersonId, Refusal, Role, StatementId, View};
use std::sync::Arc;
use utoipa::ToSchema;

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
    let link = statement.personal_link(hash).filter(|link| link.ended.is_none());
    let many = statement.many(hash).filter(|many| !many.ended);
    let at = link.map(|link| link.ends).or(many.map(|many| many.shared.ends)).flatten();
    Ok(Error::LinkEnded { ask, at })
}

/// A link that is to be looked at.
#[derive(Deserialize, ToSchema)]
#[schema(as = LookAtLink)]
pub(crate) struct Look {
    /// What stands behind the `#` of its address.
    token: String,
}

/// What a link opens, for whom.
#[derive(Serialize, ToSchema)]
pub(crate) struct Invitation {
    /// Into what.
    pub(crate) statement: InvitedTo,
    /// The first chair there is.
    #[schema(required)]
    pub(crate) inviter: Option<Named>,
    /// Whose link it is; none: a link for many.
    #[schema(required)]
    pub(crate) person: Option<Invited>,
    /// A link for many: as what, for whom.
    #[schema(required)]
    pub(crate) shared: Option<ForMany>,
    /// When it ends; none: it does not.
    #[schema(required)]
    pub(crate) ends: Option<Millis>,
    /// Who this browser already is in that statement.
    #[schema(required)]
    pub(crate) already: Option<Already>,
}

/// The statement a link leads to.
#[derive(Serialize, ToSchema)]
pub(crate) struct InvitedTo {
    /// Its id.
    pub(crate) id: StatementId,
    /// Its title.
    pub(crate) title: String,
    /// The alliance's name.
    pub(crate) alliance: String,
}

/// Somebody, by name.
#[derive(Serialize, ToSchema)]
pub(crate) struct Named {
    /// As shown.
    pub(crate) name: String,
    /// Its registered name.
    pub(crate) organisation: String,
}

/// Whose link it is.
#[derive(Serialize, ToSchema)]
pub(crate) struct Invited {
    /// Within the statement.
    id: PersonId,
    /// As shown.
    name: String,
    /// Its registered name.
    organisation: String,
    /// What the person may.
    role: Role,
}

/// Whom a link for many is for.
#[derive(Serialize, ToSchema)]
pub(crate) struct ForMany {
    /// What they may who join by it.
    pub(crate) role: Role,
    /// Registered name of their organisation; none: they name it.
    #[schema(required)]
    pub(crate) organisation: Option<String>,
}

/// Where this browser was let in.
#[derive(Serialize, ToSchema)]
pub(crate) struct Entered {
    /// The statement.
    pub(crate) id: StatementId,
}

/// Looks at a link: what it opens, for whom, by whom. Nothing changes.
#[utoipa::path(
    post,
    path = "/links/look",
    tag = "links",
    request_body = Look,
    responses((status = 200, body = Invitation, description = "What it opens")),
    extensions(("x-codes" = json!(["no-link", "link-ended"]))),
)]
pub(crate) async fn look(
    State(desk): State<Arc<Desk>>,
    Visitor(visitor): Visitor,
    Asked(Look { token }): Asked<Look>,
) -> Result<Json<Invitation>, Error> {
    let hash = Secret::parse(&token).ok_or(Error::NoLink)?.hash();
    let id = desk.register().statement_of(&hash).await?.ok_or(Error::NoLink)?;
    let room = desk.rooms().open(&id).await?;
    let already = Already::find(&desk, visitor.as_ref(), &id).await?;
    if let Some(Held::Shared(many)) = room.held(hex(&hash)).await? {
        return Ok(Json(shared::look(&room, &id, &many, already).await?));
    }
    let opened = Opened::by(&desk, &token).await?;
    let view = &opened.view;
    let chair = view.people.iter().find(|person| person.role == Role::Chair && !person.removed);
    let inviter = chair.map(|chair| Named {
        name: chair.name.clone(),
        organisation: organisation(view, chair.organisation.as_str()),
    });
    let me = view.me.clone();
    Ok(Json(Invitation {
        statement: InvitedTo { id, title: view.title.clone(), alliance: view.alliance.clone() },
        inviter,
        person: Some(Invited { id: me.person, name: me.name, organisation: me.organisation, role: me.role }),
        shared: None,
        ends: opened.info.ends,
        already,
    }))
}

/// A personal link that is to be opened.
#[derive(Deserialize, ToSchema)]
#[schema(as = OpenLink)]
pub(crate) struct Open {
    /// What stands behind the `#` of its address.
    token: String,
    /// Somebody's own device keeps its session for 400 days; another until its browser closes, or for 14.
    #[serde(default)]
    own_device: bool,
    /// Take the place of somebody else whom this browser is in that statement.
    #[serde(default)]
    replace: bool,
}

/// Opens a personal link: this browser is that person there from now on.
#[utoipa::path(
    post,
    path = "/links/open",
    tag = "links",
    request_body = Open,
    responses((status = 200, body = Entered, description = "The session is in the cookie")),
    extensions(("x-codes" = json!(["no-link", "link-ended", "somebody-else"]))),
)]
pub(crate) async fn open(
    State(desk): State<Arc<Desk>>,
    Visitor(visitor): Visitor,
    Asked(asked): Asked<Open>,
) -> Result<Response, Error> {
    let opened = Opened::by(&desk, &asked.token).await?;
    if !asked.replace
        && let Some(already) = Already::find(&desk, visitor.as_ref(), &opened.id).await?
    {
        already.is(Some(&opened.info.person))?;
    }
    note_opening(&opened).await?;
    let grant = Grant { person: opened.info.person, link: Some(opened.hash) };
    let cookie = grants::give(&desk, visitor, asked.own_device, &opened.id, &grant).await?;
    Ok(([(header::SET_COOKIE, cookie)], Json(Entered { id: opened.id })).into_response())
}

/// Who asks for a new link.
#[derive(Deserialize, ToSchema)]
#[schema(as = AskForLink)]
pub(crate) struct Ask {
    /// The link that ended …
    #[serde(default)]
    token: String,
    /// … or the statement that this browser was in by it.
    #[serde(default)]
    #[schema(nullable = false)]
    statement: Option<StatementId>,
}

/// Asks the chair for a new link: only whose link has ended, or who holds one for many that has.
#[utoipa::path(
    post,
    path = "/links/ask",
    tag = "links",
    request_body = Ask,
    responses((status = 204, description = "She is told, once an hour")),
    extensions(("x-codes" = json!(["no-link", "no-session", "not-here", "field"]))),
)]
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
    let (by, asks) = match room.held(hash.clone()).await? {
        Some(Held::Ended(person)) => (person.clone(), Act::AskForLink { person }),
        Some(Held::EndedShared) => (PersonId::kyodo(), Act::AskForSharedLink { link: hash }),
        Some(_) => return Err(Refusal::Field("this link still opens: open it".to_owned()).into()),
        None => return Err(Refusal::NotHere.into()),
    };
    match room.act(by, vec![asks], None).await {
        // Pressed twice: she knows already.
        Ok(_) | Err(ActError::Refused(Refusal::Twice(_))) => Ok(StatusCode::NO_CONTENT),
        Err(error) => Err(error.into()),
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
