//! The kernels of the collection functions, of table functions and of windows with a default.

use super::build;
use crate::kernel::Kernel;

/// Every collection kernel.
pub(crate) const KERNELS: &[Kernel] = &[
    Kernel::witnessed("array", build::array),
    Kernel::witnessed("map", build::map),
    Kernel::witnessed("struct", build::structure),
    Kernel::witnessed("complete_row", build::complete),
    Kernel::witnessed("rows_of_array", build::rows_of_array),
    Kernel::witnessed("rows_of_map", build::rows_of_map),
    Kernel::witnessed("or_default", build::or_default),
    Kernel::witnessed("replicate", build::replicate),
];
