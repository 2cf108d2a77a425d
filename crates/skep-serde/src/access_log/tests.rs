//! Lines of all formats, as servers' documentation shows them.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "tests may panic"
)]

use super::*;

/// What a line of the format gives: `field=value` of those fields that have one, and which field doesn't fit.
fn read(format: &str, line: &str) -> String {
    read_all(format, &[line])
}

fn read_all(format: &str, lines: &[&str]) -> String {
    let format = LogFormat::parse(format).unwrap();
    let fields = format.fields();
    let wanted: Vec<usize> = (0..fields.len() - 1).collect();
    let mut reader = LogReader::new(&format, &wanted);
    let mut shown = Vec::new();
    for line in lines {
        let line = line.as_bytes();
        match reader.read(line) {
            Verdict::Directive => continue,
            Verdict::Broken(field) => shown.push(format!("!{}", fields[field].name)),
            Verdict::Whole => {}
        }
        for (slot, field) in fields.iter().take(wanted.len()).enumerate() {
            let value = match reader.value(slot, line) {
                Value::Null => continue,
                Value::Text(text) => text.into_owned(),
                Value::Integer(number) => number.to_string(),
                Value::Double(number) => number.to_string(),
                Value::Time(time) => format!("{}", time.micros as f64 / 1e6),
                Value::Params(query) => params(&query)
                    .map(|(name, value)| format!("{name}:{value}"))
                    .collect::<Vec<_>>()
                    .join(","),
            };
            shown.push(format!("{}={value}", field.name));
        }
    }
    shown.join("\n")
}

fn check(format: &str, line: &str, expected: &str) {
    assert_eq!(read(format, line), lines(expected), "{format}: {line}");
}

/// One a line, without indentation.
fn lines(text: &str) -> String {
    let lines: Vec<_> = text
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    lines.join("\n")
}

#[test]
fn every_known_format_compiles_and_has_a_time() {
    for (name, _) in LogFormat::known() {
        let format = LogFormat::parse(name).unwrap();
        assert!(format.field("time").is_some(), "{name}");
        assert_eq!(
            format.fields().last().map(|field| field.name.as_str()),
            Some("line")
        );
        let mut names: Vec<_> = format.fields().iter().map(|field| &field.name).collect();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), format.fields().len(), "{name}");
    }
}

/// <https://httpd.apache.org/docs/2.4/logs.html>
#[test]
fn apache_combined() {
    check(
        "combined",
        r#"127.0.0.1 - frank [10/Oct/2000:13:55:36 -0700] "GET /apache_pb.gif?a=1&b=x%20y HTTP/1.0" 200 2326 "http://www.example.com/start.html" "Mozilla/4.08 [en] (Win98; I ;Nav)""#,
        r"
        host=127.0.0.1
        user=frank
        time=971211336
        time_offset=-0700
        request=GET /apache_pb.gif?a=1&b=x%20y HTTP/1.0
        method=GET
        path=/apache_pb.gif
        query=a=1&b=x%20y
        params=a:1,b:x y
        protocol=HTTP/1.0
        status=200
        status_class=2xx
        bytes=2326
        referer=http://www.example.com/start.html
        agent=Mozilla/4.08 [en] (Win98; I ;Nav)
        ",
    );
}

#[test]
fn a_broken_line_keeps_the_fields_that_fit() {
    check(
        "common",
        "1.2.3.4 - - [10/Oct/2000:13:55:36 -0700] \"GET / HT",
        "!request\nhost=1.2.3.4\ntime=971211336\ntime_offset=-0700",
    );
    check(
        "common",
        "1.2.3.4 - - [10/Oct/2000:13:55:36 -0700] \"\" abc 5",
        "!status\nhost=1.2.3.4\ntime=971211336\ntime_offset=-0700\nrequest=\nbytes=5",
    );
    check(
        "common",
        "1.2.3.4 - - [10/Foo/2000:13:55:36 -0700] \"-\" 408 -",
        "!time\nhost=1.2.3.4\nstatus=408\nstatus_class=4xx",
    );
    check("common", "", "!host");
}

/// <https://httpd.apache.org/docs/2.4/mod/mod_log_config.html>
#[test]
fn apache_directives() {
    check(
        r#"%v:%p %!200,304{Referer}i %{X-Forwarded-For}i [%{%F %T}t.%{msec_frac}t %{%z}t] %D %{us}T %I %O %X%k "%U%q" %m %{ms}T "%{Foo}C" %% %s %>s"#,
        r#"www.example.com:8080 - 192.0.2.7, 10.0.0.1 [2000-10-10 13:55:36.250 -0700] 1500 1500 10 20 +3 "/a?x=1" POST 2 "bar" % 301 200"#,
        "
        vhost=www.example.com
        port=8080
        x_forwarded_for=192.0.2.7, 10.0.0.1
        time=971211336.25
        time_offset=-0700
        duration=0.0015
        us_t=0.0015
        bytes_in=10
        bytes_out=20
        connection=+
        keepalives=3
        path=/a
        query=x=1
        params=x:1
        method=POST
        ms_t=0.002
        cookie_foo=bar
        status=301
        status_class=3xx
        s=200
        ",
    );
    check(
        "%{msec}t %h",
        "971211336250 ::1",
        "time=971211336.25\ntime_offset=+0000\nhost=::1",
    );
    check(
        r#"LogFormat "%h \"%r\" \"%{User-agent}i\"" agent"#,
        r#"h "GET /\" HTTP/1.1" "x\\y\xc3\xa4\xff""#,
        "host=h\nrequest=GET /\" HTTP/1.1\nmethod=GET\npath=/\"\nprotocol=HTTP/1.1\nagent=x\\yä\\xff",
    );
}

#[test]
fn formats_that_cannot_be_read_are_refused() {
    for (format, reason) in [
        (
            "%h%l",
            "nobody can tell where `%h` ends: nothing stands between it and `%l`",
        ),
        ("%Q x", "`%Q` is no directive of Apache's LogFormat"),
        ("%{Referer", "`%{Referer` has no closing brace"),
        ("%{%Q}t", "`%{%Q}t`: `%Q` isn't known to strftime"),
        ("%{x}T", "`%{x}T`: the units are ms, us and s"),
        (
            "$a$b",
            "nobody can tell where `$a` ends: nothing stands between it and the next variable",
        ),
        ("combind", "there are combinedio, "),
    ] {
        let error = LogFormat::parse(format).unwrap_err().to_string();
        assert!(error.contains(reason), "{error}");
    }
}

/// <https://nginx.org/en/docs/http/ngx_http_log_module.html>
#[test]
fn nginx_formats() {
    check(
        r#"$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent" "$http_x_forwarded_for" $request_time $upstream_response_time"#,
        r#"192.0.2.1 - - [10/Oct/2000:13:55:36 -0700] "GET /\x22 HTTP/2.0" 502 157 "-" "curl/8.0\x5C" "-" 0.250 0.001, 0.249"#,
        r#"
        host=192.0.2.1
        time=971211336
        time_offset=-0700
        request=GET /" HTTP/2.0
        method=GET
        path=/"
        protocol=HTTP/2.0
        status=502
        status_class=5xx
        bytes=157
        agent=curl/8.0\
        duration=0.25
        upstream_response_time=0.001, 0.249
        "#,
    );
    check(
        r#"log_format j escape=json '{"t":"$time_iso8601","uri":"$request_uri",' '"ua":"$http_user_agent","s":$status}';"#,
        r#"{"t":"2000-10-10T13:55:36-07:00","uri":"/a?b=%2B","ua":"x\"y\u0001","s":204}"#,
        "time=971211336\ntime_offset=-0700\npath=/a\nquery=b=%2B\nparams=b:+\nagent=x\"y\u{1}\nstatus=204\nstatus_class=2xx",
    );
}

/// <https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-access-logs.html>
#[test]
fn aws_load_balancers() {
    let shown = read(
        "alb",
        r#"https 2018-07-02T22:23:00.186641Z app/my-loadbalancer/50dc6c495c0c9188 192.168.131.39:2817 10.0.0.1:80 0.086 0.048 0.037 200 200 0 57 "GET https://www.example.com:443/ HTTP/1.1" "curl/7.46.0" ECDHE-RSA-AES128-GCM-SHA256 TLSv1.2 arn:aws:elasticloadbalancing:us-east-2:123456789012:targetgroup/my-targets/73e2d6bc24d8a067 "Root=1-58337281-1d84f3d73c47ec4e58577259" "www.example.com" "arn:aws:acm:us-east-2:123456789012:certificate/12345678-1234-1234-1234-123456789012" 1 2018-07-02T22:22:48.364000Z "authenticate,forward" "-" "-" "10.0.0.1:80" "200" "-" "-" TID_123456"#,
    );
    for expected in [
        "host=192.168.131.39",
        "remote_port=2817",
        "target=10.0.0.1:80",
        "duration=0.048",
        "status=200",
        "bytes_out=57",
        "path=https://www.example.com:443/",
        "vhost=www.example.com",
        "request_id=Root=1-58337281-1d84f3d73c47ec4e58577259",
        "actions=authenticate,forward",
        "conn_trace_id=TID_123456",
    ] {
        assert!(
            shown.lines().any(|line| line == expected),
            "{expected} in\n{shown}"
        );
    }
    assert!(
        !shown.contains('!') && !shown.contains("redirect_url"),
        "{shown}"
    );
    let shown = read(
        "elb",
        r#"2015-05-13T23:39:43.945958Z my-loadbalancer 192.168.131.39:2817 10.0.0.1:80 0.000073 0.001048 0.000057 200 200 0 29 "GET http://www.example.com:80/ HTTP/1.1" "curl/7.38.0" - -"#,
    );
    assert!(
        shown.contains("duration=0.001048") && !shown.contains('!'),
        "{shown}"
    );
    // Without the fields that came later.
    let shown = read(
        "elb",
        r#"2015-05-13T23:39:43.945958Z my-loadbalancer 192.168.131.39:2817 - -1 -1 -1 503 0 0 0 "GET http://www.example.com:80/ HTTP/1.1""#,
    );
    assert!(
        shown.contains("status=503") && !shown.contains('!'),
        "{shown}"
    );
}

/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/LogFormat.html>
#[test]
fn s3() {
    let shown = read(
        "s3",
        r#"79a59df900b949e5 awsexamplebucket1 [06/Feb/2019:00:00:38 +0000] 192.0.2.3 79a59df900b949e5 3E57427F3EXAMPLE REST.GET.VERSIONING - "GET /awsexamplebucket1?versioning HTTP/1.1" 200 - 113 - 7 - "-" "S3Console/0.4" - s9lzHYrFp76ZVxRcpX9+5cjAnEH2ROuNkd2BHfIa6UkFVdtjf5mKR3/eTPFvsiP/XV/VLi31234= SigV4 ECDHE-RSA-AES128-GCM-SHA256 AuthHeader awsexamplebucket1.s3.us-west-1.amazonaws.com TLSV1.2 arn:aws:s3:us-west-1:123456789012:accesspoint/example-AP Yes"#,
    );
    for expected in [
        "host=192.0.2.3",
        "time=1549411238",
        "query=versioning",
        "bytes=113",
        "duration=0.007",
        "acl_required=Yes",
    ] {
        assert!(
            shown.lines().any(|line| line == expected),
            "{expected} in\n{shown}"
        );
    }
    assert!(!shown.contains('!'), "{shown}");
}

/// <https://learn.microsoft.com/en-us/windows/win32/http/w3c-logging>
#[test]
fn w3c_fields_lines_say_what_follows() {
    let lines = [
        "#Software: Microsoft Internet Information Services 10.0",
        "#Fields: date time c-ip cs-method cs-uri-stem cs-uri-query sc-status cs(User-Agent) x-unknown time-taken",
        "2000-10-10 20:55:36 192.0.2.1 GET /default.htm a=1 200 Mozilla/5.0+(X) ? 250",
        "#Fields: time date sc-status",
        "20:55:36 2000-10-10 404",
    ];
    let expected = "time=971211336\ntime_offset=+0000\nmethod=GET\npath=/default.htm\nquery=a=1\nparams=a:1\nhost=192.0.2.1\nagent=Mozilla/5.0 (X)\nstatus=200\nstatus_class=2xx\nduration=0.25\ntime=971211336\ntime_offset=+0000\nstatus=404\nstatus_class=4xx";
    assert_eq!(read_all("iis", &lines), expected);
}

#[test]
fn w3c_lines_without_a_time_that_can_be_read_do_not_fit() {
    let lines = [
        "#Fields: date time sc-status",
        "2000-10-32 20:55:36 404",
        "2000-10-10 - 200",
    ];
    let expected = "!time\nstatus=404\nstatus_class=4xx\nstatus=200\nstatus_class=2xx";
    assert_eq!(read_all("iis", &lines), expected);
}

/// <https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logs-reference.html>
#[test]
fn cloudfront() {
    let lines = [
        "#Version: 1.0",
        "#Fields: date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status cs(Referer) cs(User-Agent) cs-uri-query",
        "2019-12-04\t21:02:31\tLAX1\t392\t192.0.2.100\tGET\td111111abcdef8.cloudfront.net\t/index.html\t200\t-\tMozilla/5.0%20(Windows%20NT%2010.0)\t-",
    ];
    let expected = "time=1575493351\ntime_offset=+0000\nedge_location=LAX1\nbytes_out=392\nhost=192.0.2.100\nmethod=GET\ndistribution=d111111abcdef8.cloudfront.net\npath=/index.html\nstatus=200\nstatus_class=2xx\nagent=Mozilla/5.0 (Windows NT 10.0)";
    assert_eq!(read_all("cloudfront", &lines), expected);
}

/// <https://httpd.apache.org/docs/2.4/logs.html#errorlog>
#[test]
fn error_logs() {
    check(
        "apache_error",
        "[Fri Sep 09 10:42:29.902022 2011] [core:error] [pid 35708:tid 4328636416] [client 72.15.99.187] File does not exist: /usr/local/apache2/htdocs/favicon.ico",
        "time=1315564949.902022\ntime_offset=+0000\nmodule=core\nlevel=error\npid=35708\ntid=4328636416\nhost=72.15.99.187\nmessage=File does not exist: /usr/local/apache2/htdocs/favicon.ico",
    );
    check(
        "apache_error",
        "[Wed Oct 11 14:32:52 2000] [error] [client 127.0.0.1:2817] AH01630: client denied, referer: http://x/",
        "time=971274772\ntime_offset=+0000\nlevel=error\nhost=127.0.0.1\nport=2817\nmessage=AH01630: client denied\nreferer=http://x/",
    );
    check(
        "nginx_error",
        r#"2000/10/10 20:55:36 [error] 31#7: *52 open() "/x" failed (2: No such file or directory), client: 192.0.2.1, server: _, request: "GET /x?a HTTP/1.1", host: "example.com:80""#,
        r#"
        time=971211336
        time_offset=+0000
        level=error
        pid=31
        tid=7
        connection=52
        message=open() "/x" failed (2: No such file or directory)
        host=192.0.2.1
        server=_
        request=GET /x?a HTTP/1.1
        method=GET
        path=/x
        query=a
        params=a:
        protocol=HTTP/1.1
        vhost=example.com:80
        "#,
    );
}

#[test]
fn json_logs() {
    // Caddy
    check(
        "json",
        r#"{"level":"info","ts":971211336.5,"request":{"remote_ip":"192.0.2.1","proto":"HTTP/2.0","method":"GET","host":"example.com","uri":"/a?b=1","headers":{"User-Agent":["curl/8"]}},"duration":0.25,"size":12,"status":200}"#,
        "host=192.0.2.1\ntime=971211336.5\ntime_offset=+0000\nmethod=GET\npath=/a\nquery=b=1\nparams=b:1\nprotocol=HTTP/2.0\nstatus=200\nstatus_class=2xx\nbytes=12\nagent=curl/8\nvhost=example.com\nduration=0.25",
    );
    // A request line, a time as the Common Log Format has it
    check(
        "json",
        r#"{"remote_addr":"::1","time_local":"10/Oct/2000:13:55:36 -0700","request":"GET \/\u00e4?q HTTP/1.1","status":"404","body_bytes_sent":"0"}"#,
        "host=::1\ntime=971211336\ntime_offset=-0700\nmethod=GET\npath=/ä\nquery=q\nparams=q:\nprotocol=HTTP/1.1\nrequest=GET /ä?q HTTP/1.1\nstatus=404\nstatus_class=4xx\nbytes=0",
    );
}

#[test]
fn formats_are_found_by_their_lines() {
    let common = r#"127.0.0.1 - frank [10/Oct/2000:13:55:36 -0700] "GET / HTTP/1.0" 200 2326"#;
    for (line, expected) in [
        (common.to_owned(), Some("common")),
        (format!("{common} \"-\" \"x\""), Some("combined")),
        (format!("{common} \"-\" \"x\" 1 2"), Some("combinedio")),
        (format!("{common} \"-\" \"x\" \"-\"\n"), Some("nginx_main")),
        (format!("example.com {common}"), Some("vhost_common")),
        (
            format!("example.com:80 {common} \"-\" \"x\""),
            Some("vhost_combined"),
        ),
        (
            format!("::1{} \"-\" \"x\"", common.trim_start_matches("127.0.0.1")),
            Some("combined"),
        ),
        (
            r#"{"ts":971211336.5,"status":200,"uri":"/"}"#.to_owned(),
            Some("json"),
        ),
        (r#"{"a":1}"#.to_owned(), None),
        (
            "#Fields: date time c-ip\n2000-10-10 20:55:36 192.0.2.1".to_owned(),
            Some("iis"),
        ),
        (
            "2000/10/10 20:55:36 [notice] 1#1: start".to_owned(),
            Some("nginx_error"),
        ),
        (
            "[Wed Oct 11 14:32:52 2000] [error] x".to_owned(),
            Some("apache_error"),
        ),
        ("a,b,c\n1,2,3".to_owned(), None),
        (String::new(), None),
    ] {
        let found = LogFormat::detect(line.as_bytes());
        assert_eq!(found.as_ref().map(LogFormat::name), expected, "{line}");
    }
}
