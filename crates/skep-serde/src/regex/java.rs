//! Java's regular expressions in the words of the `regex` crate.
//!
//! What is written the same but means something else is rewritten: Java's `\d`, `\w` and `\s` know ASCII only, `x*+` is a
//! possessive `x*`, a backslash before any sign makes it plain. What the crate can't do (looking around, back references,
//! possessive and atomic groups) is left to a backtracking engine.

/// A translated pattern.
pub(super) struct Translated {
    /// For the `regex` crate, with the wanted groups only; None if it can't do it.
    pub(super) plain: Option<String>,
    /// For fancy-regex, with all groups.
    pub(super) fancy: String,
}

/// Translates a Java pattern; `groups` lists the wanted groups, by number from 1 on, ascending; None for all.
pub(super) fn translate(pattern: &str, groups: Option<&[usize]>) -> Translated {
    let mut translator = Translator {
        rest: pattern,
        plain: String::with_capacity(pattern.len() + 16),
        fancy: String::with_capacity(pattern.len() + 16),
        is_plain: true,
        groups: 0,
        depth: 0,
    };
    translator.run(groups);
    Translated {
        plain: translator.is_plain.then_some(translator.plain),
        fancy: translator.fancy,
    }
}

struct Translator<'a> {
    rest: &'a str,
    plain: String,
    fancy: String,
    is_plain: bool,
    /// Capturing groups so far.
    groups: usize,
    /// How many `[` are open.
    depth: usize,
}

impl Translator<'_> {
    fn run(&mut self, wanted: Option<&[usize]>) {
        // Whether a `+` now would make a quantifier possessive.
        let mut quantified = false;
        while let Some(c) = self.next() {
            let was_quantified = std::mem::take(&mut quantified);
            match c {
                '\\' => self.escape(),
                '[' => {
                    self.depth += 1;
                    self.push("[");
                    if self.take("^") {
                        self.push("^");
                    }
                    // The first thing in a class is plain, even this.
                    if self.take("]") {
                        self.push("\\]");
                    }
                }
                ']' if self.depth > 0 => {
                    self.depth -= 1;
                    self.push("]");
                }
                // These would be set operations. The first of a class is plain, of two others the second.
                '-' if self.depth > 0 && self.take("-") => {
                    let first = self.plain.ends_with('[') || self.plain.ends_with("[^");
                    self.push(if first { "\\--" } else { "-\\-" });
                }
                '~' if self.depth > 0 => self.push("\\~"),
                c if self.depth > 0 => self.push_char(c),
                '(' => self.group(wanted),
                '+' if was_quantified => {
                    self.is_plain = false;
                    self.push("+");
                }
                '?' if was_quantified => self.push("?"),
                '*' | '+' | '?' | '}' => {
                    quantified = true;
                    self.push_char(c);
                }
                c => self.push_char(c),
            }
        }
    }

    fn next(&mut self) -> Option<char> {
        let mut chars = self.rest.chars();
        let next = chars.next();
        self.rest = chars.as_str();
        next
    }

    fn take(&mut self, literal: &str) -> bool {
        match self.rest.strip_prefix(literal) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn push(&mut self, text: &str) {
        self.plain.push_str(text);
        self.fancy.push_str(text);
    }

    fn push_char(&mut self, c: char) {
        self.push(c.encode_utf8(&mut [0; 4]));
    }

    fn group(&mut self, wanted: Option<&[usize]>) {
        if self.rest.starts_with('?') {
            let named = self.rest.starts_with("?<")
                && !self.rest.starts_with("?<=")
                && !self.rest.starts_with("?<!");
            // (?: and flags are the same; looking around and atomic groups aren't there.
            let special = ["?=", "?!", "?<=", "?<!", "?>"]
                .iter()
                .any(|start| self.rest.starts_with(start));
            self.is_plain &= !special;
            if !named {
                return self.push("(");
            }
            self.groups += 1;
            let (name, rest) = self.rest.split_once('>').unwrap_or((self.rest, ""));
            self.rest = rest;
            self.fancy.push_str(&format!("({name}>"));
            match self.is_unwanted(wanted) {
                true => self.plain.push_str("(?:"),
                false => self.plain.push_str(&format!("({name}>")),
            }
            return;
        }
        self.groups += 1;
        self.fancy.push('(');
        self.plain.push('(');
        if self.is_unwanted(wanted) {
            self.plain.push_str("?:");
        }
    }

    /// Whether the group that begins isn't wanted.
    fn is_unwanted(&self, wanted: Option<&[usize]>) -> bool {
        wanted.is_some_and(|wanted| !wanted.contains(&self.groups))
    }

    /// What a backslash begins. (A table.)
    fn escape(&mut self) {
        let Some(c) = self.next() else {
            return self.push("\\");
        };
        match c {
            'd' => self.class("0-9", false),
            'D' => self.class("0-9", true),
            'w' => self.class("0-9A-Za-z_", false),
            'W' => self.class("0-9A-Za-z_", true),
            's' => self.class(" \\t\\n\\x0B\\f\\r", false),
            'S' => self.class(" \\t\\n\\x0B\\f\\r", true),
            'h' => self.class(
                " \\t\\u{A0}\\u{1680}\\u{180e}\\u{2000}-\\u{200a}\\u{202f}\\u{205f}\\u{3000}",
                false,
            ),
            'e' => self.push("\\x1B"),
            'Q' => self.quoted(),
            'p' | 'P' => self.property(c == 'P'),
            't' | 'n' | 'r' | 'f' | 'a' | 'x' | 'u' | 'b' | 'B' | 'A' | 'z' => {
                self.push("\\");
                self.push_char(c);
            }
            c if c.is_ascii_alphanumeric() => {
                // Back references and the rest.
                self.is_plain = false;
                self.push("\\");
                self.push_char(c);
            }
            c => self.literal(c),
        }
    }

    fn literal(&mut self, c: char) {
        if "\\.+*?()|[]{}^$#&-~".contains(c) {
            self.push("\\");
        }
        self.push_char(c);
    }

    /// `\Q…\E`
    fn quoted(&mut self) {
        let (text, rest) = self.rest.split_once("\\E").unwrap_or((self.rest, ""));
        self.rest = rest;
        for c in text.chars() {
            self.literal(c);
        }
    }

    fn class(&mut self, ranges: &str, negated: bool) {
        if self.depth > 0 && !negated {
            return self.push(ranges);
        }
        self.push(if negated { "[^" } else { "[" });
        self.push(ranges);
        self.push("]");
    }

    /// `\p{…}`: the POSIX classes, which know ASCII only, and Unicode's.
    fn property(&mut self, negated: bool) {
        let named = self
            .rest
            .strip_prefix('{')
            .and_then(|rest| rest.split_once('}'));
        let Some((name, rest)) = named else {
            return self.push(if negated { "\\P" } else { "\\p" });
        };
        let ranges = match name {
            "Lower" => "a-z",
            "Upper" => "A-Z",
            "ASCII" => "\\x00-\\x7F",
            "Alpha" => "A-Za-z",
            "Digit" => "0-9",
            "Alnum" => "0-9A-Za-z",
            "Punct" => "!-/:-@\\[-`{-\\~",
            "Graph" => "!-\\~",
            "Print" => " -\\~",
            "Blank" => " \\t",
            "Cntrl" => "\\x00-\\x1F\\x7F",
            "XDigit" => "0-9A-Fa-f",
            "Space" => " \\t\\n\\x0B\\f\\r",
            _ => {
                let name = name.strip_prefix("Is").unwrap_or(name);
                let property = format!("\\{}{{{name}}}", if negated { 'P' } else { 'p' });
                self.rest = rest;
                return self.push(&property);
            }
        };
        self.rest = rest;
        self.class(ranges, negated);
    }
}
