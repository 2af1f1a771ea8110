//! P1, P4: every message reads back as itself; no bytes panic; nothing cut short or padded is taken.

use proptest::prelude::*;
use protocol::{
    Doc, Fault, FromPage, Heard, MAX_PRESENCE, MAX_STATE_VECTOR, MAX_UPLOAD, ToPage, hocuspocus, ywebsocket,
};

const MOST: u64 = (1 << 53) - 1;

fn doc() -> impl Strategy<Value = Doc> {
    prop_oneof![Just(Doc::Text), Just(Doc::Summary)]
}

fn bytes() -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(any::<u8>(), 0..300)
}

fn heard() -> impl Strategy<Value = Heard> {
    (0..=MOST, 0..=MOST, any::<[u8; 32]>()).prop_map(|(seq, at, link)| Heard { seq, at, link })
}

fn from_page() -> impl Strategy<Value = FromPage> {
    prop_oneof![
        (any::<u32>(), prop::option::of(0..u32::MAX), prop::option::of(heard()))
            .prop_map(|(schema, generation, heard)| FromPage::Hello { schema, generation, heard }),
        (doc(), bytes()).prop_map(|(doc, state_vector)| FromPage::Open { doc, state_vector }),
        (0..=MOST, doc(), bytes()).prop_map(|(number, doc, update)| FromPage::Update { number, doc, update }),
        (doc(), bytes()).prop_map(|(doc, bytes)| FromPage::Presence { doc, bytes }),
        any::<u32>().prop_map(|words| FromPage::Unsaved { words }),
        Just(FromPage::Ping),
    ]
}

fn to_page() -> impl Strategy<Value = ToPage> {
    prop_oneof![
        ".*".prop_map(|json| ToPage::Welcome { json }),
        (doc(), 0..=MOST, bytes(), bytes()).prop_map(|(doc, seq, update, state_vector)| ToPage::State {
            doc,
            seq,
            update,
            state_vector
        }),
        (doc(), 0..=MOST, bytes()).prop_map(|(doc, seq, update)| ToPage::Update { doc, seq, update }),
        (0..=MOST, 0..=MOST).prop_map(|(number, seq)| ToPage::Saved { number, seq }),
        (doc(), 0..=MOST, "[a-z-]{1,20}", ".{0,80}")
            .prop_map(|(doc, number, code, sentence)| ToPage::Refused { doc, number, code, sentence }),
        Just(ToPage::Pong),
        (doc(), bytes()).prop_map(|(doc, bytes)| ToPage::Presence { doc, bytes }),
        ".*".prop_map(|json| ToPage::Event { json }),
        (doc(), bytes()).prop_map(|(doc, state_vector)| ToPage::Missing { doc, state_vector }),
        (0..=MOST, any::<[u8; 32]>(), ".{0,80}").prop_map(|(seq, link, sections)| ToPage::Check {
            seq,
            link,
            sections
        }),
        ("[a-z-]{1,20}", ".{0,80}", 0..=MOST).prop_map(|(code, sentence, at)| ToPage::Bye {
            code,
            sentence,
            at
        }),
    ]
}

proptest! {
    #[test]
    fn what_a_page_says_reads_back(message in from_page()) {
        prop_assert_eq!(FromPage::decode(&message.encode()), Ok(message));
    }

    #[test]
    fn what_the_server_says_reads_back(message in to_page()) {
        prop_assert_eq!(ToPage::decode(&message.encode()), Ok(message));
    }

    #[test]
    fn no_bytes_panic(frame in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = FromPage::decode(&frame);
        let _ = ToPage::decode(&frame);
        let _ = hocuspocus::Frame::decode(&frame);
        let _ = ywebsocket::Message::decode(&frame);
    }

    #[test]
    fn nothing_cut_short_or_padded_is_taken(message in from_page()) {
        let whole = message.encode();
        for end in 0..whole.len() {
            prop_assert!(FromPage::decode(&whole[..end]).is_err(), "cut at {}", end);
        }
        let mut padded = whole;
        padded.push(0);
        prop_assert_eq!(FromPage::decode(&padded), Err(Fault::Malformed("bytes are left over")));
    }
}

#[test]
fn every_cap_holds() {
    let presence = FromPage::Presence { doc: Doc::Text, bytes: vec![0; MAX_PRESENCE + 1] };
    let open = FromPage::Open { doc: Doc::Text, state_vector: vec![0; MAX_STATE_VECTOR + 1] };
    let update = FromPage::Update { number: 1, doc: Doc::Text, update: vec![0; MAX_UPLOAD + 1] };
    for over in [presence, open, update] {
        assert!(matches!(FromPage::decode(&over.encode()), Err(Fault::TooLarge { .. })));
    }
}

#[test]
fn the_bytes_are_those_of_the_page() {
    let hello = |generation, heard| FromPage::Hello { schema: 1, generation, heard }.encode();
    assert_eq!(hello(None, None), [1, 1, 0]);
    assert_eq!(hello(Some(0), None), [1, 1, 1]);
    let heard = Heard { seq: 300, at: 7, link: [9; 32] };
    assert_eq!(hello(Some(0), Some(heard)), [&[7, 1, 1, 0xac, 2, 7, 32][..], &[9; 32]].concat(), "P7");
    let check = ToPage::Check { seq: 7, link: [9; 32], sections: "{}".into() };
    assert_eq!(check.encode(), [&[0x8b, 7, 32][..], &[9; 32], &[2], b"{}"].concat(), "P8");
    assert_eq!(FromPage::Open { doc: Doc::Summary, state_vector: vec![0] }.encode(), [2, 1, 1, 0]);
    let update = FromPage::Update { number: 300, doc: Doc::Text, update: vec![9, 9] };
    assert_eq!(update.encode(), [3, 0xac, 2, 0, 2, 9, 9]);
    assert_eq!(FromPage::Unsaved { words: 41 }.encode(), [5, 41]);
    assert_eq!(ToPage::Saved { number: 2, seq: 7 }.encode(), [0x84, 2, 7]);
    assert_eq!(
        ToPage::Bye { code: "locked".into(), sentence: "no".into(), at: 0 }.encode(),
        b"\x8a\x06locked\x02no\0"
    );
}
