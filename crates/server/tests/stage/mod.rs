//! The stories' stage: a real listener on a free port over a journal in memory, and browsers with one cookie each.
#![allow(dead_code, reason = "each story uses its own part of the stage")]

pub mod document;

use document::Document;
use futures_util::{SinkExt, StreamExt};
use protocol::{FromPage, ToPage};
use room::{Clock, system_clock};
use serde_json::{Value, json};
use server::{Config, Secret, Server, admin};
use std::{
    sync::{Arc, Mutex},
    time::Duration,
};
use tokio::{net::TcpListener, runtime::Runtime};
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream,
    tungstenite::{Error, Message, client::IntoClientRequest},
};

/// How long anything may take before a story is stuck.
pub const PATIENCE: Duration = Duration::from_secs(20);

pub struct Stage {
    pub runtime: Runtime,
    pub server: Server,
    pub address: String,
    pub admin: Secret,
}

impl Stage {
    /// Listens, with nothing set up.
    pub fn empty() -> Self {
        Self::with(Config::default())
    }

    pub fn with(config: Config) -> Self {
        Self::on(config, system_clock())
    }

    /// Where time goes as the story says.
    pub fn on(config: Config, clock: Clock) -> Self {
        let runtime = Runtime::new().expect("a runtime");
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).expect("a port");
        let at = listener.local_addr().expect("an address");
        let admin = Secret::new().expect("randomness");
        let config = Config { listens: Some(at), admin: Some(admin.clone()), ..config };
        let memory = Arc::new(journal::Memory::new());
        let server = Server::new(config, memory.clone(), memory, clock);
        let serving = server.clone();
        runtime.spawn(async move { serving.listen(listener, std::future::pending()).await });
        Self { runtime, server, address: format!("http://{at}"), admin }
    }

    pub fn set_up_link(&self) -> String {
        self.runtime.block_on(admin::link(&self.server, None)).expect("a set-up link")
    }

    pub fn browser(&self) -> Browser {
        Browser { address: self.address.clone(), cookie: Mutex::default(), set: Mutex::default() }
    }

    /// Dagny's alliance with one statement; her browser, and its id.
    pub fn alliance(&self) -> (Browser, String) {
        let dagny = self.browser();
        let founding = json!({
            "token": after(&self.set_up_link(), "#s="), "alliance": "Open Door Alliance", "name": "Dagny",
            "organisation": "Fjord Justice Network", "own_device": true,
        });
        dagny.post("/api/v1/setup", &founding).good();
        let new = json!({
            "title": "Joint statement for Kyoto", "template": "kyoto-declaration", "set": "spoken",
            "language": "en", "limit": {"seconds": 180, "pace": 100}, "slot": null, "summary_words": 100,
        });
        let id = dagny.post("/api/v1/statements", &new).good()["id"].as_str().expect("an id").to_owned();
        (dagny, id)
    }

    /// A browser in which somebody opened a link the chair made.
    pub fn join(&self, chair: &Browser, id: &str, name: &str, role: &str) -> Browser {
        let browser = self.browser();
        let link = chair.invite(id, name, role);
        browser.open(&link, false).good();
        browser
    }
}

/// What stands behind `mark`.
pub fn after<'a>(link: &'a str, mark: &str) -> &'a str {
    link.split_once(mark).expect("a link").1
}

pub struct Browser {
    pub address: String,
    pub cookie: Mutex<Option<String>>,
    /// The last Set-Cookie, whole.
    pub set: Mutex<String>,
}

pub struct Answer {
    pub status: u16,
    pub headers: ureq::http::HeaderMap,
    pub bytes: Vec<u8>,
    pub json: Value,
}

impl Answer {
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

    /// Refused with this status and code, in a sentence.
    #[track_caller]
    pub fn refused(self, status: u16, code: &str) -> String {
        assert_eq!(self.status, status, "{}", String::from_utf8_lossy(&self.bytes));
        assert_eq!(self.json["code"], code, "{}", self.json);
        let sentence = self.json["sentence"].as_str().expect("a sentence").to_owned();
        assert!(sentence.len() > 10, "{sentence}");
        sentence
    }
}

impl Browser {
    pub fn get(&self, path: &str) -> Answer {
        let mut request = self.agent().get(format!("{}{path}", self.address));
        if let Some(cookie) = self.cookie() {
            request = request.header("cookie", cookie);
        }
        self.as_described("get", path, self.answer(request.call()))
    }

    /// By a method that no page uses.
    pub fn asks(&self, method: &str, path: &str) -> Answer {
        let request = ureq::http::Request::builder().method(method.to_uppercase().as_str());
        let request = request.uri(format!("{}{path}", self.address)).header("origin", &self.address);
        self.answer(self.agent().run(request.body(()).expect("a request")))
    }

    pub fn post(&self, path: &str, body: &Value) -> Answer {
        self.post_from(Some(&self.address), path, &body.to_string())
    }

    pub fn post_from(&self, origin: Option<&str>, path: &str, body: &str) -> Answer {
        let mut request = self.agent().post(format!("{}{path}", self.address));
        request = request.header("content-type", "application/json");
        for (name, value) in [("origin", origin.map(str::to_owned)), ("cookie", self.cookie())] {
            if let Some(value) = value {
                request = request.header(name, value);
            }
        }
        let answer = self.as_described("post", path, self.answer(request.send(body)));
        if (200..300).contains(&answer.status)
            && let Err(lie) = Document::read().takes(path, body)
        {
            panic!("{path} took {body}\n{lie}");
        }
        answer
    }

    /// Every answer of every story is one that the document describes, and so is every body that was taken.
    fn as_described(&self, method: &str, path: &str, answer: Answer) -> Answer {
        if let Err(lie) = Document::read().check(method, path, answer.status, &answer.json) {
            let said: String = answer.json.to_string().chars().take(2_000).collect();
            panic!("{method} {path} answered {} {said}\n{lie}", answer.status);
        }
        answer
    }

    /// Bytes of the plain road.
    pub fn send(&self, origin: Option<&str>, path: &str, body: &[u8]) -> Answer {
        let mut request = self.agent().post(format!("{}{path}", self.address));
        for (name, value) in [("origin", origin.map(str::to_owned)), ("cookie", self.cookie())] {
            if let Some(value) = value {
                request = request.header(name, value);
            }
        }
        self.answer(request.send(body))
    }

    fn agent(&self) -> ureq::Agent {
        let config =
            ureq::Agent::config_builder().http_status_as_error(false).timeout_global(Some(PATIENCE)).build();
        config.into()
    }

    fn answer(&self, came: Result<ureq::http::Response<ureq::Body>, ureq::Error>) -> Answer {
        let mut came = came.expect("the server answers");
        if let Some(set) = came.headers().get("set-cookie").and_then(|value| value.to_str().ok()) {
            *self.cookie.lock().expect("a cookie") = set.split(';').next().map(str::to_owned);
            *self.set.lock().expect("a cookie") = set.to_owned();
        }
        let bytes = came.body_mut().read_to_vec().expect("a body");
        let json = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
        Answer { status: came.status().as_u16(), headers: came.headers().clone(), bytes, json }
    }

    pub fn cookie(&self) -> Option<String> {
        self.cookie.lock().expect("a cookie").clone()
    }

    /// The chair's: a personal link.
    pub fn invite(&self, id: &str, name: &str, role: &str) -> String {
        let people = json!({"people": [{"name": name, "organisation": format!("{name} and Friends"),
                                        "role": role, "email": "", "ends": null}]});
        let made = self.post(&format!("/api/v1/statements/{id}/people"), &people).good();
        made["people"][0]["link"].as_str().expect("a link").to_owned()
    }

    pub fn open(&self, link: &str, replace: bool) -> Answer {
        let asked = json!({"token": after(link, "#i="), "own_device": false, "replace": replace});
        self.post("/api/v1/links/open", &asked)
    }

    pub fn act(&self, id: &str, act: Value) -> Answer {
        self.post(&format!("/api/v1/statements/{id}/acts"), &json!({"acts": [act]}))
    }

    pub fn view(&self, id: &str) -> Value {
        self.get(&format!("/api/v1/statements/{id}")).good()
    }
}

type Socket = WebSocketStream<MaybeTlsStream<tokio::net::TcpStream>>;

/// One websocket of somebody.
pub struct Page {
    pub socket: Socket,
}

impl Page {
    /// Opens a socket; the status where the handshake is refused.
    pub async fn connect(
        browser: &Browser,
        path: &str,
        origin: Option<&str>,
        protocol: Option<&str>,
    ) -> Result<Self, u16> {
        let url = format!("{}{path}", browser.address.replacen("http", "ws", 1));
        let mut request = url.into_client_request().expect("a request");
        let headers = request.headers_mut();
        let fields = [
            ("origin", origin.map(str::to_owned)),
            ("cookie", browser.cookie()),
            ("sec-websocket-protocol", protocol.map(str::to_owned)),
        ];
        for (name, value) in fields {
            if let Some(value) = value {
                headers.insert(name, value.parse().expect("a header"));
            }
        }
        match tokio_tungstenite::connect_async(request).await {
            Ok((socket, _)) => Ok(Self { socket }),
            Err(Error::Http(response)) => Err(response.status().as_u16()),
            Err(error) => panic!("no handshake: {error}"),
        }
    }

    /// A live page as browsers open it.
    pub async fn live(browser: &Browser, id: &str) -> Self {
        let path = format!("/live/{id}");
        Self::connect(browser, &path, Some(&browser.address), Some("kyodo.1")).await.expect("a handshake")
    }

    /// The same after Hello and Welcome.
    pub async fn welcome(browser: &Browser, id: &str) -> Self {
        let mut page = Self::live(browser, id).await;
        page.say(&FromPage::Hello { schema: 1, generation: None, heard: None }).await;
        page.until(|said| matches!(said, ToPage::Welcome { .. })).await;
        page
    }

    pub async fn say(&mut self, message: &FromPage) {
        self.send(message.encode()).await;
    }

    pub async fn send(&mut self, frame: Vec<u8>) {
        self.socket.send(Message::Binary(frame.into())).await.expect("it is open");
    }

    /// The next binary frame, or the close code.
    pub async fn next(&mut self) -> Result<Vec<u8>, u16> {
        loop {
            let came = tokio::time::timeout(PATIENCE, self.socket.next()).await.expect("something comes");
            match came {
                Some(Ok(Message::Binary(frame))) => return Ok(frame.to_vec()),
                Some(Ok(Message::Close(frame))) => return Err(frame.map_or(0, |frame| frame.code.into())),
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return Err(0),
            }
        }
    }

    /// Reads on until the server says such a thing.
    pub async fn until(&mut self, is: impl Fn(&ToPage) -> bool) -> ToPage {
        loop {
            let frame = self.next().await.unwrap_or_else(|code| panic!("closed with {code}"));
            let said = ToPage::decode(&frame).expect("a frame of kyodo.1");
            if is(&said) {
                return said;
            }
        }
    }

    /// Reads on until it is closed: the code of the Bye, and of the close.
    pub async fn end(&mut self) -> (Option<String>, u16) {
        let mut bye = None;
        loop {
            match self.next().await {
                Ok(frame) => {
                    if let Ok(ToPage::Bye { code, .. }) = ToPage::decode(&frame) {
                        bye = Some(code);
                    }
                }
                Err(code) => return (bye, code),
            }
        }
    }
}
