//! Reading the words of a Word file back, so that "Is this file our final text?" has an answer.
//!
//! Laws: what is read is bounded before it is unpacked; XML is read without recursion; a document type (the door to
//! entities that grow) is refused; what a reader of the file sees as struck out is not read, what was put in is.

use crate::Error;
use crate::docx::style::{AROUND, WORDS, fold};
use quick_xml::NsReader;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::name::{Namespace, ResolveResult};
use std::collections::HashMap;
use std::io::{Cursor, Read};
use zip::ZipArchive;

/// Bytes of a file; Kyodo's own are below 100 KB.
const LARGEST_FILE: usize = 16 << 20;
/// Bytes of one part, unpacked.
const LARGEST_PART: u64 = 24 << 20;
/// Parts of a package.
const MOST_PARTS: usize = 2_000;
/// Elements open at one time.
const DEEPEST: usize = 256;

/// The words of a file: one line a paragraph, in order, of all that is not Kyodo's own front or after matter.
///
/// `statement::canonical::word_hash_of` of it is the word hash (C9) of the text the file was written from.
pub fn words_of_docx(bytes: &[u8]) -> Result<String, Error> {
    if bytes.len() > LARGEST_FILE {
        return Err(Error::TooLarge);
    }
    let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(|_| Error::NotWord)?;
    if zip.len() > MOST_PARTS {
        return Err(Error::TooLarge);
    }
    let package = part(&mut zip, "_rels/.rels")?.ok_or(Error::NotWord)?;
    let main = relation(&package, "/officeDocument")?.ok_or(Error::NotWord)?;
    let main = main.trim_start_matches('/').to_owned();
    let (folder, name) = main.rsplit_once('/').unwrap_or(("", &main));
    let relations = part(&mut zip, &joined(folder, &format!("_rels/{name}.rels")))?.unwrap_or_default();
    let styles = match relation(&relations, "/styles")? {
        Some(target) => part(&mut zip, &joined(folder, &target))?.unwrap_or_default(),
        None => Vec::new(),
    };
    let document = part(&mut zip, &main)?.ok_or(Error::NotWord)?;
    let names = style_names(&styles)?;
    let paragraphs = paragraphs(&document)?;
    let folded = |id: &str| names.get(id).cloned().unwrap_or_else(|| fold(id));
    let styled: Vec<(String, String)> =
        paragraphs.into_iter().map(|(style, text)| (folded(&style), text)).collect();
    if !styled.iter().any(|(style, _)| WORDS.contains(&style.as_str())) {
        return Err(Error::NotOurs);
    }
    let words = styled.into_iter().filter(|(style, _)| !AROUND.contains(&style.as_str()));
    Ok(words.map(|(_, text)| text).filter(|text| !text.trim().is_empty()).collect::<Vec<_>>().join("\n"))
}

/// A target is beside the part that names it, or from the root of the package.
fn joined(folder: &str, target: &str) -> String {
    match target.strip_prefix('/') {
        Some(from_root) => from_root.to_owned(),
        None if folder.is_empty() => target.to_owned(),
        None => format!("{folder}/{target}"),
    }
}

/// One part, unpacked up to the limit whatever the zip claims.
fn part(zip: &mut ZipArchive<Cursor<&[u8]>>, name: &str) -> Result<Option<Vec<u8>>, Error> {
    let file = match zip.by_name(name) {
        Ok(file) => file,
        Err(zip::result::ZipError::FileNotFound) => return Ok(None),
        Err(error) => return Err(Error::Damaged(error.to_string())),
    };
    let mut out = Vec::new();
    file.take(LARGEST_PART + 1).read_to_end(&mut out).map_err(|error| Error::Damaged(error.to_string()))?;
    if out.len() as u64 > LARGEST_PART { Err(Error::TooLarge) } else { Ok(Some(out)) }
}

/// Whether the element is WordprocessingML, in either of its two namespaces.
fn is_word(namespace: &ResolveResult) -> bool {
    matches!(
        namespace,
        ResolveResult::Bound(Namespace(
            b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
                | b"http://purl.oclc.org/ooxml/wordprocessingml/main"
        ))
    )
}

/// Value of an attribute, whatever its prefix.
fn attribute(start: &BytesStart, name: &[u8]) -> Option<String> {
    let mut all = start.attributes().filter_map(Result::ok);
    let found = all.find(|attribute| attribute.key.local_name().as_ref() == name)?;
    found.unescape_value().ok().map(|value| value.into_owned())
}

fn damaged(error: impl std::fmt::Display) -> Error {
    Error::Damaged(error.to_string())
}

fn reader(bytes: &[u8]) -> Result<NsReader<&[u8]>, Error> {
    let text = std::str::from_utf8(bytes).map_err(|_| Error::Damaged("a part is not UTF-8".to_owned()))?;
    Ok(NsReader::from_str(text.trim_start_matches('\u{FEFF}')))
}

/// Target of the first relation of a kind.
fn relation(bytes: &[u8], kind: &str) -> Result<Option<String>, Error> {
    let mut reader = reader(bytes)?;
    loop {
        match reader.read_event().map_err(damaged)? {
            Event::Start(start) | Event::Empty(start)
                if start.local_name().as_ref() == b"Relationship"
                    && attribute(&start, b"Type").is_some_and(|found| found.ends_with(kind)) =>
            {
                return Ok(attribute(&start, b"Target"));
            }
            Event::DocType(_) => return Err(Error::Damaged("it brings a document type".to_owned())),
            Event::Eof => return Ok(None),
            _ => {}
        }
    }
}

/// Style id → folded name. Programs rewrite ids; names stay, those Word knows in English.
fn style_names(bytes: &[u8]) -> Result<HashMap<String, String>, Error> {
    let mut reader = reader(bytes)?;
    let mut names = HashMap::new();
    let mut id = String::new();
    loop {
        match reader.read_resolved_event().map_err(damaged)? {
            (space, Event::Start(start) | Event::Empty(start)) if is_word(&space) => {
                match start.local_name().as_ref() {
                    b"style" => id = attribute(&start, b"styleId").unwrap_or_default(),
                    b"name" if !id.is_empty() => {
                        let name = fold(&attribute(&start, b"val").unwrap_or_default());
                        names.insert(std::mem::take(&mut id), name);
                    }
                    _ => {}
                }
            }
            (_, Event::DocType(_)) => return Err(Error::Damaged("it brings a document type".to_owned())),
            (_, Event::Eof) => return Ok(names),
            _ => {}
        }
    }
}

/// All paragraphs: style id and text, a paragraph inside another (a text box) before the one around it.
fn paragraphs(bytes: &[u8]) -> Result<Vec<(String, String)>, Error> {
    let mut reader = reader(bytes)?;
    let mut done = Vec::new();
    let mut open: Vec<(String, String)> = Vec::new();
    let (mut depth, mut skipped, mut in_text) = (0_usize, None::<usize>, false);
    loop {
        let (space, event) = reader.read_resolved_event().map_err(damaged)?;
        let word = is_word(&space);
        match event {
            Event::Start(start) => {
                depth += 1;
                if depth > DEEPEST {
                    return Err(Error::Damaged("its elements are nested too deeply".to_owned()));
                }
                let name = start.local_name();
                if skipped.is_none() && is_left_out(name.as_ref(), word) {
                    skipped = Some(depth);
                } else if skipped.is_none() && word {
                    match name.as_ref() {
                        b"p" => open.push(Default::default()),
                        b"t" => in_text = true,
                        other => sign(other, &start, &mut open),
                    }
                }
            }
            Event::Empty(start) if skipped.is_none() && word => {
                sign(start.local_name().as_ref(), &start, &mut open);
            }
            Event::End(end) => {
                if skipped == Some(depth) {
                    skipped = None;
                } else if skipped.is_none() && word {
                    match end.local_name().as_ref() {
                        b"p" => done.extend(open.pop()),
                        b"t" => in_text = false,
                        _ => {}
                    }
                }
                depth = depth.saturating_sub(1);
            }
            Event::Text(text) if in_text && skipped.is_none() => {
                push(&mut open, &text.decode().map_err(damaged)?);
            }
            Event::CData(text) if in_text && skipped.is_none() => {
                push(&mut open, &text.decode().map_err(damaged)?);
            }
            Event::GeneralRef(entity) if in_text && skipped.is_none() => {
                push(&mut open, reference(&entity)?.encode_utf8(&mut [0; 4]));
            }
            Event::DocType(_) => return Err(Error::Damaged("it brings a document type".to_owned())),
            Event::Eof if depth > 0 => return Err(Error::Damaged("it ends too early".to_owned())),
            Event::Eof => return Ok(done),
            _ => {}
        }
    }
}

/// What was struck out or moved away, and the second form of what stands there already.
fn is_left_out(name: &[u8], word: bool) -> bool {
    if word {
        matches!(name, b"del" | b"moveFrom" | b"rPrChange" | b"pPrChange")
    } else {
        name == b"Fallback"
    }
}

/// Elements that stand for a sign, or name the paragraph's style.
fn sign(name: &[u8], start: &BytesStart, open: &mut [(String, String)]) {
    let text = match name {
        b"tab" | b"br" | b"cr" | b"ptab" => " ",
        b"softHyphen" => "\u{AD}",
        b"noBreakHyphen" => "\u{2011}",
        b"pStyle" => {
            if let Some(paragraph) = open.last_mut() {
                paragraph.0 = attribute(start, b"val").unwrap_or_default();
            }
            return;
        }
        _ => return,
    };
    push(open, text);
}

fn push(open: &mut [(String, String)], text: &str) {
    if let Some(paragraph) = open.last_mut() {
        paragraph.1.push_str(text);
    }
}

/// XML's own five, and numbers; there are no others without a document type.
fn reference(entity: &BytesRef) -> Result<char, Error> {
    if let Some(c) = entity.resolve_char_ref().map_err(damaged)? {
        return Ok(c);
    }
    match &**entity {
        b"amp" => Ok('&'),
        b"lt" => Ok('<'),
        b"gt" => Ok('>'),
        b"quot" => Ok('"'),
        b"apos" => Ok('\''),
        _ => Err(Error::Damaged("it uses an entity nobody declared".to_owned())),
    }
}
