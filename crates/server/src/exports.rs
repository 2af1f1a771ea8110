//! Files for Word, for a mail, for the conference service.

use crate::{Error, desk::Desk, member::Member, versions::When};
use axum::{
    extract::{Path, Query, State},
    http::header,
    response::{IntoResponse, Response},
};
use export::{File, Locked, Subject, Wanted};
use room::Reading;
use serde::Deserialize;
use statement::{Millis, Summary, canonical, slot, words};
use std::sync::Arc;

#[derive(Deserialize)]
pub(crate) struct Viewer {
    /// IANA zone of who asks.
    #[serde(default)]
    zone: Option<String>,
    /// A final text that stood before: its number.
    #[serde(default)]
    version: Option<u32>,
}

/// `GET /api/statements/{id}/export/{file}?zone=Europe/Vienna`: whoever may read may download.
pub(crate) async fn export(
    State(desk): State<Arc<Desk>>,
    Path((_, wanted)): Path<(String, String)>,
    Query(viewer): Query<Viewer>,
    member: Member,
) -> Result<Response, Error> {
    let wanted: Wanted = wanted.parse()?;
    let when = When { version: viewer.version, at: None };
    let reading = when.reading(&desk, &member).await?;
    Ok(attachment(write(wanted, reading, viewer.zone, desk.now()).await?))
}

pub(crate) fn attachment(file: File) -> Response {
    let disposition = format!("attachment; filename=\"{}\"", file.name);
    let headers = [(header::CONTENT_TYPE, file.mime.to_owned()), (header::CONTENT_DISPOSITION, disposition)];
    (headers, file.bytes).into_response()
}

/// Off the runtime: a long statement takes a moment.
pub(crate) async fn write(
    wanted: Wanted,
    reading: Reading,
    zone: Option<String>,
    now: Millis,
) -> Result<File, Error> {
    let zone = zone.filter(|zone| slot::zone(zone).is_ok());
    let written = tokio::task::spawn_blocking(move || {
        let subject = subject(&reading, zone, now);
        export::write(wanted.kind, wanted.format, &subject, &reading.text, &reading.summary)
    });
    Ok(written.await.map_err(|error| Error::Export(error.to_string()))??)
}

fn subject(reading: &Reading, viewer_zone: Option<String>, now: Millis) -> Subject {
    let statement = &reading.statement;
    let hand_in = statement.hand_in().clone();
    let count = words::of_text(&reading.text);
    let summary = Summary::new(statement, reading.summary.clone());
    let lock = statement.lock().map(|locked| Locked {
        by: statement.somebody(&locked.by).map(|by| by.person.name.clone()).unwrap_or_default(),
        at: locked.at,
        check_code: canonical::spoken(&locked.lock.check_code),
        version: u32::try_from(statement.locks().len()).unwrap_or(u32::MAX),
    });
    Subject {
        title: statement.title().to_owned(),
        alliance: statement.alliance().to_owned(),
        organisation: hand_in.organisation,
        on_behalf_of: hand_in.on_behalf_of,
        speaker: hand_in.speaker,
        function: hand_in.function,
        email: hand_in.email,
        item: hand_in.item,
        language: statement.language().to_owned(),
        slot: statement.slot().cloned(),
        viewer_zone,
        now,
        phase: statement.phase(),
        lock,
        limit: statement.limit(),
        words: count,
        seconds: statement.limit().map(|limit| words::speaking_seconds(count, limit.pace)),
        summary_words: summary.words,
        summary_limit: summary.limit,
        summary_approved: summary.approved,
        status: (statement.sections())
            .map(|standing| (standing.section.id.clone(), standing.status.clone()))
            .collect(),
    }
}
