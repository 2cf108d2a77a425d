//! The proleptic Gregorian calendar on plain numbers: days since 1970-01-01, microseconds since its midnight.

/// Microseconds of a second.
pub const MICROS_PER_SECOND: i64 = 1_000_000;
/// Microseconds of a day.
pub const MICROS_PER_DAY: i64 = 86_400 * MICROS_PER_SECOND;

/// Days since 1970-01-01 of a date that exists; `None` for 30 February and beyond `i32`.
pub fn days_of(year: i64, month: i64, day: i64) -> Option<i32> {
    if !(1..=12).contains(&month) || day < 1 || day > days_in_month(year, month) {
        return None;
    }
    // Years begin in March, so that the leap day is the last; eras have 400 years.
    let y = if month <= 2 {
        year.checked_sub(1)?
    } else {
        year
    };
    let era = y.div_euclid(400);
    let year_of_era = y.rem_euclid(400);
    let month_from_march = (month + 9) % 12;
    let day_of_year = (153 * month_from_march + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    let days = era
        .checked_mul(146_097)?
        .checked_add(day_of_era - 719_468)?;
    i32::try_from(days).ok()
}

/// [`days_of`] for years 0 to 9999, in short arithmetic.
#[inline]
pub(crate) fn days_of_usual(year: u32, month: u32, day: u32) -> Option<i32> {
    // Days of the months before, and in the month; of a year that begins in March.
    const MONTHS: [(u32, u32); 13] = [
        (0, 0),
        (306, 31),
        (337, 29),
        (0, 31),
        (31, 30),
        (61, 31),
        (92, 30),
        (122, 31),
        (153, 31),
        (184, 30),
        (214, 31),
        (245, 30),
        (275, 31),
    ];
    let (before, length) = *MONTHS.get(month as usize)?;
    let leap = is_leap_year(year.into());
    if day < 1 || day > length || (month == 2 && day == 29 && !leap) {
        return None;
    }
    // One cycle later, so that no year is negative.
    let year = year + 400 - u32::from(month <= 2);
    let days = year * 365 + year / 4 - year / 100 + year / 400 + before + day - 1;
    Some(days.cast_signed() - (719_468 + 146_097))
}

/// Year, month (1–12) and day (1–31) of a day count.
pub fn date_of(days: i64) -> (i64, i64, i64) {
    let z = days.saturating_add(719_468);
    let era = z.div_euclid(146_097);
    let day_of_era = z.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 {
        month_from_march + 3
    } else {
        month_from_march - 9
    };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month, day)
}

/// True of leap years.
pub fn is_leap_year(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

/// How many days a month (1–12) has.
pub fn days_in_month(year: i64, month: i64) -> i64 {
    match month {
        2 if is_leap_year(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// The day of a timestamp, and its microsecond in that day.
pub fn split_micros(micros: i64) -> (i64, i64) {
    (
        micros.div_euclid(MICROS_PER_DAY),
        micros.rem_euclid(MICROS_PER_DAY),
    )
}

/// The day of the week, 1 for Monday to 7 for Sunday (ISO).
pub fn iso_weekday(days: i64) -> i64 {
    (days + 3).rem_euclid(7) + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_dates_agree() {
        assert_eq!(days_of(1970, 1, 1), Some(0));
        assert_eq!(days_of(2000, 3, 1), Some(11_017));
        assert_eq!(days_of(1, 1, 1), Some(-719_162));
        assert_eq!(days_of(9999, 12, 31), Some(2_932_896));
        assert_eq!(days_of(2001, 2, 29), None);
        assert_eq!(days_of(2001, 13, 1), None);
        for days in (-800_000..3_000_000).step_by(97) {
            let (y, m, d) = date_of(days);
            assert_eq!(days_of(y, m, d).map(i64::from), Some(days));
        }
        assert_eq!(iso_weekday(0), 4, "1970-01-01 was a Thursday");
    }
}
