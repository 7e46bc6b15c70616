"""A persistent queue under kill -9, full disks, damaged files and a backend that comes and goes: nothing acknowledged is lost."""

import collections
import concurrent.futures
import contextlib
import http.client
import http.server
import os
import pathlib
import random
import shutil
import subprocess
import threading
import typing

import grpc
import pytest
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from collector import Collector

CONSUMERS = 4
RECORDS = 10

CONFIG = """
receivers:
  otlp:
    protocols:
      http: {{endpoint: "127.0.0.1:0"}}
      grpc: {{endpoint: "127.0.0.1:0"}}
extensions:
  file_storage: {{directory: "{directory}", create_directory: true{storage}}}
exporters:
  {exporter}:
    endpoint: "{backend}"
    tls: {{insecure: true}}
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
    {signal}: {{receivers: [otlp], exporters: [{exporter}]}}
"""


class Signal(typing.NamedTuple):
    """How tests make and read requests of a signal whose records carry a text."""

    name: str
    service: str
    request: type

    def make(self, texts):
        message = self.request()
        if self.name == "logs":
            records = message.resource_logs.add().scope_logs.add().log_records
            for text in texts:
                records.add().body.string_value = text
        else:
            spans = message.resource_spans.add().scope_spans.add().spans
            for text in texts:
                spans.add().name = text
        return message.SerializeToString()

    def texts(self, body):
        message = self.request.FromString(body)
        if self.name == "logs":
            scopes = (scope for resource in message.resource_logs for scope in resource.scope_logs)
            return [record.body.string_value for scope in scopes for record in scope.log_records]
        scopes = (scope for resource in message.resource_spans for scope in resource.scope_spans)
        return [span.name for scope in scopes for span in scope.spans]


LOGS = Signal("logs", "opentelemetry.proto.collector.logs.v1.LogsService", ExportLogsServiceRequest)
TRACES = Signal("traces", "opentelemetry.proto.collector.trace.v1.TraceService", ExportTraceServiceRequest)


class Deliveries:
    """What a backend took: `records` holds for each record the lives of the collector that delivered it, and `delivered`
    has the requests of which every record came."""

    def __init__(self, refuses, signal):
        self.records = collections.defaultdict(list)
        self.counts = collections.Counter()
        self.delivered = set()
        self.changed = threading.Condition()
        self.refuses = refuses
        self.signal = signal

    def take(self, body, life):
        with self.changed:
            for text in self.signal.texts(body):
                lives = self.records[text]
                lives.append(int(life))
                if len(lives) > 1:
                    continue
                identity = text.split("/")[0]
                self.counts[identity] += 1
                if self.counts[identity] == RECORDS:
                    self.delivered.add(identity)
            self.changed.notify_all()

    def wait_for(self, wanted, timeout=60):
        """What of `wanted` has not come when the time is up."""
        with self.changed:
            self.changed.wait_for(lambda: wanted <= self.delivered, timeout)
            return wanted - self.delivered


class Backend(Deliveries):
    """Takes a signal over HTTP."""

    exporter = "otlp_http"

    def __init__(self, refuses=lambda: False, signal=LOGS):
        super().__init__(refuses, signal)
        backend = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if backend.refuses():
                    return self.reply(503)
                backend.take(body, self.headers["life"])
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


class GRPCBackend(Deliveries):
    """Takes a signal over gRPC."""

    exporter = "otlp_grpc"

    def __init__(self, refuses=lambda: False, signal=LOGS):
        super().__init__(refuses, signal)
        self.server = grpc.server(concurrent.futures.ThreadPoolExecutor(2 * CONSUMERS))
        handler = grpc.unary_unary_rpc_method_handler(self.export)
        self.server.add_generic_rpc_handlers(
            [grpc.method_handlers_generic_handler(signal.service, {"Export": handler})]
        )
        self.url = f"127.0.0.1:{self.server.add_insecure_port('127.0.0.1:0')}"

    def export(self, body, context):
        if self.refuses():
            context.abort(grpc.StatusCode.UNAVAILABLE, "not now")
        self.take(body, dict(context.invocation_metadata())["life"])
        return b""

    def __enter__(self):
        self.server.start()
        return self

    def __exit__(self, *_):
        self.server.stop(0).wait()


def request(identity, signal=LOGS):
    """A request of a few records, whose texts name it."""
    return signal.make(f"{identity}/{number}" for number in range(RECORDS))


class HTTPConnection:
    """A client of a collector over HTTP."""

    def __init__(self, address, signal):
        self.connection = http.client.HTTPConnection(address, timeout=30)
        self.path = f"/v1/{signal.name}"

    def send(self, body):
        """Whether the collector acknowledged `body`."""
        self.connection.request("POST", self.path, body, {"Content-Type": "application/x-protobuf"})
        answer = self.connection.getresponse()
        answer.read()
        return answer.status == 200

    def close(self):
        self.connection.close()


class GRPCConnection:
    """A client of a collector over gRPC."""

    def __init__(self, address, signal):
        self.channel = grpc.insecure_channel(address)
        self.export = self.channel.unary_unary(f"/{signal.service}/Export")

    def send(self, body):
        """Returns when the collector acknowledged `body`."""
        self.export(body, timeout=30)
        return True

    def close(self):
        self.channel.close()


class Clients:
    """Threads that send without pause to the collector that runs, and remember what it acknowledged."""

    def __init__(self, count=4, signal=LOGS, connect=HTTPConnection):
        self.signal = signal
        self.connect = connect
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
            connection = self.connect(address, self.signal)
            try:
                while True:
                    step += 1
                    identity = f"{number}-{step}"
                    is_taken = connection.send(request(identity, self.signal))
                    with self.changed:
                        if is_taken:
                            self.acknowledged.add(identity)
                        self.changed.notify_all()
                        if self.ended or self.address != address:
                            break
            except (OSError, http.client.HTTPException, grpc.RpcError):
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
            signal=backend.signal.name,
            exporter=backend.exporter,
            directory=directory,
            backend=backend.url,
            life=life,
            consumers=CONSUMERS,
            queue=queue,
            storage=storage,
        )
        return Collector(binary, config)

    return lives


class Kills(typing.NamedTuple):
    """How a collector is killed again and again: how often, and what it does meanwhile."""

    count: int
    queue: str = ""
    storage: str = ""
    largest: int = RECORDS
    """The most records that it sends at once."""
    signal: Signal = LOGS
    grpc: bool = False


CUT = ", batch: {min_size: 25, max_size: 25, flush_timeout: 20ms}"
KILLS = {
    "requests": Kills(12),
    "batches": Kills(10, ", batch: {min_size: 100, flush_timeout: 20ms}", largest=100 + RECORDS - 1),
    "pieces": Kills(10, CUT, largest=25),
    "grpc-traces": Kills(10, signal=TRACES, grpc=True),
    "fsync-grpc-pieces": Kills(8, CUT, ", fsync: true", largest=25, grpc=True),
}


@pytest.mark.parametrize("kills", KILLS.values(), ids=KILLS.keys())
def test_kill_9_under_load_loses_nothing_acknowledged(lives, kills):
    chance = random.Random(9)
    kind, connect = (GRPCBackend, GRPCConnection) if kills.grpc else (Backend, HTTPConnection)
    with (
        kind(refuses=lambda: chance.random() < 0.2, signal=kills.signal) as backend,
        Clients(signal=kills.signal, connect=connect) as clients,
    ):
        for life in range(kills.count):
            with lives(life, backend, kills.queue, kills.storage) as collector:
                clients.send_to(collector.grpc if kills.grpc else collector.http)
                clients.wait_for(chance.randrange(1, 60))
                collector.process.kill()
                collector.process.wait()
            clients.send_to(None)
        clients.__exit__()
        with lives(kills.count, backend, kills.queue, kills.storage) as collector:
            missing = backend.wait_for(clients.acknowledged)
            assert not missing, f"{len(missing)} of {len(clients.acknowledged)} acknowledged requests are lost"
            assert collector.stop() == 0, collector.output
    assert len(clients.acknowledged) >= kills.count
    # A life delivers a record once; what another life delivers again is what was under way at the kill: no more than
    # there are consumers, each with one batch.
    again = collections.Counter()
    for found in backend.records.values():
        assert len(found) == len(set(found))
        again.update(sorted(found)[:-1])
    assert all(count <= CONSUMERS * kills.largest for count in again.values()), again


def test_a_backend_that_is_away_gets_everything_when_it_is_back(lives):
    away = threading.Event()
    away.set()
    with Backend(refuses=away.is_set) as backend, Clients() as clients:
        with lives(0, backend) as collector:
            clients.send_to(collector.http)
            clients.wait_for(200)
            clients.__exit__()
            # The queue stays on the disk while the collector is down.
            assert collector.stop() == 0, collector.output
        assert not backend.delivered
        with lives(1, backend) as collector:
            away.clear()
            assert not backend.wait_for(clients.acknowledged)
            assert collector.stop() == 0, collector.output
        with lives(2, backend) as collector:
            assert collector.stop() == 0, collector.output
            assert "still holds" not in collector.output


def test_damaged_files_lose_no_more_than_the_damage(lives, tmp_path):
    with Backend(refuses=lambda: True) as backend, Clients(1) as clients:
        with lives(0, backend) as collector:
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
        with lives(1, backend) as collector:
            collector.wait_for(lambda line: line.get("msg") == "The storage is damaged. Keeping all that is whole.")
            with backend.changed:
                enough = len(clients.acknowledged) - 2
                assert backend.changed.wait_for(lambda: len(backend.delivered) >= enough, 60)
            assert collector.stop() == 0, collector.output
        assert len(clients.acknowledged - backend.delivered) <= 2


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
        with Backend(refuses=away.is_set) as backend, lives(0, backend, directory=disk) as collector:
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
        signal="logs",
        exporter="otlp_http",
        directory=tmp_path / "file",
        backend="http://127.0.0.1:1",
        life=0,
        consumers=1,
        queue="",
        storage="",
    )
    with Collector(quickstart, config, wait_until_ready=False) as collector:
        assert collector.process.wait(30) == 1
        collector.reader.join(10)
        assert f"{tmp_path}/file is not a directory" in collector.output


def test_two_collectors_do_not_share_a_storage(lives, quickstart, tmp_path):
    with Backend() as backend, lives(0, backend) as first:
        config = CONFIG.format(
            signal="logs",
            exporter="otlp_http",
            directory=tmp_path / "storage",
            backend=backend.url,
            life=1,
            consumers=1,
            queue="",
            storage=", timeout: 0s",
        )
        with Collector(quickstart, config, wait_until_ready=False) as second:
            assert second.process.wait(30) == 1
            second.reader.join(10)
            assert "another process or component uses it" in second.output
        assert first.stop() == 0, first.output
