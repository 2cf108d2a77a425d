//! Any text at all: the lexer, the parser and the splitter answer, never panic, and their spans lie in the text.

use proptest::prelude::*;
use skep_hiveql::lexer::{lex, lex_all};
use skep_hiveql::{
    ParseError, is_complete, is_open, parse_expr, parse_query, parse_statement, parse_type,
    split_script,
};

/// Pieces that make texts which get further than random bytes.
const PIECES: [&str; 96] = [
    "select",
    "from",
    "where",
    "group",
    "by",
    "order",
    "having",
    "limit",
    "union",
    "all",
    "join",
    "on",
    "left",
    "outer",
    "lateral",
    "view",
    "as",
    "with",
    "insert",
    "into",
    "overwrite",
    "table",
    "partition",
    "values",
    "create",
    "external",
    "like",
    "row",
    "format",
    "delimited",
    "fields",
    "terminated",
    "stored",
    "location",
    "alter",
    "add",
    "drop",
    "columns",
    "show",
    "describe",
    "explain",
    "set",
    "case",
    "when",
    "then",
    "else",
    "end",
    "cast",
    "in",
    "between",
    "and",
    "or",
    "not",
    "is",
    "null",
    "exists",
    "distinct",
    "over",
    "rows",
    "interval",
    "day",
    "date",
    "array",
    "map",
    "struct",
    "int",
    "decimal",
    "a",
    "b",
    "t",
    "`q q`",
    "1",
    "1.5",
    "2L",
    "'s'",
    "\"d\"",
    "(",
    ")",
    "[",
    "]",
    "<",
    ">",
    "=",
    "<=>",
    ",",
    ".",
    ";",
    "*",
    "+",
    "-",
    "?",
    "--",
    "/*",
    "*/",
    "'",
    "\n",
];

fn in_bounds(text: &str, error: &ParseError) {
    let (start, end) = (error.span.start as usize, error.span.end as usize);
    assert!(start <= end && end <= text.len(), "{error:?} of {text:?}");
    assert!(text.is_char_boundary(start) && text.is_char_boundary(end));
    assert!(error.line >= 1 && error.column >= 1);
    assert!(!error.render(text).is_empty());
}

fn check(text: &str) {
    match lex_all(text) {
        Ok(tokens) => {
            let mut end = 0;
            for token in tokens {
                assert!(
                    token.span.start as usize >= end,
                    "{token:?} overlaps in {text:?}"
                );
                end = token.span.end as usize;
                assert!(end <= text.len() && text.is_char_boundary(end));
            }
        }
        Err(error) => in_bounds(text, &error),
    }
    assert_eq!(lex(text).is_ok(), lex_all(text).is_ok());
    let errors = [
        parse_statement(text).err(),
        parse_query(text).err(),
        parse_expr(text).err(),
        parse_type(text).err(),
    ];
    errors
        .iter()
        .flatten()
        .for_each(|error| in_bounds(text, error));
    for statement in split_script(text) {
        assert!(text.is_char_boundary(statement.offset));
        assert!(!statement.text.trim().is_empty());
    }
    assert!(!(is_complete(text) && is_open(text)));
}

/// What parses prints to what parses to the same.
fn check_roundtrip(text: &str) {
    if let Ok(statement) = parse_statement(text) {
        let printed = statement.to_string();
        match parse_statement(&printed) {
            Ok(again) => assert_eq!(again, statement, "{text:?} printed as {printed:?}"),
            Err(error) => panic!("{text:?} printed as\n{}", error.render(&printed)),
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text(text in any::<String>()) {
        check(&text);
    }

    #[test]
    fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        check(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn token_soup(pieces in prop::collection::vec(prop::sample::select(&PIECES[..]), 0..40)) {
        check(&pieces.join(" "));
    }

    #[test]
    fn soup_after_a_start(
        start in prop::sample::select(&["select", "select a from", "create table t", "alter table t", "show", "insert into t"][..]),
        pieces in prop::collection::vec(prop::sample::select(&PIECES[..]), 0..8),
    ) {
        let text = format!("{start} {}", pieces.join(" "));
        check(&text);
        check_roundtrip(&text);
    }
}

#[test]
fn every_beginning_of_a_statement() {
    let text = "with q as (select a, 'é''x' as `b``c` from t lateral view explode(m['k']) v as x) \
                insert overwrite table d.t partition (p = '1', q) select /*+ mapjoin(b) */ cast(a as decimal(3, 1)), \
                case when a in (1, 2) then -1.5e3 end from q join b on q.a <=> b.a -- done\n order by 1 desc limit 3;";
    for (end, _) in text.char_indices() {
        check(&text[..end]);
    }
    check(text);
    check_roundtrip(text);
}
