//! Times on a file: as the statement says them (S41), and what is left where no zone is known.

use jiff::{Timestamp, Zoned, tz::TimeZone};
use statement::{Millis, Slot};

const UTC: &str = "UTC";

fn in_utc(time: Millis) -> Option<Zoned> {
    Timestamp::from_millisecond(time).ok().map(|time| time.to_zoned(TimeZone::UTC))
}

/// "Mon 20 April 2026, 15:00 in Kyoto (08:00 in Vienna)"; beside the place UTC, where nobody gave a zone.
///
/// A zone nobody knows is as good as none: UTC is never wrong.
pub(crate) fn moment(time: Millis, slot: Option<&Slot>, viewer: Option<&str>) -> String {
    let viewer = viewer.filter(|zone| statement::slot::zone(zone).is_ok()).unwrap_or(UTC);
    if let Some(said) = slot.and_then(|slot| slot.says_both(time, viewer)) {
        return said;
    }
    if viewer != UTC {
        let city = viewer.rsplit('/').next().unwrap_or(viewer).replace('_', " ");
        let there = Slot { place: city, zone: viewer.to_owned(), at: None, due_hours: 0 };
        if let Some(said) = there.says(time) {
            return said;
        }
    }
    let utc = in_utc(time).map(|there| there.strftime("%a %-d %B %Y, %H:%M UTC").to_string());
    utc.unwrap_or_else(|| "an unknown day".to_owned())
}

/// The slot, as far as it is known.
pub(crate) fn slot(slot: &Slot, viewer: Option<&str>) -> String {
    match slot.at {
        Some(time) => moment(time, Some(slot), viewer),
        None if slot.place.trim().is_empty() => "time not known yet".to_owned(),
        None => format!("{}, time not known yet", slot.place.trim()),
    }
}

/// "2026-04-20", in the place's zone, else in UTC: for file names.
pub(crate) fn date(time: Millis, slot: Option<&Slot>) -> String {
    let there = slot.and_then(|slot| statement::slot::date(time, &slot.zone));
    let there = there.or_else(|| statement::slot::date(time, UTC));
    there.filter(|date| date.len() == 10).unwrap_or_else(|| "undated".to_owned())
}

/// "2026-04-20T06:00:00Z", for core properties.
pub(crate) fn w3c(time: Millis) -> String {
    let there = in_utc(time).filter(|there| there.year() >= 1).or_else(|| in_utc(0));
    there.map(|there| there.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SLOT_AT: Millis = 1_776_664_800_000; // 2026-04-20T06:00:00Z

    fn kyoto() -> Slot {
        Slot { place: "Kyoto".into(), zone: "Asia/Tokyo".into(), at: Some(SLOT_AT), due_hours: 24 }
    }

    #[test]
    fn a_slot_is_said_in_the_place_and_for_who_asks() {
        assert_eq!(slot(&kyoto(), None), "Mon 20 April 2026, 15:00 in Kyoto (06:00 UTC)");
        assert_eq!(
            slot(&kyoto(), Some("Europe/Vienna")),
            "Mon 20 April 2026, 15:00 in Kyoto (08:00 in Vienna)"
        );
        assert_eq!(moment(SLOT_AT, None, Some("Europe/Vienna")), "Mon 20 April 2026, 08:00 in Vienna");
        assert_eq!(moment(SLOT_AT, None, None), "Mon 20 April 2026, 06:00 UTC");
    }

    #[test]
    fn what_is_not_known_is_said_or_falls_back_to_utc() {
        assert_eq!(slot(&Slot { at: None, ..kyoto() }, None), "Kyoto, time not known yet");
        let nowhere = Slot { zone: "Mars/Olympus".into(), ..kyoto() };
        assert_eq!(slot(&nowhere, Some("no zone")), "Mon 20 April 2026, 06:00 UTC");
        assert_eq!(moment(i64::MAX, None, None), "an unknown day");
        assert_eq!(date(SLOT_AT + 10 * 3_600_000, Some(&kyoto())), "2026-04-21");
        assert_eq!(date(i64::MIN, Some(&kyoto())), "undated");
        assert_eq!(w3c(i64::MIN), "1970-01-01T00:00:00Z");
    }
}
