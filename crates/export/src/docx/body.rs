//! The text itself: paragraphs, lists, links.

use super::direction::{self, right_to_left};
use super::numbering::{Lists, depth, indent};
use super::package::{NAMESPACES, link_relation};
use super::run::{BOLD, Look, PLAIN, stretch};
use super::{edges, link, table::table, xml::Xml};
use crate::paper::{Line, Paper, one_line};
use statement::{Block, BlockKind, Run};

/// The text part and what other parts must know of it.
pub(crate) struct Body {
    pub document: String,
    /// Targets of links, in the order of their relations.
    pub links: Vec<String>,
    pub lists: Lists,
}

/// A sign without shape that reads from left to right: keeps the last bracket of an English line in its place.
const LEFT_TO_RIGHT_MARK: char = '\u{200E}';

struct Writing {
    xml: Xml,
    links: Vec<String>,
    lists: Lists,
    mirrored: bool,
}

/// What the lines before and after ask of a line.
#[derive(Clone, Copy)]
struct Around {
    /// No line of the after matter stands before it.
    first_after: bool,
    /// It is the last of the file.
    last: bool,
    /// No list item follows it.
    list_ends: bool,
    /// A section begins here without a heading.
    gap: bool,
}

pub(crate) fn write(paper: &Paper) -> Body {
    let mirrored = paper.language.is_right_to_left();
    let mut to = Writing { xml: Xml::part(), links: Vec::new(), lists: Lists::default(), mirrored };
    to.xml.open("w:document", &NAMESPACES);
    to.xml.open("w:body", &[]);
    let count = paper.lines.len();
    for (place, line) in paper.lines.iter().enumerate() {
        let before = place.checked_sub(1).and_then(|before| paper.lines.get(before));
        let next = paper.lines.get(place + 1);
        let around = Around {
            first_after: !matches!(before, Some(Line::After { .. })),
            last: place + 1 == count,
            gap: matches!(before, Some(Line::Gap)),
            list_ends: !matches!(next, Some(Line::Words(next)) if depth(next).is_some()),
        };
        to.line(line, around);
    }
    edges::section(&mut to.xml, mirrored);
    Body { document: to.xml.finish(), links: to.links, lists: to.lists }
}

impl Writing {
    fn line(&mut self, line: &Line, around: Around) {
        if !matches!(line, Line::Words(_)) {
            self.lists.end();
        }
        match line {
            Line::Mark(text) => {
                self.own("KyodoMark", NONE, if self.mirrored { "left" } else { "right" }, &[(text, BOLD)])
            }
            Line::Warning { word, rest } => {
                self.own("KyodoWarning", NONE, "", &[(word, BOLD), (" ", PLAIN), (rest, PLAIN)])
            }
            Line::Subtitle(text) => self.own("Subtitle", NONE, "", &[(text, PLAIN)]),
            Line::Gap => {}
            Line::Hint(text) => self.theirs("KyodoStatus", text),
            Line::Room => {
                self.begin("KyodoBody", "", self.mirrored);
                self.xml.close();
                self.xml.close();
            }
            Line::Table(rows) => table(&mut self.xml, rows, self.mirrored),
            Line::Status(text) => {
                let space = if around.gap { r#"<w:spacing w:before="320"/>"# } else { "" };
                self.own("KyodoStatus", ["", space], "", &[(text, PLAIN)])
            }
            Line::After { is_final, word, rest } => {
                let word_look = Look { style: is_final.then_some("KyodoFinal"), ..BOLD };
                let parts: &[(&str, Look)] =
                    &[(word, word_look), (if word.is_empty() { "" } else { " " }, PLAIN), (rest, PLAIN)];
                let keep = if around.last { "" } else { "<w:keepNext/>" };
                let [rule, space] = if around.first_after { RULE } else { NONE };
                self.own("KyodoAfter", [&format!("{keep}{rule}"), space], "", parts);
            }
            Line::Field(label, value) => self.field(label, value),
            Line::Title(text) => self.theirs("Title", &one_line(text)),
            Line::Heading(1, text) => self.theirs("Heading1", &one_line(text)),
            Line::Heading(_, text) => self.theirs("Heading2", &one_line(text)),
            Line::Words(block) => self.words(block, around),
        }
    }

    /// A line in English: in a mirrored file it keeps its direction and stands at the right edge.
    fn own(&mut self, style: &str, properties: [&str; 2], align: &str, parts: &[(&str, Look)]) {
        let edge = if self.mirrored && align.is_empty() { "right" } else { align };
        // The schema has an order: keep and border, direction, space, edge.
        self.begin(style, properties[0], false);
        self.xml.raw(properties[1]);
        if !edge.is_empty() {
            self.xml.val("w:jc", edge);
        }
        self.xml.close();
        let whole: String = parts.iter().map(|(text, _)| *text).collect();
        let mut at = right_to_left(&whole, false).into_iter();
        for (text, look) in parts {
            stretch(&mut self.xml, text, *look, &mut at);
        }
        self.xml.close();
    }

    /// A line in the language of the statement.
    fn theirs(&mut self, style: &str, text: &str) {
        self.begin(style, "", self.mirrored);
        self.xml.close();
        stretch(&mut self.xml, text, PLAIN, &mut right_to_left(text, self.mirrored).into_iter());
        self.xml.close();
    }

    fn field(&mut self, label: &str, value: &str) {
        self.begin("KyodoFront", "", self.mirrored);
        self.xml.close();
        let label_look = Look { style: Some("KyodoLabel"), ..PLAIN };
        stretch(&mut self.xml, label, label_look, &mut std::iter::repeat(false));
        self.xml.open("w:r", &[]);
        self.xml.empty("w:tab", &[]);
        self.xml.close();
        let mut at = right_to_left(value, self.mirrored);
        if self.mirrored && at.contains(&false) && !direction::has_right_to_left(value) {
            at.fill(false);
            at.push(false);
            stretch(&mut self.xml, &format!("{value}{LEFT_TO_RIGHT_MARK}"), PLAIN, &mut at.into_iter());
        } else {
            stretch(&mut self.xml, value, PLAIN, &mut at.into_iter());
        }
        self.xml.close();
    }

    fn words(&mut self, block: &Block, around: Around) {
        let list = match block.kind {
            BlockKind::Paragraph => {
                self.lists.end();
                None
            }
            _ => self.lists.enter(block),
        };
        let style = match block.kind {
            BlockKind::Paragraph => "KyodoBody",
            BlockKind::Bullet => "KyodoBullet",
            BlockKind::Number => "KyodoNumber",
            BlockKind::Continued => "KyodoContinued",
        };
        let numbered = list.map(|(id, depth)| {
            format!(r#"<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{id}"/></w:numPr>"#)
        });
        self.begin(style, &numbered.unwrap_or_default(), self.mirrored);
        let room = [
            around.gap.then_some(("w:before", "320")),
            (around.list_ends && depth(block).is_some()).then_some(("w:after", "160")),
        ];
        let room: Vec<_> = room.into_iter().flatten().collect();
        if !room.is_empty() {
            self.xml.empty("w:spacing", &room);
        }
        if let (BlockKind::Continued, Some(depth)) = (block.kind, depth(block)) {
            self.xml.empty("w:ind", &[("w:left", &indent(depth, self.mirrored).0.to_string())]);
        }
        self.xml.close();
        self.runs(&block.runs);
        self.xml.close();
    }

    fn runs(&mut self, runs: &[Run]) {
        let whole: String = runs.iter().map(|run| run.text.as_str()).collect();
        let mut at = right_to_left(&whole, self.mirrored).into_iter();
        let mut open: Option<&str> = None;
        for run in runs {
            let target = run.link.as_deref();
            if open != target {
                if open.is_some_and(|open| link::target(open).is_some()) {
                    self.xml.close();
                }
                if let Some(target) = target.and_then(link::target) {
                    self.open_link(target);
                }
                open = target;
            }
            let linked = target.is_some_and(|target| link::target(target).is_some());
            let look = Look { style: linked.then_some("Hyperlink"), bold: run.bold, italic: run.italic };
            stretch(&mut self.xml, &run.text, look, &mut at);
        }
        if open.is_some_and(|open| link::target(open).is_some()) {
            self.xml.close();
        }
    }

    fn open_link(&mut self, target: String) {
        let place = self.links.iter().position(|known| *known == target).unwrap_or_else(|| {
            self.links.push(target);
            self.links.len() - 1
        });
        self.xml.open("w:hyperlink", &[("r:id", &link_relation(place)), ("w:history", "1")]);
    }

    /// Opens a paragraph and its properties; the caller closes the properties, then the paragraph.
    fn begin(&mut self, style: &str, properties: &str, mirrored: bool) {
        self.xml.open("w:p", &[]);
        self.xml.open("w:pPr", &[]);
        self.xml.val("w:pStyle", style);
        self.xml.raw(properties);
        if mirrored {
            self.xml.empty("w:bidi", &[]);
        } else if self.mirrored {
            self.xml.val("w:bidi", "0");
        }
    }
}

/// A rule across the page above the first line after the words.
const RULE: [&str; 2] = [
    r#"<w:pBdr><w:top w:val="single" w:sz="4" w:space="8" w:color="auto"/></w:pBdr>"#,
    r#"<w:spacing w:before="360"/>"#,
];
const NONE: [&str; 2] = ["", ""];
