//! Updates written by hand, as no editor would write them.

use crate::wire::Say;

/// A client id and a clock.
pub type Id = (u64, u64);

/// Letters behind one item, and perhaps before another.
pub fn text(left: Id, right: Option<Id>, letters: &str) -> Vec<u8> {
    item(4, left, right).bytes(letters.as_bytes()).done()
}

/// A mark behind an item.
pub fn mark(left: Id, name: &str, value: &str) -> Vec<u8> {
    item(6, left, None).bytes(name.as_bytes()).bytes(value.as_bytes()).done()
}

fn item(kind: u8, left: Id, right: Option<Id>) -> Say {
    let item = Say::new(kind | 0x80 | if right.is_some() { 0x40 } else { 0 }).number(left.0).number(left.1);
    right.into_iter().fold(item, |item, right| item.number(right.0).number(right.1))
}

/// An update: by client, its first clock and its items; then what it deletes: client, first clock, how many.
pub fn update(sections: &[(Id, Vec<Vec<u8>>)], deleted: &[(Id, u64)]) -> Vec<u8> {
    let mut update = Say::default().number(sections.len() as u64);
    for ((client, clock), items) in sections {
        update = update.number(items.len() as u64).number(*client).number(*clock);
        update = items.iter().flatten().fold(update, |update, byte| update.byte(*byte));
    }
    update = update.number(deleted.len() as u64);
    for ((client, clock), count) in deleted {
        update = update.number(*client).number(1).number(*clock).number(*count);
    }
    update.done()
}
