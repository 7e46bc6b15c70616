"""How servers and clients treat real peers: keepalive, proxies, sockets, headers, cookies."""

import base64
import http.server
import os
import socket
import socketserver
import ssl
import subprocess
import threading
from concurrent import futures

import grpc
import pytest
from opentelemetry.proto.collector.trace.v1 import trace_service_pb2, trace_service_pb2_grpc

CONFIG = """
receivers:
  otlp:
    protocols:
      grpc: {{endpoint: "127.0.0.1:0", {grpc}}}
exporters:
  {exporter}
service:
  telemetry:
    logs: {{level: debug, encoding: json, output_paths: [stdout]}}
    metrics: {{level: none}}
  pipelines:
    traces: {{receivers: [otlp], exporters: [{name}]}}
"""


def config(exporter, grpc="", name="otlp_grpc"):
    """Without a queue, so that an answer comes after the backend's."""
    exporter = exporter.replace("{", "{sending_queue: {enabled: false}, ", 1)
    return CONFIG.format(exporter=exporter, grpc=grpc or "transport: tcp", name=name)


def request(name="span"):
    message = trace_service_pb2.ExportTraceServiceRequest()
    span = message.resource_spans.add().scope_spans.add().spans.add()
    span.name = name
    span.trace_id = bytes(range(16))
    span.span_id = bytes(range(8))
    return message


class TraceBackend:
    """A gRPC backend that notes each call's metadata, and waits at `gate` before it answers."""

    def __init__(self, address="127.0.0.1:0"):
        self.calls = []
        self.gate = threading.Event()
        self.gate.set()
        self.arrived = threading.Semaphore(0)
        backend = self

        class Servicer(trace_service_pb2_grpc.TraceServiceServicer):
            def Export(self, message, context):
                backend.calls.append((message, dict(context.invocation_metadata()), context))
                backend.arrived.release()
                backend.gate.wait(60)
                return trace_service_pb2.ExportTraceServiceResponse()

        self.server = grpc.server(futures.ThreadPoolExecutor(8))
        trace_service_pb2_grpc.add_TraceServiceServicer_to_server(Servicer(), self.server)
        self.port = self.server.add_insecure_port(address)
        self.server.start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.gate.set()
        self.server.stop(None)


PINGING = [
    ("grpc.keepalive_time_ms", 100),
    ("grpc.keepalive_timeout_ms", 5000),
    ("grpc.http2.max_pings_without_data", 0),
    ("grpc.keepalive_permit_without_calls", 1),
]


def test_a_client_that_pings_too_often_is_left(start):
    with TraceBackend() as backend:
        collector = start(config(f"otlp_grpc: {{endpoint: '127.0.0.1:{backend.port}', tls: {{insecure: true}}}}"))
        backend.gate.clear()
        with grpc.insecure_channel(collector.grpc, options=PINGING) as channel:
            call = trace_service_pb2_grpc.TraceServiceStub(channel).Export.future(request())
            error = call.exception(timeout=30)
        assert error.code() == grpc.StatusCode.UNAVAILABLE
        assert "too many pings" in error.details().lower().replace("_", " ")


def test_a_client_may_ping_as_often_as_the_policy_says(start):
    policy = "keepalive: {enforcement_policy: {min_time: 10ms, permit_without_stream: true}}"
    with TraceBackend() as backend:
        exporter = f"otlp_grpc: {{endpoint: '127.0.0.1:{backend.port}', tls: {{insecure: true}}}}"
        collector = start(config(exporter, policy))
        backend.gate.clear()
        with grpc.insecure_channel(collector.grpc, options=PINGING) as channel:
            call = trace_service_pb2_grpc.TraceServiceStub(channel).Export.future(request())
            with pytest.raises(grpc.FutureTimeoutError):
                # Several times as long as it takes the client to ping too often for the default policy.
                call.result(timeout=2)
            backend.gate.set()
            call.result(timeout=30)


def test_connections_that_end_of_age_lose_no_call(start):
    ageing = "keepalive: {server_parameters: {max_connection_age: 100ms, max_connection_age_grace: 10s}}"
    with TraceBackend() as backend:
        exporter = f"otlp_grpc: {{endpoint: '127.0.0.1:{backend.port}', tls: {{insecure: true}}}}"
        collector = start(config(exporter, ageing))
        with grpc.insecure_channel(collector.grpc) as channel:
            stub = trace_service_pb2_grpc.TraceServiceStub(channel)
            states = []
            channel.subscribe(states.append)
            sent = 0
            # Each end of a connection takes the channel back to idle.
            while states.count(grpc.ChannelConnectivity.IDLE) < 4:
                stub.Export(request())
                sent += 1
        assert len(backend.calls) == sent


def test_unix_sockets_on_both_sides(start, tmp_path):
    backend_path, collector_path = tmp_path / "backend.sock", tmp_path / "collector.sock"
    with TraceBackend(f"unix:{backend_path}") as backend:
        exporter = f"otlp_grpc: {{endpoint: 'unix://{backend_path}', tls: {{insecure: true}}}}"
        text = config(exporter).replace('"127.0.0.1:0", transport: tcp', f'"{collector_path}", transport: unix')
        assert str(collector_path) in text
        start(text)
        with grpc.insecure_channel(f"unix:{collector_path}") as channel:
            trace_service_pb2_grpc.TraceServiceStub(channel).Export(request("by socket"))
        assert backend.calls[0][0].resource_spans[0].scope_spans[0].spans[0].name == "by socket"


def test_a_call_waits_for_a_backend_that_is_not_there_yet(start):
    with socket.socket() as placeholder:
        placeholder.bind(("127.0.0.1", 0))
        port = placeholder.getsockname()[1]
    exporter = (
        f"otlp_grpc: {{endpoint: 'dns:///127.0.0.1:{port}', tls: {{insecure: true}}, wait_for_ready: true, "
        "timeout: 60s, retry_on_failure: {enabled: false}, balancer_name: pick_first}"
    )
    collector = start(config(exporter))
    with grpc.insecure_channel(collector.grpc) as channel:
        call = trace_service_pb2_grpc.TraceServiceStub(channel).Export.future(request())
        collector.wait_for(lambda line: line.get("msg") == "Could not connect")
        with TraceBackend(f"127.0.0.1:{port}"):
            call.result(timeout=60)


def test_what_a_client_says_of_itself(start):
    with TraceBackend() as backend:
        exporter = (
            f"otlp_grpc: {{endpoint: '127.0.0.1:{backend.port}', tls: {{insecure: true}}, authority: my.backend, "
            "user_agent: my-agent, headers: {X-Tenant: a, x-list: 'b, c'}}"
        )
        collector = start(config(exporter))
        with grpc.insecure_channel(collector.grpc) as channel:
            trace_service_pb2_grpc.TraceServiceStub(channel).Export(request())
        _, metadata, _ = backend.calls[0]
        assert metadata["x-tenant"] == "a"
        assert metadata["x-list"] == "b, c"
        assert metadata["user-agent"].startswith("my-agent")


class TunnelProxy(socketserver.ThreadingTCPServer):
    """A proxy that passes on bytes after CONNECT, leads every host to `target`, and notes what it was asked."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, target, credentials=None):
        self.heads = []
        proxy = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self):
                head = []
                while (line := self.rfile.readline()) not in (b"\r\n", b""):
                    head.append(line.decode().rstrip("\r\n"))
                proxy.heads.append(head)
                expected = "Proxy-Authorization: Basic " + base64.b64encode((credentials or "").encode()).decode()
                if credentials and expected not in [line for line in head]:
                    self.wfile.write(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")
                    return
                assert head[0].startswith("CONNECT "), head
                with socket.create_connection(("127.0.0.1", target)) as server:
                    self.wfile.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
                    upward = threading.Thread(target=self.copy, args=(self.connection, server), daemon=True)
                    upward.start()
                    self.copy(server, self.connection)
                    upward.join(10)

            def copy(self, source, sink):
                try:
                    while chunk := source.recv(65536):
                        sink.sendall(chunk)
                    sink.shutdown(socket.SHUT_WR)
                except OSError:
                    pass

        super().__init__(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def port(self):
        return self.server_address[1]

    def __exit__(self, *_):
        self.shutdown()
        self.server_close()


class WebBackend(http.server.ThreadingHTTPServer):
    """An HTTP backend that takes traces, sets a cookie, and notes each request's headers."""

    daemon_threads = True

    def __init__(self, certificate=None):
        self.requests = []
        backend = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                backend.requests.append((self.path, self.headers, body))
                self.send_response(200)
                self.send_header("Set-Cookie", f"session={len(backend.requests)}; Path=/; HttpOnly")
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        super().__init__(("127.0.0.1", 0), Handler)
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*certificate)
            self.socket = context.wrap_socket(self.socket, server_side=True)
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def __exit__(self, *_):
        self.shutdown()
        self.server_close()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A certificate of backend.example, and its key."""
    folder = tmp_path_factory.mktemp("certificate")
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
        + ["-days", "2", "-subj", "/CN=backend.example", "-addext", "subjectAltName=DNS:backend.example"]
        + ["-keyout", str(key), "-out", str(certificate)],
        check=True,
        capture_output=True,
    )
    return certificate, key


def send(collector, count=1):
    with grpc.insecure_channel(collector.grpc) as channel:
        for _ in range(count):
            trace_service_pb2_grpc.TraceServiceStub(channel).Export(request())


def test_https_through_a_proxy_that_sees_nothing(start, certificate):
    with WebBackend(certificate) as backend, TunnelProxy(backend.server_port, "user:p@ss") as proxy:
        exporter = (
            f"otlp_http: {{endpoint: 'https://backend.example:4318', tls: {{ca_file: {certificate[0]}}}, "
            f"proxy_url: 'http://user:p%40ss@127.0.0.1:{proxy.port}', compression: none}}"
        )
        send(start(config(exporter, name="otlp_http")), 3)
        assert [path for path, _, _ in backend.requests] == ["/v1/traces"] * 3
        assert trace_service_pb2.ExportTraceServiceRequest.FromString(backend.requests[0][2]) == request()
        assert len(proxy.heads) == 1
        assert proxy.heads[0][0] == "CONNECT backend.example:4318 HTTP/1.1"
        assert not any("traces" in line for line in proxy.heads[0])


def test_grpc_through_the_proxy_of_the_environment(start):
    with TraceBackend() as backend, TunnelProxy(backend.port) as proxy:
        environment = {**os.environ, "HTTPS_PROXY": f"http://127.0.0.1:{proxy.port}", "NO_PROXY": "other.example"}
        collector = start(
            config("otlp_grpc: {endpoint: 'backend.example:4317', tls: {insecure: true}}"), environment=environment
        )
        send(collector)
        assert len(backend.calls) == 1
        assert proxy.heads[0][0] == "CONNECT backend.example:4317 HTTP/1.1"


def test_plain_http_through_the_proxy_of_the_environment(start):
    with WebBackend() as proxy:
        environment = {**os.environ, "http_proxy": f"http://127.0.0.1:{proxy.server_port}"}
        collector = start(
            config("otlp_http: {endpoint: 'http://backend.example:4318'}", name="otlp_http"), environment=environment
        )
        send(collector)
        path, headers, _ = proxy.requests[0]
        assert path == "http://backend.example:4318/v1/traces"
        assert headers["Host"] == "backend.example:4318"


@pytest.mark.parametrize("cookies", ["{}", "{enabled: false}"])
def test_cookies_and_headers(start, cookies):
    with WebBackend() as backend:
        exporter = (
            f"otlp_http: {{endpoint: 'http://127.0.0.1:{backend.server_port}', cookies: {cookies}, "
            "headers: {Host: virtual.example, X-Key: k}, max_conns_per_host: 1}"
        )
        send(start(config(exporter, name="otlp_http")), 3)
        headers = [headers for _, headers, _ in backend.requests]
        assert [one["Host"] for one in headers] == ["virtual.example"] * 3
        assert [one["X-Key"] for one in headers] == ["k"] * 3
        expected = [None, "session=1", "session=2"] if cookies == "{}" else [None] * 3
        assert [one["Cookie"] for one in headers] == expected
