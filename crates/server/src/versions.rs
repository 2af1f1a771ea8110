//! The text as it stood: at pens down, at every lock; and a slip in the final one put right.

use crate::{
    Error,
    desk::Desk,
    member::{Asked, Member},
    statements::told,
};
use axum::{
    Json,
    extract::{Query, State},
};
use room::{Correction, Reading, Seq};
use serde::Deserialize;
use serde_json::{Value, json};
use statement::{Refusal, SectionId, Statement};
use std::sync::Arc;

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

/// `GET /api/v1/statements/{id}/text?version=2`: the words as the server reads them; what pages without an editor show.
pub(crate) async fn text(
    State(desk): State<Arc<Desk>>,
    Query(when): Query<When>,
    member: Member,
) -> Result<Json<Value>, Error> {
    Ok(Json(told(&when.reading(&desk, &member).await?)))
}

#[derive(Deserialize)]
pub(crate) struct Slip {
    section: SectionId,
    block: usize,
    after: String,
    reason: String,
    of: String,
}

/// `POST /api/v1/statements/{id}/correct` → `{seq}`: a few words of one paragraph of the locked text.
pub(crate) async fn correct(member: Member, Asked(slip): Asked<Slip>) -> Result<Json<Value>, Error> {
    let Slip { section, block, after, reason, of } = slip;
    let mut client = [0; 4];
    getrandom::fill(&mut client)?;
    let correction = Correction { section, block, after, reason, of };
    let seq = member.room.correct(member.person, correction, u32::from_be_bytes(client)).await?;
    Ok(Json(json!({ "seq": seq })))
}
