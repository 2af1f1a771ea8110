//! What the disk says is what is true.

use super::*;
use crate::snapshot;
use bytes::Bytes;
use futures_util::future::BoxFuture;
use journal::{AppendError, Damage, Page, ReadError, Snapshot, StoreError};
use statement::Act;

fn written() -> House {
    let mut house = House::new();
    for name in ["amara", "bilal", "chiyo"] {
        house.comes(name);
    }
    for round in 0..10 {
        house.types("bilal", "opening", &format!("Bilal {round}. "));
        house.types("chiyo", "prisons", &format!("Chiyo {round}. "));
        house.settle();
    }
    house.acts("amara", vec![Act::SetTitle { title: "Retitled".to_owned() }], None).expect("may");
    house
}

#[test]
fn r7_what_an_append_that_failed_held_was_never_called_saved_and_comes_again() {
    let mut house = House::new();
    house.comes("bilal");
    house.comes("chiyo");
    house.slow_disk = true;
    house.types("bilal", "opening", "Lost on the way? ");
    let retitled = house.asks("amara", vec![Act::SetTitle { title: "New".to_owned() }], None);
    house.disk_fails();
    assert!(house.ended);
    assert!(matches!(house.answers[&retitled], Err(ActError::Failed(_))));
    for name in ["bilal", "chiyo"] {
        assert!(matches!(house.peers[name].bye, Some(Bye::TryAgain(_))), "{name}");
    }
    assert!(!house.peers["bilal"].all_saved());
    assert_eq!(house.peer("chiyo").words("opening"), "");

    // The next open reads the disk; the browsers come again.
    let peers = std::mem::take(&mut house.peers);
    let mut house = House::over(house.journal);
    house.peers = peers;
    house.comes("chiyo");
    house.comes("bilal");
    house.agree();
    assert_eq!(house.words_of("opening"), "Lost on the way? ");
    assert!(house.peers["bilal"].all_saved());
    assert_eq!(house.live.told.title(), "Joint statement");
}

#[test]
fn n5_replay_equals_live_and_snapshot_with_tail_equals_replay() {
    let mut house = written();
    let snapshot = house.live.snapshot().expect("something happened");
    wait(house.journal.save_snapshot(&id(), snapshot)).expect("kept");
    house.types("bilal", "opening", "The tail. ");
    house.settle();
    let live = house.live.reading().expect("reads");

    let mut tail = House::over(house.journal.clone());
    let pages = wait(house.journal.read(&id(), 0, usize::MAX)).expect("reads");
    let bare = Arc::new(Memory::new());
    for page in pages {
        wait(bare.append(&id(), page.first - 1, page.entries)).expect("appends");
    }
    let mut replay = House::over(bare);
    for other in [&mut tail, &mut replay] {
        let reading = other.live.reading().expect("reads");
        assert_eq!(*reading.statement, *live.statement);
        assert_eq!((reading.seq, &reading.text, &reading.summary), (live.seq, &live.text, &live.summary));
        for doc in [Doc::Text, Doc::Summary] {
            let sv = |house: &mut House| {
                let sv = house.live.paper(doc).document.state_vector().expect("reads");
                gate::state_vector(&sv).expect("good")
            };
            assert_eq!(sv(other), sv(&mut house), "{doc:?}");
        }
        // And the gate goes on where it stood.
        other.peers = std::mem::take(&mut house.peers);
        other.peers.values_mut().for_each(|peer| peer.conn = None);
        other.comes("bilal");
        other.types("bilal", "opening", "Going on. ");
        other.agree();
        assert!(other.peers["bilal"].all_saved());
        house.peers = std::mem::take(&mut other.peers);
    }
}

#[test]
fn n4_a_snapshot_that_is_not_whole_is_not_used() {
    let mut house = written();
    let seq = house.head().seq;
    let snapshot = house.live.snapshot().expect("something happened");
    assert!(snapshot::decode(&snapshot.bytes, seq).is_some());
    assert!(snapshot::decode(&snapshot.bytes, seq + 1).is_none());
    for at in (0..snapshot.bytes.len()).step_by(97) {
        let mut bad = snapshot.bytes.to_vec();
        bad[at] ^= 1;
        assert!(snapshot::decode(&bad, seq).is_none(), "byte {at}");
        assert!(snapshot::decode(&snapshot.bytes[..at], seq).is_none(), "cut at {at}");
    }
}

#[test]
fn n2_a_snapshot_is_due_after_a_thousand_entries_and_at_the_lock() {
    let mut house = House::new();
    house.comes("bilal");
    for _ in 0..1_001 {
        house.types("bilal", "opening", "x");
    }
    house.settle();
    let kept = wait(house.journal.load_snapshot(&id())).expect("reads").expect("one was due");
    assert!(kept.seq >= 1_000);
    // Where the snapshots are gone, or of another fold, the next opening is the last that replays all of it.
    let bare = Arc::new(Memory::new());
    for page in wait(house.journal.read(&id(), 0, usize::MAX)).expect("reads") {
        wait(bare.append(&id(), page.first - 1, page.entries)).expect("appends");
    }
    let mut anew = House::over(bare.clone());
    anew.event(Event::Wake);
    let kept = wait(bare.load_snapshot(&id())).expect("reads").expect("due at once");
    assert_eq!(kept.seq, house.head().seq);
    house.comes("amara");
    house.pens_down();
    let (lock, sections) = house.lock_of("amara");
    let seq = house.acts("amara", vec![lock], Some(sections)).expect("locked");
    assert_eq!(wait(house.journal.load_snapshot(&id())).expect("reads").expect("there").seq, seq);
}

#[test]
fn r8_a_journal_from_a_newer_program_is_read_only_and_nothing_is_stored_over_it() {
    let mut house = written();
    let head = house.head();
    let strange = Bytes::from_static(&[9, 9, 9]);
    wait(house.journal.append(&id(), head.seq, vec![strange])).expect("opaque to the journal");
    let head = house.head();
    let mut house = House { peers: std::mem::take(&mut house.peers), ..House::over(house.journal) };
    house.comes("chiyo");
    assert!(house.peers["chiyo"].view.as_ref().expect("a view").read_only.is_some());
    assert!(house.words_of("prisons").contains("Chiyo 9. "), "the good part reads");
    house.types("chiyo", "prisons", "More. ");
    house.settle();
    assert!(matches!(house.refusal("chiyo"), Some(Refusal::ReadOnly(_))));
    let title = Act::SetTitle { title: "No".to_owned() };
    assert!(matches!(house.acts("amara", vec![title], None), Err(ActError::Refused(Refusal::ReadOnly(_)))));
    assert!(house.live.snapshot().is_none());
    assert_eq!(house.head(), head);
}

/// A journal whose chain fails after some entry.
struct Torn {
    inner: Arc<Memory>,
    good: Head,
}

impl Torn {
    fn damage(&self) -> ReadError {
        ReadError::Damaged(Damage {
            id: id(),
            good: self.good,
            why: "the chain does not hold".to_owned(),
            whole: false,
        })
    }
}

impl Journal for Torn {
    fn append(&self, _: &StatementId, _: Seq, _: Vec<Bytes>) -> BoxFuture<'_, Result<Head, AppendError>> {
        panic!("R8: nothing is stored over damage")
    }

    fn read(
        &self,
        id: &StatementId,
        after: Seq,
        limit: usize,
    ) -> BoxFuture<'_, Result<Vec<Page>, ReadError>> {
        let id = id.clone();
        Box::pin(async move {
            let pages = self.inner.read(&id, after, limit).await?;
            let good: Vec<_> = pages.into_iter().filter(|page| page.last() <= self.good.seq).collect();
            if good.is_empty() { Err(self.damage()) } else { Ok(good) }
        })
    }

    fn head(&self, _: &StatementId) -> BoxFuture<'_, Result<Option<Head>, ReadError>> {
        Box::pin(async move { Err(self.damage()) })
    }

    fn follow(&self, id: &StatementId) -> tokio::sync::watch::Receiver<Seq> {
        self.inner.follow(id)
    }

    fn list(&self) -> BoxFuture<'_, Result<Vec<StatementId>, ReadError>> {
        self.inner.list()
    }

    fn save_snapshot(&self, _: &StatementId, _: Snapshot) -> BoxFuture<'_, Result<(), StoreError>> {
        panic!("R8: nothing is stored over damage")
    }

    fn load_snapshot(&self, id: &StatementId) -> BoxFuture<'_, Result<Option<Snapshot>, ReadError>> {
        self.inner.load_snapshot(id)
    }
}

#[test]
fn r8_a_journal_that_fails_its_chain_is_read_as_far_as_it_is_good() {
    let mut house = written();
    let snapshot = house.live.snapshot().expect("something happened");
    let pages = wait(house.journal.read(&id(), 0, usize::MAX)).expect("reads");
    let good = pages[pages.len() / 2].head();
    assert!(good.seq < snapshot.seq, "the snapshot stands behind the damage, so it is not used");
    wait(house.journal.save_snapshot(&id(), snapshot)).expect("kept");
    let torn: Arc<dyn Journal> = Arc::new(Torn { inner: house.journal.clone(), good });
    let mut house =
        House { live: wait(load(&torn, &id(), None)).expect("it opens"), ..House::over(house.journal) };
    house.comes("emeka");
    let why = house.peers["emeka"].view.clone().expect("a view").read_only.clone().expect("a reason");
    assert!(why.contains(&format!("after entry {}", good.seq)), "{why}");
    assert_eq!(house.peer("emeka").view.as_ref().expect("a view").seq, good.seq);
    let said = house.words_of("prisons");
    assert!(said.contains("Chiyo 0. ") && !said.contains("Chiyo 9. "), "{said}");
    house.comes("chiyo");
    house.types("chiyo", "prisons", "More. ");
    house.settle();
    assert!(matches!(house.refusal("chiyo"), Some(Refusal::ReadOnly(_))));
    assert!(house.live.snapshot().is_none());
}
