//! Templates: the one in the program, and files that are none.

use crate::cast::id;
use statement::{Refusal, Template};

#[test]
fn the_kyoto_declaration_has_29_sections_and_a_set_for_a_spoken_statement() {
    let [kyoto] = &Template::builtin()[..] else { panic!("one template") };
    assert_eq!((kyoto.id.as_str(), kyoto.sections.len()), ("kyoto-declaration", 29));
    assert_eq!(kyoto.sets[0].id, "spoken", "the default comes first");
    let shown = |set| {
        let sections = kyoto.sections(set).unwrap_or_default();
        assert!(sections.len() == 29 && sections.iter().all(|section| section.check().is_ok()));
        sections.iter().filter(|section| section.shown).count()
    };
    assert_eq!((shown("spoken"), shown("all")), (6, 29));
    assert_eq!(kyoto.sections("other"), None);
    let opening = &kyoto.sections[0];
    assert!(!opening.printed && opening.level == 1 && kyoto.sections[1].printed);
    let chosen = kyoto.choose(&[id("closing"), id("opening")]).unwrap_or_default();
    let shown: Vec<&str> = chosen.iter().filter(|one| one.shown).map(|one| one.id.as_str()).collect();
    assert_eq!(shown, ["opening", "closing"], "in the order of the template");
    assert_eq!(kyoto.choose(&[]), Err(Refusal::Unknown("section")));
    assert_eq!(kyoto.choose(&[id("elsewhere")]), Err(Refusal::Unknown("section")));
}

const GOOD: &str = "id = \"doha\"
title = \"Doha\"
language = \"en\"
sets = [ { id = \"all\", title = \"All\" } ]
[[section]]
id = \"opening\"
title = \"Opening\"
level = 1
";

#[test]
fn a_bad_template_is_told_by_line_and_reason() {
    assert!(Template::parse(GOOD).is_ok());
    for (right, wrong, line, reason) in [
        ("title = \"Doha\"", "titel = \"Doha\"", 2, "unknown field `titel`"),
        ("title = \"Doha\"", "title = \"\"", 2, "the title is missing"),
        ("title = \"Doha\"", "title = \"Doha", 2, ""),
        ("language = \"en\"", "language = \"English\"", 3, "the language is a tag"),
        ("id = \"opening\"", "id = \"Opening\"", 6, "an id is 1 to 64"),
        ("level = 1", "level = 3", 7, "the level of a heading must be between 1 and 2"),
        ("level = 1", "level = \"one\"", 8, "invalid type"),
        ("sets = [ { id = \"all\", title = \"All\" } ]", "sets = []", 4, "at least one set"),
        ("title = \"All\" }", "title = \"All\", sections = [\"closing\"] }", 4, "the set names “closing”"),
        ("title = \"All\" }", "title = \"All\", sections = [] }", 4, "none is empty"),
        ("[[section]]", "[[sections]]", 5, "unknown field `sections`"),
    ] {
        let bad = Template::parse(&GOOD.replace(right, wrong)).expect_err(wrong);
        assert!(
            bad.line == line && bad.reason.contains(reason) && !bad.reason.contains('\n'),
            "{wrong}: {bad}"
        );
    }
    let twice = format!("{GOOD}[[section]]\nid = \"opening\"\ntitle = \"Again\"\nlevel = 1\n");
    assert_eq!(
        Template::parse(&twice).expect_err("twice").to_string(),
        "line 10: there are two sections “opening”"
    );
    let large = format!("{GOOD}#{}", " ".repeat(300 * 1024));
    assert_eq!(Template::parse(&large).expect_err("large").line, 1);
    assert!(Template::parse("").is_err());
}
