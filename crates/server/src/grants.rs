//! Who a browser is in a statement: looked up, and given. Nobody is ever swapped silently.

use crate::{
    Error,
    desk::Desk,
    register::Grant,
    sessions::{self, Session},
};
use axum::http::HeaderValue;
use serde::Serialize;
use statement::{PersonId, StatementId};
use utoipa::ToSchema;

/// Whom a browser is in a statement.
#[derive(Serialize, ToSchema)]
pub(crate) struct Already {
    /// Within the statement.
    person: PersonId,
    /// As shown.
    name: String,
    /// Its registered name.
    organisation: String,
}

impl Already {
    /// Whom this browser is there, if that still counts (V1).
    pub(crate) async fn find(
        desk: &Desk,
        visitor: Option<&Session>,
        id: &StatementId,
    ) -> Result<Option<Self>, Error> {
        let Some(grant) = visitor.and_then(|session| session.grants.get(id)) else { return Ok(None) };
        match desk.enter(id, &grant.person, grant.link.as_deref()).await {
            Ok((_, view)) => {
                let me = view.me;
                Ok(Some(Self { person: me.person, name: me.name, organisation: me.organisation }))
            }
            Err(Error::Refused(_)) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Refused, unless this browser is that person already. None: somebody new.
    pub(crate) fn is(&self, person: Option<&PersonId>) -> Result<(), Error> {
        if person == Some(&self.person) {
            Ok(())
        } else {
            Err(Error::SomebodyElse(format!("{} ({})", self.name, self.organisation)))
        }
    }
}

/// By the cookie that it is to keep, and that is said here, this browser is that person there; whom it was before has no
/// open socket a moment after it shows that cookie (V6, V20).
pub(crate) async fn give(
    desk: &Desk,
    visitor: Option<Session>,
    own_device: bool,
    id: &StatementId,
    grant: &Grant,
) -> Result<HeaderValue, Error> {
    sessions::sign_in(desk, visitor, own_device, None, Some((id, grant))).await
}
