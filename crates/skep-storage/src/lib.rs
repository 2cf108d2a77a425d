//! skep-storage
