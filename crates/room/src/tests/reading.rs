//! The reading of a Doc: what stands in it as blocks and runs.

use super::*;
use statement::{Block, BlockKind, Run};
use yrs::{Transact, XmlElementPrelim, XmlFragment, XmlTextPrelim};

#[test]
fn paragraphs_lists_marks_and_line_breaks_are_read_as_they_stand() {
    let page = Peer::new("amara", 5);
    let root = page.doc.get_or_insert_xml_fragment("opening");
    let mut txn = page.doc.transact_mut();
    let paragraph = root.push_back(&mut txn, XmlElementPrelim::empty("paragraph"));
    let text = paragraph.push_back(&mut txn, XmlTextPrelim::new(""));
    yrs::Text::insert(&text, &mut txn, 0, "We call upon 国 states");
    let mark = |name: &str, fields: &[(&str, &str)]| {
        let fields = fields.iter().map(|(k, v)| ((*k).to_owned(), yrs::Any::from(*v))).collect();
        yrs::types::Attrs::from([(name.into(), yrs::Any::Map(Arc::new(fields)))])
    };
    yrs::Text::format(&text, &mut txn, 3, 4, mark("bold", &[]));
    yrs::Text::format(&text, &mut txn, 13, 1, mark("link--a1b2", &[("href", "https://example.org/")]));
    paragraph.push_back(&mut txn, XmlElementPrelim::empty("hardBreak"));
    let second = paragraph.push_back(&mut txn, XmlTextPrelim::new(""));
    yrs::Text::insert(&second, &mut txn, 0, "now.");
    let list = root.push_back(&mut txn, XmlElementPrelim::empty("bulletList"));
    let item = list.push_back(&mut txn, XmlElementPrelim::empty("listItem"));
    for words in ["first", "more of it"] {
        let paragraph = item.push_back(&mut txn, XmlElementPrelim::empty("paragraph"));
        paragraph.push_back(&mut txn, XmlTextPrelim::new(words));
    }
    let inner = item.push_back(&mut txn, XmlElementPrelim::empty("orderedList"));
    let inner = inner.push_back(&mut txn, XmlElementPrelim::empty("listItem"));
    let deep = inner.push_back(&mut txn, XmlElementPrelim::empty("paragraph"));
    deep.push_back(&mut txn, XmlTextPrelim::new("deep"));
    root.push_back(&mut txn, XmlElementPrelim::empty("paragraph"));
    drop(txn);

    let plain = |text: &str| Run { text: text.to_owned(), ..Run::default() };
    let block = |kind, level, runs| Block { kind, level, runs };
    let link = Some("https://example.org/".to_owned());
    let first = vec![
        plain("We "),
        Run { bold: true, ..plain("call") },
        plain(" upon "),
        Run { link, ..plain("国") },
        plain(" states\nnow."),
    ];
    let expected = [
        block(BlockKind::Paragraph, 0, first),
        block(BlockKind::Bullet, 1, vec![plain("first")]),
        block(BlockKind::Continued, 1, vec![plain("more of it")]),
        block(BlockKind::Number, 2, vec![plain("deep")]),
        block(BlockKind::Paragraph, 0, vec![]),
    ];
    assert_eq!(page.blocks("opening"), expected);
}

#[test]
fn a_new_statement_has_one_empty_paragraph_under_every_heading_and_nothing_to_lock() {
    let mut house = House::new();
    house.comes("amara");
    let empty = Block { kind: BlockKind::Paragraph, level: 0, runs: vec![] };
    let reading = house.live.reading().expect("reads");
    for section in reading.text.sections.iter().chain(&reading.hidden.sections) {
        assert_eq!(section.blocks, std::slice::from_ref(&empty), "{}", section.id);
    }
    assert_eq!(reading.summary, [empty]);
    let before = house.head();
    let sent_back = house.peer("amara").everything();
    house.uploads("amara", sent_back);
    house.settle();
    assert_eq!(house.head(), before, "nothing is written by opening");
    house.pens_down();
    let (lock, sections) = house.lock_of("amara");
    let answer = house.acts("amara", vec![lock], Some(sections));
    assert_eq!(answer, Err(ActError::Refused(Refusal::Empty)));
}

#[test]
fn who_begins_a_section_writes_into_the_one_text_that_it_was_seeded_with() {
    let mut house = House::new();
    house.comes("amara");
    assert_eq!(house.peer("amara").pieces("opening"), 1);
    let state = house.peer("amara").everything();
    let update = crate::compose(&state, 7, [("opening", "We ask for homes.")]).expect("composes");
    house.peer("amara").apply(&update);
    assert_eq!(house.peer("amara").pieces("opening"), 1);
    assert_eq!(house.peer("amara").blocks("opening").len(), 1);
}
