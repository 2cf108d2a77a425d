//! The masks that Hive's test driver lays over its output, so that both sides show the same.
//!
//! Facts from Hive's `QOutProcessor`: a line with a path, an owner or a time becomes one masked line, and masked lines
//! that follow each other become one.

use regex::Regex;

/// What a masked line reads.
pub(crate) const MASK: &str = "#### A masked pattern was here ####";

const STARTS: [&str; 4] = [
    "Deleted",
    "Repair: Added partition to metastore",
    "latestOffsets",
    "minimumLag",
];

const CONTAINS: [&str; 32] = [
    "file:",
    "pfile:",
    "/tmp/",
    "invalidscheme:",
    "lastUpdateTime",
    "lastAccessTime",
    "lastModifiedTim",
    "Owner",
    "owner",
    "CreateTime",
    "LastAccessTime",
    "Location",
    "LOCATION '",
    "transient_lastDdlTime",
    "last_modified_",
    "at org",
    "at sun",
    "at java",
    "at junit",
    "LOCK_QUERYID:",
    "LOCK_TIME:",
    "grantTime",
    "job_",
    "USING 'java -cp",
    "DagName:",
    "DagId:",
    "total number of created files now is",
    "hive-staging",
    "at com.sun.proxy",
    "at com.jolbox",
    "at com.zaxxer",
    "at com.google",
];

/// Table statistics, which depend on file formats and not on answers.
const STATISTICS: [&str; 8] = [
    "numFiles",
    "numRows",
    "rawDataSize",
    "totalSize",
    "COLUMN_STATS_ACCURATE",
    "numPartitions",
    "bucketing_version",
    "numFilesErasureCoded",
];

/// Masks a result's lines, with the script's own `qt:replace:` rules first.
pub(crate) fn mask(lines: &[String], replaces: &[(String, String)]) -> Vec<String> {
    let replaces: Vec<(Regex, &str)> = replaces
        .iter()
        .filter_map(|(p, r)| Some((Regex::new(p).ok()?, r.as_str())))
        .collect();
    let mut masked: Vec<String> = Vec::with_capacity(lines.len());
    for line in lines {
        let mut line = line.clone();
        for (pattern, replacement) in &replaces {
            line = pattern.replace_all(&line, *replacement).into_owned();
        }
        if STARTS.iter().any(|s| line.starts_with(s)) || CONTAINS.iter().any(|s| line.contains(s)) {
            line = MASK.to_string();
        }
        if line == MASK && masked.last().is_some_and(|l| l == MASK) {
            continue;
        }
        masked.push(line);
    }
    masked
}

/// Drops what a SHOW or DESCRIBE says of statistics, and folds blanks, for comparing two of them.
pub(crate) fn describable(lines: &[String]) -> Vec<String> {
    let kept = lines
        .iter()
        .filter(|l| *l != MASK && !STATISTICS.iter().any(|s| l.contains(s)));
    kept.map(|l| l.split_whitespace().collect::<Vec<_>>().join(" "))
        .filter(|l| !l.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn masked_lines_fold() {
        let lines = ["a", "Owner: x", "file:/y", "b", "id:77"].map(str::to_string);
        let replaces = [("id:\\d+".to_string(), "id:#".to_string())];
        assert_eq!(mask(&lines, &replaces), ["a", MASK, "b", "id:#"]);
    }
}
