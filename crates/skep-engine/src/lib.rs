//! skep-engine

pub mod scan;
pub mod sink;
