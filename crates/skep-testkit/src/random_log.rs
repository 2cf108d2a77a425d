//! Access logs of any bytes: what the decoder finds in them must hold together, and what a server writes must come back.
//!
//! The writers of Apache's and nginx's escapes here are written from the servers' sources and share nothing with skep-serde.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::sync::LazyLock;

use arrow::array::{Array, ArrayRef, AsArray};
use arrow::datatypes::{Float64Type, Int32Type, Int64Type, TimestampMicrosecondType};
use arrow::util::display::array_value_to_string;
use chrono_tz::Tz;
use skep_hiveql::types::HiveType;
use skep_serde::access_log::{LogFormat, LogOptions, LogReader, Value, Verdict};
use skep_serde::format::RowFormat;
use skep_serde::lines::Run;

/// Formats with something that the named ones don't have.
const CUSTOM: &[&str] = &[
    r#"%v:%p %{X-Forwarded-For}i %a %{c}a [%{%F %T}t.%{msec_frac}t] "%r" %>s %<s %D %{us}T %I %O "%{Cookie}i" "%{Content-Type}o" %X"#,
    r#"%h %u %{sec}t %m "%U%q" %H %s %B %{ms}T %k %P"#,
    r#"%{%Y-%m-%dT%H:%M:%S%z}t|%a|%u|%r|%>s|%{Referer}i"#,
    r#"$remote_addr [$time_iso8601] "$request" $status $request_time "$upstream_response_time" $pipe"#,
    r#"$msec $host:$server_port "$http_x_forwarded_for" "$request_uri" ${status} $gzip_ratio"#,
    r#"log_format j escape=json '{"t":"$time_local","r":"$request","s":$status,"a":"$http_user_agent"}';"#,
];

static FORMATS: LazyLock<Vec<LogFormat>> = LazyLock::new(|| {
    let names = LogFormat::known().iter().map(|known| known.0);
    let texts = names.chain(CUSTOM.iter().copied());
    texts
        .filter_map(|text| LogFormat::parse(text).ok())
        .collect()
});

/// Checks what the first bytes choose on the others.
///
/// # Errors
/// What is wrong.
pub fn check(bytes: &[u8]) -> Result<(), String> {
    let [how, choice, rest @ ..] = bytes else {
        return Ok(());
    };
    let known = FORMATS.get(usize::from(*choice) % FORMATS.len());
    match (how % 4, known) {
        (0 | 1, Some(format)) => lines(format, rest),
        (2, _) => {
            let (text, rest) = rest
                .split_at_checked(usize::from(*choice))
                .unwrap_or((rest, &[]));
            match LogFormat::parse(&String::from_utf8_lossy(text)) {
                Ok(format) => lines(&format, rest),
                Err(error) if error.to_string().is_empty() => Err("an empty message".to_owned()),
                Err(_) => Ok(()),
            }
        }
        _ => written(*choice, rest),
    }
}

/// Every line gives a verdict, and the same values whoever asks: for all fields, for one, for columns of a table.
fn lines(format: &LogFormat, text: &[u8]) -> Result<(), String> {
    // A CR ends a line too, for tables.
    let text: Vec<u8> = text.iter().copied().filter(|byte| *byte != b'\r').collect();
    let _ = LogFormat::detect(&text);
    let fields: Vec<usize> = (0..format.fields().len()).collect();
    let mut reader = LogReader::new(format, &fields);
    let mut ones: Vec<LogReader> = fields
        .iter()
        .map(|field| LogReader::lenient(format, &[*field]))
        .collect();
    let mut rows: Vec<Vec<Value<'static>>> = Vec::new();
    let whole = text.strip_suffix(b"\n").unwrap_or(&text);
    let cut = (!text.is_empty()).then(|| whole.split(|byte| *byte == b'\n'));
    for line in cut.into_iter().flatten() {
        let verdict = reader.read(line);
        if let Verdict::Broken(field) = verdict
            && field >= fields.len()
        {
            return Err(format!("there is no field {field} to be broken"));
        }
        let row: Vec<Value<'static>> = fields
            .iter()
            .map(|slot| owned(reader.value(*slot, line)))
            .collect();
        for (slot, one) in ones.iter_mut().enumerate() {
            let alone = one.read(line) == Verdict::Directive;
            if alone != (verdict == Verdict::Directive) {
                return Err("a line is a directive for one reader only".to_owned());
            }
            let (all, one) = (row.get(slot), owned(one.value(0, line)));
            if !alone && all != Some(&one) {
                return Err(format!(
                    "field {slot} is {all:?} among all, {one:?} alone, in {}",
                    shown(line)
                ));
            }
        }
        if verdict != Verdict::Directive {
            rows.push(row);
        }
    }
    match std::str::from_utf8(&text) {
        Ok(text) => columns(format, text, &rows),
        // Tables see such a line with the bytes already replaced, which only fields of a fixed width can tell.
        Err(_) => Ok(()),
    }
}

fn shown(line: &[u8]) -> Cow<'_, str> {
    String::from_utf8_lossy(line)
}

fn owned(value: Value<'_>) -> Value<'static> {
    match value {
        Value::Null => Value::Null,
        Value::Text(text) => Value::Text(Cow::Owned(text.into_owned())),
        Value::Params(text) => Value::Params(Cow::Owned(text.into_owned())),
        Value::Integer(number) => Value::Integer(number),
        // Equal to itself.
        Value::Double(number) => Value::Text(Cow::Owned(number.to_string())),
        Value::Time(time) => Value::Time(time),
    }
}

/// What a table of all fields holds.
fn columns(format: &LogFormat, text: &str, rows: &[Vec<Value<'static>>]) -> Result<(), String> {
    let columns: Vec<(String, HiveType)> = format
        .fields()
        .iter()
        .map(|field| (field.name.clone(), field.ty.clone()))
        .collect();
    let all: Vec<usize> = (0..columns.len()).collect();
    let row_format = RowFormat::AccessLog(LogOptions {
        format: format.clone(),
    });
    let mut decoder = row_format
        .decoder(&columns, &all, Tz::UTC)
        .map_err(|error| error.to_string())?;
    decoder.load(Run {
        bytes: text.as_bytes().to_vec().into(),
        offset: 0,
    });
    while decoder.decode(1000).map_err(|error| error.to_string())? > 0 {}
    let count = decoder.rows();
    let arrays = decoder.finish().map_err(|error| error.to_string())?;
    if count != rows.len() {
        return Err(format!(
            "a table has {count} rows, the reader {}",
            rows.len()
        ));
    }
    for (place, array) in arrays.iter().enumerate() {
        for (row, values) in rows.iter().enumerate() {
            let value = values.get(place).unwrap_or(&Value::Null);
            if !same(array, row, value) {
                let name = columns.get(place).map_or("", |column| &column.0);
                let found = array_value_to_string(array, row);
                return Err(format!(
                    "row {row}: `{name}` is {found:?} in a table, {value:?} for the reader"
                ));
            }
        }
    }
    Ok(())
}

fn same(array: &ArrayRef, row: usize, value: &Value<'_>) -> bool {
    if array.is_null(row) {
        let too_large = matches!(value, Value::Integer(number) if i32::try_from(*number).is_err());
        return *value == Value::Null || too_large;
    }
    let text = || array_value_to_string(array, row).unwrap_or_default();
    match value {
        Value::Null => false,
        Value::Text(expected) => match array.as_primitive_opt::<Float64Type>() {
            Some(array) => array.value(row).to_string() == **expected,
            None => text() == **expected,
        },
        Value::Params(_) => array.as_map_opt().is_some(),
        Value::Integer(expected) => {
            let int = array
                .as_primitive_opt::<Int32Type>()
                .map(|array| i64::from(array.value(row)));
            let long = array
                .as_primitive_opt::<Int64Type>()
                .map(|array| array.value(row));
            int.or(long) == Some(*expected)
        }
        Value::Double(_) => false,
        Value::Time(time) => {
            let array = array.as_primitive_opt::<TimestampMicrosecondType>();
            array.is_some_and(|array| array.value(row) == time.micros)
        }
    }
}

/// A line as Apache or nginx writes it, from any values.
fn written(choice: u8, bytes: &[u8]) -> Result<(), String> {
    let nginx = choice % 2 == 1;
    let mut rest = bytes;
    let mut take = || {
        let (length, tail) = rest.split_first().unwrap_or((&0, &[]));
        let (value, tail) = tail
            .split_at_checked(usize::from(*length))
            .unwrap_or((tail, &[]));
        rest = tail;
        value.to_vec()
    };
    let [user, request, referer, agent, numbers] = [(); 5].map(|()| take());
    let number = |at: usize| u32::from(numbers.get(at).copied().unwrap_or_default());
    let seconds = i64::from(number(0) << 24 | number(1) << 16 | number(2) << 8 | number(3));
    let offset_minutes = i64::from(number(4)) - 128;
    let (status, size) = (100 + number(5), number(6) << 8 | number(7));
    let log = |value: &[u8]| {
        if nginx {
            nginx_escaped(value)
        } else {
            apache_escaped(value)
        }
    };
    let logged = [&user, &request, &referer, &agent].map(|value| log(value));
    let [user_text, request_text, referer_text, agent_text] = &logged;
    let time = common_log_time(seconds, offset_minutes);
    let line = format!(
        "::1 - {user_text} [{time}] \"{request_text}\" {status} {size} \"{referer_text}\" \"{agent_text}\""
    );
    let format = LogFormat::parse(if nginx { "nginx" } else { "combined" })
        .map_err(|error| error.to_string())?;
    let names = [
        "user", "request", "referer", "agent", "status", "bytes", "time",
    ];
    let wanted: Vec<usize> = names.iter().filter_map(|name| format.field(name)).collect();
    let mut reader = LogReader::new(&format, &wanted);
    let verdict = reader.read(line.as_bytes());
    let text = |value: &[u8], logged: &str| match logged {
        "-" => Value::Null,
        // So Apache logs an empty user.
        _ if value.is_empty() => Value::Text(logged.to_owned().into()),
        _ => Value::Text(with_invalid_bytes_told(value).into()),
    };
    let mut expected: Vec<Value<'_>> = [&user, &request, &referer, &agent]
        .iter()
        .zip(&logged)
        .map(|(value, logged)| text(value, logged))
        .collect();
    expected.extend([Value::Integer(status.into()), Value::Integer(size.into())]);
    expected.push(Value::Time(skep_serde::access_log::Instant {
        micros: seconds * 1_000_000,
        offset: i32::try_from(offset_minutes * 60).unwrap_or_default(),
    }));
    let mut one = LogReader::lenient(&format, wanted.get(..1).unwrap_or_default());
    one.read(line.as_bytes());
    if Some(&one.value(0, line.as_bytes())) != expected.first() {
        return Err(format!(
            "{line}\nhas another user where nothing else is asked for"
        ));
    }
    let found: Vec<Value<'_>> = (0..names.len())
        .map(|slot| reader.value(slot, line.as_bytes()))
        .collect();
    match verdict == Verdict::Whole && found == expected {
        true => Ok(()),
        false => Err(format!(
            "{line}\ngives {verdict:?} {found:?}\nright is {expected:?}"
        )),
    }
}

/// `ap_escape_logitem` (Apache's server/util.c; `T_ESCAPE_LOGITEM` of gen_test_char.c). What is empty is logged as mod_log_config does it
/// with a user of no name; headers without a value aren't made here.
fn apache_escaped(value: &[u8]) -> String {
    if value.is_empty() {
        return "-".to_owned();
    }
    let mut text = String::new();
    for byte in value {
        match byte {
            b'\x08' => text.push_str("\\b"),
            b'\n' => text.push_str("\\n"),
            b'\r' => text.push_str("\\r"),
            b'\t' => text.push_str("\\t"),
            b'\x0b' => text.push_str("\\v"),
            b'\\' | b'"' => text.extend(['\\', char::from(*byte)]),
            b' '..=b'~' => text.push(char::from(*byte)),
            _ => write!(text, "\\x{byte:02x}").unwrap_or_default(),
        }
    }
    text
}

/// `ngx_http_log_escape`: nothing is `-`.
fn nginx_escaped(value: &[u8]) -> String {
    let mut text = String::new();
    for byte in value {
        match byte {
            b'"' | b'\\' | 0..b' ' | 0x7f.. => write!(text, "\\x{byte:02X}").unwrap_or_default(),
            _ => text.push(char::from(*byte)),
        }
    }
    if text.is_empty() {
        "-".to_owned()
    } else {
        text
    }
}

/// Bytes that aren't UTF-8 as `\xhh`.
pub fn with_invalid_bytes_told(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(error) => {
            let (valid, rest) = bytes.split_at(error.valid_up_to());
            let length = error.error_len().unwrap_or(rest.len());
            let (invalid, rest) = rest.split_at(length);
            let told: String = invalid
                .iter()
                .map(|byte| format!("\\x{byte:02x}"))
                .collect();
            format!(
                "{}{told}{}",
                String::from_utf8_lossy(valid),
                with_invalid_bytes_told(rest)
            )
        }
    }
}

/// `10/Oct/2000:13:55:36 -0700`; the calendar by Howard Hinnant's `civil_from_days`.
fn common_log_time(seconds: i64, offset_minutes: i64) -> String {
    const MONTHS: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let local = seconds + offset_minutes * 60;
    let (days, second) = (local.div_euclid(86_400) + 719_468, local.rem_euclid(86_400));
    let (era, day_of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month + 2) / 5 + 1;
    let place = usize::try_from((month + 2) % 12).unwrap_or_default();
    let year = year_of_era + era * 400 + i64::from(place < 2);
    let name = MONTHS.get(place).copied().unwrap_or_default();
    let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
    let sign = if offset_minutes < 0 { '-' } else { '+' };
    let offset = offset_minutes.abs() / 60 * 100 + offset_minutes.abs() % 60;
    format!("{day:02}/{name}/{year}:{hour:02}:{minute:02}:{second:02} {sign}{offset:04}")
}
