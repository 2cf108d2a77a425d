//! S3: from settings to a store.

mod credentials;
mod profile;
mod settings;

use std::sync::Arc;
use std::time::Duration;

use object_store::aws::{AmazonS3, AmazonS3Builder, AmazonS3ConfigKey, AwsCredentialProvider};
use object_store::{BackoffConfig, ClientOptions, RetryConfig};

pub(crate) use settings::{Credentials, S3Settings};

use crate::{Environment, ErrorKind, Location, Result, StorageError};

/// No retry is begun after this long.
const RETRY_TIMEOUT: Duration = Duration::from_secs(60);
/// For a connection to stand.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// For one request with its whole answer; ranges are a few MB, uploaded parts too.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(120);

/// Variables that lead to a role's credentials, as the store's builder knows them.
const ROLE_VARIABLES: &[&str] = &[
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_ROLE_ARN",
    "AWS_ROLE_SESSION_NAME",
    "AWS_ENDPOINT_URL_STS",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
    "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
    "AWS_METADATA_ENDPOINT",
    "AWS_IMDSV1_FALLBACK",
];

/// The store of a bucket.
pub(crate) fn store(
    location: &Location,
    settings: &S3Settings,
    env: &Environment,
) -> Result<AmazonS3> {
    let bucket = location.bucket().unwrap_or_default();
    let fail = |e: object_store::Error| StorageError::of_store("open", location, &e);
    let virtual_hosted = !settings.path_style(bucket);
    let mut builder = AmazonS3Builder::new()
        .with_bucket_name(bucket)
        .with_region(&settings.region)
        .with_virtual_hosted_style_request(virtual_hosted)
        .with_client_options(client_options(settings))
        .with_retry(retry(
            settings.retries,
            settings.retry_interval,
            RETRY_TIMEOUT,
        ));
    if let Some(endpoint) = &settings.endpoint {
        builder = builder.with_endpoint(endpoint_for(endpoint, bucket, virtual_hosted));
    }
    builder = match &settings.credentials {
        Credentials::Anonymous => builder.with_skip_signature(true),
        Credentials::Keys { id, secret, token } => {
            let builder = builder
                .with_access_key_id(id)
                .with_secret_access_key(secret.reveal());
            match token {
                Some(token) => builder.with_token(token.reveal()),
                None => builder,
            }
        }
        Credentials::Process(command) => builder.with_credentials(Arc::new(
            credentials::ProcessProvider::new(command.clone(), env.clone()),
        )),
        Credentials::Role => builder.with_credentials(role(location, settings, env)?),
    };
    builder.build().map_err(fail)
}

/// With virtual hosts the endpoint that the store wants has the bucket in it.
fn endpoint_for(endpoint: &str, bucket: &str, virtual_hosted: bool) -> String {
    match endpoint.split_once("://") {
        Some((scheme, host)) if virtual_hosted => format!("{scheme}://{bucket}.{host}"),
        _ => endpoint.to_owned(),
    }
}

fn client_options(settings: &S3Settings) -> ClientOptions {
    ClientOptions::new()
        .with_allow_http(settings.allows_http())
        .with_connect_timeout(CONNECT_TIMEOUT)
        .with_timeout(REQUEST_TIMEOUT)
}

fn retry(max_retries: usize, interval: Duration, retry_timeout: Duration) -> RetryConfig {
    RetryConfig {
        backoff: BackoffConfig {
            init_backoff: interval,
            ..BackoffConfig::default()
        },
        max_retries,
        retry_timeout,
    }
}

/// The credentials of the machine's, container's or web identity's role. They are asked for with few retries: on a machine
/// without a role nothing ever answers.
fn role(
    location: &Location,
    settings: &S3Settings,
    env: &Environment,
) -> Result<AwsCredentialProvider> {
    let asks_machine = env.var("AWS_EC2_METADATA_DISABLED") != Some("true");
    let set = ROLE_VARIABLES
        .iter()
        .filter_map(|name| Some((*name, env.var(name)?)));
    let set: Vec<(&str, &str)> = set.collect();
    if !asks_machine && set.is_empty() {
        let reason = "no credentials are set";
        return Err(StorageError::new(
            ErrorKind::Credentials,
            "open",
            location,
            reason,
        ));
    }
    let mut builder = AmazonS3Builder::new()
        .with_bucket_name(location.bucket().unwrap_or_default())
        .with_region(&settings.region)
        .with_client_options(client_options(settings))
        .with_retry(retry(1, settings.retry_interval, Duration::from_secs(5)));
    for (name, value) in set {
        if let Ok(key) = name.to_ascii_lowercase().parse::<AmazonS3ConfigKey>() {
            builder = builder.with_config(key, value);
        }
    }
    let built = builder.build();
    let built = built.map_err(|e| StorageError::of_store("open", location, &e))?;
    Ok(Arc::clone(built.credentials()))
}
