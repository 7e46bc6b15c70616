"""Authentication in a built collector: the unmodified Python SDK before it, and a backend that keeps every header."""

import base64

import grpc
import pytest
import requests
from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter as GRPCSpans
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter as HTTPSpans
from opentelemetry.proto.collector.trace.v1 import trace_service_pb2, trace_service_pb2_grpc
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor, SpanExportResult
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from collector import Collector
from identity import Authority
from test_tls import names

CHANGED = "Read a changed file"

# bcrypt of "s3cr3t-alice", and of "s3cr3t-carol", as `htpasswd -nbB` writes them; `$` is doubled in YAML.
ALICE = "$2y$05$abcdefghijklmnopqrstuuBOwSDFey0kVPFS6lzC5y5wasMx1j.Ke"
CAROL = "$2y$06$vutsrqponmlkjihgfedcbeY10HwrcE5kM/9V4pyNHadBWoXwTr9Wa"

CONFIG = """
extensions:
{extensions}
receivers:
  otlp:
    protocols:
      grpc: {{endpoint: "127.0.0.1:0", include_metadata: true{receiver}}}
      http: {{endpoint: "127.0.0.1:0", include_metadata: true{receiver}}}
processors:
  batch: {{timeout: 50ms, metadata_keys: [tenant]}}
exporters:
{exporter}
service:
  extensions: [{enabled}]
  telemetry: {{logs: {{encoding: json, level: debug}}, metrics: {{level: none}}}}
  pipelines:
    traces: {{receivers: [otlp], processors: [{processors}], exporters: [{name}]}}
"""


@pytest.fixture
def binary(contrib):
    return contrib


def configuration(extensions, receiver="", exporter="  nop: {}", processors=""):
    """`extensions` by id; the receiver's authenticator is `receiver`."""
    return CONFIG.format(
        extensions="".join(f"  {id}: {settings}\n" for id, settings in extensions.items()),
        enabled=", ".join(extensions),
        receiver=f", auth: {{authenticator: {receiver}}}" if receiver else "",
        exporter=exporter,
        name=exporter.strip().split(":")[0],
        processors=processors,
    )


def basic(user, password):
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


def spans(name):
    """A finished span of the SDK's, called `name`."""
    memory = InMemorySpanExporter()
    provider = TracerProvider(resource=Resource({"service.name": "shop"}))
    provider.add_span_processor(SimpleSpanProcessor(memory))
    provider.get_tracer("checkout").start_span(name).end()
    return memory.get_finished_spans()


def export(collector, transport, headers, name="one"):
    """Whether the SDK's exporter says that a span called `name` was taken."""
    if transport == "grpc":
        exporter = GRPCSpans(endpoint=collector.grpc, insecure=True, headers=headers, timeout=20)
    else:
        exporter = HTTPSpans(endpoint=f"http://{collector.http}/v1/traces", headers=headers, timeout=20)
    result = exporter.export(spans(name))
    exporter.shutdown()
    return result == SpanExportResult.SUCCESS


def refusal(collector, transport, headers):
    """The code and the text of the answer to a request with `headers`."""
    if transport == "http":
        answer = requests.post(
            f"http://{collector.http}/v1/traces",
            b"",
            headers={"Content-Type": "application/x-protobuf", **headers},
            timeout=20,
        )
        return answer.status_code, answer.text.strip()
    with grpc.insecure_channel(collector.grpc) as channel:
        stub = trace_service_pb2_grpc.TraceServiceStub(channel)
        with pytest.raises(grpc.RpcError) as raised:
            stub.Export(
                trace_service_pb2.ExportTraceServiceRequest(), metadata=tuple(headers.items()), timeout=20
            )
    return raised.value.code(), raised.value.details()


UNAUTHENTICATED = {"grpc": grpc.StatusCode.UNAUTHENTICATED, "http": 401}


def refused(collector, transport, headers, message):
    code, text = refusal(collector, transport, headers)
    return code == UNAUTHENTICATED[transport] and message in text


@pytest.mark.parametrize("transport", ["grpc", "http"])
def test_basicauth_knows_its_users(start, backend, tmp_path, transport):
    users = tmp_path / "htpasswd"
    users.write_text(f"# users\ncarol:{CAROL}\nalice:not-this\n")
    inline = f"alice:{ALICE}".replace("$", "$$")
    exporter = f"  otlp_http: {{endpoint: '{backend.http}', sending_queue: {{enabled: false}}}}"
    settings = f"{{htpasswd: {{file: {users}, inline: '{inline}'}}}}"
    collector = start(configuration({"basicauth": settings}, "basicauth", exporter))
    assert export(collector, transport, {"authorization": basic("alice", "s3cr3t-alice")}, "alice")
    assert export(collector, transport, {"authorization": basic("carol", "s3cr3t-carol")}, "carol")
    for user, password in (("alice", "wr0ng"), ("alice", "not-this"), ("nobody", "s3cr3t-alice")):
        headers = {"authorization": basic(user, password)}
        assert not export(collector, transport, headers, "bad")
        assert refused(collector, transport, headers, "invalid credentials")
    assert refused(collector, transport, {}, "no basic auth provided")
    assert refused(collector, transport, {"authorization": "Bearer x"}, "invalid authorization scheme prefix")
    assert refused(collector, transport, {"authorization": "Basic !!!"}, "invalid authorization format")
    assert collector.stop() == 0
    assert names(backend.received.requests) == ["alice", "carol"]
    for secret in ("s3cr3t", "wr0ng", "not-this", ALICE, CAROL, basic("alice", "s3cr3t-alice")[6:]):
        assert secret not in collector.output


def test_a_rotated_htpasswd_counts_from_the_next_start(start, tmp_path):
    users = tmp_path / "htpasswd"
    users.write_text(f"alice:{ALICE}\n")
    config = configuration({"basicauth": f"{{htpasswd: {{file: {users}}}}}"}, "basicauth")
    alice = {"authorization": basic("alice", "s3cr3t-alice")}
    carol = {"authorization": basic("carol", "s3cr3t-carol")}
    collector = start(config)
    replace(users, f"carol:{CAROL}\n")
    assert export(collector, "http", alice) and not export(collector, "http", carol)
    assert collector.stop() == 0
    collector = start(config)
    assert export(collector, "http", carol) and not export(collector, "http", alice)
    assert collector.stop() == 0


def replace(path, text):
    fresh = path.with_suffix(".new")
    fresh.write_text(text)
    fresh.rename(path)


@pytest.mark.parametrize("transport", ["grpc", "http"])
@pytest.mark.parametrize("settings", ["{token: t0ken-a}", "{tokens: [t0ken-a, t0ken-b]}"])
def test_bearertokenauth_asks_for_a_token(start, transport, settings):
    collector = start(configuration({"bearertokenauth": settings}, "bearertokenauth"))
    assert export(collector, transport, {"authorization": "Bearer t0ken-a"})
    assert export(collector, transport, {"authorization": "Bearer t0ken-b"}) == ("tokens" in settings)
    mismatch = "scheme or token does not match"
    for value in ("Bearer t0ken-c", "bearer t0ken-a", "t0ken-a"):
        assert not export(collector, transport, {"authorization": value})
        assert refused(collector, transport, {"authorization": value}, mismatch)
    assert refused(collector, transport, {}, "missing or empty authorization header: Authorization")
    assert collector.stop() == 0
    assert "t0ken" not in collector.output


@pytest.mark.parametrize("transport", ["grpc", "http"])
def test_bearertokenauth_takes_over_a_rotated_file(start, tmp_path, transport):
    tokens = tmp_path / "tokens"
    tokens.write_text("t0ken-1\n")
    collector = start(configuration({"bearertokenauth": f"{{filename: {tokens}}}"}, "bearertokenauth"))
    old, new = {"authorization": "Bearer t0ken-1"}, {"authorization": "Bearer t0ken-2"}
    assert export(collector, transport, old) and not export(collector, transport, new)
    replace(tokens, "t0ken-2\n")
    collector.wait_for(lambda line: line.get("msg") == CHANGED)
    assert export(collector, transport, new) and not export(collector, transport, old)
    assert collector.stop() == 0
    assert "t0ken" not in collector.output


WAYS = {
    "no queue": ("{enabled: false}", ""),
    "queue": ("{}", ""),
    "batch": ("{}", "batch"),
}


def sending(transport, address, authenticator, queue="{enabled: false}", tls="", headers=""):
    kind = "otlp_grpc" if transport == "grpc" else "otlp_http"
    return (
        f"  {kind}: {{endpoint: '{address}', sending_queue: {queue}, auth: {{authenticator: {authenticator}}}"
        f", retry_on_failure: {{enabled: false}}{tls and ', tls: ' + tls}{headers and ', headers: ' + headers}}}"
    )


@pytest.mark.parametrize("transport", ["grpc", "http"])
@pytest.mark.parametrize("kind", ["basicauth", "bearertokenauth"])
def test_a_collector_authenticates_to_another(start, backend, tmp_path, transport, kind):
    authority = Authority(tmp_path, "ca")
    identity = authority.sign("server")
    inline = f"alice:{ALICE}".replace("$", "$$")
    server, client, wrong = {
        "basicauth": (
            f"{{htpasswd: {{inline: '{inline}'}}}}",
            "{client_auth: {username: alice, password: s3cr3t-alice}}",
            "{client_auth: {username: alice, password: s3cr3t-wrong}}",
        ),
        "bearertokenauth": ("{token: s3cr3t-a}", "{token: s3cr3t-a}", "{token: s3cr3t-b}"),
    }[kind]
    second = configuration(
        {kind: server},
        f"{kind}}}, tls: {{cert_file: {identity.certificate}, key_file: {identity.key}",
        f"  otlp_http: {{endpoint: '{backend.http}', sending_queue: {{enabled: false}}}}",
    )
    second = start(second)
    address = second.grpc if transport == "grpc" else f"https://{second.http}"
    tls = f"{{ca_file: {authority.certificate}}}"
    for settings, is_taken in ((client, True), (wrong, False)):
        first = start(configuration({kind: settings}, exporter=sending(transport, address, kind, tls=tls)))
        assert export(first, "grpc", {}, "through") == is_taken
        assert first.stop() == 0
        assert "s3cr3t" not in first.output
    assert names(backend.received.requests) == ["through"]
    assert second.stop() == 0
    assert "s3cr3t" not in second.output


@pytest.mark.parametrize("transport", ["grpc", "http"])
@pytest.mark.parametrize("way", WAYS)
def test_headers_setter_tells_the_backend_of_the_client(start, backend, tmp_path, transport, way):
    secret = tmp_path / "secret"
    secret.write_text("s3cr3t-1\n")
    inline = f"alice:{ALICE}".replace("$", "$$")
    setter = (
        "{headers: ["
        "{action: upsert, key: X-Scope-OrgID, from_context: Tenant, default_value: nobody}, "
        "{action: upsert, key: x-user, from_attribute: username, default_value: unknown}, "
        "{action: upsert, key: x-none, from_context: missing, default_value: fallback}, "
        f"{{action: upsert, key: x-file, value_file: {secret}}}, "
        "{action: insert, key: x-kept, value: changed}, "
        "{action: upsert, key: x-fixed, value: s3cr3t-fixed}]}"
    )
    queue, processors = WAYS[way]
    address = backend.grpc if transport == "grpc" else backend.http
    exporter = sending(
        transport, address, "headers_setter", queue, "{insecure: true}" if transport == "grpc" else "", "{x-kept: own}"
    )
    extensions = {"basicauth": f"{{htpasswd: {{inline: '{inline}'}}}}", "headers_setter": setter}
    collector = start(configuration(extensions, "basicauth", exporter, processors))
    login = {"authorization": basic("alice", "s3cr3t-alice")}

    def arrived(tenant, name):
        """The headers of the request that brings the span `name`."""
        headers = {**login, "tenant": tenant} if tenant else login
        assert export(collector, "grpc" if tenant != "b" else "http", headers, name)
        assert backend.received.wait_until(lambda requests: name in names(requests))
        place = next(i for i, request in enumerate(backend.received.requests) if name in names([request]))
        return backend.received.headers[place]

    for tenant, name in (("a", "first"), ("b", "second"), ("", "third")):
        found = arrived(tenant, name)
        assert found["x-scope-orgid"] == (tenant or "nobody")
        # The processor joins what several clients sent: it tells of no one user.
        assert found["x-user"] == ("unknown" if way == "batch" else "alice")
        assert found["x-none"] == "fallback"
        assert found["x-file"] == "s3cr3t-1"
        assert found["x-fixed"] == "s3cr3t-fixed"
        if transport == "http":
            assert found["x-kept"] == "own"
    replace(secret, "s3cr3t-2\n")
    collector.wait_for(lambda line: line.get("msg") == CHANGED)
    assert arrived("a", "fourth")["x-file"] == "s3cr3t-2"
    assert collector.stop() == 0
    assert "s3cr3t" not in collector.output
    assert basic("alice", "s3cr3t-alice")[6:] not in collector.output


def test_plaintext_grpc_is_not_given_a_secret(start, binary, backend):
    config = configuration(
        {"bearertokenauth": "{token: s3cr3t}"},
        exporter=sending("grpc", backend.grpc, "bearertokenauth", tls="{insecure: true}"),
    )
    with Collector(binary, config, wait_until_ready=False) as collector:
        assert collector.process.wait(30) == 1
        collector.reader.join(10)
        assert "the credentials require transport level security" in collector.output
        assert "s3cr3t" not in collector.output
