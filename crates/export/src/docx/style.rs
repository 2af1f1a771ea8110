//! The style set: sober, black on white, one vermilion word. It also tells the words from what stands around them.
//!
//! Law: whatever paragraph does not bear one of the styles in `AROUND` counts as words when a file is read back.
//! So a sentence put in by hand, in any style of its own, is noticed.

use super::{package::NAMESPACES, xml::Xml};
use crate::language::Language;

/// Paragraph styles that never hold words of the statement, by name, folded as `fold` does.
pub(crate) const AROUND: [&str; 10] = [
    "title",
    "subtitle",
    "kyodomark",
    "kyodowarning",
    "kyodofront",
    "kyodostatus",
    "kyodoafter",
    "kyodocell",
    "header",
    "footer",
];

/// Paragraph styles that mark a file as ours.
pub(crate) const WORDS: [&str; 4] = ["kyodobody", "kyodobullet", "kyodonumber", "kyodocontinued"];

/// Style names come back in other cases and with other spaces, by program and language.
pub(crate) fn fold(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// One style: id, name, what it builds on, what follows it, paragraph and character properties.
struct Style {
    id: &'static str,
    name: &'static str,
    base: &'static str,
    next: &'static str,
    paragraph: &'static str,
    letters: &'static str,
}

/// Kyodo's own lines are in English whatever the language of the text.
const ENGLISH: &str = r#"<w:lang w:val="en-GB" w:eastAsia="en-GB" w:bidi="en-GB"/>"#;

const STYLES: [Style; 17] = [
    Style {
        id: "Title",
        name: "Title",
        base: "Normal",
        next: "KyodoBody",
        paragraph: r#"<w:keepNext/><w:keepLines/><w:pBdr><w:top w:val="single" w:sz="4" w:space="18" w:color="auto"/></w:pBdr><w:spacing w:before="360" w:after="240" w:line="264" w:lineRule="auto"/>"#,
        letters: r#"<w:b/><w:bCs/><w:sz w:val="34"/><w:szCs w:val="36"/>"#,
    },
    Style {
        id: "Subtitle",
        name: "Subtitle",
        base: "Normal",
        next: "KyodoBody",
        paragraph: r#"<w:keepNext/><w:keepLines/><w:spacing w:before="0" w:after="200"/>"#,
        letters: r#"<w:sz w:val="28"/><w:szCs w:val="28"/>"#,
    },
    Style {
        id: "Heading1",
        name: "heading 1",
        base: "Normal",
        next: "KyodoBody",
        paragraph: r#"<w:keepNext/><w:keepLines/><w:spacing w:before="320" w:after="100" w:line="264" w:lineRule="auto"/><w:outlineLvl w:val="0"/>"#,
        letters: r#"<w:b/><w:bCs/><w:sz w:val="28"/><w:szCs w:val="30"/>"#,
    },
    Style {
        id: "Heading2",
        name: "heading 2",
        base: "Normal",
        next: "KyodoBody",
        paragraph: r#"<w:keepNext/><w:keepLines/><w:spacing w:before="240" w:after="80" w:line="264" w:lineRule="auto"/><w:outlineLvl w:val="1"/>"#,
        letters: r#"<w:b/><w:bCs/>"#,
    },
    Style { id: "KyodoBody", name: "Kyodo Body", base: "Normal", next: "", paragraph: "", letters: "" },
    Style {
        id: "KyodoBullet",
        name: "Kyodo Bullet",
        base: "Normal",
        next: "",
        paragraph: r#"<w:spacing w:after="80"/>"#,
        letters: "",
    },
    Style {
        id: "KyodoNumber",
        name: "Kyodo Number",
        base: "Normal",
        next: "",
        paragraph: r#"<w:spacing w:after="80"/>"#,
        letters: "",
    },
    Style {
        id: "KyodoContinued",
        name: "Kyodo Continued",
        base: "Normal",
        next: "",
        paragraph: r#"<w:spacing w:after="80"/>"#,
        letters: "",
    },
    Style {
        id: "KyodoMark",
        name: "Kyodo Mark",
        base: "Normal",
        next: "KyodoFront",
        paragraph: r#"<w:keepNext/><w:spacing w:after="280"/>"#,
        letters: r#"<w:b/><w:bCs/><w:sz w:val="22"/><w:szCs w:val="22"/>"#,
    },
    Style {
        id: "KyodoWarning",
        name: "Kyodo Warning",
        base: "Normal",
        next: "KyodoFront",
        paragraph: r#"<w:keepLines/><w:pBdr><w:top w:val="single" w:sz="8" w:space="5" w:color="auto"/><w:left w:val="single" w:sz="8" w:space="7" w:color="auto"/><w:bottom w:val="single" w:sz="8" w:space="5" w:color="auto"/><w:right w:val="single" w:sz="8" w:space="7" w:color="auto"/></w:pBdr><w:spacing w:after="280" w:line="264" w:lineRule="auto"/><w:ind w:left="160" w:right="160"/>"#,
        letters: r#"<w:sz w:val="22"/><w:szCs w:val="22"/>"#,
    },
    Style {
        id: "KyodoFront",
        name: "Kyodo Front",
        base: "Normal",
        next: "",
        paragraph: r#"<w:keepLines/><w:spacing w:after="50" w:line="264" w:lineRule="auto"/><w:ind w:left="1814" w:hanging="1814"/>"#,
        letters: r#"<w:sz w:val="22"/><w:szCs w:val="24"/>"#,
    },
    Style {
        id: "KyodoStatus",
        name: "Kyodo Status",
        base: "Normal",
        next: "KyodoBody",
        paragraph: r#"<w:keepNext/><w:keepLines/><w:spacing w:after="100" w:line="264" w:lineRule="auto"/>"#,
        letters: r#"<w:i/><w:color w:val="595959"/><w:sz w:val="20"/><w:szCs w:val="22"/>"#,
    },
    Style {
        id: "KyodoAfter",
        name: "Kyodo After",
        base: "Normal",
        next: "",
        paragraph: r#"<w:keepLines/><w:spacing w:after="30" w:line="264" w:lineRule="auto"/>"#,
        letters: r#"<w:sz w:val="20"/><w:szCs w:val="22"/>"#,
    },
    Style {
        id: "KyodoCell",
        name: "Kyodo Cell",
        base: "Normal",
        next: "",
        paragraph: r#"<w:spacing w:after="0" w:line="250" w:lineRule="auto"/>"#,
        letters: r#"<w:sz w:val="18"/><w:szCs w:val="20"/>"#,
    },
    Style {
        id: "Header",
        name: "header",
        base: "Normal",
        next: "",
        paragraph: r#"<w:spacing w:after="0" w:line="240" w:lineRule="auto"/>"#,
        letters: r#"<w:sz w:val="18"/><w:szCs w:val="20"/>"#,
    },
    Style {
        id: "Footer",
        name: "footer",
        base: "Normal",
        next: "",
        paragraph: r#"<w:bidi w:val="0"/><w:spacing w:after="0" w:line="240" w:lineRule="auto"/><w:jc w:val="center"/>"#,
        letters: r#"<w:sz w:val="18"/><w:szCs w:val="20"/>"#,
    },
    Style {
        id: "ListParagraph",
        name: "List Paragraph",
        base: "Normal",
        next: "",
        paragraph: r#"<w:ind w:left="454"/>"#,
        letters: "",
    },
];

/// Styles whose lines Kyodo writes itself, in English.
const IN_ENGLISH: [&str; 6] =
    ["Subtitle", "KyodoMark", "KyodoWarning", "KyodoStatus", "KyodoAfter", "Header"];

/// Character styles: id, name, properties.
const LETTERS: [(&str, &str, &str); 3] = [
    ("KyodoLabel", "Kyodo Label", r#"<w:color w:val="595959"/>"#),
    ("KyodoFinal", "Kyodo Final", r#"<w:b/><w:bCs/><w:color w:val="C2301A"/>"#),
    ("Hyperlink", "Hyperlink", r#"<w:u w:val="single"/>"#),
];

/// The styles part, for one language.
///
/// `large`: 16 points with one and a half lines, for who reads it out.
pub(crate) fn part(language: &Language, large: bool) -> String {
    let mut xml = Xml::part();
    xml.open("w:styles", &NAMESPACES);
    defaults(&mut xml, language, large);
    let start = [("w:type", "paragraph"), ("w:default", "1"), ("w:styleId", "Normal")];
    xml.open("w:style", &start);
    xml.val("w:name", "Normal");
    xml.empty("w:qFormat", &[]);
    xml.open("w:pPr", &[]);
    xml.empty("w:widowControl", &[]);
    if language.is_right_to_left() {
        xml.empty("w:bidi", &[]);
    }
    let (after, line) = if large { ("240", "360") } else { ("160", "300") };
    xml.empty("w:spacing", &[("w:after", after), ("w:line", line), ("w:lineRule", "auto")]);
    xml.close();
    xml.close();
    for style in &STYLES {
        let own = if style.id.starts_with("Kyodo") { "1" } else { "0" };
        let id = [("w:type", "paragraph"), ("w:customStyle", own), ("w:styleId", style.id)];
        xml.open("w:style", &id);
        xml.val("w:name", style.name);
        xml.val("w:basedOn", style.base);
        if !style.next.is_empty() {
            xml.val("w:next", style.next);
        }
        xml.empty("w:qFormat", &[]);
        xml.open("w:pPr", &[]);
        xml.raw(style.paragraph);
        xml.close();
        xml.open("w:rPr", &[]);
        xml.raw(large.then(|| larger(style.id)).flatten().unwrap_or(style.letters));
        if IN_ENGLISH.contains(&style.id) {
            xml.raw(ENGLISH);
        }
        xml.close();
        xml.close();
    }
    for (id, name, letters) in &LETTERS {
        xml.open("w:style", &[("w:type", "character"), ("w:styleId", id)]);
        xml.val("w:name", name);
        xml.open("w:rPr", &[]);
        xml.raw(letters);
        if *id != "Hyperlink" {
            xml.raw(ENGLISH);
        }
        xml.close();
        xml.close();
    }
    xml.finish()
}

/// What heads large letters is larger still.
fn larger(id: &str) -> Option<&'static str> {
    Some(match id {
        "Title" => r#"<w:b/><w:bCs/><w:sz w:val="40"/><w:szCs w:val="44"/>"#,
        "Heading1" => r#"<w:b/><w:bCs/><w:sz w:val="36"/><w:szCs w:val="40"/>"#,
        "Heading2" => r#"<w:b/><w:bCs/><w:sz w:val="32"/><w:szCs w:val="36"/>"#,
        _ => return None,
    })
}

fn defaults(xml: &mut Xml, language: &Language, large: bool) {
    let (latin, east, other) = language.fonts();
    let (val, east_tag, bidi) = language.slots();
    xml.open("w:docDefaults", &[]);
    xml.open("w:rPrDefault", &[]);
    xml.open("w:rPr", &[]);
    let fonts = [("w:ascii", latin), ("w:hAnsi", latin), ("w:eastAsia", east), ("w:cs", other)];
    xml.empty("w:rFonts", &fonts);
    let (size, complex) = match (large, language.is_right_to_left()) {
        (true, true) => ("32", "36"),
        (true, false) => ("32", "32"),
        (false, true) => ("24", "28"),
        (false, false) => ("24", "24"),
    };
    xml.val("w:sz", size);
    xml.val("w:szCs", complex);
    xml.empty("w:lang", &[("w:val", &val), ("w:eastAsia", &east_tag), ("w:bidi", &bidi)]);
    xml.close();
    xml.close();
    xml.empty("w:pPrDefault", &[]);
    xml.close();
}
