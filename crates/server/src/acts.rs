//! What somebody says or decides: all of it or none.

use crate::{
    Error,
    desk::Desk,
    member::{Asked, Member},
};
use axum::{Json, extract::State};
use room::LockSections;
use serde::{Deserialize, Serialize};
use statement::{Act, StatementId};
use std::{sync::Arc, time::Instant};
use utoipa::ToSchema;

/// Acts of one request.
pub(crate) const MOST: usize = 500;

/// What is to be done to a statement.
#[derive(Deserialize, ToSchema)]
pub(crate) struct Acts {
    /// In order, up to 500; all of them or none.
    acts: Vec<Act>,
    /// With a lock: the hash of each section as her page shows it, so that a refusal can name the one that changed.
    #[serde(default)]
    #[schema(value_type = Option<std::collections::BTreeMap<String, String>>, nullable = false)]
    lock_sections: Option<LockSections>,
}

/// On disk.
#[derive(Serialize, ToSchema)]
pub(crate) struct Saved {
    /// The entry of the last of it.
    pub(crate) seq: u64,
}

/// Says or decides, as one journal entry an act; answered when they are on disk.
///
/// Words are not written here but over the wires. Acts that have an address of their own are refused as `elsewhere`.
#[utoipa::path(
    post,
    path = "/statements/{id}/acts",
    tag = "statements",
    params(("id" = StatementId, Path, description = "The statement")),
    request_body = Acts,
    responses((status = 200, body = Saved, description = "They are on disk")),
    extensions(("x-codes" = json!(["role", "elsewhere", "pens-down", "locked", "frozen", "last-chair", "phase", "field", "unknown", "twice", "changed", "empty", "because", "read-only"]))),
)]
pub(crate) async fn act(
    State(desk): State<Arc<Desk>>,
    member: Member,
    Asked(asked): Asked<Acts>,
) -> Result<Json<Saved>, Error> {
    if asked.acts.len() > MOST {
        return Err(Error::TooLarge("send at most 500 acts at once"));
    }
    if let Some(why) = asked.acts.iter().find_map(elsewhere) {
        return Err(Error::Elsewhere(why));
    }
    // At most 500, so the loss of precision is none.
    let counts = 1.0 + asked.acts.len() as f64 / 10.0;
    if !desk.acts().allows_more((member.id.clone(), member.person.clone()), counts, Instant::now()) {
        return Err(Error::TooManyActs);
    }
    let seq = member.act(asked.acts, asked.lock_sections).await?;
    Ok(Json(Saved { seq }))
}

/// Acts that only come about by other addresses: they need what a page does not have.
fn elsewhere(act: &Act) -> Option<&'static str> {
    match act {
        Act::Create(_) => Some("statements are made at /api/v1/statements"),
        Act::Edit(_) => Some("words are written over /live"),
        Act::MakeLink { .. } => Some("links are made at /people"),
        Act::OpenLink { .. } => Some("links are opened at /api/v1/links/open"),
        Act::MakeSharedLink { .. } => Some("links for many are made at /shared"),
        Act::Join { .. } => Some("links for many are opened at /api/v1/links/join"),
        Act::AskForLink { .. } | Act::AskForSharedLink { .. } => {
            Some("links are asked for at /api/v1/links/ask")
        }
        Act::Correct(_) => Some("slips are put right at /correct"),
        _ => None,
    }
}
