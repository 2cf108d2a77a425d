//! Colours while typing, by the language's own lexer.

use reedline::{Color, StyledText};
use skep_hiveql::lexer::{Token, TokenKind, lex_all};

/// Paints tokens.
pub(super) struct Highlighter;

impl reedline::Highlighter for Highlighter {
    fn highlight(&self, text: &str, _cursor: usize) -> StyledText {
        let mut styled = StyledText::new();
        for (piece, colour) in pieces(text) {
            let style = colour.map(Color::normal).unwrap_or_default();
            styled.push((style, piece.to_owned()));
        }
        styled
    }
}

/// The text cut into pieces of one colour; joined they are the text.
fn pieces(text: &str) -> Vec<(&str, Option<Color>)> {
    let (tokens, lexed) = match lex_all(text) {
        Ok(tokens) => (tokens, text.len()),
        // What stands before an open quote is painted as ever, and the rest as the string it is going to be.
        Err(error) => {
            let at = error.span.start as usize;
            (
                text.get(..at)
                    .and_then(|head| lex_all(head).ok())
                    .unwrap_or_default(),
                at,
            )
        }
    };
    let mut pieces = Vec::new();
    let mut place = 0;
    for token in &tokens {
        let (start, end) = (token.span.start as usize, token.span.end as usize);
        pieces.push((text.get(place..start).unwrap_or_default(), None));
        pieces.push((text.get(start..end).unwrap_or_default(), colour(token)));
        place = end;
    }
    pieces.push((text.get(place..lexed).unwrap_or_default(), None));
    pieces.push((text.get(lexed..).unwrap_or_default(), Some(Color::Yellow)));
    pieces.retain(|(piece, _)| !piece.is_empty());
    pieces
}

fn colour(token: &Token) -> Option<Color> {
    match token.kind {
        TokenKind::Word if !token.tag.is_empty() => Some(Color::Blue),
        TokenKind::String => Some(Color::Yellow),
        TokenKind::Number => Some(Color::Cyan),
        TokenKind::Quoted => Some(Color::Green),
        TokenKind::Comment | TokenKind::Hint => Some(Color::DarkGray),
        TokenKind::Word | TokenKind::Symbol | TokenKind::End => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_lost_and_words_have_colours() {
        for text in [
            "",
            "select 'a' -- b",
            "select 'open",
            "§ä select",
            "a\n  `b c` /* d",
        ] {
            assert_eq!(
                pieces(text)
                    .iter()
                    .map(|(piece, _)| *piece)
                    .collect::<String>(),
                text
            );
        }
        let painted: Vec<_> = pieces("select x, 1 from 'a;")
            .into_iter()
            .filter(|(_, c)| c.is_some())
            .collect();
        assert_eq!(
            painted,
            [
                ("select", Some(Color::Blue)),
                ("1", Some(Color::Cyan)),
                ("from", Some(Color::Blue)),
                ("'a;", Some(Color::Yellow))
            ]
        );
    }
}
