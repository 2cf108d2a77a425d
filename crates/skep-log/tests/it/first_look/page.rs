//! The page's text: tags that match, no load from elsewhere, no script.

use super::{html, line, report};

/// Elements that have no end tag.
const VOID: &[&str] = &["meta", "path"];

/// Elements that the page may hold.
const KNOWN: &[&str] = &[
    "html", "head", "title", "style", "body", "header", "main", "footer", "section", "div", "p",
    "h1", "h2", "dl", "dt", "dd", "ul", "li", "i", "span", "small", "code", "bdi", "table",
    "thead", "tbody", "tr", "th", "td", "svg", "g", "text", "meta", "path",
];

/// Attributes that it may have.
const ATTRIBUTES: &[&str] = &[
    "lang",
    "charset",
    "name",
    "content",
    "http-equiv",
    "class",
    "id",
    "style",
    "scope",
    "viewBox",
    "role",
    "aria-label",
    "aria-labelledby",
    "d",
    "x",
    "y",
    "text-anchor",
];

/// Panics where a page isn't sound.
pub(super) fn check(page: &str) {
    let body = page.strip_prefix("<!doctype html>\n").unwrap();
    let mut open: Vec<&str> = Vec::new();
    let mut ids: Vec<&str> = Vec::new();
    let mut rest = body;
    while let Some(start) = rest.find('<') {
        text(&rest[..start], open.last() == Some(&"style"));
        let end = start + rest[start..].find('>').unwrap();
        let tag = &rest[start + 1..end];
        rest = &rest[end + 1..];
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name), "</{name}>");
            continue;
        }
        let name = tag.split([' ', '/']).next().unwrap();
        assert!(KNOWN.contains(&name), "<{tag}>");
        attributes(tag[name.len()..].trim_end_matches('/'), &mut ids);
        if !VOID.contains(&name) {
            open.push(name);
        }
    }
    assert!(open.is_empty(), "{open:?}");
    assert_eq!(rest, "\n");
    let style = page
        .split("<style>")
        .nth(1)
        .unwrap()
        .split("</style>")
        .next()
        .unwrap();
    for load in ["url(", "@import", "http:", "https:", "//"] {
        assert!(!style.contains(load), "{load}");
    }
}

/// Text between tags: references are whole.
fn text(text: &str, is_style: bool) {
    assert!(is_style || !text.contains(['>', '"', '\'']) || !text.contains('<'));
    for reference in text.split('&').skip(1) {
        let name = reference.split(';').next().unwrap();
        assert!(
            ["amp", "lt", "gt", "quot", "#39"].contains(&name),
            "&{name}"
        );
    }
}

/// Attributes: known ones, in quotes, ids once.
fn attributes<'p>(text: &'p str, ids: &mut Vec<&'p str>) {
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let (name, tail) = rest.split_once("=\"").unwrap_or_else(|| panic!("{text}"));
        let (value, tail) = tail.split_once('"').unwrap();
        assert!(ATTRIBUTES.contains(&name), "{name}=\"{value}\"");
        assert!(
            !value.contains("http:") && !value.contains("https:") && !value.contains("javascript"),
            "{value}"
        );
        if name == "id" {
            assert!(!ids.contains(&value), "{value} twice");
            ids.push(value);
        }
        rest = tail.trim_start();
    }
}

#[test]
fn a_page_of_nothing_and_one_of_a_little_are_sound() {
    check(&html(&report("combined", b"", 10)));
    let log = line(
        "192.0.2.1",
        "17/May/2015:10:05:03 +0200",
        "GET / HTTP/1.1",
        500,
        "-",
        "curl/8",
    );
    let page = html(&report("combined", log.as_bytes(), 10));
    check(&page);
    assert!(page.contains("<h1><bdi>a.log</bdi></h1>"));
    assert!(page.contains("17 May 2015 10:05:03 – 17 May 2015 10:05:03 +02:00"));
    assert!(page.contains("500</bdi> <small>Internal Server Error</small>"));
    assert!(page.contains("1 Jan 1970 00:00:00 UTC by <code>skep log</code>"));
}
