//! The reading of a root: ProseMirror's elements as Yjs keeps them → blocks and runs. Iterative: depth costs no stack.

use statement::{Block, BlockKind, Run, text::append};
use yrs::{
    Any, Out, ReadTxn, Text, XmlElementRef, XmlFragment, XmlFragmentRef, XmlOut, XmlTextRef, types::Attrs,
    types::text::YChange,
};

/// One open element on the way down.
struct Open {
    /// Its children that are not read yet, the next one last.
    rest: Vec<XmlOut>,
    /// What paragraphs directly in it are.
    place: Place,
}

#[derive(Clone, Copy)]
enum Place {
    /// On the paper.
    Paper,
    /// In a list of this kind and depth: only items stand there.
    List(BlockKind, u8),
    /// In an item; its first paragraph carries the bullet or number.
    Item { kind: BlockKind, level: u8, first: bool },
}

impl Place {
    fn level(self) -> u8 {
        match self {
            Self::Paper => 0,
            Self::List(_, level) | Self::Item { level, .. } => level,
        }
    }
}

fn reversed<T: ReadTxn>(txn: &T, of: &impl XmlFragment) -> Vec<XmlOut> {
    let mut children: Vec<XmlOut> = of.children(txn).collect();
    children.reverse();
    children
}

/// Paragraphs and list items of one root, in order.
pub(crate) fn blocks<T: ReadTxn>(txn: &T, root: &XmlFragmentRef) -> Vec<Block> {
    let mut blocks = Vec::new();
    walk(txn, root, |paragraph, kind, level| {
        blocks.push(Block { kind, level, runs: runs(txn, paragraph) });
        true
    });
    blocks
}

/// The paragraph that is read as this block.
pub(crate) fn paragraph<T: ReadTxn>(txn: &T, root: &XmlFragmentRef, block: usize) -> Option<XmlElementRef> {
    let (mut left, mut found) = (block, None);
    walk(txn, root, |paragraph, _, _| {
        if left == 0 {
            found = Some(paragraph.clone());
        }
        left = left.saturating_sub(1);
        found.is_none()
    });
    found
}

/// Every paragraph with its kind and level, while `more` says so.
fn walk<T: ReadTxn>(
    txn: &T,
    root: &XmlFragmentRef,
    mut more: impl FnMut(&XmlElementRef, BlockKind, u8) -> bool,
) {
    let mut path = vec![Open { rest: reversed(txn, root), place: Place::Paper }];
    while let Some(open) = path.last_mut() {
        let Some(next) = open.rest.pop() else {
            path.pop();
            continue;
        };
        let XmlOut::Element(element) = next else { continue };
        let place = open.place;
        let below = match (element.tag().as_ref(), place) {
            ("paragraph", _) => {
                let (kind, level) = match &mut open.place {
                    Place::Item { kind, level, first } => {
                        let kind = if std::mem::take(first) { *kind } else { BlockKind::Continued };
                        (kind, *level)
                    }
                    Place::List(_, level) => (BlockKind::Continued, *level),
                    Place::Paper => (BlockKind::Paragraph, 0),
                };
                if !more(&element, kind, level) {
                    return;
                }
                continue;
            }
            ("bulletList", place) => Place::List(BlockKind::Bullet, place.level().saturating_add(1)),
            ("orderedList", place) => Place::List(BlockKind::Number, place.level().saturating_add(1)),
            ("listItem", Place::List(kind, level)) => Place::Item { kind, level, first: true },
            // Nothing the gate lets through; its paragraphs are not lost.
            _ => place,
        };
        let rest = reversed(txn, &element);
        path.push(Open { rest, place: below });
    }
}

/// The bare words of one text.
pub(crate) fn plain<T: ReadTxn>(txn: &T, text: &XmlTextRef) -> String {
    let mut runs = Vec::new();
    stretches(txn, text, &mut runs);
    runs.iter().map(|run: &Run| run.text.as_str()).collect()
}

/// The words of one paragraph. A line break carries no marks of its own.
fn runs<T: ReadTxn>(txn: &T, paragraph: &XmlElementRef) -> Vec<Run> {
    let mut runs = Vec::new();
    for child in paragraph.children(txn) {
        match child {
            XmlOut::Text(text) => stretches(txn, &text, &mut runs),
            XmlOut::Element(element) if element.tag().as_ref() == "hardBreak" => {
                append(&mut runs, Run { text: "\n".to_owned(), ..Run::default() });
            }
            _ => {}
        }
    }
    runs
}

fn stretches<T: ReadTxn>(txn: &T, text: &XmlTextRef, runs: &mut Vec<Run>) {
    for stretch in text.diff(txn, YChange::identity) {
        if let Out::Any(Any::String(words)) = stretch.insert {
            let mut run = Run { text: words.to_string(), ..Run::default() };
            if let Some(marks) = stretch.attributes {
                mark(&mut run, &marks);
            }
            append(runs, run);
        }
    }
}

fn mark(run: &mut Run, marks: &Attrs) {
    let mut names: Vec<_> =
        marks.iter().filter(|(_, value)| !matches!(value, Any::Null | Any::Undefined)).collect();
    names.sort_by_key(|(name, _)| *name);
    for (name, value) in names {
        // A mark that may overlap itself is kept as `name--hash`.
        match name.split("--").next().unwrap_or_default() {
            "bold" => run.bold = true,
            "italic" => run.italic = true,
            "link" if run.link.is_none() => {
                if let Any::Map(fields) = value
                    && let Some(Any::String(href)) = fields.get("href")
                {
                    run.link = Some(href.to_string());
                }
            }
            _ => {}
        }
    }
}
