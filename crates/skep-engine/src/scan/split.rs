//! How files are cut into parts and the parts spread over partitions.
//!
//! Partitions that are idle take the next part of any other (DataFusion's work stealing), so parts are smaller than a
//! partition's share: then all partitions end at about the same time.

use std::cmp::Reverse;

use datafusion::datasource::listing::{FileRange, PartitionedFile};
use datafusion::datasource::physical_plan::FileGroup;

/// Parts of a partition's share.
const PARTS: u64 = 8;

/// No part is smaller, unless the share is, in bytes.
const SMALLEST_PART: u64 = 16 << 20;

/// Spreads the files of `groups` over `partitions`, in parts where `splittable` says that a file may be cut.
pub(super) fn spread(
    groups: &[FileGroup],
    partitions: usize,
    splittable: impl Fn(&PartitionedFile) -> bool,
) -> Vec<FileGroup> {
    let files = groups.iter().flat_map(FileGroup::iter);
    let (plain, mut whole): (Vec<_>, Vec<_>) = files.partition(|file| splittable(file));
    whole.sort_by_key(|file| Reverse(file.effective_size()));
    let total: u64 = plain
        .iter()
        .chain(&whole)
        .map(|file| file.effective_size())
        .sum();
    let share = total.div_ceil(partitions.max(1) as u64).max(1);
    let mut spread = vec![(0_u64, Vec::new()); partitions.max(1)];
    for file in whole {
        if let Some((filled, group)) = spread.iter_mut().min_by_key(|(filled, _)| *filled) {
            *filled += file.effective_size();
            group.push(file.clone());
        }
    }
    let parts = (share / SMALLEST_PART).clamp(1, PARTS);
    let length = share.div_ceil(parts);
    for part in plain.into_iter().flat_map(|file| cut(file, length)) {
        let place = spread.iter().position(|(filled, _)| *filled < share);
        if let Some((filled, group)) = spread.get_mut(place.unwrap_or_default()) {
            *filled += part.effective_size();
            group.push(part);
        }
    }
    let groups = spread.into_iter().map(|(_, group)| group);
    groups
        .filter(|group| !group.is_empty())
        .map(FileGroup::new)
        .collect()
}

/// A file, in parts of `length` bytes.
fn cut(file: &PartitionedFile, length: u64) -> Vec<PartitionedFile> {
    let (mut start, end) = file.range();
    let mut parts = Vec::new();
    while start < end {
        let stop = (start + length).min(end);
        let mut part = file.clone();
        let signed = |at: u64| i64::try_from(at).unwrap_or(i64::MAX);
        part.range = Some(FileRange {
            start: signed(start),
            end: signed(stop),
        });
        parts.push(part);
        start = stop;
    }
    parts
}

/// The order in which parts are begun: files that can't be cut first, the largest of them at the front, because the
/// whole scan waits for the last of them.
pub(super) fn order(
    mut files: Vec<PartitionedFile>,
    splittable: impl Fn(&PartitionedFile) -> bool,
) -> Vec<PartitionedFile> {
    files.sort_by_key(|file| match splittable(file) {
        true => Reverse(0),
        false => Reverse(file.effective_size()),
    });
    files
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]

    use super::*;

    const MB: u64 = 1 << 20;

    fn sizes(files: &[(&str, u64)], partitions: usize) -> Vec<Vec<(String, u64)>> {
        let files = files
            .iter()
            .map(|(name, size)| PartitionedFile::new(*name, *size));
        let is_plain = |file: &PartitionedFile| !file.object_meta.location.as_ref().ends_with("gz");
        let groups = spread(&[FileGroup::new(files.collect())], partitions, is_plain);
        let part = |file: &PartitionedFile| (file.path().to_string(), file.effective_size() / MB);
        groups
            .iter()
            .map(|group| group.iter().map(part).collect())
            .collect()
    }

    #[test]
    fn one_big_file_keeps_all_busy() {
        let found = sizes(&[("a", 1024 * MB)], 2);
        assert_eq!(found.len(), 2);
        assert_eq!(found[0], vec![("a".to_owned(), 64); 8]);
        assert_eq!(found[1], vec![("a".to_owned(), 64); 8]);
    }

    #[test]
    fn unequal_files_are_shared_out_by_size() {
        let found = sizes(&[("a", 700 * MB), ("b", 200 * MB), ("c.gz", 100 * MB)], 2);
        let total = |group: &Vec<(String, u64)>| group.iter().map(|part| part.1).sum::<u64>();
        assert_eq!(found[0][0], ("c.gz".to_owned(), 100));
        assert!(
            found
                .iter()
                .all(|group| (450..=560).contains(&total(group))),
            "{found:?}"
        );
    }

    #[test]
    fn small_files_are_cut_into_one_part_a_partition() {
        let found = sizes(&[("a", 3 * MB)], 3);
        assert_eq!(found, vec![vec![("a".to_owned(), 1)]; 3]);
        assert_eq!(sizes(&[("a.gz", 3 * MB)], 3).len(), 1);
    }

    #[test]
    fn parts_of_a_file_are_the_whole_of_it() {
        let file = PartitionedFile::new("a", 1001);
        let parts = spread(&[FileGroup::new(vec![file])], 7, |_| true);
        let mut next = 0;
        for part in parts.iter().flat_map(FileGroup::iter) {
            let range = part.range.as_ref().unwrap();
            assert_eq!(range.start, next);
            next = range.end;
        }
        assert_eq!((next, parts.len()), (1001, 7));
    }

    #[test]
    fn what_cannot_be_cut_is_begun_first() {
        let files = [("a", 9), ("b.gz", 1), ("c", 8), ("d.gz", 2)];
        let files = files
            .map(|(name, size)| PartitionedFile::new(name, size))
            .to_vec();
        let is_plain = |file: &PartitionedFile| !file.path().as_ref().ends_with("gz");
        let ordered = order(files, is_plain);
        let names: Vec<_> = ordered.iter().map(|file| file.path().as_ref()).collect();
        assert_eq!(names, ["d.gz", "b.gz", "a", "c"]);
    }
}
