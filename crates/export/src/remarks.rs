//! All remarks as one table: for a Word file, and as rows for a spreadsheet.

use crate::paper::{Line, Paper};
use crate::{Order, Remark, Subject, language::Language, when};
use std::collections::BTreeSet;

/// The heading of the table, in the order people look things up.
fn head(order: Order) -> [&'static str; 7] {
    match order {
        Order::Section => ["Section", "Organisation", "Remark", "About the words", "Decision", "By", "When"],
        Order::Organisation => {
            ["Organisation", "Section", "Remark", "About the words", "Decision", "By", "When"]
        }
    }
}

/// The table with its head.
pub(crate) fn rows(subject: &Subject) -> Vec<Vec<String>> {
    let whole = "The whole text".to_owned();
    let mut rows = vec![head(subject.order).map(str::to_owned).to_vec()];
    rows.extend(subject.remarks.iter().map(|remark| {
        let at = when::date(remark.at, subject.slot.as_ref());
        let section = if remark.section.is_empty() { &whole } else { &remark.section }.clone();
        let (first, second) = match subject.order {
            Order::Section => (section, remark.organisation.clone()),
            Order::Organisation => (remark.organisation.clone(), section),
        };
        let Remark { text, passage, decision, person, .. } = remark.clone();
        vec![first, second, text, passage, decision, person, at]
    }));
    rows
}

pub(crate) fn paper(subject: &Subject) -> Paper<'_> {
    let now = when::moment(subject.now, subject.slot.as_ref(), subject.viewer_zone.as_deref());
    let mut lines = vec![Line::Title(&subject.title), Line::Subtitle("Remarks")];
    match subject.remarks.len() {
        0 => lines.push(Line::after("There are no remarks yet.".to_owned())),
        count => {
            let remarks = if count == 1 { "1 remark".to_owned() } else { format!("{count} remarks") };
            let senders: BTreeSet<&str> =
                subject.remarks.iter().map(|remark| remark.organisation.as_str()).collect();
            let from = match senders.len() {
                1 => "1 organisation".to_owned(),
                many => format!("{many} organisations"),
            };
            lines.push(Line::Status(format!("{remarks} from {from}, as they stood on {now}")));
            // A page is as wide as it is: who and when stand together there.
            let narrow = rows(subject).into_iter().map(|mut row| {
                let when = row.pop().unwrap_or_default();
                if let Some(by) = row.last_mut() {
                    by.push_str(&format!("\n{when}"));
                }
                row
            });
            lines.push(Line::Table(narrow.collect()));
        }
    }
    Paper {
        title: &subject.title,
        creator: &subject.alliance,
        at: subject.now,
        state: "Remarks",
        running: format!("Remarks, {now}"),
        language: Language::new(&subject.language),
        large: false,
        lines,
    }
}
