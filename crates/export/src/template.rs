//! The template for members: headings with what belongs under them and how much, and where to send what by when. What
//! a member writes at home under these headings fits the statement.

use crate::paper::{Line, Paper, clock, count, one_line};
use crate::{Subject, language::Language, when};

pub(crate) fn paper(subject: &Subject) -> Paper<'_> {
    let viewer = subject.viewer_zone.as_deref();
    let slot = subject.slot.as_ref();
    let mut lines = vec![Line::Warning {
        word: "Template for members.".to_owned(),
        rest: "Write under the headings that matter to your organisation, in your own words; leave the others empty."
            .to_owned(),
    }];
    let mut fact = |label: &'static str, value: String| {
        let value = one_line(&value);
        if !value.is_empty() {
            lines.push(Line::Field(label, value));
        }
    };
    fact("Alliance", subject.alliance.clone());
    fact("Slot", slot.map(|slot| when::slot(slot, viewer)).unwrap_or_default());
    fact("Language", Language::new(&subject.language).name().to_owned());
    if let Some(limit) = subject.limit {
        let words = limit.words();
        let text =
            format!("{} minutes at {} words a minute: {}", clock(limit.seconds), limit.pace, count(words));
        fact("Length in all", text);
    }
    for (what, at) in &subject.dues {
        let at = at.map_or("not known yet".to_owned(), |at| when::moment(at, slot, viewer));
        fact("Due", format!("{what}: {at}"));
    }
    fact("Send to", subject.email.clone());
    lines.push(Line::Title(&subject.title));
    for heading in &subject.headings {
        lines.push(Line::Heading(heading.level, &heading.title));
        let about = heading.about.map(|words| format!("about {}", count(words)));
        let unprinted = (!heading.printed).then(|| "this heading is not printed".to_owned());
        let more: Vec<String> = [about, unprinted].into_iter().flatten().collect();
        let hint = one_line(&heading.hint);
        let more = if more.is_empty() { String::new() } else { format!("({})", more.join("; ")) };
        let hint = [hint, more].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
        if !hint.is_empty() {
            lines.push(Line::Hint(hint));
        }
        lines.push(Line::Room);
    }
    Paper {
        title: &subject.title,
        creator: &subject.alliance,
        at: subject.now,
        state: "Template",
        running: "Template for members".to_owned(),
        language: Language::new(&subject.language),
        large: false,
        lines,
    }
}
