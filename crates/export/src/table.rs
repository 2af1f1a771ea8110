//! Which files there are: kind × format, and how each is called where people name it.

use crate::Error;
use std::{fmt, str::FromStr};

/// What a file is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// The statement as the conference service distributes it.
    Conference,
    /// The short summary the conference service asks for.
    Summary,
    /// The statement as it stands, for those who work on it.
    Draft,
    /// The statement in large letters, for who reads it out.
    Reading,
    /// Headings, hints and word budgets, for members who write at home.
    Template,
    /// What was remarked, as one table.
    Remarks,
}

/// How a file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// Office Open XML, as Word opens it.
    Docx,
    /// Plain text, UTF-8.
    Txt,
    /// Rows with commas, UTF-8, as spreadsheets open it.
    Csv,
}

/// One row of the table: what people ask for as `conference.docx`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Wanted {
    /// What for.
    pub kind: Kind,
    /// How written.
    pub format: Format,
}

impl Kind {
    /// The word in file names and addresses.
    pub const fn word(self) -> &'static str {
        match self {
            Kind::Conference => "conference",
            Kind::Summary => "summary",
            Kind::Draft => "draft",
            Kind::Reading => "reading",
            Kind::Template => "template",
            Kind::Remarks => "remarks",
        }
    }
}

impl Format {
    /// The ending of the file name, without its dot.
    pub const fn ending(self) -> &'static str {
        match self {
            Format::Docx => "docx",
            Format::Txt => "txt",
            Format::Csv => "csv",
        }
    }

    /// The media type.
    pub const fn mime(self) -> &'static str {
        match self {
            Format::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Format::Txt => "text/plain; charset=utf-8",
            Format::Csv => "text/csv; charset=utf-8",
        }
    }
}

impl Wanted {
    /// All files there are, in the order people are shown them.
    pub const ALL: [Wanted; 10] = [
        Wanted { kind: Kind::Conference, format: Format::Docx },
        Wanted { kind: Kind::Conference, format: Format::Txt },
        Wanted { kind: Kind::Summary, format: Format::Docx },
        Wanted { kind: Kind::Summary, format: Format::Txt },
        Wanted { kind: Kind::Draft, format: Format::Docx },
        Wanted { kind: Kind::Draft, format: Format::Txt },
        Wanted { kind: Kind::Reading, format: Format::Docx },
        Wanted { kind: Kind::Template, format: Format::Docx },
        Wanted { kind: Kind::Remarks, format: Format::Docx },
        Wanted { kind: Kind::Remarks, format: Format::Csv },
    ];
}

impl fmt::Display for Wanted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.kind.word(), self.format.ending())
    }
}

impl FromStr for Wanted {
    type Err = Error;
    fn from_str(text: &str) -> Result<Self, Error> {
        Wanted::ALL.into_iter().find(|wanted| wanted.to_string() == text).ok_or(Error::NoSuchFile)
    }
}
