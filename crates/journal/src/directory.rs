//! Small mutable facts that belong to no statement.

use crate::{ReadError, StoreError};
use bytes::Bytes;
use futures_util::future::BoxFuture;
use std::collections::BTreeMap;

/// The most bytes of one value.
pub const MAX_VALUE: usize = 4096;
/// The most bytes of one key.
pub const MAX_KEY: usize = 256;

/// What the facts are about. The numbers are part of the stored format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Table {
    /// The alliance itself: its name and the like.
    Alliance = 1,
    /// The hash of the set-up link, while it holds.
    SetUp = 2,
    /// From a link's hash to its statement.
    Links = 3,
    /// Sessions by the hash of their token.
    Sessions = 4,
    /// From a person in a statement to the sessions that stand for them.
    Browsers = 5,
}

impl Table {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Alliance, Self::SetUp, Self::Links, Self::Sessions, Self::Browsers];
}

/// Facts by table and key. A write that answered is durable; reads show only durable facts.
pub trait Directory: Send + Sync + 'static {
    /// The value, if there is one.
    fn get(&self, table: Table, key: &[u8]) -> BoxFuture<'_, Result<Option<Bytes>, ReadError>>;

    /// Every key that starts with `prefix`, with its value, in order of key.
    fn scan(&self, table: Table, prefix: &[u8]) -> BoxFuture<'_, Result<Vec<(Bytes, Bytes)>, ReadError>>;

    /// Sets the value, at most [`MAX_VALUE`] bytes under a key of at most [`MAX_KEY`].
    fn put(&self, table: Table, key: &[u8], value: Bytes) -> BoxFuture<'_, Result<(), StoreError>>;

    /// Takes the value away; no news if there is none.
    fn delete(&self, table: Table, key: &[u8]) -> BoxFuture<'_, Result<(), StoreError>>;

    /// Sets the value to `new` (`None`: away) only where it is `old` (`None`: absent) now; tells whether it was.
    fn swap(
        &self,
        table: Table,
        key: &[u8],
        old: Option<Bytes>,
        new: Option<Bytes>,
    ) -> BoxFuture<'_, Result<bool, StoreError>>;
}

/// Whether a key and value may be kept.
pub(crate) fn fits(key: &[u8], value: Option<&Bytes>) -> Result<(), StoreError> {
    let too_large = |bytes, most| Err(StoreError::TooLarge { bytes, most });
    if key.len() > MAX_KEY {
        return too_large(key.len(), MAX_KEY);
    }
    match value {
        Some(value) if value.len() > MAX_VALUE => too_large(value.len(), MAX_VALUE),
        _ => Ok(()),
    }
}

/// The facts of a table whose keys start with `prefix`.
pub(crate) fn scan(
    facts: &BTreeMap<(Table, Vec<u8>), Bytes>,
    table: Table,
    prefix: &[u8],
) -> Vec<(Bytes, Bytes)> {
    facts
        .range((table, prefix.to_vec())..)
        .take_while(|((at, key), _)| *at == table && key.starts_with(prefix))
        .map(|((_, key), value)| (Bytes::copy_from_slice(key), value.clone()))
        .collect()
}
