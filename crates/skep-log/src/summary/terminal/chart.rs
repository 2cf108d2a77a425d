//! The chart of requests over time, errors beneath it, and the hours of the day.

use std::io::{self, Write};

use super::super::axis::{round_up, ticks};
use super::super::figures::{bytes, capital, grouped, short, stretch, width as named};
use super::super::report::Report;
use super::super::timeline::{Bucket, Series};
use super::paint::{Paint, Style};

/// Lines that the chart is high.
const HEIGHT: usize = 6;

/// Columns for the axis on the left.
const AXIS: usize = 7;

/// A column is coloured as bad when so many of its requests failed.
const BAD_SHARE: f64 = 0.05;
/// … and as a warning from here on.
const WARN_SHARE: f64 = 0.005;

const EIGHTHS: [char; 9] = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// Prints the chart and the hours of the day, if lines have times.
pub(super) fn print(
    report: &Report,
    width: usize,
    paint: Paint,
    out: &mut dyn Write,
) -> io::Result<()> {
    let columns = width.saturating_sub(AXIS + 1);
    let Some(series) = report.timeline.series(columns) else {
        return Ok(());
    };
    let chart = Chart {
        series: &series,
        columns: even(columns, series.buckets.len()),
        paint,
    };
    let peak = series.buckets.iter().map(Bucket::total).max().unwrap_or(0);
    writeln!(out)?;
    let title = format!("{} per {}", capital(report.noun.many), named(series.width));
    let most = series
        .buckets
        .iter()
        .position(|b| b.total() == peak)
        .unwrap_or(0);
    let note = format!("most: {} in {}", grouped(peak), stretch(&series, most));
    writeln!(
        out,
        "{}  {}",
        paint.with(Style::Strong, &title),
        paint.with(Style::Dim, &note)
    )?;
    chart.bars(round_up(peak), out)?;
    chart.line("5xx", Style::Bad, |b| b.requests[4], out)?;
    chart.line("4xx", Style::Warn, |b| b.requests[3], out)?;
    chart.axis(out)?;
    strays(&series, paint, out)?;
    hours(report, width, paint, out)
}

/// Columns for so many buckets: as many for each, unless that leaves a lot of the width empty.
fn even(columns: usize, buckets: usize) -> usize {
    let even = columns / buckets.max(1) * buckets;
    if even * 4 >= columns * 3 {
        even
    } else {
        columns
    }
}

struct Chart<'s> {
    series: &'s Series,
    columns: usize,
    paint: Paint,
}

impl Chart<'_> {
    /// The bucket that a column shows: the span fills the width, so some buckets may take a column more than others.
    fn bucket(&self, column: usize) -> usize {
        column * self.series.buckets.len() / self.columns
    }

    fn bars(&self, top: u64, out: &mut dyn Write) -> io::Result<()> {
        for line in (0..HEIGHT).rev() {
            let label = match line + 1 {
                HEIGHT => short(top),
                n if n == HEIGHT / 2 => short(top / 2),
                _ => String::new(),
            };
            let cells = (0..self.columns).map(|column| {
                let bucket = &self.series.buckets[self.bucket(column)];
                let eighths = level(bucket.total(), top, HEIGHT * 8)
                    .saturating_sub(line * 8)
                    .min(8);
                (EIGHTHS[eighths], style(bucket))
            });
            let cells: Vec<_> = cells.collect();
            let axis = if label.is_empty() { "│" } else { "┤" };
            let left = format!("{label:>width$} {axis}", width = AXIS - 2);
            writeln!(
                out,
                "{}{}",
                self.paint.with(Style::Dim, &left),
                runs(&cells, self.paint)
            )?;
        }
        Ok(())
    }

    /// One line of small bars on a scale of their own, if there is anything to show.
    fn line(
        &self,
        label: &str,
        style: Style,
        of: impl Fn(&Bucket) -> u64,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let top = self.series.buckets.iter().map(&of).max().unwrap_or(0);
        if top == 0 {
            return Ok(());
        }
        let bars: String = (0..self.columns)
            .map(|column| EIGHTHS[level(of(&self.series.buckets[self.bucket(column)]), top, 8)])
            .collect();
        let left = format!("{label:>width$} │", width = AXIS - 2);
        writeln!(
            out,
            "{}{}",
            self.paint.with(Style::Dim, &left),
            self.paint.with(style, bars.trim_end())
        )
    }

    /// The axis of time: a tick at the column where its bucket begins.
    fn axis(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut line: Vec<char> = vec!['─'; self.columns];
        let mut labels = vec![' '; self.columns];
        // A label of six characters, and room between two.
        for (at, label) in ticks(self.series, self.columns / 9) {
            let column = (at * self.columns).div_ceil(self.series.buckets.len().max(1));
            let Some(tick) = line.get_mut(column) else {
                continue;
            };
            *tick = '┬';
            let len = label.chars().count();
            let start = column
                .saturating_sub(len / 2)
                .min(self.columns.saturating_sub(len));
            if let Some(place) = labels.get_mut(start..start + len)
                && place.iter().all(|&c| c == ' ')
            {
                place
                    .iter_mut()
                    .zip(label.chars())
                    .for_each(|(to, c)| *to = c);
            }
        }
        let indent = " ".repeat(AXIS - 1);
        let line: String = line.into_iter().collect();
        let labels: String = labels.into_iter().collect();
        writeln!(
            out,
            "{}",
            self.paint.with(Style::Dim, &format!("{indent}└{line}"))
        )?;
        writeln!(
            out,
            "{}",
            self.paint
                .with(Style::Dim, format!("{indent} {labels}").trim_end())
        )
    }
}

/// How many of `steps` a value reaches; what is more than nothing reaches one.
fn level(value: u64, top: u64, steps: usize) -> usize {
    if value == 0 {
        return 0;
    }
    let level = (value as f64 / top.max(1) as f64 * steps as f64).round() as usize;
    level.clamp(1, steps)
}

fn style(bucket: &Bucket) -> Style {
    let failed = bucket.requests[4] as f64;
    let total = bucket.total() as f64;
    match failed {
        f if f > 0.0 && f >= total * BAD_SHARE => Style::Bad,
        f if f > 0.0 && f >= total * WARN_SHARE => Style::Warn,
        _ => Style::Bar,
    }
}

/// Cells as text, painted a run at a time.
fn runs(cells: &[(char, Style)], paint: Paint) -> String {
    let full = cells
        .iter()
        .rposition(|(c, _)| *c != ' ')
        .map_or(0, |at| at + 1);
    let runs = cells[..full].chunk_by(|a, b| a.1 == b.1);
    let painted =
        runs.map(|run| paint.with(run[0].1, &run.iter().map(|(c, _)| *c).collect::<String>()));
    painted.collect()
}

/// Says what the chart leaves out.
fn strays(series: &Series, paint: Paint, out: &mut dyn Write) -> io::Result<()> {
    let (before, after) = series.strays;
    if before + after == 0 {
        return Ok(());
    }
    let said = format!(
        "  not in the chart: {} long before, {} long after",
        grouped(before),
        grouped(after)
    );
    writeln!(out, "{}", paint.with(Style::Dim, &said))
}

fn hours(report: &Report, width: usize, paint: Paint, out: &mut dyn Write) -> io::Result<()> {
    let columns = if width >= 64 { 2 } else { 1 };
    let top = report
        .hours
        .iter()
        .map(|hour| hour.requests)
        .max()
        .unwrap_or(0);
    let bar = |at: usize| {
        EIGHTHS[level(report.hours[at].requests, top, 8)]
            .to_string()
            .repeat(columns)
    };
    let bars: String = (0..24).map(bar).collect();
    let labels: String = (0..24)
        .step_by(6)
        .map(|hour| format!("{hour:<to$}", to = 6 * columns))
        .collect();
    let busiest = (0..24)
        .rev()
        .max_by_key(|&hour| report.hours[hour].requests)
        .unwrap_or(0);
    let hour = &report.hours[busiest];
    let mut note = format!("most: {}–{} h", busiest, busiest + 1);
    if report.has_bytes {
        note += &format!(", {}", bytes(hour.bytes));
    }
    writeln!(out)?;
    writeln!(
        out,
        "{}  {}",
        paint.with(Style::Strong, "Hour of the day"),
        paint.with(Style::Dim, &note)
    )?;
    let indent = " ".repeat(AXIS);
    writeln!(out, "{indent}{}", paint.with(Style::Bar, bars.trim_end()))?;
    writeln!(out, "{indent}{}", paint.with(Style::Dim, labels.trim_end()))
}
