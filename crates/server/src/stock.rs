//! What the stock wires share: who asks, and how they come into a room.

use crate::{
    Error,
    desk::Desk,
    secret::Hash,
    sessions::{self, Session},
    sockets::Seat,
    wire::End,
};
use axum::http::{HeaderMap, header};
use room::{Heard, Joined, Joining, Room, SCHEMA};
use statement::{Refusal, StatementId};

/// The hash of the cookie, which counts only with an Origin of ours (V3). With an Origin it must be ours; without one
/// (Node) only a token opens anything.
pub(crate) fn cookie(desk: &Desk, headers: &HeaderMap) -> Result<Option<Hash>, Error> {
    let ours = desk.config().ours(headers);
    if headers.contains_key(header::ORIGIN) && !ours {
        return Err(Error::Origin);
    }
    Ok(sessions::cookie(desk.config(), headers).filter(|_| ours).map(|token| token.hash()))
}

/// Whose session that is, with a place among its sockets; none where there is no such session.
pub(crate) async fn asking(
    desk: &Desk,
    cookie: Option<Hash>,
    token: &str,
) -> Result<Option<(Seat, Session)>, Error> {
    let key = match token {
        "" => cookie,
        token => Session::by_token(desk, token).await?.map(|session| session.key),
    };
    let Some(key) = key else { return Ok(None) };
    let seat = desk.sockets().enter(&key).ok_or(Error::TooMuch)?;
    Ok(Session::load(desk, key).await?.map(|session| (seat, session)))
}

/// Comes into the room of a statement, with the rights of that session.
pub(crate) async fn join(
    desk: &Desk,
    session: &Session,
    id: &str,
    echo: bool,
) -> Result<(Room, Joined), End> {
    let id: StatementId = id.parse().map_err(|_| Error::NoStatement)?;
    let grant = session.grants.get(&id).cloned().ok_or(Refusal::NotHere)?;
    let room = desk.rooms().open(&id).await.map_err(Error::from)?;
    let joining = Joining {
        person: grant.person,
        link: grant.link,
        schema: SCHEMA,
        generation: None,
        heard: Heard::Unsaid,
        echo,
    };
    let joined = room.join(joining).await?;
    Ok((room, joined))
}
