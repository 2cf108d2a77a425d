//! `-put`, `-get`, `-cp` and `-mv`.

use skep_storage::{DirEntry, Location};

use super::arguments::Arguments;
use crate::error::{EngineError, Result};
use crate::session::Session;

impl Session {
    pub(super) async fn dfs_copy(&self, arguments: &Arguments) -> Result<Vec<String>> {
        let Some((target, sources)) = arguments
            .words
            .split_last()
            .filter(|(_, sources)| !sources.is_empty())
        else {
            return Err(EngineError::query(format!(
                "dfs -{} needs a source and a target",
                arguments.verb
            )));
        };
        let target = self.location(target)?;
        let into = self.is_directory(&target).await?;
        let mut from = Vec::new();
        for source in sources {
            from.extend(self.glob(source).await?);
        }
        if from.len() > 1 && !into {
            return Err(EngineError::query(format!(
                "`{target}` is no directory, and several files are to go there"
            )));
        }
        let moves = matches!(arguments.verb.as_str(), "mv" | "moveFromLocal");
        for source in from {
            let to = match into {
                true => target.join(source.file_name()),
                false => target.clone(),
            };
            if to == source || to.below(&source).is_some() {
                return Err(EngineError::query(format!(
                    "cannot copy `{source}` onto or below itself"
                )));
            }
            if !arguments.has('f') && self.stores().exists(&to).await? {
                return Err(
                    EngineError::query(format!("cannot write `{to}`: it exists"))
                        .hint("dfs -put -f and -cp -f replace files"),
                );
            }
            if moves {
                self.stores().rename(&source, &to).await?;
            } else {
                self.copy_tree(&source, &to).await?;
            }
        }
        Ok(Vec::new())
    }

    async fn is_directory(&self, location: &Location) -> Result<bool> {
        match self.stores().list(location).await {
            Ok(entries) => Ok(
                !matches!(entries.as_slice(), [DirEntry::File(file)] if file.location == *location),
            ),
            Err(error) if error.is_not_found() => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    async fn copy_tree(&self, source: &Location, target: &Location) -> Result<()> {
        let files = self.all_files(source).await?;
        if files.is_empty() {
            self.stores().make_dir(target).await?;
        }
        for file in files {
            let below = file.location.below(source).unwrap_or_default();
            self.stores()
                .copy(&file.location, &target.join(below))
                .await?;
        }
        Ok(())
    }
}
