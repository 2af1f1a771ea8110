//! Plain text: UTF-8 without a mark at the start, one line a paragraph (never wrapped: mail programs and phones
//! wrap by themselves, and a wrapped text cannot be pasted into a form).
//!
//! Line ends are LF: every editor in use opens them, Windows' own since 2018, and one form everywhere keeps equal
//! input equal in bytes.

use crate::paper::{Line, Paper, is_printable};
use statement::{Block, BlockKind};

pub(crate) fn write(paper: &Paper) -> Vec<u8> {
    let mut out = String::new();
    let mut counts = Vec::new();
    let mut last = Group::Fact;
    for line in paper.lines.iter().filter(|line| !matches!(line, Line::Gap | Line::Room)) {
        let (kind, text) = printed(line, &mut counts);
        let close = kind == last && kind.stands_close();
        if !close && !out.is_empty() {
            out.push('\n');
        }
        if kind == Group::After && last != Group::After {
            out.push_str("* * *\n\n");
        }
        out.extend(text.chars().filter(|c| is_printable(*c)));
        out.push('\n');
        last = kind;
    }
    out.into_bytes()
}

/// What decides whether an empty line stands between two lines.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Group {
    Fact,
    Item,
    Words,
    Other,
    After,
}

impl Group {
    fn stands_close(self) -> bool {
        matches!(self, Group::Fact | Group::Item | Group::After)
    }
}

fn printed(line: &Line, counts: &mut Vec<u32>) -> (Group, String) {
    if !matches!(line, Line::Words(_)) {
        counts.clear();
    }
    match line {
        Line::Mark(text) => (Group::Other, (*text).to_owned()),
        Line::Warning { word, rest } => (Group::Other, format!("{} {rest}", word.to_uppercase())),
        Line::Field(label, value) => (Group::Fact, format!("{label}: {value}")),
        Line::Title(text) => (Group::Other, crate::paper::one_line(text)),
        Line::Subtitle(text) => (Group::Other, (*text).to_owned()),
        Line::Heading(_, text) => (Group::Other, crate::paper::one_line(text)),
        Line::Status(text) => (Group::Other, format!("({text})")),
        Line::Words(block) => words(block, counts),
        Line::Hint(text) => (Group::Other, text.clone()),
        Line::Table(rows) => {
            let rows = rows.iter().map(|row| row.join(" | ").replace('\n', " "));
            (Group::Other, rows.collect::<Vec<_>>().join("\n"))
        }
        Line::Gap | Line::Room => (Group::Other, String::new()),
        Line::After { word, rest, .. } => (Group::After, format!("{word} {rest}").trim().to_owned()),
    }
}

fn words(block: &Block, counts: &mut Vec<u32>) -> (Group, String) {
    let level = usize::from(block.level);
    let depth = if block.kind == BlockKind::Paragraph { 0 } else { level.clamp(1, 9) };
    let sign = match block.kind {
        BlockKind::Paragraph => String::new(),
        BlockKind::Continued => "   ".to_owned(),
        BlockKind::Bullet => "-  ".to_owned(),
        BlockKind::Number => format!("{}. ", count(counts, depth)),
    };
    if block.kind != BlockKind::Continued {
        let keep = if block.kind == BlockKind::Bullet { depth.saturating_sub(1) } else { depth };
        counts.truncate(keep);
    }
    let indent = "   ".repeat(depth.saturating_sub(1));
    let hang = "   ".repeat(depth);
    let mut text = format!("{indent}{sign}");
    let mut linked = String::new();
    for (place, run) in block.runs.iter().enumerate() {
        let said =
            run.text.replace("\r\n", "\n").replace(['\r', '\u{B}', '\u{C}', '\u{85}', '\u{2028}'], "\n");
        text.push_str(&said.replace('\n', &format!("\n{hang}")));
        let Some(link) = &run.link else { continue };
        linked.push_str(&run.text);
        if block.runs.get(place + 1).and_then(|next| next.link.as_ref()) != Some(link) {
            if linked != *link {
                text.push_str(&format!(" <{link}>"));
            }
            linked.clear();
        }
    }
    (if depth == 0 { Group::Words } else { Group::Item }, text)
}

/// The next number at a depth; deeper counts begin anew.
fn count(counts: &mut Vec<u32>, depth: usize) -> u32 {
    counts.resize(depth, 0);
    match counts.last_mut() {
        Some(last) => {
            *last += 1;
            *last
        }
        None => 1,
    }
}
