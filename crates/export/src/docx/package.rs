//! The parts around the text: what is in the package, how its parts hang together, settings, fonts.

use super::xml::Xml;
use crate::language::Language;

/// WordprocessingML and relations, as every part of the text declares them.
pub(crate) const NAMESPACES: [(&str, &str); 2] = [
    ("xmlns:w", "http://schemas.openxmlformats.org/wordprocessingml/2006/main"),
    ("xmlns:r", "http://schemas.openxmlformats.org/officeDocument/2006/relationships"),
];

/// The namespaces of the core properties.
pub(crate) const CORE_NAMESPACES: [(&str, &str); 5] = [
    ("xmlns:cp", "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"),
    ("xmlns:dc", "http://purl.org/dc/elements/1.1/"),
    ("xmlns:dcterms", "http://purl.org/dc/terms/"),
    ("xmlns:dcmitype", "http://purl.org/dc/dcmitype/"),
    ("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance"),
];

pub(crate) const CONTENT_TYPES: &str = concat!(
    r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#,
    r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">"#,
    r#"<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>"#,
    r#"<Default Extension="xml" ContentType="application/xml"/>"#,
    r#"<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>"#,
    r#"<Override PartName="/docProps/app.xml" ContentType="application/vnd.openxmlformats-officedocument.extended-properties+xml"/>"#,
    r#"<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>"#,
    r#"<Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/>"#,
    r#"<Override PartName="/word/numbering.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.numbering+xml"/>"#,
    r#"<Override PartName="/word/settings.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.settings+xml"/>"#,
    r#"<Override PartName="/word/fontTable.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.fontTable+xml"/>"#,
    r#"<Override PartName="/word/header1.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml"/>"#,
    r#"<Override PartName="/word/footer1.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"/>"#,
    "</Types>"
);

pub(crate) const RELATIONS: &str = concat!(
    r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#,
    r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">"#,
    r#"<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/>"#,
    r#"<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/>"#,
    r#"<Relationship Id="rId3" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/extended-properties" Target="docProps/app.xml"/>"#,
    "</Relationships>"
);

pub(crate) const APP: &str = concat!(
    r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#,
    r#"<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">"#,
    "<Application>Kyodo</Application></Properties>"
);

/// Relations of the text: five parts, then one relation a link.
const PARTS: [(&str, &str); 6] = [
    ("styles", "styles.xml"),
    ("numbering", "numbering.xml"),
    ("settings", "settings.xml"),
    ("fontTable", "fontTable.xml"),
    ("header", "header1.xml"),
    ("footer", "footer1.xml"),
];

/// Relation of the header, as the section names it.
pub(crate) const HEADER: &str = "rId5";
/// Relation of the footer.
pub(crate) const FOOTER: &str = "rId6";

/// Relation of the n-th link, counted from 0.
pub(crate) fn link_relation(n: usize) -> String {
    format!("rId{}", PARTS.len() + 1 + n)
}

pub(crate) fn document_relations(links: &[String]) -> String {
    const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/";
    let mut xml = Xml::part();
    let space = [("xmlns", "http://schemas.openxmlformats.org/package/2006/relationships")];
    xml.open("Relationships", &space);
    for (n, (kind, target)) in PARTS.iter().enumerate() {
        let (id, kind) = (format!("rId{}", n + 1), format!("{OFFICE}{kind}"));
        xml.empty("Relationship", &[("Id", &id), ("Type", &kind), ("Target", target)]);
    }
    for (n, target) in links.iter().enumerate() {
        let (id, kind) = (link_relation(n), format!("{OFFICE}hyperlink"));
        let outside = [("Id", id.as_str()), ("Type", &kind), ("Target", target), ("TargetMode", "External")];
        xml.empty("Relationship", &outside);
    }
    xml.finish()
}

pub(crate) fn settings(language: &Language) -> String {
    let (val, east, bidi) = language.slots();
    let mut xml = Xml::part();
    xml.open("w:settings", &NAMESPACES);
    xml.raw(concat!(
        r#"<w:zoom w:percent="100"/><w:defaultTabStop w:val="567"/><w:autoHyphenation w:val="0"/>"#,
        r#"<w:characterSpacingControl w:val="doNotCompress"/><w:compat><w:compatSetting "#,
        r#"w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>"#
    ));
    xml.empty("w:themeFontLang", &[("w:val", &val), ("w:eastAsia", &east), ("w:bidi", &bidi)]);
    xml.finish()
}

/// Faces that may stand in where one is missing, by the names their makers gave them.
const STAND_INS: [(&str, &str); 8] = [
    ("Times New Roman", "Liberation Serif"),
    ("SimSun", "宋体"),
    ("PMingLiU", "新細明體"),
    ("MS Mincho", "ＭＳ 明朝"),
    ("Batang", "바탕"),
    ("Mangal", "Noto Serif Devanagari"),
    ("Vrinda", "Noto Serif Bengali"),
    ("Angsana New", "Noto Serif Thai"),
];

pub(crate) fn font_table(language: &Language) -> String {
    let (latin, east, complex) = language.fonts();
    let mut xml = Xml::part();
    xml.open("w:fonts", &NAMESPACES);
    for (name, stand_in) in STAND_INS.iter().filter(|(name, _)| [latin, east, complex].contains(name)) {
        xml.open("w:font", &[("w:name", name)]);
        xml.val("w:altName", stand_in);
        xml.val("w:family", if *name == east { "auto" } else { "roman" });
        xml.val("w:pitch", "variable");
        xml.close();
    }
    xml.finish()
}
