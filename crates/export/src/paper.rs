//! The lines of a file, whatever its format: what every kind writes and every format prints.

use crate::language::Language;
use crate::{Subject, when};
use statement::{Block, Millis, SectionText, Text};

/// A whole file before it has a format.
pub(crate) struct Paper<'a> {
    /// Core property: the title.
    pub title: &'a str,
    /// Core property: the organisation.
    pub creator: &'a str,
    /// Core property: when these words stood so.
    pub at: Millis,
    /// Core property: `Final`, `Draft` …
    pub state: &'static str,
    /// Stands above every page but the first.
    pub running: String,
    /// Of the text.
    pub language: Language,
    /// For who reads it out: large letters, wide lines.
    pub large: bool,
    /// From top to bottom.
    pub lines: Vec<Line<'a>>,
}

/// One line, or one block of the text.
pub(crate) enum Line<'a> {
    /// "Check against delivery".
    Mark(&'static str),
    /// What nobody may overlook: "Not final", "Draft".
    Warning {
        /// In bold.
        word: String,
        /// The sentence after it.
        rest: String,
    },
    /// A labelled fact.
    Field(&'static str, String),
    /// The title of the statement.
    Title(&'a str),
    /// What the file is, under the title.
    Subtitle(&'static str),
    /// A section's heading; level 1 or 2.
    Heading(u8, &'a str),
    /// A section begins that shows no heading: some room before what follows, nothing else.
    Gap,
    /// How far the section is. Never part of the words.
    Status(String),
    /// What belongs under a heading, and how much. Never part of the words.
    Hint(String),
    /// An empty place to write in.
    Room,
    /// A table: its first row heads the others. Never part of the words.
    Table(Vec<Vec<String>>),
    /// A paragraph of the words.
    Words(&'a Block),
    /// After the last line of the words.
    After {
        /// Whether `word` is the one that may be vermilion.
        is_final: bool,
        /// In bold; may be empty.
        word: &'static str,
        /// The sentence.
        rest: String,
    },
}

impl<'a> Line<'a> {
    /// A plain line after the words.
    pub fn after(rest: String) -> Self {
        Line::After { is_final: false, word: "", rest }
    }
}

/// The sections that have words, with the blocks that have words, in order (C2).
pub(crate) fn standing(text: &Text) -> impl Iterator<Item = (&SectionText, Vec<&Block>)> {
    text.sections
        .iter()
        .map(|section| (section, section.blocks.iter().filter(|block| !block.is_empty()).collect::<Vec<_>>()))
        .filter(|(_, blocks)| !blocks.is_empty())
}

/// Who speaks, where and when: the same for every kind. Empty ones are left out.
pub(crate) fn facts<'a>(subject: &Subject, email: bool) -> Vec<Line<'a>> {
    let speaker = [subject.speaker.trim(), subject.function.trim()];
    let speaker = speaker.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ");
    let slot = subject.slot.as_ref().map(|slot| when::slot(slot, subject.viewer_zone.as_deref()));
    let email = if email { subject.email.as_str() } else { "" };
    let all = [
        ("Organisation", subject.author().to_owned()),
        ("On behalf of", subject.on_behalf_of.clone()),
        ("Speaker", speaker),
        ("E-mail", email.to_owned()),
        ("Agenda item", subject.item.clone()),
        ("Slot", slot.unwrap_or_default()),
        ("Language", Language::new(&subject.language).name().to_owned()),
    ];
    let told = all.into_iter().map(|(label, value)| (label, one_line(&value)));
    told.filter(|(_, value)| !value.is_empty()).map(|(label, value)| Line::Field(label, value)).collect()
}

/// "268 words, about 2:41 minutes at 100 words a minute".
pub(crate) fn length(subject: &Subject) -> String {
    let words = count(subject.words);
    match (subject.seconds, subject.limit) {
        (Some(seconds), Some(limit)) => {
            format!("{words}, about {} minutes at {} words a minute", clock(seconds), limit.pace)
        }
        (Some(seconds), None) => format!("{words}, about {} minutes", clock(seconds)),
        (None, _) => words,
    }
}

/// "1 word", "268 words".
pub(crate) fn count(words: u32) -> String {
    if words == 1 { "1 word".to_owned() } else { format!("{words} words") }
}

/// "2:41".
pub(crate) fn clock(seconds: u32) -> String {
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

/// White space of every kind folded to single spaces: a field is one line.
pub(crate) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether XML 1.0, and so a Word file, can hold the character (its production `Char`; a carriage return is not kept
/// by any reader of XML).
pub(crate) fn is_printable(c: char) -> bool {
    matches!(c, '\t' | '\n' | ' '..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..='\u{10FFFF}')
}
