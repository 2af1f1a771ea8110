//! `kyodo link`, `list`, `export`: of the server that runs on the folder, else of the folder itself.

use crate::{
    Outcome,
    running::{Running, Said, json},
    serve::Store,
};
use export::Wanted;
use room::system_clock;
use serde::Deserialize;
use serde_json::json as value;
use server::{Config, Server, admin};
use std::{fs, path::Path};

pub(crate) async fn link(data: &Path, statement: Option<&str>) -> Outcome {
    #[derive(Deserialize)]
    struct Made {
        link: String,
    }
    let asked = value!({ "statement": statement });
    let link =
        match Running::find(data).map(|server| server.post::<Made>("/admin/link", &asked)).transpose()? {
            Some(Said::Answer(made)) => made.link,
            Some(Said::Nobody) | None => {
                let server = open(data)?;
                let made = admin::link(&server, statement).await;
                server.shutdown().await;
                made.map_err(|error| error.to_string())?
            }
        };
    println!("{link}");
    Ok(())
}

pub(crate) async fn list(data: &Path) -> Outcome {
    let all: Vec<admin::Listed> =
        match Running::find(data).map(|server| server.get("/admin/statements")).transpose()? {
            Some(Said::Answer((bytes, _))) => json(&bytes)?,
            Some(Said::Nobody) | None => {
                let server = open(data)?;
                let all = admin::list(&server).await;
                server.shutdown().await;
                all.map_err(|error| error.to_string())?
            }
        };
    for one in all {
        let phase = one.phase.map_or(value!("not readable"), |phase| value!(phase));
        let phase = phase.as_str().unwrap_or_default().to_owned();
        println!("{}\t{phase}\t{} words\t{}", one.id, one.words, one.title);
    }
    Ok(())
}

pub(crate) async fn export(data: &Path, statement: &str, wanted: Wanted, to: Option<&Path>) -> Outcome {
    let path = format!("/admin/statements/{statement}/export/{wanted}");
    let plain = statement.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    let running = if plain { Running::find(data) } else { None };
    let (bytes, name) = match running.map(|server| server.get(&path)).transpose()? {
        Some(Said::Answer((bytes, name))) => (bytes, name.unwrap_or_else(|| wanted.to_string())),
        Some(Said::Nobody) | None => {
            let server = open(data)?;
            let file = admin::export(&server, statement, wanted).await;
            server.shutdown().await;
            let file = file.map_err(|error| error.to_string())?;
            (file.bytes, file.name)
        }
    };
    let to = to.map_or_else(|| Path::new(&name).to_owned(), Path::to_owned);
    fs::write(&to, bytes).map_err(|error| format!("{} cannot be written: {error}", to.display()))?;
    println!("{}", to.display());
    Ok(())
}

/// A server that does not listen, over a folder that must be there already.
fn open(data: &Path) -> Outcome<Server> {
    if !data.is_dir() {
        return Err(format!("there is no data folder {}: name it with --data", data.display()));
    }
    let store = Store::open(data)?;
    Ok(Server::new(Config::default(), store.journal, store.directory, system_clock()))
}
