//! Names of columns, from a header or from nothing.

use std::collections::HashSet;

/// The longest name that is made, in characters: Hive's limit (`HIVE-9815`, 767) is further than anybody wants to type.
const LONGEST: usize = 128;

/// Names in lower case, of letters, digits and `_`, no two alike; `_c0`, `_c1`, …, as Hive names columns, where a cell says nothing.
pub(super) fn legal<'t>(cells: impl Iterator<Item = &'t str>) -> Vec<String> {
    let mut taken = HashSet::new();
    let named = cells.enumerate().map(|(place, cell)| {
        let name = identifier(cell).unwrap_or_else(|| unnamed(place));
        let mut unique = name.clone();
        let mut count = 1;
        while !taken.insert(unique.clone()) {
            unique = format!("{name}_{count}");
            count += 1;
        }
        unique
    });
    named.collect()
}

/// What a column without a name is called.
pub(super) fn unnamed(place: usize) -> String {
    format!("_c{place}")
}

fn identifier(cell: &str) -> Option<String> {
    let mut name = String::new();
    for c in cell.trim().chars().take(LONGEST) {
        match c {
            c if c.is_alphanumeric() || c == '_' => name.extend(c.to_lowercase()),
            _ if name.ends_with('_') => {}
            _ => name.push('_'),
        }
    }
    let bare = name.trim_end_matches('_');
    let bare = match cell.trim().starts_with('_') {
        true => bare,
        false => bare.trim_start_matches('_'),
    };
    match bare.chars().next()? {
        c if c.is_numeric() => Some(format!("_{bare}")),
        _ => Some(bare.to_owned()),
    }
}
