//! The facts: in sled for the next start, in memory for reading.

use super::{SledStore, writer::Facts};
use crate::{Directory, ReadError, StoreError, Table};
use bytes::Bytes;
use futures_util::{
    FutureExt,
    future::{self, BoxFuture},
};
use sled::Tree;
use std::sync::PoisonError;

/// Reads every fact; one of an unknown table is left alone.
pub(super) fn load(tree: &Tree) -> sled::Result<Facts> {
    let mut facts = Facts::new();
    for record in tree.scan_prefix(b"d") {
        let (key, value) = record?;
        let table =
            key.get(1).and_then(|number| Table::ALL.into_iter().find(|table| *table as u8 == *number));
        if let Some(table) = table {
            facts.insert((table, key[2..].to_vec()), Bytes::copy_from_slice(&value));
        }
    }
    Ok(facts)
}

impl SledStore {
    fn facts<T>(&self, read: impl FnOnce(&Facts) -> T) -> T {
        read(&self.shared.facts.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Directory for SledStore {
    fn get(&self, table: Table, key: &[u8]) -> BoxFuture<'_, Result<Option<Bytes>, ReadError>> {
        let value = self.facts(|facts| facts.get(&(table, key.to_vec())).cloned());
        future::ready(Ok(value)).boxed()
    }

    fn scan(&self, table: Table, prefix: &[u8]) -> BoxFuture<'_, Result<Vec<(Bytes, Bytes)>, ReadError>> {
        let found = self.facts(|facts| crate::directory::scan(facts, table, prefix));
        future::ready(Ok(found)).boxed()
    }

    fn put(&self, table: Table, key: &[u8], value: Bytes) -> BoxFuture<'_, Result<(), StoreError>> {
        let change = self.fact(table, key.to_vec(), None, Some(value));
        change.map(|done| done.map(|_| ())).boxed()
    }

    fn delete(&self, table: Table, key: &[u8]) -> BoxFuture<'_, Result<(), StoreError>> {
        let change = self.fact(table, key.to_vec(), None, None);
        change.map(|done| done.map(|_| ())).boxed()
    }

    fn swap(
        &self,
        table: Table,
        key: &[u8],
        old: Option<Bytes>,
        new: Option<Bytes>,
    ) -> BoxFuture<'_, Result<bool, StoreError>> {
        self.fact(table, key.to_vec(), Some(old), new).boxed()
    }
}
