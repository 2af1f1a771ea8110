//! What a name looks like, whatever it is written with (S60), and whether there is anything to see (S61).

use unicode_normalization::UnicodeNormalization;
use unicode_properties::{GeneralCategoryGroup, UnicodeGeneralCategory};
use unicode_security::confusable_detection::skeleton;

/// A name as it is told apart at a glance: two that look alike have an equal part in common.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Looks {
    /// Small letters first: so that capitals make none different.
    small: String,
    /// Look-alikes first: so that a capital of another script is the letter it looks like.
    drawn: String,
}

impl Looks {
    pub(crate) fn of(name: &str) -> Self {
        let name: String = name.nfkc().collect();
        Self { small: plain(&name.to_lowercase()), drawn: plain(&skeleton(&name).collect::<String>()) }
    }

    /// Whether another name looks like this one. Most names are told apart by their first letter.
    pub(crate) fn like(&self, other: &str) -> bool {
        if other.is_ascii() {
            return ascii(other).eq(self.small.chars()) || ascii(other).eq(self.drawn.chars());
        }
        let other = Self::of(other);
        self.small == other.small || self.drawn == other.drawn
    }
}

/// The same for plain letters, where nothing has to be built.
fn ascii(name: &str) -> impl Iterator<Item = char> {
    name.bytes()
        .flat_map(|byte| match byte.to_ascii_lowercase() {
            b'm' => [Some('r'), Some('n')],
            b'0' => [Some('o'), None],
            b'1' | b'i' | b'|' => [Some('l'), None],
            b'%' => [Some('\u{2080}'), None],
            other => [other.is_ascii_alphanumeric().then_some(char::from(other)), None],
        })
        .flatten()
}

/// The letters and digits alone, as the skeleton of UTS 39 draws them; it leaves out invisible signs. A capital I is an
/// l there, so that i and l are one here.
fn plain(name: &str) -> String {
    let drawn: String = skeleton(&name.to_lowercase()).collect();
    let letters = drawn.chars().flat_map(char::to_lowercase).filter(|c| {
        use GeneralCategoryGroup::{Letter, Mark, Number};
        matches!(c.general_category_group(), Letter | Mark | Number)
    });
    letters.map(|c| if c == 'i' { 'l' } else { c }).collect()
}

/// Whether a sign is seen: no space, no sign that only joins or marks others, and none that Unicode leaves out where it is
/// drawn, fillers among them.
fn is_seen(c: char) -> bool {
    use GeneralCategoryGroup::{Letter, Number, Punctuation, Symbol};
    let shape = matches!(c.general_category_group(), Letter | Number | Punctuation | Symbol);
    shape && c != '\u{2800}' && skeleton(c.encode_utf8(&mut [0; 4])).next().is_some()
}

/// Whether there is anything to see.
pub(crate) fn has_a_sign(text: &str) -> bool {
    text.chars().any(is_seen)
}

/// Whether there is a letter or a digit to see: something to call a person or a section by.
pub(crate) fn has_a_letter(text: &str) -> bool {
    use GeneralCategoryGroup::{Letter, Number};
    text.chars().any(|c| matches!(c.general_category_group(), Letter | Number) && is_seen(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// S60.
    #[test]
    fn s60_plain_letters_are_drawn_by_the_short_way_as_by_the_long_one() {
        for byte in 0..128_u8 {
            let name = format!("a{}b", char::from(byte));
            let (looks, short) = (Looks::of(&name), ascii(&name).collect::<String>());
            let long = [&looks.small, &looks.drawn];
            assert!(long.iter().all(|long| **long == short), "{name:?} is {long:?} and {short}");
        }
    }
}
