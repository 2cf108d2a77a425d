//! HiveQL queries become DataFusion logical plans here, by Hive's rules.
//!
//! Pure and synchronous: what a table is comes from a [`Catalog`], and nothing here reads a file, opens a
//! metastore or knows of a cluster.
//!
//! Every column of a plan has a unique internal name (`c0`, `c1`, …); what the user calls it lives in the binder's
//! scopes and in [`Bound::output`]. A SELECT is bound in Hive's order, one file a step: `from`, `join`, `lateral`,
//! `sample`, `group`, `window`, `star`, `select`, `order`, `setop`, `query`. Expressions are under `expr`, and all
//! calls into `skep-functions` pass through `lowering`.

mod bound;
mod catalog;
mod env;
mod error;
mod expr;
mod fold;
mod from;
mod group;
mod join;
mod lateral;
mod lowering;
mod options;
mod order;
mod plan;
mod planner;
mod query;
mod sample;
mod scope;
mod select;
mod session;
mod setop;
mod star;
mod suggest;
mod values;
mod window;

pub use bound::{Bound, OutputColumn};
pub use catalog::{Catalog, Macro, Relation};
pub use error::{PlanError, PlanErrorKind};
pub use options::Options;
pub use planner::Planner;
pub use session::session_config;
