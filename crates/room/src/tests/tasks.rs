//! The shell: rooms opened once, closed when idle; slow readers; an append that fails; shutting down.

use super::*;
use journal::testing::Faulty;
use std::sync::atomic::{AtomicI64, Ordering};

fn rooms(journal: Arc<dyn Journal>) -> Rooms {
    let now = AtomicI64::new(MORNING);
    Rooms::new(journal, Arc::new(move || now.fetch_add(1, Ordering::Relaxed)))
}

fn joining(name: &str) -> Joining {
    Joining {
        person: who(name),
        link: None,
        schema: SCHEMA,
        generation: None,
        heard: Heard::Unsaid,
        echo: false,
    }
}

fn open() -> Inbound {
    Inbound::Open { doc: Doc::Text, state_vector: vec![0] }
}

#[tokio::test]
async fn a_word_goes_from_one_connection_to_the_other() {
    let rooms = rooms(Arc::new(Memory::new()));
    let room = rooms.create(&id(), create()).await.expect("made");
    assert!(matches!(rooms.create(&id(), create()).await, Err(crate::OpenError::Twice)));
    assert_eq!(rooms.list().await.expect("lists"), [id()]);
    let mut one = room.join(joining("amara")).await.expect("in");
    let mut two = rooms.open(&id()).await.expect("the same room").join(joining("amara")).await.expect("in");
    let mut page = Peer::new("amara", 7);
    for joined in [&mut one, &mut two] {
        assert!(room.send(joined.conn, open()).await);
        let Some(Outbound::State { update, .. }) = joined.outbox.recv().await else { panic!("a state") };
        page.apply(&update);
    }
    let bytes = page.types("opening", "Out loud. ");
    room.send(one.conn, Inbound::Update { number: 1, doc: Doc::Text, bytes }).await;
    assert!(matches!(one.outbox.recv().await, Some(Outbound::Saved { number: 1, seq: 4 })));
    assert!(matches!(two.outbox.recv().await, Some(Outbound::Update { seq: 4, .. })));
    assert_eq!(room.here().await.expect("open").len(), 1);
    assert_eq!(room.reading().await.expect("reads").text.sections[0].blocks[0].text(), "Out loud. ");
    assert_eq!(room.looking().await.expect("looks").checklist().words, 2);
    assert!(!room.state(Doc::Text).await.expect("reads").is_empty());
    drop(one);
    drop(two);
    assert!(room.here().await.expect("open").is_empty(), "dropping the outbox leaves");
    rooms.shutdown().await;
    assert!(rooms.open(&id()).await.is_err());
}

#[tokio::test]
async fn r7_an_append_that_fails_closes_the_room_and_the_next_open_reads_the_disk() {
    let faulty = Faulty::new(Arc::new(Memory::new()));
    let faults = faulty.faults();
    let rooms = rooms(Arc::new(faulty));
    let room = rooms.create(&id(), create()).await.expect("made");
    let mut joined = room.join(joining("amara")).await.expect("in");
    faults.fail_next(1);
    let title = |title: &str| vec![Act::SetTitle { title: title.to_owned() }];
    assert!(matches!(room.act(who("amara"), title("One"), None).await, Err(ActError::Failed(_))));
    assert!(matches!(joined.outbox.recv().await, Some(Outbound::Bye(Bye::TryAgain(_)))));
    assert!(joined.outbox.recv().await.is_none(), "nothing after a Bye");
    assert!(matches!(room.act(who("amara"), title("Two"), None).await, Err(ActError::Failed(_))));
    let room = rooms.open(&id()).await.expect("opens anew");
    assert_eq!(room.view(who("amara")).await.expect("may").title, "Joint statement");
    room.act(who("amara"), title("Three"), None).await.expect("saved");
    assert!(matches!(room.view(who("bilal")).await, Err(ActError::Refused(Refusal::NotHere))));
}

#[tokio::test]
async fn r10_a_slow_reader_is_closed_and_others_notice_nothing() {
    let rooms = rooms(Arc::new(Memory::new()));
    let room = rooms.create(&id(), create()).await.expect("made");
    let mut slow = room.join(joining("amara")).await.expect("in");
    let mut quick = room.join(joining("amara")).await.expect("in");
    for round in 0..300 {
        room.act(who("amara"), vec![Act::SetTitle { title: format!("{round}") }], None).await.expect("saved");
        assert!(matches!(quick.outbox.recv().await, Some(Outbound::Event { .. })));
    }
    let mut last = None;
    let mut heard = 0;
    while let Some(message) = slow.outbox.recv().await {
        (last, heard) = (Some(message), heard + 1);
    }
    assert!(matches!(last, Some(Outbound::Bye(Bye::TryAgain(_)))), "{last:?}");
    assert_eq!(heard, 256);
}

#[tokio::test]
async fn shutting_down_lets_the_last_page_land() {
    let memory = Arc::new(Memory::new());
    let rooms = rooms(memory.clone());
    let room = rooms.create(&id(), create()).await.expect("made");
    let mut joined = room.join(joining("amara")).await.expect("in");
    room.act(who("amara"), vec![Act::SetTitle { title: "Last".to_owned() }], None).await.expect("saved");
    rooms.shutdown().await;
    assert!(matches!(joined.outbox.recv().await, Some(Outbound::Event { .. })));
    assert!(matches!(joined.outbox.recv().await, Some(Outbound::Bye(Bye::TryAgain(_)))));
    let kept = memory.load_snapshot(&id()).await.expect("reads").expect("kept at the end");
    assert_eq!(kept.seq, memory.head(&id()).await.expect("reads").expect("there").seq);
    assert!(matches!(
        Rooms::open(&rooms, &"other".parse().expect("an id")).await,
        Err(crate::OpenError::Failed(_))
    ));
}

#[tokio::test(start_paused = true)]
async fn a_room_nobody_holds_closes_by_itself_and_opens_from_its_snapshot() {
    let memory = Arc::new(Memory::new());
    let rooms = rooms(memory.clone());
    let room = rooms.create(&id(), create()).await.expect("made");
    room.act(who("amara"), vec![Act::SetTitle { title: "Kept".to_owned() }], None).await.expect("saved");
    let mailbox = room.mailbox.downgrade();
    drop(room);
    // Time passes by itself where everybody only waits.
    tokio::time::sleep(std::time::Duration::from_secs(59)).await;
    assert!(mailbox.upgrade().is_some(), "somebody may come back soon");
    tokio::time::sleep(std::time::Duration::from_secs(2)).await;
    assert!(mailbox.upgrade().is_none());
    let room = rooms.open(&id()).await.expect("opens");
    assert_eq!(room.view(who("amara")).await.expect("may").title, "Kept");
    assert!(memory.load_snapshot(&id()).await.expect("reads").is_some());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_long_text_goes_in_off_the_turn_once_after_a_state() {
    let rooms = rooms(Arc::new(Memory::new()));
    let room = rooms.create(&id(), create()).await.expect("made");
    let mut joined = room.join(joining("amara")).await.expect("in");
    room.send(joined.conn, open()).await;
    let Some(Outbound::State { update, .. }) = joined.outbox.recv().await else { panic!("a state") };
    let page = Peer::new("amara", 7);
    page.apply(&update);
    let mut page = page;
    let long = "Written on the flight. ".repeat(20_000);
    let bytes = page.types("opening", &long);
    assert!(bytes.len() > 256 * 1024);
    room.send(joined.conn, Inbound::Update { number: 1, doc: Doc::Text, bytes }).await;
    assert!(matches!(joined.outbox.recv().await, Some(Outbound::Saved { number: 1, .. })));
    assert_eq!(room.reading().await.expect("reads").text.sections[0].blocks[0].text(), long);
    let bytes = page.types("opening", &long);
    room.send(joined.conn, Inbound::Update { number: 2, doc: Doc::Text, bytes }).await;
    let refused = joined.outbox.recv().await;
    assert!(matches!(&refused, Some(Outbound::Refused { refusal: Refusal::TooLarge(_), .. })), "{refused:?}");
}

#[tokio::test]
async fn whoever_waits_for_a_statement_meets_whoever_makes_it() {
    let rooms = rooms(Arc::new(Memory::new()));
    // Bilal waits at the door while Amara finds nothing there.
    let bilal = rooms.place(&id());
    assert!(matches!(rooms.open(&id()).await, Err(crate::OpenError::NoSuchStatement)));
    let room = rooms.create(&id(), create()).await.expect("made");
    let task = bilal.lock().await.as_ref().map(|running| running.mailbox.clone());
    assert!(task.and_then(|mailbox| mailbox.upgrade()).is_some_and(|his| his.same_channel(&room.mailbox)));
    drop((bilal, room));
    assert!(matches!(
        rooms.open(&"other".parse().expect("an id")).await,
        Err(crate::OpenError::NoSuchStatement)
    ));
    assert_eq!(rooms.places().len(), 1, "what nobody waits for is not remembered");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_earlier_text_is_put_together_once_however_many_ask() {
    let rooms = rooms(Arc::new(Memory::new()));
    let room = rooms.create(&id(), create()).await.expect("made");
    let title = |title: &str| vec![Act::SetTitle { title: title.to_owned() }];
    let first = room.act(who("amara"), title("First"), None).await.expect("saved");
    room.act(who("amara"), title("Second"), None).await.expect("saved");
    let id = id();
    let (one, two) = tokio::join!(rooms.reading_at(&id, first), rooms.reading_at(&id, first));
    let (one, two) = (one.expect("reads"), two.expect("reads"));
    assert_eq!((one.seq, one.statement.title()), (first, "First"));
    assert!(Arc::ptr_eq(&one.statement, &two.statement));
    let other = rooms.reading_at(&id, first + 1).await.expect("reads");
    assert_eq!(other.statement.title(), "Second");
}

/// An append lands, and the disk of another statement is found full before this room has looked.
#[tokio::test]
async fn r15_a_full_disk_that_is_known_when_an_append_lands_is_told_to_every_page() {
    let faulty = Faulty::new(Arc::new(Memory::new()));
    let faults = faulty.faults();
    let rooms = rooms(Arc::new(faulty));
    let room = rooms.create(&id(), create()).await.expect("made");
    let mut amara = room.join(joining("amara")).await.expect("in");
    assert!(room.send(amara.conn, open()).await);
    let Some(Outbound::State { update, .. }) = amara.outbox.recv().await else { panic!("a state") };
    let mut page = Peer::new("amara", 7);
    page.apply(&update);
    faults.hold(true);
    let bytes = page.types("opening", "Just in time. ");
    let asked = faults.appends() + 1;
    room.send(amara.conn, Inbound::Update { number: 1, doc: Doc::Text, bytes }).await;
    faults.asked(asked).await;
    // One thread: the append runs, then this, and only then the room.
    faults.hold(false);
    tokio::spawn(async move { faults.full(true) });
    let mut saved = false;
    let told = async {
        loop {
            match amara.outbox.recv().await.expect("it goes on") {
                Outbound::Saved { number: 1, .. } => saved = true,
                Outbound::Event { view, .. } => return view.common.cannot_save.clone(),
                _ => {}
            }
        }
    };
    let told = tokio::time::timeout(std::time::Duration::from_secs(10), told).await.expect("it is told");
    assert!(told.is_some());
    if !saved {
        assert!(matches!(amara.outbox.recv().await, Some(Outbound::Saved { number: 1, .. })));
    }
}
