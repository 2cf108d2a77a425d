"""A private SeaweedFS on free ports, with its data in a temporary directory; both end with the `with` block."""

import http.client
import os
import socket
import subprocess
import tempfile
import time
from pathlib import Path

from .peers import VENV
from .places import CACHE
from .runs import Failed, end_group

PLACES = [VENV / "bin" / "weed", CACHE / "tools" / "venv" / "bin" / "weed"]
START_TIMEOUT_S = 90
BUCKET = "bench"
KEY = {"accessKey": "benchkey", "secretKey": "benchsecret"}
USERS = '{"identities": [{"name": "bench", "credentials": [{"accessKey": "%(accessKey)s", "secretKey": "%(secretKey)s"}], '
USERS += '"actions": ["Admin", "Read", "Write", "List", "Tagging"]}, {"name": "anonymous", "actions": ["Read"]}]}'
PORTS = ["master.port", "volume.port", "filer.port", "s3.port"]
# Only on this machine, without the services that would take fixed ports.
OPTIONS = ["-ip=127.0.0.1", "-ip.bind=127.0.0.1", "-filer", "-s3", "-s3.port.iceberg=0", "-s3.port.lance=0", "-s3.iam=false"]
# Small files lie in the directory itself.
OPTIONS += ["-filer.saveToFilerLimit=1024"]
OPTIONS += ["-volume.max=100", "-volume.preStopSeconds=0", "-volume.minFreeSpace=0", "-master.telemetry=false"]


class Server:
    def __enter__(self):
        weed = next((weed for weed in PLACES if weed.exists()), None)
        if not weed:
            raise Failed("SeaweedFS is not installed: run script/bootstrap test")
        self.home = tempfile.TemporaryDirectory(prefix="skep-bench-s3-")
        home = Path(self.home.name)
        (home / "data").mkdir()
        (home / "users.json").write_text(USERS % KEY)
        numbers = free_ports(2 * len(PORTS))
        self.filer, self.s3 = numbers[4], numbers[6]
        options = [f"-{name}={number}" for name, number in zip((p + g for p in PORTS for g in ("", ".grpc")), numbers)]
        options += [f"-dir={home / 'data'}", f"-s3.config={home / 'users.json'}", f"-filer.localSocket={home / 'filer.sock'}"]
        env = {**os.environ, "TMPDIR": self.home.name}
        with (home / "log").open("wb") as log:
            self.child = subprocess.Popen(
                [weed, f"-logdir={home}", "server", *OPTIONS, *options],
                cwd=home, env=env, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        try:
            self.wait(lambda: self.put(f"/buckets/{BUCKET}/", "POST") in (200, 201))
            self.wait(lambda: request(self.s3, "GET", "/no-such-bucket/x") in (403, 404))
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        end_group(self.child)
        self.home.cleanup()

    def wait(self, is_ready):
        end = time.monotonic() + START_TIMEOUT_S
        while not is_ready():
            if time.monotonic() > end or self.child.poll() is not None:
                log = (Path(self.home.name) / "log").read_text(errors="replace")
                raise Failed(f"SeaweedFS is not ready; its log ends: {log[-500:]}")
            time.sleep(0.1)

    def put(self, path: str, method="PUT", body=None):
        return request(self.filer, method, path, body)

    def upload(self, files, directory: str):
        """The files as objects of `s3://bench/<directory>/`, which is given back."""
        for file in files:
            with file.open("rb") as body:
                status = self.put(f"/buckets/{BUCKET}/{directory}/{file.name}", body=body)
            if status not in (200, 201):
                raise Failed(f"SeaweedFS did not take `{file.name}`: HTTP status {status}")
        return f"s3://{BUCKET}/{directory}"

    def paths(self, files, directory: str) -> list:
        """Where the S3 door has them, for whoever asks without a signature."""
        return [f"/{BUCKET}/{directory}/{file.name}" for file in files]

    def variables(self) -> dict:
        return {
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{self.s3}",
            "AWS_ACCESS_KEY_ID": KEY["accessKey"],
            "AWS_SECRET_ACCESS_KEY": KEY["secretKey"],
            "AWS_REGION": "us-east-1",
        }


def request(port: int, method: str, path: str, body=None):
    """The status of the answer; None where nobody answers yet."""
    headers = {"Content-Length": str(os.fstat(body.fileno()).st_size if body else 0)}
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    try:
        connection.request(method, path, body=body, headers=headers)
        return connection.getresponse().status
    except OSError:
        return None
    finally:
        connection.close()


def free_ports(count: int) -> list:
    """Ports that were free a moment ago: all are taken at once, so that they differ, and then given back."""
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [taken.getsockname()[1] for taken in sockets]
    for taken in sockets:
        taken.close()
    return ports
