//! Both engines keep the contract, and so does a faulty one that was told of no fault.

use journal::{Memory, SledStore, contract, testing::Faulty};
use std::sync::Arc;

#[tokio::test(flavor = "multi_thread")]
async fn memory_keeps_the_contract() {
    let store = Arc::new(Memory::new());
    contract::journal(store.clone()).await;
    contract::directory(store).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn sled_keeps_the_contract() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = Arc::new(SledStore::open(folder.path()).expect("a store"));
    contract::journal(store.clone()).await;
    contract::directory(store).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_fault_faulty_keeps_the_contract() {
    let store = Arc::new(Faulty::new(Arc::new(Memory::new())));
    contract::journal(store.clone()).await;
    contract::directory(store).await;
}
