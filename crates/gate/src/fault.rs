//! Why bytes do not pass. One closed enum; `code` is for machines, `Display` for people.

use thiserror::Error;

/// Why the gate lets something not through. Nothing of it has been taken.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum Fault {
    /// The bytes end early, go on too long, or are not what the format says there.
    #[error("These bytes are not a Yjs message: {0}.")]
    Malformed(&'static str),
    /// A number, a count or a size above its cap.
    #[error("This is more than one message may carry: {0}.")]
    TooMuch(&'static str),
    /// A kind of content that a statement does not have.
    #[error("A statement does not hold this kind of content: {0}.")]
    Content(&'static str),
    /// An element, mark, attribute or link that the schema does not name, or not at this place.
    #[error("The statement's form does not allow this: {0}.")]
    Form(&'static str),
    /// A letter that cannot be kept: unassigned, a line separator, a control, an unclosed direction mark.
    #[error("The text holds a sign that cannot be kept: U+{0:04X}.")]
    Letter(u32),
    /// A root that is no section of the statement.
    #[error("There is no section with this id.")]
    UnknownRoot,
    /// A reference to something that cannot stand there: not a type, itself, two places at once.
    #[error("This edit points to something that it cannot stand beside: {0}.")]
    Reference(&'static str),
    /// It repeats something known, and says something else about it.
    #[error("This edit says something else than what is already saved.")]
    Disagrees,
    /// What would be stored of it could not be read again as it was judged: a fault of the gate itself.
    #[error("This edit could not be read again as it was judged.")]
    Unrepeatable,
    /// New content under a client id that the sender may not use.
    #[error("This edit was made under somebody else's client id.")]
    NotYours {
        /// The client id in question.
        client: u64,
    },
    /// It hangs on something unknown. Not a refusal: answer with a step 1 (our state vector).
    #[error("This edit hangs on another one that has not arrived.")]
    MissingDependencies {
        /// Whose content is missing.
        client: u64,
        /// The first clock of that client that is not known.
        clock: u32,
    },
}

impl Fault {
    /// A short, stable word for this kind of fault.
    pub fn code(&self) -> &'static str {
        match self {
            Fault::Malformed(_) => "malformed",
            Fault::TooMuch(_) => "too-much",
            Fault::Content(_) => "content",
            Fault::Form(_) => "form",
            Fault::Letter(_) => "letter",
            Fault::UnknownRoot => "unknown-section",
            Fault::Reference(_) => "reference",
            Fault::Disagrees => "disagrees",
            Fault::Unrepeatable => "unrepeatable",
            Fault::NotYours { .. } => "not-yours",
            Fault::MissingDependencies { .. } => "missing",
        }
    }
}
