//! For tests only: private real servers and sandboxed runs of the binary.
//!
//! Nothing here knows what skep does; it starts processes on free ports and in temporary directories, and ends them.

pub mod sandbox;
pub mod servers;
