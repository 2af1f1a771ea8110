//! What this browser is to Kyodo.

use crate::{Error, desk::Desk, register::Grant, sessions::Visitor};
use axum::{Json, extract::State, http::HeaderMap};
use serde_json::{Value, json};
use statement::{Millis, PersonId, StatementId, Summary, words};
use std::{collections::BTreeMap, sync::Arc};

/// `GET /api/v1/me`: the home page, one card a statement.
pub(crate) async fn me(
    State(desk): State<Arc<Desk>>,
    headers: HeaderMap,
    Visitor(visitor): Visitor,
) -> Result<Json<Value>, Error> {
    let alliance = desk.register().alliance().await?;
    let mut cards = Vec::new();
    for (id, grant) in visitor.iter().flat_map(|session| &session.grants) {
        // One statement that cannot be opened, or ended for this browser, hides no other.
        match card(&desk, id, grant).await {
            Ok(card) => cards.push(card),
            Err(Error::Refused(_) | Error::NoStatement) => {}
            Err(error) => tracing::error!(statement = %id, "left out on the home page: {error}"),
        }
    }
    let record = visitor.map(|session| session.record);
    Ok(Json(json!({
        "set_up": alliance.is_some(),
        "alliance": alliance,
        "own_device": record.as_ref().is_some_and(|record| record.own_device),
        "founder": record.and_then(|record| record.founder),
        "public_given": desk.public().is_some(),
        "public_address": desk.address(Some(&headers)).to_string(),
        "statements": cards,
    })))
}

async fn card(desk: &Desk, id: &StatementId, grant: &Grant) -> Result<Value, Error> {
    let (room, view) = desk.enter(id, &grant.person, grant.link.as_deref()).await?;
    let here: Vec<Value> = room
        .here()
        .await?
        .into_iter()
        .map(|here| json!({ "person": here.person, "name": here.name }))
        .collect();
    let reading = room.reading().await?;
    let written = |person: &PersonId, at: Millis| {
        let by = view.people.iter().find(|somebody| somebody.id == *person);
        json!({ "name": by.map(|person| &person.name), "at": at })
    };
    let counted: BTreeMap<_, _> =
        reading.text.sections.iter().map(|section| (&section.id, words::of_section(section))).collect();
    let sections: Vec<Value> = (view.sections.iter())
        .filter(|section| section.shown)
        .map(|section| {
            let last = section.last.as_ref().map(|last| written(&last.by, last.at));
            let words = counted.get(&section.id).copied().unwrap_or(0);
            json!({ "id": section.id, "title": section.title, "words": words, "last": last })
        })
        .collect();
    let in_it = || reading.statement.everybody().filter(|somebody| !somebody.removed);
    let summary = Summary::new(&reading.statement, reading.summary.clone());
    let last = view.sections.iter().filter_map(|section| section.last.as_ref()).max_by_key(|last| last.at);
    let last = last.map(|last| written(&last.by, last.at));
    Ok(json!({
        "id": view.id,
        "title": view.title,
        "phase": view.phase,
        "limit": view.limit,
        "slot": view.slot,
        "announced": view.announced,
        "role": view.me.role,
        "name": view.me.name,
        "organisation": view.me.organisation,
        "here": here,
        "words": words::of_text(&reading.text),
        "last": last,
        "sections": sections,
        "remarks": view.remarks,
        "call": view.call,
        "dues": view.dues,
        "organisations": view.organisations.len(),
        "people": in_it().count(),
        // Others: who is in the statement as its first chair opened nothing.
        "opened": in_it().filter(|one| one.person.id != grant.person && one.opened.is_some()).count(),
        "asking": in_it().filter(|somebody| somebody.asked.is_some()).count(),
        "summary_words": summary.words,
        "summary_approved": summary.approved,
        "hand_in_complete": reading.statement.hand_in().complete(),
    }))
}
