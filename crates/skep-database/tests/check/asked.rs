//! A question and its answer, in one line.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "tests may panic")]

use std::path::PathBuf;
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use skep_database::check::{Answer, CheckError, CheckErrorKind, Clock, Deadline, Question, ask};
use skep_database::settings::database_url;
use skep_database::{Address, Server, TlsMode};
use skep_storage::Environment;

/// Long enough for a machine that is busy with other tests.
const PATIENCE: Duration = Duration::from_secs(20);

/// Somebody who asks.
pub(crate) struct Asker {
    /// Whom.
    pub(crate) server: Server,
    /// When and where.
    pub(crate) clock: Clock,
    /// How long it may take.
    pub(crate) timeout: Duration,
}

impl Asker {
    /// Asks the database of this URL, at half past ten in the morning of 2026-11-23 in Berlin.
    pub(crate) fn new(url: &str) -> Asker {
        let env = Environment::default();
        let now: DateTime<Utc> = "2026-11-23T09:30:00Z".parse().unwrap();
        Asker {
            server: database_url(url).unwrap().server(&env).unwrap(),
            clock: Clock {
                now,
                zone: Tz::Europe__Berlin,
                stored: Tz::Europe__Berlin,
                host: Some("web-1".to_owned()),
            },
            timeout: PATIENCE,
        }
    }

    /// The answer.
    pub(crate) fn ask(
        &self,
        table: &str,
        conditions: &[&str],
        rows: u64,
    ) -> Result<Answer, CheckError> {
        let conditions: Vec<String> = conditions.iter().map(|&c| c.to_owned()).collect();
        let mut question = Question::parse(table, &conditions, &self.clock)?;
        question.rows = rows;
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        let answer = runtime.block_on(async {
            ask(
                &self.server,
                &question,
                &self.clock,
                &Deadline::after(self.timeout),
            )
            .await
        });
        runtime.shutdown_background();
        answer
    }

    /// Expects that the row is there, or that it isn't.
    pub(crate) fn check(&self, table: &str, conditions: &[&str], expected: bool) {
        match self.ask(table, conditions, 1) {
            Ok(answer) => assert_eq!(answer.is_there, expected, "{table} {conditions:?}"),
            Err(error) => panic!("{table} {conditions:?}: {error}"),
        }
    }

    /// Expects an error of this kind, whose message has these words.
    pub(crate) fn fails(
        &self,
        table: &str,
        conditions: &[&str],
        kind: CheckErrorKind,
        words: &str,
    ) {
        let error = self.ask(table, conditions, 1).expect_err(table);
        let told = error.to_string();
        assert_eq!(error.kind, kind, "{told}");
        assert!(told.contains(words), "{told}");
        assert!(!told.contains('\n') && !told.contains("secret"), "{told}");
    }

    /// Expects that no answer comes, within the time there is and hardly more.
    pub(crate) fn is_late(&self, table: &str, words: &str) {
        let started = Instant::now();
        self.fails(table, &[], CheckErrorKind::Late, words);
        let took = started.elapsed();
        let slack = Duration::from_millis(700);
        assert!(
            took < self.timeout + slack,
            "{took:?} of {:?}",
            self.timeout
        );
    }
}

/// Every mode against a server that is `localhost` by its certificate, and that lets this user in over TLS only.
pub(crate) fn check_tls(asker: &mut Asker, table: &str, ca: Option<PathBuf>, port: u16) {
    for (mode, ca, host, fits) in [
        (TlsMode::Disabled, &None, "127.0.0.1", false),
        (TlsMode::Preferred, &None, "127.0.0.1", true),
        (TlsMode::Required, &None, "127.0.0.1", true),
        (TlsMode::VerifyCa, &ca, "127.0.0.1", true),
        (TlsMode::VerifyCa, &None, "localhost", false),
        (TlsMode::VerifyIdentity, &ca, "localhost", true),
        (TlsMode::VerifyIdentity, &ca, "127.0.0.1", false),
    ] {
        asker.server.tls.mode = mode;
        asker.server.tls.ca = ca.clone();
        asker.server.address = Address::Tcp(host.to_owned(), port);
        let answer = asker.ask(table, &[], 1);
        assert_eq!(answer.is_ok(), fits, "{mode:?} {ca:?} {host}: {answer:?}");
    }
}
