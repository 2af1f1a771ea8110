//! Sessions: a cookie with a secret, of which the hash is kept.

use crate::{
    Config, Error, Secret,
    desk::Desk,
    register::{Founder, Grant, Record},
    renewal,
    secret::Hash,
    sockets::Over,
};
use axum::{
    Json,
    extract::{FromRequestParts, State},
    http::{HeaderMap, HeaderValue, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use statement::{Millis, StatementId};
use std::{collections::BTreeMap, convert::Infallible, sync::Arc, time::Duration};
use utoipa::ToSchema;

const DAY: Millis = 24 * 60 * 60 * 1000;
/// Days a session lives on somebody's own device; browsers keep no cookie longer.
const OWN_DAYS: Millis = 400;
/// Days on any other, should its browser never be closed.
const OTHER_DAYS: Millis = 14;

/// A browser that was let in.
#[derive(Debug, Clone)]
pub(crate) struct Session {
    /// SHA-256 of the cookie's token.
    pub(crate) key: Hash,
    pub(crate) record: Record,
    pub(crate) grants: BTreeMap<StatementId, Grant>,
}

impl Session {
    /// Who set Kyodo up, if that is who asks.
    pub(crate) fn founder(&self) -> Result<&Founder, Error> {
        self.record.founder.as_ref().ok_or(Error::NotFounder)
    }

    /// By the hash of its token, which its browser shows by that; one that is too old is none. It is forgotten later:
    /// the clock may be wrong now.
    pub(crate) async fn load(desk: &Desk, key: Hash) -> Result<Option<Self>, Error> {
        let Some((mut record, mut grants)) = desk.register().session(&key).await? else { return Ok(None) };
        if record.after.is_some() && !over(&record, desk.now()) {
            // Where it cannot be kept (a full disk), the browser still is whom the new session makes it.
            if let Err(error) = renewal::shown(desk, &key).await {
                tracing::warn!("a session could not take the place of the one before: {error}");
            }
            let Some(found) = desk.register().session(&key).await? else { return Ok(None) };
            (record, grants) = found;
        }
        Ok((!over(&record, desk.now())).then_some(Self { key, record, grants }))
    }

    /// The session a stock client's token stands for.
    pub(crate) async fn by_token(desk: &Desk, token: &str) -> Result<Option<Self>, Error> {
        let Some(token) = Secret::parse(token) else { return Ok(None) };
        match desk.register().session_of(&token.hash()).await? {
            Some(key) => Self::load(desk, key).await,
            None => Ok(None),
        }
    }

    /// By a request's cookie.
    pub(crate) async fn by_cookie(desk: &Desk, headers: &HeaderMap) -> Result<Option<Self>, Error> {
        match cookie(desk.config(), headers) {
            Some(token) => Self::load(desk, token.hash()).await,
            None => Ok(None),
        }
    }
}

fn over(record: &Record, now: Millis) -> bool {
    let days = if record.own_device { OWN_DAYS } else { OTHER_DAYS };
    now >= record.since.saturating_add(days * DAY)
}

/// Forgets, in an hour and then once a day, sessions whose days are over: a browser that was closed never shows its own
/// again. Not at once: a machine that was just started may have the time still to learn.
pub(crate) async fn forget(desk: &Desk) -> Infallible {
    tokio::time::sleep(Duration::from_secs(60 * 60)).await;
    loop {
        let now = desk.now();
        match desk.register().forget_sessions(|record| over(record, now)).await {
            Ok(0) => {}
            Ok(records) => tracing::info!(records, "sessions whose days are over were forgotten"),
            Err(error) => tracing::warn!("sessions whose days are over could not be forgotten: {error}"),
        }
        tokio::time::sleep(Duration::from_secs(24 * 60 * 60)).await;
    }
}

/// Who asks, if this browser was ever let in.
pub(crate) struct Visitor(pub(crate) Option<Session>);

impl FromRequestParts<Arc<Desk>> for Visitor {
    type Rejection = Error;
    async fn from_request_parts(parts: &mut Parts, desk: &Arc<Desk>) -> Result<Self, Error> {
        Session::by_cookie(desk, &parts.headers).await.map(Self)
    }
}

impl FromRequestParts<Arc<Desk>> for Session {
    type Rejection = Error;
    async fn from_request_parts(parts: &mut Parts, desk: &Arc<Desk>) -> Result<Self, Error> {
        Self::by_cookie(desk, &parts.headers).await?.ok_or(Error::NoSession)
    }
}

/// Signs a browser in, as a founder or as somebody in a statement, and says which cookie it is to keep. The session is
/// always a new one, so that whoever kept or planted the cookie before is nobody of this (V20).
pub(crate) async fn sign_in(
    desk: &Desk,
    visitor: Option<Session>,
    own_device: bool,
    founder: Option<Founder>,
    grant: Option<(&StatementId, &Grant)>,
) -> Result<HeaderValue, Error> {
    let (token, since) = (Secret::new()?, desk.now());
    let founder = founder.or(visitor.as_ref().and_then(|session| session.record.founder.clone()));
    let after = visitor.as_ref().map(|session| session.key);
    let record = Record { founder, own_device, since, token: None, after };
    renewal::begin(desk, visitor.as_ref(), &token.hash(), record, grant).await?;
    set_cookie(desk.config(), Some(&token), own_device)
}

/// Leaves: the cookie goes, the record goes, its sockets close (V6).
#[utoipa::path(
    post,
    path = "/session/leave",
    tag = "session",
    responses((status = 204, description = "This browser is nobody here any more")),
)]
pub(crate) async fn leave(State(desk): State<Arc<Desk>>, headers: HeaderMap) -> Result<Response, Error> {
    if let Some(token) = cookie(desk.config(), &headers) {
        // One that was never shown takes the one before along.
        Session::load(&desk, token.hash()).await?;
        desk.register().drop_session(&token.hash()).await?;
        desk.sockets().close_all(&token.hash(), Over::Left);
    }
    let gone = set_cookie(desk.config(), None, false)?;
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, gone)]).into_response())
}

/// What a stock client shows in place of the cookie.
#[derive(Serialize, ToSchema)]
pub(crate) struct Token {
    /// It ends with its session.
    token: String,
}

/// A token that lets a stock client outside the browser in, as this session and as long.
///
/// It opens `/sync` and `/ws` and nothing else; asked again, it is the same.
#[utoipa::path(
    post,
    path = "/session/token",
    tag = "session",
    responses((status = 200, body = Token, description = "It ends with its session")),
    extensions(("x-codes" = json!(["no-session"]))),
)]
pub(crate) async fn token(
    State(desk): State<Arc<Desk>>,
    session: Session,
    headers: HeaderMap,
) -> Result<Json<Token>, Error> {
    let token = stock_token(&cookie(desk.config(), &headers).ok_or(Error::NoSession)?);
    desk.register().put_token(&token, &session.key, session.record).await?;
    Ok(Json(Token { token: token.text() }))
}

fn stock_token(cookie: &Secret) -> Secret {
    cookie.derived("kyodo-stock/1")
}

fn cookie_name(config: &Config) -> &'static str {
    if config.secure() { "__Host-kyodo" } else { "kyodo" }
}

/// The token in a request's cookie. None where there are several that differ: whoever may set cookies for a
/// neighbouring host put one of them there, and nobody can tell which (V21).
pub(crate) fn cookie(config: &Config, headers: &HeaderMap) -> Option<Secret> {
    let name = cookie_name(config);
    // What is no text is a pair of no name, and still one too many where it stands for ours.
    let all = headers.get_all(header::COOKIE).iter().map(|value| String::from_utf8_lossy(value.as_bytes()));
    let all: Vec<_> = all.collect();
    let pairs = all.iter().flat_map(|value| value.split(';')).filter_map(|pair| pair.trim().split_once('='));
    let mut ours = pairs.filter(|(found, _)| found.trim() == name).map(|(_, token)| token);
    let token = ours.next()?;
    if ours.any(|other| other != token) { None } else { Secret::parse(token) }
}

fn set_cookie(config: &Config, token: Option<&Secret>, own_device: bool) -> Result<HeaderValue, Error> {
    let name = cookie_name(config);
    let secure = if config.secure() { "; Secure" } else { "" };
    let text = token.map(Secret::text).unwrap_or_default();
    let age = match (token, own_device) {
        (None, _) => "; Max-Age=0".to_owned(),
        (Some(_), true) => format!("; Max-Age={}", OWN_DAYS * DAY / 1000),
        // A session cookie: gone with the browser.
        (Some(_), false) => String::new(),
    };
    let cookie = format!("{name}={text}; Path=/; HttpOnly; SameSite=Lax{secure}{age}");
    HeaderValue::from_str(&cookie).map_err(|error| Error::Failed(error.to_string()))
}
