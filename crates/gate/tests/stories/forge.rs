//! Updates written byte by byte, as nobody's library would.

/// A client id and a clock.
pub type Id = (u32, u32);

/// Where an item says it stands.
#[derive(Clone, Copy)]
pub enum At<'a> {
    Root(&'a str),
    In(Id),
    After(Id),
    Before(Id),
    Between(Id, Id),
    /// An attribute of an element, by name.
    Of(Id, &'a str),
}

pub fn uint(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

pub fn string(out: &mut Vec<u8>, text: &str) {
    uint(out, text.len() as u64);
    out.extend_from_slice(text.as_bytes());
}

fn id(out: &mut Vec<u8>, (client, clock): Id) {
    uint(out, client.into());
    uint(out, clock.into());
}

/// An item of a kind, with the bytes of its content.
pub fn item(kind: u8, at: At, content: &[u8]) -> Vec<u8> {
    let flags = match at {
        At::Root(_) | At::In(_) => 0,
        At::After(_) => 0x80,
        At::Before(_) => 0x40,
        At::Between(..) => 0xc0,
        At::Of(..) => 0x20,
    };
    let mut out = vec![kind | flags];
    match at {
        At::Root(name) => {
            uint(&mut out, 1);
            string(&mut out, name);
        }
        At::In(parent) => {
            uint(&mut out, 0);
            id(&mut out, parent);
        }
        At::After(beside) | At::Before(beside) => id(&mut out, beside),
        At::Between(left, right) => {
            id(&mut out, left);
            id(&mut out, right);
        }
        At::Of(parent, name) => {
            uint(&mut out, 0);
            id(&mut out, parent);
            string(&mut out, name);
        }
    }
    out.extend_from_slice(content);
    out
}

fn joined(parts: &[&str]) -> Vec<u8> {
    let mut out = Vec::new();
    parts.iter().for_each(|part| string(&mut out, part));
    out
}

pub fn text(at: At, words: &str) -> Vec<u8> {
    item(4, at, &joined(&[words]))
}

pub fn mark(at: At, key: &str, value: &str) -> Vec<u8> {
    item(6, at, &joined(&[key, value]))
}

pub fn element(at: At, name: &str) -> Vec<u8> {
    item(7, at, &[&[3], joined(&[name]).as_slice()].concat())
}

pub fn xml_text(at: At) -> Vec<u8> {
    item(7, at, &[6])
}

/// An attribute's value, from 0 to 63.
pub fn value(at: At, number: u8) -> Vec<u8> {
    item(8, at, &[1, 125, number])
}

pub fn deleted(at: At, len: u32) -> Vec<u8> {
    let mut content = Vec::new();
    uint(&mut content, len.into());
    item(1, at, &content)
}

pub fn gc(len: u32) -> Vec<u8> {
    let mut out = vec![0];
    uint(&mut out, len.into());
    out
}

/// An update: sections of client, first clock and structs; then delete ranges of client, start and length.
pub fn update(sections: &[(u32, u32, Vec<Vec<u8>>)], deletes: &[(u32, u32, u32)]) -> Vec<u8> {
    let mut out = Vec::new();
    uint(&mut out, sections.len() as u64);
    for (client, clock, structs) in sections {
        uint(&mut out, structs.len() as u64);
        id(&mut out, (*client, *clock));
        structs.iter().for_each(|item| out.extend_from_slice(item));
    }
    let mut clients: Vec<u32> = deletes.iter().map(|(client, ..)| *client).collect();
    clients.dedup();
    uint(&mut out, clients.len() as u64);
    for client in clients {
        let ranges: Vec<_> = deletes.iter().filter(|(of, ..)| *of == client).collect();
        uint(&mut out, client.into());
        uint(&mut out, ranges.len() as u64);
        for (_, start, len) in ranges {
            id(&mut out, (*start, *len));
        }
    }
    out
}
