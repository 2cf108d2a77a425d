//! Files as Rails' generators write them, and as people do.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use super::*;
use crate::settings::TlsMode;

/// After `railties/lib/rails/generators/rails/app/templates/config/databases/mysql.yml.tt`, with two databases.
const FILE: &str = r#"
default: &default
  adapter: mysql2
  encoding: utf8mb4
  pool: <%= ENV.fetch("RAILS_MAX_THREADS") { 5 } %>
  username: root
  password:
  socket: /run/mysqld/mysqld.sock

development:
  <<: *default
  database: shop_development

production:
  <<: *default
  database: shop_production
  username: shop
  host: db1
  port: 3307
  ssl_mode: :required
  password: <%= ENV["SHOP_PASSWORD"] %>

several:
  primary: &primary
    <<: *default
    database: main
  replica:
    <<: *primary
    host: replica1
    password: 0123

remote:
  adapter: mysql2
  database: below
  url: <%= ENV['THE_URL'] %>

text: mysql2://app@db2/shop

vault:
  <<: *default
  database: v
  password: <%= Rails.application.credentials.db_password %>

lite:
  adapter: sqlite3
  database: db/production.sqlite3

oracle:
  adapter: oracle_enhanced
"#;

fn read_with(environment: Option<&str>, vars: &[(&str, &str)]) -> Result<Settings> {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir(dir.path().join("config")).unwrap();
    fs::write(dir.path().join("config/database.yml"), FILE).unwrap();
    let env = Environment::new(vars.iter().copied(), dir.path());
    let mut read = database_yml(Path::new("config/database.yml"), environment, &env);
    if let Ok(settings) = &mut read {
        let place = dir.path().display().to_string();
        settings.database = settings.database.take().map(|d| d.replace(&place, "[dir]"));
    }
    read
}

fn read(environment: &str) -> Settings {
    read_with(Some(environment), &[("THE_URL", "mysql2://u:p@db9/above")]).unwrap()
}

#[test]
fn keys_are_merged_and_variables_replaced() {
    let settings = read_with(None, &[("SHOP_PASSWORD", "s3cret")]).unwrap();
    let expected = Settings {
        dialect: Some(Dialect::MySql),
        host: Some("db1".to_owned()),
        port: Some(3307),
        socket: Some("/run/mysqld/mysqld.sock".into()),
        user: Some("shop".to_owned()),
        password: Some(Secret::new("s3cret")),
        database: Some("shop_production".to_owned()),
        tls_mode: Some(TlsMode::Required),
        ..Settings::default()
    };
    assert_eq!(settings, expected);
    let development = read_with(None, &[("RAILS_ENV", "development")]).unwrap();
    assert_eq!(development.database.as_deref(), Some("shop_development"));
    assert_eq!(
        (development.user.as_deref(), development.password),
        (Some("root"), None)
    );
}

#[test]
fn one_of_several_databases() {
    assert_eq!(read("several").database.as_deref(), Some("main"));
    let replica = read("several.replica");
    assert_eq!(replica.database.as_deref(), Some("main"));
    assert_eq!(replica.host.as_deref(), Some("replica1"));
    assert_eq!(replica.password, Some(Secret::new("0123")));
}

#[test]
fn urls_and_files() {
    let remote = read("remote");
    assert_eq!(remote.host.as_deref(), Some("db9"));
    assert_eq!(remote.database.as_deref(), Some("above"));
    assert_eq!(read("text").host.as_deref(), Some("db2"));
    let lite = read("lite");
    assert_eq!(
        lite.database.as_deref(),
        Some("[dir]/db/production.sqlite3")
    );
    let without = read_with(Some("remote"), &[]).unwrap();
    assert_eq!(without.database.as_deref(), Some("below"));
}

/// As the guide "Configuring Rails Applications" (3.20, configuring a database) and `ActiveRecord::DatabaseConfigurations` have it.
#[test]
fn a_url_in_a_variable_counts_for_more_than_the_file() {
    let url = ("DATABASE_URL", "mysql2://me:mine@db8/elsewhere");
    let production = read_with(None, &[url]).unwrap();
    assert_eq!(production.host.as_deref(), Some("db8"));
    assert_eq!(production.database.as_deref(), Some("elsewhere"));
    assert_eq!(production.password, Some(Secret::new("mine")));
    // What the URL doesn't say is merged in.
    assert_eq!(production.port, Some(3307));
    assert_eq!(production.tls_mode, Some(TlsMode::Required));
    // It is the current environment's, and of that the primary database's.
    let host = |environment: Option<&str>, vars: &[(&str, &str)]| {
        read_with(environment, vars)
            .unwrap()
            .host
            .unwrap_or_default()
    };
    let in_development = [url, ("RAILS_ENV", "development")];
    assert_eq!(host(Some("production"), &in_development), "db1");
    assert_eq!(host(Some("development"), &in_development), "db8");
    assert_eq!(host(Some("several"), &[url]), "db8");
    assert_eq!(host(Some("several.replica"), &[url]), "replica1");
    let own = [("REPLICA_DATABASE_URL", "mysql2://db7/x"), url];
    assert_eq!(host(Some("several.replica"), &own), "db7");
    // A `url:` in the file stays, and an environment that isn't in the file needs no more than the variable.
    assert_eq!(host(Some("text"), &[url]), "db2");
    assert_eq!(
        host(Some("remote"), &[url, ("THE_URL", "mysql2://db9/above")]),
        "db9"
    );
    assert_eq!(host(Some("staging"), &[url]), "db8");
}

#[test]
fn what_is_wrong_is_named() {
    let message = |environment: &str| {
        let error = read_with(Some(environment), &[]).unwrap_err();
        format!("{error}; {}", error.hint().unwrap_or_default())
    };
    assert!(message("vault").contains(
        "config/database.yml:42: `Rails.application.credentials.db_password` can't be had without Ruby"
    ));
    assert!(message("oracle").starts_with("skep has no adapter `oracle_enhanced`"));
    let none = message("staging");
    assert!(none.contains("has no environment `staging`"), "{none}");
    assert!(
        none.contains("production, several.primary, several.replica, remote"),
        "{none}"
    );
    assert!(message("several.none").contains("no environment `several.none`"));
}

#[test]
fn a_broken_file_shows_its_line_and_not_its_text() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("database.yml");
    fs::write(&path, "production:\n  password: \"hunter2\n  x: [\n").unwrap();
    let error = database_yml(&path, None, &Environment::default()).unwrap_err();
    assert!(
        error.to_string().contains("this is no YAML mapping"),
        "{error}"
    );
    assert!(!error.to_string().contains("hunter2"), "{error}");
}
