//! The few facts that belong to no statement: the alliance, set-up links, links by hash, sessions.
//!
//! Keys are hashes, so whoever reads the folder learns no secret. Values are JSON.

use crate::{
    Error,
    secret::{Hash, Secret},
};
use bytes::Bytes;
use futures_util::future::try_join_all;
use journal::{Directory, Table};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use statement::{LinkHash, Millis, PersonId, StatementId};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

const ALLIANCE: &[u8] = b"alliance";
const ADDRESS: &[u8] = b"address";
const PUBLIC: &[u8] = b"public";
/// Bytes of a session's key; those of a grant go on with the statement's id.
const SESSION: usize = size_of::<Hash>();
/// Set-up links that hold at once; the oldest gives way.
const SET_UP_LINKS: usize = 20;
/// Sessions that stand for one person in one statement; the one that was let in longest ago gives way.
const BROWSERS: usize = 50;

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
    /// When it was let in last: its days count from then.
    #[serde(rename = "created")]
    pub(crate) since: Millis,
    /// Hash of the token that stands for it, if one was asked for.
    #[serde(default)]
    pub(crate) token: Option<Hash>,
    /// Whose place it takes once its browser shows it (V20).
    pub(crate) after: Option<Hash>,
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

/// Where the sessions of somebody in a statement are found; no id holds a zero byte.
fn browsers(id: &StatementId, person: &PersonId) -> Vec<u8> {
    [id.as_str().as_bytes(), &[0], person.as_str().as_bytes(), &[0]].concat()
}

fn grant_key(session: &Hash, id: &StatementId) -> Vec<u8> {
    [session.as_slice(), id.as_str().as_bytes()].concat()
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

    /// The address that others open, as it was said in a page: at the set-up or later.
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

    /// From now on this session stands for that person there, in place of the one `before` it. Sessions that gave way
    /// stand for nobody there any more.
    pub(crate) async fn put_grant(
        &self,
        key: &Hash,
        id: &StatementId,
        grant: &Grant,
        now: Millis,
        before: Option<&Hash>,
    ) -> Result<Vec<Hash>, Error> {
        let at = grant_key(key, id);
        if let Some(before) = self.directory.get(Table::Sessions, &at).await? {
            self.drop_browser(key, id, &value::<Grant>(&before)?.person).await?;
        }
        let all = browsers(id, &grant.person);
        let mut kept: Vec<(Millis, Hash)> = Vec::new();
        for (found, since) in self.directory.scan(Table::Browsers, &all).await? {
            if let Ok(session) = found[all.len()..].try_into()
                && before != Some(&session)
            {
                kept.push((value(&since).unwrap_or(0), session));
            }
        }
        kept.sort_unstable();
        kept.truncate((kept.len() + 1).saturating_sub(BROWSERS));
        let gone: Vec<Hash> = kept.into_iter().map(|(_, session)| session).collect();
        for session in &gone {
            self.drop_grant(session, id, &grant.person).await?;
        }
        let browser = [all.as_slice(), key].concat();
        self.directory.put(Table::Browsers, &browser, bytes(&now)?).await?;
        self.directory.put(Table::Sessions, &at, bytes(grant)?).await?;
        Ok(gone)
    }

    /// A session stands for nobody there any more; one that stands for nobody anywhere is none.
    async fn drop_grant(&self, session: &Hash, id: &StatementId, person: &PersonId) -> Result<(), Error> {
        self.directory.delete(Table::Sessions, &grant_key(session, id)).await?;
        self.drop_browser(session, id, person).await?;
        match self.session(session).await? {
            Some((record, grants)) if grants.is_empty() && record.founder.is_none() => {
                self.drop_session(session).await
            }
            _ => Ok(()),
        }
    }

    async fn drop_browser(&self, session: &Hash, id: &StatementId, person: &PersonId) -> Result<(), Error> {
        let browser = [browsers(id, person).as_slice(), session].concat();
        Ok(self.directory.delete(Table::Browsers, &browser).await?)
    }

    /// Drops a session with its grants and its token.
    pub(crate) async fn drop_session(&self, key: &Hash) -> Result<(), Error> {
        if let Some((record, grants)) = self.session(key).await? {
            for (id, grant) in grants {
                self.drop_browser(key, &id, &grant.person).await?;
            }
            if let Some(token) = record.token {
                self.directory.delete(Table::Sessions, &token).await?;
            }
        }
        for (key, _) in self.directory.scan(Table::Sessions, key).await? {
            self.directory.delete(Table::Sessions, &key).await?;
        }
        Ok(())
    }

    /// Drops all sessions that are over, with their grants, and tokens that stand for none any more. How many records
    /// that were.
    pub(crate) async fn forget_sessions(&self, over: impl Fn(&Record) -> bool) -> Result<usize, Error> {
        let all = self.directory.scan(Table::Sessions, &[]).await?;
        let whose = |key: &Bytes| key.get(..SESSION).map(<[u8]>::to_vec);
        let kept = |bytes: &Bytes| value::<Kept>(bytes).ok();
        let lives = |bytes: &Bytes| match kept(bytes) {
            Some(Kept::Session(record)) => !over(&record),
            Some(Kept::TokenOf(_)) => false,
            // Perhaps of a newer program: not ours to throw away.
            None => true,
        };
        let sessions = all.iter().filter(|(key, bytes)| key.len() == SESSION && lives(bytes));
        let stand: BTreeSet<Vec<u8>> = sessions.filter_map(|(key, _)| whose(key)).collect();
        let stands = |key: &Bytes, bytes: &Bytes| match kept(bytes) {
            Some(Kept::TokenOf(session)) => stand.contains(&session),
            // Itself, or a grant of it.
            _ => whose(key).is_some_and(|session| stand.contains(&session)),
        };
        let gone: Vec<&Bytes> =
            all.iter().filter(|(key, bytes)| !stands(key, bytes)).map(|(key, _)| key).collect();
        let gone = gone.into_iter().map(|key| (Table::Sessions, key));
        let browsers = self.directory.scan(Table::Browsers, &[]).await?;
        let browsers = browsers.iter().map(|(key, _)| key);
        let left = browsers
            .filter(|key| key.len().checked_sub(SESSION).is_none_or(|at| !stand.contains(&key[at..])));
        let gone: Vec<(Table, &Bytes)> = gone.chain(left.map(|key| (Table::Browsers, key))).collect();
        // Many at once share the disk's time, and not so many that others wait for theirs.
        for some in gone.chunks(64) {
            try_join_all(some.iter().map(|(table, key)| self.directory.delete(*table, key))).await?;
        }
        Ok(gone.len())
    }

    /// A token for the stock wire stands for a session; it ends with it.
    pub(crate) async fn put_token(
        &self,
        token: &Secret,
        session: &Hash,
        record: Record,
    ) -> Result<(), Error> {
        let kept = bytes(&Kept::TokenOf(session.to_vec()))?;
        self.directory.put(Table::Sessions, &token.hash(), kept).await?;
        self.put_session(session, &Record { token: Some(token.hash()), ..record }).await
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

#[cfg(test)]
mod tests {
    use super::*;
    use journal::Memory;

    fn record(since: Millis) -> Record {
        Record { founder: None, own_device: false, since, token: None, after: None }
    }

    fn somebody() -> Grant {
        Grant { person: "somebody".parse().expect("an id"), link: None }
    }

    async fn facts(directory: &Memory) -> usize {
        let mut all = 0;
        for table in [Table::Sessions, Table::Browsers] {
            all += directory.scan(table, &[]).await.expect("reads").len();
        }
        all
    }

    /// V9
    #[tokio::test]
    async fn v9_of_too_many_sessions_for_one_person_the_oldest_gives_way_with_all_that_hangs_on_it() {
        let directory = Arc::new(Memory::new());
        let register = Register::new(directory.clone());
        let (kyoto, vienna): (StatementId, StatementId) =
            ("kyoto".parse().expect("an id"), "vienna".parse().expect("an id"));
        let session = |number: usize| [u8::try_from(number).expect("few"); SESSION];
        for number in 0..BROWSERS {
            let (key, since) = (session(number), 100 + Millis::try_from(number).expect("few"));
            let token = Secret::new().expect("randomness");
            register.put_session(&key, &record(since)).await.expect("kept");
            register.put_token(&token, &key, record(since)).await.expect("kept");
            let gone = register.put_grant(&key, &kyoto, &somebody(), since, None).await.expect("kept");
            assert_eq!(gone, Vec::<Hash>::new());
        }
        let all = facts(&directory).await;
        // The first opens the link once more, and the second stands for somebody in Vienna, too.
        register.put_grant(&session(0), &kyoto, &somebody(), 200, None).await.expect("kept");
        register.put_grant(&session(1), &vienna, &somebody(), 200, None).await.expect("kept");
        assert_eq!(facts(&directory).await, all + 2);
        for (number, gives_way) in [(BROWSERS, 1), (BROWSERS + 1, 2), (BROWSERS + 2, 3)] {
            register.put_session(&session(number), &record(300)).await.expect("kept");
            let gone =
                register.put_grant(&session(number), &kyoto, &somebody(), 300, None).await.expect("kept");
            assert_eq!(gone, [session(gives_way)]);
        }
        let (_, left) = register.session(&session(1)).await.expect("reads").expect("of Vienna");
        assert_eq!(left.into_keys().collect::<Vec<_>>(), [vienna]);
        assert_eq!(register.session(&session(2)).await.expect("reads"), None);
        assert_eq!(facts(&directory).await, all + 2 - 2 - 4 - 4 + 3 * 3, "its token, too");
    }

    /// V5
    #[tokio::test]
    async fn v5_sessions_that_are_over_go_with_all_that_hangs_on_them_and_others_stay() {
        let register = Register::new(Arc::new(Memory::new()));
        let (amara, bilal) = ([1; SESSION], [2; SESSION]);
        let id: StatementId = "kyoto".parse().expect("an id");
        let tokens = [amara, bilal].map(|session| (session, Secret::new().expect("randomness")));
        for ((session, token), since) in tokens.iter().zip([10, 20]) {
            register.put_session(session, &record(since)).await.expect("kept");
            register.put_grant(session, &id, &somebody(), since, None).await.expect("kept");
            register.put_token(token, session, record(since)).await.expect("kept");
        }
        let forgotten = register.forget_sessions(|record| record.since < 20).await.expect("forgets");
        assert_eq!(forgotten, 4, "Amara's session, grant and token, and that they stood for somebody");
        assert_eq!(register.session(&amara).await.expect("reads"), None);
        assert_eq!(register.session_of(&tokens[0].1.hash()).await.expect("reads"), None);
        let (kept, grants) = register.session(&bilal).await.expect("reads").expect("Bilal is still here");
        assert_eq!((kept.since, grants.len()), (20, 1));
        assert_eq!(register.session_of(&tokens[1].1.hash()).await.expect("reads"), Some(bilal));
        assert_eq!(register.forget_sessions(|record| record.since < 20).await.expect("forgets"), 0);
    }
}
