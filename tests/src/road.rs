//! How a page's frames travel: over a websocket, or by plain requests, read from PROTOCOL.md a second time.

use crate::browser::Browser;
use crate::wire::{Heard, Say};
use futures_util::{SinkExt, StreamExt};
use std::collections::VecDeque;
use std::sync::Arc;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

/// One connection of a page.
pub enum Road {
    /// A websocket.
    Socket(Box<WebSocketStream<MaybeTlsStream<TcpStream>>>),
    /// Plain requests.
    Plain(Plain),
}

/// What came.
pub enum Came {
    /// A frame.
    Frame(Vec<u8>),
    /// A close code.
    Closed(u16),
    /// Nothing that counts.
    Nothing,
    /// The end.
    Gone,
}

impl Road {
    /// A websocket with nothing said yet.
    pub async fn socket(browser: &Browser, statement: &str) -> Self {
        let address = format!("{}/live/{statement}", browser.address().replace("http", "ws"));
        let mut request = address.into_client_request().expect("an address");
        let headers = request.headers_mut();
        headers.insert("Origin", browser.address().parse().expect("a header"));
        headers.insert("Sec-WebSocket-Protocol", "kyodo.1".parse().expect("a header"));
        if let Some(cookie) = browser.cookie() {
            headers.insert("Cookie", cookie.parse().expect("a header"));
        }
        let (socket, _) = tokio_tungstenite::connect_async(request).await.expect("the socket opens");
        Self::Socket(Box::new(socket))
    }

    /// Plain requests, with nothing said yet: the first frame opens.
    pub fn plain(browser: &Browser, statement: &str) -> Self {
        let asker = Arc::new(Asker {
            agent: Browser::agent(),
            address: format!("{}/live/{statement}", browser.address()),
            origin: browser.address().to_owned(),
            cookie: browser.cookie().unwrap_or_default(),
        });
        let (secret, came) = (String::new(), VecDeque::new());
        Self::Plain(Plain { asker, secret, number: 0, heard: 0, came, lose: false })
    }

    /// Sends a frame as it is; what is lost on the way shows when listening.
    pub async fn say(&mut self, frame: Vec<u8>) {
        match self {
            Self::Socket(socket) => drop(socket.send(Message::binary(frame)).await),
            Self::Plain(plain) => plain.say(frame).await,
        }
    }

    /// The next thing that comes.
    pub async fn hear(&mut self) -> Came {
        let socket = match self {
            Self::Socket(socket) => socket,
            Self::Plain(plain) => return plain.hear().await,
        };
        match socket.next().await {
            Some(Ok(Message::Binary(frame))) => Came::Frame(frame.to_vec()),
            Some(Ok(Message::Close(frame))) => {
                Came::Closed(frame.map_or(1005, |CloseFrame { code, .. }| code.into()))
            }
            Some(Ok(_)) => Came::Nothing,
            None
            | Some(Err(Error::ConnectionClosed | Error::AlreadyClosed | Error::Protocol(_) | Error::Io(_))) => {
                Came::Gone
            }
            Some(Err(error)) => panic!("{error}"),
        }
    }
}

/// A connection by plain requests.
pub struct Plain {
    asker: Arc<Asker>,
    secret: String,
    number: u64,
    heard: u64,
    came: VecDeque<Came>,
    /// The answers of batches are lost from now on: each is sent twice.
    pub lose: bool,
}

struct Asker {
    agent: ureq::Agent,
    address: String,
    origin: String,
    cookie: String,
}

impl Asker {
    /// None: nobody answered.
    fn post(&self, what: &str, body: &[u8]) -> Option<Vec<u8>> {
        let request = self.agent.post(format!("{}/{what}", self.address));
        let request = request.header("Origin", &self.origin).header("Cookie", &self.cookie);
        let mut answer = request.send(body).ok()?;
        assert_eq!(answer.status().as_u16(), 200, "{what}");
        answer.body_mut().read_to_vec().ok()
    }
}

impl Plain {
    async fn ask(&self, what: &'static str, body: Vec<u8>) -> Option<Vec<u8>> {
        let asker = self.asker.clone();
        let asked = tokio::task::spawn_blocking(move || asker.post(what, &body));
        asked.await.expect("the request runs")
    }

    async fn say(&mut self, frame: Vec<u8>) {
        if self.secret.is_empty() {
            return match self.ask("open", frame).await {
                Some(answer) => {
                    let mut heard = Heard(&answer);
                    let close = heard.number();
                    self.secret = heard.text();
                    self.take(heard, close);
                }
                None => self.came.push_back(Came::Gone),
            };
        }
        self.number += 1;
        let head = Say::text(&self.secret).number(self.number);
        let batch = head.bytes(&frame).done();
        if self.lose {
            self.ask("send", batch.clone()).await;
        }
        // Whether it was taken shows in what is heard: Saved, or the end.
        self.ask("send", batch).await;
    }

    async fn hear(&mut self) -> Came {
        if let Some(came) = self.came.pop_front() {
            return came;
        }
        let body = Say::text(&self.secret).number(self.heard).done();
        let Some(answer) = self.ask("poll", body).await else { return Came::Gone };
        let mut heard = Heard(&answer);
        let close = heard.number();
        self.heard = heard.number();
        self.take(heard, close);
        Came::Nothing
    }

    fn take(&mut self, mut heard: Heard, close: u64) {
        while !heard.0.is_empty() {
            self.came.push_back(Came::Frame(heard.bytes().to_vec()));
        }
        if close != 0 {
            self.came.push_back(Came::Closed(close as u16));
            self.came.push_back(Came::Gone);
        }
    }
}
