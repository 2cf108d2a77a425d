//! Directives, and the literals between them, to a grammar and its fields: Apache's and nginx's formats are alike in that.

use super::build::{Builder, Layout, Meaning};
use super::escape::Escape;
use super::format::Grammar;
use super::items::{Item, Items, Shape};

/// A directive of Apache's, a variable of nginx's.
pub(super) struct Directive {
    /// As it stands in the format.
    pub(super) own: String,
    /// The field's name.
    pub(super) name: String,
    pub(super) meaning: Meaning,
    /// Where it has always so many bytes.
    pub(super) width: Option<usize>,
}

/// What stands before the first directive; and the directives, each with the literal behind it.
pub(super) fn assemble(
    head: &str,
    parts: &[(Directive, String)],
    escape: Escape,
) -> (Grammar, Layout) {
    let mut builder = Builder::default();
    let mut before = head;
    let mut items = Vec::with_capacity(parts.len());
    for (place, (directive, after)) in parts.iter().enumerate() {
        items.push(Item {
            shape: shape(directive, before, after, parts.get(place + 1)),
            after: after.as_bytes().into(),
        });
        let meaning = directive.meaning.clone();
        builder.add(&directive.name, &directive.own, meaning, escape);
        before = after;
    }
    let items = Items {
        head: head.as_bytes().into(),
        required: items.len(),
        items,
        open: false,
    };
    (Grammar::Items(items), builder.finish())
}

fn shape(
    directive: &Directive,
    before: &str,
    after: &str,
    next: Option<&(Directive, String)>,
) -> Shape {
    if let Some(width) = directive.width {
        return Shape::Width(width);
    }
    if let Meaning::Time(pattern) = &directive.meaning {
        return Shape::Time(pattern.clone());
    }
    if before.ends_with('"') && after.starts_with('"') {
        return Shape::Quoted;
    }
    let is_port = |(next, behind): &(Directive, String)| {
        matches!(next.meaning, Meaning::Integer(_)) && behind.starts_with(' ')
    };
    match after == ":" && next.is_some_and(is_port) {
        true => Shape::BeforeLast,
        false => Shape::Bare,
    }
}
