//! Paths into JSON texts (`UDFJson`).

use serde_json::Value;

/// What a path such as `$.a[0].b` finds, as text.
pub(super) fn find(json: &str, path: &str) -> Option<String> {
    let rest = path.strip_prefix('$')?;
    let value: Value = serde_json::from_str(json).ok()?;
    if rest.is_empty() {
        return matches!(value, Value::Object(_) | Value::Array(_)).then(|| value.to_string());
    }
    let (root_array, steps) = match rest.strip_prefix('.') {
        Some(steps) => (steps.starts_with('['), steps),
        None if rest.starts_with('[') => (true, rest),
        None => return None,
    };
    if root_array != value.is_array() {
        return None;
    }
    let mut found = value;
    for (n, step) in steps.split('.').enumerate() {
        found = take(found, step, n == 0 && root_array)?;
    }
    text(&found)
}

/// A JSON value as Hive prints it: strings without quotes, null as nothing.
pub(super) fn text(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(s) => Some(s.clone()),
        other => Some(other.to_string()),
    }
}

/// One step: a key, then indices in brackets.
fn take(value: Value, step: &str, only_indices: bool) -> Option<Value> {
    let (key, indices) = step.split_at(step.find('[').unwrap_or(step.len()));
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | ':' | ' ');
    let value = if only_indices {
        value
    } else {
        if key.is_empty() || !key.chars().all(allowed) {
            return None;
        }
        by_key(value, key)?
    };
    let inside = indices.split('[').skip(1);
    let indices = inside.filter_map(|i| i.split_once(']').map(|(i, _)| i));
    let indices = indices.filter(|i| *i == "*" || i.parse::<usize>().is_ok());
    by_indices(value, &indices.collect::<Vec<_>>())
}

/// An object's value, or those of all objects in an array.
fn by_key(value: Value, key: &str) -> Option<Value> {
    match value {
        Value::Object(mut fields) => fields.remove(key),
        Value::Array(items) => {
            let mut all = Vec::new();
            for item in items {
                let Value::Object(mut fields) = item else {
                    continue;
                };
                match fields.remove(key) {
                    Some(Value::Array(inner)) => all.extend(inner),
                    Some(Value::Null) | None => {}
                    Some(v) => all.push(v),
                }
            }
            (!all.is_empty()).then_some(Value::Array(all))
        }
        _ => None,
    }
}

fn by_indices(value: Value, indices: &[&str]) -> Option<Value> {
    let mut found = vec![value];
    for index in indices {
        let mut next = Vec::new();
        for value in found {
            let Value::Array(mut items) = value else {
                continue;
            };
            if *index == "*" {
                next.append(&mut items);
            } else if let Some(i) = index.parse::<usize>().ok().filter(|i| *i < items.len()) {
                next.push(items.swap_remove(i));
            }
        }
        if next.is_empty() {
            return None;
        }
        found = next;
    }
    if found.len() > 1 {
        Some(Value::Array(found))
    } else {
        found.pop()
    }
}
