//! Runs: stretches of one look and one direction, and the signs Word keeps as elements.

use super::xml::Xml;

/// How one stretch of a line looks.
#[derive(Clone, Copy, Default)]
pub(crate) struct Look {
    pub style: Option<&'static str>,
    pub bold: bool,
    pub italic: bool,
}

pub(crate) const PLAIN: Look = Look { style: None, bold: false, italic: false };
pub(crate) const BOLD: Look = Look { style: None, bold: true, italic: false };

/// Runs of one look, cut where the direction turns.
pub(crate) fn stretch(xml: &mut Xml, text: &str, look: Look, at: &mut impl Iterator<Item = bool>) {
    let mut piece = String::new();
    let mut direction = None;
    for c in text.chars() {
        let here = at.next().unwrap_or(false);
        if direction.is_some_and(|before| before != here) {
            run(xml, &piece, look, direction == Some(true));
            piece.clear();
        }
        direction = Some(here);
        piece.push(c);
    }
    run(xml, &piece, look, direction == Some(true));
}

fn run(xml: &mut Xml, text: &str, look: Look, rtl: bool) {
    if text.is_empty() {
        return;
    }
    xml.open("w:r", &[]);
    if look.style.is_some() || look.bold || look.italic || rtl {
        xml.open("w:rPr", &[]);
        if let Some(style) = look.style {
            xml.val("w:rStyle", style);
        }
        let marks = [(look.bold, "w:b", "w:bCs"), (look.italic, "w:i", "w:iCs")];
        for (_, mark, complex) in marks.into_iter().filter(|(set, ..)| *set) {
            xml.empty(mark, &[]);
            xml.empty(complex, &[]);
        }
        if rtl {
            xml.empty("w:rtl", &[]);
        }
        xml.close();
    }
    letters(xml, text);
    xml.close();
}

/// Line ends of every kind, tabs and the two hyphens that Word keeps as elements.
fn letters(xml: &mut Xml, text: &str) {
    let text = text.replace("\r\n", "\n");
    let mut piece = String::new();
    for c in text.chars() {
        let element = match c {
            '\n' | '\r' | '\u{B}' | '\u{C}' | '\u{85}' | '\u{2028}' | '\u{2029}' => "w:br",
            '\t' => "w:tab",
            '\u{AD}' => "w:softHyphen",
            '\u{2011}' => "w:noBreakHyphen",
            _ => {
                piece.push(c);
                continue;
            }
        };
        flush(xml, &mut piece);
        xml.empty(element, &[]);
    }
    flush(xml, &mut piece);
}

fn flush(xml: &mut Xml, piece: &mut String) {
    if !piece.is_empty() {
        xml.whole("w:t", &[("xml:space", "preserve")], piece);
        piece.clear();
    }
}
