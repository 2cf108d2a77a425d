//! Tables: figures first, then a bar, then the key.

use std::io::{self, Write};

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::super::figures::{bytes, count, grouped, micros, share};
use super::super::harmless::harmless;
use super::super::report::{Columns, Report, Row, Table};
use super::paint::{Paint, Style};

/// Columns of a whole bar.
const BAR: usize = 8;

/// Tables whose keys are long. Where there isn't room for all, their keys take that of bars and 5xx.
const LONG: &[&str] = &["referers", "agents", "messages"];
const ROOM: usize = 110;

const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

/// A column of figures.
struct Figures {
    name: &'static str,
    style: Style,
    cells: Vec<String>,
}

/// Prints one table.
pub(super) fn print(
    report: &Report,
    table: &Table,
    width: usize,
    paint: Paint,
    out: &mut dyn Write,
) -> io::Result<()> {
    writeln!(out)?;
    writeln!(
        out,
        "{}{}",
        paint.with(Style::Strong, table.title),
        paint.with(Style::Dim, &note(table))
    )?;
    let tight = width < ROOM && LONG.contains(&table.id);
    let columns = columns(report, table, tight);
    let (bar_width, gap) = if tight { (0, "") } else { (BAR + 1, " ") };
    let widths: Vec<usize> = columns.iter().map(Figures::width).collect();
    let mut head = String::from(" ");
    for (column, to) in columns.iter().zip(&widths) {
        head += &format!(" {:>to$} ", column.name);
    }
    head += &format!("{:bar_width$} {}{}", "", gap, table.key);
    writeln!(out, "{}", paint.with(Style::Dim, &cut(&head, width)))?;
    let taken: usize = widths.iter().map(|to| to + 2).sum::<usize>() + bar_width + gap.len() + 2;
    for (at, row) in table.rows.iter().enumerate() {
        let mut line = String::from(" ");
        for (column, to) in columns.iter().zip(&widths) {
            let text = &column.cells[at];
            let fill = " ".repeat(to.saturating_sub(text.width()));
            let style = if text == "0" {
                Style::Dim
            } else {
                column.style
            };
            line += &format!(" {fill}{} ", paint.with(style, text));
        }
        if !tight {
            let bar = bar(table.bar(row));
            let fill = " ".repeat(BAR.saturating_sub(bar.width()));
            line += &format!(" {}{fill}", paint.with(Style::Bar, &bar));
        }
        let label = if table.id == "agents" {
            abridged(&label(row))
        } else {
            label(row)
        };
        writeln!(
            out,
            "{line} {gap}{}",
            cut(&label, width.saturating_sub(taken))
        )?;
    }
    Ok(())
}

/// How many more there are than are shown.
fn note(table: &Table) -> String {
    if table.distinct.value > table.rows.len() as u64 {
        format!("  {} of {}", table.rows.len(), count(table.distinct))
    } else {
        String::new()
    }
}

/// A user agent without what nearly all browsers say.
fn abridged(agent: &str) -> String {
    let rest = agent
        .strip_prefix("Mozilla/5.0 ")
        .map_or_else(|| agent.to_owned(), |rest| format!("…{rest}"));
    if let Some((system, firefox)) = rest.split_once(" Gecko/20100101 ") {
        return format!("{system}… {firefox}");
    }
    let Some((system, engine)) = rest.split_once(" AppleWebKit/") else {
        return rest;
    };
    let Some((_, product)) = engine.split_once(" (KHTML, like Gecko)") else {
        return rest;
    };
    // Chrome and its kin say Safari too.
    let product = match product.rsplit_once(" Safari/") {
        Some((chrome, version)) if chrome.contains("Chrome/") && !version.contains(' ') => chrome,
        _ => product,
    };
    format!("{system}…{product}")
}

/// The key, and what it means.
fn label(row: &Row) -> String {
    let key = harmless(&row.key);
    if row.meaning.is_empty() {
        key
    } else {
        format!("{key} {}", row.meaning)
    }
}

fn columns(report: &Report, table: &Table, tight: bool) -> Vec<Figures> {
    let column = |name, style, cell: &dyn Fn(&Row) -> String| Figures {
        name,
        style,
        cells: table.rows.iter().map(cell).collect(),
    };
    let requests = |name| column(name, Style::Plain, &|row| count(row.requests));
    let part = column(table.share(), Style::Plain, &|row| {
        share(table.weight(row), table.of)
    });
    match table.columns {
        Columns::Lines if table.id == "rejects" => vec![requests("lines"), part],
        Columns::Lines => vec![requests(report.noun.many), part],
        Columns::Requests => {
            let mut columns = vec![requests(report.noun.many), part];
            if report.has_bytes {
                columns.push(column("bytes", Style::Plain, &|row| bytes(row.bytes)));
            }
            // Mostly there are none, and the key can use the room.
            if table.rows.iter().any(|row| row.errors > 0) && table.id != "statuses" && !tight {
                columns.push(column("5xx", Style::Bad, &|row| grouped(row.errors)));
            }
            columns
        }
        Columns::Times => {
            let time = |name, of: fn(&super::super::report::Times) -> u64| {
                column(name, Style::Plain, &move |row: &Row| {
                    row.times
                        .as_ref()
                        .map_or_else(String::new, |t| micros(of(t)))
                })
            };
            vec![
                requests(report.noun.many),
                part,
                time("mean", |t| t.mean),
                time("p95", |t| t.p95),
                time("longest", |t| t.longest),
            ]
        }
    }
}

impl Figures {
    fn width(&self) -> usize {
        self.cells
            .iter()
            .map(|cell| cell.width())
            .max()
            .unwrap_or(0)
            .max(self.name.len())
    }
}

/// A bar of a share of [`BAR`] columns; what is more than nothing can be seen.
fn bar(share: f64) -> String {
    let eighths = (share * (BAR * 8) as f64)
        .round()
        .clamp(1.0, (BAR * 8) as f64) as usize;
    "█".repeat(eighths / 8) + EIGHTHS[eighths % 8]
}

/// Text in at most `width` columns, its middle left out if need be: a path's end tells as much as its beginning.
pub(super) fn cut(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let room = width.saturating_sub(1);
    let tail_room = room / 3;
    let taking = |room: usize| {
        let mut left = room;
        move |c: &char| {
            let wide = c.width().unwrap_or(0);
            let fits = wide <= left;
            left = left.saturating_sub(wide);
            fits
        }
    };
    let head: String = text.chars().take_while(taking(room - tail_room)).collect();
    let tail: Vec<char> = text.chars().rev().take_while(taking(tail_room)).collect();
    format!("{head}…{}", tail.into_iter().rev().collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_keys_lose_their_middle() {
        assert_eq!(cut("/a/b", 4), "/a/b");
        assert_eq!(
            cut("/presentations/logstash/kibana.png", 16),
            "/presentat…a.png"
        );
        for width in 1..12 {
            for text in [
                "日本語のパス名前です",
                "e\u{301}e\u{301}e\u{301}e\u{301}e\u{301}e\u{301}e\u{301}e\u{301}",
                "👩‍👩‍👧‍👧 family and more",
            ] {
                assert!(cut(text, width).width() <= width, "{text} {width}");
            }
        }
    }

    #[test]
    fn agents_keep_what_tells_them_apart() {
        let chrome = "Mozilla/5.0 (Windows NT 6.1; WOW64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/32.0.1700.107 Safari/537.36";
        for (agent, expected) in [
            (chrome, "…(Windows NT 6.1; WOW64)… Chrome/32.0.1700.107"),
            (
                "Mozilla/5.0 (X11; rv:26.0) Gecko/20100101 Firefox/26.0",
                "…(X11; rv:26.0)… Firefox/26.0",
            ),
            (
                "Mozilla/5.0 (iPad) AppleWebKit/9 (KHTML, like Gecko) Version/7.0 Safari/9",
                "…(iPad)… Version/7.0 Safari/9",
            ),
            ("curl/7.88.1", "curl/7.88.1"),
        ] {
            assert_eq!(abridged(agent), expected);
        }
        assert!(abridged(&format!("{chrome} Edg/120.0")).ends_with("Safari/537.36 Edg/120.0"));
    }

    #[test]
    fn bars_fill_their_columns() {
        assert_eq!(
            (bar(1.0).as_str(), bar(0.5).as_str(), bar(0.0).as_str()),
            ("████████", "████", "▏")
        );
    }
}
