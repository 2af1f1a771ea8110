//! `GET /s/{id}` and its places for who is in the statement: the page with its words in it, so that they stand before
//! any script has come, and with what the script would ask for next (web/src/pages/first.ts).
//!
//! Laws: what is told is what this session could ask for by the API at this moment. Whoever has no such session, and
//! whoever would have to wait, gets the page as everybody does. A page with words in it is kept by nobody.

use crate::{
    Error,
    desk::Desk,
    door::Peer,
    guard,
    html::Html,
    member::Member,
    pages,
    sessions::Session,
    sheet::{Known, Place, Sheet},
    statements::{Told, told},
};
use axum::{
    extract::{ConnectInfo, FromRequestParts, Request, State},
    http::{HeaderMap, header, request::Parts},
    response::{Html as Page, IntoResponse, Response},
};
use room::Reading;
use serde::Serialize;
use statement::{Refusal, View};
use std::{sync::Arc, time::Duration};

/// Longer nobody waits for words: the page then asks for them itself.
const QUICK: Duration = Duration::from_secs(1);
/// Bytes of words, and of what is told beside them: far above any statement that is read out.
const MOST: usize = 256 * 1024;
/// `1` where somebody has understood what is said on a first visit.
const SEASONED: &str = "kyodo.first-visit";
/// Whose page showed the statement last on this device, and up to where: `person.sequence` (web/src/pages/visits.ts).
const SEEN: &str = "kyodo.seen";

/// What the page's script asks first, in one.
#[derive(Serialize)]
struct First<'a> {
    view: &'a View,
    reading: &'a Told,
    own_device: bool,
}

pub(crate) async fn page(
    State(desk): State<Arc<Desk>>,
    ConnectInfo(peer): ConnectInfo<Peer>,
    request: Request,
) -> Response {
    let (mut parts, _) = request.into_parts();
    if let Some(place) = Place::of(parts.uri.path().split('/').nth(3))
        && guard::allows(&desk, &parts.headers, peer)
        && let Ok(Ok(Some(page))) = tokio::time::timeout(QUICK, with_words(&desk, &mut parts, place)).await
    {
        return page;
    }
    // Why there are no words is told to the page's script, which asks for them by the API.
    pages::page(parts.uri, parts.headers).await
}

async fn with_words(desk: &Arc<Desk>, parts: &mut Parts, place: Place) -> Result<Option<Response>, Error> {
    let Some(blank) = pages::blank() else { return Ok(None) };
    let member = Member::from_request_parts(parts, desk).await?;
    let own_device = Session::from_request_parts(parts, desk).await?.record.own_device;
    let sitting = desk.study().enter(&member.id, &member.person).await?;
    let reading = member.room.reading().await?;
    if size(&reading) > MOST {
        return Ok(None);
    }
    let (reading, told) = sitting
        .work(move || {
            reading.as_locked()?;
            let told = told(&reading);
            Ok::<_, Refusal>((reading, told))
        })
        .await??;
    // Locked while this was read.
    if member.view.lock.as_ref().is_some_and(|lock| !told.is(&lock.check_code)) {
        return Ok(None);
    }
    let first = First { view: &member.view, reading: &told, own_device };
    let known = Known {
        seasoned: cookie(&parts.headers, SEASONED) == Some("1"),
        since: cookie(&parts.headers, SEEN).is_some_and(|seen| older(seen, &member.view)),
    };
    let sheet = Sheet::new(&member.view, &reading, place, known);
    let (mut title, mut words) = (Html::default(), Html::default());
    sheet.title(&mut title);
    sheet.page(&mut words);
    words.data(&first).map_err(|error| Error::Failed(error.to_string()))?;
    let words = words.into_string();
    if words.len() > 4 * MOST {
        return Ok(None);
    }
    let policy = (header::CONTENT_SECURITY_POLICY, guard::policy(Some(&blank.style)));
    let kept = (header::CACHE_CONTROL, "private, no-store".to_owned());
    Ok(Some(([policy, kept], Page(blank.filled(&title.into_string(), &words))).into_response()))
}

/// Bytes of the words.
fn size(reading: &Reading) -> usize {
    let sections = reading.text.sections.iter().flat_map(|section| &section.blocks);
    sections.chain(&reading.summary).flat_map(|block| &block.runs).map(|run| run.text.len() + 64).sum()
}

/// What this person saw here is not all there is.
fn older(seen: &str, view: &View) -> bool {
    let Some((person, seq)) = seen.split_once('.') else { return false };
    person == view.me.person.as_str() && seq.parse::<u64>().is_ok_and(|seq| seq < view.seq)
}

fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let all = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    all.flat_map(|value| value.split(';')).find_map(|pair| pair.trim().strip_prefix(name)?.strip_prefix('='))
}
