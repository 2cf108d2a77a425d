//! Access logs: a format compiled from what the server's configuration says, and lines taken apart by it.
//!
//! A format is a name (`combined`), a string of Apache's `LogFormat` or of nginx's `log_format`. It tells which fields its lines give
//! ([`LogFormat::fields`]), and a [`LogReader`] finds them: it locates what stands between the format's literals (`items.rs`), undoes the
//! server's escapes and derives fields from fields (`value.rs`). A line that doesn't fit keeps the fields that do, and says which is the first that doesn't.

mod apache;
mod assemble;
mod build;
mod decode;
mod detect;
mod errors;
mod escape;
mod fields;
mod format;
mod items;
mod json;
mod known;
mod nginx;
mod reader;
mod request;
mod strftime;
mod time;
mod value;
mod w3c;

pub(crate) use decode::LogParser;
pub use decode::{LogOptions, REJECTED_FIELD};
pub use detect::first_line;
pub use fields::Field;
pub use format::{LOG_FORMAT, LogFormat};
pub use reader::{LogReader, Verdict};
pub use time::Instant;
pub use value::{Value, params};

#[cfg(test)]
mod tests;
