//! One text: what was called saved opens again, what is locked is what is printed, and nobody uses up what all need.

use super::*;
use crate::{document::Document, paper::roots};
use gate::News;
use statement::{Edit, Entry};

/// Entries that version 1 of the program stored, one in a line, in hexadecimal digits. A change that makes it
/// impossible to open them is no change that Kyodo can make: add a file for a new format, never change this one.
const V1: &str = include_str!("journals/v1.hex");
/// What they read.
const V1_CODE: &str = "2b5e3adf3101ce9b";

fn unhex(line: &str) -> Vec<u8> {
    let digits = line.as_bytes().chunks(2);
    digits
        .map(|two| u8::from_str_radix(std::str::from_utf8(two).expect("digits"), 16).expect("a byte"))
        .collect()
}

/// A mark of client 2 behind Amara's third letter, and Mallory's letters whose only neighbour is that mark: version 1
/// let them through, and where they stood depended on who read them.
fn late() -> [Vec<u8>; 2] {
    let mark = [&[1, 1, 2, 0, 0x86, 100, 3, 4][..], b"bold", &[2], b"{}", &[0]].concat();
    let letters = [&[1, 1, 0xfe, 0xff, 0xff, 0xff, 0x0f, 0, 0x44, 2, 0, 4][..], b" NOT", &[0]].concat();
    [mark, letters]
}

/// A list that was made and deleted, and then two numbers of it in one struct, from who had renumbered it offline: the
/// deletion of these is implied, and version 1 could not read them again.
fn joined() -> [Vec<u8>; 3] {
    let list = [&[1, 1, 7, 0, 7, 1, 7][..], b"opening", &[3, 11], b"orderedList", &[0]].concat();
    let gone = vec![0, 1, 7, 1, 0, 1];
    let numbers = [&[1, 1, 8, 0, 0x28, 0, 7, 0, 5][..], b"start", &[2, 125, 5, 125, 6, 0]].concat();
    [list, gone, numbers]
}

fn stored(by: &str, update: Vec<u8>, client: u64) -> Vec<u8> {
    let sections = vec!["opening".parse().expect("an id")];
    let act = Act::Edit(Edit { doc: Doc::Text, sections, clients: vec![client], update });
    Entry { at: MORNING, by: who(by), act }.encode()
}

/// A journal as version 1 could leave it behind.
fn version_1() -> Arc<Memory> {
    let mut house = House::new();
    house.comes("bilal");
    house.types("bilal", "opening", "We call upon states. ");
    house.settle();
    let [mark, letters] = late();
    let [list, gone, numbers] = joined();
    let entries = vec![
        stored("bilal", mark, 2),
        stored("chiyo", letters, 4_294_967_294),
        stored("farid", list, 7),
        stored("bilal", gone, 7),
        stored("farid", numbers, 8),
    ];
    let entries = entries.into_iter().map(Into::into).collect();
    wait(house.journal.append(&id(), house.head().seq, entries)).expect("in memory");
    house.journal
}

#[test]
fn g19_what_version_1_called_saved_opens_today_with_and_without_a_snapshot() {
    let journal = Arc::new(Memory::new());
    let entries = V1.lines().map(|line| unhex(line).into()).collect();
    wait(journal.append(&id(), 0, entries)).expect("in memory");
    let mut replayed = House::over(journal.clone());
    assert_eq!(replayed.live.read_only, None);
    let text = replayed.text();
    assert!(canonical::check_code(&text).starts_with(V1_CODE), "{}: {text:?}", canonical::check_code(&text));
    let snapshot = replayed.live.snapshot().expect("there is something to keep");
    wait(journal.save_snapshot(&id(), snapshot)).expect("a snapshot of this journal");
    assert_eq!(House::over(journal).text(), text);
}

#[test]
fn g26_what_could_be_read_in_two_ways_is_read_in_one() {
    let mut house = House::over(version_1());
    house.comes("amara");
    house.comes_fresh("chiyo");
    house.agree();
    let before = house.words_of("opening");
    assert!(before.contains(" NOT"), "{before}");
    house.crashes(true);
    assert_eq!(house.words_of("opening"), before);
    assert!(house.live.snapshot().is_some(), "N6: the full state reads the same");
}

#[test]
fn n6_a_document_that_its_full_state_reads_differently_is_not_kept_and_can_only_be_read() {
    let mut house = House::new();
    house.comes("bilal");
    house.types("bilal", "opening", "We call upon states. ");
    house.settle();
    // Past the gate, as no edit comes.
    for update in late() {
        house.live.text.document.push(update);
    }
    assert!(house.live.snapshot().is_none());
    assert!(house.live.read_only.is_some());
    house.comes("chiyo");
    house.types("chiyo", "opening", "Too late. ");
    house.settle();
    assert!(matches!(house.refusal("chiyo"), Some(Refusal::ReadOnly(_))));
}

#[test]
fn r23_the_document_that_a_lock_was_judged_on_is_the_document_from_then_on() {
    let mut house = House::new();
    house.comes("amara");
    house.comes("bilal");
    house.types("bilal", "opening", "We call upon states. ");
    house.settle();
    house.pens_down();
    let (lock, sections) = house.lock_of("amara");
    house.slow_disk = true;
    let ticket = house.asks("amara", vec![lock], Some(sections));
    // Whatever becomes of the room's own copy meanwhile.
    house.live.text.document = Document::new(roots(&house.live.told, Doc::Text));
    house.slow_disk = false;
    house.settle();
    assert!(house.answers[&ticket].is_ok());
    let locked = house.live.told.lock().expect("locked").lock.check_code.clone();
    let text = house.text();
    assert_eq!(canonical::check_code(&text), locked);
}

fn uint(out: &mut Vec<u8>, mut value: u32) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

fn string(out: &mut Vec<u8>, text: &str) {
    uint(out, text.len() as u32);
    out.extend_from_slice(text.as_bytes());
}

/// A client's part of an update, so many structs: the first of them is a paragraph.
fn begins(out: &mut Vec<u8>, client: u32, structs: u32) {
    uint(out, structs);
    uint(out, client);
    out.extend([0, 7, 1]);
    string(out, "opening");
    out.push(3);
    string(out, "paragraph");
}

/// A paragraph under this client id, with items of that kind and content.
fn paragraph(client: u32, kind: u8, content: &[&str], count: u32) -> Vec<u8> {
    let mut out = vec![1];
    begins(&mut out, client, count + 2);
    let mut id = Vec::new();
    uint(&mut id, client);
    out.extend([&[7, 0], id.as_slice(), &[0, 6]].concat());
    for clock in 1..=count {
        // In the text, and then each before the one before, so that no two are one run.
        let at: &[u8] = if clock == 1 { &[kind, 0] } else { &[kind | 0x40] };
        out.extend([at, &id].concat());
        uint(&mut out, clock);
        content.iter().for_each(|part| string(&mut out, part));
    }
    out.push(0);
    out
}

/// An empty paragraph each under so many client ids, downwards from this one.
fn crowd(first: u32, count: u32) -> Vec<u8> {
    let mut out = Vec::new();
    uint(&mut out, count);
    (0..count).for_each(|at| begins(&mut out, first - at, 1));
    out.push(0);
    out
}

/// The index takes it, and the share of that person is asked.
fn add(house: &mut House, by: &str, update: &[u8]) -> Result<(), Refusal> {
    let live = &mut house.live;
    let Ok(gate::Verdict::News(news)) = live.text.index.take(update, gate::Size::Step2, |_| true) else {
        panic!("the gate takes it");
    };
    let added = live.shares.add(&live.told, &live.text, Doc::Text, &who(by), &news, MORNING);
    if added.is_err() {
        live.text.index.untake();
    }
    added
}

#[test]
fn r24_a_drafter_has_a_share_of_the_text_and_the_chair_writes_on() {
    let mut house = House::new();
    let link = format!(r#"{{"href":"https://example.org/{}"}}"#, "a".repeat(2_000));
    let letters = "a".repeat(1_000_001);
    let cases =
        [(4, vec![letters.as_str()], 1), (6, vec!["link", link.as_str()], 280), (4, vec!["a"], 200_001)];
    for (client, (kind, content, count)) in (1..).map(|at| at * 10).zip(cases) {
        let small = |client| paragraph(client, 4, &["a few words"], 1);
        let large = |client| paragraph(client, kind, &content, count);
        assert_eq!(add(&mut house, "bilal", &small(client + 1)), Ok(()));
        assert!(matches!(add(&mut house, "bilal", &large(client + 2)), Err(Refusal::TooLarge(_))));
        assert_eq!(add(&mut house, "bilal", &small(client + 3)), Ok(()), "what was refused does not count");
        assert_eq!(add(&mut house, "amara", &small(client + 4)), Ok(()));
    }
    let chair = add(&mut house, "amara", &paragraph(99, 4, &[&letters], 1));
    assert_eq!(chair, Ok(()), "the chair is bound by the rates alone");
    assert_eq!(add(&mut house, "chiyo", &crowd(20_000, 8_000)), Ok(()));
    let ids = add(&mut house, "chiyo", &crowd(10_000, 8_193));
    assert!(matches!(ids, Err(Refusal::TooLarge(_))), "client ids, too");
}

/// More letters in all than a share has, but never many at once.
#[test]
fn r24_what_was_deleted_again_does_not_count() {
    let mut house = House::new();
    house.comes("bilal");
    for n in 0..12 {
        house.types("bilal", "opening", &"a".repeat(100_000));
        let update =
            house.peer("bilal").edit("opening", |text, txn| yrs::Text::remove_range(text, txn, 0, 100_000));
        house.uploads("bilal", update);
        house.settle();
        assert_eq!(house.refusal("bilal"), None, "{n}");
    }
}

/// Whose share is used up stays refused, under whatever new client ids.
#[test]
fn r24_nothing_gets_in_beyond_a_share_after_a_refusal() {
    let mut house = House::new();
    house.comes("bilal");
    let link = format!(r#"{{"href":"https://example.org/{}"}}"#, "a".repeat(2_000));
    let mut saved = 0;
    for client in 3_000..3_020 {
        let before = house.head().seq;
        house.uploads("bilal", paragraph(client, 6, &["link", &link], 100));
        house.settle();
        saved += house.head().seq - before;
        if house.refusal("bilal").is_some() {
            house.comes_fresh("bilal");
        }
    }
    assert_eq!(saved, 2, "of 20 with 200 KB each");
}

/// The client id of a fresh page is nobody's yet.
#[test]
fn r24_the_first_edit_of_a_fresh_page_counts() {
    let mut house = House::new();
    house.comes("bilal");
    let bytes = house.peer("bilal").types("opening", &"We call upon states. ".repeat(50_000));
    let live = &mut house.live;
    let taken = live.text.index.take(&bytes, gate::Size::Step2, |_| true);
    let Ok(gate::Verdict::News(news)) = taken else { panic!("{taken:?}") };
    let added = live.shares.add(&live.told, &live.text, Doc::Text, &who("bilal"), &news, MORNING);
    assert!(matches!(added, Err(Refusal::TooLarge(_))), "{added:?}");
}

#[test]
fn r24_what_one_person_writes_by_the_second_is_bounded_and_fills_up_with_time() {
    let mut house = House::new();
    let mut now = MORNING;
    let mut add = |now: Millis, news: &News| {
        let live = &mut house.live;
        live.shares.add(&live.told, &live.text, Doc::Text, &who("bilal"), news, now)
    };
    let hard = News { work: 100_000, ..News::default() };
    let many = (0..20).take_while(|_| add(now, &hard).is_ok()).count();
    assert_eq!(many, 10, "of work a million at once");
    now -= 60_000;
    assert!(add(now, &hard).is_err(), "a clock that is set back fills nothing");
    now += 2_000;
    assert_eq!(add(now, &hard), Ok(()), "50,000 a second");
    let large = News { update: vec![0; 4 * 1024 * 1024], ..News::default() };
    assert_eq!((add(now, &large), add(now, &large).is_ok(), add(now, &large).is_err()), (Ok(()), true, true));
}
