//! The draft: the text as it stands, with how far each section is, for those who work on it.

use crate::paper::{Line, Paper, clock, facts, length, one_line, standing};
use crate::{Subject, language::Language, when};
use statement::{Phase, Status, Text};

fn said(status: &Status) -> String {
    match status {
        Status::Open => "Open".to_owned(),
        Status::UnderDiscussion => "Under discussion".to_owned(),
        Status::Agreed => "Agreed".to_owned(),
        Status::AgreedPending { on } if on.trim().is_empty() => "Agreed pending".to_owned(),
        Status::AgreedPending { on } => format!("Agreed pending {}", one_line(on)),
    }
}

pub(crate) fn paper<'a>(subject: &'a Subject, text: &'a Text) -> Paper<'a> {
    let now = when::moment(subject.now, subject.slot.as_ref(), subject.viewer_zone.as_deref());
    let stage = match subject.phase {
        Phase::Drafting => "Drafting goes on.",
        Phase::FinalReading => "Final reading (pens down).",
        Phase::Locked => "The text is locked: the conference copy is the file to hand in.",
    };
    let mut lines =
        vec![Line::Warning { word: "Draft.".to_owned(), rest: format!("The text on {now}. {stage}") }];
    lines.extend(facts(subject, false));
    lines.push(Line::Title(&subject.title));
    let before = lines.len();
    for (section, blocks) in standing(text) {
        let status = said(&subject.status_of(&section.id));
        if section.printed {
            lines.push(Line::Heading(section.level, &section.heading));
            lines.push(Line::Status(status));
        } else {
            if lines.len() > before {
                lines.push(Line::Gap);
            }
            let heading = one_line(&section.heading);
            lines.push(Line::Status(format!("{heading} (this heading is not printed): {status}")));
        }
        lines.extend(blocks.into_iter().map(Line::Words));
    }
    if lines.len() == before {
        lines.push(Line::after("There are no words yet.".to_owned()));
    }
    lines.push(Line::after(format!("{}.", length(subject))));
    if let (Some(seconds), Some(limit)) = (subject.seconds, subject.limit)
        && seconds > limit.seconds
    {
        lines.push(Line::after(format!(
            "Over the limit of {} minutes by {}.",
            clock(limit.seconds),
            clock(seconds - limit.seconds)
        )));
    }
    let full: Vec<_> = standing(text).map(|(section, _)| &section.id).collect();
    let empty = text.sections.iter().filter(|section| !full.contains(&&section.id));
    let empty: Vec<String> = empty.map(|section| one_line(&section.heading)).collect();
    if !empty.is_empty() {
        lines.push(Line::after(format!("No words yet under: {}.", empty.join(" · "))));
    }
    Paper {
        title: &subject.title,
        creator: subject.author(),
        at: subject.now,
        state: "Draft",
        running: format!("Draft, {now}"),
        language: Language::new(&subject.language),
        large: false,
        lines,
    }
}
