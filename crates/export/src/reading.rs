//! The reading copy: the text in large letters with wide lines, for who stands at the podium.

use crate::conference::words;
use crate::paper::{Line, Paper, length};
use crate::{Subject, language::Language, when};
use statement::Text;

pub(crate) fn paper<'a>(subject: &'a Subject, text: &'a Text) -> Paper<'a> {
    let viewer = subject.viewer_zone.as_deref();
    let lock = subject.final_lock();
    let mut lines = Vec::new();
    if lock.is_none() {
        let now = when::moment(subject.now, subject.slot.as_ref(), viewer);
        lines.push(Line::Warning {
            word: "Not final.".to_owned(),
            rest: format!("This is the text as it stood on {now}. Words may still change."),
        });
    }
    if let Some(corrected) = &subject.corrected {
        lines.push(Line::Warning {
            word: "Corrected since.".to_owned(),
            rest: format!("This text is not the final one any more: {}.", corrected.instead()),
        });
    }
    lines.push(Line::Title(&subject.title));
    words(text, &mut lines);
    lines.push(Line::after(format!("{}.", length(subject))));
    if let Some(lock) = lock.filter(|lock| !lock.check_code.is_empty()) {
        lines.push(Line::after(format!("Check code {}", lock.check_code)));
    }
    Paper {
        title: &subject.title,
        creator: subject.author(),
        at: lock.map_or(subject.now, |lock| lock.at),
        state: if lock.is_some() && subject.corrected.is_none() { "Final" } else { "Not final" },
        running: format!("Reading copy{}", if lock.is_some() { "" } else { ", not final" }),
        language: Language::new(&subject.language),
        large: true,
        lines,
    }
}
