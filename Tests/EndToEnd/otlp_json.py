"""OTLP/JSON by the protobuf runtime: protobuf's JSON, but trace and span ids in hexadecimal."""

import base64

from google.protobuf import json_format

IDS = {"traceId", "spanId", "parentSpanId", "trace_id", "span_id", "parent_span_id"}


def _map_ids(value, change):
    if isinstance(value, dict):
        return {key: change(item) if key in IDS else _map_ids(item, change) for key, item in value.items()}
    if isinstance(value, list):
        return [_map_ids(item, change) for item in value]
    return value


def dump(message):
    """The OTLP/JSON form of `message`, as a tree."""
    tree = json_format.MessageToDict(message, use_integers_for_enums=True)
    return _map_ids(tree, lambda text: base64.b64decode(text).hex())


def parse(tree, message):
    """Fills `message` from an OTLP/JSON tree."""
    tree = _map_ids(tree, lambda text: base64.b64encode(bytes.fromhex(text)).decode())
    return json_format.ParseDict(tree, message)
