//! The few facts that belong to no statement: the alliance, set-up links, links by hash, sessions.
//!
//! Keys are hashes, so whoever reads the folder learns no secret. Values are JSON.

use crate::{
    Error,
    secret::{Hash, Secret},
};
use bytes::Bytes;
use journal::{Directory, Table};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use statement::{LinkHash, Millis, PersonId, StatementId};
use std::{collections::BTreeMap, sync::Arc};

const ALLIANCE: &[u8] = b"alliance";
const ADDRESS: &[u8] = b"address";
const PUBLIC: &[u8] = b"public";
/// Set-up links that hold at once; the oldest gives way.
const SET_UP_LINKS: usize = 20;

/// Who set Kyodo up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub(crate) struct Founder {
    /// As shown.
    pub(crate) name: String,
    /// Its registered name.
    pub(crate) organisation: String,
}

/// A browser that was let in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Record {
    pub(crate) founder: Option<Founder>,
    pub(crate) own_device: bool,
    pub(crate) created: Millis,
}

/// Who a browser is in one statement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Grant {
    pub(crate) person: PersonId,
    /// The link it was opened by; none for who created the statement.
    pub(crate) link: Option<LinkHash>,
}

/// What is kept under a session's hash: itself, or that a token stands for it.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Kept {
    Session(Record),
    TokenOf(Vec<u8>),
}

/// A session as it stands in the register.
pub(crate) type Found = (Record, BTreeMap<StatementId, Grant>);

/// The facts, typed.
pub(crate) struct Register {
    directory: Arc<dyn Directory>,
}

fn bytes(value: &impl Serialize) -> Result<Bytes, Error> {
    serde_json::to_vec(value).map(Bytes::from).map_err(|error| Error::Failed(error.to_string()))
}

fn value<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Error> {
    serde_json::from_slice(bytes)
        .map_err(|error| Error::Failed(format!("a record in the data folder cannot be read: {error}")))
}

impl Register {
    pub(crate) fn new(directory: Arc<dyn Directory>) -> Self {
        Self { directory }
    }

    pub(crate) fn directory(&self) -> &dyn Directory {
        self.directory.as_ref()
    }

    /// The address that others open, as it was given at the set-up.
    pub(crate) async fn public(&self) -> Result<Option<String>, Error> {
        self.directory.get(Table::Alliance, PUBLIC).await?.map(|found| value(&found)).transpose()
    }

    pub(crate) async fn put_public(&self, address: &str) -> Result<(), Error> {
        Ok(self.directory.put(Table::Alliance, PUBLIC, bytes(&address)?).await?)
    }

    /// The alliance's name; none before the set-up.
    pub(crate) async fn alliance(&self) -> Result<Option<String>, Error> {
        self.directory.get(Table::Alliance, ALLIANCE).await?.map(|found| value(&found)).transpose()
    }

    pub(crate) async fn name_alliance(&self, name: &str) -> Result<(), Error> {
        Ok(self.directory.put(Table::Alliance, ALLIANCE, bytes(&name)?).await?)
    }

    /// What links began with when a server last ran.
    pub(crate) async fn address(&self) -> Result<Option<String>, Error> {
        self.directory.get(Table::Alliance, ADDRESS).await?.map(|found| value(&found)).transpose()
    }

    pub(crate) async fn note_address(&self, address: &str) -> Result<(), Error> {
        Ok(self.directory.put(Table::Alliance, ADDRESS, bytes(&address)?).await?)
    }

    /// Keeps a set-up link.
    pub(crate) async fn put_set_up(&self, hash: &Hash, now: Millis) -> Result<(), Error> {
        let mut kept: Vec<(Millis, Bytes)> = Vec::new();
        for (key, at) in self.directory.scan(Table::SetUp, &[]).await? {
            kept.push((value(&at).unwrap_or(0), key));
        }
        kept.sort();
        for (_, key) in kept.iter().take((kept.len() + 1).saturating_sub(SET_UP_LINKS)) {
            self.directory.delete(Table::SetUp, key).await?;
        }
        Ok(self.directory.put(Table::SetUp, hash, bytes(&now)?).await?)
    }

    pub(crate) async fn holds_set_up(&self, hash: &Hash) -> Result<bool, Error> {
        Ok(self.directory.get(Table::SetUp, hash).await?.is_some())
    }

    /// Uses a set-up link up: true for exactly one asker.
    pub(crate) async fn take_set_up(&self, hash: &Hash) -> Result<bool, Error> {
        let Some(kept) = self.directory.get(Table::SetUp, hash).await? else { return Ok(false) };
        Ok(self.directory.swap(Table::SetUp, hash, Some(kept), None).await?)
    }

    /// Ends every set-up link that was not used.
    pub(crate) async fn end_set_up(&self) -> Result<(), Error> {
        for (key, _) in self.directory.scan(Table::SetUp, &[]).await? {
            self.directory.delete(Table::SetUp, &key).await?;
        }
        Ok(())
    }

    /// Which statement a link is of.
    pub(crate) async fn statement_of(&self, link: &Hash) -> Result<Option<StatementId>, Error> {
        self.directory.get(Table::Links, link).await?.map(|found| value(&found)).transpose()
    }

    pub(crate) async fn put_link(&self, link: &Hash, id: &StatementId) -> Result<(), Error> {
        Ok(self.directory.put(Table::Links, link, bytes(id)?).await?)
    }

    pub(crate) async fn drop_link(&self, link: &Hash) -> Result<(), Error> {
        Ok(self.directory.delete(Table::Links, link).await?)
    }

    /// The session under this hash, with its grants.
    pub(crate) async fn session(&self, key: &Hash) -> Result<Option<Found>, Error> {
        let (mut record, mut grants) = (None, BTreeMap::new());
        for (found, kept) in self.directory.scan(Table::Sessions, key).await? {
            match found.get(key.len()..).unwrap_or_default() {
                [] => {
                    if let Kept::Session(kept) = value(&kept)? {
                        record = Some(kept);
                    }
                }
                id => {
                    if let Some(id) = str::from_utf8(id).ok().and_then(|id| id.parse().ok()) {
                        grants.insert(id, value(&kept)?);
                    }
                }
            }
        }
        Ok(record.map(|record| (record, grants)))
    }

    pub(crate) async fn put_session(&self, key: &Hash, record: &Record) -> Result<(), Error> {
        let kept = bytes(&Kept::Session(record.clone()))?;
        Ok(self.directory.put(Table::Sessions, key, kept).await?)
    }

    pub(crate) async fn put_grant(&self, key: &Hash, id: &StatementId, grant: &Grant) -> Result<(), Error> {
        let key = [key.as_slice(), id.as_str().as_bytes()].concat();
        Ok(self.directory.put(Table::Sessions, &key, bytes(grant)?).await?)
    }

    pub(crate) async fn drop_session(&self, key: &Hash) -> Result<(), Error> {
        for (key, _) in self.directory.scan(Table::Sessions, key).await? {
            self.directory.delete(Table::Sessions, &key).await?;
        }
        Ok(())
    }

    /// A token for the stock wire stands for a session; it ends with it.
    pub(crate) async fn put_token(&self, token: &Secret, session: &Hash) -> Result<(), Error> {
        let kept = bytes(&Kept::TokenOf(session.to_vec()))?;
        Ok(self.directory.put(Table::Sessions, &token.hash(), kept).await?)
    }

    /// The session a token stands for.
    pub(crate) async fn session_of(&self, token: &Hash) -> Result<Option<Hash>, Error> {
        let Some(kept) = self.directory.get(Table::Sessions, token).await? else { return Ok(None) };
        match value(&kept)? {
            Kept::TokenOf(session) => Ok(session.try_into().ok()),
            Kept::Session(_) => Ok(None),
        }
    }
}
