//! What a field may hold: sizes and characters. Every sentence names its field.

use crate::{Refusal, looks};
use unicode_properties::{GeneralCategory, UnicodeGeneralCategory};

/// Characters that would make a name or a title show as something other than what it is, or that a later Unicode
/// could fold into another: unassigned ones, U+FFFE and U+FFFF among them.
fn misleads(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
        || c.general_category() == GeneralCategory::Unassigned
}

fn says(sentence: String) -> Result<(), Refusal> {
    Err(Refusal::Field(sentence))
}

fn sized(name: &str, text: &str, least: usize, most: usize) -> Result<(), Refusal> {
    if least > 0 && text.trim().is_empty() {
        return says(format!("{name} is missing"));
    }
    // Bytes first: a field of a gigabyte is not counted letter by letter.
    if text.len() > most * 4 || text.chars().count() > most {
        return says(format!("{name} is longer than {most} characters"));
    }
    Ok(())
}

/// One line of `least` (0 or 1) to `most` characters; also for what is asked before there is a statement.
pub fn line(name: &str, text: &str, least: usize, most: usize) -> Result<(), Refusal> {
    sized(name, text, least, most)?;
    match text.chars().find(|c| misleads(*c)) {
        Some(c) => says(format!("{name} has a character that cannot be printed (U+{:04X})", c as u32)),
        None if least > 0 && !looks::has_a_letter(text) => {
            says(format!("{name} needs at least one letter or digit"))
        }
        None if !text.trim().is_empty() && is_blank(text) => {
            says(format!("{name} has only characters that nobody sees"))
        }
        None => Ok(()),
    }
}

/// Several lines of `least` (0 or 1) to `most` characters.
pub(crate) fn lines(name: &str, text: &str, least: usize, most: usize) -> Result<(), Refusal> {
    sized(name, text, least, most)?;
    match text.chars().find(|c| *c != '\n' && misleads(*c)) {
        Some(c) => says(format!("{name} has a character that cannot be printed (U+{:04X})", c as u32)),
        None if least > 0 && is_blank(text) => says(format!("{name} is missing")),
        None => Ok(()),
    }
}

/// Whether there is nothing to see in it (S61).
pub fn is_blank(text: &str) -> bool {
    !looks::has_a_sign(text)
}

/// A number within bounds.
pub(crate) fn number(name: &str, value: u32, least: u32, most: u32) -> Result<(), Refusal> {
    if (least..=most).contains(&value) {
        Ok(())
    } else {
        says(format!("{name} must be between {least} and {most}"))
    }
}

/// No more than so many.
pub(crate) fn few(name: &str, count: usize, most: usize) -> Result<(), Refusal> {
    if count <= most { Ok(()) } else { says(format!("there can be no more than {most} {name}")) }
}

/// Empty, or the shape of an e-mail address; nothing is sent to find out more.
pub(crate) fn email(name: &str, text: &str) -> Result<(), Refusal> {
    line(name, text, 0, 254)?;
    let shaped = match text.split_once('@') {
        Some((user, host)) => !user.is_empty() && !host.is_empty() && !host.contains('@'),
        None => text.is_empty(),
    };
    if shaped && !text.contains(char::is_whitespace) {
        Ok(())
    } else {
        says(format!("{name} does not look like name@example.org"))
    }
}

/// A language tag of BCP 47, by its shape.
pub(crate) fn language(text: &str) -> Result<(), Refusal> {
    let mut parts = text.split('-');
    let first = parts.next().unwrap_or_default();
    let plain = (2..=3).contains(&first.len()) && first.bytes().all(|b| b.is_ascii_alphabetic());
    let rest =
        parts.all(|part| (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric()));
    if plain && rest && text.len() <= 35 {
        Ok(())
    } else {
        says("the language is a tag like en, fr or zh-Hans".to_owned())
    }
}

/// SHA-256 in lower-case hex.
pub(crate) fn hash(name: &str, text: &str) -> Result<(), Refusal> {
    let hex = text.len() == 64 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    if hex { Ok(()) } else { says(format!("{name} is not 64 characters of lower-case hex")) }
}
