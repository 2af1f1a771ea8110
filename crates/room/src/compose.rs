//! Words for a Doc without a browser: how a demo statement gets its text. What it makes goes in like any update.

use crate::document::{Broken, options};
use yrs::{
    Doc, Text, Transact, Update, WriteTxn, XmlElementPrelim, XmlFragment, XmlOut, XmlTextPrelim,
    updates::decoder::Decode,
};

/// The update by which `client` writes one paragraph of plain text into each named root of the Doc with this
/// state (update v1): into its first paragraph where that is empty, else behind the last.
pub fn compose<'a>(
    state: &[u8],
    client: u32,
    paragraphs: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> Result<Vec<u8>, String> {
    let doc = Doc::with_options(options(u64::from(client)));
    let known = Update::decode_v1(state).map_err(|error| Broken(error.to_string()).to_string())?;
    doc.transact_mut().apply_update(known).map_err(|error| Broken(error.to_string()).to_string())?;
    let mut txn = doc.transact_mut();
    for (root, words) in paragraphs {
        let fragment = txn.get_or_insert_xml_fragment(root);
        let paragraph = match fragment.get(&txn, 0) {
            Some(XmlOut::Element(first)) if first.len(&txn) == 0 => first,
            _ => fragment.push_back(&mut txn, XmlElementPrelim::empty("paragraph")),
        };
        paragraph.push_back(&mut txn, XmlTextPrelim::new("")).push(&mut txn, words);
    }
    Ok(txn.encode_update_v1())
}
