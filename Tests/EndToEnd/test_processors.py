"""The processors `attributes` and `resource`, between the unmodified Python SDK and a decoding backend."""

import gzip
import hashlib
import random
import subprocess
import urllib.request

import pytest
from opentelemetry.sdk.resources import Resource

import random_otlp
from test_sdk import SPANS, emit, exporters

CONFIG = r"""
receivers:
  otlp:
    protocols:
      grpc: {endpoint: "127.0.0.1:0", include_metadata: true}
      http: {endpoint: "127.0.0.1:0", include_metadata: true}
processors:
  resource:
    attributes:
      - {key: deployment.environment, value: production, action: upsert}
      - {key: service.instance, from_attribute: service.name, action: insert}
      - {pattern: '^telemetry\.sdk\.|\.instance\.id$', action: delete}
  attributes:
    actions:
      - {key: region, value: eu-central-1, action: upsert}
      - {key: agent, from_context: metadata.user-agent, action: insert}
      - {key: peer, from_context: client.address, action: insert}
  attributes/spans:
    include: {match_type: regexp, span_names: ['^span [0-9]$']}
    exclude: {match_type: strict, attributes: [{key: index, value: 3}]}
    actions:
      - {key: größe, action: hash}
      - {key: index, action: convert, converted_type: string}
      - {key: index, pattern: '^(?P<digit>\d)$', action: extract}
  attributes/logs:
    include: {match_type: strict, log_bodies: [order 7], log_severity_number: {min: 9}}
    actions:
      - {key: index, action: delete}
  attributes/metrics:
    include: {match_type: strict, metric_names: [orders], resources: [{key: service.name, value: shop}]}
    actions:
      - {key: country, value: XX, action: update}
exporters:
  otlp_grpc: {endpoint: "GRPC", tls: {insecure: true}}
service:
  telemetry:
    logs: {encoding: json}
    metrics: {level: none}
  pipelines:
    traces: {receivers: [otlp], processors: [resource, attributes, attributes/spans], exporters: [otlp_grpc]}
    metrics: {receivers: [otlp], processors: [resource, attributes, attributes/metrics], exporters: [otlp_grpc]}
    logs: {receivers: [otlp], processors: [resource, attributes, attributes/logs], exporters: [otlp_grpc]}
"""


@pytest.fixture(scope="module")
def binary(contrib):
    return contrib


def plain(attributes):
    """Attributes as a dictionary; a key that repeats is an error."""
    result = {a.key: getattr(a.value, a.value.WhichOneof("value")) for a in attributes}
    assert len(result) == len(attributes)
    return result


@pytest.mark.parametrize("transport", ["grpc", "http"])
def test_attributes_are_changed_as_the_actions_say(start, backend, transport):
    collector = start(CONFIG.replace("GRPC", backend.grpc))
    emit(Resource.create({"service.name": "shop"}), *exporters(transport, "gzip", collector))
    assert collector.stop() == 0, collector.output

    spans, points, logs = {}, [], {}
    for signal, message in backend.received.requests:
        name = {"traces": "resource_spans", "metrics": "resource_metrics", "logs": "resource_logs"}[signal]
        for holder in getattr(message, name):
            resource = plain(holder.resource.attributes)
            assert resource == {
                "service.name": "shop", "deployment.environment": "production", "service.instance": "shop",
            }
        if signal == "traces":
            for scope in (scope for holder in message.resource_spans for scope in holder.scope_spans):
                spans |= {span.name: plain(span.attributes) for span in scope.spans}
        elif signal == "metrics":
            for scope in (scope for holder in message.resource_metrics for scope in holder.scope_metrics):
                points += [plain(p.attributes) for metric in scope.metrics for p in metric.sum.data_points]
        else:
            for scope in (scope for holder in message.resource_logs for scope in holder.scope_logs):
                logs |= {log.body.string_value: plain(log.attributes) for log in scope.log_records}

    assert len(spans) == SPANS and len(logs) == 100
    client = {key: spans["span 0"][key] for key in ("agent", "peer")}
    assert client["agent"].startswith("OTel-OTLP-Exporter-Python/") and client["peer"] == "127.0.0.1"
    everywhere = {"region": "eu-central-1", **client}
    digest = hashlib.sha256("XL".encode()).hexdigest()
    for index in range(SPANS):
        if index < 10 and index != 3:
            expected = {"index": str(index), "größe": digest, "digit": str(index)}
        else:
            expected = {"index": index, "größe": "XL"}
        assert spans[f"span {index}"] == expected | everywhere
    for index in range(100):
        assert logs[f"order {index}"].pop("region") == "eu-central-1"
        assert logs[f"order {index}"].get("index") == (None if index == 7 else index)
    assert [point["country"] for point in points] == ["XX"]


UNCHANGED = """
receivers: {otlp: {protocols: {grpc: {endpoint: "127.0.0.1:0"}, http: {endpoint: "127.0.0.1:0"}}}}
processors:
  resource: {attributes: [{key: no.such.attribute, value: x, action: update}]}
  attributes:
    include: {match_type: strict, span_names: [no such span]}
    actions: [{key: a, value: b, action: upsert}]
exporters: {otlp_http: {endpoint: "HTTP", sending_queue: {enabled: false}}}
service:
  telemetry: {logs: {encoding: json}, metrics: {level: none}}
  pipelines: {traces: {receivers: [otlp], processors: [resource, attributes], exporters: [otlp_http]}}
"""


def test_what_nothing_matches_leaves_in_the_bytes_in_which_it_came(start, backend):
    collector = start(UNCHANGED.replace("HTTP", backend.http))
    message = random_otlp.request(random.Random(4), "traces", 0, 20)
    body = gzip.compress(message.SerializeToString(), 9)
    assert post(collector, body).status == 200
    assert collector.stop() == 0, collector.output
    assert backend.received.bodies == [body]


def post(collector, body):
    headers = {"Content-Type": "application/x-protobuf", "Content-Encoding": "gzip"}
    return urllib.request.urlopen(urllib.request.Request(f"http://{collector.http}/v1/traces", body, headers), timeout=30)


@pytest.mark.parametrize(
    "processors, message",
    [
        ("{attributes: {actions: []}}", 'missing required field "actions"'),
        ("{attributes: {actions: [{key: a, action: nope}]}}", 'unsupported action "nope" at the 0-th actions'),
        ("{attributes: {include: {match_type: strict, log_bodies: [a]}, actions: [{key: a, action: delete}]}}", "log_bodies should not be specified for trace spans"),
        ("{attributes: {actions: [{pattern: '(', action: delete}]}}", "has invalid pattern"),
    ],
)
def test_what_cannot_be_done_is_refused_at_the_start(contrib, tmp_path, processors, message):
    path = tmp_path / "collector.yaml"
    path.write_text(
        f"{{receivers: {{otlp: {{protocols: {{grpc: {{endpoint: '127.0.0.1:0'}}}}}}}}, processors: {processors}, "
        "exporters: {nop: }, service: {pipelines: {traces: {receivers: [otlp], processors: [attributes], exporters: [nop]}}}}"
    )
    run = subprocess.run([contrib, "validate", "--config", str(path)], capture_output=True, text=True, timeout=30)
    assert run.returncode != 0 and message in run.stdout + run.stderr, run.stdout + run.stderr
