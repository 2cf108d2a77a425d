//! Which of the located lines pass a query's conditions.

use std::borrow::Cow;

use memchr::memchr;
use skep_hiveql::types::HiveType;

use super::locate::Span;
use super::nested::{Cx, SHORTEST_DATE, timestamp, unescape};
use crate::filter::{Constant, Datum, Operator, Test};
use crate::primitive::parse_i64;
use crate::wanted::Tested;

/// A condition on one of the located fields.
#[derive(Debug)]
pub(super) struct Filter {
    tested: Tested,
    /// Of a hint.
    trial: Option<Trial>,
}

/// Whether a hint pays: tried on some rows, and tried anew after a while if few of them failed it.
#[derive(Debug, Default)]
struct Trial {
    seen: usize,
    kept: usize,
    /// How many more rows go by untested.
    rest: usize,
}

/// Rows that a hint is tried on.
const TRIAL: usize = 16_384;

/// Rows that go by after a hint has not paid.
const REST: usize = 32 * TRIAL;

impl Trial {
    /// Whether these rows go by untested.
    fn rests(&mut self, rows: usize) -> bool {
        let rests = self.rest > 0;
        self.rest = self.rest.saturating_sub(rows);
        rests
    }

    fn count(&mut self, seen: usize, kept: usize) {
        self.seen += seen;
        self.kept += kept;
        if self.seen >= TRIAL {
            // Reading a number costs about as much as decoding a field of a row that is kept does.
            let pays = self.kept < self.seen / 8 * 7;
            *self = Trial {
                rest: if pays { 0 } else { REST },
                ..Trial::default()
            };
        }
    }
}

impl Filter {
    /// Conditions and hints, the cheapest first.
    pub(super) fn all(
        conditions: impl Iterator<Item = Tested>,
        hints: impl Iterator<Item = Tested>,
    ) -> Vec<Filter> {
        let conditions = conditions.map(|tested| (tested, None));
        let hints = hints.map(|tested| (tested, Some(Trial::default())));
        let mut filters: Vec<Filter> = conditions
            .chain(hints)
            .map(|(tested, trial)| Filter { tested, trial })
            .collect();
        filters.sort_by_key(|filter| filter.tested.cost());
        filters
    }
}

/// Lines whose fields have been located.
#[derive(Clone, Copy)]
pub(super) struct Located<'a> {
    pub(super) bytes: &'a [u8],
    pub(super) spans: &'a [Span],
    /// How many fields a line has.
    pub(super) width: usize,
    /// Whether `bytes` are UTF-8, and hold no escape character.
    pub(super) plain: bool,
}

impl Located<'_> {
    pub(super) fn rows(&self) -> usize {
        self.spans.len() / self.width.max(1)
    }

    /// The field of a line at a place among those located.
    #[inline]
    pub(super) fn span(&self, row: usize, slot: usize) -> Span {
        let span = self.spans.get(row * self.width + slot);
        span.copied().unwrap_or(Span::MISSING)
    }

    /// Puts the numbers of the lines that pass all of `filters`, which are some, into `selected`.
    pub(super) fn select(&self, filters: &mut [Filter], cx: &Cx, selected: &mut Vec<u32>) {
        selected.clear();
        selected.extend(0..u32::try_from(self.rows()).unwrap_or(u32::MAX));
        for filter in filters {
            let seen = selected.len();
            if filter.trial.as_mut().is_some_and(|trial| trial.rests(seen)) {
                continue;
            }
            self.retain(&filter.tested, cx, selected);
            if let Some(trial) = &mut filter.trial {
                trial.count(seen, selected.len());
            }
        }
    }

    /// The two commonest tests have loops of their own.
    fn retain(&self, filter: &Tested, cx: &Cx, selected: &mut Vec<u32>) {
        let null = cx.options.null.as_slice();
        match &filter.test {
            Test::Compare(Operator::Eq, Constant::Text(text)) if self.plain => {
                // A text that is the one for NULL equals nothing.
                let text = (text != null).then_some(text.as_slice());
                self.keep(filter.slot, selected, |field| match (field, text) {
                    // Most differ in length or in the first byte: a call to compare the rest is rarely needed.
                    (Some(field), Some(text)) => {
                        field.len() == text.len() && field.first() == text.first() && field == text
                    }
                    _ => false,
                });
            }
            Test::Compare(operator, Constant::Integer(integer)) => {
                let range = range(&filter.ty);
                self.keep(filter.slot, selected, |field| {
                    let value = field.filter(|field| *field != null).and_then(parse_i64);
                    value.is_some_and(|value| {
                        range.contains(&value) && operator.accepts(value.cmp(integer))
                    })
                });
            }
            test => self.keep(filter.slot, selected, |field| {
                let field = field.filter(|field| *field != null);
                match field {
                    Some(field) => self.holds(test, &filter.ty, field, cx),
                    None => test.holds(None),
                }
            }),
        }
    }

    #[inline]
    fn keep(
        &self,
        slot: usize,
        selected: &mut Vec<u32>,
        mut passes: impl FnMut(Option<&[u8]>) -> bool,
    ) {
        let mut kept = 0;
        for i in 0..selected.len() {
            let Some(&row) = selected.get(i) else { break };
            let passed = passes(self.span(row as usize, slot).of(self.bytes));
            if let Some(place) = selected.get_mut(kept) {
                *place = row;
            }
            kept += usize::from(passed);
        }
        selected.truncate(kept);
    }

    /// A field that isn't the text for NULL, read as its column would be.
    fn holds(&self, test: &Test, ty: &HiveType, field: &[u8], cx: &Cx) -> bool {
        match ty {
            HiveType::String if !self.plain => {
                test.holds(Some(Datum::Text(&text(field, cx.options.escape))))
            }
            HiveType::Date if field.len() < SHORTEST_DATE => test.holds(None),
            HiveType::Timestamp => test.holds(timestamp(field, cx).map(Datum::Timestamp)),
            ty => test.holds(Datum::read(ty, field, &cx.rules)),
        }
    }
}

/// The values of an integer type.
fn range(ty: &HiveType) -> std::ops::RangeInclusive<i64> {
    match ty {
        HiveType::TinyInt => i8::MIN.into()..=i8::MAX.into(),
        HiveType::SmallInt => i16::MIN.into()..=i16::MAX.into(),
        HiveType::Int => i32::MIN.into()..=i32::MAX.into(),
        _ => i64::MIN..=i64::MAX,
    }
}

/// A string field's text: unescaped, and repaired where it isn't UTF-8.
fn text(field: &[u8], escape: Option<u8>) -> Cow<'_, [u8]> {
    let field = match escape {
        Some(escape) if memchr(escape, field).is_some() => Cow::Owned(unescape(field, escape)),
        _ => Cow::Borrowed(field),
    };
    if std::str::from_utf8(&field).is_ok() {
        return field;
    }
    Cow::Owned(String::from_utf8_lossy(&field).into_owned().into_bytes())
}
