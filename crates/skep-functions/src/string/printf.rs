//! `printf`: `java.util.Formatter` for whole numbers, doubles, truth values and text.

use datafusion::common::{Result, exec_err};

/// An argument, as Java sees it.
pub(super) enum Value {
    Null,
    Whole(i64),
    Double(f64),
    Truth(bool),
    Text(String),
}

/// One `%…` of a format.
#[derive(Default)]
struct Spec {
    index: Option<usize>,
    flags: String,
    width: usize,
    precision: Option<usize>,
    conversion: char,
}

/// Lays the arguments out.
pub(super) fn format(pattern: &str, args: &[Value]) -> Result<String> {
    let mut out = String::new();
    let mut rest = pattern;
    let mut next = 0;
    while let Some((before, after)) = rest.split_once('%') {
        out.push_str(before);
        let (spec, tail) = parse(after)?;
        rest = tail;
        match spec.conversion {
            'n' => out.push('\n'),
            '%' => out.push_str(&fill(&spec, "%")),
            _ => {
                let at = spec.index.unwrap_or_else(|| {
                    next += 1;
                    next
                });
                let Some(value) = at.checked_sub(1).and_then(|at| args.get(at)) else {
                    return exec_err!("printf: no argument for `%{}`", spec.conversion);
                };
                out.push_str(&show(&spec, value)?);
            }
        }
    }
    out.push_str(rest);
    Ok(out)
}

/// Reads what follows a `%`; gives the rest of the format too.
fn parse(text: &str) -> Result<(Spec, &str)> {
    let mut spec = Spec::default();
    let digits = |s: &str| s.len() - s.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let mut rest = text;
    if let Some((n, after)) = rest.split_once('$')
        && !n.is_empty()
        && digits(n) == n.len()
    {
        spec.index = n.parse().ok();
        rest = after;
    }
    let flags = rest.len()
        - rest
            .trim_start_matches(['-', '#', '+', ' ', '0', ',', '('])
            .len();
    let (f, after) = rest.split_at(flags);
    spec.flags = f.to_owned();
    let (w, after) = after.split_at(digits(after));
    spec.width = w.parse().unwrap_or(0).min(1 << 20);
    rest = after;
    if let Some(after) = rest.strip_prefix('.') {
        let (p, after) = after.split_at(digits(after));
        spec.precision = p.parse().ok().map(|p: usize| p.min(1 << 10));
        rest = after;
    }
    let mut chars = rest.chars();
    match chars.next() {
        Some(c) => spec.conversion = c,
        None => return exec_err!("printf: a format ends in `%`"),
    }
    Ok((spec, chars.as_str()))
}

/// Brings `text` to the width.
fn fill(spec: &Spec, text: &str) -> String {
    let missing = spec.width.saturating_sub(text.chars().count());
    let blanks = " ".repeat(missing);
    if spec.flags.contains('-') {
        format!("{text}{blanks}")
    } else {
        format!("{blanks}{text}")
    }
}

/// Sign, commas, zeros and width of a number whose digits are given.
fn number(spec: &Spec, negative: bool, digits: &str) -> String {
    let (whole, fraction) = match digits.find(['.', 'e', 'E']) {
        Some(at) => digits.split_at(at),
        None => (digits, ""),
    };
    let mut body = String::new();
    for (n, c) in whole.chars().enumerate() {
        if spec.flags.contains(',') && n > 0 && (whole.len() - n).is_multiple_of(3) {
            body.push(',');
        }
        body.push(c);
    }
    body.push_str(fraction);
    let has = |c: char| spec.flags.contains(c);
    let (before, after) = match (negative, has('('), has('+'), has(' ')) {
        (true, true, ..) => ("(", ")"),
        (true, ..) => ("-", ""),
        (false, _, true, _) => ("+", ""),
        (false, _, _, true) => (" ", ""),
        _ => ("", ""),
    };
    if has('0') {
        let missing = spec
            .width
            .saturating_sub(body.len() + before.len() + after.len());
        body = format!("{}{body}", "0".repeat(missing));
    }
    fill(spec, &format!("{before}{body}{after}"))
}

/// Java's `%e`: two digits of exponent at least.
fn scientific(x: f64, precision: usize) -> String {
    let text = format!("{x:.precision$e}");
    match text.split_once('e') {
        Some((m, e)) => {
            let (sign, e) = e.strip_prefix('-').map_or(('+', e), |e| ('-', e));
            format!("{m}e{sign}{e:0>2}")
        }
        None => text,
    }
}

/// `Object.toString`
fn plain(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Whole(n) => n.to_string(),
        Value::Double(x) => java_double(*x),
        Value::Truth(b) => b.to_string(),
        Value::Text(s) => s.clone(),
    }
}

/// `Double.toString`
fn java_double(x: f64) -> String {
    let size = x.abs();
    if x.is_nan() {
        "NaN".to_owned()
    } else if x.is_infinite() {
        if x > 0.0 { "Infinity" } else { "-Infinity" }.to_owned()
    } else if size == 0.0 || (1e-3..1e7).contains(&size) {
        format!("{x:?}")
    } else {
        let text = format!("{x:e}");
        match text.split_once('e') {
            Some((m, e)) if m.contains('.') => format!("{m}E{e}"),
            Some((m, e)) => format!("{m}.0E{e}"),
            None => text,
        }
    }
}

fn show(spec: &Spec, value: &Value) -> Result<String> {
    let upper = spec.conversion.is_ascii_uppercase();
    let cut = |s: String| match spec.precision {
        Some(p) => s.chars().take(p).collect(),
        None => s,
    };
    let text = match (spec.conversion.to_ascii_lowercase(), value) {
        ('b', Value::Truth(b)) => fill(spec, &cut(b.to_string())),
        ('b', value) => fill(spec, &cut((!matches!(value, Value::Null)).to_string())),
        ('s', value) => fill(spec, &cut(plain(value))),
        (_, Value::Null) => fill(spec, "null"),
        ('d', Value::Whole(n)) => number(spec, *n < 0, &n.unsigned_abs().to_string()),
        ('x', Value::Whole(n)) => number(spec, false, &format!("{n:x}")),
        ('o', Value::Whole(n)) => number(spec, false, &format!("{n:o}")),
        ('c', Value::Whole(n)) => {
            let c = u32::try_from(*n).ok().and_then(char::from_u32);
            fill(spec, &c.unwrap_or('\u{fffd}').to_string())
        }
        ('c', Value::Text(s)) => fill(spec, &s.chars().take(1).collect::<String>()),
        ('f' | 'e' | 'g', Value::Double(x)) if !x.is_finite() => fill(spec, &java_double(*x)),
        ('f', Value::Double(x)) => {
            let p = spec.precision.unwrap_or(6);
            number(spec, *x < 0.0, &half_up(x.abs(), p))
        }
        ('e', Value::Double(x)) => {
            let p = spec.precision.unwrap_or(6);
            number(spec, *x < 0.0, &scientific(x.abs(), p))
        }
        ('g', Value::Double(x)) => {
            let p = spec.precision.unwrap_or(6).max(1);
            let size = x.abs();
            let text = if size != 0.0
                && !(1e-4..10_f64.powi(i32::try_from(p).unwrap_or(6))).contains(&size)
            {
                scientific(size, p - 1)
            } else {
                let whole = if size < 1.0 {
                    1
                } else {
                    format!("{size:.0}").len()
                };
                half_up(size, p.saturating_sub(whole))
            };
            number(spec, *x < 0.0, &text)
        }
        (c, _) => return exec_err!("printf: `%{c}` doesn't take such an argument"),
    };
    Ok(if upper { text.to_uppercase() } else { text })
}

/// Java rounds the shortest text of the double, half up.
fn half_up(x: f64, places: usize) -> String {
    let shortest = format!("{x}");
    let fraction = shortest.split_once('.').map_or("", |(_, f)| f);
    if fraction.len() > places && fraction.get(places..) == Some("5") {
        // a tie in the shortest text: a hair more makes it go up
        return format!("{:.places$}", x + x * f64::EPSILON * 2.0);
    }
    format!("{x:.places$}")
}
