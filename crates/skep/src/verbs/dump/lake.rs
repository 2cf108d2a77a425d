//! Where tables of Parquet files are registered, so that they can be queried.

use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use skep_database::dump::Lake;
use skep_metastore::{SqliteMetastore, home::warehouse};
use skep_storage::Location;

use crate::failure::Failure;
use crate::project::Entry;
use crate::surroundings::{self, Here};

/// Flags about the metastore.
#[derive(Debug, Args)]
pub(super) struct LakeArguments {
    /// The metastore's database in which tables of Parquet files become external tables [default: the name of the dumped one]
    #[arg(long, value_name = "DATABASE")]
    register: Option<String>,

    /// Don't make external tables of Parquet files
    #[arg(long, conflicts_with = "register")]
    no_register: bool,

    /// The home with the metastore [default: as for skep sql]
    #[arg(long, value_name = "DIR")]
    home: Option<PathBuf>,
}

/// `register` in `[dump]`: `false`, or a database's name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Register {
    No,
    In(String),
    /// In one with the name of the dumped one.
    Yes,
}

impl Register {
    /// Of an entry of `skep.toml`.
    pub(crate) fn read(entry: &Entry) -> Result<Register, Failure> {
        match entry.truth() {
            Ok(true) => Ok(Register::Yes),
            Ok(false) => Ok(Register::No),
            Err(_) => entry.text().map(|name| Register::In(name.to_owned())),
        }
    }
}

impl LakeArguments {
    /// Where to register: as the flags say, else the file.
    pub(super) fn lake(
        &self,
        file: Option<&Register>,
        here: &Here,
    ) -> Result<Option<Lake>, Failure> {
        let said = match (&self.register, self.no_register) {
            (Some(database), _) => Some(Register::In(database.clone())),
            (None, true) => Some(Register::No),
            (None, false) => file.cloned(),
        };
        let database = match said {
            Some(Register::No) => return Ok(None),
            Some(Register::In(database)) => Some(database),
            Some(Register::Yes) | None => None,
        };
        let home = surroundings::home(self.home.as_deref(), &here.env)?;
        let warehouse = Location::from_path(&warehouse(&home), here.env.cwd())
            .map_err(|error| Failure::usage(error.to_string()))?
            .to_string();
        Ok(Some(Lake {
            metastore: Arc::new(SqliteMetastore::new(&home, warehouse.clone())),
            database,
            warehouse,
        }))
    }
}
