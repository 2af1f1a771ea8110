//! The short summary: it goes to the conference service before the text is final.

use crate::paper::{Line, Paper, count, facts};
use crate::{Subject, language::Language, when};
use statement::Block;

pub(crate) fn paper<'a>(subject: &'a Subject, summary: &'a [Block]) -> Paper<'a> {
    let mut lines = Vec::new();
    let words: Vec<&Block> = summary.iter().filter(|block| !block.is_empty()).collect();
    let approved = subject.summary_approved && !words.is_empty();
    if !approved {
        let now = when::moment(subject.now, subject.slot.as_ref(), subject.viewer_zone.as_deref());
        lines.push(Line::Warning {
            word: "Not yet approved by the chair.".to_owned(),
            rest: format!("This is the summary as it stood on {now}."),
        });
    }
    let over = subject.summary_words.saturating_sub(subject.summary_limit);
    if over > 0 {
        let limit = subject.summary_limit;
        lines.push(Line::Warning {
            word: "Over the limit.".to_owned(),
            rest: format!("{}: {over} more than the {limit} allowed.", count(subject.summary_words)),
        });
    }
    lines.extend(facts(subject, true));
    lines.push(Line::Title(&subject.title));
    lines.push(Line::Subtitle("Summary"));
    if words.is_empty() {
        lines.push(Line::after("There is no summary yet.".to_owned()));
    }
    lines.extend(words.into_iter().map(Line::Words));
    lines.push(Line::after(format!(
        "{} of {} allowed.",
        count(subject.summary_words),
        subject.summary_limit
    )));
    Paper {
        title: &subject.title,
        creator: subject.author(),
        at: subject.now,
        state: if approved { "Approved" } else { "Not approved" },
        running: if approved { "Summary" } else { "Summary, not yet approved by the chair" }.to_owned(),
        language: Language::new(&subject.language),
        large: false,
        lines,
    }
}
