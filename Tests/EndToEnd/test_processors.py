"""The processors that edit, sample and group, between the unmodified Python SDK and a decoding backend."""

import gzip
import hashlib
import hmac
import random
import subprocess
import urllib.request

import pytest
from opentelemetry.proto.collector.logs.v1 import logs_service_pb2
from opentelemetry.proto.collector.trace.v1 import trace_service_pb2
from opentelemetry.proto.common.v1.common_pb2 import AnyValue, KeyValue
from opentelemetry.sdk.resources import Resource

import random_otlp
from conftest import FIXTURES
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


TEMPLATE = """
receivers: {{otlp: {{protocols: {{grpc: {{endpoint: "127.0.0.1:0"}}, http: {{endpoint: "127.0.0.1:0"}}}}}}}}
processors:
{processors}
exporters: {{otlp_grpc: {{endpoint: "GRPC", tls: {{insecure: true}}}}}}
service:
  telemetry: {{logs: {{encoding: json}}, metrics: {{level: none}}}}
  pipelines:
    traces: {{receivers: [otlp], processors: [{traces}], exporters: [otlp_grpc]}}
    metrics: {{receivers: [otlp], processors: [{metrics}], exporters: [otlp_grpc]}}
    logs: {{receivers: [otlp], processors: [{logs}], exporters: [otlp_grpc]}}
"""


def run(start, backend, processors, traces="", metrics="", logs="", service="shop"):
    """Sends the SDK's telemetry through `processors`, and returns what arrives, by signal."""
    config = TEMPLATE.format(processors=processors, traces=traces, metrics=metrics, logs=logs)
    collector = start(config.replace("GRPC", backend.grpc))
    emit(Resource.create({"service.name": service}), *exporters("grpc", "none", collector))
    assert collector.stop() == 0, collector.output
    received = {"traces": [], "metrics": [], "logs": []}
    for signal, message in backend.received.requests:
        received[signal].append(message)
    return received


def each_span(received):
    for message in received["traces"]:
        for holder in message.resource_spans:
            for scope in holder.scope_spans:
                yield from ((holder.resource, span) for span in scope.spans)


def each_log(received):
    for message in received["logs"]:
        for holder in message.resource_logs:
            for scope in holder.scope_logs:
                yield from ((holder.resource, log) for log in scope.log_records)


def test_redaction_keeps_secrets_in(start, backend):
    received = run(
        start, backend,
        r"""
  redaction:
    allowed_keys: [index, größe, service.name, country]
    blocked_values: ['^shop$', 'L$', 'order 7$']
    hash_function: hmac-sha256
    hmac_key: 0123456789abcdef0123456789abcdef
    summary: debug
""",
        "redaction", "redaction", "redaction",
    )

    def masked(text):
        return hmac.new(b"0123456789abcdef0123456789abcdef", text.encode(), "sha256").hexdigest()

    spans = list(each_span(received))
    assert len(spans) == SPANS
    for resource, span in spans:
        attributes = plain(resource.attributes)
        assert attributes["service.name"] == masked("shop")
        assert attributes["redaction.masked.keys"] == "service.name"
        assert not any(key.startswith("telemetry.sdk") for key in attributes)
        assert plain(span.attributes) == {
            "index": plain(span.attributes)["index"], "größe": "X" + masked("L"),
            "redaction.masked.keys": "größe", "redaction.masked.count": 1,
        }
        assert plain(span.events[0].attributes) == {"redaction.redacted.keys": "stock", "redaction.redacted.count": 1}
    logs = {plain(log.attributes)["index"]: log for _, log in each_log(received)}
    assert len(logs) == 100
    assert logs[7].body.string_value == masked("order 7") and logs[8].body.string_value == "order 8"
    assert plain(logs[7].attributes)["redaction.body.masked.keys"] == "body"
    assert "redaction.body.masked.keys" not in plain(logs[8].attributes)


def test_the_redaction_of_the_conduit_article(start, backend):
    config = (FIXTURES / "conduit-redaction.yaml").read_text()
    collector = start(config.replace("HTTP", backend.http))
    message = logs_service_pb2.ExportLogsServiceRequest()
    records = message.resource_logs.add().scope_logs.add().log_records
    records.add().body.string_value = "paid by 4111111111111111 of me@example.com"
    records.add(attributes=[KeyValue(key="authorization", value=AnyValue(string_value="Bearer abc.def"))])
    records.add().body.string_value = "pipeline started"
    request = urllib.request.Request(
        f"http://{collector.http}/v1/logs", message.SerializeToString(), {"Content-Type": "application/x-protobuf"}
    )
    assert urllib.request.urlopen(request, timeout=30).status == 200
    assert collector.stop() == 0, collector.output
    found = [log for _, log in each_log({"logs": [m for s, m in backend.received.requests if s == "logs"]})]
    assert [log.body.string_value for log in found] == ["paid by **** of ****", "", "pipeline started"]
    assert plain(found[1].attributes) == {"authorization": "****"}


def test_the_conduit_article_as_printed_is_told_its_corrections(contrib):
    path = FIXTURES / "conduit-redaction-as-printed.yaml"
    run = subprocess.run([contrib, "validate", "--config", str(path)], capture_output=True, text=True, timeout=30)
    output = run.stdout + run.stderr
    assert run.returncode != 0
    lines = path.read_text().splitlines()
    for mistake, correction in [
        ("    - action: insert", "write the list below 'attributes'"),
        ("    endpoint: <loki-endpoint>", "endpoint"),
        ("      - <regex>", "write the regular expression itself"),
        ("  kafka:", "kafka"),
    ]:
        assert mistake in lines and correction in output, f"{correction}: {output}"


def fnv1a(data):
    value = 2166136261
    for byte in data:
        value = ((value ^ byte) * 16777619) & 0xFFFFFFFF
    return value


def test_the_sampler_keeps_what_the_hash_says(start, backend):
    collector = start(
        TEMPLATE.format(
            processors="  probabilistic_sampler: {sampling_percentage: 25, hash_seed: 22}",
            traces="probabilistic_sampler", metrics="", logs="probabilistic_sampler",
        ).replace("GRPC", backend.grpc)
    )
    random_ids = random.Random(5)
    message = trace_service_pb2.ExportTraceServiceRequest()
    for _ in range(40):
        scope = message.resource_spans.add().scope_spans.add()
        for _ in range(25):
            scope.spans.add(trace_id=random_ids.randbytes(16), span_id=random_ids.randbytes(8), name="s")
    request = urllib.request.Request(
        f"http://{collector.http}/v1/traces", message.SerializeToString(), {"Content-Type": "application/x-protobuf"}
    )
    assert urllib.request.urlopen(request, timeout=30).status == 200
    assert collector.stop() == 0, collector.output
    sent = [span for holder in message.resource_spans for scope in holder.scope_spans for span in scope.spans]
    # As upstream since its first release: the low 14 bits of the hash, below the percentage of 16384.
    kept = [span.span_id for span in sent if fnv1a(b"\x16\0\0\0" + span.trace_id) & 0x3FFF < 4096]
    found = [span for _, span in each_span({"traces": [m for _, m in backend.received.requests]})]
    assert [span.span_id for span in found] == kept and 200 < len(kept) < 300
    for span in found:
        members = dict(member.split(":") for member in span.trace_state.removeprefix("ot=").split(";"))
        assert members["th"] == "c" and int(members["rv"], 16) >= 0xC0_0000_0000_0000
        assert int(members["rv"], 16) >> 42 == 0x3FFF - (fnv1a(b"\x16\0\0\0" + span.trace_id) & 0x3FFF)


def test_groupbyattrs_moves_attributes_to_resources(start, backend):
    received = run(
        start, backend, "  batch: {timeout: 60s}\n  groupbyattrs: {keys: [größe, country, index]}",
        "batch, groupbyattrs", "groupbyattrs", "batch, groupbyattrs",
    )
    spans = list(each_span(received))
    assert len(spans) == SPANS
    for resource, span in spans:
        attributes = plain(resource.attributes)
        assert attributes["größe"] == "XL" and f"span {attributes['index']}" == span.name
        assert not span.attributes
    resources = [tuple(sorted(plain(holder.resource.attributes).items())) for m in received["traces"] for holder in m.resource_spans]
    assert len(set(resources)) == len(resources) == SPANS
    assert {plain(h.resource.attributes)["country"] for m in received["metrics"] for h in m.resource_metrics} == {"DE"}
    assert all(plain(resource.attributes)["index"] == int(log.body.string_value[6:]) for resource, log in each_log(received))


def test_span_takes_names_apart(start, backend):
    received = run(
        start, backend,
        r"""
  span:
    include: {match_type: strict, services: [shop]}
    name: {to_attributes: {rules: ['^span (?P<number>\d+)$']}}
    status: {code: Error, description: because}
  span/back:
    name: {from_attributes: [größe, number], separator: "-"}
""",
        "span, span/back",
    )
    spans = [span for _, span in each_span(received)]
    assert {span.name for span in spans} == {f"XL-{index}" for index in range(SPANS)}
    for span in spans:
        attributes = plain(span.attributes)
        assert attributes["number"] == str(attributes["index"])
        assert (span.status.code, span.status.message) == (2, "because")


def test_metricstransform_changes_metrics(start, backend):
    received = run(
        start, backend,
        r"""
  metricstransform:
    transforms:
      - {include: orders, action: insert, new_name: orders.all, operations: [{action: aggregate_labels, label_set: [], aggregation_type: sum}]}
      - include: ^ord(?P<rest>.*)s$
        match_type: regexp
        action: update
        new_name: $${rest}s.by.country
        operations:
          - {action: update_label, label: country, new_label: land, value_actions: [{value: DE, new_value: Germany}]}
          - {action: toggle_scalar_data_type}
          - {action: experimental_scale_value, experimental_scale: 0.5}
""",
        metrics="metricstransform",
    )
    metrics = {m.name: m for message in received["metrics"] for h in message.resource_metrics for s in h.scope_metrics for m in s.metrics}
    assert set(metrics) == {"ers.by.country", "orders.all"}
    (point,) = metrics["ers.by.country"].sum.data_points
    assert plain(point.attributes) == {"land": "Germany"} and point.as_double == 21.0
    (point,) = metrics["orders.all"].sum.data_points
    assert not point.attributes and point.as_int == 42 and metrics["orders.all"].sum.is_monotonic
