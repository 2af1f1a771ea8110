//! The whole URL table.

use crate::{
    acts, address, admin, codes, desk::Desk, exports, first, guard, links, live, me, openapi, pages, people,
    plain, sessions, setup, shared, statements, sync, templates, versions, ws,
};
use axum::{
    Router,
    extract::DefaultBodyLimit,
    middleware::{from_fn, from_fn_with_state},
    routing::{any, get, post},
};
use std::sync::Arc;
use tower_http::compression::{
    CompressionLayer,
    predicate::{Predicate, SizeAbove},
};

/// Bytes of a request's body.
pub(crate) const MAX_BODY: usize = 512 * 1024;

/// Bytes of an answer that is not worth shrinking.
const SMALL: u64 = 1024;

/// Every address there is.
pub(crate) fn table(desk: Arc<Desk>) -> Router {
    let api = Router::new()
        .route("/openapi.json", get(openapi::document))
        .route("/me", get(me::me))
        .route("/setup/look", post(setup::look))
        .route("/setup", post(setup::set_up))
        .route("/address", post(address::say))
        .route("/links/look", post(links::look))
        .route("/links/open", post(links::open))
        .route("/links/join", post(shared::join))
        .route("/links/ask", post(links::ask))
        .route("/code", post(codes::open))
        .route("/session/leave", post(sessions::leave))
        .route("/session/token", post(sessions::token))
        .route("/templates", get(templates::list).post(templates::bring))
        .route("/templates/{id}/remove", post(templates::remove))
        .route("/statements", post(statements::create))
        .route("/statements/{id}", get(statements::view))
        .route("/statements/{id}/text", get(versions::text))
        .route("/statements/{id}/remarks", get(statements::remarks))
        .route("/statements/{id}/correct", post(versions::correct))
        .route("/statements/{id}/code", post(codes::make))
        .route("/statements/{id}/shared", post(shared::make))
        .route("/statements/{id}/checklist", get(statements::checklist))
        .route("/statements/{id}/acts", post(acts::act))
        .route("/statements/{id}/people", post(people::invite))
        .route("/statements/{id}/people/{person}/link", post(people::link))
        .route("/statements/{id}/export/{file}", get(exports::export))
        .fallback(pages::nothing)
        .method_not_allowed_fallback(pages::nothing)
        .layer(from_fn_with_state(desk.clone(), guard::origin))
        .layer(from_fn_with_state(desk.clone(), guard::pace));
    // Opened by a secret of the data folder, not by a cookie: see admin.rs.
    let admin = Router::new()
        .route("/statements", get(admin::http::list))
        .route("/link", post(admin::http::link))
        .route("/statements/{id}/export/{file}", get(admin::http::export))
        .fallback(pages::nothing)
        .layer(from_fn_with_state(desk.clone(), admin::http::only));
    // The page's words without a websocket: only coming in is paced here, what goes on is by its connection.
    let plain = Router::new()
        .route("/live/{id}/open", post(plain::open))
        .layer(from_fn_with_state(desk.clone(), guard::pace))
        .route("/live/{id}/send", post(plain::send))
        .route("/live/{id}/poll", post(plain::poll))
        .route("/live/{id}/close", post(plain::close))
        .layer(from_fn_with_state(desk.clone(), guard::origin));
    Router::new()
        .nest("/api/v1", api)
        // Pages from before the API had a number hear that it is gone, and are sent no page.
        .route("/api/{*rest}", any(pages::nothing))
        .nest("/admin", admin)
        .route("/live/{id}", get(live::socket))
        .merge(plain)
        .route("/sync", get(sync::socket))
        .route("/ws/{*place}", get(ws::socket))
        .route("/s/{id}", get(first::page))
        .route("/s/{id}/{place}", get(first::page))
        .fallback(get(pages::page).fallback(pages::nothing))
        .method_not_allowed_fallback(pages::nothing)
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .layer(from_fn(guard::heard))
        .layer(from_fn(guard::time))
        .layer(from_fn_with_state(desk.clone(), guard::headers))
        .layer(CompressionLayer::new().compress_when(SizeAbove::new(SMALL).and(guard::shrinks)))
        .with_state(desk)
}
