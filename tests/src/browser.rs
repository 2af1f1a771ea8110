//! Somebody's browser, as far as plain requests go: one cookie, one origin.

use crate::program::Program;
use serde_json::{Value, json};
use std::sync::Mutex;

/// One browser: what it is asked keeps its cookie.
pub struct Browser {
    address: String,
    cookie: Mutex<Option<String>>,
    agent: ureq::Agent,
}

/// What came back.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The JSON, or null.
    pub json: Value,
    /// The bytes.
    pub bytes: Vec<u8>,
    headers: ureq::http::HeaderMap,
}

impl Answer {
    /// The JSON of a success; anything else fails the story with what was said.
    #[track_caller]
    pub fn good(self) -> Value {
        assert!(
            (200..300).contains(&self.status),
            "{} {}",
            self.status,
            String::from_utf8_lossy(&self.bytes)
        );
        self.json
    }

    /// A header; empty where it is not there.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// What came, as a page shows it.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    /// The code of a refusal with this status.
    #[track_caller]
    pub fn refused(self, status: u16) -> String {
        assert_eq!(self.status, status, "{}", String::from_utf8_lossy(&self.bytes));
        assert!(
            self.json["sentence"].as_str().is_some_and(|said| said.len() > 10),
            "a sentence: {}",
            self.json
        );
        self.json["code"].as_str().expect("a code").to_owned()
    }
}

impl Browser {
    /// A browser that was never here.
    pub fn new(program: &Program) -> Self {
        Self { address: program.address(), cookie: Mutex::default(), agent: Self::agent() }
    }

    /// What asks for it, with the stories' patience.
    pub(crate) fn agent() -> ureq::Agent {
        let config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(crate::program::PATIENCE))
            .build();
        config.into()
    }

    /// Another tab of it.
    pub fn tab(&self) -> Self {
        let cookie = Mutex::new(self.cookie());
        Self { address: self.address.clone(), cookie, agent: self.agent.clone() }
    }

    /// The same browser after its server moved.
    pub fn at(&self, program: &Program) -> Self {
        Self { address: program.address(), ..self.tab() }
    }

    /// The cookie header, if it has one.
    pub fn cookie(&self) -> Option<String> {
        self.cookie.lock().expect("no panic while asking").clone()
    }

    /// Where it points.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// GET.
    pub fn get(&self, path: &str) -> Answer {
        self.get_with(path, &[])
    }

    /// GET that says more of itself.
    pub fn get_with(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        let mut request = self.agent.get(format!("{}{path}", self.address));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some(cookie) = self.cookie() {
            request = request.header("Cookie", cookie);
        }
        self.answer(request.call())
    }

    /// POST of JSON, with the page's own origin.
    pub fn post(&self, path: &str, body: &Value) -> Answer {
        self.post_from(&self.address, path, body)
    }

    /// POST of JSON from a page of this origin.
    pub fn post_from(&self, origin: &str, path: &str, body: &Value) -> Answer {
        let mut request = self
            .agent
            .post(format!("{}{path}", self.address))
            .header("Origin", origin)
            .header("Content-Type", "application/json");
        if let Some(cookie) = self.cookie() {
            request = request.header("Cookie", cookie);
        }
        self.answer(request.send(body.to_string()))
    }

    fn answer(&self, came: Result<ureq::http::Response<ureq::Body>, ureq::Error>) -> Answer {
        let mut came = came.expect("the program answers");
        if let Some(set) = came.headers().get("set-cookie").and_then(|value| value.to_str().ok()) {
            let pair = set.split(';').next().unwrap_or_default().to_owned();
            *self.cookie.lock().expect("no panic while asking") = Some(pair);
        }
        let bytes = came.body_mut().with_config().limit(64 << 20).read_to_vec().expect("a body");
        let json = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
        Answer { status: came.status().as_u16(), json, bytes, headers: came.headers().clone() }
    }

    /// Opens a personal link; gives the statement's id.
    #[track_caller]
    pub fn open(&self, link: &str) -> String {
        let token = link.split_once("#i=").expect("a personal link").1;
        let opened =
            self.post("/api/v1/links/open", &json!({"token": token, "own_device": true, "replace": false}));
        opened.good()["id"].as_str().expect("an id").to_owned()
    }
}
