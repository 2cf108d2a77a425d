//! The rules.

use std::collections::HashSet;
use std::path::{Component, Path, PathBuf};

use super::Source;

/// A file of more lines does more than one thing.
const MAX_LINES: usize = 800;

/// Names that say nothing about what is inside.
const EMPTY_NAMES: [&str; 8] = [
    "util", "utils", "common", "helper", "helpers", "manager", "misc", "mod",
];

/// What a crate must not depend on outside its tests, and why. A table; `skep-*` is every crate that begins so.
const ARROWS: &[(&str, &[&str], &str)] = &[
    (
        "skep-hiveql",
        &["arrow", "datafusion", "object_store", "tokio", "skep-*"],
        "the language knows nothing else",
    ),
    (
        "skep-serde",
        &["datafusion", "object_store", "tokio"],
        "row formats turn bytes into arrays and do no I/O",
    ),
    (
        "skep-storage",
        &["arrow", "datafusion", "parquet", "orc-rust"],
        "storage knows no formats",
    ),
    (
        "skep-metastore",
        &["arrow", "datafusion", "object_store"],
        "the metastore holds definitions, not data",
    ),
    (
        "skep-database",
        &[
            "datafusion",
            "skep-engine",
            "skep-planner",
            "skep-functions",
        ],
        "other databases are reached without a query engine",
    ),
    (
        "skep-functions",
        &["object_store", "tokio", "skep-storage", "skep-metastore"],
        "functions do no I/O",
    ),
    (
        "skep-planner",
        &["object_store", "skep-storage", "skep-engine", "tokio"],
        "planning does no I/O",
    ),
    (
        "skep",
        &["datafusion", "object_store", "sqlx"],
        "the terminal asks the engine",
    ),
    (
        "skep-testkit",
        &[
            "datafusion",
            "skep-engine",
            "skep-functions",
            "skep-metastore",
            "skep-planner",
            "skep-storage",
        ],
        "it starts processes, whatever they do, and reads text files as plainly as can be",
    ),
];

/// Dependencies that one crate alone may name.
const OWNERS: &[(&str, &[&str])] = &[
    ("ballista", &["skep-engine"]),
    ("orc-rust", &["skep-engine"]),
    ("sqlx", &["skep-metastore", "skep-database"]),
    ("reedline", &["skep"]),
    ("clap", &["skep", "xtask"]),
];

/// Directories of the machines we work on; nothing in the repository may need them.
const MACHINE_PATHS: [&str; 4] = ["/work", "/root", "/home/runner", "/Users"];

/// Every complaint about these files, in their order.
pub(super) fn check(sources: &[Source]) -> Vec<String> {
    let paths: HashSet<&str> = sources.iter().map(|s| s.path.as_str()).collect();
    let mut complaints = Vec::new();
    for source in sources {
        if source.path.ends_with(".rs") {
            complaints.extend(rust(source));
        }
        if source.path.ends_with("Cargo.toml") {
            complaints.extend(arrows(source));
        }
        if source.path.ends_with(".md") {
            complaints.extend(links(source, &paths));
        }
        complaints.extend(machine_paths(source));
    }
    complaints
}

/// A Rust file says what it is for, isn't long, and has a name.
fn rust(source: &Source) -> Vec<String> {
    let Source { path, text } = source;
    let mut complaints = Vec::new();
    if !text.starts_with("//!") {
        complaints.push(format!(
            "{path}: does not open with `//!`: what is it for, what does it leave to others?"
        ));
    }
    let lines = text.lines().count();
    if lines > MAX_LINES {
        complaints.push(format!(
            "{path}: {lines} lines; at most {MAX_LINES}: split it by purpose"
        ));
    }
    let name = Path::new(path)
        .file_stem()
        .and_then(|s| s.to_str())
        .unwrap_or_default();
    if EMPTY_NAMES.contains(&name) {
        complaints.push(format!(
            "{path}: `{name}` says nothing: name what is inside (and `foo.rs` beside `foo/`)"
        ));
    }
    complaints
}

/// Dependencies point down.
fn arrows(manifest: &Source) -> Vec<String> {
    let Some(crate_name) = package(&manifest.text) else {
        return Vec::new();
    };
    let forbidden = ARROWS.iter().filter(|(name, ..)| *name == crate_name);
    let mut complaints = Vec::new();
    for dependency in dependencies(&manifest.text) {
        for (_, names, why) in forbidden.clone() {
            if names.iter().any(|name| matches_name(name, dependency)) {
                complaints.push(format!(
                    "{}: `{crate_name}` must not depend on `{dependency}`: {why}",
                    manifest.path
                ));
            }
        }
        for (name, owners) in OWNERS {
            if matches_name(name, dependency) && !owners.contains(&crate_name) {
                complaints.push(format!(
                    "{}: only {} may depend on `{dependency}`",
                    manifest.path,
                    owners.join(", ")
                ));
            }
        }
    }
    complaints
}

/// `skep-*` matches what begins with `skep-`; a name matches itself and its family (`datafusion-common`).
fn matches_name(name: &str, dependency: &str) -> bool {
    match name.strip_suffix('*') {
        Some(prefix) => dependency.starts_with(prefix),
        None => dependency
            .strip_prefix(name)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('-')),
    }
}

fn package(manifest: &str) -> Option<&str> {
    let body = manifest.split("[package]").nth(1)?;
    let line = body.lines().find(|l| l.starts_with("name"))?;
    line.split('"').nth(1)
}

/// The keys of every `[…dependencies]` table but `[dev-dependencies]`.
fn dependencies(manifest: &str) -> Vec<&str> {
    let mut inside = false;
    let mut names = Vec::new();
    for line in manifest.lines() {
        if let Some(table) = line.trim().strip_prefix('[') {
            let table = table.trim_end_matches(']');
            inside = table.ends_with("dependencies") && !table.ends_with("dev-dependencies");
        } else if inside && !line.starts_with([' ', '#']) {
            names.extend(
                line.split(['=', '.'])
                    .next()
                    .map(str::trim)
                    .filter(|n| !n.is_empty()),
            );
        }
    }
    names
}

/// Links between pages lead somewhere.
fn links(page: &Source, paths: &HashSet<&str>) -> Vec<String> {
    let mut complaints = Vec::new();
    for target in page
        .text
        .split("](")
        .skip(1)
        .filter_map(|rest| rest.split(')').next())
    {
        let file = target.split('#').next().unwrap_or_default();
        if file.is_empty() || file.contains("://") || file.starts_with("mailto:") {
            continue;
        }
        let Some(path) = resolve(&page.path, file) else {
            complaints.push(format!(
                "{}: the link `{target}` leads out of the repository",
                page.path
            ));
            continue;
        };
        let is_directory = || paths.iter().any(|p| p.starts_with(&format!("{path}/")));
        if !paths.contains(path.as_str()) && !is_directory() {
            complaints.push(format!("{}: the link `{target}` leads nowhere", page.path));
        }
    }
    complaints
}

/// `link` on `page`, from the root; `None` if it leads out.
fn resolve(page: &str, link: &str) -> Option<String> {
    let mut path: Vec<String> = Vec::new();
    let joined: PathBuf = Path::new(page).parent()?.join(link);
    for component in joined.components() {
        match component {
            Component::Normal(name) => path.push(name.to_str()?.to_owned()),
            Component::ParentDir => drop(path.pop()?),
            Component::CurDir => {}
            Component::RootDir | Component::Prefix(_) => return None,
        }
    }
    Some(path.join("/"))
}

/// No file names a directory of the machine it was written on.
fn machine_paths(source: &Source) -> Option<String> {
    // This file has to name them.
    if source.path == "xtask/src/tidy/rules.rs" {
        return None;
    }
    let found = MACHINE_PATHS.iter().find(|path| {
        source.text.match_indices(**path).any(|(at, _)| {
            let before = source.text.get(..at).and_then(|t| t.chars().next_back());
            let after = source
                .text
                .get(at + path.len()..)
                .and_then(|t| t.chars().next());
            let starts = before.is_none_or(|c| !(c.is_alphanumeric() || "_-./}]".contains(c)));
            starts && after == Some('/')
        })
    })?;
    Some(format!(
        "{}: names `{found}/…`, a directory of one machine",
        source.path
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The complaints about one file among some others.
    fn complaints(path: &str, text: &str) -> Vec<String> {
        let file = |path: &str, text: &str| Source {
            path: path.to_owned(),
            text: text.to_owned(),
        };
        check(&[
            file(path, text),
            file("docs/sql.md", ""),
            file("README.md", ""),
        ])
    }

    fn check_one(path: &str, text: &str, part: &str) {
        let found = complaints(path, text);
        assert!(
            found.len() == 1 && found.iter().all(|c| c.contains(part)),
            "{path}: {found:?}"
        );
    }

    #[test]
    fn each_rule_complains() {
        let long = "//! x\n".repeat(MAX_LINES + 1);
        check_one("a.rs", "fn main() {}", "does not open with");
        check_one("a.rs", &long, "801 lines");
        check_one("crates/a/src/util.rs", "//! x", "says nothing");
        check_one("crates/a/src/b/mod.rs", "//! x", "says nothing");
        check_one("docs/a.md", "see [x](nowhere.md#there)", "leads nowhere");
        check_one("docs/a.md", "see [x](../../other/README.md)", "leads out");
        check_one("a.sh", "cat /work/data", "names `/work");
        let hiveql = "[package]\nname = \"skep-hiveql\"\n[dependencies]\nserde = \"1\"\n";
        for dependency in [
            "arrow.workspace = true",
            "datafusion-common = { version = \"1\" }",
            "skep-serde.workspace = true",
        ] {
            check_one(
                "crates/h/Cargo.toml",
                &format!("{hiveql}{dependency}\n"),
                "must not depend",
            );
        }
        let planner =
            "[package]\nname = \"skep-planner\"\n[build-dependencies]\nballista-core = \"55\"\n";
        check_one("crates/p/Cargo.toml", planner, "only skep-engine may");
    }

    #[test]
    fn what_is_fine_is_left_alone() {
        for (path, text) in [
            ("a.rs", "//! What it is for.\n"),
            (
                "a.md",
                "[a](docs/sql.md#x) [b](https://x.y/z) [c](#here) [d](docs) [e](docs/../README.md)",
            ),
            ("a.sh", "cat ../work/data https://x.y/work/z network/"),
            (
                "Cargo.toml",
                "[workspace]\n[workspace.dependencies]\nballista = \"1\"\n",
            ),
            (
                "a/Cargo.toml",
                "[package]\nname = \"skep-serde\"\n[dependencies]\narrow.workspace = true\n",
            ),
        ] {
            assert_eq!(complaints(path, text), Vec::<String>::new(), "{path}");
        }
    }
}
