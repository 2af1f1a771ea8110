//! A table across the page: thin lines, its head repeated on every page, rows that do not break where they can stand.

use super::direction::{has_right_to_left, right_to_left};
use super::run::{BOLD, PLAIN, stretch};
use super::xml::Xml;

/// Twips between the margins of the page.
const WIDTH: usize = 9070;

/// What of the width a column takes, in parts, by how many there are; the third holds the most words.
fn parts(columns: usize) -> Vec<usize> {
    (0..columns).map(|column| if column == 2 { 34 } else { 15 }).collect()
}

pub(crate) fn table(xml: &mut Xml, rows: &[Vec<String>], mirrored: bool) {
    let columns = rows.first().map_or(0, Vec::len);
    let parts = parts(columns);
    let all: usize = parts.iter().sum();
    let widths: Vec<String> = parts.iter().map(|part| (WIDTH * part / all.max(1)).to_string()).collect();
    xml.open("w:tbl", &[]);
    xml.open("w:tblPr", &[]);
    if mirrored {
        xml.empty("w:bidiVisual", &[]);
    }
    xml.empty("w:tblW", &[("w:w", &WIDTH.to_string()), ("w:type", "dxa")]);
    xml.raw(BORDERS);
    xml.empty("w:tblLayout", &[("w:type", "fixed")]);
    xml.raw(MARGINS);
    xml.close();
    xml.open("w:tblGrid", &[]);
    widths.iter().for_each(|width| xml.empty("w:gridCol", &[("w:w", width)]));
    xml.close();
    for (place, row) in rows.iter().enumerate() {
        xml.open("w:tr", &[]);
        xml.raw(if place == 0 { "<w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>" } else { "" });
        for (text, width) in row.iter().zip(&widths) {
            xml.open("w:tc", &[]);
            xml.open("w:tcPr", &[]);
            xml.empty("w:tcW", &[("w:w", width), ("w:type", "dxa")]);
            xml.close();
            cell(xml, text, place == 0, mirrored);
            xml.close();
        }
        xml.close();
    }
    xml.close();
    // Word wants a paragraph behind a table.
    xml.raw(r#"<w:p><w:pPr><w:pStyle w:val="KyodoCell"/></w:pPr></w:p>"#);
}

/// A paragraph a line; a cell has at least one.
fn cell(xml: &mut Xml, text: &str, head: bool, mirrored: bool) {
    for line in text.split('\n') {
        xml.open("w:p", &[]);
        xml.open("w:pPr", &[]);
        xml.val("w:pStyle", "KyodoCell");
        // Everybody remarks in their own language: each line has the direction of its letters.
        let turned = has_right_to_left(line);
        if turned {
            xml.empty("w:bidi", &[]);
        } else if mirrored {
            xml.val("w:bidi", "0");
            xml.val("w:jc", "right");
        }
        xml.close();
        let mut at = right_to_left(line, turned).into_iter();
        stretch(xml, line, if head { BOLD } else { PLAIN }, &mut at);
        xml.close();
    }
}

const BORDERS: &str = concat!(
    r#"<w:tblBorders><w:top w:val="single" w:sz="4" w:space="0" w:color="8C8C8C"/>"#,
    r#"<w:bottom w:val="single" w:sz="4" w:space="0" w:color="8C8C8C"/>"#,
    r#"<w:insideH w:val="single" w:sz="4" w:space="0" w:color="BFBFBF"/></w:tblBorders>"#
);
const MARGINS: &str = concat!(
    r#"<w:tblCellMar><w:top w:w="50" w:type="dxa"/><w:left w:w="70" w:type="dxa"/>"#,
    r#"<w:bottom w:w="50" w:type="dxa"/><w:right w:w="70" w:type="dxa"/></w:tblCellMar>"#
);
