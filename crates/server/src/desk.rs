//! What every handler is handed: rooms, facts, the clock, and who is connected.

use crate::{
    Config, Error, codes::Codes, config::Address, lines::Lines, pace::Pace, porter::Porter,
    register::Register, secret::Hash, sockets::Sockets, study::Study,
};
use axum::http::{HeaderMap, header};
use journal::{Directory, Journal};
use room::{Clock, Room, Rooms};
use statement::{Millis, PersonId, StatementId, View};
use std::sync::{Arc, PoisonError, RwLock};

/// The things of one running server.
pub(crate) struct Desk {
    config: Config,
    rooms: Rooms,
    register: Register,
    clock: Clock,
    sockets: Arc<Sockets>,
    /// One session takes another's place at a time.
    renewal: tokio::sync::Mutex<()>,
    lines: Lines,
    study: Study,
    pace: Pace,
    acts: Pace<(StatementId, PersonId)>,
    joins: Pace<Hash>,
    codes: Codes,
    /// What was said in a page to be the address that others open.
    said: RwLock<Option<Address>>,
    porter: Porter,
}

impl Desk {
    pub(crate) fn new(
        config: Config,
        journal: Arc<dyn Journal>,
        directory: Arc<dyn Directory>,
        clock: Clock,
    ) -> Self {
        let pace = Pace::new(config.requests_per_second, config.requests_at_once);
        Self {
            rooms: Rooms::new(journal, clock.clone()),
            register: Register::new(directory),
            sockets: Arc::new(Sockets::new(config.sockets_per_session)),
            renewal: tokio::sync::Mutex::default(),
            lines: Lines::default(),
            study: Study::new(),
            acts: Pace::new(config.acts.0, config.acts.1),
            joins: Pace::new(config.joins.0, config.joins.1),
            config,
            clock,
            pace,
            codes: Codes::default(),
            said: RwLock::default(),
            porter: Porter::default(),
        }
    }

    pub(crate) fn config(&self) -> &Config {
        &self.config
    }

    pub(crate) fn rooms(&self) -> &Rooms {
        &self.rooms
    }

    pub(crate) fn register(&self) -> &Register {
        &self.register
    }

    pub(crate) fn sockets(&self) -> &Arc<Sockets> {
        &self.sockets
    }

    /// Held while one session takes another's place (V20).
    pub(crate) fn renewal(&self) -> &tokio::sync::Mutex<()> {
        &self.renewal
    }

    pub(crate) fn lines(&self) -> &Lines {
        &self.lines
    }

    pub(crate) fn study(&self) -> &Study {
        &self.study
    }

    pub(crate) fn pace(&self) -> &Pace {
        &self.pace
    }

    /// How fast one person acts in a statement.
    pub(crate) fn acts(&self) -> &Pace<(StatementId, PersonId)> {
        &self.acts
    }

    /// How fast people join by one link for many.
    pub(crate) fn joins(&self) -> &Pace<Hash> {
        &self.joins
    }

    pub(crate) fn codes(&self) -> &Codes {
        &self.codes
    }

    pub(crate) fn porter(&self) -> &Porter {
        &self.porter
    }

    pub(crate) fn now(&self) -> Millis {
        (self.clock)()
    }

    /// The address that others open, if anybody said one: who started Kyodo, or who set it up.
    pub(crate) fn public(&self) -> Option<Address> {
        let said = self.said.read().unwrap_or_else(PoisonError::into_inner);
        self.config.public.clone().or_else(|| said.clone())
    }

    /// From now on links begin with this address.
    pub(crate) async fn say_public(&self, address: &Address) -> Result<(), Error> {
        self.register.put_public(&address.to_string()).await?;
        *self.said.write().unwrap_or_else(PoisonError::into_inner) = Some(address.clone());
        self.note_address().await;
        Ok(())
    }

    /// Links made while no server runs will begin as those made now.
    pub(crate) async fn note_address(&self) {
        match self.register.public().await {
            Ok(said) => {
                let said = said.and_then(|said| said.parse().ok());
                *self.said.write().unwrap_or_else(PoisonError::into_inner) = said;
            }
            Err(error) => tracing::warn!("the address that was said in a page could not be read: {error}"),
        }
        if let Err(error) = self.register.note_address(&self.address(None).to_string()).await {
            tracing::warn!("the address could not be noted: {error}");
        }
    }

    /// What links begin with: the public address, else the host the request named, else where it listens.
    pub(crate) fn address(&self, headers: Option<&HeaderMap>) -> Address {
        if let Some(public) = self.public() {
            return public;
        }
        let asked = headers.and_then(|headers| headers.get(header::HOST)).and_then(|host| host.to_str().ok());
        let port = self.config.listens.map_or(8080, |at| at.port());
        asked
            .and_then(|host| Address::of_host(host, self.config.secure()))
            .unwrap_or_else(|| Address::local(port))
    }

    /// The room of a statement, and what this person may see of it (V1); where access was ended, by whom and when.
    pub(crate) async fn enter(
        &self,
        id: &StatementId,
        person: &PersonId,
        link: Option<&str>,
    ) -> Result<(Room, View), Error> {
        let room = self.rooms.open(id).await?;
        let view = room.enter(person.clone(), link.map(str::to_owned)).await?;
        Ok((room, view))
    }
}
