//! The stock wire's bytes, as `@hocuspocus/provider` 4.8.0 writes and reads them.

use protocol::hocuspocus::{Frame, Message, Name, Reply, ping, pong};
use protocol::stock::{MAX_NAME, Said};
use protocol::{Doc, Fault};

fn named(frame: &[u8]) -> (Name, Message) {
    match Frame::decode(frame) {
        Ok(Frame::Named(name, message)) => (name, message),
        other => panic!("not a channel's frame: {other:?}"),
    }
}

#[test]
fn a_token_comes_with_the_providers_version_behind_it() {
    let (name, message) = named(b"\x04kyot\x02\x00\x03abc\x054.8.0");
    assert_eq!(name.place(), ("kyot", Doc::Text));
    assert_eq!(message, Message::Token("abc".into()));
    let (_, empty) = named(b"\x04kyot\x02\x00\x00\x054.8.0");
    assert_eq!(empty, Message::Token(String::new()));
}

#[test]
fn a_name_may_be_of_the_summary_and_of_a_session() {
    let (name, message) = named(b"\x10kyot/summary\x00x3f\x00\x00\x01\x00");
    assert_eq!(name.place(), ("kyot", Doc::Summary));
    assert_eq!(message, Message::Said(Said::StepOne(vec![0])));
    let answered = Reply::SyncStatus(true).encode(&name);
    assert_eq!(answered, b"\x10kyot/summary\x00x3f\x08\x01", "answered under exactly its name");
}

#[test]
fn signs_of_life_have_no_name() {
    assert_eq!(Frame::decode(&[9]), Ok(Frame::Ping));
    assert_eq!(Frame::decode(&[10]), Ok(Frame::Pong));
    assert_eq!((ping(), pong()), (vec![9], vec![10]));
}

#[test]
fn replies_are_what_the_provider_reads() {
    let (name, _) = named(b"\x01k\x07");
    assert_eq!(Reply::Authenticated { may_write: true }.encode(&name), b"\x01k\x02\x02\x0aread-write");
    assert_eq!(Reply::Authenticated { may_write: false }.encode(&name), b"\x01k\x02\x02\x08readonly");
    assert_eq!(Reply::Denied("no".into()).encode(&name), b"\x01k\x02\x01\x02no");
    assert_eq!(Reply::Said(Said::StepOne(vec![0])).encode(&name), b"\x01k\x00\x00\x01\x00");
    assert_eq!(Reply::Said(Said::StepTwo(vec![0, 0])).encode(&name), b"\x01k\x00\x01\x02\x00\x00");
    assert_eq!(Reply::Said(Said::Update(vec![0, 0])).encode(&name), b"\x01k\x00\x02\x02\x00\x00");
    assert_eq!(Reply::Said(Said::Awareness(vec![0])).encode(&name), b"\x01k\x01\x01\x00");
    assert_eq!(Reply::SyncStatus(false).encode(&name), b"\x01k\x08\x00");
    assert_eq!(Reply::Close("over".into()).encode(&name), b"\x01k\x07\x04over");
}

/// P1
#[test]
fn what_is_no_frame_is_refused() {
    for bad in [&b""[..], b"\x05", b"\x01k", b"\x01k\x63", b"\x01k\x00\x07\x00", b"\x01k\x00\x00\x01\x00\x00"]
    {
        assert!(matches!(Frame::decode(bad), Err(Fault::Malformed(_))), "{bad:?}");
    }
    let mut long = vec![0x81, 0x02];
    long.extend([b'k'; MAX_NAME + 1]);
    assert!(matches!(Frame::decode(&long), Err(Fault::TooLarge { .. })));
}
