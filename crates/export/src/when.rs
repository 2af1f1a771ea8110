//! Times as people say them: in the place's zone first, then in one other.

use jiff::{Timestamp, Zoned, tz::TimeZone};
use statement::{Millis, Slot};

/// A zone and what people call it.
struct Zone {
    zone: TimeZone,
    /// "in Kyoto", "UTC".
    called: String,
}

fn utc() -> Zone {
    Zone { zone: TimeZone::UTC, called: "UTC".to_owned() }
}

/// A zone nobody knows is as good as none: UTC is never wrong.
fn named(zone: &str, place: &str) -> Zone {
    let city = zone.rsplit('/').next().unwrap_or(zone).replace('_', " ");
    let place = if place.trim().is_empty() { city } else { crate::paper::one_line(place) };
    match TimeZone::get(zone) {
        Ok(zone) if zone != TimeZone::UTC => Zone { zone, called: format!("in {place}") },
        _ => utc(),
    }
}

fn zones(slot: Option<&Slot>, viewer: Option<&str>) -> (Zone, Option<Zone>) {
    let viewer = viewer.map(|zone| named(zone, "")).unwrap_or_else(utc);
    match slot {
        Some(slot) => (named(&slot.zone, &slot.place), Some(viewer)),
        None => (viewer, None),
    }
}

fn at(time: Millis, zone: &Zone) -> Option<Zoned> {
    Timestamp::from_millisecond(time).ok().map(|time| time.to_zoned(zone.zone.clone()))
}

/// "Mon 20 April 2026, 15:00 in Kyoto (08:00 in Vienna)"; another day is named.
pub(crate) fn moment(time: Millis, slot: Option<&Slot>, viewer: Option<&str>) -> String {
    let (first, second) = zones(slot, viewer);
    let Some(there) = at(time, &first) else { return "at an unknown time".to_owned() };
    let mut said = format!("{} {}", there.strftime("%a %-d %B %Y, %H:%M"), first.called);
    if let Some(second) = second.filter(|second| second.called != first.called)
        && let Some(here) = at(time, &second)
    {
        let form = if here.date() == there.date() { "%H:%M" } else { "%a %-d %B, %H:%M" };
        said.push_str(&format!(" ({} {})", here.strftime(form), second.called));
    }
    said
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
    let (zone, _) = zones(slot, None);
    at(time, &zone)
        .map(|there| there.strftime("%Y-%m-%d").to_string())
        .unwrap_or_else(|| "undated".to_owned())
}

/// "2026-04-20T06:00:00Z", for core properties.
pub(crate) fn w3c(time: Millis) -> String {
    let there = at(time, &utc()).or_else(|| at(0, &utc()));
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
        let evening = Slot { at: Some(SLOT_AT + 12 * 3_600_000), ..kyoto() };
        assert_eq!(
            slot(&evening, Some("America/New_York")),
            "Tue 21 April 2026, 03:00 in Kyoto (Mon 20 April, 14:00 in New York)"
        );
    }

    #[test]
    fn what_is_not_known_is_said_or_falls_back_to_utc() {
        assert_eq!(slot(&Slot { at: None, ..kyoto() }, None), "Kyoto, time not known yet");
        let nowhere = Slot { zone: "Mars/Olympus".into(), ..kyoto() };
        assert_eq!(slot(&nowhere, Some("no zone")), "Mon 20 April 2026, 06:00 UTC");
        assert_eq!(moment(SLOT_AT, None, None), "Mon 20 April 2026, 06:00 UTC");
        assert_eq!(moment(i64::MAX, None, None), "at an unknown time");
        assert_eq!(date(SLOT_AT + 10 * 3_600_000, Some(&kyoto())), "2026-04-21");
        assert_eq!(w3c(i64::MIN), "1970-01-01T00:00:00Z");
    }
}
