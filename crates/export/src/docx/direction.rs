//! Which stretches of a paragraph Word must be told run from right to left.
//!
//! Word does not look at letters: a run marked `w:rtl` sets every sign in it that has no direction of its own from
//! right to left. So a paragraph is cut as Unicode's bidi algorithm resolves it for the common cases: strong letters
//! keep their direction, digits go with the letters before them, signs between two stretches of one direction
//! belong to it, all else follows the paragraph.

/// For each character, whether it stands in a right-to-left stretch.
pub(crate) fn right_to_left(text: &str, base: bool) -> Vec<bool> {
    let letters: Vec<char> = text.chars().collect();
    let mut strong: Vec<Option<bool>> = Vec::with_capacity(letters.len());
    let mut last = base;
    for c in &letters {
        let direction = match c {
            _ if is_right_to_left(*c) => Some(true),
            _ if c.is_numeric() => Some(last),
            _ if c.is_alphabetic() || *c == '\u{200E}' => Some(false),
            _ => None,
        };
        last = direction.unwrap_or(last);
        strong.push(direction);
    }
    let mut resolved = Vec::with_capacity(letters.len());
    let mut before = base;
    let mut place = 0;
    while place < strong.len() {
        let neutral = strong[place..].iter().take_while(|direction| direction.is_none()).count();
        let after = strong.get(place + neutral).copied().flatten();
        let between = if after == Some(before) { before } else { base };
        resolved.extend(std::iter::repeat_n(between, neutral));
        place += neutral;
        if let Some(direction) = after {
            resolved.push(direction);
            before = direction;
            place += 1;
        }
    }
    resolved
}

/// Whether any letter of it runs from right to left.
pub(crate) fn has_right_to_left(text: &str) -> bool {
    text.chars().any(is_right_to_left)
}

fn is_right_to_left(c: char) -> bool {
    let arabic_digit = matches!(c, '\u{660}'..='\u{669}' | '\u{6F0}'..='\u{6F9}');
    let letters = matches!(c, '\u{590}'..='\u{8FF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFE}');
    (letters && !arabic_digit)
        || matches!(c, '\u{200F}' | '\u{10800}'..='\u{10FFF}' | '\u{1E800}'..='\u{1EFFF}')
}

#[cfg(test)]
mod tests {
    use super::right_to_left;

    fn shown(text: &str, base: bool) -> String {
        right_to_left(text, base).into_iter().map(|rtl| if rtl { 'R' } else { 'L' }).collect()
    }

    #[test]
    fn stretches_follow_their_letters_and_signs_between_them() {
        assert_eq!(shown("ab ثم", false), "LLLRR");
        assert_eq!(shown("ثم New York ثم", true), "RRRLLLLLLLLRRR");
        assert_eq!(shown("A/CONF.234/16.", true), "LLLLLLLLLLLLLR");
        assert_eq!(shown("في 2026، ثم", true), "RRRRRRRRRRR");
        assert_eq!(shown("he said ثم، ثم!", false), "LLLLLLLLRRRRRRL");
        assert_eq!(shown("(1)", true), "RRR");
        assert_eq!(shown("", true), "");
    }
}
