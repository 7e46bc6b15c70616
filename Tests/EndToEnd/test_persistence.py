"""A persistent queue under kill -9, full disks, damaged files and a backend that comes and goes: nothing acknowledged is lost."""

import collections
import contextlib
import http.client
import http.server
import os
import pathlib
import random
import shutil
import subprocess
import threading

import pytest
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest

from collector import Collector

KILLS = 50
CONSUMERS = 4
RECORDS = 10

CONFIG = """
receivers:
  otlp:
    protocols:
      http: {{endpoint: "127.0.0.1:0"}}
extensions:
  file_storage: {{directory: "{directory}", create_directory: true{storage}}}
exporters:
  otlp_http:
    endpoint: "{backend}"
    compression: none
    headers: {{life: "{life}"}}
    retry_on_failure: {{initial_interval: 20ms, max_interval: 50ms, max_elapsed_time: 0s}}
    sending_queue: {{storage: file_storage, num_consumers: {consumers}, queue_size: 100000{queue}}}
service:
  extensions: [file_storage]
  telemetry:
    logs: {{encoding: json}}
    metrics: {{level: none}}
  pipelines:
    logs: {{receivers: [otlp], exporters: [otlp_http]}}
"""


class Backend:
    """Takes logs over HTTP; `delivered` holds, for each request's id, the lives of the collector that delivered it."""

    def __init__(self, refuses=lambda: False):
        self.delivered = collections.defaultdict(list)
        self.changed = threading.Condition()
        self.refuses = refuses
        backend = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if backend.refuses():
                    return self.reply(503)
                with backend.changed:
                    for identity in ids(body):
                        backend.delivered[identity].append(int(self.headers["life"]))
                    backend.changed.notify_all()
                self.reply(200)

            def reply(self, status):
                with contextlib.suppress(OSError):
                    self.send_response(status)
                    self.send_header("Content-Length", "0")
                    self.end_headers()

            def handle(self):
                with contextlib.suppress(OSError):
                    super().handle()

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()

    def wait_for(self, wanted, timeout=60):
        """What of `wanted` has not come when the time is up."""
        with self.changed:
            self.changed.wait_for(lambda: wanted <= self.delivered.keys(), timeout)
            return wanted - self.delivered.keys()


def request(identity):
    """A request of a few records, whose bodies name it."""
    message = ExportLogsServiceRequest()
    records = message.resource_logs.add().scope_logs.add().log_records
    for number in range(RECORDS):
        records.add().body.string_value = f"{identity}/{number}"
    return message.SerializeToString()


def ids(body):
    """The requests of which all records are in `body`, once for each time that they are."""
    counts = collections.Counter()
    for resource in ExportLogsServiceRequest.FromString(body).resource_logs:
        for scope in resource.scope_logs:
            counts.update(record.body.string_value.split("/")[0] for record in scope.log_records)
    for identity, count in counts.items():
        assert count % RECORDS == 0, f"a part of {identity} came: {count} records"
        yield from [identity] * (count // RECORDS)


class Clients:
    """Threads that send without pause to the collector that runs, and remember what it acknowledged."""

    def __init__(self, count=4):
        self.acknowledged = set()
        self.sent = 0
        self.address = None
        self.ended = False
        self.changed = threading.Condition()
        self.threads = [threading.Thread(target=self._run, args=(number,), daemon=True) for number in range(count)]

    def _run(self, number):
        step = 0
        while True:
            with self.changed:
                self.changed.wait_for(lambda: self.address or self.ended)
                if self.ended:
                    return
                address = self.address
            connection = http.client.HTTPConnection(address, timeout=30)
            try:
                while True:
                    step += 1
                    identity = f"{number}-{step}"
                    connection.request("POST", "/v1/logs", request(identity), {"Content-Type": "application/x-protobuf"})
                    status = connection.getresponse()
                    status.read()
                    with self.changed:
                        if status.status == 200:
                            self.acknowledged.add(identity)
                        self.changed.notify_all()
                        if self.ended or self.address != address:
                            break
            except (OSError, http.client.HTTPException):
                with self.changed:
                    self.changed.wait_for(lambda: self.address != address or self.ended)
            finally:
                connection.close()

    def send_to(self, address):
        with self.changed:
            self.address = address
            self.changed.notify_all()

    def wait_for(self, count, timeout=60):
        """Waits until `count` more requests are acknowledged."""
        with self.changed:
            goal = len(self.acknowledged) + count
            assert self.changed.wait_for(lambda: len(self.acknowledged) >= goal, timeout), "no request is acknowledged"

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        with self.changed:
            self.ended = True
            self.changed.notify_all()
        for thread in self.threads:
            thread.join(30)


@pytest.fixture
def lives(quickstart, tmp_path):
    """Starts one collector after the other on the same storage."""

    def lives(life, backend, queue="", storage="", binary=quickstart, directory=tmp_path / "storage"):
        config = CONFIG.format(
            directory=directory, backend=backend, life=life, consumers=CONSUMERS, queue=queue, storage=storage
        )
        return Collector(binary, config)

    return lives


@pytest.mark.parametrize("batch", [False, True], ids=["requests", "batches"])
def test_kill_9_under_load_loses_nothing_acknowledged(lives, batch):
    chance = random.Random(9)
    queue = ", batch: {min_size: 100, flush_timeout: 20ms}" if batch else ""
    with Backend(refuses=lambda: chance.random() < 0.2) as backend, Clients() as clients:
        for life in range(KILLS):
            with lives(life, backend.url, queue) as collector:
                clients.send_to(collector.http)
                clients.wait_for(chance.randrange(1, 60))
                collector.process.kill()
                collector.process.wait()
            clients.send_to(None)
        clients.__exit__()
        with lives(KILLS, backend.url, queue) as collector:
            missing = backend.wait_for(clients.acknowledged)
            assert not missing, f"{len(missing)} of {len(clients.acknowledged)} acknowledged requests are lost"
            assert collector.stop() == 0, collector.output
    assert len(clients.acknowledged) >= KILLS
    if batch:
        return
    # A life delivers a request once; what another life delivers again is what was under way at the kill: no more than
    # there are consumers.
    again = collections.Counter()
    for found in backend.delivered.values():
        assert len(found) == len(set(found))
        again.update(sorted(found)[:-1])
    assert all(count <= CONSUMERS for count in again.values()), again


def test_a_backend_that_is_away_gets_everything_when_it_is_back(lives):
    away = threading.Event()
    away.set()
    with Backend(refuses=away.is_set) as backend, Clients() as clients:
        with lives(0, backend.url) as collector:
            clients.send_to(collector.http)
            clients.wait_for(200)
            clients.__exit__()
            # The queue stays on the disk while the collector is down.
            assert collector.stop() == 0, collector.output
        assert not backend.delivered
        with lives(1, backend.url) as collector:
            away.clear()
            assert not backend.wait_for(clients.acknowledged)
            assert collector.stop() == 0, collector.output
        with lives(2, backend.url) as collector:
            assert collector.stop() == 0, collector.output
            assert "still holds" not in collector.output


def test_damaged_files_lose_no_more_than_the_damage(lives, tmp_path):
    with Backend(refuses=lambda: True) as backend, Clients(1) as clients:
        with lives(0, backend.url) as collector:
            clients.send_to(collector.http)
            clients.wait_for(50)
            clients.__exit__()
            collector.process.kill()
            collector.process.wait()
        (path,) = pathlib.Path(tmp_path).glob("storage/*/*.log")
        data = bytearray(path.read_bytes())
        data[len(data) // 2] ^= 0x40
        path.write_bytes(data[:-3])
        backend.refuses = lambda: False
        with lives(1, backend.url) as collector:
            collector.wait_for(lambda line: line.get("msg") == "The storage is damaged. Keeping all that is whole.")
            with backend.changed:
                enough = len(clients.acknowledged) - 2
                assert backend.changed.wait_for(lambda: len(backend.delivered) >= enough, 60)
            assert collector.stop() == 0, collector.output
        assert len(clients.acknowledged - backend.delivered.keys()) <= 2


def test_a_full_disk_refuses_new_data_and_keeps_the_rest(lives, tmp_path):
    if os.geteuid() != 0 or shutil.which("unshare") is None:
        pytest.skip("needs root to mount a small file system")
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", disk], stderr=subprocess.DEVNULL).returncode:
        pytest.skip("needs the right to mount a small file system")
    try:
        away = threading.Event()
        away.set()
        with Backend(refuses=away.is_set) as backend, lives(0, backend.url, directory=disk) as collector:
            connection = http.client.HTTPConnection(collector.http, timeout=30)
            acknowledged = set()
            refusal = None
            while refusal is None and len(acknowledged) < 200:
                identity = f"{len(acknowledged)}-" + "x" * 5000
                connection.request("POST", "/v1/logs", request(identity), {"Content-Type": "application/x-protobuf"})
                answer = connection.getresponse()
                text = answer.read()
                if answer.status == 200:
                    acknowledged.add(identity)
                else:
                    refusal = answer
            assert refusal is not None and len(acknowledged) > 40
            assert refusal.status == 503 and int(refusal.getheader("Retry-After")) > 0
            assert b"No space left on device" in text
            collector.wait_for(lambda line: line.get("msg") == "The storage is full. It takes no new data.")
            away.clear()
            assert not backend.wait_for(acknowledged)
            # There is room again.
            connection.request("POST", "/v1/logs", request("last"), {"Content-Type": "application/x-protobuf"})
            answer = connection.getresponse()
            answer.read()
            assert answer.status == 200
            assert not backend.wait_for({"last"})
            assert collector.stop() == 0, collector.output
    finally:
        subprocess.run(["umount", disk], check=True)


def test_a_directory_that_cannot_be_used_is_an_error_with_its_path(quickstart, tmp_path):
    (tmp_path / "file").write_text("")
    config = CONFIG.format(
        directory=tmp_path / "file", backend="http://127.0.0.1:1", life=0, consumers=1, queue="", storage=""
    )
    with Collector(quickstart, config, wait_until_ready=False) as collector:
        assert collector.process.wait(30) == 1
        collector.reader.join(10)
        assert f"{tmp_path}/file is not a directory" in collector.output


def test_two_collectors_do_not_share_a_storage(lives, quickstart, tmp_path):
    with Backend() as backend, lives(0, backend.url) as first:
        config = CONFIG.format(
            directory=tmp_path / "storage", backend=backend.url, life=1, consumers=1, queue="", storage=", timeout: 0s"
        )
        with Collector(quickstart, config, wait_until_ready=False) as second:
            assert second.process.wait(30) == 1
            second.reader.join(10)
            assert "another process or component uses it" in second.output
        assert first.stop() == 0, first.output
