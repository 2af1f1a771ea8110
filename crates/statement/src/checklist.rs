//! What the chair is told before she locks. It warns; only an empty text forbids. SPEC.md, S35 and S36.

use crate::{
    PersonId, Refusal, SectionId, Statement, Status, Text,
    words::{of_section, of_text, speaking_seconds},
};
use serde::Serialize;
use std::collections::BTreeMap;

/// What stands in the way of a lock, and what forbids it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Checklist {
    /// In the order in which they weigh.
    pub warnings: Vec<Warning>,
    /// Only an empty text.
    pub forbids: Option<Refusal>,
    /// Words of the text that is shown.
    pub words: u32,
}

/// One thing to look at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Warning {
    /// For programs: stable, kebab-case.
    pub code: &'static str,
    /// For people.
    pub sentence: String,
    /// Where, if it is in one section.
    #[cfg_attr(feature = "schema", schema(nullable = false))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub section: Option<SectionId>,
    /// Whom it concerns, by name.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub people: Vec<String>,
}

/// What the checklist looks at, besides the fold.
#[derive(Debug, Clone, Copy)]
pub struct Looked<'a> {
    /// The text that is shown.
    pub text: &'a Text,
    /// Words of each hidden section.
    pub hidden: &'a BTreeMap<SectionId, u32>,
    /// Words of the summary.
    pub summary: u32,
    /// Words that somebody's page holds and the journal does not, by person.
    pub unsaved: &'a BTreeMap<PersonId, u32>,
}

/// The checklist for this statement.
pub fn checklist(statement: &Statement, looked: Looked<'_>) -> Checklist {
    let words = of_text(looked.text);
    let mut warnings = Vec::new();
    hidden(statement, looked, &mut warnings);
    not_agreed(statement, looked, &mut warnings);
    over(statement, words, &mut warnings);
    summary(statement, looked.summary, &mut warnings);
    unsaved(statement, looked.unsaved, &mut warnings);
    Checklist { warnings, forbids: (words == 0).then_some(Refusal::Empty), words }
}

fn warning(code: &'static str, sentence: String) -> Warning {
    Warning { code, sentence, section: None, people: Vec::new() }
}

/// So many words, in words.
fn say(count: u32) -> String {
    if count == 1 { "1 word".to_owned() } else { format!("{count} words") }
}

fn hidden(statement: &Statement, looked: Looked<'_>, out: &mut Vec<Warning>) {
    for standing in statement.sections().filter(|standing| !standing.section.shown) {
        let section = &standing.section;
        let count = looked.hidden.get(&section.id).copied().unwrap_or(0);
        if count > 0 {
            let sentence = format!(
                "{} under the hidden heading “{}” will not be in the final text",
                say(count),
                section.title
            );
            out.push(Warning { section: Some(section.id.clone()), ..warning("hidden-words", sentence) });
        }
    }
}

/// Silent where nobody in this statement ever used statuses.
fn not_agreed(statement: &Statement, looked: Looked<'_>, out: &mut Vec<Warning>) {
    if !statement.status_ever_set() {
        return;
    }
    for standing in statement.sections().filter(|standing| standing.section.shown) {
        let section = &standing.section;
        let empty =
            looked.text.sections.iter().find(|text| text.id == section.id).is_none_or(|t| of_section(t) == 0);
        let stands = match &standing.status {
            Status::Agreed => continue,
            _ if empty => continue,
            Status::Open => "is still open".to_owned(),
            Status::UnderDiscussion => "is under discussion".to_owned(),
            Status::AgreedPending { on } => format!("is agreed pending {on}"),
        };
        let sentence = format!("“{}” {stands}", section.title);
        out.push(Warning { section: Some(section.id.clone()), ..warning("not-agreed", sentence) });
    }
}

fn over(statement: &Statement, words: u32, out: &mut Vec<Warning>) {
    let Some(limit) = statement.limit() else { return };
    let seconds = speaking_seconds(words, limit.pace);
    if seconds > limit.seconds {
        let clock = |seconds: u32| format!("{}:{:02}", seconds / 60, seconds % 60);
        let sentence = format!(
            "The text is {} over the limit: {} of {}, {} minutes instead of {}",
            say(words.saturating_sub(limit.words()).max(1)),
            words,
            say(limit.words()),
            clock(seconds),
            clock(limit.seconds),
        );
        out.push(warning("over-limit", sentence));
    }
}

fn summary(statement: &Statement, words: u32, out: &mut Vec<Warning>) {
    let most = statement.summary_words();
    if words == 0 {
        out.push(warning("no-summary", "There is no summary for the conference service yet".to_owned()));
    } else if words > most {
        let sentence = format!("The summary has {}: the service takes {most}", say(words));
        out.push(warning("summary-over-limit", sentence));
    }
}

fn unsaved(statement: &Statement, unsaved: &BTreeMap<PersonId, u32>, out: &mut Vec<Warning>) {
    let holders: Vec<(&str, u32)> = statement
        .people()
        .filter_map(|person| {
            Some((person.name.as_str(), unsaved.get(&person.id).copied().filter(|n| *n > 0)?))
        })
        .collect();
    if holders.is_empty() {
        return;
    }
    let each: Vec<String> = holders.iter().map(|(name, count)| format!("{name} ({})", say(*count))).collect();
    let sentence = format!("Not all that was written is saved yet: {}", each.join(", "));
    let people = holders.iter().map(|(name, _)| (*name).to_owned()).collect();
    out.push(Warning { people, ..warning("unsaved", sentence) });
}
