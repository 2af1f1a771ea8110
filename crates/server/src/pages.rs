//! The pages, embedded in the program: one `index.html` for every place, its parts under names that change with them.

use crate::Error;
use axum::{
    body::Bytes,
    http::{HeaderMap, HeaderValue, StatusCode, Uri, header},
    response::{Html, IntoResponse, Response},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use flate2::{Compression, write::GzEncoder};
use rust_embed::{EmbeddedFile, RustEmbed};
use sha2::{Digest, Sha256};
use std::{
    borrow::Cow,
    collections::HashMap,
    io::{self, Write},
    sync::{LazyLock, Mutex, PoisonError},
};

#[derive(RustEmbed)]
#[folder = "../../web/dist"]
struct Dist;

/// A page to be filled, and where.
const BLANK: &str = "statement.html";
const TITLE: &str = "<!--title-->";
const WORDS: &str = "<!--words-->";

const NOT_BUILT: &str = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Kyodo</title>\
    <h1>Kyodo is running, without its pages</h1>\
    <p>They were not built into this program. Build them, then the program once more:</p>\
    <pre>cargo xtask run</pre></html>";

/// `GET` anything that is not the api: a part of the pages, or the page.
pub(crate) async fn page(uri: Uri, headers: HeaderMap) -> Response {
    let path = uri.path().trim_start_matches('/');
    match Dist::get(path).filter(|_| path != "index.html" && path != BLANK) {
        Some(file) => {
            // Vite's names hold a hash of the content: what stands under one never changes.
            let for_ever = path.starts_with("assets/");
            let cache = if for_ever { "public, max-age=31536000, immutable" } else { "no-cache" };
            part(path, file, &headers, cache).await
        }
        // A part that is gone is not the page: an old page would take it for a script.
        None if path.starts_with("assets/") => Error::Nothing.into_response(),
        None => index(path, &headers).await,
    }
}

/// The page of a statement before anything is written in it, as web/build-first.ts leaves it.
pub(crate) struct Blank {
    page: String,
    /// Of the sheet that stands in it: SHA-256, base64.
    pub(crate) style: String,
}

impl Blank {
    pub(crate) fn filled(&self, title: &str, words: &str) -> String {
        self.page.replacen(TITLE, title, 1).replacen(WORDS, words, 1)
    }
}

/// None: the pages were not built into this program.
pub(crate) fn blank() -> Option<Blank> {
    let page = String::from_utf8(Dist::get(BLANK)?.data.into_owned()).ok()?;
    let (_, style) = page.split_once("<style>")?;
    let (style, _) = style.split_once("</style>")?;
    let style = STANDARD.encode(Sha256::digest(style));
    Some(Blank { page, style })
}

async fn index(path: &str, headers: &HeaderMap) -> Response {
    let Some(file) = Dist::get("index.html") else {
        return (StatusCode::SERVICE_UNAVAILABLE, Html(NOT_BUILT)).into_response();
    };
    let mut response = part("index.html", file, headers, "no-cache").await;
    if !is_place(path) {
        *response.status_mut() = StatusCode::NOT_FOUND;
    }
    response
}

/// The places of the pages; anywhere else the same page says that there is nothing.
fn is_place(path: &str) -> bool {
    let mut parts = path.trim_end_matches('/').split('/');
    match (parts.next(), parts.next(), parts.next(), parts.next()) {
        (Some("" | "setup" | "i" | "new" | "code" | "api"), None, ..) => true,
        (Some("s"), Some(id), None, None) => !id.is_empty(),
        (
            Some("s"),
            Some(id),
            Some("final" | "locked" | "summary" | "reading" | "people" | "remarks"),
            None,
        ) => !id.is_empty(),
        _ => false,
    }
}

async fn part(path: &str, file: EmbeddedFile, headers: &HeaderMap, cache: &'static str) -> Response {
    let hash = file.metadata.sha256_hash();
    let tag = format!("\"{}\"", hash.iter().take(12).map(|byte| format!("{byte:02x}")).collect::<String>());
    let says = |name, word: &str| {
        headers.get(name).and_then(|value| value.to_str().ok()).is_some_and(|value| value.contains(word))
    };
    let common = [(header::CACHE_CONTROL, cache.to_owned()), (header::ETAG, tag.clone())];
    if says(header::IF_NONE_MATCH, &tag) {
        return (StatusCode::NOT_MODIFIED, common).into_response();
    }
    let kind = file.metadata.mimetype().to_owned();
    let plain = match file.data {
        Cow::Borrowed(embedded) => Bytes::from_static(embedded),
        Cow::Owned(read) => read.into(),
    };
    let kind = if kind.starts_with("text/") { format!("{kind}; charset=utf-8") } else { kind };
    let mut response = (common, [(header::CONTENT_TYPE, kind.clone())]).into_response();
    let shrinks = ["text/", "javascript", "json", "svg"].iter().any(|word| kind.contains(word));
    if !shrinks {
        *response.body_mut() = plain.into();
        return response;
    }
    response.headers_mut().insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    let small = match says(header::ACCEPT_ENCODING, "gzip") {
        true => gzipped(path, hash, &plain).await,
        false => None,
    };
    match small {
        Some(small) => {
            response.headers_mut().insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
            *response.body_mut() = small.into();
        }
        None => *response.body_mut() = plain.into(),
    }
    response
}

type Shrunk = HashMap<String, ([u8; 32], Bytes)>;

/// Shrunk once a part, off the runtime: hotel networks are slow, and so is shrinking.
async fn gzipped(path: &str, hash: [u8; 32], plain: &Bytes) -> Option<Bytes> {
    static SHRUNK: LazyLock<Mutex<Shrunk>> = LazyLock::new(Mutex::default);
    let all = || SHRUNK.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((_, small)) = all().get(path).filter(|(known, _)| *known == hash) {
        return Some(small.clone());
    }
    let plain = plain.clone();
    // What cannot be shrunk goes as it is.
    let small = tokio::task::spawn_blocking(move || shrunk(&plain)).await.ok()?.ok()?;
    all().insert(path.to_owned(), (hash, small.clone()));
    Some(small)
}

fn shrunk(plain: &[u8]) -> io::Result<Bytes> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(plain)?;
    Ok(encoder.finish()?.into())
}

/// Where an api has no such address.
pub(crate) async fn nothing() -> Error {
    Error::Nothing
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_is_a_page_and_nothing_else_is() {
        for place in [
            "",
            "setup",
            "i",
            "new",
            "code",
            "api",
            "s/abc",
            "s/abc/final",
            "s/abc/locked",
            "s/abc/summary",
            "s/abc/reading",
            "s/abc/people",
            "s/abc/remarks",
        ] {
            assert!(is_place(place), "{place}");
        }
        for not in ["s", "s/", "s/abc/other", "s/abc/final/x", "wp-login.php", "i/x"] {
            assert!(!is_place(not), "{not}");
        }
    }
}
