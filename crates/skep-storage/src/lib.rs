//! Where data lies: locations, the stores behind them, listing, and writes that appear all at once.
//!
//! It knows nothing of DataFusion, of file formats, or of tables: a directory is a directory. The environment and the working
//! directory come in through [`Environment`], so nothing here reads the process's own.

mod environment;
mod error;
mod listing;
mod local_file;
mod location;
pub mod name_pattern;
mod partition_path;
mod s3;
mod secret;
mod stores;
mod transfer;
mod writes;

pub use environment::Environment;
pub use error::{ErrorKind, StorageError};
pub use listing::{DirEntry, FileEntry, is_hidden};
pub use local_file::LocalFile;
pub use location::{Location, Scheme};
pub use partition_path::{escape_name, partition_of_path, partition_path, unescape_name};
pub use secret::Secret;
pub use stores::Stores;
pub use transfer::Usage;
pub use writes::Staging;

/// What a storage call gives.
pub type Result<T, E = StorageError> = std::result::Result<T, E>;
