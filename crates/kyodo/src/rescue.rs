//! `kyodo rescue`: what is good in a data folder, into a new one, and what became of each statement.

use crate::Outcome;
use journal::{Report, Table};
use std::path::Path;

pub(crate) async fn rescue(data: &Path, to: &Path) -> Outcome {
    if !data.is_dir() {
        return Err(format!("there is no data folder {}: name it with --data", data.display()));
    }
    let report = journal::rescue(data, to).await.map_err(|error| error.to_string())?;
    for line in lines(&report, data, to) {
        println!("{line}");
    }
    Ok(())
}

fn lines(report: &Report, data: &Path, to: &Path) -> Vec<String> {
    let mut lines = Vec::new();
    lines.push(match &report.broken {
        Some(why) => format!("{} is broken: {why}", data.display()),
        None => format!("{} is whole", data.display()),
    });
    for one in &report.statements {
        match &one.missing {
            None => lines.push(format!("{}\twhole, {} entries", one.id, one.entries)),
            Some(missing) => {
                lines.push(format!("{}\twhole up to entry {} of {}: {missing}", one.id, one.entries, one.of));
            }
        }
        if let Some(until) = one.words_until {
            lines.push(format!(
                "{}\tthe words up to entry {until} can still be written from the old folder: kyodo --data {} export {} --as draft.docx",
                one.id,
                data.display(),
                one.id
            ));
        }
    }
    let count = |table| report.facts.iter().find(|(other, _)| *other == table).map_or(0, |(_, count)| *count);
    lines.push(format!(
        "copied besides: {} settings, {} links, {} sessions",
        count(Table::Alliance),
        count(Table::Links),
        count(Table::Sessions)
    ));
    if report.broken.is_some() {
        lines.push(
            "sessions and set-up links stay behind: people open their personal links again, and “kyodo link” prints a new \
             set-up link. A personal link that opens nothing is to be made anew, by a chair or with “kyodo link STATEMENT”."
                .to_owned(),
        );
    }
    lines.push(format!("serve it with: kyodo serve --data {}", to.display()));
    lines
}
