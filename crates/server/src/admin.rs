//! For who has shell access: new links, the list, exports. The program asks a running server over `/admin`, with a
//! secret from the data folder; where no server runs it opens the folder itself. Both ways lead here.

use crate::{Error, Secret, Server, desk::Desk, exports, people, secret::hex};
use export::{File, Wanted};
use serde::{Deserialize, Serialize};
use statement::{Act, LinkHash, PersonId, Phase, Refusal, Role, Statement, StatementId, statement::Link};

/// One statement, as `kyodo list` shows it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Listed {
    /// Its id.
    pub id: StatementId,
    /// Its title; the reason where it cannot be opened.
    pub title: String,
    /// Where it stands; none where it cannot be opened.
    pub phase: Option<Phase>,
    /// Words of its text.
    pub words: u32,
}

/// A new link: for the first chair of a statement, or for setting up. Told once, here.
pub async fn link(server: &Server, statement: Option<&str>) -> Result<String, Error> {
    make_link(&server.desk, statement).await
}

/// A new link for somebody in a statement. Told once, here.
pub async fn personal_link(server: &Server, statement: &str, person: &PersonId) -> Result<String, Error> {
    let (desk, id) = (&server.desk, statement.parse().map_err(|_| Error::NoStatement)?);
    let reading = desk.rooms().open(&id).await?.reading().await?;
    let by = chair(&reading.statement)?;
    personal(desk, &id, by, person.clone()).await
}

/// Every statement there is.
pub async fn list(server: &Server) -> Result<Vec<Listed>, Error> {
    all(&server.desk).await
}

/// One file of one statement.
pub async fn export(server: &Server, statement: &str, wanted: Wanted) -> Result<File, Error> {
    file(&server.desk, statement, wanted).await
}

/// Whether an alliance has its name: before that, the set-up link is what matters.
pub async fn is_set_up(server: &Server) -> Result<bool, Error> {
    Ok(server.desk.register().alliance().await?.is_some())
}

async fn make_link(desk: &Desk, statement: Option<&str>) -> Result<String, Error> {
    let link = Secret::new()?;
    let Some(id) = statement else {
        desk.register().put_set_up(&link.hash(), desk.now()).await?;
        return Ok(format!("{}/setup#s={}", base(desk).await?, link.text()));
    };
    let id: StatementId = id.parse().map_err(|_| Error::NoStatement)?;
    let reading = desk.rooms().open(&id).await?.reading().await?;
    let chair = chair(&reading.statement)?;
    personal(desk, &id, chair.clone(), chair).await
}

fn chair(statement: &Statement) -> Result<PersonId, Refusal> {
    let chair = statement.people().find(|person| person.role == Role::Chair);
    chair.map(|chair| chair.id.clone()).ok_or(Refusal::Unknown("person"))
}

/// In the chair's name: whoever has the folder has every right there is. Where somebody has as many open links as
/// there can be, the new one takes the place of all of them.
async fn personal(desk: &Desk, id: &StatementId, by: PersonId, person: PersonId) -> Result<String, Error> {
    let (room, link) = (desk.rooms().open(id).await?, Secret::new()?);
    let standing = room.reading().await?.statement;
    let now = desk.now();
    let open =
        |(hash, link): (&LinkHash, &Link)| (link.person == person && link.open(now)).then(|| hash.clone());
    let open: Vec<LinkHash> = standing.links().filter_map(open).collect();
    let mut acts = Vec::new();
    if open.len() >= statement::judge::LINKS {
        acts.extend(open.into_iter().map(|link| Act::EndLink { link }));
    }
    acts.push(Act::MakeLink { person, link: hex(&link.hash()), ends: None });
    people::keep(desk, id, &[link.hash()]).await?;
    if let Err(error) = room.act(by, acts, None).await {
        desk.register().drop_link(&link.hash()).await?;
        return Err(error.into());
    }
    Ok(format!("{}/i#i={}", base(desk).await?, link.text()))
}

/// Where no server runs, links begin with what they began with when one did.
async fn base(desk: &Desk) -> Result<String, Error> {
    if desk.config().public.is_none()
        && desk.config().listens.is_none()
        && let Some(known) = desk.register().address().await?
    {
        return Ok(known);
    }
    Ok(desk.address(None).to_string())
}

async fn all(desk: &Desk) -> Result<Vec<Listed>, Error> {
    let mut list = Vec::new();
    for id in desk.rooms().list().await? {
        list.push(listed(desk, &id).await.unwrap_or_else(|error| Listed {
            id,
            title: error.to_string(),
            phase: None,
            words: 0,
        }));
    }
    Ok(list)
}

async fn listed(desk: &Desk, id: &StatementId) -> Result<Listed, Error> {
    let reading = desk.rooms().open(id).await?.reading().await?;
    Ok(Listed {
        id: id.clone(),
        title: reading.statement.title().to_owned(),
        phase: Some(reading.statement.phase()),
        words: statement::words::of_text(&reading.text),
    })
}

async fn file(desk: &Desk, id: &str, wanted: Wanted) -> Result<File, Error> {
    let id: StatementId = id.parse().map_err(|_| Error::NoStatement)?;
    let reading = desk.rooms().open(&id).await?.reading().await?;
    let now = desk.now();
    let written =
        tokio::task::spawn_blocking(move || exports::write(wanted, &reading, exports::About::default(), now));
    written.await.map_err(|error| Error::Export(error.to_string()))?
}

/// The same over http.
pub(crate) mod http {
    use super::*;
    use crate::member::{Asked, Place};
    use axum::{
        Json,
        extract::{Request, State},
        http::header,
        middleware::Next,
        response::{IntoResponse, Response},
    };
    use serde_json::{Value, json};
    use std::sync::Arc;

    /// Only with the data folder's secret; to everybody else there is nothing here.
    pub(crate) async fn only(State(desk): State<Arc<Desk>>, request: Request, next: Next) -> Response {
        let given = request.headers().get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let given = given.and_then(|value| value.strip_prefix("Bearer ")).and_then(Secret::parse);
        match (given, &desk.config().admin) {
            (Some(given), Some(ours)) if given.is(ours) => next.run(request).await,
            _ => Error::Nothing.into_response(),
        }
    }

    #[derive(Deserialize)]
    pub(crate) struct Link {
        #[serde(default)]
        statement: Option<String>,
    }

    pub(crate) async fn link(
        State(desk): State<Arc<Desk>>,
        Asked(asked): Asked<Link>,
    ) -> Result<Json<Value>, Error> {
        let link = make_link(&desk, asked.statement.as_deref()).await?;
        Ok(Json(json!({ "link": link })))
    }

    pub(crate) async fn list(State(desk): State<Arc<Desk>>) -> Result<Json<Vec<Listed>>, Error> {
        Ok(Json(all(&desk).await?))
    }

    pub(crate) async fn export(
        State(desk): State<Arc<Desk>>,
        Place((id, wanted)): Place<(String, String)>,
    ) -> Result<Response, Error> {
        Ok(exports::attachment(file(&desk, &id, wanted.parse()?).await?))
    }
}
