//! Where the wanted fields of many lines lie, before any is decoded.

use memchr::{memchr, memchr2};

use super::marks::{END, Marks};

/// Where a field lies in a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) start: u32,
    pub(super) end: u32,
}

impl Span {
    /// Of a field that its line is too short for.
    pub(super) const MISSING: Span = Span {
        start: u32::MAX,
        end: 0,
    };

    #[inline]
    fn new(start: usize, end: usize) -> Span {
        // A run is shorter than 2^31 bytes.
        let place = |at| u32::try_from(at).unwrap_or(0);
        Span {
            start: place(start),
            end: place(end),
        }
    }

    /// The field's bytes; None if it is missing.
    #[inline]
    pub(super) fn of(self, bytes: &[u8]) -> Option<&[u8]> {
        bytes.get(self.start as usize..self.end as usize)
    }
}

/// Which fields are looked for.
#[derive(Debug, Default)]
pub(super) struct Layout {
    /// Their places in a line, rising.
    fields: Vec<usize>,
    /// The last one's end is the line's.
    last_takes_rest: bool,
    separator: u8,
    escape: Option<u8>,
}

impl Layout {
    /// `fields` are their places in the line, rising; `rest` is the field that takes the rest of its line.
    pub(super) fn new(
        fields: &[usize],
        rest: Option<usize>,
        separator: u8,
        escape: Option<u8>,
    ) -> Layout {
        Layout {
            fields: fields.to_vec(),
            last_takes_rest: rest.is_some() && fields.last().copied() == rest,
            separator,
            escape,
        }
    }

    /// How many fields of a line are looked for.
    pub(super) fn width(&self) -> usize {
        self.fields.len()
    }

    /// Whether `bytes` are found out by their separators alone.
    pub(super) fn is_plain(&self, bytes: &[u8]) -> bool {
        self.escape
            .is_none_or(|escape| memchr(escape, bytes).is_none())
    }
}

/// The lines found.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// The fields of one line after those of the line before.
    pub(super) spans: Vec<Span>,
    /// Where each line begins.
    pub(super) starts: Vec<u32>,
}

/// What is looked through.
#[derive(Debug, Clone, Copy)]
pub(super) struct Lines<'a> {
    pub(super) bytes: &'a [u8],
    /// Where the first line begins.
    pub(super) start: usize,
    pub(super) has_cr: bool,
    /// Whether no separator is escaped.
    pub(super) plain: bool,
}

impl Found {
    /// Looks for the fields of at most `max_rows` lines; gives where the next line begins. There is at least one field to look for.
    pub(super) fn locate(&mut self, lines: Lines<'_>, layout: &Layout, max_rows: usize) -> usize {
        // At least a byte a line.
        let rows = max_rows.min(lines.bytes.len() - lines.start);
        self.spans.resize(rows * layout.width(), Span::MISSING);
        self.starts.resize(rows, 0);
        match (lines.plain, lines.has_cr) {
            (true, false) => self.plain::<false>(lines, layout),
            (true, true) => self.plain::<true>(lines, layout),
            (false, _) => self.escaped(lines, layout),
        }
    }

    /// Goes from line to line: `line` is told where the next one begins, notes its fields and tells where the one after it begins.
    #[inline]
    fn each(
        &mut self,
        lines: Lines<'_>,
        layout: &Layout,
        mut line: impl FnMut(&mut [Span], usize) -> usize,
    ) -> usize {
        let mut next = lines.start;
        let mut rows = 0;
        let mut left = self.spans.as_mut_slice();
        while next < lines.bytes.len()
            && let Some(start) = self.starts.get_mut(rows)
            && let Some((spans, more)) = left.split_at_mut_checked(layout.width())
        {
            left = more;
            rows += 1;
            *start = u32::try_from(next).unwrap_or(0);
            next = line(spans, next);
        }
        self.spans.truncate(rows * layout.width());
        self.starts.truncate(rows);
        next.min(lines.bytes.len())
    }

    #[inline]
    fn plain<const CR: bool>(&mut self, lines: Lines<'_>, layout: &Layout) -> usize {
        let bytes = lines.bytes;
        let mut marks = Marks::<CR>::new(bytes, lines.start, layout.separator);
        // How many marks the last line had that was walked, its end included.
        let mut count = 0;
        self.each(lines, layout, |spans, start| {
            // Most lines have as many fields as the one before: then there is nothing to be walked.
            if !layout.last_takes_rest
                && let Some(line) = marks.line_of(count)
            {
                uniform(spans, start, line, &layout.fields);
                let end = line.last().map_or(0, |mark| (mark & !END) as usize);
                marks.pass(count);
                return after_end::<CR>(bytes, end);
            }
            let before = marks.passed();
            let end = walk(&mut marks, spans, start, layout);
            count = marks.passed() - before;
            after_end::<CR>(bytes, end)
        })
    }

    /// The same where a separator may be escaped: line by line.
    fn escaped(&mut self, lines: Lines<'_>, layout: &Layout) -> usize {
        let bytes = lines.bytes;
        let last = layout.fields.last().copied();
        self.each(lines, layout, |spans, start| {
            let rest = bytes.get(start..).unwrap_or_default();
            let end = start + memchr2(b'\n', b'\r', rest).unwrap_or(rest.len());
            let field_end = |at: usize| {
                let rest = bytes.get(at..end)?;
                next_separator(rest, layout.separator, layout.escape).map(|length| at + length)
            };
            let mut field = 0;
            // Where `field` begins; None once the line is used up.
            let mut begin = Some(start);
            for (span, &wanted) in spans.iter_mut().zip(&layout.fields) {
                while field < wanted && begin.is_some() {
                    begin = begin.and_then(field_end).map(|at| at + 1);
                    field += 1;
                }
                let rest = layout.last_takes_rest && Some(wanted) == last;
                let found = begin.and_then(|at| if rest { None } else { field_end(at) });
                *span = begin.map_or(Span::MISSING, |at| Span::new(at, found.unwrap_or(end)));
                begin = found.map(|at| at + 1);
                field += 1;
            }
            after_end::<true>(bytes, end)
        })
    }
}

/// Notes the fields of the line that begins at `start`, mark by mark; gives where it ends.
#[inline]
fn walk<const CR: bool>(
    marks: &mut Marks<'_, CR>,
    spans: &mut [Span],
    start: usize,
    layout: &Layout,
) -> usize {
    let last = layout.fields.last().copied();
    let mut field = 0;
    let mut begin = start;
    // Where the line ends, once that is known.
    let mut end = None;
    for (span, &wanted) in spans.iter_mut().zip(&layout.fields) {
        while field < wanted && end.is_none() {
            let (at, is_end) = marks.next();
            begin = at + 1;
            end = is_end.then_some(at);
            field += 1;
        }
        if end.is_some() {
            *span = Span::MISSING;
        } else if layout.last_takes_rest && Some(wanted) == last {
            let at = marks.line_end();
            *span = Span::new(begin, at);
            end = Some(at);
        } else {
            let (at, is_end) = marks.next();
            *span = Span::new(begin, at);
            begin = at + 1;
            end = is_end.then_some(at);
            field += 1;
        }
    }
    end.unwrap_or_else(|| marks.line_end())
}

/// The fields of a line that begins at `start` and whose marks are `line`.
#[inline]
fn uniform(spans: &mut [Span], start: usize, line: &[u32], fields: &[usize]) {
    let start = u32::try_from(start).unwrap_or(0);
    for (span, &field) in spans.iter_mut().zip(fields) {
        *span = match (field.checked_sub(1), line.get(field)) {
            (_, None) => Span::MISSING,
            (None, Some(end)) => Span {
                start,
                end: end & !END,
            },
            // All marks but the last are separators.
            (Some(before), Some(end)) => Span {
                start: line.get(before).map_or(0, |mark| mark + 1),
                end: end & !END,
            },
        };
    }
}

/// Where the line after the one that ends at `end` begins.
#[inline]
fn after_end<const CR: bool>(bytes: &[u8], end: usize) -> usize {
    let crlf = CR && bytes.get(end) == Some(&b'\r') && bytes.get(end + 1) == Some(&b'\n');
    end + 1 + usize::from(crlf)
}

/// The first separator that isn't escaped.
#[inline]
pub(super) fn next_separator(text: &[u8], separator: u8, escape: Option<u8>) -> Option<usize> {
    let Some(escape) = escape else {
        return memchr(separator, text);
    };
    let mut from = 0;
    loop {
        let at = from + memchr2(separator, escape, text.get(from..)?)?;
        if text.get(at) == Some(&separator) {
            return Some(at);
        }
        // The escape character keeps the next one, whatever it is.
        from = at + 2;
    }
}
