//! The HiveQL language: text to tokens, tokens to AST, AST back to text.
//!
//! It knows nothing of Arrow, DataFusion, files or metastores: what a name means is the planner's work.

pub mod ast;
mod error;
pub mod keywords;
pub mod lexer;
mod parser;
mod print;
mod script;
mod stack;
mod tables;
pub mod text;
pub mod types;

pub use error::{ParseError, nearest};
pub use parser::{parse_expr, parse_query, parse_statement, parse_type};
pub use script::{ScriptStatement, is_complete, is_open, split_script};
pub use tables::{query_table_names, table_names};
