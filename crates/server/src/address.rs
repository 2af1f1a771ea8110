//! The address that others open, said again: at the set-up it may not have been known, and it may change.

use crate::{BadAddress, Error, desk::Desk, member::Asked, sessions::Session};
use axum::{extract::State, http::StatusCode};
use serde::Deserialize;
use statement::{Refusal, Role};
use std::sync::Arc;
use utoipa::ToSchema;

/// Where others open Kyodo.
#[derive(Deserialize, ToSchema)]
#[schema(as = PublicAddress)]
pub(crate) struct Say {
    /// Scheme, host and port: links begin with it.
    public: String,
}

/// Says at which address others open Kyodo: links made from now on begin with it, those made before go on opening.
///
/// Only who set Kyodo up, or chairs a statement here; not where `--public` says it.
#[utoipa::path(
    post,
    path = "/address",
    tag = "setup",
    request_body = Say,
    responses((status = 204, description = "Links begin with it")),
    extensions(("x-codes" = json!(["no-session", "not-chair", "address-fixed", "field"]))),
)]
pub(crate) async fn say(
    State(desk): State<Arc<Desk>>,
    session: Session,
    Asked(Say { public }): Asked<Say>,
) -> Result<StatusCode, Error> {
    if session.founder().is_err() && !chairs(&desk, &session).await {
        return Err(Error::NotChair);
    }
    if desk.config().public.is_some() {
        return Err(Error::AddressFixed);
    }
    let public = public.parse().map_err(|why: BadAddress| Refusal::Field(why.to_string()))?;
    desk.say_public(&public).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Whether this session is a chair's anywhere; a statement that does not open makes nobody one.
async fn chairs(desk: &Desk, session: &Session) -> bool {
    for (id, grant) in &session.grants {
        let entered = desk.enter(id, &grant.person, grant.link.as_deref()).await;
        if entered.is_ok_and(|(_, view)| view.me.role == Role::Chair) {
            return true;
        }
    }
    false
}
