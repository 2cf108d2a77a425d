//! Regular expressions walked straight through, without going back: most that are written for logs need no more.
//!
//! A regex engine that backtracks tries the ways through an expression in an order, and the first that comes to the end counts. This
//! goes one way only: at each choice the first that isn't refused by the very next byte. Ways before it in that order fail, so
//! where this comes to the end it has found what the engine would find. Where it doesn't, nothing is known, and the engine is asked.

mod compile;
#[cfg(test)]
mod tests;

use memchr::{memchr, memchr2, memchr3};

/// An expression in steps. It is for lines of valid UTF-8, and matches whole lines.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Direct {
    steps: Vec<Step>,
    /// Groups, with the whole match, number 0.
    groups: usize,
}

/// Where each group lies.
pub(super) type Places = Vec<Option<(usize, usize)>>;

#[derive(Debug, Clone, PartialEq)]
enum Step {
    /// These bytes.
    Literal(Box<[u8]>),
    /// Bytes of a set.
    Run(Box<Run>),
    /// A group begins.
    Open(usize),
    /// It ends.
    Close(usize),
    /// The first of these that the next byte doesn't refuse.
    Choose(Vec<(Next, Vec<Step>)>),
    /// The beginning of the line.
    Start,
}

/// As many bytes of a set as there are, or, if it isn't greedy, as few as will do: up to where what follows may begin.
#[derive(Debug, Clone, PartialEq)]
struct Run {
    set: Set,
    stop: Stop,
    min: usize,
    max: usize,
    greedy: bool,
    then: Next,
}

/// What may stand at a place of the line, by the expression from there on.
#[derive(Debug, Clone, PartialEq)]
struct Next {
    bytes: Set,
    /// Whether the line may end there.
    end: bool,
}

impl Next {
    #[inline]
    fn allows(&self, line: &[u8], at: usize) -> bool {
        match line.get(at) {
            Some(byte) => self.bytes.has(*byte),
            None => self.end,
        }
    }
}

/// A set of bytes. Those from 0x80 on are all in it or none: it is a set of characters.
#[derive(Clone, PartialEq)]
struct Set([bool; 256]);

impl std::fmt::Debug for Set {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let ascii = (0..128u8).filter(|byte| self.has(*byte)).map(char::from);
        write!(f, "{:?}", ascii.collect::<String>())
    }
}

impl Set {
    const NONE: Set = Set([false; 256]);

    #[inline]
    fn has(&self, byte: u8) -> bool {
        self.0.get(usize::from(byte)).copied().unwrap_or_default()
    }

    fn add(&mut self, byte: u8) {
        if let Some(known) = self.0.get_mut(usize::from(byte)) {
            *known = true;
        }
    }

    fn join(&mut self, other: &Set) {
        (0..=255)
            .filter(|byte| other.has(*byte))
            .for_each(|byte| self.add(byte));
    }
}

/// How the first byte that isn't of a set is found.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Stop {
    Never,
    One(u8),
    Two(u8, u8),
    Three(u8, u8, u8),
    /// By looking at each.
    Many,
}

impl Stop {
    fn of(set: &Set) -> Stop {
        let others: Vec<u8> = (0..=255).filter(|byte| !set.has(*byte)).take(4).collect();
        match *others.as_slice() {
            [] => Stop::Never,
            [a] => Stop::One(a),
            [a, b] => Stop::Two(a, b),
            [a, b, c] => Stop::Three(a, b, c),
            _ => Stop::Many,
        }
    }

    #[inline]
    fn find(self, text: &[u8], set: &Set) -> usize {
        let found = match self {
            Stop::Never => None,
            Stop::One(a) => memchr(a, text),
            Stop::Two(a, b) => memchr2(a, b, text),
            Stop::Three(a, b, c) => memchr3(a, b, c, text),
            Stop::Many => text.iter().position(|byte| !set.has(*byte)),
        };
        found.unwrap_or(text.len())
    }
}

impl Run {
    /// Where it ends, having begun at `start`: at the first place, in the engine's order, that what follows doesn't refuse.
    #[inline]
    fn end(&self, line: &[u8], start: usize) -> Option<usize> {
        let rest = line.get(start..)?;
        let rest = rest.get(..self.max).unwrap_or(rest);
        let furthest = start + self.stop.find(rest, &self.set);
        let least = start.checked_add(self.min)?;
        if furthest < least {
            return None;
        }
        let fits = |at: &usize| self.then.allows(line, *at) && is_boundary(line, *at);
        match self.greedy {
            true if fits(&furthest) => Some(furthest),
            true => (least..furthest).rev().find(fits),
            false => (least..=furthest).find(fits),
        }
    }
}

/// Whether a character begins there, or the line ends.
#[inline]
fn is_boundary(line: &[u8], at: usize) -> bool {
    line.get(at).is_none_or(|byte| !(0x80..0xC0).contains(byte))
}

impl Direct {
    /// Where the groups lie. False: the line doesn't match, or only a regex engine can tell.
    pub(super) fn read(&self, line: &[u8], places: &mut Places) -> bool {
        places.clear();
        places.resize(self.groups, None);
        walk(&self.steps, line, 0, places) == Some(line.len())
    }
}

/// Goes through the steps from a place on, to where they end.
fn walk(steps: &[Step], line: &[u8], mut at: usize, places: &mut Places) -> Option<usize> {
    for step in steps {
        match step {
            Step::Literal(text) => {
                at = line
                    .get(at..)?
                    .starts_with(text)
                    .then_some(at + text.len())?;
            }
            Step::Run(run) => at = run.end(line, at)?,
            Step::Open(group) => *places.get_mut(*group)? = Some((at, at)),
            Step::Close(group) => {
                let (start, _) = places.get(*group).copied().flatten()?;
                *places.get_mut(*group)? = Some((start, at));
            }
            Step::Choose(ways) => {
                let (_, steps) = ways.iter().find(|(next, _)| next.allows(line, at))?;
                at = walk(steps, line, at, places)?;
            }
            Step::Start => (at == 0).then_some(())?,
        }
    }
    Some(at)
}
