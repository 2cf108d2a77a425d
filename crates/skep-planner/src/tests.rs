//! Each step of a SELECT, run to rows.
