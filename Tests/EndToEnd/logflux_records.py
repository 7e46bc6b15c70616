"""Records of three signals, and the entries that the logflux exporter is to make of them, worked out apart from it."""

import datetime

from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

START = 1_767_322_985_000_000_000  # 2026-01-02T03:03:05Z
LEVELS = {0: 7, 1: 8, 5: 8, 8: 8, 9: 7, 10: 7, 13: 5, 16: 5, 17: 4, 20: 4, 21: 2, 24: 2}


def rfc3339(nanoseconds):
    seconds, fraction = divmod(nanoseconds, 1_000_000_000)
    text = datetime.datetime.fromtimestamp(seconds, datetime.UTC).strftime("%Y-%m-%dT%H:%M:%S")
    return text + (f".{fraction:09}".rstrip("0") if fraction else "") + "Z"


def set_value(value, given):
    if isinstance(given, bool):
        value.bool_value = given
    elif isinstance(given, int):
        value.int_value = given
    elif isinstance(given, float):
        value.double_value = given
    elif isinstance(given, bytes):
        value.bytes_value = given
    elif isinstance(given, list):
        value.array_value.SetInParent()
        for element in given:
            set_value(value.array_value.values.add(), element)
    elif isinstance(given, dict):
        value.kvlist_value.SetInParent()
        set_attributes(value.kvlist_value.values, given)
    elif given is not None:
        value.string_value = given


def set_attributes(attributes, given):
    for key, value in given.items():
        attribute = attributes.add(key=key)
        set_value(attribute.value, value)


ATTRIBUTES = {"flag": True, "ratio": 0.25, "raw": b"\x00\xff", "list": ["a", 1], "nested": {"k": "v"}, "text": 'a"\\\n\té€'}
ATTRIBUTES_AS_TEXT = {
    "flag": "true", "ratio": "0.25", "raw": "AP8=", "list": '["a",1]', "nested": '{"k":"v"}', "text": 'a"\\\n\té€',
}
RESOURCE = {"service.name": "checkout", "service.version": "1.2.3", "replica": 7}
RESOURCE_AS_TEXT = {"service.name": "checkout", "service.version": "1.2.3", "replica": "7"}


class Records:
    """`count` records by number; `requests` has each signal's requests, `expected` the entry of each record."""

    def __init__(self, count, source="otel-collector", environment="production", per_request=200):
        self.common = {"v": "2.0", "source": source, "meta": {**RESOURCE_AS_TEXT, "environment": environment}}
        self.expected = {}
        self.requests = {"logs": [], "traces": [], "metrics": []}
        makers = (("logs", self.log), ("traces", self.span), ("metrics", self.point))
        for offset, (signal, make) in enumerate(makers):
            numbers = range(offset, count, 3)
            for start in range(0, len(numbers), per_request):
                self.requests[signal].append(make(numbers[start : start + per_request]))

    @staticmethod
    def id(payload):
        """The number of the record that a payload was made of."""
        return int(payload["attributes"]["number"])

    def expect(self, number, **members):
        self.expected[number] = {
            **self.common, **members, "attributes": {"number": str(number), **ATTRIBUTES_AS_TEXT},
        }

    def attributes(self, attributes, number):
        set_attributes(attributes, {"number": number, **ATTRIBUTES})

    def log(self, numbers):
        request = ExportLogsServiceRequest()
        resource = request.resource_logs.add()
        set_attributes(resource.resource.attributes, RESOURCE)
        scope = resource.scope_logs.add()
        scope.scope.name = "app.logger"
        for number in numbers:
            record = scope.log_records.add()
            time = START + number * 1001
            if number % 2:
                record.time_unix_nano = time
            else:
                record.observed_time_unix_nano = time
            severity = list(LEVELS)[number // 3 % len(LEVELS)]
            record.severity_number = severity
            body, text = [(f"log {number}", f"log {number}"), ({"n": number}, f'{{"n":{number}}}'), (None, "")][number % 9 // 3]
            set_value(record.body, body)
            self.attributes(record.attributes, number)
            self.expect(
                number, type="log", level=LEVELS[severity], ts=rfc3339(time), message=text, logger="app.logger"
            )
        return request.SerializeToString()

    def span(self, numbers):
        request = ExportTraceServiceRequest()
        resource = request.resource_spans.add()
        set_attributes(resource.resource.attributes, RESOURCE)
        scope = resource.scope_spans.add()
        for number in numbers:
            span = scope.spans.add()
            trace_id, span_id = number.to_bytes(16, "big", signed=False), (number + 1).to_bytes(8, "big")
            trace_id = b"\x01" + trace_id[1:]
            span.trace_id, span.span_id, span.name = trace_id, span_id, f"GET /{number}"
            span.start_time_unix_nano = START + number * 1_000_000
            span.end_time_unix_nano = span.start_time_unix_nano + number % 4 * 1_500_900_000
            span.status.code = number % 3 if number % 2 else 2
            span.events.add(name="left out")
            self.attributes(span.attributes, number)
            members = {}
            if number % 2:
                span.parent_span_id = b"\x07" * 8
                members["parent_span_id"] = "07" * 8
            if number % 4:
                members["duration_ms"] = number % 4 * 1_500_900_000 // 1_000_000
            self.expect(
                number, type="trace", level=7, ts=rfc3339(span.start_time_unix_nano), trace_id=trace_id.hex(),
                span_id=span_id.hex(), operation=span.name, name=span.name,
                start_time=rfc3339(span.start_time_unix_nano), end_time=rfc3339(span.end_time_unix_nano),
                status="error" if span.status.code == 2 else "ok", **members,
            )
        return request.SerializeToString()

    def point(self, numbers):
        request = ExportMetricsServiceRequest()
        resource = request.resource_metrics.add()
        set_attributes(resource.resource.attributes, RESOURCE)
        scope = resource.scope_metrics.add()
        for number in numbers:
            metric = scope.metrics.add(name=f"metric.{number}", unit="ms" if number % 2 else "")
            value = number + 0.5
            kind = number // 3 % 6
            if kind == 0:
                point = metric.gauge.data_points.add(as_double=value)
                names = ("gauge", "gauge")
            elif kind in (1, 2):
                metric.sum.is_monotonic = kind == 1
                point = metric.sum.data_points.add(as_int=number)
                value = number
                names = ("counter", "counter") if kind == 1 else ("gauge", "gauge")
            else:
                data = (metric.histogram, metric.exponential_histogram, metric.summary)[kind - 3]
                point = data.data_points.add(sum=value, count=2)
                names = ("distribution", "histogram")
            point.time_unix_nano = START + number
            self.attributes(point.attributes, number)
            self.expect(
                number, type="metric", level=7, ts=rfc3339(START + number), name=metric.name, value=value,
                kind=names[0], metric_type=names[1], **({"unit": "ms"} if number % 2 else {}),
            )
        return request.SerializeToString()
