"""Access logs with known answers: a million combined lines, and what hostile clients leave in a log."""

import csv
import hashlib
import io
import json
import os
import random
import time
from pathlib import Path

from .contest import say

LINES, COPIES, SEED = 1_000_000, 6, 7
START = 1_790_000_000  # seconds since 1970
MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
AGENTS = [
    "Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X)",
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "curl/8.14.1",
]
STATUSES = [200] * 88 + [304] * 5 + [404] * 5 + [500, 503]


class Log:
    """The generated files, and what is known of them. They are made once, under another name until they are whole."""

    def __init__(self, data: Path, scale: float):
        self.directory = data / f"access-{scale:g}"
        self.lines, self.copies = max(1000, int(LINES * scale)), COPIES
        self.file = self.directory / "access.log"
        self.many = self.directory / "many"
        self.facts = self.directory / "facts.json"
        if not self.facts.exists():
            self.make()
        self.known = json.loads(self.facts.read_text())
        self.bytes = self.file.stat().st_size

    def digest(self, which: str) -> str:
        return self.known[which]

    def by_status(self) -> list:
        """Rows of status, count and sum of bytes over all copies."""
        return [[status, str(count * self.copies), str(total * self.copies)] for status, count, total in self.known["statuses"]]

    def make(self):
        say(f"making {self.lines:,} lines in {self.file}")
        self.many.mkdir(parents=True, exist_ok=True)
        pick = random.Random(SEED)
        hosts = [".".join(str(pick.randrange(1, 255)) for _ in range(4)) for _ in range(20_000)]
        paths = [f"/{pick.choice(('a', 'img', 'api/v1', 'blog'))}/{pick.randrange(10**6):x}.html" for _ in range(5_000)]
        two, nine = hashlib.sha256(), hashlib.sha256()
        statuses: dict = {}
        part = self.directory / "_access.part"
        with part.open("w", encoding="ascii", newline="\n") as out:
            for first in range(0, self.lines, 10_000):
                lines, short, rows = [], [], io.StringIO()
                table = csv.writer(rows, lineterminator="\n")
                for number in range(first, min(first + 10_000, self.lines)):
                    moment = time.gmtime(START + number * 2)
                    host, status, size = pick.choice(hosts), pick.choice(STATUSES), pick.randrange(100, 60_000)
                    request = f"GET {pick.choice(paths)}?page={pick.randrange(50)} HTTP/1.1"
                    referer, agent = f"https://www.example.com/start/{pick.randrange(500)}", pick.choice(AGENTS)
                    clf = f"{moment.tm_mday:02}/{MONTHS[moment.tm_mon - 1]}/{moment.tm_year}:{time.strftime('%H:%M:%S', moment)} +0000"
                    lines.append(f'{host} - - [{clf}] "{request}" {status} {size} "{referer}" "{agent}"\n')
                    short.append(f"{host},{status}\n")
                    table.writerow([host, "", "", time.strftime("%Y-%m-%dT%H:%M:%S+00:00", moment), request, status, size, referer, agent])
                    count, total = statuses.get(status, (0, 0))
                    statuses[status] = (count + 1, total + size)
                out.write("".join(lines))
                two.update("".join(short).encode())
                nine.update(rows.getvalue().encode())
        part.rename(self.file)
        for copy in range(self.copies):
            link = self.many / f"access.{copy}.log"
            link.unlink(missing_ok=True)
            os.link(self.file, link)
        facts = {"two": two.hexdigest(), "nine": nine.hexdigest(), "statuses": [[str(s), *statuses[s]] for s in sorted(statuses)]}
        self.facts.write_text(json.dumps(facts))


TIME = "[10/Oct/2000:13:55:36 -0700]"
# A line, and its host and status.
HOSTILE = [
    (f'192.0.2.1 - - {TIME} "GET /a\\"b HTTP/1.1" 400 226 "-" "-"', "192.0.2.1,400"),
    (f'192.0.2.2 - - {TIME} "" 408 - "-" "-"', "192.0.2.2,408"),
    (f'192.0.2.3 - - {TIME} "-" 408 3309 "-" "-"', "192.0.2.3,408"),
    (f'192.0.2.4 - - {TIME} "\\x16\\x03\\x01\\x02" 400 226 "-" "-"', "192.0.2.4,400"),
    (f'192.0.2.5 - - {TIME} "GET /a b c HTTP/1.1" 404 196 "-" "x"', "192.0.2.5,404"),
    (f'192.0.2.6 - bob smith {TIME} "GET / HTTP/1.1" 200 45 "-" "x"', "192.0.2.6,200"),
    (f'2001:db8::7 - - {TIME} "GET / HTTP/1.1" 200 45 "-" "x"', "2001:db8::7,200"),
    (f'192.0.2.8 - - {TIME} "GET /a,b HTTP/1.1" 200 45 "-" "x, \\"y\\" 500 z"', "192.0.2.8,200"),
    (f'192.0.2.9 - - {TIME} "GET / HTTP/1.1" 200 45 "-" "Mozilla/5.0 (cut', "192.0.2.9,200"),
    (f'192.0.2.10 - - {TIME} "GET / HTTP/1.1" 304 - "-" "-"', "192.0.2.10,304"),
]
