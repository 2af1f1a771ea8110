//! The API, described: what `GET /api/v1/openapi.json` answers, the page `/api` shows, and the pages' types are made
//! from. Each address stands at its handler; here is what holds for all of them.

use crate::{
    Config, Error, acts, address, codes, error::Said, exports, links, me, openapi_sent, people, routes,
    sessions, setup, shared, statements, templates, versions,
};
use axum::{
    http::header,
    response::{IntoResponse, Response},
};
use export::Wanted;
use serde_json::{Value, json};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};
use utoipa::{
    Modify, OpenApi,
    openapi::{
        Content, Object, Ref, RefOr, Schema,
        extensions::Extensions,
        path::{Operation, Parameter, ParameterIn},
        response::ResponseBuilder,
        schema::Type,
        security::{ApiKey, ApiKeyValue, SecurityRequirement, SecurityScheme},
    },
};

/// Under which the codes of an address, and all there are, stand in the document.
const CODES: &str = "x-codes";

#[derive(OpenApi)]
#[openapi(
    info(title = "Kyodo – joint statements", version = "1", license(name = "MIT OR Apache-2.0")),
    servers((url = "/api/v1")),
    paths(
        document,
        me::me,
        sessions::leave,
        sessions::token,
        setup::look,
        setup::set_up,
        address::say,
        links::look,
        links::open,
        shared::join,
        links::ask,
        codes::open,
        codes::make,
        templates::list,
        templates::bring,
        templates::remove,
        statements::create,
        statements::view,
        versions::text,
        statements::remarks,
        statements::checklist,
        acts::act,
        versions::correct,
        people::invite,
        people::link,
        shared::make,
        exports::export,
    ),
    components(schemas(Said)),
    tags(
        (name = "session", description = "Who this browser is, and this description"),
        (name = "setup", description = "The first morning: an alliance gets its Kyodo"),
        (name = "links", description = "Links and short codes: how people come in"),
        (name = "templates", description = "Headings to start from"),
        (name = "statements", description = "What is seen, read, said and decided"),
        (name = "people", description = "People and their links"),
        (name = "files", description = "Files for Word, a mail, the conference service"),
    ),
    modifiers(&Common)
)]
struct Described;

/// Plain values that have a name of their own in the code: what the macros call them, what they are called, and what
/// they are.
const PLAIN: [(&str, &str, &str); 2] = [
    ("i64", "Millis", "Milliseconds since 1970-01-01 UTC."),
    ("String", "LinkHash", "SHA-256 of a link's secret, lower-case hex."),
];

/// The document, as JSON.
pub fn text() -> String {
    static TEXT: LazyLock<String> = LazyLock::new(|| {
        let text = Described::openapi().to_json().unwrap_or_default();
        let reference = |name: &str| format!("\"#/components/schemas/{name}\"");
        PLAIN.iter().fold(text, |text, (macros, name, _)| text.replace(&reference(macros), &reference(name)))
    });
    TEXT.clone()
}

/// The API as an OpenAPI 3.1 document: this one.
#[utoipa::path(
    get,
    path = "/openapi.json",
    tag = "session",
    responses((status = 200, description = "The document", body = Object)),
)]
pub(crate) async fn document() -> Response {
    ([(header::CONTENT_TYPE, "application/json")], text()).into_response()
}

/// What is said of all of it. A blank line ends a paragraph.
fn about() -> String {
    let (body, acts, people) = (routes::MAX_BODY / 1024, acts::MOST, people::MOST);
    let Config { requests_per_second, requests_at_once, .. } = Config::default();
    format!(
        "Everything is JSON, times are milliseconds since 1970 UTC, and unknown fields of a request are not read. \
         What may be null in an answer is there as null; what may be missing says so. A shape whose name begins \
         with Sent is taken with less than is answered under the name behind it.\n\n\
         Who asks is known by the session cookie that `POST /api/v1/links/open`, `links/join`, `code` or `setup` sets. \
         A `POST` needs an `Origin` header of this Kyodo; what only reads needs none. A program outside a browser \
         opens a personal link the same way and keeps the cookie.\n\n\
         Words are not written here. Kyodo's own pages write over `/live`; the stock clients of Hocuspocus write \
         over `/sync` and those of y-websocket over `/ws`, with the cookie or with the token of \
         `POST /api/v1/session/token`.\n\n\
         A request has up to {body} KiB and 30 seconds, up to {acts} acts, up to {people} people. One session may \
         ask {requests_per_second} times a second, and {requests_at_once} times at once; an address without a \
         session likewise.\n\n\
         What was not done is answered with a `code` for programs, which stays, and a `sentence` for people, which \
         may change. What was said or decided, and answered with 200, is on disk."
    )
}

/// What holds for every address: refusals, who is asked for, names of plain values.
struct Common;

impl Modify for Common {
    fn modify(&self, openapi: &mut utoipa::openapi::OpenApi) {
        openapi_sent::tell(openapi);
        openapi.info.description = Some(about());
        let every = codes_by_name();
        let listed: Vec<Value> = every
            .iter()
            .map(|(code, (status, sentence))| json!({ "code": code, "status": status, "sentence": sentence }))
            .collect();
        openapi.extensions = Some(Extensions::builder().add(CODES, listed).build());
        for (path, item) in &mut openapi.paths.paths {
            for (writes, operation) in [(false, &mut item.get), (true, &mut item.post)] {
                if let Some(operation) = operation {
                    let method = if writes { "post" } else { "get" };
                    operation.operation_id = Some(format!("{method} {path}"));
                    refusals(operation, path, writes, &every);
                    files(operation);
                }
            }
        }
        if let Some(components) = &mut openapi.components {
            for (macros, name, what) in PLAIN {
                if let Some(RefOr::T(Schema::Object(mut plain))) = components.schemas.remove(macros) {
                    plain.description = Some(what.to_owned());
                    components.schemas.insert(name.to_owned(), plain.into());
                }
            }
            let cookie =
                ApiKeyValue::with_description("kyodo", "`__Host-kyodo` behind a proxy that ends TLS");
            components.add_security_scheme("session", SecurityScheme::ApiKey(ApiKey::Cookie(cookie)));
        }
    }
}

/// Every code there is, with its status and its sentence.
fn codes_by_name() -> BTreeMap<&'static str, (u16, String)> {
    let every = Error::every().into_iter();
    every.map(|error| (error.code(), (error.status().as_u16(), error.to_string()))).collect()
}

/// Which codes this address may answer with: those that its handler names, and those that come before every handler.
fn refusals(
    operation: &mut Operation,
    path: &str,
    writes: bool,
    every: &BTreeMap<&'static str, (u16, String)>,
) {
    let named = operation.extensions.take().and_then(|mut all| all.remove(CODES)).unwrap_or_default();
    let named = named.as_array().into_iter().flatten().filter_map(Value::as_str);
    let mut codes: BTreeSet<&str> = named.collect();
    codes.extend(["too-much", "slow", "failed"]);
    if writes {
        codes.insert("origin");
    }
    if operation.request_body.is_some() {
        codes.extend(["bad-request", "too-large"]);
    }
    let is_option =
        |one: &RefOr<_>| matches!(one, RefOr::T(Parameter { parameter_in: ParameterIn::Query, .. }));
    if operation.parameters.iter().flatten().any(is_option) {
        codes.insert("bad-request");
    }
    if path.starts_with("/statements/{id}") {
        codes.extend(["no-session", "no-statement", "not-here", "access-ended"]);
    }
    if codes.contains("not-founder") {
        codes.insert("no-session");
    }
    if codes.contains("no-session") {
        operation.security = Some(vec![SecurityRequirement::new("session", Vec::<String>::new())]);
    }
    let mut by_status: BTreeMap<u16, Vec<&str>> = BTreeMap::new();
    for code in &codes {
        let status = every.get(code).map_or(500, |(status, _)| *status);
        by_status.entry(status).or_default().push(code);
    }
    for (status, codes) in by_status {
        let content = Content::new(Some(RefOr::<Schema>::Ref(Ref::from_schema_name("Refused"))));
        let response =
            ResponseBuilder::new().description(codes.join(", ")).content("application/json", content);
        operation.responses.responses.insert(status.to_string(), response.build().into());
    }
    operation.extensions = Some(Extensions::builder().add(CODES, json!(codes)).build());
}

/// The files there are, by name; what they are made of, OpenAPI does not say.
fn files(operation: &mut Operation) {
    for response in operation.responses.responses.values_mut() {
        if let RefOr::T(response) = response {
            for (kind, content) in &mut response.content {
                if kind != "application/json" {
                    *content = RefOr::T(Content::default());
                }
            }
        }
    }
    let parameters = operation.parameters.iter_mut().flatten();
    for parameter in parameters {
        if let RefOr::T(parameter) = parameter
            && parameter.name == "file"
            && parameter.parameter_in == ParameterIn::Path
        {
            let mut names = Object::with_type(Type::String);
            names.enum_values = Some(Wanted::ALL.iter().map(|wanted| json!(wanted.to_string())).collect());
            parameter.schema = Some(RefOr::T(Schema::Object(names)));
        }
    }
}

#[cfg(test)]
#[path = "openapi_table.rs"]
mod tests;
