//! Summarises a log, to measure with: `first_look FILE [terminal|colours|html|json]`.

#![expect(clippy::print_stderr, reason = "an example for people")]

use std::error::Error;
use std::path::Path;

use chrono_tz::Tz;
use skep_log::input::{Bytes, Lines, MAX_LINE};
use skep_log::sieve::{Choice, Sieve};
use skep_log::summary::{About, Screen, Summary};
use skep_serde::access_log::LogFormat;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let path = arguments.next().unwrap_or_default();
    let form = arguments.next().unwrap_or_default();
    let started = std::time::Instant::now();
    let mut lines = Lines::new(Bytes::open(Path::new(&path), |_| ())?, MAX_LINE);
    let format =
        LogFormat::detect(lines.sample()?).ok_or("this doesn't look like an access log")?;
    let choice = Choice {
        condition: None,
        since: None,
        until: None,
        zone: Tz::UTC,
        keep: false,
        limit: None,
    };
    let mut sieve = Sieve::new(&format, &Summary::wanted(&format), &choice, None)?;
    let mut summary = Summary::new(false);
    summary.begin(&format, |field| sieve.slot(field));
    while let Some(block) = lines.next()? {
        sieve.block(block, &path, &mut summary)?;
    }
    if let Some(block) = lines.finish() {
        sieve.block(block, &path, &mut summary)?;
    }
    let about = About {
        format: format.name().to_owned(),
        files: vec![path],
        ..About::default()
    };
    let report = summary.report(about, 10);
    eprintln!("summarised in {:?}", started.elapsed());
    let mut out = std::io::stdout().lock();
    match form.as_str() {
        "html" => report.write_html(&mut out)?,
        "json" => report.write_json(&mut out)?,
        _ => {
            let colours = form == "colours";
            report.print(Screen { width: 80, colours }, &mut out)?;
        }
    }
    Ok(())
}
