//! Delimited text: Hive's `LazySimpleSerDe`, reading and writing.

mod decode;
mod encode;
mod fill;
mod keys;
mod locate;
mod marks;
mod nested;
mod options;
mod select;
mod timestamps;

pub use decode::DelimitedDecoder;
pub use encode::Encoder;
pub use options::DelimitedOptions;

#[cfg(test)]
mod tests;
