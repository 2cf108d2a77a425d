//! How the values of dumps are written, in flags and in `skep.toml`.

use chrono::TimeDelta;
use chrono_tz::Tz;
use skep_database::dump::{Compression, Format, MaskKind};

/// `TABLE:REST`
pub(crate) fn pair(text: &str) -> Result<(String, String), String> {
    match text.split_once(':') {
        Some((table, rest)) if !table.is_empty() && !rest.is_empty() => {
            Ok((table.to_owned(), rest.to_owned()))
        }
        _ => Err("it is written TABLE:…, with a colon between".to_owned()),
    }
}

pub(crate) fn mask(text: &str) -> Result<(String, String, MaskKind), String> {
    let parts = text
        .split_once('=')
        .and_then(|(column, kind)| Some((column.split_once('.')?, kind)));
    let Some(((table, column), kind)) = parts else {
        return Err("it is written TABLE.COLUMN=hash or TABLE.COLUMN=drop".to_owned());
    };
    Ok((table.to_owned(), column.to_owned(), kind.parse()?))
}

/// `parquet`, `log_*:parquet`
pub(crate) fn format_of(text: &str) -> Result<(Option<String>, Format), String> {
    match text.contains(':') {
        true => pair(text).and_then(|(table, format)| Ok((Some(table), format.parse()?))),
        false => Ok((None, text.parse()?)),
    }
}

pub(crate) fn compression(text: &str) -> Result<Compression, String> {
    match text {
        "zstd" | "zst" => Ok(Compression::Zstd),
        "gzip" | "gz" => Ok(Compression::Gzip),
        _ => Err("zstd or gzip".to_owned()),
    }
}

/// A zone's name.
pub(crate) fn zone(text: &str) -> Result<Tz, String> {
    text.parse()
        .map_err(|_| "no such time zone; as in Europe/Berlin or UTC".to_owned())
}

/// `90s`, `30m`, `2h`, `3d`
pub(crate) fn duration(text: &str) -> Result<TimeDelta, String> {
    match text {
        "0" => Some(TimeDelta::zero()),
        text => skep_database::check::duration(text),
    }
    .ok_or_else(|| "it is written 90s, 30m, 2h, 3d or 1w".to_owned())
}

/// `512`, `20M`
pub(crate) fn size(text: &str) -> Result<u64, String> {
    let unit = text.chars().last().unwrap_or_default().to_ascii_uppercase();
    let factor = match unit {
        'K' => 1 << 10,
        'M' => 1 << 20,
        'G' => 1 << 30,
        _ => 1,
    };
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let size = digits
        .parse::<u64>()
        .ok()
        .and_then(|number| number.checked_mul(factor));
    size.filter(|size| *size > 0)
        .ok_or_else(|| "it is written 500K, 20M or 1G".to_owned())
}

/// `4`: from 1 to 64
pub(crate) fn chunks(text: &str) -> Result<u16, String> {
    let chunks = text.parse().ok().filter(|chunks| (1..=64).contains(chunks));
    chunks.ok_or_else(|| "a number from 1 to 64".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_are_read() {
        assert_eq!(pair("log:at"), Ok(("log".to_owned(), "at".to_owned())));
        assert!(pair("log").is_err() && pair(":at").is_err());
        assert_eq!(size("20M"), Ok(20 << 20));
        assert!(size("0").is_err() && size("M").is_err());
        assert_eq!(
            mask("users.email=hash").map(|mask| mask.2),
            Ok(MaskKind::Hash)
        );
        assert!(mask("email=hash").is_err() && mask("users.email=x").is_err());
        assert_eq!(
            format_of("log:parquet"),
            Ok((Some("log".to_owned()), Format::Parquet))
        );
        assert_eq!(format_of("sql"), Ok((None, Format::Sql)));
        assert!(format_of("orc").is_err() && format_of("log:").is_err());
        assert_eq!(chunks("64"), Ok(64));
        assert!(chunks("0").is_err() && chunks("65").is_err() && chunks("two").is_err());
        assert_eq!(duration("0"), Ok(TimeDelta::zero()));
        assert_eq!(duration("3d"), Ok(TimeDelta::days(3)));
    }
}
