//! Charts of the page: inline SVG, each drawn twice, for a wide window and for a phone, of which the style sheet shows one.

use std::fmt::Write as _;

use super::super::axis::{round_up, ticks};
use super::super::figures::{bytes, capital, grouped, share, short, stretch, width as named};
use super::super::report::Report;
use super::super::timeline::{Bucket, CLASSES, Series};
use super::text;

/// Bars in a wide chart at most, and in a narrow one.
const SIZES: [Size; 2] = [
    Size {
        class: "on-wide",
        bars: 120,
        width: 960.0,
        height: 220.0,
        labels: 12,
    },
    Size {
        class: "on-phone",
        bars: 60,
        width: 358.0,
        height: 180.0,
        labels: 5,
    },
];

struct Size {
    class: &'static str,
    bars: usize,
    width: f64,
    height: f64,
    labels: usize,
}

/// Room for the axes' labels.
const LEFT: f64 = 52.0;
const BOTTOM: f64 = 24.0;
const TOP: f64 = 10.0;

/// The classes in the order in which they are stacked, from the bottom: what is wrong stands on the line.
const STACK: [(usize, &str, &str); 6] = [
    (4, "c5", "5xx server errors"),
    (3, "c4", "4xx client errors"),
    (2, "c3", "3xx redirects"),
    (1, "c2", "2xx successes"),
    (0, "c1", "1xx"),
    (5, "c0", "no status"),
];

/// A chart over time.
struct Chart<'r> {
    id: &'static str,
    title: String,
    /// The heading's end: a bar's width in time, in either size.
    per: &'r str,
    /// What a bucket's bar is made of, by class.
    of: fn(&Bucket) -> &[u64; CLASSES],
    /// Which classes it shows.
    stack: &'r [(usize, &'static str, &'static str)],
    read: fn(u64) -> String,
    axis: fn(u64) -> String,
}

/// Writes the charts, if lines have times.
pub(super) fn write(report: &Report, page: &mut String) {
    let Some(series) = report.timeline.series(SIZES[0].bars) else {
        return;
    };
    let used = |part: &'static [(usize, &'static str, &'static str)]| -> Vec<_> {
        part.iter()
            .copied()
            .filter(|(class, ..)| report.classes[*class] > 0)
            .collect()
    };
    let all = used(&STACK);
    let errors = used(&STACK[..2]);
    let narrow = report
        .timeline
        .series(SIZES[1].bars)
        .map_or(series.width, |narrow| narrow.width);
    let per = format!(
        "<span class=\"{}\">{}</span><span class=\"{}\">{}</span>",
        SIZES[0].class,
        named(series.width),
        SIZES[1].class,
        named(narrow)
    );
    let requests = Chart {
        id: "requests",
        title: capital(report.noun.many),
        per: &per,
        of: |b| &b.requests,
        stack: &all,
        read: grouped,
        axis: short,
    };
    let mut charts = vec![requests];
    if !errors.is_empty() {
        charts.push(Chart {
            id: "errors",
            title: "Errors".to_owned(),
            per: &per,
            of: |b| &b.requests,
            stack: &errors,
            read: grouped,
            axis: short,
        });
    }
    if report.has_bytes && report.all.bytes > 0 {
        charts.push(Chart {
            id: "bytes",
            title: "Bytes sent".to_owned(),
            per: &per,
            of: |b| &b.bytes,
            stack: &all,
            read: bytes,
            axis: bytes,
        });
    }
    for chart in &charts {
        over_time(report, chart, page);
    }
    let (before, after) = series.strays;
    if before + after > 0 {
        let _ = writeln!(
            page,
            "<p class=\"strays\">Not in the charts: {} long before these times, {} long after.</p>",
            grouped(before),
            grouped(after)
        );
    }
    hours(report, page);
}

fn over_time(report: &Report, chart: &Chart<'_>, page: &mut String) {
    let id = chart.id;
    let _ = writeln!(
        page,
        "<section class=\"chart\" aria-labelledby=\"{id}\">\n<h2 id=\"{id}\">{} per {}</h2>",
        chart.title, chart.per
    );
    if report.has_status {
        legend(chart, page);
    }
    for size in &SIZES {
        if let Some(series) = report.timeline.series(size.bars) {
            draw(chart, &series, size, page);
        }
    }
    page.push_str("</section>\n");
}

fn legend(chart: &Chart<'_>, page: &mut String) {
    page.push_str("<ul class=\"legend\">");
    for (_, class, name) in chart.stack {
        let _ = write!(page, "<li><i class=\"{class}\"></i>{name}</li>");
    }
    page.push_str("</ul>\n");
}

/// A chart's frame: where values lie.
struct Frame {
    top: u64,
    width: f64,
    height: f64,
}

impl Frame {
    fn y(&self, value: u64) -> f64 {
        TOP + (self.height - TOP - BOTTOM) * (1.0 - value as f64 / self.top.max(1) as f64)
    }

    /// Opens the picture: lines and labels of the axis of values.
    fn open(&self, class: &str, label: &str, axis: fn(u64) -> String, page: &mut String) {
        let Frame { width, height, top } = *self;
        let _ = writeln!(
            page,
            "<svg class=\"{class}\" viewBox=\"0 0 {width} {height}\" role=\"img\" aria-label=\"{label}\">"
        );
        let steps: &[u64] = if top >= 2 { &[0, 1, 2] } else { &[0, 2] };
        for step in steps {
            let value = (u128::from(top) * u128::from(*step) / 2) as u64;
            let y = self.y(value);
            let line = if *step == 0 { "base" } else { "grid" };
            let _ = write!(
                page,
                "<path class=\"{line}\" d=\"M{LEFT} {y:.1}H{width}\"/>"
            );
            let _ = writeln!(
                page,
                "<text x=\"{:.0}\" y=\"{:.1}\" text-anchor=\"end\">{}</text>",
                LEFT - 8.0,
                y + 4.0,
                axis(value)
            );
        }
    }
}

fn draw(chart: &Chart<'_>, series: &Series, size: &Size, page: &mut String) {
    let sum = |bucket: &Bucket| {
        chart
            .stack
            .iter()
            .map(|(class, ..)| (chart.of)(bucket)[*class])
            .fold(0, u64::saturating_add)
    };
    let peak = series.buckets.iter().map(sum).max().unwrap_or(0);
    let frame = Frame {
        top: round_up(peak),
        width: size.width,
        height: size.height,
    };
    let at = series
        .buckets
        .iter()
        .position(|b| sum(b) == peak)
        .unwrap_or(0);
    let label = format!(
        "{} per {}: a chart of {} bars; the highest is {} in {}",
        chart.title,
        named(series.width),
        series.buckets.len(),
        (chart.read)(peak),
        stretch(series, at)
    );
    frame.open(size.class, &label, chart.axis, page);
    let step = (size.width - LEFT) / series.buckets.len().max(1) as f64;
    let bar = bar_width(step);
    for (at, bucket) in series.buckets.iter().enumerate() {
        let x = LEFT + step * at as f64;
        let _ = write!(page, "<g><title>{}</title>", title(chart, series, at));
        let mut base = 0_u64;
        for (class, style, _) in chart.stack {
            let value = (chart.of)(bucket)[*class];
            if value == 0 {
                continue;
            }
            let (from, to) = (frame.y(base), frame.y(base.saturating_add(value)));
            base = base.saturating_add(value);
            let _ = write!(
                page,
                "<path class=\"{style}\" d=\"M{x:.1} {from:.1}h{bar:.2}V{to:.1}h-{bar:.2}z\"/>"
            );
        }
        let _ = writeln!(
            page,
            "<path class=\"hit\" d=\"M{x:.1} {TOP}h{step:.2}V{:.1}h-{step:.2}z\"/></g>",
            frame.y(0)
        );
    }
    for (at, label) in ticks(series, size.labels) {
        let x = LEFT + step * at as f64;
        tick(x, &label, &frame, page);
    }
    page.push_str("</svg>\n");
}

/// A bar leaves a gap to the next where there is room for one.
fn bar_width(step: f64) -> f64 {
    if step > 5.0 { step - 1.0 } else { step * 0.86 }
}

fn tick(x: f64, label: &str, frame: &Frame, page: &mut String) {
    let base = frame.y(0);
    let half = label.chars().count() as f64 * 3.4;
    let anchor = match x {
        x if x + half > frame.width => "end",
        _ => "middle",
    };
    let _ = write!(page, "<path class=\"tick\" d=\"M{x:.1} {base:.1}v5\"/>");
    let _ = writeln!(
        page,
        "<text x=\"{x:.1}\" y=\"{:.1}\" text-anchor=\"{anchor}\">{label}</text>",
        base + 19.0
    );
}

/// What a bucket's read-out says.
fn title(chart: &Chart<'_>, series: &Series, at: usize) -> String {
    let bucket = &series.buckets[at];
    let mut title = stretch(series, at);
    let values = (chart.of)(bucket);
    let sum = chart
        .stack
        .iter()
        .map(|(class, ..)| values[*class])
        .fold(0, u64::saturating_add);
    let _ = write!(title, "\n{}", (chart.read)(sum));
    for (class, _, name) in chart.stack {
        if values[*class] > 0 && values[*class] < sum {
            let _ = write!(
                title,
                "\n{name}: {} ({})",
                (chart.read)(values[*class]),
                text(&share(values[*class], sum))
            );
        }
    }
    title
}

/// The hours of the day.
fn hours(report: &Report, page: &mut String) {
    page.push_str("<section class=\"chart hours\" aria-labelledby=\"hours\">\n<h2 id=\"hours\">Hour of the day</h2>\n");
    let peak = report
        .hours
        .iter()
        .map(|hour| hour.requests)
        .max()
        .unwrap_or(0);
    let most = report
        .hours
        .iter()
        .position(|hour| hour.requests == peak)
        .unwrap_or(0);
    for size in &SIZES {
        let frame = Frame {
            top: round_up(peak),
            width: size.width,
            height: size.height * 0.7,
        };
        let label = format!(
            "{} by hour of the day; most, {}, from {most} to {} h",
            capital(report.noun.many),
            grouped(peak),
            most + 1
        );
        frame.open(size.class, &label, short, page);
        let step = (size.width - LEFT) / 24.0;
        for (hour, hits) in report.hours.iter().enumerate() {
            let x = LEFT + step * hour as f64;
            let bar = step - step.min(10.0) * 0.2;
            let (base, y) = (frame.y(0), frame.y(hits.requests));
            let _ = write!(
                page,
                "<g><title>{hour}–{} h\n{} {}",
                hour + 1,
                grouped(hits.requests),
                report.noun.of(hits.requests)
            );
            if report.has_bytes {
                let _ = write!(page, "\n{}", bytes(hits.bytes));
            }
            if hits.errors > 0 {
                let _ = write!(
                    page,
                    "\n{} with 5xx ({})",
                    grouped(hits.errors),
                    text(&share(hits.errors, hits.requests))
                );
            }
            let _ = write!(
                page,
                "</title><path class=\"c2\" d=\"M{x:.1} {base:.1}h{bar:.2}V{y:.1}h-{bar:.2}z\"/>"
            );
            let _ = writeln!(
                page,
                "<path class=\"hit\" d=\"M{x:.1} {TOP}h{step:.2}V{base:.1}h-{step:.2}z\"/></g>"
            );
            if hour % (if size.labels > 6 { 2 } else { 6 }) == 0 {
                tick(x + bar / 2.0, &format!("{hour}"), &frame, page);
            }
        }
        page.push_str("</svg>\n");
    }
    page.push_str("</section>\n");
}
