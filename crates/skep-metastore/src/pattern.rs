//! `SHOW TABLES LIKE '…'`: SQL's LIKE on names (`UDFLike.likePatternToRegExp`, compared without case).

/// A LIKE pattern on a name: `%` any text, `_` one character, `\%` and `\_` themselves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LikePattern(Vec<Piece>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Any,
    One,
    Char(char),
}

impl LikePattern {
    /// Reads a pattern; every text is one.
    pub fn new(text: &str) -> Self {
        let mut pieces = Vec::new();
        let mut chars = text.chars().flat_map(char::to_lowercase).peekable();
        while let Some(c) = chars.next() {
            pieces.push(match c {
                '%' => Piece::Any,
                '_' => Piece::One,
                '\\' => Piece::Char(chars.next_if(|n| matches!(n, '%' | '_')).unwrap_or('\\')),
                c => Piece::Char(c),
            });
        }
        LikePattern(pieces)
    }

    /// True where the whole name fits, whatever its case.
    pub fn matches(&self, name: &str) -> bool {
        // `reach[i]`: the first i pieces match the text read so far.
        let mut reach = vec![false; self.0.len() + 1];
        let start = |reach: &mut Vec<bool>| {
            for (i, piece) in self.0.iter().enumerate() {
                if reach[i] && *piece == Piece::Any {
                    reach[i + 1] = true;
                }
            }
        };
        reach[0] = true;
        start(&mut reach);
        for c in name.chars().flat_map(char::to_lowercase) {
            let mut next = vec![false; reach.len()];
            for (i, piece) in self.0.iter().enumerate().filter(|(i, _)| reach[*i]) {
                match piece {
                    Piece::Any => next[i] = true,
                    Piece::One => next[i + 1] = true,
                    Piece::Char(p) => next[i + 1] |= *p == c,
                }
            }
            start(&mut next);
            reach = next;
        }
        reach.last().copied().unwrap_or(false)
    }
}

#[cfg(test)]
mod tests {
    use super::LikePattern;

    #[test]
    fn matches_as_like_does() {
        for (pattern, name, expected) in [
            ("src", "src", true),
            ("SRC", "src", true),
            ("src", "srcpart", false),
            ("src%", "srcpart", true),
            ("%part", "srcpart", true),
            ("s%c%t", "srcpart", true),
            ("s_c", "src", true),
            ("s_c", "sc", false),
            ("a\\_b", "a_b", true),
            ("a\\_b", "axb", false),
            ("%", "", true),
            ("", "", true),
            ("", "a", false),
            ("%%x", "x", true),
        ] {
            assert_eq!(
                LikePattern::new(pattern).matches(name),
                expected,
                "{pattern} on {name}"
            );
        }
    }
}
