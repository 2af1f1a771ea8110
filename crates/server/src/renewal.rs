//! From one session to the next: the new one waits until its browser shows it, and then takes the old one's place (V20).
//!
//! An answer may be lost on its way, so nothing of the old session ends before the browser is known to have the new
//! cookie. Whoever kept the old cookie has until then what it opened already, and of the new one nothing.

use crate::{
    Error,
    desk::Desk,
    register::{Grant, Record, Register},
    secret::Hash,
    sessions::Session,
    sockets::Over,
};
use bytes::Bytes;
use journal::Table;
use statement::{Millis, StatementId};
use std::collections::btree_map::Entry;

/// Sessions that wait to take one's place; the one made first gives way.
const HEIRS: usize = 4;
/// Signed in within so long of each other, two are of one browser at once: two tabs, a double click.
const AT_ONCE: Millis = 3_000;

/// Where the heirs of a session are found. No statement's id begins with a zero byte, so it is no row of a browser.
fn heirs(of: &Hash) -> Vec<u8> {
    [&[0], of.as_slice()].concat()
}

impl Register {
    /// The sessions that wait to take this one's place, in the order they were made.
    async fn heirs(&self, of: &Hash) -> Result<Vec<Session>, Error> {
        let all = heirs(of);
        let mut found: Vec<Session> = Vec::new();
        for (row, _) in self.directory().scan(Table::Browsers, &all).await? {
            let Ok(key) = Hash::try_from(&row[all.len()..]) else { continue };
            match self.session(&key).await? {
                Some((record, grants)) => found.push(Session { key, record, grants }),
                None => self.directory().delete(Table::Browsers, &row).await?,
            }
        }
        found.sort_unstable_by_key(|heir| heir.record.since);
        Ok(found)
    }

    async fn put_heir(&self, of: &Hash, heir: &Hash) -> Result<(), Error> {
        let row = [heirs(of).as_slice(), heir].concat();
        Ok(self.directory().put(Table::Browsers, &row, Bytes::from_static(b"null")).await?)
    }

    async fn drop_heir(&self, of: &Hash, heir: &Hash) -> Result<(), Error> {
        let row = [heirs(of).as_slice(), heir].concat();
        Ok(self.directory().delete(Table::Browsers, &row).await?)
    }
}

/// Keeps a new session that stands for what the one before stands for, and for what is new; the one before stays as it
/// is.
pub(crate) async fn begin(
    desk: &Desk,
    visitor: Option<&Session>,
    key: &Hash,
    record: Record,
    grant: Option<(&StatementId, &Grant)>,
) -> Result<(), Error> {
    let register = desk.register();
    let _alone = desk.renewal().lock().await;
    if let Some(before) = visitor {
        let waiting = register.heirs(&before.key).await?;
        for heir in waiting.iter().take((waiting.len() + 1).saturating_sub(HEIRS)) {
            register.drop_session(&heir.key).await?;
            register.drop_heir(&before.key, &heir.key).await?;
        }
    }
    register.put_session(key, &record).await?;
    if let Some(before) = visitor {
        register.put_heir(&before.key, key).await?;
    }
    let held = visitor.iter().flat_map(|session| &session.grants);
    let others = held.filter(|(id, _)| grant.is_none_or(|(given, _)| given != *id));
    for (id, grant) in others.chain(grant) {
        give(desk, key, id, grant, visitor.map(|session| &session.key)).await?;
    }
    Ok(())
}

async fn give(
    desk: &Desk,
    key: &Hash,
    id: &StatementId,
    grant: &Grant,
    before: Option<&Hash>,
) -> Result<(), Error> {
    for gone in desk.register().put_grant(key, id, grant, desk.now(), before).await? {
        desk.sockets().close(&gone, id);
    }
    Ok(())
}

/// The browser has the new cookie: this session takes the place of the one before, which ends with its token and its
/// sockets. A request may be given up at any point of it; the next one with this cookie goes on.
pub(crate) async fn shown(desk: &Desk, key: &Hash) -> Result<(), Error> {
    let register = desk.register();
    let _alone = desk.renewal().lock().await;
    let Some((mut record, mut grants)) = register.session(key).await? else { return Ok(()) };
    let Some(before) = record.after else { return Ok(()) };
    let close = |replaced: &[StatementId]| replaced.iter().for_each(|id| desk.sockets().close(&before, id));
    let mut replaced = Vec::new();
    if let Some((_, held)) = register.session(&before).await? {
        // What it came to stand for since, then what the browser signed in to at the same moment.
        let mut more = vec![(before, held.clone())];
        for heir in register.heirs(&before).await?.into_iter().filter(|heir| heir.key != *key) {
            if heir.record.since.abs_diff(record.since) >= AT_ONCE.unsigned_abs() {
                // Its answer was lost, or nobody wanted it any more.
                register.drop_session(&heir.key).await?;
            } else {
                // It stays usable: its cookie may be on its way, and then replaces this one in the browser.
                register.put_session(&heir.key, &Record { after: None, ..heir.record.clone() }).await?;
                record.founder = record.founder.or(heir.record.founder);
                more.push((heir.key, heir.grants));
            }
        }
        for (from, held) in more {
            for (id, grant) in held {
                if let Entry::Vacant(place) = grants.entry(id) {
                    give(desk, key, place.key(), &grant, Some(&from)).await?;
                    place.insert(grant);
                }
            }
        }
        // Kept before the other goes: what was joined outlasts a request that is given up here.
        register.put_session(key, &record).await?;
        let other = |(id, held): &(StatementId, Grant)| grants[id].person != held.person;
        replaced = held.into_iter().filter(other).map(|(id, _)| id).collect();
    }
    // Twice: where the next step has to be done again nobody knows whom they were, and until it is done they may come back.
    close(&replaced);
    register.drop_session(&before).await?;
    close(&replaced);
    desk.sockets().close_all(&before, Over::Renewed);
    for heir in register.heirs(&before).await? {
        register.drop_heir(&before, &heir.key).await?;
    }
    register.put_session(key, &Record { after: None, ..record }).await
}

#[cfg(test)]
mod tests {
    use super::*;

    /// V20
    #[test]
    fn v20_a_session_that_an_older_program_kept_waits_for_nothing() {
        let kept = r#"{"founder":null,"own_device":true,"created":7,"token":null}"#;
        let record: Record = serde_json::from_str(kept).expect("it stays readable");
        assert_eq!((record.since, record.after), (7, None));
    }
}
