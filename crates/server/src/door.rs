//! The listener: so many connections at once, so many of one address (V11), and none that is slow or silent for ever (V5).

use crate::{
    Config,
    crowd::{Crowd, Permit, Places, Shut},
    desk::Desk,
    pace::{Asker, Bucket},
    sessions::{self, Session},
};
use axum::{
    Router,
    extract::ConnectInfo,
    http::{HeaderMap, StatusCode},
};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    service::TowerToHyperService,
};
use std::{
    io,
    net::SocketAddr,
    pin::{Pin, pin},
    sync::Arc,
    task::{Context, Poll, ready},
    time::Duration,
};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::{TcpListener, TcpStream},
    sync::{oneshot, watch},
    time::{Instant, Sleep, sleep, timeout},
};

/// How long a peer may say nothing, or take nothing of what is sent. Live sockets are pinged every 20 s, so only the
/// dead reach this.
const SILENCE: Duration = Duration::from_secs(75);
/// The same behind a declared proxy, from when a request may come: it keeps connections for its next one (Caddy two
/// minutes), and what it finds closed under a POST it cannot send again.
const KEPT: Duration = Duration::from_secs(180);
/// Bytes a second that a connection is read at, and at once: for what is no message yet, and so has no pace of its own.
const PACE: (f64, f64) = (2.0 * 1024.0 * 1024.0, 1024.0 * 1024.0);
/// Bytes of a request's head, and of what is buffered of a body: ours have a few hundred, and one cookie.
const BUFFER: usize = 32 * 1024;

/// How often who waits for a place looks for one.
const LOOK_AGAIN: Duration = Duration::from_secs(1);

/// Where connections come in.
pub(crate) struct Door {
    listener: TcpListener,
    crowd: Crowd,
    head: Duration,
    silence: Duration,
}

impl Door {
    pub(crate) fn new(listener: TcpListener, config: &Config) -> Self {
        Self {
            listener,
            crowd: Crowd::new(Places {
                all: config.connections,
                of_address: (!config.behind_proxy).then_some(config.connections_per_address),
            }),
            head: if config.behind_proxy { KEPT } else { config.head },
            silence: if config.behind_proxy { KEPT } else { SILENCE },
        }
    }

    /// Serves until `stop`, then until the last answer has gone out. Sockets are no part of that.
    pub(crate) async fn serve(mut self, desk: Arc<Desk>, table: Router, stop: impl Future<Output = ()>) {
        let mut http = http1::Builder::new();
        http.timer(TokioTimer::new())
            .header_read_timeout(self.head)
            .max_buf_size(BUFFER)
            .max_header_size(BUFFER);
        let stopping = watch::Sender::new(());
        let mut stop = pin!(stop);
        loop {
            let (guest, peer) = tokio::select! {
                came = self.accept() => came,
                () = &mut stop => break,
            };
            let table = TowerToHyperService::new(table.clone());
            let (desk, permit) = (desk.clone(), guest.permit.clone());
            let service = service_fn(move |mut request: hyper::Request<Incoming>| {
                request.extensions_mut().insert(ConnectInfo(Peer(peer)));
                request.extensions_mut().insert(permit.clone());
                let (desk, permit, table) = (desk.clone(), permit.clone(), table.clone());
                async move {
                    permit.asks(Instant::now());
                    recognise(&desk, &permit, request.headers()).await;
                    let answer = hyper::service::Service::call(&table, request).await;
                    if !matches!(&answer, Ok(answer) if answer.status() == StatusCode::SWITCHING_PROTOCOLS) {
                        permit.is_silent(Instant::now());
                    }
                    answer
                }
            });
            let served = http.serve_connection(TokioIo::new(guest), service).with_upgrades();
            let mut told = stopping.subscribe();
            tokio::spawn(async move {
                let mut served = pin!(served);
                let ended = tokio::select! {
                    ended = &mut served => ended,
                    // An error there says that nobody can be told to stop any more.
                    _ = told.changed() => {
                        served.as_mut().graceful_shutdown();
                        served.await
                    }
                };
                if let Err(error) = ended {
                    tracing::debug!(%peer, "a connection broke off: {error}");
                }
            });
        }
        // Nobody else is let in meanwhile.
        drop(self.listener);
        stopping.send_replace(());
        stopping.closed().await;
    }

    async fn accept(&mut self) -> (Guest, SocketAddr) {
        loop {
            match self.listener.accept().await {
                Ok((stream, address)) => {
                    let Some((permit, leave)) = self.permit(address).await else {
                        tracing::debug!(%address, "it has too many connections");
                        continue;
                    };
                    // Without it letters only come a moment later.
                    let _ = stream.set_nodelay(true);
                    let guest = Guest {
                        stream,
                        until: Box::pin(sleep(self.silence)),
                        silence: self.silence,
                        stuck: None,
                        pace: Bucket::new(PACE.0, PACE.1, Instant::now().into_std()),
                        late: None,
                        leave: Some(leave),
                        permit: Arc::new(permit),
                    };
                    return (guest, address);
                }
                // Out of file descriptors, or the peer has gone: others are waiting.
                Err(error) => {
                    tracing::warn!("a connection was not taken: {error}");
                    sleep(Duration::from_millis(50)).await;
                }
            }
        }
    }

    /// A place; none where the address has too many. Where all are at work it waits for one.
    async fn permit(&self, address: SocketAddr) -> Option<(Permit, oneshot::Receiver<()>)> {
        loop {
            match self.crowd.enter(Asker::at(address.ip()), Instant::now()) {
                Ok(place) => return Some(place),
                Err(Shut::Address) => return None,
                Err(Shut::Full) => {
                    // Either somebody leaves, or somebody has been busy for too long.
                    let _ = timeout(LOOK_AGAIN, self.crowd.left()).await;
                }
            }
        }
    }
}

/// Notes whose connection it is, by the first good cookie on it.
async fn recognise(desk: &Desk, permit: &Permit, headers: &HeaderMap) {
    if !permit.is_stranger() {
        return;
    }
    let Some(token) = sessions::cookie(desk.config(), headers) else { return };
    match Session::load(desk, token.hash()).await {
        Ok(Some(session)) => permit.belongs_to(&session.key),
        Ok(None) => {}
        // Who asks is told by the handler, which asks the same.
        Err(error) => tracing::debug!("a session could not be looked up: {error}"),
    }
}

/// One connection.
struct Guest {
    stream: TcpStream,
    until: Pin<Box<Sleep>>,
    silence: Duration,
    /// Runs while the peer takes nothing of what is sent.
    stuck: Option<Pin<Box<Sleep>>>,
    pace: Bucket,
    /// Runs while more was read than the pace allows.
    late: Option<Pin<Box<Sleep>>>,
    /// Ends when it is to give way.
    leave: Option<oneshot::Receiver<()>>,
    permit: Arc<Permit>,
}

impl Guest {
    fn sent<T>(&mut self, context: &mut Context<'_>, came: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        if came.is_ready() {
            self.stuck = None;
            return came;
        }
        ready!(self.stuck.get_or_insert_with(|| Box::pin(sleep(SILENCE))).as_mut().poll(context));
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }
}

impl AsyncRead for Guest {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let leaves = self.leave.as_mut().is_none_or(|leave| Pin::new(leave).poll(context).is_ready());
        if leaves {
            self.leave = None;
            return Poll::Ready(Err(io::ErrorKind::ConnectionAborted.into()));
        }
        if let Some(late) = &mut self.late {
            ready!(late.as_mut().poll(context));
            self.late = None;
        }
        let before = buffer.filled().len();
        match Pin::new(&mut self.stream).poll_read(context, buffer) {
            Poll::Ready(result) => {
                let (came, now) = (buffer.filled().len() - before, Instant::now());
                if came > 0 {
                    let until = now + self.silence;
                    self.until.as_mut().reset(until);
                }
                // A buffer fits usize, so the loss of precision is none that counts.
                let wait = self.pace.owe(came as f64, now.into_std());
                self.late = (wait > 0.0).then(|| Box::pin(sleep(Duration::from_secs_f64(wait))));
                Poll::Ready(result)
            }
            Poll::Pending => {
                ready!(self.until.as_mut().poll(context));
                Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
            }
        }
    }
}

impl AsyncWrite for Guest {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let sent = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.sent(context, sent)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let sent = Pin::new(&mut self.stream).poll_write_vectored(context, slices);
        self.sent(context, sent)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

/// Who is at the other end of a connection.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Peer(pub SocketAddr);

#[cfg(test)]
mod tests {
    use super::*;
    use std::future::poll_fn;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    async fn door(config: Config) -> (Door, SocketAddr) {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let at = listener.local_addr().expect("an address");
        (Door::new(listener, &config), at)
    }

    /// V11
    #[tokio::test]
    async fn v11_the_oldest_silent_connection_of_an_address_gives_way() {
        let (mut door, at) = door(Config { connections_per_address: 2, ..Config::default() }).await;
        let come = async || TcpStream::connect(at).await.expect("a connection");
        let (_first, _second) = (come().await, come().await);
        let (mut one, two) = (door.accept().await.0, door.accept().await.0);
        let _third = come().await;
        let three = door.accept().await.0;
        let ended = one.read(&mut [0]).await.map_err(|error| error.kind());
        assert_eq!(ended, Err(io::ErrorKind::ConnectionAborted), "it said nothing for longest");
        // Those that are at work stay, and the next is closed unread.
        two.permit.asks(Instant::now());
        three.permit.asks(Instant::now());
        let mut fourth = come().await;
        let fifth = tokio::join!(door.accept(), async {
            assert_eq!(fourth.read(&mut [0]).await.expect("an end"), 0);
            drop(two);
            come().await
        });
        assert_eq!(fifth.0.1, fifth.1.local_addr().expect("an address"));
    }

    /// V5
    #[tokio::test]
    async fn v5_behind_a_proxy_all_come_from_one_address() {
        let config = Config { connections_per_address: 1, behind_proxy: true, ..Config::default() };
        let (mut door, at) = door(config).await;
        let come = async || TcpStream::connect(at).await.expect("a connection");
        let _all = (come().await, come().await);
        let _both = (door.accept().await, door.accept().await);
    }

    /// V5
    #[tokio::test(start_paused = true)]
    async fn v5_who_takes_nothing_of_what_is_sent_is_given_up() {
        let (mut door, at) = door(Config::default()).await;
        let _mallory = TcpStream::connect(at).await.expect("a connection");
        let (mut guest, _) = door.accept().await;
        let sent = async {
            while guest.write(&[0; 64 * 1024]).await? > 0 {}
            Ok::<(), io::Error>(())
        };
        assert_eq!(sent.await.map_err(|error| error.kind()), Err(io::ErrorKind::TimedOut));
        let _ = poll_fn(|context| Pin::new(&mut guest).poll_flush(context)).await;
    }

    /// V5
    #[tokio::test(start_paused = true)]
    async fn v5_a_proxy_keeps_its_connections_longer_than_anybody_else() {
        let silent = async |behind_proxy| {
            let (mut door, at) = door(Config { behind_proxy, ..Config::default() }).await;
            let _quiet = TcpStream::connect(at).await.expect("a connection");
            let (mut guest, _) = door.accept().await;
            let begun = Instant::now();
            let ended = guest.read(&mut [0]).await.map_err(|error| error.kind());
            assert_eq!(ended, Err(io::ErrorKind::TimedOut));
            (begun.elapsed().as_secs(), door.head.as_secs())
        };
        assert_eq!(silent(false).await, (75, 30));
        assert_eq!(silent(true).await, (180, 180), "Caddy keeps them for 120 s");
    }
}
