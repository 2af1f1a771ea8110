//! What can go wrong, in words for people.

/// Why there is no file, or why a file could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// No row of the table has this name.
    #[error(
        "there is no such file; there are conference, summary and draft as .docx and .txt, reading and template as .docx, \
         remarks as .docx and .csv"
    )]
    NoSuchFile,
    /// The zip could not be put together.
    #[error("the Word file could not be written: {0}")]
    Unwritten(String),
    /// Bigger than anything Kyodo writes or an office program makes of it.
    #[error("this file is too large to be a statement")]
    TooLarge,
    /// No zip, or one that is no Word file.
    #[error("this is not a Word file (.docx)")]
    NotWord,
    /// A Word file with broken insides.
    #[error("this Word file is damaged: {0}")]
    Damaged(String),
    /// Kyodo's styles are gone, so the words cannot be told from what stands around them.
    #[error("this Word file was not made by Kyodo, or a program took out the styles that mark the words")]
    NotOurs,
}
