//! What is counted by its values, and in which order it is told. (A table.)

/// A field that is counted by its values.
pub(super) struct Kind {
    /// The field.
    pub(super) field: &'static str,
    /// Its table's name for machines, heading, and what its keys are called.
    pub(super) id: &'static str,
    pub(super) title: &'static str,
    pub(super) key: &'static str,
}

/// What is counted by value, where a format has it, in the order of the tables.
pub(super) const KINDS: &[Kind] = &[
    Kind {
        field: "vhost",
        id: "vhosts",
        title: "Virtual hosts",
        key: "virtual host",
    },
    Kind {
        field: "path",
        id: "paths",
        title: "Paths",
        key: "path",
    },
    Kind {
        field: "level",
        id: "levels",
        title: "Levels",
        key: "level",
    },
    Kind {
        field: "module",
        id: "modules",
        title: "Modules",
        key: "module",
    },
    Kind {
        field: "message",
        id: "messages",
        title: "Messages",
        key: "message",
    },
    Kind {
        field: "host",
        id: "hosts",
        title: "Clients",
        key: "address",
    },
    Kind {
        field: "referer",
        id: "referers",
        title: "Referers",
        key: "referer",
    },
    Kind {
        field: AGENT,
        id: "agents",
        title: "User agents",
        key: "user agent",
    },
    Kind {
        field: "method",
        id: "methods",
        title: "Methods",
        key: "method",
    },
    Kind {
        field: "protocol",
        id: "protocols",
        title: "Protocols",
        key: "protocol",
    },
    Kind {
        field: "user",
        id: "users",
        title: "Users",
        key: "user",
    },
];

/// The field whose values are grouped besides.
pub(super) const AGENT: &str = "agent";

/// The field that says how many bytes were sent, the best first.
pub(super) const BYTES: &[&str] = &["bytes", "bytes_out", "bytes_total"];

/// The order of all tables.
pub(super) const ORDER: &[&str] = &[
    "levels",
    "modules",
    "messages",
    "vhosts",
    "paths",
    "missing",
    "slow",
    "statuses",
    "methods",
    "hosts",
    "families",
    "protocols",
    "referers",
    "agents",
    "users",
    "rejects",
];
