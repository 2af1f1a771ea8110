//! Writing bytes, the way Yjs writes them.

use crate::letters::after;
use crate::read::Id;
use crate::update::{
    Content, DELETED, Deletes, GC, KEYED, MARK, ORIGIN, Parent, RIGHT, Struct, TEXT, TYPE, VALUE,
    values_after,
};

/// Bytes being written.
#[derive(Debug, Default)]
pub(crate) struct Out {
    pub bytes: Vec<u8>,
}

impl Out {
    pub fn uint(&mut self, mut value: u64) {
        while value >= 0x80 {
            self.bytes.push((value & 0x7f) as u8 | 0x80);
            value >>= 7;
        }
        self.bytes.push(value as u8);
    }

    pub fn len(&mut self, len: usize) {
        self.uint(len as u64);
    }

    pub fn id(&mut self, id: Id) {
        self.uint(u64::from(id.client));
        self.uint(u64::from(id.clock));
    }

    pub fn string(&mut self, text: &str) {
        self.len(text.len());
        self.bytes.extend_from_slice(text.as_bytes());
    }
}

impl Out {
    /// A struct from its clock `offset` on. An item cut there hangs on its own clock before.
    pub fn structure(&mut self, client: u32, item: &Struct, offset: u32, keyed: bool) {
        let kind = match item.content {
            Content::Gc => GC,
            Content::Deleted => DELETED,
            Content::Text(_) => TEXT,
            Content::Mark => MARK,
            Content::Element(_) | Content::XmlText => TYPE,
            Content::Values(_) => VALUE,
        };
        if kind == GC {
            self.bytes.push(GC);
            self.uint(u64::from(item.len - offset));
            return;
        }
        let own = Id { client, clock: (item.clock + offset).wrapping_sub(1) };
        let origin = if offset > 0 { Some(own) } else { item.origin };
        let mut info = kind;
        info |= if origin.is_some() { ORIGIN } else { 0 };
        info |= if item.right.is_some() { RIGHT } else { 0 };
        info |= if keyed { KEYED } else { 0 };
        self.bytes.push(info);
        for id in [origin, item.right].into_iter().flatten() {
            self.id(id);
        }
        if origin.is_none() && item.right.is_none() {
            let attribute = match item.parent {
                Parent::Root(name, attribute) => {
                    self.uint(1);
                    self.string(name);
                    attribute
                }
                Parent::Type(id, attribute) => {
                    self.uint(0);
                    self.id(id);
                    attribute
                }
                Parent::Beside => None,
            };
            if let Some(name) = attribute {
                self.string(name);
            }
        }
        match item.content {
            Content::Deleted => self.uint(u64::from(item.len - offset)),
            // The judge lets no letter be cut in two.
            Content::Text(text) if offset > 0 => {
                self.string(after(text, offset as usize).unwrap_or_default())
            }
            Content::Values(values) => {
                self.uint(u64::from(item.len - offset));
                self.bytes.extend_from_slice(values_after(values, offset));
            }
            _ => self.bytes.extend_from_slice(item.raw),
        }
    }

    /// A delete set; clients in the order given.
    pub fn deletes<'a>(&mut self, deletes: impl ExactSizeIterator<Item = &'a Deletes>) {
        self.len(deletes.len());
        for Deletes { client, ranges } in deletes {
            self.uint(u64::from(*client));
            self.len(ranges.len());
            for (start, end) in ranges {
                self.uint(u64::from(*start));
                self.uint(u64::from(end - start));
            }
        }
    }
}
