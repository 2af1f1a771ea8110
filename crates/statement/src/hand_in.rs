//! What the conference service asks for besides the words.

use crate::{Refusal, field};
use serde::{Deserialize, Serialize};

/// Hand-in fields; each may be empty while it is not known. In every phase, the lock included: a speaker falls ill.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct HandIn {
    /// Registered name of the organisation that speaks.
    #[cfg_attr(feature = "schema", schema(required))]
    pub organisation: String,
    /// In whose name.
    #[cfg_attr(feature = "schema", schema(required))]
    pub on_behalf_of: String,
    /// Who takes the floor.
    #[cfg_attr(feature = "schema", schema(required))]
    pub speaker: String,
    /// The speaker's function.
    #[cfg_attr(feature = "schema", schema(required))]
    pub function: String,
    /// For the service's questions.
    #[cfg_attr(feature = "schema", schema(required))]
    pub email: String,
    /// Agenda item or segment.
    #[cfg_attr(feature = "schema", schema(required))]
    pub item: String,
    /// Title under which the service lists it; empty: the statement's.
    #[cfg_attr(feature = "schema", schema(required))]
    pub title: String,
    /// Language it is read out in, as people say it; empty: the text's.
    #[cfg_attr(feature = "schema", schema(required))]
    pub language: String,
    /// How it reaches the room, if that is known.
    #[cfg_attr(feature = "schema", schema(required))]
    pub delivery: Option<Delivery>,
}

/// How a statement is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Delivery {
    /// In the hall.
    Live,
    /// Recorded before.
    Video,
}

impl HandIn {
    /// Whether a conference service has all it asks for everywhere.
    pub fn complete(&self) -> bool {
        let asked = [&self.organisation, &self.speaker, &self.function, &self.email, &self.item];
        asked.iter().all(|field| !field.trim().is_empty())
    }

    /// Refused with the field that does not fit.
    pub fn check(&self) -> Result<(), Refusal> {
        field::line("the organisation that speaks", &self.organisation, 0, 200)?;
        field::line("on behalf of", &self.on_behalf_of, 0, 300)?;
        field::line("the speaker's name", &self.speaker, 0, 120)?;
        field::line("the speaker's function", &self.function, 0, 200)?;
        field::email("the e-mail address", &self.email)?;
        field::line("the agenda item", &self.item, 0, 300)?;
        field::line("the title", &self.title, 0, 300)?;
        field::line("the language", &self.language, 0, 60)
    }
}
