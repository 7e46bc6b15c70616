"""Telegen's page on collectors: what it prints runs with few corrections, and what is wrong in print is told them."""

import subprocess

import grpc
import pytest
from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter
from opentelemetry.proto.collector.trace.v1 import trace_service_pb2, trace_service_pb2_grpc
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import PeriodicExportingMetricReader
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor

from backend import Backend
from conftest import FIXTURES
from test_processors import each_log, each_span, plain
from test_sdk import SPANS, emit, exporters


@pytest.fixture(scope="module")
def binary(contrib):
    return contrib


def fixture(name):
    return (FIXTURES / name).read_text()


def arrived(backend):
    received = {"traces": [], "metrics": [], "logs": []}
    for signal, message in backend.received.requests:
        received[signal].append(message)
    return received


def test_the_transform_snippet_as_printed(start, backend):
    collector = start(fixture("telegen-transform.yaml").replace("GRPC", backend.grpc))
    spans_out, metrics_out, _ = exporters("grpc", "none", collector)
    tracing = TracerProvider(resource=Resource.create({"service.name": "shop"}))
    tracing.add_span_processor(SimpleSpanProcessor(spans_out))
    tracing.get_tracer("t").start_span("s", attributes={"long": "ü" * 4096, "env": "test"}).end()
    tracing.shutdown()
    metering = MeterProvider([PeriodicExportingMetricReader(metrics_out, 3_600_000)])
    for name in ("old_metric", "other_metric"):
        metering.get_meter("m").create_counter(name).add(1)
    metering.shutdown()
    assert collector.stop() == 0, collector.output
    received = arrived(backend)
    ((_, span),) = each_span(received)
    assert plain(span.attributes) == {"long": "ü" * 2048, "env": "production"}
    names = {m.name for message in received["metrics"] for h in message.resource_metrics for s in h.scope_metrics for m in s.metrics}
    assert names == {"old_metric_renamed", "other_metric"}
    # Upstream says the same of paths that leave out `span.`.
    assert "write span.attributes" in collector.output


def test_the_routing_snippet(start):
    with Backend() as first, Backend() as second:
        config = fixture("telegen-routing.yaml").replace("BACKEND-A", first.grpc).replace("BACKEND-B", second.grpc)
        collector = start(config)
        for tenant in ("tenant-a", "tenant-b", "tenant-c", None):
            out = OTLPSpanExporter(
                endpoint=collector.grpc, insecure=True, headers={"x-tenant-id": tenant} if tenant else None
            )
            tracing = TracerProvider(resource=Resource.create({"service.name": "shop"}))
            tracing.add_span_processor(SimpleSpanProcessor(out))
            tracing.get_tracer("t").start_span(f"of {tenant}").end()
            tracing.shutdown()
        assert collector.stop() == 0, collector.output
        names = [[span.name for _, span in each_span(arrived(backend))] for backend in (first, second)]
    # The table has neither a third tenant nor default exporters.
    assert names == [["of tenant-a"], ["of tenant-b"]]
    assert 'the connector \\"routing\\" replaces it' in collector.output
    assert "Requests lack the header that they are routed by" in collector.output


ROUTING = """
receivers: {otlp: {protocols: {grpc: {endpoint: "127.0.0.1:0"}}}}
processors:
  routing:
    default_exporters: [otlp/a]
    table:
      - {statement: 'route() where resource.attributes["tenant"] != "x"', exporters: [otlp/a]}
      - {statement: 'delete_key(resource.attributes, "secret") where resource.attributes["tenant"] == "b"', exporters: [otlp/b]}
exporters:
  otlp/a: {endpoint: "BACKEND-A", tls: {insecure: true}, sending_queue: {enabled: false}, retry_on_failure: {initial_interval: 50ms}}
  otlp/b: {endpoint: "BACKEND-B", tls: {insecure: true}, sending_queue: {enabled: false}, retry_on_failure: {initial_interval: 50ms}}
service:
  telemetry: {logs: {encoding: json}, metrics: {level: none}}
  pipelines:
    traces: {receivers: [otlp], processors: [routing], exporters: [otlp/a, otlp/b]}
"""


def by_tenant(*tenants):
    message = trace_service_pb2.ExportTraceServiceRequest()
    for tenant in tenants:
        holder = message.resource_spans.add()
        for key, value in (("tenant", tenant), ("secret", "s")):
            holder.resource.attributes.add(key=key).value.string_value = value
        holder.scope_spans.add().spans.add(name=f"of {tenant}", trace_id=b"1" * 16, span_id=b"2" * 8)
    return message


def test_every_route_that_matches_gets_a_copy_and_a_refusal_only_its_own_again(start):
    with Backend() as first, Backend() as second:
        # The second backend is away for a while; what the first has taken is not sent to it again.
        second.refuse = lambda number: grpc.StatusCode.UNAVAILABLE if number <= 2 else None
        collector = start(ROUTING.replace("BACKEND-A", first.grpc).replace("BACKEND-B", second.grpc))
        with grpc.insecure_channel(collector.grpc) as channel:
            trace_service_pb2_grpc.TraceServiceStub(channel).Export(by_tenant("a", "b", "x"), timeout=30)
        assert second.received.wait_until(lambda requests: len(requests) == 1)
        assert collector.stop() == 0, collector.output
        assert [span.name for _, span in each_span(arrived(first))] == ["of a", "of b", "of x"]
        ((resource, span),) = each_span(arrived(second))
        assert span.name == "of b" and plain(resource.attributes) == {"tenant": "b"}
        assert all(plain(resource.attributes)["secret"] == "s" for resource, _ in each_span(arrived(first)))


def test_the_production_setup(start, backend):
    config = fixture("telegen-production.yaml").replace("GRPC", backend.grpc).replace("HTTP", backend.http)
    collector = start(config)
    spans_out, metrics_out, logs_out = exporters("grpc", "none", collector)
    emit(Resource.create({"service.name": "shop"}), spans_out, metrics_out, logs_out)
    tracing = TracerProvider(resource=Resource.create({"service.name": "shop"}))
    tracing.add_span_processor(SimpleSpanProcessor(OTLPSpanExporter(endpoint=collector.grpc, insecure=True)))
    for target in ("/health", "/healthz?x", "/orders/health"):
        tracing.get_tracer("t").start_span(target, attributes={"http.target": target}, kind=trace.SpanKind.SERVER).end()
    tracing.shutdown()
    assert collector.stop() == 0, collector.output
    received = arrived(backend)
    spans = list(each_span(received))
    assert len(spans) == SPANS + 1 and {span.name for _, span in spans if span.name[0] == "/"} == {"/orders/health"}
    assert len(list(each_log(received))) == 100 and received["metrics"]
    resources = [resource for resource, _ in spans + list(each_log(received))]
    resources += [holder.resource for message in received["metrics"] for holder in message.resource_metrics]
    assert {plain(resource.attributes)["environment"] for resource in resources} == {"production"}


@pytest.mark.parametrize(
    "name, mistakes",
    [
        (
            "telegen-routing-as-printed.yaml",
            [
                ("        exporters: [exporter-tenant-a]", "did you mean 'otlp/tenant-a'?"),
                ("        exporters: [exporter-tenant-b]", "did you mean 'otlp/tenant-b'?"),
            ],
        ),
        (
            "telegen-production-as-printed.yaml",
            [
                ("  loki:", "the loki exporter was removed; use otlp_http, and Loki's own endpoint"),
                ("  prometheusremotewrite:", "this distribution was built without it"),
            ],
        ),
    ],
)
def test_what_is_wrong_in_print_is_told_its_correction(contrib, name, mistakes):
    path = FIXTURES / name
    run = subprocess.run([contrib, "validate", "--config", str(path)], capture_output=True, text=True, timeout=30)
    assert run.returncode != 0
    lines = path.read_text().splitlines()
    errors = [line for line in (run.stdout + run.stderr).splitlines() if "error:" in line]
    assert len(errors) == len(mistakes), errors
    for mistake, correction in mistakes:
        place = f"{name}:{lines.index(mistake) + 1}:"
        assert any(place in error and correction in error for error in errors), (place, errors)
