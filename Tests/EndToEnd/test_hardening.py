"""What hostile or broken clients do to a running collector: its memory stays bounded, and others are served."""

import contextlib
import resource
import select
import socket
import ssl
import struct
import threading
import urllib.request

import grpc
import pytest
from opentelemetry.proto.collector.trace.v1 import trace_service_pb2, trace_service_pb2_grpc

import raw_http2 as h2
from collector import Collector
from identity import Authority

CONFIG = """
receivers:
  otlp:
    protocols:
      grpc: {endpoint: "127.0.0.1:0"}
      http: {endpoint: "127.0.0.1:0"}
processors:
  memory_limiter: {check_interval: 100ms, limit_mib: 48}
exporters: {nop: {}}
service:
  telemetry:
    logs: {encoding: json}
    metrics: {level: none}
  pipelines: {traces: {receivers: [otlp], processors: [memory_limiter], exporters: [nop]}}
"""

MIB = 1 << 20


class Target:
    """The collector under attack, and what it takes in memory."""

    def __init__(self, collector, authority=None):
        self.collector = collector
        self.authority = authority
        self.context = None
        if authority:
            self.context = ssl.create_default_context(cafile=authority.certificate)
            self.context.set_alpn_protocols(["h2"])
        self.grpc = collector.grpc
        self.http = collector.http
        self.pid = collector.process.pid
        self.probe()
        self.idle = self.memory("VmRSS")

    def memory(self, name):
        """A size of the process in bytes."""
        with open(f"/proc/{self.pid}/status") as status:
            return next(int(line.split()[1]) << 10 for line in status if line.startswith(name))

    def forget_peak(self):
        with open(f"/proc/{self.pid}/clear_refs", "w") as file:
            file.write("5")

    def channel(self):
        if not self.authority:
            return grpc.insecure_channel(self.grpc)
        return grpc.secure_channel(self.grpc, grpc.ssl_channel_credentials(self.authority.certificate.read_bytes()))

    def probe(self):
        """Sends one span by each protocol, as a proper client does."""
        request = trace_service_pb2.ExportTraceServiceRequest()
        request.resource_spans.add().scope_spans.add().spans.add(name="probe", trace_id=b"t" * 16, span_id=b"s" * 8)
        with self.channel() as channel:
            trace_service_pb2_grpc.TraceServiceStub(channel).Export(request, timeout=10)
        post = urllib.request.Request(
            f"{'https' if self.authority else 'http'}://{self.http}/v1/traces",
            request.SerializeToString(),
            {"Content-Type": "application/x-protobuf"},
        )
        trust = self.authority and ssl.create_default_context(cafile=self.authority.certificate)
        with urllib.request.urlopen(post, timeout=10, context=trust) as response:
            assert response.status == 200

    def connect(self):
        host, port = self.http.rsplit(":", 1)
        return socket.create_connection((host, int(port)), 20)

    @contextlib.contextmanager
    def bounded(self, mebibytes):
        """Checks what the attack inside came to: others are served meanwhile and afterwards, and memory grew by less."""
        before = self.memory("VmRSS")
        self.forget_peak()
        yield
        self.probe()
        grown = (self.memory("VmHWM") - before) / MIB
        assert grown <= mebibytes, f"grew by {grown:.1f} MiB"


@pytest.fixture(scope="module")
def target(binary):
    with Collector(binary, CONFIG) as collector:
        yield Target(collector)
        assert collector.stop() == 0, collector.output


@pytest.fixture(scope="module")
def secured(binary, tmp_path_factory):
    """A collector whose ports are encrypted."""
    authority = Authority(tmp_path_factory.mktemp("identities"), "ca")
    server = authority.sign("server")
    tls = f'"127.0.0.1:0", tls: {{cert_file: {server.certificate}, key_file: {server.key}}}'
    with Collector(binary, CONFIG.replace('"127.0.0.1:0"', tls)) as collector:
        yield Target(collector, authority)
        assert collector.stop() == 0, collector.output


@pytest.fixture
def bounded(target):
    return target.bounded


class Port:
    """A port that takes HTTP/2, and the kind of request that it takes."""

    def __init__(self, target, kind):
        self.endpoint = getattr(target, kind)
        self.context = target.context
        self.bounded = target.bounded
        self.probe = target.probe
        self.header = {"grpc": h2.GRPC, "http": h2.POST}[kind]
        self.prefix = {"grpc": h2.message, "http": lambda size: b""}[kind]
        # Of a body that is refused, gRPC says so in trailers, HTTP in a body.
        self.answered_with_body = {"grpc": b"", "http": b"x"}[kind]

    def connect(self, settings=b"", timeout=20):
        return h2.Connection(self.endpoint, settings, timeout, self.context)

    def begin(self, stream):
        """The header of a request with a body."""
        return h2.frame(h2.HEADERS, h2.END_HEADERS, stream, self.header)

    def end(self, stream, body=b""):
        """The whole body of a request."""
        return h2.frame(h2.DATA, h2.END_STREAM, stream, self.prefix(len(body)) + body)


@pytest.fixture(params=["grpc", "http", "grpc over TLS", "http over TLS"])
def port(request):
    kind, _, security = request.param.partition(" over ")
    return Port(request.getfixturevalue("secured" if security else "target"), kind)


def drain(connection):
    """Everything up to the end of the connection."""
    got = b""
    with contextlib.suppress(ConnectionError):
        while more := connection.recv(65536):
            got += more
    return got


def drain_head(connection):
    """The head of the next answer, or what came up to the end of the connection."""
    got = b""
    while b"\r\n\r\n" not in got and (more := connection.recv(4096)):
        got += more
    return got


def test_rapid_reset_ends_the_connection(port):
    with port.bounded(16):
        connection = port.connect()
        cancel = struct.pack(">I", 8)
        for first in range(0, 50_000, 500):
            streams = range(2 * first + 1, 2 * (first + 500) + 1, 2)
            batch = b"".join(port.begin(stream) + h2.frame(h2.RST_STREAM, 0, stream, cancel) for stream in streams)
            if not connection.try_send(batch):
                break
        assert connection.is_ended()


def test_requests_that_the_server_must_reset_end_in_bounds(port):
    with port.bounded(16):
        connection = port.connect()
        for first in range(0, 50_000, 500):
            # A window update of nothing is an error on the stream, which the server resets.
            batch = b"".join(
                port.begin(stream) + port.end(stream, b"x" * 100) + h2.frame(h2.WINDOW_UPDATE, 0, stream, bytes(4))
                for stream in range(2 * first + 1, 2 * (first + 500) + 1, 2)
            )
            if not connection.try_send(batch):
                break
        connection.close()


def test_a_flood_of_continuations_ends_the_connection(port):
    with port.bounded(16):
        connection = port.connect()
        connection.send(h2.frame(h2.HEADERS, 0, 1, port.header))
        part = h2.frame(h2.CONTINUATION, 0, 1, h2.literal([("x", "y" * 16000)]))
        assert not all(connection.try_send(part) for _ in range(10_000))


@pytest.mark.parametrize(
    "flood",
    [
        h2.frame(h2.SETTINGS, 0, 0, struct.pack(">HI", h2.INITIAL_WINDOW_SIZE, 65535)),
        h2.frame(h2.SETTINGS, 0, 0),
        h2.frame(h2.PING, 0, 0, bytes(8)),
    ],
    ids=["settings", "empty_settings", "ping"],
)
def test_a_flood_of_frames_that_ask_for_answers_ends_the_connection(port, flood):
    with port.bounded(16):
        # Nothing is read, so that answers pile up.
        connection = port.connect()
        assert not all(connection.try_send(flood * 1000) for _ in range(10_000))


def test_header_bombs_are_reset(port):
    with port.bounded(16):
        connection = port.connect()
        # One field of 3900 bytes enters the table; each byte 0xbe repeats it.
        bomb = port.header + h2.literal([("x", "b" * 3900)], indexed=True) + b"\xbe" * 10_000
        for stream in range(1, 401, 2):
            if not connection.try_send(h2.frame(h2.HEADERS, h2.END_HEADERS, stream, bomb)):
                break
        got = connection.until(lambda got: got[0] in (h2.RST_STREAM, h2.GOAWAY))
        assert got is not None


def test_answers_behind_windows_that_never_open_pile_up_in_bounds(port):
    closed = struct.pack(">HI", h2.INITIAL_WINDOW_SIZE, 0)
    with port.bounded(40):
        connections = [port.connect(closed) for _ in range(50)]
        for connection in connections:
            for stream in range(1, 2 * 1000, 2):
                if not connection.try_send(port.begin(stream) + port.end(stream, port.answered_with_body)):
                    break
        port.probe()
        for connection in connections:
            connection.close()


def test_clients_that_never_read_are_held_back(target, bounded):
    batches = [
        b"".join(
            h2.frame(h2.HEADERS, h2.END_HEADERS, stream, h2.GRPC)
            + h2.frame(h2.DATA, h2.END_STREAM, stream, h2.message(0))
            for stream in range(first, first + 512, 2)
        )
        for first in range(1, 100_000, 512)
    ]
    with bounded(32):
        connections = [h2.Connection(target.grpc, timeout=0.5) for _ in range(10)]
        for connection in connections:
            # All of them, or as many as the server takes of a client that does not read.
            all(connection.try_send(batch) for batch in batches)
        target.probe()
        for connection in connections:
            connection.close()


@pytest.mark.parametrize("kind", ["grpc", "http", "http by HTTP/2"])
def test_clients_that_send_half_a_body_do_not_lock_out_others(target, bounded, kind):
    with bounded(64):
        stalled = []
        for _ in range(200):
            if kind == "grpc":
                connection = h2.Connection(target.grpc)
                connection.try_send(
                    h2.frame(h2.HEADERS, h2.END_HEADERS, 1, h2.GRPC)
                    + h2.frame(h2.DATA, 0, 1, h2.message(500_000) + bytes(10_000))
                    + b"".join(h2.frame(h2.DATA, 0, 1, bytes(16_000)) for _ in range(15))
                )
            elif kind == "http by HTTP/2":
                connection = h2.Connection(target.http)
                header = h2.POST + h2.literal([("content-length", "500000")])
                connection.try_send(
                    h2.frame(h2.HEADERS, h2.END_HEADERS, 1, header)
                    + b"".join(h2.frame(h2.DATA, 0, 1, bytes(16_000)) for _ in range(15))
                )
            else:
                connection = target.connect()
                head = "POST /v1/traces HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-protobuf\r\n"
                with contextlib.suppress(OSError):
                    connection.sendall(f"{head}Content-Length: 500000\r\n\r\n".encode() + bytes(250_000))
            stalled.append(connection)
        sent = send_with_sdk(target)
        assert sent, "the SDK's exporter gave up"
        for connection in stalled:
            connection.close()


def send_with_sdk(target, timeout=20):
    """Whether the unmodified SDK's exporter got a large batch through, with the pauses that it is told."""
    from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import SpanExportResult

    tracer = TracerProvider().get_tracer("test")
    spans = []
    for _ in range(2000):
        span = tracer.start_span("span", attributes={"text": "x" * 200})
        span.end()
        spans.append(span)
    exporter = OTLPSpanExporter(endpoint=target.grpc, insecure=True, timeout=timeout)
    try:
        return exporter.export(spans) == SpanExportResult.SUCCESS
    finally:
        exporter.shutdown()


def test_headers_that_never_end_are_refused(target, bounded):
    with bounded(16):
        endless = target.connect()
        with contextlib.suppress(OSError):
            endless.sendall(b"POST /v1/traces HTTP/1.1\r\n")
            for index in range(100_000):
                endless.sendall(b"x-%d: %s\r\n" % (index, b"y" * 100))
        answer = drain(endless)
        assert answer == b"" or answer.startswith(b"HTTP/1.1 431")


def test_connections_that_begin_a_header_and_stop_do_not_lock_out_others(target, bounded):
    with bounded(48):
        begun = [target.connect() for _ in range(1000)]
        head = b"POST /v1/traces HTTP/1.1\r\nHost: x\r\n" + b"x-filler: " + b"y" * 50_000
        for connection in begun:
            with contextlib.suppress(OSError):
                connection.sendall(head)
        assert send_with_sdk(target)
        for connection in begun:
            connection.close()


def test_chunk_extensions_that_never_end_are_refused(target, bounded):
    with bounded(16):
        endless = target.connect()
        head = b"POST /v1/traces HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
        with contextlib.suppress(OSError):
            endless.sendall(head)
            for _ in range(100_000):
                endless.sendall(b"1;" + b"e" * 500 + b"\r\nx\r\n")
        answer = drain(endless)
        assert answer == b"" or answer.startswith(b"HTTP/1.1 400")


def test_pipelined_requests_that_nobody_reads_are_held_back(target, bounded):
    with bounded(32):
        flood = b"GET /v1/traces HTTP/1.1\r\nHost: x\r\n\r\n" * 1000
        connections = [target.connect() for _ in range(20)]
        for connection in connections:
            connection.settimeout(0.5)
            with contextlib.suppress(OSError):
                for _ in range(10_000):
                    connection.sendall(flood)
        target.probe()
        for connection in connections:
            connection.close()


def test_clients_that_send_ahead_and_never_read_do_not_lock_out_others(target, bounded):
    with bounded(64):
        flood = b"GET /v1/traces HTTP/1.1\r\nHost: x\r\n\r\n" * 60_000
        host, port = target.http.rsplit(":", 1)
        deaf = []
        for _ in range(250):
            connection = socket.socket()
            # A small window, so that answers soon wait in the server.
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            connection.connect((host, int(port)))
            connection.setblocking(False)
            deaf.append(connection)
        for _ in range(20):
            for connection in deaf:
                with contextlib.suppress(OSError):
                    connection.send(flood)
        assert send_with_sdk(target)
        for connection in deaf:
            connection.close()


def test_silent_connections_do_not_use_up_the_descriptors(binary):
    with Collector(binary, CONFIG) as collector:
        target = Target(collector)
        resource.prlimit(target.pid, resource.RLIMIT_NOFILE, (256, 256))
        silent = [target.connect() for _ in range(300)]
        target.probe()
        told = [line for line in collector.lines if line.get("msg", "").startswith("Connections wait to be accepted")]
        assert len(told) == 1
        for connection in silent:
            connection.close()
        assert collector.stop() == 0, collector.output


def test_idle_connections_do_not_use_up_the_descriptors(binary):
    with Collector(binary, CONFIG) as collector:
        target = Target(collector)
        resource.prlimit(target.pid, resource.RLIMIT_NOFILE, (256, 256))
        # Half a header, a whole request before, HTTP/2 without a request.
        idle = []
        for index in range(300):
            if index % 3 == 2:
                idle.append(h2.Connection(target.grpc))
                continue
            idle.append(target.connect())
            half = b"GET / HTTP/1.1\r\nHost: x\r\n"
            idle[-1].sendall(half if index % 3 else half + b"\r\n")
        target.probe()
        for connection in idle:
            connection.close()
        assert collector.stop() == 0, collector.output


def test_connections_that_only_ping_do_not_use_up_the_descriptors(binary):
    with Collector(binary, CONFIG) as collector:
        target = Target(collector)
        resource.prlimit(target.pid, resource.RLIMIT_NOFILE, (256, 256))
        pinging = [h2.Connection(target.http) for _ in range(300)]
        over = threading.Event()

        def ping():
            while not over.wait(0.3):
                for connection in pinging:
                    connection.try_send(h2.frame(h2.PING, 0, 0, bytes(8)))

        thread = threading.Thread(target=ping)
        thread.start()
        try:
            target.probe()
        finally:
            over.set()
            thread.join()
        for connection in pinging:
            connection.close()
        assert collector.stop() == 0, collector.output


def test_clients_beyond_the_descriptors_wait_and_are_not_reset(binary):
    with Collector(binary, CONFIG) as collector:
        target = Target(collector)
        resource.prlimit(target.pid, resource.RLIMIT_NOFILE, (256, 256))
        # None of them is idle, so that no room is made.
        body = b"x" * 100
        half = b"POST /v1/traces HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n"
        begun = [target.connect() for _ in range(300)]
        for connection in begun:
            connection.sendall(half + body[:50])
        told, _, _ = select.select(begun, [], [], 6)
        assert told == []
        for connection in begun:
            connection.sendall(body[50:])
            answer = drain_head(connection)
            assert answer.startswith(b"HTTP/1.1 400"), answer
            connection.close()
        target.probe()
        assert collector.stop() == 0, collector.output


def test_ten_thousand_idle_connections(target, bounded):
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    if most < 11_000:
        pytest.skip(f"this system allows {most} open files")
    limits = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    connections = []
    try:
        # 15 KiB for each of HTTP/2, most of it nghttp2's. That is more than the limit, so that requests are refused until
        # idle connections have been closed.
        with bounded(160):
            for index in range(10_000):
                connections.append(h2.Connection(target.grpc) if index % 2 else target.connect())
            # The server has greeted the last of each.
            assert connections[-1].until(lambda got: got[0] == h2.SETTINGS)
            connections[-2].sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            assert connections[-2].recv(100).startswith(b"HTTP/1.1 404")
            assert send_with_sdk(target, timeout=40)
    finally:
        for connection in connections:
            connection.close()
        resource.setrlimit(resource.RLIMIT_NOFILE, limits)
