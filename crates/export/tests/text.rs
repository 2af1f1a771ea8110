//! Plain text, the table of files and their names.

#[path = "../examples/sample/texts.rs"]
mod texts;

use export::{Format, Kind, Subject, Wanted, write};
use statement::{Block, BlockKind, Run, Text};

fn english() -> (Text, Vec<Block>, Subject) {
    let (_, text, summary, subject) = texts::all().remove(0);
    (text, summary, subject)
}

fn txt(kind: Kind, subject: &Subject, text: &Text, summary: &[Block]) -> String {
    let file = write(kind, Format::Txt, subject, text, summary).expect("a file");
    String::from_utf8(file.bytes).expect("UTF-8")
}

#[test]
fn dagny_pastes_the_conference_copy_into_a_form() {
    let (text, summary, subject) = english();
    let said = txt(Kind::Conference, &subject, &text, &summary);
    assert!(said.starts_with("Check against delivery\n\nOrganisation: Alliance of NGOs"));
    assert!(said.contains("\n\n1. schools that do not expel the children who need them most;\n2. towns"));
    assert!(said.contains("\n   1. with light and with places to meet,\n   2. with women"));
    assert!(said.contains("\n3. work for the young.\n   Where these were tried"));
    assert!(said.contains("-  to apply the Nelson Mandela Rules"));
    assert!(said.contains("What we ask for a second time:\n\n1. legal aid at the first hour;"));
    assert!(said.contains("follow-up process <https://www.unodc.org/a?b=c&d=e f>, and"));
    assert!(said.contains("\nThis is not a favour."), "a line break stays one");
    assert!(said.contains("\n\n* * *\n\nFinal text. Locked by Chiyo Tanabe"));
    assert!(!said.contains('\r') && said.ends_with('\n') && !said.contains("\n\n\n"));
}

#[test]
fn what_is_not_final_begins_with_it() {
    let (text, summary, subject) = english();
    let open = texts::still_open(&subject);
    assert!(
        txt(Kind::Conference, &open, &text, &summary).starts_with("Check against delivery\n\nNOT FINAL. ")
    );
    assert!(txt(Kind::Draft, &open, &text, &summary).starts_with("DRAFT. The text on Mon 13 April 2026"));
    assert!(txt(Kind::Summary, &open, &text, &summary).starts_with("NOT YET APPROVED BY THE CHAIR. "));
    assert!(
        txt(Kind::Summary, &open, &text, &summary)
            .contains("\n\nOVER THE LIMIT. 65 words: 7 more than the 58")
    );
}

#[test]
fn numbers_begin_anew_after_a_bullet_of_the_same_depth() {
    let (mut text, summary, subject) = english();
    let item = |kind, level, words: &str| Block {
        kind,
        level,
        runs: vec![Run { text: words.into(), ..Run::default() }],
    };
    use BlockKind::{Bullet, Number};
    text.sections.truncate(1);
    text.sections[0].blocks = vec![
        item(Number, 1, "one"),
        item(Bullet, 2, "dot"),
        item(Number, 1, "two"),
        item(Bullet, 1, "dot"),
        item(Number, 1, "anew"),
        item(Number, 200, "deep"),
    ];
    let said = txt(Kind::Conference, &subject, &text, &summary);
    assert!(said.contains("1. one\n   -  dot\n2. two\n-  dot\n1. anew\n"), "{said}");
}

#[test]
fn the_table_names_six_files_and_no_other() {
    for wanted in Wanted::ALL {
        assert_eq!(wanted.to_string().parse(), Ok(wanted));
    }
    for bad in ["", "conference", "conference.pdf", "Conference.docx", "../draft.docx", "draft.docx "] {
        assert!(bad.parse::<Wanted>().is_err(), "{bad}");
    }
}

#[test]
fn file_names_are_plain_whoever_speaks() {
    let (text, summary, subject) = english();
    let name = |kind, subject: &Subject| {
        write(kind, Format::Docx, subject, &text, &summary).map(|file| file.name).expect("a file")
    };
    let arabic = Subject {
        organisation: "تحالف المنظمات".into(),
        alliance: "联盟".into(),
        language: "zh-Hant".into(),
        ..subject.clone()
    };
    assert_eq!(name(Kind::Conference, &arabic), "2026-04-20-statement-conference-zh-hant.docx");
    let short = Subject { organisation: "Été pour tous".into(), ..subject };
    assert_eq!(name(Kind::Summary, &short), "2026-04-20-ete-pour-tous-summary-en.docx");
    assert_eq!(
        name(Kind::Draft, &short),
        "2026-04-13-ete-pour-tous-draft-en.docx",
        "a draft bears its own day"
    );
}
