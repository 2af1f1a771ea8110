//! Lists: one counter a list, so that each begins at its first number.

use super::{package::NAMESPACES, xml::Xml};
use crate::language::Language;
use statement::{Block, BlockKind};

/// Depths Word knows.
pub(crate) const DEEPEST: usize = 9;

/// Where the words of one depth begin, in twentieths of a point from the edge the language begins at, and how far
/// before them their sign stands.
///
/// From right to left the sign stands further in: LibreOffice sets it to the outer side of its place, Word to the
/// inner, and in neither may it leave the column or touch the words.
pub(crate) fn indent(depth: usize, right_to_left: bool) -> (usize, usize) {
    if right_to_left { ((depth + 1) * 680, 440) } else { ((depth + 1) * 454, 454) }
}

const BULLETS: &str = "1";
const NUMBERS: &str = "2";

/// The lists of one file, as they are met from top to bottom.
#[derive(Default)]
pub(crate) struct Lists {
    /// Depth (from 0) at which each numbered list counts, in the order of their ids from 2 on.
    pub numbered: Vec<usize>,
    open: Vec<Option<usize>>,
}

impl Lists {
    /// A heading or plain paragraph ends every list.
    pub fn end(&mut self) {
        self.open.clear();
    }

    /// Takes in one block of the words; gives its list id and depth, where it bears a sign.
    pub fn enter(&mut self, block: &Block) -> Option<(usize, usize)> {
        let depth = depth(block)?;
        match block.kind {
            BlockKind::Paragraph | BlockKind::Continued => None,
            BlockKind::Bullet => {
                self.open.truncate(depth);
                Some((1, depth))
            }
            BlockKind::Number => {
                self.open.resize(depth + 1, None);
                let list = self.open[depth].unwrap_or(self.numbered.len() + 2);
                if self.open[depth].is_none() {
                    self.numbered.push(depth);
                    self.open[depth] = Some(list);
                }
                Some((list, depth))
            }
        }
    }
}

/// Depth in a list, from 0; none for a plain paragraph.
pub(crate) fn depth(block: &Block) -> Option<usize> {
    match block.kind {
        BlockKind::Paragraph => None,
        _ => Some(usize::from(block.level).clamp(1, DEEPEST) - 1),
    }
}

pub(crate) fn part(lists: &Lists, language: &Language) -> String {
    let mut xml = Xml::part();
    xml.open("w:numbering", &NAMESPACES);
    let mirrored = language.is_right_to_left();
    definition(&mut xml, BULLETS, mirrored, |depth| {
        ("bullet", if depth % 2 == 0 { "•".to_owned() } else { "–".to_owned() })
    });
    let letters = language.counts_in_letters();
    definition(&mut xml, NUMBERS, mirrored, |depth| match depth % 3 {
        1 if letters => ("lowerLetter", format!("({})", sign(depth))),
        2 if letters => ("lowerRoman", format!("({})", sign(depth))),
        _ => ("decimal", format!("{}.", sign(depth))),
    });
    counter(&mut xml, 1, BULLETS, None);
    for (n, depth) in lists.numbered.iter().enumerate() {
        counter(&mut xml, n + 2, NUMBERS, Some(*depth));
    }
    xml.finish()
}

fn sign(depth: usize) -> String {
    format!("%{}", depth + 1)
}

fn definition(xml: &mut Xml, id: &str, mirrored: bool, form: impl Fn(usize) -> (&'static str, String)) {
    xml.open("w:abstractNum", &[("w:abstractNumId", id)]);
    xml.val("w:multiLevelType", "hybridMultilevel");
    for depth in 0..DEEPEST {
        let (format, text) = form(depth);
        xml.open("w:lvl", &[("w:ilvl", &depth.to_string())]);
        xml.val("w:start", "1");
        xml.val("w:numFmt", format);
        xml.val("w:lvlText", &text);
        xml.val("w:lvlJc", "left");
        xml.open("w:pPr", &[]);
        let (left, hanging) = indent(depth, mirrored);
        xml.empty("w:ind", &[("w:left", &left.to_string()), ("w:hanging", &hanging.to_string())]);
        xml.close();
        xml.close();
    }
    xml.close();
}

/// Without its own start, Word would go on counting where the list before ended.
fn counter(xml: &mut Xml, id: usize, definition: &str, begins: Option<usize>) {
    xml.open("w:num", &[("w:numId", &id.to_string())]);
    xml.val("w:abstractNumId", definition);
    if let Some(depth) = begins {
        xml.open("w:lvlOverride", &[("w:ilvl", &depth.to_string())]);
        xml.val("w:startOverride", "1");
        xml.close();
    }
    xml.close();
}
