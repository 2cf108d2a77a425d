#!/bin/sh
# Makes wordfreqs.tsv (count TAB word) from a directory of texts: ./make.sh DIRECTORY > wordfreqs.tsv
#
# A word is a maximal run of ASCII letters and apostrophes, its case kept. Most frequent first; words with the same
# count in byte order. The texts that wordfreqs.tsv was made from are Shakespeare's 42 works as Project Gutenberg
# prints them, stage directions and speakers' names included.
set -eu
[ $# -eq 1 ] && [ -d "$1" ] || { echo "usage: $0 DIRECTORY > wordfreqs.tsv" >&2; exit 2; }
export LC_ALL=C
# One text at a time: most end without a newline, and the last word of one must not run into the first of the next.
for text in "$1"/*.txt; do
    tr -cs "A-Za-z'" '\n' <"$text"
    echo
done |
    grep . |
    sort |
    uniq -c |
    sort -k1,1nr -k2,2 |
    awk '{ print $1 "\t" $2 }'
