//! What this browser is to Kyodo.

use crate::{
    Error,
    desk::Desk,
    register::{Founder, Grant},
    sessions::Visitor,
};
use axum::{Json, extract::State, http::HeaderMap};
use serde::Serialize;
use statement::{
    Call, Limit, Millis, PersonId, Phase, Refusal, Role, SectionId, Slot, StatementId, Summary,
    phase::Announcement,
    view::{DueView, RemarksView},
    words,
};
use std::{collections::BTreeMap, sync::Arc};
use utoipa::ToSchema;

/// What this browser is to Kyodo.
#[derive(Serialize, ToSchema)]
pub(crate) struct Me {
    /// Whether an alliance has its name.
    set_up: bool,
    /// The alliance's name.
    #[schema(required)]
    alliance: Option<String>,
    /// Somebody's own device.
    own_device: bool,
    /// Who set Kyodo up, if that is who asks.
    #[schema(required)]
    founder: Option<Founder>,
    /// Somebody said which address others open.
    public_given: bool,
    /// Who started Kyodo said it: it cannot be changed in a page.
    public_fixed: bool,
    /// What links begin with.
    public_address: String,
    /// One a statement that this browser is in.
    statements: Vec<Card>,
    /// One a statement that this browser was in, until its access ended.
    ended: Vec<Ended>,
}

/// A statement that is not open to this browser any more. No word of it is told, nor its title.
#[derive(Serialize, ToSchema)]
pub(crate) struct Ended {
    /// The statement.
    id: String,
    /// Who ended the access, by name; none: its link came to its end.
    #[schema(required)]
    by: Option<String>,
    /// When somebody ended it.
    #[schema(required)]
    at: Option<Millis>,
}

/// One statement on the home page.
#[derive(Serialize, ToSchema)]
pub(crate) struct Card {
    /// The statement.
    id: String,
    /// Its title.
    title: String,
    /// Where it stands.
    phase: Phase,
    /// If known.
    #[schema(required)]
    limit: Option<Limit>,
    /// If known.
    #[schema(required)]
    slot: Option<Slot>,
    /// A final reading announced and not begun.
    #[schema(required)]
    announced: Option<Announcement>,
    /// What I may there.
    role: Role,
    /// Who I am there.
    name: String,
    /// Its registered name.
    organisation: String,
    /// Who has it open.
    here: Vec<Present>,
    /// Words of the printed text.
    words: u32,
    /// Who wrote last.
    #[schema(required)]
    last: Option<Written>,
    /// The headings on the paper.
    sections: Vec<CardSection>,
    /// Remarks in numbers.
    remarks: RemarksView,
    /// The call for input that is open.
    #[schema(required)]
    call: Option<Call>,
    /// By when what is due.
    dues: Vec<DueView>,
    /// How many.
    organisations: usize,
    /// How many, who were removed not counted.
    people: usize,
    /// Others who have opened their link: who is in the statement as its first chair opened nothing.
    opened: usize,
    /// Who wait for a new link.
    asking: usize,
    /// Words of the summary.
    summary_words: u32,
    /// The chair stands by them.
    summary_approved: bool,
    /// A conference service has all it asks for.
    hand_in_complete: bool,
}

/// Somebody who has the statement open.
#[derive(Serialize, ToSchema)]
pub(crate) struct Present {
    /// Within the statement.
    person: PersonId,
    /// As shown.
    name: String,
}

/// Who wrote, and when.
#[derive(Serialize, ToSchema)]
pub(crate) struct Written {
    /// As shown.
    #[schema(required)]
    name: Option<String>,
    /// When.
    at: Millis,
}

/// One heading on a card.
#[derive(Serialize, ToSchema)]
pub(crate) struct CardSection {
    /// The section.
    id: SectionId,
    /// Its heading.
    title: String,
    /// Words under it.
    words: u32,
    /// Who wrote there last.
    #[schema(required)]
    last: Option<Written>,
}

/// What this browser is to Kyodo: one card a statement it is in.
#[utoipa::path(
    get,
    path = "/me",
    tag = "session",
    responses((status = 200, body = Me, description = "Also where this browser was never let in")),
)]
pub(crate) async fn me(
    State(desk): State<Arc<Desk>>,
    headers: HeaderMap,
    Visitor(visitor): Visitor,
) -> Result<Json<Me>, Error> {
    let alliance = desk.register().alliance().await?;
    let (mut cards, mut ended) = (Vec::new(), Vec::new());
    for (id, grant) in visitor.iter().flat_map(|session| &session.grants) {
        // One statement that cannot be opened hides no other.
        match card(&desk, id, grant).await {
            Ok(card) => cards.push(card),
            Err(Error::Refused(Refusal::AccessEnded { by, at })) => {
                ended.push(Ended { id: id.to_string(), by: Some(by), at: Some(at) });
            }
            Err(Error::Refused(_)) => ended.push(Ended { id: id.to_string(), by: None, at: None }),
            Err(Error::NoStatement) => {}
            Err(Error::TooMuch) => return Err(Error::TooMuch),
            Err(error) => tracing::error!(statement = %id, "left out on the home page: {error}"),
        }
    }
    let record = visitor.map(|session| session.record);
    Ok(Json(Me {
        set_up: alliance.is_some(),
        alliance,
        own_device: record.as_ref().is_some_and(|record| record.own_device),
        founder: record.and_then(|record| record.founder),
        public_given: desk.public().is_some(),
        public_fixed: desk.config().public.is_some(),
        public_address: desk.address(Some(&headers)).to_string(),
        statements: cards,
        ended,
    }))
}

async fn card(desk: &Desk, id: &StatementId, grant: &Grant) -> Result<Card, Error> {
    let (room, view) = desk.enter(id, &grant.person, grant.link.as_deref()).await?;
    let here =
        room.here().await?.into_iter().map(|here| Present { person: here.person, name: here.name }).collect();
    let sitting = desk.study().enter(id, &grant.person).await?;
    let reading = room.reading().await?;
    let (reading, words, counted) = sitting
        .work(move || {
            let all = words::of_text(&reading.text);
            let each = reading.text.sections.iter().map(|one| (one.id.clone(), words::of_section(one)));
            let each: BTreeMap<SectionId, u32> = each.collect();
            (reading, all, each)
        })
        .await?;
    let written = |person: &PersonId, at: Millis| {
        let by = view.people.iter().find(|somebody| somebody.id == *person);
        Written { name: by.map(|person| person.name.clone()), at }
    };
    let sections = (view.sections.iter())
        .filter(|section| section.shown)
        .map(|section| {
            let last = section.last.as_ref().map(|last| written(&last.by, last.at));
            let words = counted.get(&section.id).copied().unwrap_or(0);
            CardSection { id: section.id.clone(), title: section.title.clone(), words, last }
        })
        .collect();
    let in_it = || reading.statement.everybody().filter(|somebody| somebody.removed.is_none());
    let summary = Summary::new(&reading.statement, reading.summary.clone());
    let last = view.sections.iter().filter_map(|section| section.last.as_ref()).max_by_key(|last| last.at);
    let last = last.map(|last| written(&last.by, last.at));
    Ok(Card {
        id: view.id.clone(),
        title: view.title.clone(),
        phase: view.phase,
        limit: view.limit,
        slot: view.slot.clone(),
        announced: view.announced,
        role: view.me.role,
        name: view.me.name.clone(),
        organisation: view.me.organisation.clone(),
        here,
        words,
        last,
        sections,
        remarks: view.remarks.clone(),
        call: view.call.clone(),
        dues: view.dues.clone(),
        organisations: view.organisations.len(),
        people: in_it().count(),
        opened: in_it().filter(|one| one.person.id != grant.person && one.opened.is_some()).count(),
        asking: in_it().filter(|somebody| somebody.asked.is_some()).count()
            + reading.statement.all_shared().filter(|many| many.asked.is_some()).count(),
        summary_words: summary.words,
        summary_approved: summary.approved,
        hand_in_complete: reading.statement.hand_in().complete(),
    })
}
