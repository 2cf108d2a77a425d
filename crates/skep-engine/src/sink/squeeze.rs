//! Compression of text output (`hive.exec.compress.output`).

use std::io::{self, Write};

/// How text is compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextCodec {
    /// `GzipCodec`, `.gz`
    Gzip,
    /// `BZip2Codec`, `.bz2`
    Bzip2,
    /// `ZStandardCodec`, `.zst`
    Zstd,
    /// `DefaultCodec`, `.deflate`
    Deflate,
}

impl TextCodec {
    /// By Hadoop's class name (`mapred.output.compression.codec`); None for others.
    pub fn of_class(class: &str) -> Option<TextCodec> {
        match class.trim().rsplit('.').next()? {
            "GzipCodec" => Some(TextCodec::Gzip),
            "BZip2Codec" => Some(TextCodec::Bzip2),
            "ZStandardCodec" => Some(TextCodec::Zstd),
            "DefaultCodec" | "DeflateCodec" => Some(TextCodec::Deflate),
            _ => None,
        }
    }

    /// The ending of file names, with its dot.
    pub fn extension(self) -> &'static str {
        match self {
            TextCodec::Gzip => ".gz",
            TextCodec::Bzip2 => ".bz2",
            TextCodec::Zstd => ".zst",
            TextCodec::Deflate => ".deflate",
        }
    }
}

/// Bytes in, compressed bytes out.
pub(super) enum Squeeze {
    Plain(Vec<u8>),
    Gzip(flate2::write::GzEncoder<Vec<u8>>),
    Bzip2(bzip2::write::BzEncoder<Vec<u8>>),
    Zstd(zstd::stream::write::Encoder<'static, Vec<u8>>),
    Deflate(flate2::write::ZlibEncoder<Vec<u8>>),
}

impl Squeeze {
    pub(super) fn new(codec: Option<TextCodec>) -> io::Result<Squeeze> {
        let level = flate2::Compression::default();
        Ok(match codec {
            None => Squeeze::Plain(Vec::new()),
            Some(TextCodec::Gzip) => {
                Squeeze::Gzip(flate2::write::GzEncoder::new(Vec::new(), level))
            }
            Some(TextCodec::Bzip2) => Squeeze::Bzip2(bzip2::write::BzEncoder::new(
                Vec::new(),
                bzip2::Compression::default(),
            )),
            Some(TextCodec::Zstd) => {
                Squeeze::Zstd(zstd::stream::write::Encoder::new(Vec::new(), 0)?)
            }
            Some(TextCodec::Deflate) => {
                Squeeze::Deflate(flate2::write::ZlibEncoder::new(Vec::new(), level))
            }
        })
    }

    pub(super) fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        match self {
            Squeeze::Plain(out) => out.write_all(bytes),
            Squeeze::Gzip(out) => out.write_all(bytes),
            Squeeze::Bzip2(out) => out.write_all(bytes),
            Squeeze::Zstd(out) => out.write_all(bytes),
            Squeeze::Deflate(out) => out.write_all(bytes),
        }
    }

    /// What is ready to be stored.
    pub(super) fn ready(&mut self) -> Vec<u8> {
        std::mem::take(match self {
            Squeeze::Plain(out) => out,
            Squeeze::Gzip(out) => out.get_mut(),
            Squeeze::Bzip2(out) => out.get_mut(),
            Squeeze::Zstd(out) => out.get_mut(),
            Squeeze::Deflate(out) => out.get_mut(),
        })
    }

    /// The rest.
    pub(super) fn finish(self) -> io::Result<Vec<u8>> {
        match self {
            Squeeze::Plain(out) => Ok(out),
            Squeeze::Gzip(out) => out.finish(),
            Squeeze::Bzip2(out) => out.finish(),
            Squeeze::Zstd(out) => out.finish(),
            Squeeze::Deflate(out) => out.finish(),
        }
    }
}
