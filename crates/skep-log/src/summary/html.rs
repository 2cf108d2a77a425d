//! A summary as one page: no script, no font, no picture from elsewhere, and none that could be loaded.
//!
//! Everything from a log goes through [`text`]: harmless first (no control characters, no direction marks), then escaped. The page's
//! content security policy forbids every load and every script besides.

mod charts;
mod tables;

use std::fmt::Write as _;
use std::io::{self, Write};

use super::figures::{bytes, capital, count, grouped, micros, moment, share, span, zone};
use super::harmless::harmless;
use super::report::{ESTIMATES, Report};

const STYLE: &str = include_str!("html/page.css");

impl Report {
    /// Writes the page.
    ///
    /// # Errors
    /// Writing fails.
    pub fn write_html(&self, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(self.page().as_bytes())?;
        out.flush()
    }

    fn page(&self) -> String {
        let mut page = String::with_capacity(1 << 17);
        let title = text(&self.title());
        page += "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n";
        page += "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n";
        page += "<meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"robots\" content=\"noindex\">\n";
        page += "<meta name=\"referrer\" content=\"no-referrer\">\n<meta name=\"generator\" content=\"skep log\">\n";
        page += "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\">\n";
        let _ = write!(
            page,
            "<title>{title}: access log summary</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n"
        );
        let _ = write!(
            page,
            "<header>\n<p class=\"kind\">Log summary</p>\n<h1><bdi>{title}</bdi></h1>\n"
        );
        if let Some((first, last)) = self.span {
            let lasts = span(last.saturating_sub(first));
            let _ = writeln!(
                page,
                "<p class=\"span\">{} – {} {} <span>({lasts})</span></p>",
                moment(first),
                moment(last),
                zone(self.offset)
            );
        }
        for condition in &self.about.conditions {
            let _ = writeln!(
                page,
                "<p class=\"condition\">Only lines <code>{}</code></p>",
                text(condition)
            );
        }
        page += "</header>\n<main>\n";
        self.figures(&mut page);
        charts::write(self, &mut page);
        page += "<div class=\"tables\">\n";
        for table in &self.tables {
            tables::write(self, table, &mut page);
        }
        page += "</div>\n</main>\n";
        self.footer(&mut page);
        page += "</body>\n</html>\n";
        page
    }

    /// What the page is of: the file, without its directory.
    fn title(&self) -> String {
        let name = |file: &str| file.rsplit('/').next().unwrap_or(file).to_owned();
        match self.about.files.as_slice() {
            [] => "standard input".to_owned(),
            [one] => name(one),
            [first, rest @ ..] => format!("{} and {} more", name(first), rest.len()),
        }
    }

    /// The figures that come first.
    fn figures(&self, page: &mut String) {
        let mut figures = vec![(
            capital(self.noun.many),
            grouped(self.all.requests),
            String::new(),
            "",
        )];
        if let Some(hosts) = self.hosts {
            figures.push(("Clients".to_owned(), count(hosts), String::new(), ""));
        }
        if self.has_bytes {
            figures.push(("Sent".to_owned(), bytes(self.all.bytes), String::new(), ""));
        }
        if self.has_status {
            for (name, class, mark) in [("Server errors", 4, "bad"), ("Client errors", 3, "warn")] {
                let n = self.classes[class];
                let mark = if n > 0 { mark } else { "" };
                let note = format!("{}xx, {}", class + 1, text(&share(n, self.all.requests)));
                figures.push((name.to_owned(), grouped(n), note, mark));
            }
        }
        if let Some(times) = self.times {
            let note = format!(
                "mean {}, longest {}",
                micros(times.mean),
                micros(times.longest)
            );
            figures.push(("95% took up to".to_owned(), micros(times.p95), note, ""));
        }
        let mark = if self.rejected > 0 { "bad" } else { "" };
        let note = format!("of {} lines", grouped(self.lines()));
        figures.push(("Rejected".to_owned(), grouped(self.rejected), note, mark));
        page.push_str("<section class=\"figures\" aria-label=\"Figures\">\n<dl>\n");
        for (name, value, note, mark) in figures {
            let note = if note.is_empty() {
                note
            } else {
                format!(" <small>{note}</small>")
            };
            let _ = writeln!(
                page,
                "<div><dt>{name}</dt><dd class=\"{mark}\">{value}{note}</dd></div>"
            );
        }
        page.push_str("</dl>\n</section>\n");
    }

    fn footer(&self, page: &mut String) {
        page.push_str("<footer>\n<dl>\n");
        let _ = writeln!(
            page,
            "<div><dt>Format</dt><dd><code>{}</code></dd></div>",
            text(&self.about.format)
        );
        let files: Vec<String> = self
            .about
            .files
            .iter()
            .map(|file| format!("<bdi>{}</bdi>", text(file)))
            .collect();
        let files = if files.is_empty() {
            "standard input".to_owned()
        } else {
            files.join(", ")
        };
        let _ = writeln!(page, "<div><dt>Read</dt><dd>{files}</dd></div>");
        let mut lines = format!("{} counted", grouped(self.all.requests));
        if self.about.filtered > 0 {
            let _ = write!(lines, ", {} left out", grouped(self.about.filtered));
        }
        let _ = write!(lines, ", {} rejected", grouped(self.rejected));
        let _ = writeln!(page, "<div><dt>Lines</dt><dd>{lines}</dd></div>");
        if let Some(made) = self.about.made {
            let _ = writeln!(
                page,
                "<div><dt>Made</dt><dd>{} UTC by <code>skep log</code></dd></div>",
                moment(made)
            );
        }
        page.push_str("</dl>\n");
        if self.estimates() {
            let _ = writeln!(page, "<p>{ESTIMATES}</p>");
        }
        page.push_str("</footer>\n");
    }
}

/// Text from outside as HTML.
fn text(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in harmless(text).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}
