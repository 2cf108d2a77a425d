//! skep-engine

pub mod scan;
