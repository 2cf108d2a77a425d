//! Option files, by the MySQL manual's chapter "Using Option Files".

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use tempfile::TempDir;

use super::*;

struct Home(TempDir);

impl Home {
    fn new(files: &[(&str, &str)]) -> Home {
        let dir = tempfile::tempdir().unwrap();
        for (name, text) in files {
            let path = dir.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        Home(dir)
    }

    fn env(&self, vars: &[(&str, &str)]) -> Environment {
        let home = self.0.path().to_str().unwrap();
        let vars = vars.iter().copied().chain([("HOME", home)]);
        Environment::new(vars, self.0.path())
    }

    fn only(&self, name: &str) -> Result<Settings> {
        let files = OptionFiles {
            only: Some(name.into()),
            ..OptionFiles::default()
        };
        mysql_options(&files, &self.env(&[]))
    }
}

#[test]
fn the_groups_of_clients_count_and_the_last_line_wins() {
    let home = Home::new(&[(
        "a.cnf",
        "[mysqld]\nuser=mysql\nport=1\n[client]\nuser=a\nport=3307\n[mysql]\nuser = b\npassword=\"x#y\"\n\
         [skep]\ndatabase=shop\n[mysqldump]\nuser=dumper\n",
    )]);
    let read = home.only("a.cnf").unwrap();
    assert_eq!(read.user.as_deref(), Some("b"));
    assert_eq!(read.port, Some(3307));
    assert_eq!(read.password, Some(Secret::new("x#y")));
    assert_eq!(read.database.as_deref(), Some("shop"));
    let files = OptionFiles {
        only: Some("a.cnf".into()),
        groups: vec!["mysqldump".to_owned()],
        ..OptionFiles::default()
    };
    let read = mysql_options(&files, &home.env(&[])).unwrap();
    assert_eq!(read.user.as_deref(), Some("dumper"));
}

#[test]
fn the_users_file_comes_after_the_extra_one() {
    let home = Home::new(&[
        (".my.cnf", "[client]\nuser=home\n"),
        ("extra.cnf", "[client]\nuser=extra\nhost=extra\n"),
    ]);
    let files = OptionFiles {
        extra: Some("extra.cnf".into()),
        ..OptionFiles::default()
    };
    let read = mysql_options(&files, &home.env(&[])).unwrap();
    assert_eq!(read.user.as_deref(), Some("home"));
    assert_eq!(read.host.as_deref(), Some("extra"));
}

#[test]
fn a_suffix_adds_groups() {
    let text = "[client]\nuser=a\nhost=h\n[client_prod]\nuser=p\n";
    let home = Home::new(&[(".my.cnf", text)]);
    let user = |files: OptionFiles, vars: &[(&str, &str)]| {
        mysql_options(&files, &home.env(vars))
            .unwrap()
            .user
            .unwrap()
    };
    let flag = OptionFiles {
        group_suffix: Some("_prod".to_owned()),
        ..OptionFiles::default()
    };
    assert_eq!(user(OptionFiles::default(), &[]), "a");
    assert_eq!(user(flag.clone(), &[("MYSQL_GROUP_SUFFIX", "_x")]), "p");
    let variable = [("MYSQL_GROUP_SUFFIX", "_prod")];
    assert_eq!(user(OptionFiles::default(), &variable), "p");
}

#[test]
fn files_include_files() {
    let home = Home::new(&[
        (
            "a.cnf",
            "[client]\nuser=a\n!include b.cnf\n!includedir d\n!includedir none\n",
        ),
        ("b.cnf", "[client]\nuser=b\nhost=b\n"),
        ("d/2.cnf", "[client]\nport=2\n"),
        ("d/1.cnf", "[client]\nport=1\n"),
        ("d/3.txt", "[client]\nport=3\n"),
        ("loop.cnf", "[client]\nuser=l\n!include loop.cnf\n"),
        ("lost.cnf", "!include nowhere.cnf\n"),
    ]);
    let read = home.only("a.cnf").unwrap();
    assert_eq!(read.user.as_deref(), Some("b"));
    assert_eq!(read.host.as_deref(), Some("b"));
    assert_eq!(read.port, Some(2));
    assert_eq!(home.only("loop.cnf").unwrap().user.as_deref(), Some("l"));
    assert!(home.only("lost.cnf").is_err());
}

#[test]
fn protocol_and_tls() {
    let check = |text: &str, host: Option<&str>, mode: Option<TlsMode>| {
        let home = Home::new(&[("a.cnf", &format!("[client]\n{text}\n"))]);
        let read = home.only("a.cnf").unwrap();
        assert_eq!(
            (read.host.as_deref(), read.tls_mode),
            (host, mode),
            "{text}"
        );
    };
    check("protocol=TCP\nsocket=/x", Some("127.0.0.1"), None);
    check("host=localhost\nprotocol=tcp", Some("127.0.0.1"), None);
    check("host=db1\nprotocol=tcp", Some("db1"), None);
    check(
        "ssl-mode=verify_identity",
        None,
        Some(TlsMode::VerifyIdentity),
    );
    check("loose_ssl_mode=REQUIRED", None, Some(TlsMode::Required));
    check("ssl", None, Some(TlsMode::Required));
    check("ssl=0", None, Some(TlsMode::Disabled));
    check("skip-ssl", None, Some(TlsMode::Disabled));
    check(
        "ssl\nssl-verify-server-cert",
        None,
        Some(TlsMode::VerifyIdentity),
    );
}

#[test]
fn what_is_wrong_is_named_with_its_line() {
    let home = Home::new(&[
        ("bad.cnf", "[client]\n[mysql\n"),
        ("port.cnf", "[client]\nport=no\n"),
        ("open.cnf", "[client]\nuser=x\n"),
    ]);
    let message = |name: &str| home.only(name).unwrap_err().to_string();
    assert!(message("bad.cnf").contains("bad.cnf:2: "));
    assert!(message("port.cnf").ends_with("port.cnf:2: `no` is no port: 0 to 65535"));
    assert!(message("none.cnf").starts_with("cannot read `"));
    let open = home.0.path().join("open.cnf");
    fs::set_permissions(open, fs::Permissions::from_mode(0o666)).unwrap();
    assert!(message("open.cnf").contains("everybody may write"));
}
