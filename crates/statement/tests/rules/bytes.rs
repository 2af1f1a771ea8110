//! An entry's bytes, as SPEC.md E1 to E6 gives them.

use crate::cast::{self, NOON, entry, id};
use statement::{Act, Doc, Edit, Entry, Unreadable, bytes};

fn record(json: &str) -> Vec<u8> {
    let mut bytes = entry("amara", NOON, Act::CancelFinalReading).encode();
    bytes.truncate(1 + 1 + 8 + 1 + 5);
    bytes.extend_from_slice(json.as_bytes());
    bytes
}

/// E1, E2, E3.
#[test]
fn e1_e2_e3_an_edit_byte_by_byte() {
    let edit = Edit {
        doc: Doc::Text,
        sections: vec![id("closing")],
        clients: vec![5, 300],
        update: vec![0xAA, 0xBB],
    };
    let written = entry("bilal", 1, Act::Edit(edit)).encode();
    let mut wanted = vec![1, 1, 0, 0, 0, 0, 0, 0, 0, 1, 5];
    wanted.extend_from_slice(b"bilal");
    wanted.extend_from_slice(&[0, 1, 7]);
    wanted.extend_from_slice(b"closing");
    wanted.extend_from_slice(&[2, 5, 0xAC, 0x02, 0xAA, 0xBB]);
    assert_eq!(written, wanted);
}

/// E4.
#[test]
fn e4_a_record_is_json() {
    let written = entry("amara", -1, Act::SetTitle { title: "京都".to_owned() }).encode();
    let mut wanted = vec![1, 2, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 5];
    wanted.extend_from_slice(b"amara");
    wanted.extend_from_slice(r#"{"act":"set-title","title":"京都"}"#.as_bytes());
    assert_eq!(written, wanted);
    assert_eq!(Entry::decode(&written).map(|read| read.at), Ok(-1));
}

/// E5.
#[test]
fn e5_newer_is_told_from_damaged() {
    let good = record(r#"{"act":"cancel-final-reading"}"#);
    assert_eq!(Entry::decode(&good).map(|read| read.act), Ok(Act::CancelFinalReading));
    let at = |place: usize, byte: u8| {
        let mut bytes = good.clone();
        bytes[place] = byte;
        Entry::decode(&bytes)
    };
    assert_eq!(at(0, 2), Err(Unreadable::Newer));
    assert_eq!(at(0, 0), Err(Unreadable::Damaged));
    assert_eq!(at(1, 9), Err(Unreadable::Newer));
    assert_eq!(at(1, 0), Err(Unreadable::Damaged));
    assert_eq!(at(11, b'A'), Err(Unreadable::Damaged), "no id has a capital");
    let newer = record(r#"{"act":"circulate","version":3}"#);
    assert_eq!(Entry::decode(&newer), Err(Unreadable::Newer));
    for bad in
        [r#"{"act":"set-title"}"#, r#"{"act":"edit"}"#, r#"{"act":"set-limit","limit":7}"#, "{}", "", "{"]
    {
        let read = Entry::decode(&record(bad));
        let told = if bad.contains("edit") { Unreadable::Newer } else { Unreadable::Damaged };
        assert_eq!(read, Err(told), "{bad}");
    }
    let deep = record(&"[".repeat(100_000));
    assert_eq!(Entry::decode(&deep), Err(Unreadable::Damaged));
}

/// E2, E6.
#[test]
fn e2_e6_numbers_have_one_form_and_counts_are_compared_with_what_remains() {
    let Act::Edit(edit) = cast::words(7, &["closing"]) else { panic!("an edit") };
    let whole = entry("bilal", NOON, Act::Edit(edit)).encode();
    for cut in 0..whole.len() - 3 {
        assert_eq!(Entry::decode(&whole[..cut]), Err(Unreadable::Damaged), "{cut} bytes");
    }
    let sections = 1 + 1 + 8 + 1 + 5 + 1;
    for count in [vec![0xFF, 0xFF, 0xFF, 0xFF, 0x0F], vec![0xFF; 9], vec![0xFF; 12], vec![0x81, 0x00]] {
        let mut bytes = whole[..sections].to_vec();
        bytes.extend(count);
        bytes.extend_from_slice(&whole[sections + 1..]);
        assert_eq!(Entry::decode(&bytes), Err(Unreadable::Damaged));
    }
    let mut large = whole.clone();
    large.resize(bytes::CAP + 1, 0);
    assert_eq!(Entry::decode(&large), Err(Unreadable::Damaged));
}
