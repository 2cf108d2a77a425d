//! skep-testkit
