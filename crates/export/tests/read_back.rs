//! "Is this file our final text?": words read back from files, ours, changed and hostile.

#[path = "../examples/sample/texts.rs"]
mod texts;

use export::{Error, Format, Kind, words_of_docx, write};
use statement::canonical::{word_hash, word_hash_of};
use std::io::{Cursor, Read, Write};
use zip::{ZipArchive, ZipWriter, write::SimpleFileOptions};

fn english() -> Vec<u8> {
    let (_, text, summary, subject) = texts::all().remove(0);
    write(Kind::Conference, Format::Docx, &subject, &text, &summary).expect("a file").bytes
}

fn hash_of(bytes: &[u8]) -> String {
    word_hash_of([words_of_docx(bytes).expect("words").as_str()])
}

/// The file with one part changed, or put in.
fn with(bytes: &[u8], name: &str, change: impl Fn(&str) -> String) -> Vec<u8> {
    let mut from = ZipArchive::new(Cursor::new(bytes)).expect("a zip");
    let mut to = ZipWriter::new(Cursor::new(Vec::new()));
    let names: Vec<String> = from.file_names().map(str::to_owned).collect();
    for known in &names {
        let mut content = Vec::new();
        from.by_name(known).expect("a part").read_to_end(&mut content).expect("bytes");
        if known == name {
            content = change(&String::from_utf8(content).expect("UTF-8")).into_bytes();
        }
        to.start_file(known.as_str(), SimpleFileOptions::default()).expect("a part");
        to.write_all(&content).expect("written");
    }
    to.finish().expect("a zip").into_inner()
}

fn with_text(change: impl Fn(&str) -> String) -> Vec<u8> {
    with(&english(), "word/document.xml", change)
}

#[test]
fn c9_every_kind_in_every_language_gives_its_words_back() {
    for (language, text, summary, subject) in texts::all() {
        for subject in [texts::still_open(&subject), subject] {
            for kind in [Kind::Conference, Kind::Draft] {
                let file = write(kind, Format::Docx, &subject, &text, &summary).expect("a file");
                assert_eq!(hash_of(&file.bytes), word_hash(&text), "{language} {kind:?}");
            }
            let file = write(Kind::Summary, Format::Docx, &subject, &text, &summary).expect("a file");
            let lines: Vec<String> = summary.iter().map(statement::Block::text).collect();
            assert_eq!(hash_of(&file.bytes), word_hash_of(lines.iter().map(String::as_str)), "{language}");
        }
    }
}

#[test]
fn c9_another_date_or_speaker_is_the_same_text_another_comma_is_not() {
    let ours = hash_of(&english());
    let speaker = with_text(|xml| xml.replace("Amara Okonkwo", "Bilal Haddad"));
    assert_eq!(hash_of(&speaker), ours);
    let comma = with_text(|xml| xml.replace("not a favour.", "not a favour,"));
    assert_ne!(hash_of(&comma), ours);
    let heading = with_text(|xml| xml.replace("Advancing crime prevention", "Advancing prevention"));
    assert_ne!(hash_of(&heading), ours);
}

#[test]
fn a_sentence_put_in_by_hand_is_noticed_whatever_its_style() {
    let ours = hash_of(&english());
    for style in ["Normal", "KyodoBody", "ListParagraph", "Quote", ""] {
        let put_in = format!(
            r#"<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr><w:r><w:t>We demand more.</w:t></w:r></w:p><w:sectPr>"#
        );
        let changed = with_text(|xml| xml.replace("<w:sectPr>", &put_in));
        assert_ne!(hash_of(&changed), ours, "{style}");
    }
    let struck =
        r#"<w:p><w:del w:id="1"><w:r><w:delText>x</w:delText><w:t>y</w:t></w:r></w:del></w:p><w:sectPr>"#;
    assert_eq!(hash_of(&with_text(|xml| xml.replace("<w:sectPr>", struck))), ours, "struck out");
    let added = r#"<w:p><w:ins w:id="1"><w:r><w:t>y</w:t></w:r></w:ins></w:p><w:sectPr>"#;
    assert_ne!(hash_of(&with_text(|xml| xml.replace("<w:sectPr>", added))), ours, "put in");
}

#[test]
fn styles_are_known_by_name_for_programs_rewrite_their_ids() {
    let renamed =
        |xml: &str| xml.replace("KyodoBody", "style17").replace("KyodoAfter", "a3").replace("Title", "Titel");
    let changed = with(&with_text(renamed), "word/styles.xml", |xml| {
        xml.replace(r#"w:styleId="KyodoBody""#, r#"w:styleId="style17""#)
            .replace(r#"w:styleId="KyodoAfter""#, r#"w:styleId="a3""#)
            .replace(r#"w:styleId="Title""#, r#"w:styleId="Titel""#)
    });
    assert_eq!(hash_of(&changed), hash_of(&english()));
}

#[test]
fn a_file_without_our_styles_is_told_apart_from_one_with_other_words() {
    let plain = with_text(|xml| xml.replace("w:pStyle", "w:oStyle"));
    assert_eq!(words_of_docx(&plain), Err(Error::NotOurs));
    assert_eq!(words_of_docx(b""), Err(Error::NotWord));
    assert_eq!(words_of_docx(b"%PDF-1.7"), Err(Error::NotWord));
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file("mimetype", SimpleFileOptions::default()).expect("a part");
    assert_eq!(words_of_docx(&zip.finish().expect("a zip").into_inner()), Err(Error::NotWord));
}

#[test]
fn hostile_files_end_in_an_error_soon() {
    let deep = with_text(|xml| xml.replace("<w:sectPr>", &format!("{}<w:sectPr>", "<w:p>".repeat(100_000))));
    assert!(matches!(words_of_docx(&deep), Err(Error::Damaged(_))));
    let bomb = with_text(|xml| xml.replace("<w:sectPr>", &format!("{}<w:sectPr>", " ".repeat(25 << 20))));
    assert!(bomb.len() < 1 << 20, "small as it comes in");
    assert_eq!(words_of_docx(&bomb), Err(Error::TooLarge));
    let laughs = with_text(|xml| {
        xml.replacen("<w:document", r#"<!DOCTYPE x [<!ENTITY a "aaaa">]><w:document"#, 1)
            .replace("thank", "&a;")
    });
    assert!(matches!(words_of_docx(&laughs), Err(Error::Damaged(_))));
    let entity = with_text(|xml| xml.replace("I thank", "&nobody; thank"));
    assert!(matches!(words_of_docx(&entity), Err(Error::Damaged(_))));
    assert_eq!(words_of_docx(&vec![0; 17 << 20]), Err(Error::TooLarge));
    let cut = with_text(|xml| xml.split("</w:body>").next().unwrap_or_default().to_owned());
    assert!(matches!(words_of_docx(&cut), Err(Error::Damaged(_))));
}

#[test]
fn bytes_changed_at_random_never_panic() {
    let bytes = english();
    // xorshift, seeded: a failure can be played again.
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let mut next = move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state as usize
    };
    for _ in 0..60 {
        let cuts: Vec<usize> = (0..1 + next() % 6).map(|_| next()).collect();
        let changed = with_text(|xml| {
            let mut letters: Vec<char> = xml.chars().collect();
            for cut in &cuts {
                let (place, other) = (cut % letters.len(), cut / 7 % letters.len());
                if cut % 3 == 0 {
                    letters.swap(place, other);
                } else {
                    letters.remove(place);
                }
            }
            letters.into_iter().collect()
        });
        let _ = words_of_docx(&changed);
    }
    for _ in 0..1_000 {
        let mut changed = bytes.clone();
        for _ in 0..1 + next() % 8 {
            let place = next() % changed.len();
            changed[place] = next() as u8;
        }
        changed.truncate(1 + next() % (bytes.len() * 2));
        let _ = words_of_docx(&changed);
    }
}
