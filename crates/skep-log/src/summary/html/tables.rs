//! Tables of the page. A row's bar is the ground behind its key.

use std::fmt::Write as _;

use super::super::figures::{bytes, count, grouped, micros, share};
use super::super::report::{Columns, Report, Row, Table};
use super::text;

/// Characters of a key that are shown.
const KEY: usize = 320;

/// Tables whose keys are short: two of them stand side by side where there is room.
const NARROW: &[&str] = &[
    "statuses",
    "methods",
    "hosts",
    "families",
    "protocols",
    "users",
    "vhosts",
    "levels",
    "modules",
    "rejects",
];

/// A column of figures: heading, class, cells.
struct Figures<'t> {
    name: String,
    class: &'static str,
    cell: Box<dyn Fn(&Row) -> String + 't>,
}

/// Writes one table.
pub(super) fn write(report: &Report, table: &Table, page: &mut String) {
    let id = table.id;
    let class = if NARROW.contains(&id) {
        "narrow"
    } else {
        "wide"
    };
    let _ = writeln!(
        page,
        "<section class=\"{class}\" aria-labelledby=\"{id}\">\n<h2 id=\"{id}\">{}{}</h2>",
        text(table.title),
        note(table)
    );
    let columns = columns(report, table);
    let _ = write!(
        page,
        "<table>\n<thead>\n<tr><th scope=\"col\">{}</th>",
        text(table.key)
    );
    for column in &columns {
        let _ = write!(
            page,
            "<th scope=\"col\" class=\"{}\">{}</th>",
            column.class, column.name
        );
    }
    page.push_str("</tr>\n</thead>\n<tbody>\n");
    for row in &table.rows {
        let bar = (table.bar(row) * 100.0).clamp(0.0, 100.0);
        let _ = write!(
            page,
            "<tr><th scope=\"row\"><span class=\"bar\" style=\"--share:{bar:.1}%\"><bdi>{}</bdi>",
            text(&short(&row.key))
        );
        if !row.meaning.is_empty() {
            let _ = write!(page, " <small>{}</small>", text(row.meaning));
        }
        page.push_str("</span></th>");
        for column in &columns {
            let cell = text(&(column.cell)(row));
            let nothing = if cell == "0" { " none" } else { "" };
            let _ = write!(page, "<td class=\"{}{nothing}\">{cell}</td>", column.class);
        }
        page.push_str("</tr>\n");
    }
    page.push_str("</tbody>\n</table>\n</section>\n");
}

fn note(table: &Table) -> String {
    if table.distinct.value > table.rows.len() as u64 {
        format!(
            " <small>{} of {}</small>",
            table.rows.len(),
            count(table.distinct)
        )
    } else {
        String::new()
    }
}

fn short(key: &str) -> String {
    match key.char_indices().nth(KEY) {
        Some((end, _)) => format!("{}…", &key[..end]),
        None => key.to_owned(),
    }
}

fn columns<'t>(report: &Report, table: &'t Table) -> Vec<Figures<'t>> {
    let column = |name: &str, class, cell: Box<dyn Fn(&Row) -> String + 't>| Figures {
        name: name.to_owned(),
        class,
        cell,
    };
    let counted = if table.id == "rejects" {
        "lines"
    } else {
        report.noun.many
    };
    let requests = column(counted, "n", Box::new(|row| count(row.requests)));
    let part = column(
        table.share(),
        "n minor",
        Box::new(|row| share(table.weight(row), table.of)),
    );
    let time = |name, class, of: fn(&super::super::report::Times) -> u64| {
        column(
            name,
            class,
            Box::new(move |row: &Row| {
                row.times
                    .as_ref()
                    .map_or_else(String::new, |t| micros(of(t)))
            }),
        )
    };
    match table.columns {
        Columns::Lines => vec![requests, part],
        Columns::Requests => {
            let mut columns = vec![requests, part];
            if report.has_bytes {
                columns.push(column("bytes", "n", Box::new(|row| bytes(row.bytes))));
            }
            if table.rows.iter().any(|row| row.errors > 0) && table.id != "statuses" {
                columns.push(column("5xx", "n bad", Box::new(|row| grouped(row.errors))));
            }
            columns
        }
        Columns::Times => vec![
            requests,
            part,
            time("mean", "n minor", |t| t.mean),
            time("p95", "n", |t| t.p95),
            time("longest", "n minor", |t| t.longest),
        ],
    }
}
