//! A statement as a file for Word, for a mail, for the conference service.
//!
//! What it is: `write` turns a subject (everything a file says besides the words) and the words into the bytes
//! of one file; `words_of_docx` reads the words of such a file back, also after an office program saved it anew.
//! What it is not: no Yjs, no http, no disk, no clock. Nothing here decides what is final; it is told.
//!
//! Laws:
//! - Equal input gives equal bytes: times are arguments, the zip has one fixed time.
//! - Empty sections are left out, and headings that are not printed. The words of the text, in the order of its
//!   word hash, are exactly the words of the file outside Kyodo's own front and after styles.
//! - Whatever was typed, the file is well-formed XML: characters XML does not know never reach it.
//! - A file that is not final, not approved or over its limit says so itself, before the words.
//! - Reading is bounded: bytes, parts and depth have limits, and XML is read without recursion.
//!
//! Layout, in reading order: table (which files there are), subject (what they tell), paper (the lines of a
//! file, whatever its format), conference, summary, draft, reading, template, remarks (one kind each), txt, docx and csv
//! (one format each), words
//! (reading back); beside them when, language, name, error.

mod conference;
mod csv;
mod docx;
mod draft;
mod error;
mod language;
mod name;
mod paper;
mod reading;
mod remarks;
mod subject;
mod summary;
mod table;
mod template;
mod txt;
mod when;
mod words;

pub use error::Error;
pub use language::right_to_left;
pub use subject::{Corrected, Heading, Locked, Order, Remark, Subject};
pub use table::{Format, Kind, Wanted};
pub use words::words_of_docx;

use statement::{Block, Text};

/// A finished file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// ASCII, `date-organisation-kind-language.ext`, at most 120 characters.
    pub name: String,
    /// Its media type.
    pub mime: &'static str,
    /// All of it.
    pub bytes: Vec<u8>,
}

/// Writes one file. `text` are the sections shown, in order; `summary` the blocks of the summary.
///
/// Conference copies, drafts and reading copies say the text, summaries the summary, templates the headings, remarks the
/// remarks; what a kind does not need may be empty.
pub fn write(
    kind: Kind,
    format: Format,
    subject: &Subject,
    text: &Text,
    summary: &[Block],
) -> Result<File, Error> {
    let paper = match kind {
        Kind::Conference => conference::paper(subject, text),
        Kind::Summary => summary::paper(subject, summary),
        Kind::Draft => draft::paper(subject, text),
        Kind::Reading => reading::paper(subject, text),
        Kind::Template => template::paper(subject),
        Kind::Remarks => remarks::paper(subject),
    };
    let bytes = match format {
        Format::Docx => docx::write(&paper)?,
        Format::Txt => txt::write(&paper),
        Format::Csv => csv::write(&remarks::rows(subject)),
    };
    Ok(File { name: name::file_name(kind, format, subject), mime: format.mime(), bytes })
}
