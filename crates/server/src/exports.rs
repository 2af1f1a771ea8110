//! Files for Word, for a mail, for the conference service.

use crate::{
    Error,
    desk::Desk,
    member::{Member, Options, Place},
    versions::When,
};
use axum::{
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use export::{Corrected, File, Heading, Kind, Locked, Order, Remark, Subject, Wanted};
use room::Reading;
use serde::Deserialize;
use statement::{
    Decision, Millis, Noted, Section, Statement, StatementId, Summary, View, canonical, slot, words,
};
use std::sync::Arc;

/// How a file is to be written.
#[derive(Deserialize)]
pub(crate) struct Viewer {
    /// IANA zone of who asks.
    #[serde(default)]
    zone: Option<String>,
    /// A final text that stood before: its number.
    #[serde(default)]
    version: Option<u32>,
    /// `organisation`: remarks by organisation, else by section.
    #[serde(default)]
    by: Option<String>,
}

/// A file of the statement, for Word, a mail or the conference service.
///
/// Whoever may read may download; remarks only who may see them. The file is named for what it is and how it is written: `conference.docx`, `remarks.csv`.
#[utoipa::path(
    get,
    path = "/statements/{id}/export/{file}",
    tag = "files",
    params(
        ("id" = StatementId, Path, description = "The statement"),
        ("file" = String, Path, description = "What, and how it is written"),
        ("zone" = Option<String>, Query, description = "IANA zone of who reads it: times are told in it, too"),
        ("version" = Option<u32>, Query, description = "A final text that stood before: its number"),
        ("by" = Option<String>, Query, description = "`organisation`: remarks by organisation, else by section"),
    ),
    responses((status = 200, description = "The file, as an attachment", content(
        (String = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (String = "text/plain"),
        (String = "text/csv"),
    ))),
    extensions(("x-codes" = json!(["role", "nothing-here", "export", "phase", "unknown", "not-as-locked"]))),
)]
pub(crate) async fn export(
    State(desk): State<Arc<Desk>>,
    Place((_, wanted)): Place<(String, String)>,
    Options(viewer): Options<Viewer>,
    member: Member,
) -> Result<Response, Error> {
    let wanted: Wanted = wanted.parse()?;
    let sitting = desk.study().enter(&member.id, &member.person).await?;
    let when = When { version: viewer.version, at: None };
    let reading = when.reading(&desk, &member).await?;
    let mut asked = About { zone: viewer.zone, ..About::default() };
    if wanted.kind == Kind::Remarks {
        // Who may not see remarks is refused them as a file, too.
        statement::may(member.view.me.role, member.view.phase, statement::Kind::ReadRemarks)?;
        asked.by_organisation = viewer.by.as_deref() == Some("organisation");
    }
    if let Some(version) = viewer.version {
        asked.corrected = corrected(&member.view, version);
    }
    let now = desk.now();
    Ok(attachment(sitting.work(move || write(wanted, &reading, asked, now)).await??))
}

pub(crate) fn attachment(file: File) -> Response {
    let disposition = format!("attachment; filename=\"{}\"", file.name);
    let headers = [(header::CONTENT_TYPE, file.mime.to_owned()), (header::CONTENT_DISPOSITION, disposition)];
    (headers, file.bytes).into_response()
}

/// What a file tells besides what the statement says itself.
#[derive(Debug, Default)]
pub(crate) struct About {
    /// IANA zone of who asks.
    pub(crate) zone: Option<String>,
    /// What took the place of a final text.
    corrected: Option<Corrected>,
    /// Remarks by organisation, else by section.
    by_organisation: bool,
}

/// What took the place of that version, if anything did.
fn corrected(view: &View, version: u32) -> Option<Corrected> {
    let next = view.versions.iter().find(|other| other.version == version.saturating_add(1));
    match (next, view.versions.last(), &view.reopened) {
        (Some(next), Some(last), _) => Some(Corrected { at: next.at, version: Some(last.version) }),
        (None, Some(_), Some(reopened)) if view.lock.is_none() => {
            Some(Corrected { at: reopened.at, version: None })
        }
        _ => None,
    }
}

/// The one door of every file that prints the text: what was locked is what is printed (R13). A long statement takes a
/// moment: not on the runtime.
pub(crate) fn write(wanted: Wanted, reading: &Reading, about: About, now: Millis) -> Result<File, Error> {
    match wanted.kind {
        Kind::Conference | Kind::Draft | Kind::Reading => reading.as_locked()?,
        Kind::Summary | Kind::Template | Kind::Remarks => {}
    }
    let subject = subject(reading, about, now);
    Ok(export::write(wanted.kind, wanted.format, &subject, &reading.text, &reading.summary)?)
}

fn subject(reading: &Reading, about: About, now: Millis) -> Subject {
    let viewer_zone = about.zone.filter(|zone| slot::zone(zone).is_ok());
    let order = if about.by_organisation { Order::Organisation } else { Order::Section };
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
        corrected: about.corrected,
        headings: headings(statement),
        dues: dues(statement),
        remarks: remarks(statement, order),
        order,
    }
}

fn headings(statement: &Statement) -> Vec<Heading> {
    let shown: Vec<_> =
        statement.sections().map(|one| &one.section).filter(|section| section.shown).collect();
    let about = statement.limit().map(|limit| limit.share(shown.len()));
    let heading = |section: &&Section| Heading {
        title: section.title.clone(),
        hint: section.hint.clone(),
        level: section.level,
        printed: section.printed,
        about,
    };
    shown.iter().map(heading).collect()
}

fn dues(statement: &Statement) -> Vec<(String, Option<Millis>)> {
    let call = statement.call().map(|call| ("your input".to_owned(), Some(call.closes)));
    let service = statement.slot().map(|slot| ("speaker and summary to the service".to_owned(), slot.due()));
    let own = statement.dues().iter().map(|due| (due.what.clone(), due.at(statement.slot())));
    call.into_iter().chain(service).chain(own).collect()
}

fn remarks(statement: &Statement, order: Order) -> Vec<Remark> {
    let place = |noted: &Noted| {
        let at = noted.remark.section.as_ref();
        statement.sections().position(|standing| Some(&standing.section.id) == at)
    };
    let name = |noted: &Noted| {
        let member = statement.organisation(&noted.remark.organisation);
        member.map(|member| member.organisation.name.clone()).unwrap_or_default()
    };
    let mut all: Vec<&Noted> = statement.remarks().filter(|noted| !noted.withdrawn).collect();
    match order {
        Order::Section => all.sort_by_cached_key(|noted| (place(noted), noted.at)),
        Order::Organisation => {
            all.sort_by_cached_key(|noted| (name(noted).to_lowercase(), place(noted), noted.at))
        }
    }
    let row = |noted: &Noted| {
        let section = noted.remark.section.as_ref().and_then(|id| statement.section(id));
        let by = statement.somebody(&noted.by).map(|by| by.person.name.clone()).unwrap_or_default();
        Remark {
            section: section.map(|standing| standing.section.title.clone()).unwrap_or_default(),
            organisation: name(noted),
            person: if noted.remark.by_email { format!("{by}, from an e-mail") } else { by },
            at: noted.at,
            passage: noted.remark.passage.clone(),
            text: noted.remark.text.clone(),
            decision: decided(&noted.decision),
        }
    };
    all.into_iter().map(row).collect()
}

fn decided(decision: &Decision) -> String {
    match decision {
        Decision::Open => "Open".to_owned(),
        Decision::TakenUp { reason } if reason.is_empty() => "Taken up".to_owned(),
        Decision::TakenUp { reason } => format!("Taken up: {reason}"),
        Decision::Declined { reason } => format!("Declined: {reason}"),
    }
}
