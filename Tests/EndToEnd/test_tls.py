"""TLS between a running collector and peers that are not ours: the Python SDK, gRPC's Python library, Python's ssl."""

import http.client
import http.server
import os
import ssl
import threading

import grpc
import pytest
from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter as GRPCSpans
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter as HTTPSpans
from opentelemetry.proto.collector.trace.v1 import trace_service_pb2, trace_service_pb2_grpc
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor

from backend import Backend
from collector import Collector
from identity import Authority

SPANS = 20

RECEIVING = """
receivers:
  otlp:
    protocols:
      grpc: {{endpoint: "127.0.0.1:0", tls: {tls}}}
      http: {{endpoint: "127.0.0.1:0", tls: {tls}}}
exporters:
{exporter}
service:
  telemetry: {{logs: {{encoding: json}}, metrics: {{level: none}}}}
  pipelines:
    traces: {{receivers: [otlp], exporters: [{name}]}}
"""


@pytest.fixture
def authority(tmp_path):
    return Authority(tmp_path, "ca")


def flow(**settings):
    return "{" + ", ".join(f"{key}: {value}" for key, value in settings.items()) + "}"


def receiving(identity, exporter="  nop: {}", **settings):
    """A collector's configuration whose servers show `identity`."""
    tls = flow(cert_file=identity.certificate, key_file=identity.key, **settings)
    return RECEIVING.format(tls=tls, exporter=exporter, name=exporter.strip().split(":")[0])


def emit(exporter):
    provider = TracerProvider(resource=Resource({"service.name": "shop"}))
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    for index in range(SPANS):
        provider.get_tracer("checkout").start_span(f"span {index}").end()
    provider.shutdown()


def names(requests):
    return sorted(
        span.name
        for _, request in requests
        for resource in request.resource_spans
        for scope in resource.scope_spans
        for span in scope.spans
    )


def exporter_of(backend, transport, **tls):
    """Without a queue, so that an answer comes after the backend's."""
    settings = flow(**tls)
    if transport == "grpc":
        return f"  otlp_grpc: {{sending_queue: {{enabled: false}}, endpoint: '{backend.grpc}', tls: {settings}}}"
    return f"  otlp_http: {{sending_queue: {{enabled: false}}, endpoint: '{backend.http}', tls: {settings}}}"


@pytest.mark.parametrize("transport", ["grpc", "http"])
def test_the_sdk_sends_through_tls_on_both_sides_with_certificates_of_clients(
    start, authority, transport, monkeypatch
):
    # Where they are set, Python's requests prefers these to what the SDK gives it.
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        monkeypatch.delenv(name, raising=False)
    server, client = authority.sign("server"), authority.sign("client")
    with Backend(tls=server, clients=authority) as backend:
        exporter = exporter_of(
            backend, transport, ca_file=authority.certificate, cert_file=client.certificate, key_file=client.key
        )
        collector = start(receiving(server, exporter, client_ca_file=authority.certificate))
        if transport == "grpc":
            credentials = grpc.ssl_channel_credentials(
                authority.certificate.read_bytes(), client.key.read_bytes(), client.certificate.read_bytes()
            )
            emit(GRPCSpans(endpoint=collector.grpc, credentials=credentials))
        else:
            emit(
                HTTPSpans(
                    endpoint=f"https://{collector.http}/v1/traces",
                    certificate_file=str(authority.certificate),
                    client_certificate_file=str(client.certificate),
                    client_key_file=str(client.key),
                )
            )
        expected = sorted(f"span {index}" for index in range(SPANS))
        assert backend.received.wait_until(lambda requests: names(requests) == expected)
        assert collector.stop() == 0


@pytest.mark.parametrize("transport", ["grpc", "http"])
@pytest.mark.parametrize(
    "settings, reason",
    [
        ({}, "certificate signed by unknown authority"),
        ({"server_name_override": "backend.example", "ca_file": "CA"}, "not for backend.example"),
        ({"min_version": '"1.2"', "ca_file": "CA"}, None),
    ],
)
def test_a_backend_is_verified(start, authority, transport, settings, reason):
    settings = {key: authority.certificate if value == "CA" else value for key, value in settings.items()}
    with Backend(tls=authority.sign("server")) as backend:
        collector = start(receiving(authority.sign("own"), exporter_of(backend, transport, **settings)))
        channel = grpc.secure_channel(collector.grpc, grpc.ssl_channel_credentials(authority.certificate.read_bytes()))
        with channel:
            request = trace_service_pb2.ExportTraceServiceRequest()
            request.resource_spans.add().scope_spans.add().spans.add(
                name="one", trace_id=bytes(range(16)), span_id=bytes(range(8))
            )
            stub = trace_service_pb2_grpc.TraceServiceStub(channel)
            if reason is None:
                stub.Export(request, timeout=20)
                assert names(backend.received.requests) == ["one"]
                return
            future = stub.Export.future(request, timeout=20)
            line = collector.wait_for(lambda line: reason in line.get("error", ""))
            assert "failed to verify the server's certificate" in line["error"]
            assert backend.received.requests == []
            future.cancel()


@pytest.mark.parametrize("place", ["SSL_CERT_FILE", "SSL_CERT_DIR"])
@pytest.mark.parametrize("included", [True, False])
@pytest.mark.parametrize("signer", ["own", "system"])
def test_the_systems_authorities_are_trusted_beside_ones_own(
    start, authority, tmp_path, monkeypatch, place, included, signer
):
    folder = tmp_path / "trusted"
    folder.mkdir()
    system = Authority(folder, "system")
    nowhere = {"SSL_CERT_FILE": os.devnull, "SSL_CERT_DIR": str(tmp_path / "nowhere")}
    given = {"SSL_CERT_FILE": str(system.certificate), "SSL_CERT_DIR": str(folder)}
    for name in nowhere:
        monkeypatch.setenv(name, given[name] if name == place else nowhere[name])
    server = (authority if signer == "own" else system).sign("server")
    with Backend(tls=server) as backend:
        exporter = exporter_of(
            backend, "grpc", ca_file=authority.certificate, include_system_ca_certs_pool=str(included).lower()
        )
        collector = start(receiving(authority.sign("receiver"), exporter))
        channel = grpc.secure_channel(collector.grpc, grpc.ssl_channel_credentials(authority.certificate.read_bytes()))
        with channel:
            request = trace_service_pb2.ExportTraceServiceRequest()
            request.resource_spans.add().scope_spans.add().spans.add(
                name="one", trace_id=bytes(range(16)), span_id=bytes(range(8))
            )
            future = trace_service_pb2_grpc.TraceServiceStub(channel).Export.future(request, timeout=20)
            if signer == "own" or included:
                future.result()
                assert names(backend.received.requests) == ["one"]
                return
            collector.wait_for(lambda line: "certificate signed by unknown authority" in line.get("error", ""))
            assert backend.received.requests == []
            future.cancel()


def test_a_curve_that_openssl_lacks_is_told(binary, start, authority):
    if ssl.OPENSSL_VERSION_INFO >= (3, 5):
        pytest.skip("this OpenSSL has every curve")
    server = authority.sign("server")
    collector = start(receiving(server, curve_preferences="[X25519MLKEM768, X25519]"))
    collector.wait_for(lambda line: line.get("msg", "").startswith("The TLS curve X25519MLKEM768 is not in OpenSSL"))
    config = receiving(server, curve_preferences="[X25519MLKEM768]")
    with Collector(binary, config, wait_until_ready=False) as alone:
        assert alone.process.wait(30) == 1
        alone.reader.join(10)
        assert "none of curve_preferences (X25519MLKEM768) is in OpenSSL" in alone.output
        assert "it has P256, P384, P521, X25519" in alone.output


def test_certificates_change_under_load_and_no_request_fails(start, authority, tmp_path):
    live, first = authority.sign("live"), authority.sign("first")
    successor = Authority(tmp_path, "successor")
    second = successor.sign("second")
    live.install(first)
    collector = start(receiving(live, reload_interval="1ms"))
    both = authority.certificate.read_text() + successor.certificate.read_text()
    failures, done, seen = [], threading.Event(), set()

    def ask():
        context = ssl.create_default_context(cadata=both)
        while not done.is_set():
            try:
                host, port = collector.http.split(":")
                connection = http.client.HTTPSConnection(host, int(port), context=context, timeout=20)
                connection.request("POST", "/v1/traces", b"", {"Content-Type": "application/x-protobuf"})
                response = connection.getresponse()
                response.read()
                seen.add(dict(connection.sock.getpeercert()["subject"][0])["commonName"] if connection.sock else None)
                connection.close()
                assert response.status == 200
            except Exception as error:
                failures.append(error)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    live.install(second)
    only_new = ssl.create_default_context(cafile=successor.certificate)
    host, port = collector.http.split(":")
    while True:
        connection = http.client.HTTPSConnection(host, int(port), context=only_new, timeout=20)
        try:
            connection.connect()
            break
        except ssl.SSLCertVerificationError:
            continue
        finally:
            connection.close()
    done.set()
    for thread in threads:
        thread.join()
    assert failures == []
    assert collector.wait_for(lambda line: line.get("msg") == "Reloaded TLS certificates")


def test_http_2_and_1_share_a_port_by_alpn(start, authority):
    collector = start(receiving(authority.sign("server")))
    host, port = collector.http.split(":")
    for offered, chosen in ((["h2", "http/1.1"], "h2"), (["http/1.1"], "http/1.1"), ([], None)):
        context = ssl.create_default_context(cafile=authority.certificate)
        if offered:
            context.set_alpn_protocols(offered)
        connection = http.client.HTTPSConnection(host, int(port), context=context, timeout=20)
        connection.connect()
        assert connection.sock.selected_alpn_protocol() == chosen
        connection.close()


def test_plaintext_to_a_tls_port_is_told_so(start, authority):
    collector = start(receiving(authority.sign("server")))
    host, port = collector.http.split(":")
    connection = http.client.HTTPConnection(host, int(port), timeout=20)
    connection.request("GET", "/")
    response = connection.getresponse()
    assert response.status == 400 and b"HTTP request to an HTTPS server" in response.read()
    collector.wait_for(lambda line: "sends without TLS" in line.get("error", ""))


def test_certificates_that_are_missing_keep_it_from_starting(binary, authority):
    server = authority.sign("server")
    server.key.unlink()
    with Collector(binary, receiving(server), wait_until_ready=False) as collector:
        assert collector.process.wait(30) == 1
        collector.reader.join(10)
        assert f"failed to load TLS cert and key {server.key}: open {server.key}: no such file" in collector.output


class Files(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        body = self.server.text.encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@pytest.mark.parametrize("trusted", [True, False])
def test_configuration_is_fetched_over_https_from_servers_that_the_system_trusts(
    binary, authority, tmp_path, monkeypatch, trusted
):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Files)
    server.text = receiving(authority.sign("own"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    identity = authority.sign("server")
    context.load_cert_chain(identity.certificate, identity.key)
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    folder = tmp_path / "trusted"
    folder.mkdir()
    if trusted:
        (folder / "ca.pem").write_bytes(authority.certificate.read_bytes())
    monkeypatch.setenv("SSL_CERT_FILE", os.devnull)
    monkeypatch.setenv("SSL_CERT_DIR", str(folder))
    url = f"https://localhost:{server.server_port}/collector.yaml"
    with Collector(binary, "", ["--config", url], wait_until_ready=trusted) as collector:
        if not trusted:
            assert collector.process.wait(30) == 1
            collector.reader.join(10)
            assert "certificate signed by unknown authority" in collector.output
    server.shutdown()
    server.server_close()
