//! Expressions, as `regex-syntax` reads them, to steps: from the end to the beginning, because a step must know what may follow it.

use regex_syntax::ParserBuilder;
use regex_syntax::hir::{Class, Hir, HirKind, Look, Repetition};

use super::{Direct, Next, Run, Set, Step, Stop};

/// Deeper expressions are the engine's.
const DEPTH: usize = 32;

/// More steps than this are the engine's.
const STEPS: usize = 1000;

impl Direct {
    /// The steps of an expression in the `regex` crate's words; None where it has parts that can't be gone through straight: loops over more
    /// than one character, words' bounds, sets of some characters beyond ASCII.
    pub(in super::super) fn new(pattern: &str) -> Option<Direct> {
        let expression = ParserBuilder::new()
            .utf8(false)
            .build()
            .parse(pattern)
            .ok()?;
        let end = Next {
            bytes: Set::NONE,
            end: true,
        };
        let mut steps = compile(&expression, &end, DEPTH)?;
        merge(&mut steps);
        (steps.len() <= STEPS).then(|| Direct {
            steps,
            groups: expression.properties().explicit_captures_len() + 1,
        })
    }
}

/// What may stand where the expression begins, if `then` may follow it.
fn first(expression: &Hir, then: &Next) -> Option<Next> {
    Some(match expression.kind() {
        HirKind::Empty => then.clone(),
        HirKind::Literal(literal) => {
            let mut bytes = Set::NONE;
            let byte = *literal.0.first()?;
            // Of a character beyond ASCII its first byte stands for all of them.
            if byte >= 0x80 {
                (0x80..=0xFF).for_each(|byte| bytes.add(byte));
            } else {
                bytes.add(byte);
            }
            Next { bytes, end: false }
        }
        HirKind::Class(class) => Next {
            bytes: set(class)?,
            end: false,
        },
        HirKind::Look(Look::Start) => then.clone(),
        HirKind::Look(Look::End) => Next {
            bytes: Set::NONE,
            end: true,
        },
        HirKind::Look(_) => return None,
        HirKind::Capture(capture) => first(&capture.sub, then)?,
        HirKind::Repetition(repetition) => {
            let mut next = first(&repetition.sub, then)?;
            if repetition.min == 0 {
                join(&mut next, then);
            }
            next
        }
        HirKind::Concat(parts) => {
            let mut next = then.clone();
            for part in parts.iter().rev() {
                next = first(part, &next)?;
            }
            next
        }
        HirKind::Alternation(ways) => {
            let mut next = Next {
                bytes: Set::NONE,
                end: false,
            };
            for way in ways {
                join(&mut next, &first(way, then)?);
            }
            next
        }
    })
}

fn join(next: &mut Next, other: &Next) {
    next.bytes.join(&other.bytes);
    next.end |= other.end;
}

/// The steps of an expression that `then` may follow.
fn compile(expression: &Hir, then: &Next, depth: usize) -> Option<Vec<Step>> {
    let depth = depth.checked_sub(1)?;
    Some(match expression.kind() {
        HirKind::Empty => Vec::new(),
        HirKind::Literal(literal) => vec![Step::Literal(literal.0.clone())],
        HirKind::Class(_) => vec![run(expression, (1, Some(1)), true, then)?],
        HirKind::Look(Look::Start) => vec![Step::Start],
        // Where nothing may follow, the line's end is looked for all the same.
        HirKind::Look(Look::End) => {
            vec![Step::Choose(vec![(first(expression, then)?, Vec::new())])]
        }
        HirKind::Look(_) => return None,
        HirKind::Capture(capture) => {
            let group = usize::try_from(capture.index).ok()?;
            let mut steps = vec![Step::Open(group)];
            steps.extend(compile(&capture.sub, then, depth)?);
            steps.push(Step::Close(group));
            steps
        }
        HirKind::Repetition(repetition) => repeated(repetition, then, depth)?,
        HirKind::Concat(parts) => {
            let mut next = then.clone();
            let mut all = Vec::with_capacity(parts.len());
            for part in parts.iter().rev() {
                all.push(compile(part, &next, depth)?);
                next = first(part, &next)?;
            }
            all.into_iter().rev().flatten().collect()
        }
        HirKind::Alternation(ways) => {
            let way = |way: &Hir| Some((first(way, then)?, compile(way, then, depth)?));
            vec![Step::Choose(ways.iter().map(way).collect::<Option<_>>()?)]
        }
    })
}

fn repeated(repetition: &Repetition, then: &Next, depth: usize) -> Option<Vec<Step>> {
    let limits = (repetition.min, repetition.max);
    if let Some(run) = run(&repetition.sub, limits, repetition.greedy, then) {
        return Some(vec![run]);
    }
    if limits != (0, Some(1)) {
        return None;
    }
    let there = (
        first(&repetition.sub, then)?,
        compile(&repetition.sub, then, depth)?,
    );
    let not = (then.clone(), Vec::new());
    Some(vec![Step::Choose(match repetition.greedy {
        true => vec![there, not],
        false => vec![not, there],
    })])
}

/// Some of one set's characters, or one of its characters.
fn run(of: &Hir, (min, max): (u32, Option<u32>), greedy: bool, then: &Next) -> Option<Step> {
    let set = match of.kind() {
        HirKind::Class(class) => set(class)?,
        HirKind::Literal(literal) if literal.0.len() == 1 => {
            let mut set = Set::NONE;
            literal
                .0
                .first()
                .filter(|byte| byte.is_ascii())
                .map(|byte| set.add(*byte))?;
            set
        }
        _ => return None,
    };
    // Bytes are counted, characters are meant.
    if set.has(0x80) && (min > 1 || max.is_some()) {
        return None;
    }
    Some(Step::Run(Box::new(Run {
        stop: Stop::of(&set),
        set,
        min: usize::try_from(min).ok()?,
        max: max.map_or(Some(usize::MAX), |max| usize::try_from(max).ok())?,
        greedy,
        then: then.clone(),
    })))
}

/// The bytes of a set of characters that has all beyond ASCII or none.
fn set(class: &Class) -> Option<Set> {
    let Class::Unicode(class) = class else {
        return None;
    };
    let mut set = Set::NONE;
    for range in class.iter() {
        let (start, end) = (u32::from(range.start()), u32::from(range.end()));
        for byte in start..=end.min(0x7F) {
            set.add(u8::try_from(byte).ok()?);
        }
        match (start <= 0x80, end) {
            (_, ..0x80) => {}
            (true, 0x10_FFFF) => (0x80..=0xFF).for_each(|byte| set.add(byte)),
            _ => return None,
        }
    }
    Some(set)
}

/// Puts literals that follow each other together.
fn merge(steps: &mut Vec<Step>) {
    let mut merged: Vec<Step> = Vec::with_capacity(steps.len());
    for step in steps.drain(..) {
        match (merged.last_mut(), step) {
            (Some(Step::Literal(before)), Step::Literal(text)) => {
                *before = [&**before, &*text].concat().into();
            }
            (_, step) => merged.push(step),
        }
    }
    *steps = merged;
}
