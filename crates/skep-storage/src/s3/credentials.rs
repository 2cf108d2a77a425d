//! Credentials from a command: `credential_process` of a profile
//! (<https://docs.aws.amazon.com/sdkref/latest/guide/feature-process-credentials.html>).

use std::sync::Arc;
use std::time::{Duration, Instant};

use async_trait::async_trait;
use object_store::CredentialProvider;
use object_store::aws::AwsCredential;
use serde::Deserialize;
use tokio::process::Command;
use tokio::sync::Mutex;

use crate::{Environment, ErrorKind, StorageError};

/// For the command to answer.
const TIMEOUT: Duration = Duration::from_secs(60);
/// The command is run again for a request that comes this long after its last answer. The answer's `Expiration` is usually an hour
/// away; asking earlier costs one run.
const KEEP: Duration = Duration::from_secs(600);

/// Runs a command for credentials and keeps its answer for a while.
#[derive(Debug)]
pub(super) struct ProcessProvider {
    command: String,
    env: Environment,
    last: Mutex<Option<(Instant, Arc<AwsCredential>)>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Answer {
    version: u32,
    access_key_id: String,
    secret_access_key: String,
    session_token: Option<String>,
}

impl ProcessProvider {
    pub(super) fn new(command: String, env: Environment) -> Self {
        ProcessProvider {
            command,
            env,
            last: Mutex::new(None),
        }
    }

    async fn run(&self) -> Result<AwsCredential, StorageError> {
        let mut command = Command::new("/bin/sh");
        command
            .arg("-c")
            .arg(&self.command)
            .current_dir(self.env.cwd())
            .env_clear();
        command.envs(self.env.vars()).kill_on_drop(true);
        let output = tokio::time::timeout(TIMEOUT, command.output()).await;
        let output = output.map_err(|_| self.fail("it did not answer in 60 s"))?;
        let output = output.map_err(|e| self.fail(&e.to_string()))?;
        if !output.status.success() {
            return Err(self.fail(&output.status.to_string()));
        }
        // The answer holds the secret: not even a part of it goes into a message.
        let answer: Answer = serde_json::from_slice(&output.stdout)
            .map_err(|_| self.fail("its answer is not the JSON that AWS tools expect"))?;
        if answer.version != 1 {
            return Err(self.fail(&format!("its answer has version {}", answer.version)));
        }
        Ok(AwsCredential {
            key_id: answer.access_key_id,
            secret_key: answer.secret_access_key,
            token: answer.session_token,
        })
    }

    fn fail(&self, reason: &str) -> StorageError {
        let program = self.command.split_whitespace().next().unwrap_or_default();
        StorageError::new(
            ErrorKind::Credentials,
            "run credential_process",
            program,
            reason,
        )
    }
}

#[async_trait]
impl CredentialProvider for ProcessProvider {
    type Credential = AwsCredential;

    async fn get_credential(&self) -> object_store::Result<Arc<AwsCredential>> {
        let mut last = self.last.lock().await;
        if let Some((at, credential)) = last.as_ref()
            && at.elapsed() < KEEP
        {
            return Ok(Arc::clone(credential));
        }
        let credential = self.run().await.map_err(|e| object_store::Error::Generic {
            store: "S3",
            source: Box::new(e),
        })?;
        let credential = Arc::new(credential);
        *last = Some((Instant::now(), Arc::clone(&credential)));
        Ok(credential)
    }
}
