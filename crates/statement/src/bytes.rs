//! An entry as bytes. SPEC.md, E1 to E9, gives the layout.

use crate::{Act, Doc, Edit, Entry, PersonId, SectionId};
use serde::Deserialize;

/// Version of the layout; the first byte of every entry.
pub const VERSION: u8 = 1;
/// Most bytes of an entry.
pub const CAP: usize = 6 * 1024 * 1024;
/// Most bytes of a record's JSON.
const JSON: usize = 2 * 1024 * 1024;

const EDIT: u8 = 1;
const RECORD: u8 = 2;

/// Why bytes are no entry of this program's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// Written by a newer program: a layout, a kind or an act that this one does not know.
    #[error("it was written by a newer Kyodo")]
    Newer,
    /// Not what any program wrote.
    #[error("it is damaged")]
    Damaged,
}

impl Entry {
    /// The bytes of the entry.
    pub fn encode(&self) -> Vec<u8> {
        let mut out = vec![VERSION, if matches!(self.act, Act::Edit(_)) { EDIT } else { RECORD }];
        out.extend_from_slice(&self.at.to_be_bytes());
        id(&mut out, self.by.as_str());
        match &self.act {
            Act::Edit(edit) => {
                out.push(match edit.doc {
                    Doc::Text => 0,
                    Doc::Summary => 1,
                });
                number(&mut out, edit.sections.len() as u64);
                edit.sections.iter().for_each(|section| id(&mut out, section.as_str()));
                number(&mut out, edit.clients.len() as u64);
                edit.clients.iter().for_each(|client| number(&mut out, *client));
                out.extend_from_slice(&edit.update);
            }
            // Acts are strings, numbers and lists of them: such values always have JSON.
            record => out.extend(serde_json::to_vec(record).unwrap_or_default()),
        }
        out
    }

    /// The entry these bytes hold.
    pub fn decode(bytes: &[u8]) -> Result<Entry, Unreadable> {
        match bytes.first() {
            None | Some(0) => return Err(Unreadable::Damaged),
            Some(version) if *version > VERSION => return Err(Unreadable::Newer),
            Some(_) => {}
        }
        if bytes.len() > CAP {
            return Err(Unreadable::Damaged);
        }
        let mut rest = Reader(bytes.get(1..).unwrap_or_default());
        let kind = rest.byte()?;
        let at = i64::from_be_bytes(rest.take(8)?.try_into().map_err(|_| Unreadable::Damaged)?);
        let by: PersonId = rest.id()?.parse().map_err(|_| Unreadable::Damaged)?;
        let act = match kind {
            EDIT => Act::Edit(edit(&mut rest)?),
            RECORD => record(rest.0)?,
            0 => return Err(Unreadable::Damaged),
            _ => return Err(Unreadable::Newer),
        };
        Ok(Entry { at, by, act })
    }
}

fn edit(rest: &mut Reader<'_>) -> Result<Edit, Unreadable> {
    let doc = match rest.byte()? {
        0 => Doc::Text,
        1 => Doc::Summary,
        _ => return Err(Unreadable::Newer),
    };
    let mut sections = Vec::new();
    for _ in 0..rest.count(2)? {
        sections.push(rest.id()?.parse::<SectionId>().map_err(|_| Unreadable::Damaged)?);
    }
    let mut clients = Vec::new();
    for _ in 0..rest.count(1)? {
        clients.push(rest.number()?);
    }
    Ok(Edit { doc, sections, clients, update: rest.0.to_vec() })
}

fn record(json: &[u8]) -> Result<Act, Unreadable> {
    #[derive(Deserialize)]
    struct Tag {
        act: String,
    }
    if json.len() > JSON {
        return Err(Unreadable::Damaged);
    }
    if let Ok(act) = serde_json::from_slice(json) {
        return Ok(act);
    }
    // Whole JSON with an act nobody here knows: a newer program wrote it.
    match serde_json::from_slice::<Tag>(json) {
        Ok(tag) if !Act::NAMES.contains(&tag.act.as_str()) => Err(Unreadable::Newer),
        _ => Err(Unreadable::Damaged),
    }
}

fn id(out: &mut Vec<u8>, id: &str) {
    // An id has at most 64 bytes.
    out.push(u8::try_from(id.len()).unwrap_or(u8::MAX));
    out.extend_from_slice(id.as_bytes());
}

/// Seven bits a byte, the lowest first; the top bit says that more follow.
fn number(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push((value & 0x7F) as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

/// What has not been read yet.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn take(&mut self, count: usize) -> Result<&'a [u8], Unreadable> {
        let (taken, rest) = self.0.split_at_checked(count).ok_or(Unreadable::Damaged)?;
        self.0 = rest;
        Ok(taken)
    }

    fn byte(&mut self) -> Result<u8, Unreadable> {
        self.take(1).map(|taken| taken.first().copied().unwrap_or_default())
    }

    fn id(&mut self) -> Result<&'a str, Unreadable> {
        let length = self.byte()?;
        std::str::from_utf8(self.take(length.into())?).map_err(|_| Unreadable::Damaged)
    }

    /// One form for each number: no superfluous zero bytes, nothing above 64 bits.
    fn number(&mut self) -> Result<u64, Unreadable> {
        let mut value = 0u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            let bits = u64::from(byte & 0x7F);
            if (shift == 63 && bits > 1) || (shift > 0 && byte == 0) {
                return Err(Unreadable::Damaged);
            }
            value |= bits << shift;
            if byte & 0x80 == 0 {
                return Ok(value);
            }
        }
        Err(Unreadable::Damaged)
    }

    /// A count of things that take at least `least` bytes each: never more than can still follow.
    fn count(&mut self, least: usize) -> Result<usize, Unreadable> {
        let count = usize::try_from(self.number()?).map_err(|_| Unreadable::Damaged)?;
        if count <= self.0.len() / least { Ok(count) } else { Err(Unreadable::Damaged) }
    }
}
