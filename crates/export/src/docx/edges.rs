//! The edges of the page: its size, what stands above and below the text.

use super::package::{FOOTER, HEADER, NAMESPACES};
use super::xml::Xml;
use crate::paper::Paper;

/// A4, 2.5 cm beside the text and 2.3 above and below; the header from the second page on, page numbers on all.
pub(crate) fn section(xml: &mut Xml, mirrored: bool) {
    xml.open("w:sectPr", &[]);
    xml.empty("w:headerReference", &[("w:type", "default"), ("r:id", HEADER)]);
    xml.empty("w:footerReference", &[("w:type", "default"), ("r:id", FOOTER)]);
    xml.empty("w:footerReference", &[("w:type", "first"), ("r:id", FOOTER)]);
    xml.empty("w:pgSz", &[("w:w", "11906"), ("w:h", "16838")]);
    xml.raw(concat!(
        r#"<w:pgMar w:top="1304" w:right="1418" w:bottom="1304" w:left="1418" "#,
        r#"w:header="680" w:footer="624" w:gutter="0"/><w:titlePg/>"#
    ));
    if mirrored {
        xml.empty("w:bidi", &[]);
    }
    xml.close();
}

/// What stands above every page but the first.
pub(crate) fn header(paper: &Paper) -> String {
    let mut xml = Xml::part();
    xml.open("w:hdr", &NAMESPACES);
    xml.raw(r#"<w:p><w:pPr><w:pStyle w:val="Header"/><w:bidi w:val="0"/>"#);
    xml.val("w:jc", if paper.language.is_right_to_left() { "left" } else { "right" });
    xml.raw("</w:pPr><w:r>");
    xml.whole("w:t", &[("xml:space", "preserve")], &paper.running);
    xml.raw("</w:r></w:p>");
    xml.finish()
}

/// "2 / 3": from left to right in every file.
pub(crate) fn footer() -> String {
    let mut xml = Xml::part();
    xml.open("w:ftr", &NAMESPACES);
    xml.raw(r#"<w:p><w:pPr><w:pStyle w:val="Footer"/><w:bidi w:val="0"/><w:jc w:val="center"/></w:pPr>"#);
    field(&mut xml, "PAGE");
    xml.raw(r#"<w:r><w:t xml:space="preserve"> / </w:t></w:r>"#);
    field(&mut xml, "NUMPAGES");
    xml.raw("</w:p>");
    xml.finish()
}

fn field(xml: &mut Xml, name: &str) {
    xml.raw(r#"<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> "#);
    xml.raw(name);
    xml.raw(concat!(
        r#" </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>"#,
        r#"<w:r><w:t>1</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>"#
    ));
}
