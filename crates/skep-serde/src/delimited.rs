//! Delimited text: Hive's `LazySimpleSerDe`, reading and writing.

mod decode;
mod encode;
mod fill;
mod keys;
mod locate;
mod marks;
mod multi;
mod nested;
mod options;
mod select;
mod timestamps;

pub use decode::DelimitedDecoder;
pub use encode::Encoder;
pub(crate) use multi::MultiParser;
pub use options::DelimitedOptions;
pub(crate) use options::timestamp_formats;
pub(crate) use timestamps::parse_by as parse_timestamp_by;

#[cfg(test)]
mod tests;
