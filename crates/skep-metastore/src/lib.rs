//! skep-metastore
