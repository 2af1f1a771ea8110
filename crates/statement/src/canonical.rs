//! The canonical text `kyodo-text/1`, its check code and its word hash. SPEC.md, C1 to C12, gives every byte;
//! `web/src/statement` computes the same, on the same fixtures.

use crate::{Block, BlockKind, Run, SectionId, SectionText, Text, text::append};
use sha2::{Digest, Sha256};
use std::{collections::BTreeMap, fmt::Write};
use unicode_normalization::UnicodeNormalization;

/// The first bytes of every canonical text.
pub const HEADER: &[u8] = b"kyodo-text/1\n";

/// The alphabet of spoken check codes: no I, L, O, U.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// The text as bytes (C3): two texts that read differently have different bytes.
pub fn canonical(text: &Text) -> Vec<u8> {
    let sections: Vec<Vec<u8>> = text.sections.iter().filter_map(section_bytes).collect();
    let mut out = HEADER.to_vec();
    count(&mut out, sections.len());
    sections.iter().for_each(|section| out.extend_from_slice(section));
    out
}

/// SHA-256 of the canonical text, lower-case hex (C6).
pub fn check_code(text: &Text) -> String {
    hash(&canonical(text))
}

/// The check code as people read it aloud: `7K3F-92QX-…`, six groups of four (C7). Empty for what is no check code.
pub fn spoken(code: &str) -> String {
    let digits: Option<Vec<u8>> =
        code.chars().take(30).map(|c| c.to_digit(16).and_then(|d| u8::try_from(d).ok())).collect();
    let Some(digits) = digits.filter(|digits| digits.len() == 30) else { return String::new() };
    let bits: Vec<bool> =
        digits.iter().flat_map(|d| (0..4).rev().map(move |bit| d >> bit & 1 == 1)).collect();
    let mut out = String::new();
    for (i, five) in bits.chunks(5).enumerate() {
        if i > 0 && i % 4 == 0 {
            out.push('-');
        }
        let letter = five.iter().fold(0usize, |value, bit| value * 2 + usize::from(*bit));
        out.push(char::from(ALPHABET[letter % 32]));
    }
    out
}

/// One hash for each section that is not empty (C8): names what differs when two check codes do.
pub fn section_hashes(text: &Text) -> BTreeMap<SectionId, String> {
    let one = |section: &SectionText| Some((section.id.clone(), hash(&section_bytes(section)?)));
    text.sections.iter().filter_map(one).collect()
}

/// SHA-256 of the bare words (C9): what a Word file that was opened and saved again can be compared by.
pub fn word_hash(text: &Text) -> String {
    let mut lines: Vec<String> = Vec::new();
    for section in &text.sections {
        if section.is_empty() {
            continue;
        }
        if section.printed {
            lines.push(section.heading.clone());
        }
        lines.extend(section.blocks.iter().map(Block::text));
    }
    word_hash_of(lines.iter().map(String::as_str))
}

/// The word hash of some paragraphs, in order, without headings: of a summary, or of what a Word file holds.
pub fn word_hash_of<'a>(paragraphs: impl IntoIterator<Item = &'a str>) -> String {
    let mut joined = String::new();
    for paragraph in paragraphs {
        joined.push_str(paragraph);
        joined.push('\n');
    }
    hash(bare(&joined).as_bytes())
}

/// The bare words (C9): invisible signs dropped, hyphens alike, NFC, white space folded.
pub fn bare(text: &str) -> String {
    let kept = text.chars().filter_map(|c| match c {
        '\u{00AD}' | '\u{061C}' | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{2060}' | '\u{FEFF}' => None,
        '\u{2010}' | '\u{2011}' => Some('-'),
        other => Some(other),
    });
    let composed: String = kept.nfc().collect();
    composed.split(space).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// White space (C2), Unicode's property of that name.
fn space(c: char) -> bool {
    matches!(
        c,
        '\u{0009}'..='\u{000D}' | ' ' | '\u{0085}' | '\u{00A0}' | '\u{1680}' | '\u{2000}'..='\u{200A}'
            | '\u{2028}' | '\u{2029}' | '\u{202F}' | '\u{205F}' | '\u{3000}'
    )
}

impl Block {
    /// Its runs joined.
    pub fn text(&self) -> String {
        self.runs.iter().map(|run| run.text.as_str()).collect()
    }

    /// Whether nothing but white space stands in it (C2).
    pub fn is_empty(&self) -> bool {
        self.runs.iter().all(|run| run.text.chars().all(space))
    }

    /// Its runs in normal form (C4): line breaks bare, none empty, no two alike side by side.
    pub fn normal(&self) -> Vec<Run> {
        let mut out: Vec<Run> = Vec::new();
        for run in &self.runs {
            for piece in run.text.split_inclusive('\n') {
                let (words, breaks) = match piece.strip_suffix('\n') {
                    Some(words) => (words, "\n"),
                    None => (piece, ""),
                };
                append(&mut out, Run { text: words.to_owned(), ..run.clone() });
                append(&mut out, Run { text: breaks.to_owned(), ..Run::default() });
            }
        }
        out
    }
}

impl SectionText {
    /// Whether all its blocks are empty.
    pub fn is_empty(&self) -> bool {
        self.blocks.iter().all(Block::is_empty)
    }
}

impl Text {
    /// Whether all its sections are empty.
    pub fn is_empty(&self) -> bool {
        self.sections.iter().all(SectionText::is_empty)
    }
}

/// The bytes of one section (C5); none for an empty one.
fn section_bytes(section: &SectionText) -> Option<Vec<u8>> {
    let blocks: Vec<&Block> = section.blocks.iter().filter(|block| !block.is_empty()).collect();
    if blocks.is_empty() {
        return None;
    }
    let mut out = Vec::new();
    string(&mut out, section.id.as_str());
    string(&mut out, if section.printed { &section.heading } else { "" });
    count(&mut out, blocks.len());
    for block in blocks {
        out.push(match block.kind {
            BlockKind::Paragraph => 0,
            BlockKind::Bullet => 1,
            BlockKind::Number => 2,
            BlockKind::Continued => 3,
        });
        out.push(block.level);
        let runs = block.normal();
        count(&mut out, runs.len());
        for run in runs {
            let link = run.link.as_deref();
            out.push(u8::from(run.bold) | u8::from(run.italic) << 1 | u8::from(link.is_some()) << 2);
            string(&mut out, &run.text);
            if let Some(link) = link {
                string(&mut out, link);
            }
        }
    }
    Some(out)
}

/// Four bytes, the highest first. A text nears 4 GiB nowhere: the gate's caps are far below.
fn count(out: &mut Vec<u8>, count: usize) {
    out.extend_from_slice(&u32::try_from(count).unwrap_or(u32::MAX).to_be_bytes());
}

fn string(out: &mut Vec<u8>, text: &str) {
    count(out, text.len());
    out.extend_from_slice(text.as_bytes());
}

/// SHA-256, lower-case hex.
pub fn hash(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(64);
    for byte in Sha256::digest(bytes) {
        // Writing to a String cannot fail.
        let _ = write!(out, "{byte:02x}");
    }
    out
}
