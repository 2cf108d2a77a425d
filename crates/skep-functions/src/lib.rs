//! Hive's functions, operators and casts, as DataFusion expressions.
//!
//! The one place that knows what a Hive function is called, what it takes, what it gives and what it does with NULL.
//! It does no I/O and never looks at a metastore.

pub mod aggregate;
mod call;
pub mod cast;
#[cfg(test)]
pub(crate) mod check;
pub mod collection;
pub mod conditional;
pub mod convert;
pub mod date;
mod groups;
pub mod hash;
pub mod json;
pub mod kernel;
pub mod math;
pub mod operators;
mod random;
pub mod registry;
mod routine;
mod rows;
pub mod session;
pub mod string;
pub mod table;
pub mod types;
pub mod window;

#[cfg(test)]
mod tests;
#[cfg(test)]
mod trial;
