"""Takes the lines of a combined log apart with a regular expression: what `real_log.rs` compares skep with, written from Apache's
documentation alone. Prints a JSON list a line; null for a line that doesn't fit."""

import datetime
import gzip
import json
import re
import sys

LINE = re.compile(
    rb'(?P<host>[^ ]+) (?P<ident>[^ ]+) (?P<user>.*?) \[(?P<time>[^\]]+)\] "(?P<request>(?:[^"\\]|\\.)*)" (?P<status>\d{3}|-) (?P<bytes>\d+|-) '
    rb'"(?P<referer>(?:[^"\\]|\\.)*)" "(?P<agent>(?:[^"\\]|\\.)*)"'
)
REQUEST = re.compile(r"([!#$%&'*+.^_`|~0-9A-Za-z-]+) (.+?)(?: (HTTP/\S*))?", re.S)
ESCAPE = re.compile(rb"\\(x[0-9a-fA-F]{2}|.)", re.S)
LETTERS = {b"n": b"\n", b"t": b"\t", b"r": b"\r", b"b": b"\b", b"f": b"\f", b"v": b"\v", b'"': b'"', b"\\": b"\\"}


def plain(raw: bytes):
    if raw == b"-":
        return None
    undone = ESCAPE.sub(lambda m: bytes.fromhex(m[1][1:].decode()) if len(m[1]) == 3 else LETTERS.get(m[1], m[0]), raw)
    return undone.decode("utf-8", "backslashreplace")


def number(raw: bytes):
    return None if raw == b"-" else int(raw)


def row(line: bytes):
    found = LINE.fullmatch(line)
    if not found:
        return None
    field = found.groupdict()
    time = datetime.datetime.strptime(field["time"].decode(), "%d/%b/%Y:%H:%M:%S %z")
    request = plain(field["request"])
    parts = REQUEST.fullmatch(request or "")
    method, target, protocol = parts.groups() if parts else (None, None, None)
    path, mark, query = (target or "").partition("?")
    return [
        plain(field["host"]), plain(field["ident"]), plain(field["user"]), int(time.timestamp()), int(time.utcoffset().total_seconds()),
        request, method, path or None, query if mark else None, protocol,
        number(field["status"]), number(field["bytes"]), plain(field["referer"]), plain(field["agent"]),
    ]


for text in gzip.open(sys.argv[1]).read().splitlines():
    print(json.dumps(row(text)))
