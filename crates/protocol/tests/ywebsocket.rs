//! The stock wire's bytes, as `y-websocket` 3.1.0 and 3.0.0 write and read them.

use protocol::ywebsocket::{Message, Reply, life};
use protocol::{Doc, Fault, MAX_PRESENCE, MAX_UPLOAD};
use protocol::{
    stock::{Said, place},
    ywebsocket::Channel,
};

#[test]
fn a_room_is_a_statement_or_its_summary() {
    assert_eq!(place("kyot"), ("kyot", Doc::Text));
    assert_eq!(place("kyot/summary"), ("kyot", Doc::Summary));
}

#[test]
fn messages_are_what_the_provider_writes() {
    for (frame, message) in [
        (&b"\x00\x00\x01\x00"[..], Message::Said(Said::StepOne(vec![0]))),
        (b"\x00\x01\x02\x00\x00", Message::Said(Said::StepTwo(vec![0, 0]))),
        (b"\x00\x02\x02\x00\x00", Message::Said(Said::Update(vec![0, 0]))),
        (b"\x01\x06\x01\x05\x00\x02{}", Message::Said(Said::Awareness(b"\x01\x05\x00\x02{}".to_vec()))),
        (b"\x03", Message::Other),
    ] {
        assert_eq!(Message::decode(frame), Ok(message));
    }
}

#[test]
fn replies_are_what_the_provider_reads() {
    assert_eq!(Reply::Said(Said::StepOne(vec![0])).encode(), b"\x00\x00\x01\x00");
    assert_eq!(Reply::Said(Said::StepTwo(vec![0, 0])).encode(), b"\x00\x01\x02\x00\x00");
    assert_eq!(Reply::Said(Said::Update(vec![0, 0])).encode(), b"\x00\x02\x02\x00\x00");
    assert_eq!(Reply::Said(Said::Awareness(vec![0])).encode(), b"\x01\x01\x00");
    assert_eq!(Reply::Denied("no".into()).encode(), b"\x02\x00\x02no");
    assert_eq!(life(), b"\x01\x01\x00", "awareness of nobody");
}

/// P1
#[test]
fn what_is_no_frame_is_refused() {
    // Cut short, padded, of an unknown kind, an auth message (clients send none), a sync message that is none.
    for bad in [&b""[..], b"\x00", b"\x00\x00\x05\x00", b"\x00\x00\x01\x00\x00", b"\x63", b"\x00\x07\x00"] {
        assert!(matches!(Message::decode(bad), Err(Fault::Malformed(_))), "{bad:?}");
    }
    assert!(matches!(Message::decode(b"\x02\x00\x02no"), Err(Fault::Malformed(_))));
    let large = [Said::StepTwo(vec![0; MAX_UPLOAD + 1]), Said::Awareness(vec![0; MAX_PRESENCE + 1])];
    for said in large {
        assert!(matches!(Message::decode(&Reply::Said(said).encode()), Err(Fault::TooLarge { .. })));
    }
    let paste = Reply::Said(Said::Update(vec![0; protocol::MAX_UPDATE + 1])).encode();
    assert!(matches!(Channel::new(Doc::Text, true).hear(&paste), Err(Fault::TooLarge { .. })));
}
