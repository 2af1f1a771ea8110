//! Words for a Doc without a browser: how a demo statement gets its text, and a locked one its missing letter. What
//! is made here goes in like any update.

use crate::{
    document::{Broken, options},
    words,
};
use yrs::{
    Doc, ReadTxn, Text, Transact, Update, WriteTxn, XmlElementPrelim, XmlElementRef, XmlFragment, XmlOut,
    XmlTextPrelim, XmlTextRef, updates::decoder::Decode,
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
        let first = match fragment.get(&txn, 0) {
            Some(XmlOut::Element(first)) if is_empty(&txn, &first) => Some(first),
            _ => None,
        };
        let paragraph =
            first.unwrap_or_else(|| fragment.push_back(&mut txn, XmlElementPrelim::empty("paragraph")));
        let text = match paragraph.get(&txn, 0) {
            Some(XmlOut::Text(text)) => text,
            _ => paragraph.push_back(&mut txn, XmlTextPrelim::new("")),
        };
        text.push(&mut txn, words);
    }
    Ok(txn.encode_update_v1())
}

/// The update by which `client` turns the plain text of one paragraph of a root into `after`, touching only what is
/// different; with the paragraph as it stood. None where there is no such paragraph, or a line break would change.
pub(crate) fn amend(
    state: &[u8],
    client: u32,
    root: &str,
    block: usize,
    after: &str,
) -> Result<Option<(String, Vec<u8>)>, Broken> {
    let broken = |error: &dyn std::fmt::Display| Broken(error.to_string());
    let doc = Doc::with_options(options(u64::from(client)));
    let known = Update::decode_v1(state).map_err(|error| broken(&error))?;
    doc.transact_mut().apply_update(known).map_err(|error| broken(&error))?;
    let mut txn = doc.transact_mut();
    let fragment = txn.get_or_insert_xml_fragment(root);
    let Some(paragraph) = words::paragraph(&txn, &fragment, block) else { return Ok(None) };
    let pieces = pieces(&txn, &paragraph);
    let before: String = pieces.iter().map(|(_, text)| text.as_str()).collect();
    let (old, new): (Vec<char>, Vec<char>) = (before.chars().collect(), after.chars().collect());
    let head = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let most = old.len().min(new.len()) - head;
    let tail = old.iter().rev().zip(new.iter().rev()).take(most).take_while(|(a, b)| a == b).count();
    let (struck, put) = (head..old.len() - tail, &new[head..new.len() - tail]);
    if old[struck.clone()].iter().chain(put).any(|letter| *letter == '\n') {
        return Ok(None);
    }
    let put: String = put.iter().collect();
    // From the last piece to the first, so that what stands before keeps its place.
    let mut end = old.len();
    let mut open = !put.is_empty();
    for (text, words) in pieces.iter().rev() {
        let begin = end - words.chars().count();
        if let Some(text) = text {
            let units = |upto: usize| utf16(words.chars().take(upto.saturating_sub(begin)));
            let (from, to) = (struck.start.clamp(begin, end), struck.end.clamp(begin, end));
            if from < to {
                text.remove_range(&mut txn, units(from), units(to) - units(from));
            }
            if open && (begin..=end).contains(&struck.start) {
                text.insert(&mut txn, units(struck.start), &put);
                open = false;
            }
        }
        end = begin;
    }
    if open {
        let text = paragraph.push_back(&mut txn, XmlTextPrelim::new(""));
        text.push(&mut txn, &put);
    }
    Ok(Some((before, txn.encode_update_v1())))
}

/// Whether nothing stands in a paragraph; a text without letters is nothing.
fn is_empty<T: ReadTxn>(txn: &T, paragraph: &XmlElementRef) -> bool {
    paragraph.children(txn).all(|child| matches!(child, XmlOut::Text(text) if text.len(txn) == 0))
}

/// The texts of a paragraph in order; a line break is one sign that is no text.
fn pieces<T: ReadTxn>(txn: &T, paragraph: &XmlElementRef) -> Vec<(Option<XmlTextRef>, String)> {
    let piece = |child| match child {
        XmlOut::Text(text) => {
            let plain = words::plain(txn, &text);
            Some((Some(text), plain))
        }
        XmlOut::Element(element) if element.tag().as_ref() == "hardBreak" => Some((None, "\n".to_owned())),
        _ => None,
    };
    paragraph.children(txn).filter_map(piece).collect()
}

fn utf16(letters: impl Iterator<Item = char>) -> u32 {
    u32::try_from(letters.map(char::len_utf16).sum::<usize>()).unwrap_or(u32::MAX)
}
