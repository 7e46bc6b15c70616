"""Random OTLP requests over many fields, and digests that follow each item through a pipeline."""

import hashlib

from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

WORDS = ["checkout", "cart", "größe", "naïve", "支払い", "http.route", "", "a" * 300, "🚀", "\n\t\"\\"]


def any_value(random, value, depth=0):
    kind = random.randrange(7 if depth < 3 else 5)
    if kind == 0:
        value.string_value = random.choice(WORDS)
    elif kind == 1:
        value.int_value = random.randrange(-(2**63), 2**63)
    elif kind == 2:
        value.double_value = random.choice([0.0, -1.5, 1e300, random.random()])
    elif kind == 3:
        value.bool_value = random.random() < 0.5
    elif kind == 4:
        value.bytes_value = random.randbytes(random.randrange(20))
    elif kind == 5:
        value.array_value.SetInParent()
        for _ in range(random.randrange(3)):
            any_value(random, value.array_value.values.add(), depth + 1)
    else:
        value.kvlist_value.SetInParent()
        attributes(random, value.kvlist_value.values, depth + 1)


def attributes(random, target, depth=0):
    for index in range(random.randrange(4)):
        pair = target.add()
        pair.key = f"{random.choice(WORDS)}.{index}"
        any_value(random, pair.value, depth)


def resource(random, target):
    target.resource.dropped_attributes_count = random.choice([0, 0, 7])
    attributes(random, target.resource.attributes)
    target.schema_url = random.choice(["", "https://opentelemetry.io/schemas/1.30.0"])


def scope(random, target):
    target.scope.name = random.choice(WORDS)
    target.scope.version = random.choice(["", "1.2.3"])
    attributes(random, target.scope.attributes)
    target.schema_url = random.choice(["", "https://opentelemetry.io/schemas/1.29.0"])


def span(random, target, serial):
    target.trace_id = random.randbytes(16)
    target.span_id = random.randbytes(8)
    target.parent_span_id = random.choice([b"", random.randbytes(8)])
    target.trace_state = random.choice(["", "vendor=1"])
    target.flags = random.choice([0, 1, 0x301])
    target.name = f"{random.choice(WORDS)} {serial}"
    target.kind = random.randrange(6)
    target.start_time_unix_nano = random.randrange(2**63)
    target.end_time_unix_nano = random.randrange(2**63)
    attributes(random, target.attributes)
    for _ in range(random.choice([0, 0, 2])):
        event = target.events.add(time_unix_nano=random.randrange(2**63), name=random.choice(WORDS))
        attributes(random, event.attributes)
    for _ in range(random.choice([0, 0, 1])):
        link = target.links.add(trace_id=random.randbytes(16), span_id=random.randbytes(8))
        attributes(random, link.attributes)
    target.status.code = random.randrange(3)
    target.status.message = random.choice(WORDS)


def log_record(random, target, serial):
    target.time_unix_nano = random.randrange(2**63)
    target.observed_time_unix_nano = random.randrange(2**63)
    target.severity_number = random.randrange(25)
    target.severity_text = random.choice(WORDS)
    any_value(random, target.body)
    attributes(random, target.attributes)
    target.attributes.add(key="serial").value.int_value = serial
    target.trace_id = random.choice([b"", random.randbytes(16)])
    target.span_id = random.choice([b"", random.randbytes(8)])
    target.flags = random.choice([0, 1])
    target.event_name = random.choice(["", "device.app"])


def metric(random, target, serial, points):
    target.name = f"metric.{random.choice(WORDS)}"
    target.unit = random.choice(["", "By"])
    target.description = random.choice(WORDS)
    kind = random.randrange(5)
    holder = (target.gauge, target.sum, target.histogram, target.exponential_histogram, target.summary)[kind]
    holder.SetInParent()
    if kind in (1, 2, 3):
        holder.aggregation_temporality = random.randrange(3)
    if kind == 1:
        holder.is_monotonic = random.random() < 0.5
    for index in range(points):
        point = holder.data_points.add(time_unix_nano=serial + index, start_time_unix_nano=random.randrange(2**63))
        attributes(random, point.attributes)
        if kind <= 1:
            if random.random() < 0.5:
                point.as_int = random.randrange(-(2**63), 2**63)
            else:
                point.as_double = random.random()
        elif kind == 2:
            point.explicit_bounds.extend([1.0, 5.0])
            point.bucket_counts.extend([1, 2, serial])
            point.count = 3 + serial
            point.sum = random.random()
        elif kind == 3:
            point.scale = random.randrange(-4, 5)
            point.zero_count = 1
            point.positive.offset = -3
            point.positive.bucket_counts.extend([0, 1, 2])
        else:
            point.count = serial
            point.quantile_values.add(quantile=0.5, value=random.random())


def request(random, signal, serial, items):
    """A request of `signal` with `items` items, numbered from `serial` so that no two are alike."""
    message = {
        "traces": ExportTraceServiceRequest,
        "metrics": ExportMetricsServiceRequest,
        "logs": ExportLogsServiceRequest,
    }[signal]()
    last = serial + items
    while serial < last:
        holder = getattr(message, f"resource_{'spans' if signal == 'traces' else signal}").add()
        resource(random, holder)
        for _ in range(random.randrange(1, 3)):
            count = min(last - serial, random.randrange(1, 40))
            if count == 0:
                break
            scoped = getattr(holder, f"scope_{'spans' if signal == 'traces' else signal}").add()
            scope(random, scoped)
            if signal == "metrics":
                metric(random, scoped.metrics.add(), serial, count)
            else:
                for index in range(count):
                    if signal == "traces":
                        span(random, scoped.spans.add(), serial + index)
                    else:
                        log_record(random, scoped.log_records.add(), serial + index)
            serial += count
    return message


def _digest(*parts):
    digest = hashlib.blake2b(digest_size=16)
    for part in parts:
        data = part if isinstance(part, bytes) else part.SerializeToString(deterministic=True)
        digest.update(len(data).to_bytes(8, "little") + data)
    return digest.digest()


def digests(signal, message):
    """One digest for each item: of the item, and of the resource, scope, schemas and metric that it stands in."""
    word = "spans" if signal == "traces" else signal
    for holder in getattr(message, f"resource_{word}"):
        for scoped in getattr(holder, f"scope_{word}"):
            around = _digest(holder.resource, scoped.scope, holder.schema_url.encode(), scoped.schema_url.encode())
            if signal == "metrics":
                for item in scoped.metrics:
                    kind = item.WhichOneof("data")
                    points = list(getattr(item, kind).data_points)
                    bare = type(item)()
                    bare.CopyFrom(item)
                    getattr(bare, kind).ClearField("data_points")
                    head = _digest(bare)
                    yield from (_digest(around, head, point) for point in points)
            else:
                records = scoped.spans if signal == "traces" else scoped.log_records
                yield from (_digest(around, record) for record in records)
