//! An alliance's own templates in the register: files larger than one of its values, in parts under one head.

use crate::{Error, register::Register};
use bytes::Bytes;
use journal::{MAX_VALUE, Table};
use serde::{Deserialize, Serialize};
use statement::{Template, canonical};

/// Templates of one alliance.
const MOST: usize = 50;
const HEAD: &str = "template/";
const PART: &str = "template-part/";

/// What stands under a template's name: how many parts there are, and the SHA-256 of the whole.
#[derive(Serialize, Deserialize)]
struct Head {
    parts: usize,
    hash: String,
}

fn head(id: &str) -> Vec<u8> {
    format!("{HEAD}{id}").into_bytes()
}

/// Parts are named by the hash, too, so that a file that takes another's place never mixes with it.
fn part(id: &str, hash: &str, number: usize) -> Vec<u8> {
    format!("{PART}{id}/{}/{number:03}", hash.get(..16).unwrap_or(hash)).into_bytes()
}

impl Register {
    /// All of them, in order of id; one that cannot be read is left out and logged.
    pub(crate) async fn templates(&self) -> Result<Vec<Template>, Error> {
        let mut all = Vec::new();
        for (key, kept) in self.directory().scan(Table::Alliance, HEAD.as_bytes()).await? {
            let id = String::from_utf8_lossy(key.get(HEAD.len()..).unwrap_or_default()).into_owned();
            match self.template(&id, &kept).await? {
                Some(template) => all.push(template),
                None => {
                    tracing::error!(%id, "a template in the data folder cannot be read; it is not offered")
                }
            }
        }
        Ok(all)
    }

    async fn template(&self, id: &str, kept: &Bytes) -> Result<Option<Template>, Error> {
        let Ok(Head { parts, hash }) = serde_json::from_slice(kept) else { return Ok(None) };
        let mut whole = Vec::new();
        for number in 0..parts {
            match self.directory().get(Table::Alliance, &part(id, &hash, number)).await? {
                Some(bytes) => whole.extend_from_slice(&bytes),
                None => return Ok(None),
            }
        }
        if canonical::hash(&whole) != hash {
            return Ok(None);
        }
        Ok(String::from_utf8(whole).ok().and_then(|text| Template::parse(&text).ok()))
    }

    /// Keeps a template that was read already. Its parts are there before its head is.
    pub(crate) async fn put_template(&self, id: &str, text: &str) -> Result<(), Error> {
        let there = self.directory().scan(Table::Alliance, HEAD.as_bytes()).await?;
        if there.len() >= MOST && !there.iter().any(|(key, _)| key[..] == head(id)[..]) {
            return Err(Error::TooLarge("an alliance can keep 50 templates: remove one first"));
        }
        let hash = canonical::hash(text.as_bytes());
        let parts: Vec<&[u8]> = text.as_bytes().chunks(MAX_VALUE).collect();
        for (number, bytes) in parts.iter().enumerate() {
            let bytes = Bytes::copy_from_slice(bytes);
            self.directory().put(Table::Alliance, &part(id, &hash, number), bytes).await?;
        }
        let kept = Head { parts: parts.len(), hash: hash.clone() };
        let kept = serde_json::to_vec(&kept).map_err(|error| Error::Failed(error.to_string()))?;
        self.directory().put(Table::Alliance, &head(id), kept.into()).await?;
        self.sweep(id, Some(&hash)).await
    }

    /// Takes a template away; no news if there is none.
    pub(crate) async fn drop_template(&self, id: &str) -> Result<(), Error> {
        self.directory().delete(Table::Alliance, &head(id)).await?;
        self.sweep(id, None).await
    }

    /// Parts that no head names any more.
    async fn sweep(&self, id: &str, keep: Option<&str>) -> Result<(), Error> {
        let kept = keep.map(|hash| part(id, hash, 0));
        let prefix = kept.as_ref().and_then(|key| key.get(..key.len() - 3));
        let all = format!("{PART}{id}/");
        for (key, _) in self.directory().scan(Table::Alliance, all.as_bytes()).await? {
            if prefix.is_none_or(|prefix| !key.starts_with(prefix)) {
                self.directory().delete(Table::Alliance, &key).await?;
            }
        }
        Ok(())
    }
}
