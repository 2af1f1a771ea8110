//! What somebody says or decides: all of it or none.

use crate::{
    Error,
    member::{Asked, Member},
};
use axum::Json;
use room::LockSections;
use serde::Deserialize;
use serde_json::{Value, json};
use statement::Act;

/// Acts of one request.
const MOST: usize = 500;

#[derive(Deserialize)]
pub(crate) struct Acts {
    acts: Vec<Act>,
    #[serde(default)]
    lock_sections: Option<LockSections>,
}

/// `POST /api/v1/statements/{id}/acts` → `{seq}` of the last, when they are on disk.
pub(crate) async fn act(member: Member, Asked(asked): Asked<Acts>) -> Result<Json<Value>, Error> {
    if asked.acts.len() > MOST {
        return Err(Error::TooLarge("send at most 500 acts at once"));
    }
    if let Some(why) = asked.acts.iter().find_map(elsewhere) {
        return Err(Error::Elsewhere(why));
    }
    let seq = member.room.act(member.person, asked.acts, asked.lock_sections).await?;
    Ok(Json(json!({ "seq": seq })))
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
        Act::AskForLink { .. } => Some("links are asked for at /api/v1/links/ask"),
        Act::Correct(_) => Some("slips are put right at /correct"),
        _ => None,
    }
}
