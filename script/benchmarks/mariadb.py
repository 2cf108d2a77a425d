"""A private MariaDB on a socket and a free port, with its data in a temporary directory; both end with the `with` block."""

import os
import subprocess
import tempfile
import time
from pathlib import Path

from .places import CACHE
from .runs import Failed, end_group, run
from .s3 import free_ports

TOOLS = Path(os.environ.get("SKEP_TEST_TOOLS") or CACHE / "tools") / "debian"
START_TIMEOUT_S = 60


def program(name: str) -> Path:
    """One of Debian's: of the packages that are unpacked, else the machine's."""
    for root in (TOOLS, Path("/")):
        for place in ("usr/bin", "usr/sbin", "usr/lib/nagios/plugins"):
            if (root / place / name).exists():
                return root / place / name
    raise Failed(f"`{name}` is missing: run script/bootstrap test bench")


def surroundings() -> dict:
    """Variables with which the unpacked programs find their libraries."""
    libraries = [str(path) for base in ("usr/lib", "lib") for path in (TOOLS / base).glob("*-linux-gnu")]
    return os.environ | {"LD_LIBRARY_PATH": ":".join(libraries)}


class Server:
    """`options` are further ones of mariadbd. `root` may do everything on the socket, without a password."""

    def __init__(self, *options: str):
        self.options = options

    def __enter__(self):
        mariadbd, self.env = program("mariadbd"), surroundings()
        self.home = tempfile.TemporaryDirectory(prefix="skep-bench-db-")
        home, base = Path(self.home.name), mariadbd.parent.parent
        self.socket, self.port = home / "s", free_ports(1)[0]
        self.client = [program("mariadb"), "--no-defaults", f"--socket={self.socket}", "-uroot"]
        user = subprocess.run(["id", "-un"], capture_output=True, text=True, check=True).stdout.strip()
        data = ["--no-defaults", f"--basedir={base}", f"--datadir={home}/data", f"--user={user}"]
        places = [f"--lc-messages-dir={base}/share/mysql", f"--plugin-dir={base}/lib/mysql/plugin", f"--socket={self.socket}"]
        network = [f"--port={self.port}", "--bind-address=127.0.0.1", "--skip-name-resolve"]
        try:
            run([program("mariadb-install-db"), *data, "--auth-root-authentication-method=normal", "--skip-test-db"], env=self.env)
        except BaseException:
            self.home.cleanup()
            raise
        with open(home / "log", "wb") as log:
            self.child = subprocess.Popen(
                [mariadbd, *data, *places, *network, *self.options], env=self.env, stdout=log, stderr=log, start_new_session=True
            )
        try:
            self.wait()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        end_group(self.child)
        self.home.cleanup()

    def wait(self):
        end = time.monotonic() + START_TIMEOUT_S
        while subprocess.run([*self.client, "-e", "select 1"], env=self.env, capture_output=True, check=False).returncode:
            if time.monotonic() > end or self.child.poll() is not None:
                log = (Path(self.home.name) / "log").read_text(errors="replace")
                raise Failed(f"MariaDB is not ready; its log ends: {log[-500:]}")
            time.sleep(0.1)

    def ask(self, sql: str, timeout_s=600) -> str:
        """Runs statements as root; what they answer, a row a line."""
        return run([*self.client, "-N", "-e", sql], env=self.env, timeout_s=timeout_s).out.strip()
