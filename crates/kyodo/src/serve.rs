//! `kyodo serve`: opens the folder, listens, serves until told to stop.

use crate::{Outcome, START_ANEW, config::Serve, demo, running::Note};
use journal::{Directory, Journal, Opened, StoreError};
use room::system_clock;
use server::{Config, Secret, Server, admin};
use std::{io, net::SocketAddr, path::Path, pin::Pin, process::ExitCode, sync::Arc};
use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
};

/// A folder to serve, and what ends its serving.
pub(crate) struct Store {
    pub(crate) journal: Arc<dyn Journal>,
    pub(crate) directory: Arc<dyn Directory>,
    /// It can only be read.
    pub(crate) read_only: bool,
    /// Ready once the program must start anew, with the reason.
    ends: Pin<Box<dyn Future<Output = String> + Send>>,
}

impl Store {
    /// Opens the folder; one that is broken, full or not to be written, for reading.
    pub(crate) fn open(data: &Path) -> Outcome<Self> {
        Ok(match journal::open(data).map_err(|error| error.to_string())? {
            Opened::Whole(store) => {
                let store = Arc::new(store);
                let mut trouble = store.trouble();
                let ends = async move {
                    let failed =
                        |trouble: &Option<StoreError>| trouble.as_ref().is_some_and(|error| !error.passes());
                    let why = match trouble.wait_for(failed).await {
                        Ok(trouble) => trouble.as_ref().map(ToString::to_string),
                        Err(_) => None,
                    };
                    match why {
                        Some(why) => why,
                        None => std::future::pending().await,
                    }
                };
                Self { journal: store.clone(), directory: store, read_only: false, ends: Box::pin(ends) }
            }
            Opened::ReadOnly(store) => {
                tracing::error!(
                    "nothing can be saved, and statements are served for reading: {}",
                    store.why()
                );
                let store = Arc::new(store);
                let waits = store.clone();
                let ends = async move {
                    waits.mended().await;
                    "the data folder takes writes again".to_owned()
                };
                Self { journal: store.clone(), directory: store, read_only: true, ends: Box::pin(ends) }
            }
        })
    }
}

pub(crate) async fn serve(data: &Path, words: Serve) -> Outcome<ExitCode> {
    let listener = TcpListener::bind(words.listen).await.map_err(|error| taken(words.listen, &error))?;
    let at = listener.local_addr().map_err(|error| format!("the port cannot be told: {error}"))?;
    let Store { journal, directory, read_only, ends } = Store::open(data)?;
    let people = if words.demo && !read_only { demo::make(journal.clone()).await? } else { Vec::new() };

    let secret = Secret::new().map_err(|error| format!("this machine has no randomness to give: {error}"))?;
    let config = Config {
        listens: Some(at),
        public: words.public,
        behind_proxy: words.behind_proxy,
        admin: Some(secret.clone()),
        ..Config::default()
    };
    if !at.ip().is_loopback() && !config.behind_proxy {
        tracing::warn!(
            "pages go over the network unencrypted: put a proxy with TLS in front, see the README"
        );
    }
    let server = Server::new(config, journal, directory, system_clock());
    if words.demo && !read_only {
        println!("The demo statement, one link a role:");
        for (role, person) in people {
            let link = admin::personal_link(&server, demo::ID, &person).await.map_err(|e| e.to_string())?;
            println!("  {role:<12} {link}");
        }
    }
    if !read_only && !admin::is_set_up(&server).await.map_err(|error| error.to_string())? {
        let link = admin::link(&server, None).await.map_err(|error| error.to_string())?;
        println!("The set-up link, for the chair, good once:\n  {link}");
    }
    // Without it the other commands find no server, and the folder locked: a nuisance, no reason not to serve.
    let note = Note::leave(data, at, &secret).inspect_err(|sentence| tracing::warn!("{sentence}")).ok();
    let stop = stop()?;
    println!("listening on http://{at}");

    let (anew, starts_anew) = tokio::sync::oneshot::channel();
    let stop = async move {
        tokio::select! {
            () = stop => {}
            why = ends => {
                tracing::error!("ending with exit code {START_ANEW}, to be started anew: {why}");
                // Nobody waits for it but the line below.
                let _ = anew.send(());
            }
        }
    };
    server.listen(listener, stop).await;
    drop(note);
    Ok(if starts_anew.await.is_ok() { ExitCode::from(START_ANEW) } else { ExitCode::SUCCESS })
}

/// SIGTERM or ctrl-c.
fn stop() -> Outcome<impl Future<Output = ()> + Send + 'static> {
    let listen = |kind| signal(kind).map_err(|error| format!("signals cannot be heard: {error}"));
    let (mut end, mut interrupt) = (listen(SignalKind::terminate())?, listen(SignalKind::interrupt())?);
    Ok(async move {
        tokio::select! {
            _ = end.recv() => {}
            _ = interrupt.recv() => {}
        }
        tracing::info!("closing down: what waits is written, pages are told to come again");
    })
}

fn taken(at: SocketAddr, error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::AddrInUse => format!(
            "port {} on {} is already in use: end the other program, or choose another port with --listen",
            at.port(),
            at.ip()
        ),
        io::ErrorKind::PermissionDenied => format!("this user may not listen on port {}", at.port()),
        io::ErrorKind::AddrNotAvailable => format!("{} is no address of this machine", at.ip()),
        _ => format!("{at} cannot be listened on: {error}"),
    }
}
