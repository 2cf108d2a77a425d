//! skep-planner
