//! Words and speaking time. Words are counted by ICU's segmentation, so that Chinese, Arabic and English are
//! each counted as their readers would; the browser's own segmenter may differ by a few, hashes never depend on it.

use crate::{Block, Limit, SectionText, Text};
use icu_segmenter::{WordSegmenter, options::WordBreakInvariantOptions};

/// Words of one stretch of text.
pub fn count(text: &str) -> u32 {
    u32::try_from(segments(text).into_iter().filter(|segment| wordy(segment)).count()).unwrap_or(u32::MAX)
}

/// A text cut at its word boundaries: words, and what stands between them.
pub(crate) fn segments(text: &str) -> Vec<&str> {
    if text.is_empty() {
        return Vec::new();
    }
    let segmenter = WordSegmenter::new_auto(WordBreakInvariantOptions::default());
    let ends: Vec<usize> = segmenter.segment_str(text).collect();
    ends.windows(2).filter_map(|pair| text.get(*pair.first()?..*pair.last()?)).collect()
}

/// Whether a segment is a word. The segmenter's own mark is lost where the word ends in a combining sign
/// (icu_segmenter 2.4).
pub(crate) fn wordy(segment: &str) -> bool {
    segment.contains(char::is_alphanumeric)
}

/// Words of some paragraphs; a word that is half bold is one word.
pub fn of_blocks(blocks: &[Block]) -> u32 {
    blocks.iter().map(|block| count(&block.text())).fold(0, u32::saturating_add)
}

/// Words under one heading; the heading itself is not counted.
pub fn of_section(section: &SectionText) -> u32 {
    of_blocks(&section.blocks)
}

/// Words of the whole text, headings not counted: they are printed, not read out.
pub fn of_text(text: &Text) -> u32 {
    text.sections.iter().map(of_section).fold(0, u32::saturating_add)
}

/// Seconds it takes to say so many words at so many a minute, rounded up.
pub fn speaking_seconds(words: u32, pace: u32) -> u32 {
    let seconds = (u64::from(words) * 60).div_ceil(u64::from(pace.max(1)));
    u32::try_from(seconds).unwrap_or(u32::MAX)
}

impl Limit {
    /// Words that fit.
    pub fn words(&self) -> u32 {
        u32::try_from(u64::from(self.seconds) * u64::from(self.pace) / 60).unwrap_or(u32::MAX)
    }

    /// Words that fit under each of so many headings, to the nearest five: “42 of about 50 words”.
    pub fn share(&self, sections: usize) -> u32 {
        let sections = u32::try_from(sections.max(1)).unwrap_or(u32::MAX);
        let share = self.words() / sections;
        if share < 10 { share } else { (share + 2) / 5 * 5 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{BlockKind, Run};

    /// C11.
    #[test]
    fn c11_words_are_counted_as_readers_count() {
        for (text, words) in [
            ("", 0),
            (" \n – … 👩‍👩‍👧 ", 0),
            ("Madam President, we don't ask for 3.5 % more.", 8),
            ("منع الجريمة والعدالة الجنائية", 4),
            ("预防犯罪和刑事司法", 5),
            ("one\ntwo", 2),
            ("Cafe\u{301} re\u{301}sume\u{301}", 2),
            ("न्याय की बात", 3),
        ] {
            assert_eq!(count(text), words, "{text}");
        }
    }

    /// C11.
    #[test]
    fn c11_a_word_half_in_bold_is_one_word() {
        let run = |text: &str, bold| Run { text: text.to_owned(), bold, ..Run::default() };
        let block = Block {
            kind: BlockKind::Paragraph,
            level: 0,
            runs: vec![run("pre", true), run("vention", false)],
        };
        assert_eq!(of_blocks(&[block.clone(), block]), 2);
    }

    #[test]
    fn three_minutes_at_a_calm_pace_are_300_words() {
        let limit = Limit { seconds: 180, pace: 100 };
        assert_eq!(limit.words(), 300);
        assert_eq!(limit.share(6), 50);
        assert_eq!(limit.share(29), 10);
        assert_eq!(limit.share(35), 8);
        assert_eq!(Limit { seconds: 100, pace: 100 }.words(), 166);
        assert_eq!(speaking_seconds(268, 100), 161, "2:41");
        assert_eq!(speaking_seconds(0, 100), 0);
        assert_eq!(speaking_seconds(u32::MAX, 0), u32::MAX, "no pace is no panic");
    }
}
