"""How long one INSERT after the other waits while something else happens: a thread with a client of its own."""

import subprocess
import threading
import time

from .mariadb import Server

PAUSE_S = 0.005


class Inserts(threading.Thread):
    """Writes rows into `shop.log_entries` until the `with` block ends; `longest` is the longest wait in seconds, `count` how many there were."""

    STATEMENT = b"insert into shop.log_entries (created_at, host, session, path, status, bytes) values (now(), 'w', 's', '/', 200, 1); select 1;\n"

    def __init__(self, server: Server):
        super().__init__(daemon=True)
        self.server, self.longest, self.count, self.over = server, 0.0, 0, threading.Event()

    def __enter__(self):
        client = [*self.server.client, "--batch", "--unbuffered", "--skip-column-names"]
        self.client = subprocess.Popen(client, env=self.server.env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0)
        self.insert()
        self.longest, self.count = 0.0, 0
        self.start()
        return self

    def __exit__(self, *_):
        self.over.set()
        self.join()
        self.client.stdin.close()
        self.client.wait()

    def run(self):
        while not self.over.is_set():
            self.insert()
            time.sleep(PAUSE_S)

    def insert(self):
        start = time.perf_counter()
        self.client.stdin.write(self.STATEMENT)
        self.client.stdout.readline()
        self.longest = max(self.longest, time.perf_counter() - start)
        self.count += 1
