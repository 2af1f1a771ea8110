//! The text as it stood: at pens down, at every lock; and a slip in the final one put right.

use crate::{
    Error,
    acts::Saved,
    desk::Desk,
    member::{Asked, Member, Options},
    statements::{Told, told},
};
use axum::{Json, extract::State};
use room::{Correction, Reading, Seq};
use serde::Deserialize;
use statement::{Refusal, SectionId, Statement, StatementId};
use std::sync::Arc;
use utoipa::ToSchema;

/// Which text is asked for; none of it: the one that stands now.
#[derive(Default, Deserialize)]
pub(crate) struct When {
    /// The final text under this number, 1 the first.
    #[serde(default)]
    pub(crate) version: Option<u32>,
    /// `pens-down`: as it stood when the final reading began.
    #[serde(default)]
    pub(crate) at: Option<String>,
}

impl When {
    /// The entry after which it stood so; none: now.
    fn seq(&self, statement: &Statement) -> Result<Option<Seq>, Error> {
        match (self.version, self.at.as_deref()) {
            (Some(version), _) => {
                Ok(Some(statement.version(version).ok_or(Refusal::Unknown("version"))?.seq))
            }
            (None, Some("pens-down")) => Ok(Some(statement.pens_down().ok_or(Refusal::Phase)?)),
            (None, Some(_)) => Err(Refusal::Unknown("version").into()),
            (None, None) => Ok(None),
        }
    }

    /// The words as they stood, and as they stand where nothing else is asked for.
    pub(crate) async fn reading(&self, desk: &Desk, member: &Member) -> Result<Reading, Error> {
        let now = member.room.reading().await?;
        match self.seq(&now.statement)? {
            Some(seq) => Ok(desk.rooms().reading_at(&member.id, seq).await?),
            None => Ok(now),
        }
    }
}

/// The words as the server reads them, now or as a version; what pages without an editor show.
#[utoipa::path(
    get,
    path = "/statements/{id}/text",
    tag = "statements",
    params(
        ("id" = StatementId, Path, description = "The statement"),
        ("version" = Option<u32>, Query, description = "The final text under this number, 1 the first"),
        ("at" = Option<String>, Query, description = "`pens-down`: as it stood when the final reading began"),
    ),
    responses((status = 200, body = Told, description = "Counted and hashed")),
    extensions(("x-codes" = json!(["unknown", "phase", "not-as-locked"]))),
)]
pub(crate) async fn text(
    State(desk): State<Arc<Desk>>,
    Options(when): Options<When>,
    member: Member,
) -> Result<Json<Told>, Error> {
    let sitting = desk.study().enter(&member.id, &member.person).await?;
    let reading = when.reading(&desk, &member).await?;
    let told = sitting.work(move || reading.as_locked().map(|()| told(&reading)));
    Ok(Json(told.await??))
}

/// A slip in the locked text that is to be put right.
#[derive(Deserialize, ToSchema)]
#[schema(as = Correction)]
pub(crate) struct Slip {
    /// Where.
    section: SectionId,
    /// Which paragraph of it, from 0.
    block: usize,
    /// How it is to read: at most six words struck out, and six put in.
    after: String,
    /// Why, for everybody to read; 1 to 1,000 characters.
    reason: String,
    /// Check code of the text that is corrected.
    of: String,
}

/// Puts a slip right: a few words of one paragraph of the locked text. Only a chair.
#[utoipa::path(
    post,
    path = "/statements/{id}/correct",
    tag = "statements",
    params(("id" = StatementId, Path, description = "The statement")),
    request_body = Slip,
    responses((status = 200, body = Saved, description = "It is on disk")),
    extensions(("x-codes" = json!(["role", "phase", "field", "unknown", "changed", "read-only", "too-large"]))),
)]
pub(crate) async fn correct(member: Member, Asked(slip): Asked<Slip>) -> Result<Json<Saved>, Error> {
    let Slip { section, block, after, reason, of } = slip;
    let mut client = [0; 4];
    getrandom::fill(&mut client)?;
    let correction = Correction { section, block, after, reason, of };
    let seq = member.correct(correction, u32::from_be_bytes(client)).await?;
    Ok(Json(Saved { seq }))
}
