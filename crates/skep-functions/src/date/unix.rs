//! Instants and wall clocks: `from_unixtime`, `unix_timestamp`, `date_format`, `from_utc_timestamp` …

use arrow::array::{ArrayRef, Int64Array, StringViewArray, TimestampMicrosecondArray};
use arrow::datatypes::{Int64Type, TimestampMicrosecondType};
use datafusion::common::Result;
use skep_serde::primitive::calendar::MICROS_PER_SECOND;
use skep_serde::primitive::{
    Zone, instant_of_local, local_of_instant, parse_timestamp, parse_zone,
};

use super::pattern::Pattern;
use crate::routine::{Call, Routine};

pub(super) static DATE_FORMAT: Routine = Routine {
    name: "date_format",
    body: date_format,
};
pub(super) static FROM_UNIXTIME: Routine = Routine {
    name: "from_unixtime",
    body: from_unixtime,
};
pub(super) static PARSE_PATTERN: Routine = Routine {
    name: "unix_of_pattern",
    body: unix_of_pattern,
};
pub(super) static PARSE_TEXT: Routine = Routine {
    name: "unix_of_text",
    body: unix_of_text,
};
pub(super) static TO_SECONDS: Routine = Routine {
    name: "unix_of_instant",
    body: to_seconds,
};
pub(super) static TO_MILLIS: Routine = Routine {
    name: "to_epoch_milli",
    body: to_millis,
};
pub(super) static FROM_UTC: Routine = Routine {
    name: "from_utc_timestamp",
    body: from_utc,
};
pub(super) static TO_UTC: Routine = Routine {
    name: "to_utc_timestamp",
    body: to_utc,
};

fn date_format(call: &Call<'_>) -> Result<ArrayRef> {
    let times = call.arg::<TimestampMicrosecondArray>(0)?;
    let formats = call.arg::<StringViewArray>(1)?;
    let fixed = formats.constant().and_then(Pattern::new);
    call.texts(|i, out| {
        let (local, format) = (times.get(i)?, formats.get(i)?);
        match &fixed {
            Some(pattern) => pattern.write(local, call.zone, out),
            None => Pattern::new(format)?.write(local, call.zone, out),
        }
    })
}

fn from_unixtime(call: &Call<'_>) -> Result<ArrayRef> {
    let (seconds, formats) = (call.arg::<Int64Array>(0)?, call.arg::<StringViewArray>(1)?);
    let fixed = formats.constant().and_then(Pattern::new);
    call.texts(|i, out| {
        let instant = seconds.get(i)?.checked_mul(MICROS_PER_SECOND)?;
        let format = formats.get(i)?;
        let local = local_of_instant(instant, Zone::Region(call.zone));
        match &fixed {
            Some(pattern) => pattern.write(local, call.zone, out),
            None => Pattern::new(format)?.write(local, call.zone, out),
        }
    })
}

fn unix_of_pattern(call: &Call<'_>) -> Result<ArrayRef> {
    let (texts, formats) = (
        call.arg::<StringViewArray>(0)?,
        call.arg::<StringViewArray>(1)?,
    );
    let fixed = formats.constant().and_then(Pattern::new);
    call.numbers::<Int64Type>(|i| {
        let (text, format) = (texts.get(i)?, formats.get(i)?);
        let (local, zone) = match &fixed {
            Some(pattern) => pattern.read(text)?,
            None => Pattern::new(format)?.read(text)?,
        };
        let zone = zone.unwrap_or(Zone::Region(call.zone));
        Some(instant_of_local(local, zone).div_euclid(MICROS_PER_SECOND))
    })
}

fn unix_of_text(call: &Call<'_>) -> Result<ArrayRef> {
    let texts = call.arg::<StringViewArray>(0)?;
    let zone = Zone::Region(call.zone);
    call.numbers::<Int64Type>(|i| {
        let local = parse_timestamp(texts.get(i)?.as_bytes())?;
        Some(instant_of_local(local, zone).div_euclid(MICROS_PER_SECOND))
    })
}

fn to_seconds(call: &Call<'_>) -> Result<ArrayRef> {
    let instants = call.arg::<TimestampMicrosecondArray>(0)?;
    call.numbers::<Int64Type>(|i| Some(instants.get(i)?.div_euclid(MICROS_PER_SECOND)))
}

fn to_millis(call: &Call<'_>) -> Result<ArrayRef> {
    let times = call.arg::<TimestampMicrosecondArray>(0)?;
    call.numbers::<Int64Type>(|i| Some(times.get(i)?.div_euclid(1000)))
}

fn from_utc(call: &Call<'_>) -> Result<ArrayRef> {
    moved(call, local_of_instant)
}

fn to_utc(call: &Call<'_>) -> Result<ArrayRef> {
    moved(call, instant_of_local)
}

fn moved(call: &Call<'_>, shift: fn(i64, Zone) -> i64) -> Result<ArrayRef> {
    let times = call.arg::<TimestampMicrosecondArray>(0)?;
    let zones = call.arg::<StringViewArray>(1)?;
    let fixed = zones.constant().and_then(zone);
    call.numbers::<TimestampMicrosecondType>(|i| {
        let (time, name) = (times.get(i)?, zones.get(i)?);
        Some(shift(time, fixed.or_else(|| zone(name))?))
    })
}

/// A zone, by its name or one of Java's three-letter ones (`ZoneId.SHORT_IDS`).
fn zone(name: &str) -> Option<Zone> {
    let long = match name {
        "ACT" => "Australia/Darwin",
        "AET" => "Australia/Sydney",
        "AGT" => "America/Argentina/Buenos_Aires",
        "ART" => "Africa/Cairo",
        "AST" => "America/Anchorage",
        "BET" => "America/Sao_Paulo",
        "BST" => "Asia/Dhaka",
        "CAT" => "Africa/Harare",
        "CNT" => "America/St_Johns",
        "CST" => "America/Chicago",
        "CTT" => "Asia/Shanghai",
        "EAT" => "Africa/Addis_Ababa",
        "ECT" => "Europe/Paris",
        "EST" => "-05:00",
        "HST" => "-10:00",
        "IET" => "America/Indiana/Indianapolis",
        "IST" => "Asia/Kolkata",
        "JST" => "Asia/Tokyo",
        "MIT" => "Pacific/Apia",
        "MST" => "-07:00",
        "NET" => "Asia/Yerevan",
        "NST" => "Pacific/Auckland",
        "PLT" => "Asia/Karachi",
        "PNT" => "America/Phoenix",
        "PRT" => "America/Puerto_Rico",
        "PST" => "America/Los_Angeles",
        "SST" => "Pacific/Guadalcanal",
        "VST" => "Asia/Ho_Chi_Minh",
        other => other,
    };
    parse_zone(long.as_bytes())
}
