"""Every coding, with its own Python library at the other end; bombs, broken bodies, and what is passed on compressed."""

import base64
import gzip
import http.client
import random
import time
import zlib

import cramjam
import grpc
import lz4.frame
import pytest
import zstandard
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2_grpc import TraceServiceStub

from random_otlp import request

CONFIG = """
receivers:
  otlp: {{protocols: {{grpc: {{endpoint: "127.0.0.1:0"}}, http: {{endpoint: "127.0.0.1:0"}}}}}}
processors:
  batch: {{timeout: 10ms}}
exporters:
  otlp_http: {{endpoint: '{http}', {settings}, sending_queue: {{enabled: false}}}}
service:
  telemetry: {{logs: {{encoding: json}}, metrics: {{level: none}}}}
  pipelines:
    traces: {{receivers: [otlp], processors: [{processors}], exporters: [otlp_http]}}
"""

PACK = {
    "gzip": lambda body: gzip.compress(body, 9),
    "zlib": lambda body: zlib.compress(body, 9),
    "deflate": zlib.compress,
    "zstd": zstandard.ZstdCompressor(level=7, write_checksum=True).compress,
    "snappy": lambda body: bytes(cramjam.snappy.compress_raw(body)),
    "x-snappy-framed": lambda body: bytes(cramjam.snappy.compress(body)),
    "lz4": lambda body: lz4.frame.compress(body, compression_level=9),
}


def zstd_stream(body):
    """Frames without their length, as writers of streams make them."""
    packer = zstandard.ZstdCompressor(write_content_size=False).compressobj()
    return packer.compress(body) + packer.flush()


OTHER_FORMS = {
    "several gzip members": ("gzip", lambda body: gzip.compress(body[:50]) + gzip.compress(body[50:])),
    "bare deflate": ("deflate", lambda body: zlib.compress(body)[2:-4]),
    "framed under the name snappy": ("snappy", PACK["x-snappy-framed"]),
    "zstd without its length": ("zstd", zstd_stream),
    "several zstd frames": ("zstd", lambda body: PACK["zstd"](body[:50]) + zstd_stream(body[50:])),
    "lz4 with checksums": ("lz4", lambda body: lz4.frame.compress(body, block_checksum=True, content_checksum=True)),
    "lz4 of independent blocks": ("lz4", lambda body: lz4.frame.compress(body, block_linked=False)),
}


def run(start, backend, settings="compression: none", processors=""):
    return start(CONFIG.format(http=backend.http, settings=settings, processors=processors))


def post(collector, body, encoding):
    host, port = collector.http.rsplit(":", 1)
    connection = http.client.HTTPConnection(host, int(port), timeout=30)
    headers = {"Content-Type": "application/x-protobuf", "Content-Encoding": encoding}
    connection.request("POST", "/v1/traces", body, headers)
    response = connection.getresponse()
    text = response.read()
    connection.close()
    return response.status, text


def traces(items=300):
    """Spans as a message and on the wire."""
    spans = request(random.Random(1), "traces", 0, items)
    return spans, spans.SerializeToString()


@pytest.mark.parametrize("encoding", PACK)
def test_the_server_takes_every_coding(start, backend, encoding):
    collector = run(start, backend)
    spans, body = traces()
    assert post(collector, PACK[encoding](body), encoding)[0] == 200
    assert backend.received.requests == [("traces", spans)]


@pytest.mark.parametrize("name", OTHER_FORMS)
def test_the_server_takes_what_else_a_coding_may_be(start, backend, name):
    collector = run(start, backend)
    spans, body = traces()
    encoding, pack = OTHER_FORMS[name]
    assert post(collector, pack(body), encoding)[0] == 200
    assert backend.received.requests == [("traces", spans)]


@pytest.mark.parametrize("encoding", [*PACK, "none"])
def test_the_client_sends_every_coding(start, backend, encoding):
    collector = run(start, backend, f"compression: {encoding}", "batch")
    spans, body = traces()
    assert post(collector, PACK["gzip"](body), "gzip")[0] == 200
    assert backend.received.wait_until(lambda requests: requests)
    assert backend.received.requests == [("traces", spans)]
    assert backend.received.encodings == {"identity" if encoding == "none" else encoding}
    packed = backend.received.bodies[0]
    assert encoding == "none" or len(packed) < len(body)


@pytest.mark.parametrize("encoding", PACK)
def test_broken_bodies_are_refused_in_clear_words(start, backend, encoding):
    collector = run(start, backend)
    packed = PACK[encoding](traces()[1])
    for broken in (packed[:-1], packed[: len(packed) // 2], packed + b"\0", b"\1\2\3"):
        status, text = post(collector, broken, encoding)
        assert (status, f"the body is not valid {encoding} data".encode() in text) == (400, True), text
    status, text = post(collector, packed, "br")
    assert status == 400 and b"unsupported Content-Encoding: br" in text
    assert backend.received.requests == []


@pytest.mark.parametrize("encoding", PACK)
def test_a_bomb_is_refused_with_memory_flat(start, backend, encoding):
    collector = run(start, backend)

    def peak():
        status = open(f"/proc/{collector.process.pid}/status").read()
        return int(status.split("VmHWM:")[1].split()[0]) << 10

    spans, body = traces()
    assert post(collector, PACK[encoding](body), encoding)[0] == 200
    before = peak()
    bomb = PACK[encoding](bytes(100 << 20))
    assert len(bomb) <= 20 << 20
    peaks = []
    for _ in range(4):
        assert post(collector, bomb, encoding)[0] == 413
        peaks.append(peak())
    # The limit of a body, and what the allocator keeps of the smaller attempts before; and no more with every bomb.
    assert peaks[0] - before < 3 * (20 << 20)
    assert peaks[-1] - before < 3 * (20 << 20)
    assert post(collector, PACK[encoding](body), encoding)[0] == 200


@pytest.mark.parametrize("encoding", PACK)
def test_what_is_unchanged_goes_out_in_the_same_bytes(start, backend, encoding):
    collector = run(start, backend, f"compression: {encoding}")
    spans, body = traces()
    packed = PACK[encoding](body)
    assert post(collector, packed, encoding)[0] == 200
    assert backend.received.requests == [("traces", spans)]
    assert backend.received.bodies == [packed]


CHANGES = {
    "a batch": ("batch", "compression: gzip"),
    "a level": ("", "compression_params: {level: 1}"),
    "another coding": ("", "compression: zstd"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_is_changed_is_compressed_anew(start, backend, change):
    processors, settings = CHANGES[change]
    collector = run(start, backend, settings, processors)
    spans, body = traces()
    packed = PACK["gzip"](body)
    assert post(collector, packed, "gzip")[0] == 200
    assert backend.received.wait_until(lambda requests: requests)
    assert backend.received.requests == [("traces", spans)]
    assert backend.received.bodies != [packed]


def test_what_some_readers_would_cut_short_is_compressed_anew(start, backend):
    collector = run(start, backend, "compression: gzip")
    spans, body = traces()
    packed = OTHER_FORMS["several gzip members"][1](body)
    assert post(collector, packed, "gzip")[0] == 200
    assert backend.received.requests == [("traces", spans)]
    assert backend.received.bodies != [packed]
    assert zlib.decompressobj(31).decompress(backend.received.bodies[0]) == body


def test_compressed_bytes_go_first_when_memory_runs_short(start, backend):
    backend.refuse = lambda _: 503
    collector = start(
        f"""
receivers: {{otlp: {{protocols: {{grpc: {{endpoint: "127.0.0.1:0"}}}}}}}}
processors: {{memory_limiter: {{check_interval: 1s, limit_mib: 48}}}}
exporters:
  otlp_http:
    endpoint: '{backend.http}'
    compression: gzip
    sending_queue: {{sizer: bytes, queue_size: 100000000}}
    retry_on_failure: {{max_elapsed_time: 0s}}
service:
  telemetry: {{logs: {{encoding: json}}, metrics: {{level: none}}}}
  pipelines: {{traces: {{receivers: [otlp], processors: [memory_limiter], exporters: [otlp_http]}}}}
"""
    )
    spans = ExportTraceServiceRequest()
    # Compressed it takes three quarters of its size.
    spans.resource_spans.add().scope_spans.add().spans.add(
        name=base64.b64encode(random.randbytes(300_000)).decode(), trace_id=b"t" * 16, span_id=b"s" * 8
    )
    taken = refused = 0
    with grpc.insecure_channel(collector.grpc, compression=grpc.Compression.Gzip) as channel:
        export = TraceServiceStub(channel).Export
        while refused < 5:
            try:
                export(spans, timeout=10)
                taken, refused = taken + 1, 0
            except grpc.RpcError as error:
                assert error.code() == grpc.StatusCode.UNAVAILABLE
                refused += 1
                time.sleep(0.15)
    size = spans.ByteSize()
    print(f"took {taken * size >> 20} MiB")
    assert taken * size > 28 << 20


def test_grpc_bytes_go_out_over_http(start, backend):
    collector = run(start, backend, "compression: gzip")
    spans, body = traces()
    with grpc.insecure_channel(collector.grpc, compression=grpc.Compression.Gzip) as channel:
        TraceServiceStub(channel).Export(spans)
    assert backend.received.requests == [("traces", spans)]
    # gRPC's library writes zlib's default level.
    packer = zlib.compressobj(wbits=31)
    assert backend.received.bodies == [packer.compress(body) + packer.flush()]
