//! Patterns of names with `*` and `?`, as shells have them.

/// Whether a whole name fits a pattern: `*` is any text, `?` any character.
pub fn fits(pattern: &str, name: &str) -> bool {
    fits_by(pattern, name, |pattern, c| match pattern {
        ['?', ..] => Some(1),
        [plain, ..] => (*plain == c).then_some(1),
        [] => None,
    })
}

/// Whether a whole name fits a pattern in which `*` is any text. `one` tells how many characters at the front of the rest of the pattern stand for
/// one character of the name, if they do.
pub fn fits_by(pattern: &str, name: &str, one: impl Fn(&[char], char) -> Option<usize>) -> bool {
    let pattern: Vec<char> = pattern.chars().collect();
    let name: Vec<char> = name.chars().collect();
    let (mut p, mut n) = (0, 0);
    // Where the last `*` stands, and how much of the name it takes so far.
    let mut star: Option<(usize, usize)> = None;
    loop {
        let step = match (pattern.get(p), name.get(n)) {
            (Some('*'), _) => {
                star = Some((p, n));
                p += 1;
                continue;
            }
            (None, None) => return true,
            (Some(_), Some(c)) => one(pattern.get(p..).unwrap_or_default(), *c),
            _ => None,
        };
        match (step, star) {
            (Some(taken), _) => {
                p += taken;
                n += 1;
            }
            (None, Some((at, from))) if from < name.len() => {
                star = Some((at, from + 1));
                (p, n) = (at + 1, from + 1);
            }
            _ => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::fits;

    #[test]
    fn patterns_match_as_in_a_shell() {
        for (pattern, name, expected) in [
            ("*", "", true),
            ("", "", true),
            ("log_*", "log_entries", true),
            ("log_*", "blog_entries", false),
            ("*_2009_??", "log_2009_12", true),
            ("users", "users", true),
            ("users", "users2", false),
            ("?", "", false),
            ("?", "ä", true),
            ("a*b*c", "axxbyyc", true),
            ("*.gz", "a.g", false),
        ] {
            assert_eq!(fits(pattern, name), expected, "{pattern} {name}");
        }
    }
}
