"""Random telemetry in over every transport, through `batch`, out by both exporters: each item arrives once, equal."""

import collections
import gzip
import json
import random
import urllib.request

import grpc
import pytest
from opentelemetry.proto.collector.logs.v1.logs_service_pb2_grpc import LogsServiceStub
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2_grpc import MetricsServiceStub
from opentelemetry.proto.collector.trace.v1.trace_service_pb2_grpc import TraceServiceStub

import otlp_json
import random_otlp

CONFIG = """
receivers:
  otlp:
    protocols:
      grpc: {{endpoint: "127.0.0.1:0"}}
      http: {{endpoint: "127.0.0.1:0"}}
processors:
  batch: {{send_batch_size: 1000, send_batch_max_size: 1500, timeout: 50ms}}
exporters:
{exporter}
service:
  telemetry:
    logs: {{encoding: json}}
    metrics: {{level: none}}
  pipelines:
    traces: {{receivers: [otlp], processors: [batch], exporters: [{name}]}}
    metrics: {{receivers: [otlp], processors: [batch], exporters: [{name}]}}
    logs: {{receivers: [otlp], processors: [batch], exporters: [{name}]}}
"""

EXPORTERS = {
    "otlp_grpc": "  otlp_grpc: {{endpoint: '{grpc}', tls: {{insecure: true}}}}",
    "otlp_http": "  otlp_http: {{endpoint: '{http}'}}",
    "otlp_http/json": "  otlp_http/json: {{endpoint: '{http}', encoding: json, compression: none}}",
}

# Items for each combination of way in and way out: 200,000 altogether.
ITEMS = {"grpc": 30_000, "protobuf": 26_000, "json": 10_667}


class Sender:
    def __init__(self, collector):
        channel = grpc.insecure_channel(collector.grpc)
        self.stubs = {
            "traces": TraceServiceStub(channel),
            "metrics": MetricsServiceStub(channel),
            "logs": LogsServiceStub(channel),
        }
        self.http = collector.http

    def send(self, way, signal, message):
        if way == "grpc":
            compression = random.choice([grpc.Compression.Gzip, grpc.Compression.NoCompression])
            self.stubs[signal].Export(message, compression=compression, timeout=60, wait_for_ready=True)
            return
        if way == "json":
            body, kind = json.dumps(otlp_json.dump(message)).encode(), "application/json"
        else:
            body, kind = message.SerializeToString(), "application/x-protobuf"
        headers = {"Content-Type": kind}
        if random.random() < 0.5:
            body, headers["Content-Encoding"] = gzip.compress(body, 1), "gzip"
        url = f"http://{self.http}/v1/{signal}"
        with urllib.request.urlopen(urllib.request.Request(url, body, headers), timeout=60) as answer:
            assert answer.status == 200


@pytest.mark.parametrize("exporter", EXPORTERS)
@pytest.mark.parametrize("way", ITEMS)
def test_every_item_arrives_once_and_equal(start, backend, way, exporter):
    generator = random.Random(f"{way} {exporter}")
    addresses = {"grpc": backend.grpc, "http": backend.http}
    config = CONFIG.format(exporter=EXPORTERS[exporter].format(**addresses), name=exporter)
    collector = start(config)
    sender = Sender(collector)
    sent = collections.Counter()
    serial = 0
    while serial < ITEMS[way]:
        for signal in ("traces", "metrics", "logs"):
            message = random_otlp.request(generator, signal, serial, generator.choice([1, 10, 100, 1000]))
            digests = list(random_otlp.digests(signal, message))
            sender.send(way, signal, message)
            sent.update(digests)
            serial += len(digests)
    assert collector.stop() == 0, collector.output
    arrived = collections.Counter()
    for signal, message in backend.received.requests:
        arrived.update(random_otlp.digests(signal, message))
    assert sum(arrived.values()) == sum(sent.values())
    assert arrived == sent
