//! `kyodo serve`: opens the folder, listens, serves until told to stop.

use crate::{Outcome, config::Serve, demo, running::Note};
use journal::SledStore;
use room::system_clock;
use server::{Config, Secret, Server, admin};
use std::{io, net::SocketAddr, path::Path, sync::Arc};
use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
};

pub(crate) async fn serve(data: &Path, words: Serve) -> Outcome {
    let listener = TcpListener::bind(words.listen).await.map_err(|error| taken(words.listen, &error))?;
    let at = listener.local_addr().map_err(|error| format!("the port cannot be told: {error}"))?;
    let store = Arc::new(SledStore::open(data).map_err(|error| error.to_string())?);
    let people = if words.demo { demo::make(store.clone()).await? } else { Vec::new() };

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
    let server = Server::new(config, store.clone(), store.clone(), system_clock());
    if words.demo {
        println!("The demo statement, one link a role:");
        for (role, person) in people {
            let link = admin::personal_link(&server, demo::ID, &person).await.map_err(|e| e.to_string())?;
            println!("  {role:<12} {link}");
        }
    }
    if !admin::is_set_up(&server).await.map_err(|error| error.to_string())? {
        let link = admin::link(&server, None).await.map_err(|error| error.to_string())?;
        println!("The set-up link, for the chair, good once:\n  {link}");
    }
    // Without it the other commands find no server, and the folder locked: a nuisance, no reason not to serve.
    let note = Note::leave(data, at, &secret).inspect_err(|sentence| tracing::warn!("{sentence}")).ok();
    let stop = stop()?;
    println!("listening on http://{at}");

    server.listen(listener, stop).await;
    drop(note);
    Ok(())
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
