//! What the session knows: `current_user`, `current_database`, `version`.

use datafusion::prelude::Expr;
use datafusion::scalar::ScalarValue;
use skep_hiveql::types::HiveType;

use crate::call::{Bound, CallArgs, count, scalar};
use crate::registry::{Function, Typed};

/// The group's functions.
#[rustfmt::skip]
pub(crate) const FUNCTIONS: &[Function] = &[
    scalar("current_user", "current_user()", "who asks",
        ("length(current_user()) > 0", "true"), |c, a| text("current_user", a, &c.user)).of("session"),
    scalar("logged_in_user", "logged_in_user()", "who asks",
        ("logged_in_user() = current_user()", "true"), |c, a| text("logged_in_user", a, &c.user)).of("session"),
    scalar("current_database", "current_database()", "the database in use",
        ("length(current_database()) > 0", "true"), |c, a| text("current_database", a, &c.database)).or(&["current_schema"]).of("session"),
    scalar("current_catalog", "current_catalog()", "the catalog in use; always hive",
        ("current_catalog()", "hive"), |_, a| text("current_catalog", a, "hive")).of("session"),
    scalar("version", "version()", "skep's version",
        ("length(version()) > 0", "true"), |_, a| text("version", a, env!("CARGO_PKG_VERSION"))).of("session"),
];

fn text(name: &str, args: CallArgs, value: &str) -> Bound {
    count(name, &args, 0, 0)?;
    let expr = Expr::Literal(ScalarValue::Utf8View(Some(value.to_owned())), None);
    Ok(Typed {
        expr,
        ty: HiveType::String,
    })
}
