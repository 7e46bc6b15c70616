"""The unmodified Python SDK in, a decoding backend behind: what the SDK sent arrives once, equal."""

import pytest
from opentelemetry._logs import LogRecord, SeverityNumber
from opentelemetry.exporter.otlp.proto.grpc._log_exporter import OTLPLogExporter as GRPCLogs
from opentelemetry.exporter.otlp.proto.grpc.metric_exporter import OTLPMetricExporter as GRPCMetrics
from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter as GRPCSpans
from opentelemetry.exporter.otlp.proto.http import Compression
from opentelemetry.exporter.otlp.proto.http._log_exporter import OTLPLogExporter as HTTPLogs
from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter as HTTPMetrics
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter as HTTPSpans
from opentelemetry.sdk._logs import LoggerProvider
from opentelemetry.sdk._logs.export import BatchLogRecordProcessor
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import PeriodicExportingMetricReader
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
import grpc

from test_digests import CONFIG, EXPORTERS

SPANS = 500


def exporters(transport, compression, collector):
    """The SDK's three exporters for one transport, with or without gzip."""
    if transport == "grpc":
        packing = grpc.Compression.Gzip if compression == "gzip" else grpc.Compression.NoCompression
        options = {"endpoint": collector.grpc, "insecure": True, "compression": packing}
        return GRPCSpans(**options), GRPCMetrics(**options), GRPCLogs(**options)
    packing = Compression.Gzip if compression == "gzip" else Compression.NoCompression
    base = f"http://{collector.http}/v1"
    return (
        HTTPSpans(endpoint=f"{base}/traces", compression=packing),
        HTTPMetrics(endpoint=f"{base}/metrics", compression=packing),
        HTTPLogs(endpoint=f"{base}/logs", compression=packing),
    )


def emit(resource, spans_out, metrics_out, logs_out):
    """Sends spans, a counter and logs through the SDK, and flushes it."""
    tracing = TracerProvider(resource=resource)
    tracing.add_span_processor(BatchSpanProcessor(spans_out))
    tracer = tracing.get_tracer("checkout", "1.0")
    names = []
    for index in range(SPANS):
        with tracer.start_as_current_span(f"span {index}", attributes={"index": index, "größe": "XL"}) as span:
            span.add_event("reserved", {"stock": 3})
            names.append(f"span {index}")
    metering = MeterProvider([PeriodicExportingMetricReader(metrics_out, 3_600_000)], resource=resource)
    counter = metering.get_meter("checkout").create_counter("orders", unit="1")
    counter.add(41, {"country": "DE"})
    counter.add(1, {"country": "DE"})
    logging = LoggerProvider(resource=resource)
    logging.add_log_record_processor(BatchLogRecordProcessor(logs_out))
    logger = logging.get_logger("checkout")
    for index in range(100):
        logger.emit(LogRecord(body=f"order {index}", severity_number=SeverityNumber.INFO, attributes={"index": index}))
    for provider in (tracing, metering, logging):
        provider.shutdown()
    return names


@pytest.mark.parametrize("exporter", ["otlp_grpc", "otlp_http"])
@pytest.mark.parametrize("compression", ["none", "gzip"])
@pytest.mark.parametrize("transport", ["grpc", "http"])
def test_what_the_sdk_sends_arrives(start, backend, transport, compression, exporter):
    addresses = {"grpc": backend.grpc, "http": backend.http}
    collector = start(CONFIG.format(exporter=EXPORTERS[exporter].format(**addresses), name=exporter))
    resource = Resource.create({"service.name": "shop"})
    names = emit(resource, *exporters(transport, compression, collector))
    assert collector.stop() == 0, collector.output

    spans, points, logs = [], [], []
    for signal, message in backend.received.requests:
        if signal == "traces":
            for holder in message.resource_spans:
                assert any(a.key == "service.name" and a.value.string_value == "shop" for a in holder.resource.attributes)
                spans += [span for scoped in holder.scope_spans for span in scoped.spans]
        elif signal == "metrics":
            for holder in message.resource_metrics:
                metrics = [metric for scoped in holder.scope_metrics for metric in scoped.metrics]
                points += [(m.name, p.as_int) for m in metrics for p in m.sum.data_points]
        else:
            for holder in message.resource_logs:
                logs += [log.body.string_value for scoped in holder.scope_logs for log in scoped.log_records]
    assert sorted(span.name for span in spans) == sorted(names)
    assert all(span.events[0].name == "reserved" and len(span.trace_id) == 16 for span in spans)
    assert points == [("orders", 42)]
    assert sorted(logs) == sorted(f"order {index}" for index in range(100))
    assert backend.received.encodings == ({"gzip"} if exporter == "otlp_http" else set())
