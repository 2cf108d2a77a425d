//! The HiveQL language: text to tokens, tokens to AST, AST back to text.
//!
//! It knows nothing of Arrow, DataFusion, files or metastores: what a name means is the planner's work.

pub mod ast;
pub mod types;
