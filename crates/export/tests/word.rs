//! What stands in a Word file, read from the zip again.

#[path = "../examples/sample/texts.rs"]
mod texts;

use export::{Corrected, Format, Kind, Order, Subject, Wanted, words_of_docx, write};
use quick_xml::{Reader, events::Event};
use statement::{
    Block, BlockKind, Phase, Run, Slot, Text,
    canonical::{word_hash, word_hash_of},
};
use std::io::{Cursor, Read};
use zip::ZipArchive;

fn sample(language: &str) -> (Text, Vec<Block>, Subject) {
    let found = texts::all().into_iter().find(|(known, ..)| *known == language);
    let (_, text, summary, subject) = found.expect("a sample");
    (text, summary, subject)
}

fn docx(kind: Kind, subject: &Subject, text: &Text, summary: &[Block]) -> Vec<u8> {
    write(kind, Format::Docx, subject, text, summary).expect("a file").bytes
}

fn part(bytes: &[u8], name: &str) -> String {
    let mut zip = ZipArchive::new(Cursor::new(bytes)).expect("a zip");
    let mut text = String::new();
    zip.by_name(name).expect(name).read_to_string(&mut text).expect("UTF-8");
    text
}

/// All text of a part, paragraphs as lines, with the style id before a colon.
fn lines(xml: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for paragraph in xml.split("<w:p>").skip(1) {
        let style = paragraph.split(r#"<w:pStyle w:val=""#).nth(1).and_then(|rest| rest.split('"').next());
        let texts = paragraph.split("<w:t xml:space=\"preserve\">").skip(1);
        let text: String = texts.filter_map(|rest| rest.split("</w:t>").next()).collect();
        out.push(format!("{}: {text}", style.unwrap_or_default()));
    }
    out
}

fn well_formed(xml: &str) {
    let mut reader = Reader::from_str(xml);
    loop {
        match reader.read_event().expect("well-formed") {
            Event::Eof => return,
            Event::Start(start) | Event::Empty(start) => {
                start.attributes().for_each(|attribute| {
                    attribute.expect("an attribute").unescape_value().expect("a value");
                });
            }
            _ => {}
        }
    }
}

#[test]
fn amara_hands_in_a_conference_copy() {
    let (text, summary, subject) = sample("en");
    let bytes = docx(Kind::Conference, &subject, &text, &summary);
    let lines = lines(&part(&bytes, "word/document.xml"));
    assert_eq!(lines[0], "KyodoMark: Check against delivery");
    assert_eq!(lines[1], "KyodoFront: OrganisationAlliance of NGOs on Crime Prevention and Criminal Justice");
    assert_eq!(lines[5], "KyodoFront: SlotMon 20 April 2026, 15:00 in Kyoto (06:00 UTC)");
    let at = |line: &str| lines.iter().position(|known| known == line).unwrap_or_else(|| panic!("{line}"));
    assert!(at("Heading1: Advancing crime prevention") < at("Heading2: Improving prison conditions"));
    let after: Vec<&String> = lines.iter().filter(|line| line.starts_with("KyodoAfter")).collect();
    assert_eq!(after.len(), 3);
    assert_eq!(
        after[0],
        "KyodoAfter: Final text. Locked by Chiyo Tanabe on Sun 19 April 2026, 14:00 in Kyoto (05:00 UTC)."
    );
    assert_eq!(after[1], "KyodoAfter: 331 words, about 3:19 minutes at 100 words a minute.");
    let code = subject.lock.as_ref().map(|lock| lock.check_code.clone()).expect("locked");
    assert_eq!(*after[2], format!("KyodoAfter: Check code {code}"));
    assert_eq!(lines.last(), Some(after[2]), "the after matter ends the file");
    assert!(!lines.iter().any(|line| line.contains("Not final") || line.contains('@')));
}

#[test]
fn empty_sections_and_headings_that_are_not_printed_are_left_out() {
    let (text, summary, subject) = sample("en");
    for kind in [Kind::Conference, Kind::Draft] {
        let document = part(&docx(kind, &subject, &text, &summary), "word/document.xml");
        let lines = lines(&document);
        let heads = |line: &&String| line.starts_with("Heading");
        assert!(
            !lines
                .iter()
                .filter(heads)
                .any(|line| line.contains("Opening") || line.contains("justice system"))
        );
        assert!(!lines.iter().any(|line| line.trim() == "KyodoBody:"), "a blank paragraph is left out");
    }
}

#[test]
fn before_the_lock_the_conference_copy_says_so() {
    let (text, summary, subject) = sample("en");
    let open = texts::still_open(&subject);
    // A lock of before a reopening does not make a file final.
    let reopened = Subject { phase: Phase::Drafting, ..subject };
    for subject in [open, reopened] {
        let bytes = docx(Kind::Conference, &subject, &text, &summary);
        let document = part(&bytes, "word/document.xml");
        let lines = lines(&document);
        assert_eq!(lines[0], "KyodoMark: Check against delivery");
        assert!(
            lines[1].starts_with("KyodoWarning: Not final. This is the text as it stood on Mon 13 April")
        );
        assert!(!document.contains("Check code") && !document.contains("KyodoFinal"));
        assert!(part(&bytes, "word/header1.xml").contains("Not final"));
        assert!(part(&bytes, "docProps/core.xml").contains("<cp:contentStatus>Not final<"));
    }
}

#[test]
fn bilals_summary_says_what_is_missing() {
    let (text, summary, subject) = sample("en");
    let said = |subject: &Subject, summary: &[Block]| {
        lines(&part(&docx(Kind::Summary, subject, &text, summary), "word/document.xml"))
    };
    let fine = said(&subject, &summary);
    assert!(!fine.iter().any(|line| line.starts_with("KyodoWarning")));
    assert!(fine.contains(&"KyodoFront: E-mailstatements@alliance.example".to_owned()));
    assert_eq!(fine.last().map(String::as_str), Some("KyodoAfter: 65 words of 100 allowed."));
    let long = said(&Subject { summary_words: 112, summary_approved: false, ..subject.clone() }, &summary);
    assert!(long[0].starts_with("KyodoWarning: Not yet approved by the chair."));
    assert_eq!(long[1], "KyodoWarning: Over the limit. 112 words: 12 more than the 100 allowed.");
    let none = said(&Subject { summary_words: 0, ..subject }, &[]);
    assert!(none[0].starts_with("KyodoWarning: Not yet approved"), "nobody stands by no words");
    assert!(none.contains(&"KyodoAfter: There is no summary yet.".to_owned()));
}

#[test]
fn the_draft_tells_how_far_each_section_is() {
    let (text, summary, subject) = sample("en");
    let subject = texts::still_open(&subject);
    let lines = lines(&part(&docx(Kind::Draft, &subject, &text, &summary), "word/document.xml"));
    assert!(
        lines[0]
            .starts_with("KyodoWarning: Draft. The text on Mon 13 April 2026, 15:00 in Kyoto (06:00 UTC).")
    );
    let heading =
        lines.iter().position(|line| line == "Heading1: Promoting the rule of law").expect("a heading");
    assert_eq!(lines[heading + 1], "KyodoStatus: Agreed pending the Geneva office");
    assert!(lines.contains(&"KyodoStatus: Opening (this heading is not printed): Agreed".to_owned()));
    assert!(lines.contains(&"KyodoAfter: Over the limit of 3:00 minutes by 0:19.".to_owned()));
    assert!(
        lines.contains(&"KyodoAfter: No words yet under: Advancing the criminal justice system.".to_owned())
    );
}

#[test]
fn the_language_reaches_the_slot_of_its_script_and_turns_the_page() {
    let (text, summary, mut subject) = sample("en");
    for (language, slots) in [
        ("en", ["en-GB", "zh-CN", "ar-SA"]),
        ("fr", ["fr-FR", "zh-CN", "ar-SA"]),
        ("ja", ["en-GB", "ja-JP", "ar-SA"]),
        ("fa", ["en-GB", "zh-CN", "fa-IR"]),
    ] {
        subject.language = language.to_owned();
        let styles = part(&docx(Kind::Conference, &subject, &text, &summary), "word/styles.xml");
        let [val, east, bidi] = slots;
        let slots =
            format!(r#"<w:lang w:val="{val}" w:eastAsia="{east}" w:bidi="{bidi}"/></w:rPr></w:rPrDefault>"#);
        assert!(styles.contains(&slots), "{language}");
    }
    for language in ["en", "zh", "ar"] {
        let (text, summary, subject) = sample(language);
        let bytes = docx(Kind::Conference, &subject, &text, &summary);
        assert!(
            part(&bytes, "docProps/core.xml").contains(&format!("<dc:language>{language}</dc:language>"))
        );
        let document = part(&bytes, "word/document.xml");
        let section = document.split("<w:sectPr>").nth(1).expect("a section");
        assert!(section.contains(r#"<w:pgSz w:w="11906" w:h="16838"/>"#));
        assert_eq!(section.contains("<w:bidi/>"), language == "ar");
        let turned = document.matches(r#"<w:pStyle w:val="KyodoBody"/><w:bidi/>"#).count();
        assert_eq!(turned > 0, language == "ar");
        assert!(part(&bytes, "word/footer1.xml").contains(" NUMPAGES "));
    }
    let (text, _, subject) = sample("ar");
    let document = part(&docx(Kind::Conference, &subject, &text, &[]), "word/document.xml");
    assert!(
        document.contains(r#"<w:rPr><w:b/><w:bCs/><w:rtl/></w:rPr><w:t xml:space="preserve">إعلان كيوتو"#)
    );
    assert!(
        document.contains(r#"<w:r><w:t xml:space="preserve">A/CONF.234/16</w:t></w:r>"#),
        "Latin keeps its way"
    );
}

#[test]
fn each_numbered_list_begins_at_one() {
    let (text, _, subject) = sample("en");
    let bytes = docx(Kind::Conference, &subject, &text, &[]);
    let document = part(&bytes, "word/document.xml");
    let ids: Vec<&str> = document
        .split(r#"<w:ilvl w:val=""#)
        .skip(1)
        .filter_map(|rest| rest.split(r#""/></w:numPr>"#).next())
        .map(|both| both.trim())
        .collect();
    let ids: Vec<String> = ids.iter().map(|both| both.replace(r#""/><w:numId w:val=""#, "/")).collect();
    assert_eq!(ids, ["0/2", "0/2", "1/3", "1/3", "0/2", "0/1", "0/1", "1/1", "1/1", "0/1", "0/4", "0/4"]);
    let numbering = part(&bytes, "word/numbering.xml");
    assert_eq!(numbering.matches("<w:startOverride w:val=\"1\"/>").count(), 3);
    assert!(numbering.contains(r#"<w:numFmt w:val="bullet"/><w:lvlText w:val="•"/>"#));
}

#[test]
fn links_point_out_and_bad_ones_are_only_words() {
    let (mut text, _, subject) = sample("en");
    let bad = Run { text: "here".into(), link: Some("javascript:alert(1)".into()), ..Run::default() };
    text.sections[0].blocks.push(Block { kind: BlockKind::Paragraph, level: 0, runs: vec![bad] });
    let bytes = docx(Kind::Conference, &subject, &text, &[]);
    let relations = part(&bytes, "word/_rels/document.xml.rels");
    assert_eq!(relations.matches("TargetMode=\"External\"").count(), 1);
    assert!(relations.contains(r#"Target="https://www.unodc.org/a?b=c&amp;d=e%20f""#));
    let document = part(&bytes, "word/document.xml");
    assert_eq!(document.matches("<w:hyperlink ").count(), 1, "one link over two runs is one link");
    assert!(!relations.contains("javascript") && document.contains(">here</w:t>"));
}

#[test]
fn whatever_was_typed_the_file_is_well_formed() {
    let nasty = "a\u{0}b\u{1}\u{B}\u{FFFE}\u{FFFF}\u{1FFFF}\u{7F}\u{85}<w:p>&amp;]]>\r\n\t\"'\u{2028}z";
    let (mut text, _, subject) = sample("en");
    let run = Run { text: nasty.into(), link: Some(format!("https://x.example/{nasty}")), ..Run::default() };
    for level in [0, 1, 9, 200, 255] {
        for kind in [BlockKind::Paragraph, BlockKind::Bullet, BlockKind::Number, BlockKind::Continued] {
            text.sections[1].blocks.push(Block { kind, level, runs: vec![run.clone()] });
        }
    }
    text.sections[1].heading = nasty.into();
    let slot = Slot { place: nasty.into(), zone: nasty.into(), at: Some(i64::MAX), due_hours: 1 };
    let subject = Subject {
        title: nasty.into(),
        organisation: nasty.into(),
        speaker: nasty.into(),
        language: nasty.into(),
        slot: Some(slot),
        viewer_zone: Some(nasty.into()),
        now: i64::MIN,
        ..subject
    };
    for wanted in Wanted::ALL {
        let file =
            write(wanted.kind, wanted.format, &subject, &text, &text.sections[1].blocks).expect("a file");
        assert!(
            file.name.is_ascii() && file.name.len() <= 120 && !file.name.contains(['/', '\\', '"', '\n'])
        );
        if wanted.format == Format::Docx {
            let mut zip = ZipArchive::new(Cursor::new(&file.bytes)).expect("a zip");
            let names: Vec<String> = zip.file_names().map(str::to_owned).collect();
            assert_eq!(names.len(), 12);
            for name in names {
                let mut xml = String::new();
                zip.by_name(&name).expect("a part").read_to_string(&mut xml).expect("UTF-8");
                well_formed(&xml);
                let odd = |c: char| (c < ' ' && !"\t\n\r".contains(c)) || "\u{FFFE}\u{FFFF}".contains(c);
                assert!(!xml.contains(odd), "{name}");
            }
        }
    }
}

#[test]
fn equal_input_gives_equal_bytes_and_a_final_file_never_changes() {
    let (text, summary, subject) = sample("ar");
    let once = docx(Kind::Conference, &subject, &text, &summary);
    assert_eq!(once, docx(Kind::Conference, &subject, &text, &summary));
    let later = Subject { now: subject.now + 86_400_000, ..subject };
    assert_eq!(
        once,
        docx(Kind::Conference, &later, &text, &summary),
        "a locked copy does not tell the day it was asked for"
    );
}

#[test]
fn a_statement_without_words_is_a_file_that_says_so() {
    let (_, _, subject) = sample("en");
    for wanted in Wanted::ALL {
        let file = write(wanted.kind, wanted.format, &subject, &Text::default(), &[]).expect("a file");
        assert!(!file.bytes.is_empty());
    }
    let document = part(&docx(Kind::Draft, &subject, &Text::default(), &[]), "word/document.xml");
    assert!(document.contains("There are no words yet."));
}

#[test]
fn a_final_text_that_was_corrected_says_so_before_its_words() {
    let (text, summary, subject) = sample("en");
    let corrected =
        |version| Subject { corrected: Some(Corrected { at: subject.now, version }), ..subject.clone() };
    for kind in [Kind::Conference, Kind::Reading] {
        let told =
            |subject| lines(&part(&docx(kind, &subject, &text, &summary), "word/document.xml")).join("\n");
        let (later, reopened) = (told(corrected(Some(2))), told(corrected(None)));
        assert!(later.contains("Corrected since.") && later.contains("version 2 took its place"), "{later}");
        assert!(reopened.contains("no other text is final yet"), "{reopened}");
    }
}

#[test]
fn a_reading_copy_is_large_and_wide() {
    for (language, size) in [("en", "32"), ("ar", "36")] {
        let (text, summary, subject) = sample(language);
        let bytes = docx(Kind::Reading, &subject, &text, &summary);
        let styles = part(&bytes, "word/styles.xml");
        assert!(styles.contains(&format!(r#"<w:szCs w:val="{size}"/>"#)), "{language}");
        assert!(styles.contains(r#"<w:spacing w:after="240" w:line="360" w:lineRule="auto"/>"#), "1.5 lines");
        assert_eq!(words_of_docx(&bytes).map(|words| word_hash_of([words.as_str()])), Ok(word_hash(&text)));
    }
}

#[test]
fn a_template_for_members_has_headings_hints_budgets_and_dates() {
    let (text, _, subject) = sample("en");
    let bytes = docx(Kind::Template, &subject, &text, &[]);
    let said = lines(&part(&bytes, "word/document.xml"));
    let told = said.join("\n");
    assert!(told.contains("Template for members.") && told.contains("Length in all"), "{told}");
    assert!(told.contains("text for the interpreters: not known yet"), "{told}");
    assert!(told.contains("about 50 words"), "{told}");
    let headings = said.iter().filter(|line| line.starts_with("Heading")).count();
    assert_eq!(headings, subject.headings.len());
    assert!(!told.contains(&text.sections[0].blocks[0].text()), "no words of the statement");
}

#[test]
fn remarks_are_one_table_in_word_and_rows_without_formulas_in_a_spreadsheet() {
    for language in ["en", "ar"] {
        let (text, _, subject) = sample(language);
        let bytes = docx(Kind::Remarks, &subject, &text, &[]);
        let xml = part(&bytes, "word/document.xml");
        well_formed(&xml);
        assert_eq!(xml.matches("<w:tr>").count(), 1 + subject.remarks.len());
        assert_eq!(xml.contains("<w:bidiVisual/>"), language == "ar");
        assert!(xml.contains("<w:tblHeader/>"));
        assert!(language == "ar" || xml.contains("Name the children first."));
    }
    let (text, _, subject) = sample("en");
    let by = Subject { order: Order::Organisation, ..subject };
    let file = write(Kind::Remarks, Format::Csv, &by, &text, &[]).expect("a file");
    let said = String::from_utf8(file.bytes).expect("UTF-8");
    assert!(said.starts_with("\u{FEFF}Organisation,Section,Remark,"), "{said}");
    assert!(said.contains("\r\n'=Casa Abierta,") && said.contains("\"'=HYPERLINK("), "{said}");
    assert!(file.name.ends_with("-remarks-en.csv"), "{}", file.name);
}
