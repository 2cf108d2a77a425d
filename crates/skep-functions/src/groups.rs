//! Where the functions come from: one line a group.

use crate::registry::Function;

/// Every group's table.
pub(crate) const GROUPS: &[&[Function]] = &[
    crate::string::FUNCTIONS,
    crate::collection::FUNCTIONS,
    crate::hash::FUNCTIONS,
    crate::json::FUNCTIONS,
    crate::math::FUNCTIONS,
    crate::aggregate::FUNCTIONS,
    crate::window::FUNCTIONS,
    crate::table::FUNCTIONS,
    crate::date::FUNCTIONS,
    crate::conditional::FUNCTIONS,
    crate::types::FUNCTIONS,
    crate::session::FUNCTIONS,
];
