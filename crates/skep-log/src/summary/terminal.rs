//! A summary on a terminal: a few lines that answer how many, when and how many bad; a chart; tables with bars.
//!
//! Keys stand last in a line, so whatever script they are in, nothing behind them is moved; and they are
//! harmless ([`harmless`]).

mod chart;
mod paint;
mod rows;

use std::io::{self, Write};

use super::figures::{bytes, count, grouped, micros, moment, share, span, zone};
use super::harmless::harmless;
use super::report::{ESTIMATES, Report};
use paint::{Paint, Style};

/// Widths that make sense; a terminal that is wider gets no wider lines.
const WIDTHS: std::ops::RangeInclusive<usize> = 40..=132;

/// What a summary is printed on.
#[derive(Debug, Clone, Copy)]
pub struct Screen {
    /// Its columns.
    pub width: usize,
    /// Whether it shows colours.
    pub colours: bool,
}

impl Report {
    /// Prints the summary.
    ///
    /// # Errors
    /// Writing fails.
    pub fn print(&self, screen: Screen, out: &mut dyn Write) -> io::Result<()> {
        let width = screen.width.clamp(*WIDTHS.start(), *WIDTHS.end());
        let paint = Paint(screen.colours);
        self.print_head(width, paint, out)?;
        chart::print(self, width, paint, out)?;
        for table in &self.tables {
            rows::print(self, table, width, paint, out)?;
        }
        if self.estimates() {
            writeln!(out, "\n{}", paint.with(Style::Dim, ESTIMATES))?;
        }
        out.flush()
    }

    /// How many, when, how many bad.
    fn print_head(&self, width: usize, paint: Paint, out: &mut dyn Write) -> io::Result<()> {
        let mut facts = vec![format!(
            "{} {}",
            grouped(self.all.requests),
            self.noun.of(self.all.requests)
        )];
        facts.extend(self.hosts.map(|n| {
            format!(
                "{} {}",
                count(n),
                if n.value == 1 { "client" } else { "clients" }
            )
        }));
        facts.extend(self.has_bytes.then(|| bytes(self.all.bytes)));
        facts.extend(
            self.span
                .map(|(first, last)| span(last.saturating_sub(first))),
        );
        if let Some((first, rest)) = facts.split_first() {
            let rest: String = rest.iter().map(|fact| format!(" · {fact}")).collect();
            writeln!(out, "{}{rest}", paint.with(Style::Strong, first))?;
        }
        if let Some((first, last)) = self.span {
            writeln!(
                out,
                "{} – {} {}",
                moment(first),
                moment(last),
                zone(self.offset)
            )?;
        }
        writeln!(out, "{}", self.bad(paint))?;
        if let Some(times) = self.times {
            let said = format!(
                "took {} on average, 95% up to {}, longest {}",
                micros(times.mean),
                micros(times.p95),
                micros(times.longest)
            );
            writeln!(out, "{said}")?;
        }
        writeln!(
            out,
            "{}",
            paint.with(Style::Dim, &rows::cut(&self.origin(), width))
        )
    }

    /// What went wrong, in a line.
    fn bad(&self, paint: Paint) -> String {
        let mut facts = Vec::new();
        if self.has_status {
            for (class, name, style) in [(4, "5xx", Style::Bad), (3, "4xx", Style::Warn)] {
                let n = self.classes[class];
                let text = format!("{name} {} ({})", grouped(n), share(n, self.all.requests));
                facts.push(paint.with(if n > 0 { style } else { Style::Plain }, &text));
            }
        }
        let rejected = format!("{} rejected", grouped(self.rejected));
        let style = if self.rejected > 0 {
            Style::Bad
        } else {
            Style::Plain
        };
        facts.push(format!(
            "{} of {} lines",
            paint.with(style, &rejected),
            grouped(self.lines())
        ));
        if self.about.filtered > 0 {
            facts.push(format!("{} left out", grouped(self.about.filtered)));
        }
        facts.join(" · ")
    }

    /// Format, conditions and files, in a line.
    fn origin(&self) -> String {
        let files = match self.about.files.as_slice() {
            [] => "standard input".to_owned(),
            [one] => one.clone(),
            [first, rest @ ..] => format!("{first} and {} more", rest.len()),
        };
        let mut parts = vec![self.about.format.clone()];
        parts.retain(|format| !format.is_empty());
        parts.extend(self.about.conditions.iter().cloned());
        parts.push(files);
        harmless(&parts.join(" · "))
    }
}
