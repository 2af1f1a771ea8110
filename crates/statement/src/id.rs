//! The names of things: short, lower-case, safe in a URL, a file name and a log line.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// Why a string is not an id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("an id is 1 to 64 of the characters a-z, 0-9 and -")]
pub struct BadId;

fn check(text: &str) -> Result<(), BadId> {
    let fits = (1..=64).contains(&text.len());
    let plain = text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    if fits && plain { Ok(()) } else { Err(BadId) }
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
        #[cfg_attr(feature = "schema", schema(pattern = "^[a-z0-9-]{1,64}$"))]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// The id as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = BadId;
            fn from_str(text: &str) -> Result<Self, BadId> {
                check(text)?;
                Ok(Self(text.to_owned()))
            }
        }

        impl TryFrom<String> for $name {
            type Error = BadId;
            fn try_from(text: String) -> Result<Self, BadId> {
                check(&text)?;
                Ok(Self(text))
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> String {
                id.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

id! {
    /// One statement; also the name of its journal.
    StatementId
}
id! {
    /// One person within one statement.
    PersonId
}
id! {
    /// One section; also the name of its root in the Doc.
    SectionId
}
id! {
    /// One organisation within one statement.
    OrganisationId
}
id! {
    /// One remark within one statement.
    RemarkId
}

impl PersonId {
    /// The program itself: it seeds sections and lets an announced final reading begin.
    pub fn kyodo() -> Self {
        Self("kyodo".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_plain_or_refused() {
        assert!("prison-conditions".parse::<SectionId>().is_ok());
        for bad in ["", "Prison", "a/b", "..", "é", &"x".repeat(65)] {
            assert_eq!(bad.parse::<SectionId>(), Err(BadId), "{bad}");
        }
    }
}
