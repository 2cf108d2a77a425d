//! Completion: keywords, functions, databases, tables, and the columns of the tables that the statement names.
//!
//! It asks the session with the statements that people would type (`show tables`, `describe t`), so that it sees what
//! they would see. While somebody types, nothing else uses the session.

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow::array::AsArray;
use reedline::{CompletionResult, Span, Suggestion};
use skep_engine::{Outcome, Session};
use skep_hiveql::keywords;
use skep_hiveql::lexer::{TokenKind, lex};
use tokio::runtime::Handle;
use tokio::sync::Mutex;

/// More than this is not looked at by anybody.
const MAX_SUGGESTIONS: usize = 200;

/// The completer of one shell.
pub(super) struct Completer {
    runtime: Handle,
    session: Arc<Mutex<Session>>,
    /// They don't change while a shell runs.
    functions: Option<Vec<String>>,
}

/// What can be written, by what it is.
#[derive(Debug, Default)]
struct Words {
    functions: Vec<String>,
    databases: Vec<String>,
    tables: Vec<String>,
    /// Columns and the table they are of.
    columns: BTreeMap<String, String>,
}

impl Completer {
    /// A completer that asks this session.
    pub(super) fn new(runtime: Handle, session: Arc<Mutex<Session>>) -> Completer {
        Completer {
            runtime,
            session,
            functions: None,
        }
    }

    /// The names that fit a statement. What can't be asked is left out: an error has no place in a menu.
    async fn words(
        session: &Mutex<Session>,
        functions: &mut Option<Vec<String>>,
        text: &str,
    ) -> Words {
        let mut session = session.lock().await;
        let mut words = Words::default();
        if functions.is_none() {
            *functions = Some(first_column(&mut session, "show functions").await);
        }
        words
            .functions
            .clone_from(functions.get_or_insert_default());
        words.databases = first_column(&mut session, "show databases").await;
        words.tables = first_column(&mut session, "show tables").await;
        for table in named(text, &words) {
            for column in first_column(&mut session, &format!("describe {table}")).await {
                // DESCRIBE goes on after the columns, with a blank line and comments.
                if column.is_empty() || column.starts_with('#') {
                    break;
                }
                words.columns.entry(column).or_insert_with(|| table.clone());
            }
        }
        words
    }
}

impl reedline::Completer for Completer {
    fn complete(&mut self, text: &str, cursor: usize) -> CompletionResult {
        let start = word_start(text, cursor);
        let Some(typed) = text.get(start..cursor) else {
            return CompletionResult::fresh(Vec::new());
        };
        let words = self
            .runtime
            .block_on(Self::words(&self.session, &mut self.functions, text));
        let only_tables = follows_table_word(text.get(..start).unwrap_or_default());
        let suggestions: Vec<Suggestion> = matches(typed, &words)
            .into_iter()
            .filter(|(_, what)| !only_tables || what == "table" || what == "database")
            .map(|(value, what)| Suggestion {
                append_whitespace: !value.ends_with('('),
                value,
                description: Some(what),
                span: Span::new(start, cursor),
                ..Suggestion::default()
            })
            .collect();
        CompletionResult::fresh(suggestions)
    }
}

/// The first cells of a statement's rows; nothing if it fails.
async fn first_column(session: &mut Session, statement: &str) -> Vec<String> {
    let Ok(Outcome::Rows(mut rows)) = session.execute(statement).await else {
        return Vec::new();
    };
    let mut names = Vec::new();
    while let Ok(Some(batch)) = rows.next().await {
        if let Some(column) = batch.columns().first().and_then(|c| c.as_string_view_opt()) {
            names.extend(column.iter().flatten().map(|name| name.trim().to_owned()));
        }
    }
    names
}

/// The tables that a statement names: a name of the current database, or `database.name`.
fn named(text: &str, words: &Words) -> Vec<String> {
    // An open quote before the cursor leaves no tokens and no columns.
    let tokens = lex(text).unwrap_or_default();
    let name = |i: usize| {
        let name = |kind| matches!(kind, TokenKind::Word | TokenKind::Quoted);
        let token = tokens.get(i).filter(|t| name(t.kind))?;
        Some(token.text(text).trim_matches('`').to_lowercase())
    };
    let mut tables = Vec::new();
    for i in 0..tokens.len() {
        let Some(first) = name(i) else { continue };
        if words.tables.contains(&first) {
            tables.push(format!("`{first}`"));
        } else if words.databases.contains(&first)
            && tokens.get(i + 1).is_some_and(|t| t.tag == ".")
            && let Some(second) = name(i + 2)
        {
            tables.push(format!("`{first}`.`{second}`"));
        }
    }
    tables.sort();
    tables.dedup();
    tables
}

/// Whether a table's name must come next: keywords and functions would be in the way.
fn follows_table_word(before: &str) -> bool {
    let last = before
        .trim_end()
        .rsplit(|c: char| !c.is_alphanumeric())
        .next();
    let is_space = before.ends_with(char::is_whitespace);
    is_space
        && ["from", "join", "describe", "desc"]
            .iter()
            .any(|word| last.is_some_and(|l| l.eq_ignore_ascii_case(word)))
}

/// Where the word that ends at the cursor begins.
fn word_start(text: &str, cursor: usize) -> usize {
    let before = text.get(..cursor).unwrap_or_default();
    before
        .trim_end_matches(|c: char| c.is_alphanumeric() || c == '_')
        .len()
}

/// What goes on from `typed`: nearest things first, each with what it is. Keywords come in the case of what was typed.
fn matches(typed: &str, words: &Words) -> Vec<(String, String)> {
    let lower = typed.to_lowercase();
    let fits = |name: &str| name.to_lowercase().starts_with(&lower);
    let mut found: Vec<(String, String)> = Vec::new();
    for (name, table) in words.columns.iter().filter(|(name, _)| fits(name)) {
        found.push((
            name.clone(),
            format!("column of {}", table.replace('`', "")),
        ));
    }
    for (names, what) in [(&words.tables, "table"), (&words.databases, "database")] {
        let names = names.iter().filter(|name| fits(name));
        found.extend(names.map(|name| (name.clone(), what.to_owned())));
    }
    if !typed.is_empty() {
        let functions = words.functions.iter().filter(|name| fits(name));
        found.extend(functions.map(|name| (format!("{name}("), "function".to_owned())));
        let upper = typed.chars().all(|c| !c.is_lowercase());
        for word in keywords::all().filter(|word| fits(word)) {
            let word = if upper {
                word.to_uppercase()
            } else {
                word.to_lowercase()
            };
            found.push((word, "keyword".to_owned()));
        }
    }
    found.truncate(MAX_SUGGESTIONS);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words() -> Words {
        let list = |names: &[&str]| names.iter().map(|n| (*n).to_owned()).collect();
        Words {
            functions: list(&["!=", "floor", "from_unixtime"]),
            databases: list(&["default", "foods"]),
            tables: list(&["wordfreqs"]),
            columns: BTreeMap::from([("freq".to_owned(), "`wordfreqs`".to_owned())]),
        }
    }

    #[test]
    fn only_tables_after_from() {
        assert!(follows_table_word("select * FROM "));
        assert!(follows_table_word("from a left join\n"));
        for other in ["", "from", "select ", "from t ", "from t where "] {
            assert!(!follows_table_word(other), "{other}");
        }
    }

    #[test]
    fn nearest_things_come_first() {
        let names = |typed: &str| {
            matches(typed, &words())
                .into_iter()
                .map(|(n, _)| n)
                .collect::<Vec<_>>()
        };
        let nearest: Vec<String> = ["freq", "foods", "floor(", "from_unixtime("]
            .map(str::to_owned)
            .into();
        assert!(names("f").starts_with(&nearest));
        assert!(names("fr").contains(&"from".to_owned()));
        assert!(names("FRO").contains(&"FROM".to_owned()));
        assert_eq!(names("w").first().map(String::as_str), Some("wordfreqs"));
        assert_eq!(names(""), ["freq", "wordfreqs", "default", "foods"]);
        assert_eq!(names("xyzzy"), Vec::<String>::new());
    }

    #[test]
    fn tables_of_the_statement() {
        let of = |text: &str| named(text, &words());
        assert_eq!(of("select  from WordFreqs w"), ["`wordfreqs`"]);
        assert_eq!(
            of("select x from foods.fruit join `wordfreqs`"),
            ["`foods`.`fruit`", "`wordfreqs`"]
        );
        assert_eq!(of("select 'open"), Vec::<String>::new());
        assert_eq!(word_start("select fr", 9), 7);
        assert_eq!(word_start("a.b", 3), 2);
    }
}
