//! `cargo xtask tidy`: the house rules of STYLE and ARCHITECTURE.md that no compiler checks.
//!
//! A rule is a function from what is in the repository to complaints. Each has a test that it complains.

mod rules;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

/// A file of the repository.
struct Source {
    /// Its path from the root, with `/`.
    path: String,
    /// Its text; empty for what is no text.
    text: String,
}

/// Checks the repository that this program was built in, prints each complaint and fails if there is one.
#[expect(clippy::print_stderr, reason = "xtask talks to people")]
pub(crate) fn run() -> Result<()> {
    let root = root()?;
    let complaints = rules::check(&sources(&root)?);
    for complaint in &complaints {
        eprintln!("tidy: {complaint}");
    }
    match complaints.len() {
        0 => Ok(()),
        n => bail!("{n} house rules broken"),
    }
}

fn root() -> Result<PathBuf> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    Ok(here
        .parent()
        .context("xtask has no parent directory")?
        .to_owned())
}

/// What git knows of, and what it would take in: neither ignored nor deleted.
fn sources(root: &Path) -> Result<Vec<Source>> {
    let listing = Command::new("git")
        .args([
            "ls-files",
            "-z",
            "--cached",
            "--others",
            "--exclude-standard",
        ])
        .current_dir(root)
        .output()
        .context("cannot run git")?;
    if !listing.status.success() {
        bail!(
            "git ls-files: {}",
            String::from_utf8_lossy(&listing.stderr).trim()
        );
    }
    let paths = String::from_utf8(listing.stdout).context("a path is not UTF-8")?;
    let mut sources = Vec::new();
    for path in paths.split_terminator('\0') {
        let file = root.join(path);
        if !file.is_file() {
            continue;
        }
        let bytes = fs::read(&file).with_context(|| format!("cannot read {path}"))?;
        sources.push(Source {
            path: path.to_owned(),
            text: String::from_utf8(bytes).unwrap_or_default(),
        });
    }
    sources.sort_by(|a, b| a.path.cmp(&b.path));
    sources.dedup_by(|a, b| a.path == b.path);
    Ok(sources)
}
