//! `format_number`: `java.text.DecimalFormat`, the part of it that people use.

/// A number's text in plain digits, without sign: `1234.5`.
struct Digits {
    negative: bool,
    whole: String,
    fraction: String,
}

impl Digits {
    /// `x` with `places` digits after the point, half to even on its exact value.
    fn of_double(x: f64, places: usize) -> Self {
        Self::of_text(&format!("{x:.places$}"))
    }

    /// An unscaled decimal with `scale` digits after the point, brought to `places`, half to even.
    fn of_decimal(unscaled: i128, scale: usize, places: usize) -> Self {
        let digits = format!("{:0>width$}", unscaled.unsigned_abs(), width = scale + 1);
        let point = digits.len() - scale;
        let cut = point + places;
        let kept = digits
            .get(..cut.min(digits.len()))
            .unwrap_or(&digits)
            .to_owned();
        let dropped = digits.get(cut..).unwrap_or("");
        let mut value = kept.parse::<u128>().unwrap_or(0);
        if round_up(dropped, value % 2 == 1) {
            value += 1;
        }
        let shown = format!("{value:0>width$}", width = kept.len());
        let (whole, fraction) = shown.split_at(
            shown
                .len()
                .saturating_sub(kept.len() - point.min(kept.len())),
        );
        Self {
            negative: unscaled < 0,
            whole: whole.to_owned(),
            fraction: format!("{fraction:0<places$}"),
        }
    }

    fn of_text(text: &str) -> Self {
        let digits = text.trim_start_matches('-');
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        Self {
            negative: text.starts_with('-'),
            whole: whole.to_owned(),
            fraction: fraction.to_owned(),
        }
    }
}

/// Whether what is cut off rounds up, half to even.
fn round_up(dropped: &str, odd: bool) -> bool {
    let mut digits = dropped.chars();
    match digits.next() {
        None | Some('0'..='4') => false,
        Some('5') => odd || digits.any(|c| c != '0'),
        Some(_) => true,
    }
}

/// Commas every `size` digits.
fn group(whole: &str, size: usize) -> String {
    let mut out = String::new();
    for (n, c) in whole.chars().enumerate() {
        if n > 0 && size > 0 && (whole.len() - n).is_multiple_of(size) {
            out.push(',');
        }
        out.push(c);
    }
    out
}

fn assemble(d: &Digits) -> String {
    let sign = if d.negative { "-" } else { "" };
    let point = if d.fraction.is_empty() { "" } else { "." };
    format!("{sign}{}{point}{}", group(&d.whole, 3), d.fraction)
}

fn special(x: f64) -> Option<String> {
    if x.is_nan() {
        return Some("NaN".to_owned());
    }
    let sign = if x < 0.0 { "-" } else { "" };
    x.is_infinite().then(|| format!("{sign}∞"))
}

/// `#,##0.00…` with `places` zeros.
pub(super) fn double(x: f64, places: i32) -> Option<String> {
    let places = usize::try_from(places).ok()?.min(340);
    special(x).or_else(|| Some(assemble(&Digits::of_double(x, places))))
}

/// The same for a decimal.
pub(super) fn decimal(unscaled: i128, scale: usize, places: i32) -> Option<String> {
    let places = usize::try_from(places).ok()?.min(340);
    Some(assemble(&Digits::of_decimal(unscaled, scale, places)))
}

/// A pattern such as `##,###.00`: text around it, least digits, groups and most digits after the point.
pub(super) fn pattern(x: f64, pattern: &str) -> String {
    if let Some(text) = special(x) {
        return text;
    }
    let pattern = pattern.split(';').next().unwrap_or("");
    let in_number = |c: char| matches!(c, '#' | '0' | ',' | '.');
    let start = pattern.find(in_number).unwrap_or(pattern.len());
    let end = pattern.rfind(in_number).map_or(start, |at| at + 1);
    let (prefix, suffix) = (
        pattern.get(..start).unwrap_or(""),
        pattern.get(end..).unwrap_or(""),
    );
    let number = pattern.get(start..end).unwrap_or("");
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let zeros = |s: &str| s.matches('0').count();
    let size = whole.rsplit_once(',').map_or(0, |(_, last)| last.len());
    let percent = prefix.contains('%') || suffix.contains('%');
    let x = if percent { x * 100.0 } else { x };
    let mut d = Digits::of_double(x, fraction.len());
    while d.fraction.len() > zeros(fraction) && d.fraction.ends_with('0') {
        d.fraction.pop();
    }
    let least = zeros(whole);
    let digits = d.whole.trim_start_matches('0');
    let padded = format!("{digits:0>least$}");
    let point = if d.fraction.is_empty() { "" } else { "." };
    let sign = if d.negative { "-" } else { "" };
    let shown = if padded.is_empty() && d.fraction.is_empty() {
        "0".to_owned()
    } else {
        group(&padded, size)
    };
    format!("{sign}{prefix}{shown}{point}{}{suffix}", d.fraction).replace('\'', "")
}
