//! People and their links. A link's secret is told once, here.

use crate::{
    Error, Secret,
    desk::Desk,
    member::{Asked, Member, Place},
    secret::{Hash, hex},
    statements::own,
};
use axum::{Json, extract::State, http::HeaderMap};
use serde::{Deserialize, Serialize};
use statement::{Act, Millis, Organisation, OrganisationId, Person, PersonId, Role, StatementId, View};
use std::sync::Arc;
use utoipa::ToSchema;

/// People of one request: a whole alliance, pasted from a table.
pub(crate) const MOST: usize = 200;

/// Who is to come into the statement.
#[derive(Deserialize, ToSchema)]
pub(crate) struct Invite {
    /// 1 to 200; all of them or none.
    people: Vec<Somebody>,
}

/// Somebody who is to come into the statement.
#[derive(Deserialize, ToSchema)]
#[schema(as = NewPerson)]
pub(crate) struct Somebody {
    /// 1 to 120 characters.
    name: String,
    /// Registered name; found or added.
    organisation: String,
    /// What the person may.
    role: Role,
    /// For the invitation; may be empty.
    #[serde(default)]
    email: String,
    /// When the link ends; none: it does not.
    #[serde(default)]
    ends: Option<Millis>,
}

/// Links, told once.
#[derive(Serialize, ToSchema)]
pub(crate) struct Links {
    /// In the order in which they were asked for.
    people: Vec<PersonLink>,
}

/// Somebody's link, told once.
#[derive(Serialize, ToSchema)]
pub(crate) struct PersonLink {
    /// Within the statement.
    person: PersonId,
    /// Where it leads; the secret stands behind the `#`.
    link: String,
}

/// A link, told once.
#[derive(Serialize, ToSchema)]
pub(crate) struct Link {
    /// Where it leads; the secret stands behind the `#`.
    pub(crate) link: String,
}

/// Invites people, each with a link: all of them or none. Only a chair.
#[utoipa::path(
    post,
    path = "/statements/{id}/people",
    tag = "people",
    params(("id" = StatementId, Path, description = "The statement")),
    request_body = Invite,
    responses((status = 200, body = Links, description = "Their links, told once")),
    extensions(("x-codes" = json!(["role", "field", "twice", "read-only"]))),
)]
pub(crate) async fn invite(
    State(desk): State<Arc<Desk>>,
    headers: HeaderMap,
    member: Member,
    Asked(Invite { people }): Asked<Invite>,
) -> Result<Json<Links>, Error> {
    if people.len() > MOST {
        return Err(Error::TooLarge("invite at most 200 people at once"));
    }
    let mut known = Organisations::of(&member.view);
    let (mut acts, mut links, mut told) = (Vec::new(), Vec::new(), Vec::new());
    for somebody in people {
        let organisation = known.find_or_add(&somebody.organisation, &mut acts)?;
        let person: PersonId = own("p")?;
        let link = Secret::new()?;
        acts.push(Act::AddPerson {
            person: Person {
                id: person.clone(),
                name: somebody.name.trim().to_owned(),
                organisation,
                role: somebody.role,
                email: somebody.email.trim().to_owned(),
            },
        });
        acts.push(Act::MakeLink { person: person.clone(), link: hex(&link.hash()), ends: somebody.ends });
        told.push(PersonLink { person, link: address(&desk, Some(&headers), &link) });
        links.push(link.hash());
    }
    act(&desk, &member, acts, &links).await?;
    Ok(Json(Links { people: told }))
}

/// One more link for somebody.
#[derive(Deserialize, ToSchema)]
pub(crate) struct NewLink {
    /// When it ends; none: it does not.
    #[serde(default)]
    ends: Option<Millis>,
}

/// Makes one more link for somebody; the older ones go on until they end. Only a chair.
#[utoipa::path(
    post,
    path = "/statements/{id}/people/{person}/link",
    tag = "people",
    params(("id" = StatementId, Path, description = "The statement"), ("person" = PersonId, Path, description = "Whose")),
    request_body = NewLink,
    responses((status = 200, body = Link, description = "It is told once")),
    extensions(("x-codes" = json!(["role", "field", "unknown", "read-only"]))),
)]
pub(crate) async fn link(
    State(desk): State<Arc<Desk>>,
    Place((_, person)): Place<(String, String)>,
    headers: HeaderMap,
    member: Member,
    Asked(NewLink { ends }): Asked<NewLink>,
) -> Result<Json<Link>, Error> {
    let person: PersonId = person.parse().map_err(|_| statement::Refusal::Unknown("person"))?;
    let link = Secret::new()?;
    let make = Act::MakeLink { person, link: hex(&link.hash()), ends };
    act(&desk, &member, vec![make], &[link.hash()]).await?;
    Ok(Json(Link { link: address(&desk, Some(&headers), &link) }))
}

/// Where a link leads. The secret stands behind the `#`, which no browser sends to anybody.
pub(crate) fn address(desk: &Desk, headers: Option<&HeaderMap>, link: &Secret) -> String {
    format!("{}/i#i={}", desk.address(headers), link.text())
}

/// The register is told first: a link in the journal that opens nothing would be worse than one too many there.
pub(crate) async fn act(desk: &Desk, member: &Member, acts: Vec<Act>, links: &[Hash]) -> Result<(), Error> {
    // Rights before writing anything: who is no chair is refused here, by the same table.
    statement::may(member.view.me.role, member.view.phase, statement::Kind::MakeLink)?;
    keep(desk, &member.id, links).await?;
    if let Err(error) = member.act(acts, None).await {
        for link in links {
            desk.register().drop_link(link).await?;
        }
        return Err(error.into());
    }
    Ok(())
}

/// Notes which statement these links are of; many at once share the disk's time.
pub(crate) async fn keep(desk: &Desk, id: &StatementId, links: &[Hash]) -> Result<(), Error> {
    futures_util::future::try_join_all(links.iter().map(|link| desk.register().put_link(link, id))).await?;
    Ok(())
}

/// Organisations by their registered name, those of this request among them.
struct Organisations {
    known: Vec<(String, OrganisationId)>,
}

impl Organisations {
    fn of(view: &View) -> Self {
        Self {
            known: view
                .organisations
                .iter()
                .map(|one| (Organisation::folded(&one.name), one.id.clone()))
                .collect(),
        }
    }

    fn find_or_add(&mut self, name: &str, acts: &mut Vec<Act>) -> Result<OrganisationId, Error> {
        let folded = Organisation::folded(name);
        if let Some((_, id)) = self.known.iter().find(|(known, _)| *known == folded) {
            return Ok(id.clone());
        }
        let id: OrganisationId = own("o")?;
        acts.push(Act::AddOrganisation { organisation: Organisation::named(id.clone(), name.trim()) });
        self.known.push((folded, id.clone()));
        Ok(id)
    }
}
