//! Which letters may be kept, and how Yjs counts them.

use crate::Fault;
use unicode_properties::{GeneralCategory, UnicodeGeneralCategory};

/// The length as Yjs counts: UTF-16 units.
pub(crate) fn utf16(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.chars().map(char::len_utf16).sum() }
}

/// What stands behind the first `units` UTF-16 units; `None` where that would cut a letter in two.
pub(crate) fn after(text: &str, units: usize) -> Option<&str> {
    if text.is_ascii() {
        return text.get(units..);
    }
    let mut left = units;
    for (at, letter) in text.char_indices() {
        if left == 0 {
            return text.get(at..);
        }
        left = left.checked_sub(letter.len_utf16())?;
    }
    (left == 0).then_some("")
}

/// Refuses what cannot be kept for good: unassigned code points (a later Unicode could fold them), line and
/// paragraph separators, controls that XML cannot hold, and direction marks that are not closed in this text.
pub(crate) fn kept(text: &str) -> Result<(), Fault> {
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return Ok(());
    }
    let mut open: Vec<char> = Vec::new();
    for letter in text.chars() {
        let fine = match letter {
            ' '..='~' | '\t' | '\n' | '\r' => true,
            '\0'..='\u{1f}' | '\u{2028}' | '\u{2029}' => false,
            '\u{202a}' | '\u{202b}' | '\u{202d}' | '\u{202e}' => {
                open.push('\u{202c}');
                true
            }
            '\u{2066}'..='\u{2068}' => {
                open.push('\u{2069}');
                true
            }
            '\u{202c}' | '\u{2069}' => open.pop() == Some(letter),
            _ => letter.general_category() != GeneralCategory::Unassigned,
        };
        if !fine {
            return Err(Fault::Letter(letter.into()));
        }
    }
    match open.pop() {
        None => Ok(()),
        Some(missing) => Err(Fault::Letter(missing.into())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn g10_letters_are_counted_as_yjs_counts() {
        assert_eq!(utf16("kyōdō"), 5);
        assert_eq!(utf16("a😀b"), 4);
        assert_eq!(after("a😀b", 3), Some("b"));
        assert_eq!(after("a😀b", 2), None, "never half a letter");
        assert_eq!(after("abc", 3), Some(""));
        assert_eq!(after("é", 2), None);
    }

    #[test]
    fn g11_chiyo_writes_in_six_languages_and_all_of_it_is_kept() {
        for text in
            ["共同声明", "بيان مشترك", "Совместное заявление", "déclaration – « oui »", "👩🏽‍⚖️", "\u{f0b7}"]
        {
            assert_eq!(kept(text), Ok(()), "{text}");
        }
        assert_eq!(kept("one \u{2067}عربي\u{2069} name"), Ok(()), "closed again");
    }

    #[test]
    fn g11_what_cannot_be_kept_is_refused() {
        for text in
            ["\u{2028}", "\u{378}", "\u{ffff}", "a\u{202e}b", "\u{2069}", "\u{2066}\u{202c}", "\0", "\u{b}"]
        {
            assert!(kept(text).is_err(), "{text:?}");
        }
    }
}
