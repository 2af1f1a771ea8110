//! One statement's journal as the store knows it: its durable head, and whether it may be trusted.

use super::{
    chunks::{self, Fault, Records},
    keys,
};
use crate::{Damage, Head, Page, ReadError, Seq, page};
use sled::Tree;
use statement::StatementId;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::{OnceCell, watch};

/// Shared by readers, followers and the writer.
pub(super) struct Ledger {
    pub(super) id: StatementId,
    /// Something of it stood on the disk when the store was opened.
    pub(super) found: bool,
    /// It was acknowledged at least up to here before the store was opened.
    witness: Head,
    pub(super) told: watch::Sender<Seq>,
    state: Mutex<State>,
    checked: OnceCell<()>,
}

/// What readers may see.
#[derive(Clone, Default)]
pub(super) struct State {
    /// Durable and, as far as is known, whole up to here.
    pub(super) head: Head,
    /// Set once, never taken back.
    pub(super) damage: Option<Damage>,
}

impl Ledger {
    /// A journal nobody has begun.
    pub(super) fn new(id: StatementId) -> Arc<Self> {
        Self::with(id, Head::default(), Head::default(), false)
    }

    /// A journal that is, or was, on the disk and that nobody has verified yet; `recorded` is what its head record
    /// says, `witness` how far it was acknowledged at least.
    pub(super) fn found(id: StatementId, recorded: Head, witness: Head) -> Arc<Self> {
        Self::with(id, recorded, witness, true)
    }

    fn with(id: StatementId, recorded: Head, witness: Head, found: bool) -> Arc<Self> {
        let told = watch::Sender::new(recorded.seq);
        let state = Mutex::new(State { head: recorded, damage: None });
        Arc::new(Self { id, found, witness, told, state, checked: OnceCell::new() })
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What readers may see now.
    pub(super) fn state(&self) -> State {
        self.lock().clone()
    }

    /// A page became durable.
    pub(super) fn grow(&self, head: Head) {
        self.lock().head = head;
        self.told.send_replace(head.seq);
    }

    fn damaged(&self, good: Head, why: &str) -> Damage {
        let mut state = self.lock();
        let damage = state
            .damage
            .get_or_insert(Damage { id: self.id.clone(), good, why: why.to_owned(), whole: false })
            .clone();
        state.head = damage.good;
        tracing::error!(%damage, "a journal is read-only");
        damage
    }

    /// Reads and verifies the whole journal, once; everything else waits for it. Only a disk that does not
    /// answer is an error here; what does not verify becomes the state.
    pub(super) async fn verify(self: &Arc<Self>, tree: &Tree) -> Result<(), ReadError> {
        let check = || async {
            let (ledger, tree) = (self.clone(), tree.clone());
            tokio::task::spawn_blocking(move || ledger.verify_now(&tree))
                .await
                .map_err(|_| ReadError::Gone)?
        };
        self.checked.get_or_try_init(check).await.map(|_| ())
    }

    fn verify_now(&self, tree: &Tree) -> Result<(), ReadError> {
        let stored = tree.get(keys::head(&self.id)).map_err(disk)?;
        let mut met = self.witness.seq == 0;
        let (good, fault) = self.scan(tree, Seq::MAX, |head| met |= *head == self.witness)?;
        let recorded = stored.as_deref().map_or(Some(Head::default()), keys::decode_head);
        // What does not verify right behind the head record is the beginning of a page that was never finished.
        let fault = match fault {
            _ if recorded == Some(good) => None,
            None => Some("it does not end where its head record says"),
            fault => fault,
        };
        let fault = fault.or((!met).then_some("entries that were saved are missing"));
        if let Some(why) = fault {
            self.damaged(good, why);
        }
        Ok(())
    }

    /// How far the pages verify, and what is wrong right after that, looking no further than `until`: beyond the
    /// durable head the writer may be at work.
    fn scan(
        &self,
        tree: &Tree,
        until: Seq,
        mut passed: impl FnMut(&Head),
    ) -> Result<(Head, Option<&'static str>), ReadError> {
        let mut good = Head::default();
        let mut pages = chunks::verified(tree, &self.id, good, 0);
        while good.seq < until {
            match pages.next() {
                None => break,
                Some(Ok(page)) => {
                    good = page.head();
                    passed(&good);
                }
                Some(Err(Fault::Disk(why))) => return Err(ReadError::Io(why)),
                Some(Err(Fault::Bad(why))) => return Ok((good, Some(why))),
            }
        }
        Ok((good, None))
    }

    /// Something did not verify while it was read: finds out how much is good.
    fn found_bad(&self, tree: &Tree, why: &'static str) -> ReadError {
        match self.scan(tree, self.state().head.seq, |_| ()) {
            Ok((good, found)) => self.damaged(good, found.unwrap_or(why)).into(),
            Err(error) => error,
        }
    }

    /// The pages after `after`; see [`crate::Journal::read`]. The journal has been verified before.
    pub(super) fn read(&self, tree: &Tree, after: Seq, limit_bytes: usize) -> Result<Vec<Page>, ReadError> {
        let state = self.state();
        if after >= state.head.seq {
            return state.damage.map_or(Ok(Vec::new()), |damage| Err(damage.into()));
        }
        let (mut pages, mut bytes) = (Vec::new(), 0);
        let mut take = || {
            let (from, head) = self.before(tree, after + 1)?;
            for page in chunks::verified(tree, &self.id, head, from) {
                let page = page?;
                bytes += page::payload_len(&page.entries);
                if !pages.is_empty() && bytes > limit_bytes {
                    break;
                }
                let last = page.last();
                pages.push(page);
                if last >= state.head.seq {
                    break;
                }
            }
            Ok(())
        };
        match take() {
            Ok(()) => Ok(pages),
            Err(Fault::Disk(why)) => Err(ReadError::Io(why)),
            Err(Fault::Bad(why)) => match self.found_bad(tree, why) {
                ReadError::Damaged(_) if !pages.is_empty() => Ok(pages),
                error => Err(error),
            },
        }
    }

    /// Where the page that holds `seq` starts, and the head right before it, as the page before it claims.
    fn before(&self, tree: &Tree, seq: Seq) -> Result<(Seq, Head), Fault> {
        let first = chunks::page_at(tree, &self.id, seq)?.ok_or(Fault::Bad("a page is missing"))?;
        if first <= 1 {
            return Ok((first, Head::default()));
        }
        let link = self.claim(tree, first - 1)?.1;
        Ok((first, Head { seq: first - 1, link }))
    }

    /// What the page that holds `seq` says of itself: its last sequence and its link.
    fn claim(&self, tree: &Tree, seq: Seq) -> Result<(Seq, page::Link), Fault> {
        let missing = Fault::Bad("a page is missing");
        let first = chunks::page_at(tree, &self.id, seq)?.ok_or(missing.clone())?;
        let (_, record) = Records::new(tree, &self.id, first).next().ok_or(missing)??;
        let count = page::claimed_count(&record).ok_or(Fault::Bad("a page is cut short"))?;
        let link = page::claimed_link(&record).ok_or(Fault::Bad("a page is cut short"))?;
        Ok(((first + Seq::from(count)).saturating_sub(1), link))
    }

    /// Whether a page of the trusted part ends at `seq` with this link.
    pub(super) fn ends(&self, tree: &Tree, seq: Seq, link: &page::Link) -> bool {
        let trusted = seq > 0 && seq <= self.state().head.seq;
        trusted && self.claim(tree, seq).is_ok_and(|(last, claimed)| last == seq && claimed == *link)
    }
}

pub(super) fn disk(error: sled::Error) -> ReadError {
    ReadError::Io(error.to_string())
}
