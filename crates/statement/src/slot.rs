//! Time: the slot, the limit, due times. Nothing here reads a clock; zones come from the tables in the program.

use crate::{Refusal, field};
use jiff::{Timestamp, Zoned, tz::TimeZone};
use serde::{Deserialize, Serialize};

/// Milliseconds since 1970-01-01 UTC.
pub type Millis = i64;

const HOUR: Millis = 3_600_000;
/// 2000-01-01 and 2200-01-01.
const YEARS: std::ops::Range<Millis> = 946_684_800_000..7_258_118_400_000;

/// How long the speaker may speak, and how fast.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Limit {
    /// Seconds at the podium, 30 to 7,200.
    pub seconds: u32,
    /// Words a minute, 60 to 240. Interpreters ask for 100.
    pub pace: u32,
}

impl Limit {
    /// Refused with the number that is out of bounds.
    pub fn check(&self) -> Result<(), Refusal> {
        field::number("the seconds at the podium", self.seconds, 30, 7_200)?;
        field::number("the words a minute", self.pace, 60, 240)
    }
}

/// Where and when it is spoken. Time may be unknown while the list of speakers rolls.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Slot {
    /// The place's name as people say it: "Kyoto".
    pub place: String,
    /// IANA zone: "Asia/Tokyo".
    pub zone: String,
    /// When the slot begins, if known.
    #[cfg_attr(feature = "schema", schema(required))]
    pub at: Option<Millis>,
    /// Hours before the slot by which the service wants speaker and summary.
    pub due_hours: u32,
}

impl Slot {
    /// Refused with the field that does not fit.
    pub fn check(&self) -> Result<(), Refusal> {
        field::line("the place", &self.place, 1, 100)?;
        zone(&self.zone)?;
        field::number("the hours before the slot", self.due_hours, 0, 8_760)?;
        self.at.map_or(Ok(()), |at| year("the time of the slot", at))
    }

    /// By when the service wants speaker and summary, if the slot's time is known.
    pub fn due(&self) -> Option<Millis> {
        Some(self.at?.saturating_sub(Millis::from(self.due_hours) * HOUR))
    }

    /// A time as the place says it: "Mon 20 April 2026, 15:00 in Kyoto". None for a zone nobody knows.
    pub fn says(&self, at: Millis) -> Option<String> {
        let here = local(at, &self.zone)?;
        Some(format!("{}, {} in {}", day(&here, true), clock(&here), self.place))
    }

    /// The same, with a second zone: "Mon 20 April 2026, 15:00 in Kyoto (08:00 in Vienna)"; UTC is said as UTC. Where
    /// the second zone is not known, or reads the same, it is left out.
    pub fn says_both(&self, at: Millis, other: &str) -> Option<String> {
        let said = self.says(at)?;
        let (Some(here), Some(there)) = (local(at, &self.zone), local(at, other)) else { return Some(said) };
        if here.datetime() == there.datetime() {
            return Some(said);
        }
        let mut then = clock(&there);
        if here.date() != there.date() {
            then = format!("{}, {then}", day(&there, here.year() != there.year()));
        }
        let place = match other {
            "UTC" | "Etc/UTC" => "UTC".to_owned(),
            zone => format!("in {}", city(zone)),
        };
        Some(format!("{said} ({then} {place})"))
    }
}

/// Whole hours from `now` until `then`, rounded down; 0 once it has passed.
pub fn hours_left(now: Millis, then: Millis) -> u64 {
    u64::try_from(then.saturating_sub(now) / HOUR).unwrap_or(0)
}

/// Refused outside of 2000 to 2200: a slip of the keyboard.
pub(crate) fn year(name: &str, at: Millis) -> Result<(), Refusal> {
    if YEARS.contains(&at) {
        Ok(())
    } else {
        Err(Refusal::Field(format!("{name} is not between 2000 and 2200")))
    }
}

/// Refused where no table knows the zone.
pub fn zone(name: &str) -> Result<(), Refusal> {
    field::line("the time zone", name, 1, 64)?;
    match TimeZone::get(name) {
        Ok(_) => Ok(()),
        Err(_) => Err(Refusal::Field(format!("“{name}” is no time zone: they look like Asia/Tokyo"))),
    }
}

/// "2026-04-20" where that zone's people live; none for a zone nobody knows. For file names.
pub fn date(at: Millis, zone: &str) -> Option<String> {
    local(at, zone).map(|here| here.date().to_string())
}

/// The city a zone is named after.
fn city(zone: &str) -> String {
    zone.rsplit('/').next().unwrap_or(zone).replace('_', " ")
}

fn local(at: Millis, zone: &str) -> Option<Zoned> {
    let zone = TimeZone::get(zone).ok()?;
    Some(Timestamp::from_millisecond(at).ok()?.to_zoned(zone))
}

/// "Mon 20 April 2026" or "Mon 20 April".
fn day(then: &Zoned, year: bool) -> String {
    then.strftime(if year { "%a %-d %B %Y" } else { "%a %-d %B" }).to_string()
}

fn clock(then: &Zoned) -> String {
    then.strftime("%H:%M").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Monday, 20 April 2026, 15:00 in Kyoto.
    const AT: Millis = 1_776_664_800_000;

    fn kyoto() -> Slot {
        Slot { place: "Kyoto".to_owned(), zone: "Asia/Tokyo".to_owned(), at: Some(AT), due_hours: 24 }
    }

    /// S41.
    #[test]
    fn s41_a_time_is_said_in_both_zones() {
        let slot = kyoto();
        assert_eq!(slot.says(AT).as_deref(), Some("Mon 20 April 2026, 15:00 in Kyoto"));
        let both = |zone| slot.says_both(AT, zone).unwrap_or_default();
        assert_eq!(both("Europe/Vienna"), "Mon 20 April 2026, 15:00 in Kyoto (08:00 in Vienna)");
        assert_eq!(both("UTC"), "Mon 20 April 2026, 15:00 in Kyoto (06:00 UTC)");
        assert_eq!(
            both("Pacific/Honolulu"),
            "Mon 20 April 2026, 15:00 in Kyoto (Sun 19 April, 20:00 in Honolulu)"
        );
        assert_eq!(both("America/New_York"), "Mon 20 April 2026, 15:00 in Kyoto (02:00 in New York)");
        assert_eq!(both("Asia/Seoul"), "Mon 20 April 2026, 15:00 in Kyoto", "the same clock is said once");
        assert_eq!(both("Mars/Olympus"), "Mon 20 April 2026, 15:00 in Kyoto");
    }

    /// S41.
    #[test]
    fn s41_due_a_day_before() {
        let due = kyoto().due().unwrap_or_default();
        assert_eq!(kyoto().says(due).as_deref(), Some("Sun 19 April 2026, 15:00 in Kyoto"));
        assert_eq!(hours_left(due - 26 * HOUR - 1, due), 26);
        assert_eq!(hours_left(due + 1, due), 0);
        assert_eq!(Slot { at: None, ..kyoto() }.due(), None);
        assert_eq!(date(AT, "Asia/Tokyo").as_deref(), Some("2026-04-20"));
    }

    /// S40.
    #[test]
    fn s40_a_bad_slot_is_refused_by_its_field() {
        let sentence = |slot: Slot| slot.check().map_err(|refusal| refusal.to_string());
        assert_eq!(kyoto().check(), Ok(()));
        let bad = Slot { zone: "Kyoto".to_owned(), ..kyoto() };
        assert_eq!(sentence(bad), Err("“Kyoto” is no time zone: they look like Asia/Tokyo".to_owned()));
        let bad = Slot { at: Some(20), ..kyoto() };
        assert_eq!(sentence(bad), Err("the time of the slot is not between 2000 and 2200".to_owned()));
        let bad = Slot { place: " ".to_owned(), ..kyoto() };
        assert_eq!(sentence(bad), Err("the place is missing".to_owned()));
        let far = Slot { at: Some(Millis::MAX), zone: "../../etc/passwd".to_owned(), ..kyoto() };
        assert!(far.check().is_err() && far.says(Millis::MAX).is_none() && far.due().is_some());
    }
}
