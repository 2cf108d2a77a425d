//! What DataFusion must be told so that these plans keep their meaning.

use datafusion::prelude::SessionConfig;

/// The session settings that skep's plans are made for.
///
/// * Names are never parsed or folded: plans carry internal names only.
/// * Types are exactly those of `skep_serde::types`, views included, so nothing may turn views into plain strings.
/// * A join keeps the order of its inputs' columns whatever side is built.
pub fn session_config() -> SessionConfig {
    let mut config = SessionConfig::new();
    let options = config.options_mut();
    options.sql_parser.enable_ident_normalization = false;
    options.optimizer.expand_views_at_output = false;
    options.execution.parquet.schema_force_view_types = true;
    options.execution.collect_statistics = false;
    // A text scan looks join keys up in a list of this many before it decodes anything else of a row: of TPC-H's text that
    // pays well past DataFusion's 150.
    options
        .optimizer
        .hash_join_inlist_pushdown_max_distinct_values = 4_000;
    options.optimizer.hash_join_inlist_pushdown_max_size = 16 << 20;
    config
}
