//! Due times: by when what has to be where. Counted from the slot, so that they move with it, or fixed.

use crate::{Millis, Refusal, Slot, field, slot};
use serde::{Deserialize, Serialize};

const HOUR: Millis = 3_600_000;
/// Most due times of one statement.
const DUES: usize = 20;

/// Something due.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Due {
    /// What: "text for the interpreters", 1 to 120 characters.
    pub what: String,
    /// When.
    pub when: When,
}

/// When something is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum When {
    /// So many hours before the slot, 0 to 8,760.
    HoursBefore(u32),
    /// Then.
    At(Millis),
}

impl Due {
    /// When it is due; none while the slot is not known.
    pub fn at(&self, slot: Option<&Slot>) -> Option<Millis> {
        match self.when {
            When::HoursBefore(hours) => Some(slot?.at?.saturating_sub(Millis::from(hours) * HOUR)),
            When::At(at) => Some(at),
        }
    }
}

/// Refused with the field that does not fit.
pub(crate) fn check(dues: &[Due]) -> Result<(), Refusal> {
    field::few("due times", dues.len(), DUES)?;
    dues.iter().try_for_each(|due| {
        field::line("what is due", &due.what, 1, 120)?;
        match due.when {
            When::HoursBefore(hours) => field::number("the hours before the slot", hours, 0, 8_760),
            When::At(at) => slot::year("the due time", at),
        }
    })
}
