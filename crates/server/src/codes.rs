//! Short codes: the same person on another device, where nothing can be pasted. Eight letters, good once, for a
//! quarter of an hour; kept in memory only, so that a restart ends them.

use crate::{
    Error,
    desk::Desk,
    grants::{self, Already},
    links::Entered,
    member::{Asked, Member},
    register::Grant,
    secret,
    sessions::{Session, Visitor},
};
use axum::{
    Json,
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use statement::{Millis, Refusal, StatementId};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};
use utoipa::ToSchema;

/// How long a code is good, in milliseconds, also where the clock is set back meanwhile.
const GOOD_FOR: Millis = 15 * 60_000;
const GOOD: Duration = Duration::from_millis(GOOD_FOR.unsigned_abs());
/// Codes at once; above that the oldest give way.
const MOST: usize = 10_000;
/// Letters of a code: 40 bits against whoever may ask fifty times a second for a quarter of an hour.
const LETTERS: usize = 8;

/// What a code stands for.
#[derive(Clone)]
struct Stands {
    id: StatementId,
    grant: Grant,
    until: Millis,
    /// When it was made, by a clock that nobody sets.
    made: Instant,
}

impl Stands {
    fn good(&self, now: Millis) -> bool {
        now < self.until && self.made.elapsed() < GOOD
    }
}

/// The codes that are good now.
#[derive(Default)]
pub(crate) struct Codes(Mutex<HashMap<String, Stands>>);

impl Codes {
    fn put(&self, code: String, stands: Stands, now: Millis) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // One code a person: asking again ends the one before.
        all.retain(|_, other| {
            let same = other.id == stands.id && other.grant.person == stands.grant.person;
            other.good(now) && !same
        });
        if all.len() >= MOST
            && let Some(oldest) =
                all.iter().min_by_key(|(_, stands)| stands.until).map(|(code, _)| code.clone())
        {
            all.remove(&oldest);
        }
        all.insert(code, stands);
    }

    fn take(&self, code: &str, now: Millis) -> Option<Stands> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.remove(code).filter(|stands| stands.good(now))
    }

    fn look(&self, code: &str, now: Millis) -> Option<Stands> {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.get(code).filter(|stands| stands.good(now)).cloned()
    }
}

/// As people type it: capitals, spaces and hyphens do not count.
fn plain(code: &str) -> String {
    code.chars()
        .filter(char::is_ascii_alphanumeric)
        .take(2 * LETTERS)
        .collect::<String>()
        .to_ascii_lowercase()
}

/// A short code, told once.
#[derive(Serialize, ToSchema)]
pub(crate) struct Code {
    /// As people type it: `abcd-2345`.
    code: String,
    /// When it is good no more.
    until: Millis,
}

/// Makes a short code by which the same person opens another device.
///
/// Good once, for 15 minutes; asking again ends the one before.
#[utoipa::path(
    post,
    path = "/statements/{id}/code",
    tag = "links",
    params(("id" = StatementId, Path, description = "The statement")),
    responses((status = 200, body = Code, description = "It is told once")),
)]
pub(crate) async fn make(
    State(desk): State<Arc<Desk>>,
    session: Session,
    member: Member,
) -> Result<Json<Code>, Error> {
    let grant = session.grants.get(&member.id).cloned().ok_or(Error::NoSession)?;
    let letters: String = secret::name("")?.chars().take(LETTERS).collect();
    let (now, shown) = (desk.now(), format!("{}-{}", &letters[..4], &letters[4..]));
    let until = now.saturating_add(GOOD_FOR);
    desk.codes().put(letters, Stands { id: member.id, grant, until, made: Instant::now() }, now);
    Ok(Json(Code { code: shown, until }))
}

/// A short code that is to be used.
#[derive(Deserialize, ToSchema)]
#[schema(as = OpenCode)]
pub(crate) struct Open {
    /// Capitals, spaces and hyphens do not count.
    code: String,
    /// Somebody's own device keeps its session for 400 days; another until its browser closes, or for 14.
    #[serde(default)]
    own_device: bool,
    /// Take the place of somebody else whom this browser is in that statement.
    #[serde(default)]
    replace: bool,
}

/// Uses a short code up: this browser is that person from now on.
#[utoipa::path(
    post,
    path = "/code",
    tag = "links",
    request_body = Open,
    responses((status = 200, body = Entered, description = "The session is in the cookie")),
    extensions(("x-codes" = json!(["no-code", "not-here", "somebody-else"]))),
)]
pub(crate) async fn open(
    State(desk): State<Arc<Desk>>,
    Visitor(visitor): Visitor,
    Asked(asked): Asked<Open>,
) -> Result<Response, Error> {
    let (code, now) = (plain(&asked.code), desk.now());
    let stands = desk.codes().look(&code, now).ok_or(Error::NoCode)?;
    // The link that the first device was opened by may have ended meanwhile; by whom is for that device.
    let entered = desk.enter(&stands.id, &stands.grant.person, stands.grant.link.as_deref()).await;
    entered.map_err(|error| match error {
        Error::Refused(Refusal::AccessEnded { .. }) => Refusal::NotHere.into(),
        error => error,
    })?;
    if !asked.replace
        && let Some(already) = Already::find(&desk, visitor.as_ref(), &stands.id).await?
    {
        already.is(Some(&stands.grant.person))?;
    }
    let Stands { id, grant, .. } = desk.codes().take(&code, now).ok_or(Error::NoCode)?;
    let cookie = grants::give(&desk, visitor, asked.own_device, &id, &grant).await?;
    Ok(([(header::SET_COOKIE, cookie)], Json(Entered { id })).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stands(person: &str, until: Millis) -> Stands {
        let grant = Grant { person: person.parse().expect("an id"), link: None };
        Stands { id: "kyoto".parse().expect("an id"), grant, until, made: Instant::now() }
    }

    #[test]
    fn a_code_is_good_once_for_its_time_and_the_next_one_ends_it() {
        let codes = Codes::default();
        codes.put("abcd2345".to_owned(), stands("amara", 100), 0);
        assert_eq!(plain(" ABCD - 2345 "), "abcd2345");
        assert!(codes.take("abcd2345", 100).is_none(), "too late");
        codes.put("abcd2345".to_owned(), stands("amara", 100), 0);
        codes.put("efgh2345".to_owned(), stands("amara", 100), 0);
        assert!(codes.look("abcd2345", 1).is_none(), "one a person");
        assert!(codes.take("efgh2345", 1).is_some());
        assert!(codes.take("efgh2345", 1).is_none(), "once");
    }
}
