//! The checklist before the lock, and the summary.

use crate::cast::{Alliance, id};
use statement::{
    Act, Block, BlockKind, Checklist, Limit, Looked, PersonId, Refusal, Run, SectionId, SectionText, Status,
    Summary, Text, checklist,
};
use std::collections::BTreeMap;

fn paragraph(words: &str) -> Block {
    let run = Run { text: words.to_owned(), ..Run::default() };
    Block { kind: BlockKind::Paragraph, level: 0, runs: vec![run] }
}

fn under(section: &str, words: &[(&str, &str)]) -> Vec<Block> {
    words.iter().filter(|(key, _)| *key == section).map(|(_, text)| paragraph(text)).collect()
}

/// What stands under the headings of the paper, all others empty.
fn paper(kyoto: &Alliance, words: &[(&str, &str)]) -> Text {
    let shown = kyoto.statement.sections().map(|standing| &standing.section).filter(|section| section.shown);
    let sections = shown.map(|section| SectionText {
        id: section.id.clone(),
        heading: section.title.clone(),
        level: section.level,
        printed: section.printed,
        blocks: under(section.id.as_str(), words),
    });
    Text { sections: sections.collect() }
}

fn look(
    kyoto: &Alliance,
    text: &Text,
    hidden: &[(&str, u32)],
    summary: u32,
    unsaved: &[(&str, u32)],
) -> Checklist {
    let hidden: BTreeMap<SectionId, u32> = hidden.iter().map(|(key, words)| (id(key), *words)).collect();
    let unsaved: BTreeMap<PersonId, u32> = unsaved.iter().map(|(key, words)| (id(key), *words)).collect();
    checklist(&kyoto.statement, Looked { text, hidden: &hidden, summary, unsaved: &unsaved })
}

fn sentences(list: &Checklist) -> Vec<&str> {
    list.warnings.iter().map(|warning| warning.sentence.as_str()).collect()
}

/// S35.
#[test]
fn s35_everything_that_can_stand_in_the_way_in_its_order() {
    let mut kyoto = Alliance::gathered();
    kyoto.takes("amara", Act::SetLimit { limit: Some(Limit { seconds: 30, pace: 60 }) });
    kyoto.takes("bilal", Act::SetStatus { section: id("opening"), status: Status::Agreed });
    let on = "the word of the alliance’s board".to_owned();
    kyoto.takes("bilal", Act::SetStatus { section: id("rule-of-law"), status: Status::AgreedPending { on } });
    let long = ["word"; 32].join(" ");
    let text =
        paper(&kyoto, &[("opening", "Madam President,"), ("rule-of-law", &long), ("closing", "Thank you.")]);
    let list = look(&kyoto, &text, &[("terrorism", 0), ("legal-aid", 45)], 0, &[("chiyo", 12), ("bilal", 1)]);

    assert_eq!(
        sentences(&list),
        [
            "45 words under the hidden heading “Access to legal aid” will not be in the final text",
            "“Promoting the rule of law” is agreed pending the word of the alliance’s board",
            "“Closing” is still open",
            "The text is 6 words over the limit: 36 of 30 words, 0:36 minutes instead of 0:30",
            "There is no summary for the conference service yet",
            "Not all that was written is saved yet: Bilal (1 word), Chiyo (12 words)",
        ]
    );
    let codes: Vec<&str> = list.warnings.iter().map(|warning| warning.code).collect();
    assert_eq!(codes, ["hidden-words", "not-agreed", "not-agreed", "over-limit", "no-summary", "unsaved"]);
    assert_eq!(list.warnings[0].section, Some(id("legal-aid")));
    assert_eq!(list.warnings[5].people, ["Bilal", "Chiyo"]);
    assert_eq!((list.forbids, list.words), (None, 36), "it only warns");
}

/// S35.
#[test]
fn s35_where_all_is_well_it_says_nothing() {
    let kyoto = Alliance::gathered();
    let text = paper(&kyoto, &[("closing", "Thank you.")]);
    let list = look(&kyoto, &text, &[("legal-aid", 0)], 100, &[("bilal", 0)]);
    assert_eq!(list.warnings, [], "nobody used statuses, no limit is known");
    assert_eq!(list.forbids, None);
    let list = look(&kyoto, &text, &[], 101, &[("nobody", 7)]);
    assert_eq!(sentences(&list), ["The summary has 101 words: the service takes 100"]);
}

/// S36.
#[test]
fn s36_only_an_empty_text_forbids() {
    let kyoto = Alliance::gathered();
    let list = look(&kyoto, &paper(&kyoto, &[("closing", " … ")]), &[("legal-aid", 45)], 80, &[]);
    assert_eq!(list.forbids, Some(Refusal::Empty));
    let json = serde_json::to_value(&list).expect("JSON");
    assert_eq!(json["forbids"]["code"], "empty");
    assert_eq!(json["warnings"][0]["section"], "legal-aid");
    assert_eq!(json["warnings"][0].get("people"), None);
}

/// S26, C10.
#[test]
fn s26_the_approval_is_of_these_words_alone() {
    let mut kyoto = Alliance::gathered();
    let written = Summary::new(&kyoto.statement, vec![paragraph("Prevention works."), paragraph("Fund it.")]);
    assert_eq!((written.words, written.over(), written.approved), (4, 0, false));
    kyoto.takes("amara", Act::ApproveSummary { words: written.word_hash.clone() });
    let approved = |blocks| Summary::new(&kyoto.statement, blocks).approved;
    assert!(approved(vec![paragraph("Prevention works.  Fund it.")]), "the words count, not the paragraphs");
    assert!(!approved(vec![paragraph("Prevention works. Fund this.")]));
    let long = Summary::new(&kyoto.statement, vec![paragraph(&["word"; 130].join(" "))]);
    assert_eq!((long.limit, long.over()), (100, 30));
}
