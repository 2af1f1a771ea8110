//! What stands before every handler: Origin, pace, time, and the headers every answer carries.

use crate::{Error, desk::Desk, door::Peer, pace::Asker, sessions};
use axum::{
    body::{Body, Bytes, HttpBody},
    extract::{ConnectInfo, Request, State},
    http::{Extensions, HeaderMap, HeaderValue, Method, StatusCode, Version, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use hyper::body::{Frame, SizeHint};
use protocol::plain::MAX_BATCH;
use std::{
    future::poll_fn,
    net::IpAddr,
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll},
    time::{Duration, Instant},
};

/// How long a request may take, its body included.
const PATIENCE: Duration = Duration::from_secs(30);
/// Bytes of a refused body that are read and thrown away, and for how long.
const DRAINED: (usize, Duration) = (32 * 1024 * 1024, Duration::from_secs(20));
/// Bytes a second that the slowest network brings.
pub(crate) const SLOWEST: u64 = 4096;

/// The page is ours alone: no other script, frame or form. Editors set styles on elements, never whole sheets.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src-attr 'unsafe-inline'; \
    img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; \
    base-uri 'none'; form-action 'self'; frame-ancestors 'none'; style-src 'self'";

/// The same with one sheet that stands in the page itself, by its hash and no other.
pub(crate) fn policy(sheet: Option<&str>) -> String {
    sheet.map_or_else(|| POLICY.to_owned(), |hash| format!("{POLICY} 'sha256-{hash}'"))
}

/// V3: what is not only read must come from a page of ours.
pub(crate) async fn origin(State(desk): State<Arc<Desk>>, request: Request, next: Next) -> Response {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    if reads || desk.config().ours(request.headers()) {
        next.run(request).await
    } else {
        Error::Origin.into_response()
    }
}

/// V5: so many requests a session, or an address without one.
pub(crate) async fn pace(
    State(desk): State<Arc<Desk>>,
    ConnectInfo(peer): ConnectInfo<Peer>,
    request: Request,
    next: Next,
) -> Response {
    if allows(&desk, request.headers(), peer) {
        next.run(request).await
    } else {
        Error::TooMuch.into_response()
    }
}

/// Whether who asks may ask once more now.
pub(crate) fn allows(desk: &Desk, headers: &HeaderMap, peer: Peer) -> bool {
    desk.pace().allows(asker(desk, headers, peer), Instant::now())
}

fn asker(desk: &Desk, headers: &HeaderMap, Peer(peer): Peer) -> Asker {
    // An invented cookie would be a bucket of one's own: what counts is the address then, too. A known session
    // behind a shared address (a hotel, a conference hall) keeps its own.
    match sessions::cookie(desk.config(), headers) {
        Some(token) if desk.sockets().knows(&token.hash()) => Asker::Session(token.hash()),
        _ => Asker::at(address(desk.config().behind_proxy, headers, peer.ip())),
    }
}

/// Who asks: behind a declared proxy, whom the proxy saw. It puts that last, be it in a line of its own; what stands
/// before it the client may have made up.
pub(crate) fn address(behind_proxy: bool, headers: &HeaderMap, peer: IpAddr) -> IpAddr {
    let seen = headers.get_all("x-forwarded-for").into_iter().next_back().filter(|_| behind_proxy);
    let last = seen.and_then(|value| value.to_str().ok()).and_then(|value| value.rsplit(',').next());
    last.and_then(|address| address.trim().parse().ok()).unwrap_or(peer)
}

/// A refusal is heard (V12): while a body still comes, its sender does not read, and a connection that is closed then is
/// reset before the answer was. So what is left of it is read, to an end.
pub(crate) async fn heard(request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let body = Arc::new(Mutex::new(body));
    let lent = Body::new(Lent(body.clone()));
    let response = next.run(Request::from_parts(parts, lent)).await;
    if response.status().is_client_error() {
        // Who sends on beyond that hears what the network lets through.
        let _ = tokio::time::timeout(DRAINED.1, drain(Lent(body))).await;
    }
    response
}

async fn drain(mut rest: Lent) {
    let mut bytes = 0;
    while bytes <= DRAINED.0 && !rest.is_end_stream() {
        match poll_fn(|context| Pin::new(&mut rest).poll_frame(context)).await {
            Some(Ok(frame)) => bytes += frame.data_ref().map_or(0, Bytes::len),
            Some(Err(_)) | None => return,
        }
    }
}

/// A request's body that is still there when its handler has let go of it.
struct Lent(Arc<Mutex<Body>>);

impl HttpBody for Lent {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner)).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).size_hint()
    }
}

/// V5: nothing takes for ever.
pub(crate) async fn time(request: Request, next: Next) -> Response {
    let patience = patience(request.uri().path(), request.headers());
    match tokio::time::timeout(patience, next.run(request)).await {
        Ok(response) => response,
        Err(_) => Error::Slow.into_response(),
    }
}

/// Answers of words shrink to a third. Files and fonts are small as they are, and what goes over the two roads is told
/// at once.
pub(crate) fn shrinks(_: StatusCode, _: Version, headers: &HeaderMap, _: &Extensions) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    ["application/json", "text/"].iter().any(|words| kind.starts_with(words))
}

/// What a page wrote offline may be much, and is on its way for as long as the slowest network takes. Only who is
/// connected is read there at all.
fn patience(path: &str, headers: &HeaderMap) -> Duration {
    if !(path.starts_with("/live/") && path.ends_with("/send")) {
        return PATIENCE;
    }
    let length = headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok());
    let bytes = length.and_then(|length| length.parse().ok()).unwrap_or(0).min(MAX_BATCH as u64);
    PATIENCE + Duration::from_secs(bytes / SLOWEST)
}

/// Half a year in which a browser asks for Kyodo over TLS alone (V22). This host, and no list that cannot be left again.
const TLS_ALONE: HeaderValue = HeaderValue::from_static("max-age=15552000");

/// The headers every answer carries.
pub(crate) async fn headers(State(desk): State<Arc<Desk>>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    if desk.config().secure() {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, TLS_ALONE);
    }
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(HeaderValue::from_static(POLICY));
    for (name, value) in [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (header::HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    // What the server tells of a statement is told to one browser, now.
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(behind_proxy: bool, lines: &[&'static str]) -> String {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append("x-forwarded-for", HeaderValue::from_static(line));
        }
        address(behind_proxy, &headers, IpAddr::from([10, 0, 0, 1])).to_string()
    }

    /// V5
    #[test]
    fn v5_words_written_offline_have_the_time_that_a_slow_network_takes() {
        let sent = |path, bytes: u64| {
            let headers = HeaderMap::from_iter([(header::CONTENT_LENGTH, HeaderValue::from(bytes))]);
            patience(path, &headers).as_secs()
        };
        assert_eq!(sent("/live/kyoto/send", 1024 * 1024), 30 + 256);
        assert_eq!(sent("/live/kyoto/send", 0), 30);
        assert_eq!(sent("/live/kyoto/send", u64::MAX), 30 + MAX_BATCH as u64 / SLOWEST);
        assert_eq!(sent("/live/kyoto/poll", 1024 * 1024), 30);
        assert_eq!(sent("/api/v1/statements", 1024 * 1024), 30);
        assert_eq!(
            patience("/live/kyoto/send", &HeaderMap::new()).as_secs(),
            30,
            "of no length that is told"
        );
    }

    /// V5
    #[test]
    fn v5_who_asks_is_whom_the_proxy_saw_not_whom_the_client_names() {
        assert_eq!(seen(true, &["203.0.113.7"]), "203.0.113.7", "as nginx and Caddy set it");
        assert_eq!(seen(true, &["198.51.100.9, 203.0.113.7"]), "203.0.113.7", "appended");
        assert_eq!(seen(true, &["198.51.100.9", "203.0.113.7"]), "203.0.113.7", "in a line of its own");
        assert_eq!(seen(true, &["2001:db8::7"]), "2001:db8::7");
        assert_eq!(seen(true, &["198.51.100.9, no address"]), "10.0.0.1", "never further back than the last");
        assert_eq!(seen(true, &[]), "10.0.0.1", "a proxy that tells nobody's address");
        assert_eq!(seen(false, &["203.0.113.7"]), "10.0.0.1", "without a proxy the header is the client's");
    }
}
