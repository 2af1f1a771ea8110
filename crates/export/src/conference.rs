//! The conference copy: what the service hands round and the speaker is checked against.

use crate::paper::{Line, Paper, facts, length, standing};
use crate::{Subject, language::Language, when};
use statement::{Phase, Text};

pub(crate) fn paper<'a>(subject: &'a Subject, text: &'a Text) -> Paper<'a> {
    let viewer = subject.viewer_zone.as_deref();
    let lock = subject.final_lock();
    let mut lines = vec![Line::Mark("Check against delivery")];
    if lock.is_none() {
        let stage = match subject.phase {
            Phase::FinalReading => "during the final reading",
            Phase::Drafting | Phase::Locked => "while it was being drafted",
        };
        let now = when::moment(subject.now, subject.slot.as_ref(), viewer);
        lines.push(Line::Warning {
            word: "Not final.".to_owned(),
            rest: format!("This is the text as it stood on {now}, {stage}. Words may still change."),
        });
    }
    if let Some(corrected) = &subject.corrected {
        let at = when::moment(corrected.at, subject.slot.as_ref(), viewer);
        lines.push(Line::Warning {
            word: "Corrected since.".to_owned(),
            rest: format!("This text was final until {at}; {}.", corrected.instead()),
        });
    }
    lines.extend(facts(subject, false));
    lines.push(Line::Title(&subject.title));
    words(text, &mut lines);
    if let Some(lock) = lock {
        let at = when::moment(lock.at, subject.slot.as_ref(), viewer);
        let version = if lock.version > 1 { format!(", version {}", lock.version) } else { String::new() };
        let by = lock.by.trim();
        let by = if by.is_empty() { String::new() } else { format!(" by {by}") };
        lines.push(Line::After {
            is_final: true,
            word: "Final",
            rest: format!("text{version}. Locked{by} on {at}."),
        });
    }
    lines.push(Line::after(format!("{}.", length(subject))));
    if let Some(lock) = lock.filter(|lock| !lock.check_code.is_empty()) {
        lines.push(Line::after(format!("Check code {}", lock.check_code)));
    }
    let current = lock.is_some() && subject.corrected.is_none();
    Paper {
        title: &subject.title,
        creator: subject.author(),
        at: lock.map_or(subject.now, |lock| lock.at),
        state: if current { "Final" } else { "Not final" },
        running: match (lock, &subject.corrected) {
            (Some(_), None) => "Check against delivery",
            (Some(_), Some(_)) => "Corrected since",
            (None, _) => "Not final",
        }
        .to_owned(),
        language: Language::new(&subject.language),
        large: false,
        lines,
    }
}

/// The sections that have words, under their headings.
pub(crate) fn words<'a>(text: &'a Text, lines: &mut Vec<Line<'a>>) {
    let before = lines.len();
    for (section, blocks) in standing(text) {
        if section.printed {
            lines.push(Line::Heading(section.level, &section.heading));
        } else if lines.len() > before {
            lines.push(Line::Gap);
        }
        lines.extend(blocks.into_iter().map(Line::Words));
    }
    if lines.len() == before {
        lines.push(Line::after("There are no words yet.".to_owned()));
    }
}
