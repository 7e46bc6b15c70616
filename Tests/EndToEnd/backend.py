"""A backend that decodes what it receives with the protobuf runtime, over gRPC and over HTTP on ports of its own."""

import gzip
import http.server
import json
import ssl
import threading
import zlib
from concurrent import futures

import cramjam
import grpc
import lz4.frame
import zstandard
from google.protobuf import json_format
from opentelemetry.proto.collector.logs.v1 import logs_service_pb2, logs_service_pb2_grpc
from opentelemetry.proto.collector.metrics.v1 import metrics_service_pb2, metrics_service_pb2_grpc
from opentelemetry.proto.collector.trace.v1 import trace_service_pb2, trace_service_pb2_grpc

import otlp_json

REQUESTS = {
    "traces": trace_service_pb2.ExportTraceServiceRequest,
    "metrics": metrics_service_pb2.ExportMetricsServiceRequest,
    "logs": logs_service_pb2.ExportLogsServiceRequest,
}
RESPONSES = {
    "traces": trace_service_pb2.ExportTraceServiceResponse,
    "metrics": metrics_service_pb2.ExportMetricsServiceResponse,
    "logs": logs_service_pb2.ExportLogsServiceResponse,
}


# How bodies are unpacked that arrive over HTTP.
CODINGS = {
    "identity": lambda body: body,
    "gzip": gzip.decompress,
    "zlib": zlib.decompress,
    "deflate": zlib.decompress,
    "zstd": lambda body: zstandard.ZstdDecompressor().decompressobj().decompress(body),
    "snappy": lambda body: bytes(cramjam.snappy.decompress_raw(body)),
    "x-snappy-framed": lambda body: bytes(cramjam.snappy.decompress(body)),
    "lz4": lz4.frame.decompress,
}


class Received:
    """What came in, by signal, and a way to wait for enough of it."""

    def __init__(self):
        self.requests = []
        self.encodings = set()
        self.bodies = []
        self.headers = []
        self.changed = threading.Condition()

    def add(self, signal, request, encoding=None, body=None, headers=()):
        """`headers` are pairs of a request's headers or metadata; kept under lower-case names, as `requests` are."""
        with self.changed:
            self.headers.append({name.lower(): value for name, value in headers})
            if body is not None:
                self.bodies.append(body)
            self.requests.append((signal, request))
            if encoding:
                self.encodings.add(encoding)
            self.changed.notify_all()

    def wait_until(self, predicate, timeout=60):
        """Whether `predicate(requests)` came to hold before the time was up."""
        with self.changed:
            return self.changed.wait_for(lambda: predicate(self.requests), timeout)


class Backend:
    """Both servers, sharing what they receive. `answer` may be set to refuse: it takes a call's number from 1."""

    def __init__(self, tls=None, clients=None):
        """With `tls`, an identity.Identity, both encrypt; with `clients`, they want a certificate of that authority."""
        self.tls = tls
        self.clients = clients
        self.received = Received()
        self.refuse = lambda number: None
        self.calls = 0
        self.lock = threading.Lock()

    def next_refusal(self):
        with self.lock:
            self.calls += 1
            return self.refuse(self.calls)

    def __enter__(self):
        self._start_grpc()
        self._start_http()
        return self

    def __exit__(self, *_):
        self.grpc_server.stop(None)
        self.http_server.shutdown()
        self.http_server.server_close()

    def _start_grpc(self):
        backend = self

        def handler(signal):
            def export(_, request, context):
                refusal = backend.next_refusal()
                if refusal is not None:
                    context.abort(refusal, "the backend was told to refuse")
                # The library undoes the compression, and does not tell which it was.
                backend.received.add(signal, request, headers=context.invocation_metadata())
                return RESPONSES[signal]()

            return export

        self.grpc_server = grpc.server(
            futures.ThreadPoolExecutor(8), options=[("grpc.max_receive_message_length", 64 << 20)]
        )
        for signal, module, base in (
            ("traces", trace_service_pb2_grpc, "TraceService"),
            ("metrics", metrics_service_pb2_grpc, "MetricsService"),
            ("logs", logs_service_pb2_grpc, "LogsService"),
        ):
            service = type(base, (getattr(module, base + "Servicer"),), {"Export": handler(signal)})()
            getattr(module, f"add_{base}Servicer_to_server")(service, self.grpc_server)
        if self.tls is None:
            port = self.grpc_server.add_insecure_port("127.0.0.1:0")
        else:
            credentials = grpc.ssl_server_credentials(
                [(self.tls.key.read_bytes(), self.tls.certificate.read_bytes())],
                self.clients and self.clients.certificate.read_bytes(),
                self.clients is not None,
            )
            port = self.grpc_server.add_secure_port("127.0.0.1:0", credentials)
        self.grpc = f"127.0.0.1:{port}"
        self.grpc_server.start()

    def _start_http(self):
        backend = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                packed = self.rfile.read(int(self.headers["Content-Length"]))
                encoding = self.headers.get("Content-Encoding", "identity")
                body = CODINGS[encoding](packed)
                refusal = backend.next_refusal()
                if refusal is not None:
                    return self.reply(refusal, b"", "text/plain")
                signal = self.path.rsplit("/", 1)[-1]
                kind = self.headers["Content-Type"]
                if kind == "application/json":
                    request = otlp_json.parse(json.loads(body), REQUESTS[signal]())
                    answer = json_format.MessageToJson(RESPONSES[signal]()).encode()
                else:
                    request = REQUESTS[signal].FromString(body)
                    answer = RESPONSES[signal]().SerializeToString()
                backend.received.add(signal, request, encoding, packed, self.headers.items())
                self.reply(200, answer, kind)

            def reply(self, status, body, kind):
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.http_server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.http_server.daemon_threads = True
        scheme = "http"
        if self.tls is not None:
            scheme = "https"
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(self.tls.certificate, self.tls.key)
            if self.clients is not None:
                context.verify_mode = ssl.CERT_REQUIRED
                context.load_verify_locations(self.clients.certificate)
            # A handshake is a connection's own business: in the accepting thread it would hold up the others.
            self.http_server.socket = context.wrap_socket(
                self.http_server.socket, server_side=True, do_handshake_on_connect=False
            )
        self.http = f"{scheme}://127.0.0.1:{self.http_server.server_port}"
        threading.Thread(target=self.http_server.serve_forever, daemon=True).start()
