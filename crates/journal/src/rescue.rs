//! Copies what is good in a data folder, broken or not, into a new one (J20). The source is only read.

use crate::{
    Directory, Journal, OpenError, Page, SledStore, Snapshot, StoreError, Table,
    sled::{
        Lock,
        salvage::{self, Found},
    },
    snapshot,
};
use statement::StatementId;
use std::{fs, path::Path};

/// What became of one statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rescued {
    /// Which.
    pub id: StatementId,
    /// Entries that are in the new folder, from the first on.
    pub entries: u64,
    /// Entries that it had, as far as anything tells.
    pub of: u64,
    /// What is missing, in words; none if nothing is.
    pub missing: Option<String>,
    /// The newest entry of which a snapshot in the old folder still has the words, where that is more than was copied.
    pub words_until: Option<u64>,
}

/// What a rescue came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Each statement, in order of id.
    pub statements: Vec<Rescued>,
    /// Facts that were copied, by table.
    pub facts: Vec<(Table, usize)>,
    /// What is wrong with the old folder; none if nothing is.
    pub broken: Option<String>,
}

/// Why a rescue was not made, or broke off.
#[derive(Debug, thiserror::Error)]
pub enum RescueError {
    /// One of the two folders cannot be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The new folder has something in it.
    #[error("{0} is not empty: name a new folder")]
    NotEmpty(String),
    /// Nothing of Kyodo's is in the old folder.
    #[error("nothing of Kyodo’s can be read in {0}")]
    Nothing(String),
    /// The new folder does not take it.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// What was written is not what was read.
    #[error("the copy of {0} is not what was read: this is a fault of Kyodo’s")]
    Unlike(StatementId),
}

/// Copies what is good. Of a broken folder sessions and set-up links stay behind: one that was ended might be among
/// them, and its end among what is lost.
pub async fn rescue(from: &Path, to: &Path) -> Result<Report, RescueError> {
    if fs::read_dir(to).is_ok_and(|mut entries| entries.next().is_some()) {
        return Err(RescueError::NotEmpty(to.display().to_string()));
    }
    let disk =
        |error: std::io::Error| OpenError::Unusable { folder: from.to_owned(), why: error.to_string() };
    let _lock = Lock::take(from)?;
    let broken = salvage::objection(from).map_err(disk)?;
    let found = salvage::read(from, None).map_err(disk)?;
    if !found.is_ours() {
        return Err(RescueError::Nothing(from.display().to_string()));
    }
    let store = SledStore::open(to)?;
    let mut statements = Vec::new();
    for statement in &found.statements {
        copy(&store, statement, &from.join("snapshots")).await?;
        let (entries, reach) = (statement.good().seq, statement.reach().seq);
        statements.push(Rescued {
            id: statement.id.clone(),
            entries,
            of: statement.known,
            missing: statement.missing(),
            words_until: Some(reach).filter(|reach| *reach > entries),
        });
    }
    let mut facts: Vec<(Table, usize)> = Table::ALL.into_iter().map(|table| (table, 0)).collect();
    for ((table, key), value) in found.facts {
        if broken.is_some() && matches!(table, Table::Sessions | Table::Browsers | Table::SetUp) {
            continue;
        }
        store.put(table, &key, value).await?;
        facts.iter_mut().filter(|(other, _)| *other == table).for_each(|(_, count)| *count += 1);
    }
    Ok(Report { statements, facts, broken })
}

/// Page by page, so that every link of the chain is the same.
async fn copy(store: &SledStore, found: &Found, snapshots: &Path) -> Result<(), RescueError> {
    let unlike = || RescueError::Unlike(found.id.clone());
    for Page { first, entries, link } in &found.pages {
        match store.append(&found.id, first - 1, entries.clone()).await {
            Ok(head) if head.link == *link => {}
            Err(crate::AppendError::Store(error)) => return Err(error.into()),
            _ => return Err(unlike()),
        }
    }
    let ours = |it: &Snapshot| {
        found.pages.iter().any(|page| page.head() == crate::Head { seq: it.seq, link: it.link })
    };
    if let Some(snapshot) = snapshot::newest(&snapshots.join(found.id.as_str()), &found.id, ours) {
        store.save_snapshot(&found.id, snapshot).await?;
    }
    Ok(())
}
