//! Stories of what the gate lets through and what not. Rules in `SPEC.md`.
//!
//! Amara (client 1) has written a paragraph; Bilal (client 2), Chiyo (3) and Dagny (4) write too; Mallory (66)
//! sends what no editor would.

#![allow(missing_docs, clippy::unwrap_used)]

mod attributes;
mod effort;
mod forge;
mod news;
mod order;
mod refusals;

use gate::{Fault, Index, News, Schema, Size, Verdict};

pub const AMARA: u32 = 1;
pub const BILAL: u32 = 2;
pub const CHIYO: u32 = 3;
pub const MALLORY: u32 = 66;

/// The paragraph, its text and the words "We call" by Amara: clocks 0, 1 and 2 to 8.
pub fn opening() -> Index {
    let mut index = Index::new(Schema::statement(["opening".to_owned(), "closing".to_owned()]));
    let structs = vec![
        forge::element(forge::At::Root("opening"), "paragraph"),
        forge::xml_text(forge::At::In((AMARA, 0))),
        forge::text(forge::At::In((AMARA, 1)), "We call"),
    ];
    index.replay(&forge::update(&[(AMARA, 0, structs)], &[])).unwrap();
    index
}

/// What the gate says of a live update by somebody who may use any client id.
pub fn take(index: &mut Index, update: &[u8]) -> Result<Verdict, Fault> {
    index.take(update, Size::Live, |_| true)
}

/// The news in it, whatever it is.
pub fn news(index: &mut Index, update: &[u8]) -> News {
    match take(index, update) {
        Ok(Verdict::News(news) | Verdict::CleanUp(news)) => news,
        other => panic!("no news: {other:?}"),
    }
}

/// The code of the fault in these structs of one client; nothing may have changed by it.
pub fn refused(index: &mut Index, update: &[u8]) -> &'static str {
    let before = (index.delete_set(), index.state_vector());
    let fault = take(index, update).expect_err("it is let through");
    assert_eq!((index.delete_set(), index.state_vector()), before, "G1: a fault changes nothing");
    fault.code()
}
