//! Why a request was not done, in words for people; and the one place where reasons become status codes.

use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use journal::{ReadError, StoreError};
use room::{ActError, OpenError};
use serde::Serialize;
use statement::{Millis, Refusal, template::BadTemplate};
use utoipa::ToSchema;

/// A reason. `code` is for programs, the sentence for people.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Not a request this program knows how to read.
    #[error("that request could not be read: {0}")]
    Bad(String),
    /// No cookie, or one that is worth nothing any more.
    #[error("this browser is not in any statement here: open your personal link once more")]
    NoSession,
    /// From a page that is not ours.
    #[error("that request came from another site's page and was not done")]
    Origin,
    /// Only with the set-up link.
    #[error("only who set Kyodo up can do that")]
    NotFounder,
    /// Who set Kyodo up, or chairs here.
    #[error("only who set Kyodo up, or chairs a statement here, can do that")]
    NotChair,
    /// Said on the command line.
    #[error("whoever started Kyodo gave it its address with --public: it is changed there")]
    AddressFixed,
    /// No such statement.
    #[error("there is no such statement")]
    NoStatement,
    /// No such address.
    #[error("there is nothing at this address")]
    Nothing,
    /// A link that never was one.
    #[error("this is not a link of this Kyodo: look whether it was copied whole")]
    NoLink,
    /// A link that was one.
    #[error("this link has ended: ask {ask} for a new one")]
    LinkEnded {
        /// The chair's name.
        ask: String,
        /// When it ended by itself; none: a chair ended it. The page says it as a date in the reader's own zone.
        at: Option<Millis>,
    },
    /// A short code that is used, too old, or mistyped.
    #[error("this code opens nothing: it is good once, for 15 minutes. Ask for another on the first device")]
    NoCode,
    /// A template that cannot be read.
    #[error(transparent)]
    BadTemplate(BadTemplate),
    /// A template of the program itself.
    #[error("a template “{0}” is in Kyodo already: give yours another id")]
    TemplateThere(String),
    /// The set-up link was used, or another took its place.
    #[error(
        "this set-up link is not valid any more: the chair's helper can print a new one with “kyodo link”"
    )]
    NoSetUp,
    /// The browser is somebody else there already.
    #[error("this browser is already {0} in this statement")]
    SomebodyElse(String),
    /// By the rules.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// An act that has an address of its own.
    #[error("that cannot be done here: {0}")]
    Elsewhere(&'static str),
    /// Above a cap.
    #[error("that is too large: {0}")]
    TooLarge(&'static str),
    /// Too often.
    #[error("that was too much at once: wait a moment and try again")]
    TooMuch,
    /// More acts than one person may make at once.
    #[error("you have done very much at once: nothing of this was done. Wait a few seconds and try again")]
    TooManyActs,
    /// More people than may join by one link at once.
    #[error("many people are joining by this link at the moment: try again in a minute")]
    TooManyJoin,
    /// Took too long.
    #[error("Kyodo did not get it done in time: look whether it was done, and try again")]
    Slow,
    /// The disk is full: nothing can be stored for now.
    #[error("{0}")]
    Full(String),
    /// The machine: disk, closing down.
    #[error("{0}")]
    Failed(String),
    /// A file that could not be written.
    #[error("the file could not be written: {0}")]
    Export(String),
}

impl Error {
    /// For programs: stable, kebab-case.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Bad(_) => "bad-request",
            Self::NoSession => "no-session",
            Self::Origin => "origin",
            Self::NotFounder => "not-founder",
            Self::NotChair => "not-chair",
            Self::AddressFixed => "address-fixed",
            Self::NoStatement => "no-statement",
            Self::Nothing => "nothing-here",
            Self::NoLink => "no-link",
            Self::LinkEnded { .. } => "link-ended",
            Self::NoCode => "no-code",
            Self::BadTemplate(_) => "bad-template",
            Self::TemplateThere(_) => "template-there",
            Self::NoSetUp => "no-set-up",
            Self::SomebodyElse(_) => "somebody-else",
            Self::Refused(refusal) => refusal.code(),
            Self::Elsewhere(_) => "elsewhere",
            Self::TooLarge(_) => "too-large",
            Self::TooMuch | Self::TooManyActs | Self::TooManyJoin => "too-much",
            Self::Slow => "slow",
            Self::Full(_) => "disk-full",
            Self::Failed(_) => "failed",
            Self::Export(_) => "export",
        }
    }

    pub(crate) fn status(&self) -> StatusCode {
        match self {
            Self::Bad(_) => StatusCode::BAD_REQUEST,
            Self::NoSession => StatusCode::UNAUTHORIZED,
            Self::Origin | Self::NotFounder | Self::NotChair | Self::Elsewhere(_) => StatusCode::FORBIDDEN,
            Self::NoStatement | Self::Nothing | Self::NoLink | Self::NoCode => StatusCode::NOT_FOUND,
            Self::SomebodyElse(_) | Self::TemplateThere(_) | Self::AddressFixed => StatusCode::CONFLICT,
            Self::BadTemplate(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::LinkEnded { .. } | Self::NoSetUp => StatusCode::GONE,
            Self::TooLarge(_) => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooMuch | Self::TooManyActs | Self::TooManyJoin => StatusCode::TOO_MANY_REQUESTS,
            Self::Full(_) => StatusCode::INSUFFICIENT_STORAGE,
            Self::Slow | Self::Failed(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Export(_) => StatusCode::INTERNAL_SERVER_ERROR,
            Self::Refused(refusal) => match refusal {
                Refusal::Role | Refusal::NotHere | Refusal::AccessEnded { .. } | Refusal::Foreign => {
                    StatusCode::FORBIDDEN
                }
                Refusal::Malformed(_) | Refusal::Field(_) | Refusal::Unknown(_) | Refusal::Empty => {
                    StatusCode::UNPROCESSABLE_ENTITY
                }
                Refusal::TooLarge(_) => StatusCode::PAYLOAD_TOO_LARGE,
                _ => StatusCode::CONFLICT,
            },
        }
    }
}

impl Error {
    /// After how many seconds it is worth trying again, where that is known.
    fn again(&self) -> Option<HeaderValue> {
        match self {
            Self::TooMuch => Some(HeaderValue::from_static("1")),
            Self::TooManyActs => Some(HeaderValue::from_static("5")),
            Self::TooManyJoin => Some(HeaderValue::from_static("30")),
            _ => None,
        }
    }

    /// One of each, as an example, for who reads the description of the API.
    pub(crate) fn every() -> Vec<Self> {
        let some = |word: &str| word.to_owned();
        let bad = BadTemplate { line: 12, reason: some("a heading has no title") };
        let refusals = [
            Refusal::Role,
            Refusal::NotHere,
            Refusal::AccessEnded { by: some("the chair"), at: 0 },
            Refusal::PensDown,
            Refusal::Locked,
            Refusal::Frozen,
            Refusal::LastChair,
            Refusal::Phase,
            Refusal::Generation,
            Refusal::Older,
            Refusal::NotAsLocked,
            Refusal::Schema,
            Refusal::Malformed(some("it ends too early")),
            Refusal::Foreign,
            Refusal::Field(some("the title is longer than 300 characters")),
            Refusal::Unknown("section"),
            Refusal::Twice("remark"),
            Refusal::Changed { section: some("Opening") },
            Refusal::Empty,
            Refusal::Because,
            Refusal::ReadOnly(some("its journal is damaged")),
        ];
        let ours = [
            Self::Bad(some("expected a comma at line 3")),
            Self::NoSession,
            Self::Origin,
            Self::NotFounder,
            Self::NotChair,
            Self::AddressFixed,
            Self::NoStatement,
            Self::Nothing,
            Self::NoLink,
            Self::LinkEnded { ask: some("the chair"), at: None },
            Self::NoCode,
            Self::BadTemplate(bad),
            Self::TemplateThere(some("kyoto-declaration")),
            Self::NoSetUp,
            Self::SomebodyElse(some("somebody else")),
            Self::Elsewhere("words are written over /live"),
            Self::TooLarge("a request may have 512 KiB"),
            Self::TooMuch,
            Self::Slow,
            StoreError::Full.into(),
            Self::Failed(some("the disk failed: what was marked as saved is safe")),
            Self::Export(some("the table has no rows")),
        ];
        ours.into_iter().chain(refusals.into_iter().map(Self::Refused)).collect()
    }
}

/// Why a request was not done.
#[derive(Serialize, ToSchema)]
#[schema(as = Refused)]
pub(crate) struct Said {
    /// For programs: stable, kebab-case.
    code: &'static str,
    /// For people.
    sentence: String,
    /// Of a link that ended: whom to ask.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    ask: Option<String>,
    /// Of a link that ended: when it did by itself; none: a chair ended it. Of an access that was ended: when.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Millis>)]
    ended: Option<Option<Millis>>,
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        if matches!(self, Self::Failed(_) | Self::Export(_) | Self::Slow) {
            tracing::error!(code = self.code(), "{self}");
        }
        let (ask, ended) = match &self {
            Self::LinkEnded { ask, at } => (Some(ask.clone()), Some(*at)),
            Self::Refused(Refusal::AccessEnded { at, .. }) => (None, Some(Some(*at))),
            _ => (None, None),
        };
        let said = Said { code: self.code(), sentence: self.to_string(), ask, ended };
        let mut response = (self.status(), Json(said)).into_response();
        if let Some(again) = self.again() {
            response.headers_mut().insert(header::RETRY_AFTER, again);
        }
        response
    }
}

impl From<ActError> for Error {
    fn from(error: ActError) -> Self {
        match error {
            ActError::Refused(refusal) => Self::Refused(refusal),
            ActError::Failed(why) => Self::Failed(why.to_owned()),
            ActError::CannotSave(error) => error.into(),
        }
    }
}

impl From<OpenError> for Error {
    fn from(error: OpenError) -> Self {
        match error {
            OpenError::NoSuchStatement => Self::NoStatement,
            OpenError::Refused(refusal) => Self::Refused(refusal),
            OpenError::CannotSave(error) => error.into(),
            other => Self::Failed(other.to_string()),
        }
    }
}

impl From<ReadError> for Error {
    fn from(error: ReadError) -> Self {
        Self::Failed(error.to_string())
    }
}

impl From<StoreError> for Error {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Full => Self::Full(error.to_string()),
            other => Self::Failed(other.to_string()),
        }
    }
}

impl From<getrandom::Error> for Error {
    fn from(error: getrandom::Error) -> Self {
        Self::Failed(format!("this machine has no randomness to give: {error}"))
    }
}

impl From<export::Error> for Error {
    fn from(error: export::Error) -> Self {
        match error {
            export::Error::NoSuchFile => Self::Nothing,
            other => Self::Export(other.to_string()),
        }
    }
}
