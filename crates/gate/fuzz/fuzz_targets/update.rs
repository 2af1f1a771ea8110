//! Any bytes after some known ones: what the gate accepts, yrs takes, and both know the same (G21).
//!
//!     cargo +nightly fuzz run update

#![no_main]

use gate::{Index, Schema, Size, Verdict};
use libfuzzer_sys::fuzz_target;
use yrs::updates::decoder::Decode;
use yrs::{ClientID, Doc, OffsetKind, Options, ReadTxn, Snapshot, Transact, Update};

fuzz_target!(|updates: Vec<Vec<u8>>| {
    let mut index = Index::new(Schema::statement(["a".to_owned()]));
    let mut options = Options::with_client_id(ClientID::new(1));
    options.offset_kind = OffsetKind::Utf16;
    options.cleanup_formatting = false;
    let doc = Doc::with_options(options);
    doc.get_or_insert_xml_fragment("a");
    // A paragraph with a text in it, so that there is something to point to.
    let seed = [1, 3, 1, 0, 7, 1, 1, 97, 3, 9, 112, 97, 114, 97, 103, 114, 97, 112, 104, 7, 0, 1, 0, 6, 4, 0, 1, 1, 2];
    let seed = [&seed[..], b"ab", &[0]].concat();
    for update in std::iter::once(&seed).chain(&updates) {
        let verdict = index.take(update, Size::Step2, |_| true);
        let (Ok(Verdict::News(news)) | Ok(Verdict::CleanUp(news))) = verdict else { continue };
        let decoded = Update::decode_v1(&news.update).expect("yrs reads what the gate wrote");
        doc.transact_mut().apply_update(decoded).expect("yrs applies what the gate wrote");
        let known = [index.delete_set(), index.state_vector()].concat();
        let known = Snapshot::decode_v1(&known).expect("a snapshot");
        assert!(doc.transact().snapshot() == known);
    }
});
