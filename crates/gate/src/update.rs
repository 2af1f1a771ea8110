//! An update v1 as the bytes say it, before anything known is asked: counts, kinds, names, values, numbers.

use crate::json::{Json, json};
use crate::letters::utf16;
use crate::read::{Bytes, CLOCK_END, Id};
use crate::{Caps, Fault, Schema};
use std::collections::HashSet;

/// Bits of a struct's first byte; the lower five are the kind of content.
pub(crate) const ORIGIN: u8 = 0x80;
pub(crate) const RIGHT: u8 = 0x40;
pub(crate) const KEYED: u8 = 0x20;
const KIND: u8 = 0x1f;

pub(crate) const GC: u8 = 0;
pub(crate) const DELETED: u8 = 1;
pub(crate) const TEXT: u8 = 4;
pub(crate) const MARK: u8 = 6;
pub(crate) const TYPE: u8 = 7;
pub(crate) const VALUE: u8 = 8;

const XML_ELEMENT: u64 = 3;
const XML_TEXT: u64 = 6;

/// What one update says.
#[derive(Debug)]
pub(crate) struct Update<'a> {
    /// Structs by client; each client once, its clocks without a gap.
    pub sections: Vec<Section<'a>>,
    /// What it deletes: sorted, disjoint, not adjacent.
    pub deletes: Vec<Deletes>,
    /// Bytes it was read from.
    pub size: usize,
}

/// The structs of one client.
#[derive(Debug)]
pub(crate) struct Section<'a> {
    pub client: u32,
    /// Never empty.
    pub structs: Vec<Struct<'a>>,
}

/// The delete ranges of one client, `start..end`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Deletes {
    pub client: u32,
    pub ranges: Vec<(u32, u32)>,
}

/// One struct: GC or item.
#[derive(Debug, Clone)]
pub(crate) struct Struct<'a> {
    pub clock: u32,
    /// At least 1.
    pub len: u32,
    pub origin: Option<Id>,
    pub right: Option<Id>,
    pub parent: Parent<'a>,
    pub content: Content<'a>,
    /// The content's bytes as they came.
    pub raw: &'a [u8],
    /// Whether the bytes say that it is an attribute's value.
    pub keyed: bool,
}

impl Struct<'_> {
    pub fn end(&self) -> u32 {
        self.clock + self.len
    }
}

/// Where an item says it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Parent<'a> {
    /// Beside its origin or right origin.
    Beside,
    Root(&'a str, Option<&'a str>),
    Type(Id, Option<&'a str>),
}

/// What a struct holds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Content<'a> {
    Gc,
    Deleted,
    Text(&'a str),
    Mark,
    /// The index of its rule in the schema.
    Element(u8),
    XmlText,
    /// Values of one attribute, one after another, in their bytes: see [`values`].
    Values(&'a [u8]),
}

/// A value of an attribute.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Value<'a> {
    Integer(i64),
    /// -0: read as 0 where it was saved before it was refused.
    MinusZero,
    Word(&'a str),
}

/// The values in checked bytes.
pub(crate) fn values(bytes: &[u8]) -> impl Iterator<Item = Value<'_>> {
    let mut reader = Bytes::new(bytes);
    std::iter::from_fn(move || value(&mut reader).ok())
}

fn value<'a>(reader: &mut Bytes<'a>) -> Result<Value<'a>, Fault> {
    match reader.byte()? {
        125 if reader.rest().first() == Some(&0x40) => reader.byte().map(|_| Value::MinusZero),
        125 => Ok(Value::Integer(reader.int()?)),
        119 => Ok(Value::Word(reader.string()?)),
        _ => Err(Fault::Content("a value other than whole numbers and words")),
    }
}

/// The bytes of all values but the first ones.
pub(crate) fn values_after(bytes: &[u8], known: u32) -> &[u8] {
    let mut reader = Bytes::new(bytes);
    for _ in 0..known {
        // Checked when they were read.
        let _ = value(&mut reader);
    }
    reader.rest()
}

/// What an update is held against.
struct Asked<'s> {
    schema: &'s Schema,
    caps: &'s Caps,
    own: bool,
}

impl<'a> Update<'a> {
    /// Reads one update, whole.
    /// `own`: it is our own already, so nothing is asked that could be asked differently one day.
    pub fn read(bytes: &'a [u8], schema: &Schema, own: bool) -> Result<Update<'a>, Fault> {
        let mut reader = Bytes::new(bytes);
        let caps = if own { &Caps::OWN } else { &schema.caps };
        let asked = Asked { schema, caps, own };
        let mut left = caps.structs;
        let sections = reader.count(4, caps.clients, "clients")?;
        let mut seen = HashSet::with_capacity(sections);
        let mut update =
            Update { sections: Vec::with_capacity(sections), deletes: Vec::new(), size: bytes.len() };
        for _ in 0..sections {
            let count = reader.count(2, left, "structs")?;
            left -= count;
            let client = reader.client()?;
            let mut clock = reader.clock()?;
            if count == 0 || !seen.insert(client) {
                return Err(Fault::Malformed("a client twice, or without structs"));
            }
            let mut structs: Vec<Struct> = Vec::with_capacity(count);
            for _ in 0..count {
                let next = read_struct(&mut reader, &asked, clock)?;
                clock = clock
                    .checked_add(next.len)
                    .filter(|end| *end < CLOCK_END)
                    .ok_or(Fault::TooMuch("a clock of 2^31 or above"))?;
                match structs.last_mut() {
                    Some(last) if last.content == Content::Gc && next.content == Content::Gc => {
                        last.len += next.len;
                    }
                    _ => structs.push(next),
                }
            }
            update.sections.push(Section { client, structs });
        }
        update.deletes = read_deletes(&mut reader, caps)?;
        reader.end()?;
        Ok(update)
    }
}

fn read_struct<'a>(reader: &mut Bytes<'a>, asked: &Asked, clock: u32) -> Result<Struct<'a>, Fault> {
    let info = reader.byte()?;
    let kind = info & KIND;
    let mut found = Struct {
        clock,
        len: 1,
        origin: None,
        right: None,
        parent: Parent::Beside,
        content: Content::Gc,
        raw: &[],
        keyed: info & KEYED != 0,
    };
    if kind == GC {
        if info != GC {
            return Err(Fault::Malformed("a GC struct with neighbours"));
        }
        found.len = length(reader)?;
        return Ok(found);
    }
    if info & ORIGIN != 0 {
        found.origin = Some(reader.id()?);
    }
    if info & RIGHT != 0 {
        found.right = Some(reader.id()?);
    }
    if info & (ORIGIN | RIGHT) == 0 {
        let rooted = reader.uint()?;
        let cap = asked.caps.name_bytes;
        found.parent = match rooted {
            1 => Parent::Root(reader.name(cap)?, None),
            0 => Parent::Type(reader.id()?, None),
            _ => return Err(Fault::Malformed("a parent of no kind")),
        };
        if info & KEYED != 0 {
            let name = reader.name(cap)?;
            found.parent = match found.parent {
                Parent::Root(root, _) => Parent::Root(root, Some(name)),
                Parent::Type(id, _) => Parent::Type(id, Some(name)),
                Parent::Beside => Parent::Beside,
            };
        }
    }
    let start = reader.clone();
    (found.content, found.len) = read_content(reader, asked, kind)?;
    found.raw = reader.since(&start);
    Ok(found)
}

/// A length that is at least 1 and below 2^31.
fn length(reader: &mut Bytes) -> Result<u32, Fault> {
    match reader.clock()? {
        0 => Err(Fault::Malformed("a struct of no length")),
        len => Ok(len),
    }
}

fn read_content<'a>(reader: &mut Bytes<'a>, asked: &Asked, kind: u8) -> Result<(Content<'a>, u32), Fault> {
    let Asked { schema, caps, own } = asked;
    let cap = caps.name_bytes;
    Ok(match kind {
        DELETED => (Content::Deleted, length(reader)?),
        TEXT => {
            let text = reader.string()?;
            match u32::try_from(utf16(text)) {
                Ok(len) if len > 0 => (Content::Text(text), len),
                _ => return Err(Fault::Malformed("a struct of no length")),
            }
        }
        MARK => {
            let key = reader.name(cap)?;
            let value = reader.string()?;
            if value.len() > caps.mark_bytes {
                return Err(Fault::TooMuch("a mark's value"));
            }
            if !own {
                mark(schema, key, value)?;
            }
            (Content::Mark, 1)
        }
        TYPE => match reader.uint()? {
            XML_TEXT => (Content::XmlText, 1),
            XML_ELEMENT => (Content::Element(schema.element(reader.name(cap)?)?), 1),
            _ => return Err(Fault::Content("a type other than element and text")),
        },
        VALUE => {
            // Yjs joins values that were deleted one after the other.
            let count = reader.count(2, caps.structs, "values of one attribute")?;
            let start = reader.clone();
            for _ in 0..count {
                value(reader)?;
            }
            match u32::try_from(count) {
                Ok(len) if len > 0 => (Content::Values(reader.since(&start)), len),
                _ => return Err(Fault::Malformed("a struct of no length")),
            }
        }
        10 => return Err(Fault::Content("a gap")),
        9 => return Err(Fault::Content("a document in the document")),
        _ => return Err(Fault::Content("binary data, embedded objects, moves or unknown kinds")),
    })
}

fn mark(schema: &Schema, key: &str, value: &str) -> Result<(), Fault> {
    let rule = schema.mark(key)?;
    // The two spellings that nearly all marks have.
    if value == "null" || (value == "{}" && rule.required.is_empty()) {
        return Ok(());
    }
    match json(value)? {
        Json::Null => Ok(()),
        Json::Object(attributes) => schema.mark_value(rule, &attributes),
        _ => Err(Fault::Form("a mark's value is an object")),
    }
}

fn read_deletes(reader: &mut Bytes, caps: &Caps) -> Result<Vec<Deletes>, Fault> {
    let mut left = caps.delete_ranges;
    let clients = reader.count(2, caps.clients, "clients in the delete set")?;
    let mut seen = HashSet::with_capacity(clients);
    let mut deletes = Vec::with_capacity(clients);
    for _ in 0..clients {
        let client = reader.client()?;
        let count = reader.count(2, left, "delete ranges")?;
        left -= count;
        if !seen.insert(client) {
            return Err(Fault::Malformed("a client twice in the delete set"));
        }
        let mut ranges: Vec<(u32, u32)> = Vec::with_capacity(count);
        for _ in 0..count {
            let start = reader.clock()?;
            let end = start
                .checked_add(reader.clock()?)
                .filter(|end| *end < CLOCK_END)
                .ok_or(Fault::TooMuch("a clock of 2^31 or above"))?;
            if end == start {
                return Err(Fault::Malformed("an empty delete range"));
            }
            ranges.push((start, end));
        }
        deletes.push(Deletes { client, ranges: united(ranges) });
    }
    Ok(deletes)
}

/// Sorted, and what overlaps or touches made one.
pub(crate) fn united(mut ranges: Vec<(u32, u32)>) -> Vec<(u32, u32)> {
    if !ranges.is_sorted() {
        ranges.sort_unstable();
    }
    let mut out: Vec<(u32, u32)> = Vec::with_capacity(ranges.len());
    for (start, end) in ranges {
        match out.last_mut() {
            Some(last) if start <= last.1 => last.1 = last.1.max(end),
            _ => out.push((start, end)),
        }
    }
    out
}
