//! What a handler takes from a request: somebody in the statement its address names, what stands in the address and
//! behind its `?`, and a body as JSON.

use crate::{Error, desk::Desk, sessions::Session};
use axum::{
    body::Bytes,
    extract::{FromRequest, FromRequestParts, Path, Query, RawPathParams, Request},
    http::{header, request::Parts},
};
use room::{ActError, Correction, LockSections, Room, Seq};
use serde::de::DeserializeOwned;
use statement::{Act, LinkHash, PersonId, Refusal, StatementId, View};
use std::sync::Arc;

/// Somebody who is in the statement of `/api/v1/statements/{id}/…` now (V1).
pub(crate) struct Member {
    pub(crate) id: StatementId,
    pub(crate) room: Room,
    pub(crate) person: PersonId,
    /// The link it came in by; none for who created the statement.
    link: Option<LinkHash>,
    pub(crate) view: View,
}

impl Member {
    /// Does all of `acts` or none; refused where the link has ended since, however slowly the request came.
    pub(crate) async fn act(
        &self,
        acts: Vec<Act>,
        lock_sections: Option<LockSections>,
    ) -> Result<Seq, ActError> {
        self.room.act_by(self.person.clone(), self.link.clone(), acts, lock_sections).await
    }

    /// Puts a slip right, likewise.
    pub(crate) async fn correct(&self, correction: Correction, client: u32) -> Result<Seq, ActError> {
        self.room.correct(self.person.clone(), self.link.clone(), correction, client).await
    }
}

impl FromRequestParts<Arc<Desk>> for Member {
    type Rejection = Error;
    async fn from_request_parts(parts: &mut Parts, desk: &Arc<Desk>) -> Result<Self, Error> {
        let path = RawPathParams::from_request_parts(parts, desk).await.map_err(|_| Error::Nothing)?;
        let id = path.iter().find(|(name, _)| *name == "id").map(|(_, id)| id).unwrap_or_default();
        let id: StatementId = id.parse().map_err(|_| Error::NoStatement)?;
        let session = Session::from_request_parts(parts, desk).await?;
        let grant = session.grants.get(&id).ok_or(Refusal::NotHere)?;
        let (room, view) = desk.enter(&id, &grant.person, grant.link.as_deref()).await?;
        Ok(Self { id, room, person: grant.person.clone(), link: grant.link.clone(), view })
    }
}

/// What stands behind the `?` of an address, with one sentence where it is not what is asked for.
pub(crate) struct Options<T>(pub(crate) T);

impl<T: DeserializeOwned> FromRequestParts<Arc<Desk>> for Options<T> {
    type Rejection = Error;
    async fn from_request_parts(parts: &mut Parts, desk: &Arc<Desk>) -> Result<Self, Error> {
        let read = Query::<T>::from_request_parts(parts, desk).await;
        read.map(|Query(options)| Self(options)).map_err(|rejection| Error::Bad(rejection.body_text()))
    }
}

/// What stands in an address; where it cannot be read there is nothing at it.
pub(crate) struct Place<T>(pub(crate) T);

impl<T: DeserializeOwned + Send> FromRequestParts<Arc<Desk>> for Place<T> {
    type Rejection = Error;
    async fn from_request_parts(parts: &mut Parts, desk: &Arc<Desk>) -> Result<Self, Error> {
        let read = Path::<T>::from_request_parts(parts, desk).await;
        read.map(|Path(place)| Self(place)).map_err(|_| Error::Nothing)
    }
}

/// A body of JSON, with one sentence where it is not what is asked for.
pub(crate) struct Asked<T>(pub(crate) T);

impl<T: DeserializeOwned> FromRequest<Arc<Desk>> for Asked<T> {
    type Rejection = Error;
    async fn from_request(request: Request, desk: &Arc<Desk>) -> Result<Self, Error> {
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
        if !kind.is_some_and(|kind| kind.trim_start().starts_with("application/json")) {
            return Err(Error::Bad("its content type is not application/json".to_owned()));
        }
        let body = Bytes::from_request(request, desk).await.map_err(|rejection| {
            if rejection.status() == axum::http::StatusCode::PAYLOAD_TOO_LARGE {
                Error::TooLarge("a request may have 512 KiB")
            } else {
                Error::Bad(rejection.body_text())
            }
        })?;
        serde_json::from_slice(&body).map(Self).map_err(|error| Error::Bad(error.to_string()))
    }
}
