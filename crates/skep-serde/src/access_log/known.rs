//! The formats that have names.

use skep_hiveql::types::HiveType;

use super::build::{Builder, Layout, Meaning};
use super::escape::Escape;
use super::format::Grammar;
use super::items::{Item, Items, Shape};
use super::time::Pattern;
use super::{apache, errors, json, nginx, w3c};

/// A format's name, what it is, and how its lines are written.
pub(super) struct Known {
    pub(super) name: &'static str,
    pub(super) about: &'static str,
    how: How,
}

enum How {
    Apache(&'static str),
    Nginx(&'static str),
    /// Tokens with blanks between them; so many must be there.
    Tokens(&'static [Token], usize),
    W3c(&'static w3c::Dialect),
    Json,
    ApacheError,
    NginxError,
}

/// What the format calls it, the field's name, what it holds.
type Token = (&'static str, &'static str, Meaning);

/// All of them; those before are tried first where a format is found by its lines. (A table.)
pub(super) const ALL: &[Known] = &[
    Known {
        name: "combinedio",
        about: "Apache's combined with bytes received and sent",
        how: How::Apache(r#"%h %l %u %t "%r" %>s %b "%{Referer}i" "%{User-Agent}i" %I %O"#),
    },
    Known {
        name: "vhost_combined",
        about: "Apache's combined behind the server's name and port (Debian)",
        how: How::Apache(r#"%v:%p %h %l %u %t "%r" %>s %O "%{Referer}i" "%{User-Agent}i""#),
    },
    Known {
        name: "combined",
        about: "Apache's common with referer and agent; nginx's default too",
        how: How::Apache(r#"%h %l %u %t "%r" %>s %b "%{Referer}i" "%{User-Agent}i""#),
    },
    Known {
        name: "vhost_common",
        about: "Apache's common behind the server's name",
        how: How::Apache(r#"%v %h %l %u %t "%r" %>s %b"#),
    },
    Known {
        name: "common",
        about: "the Common Log Format",
        how: How::Apache(r#"%h %l %u %t "%r" %>s %b"#),
    },
    Known {
        name: "nginx",
        about: "nginx's default format, `combined`",
        how: How::Nginx(
            r#"$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent""#,
        ),
    },
    Known {
        name: "nginx_main",
        about: "nginx's default with X-Forwarded-For: `main` in the configuration that its packages bring",
        how: How::Nginx(
            r#"$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent" "$http_x_forwarded_for""#,
        ),
    },
    Known {
        name: "alb",
        about: "AWS Application Load Balancer",
        how: How::Tokens(ALB, 25),
    },
    Known {
        name: "elb",
        about: "AWS Classic Load Balancer",
        how: How::Tokens(ELB, 12),
    },
    Known {
        name: "s3",
        about: "Amazon S3 server access log",
        how: How::Tokens(S3, 18),
    },
    Known {
        name: "iis",
        about: "IIS and other W3C extended logs, by their `#Fields:` lines",
        how: How::W3c(&w3c::IIS),
    },
    Known {
        name: "cloudfront",
        about: "Amazon CloudFront standard log",
        how: How::W3c(&w3c::CLOUDFRONT),
    },
    Known {
        name: "apache_error",
        about: "Apache's error log",
        how: How::ApacheError,
    },
    Known {
        name: "nginx_error",
        about: "nginx's error log",
        how: How::NginxError,
    },
    Known {
        name: "json",
        about: "a JSON object a line, by the keys that servers use (nginx, Caddy, Traefik, ECS …)",
        how: How::Json,
    },
];

/// Other names.
const ALIASES: &[(&str, &str)] = &[
    ("apache", "combined"),
    ("clf", "common"),
    ("ncsa", "combined"),
    ("vcombined", "vhost_combined"),
    ("vcommon", "vhost_common"),
    ("w3c", "iis"),
];

/// Name and meaning of all formats.
pub(super) const NAMES: [(&str, &str); ALL.len()] = {
    let mut names = [("", ""); ALL.len()];
    let mut at = 0;
    while at < ALL.len() {
        names[at] = (ALL[at].name, ALL[at].about);
        at += 1;
    }
    names
};

/// A format by its name.
pub(super) fn named(name: &str) -> Option<&'static Known> {
    let lower = name.to_ascii_lowercase();
    let alias = ALIASES.iter().find(|(alias, _)| *alias == lower);
    let name = alias.map_or(lower.as_str(), |(_, name)| name);
    ALL.iter().find(|known| known.name == name)
}

impl Known {
    /// # Errors
    /// Never: a test compiles them all.
    pub(super) fn compile(&self) -> Result<(Grammar, Layout), String> {
        match &self.how {
            How::Apache(format) => apache::compile(format),
            How::Nginx(format) => nginx::compile(format, Escape::Server),
            How::Tokens(list, required) => Ok(tokens(list, *required)),
            How::W3c(dialect) => Ok(w3c::compile(dialect)),
            How::Json => Ok(json::compile()),
            How::ApacheError => Ok(errors::apache()),
            How::NginxError => Ok(errors::nginx()),
        }
    }
}

fn tokens(list: &[Token], required: usize) -> (Grammar, Layout) {
    let mut builder = Builder::default();
    for (own, name, meaning) in list {
        builder.add(name, own, meaning.clone(), Escape::Server);
    }
    let last = list.len().saturating_sub(1);
    let item = |place| Item {
        shape: Shape::Token,
        after: if place == last {
            Box::default()
        } else {
            Box::from(&b" "[..])
        },
    };
    let items = Items {
        head: Box::default(),
        items: (0..list.len()).map(item).collect(),
        required,
        open: true,
    };
    (Grammar::Items(items), builder.finish())
}

const BIG: Meaning = Meaning::Integer(HiveType::BigInt);

/// <https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-access-logs.html>
const ALB: &[Token] = &[
    ("type", "type", Meaning::Text),
    ("time", "time", Meaning::Time(Pattern::Iso)),
    ("elb", "elb", Meaning::Text),
    ("client", "host", Meaning::HostAndPort("remote_port")),
    ("target", "target", Meaning::Text),
    (
        "request_processing_time",
        "request_processing_time",
        Meaning::Double,
    ),
    ("target_processing_time", "duration", Meaning::Seconds(1.0)),
    (
        "response_processing_time",
        "response_processing_time",
        Meaning::Double,
    ),
    ("elb_status_code", "status", Meaning::Status),
    ("target_status_code", "target_status", Meaning::Text),
    ("received_bytes", "bytes_in", BIG),
    ("sent_bytes", "bytes_out", BIG),
    ("request", "request", Meaning::Request),
    ("user_agent", "agent", Meaning::Text),
    ("ssl_cipher", "ssl_cipher", Meaning::Text),
    ("ssl_protocol", "ssl_protocol", Meaning::Text),
    ("target_group_arn", "target_group_arn", Meaning::Text),
    ("trace_id", "request_id", Meaning::Text),
    ("domain_name", "vhost", Meaning::Text),
    ("chosen_cert_arn", "chosen_cert_arn", Meaning::Text),
    (
        "matched_rule_priority",
        "matched_rule_priority",
        Meaning::Text,
    ),
    (
        "request_creation_time",
        "request_creation_time",
        Meaning::Text,
    ),
    ("actions_executed", "actions", Meaning::Text),
    ("redirect_url", "redirect_url", Meaning::Text),
    ("error_reason", "error_reason", Meaning::Text),
    ("target_port_list", "target_port_list", Meaning::Text),
    (
        "target_status_code_list",
        "target_status_list",
        Meaning::Text,
    ),
    ("classification", "classification", Meaning::Text),
    (
        "classification_reason",
        "classification_reason",
        Meaning::Text,
    ),
    ("conn_trace_id", "conn_trace_id", Meaning::Text),
];

/// <https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/access-log-collection.html>
const ELB: &[Token] = &[
    ("time", "time", Meaning::Time(Pattern::Iso)),
    ("elb", "elb", Meaning::Text),
    ("client", "host", Meaning::HostAndPort("remote_port")),
    ("backend", "backend", Meaning::Text),
    (
        "request_processing_time",
        "request_processing_time",
        Meaning::Double,
    ),
    ("backend_processing_time", "duration", Meaning::Seconds(1.0)),
    (
        "response_processing_time",
        "response_processing_time",
        Meaning::Double,
    ),
    ("elb_status_code", "status", Meaning::Status),
    ("backend_status_code", "backend_status", Meaning::Text),
    ("received_bytes", "bytes_in", BIG),
    ("sent_bytes", "bytes_out", BIG),
    ("request", "request", Meaning::Request),
    ("user_agent", "agent", Meaning::Text),
    ("ssl_cipher", "ssl_cipher", Meaning::Text),
    ("ssl_protocol", "ssl_protocol", Meaning::Text),
];

/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/LogFormat.html>
const S3: &[Token] = &[
    ("bucket_owner", "bucket_owner", Meaning::Text),
    ("bucket", "bucket", Meaning::Text),
    ("time", "time", Meaning::Time(Pattern::Clf)),
    ("remote_ip", "host", Meaning::Text),
    ("requester", "user", Meaning::Text),
    ("request_id", "request_id", Meaning::Text),
    ("operation", "operation", Meaning::Text),
    ("key", "key", Meaning::Text),
    ("request_uri", "request", Meaning::Request),
    ("http_status", "status", Meaning::Status),
    ("error_code", "error_code", Meaning::Text),
    ("bytes_sent", "bytes", BIG),
    ("object_size", "object_size", BIG),
    ("total_time", "duration", Meaning::Seconds(1e3)),
    (
        "turn_around_time",
        "turn_around_time",
        Meaning::Seconds(1e3),
    ),
    ("referer", "referer", Meaning::Text),
    ("user_agent", "agent", Meaning::Text),
    ("version_id", "version_id", Meaning::Text),
    ("host_id", "host_id", Meaning::Text),
    ("signature_version", "signature_version", Meaning::Text),
    ("cipher_suite", "ssl_cipher", Meaning::Text),
    ("authentication_type", "authentication_type", Meaning::Text),
    ("host_header", "vhost", Meaning::Text),
    ("tls_version", "ssl_protocol", Meaning::Text),
    ("access_point_arn", "access_point_arn", Meaning::Text),
    ("acl_required", "acl_required", Meaning::Text),
];
