"""The HTTP client by HTTP/2, with a server of another library."""

import json
import pathlib
import signal
import socket
import subprocess
import sys
import threading

import pytest
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor

from identity import Authority

CONFIG = """
receivers:
  otlp: {{protocols: {{http: {{endpoint: "127.0.0.1:0"}}}}}}
exporters:
  otlp_http:
    endpoint: "https://127.0.0.1:{port}"
    tls: {{ca_file: "{authority}"}}
    sending_queue: {{num_consumers: 8, sizer: requests}}
    retry_on_failure: {{initial_interval: 100ms, max_interval: 200ms}}
    {settings}
service:
  telemetry: {{logs: {{encoding: json}}, metrics: {{level: none}}}}
  pipelines:
    traces: {{receivers: [otlp], exporters: [otlp_http]}}
"""


class HTTP2Backend:
    """The process of http2_backend.py, and the requests that it reported."""

    def __init__(self, identity):
        listener = socket.create_server(("127.0.0.1", 0))
        self.port = listener.getsockname()[1]
        script = pathlib.Path(__file__).with_name("http2_backend.py")
        self.process = subprocess.Popen(
            [sys.executable, script, str(listener.fileno()), str(identity.certificate), str(identity.key)],
            stdout=subprocess.PIPE,
            text=True,
            pass_fds=[listener.fileno()],
        )
        listener.close()
        self.requests = []
        self.changed = threading.Condition()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        for line in self.process.stdout:
            with self.changed:
                self.requests.append(json.loads(line))
                self.changed.notify_all()

    def wait_for(self, names):
        """Waits until the spans `names` have come, each once or more often."""
        with self.changed:
            assert self.changed.wait_for(lambda: names <= {n for r in self.requests for n in r["spans"]}, 60)

    def stop(self):
        self.process.kill()
        self.process.wait()


@pytest.fixture
def authority(tmp_path):
    return Authority(tmp_path, "ca")


@pytest.fixture
def peer(authority):
    peer = HTTP2Backend(authority.sign("server"))
    yield peer
    peer.stop()


def emit(collector, names):
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(OTLPSpanExporter(endpoint=f"http://{collector.http}/v1/traces")))
    for name in names:
        provider.get_tracer("checkout").start_span(name).end()
    provider.shutdown()


@pytest.mark.parametrize("settings, version", [("", "2"), ("force_attempt_http2: false", "1.1")])
def test_the_protocol_that_both_sides_know_is_spoken(start, authority, peer, settings, version):
    collector = start(CONFIG.format(port=peer.port, authority=authority.certificate, settings=settings))
    names = [f"span {index}" for index in range(40)]
    emit(collector, names)
    peer.wait_for(set(names))
    assert {request["version"] for request in peer.requests} == {version}
    # Eight may have begun at once, before one knew the protocol; after that, one connection takes all.
    assert len({request["client"] for request in peer.requests[-10:]}) == 1 or version == "1.1"
    assert collector.stop() == 0


def test_a_silent_server_is_pinged_and_left(start, authority, peer):
    """What it had not answered is sent again over a new connection, long before the request's own timeout."""
    settings = "http2_read_idle_timeout: 500ms\n    http2_ping_timeout: 500ms\n    timeout: 10m"
    collector = start(CONFIG.format(port=peer.port, authority=authority.certificate, settings=settings))
    emit(collector, ["before"])
    peer.wait_for({"before"})
    peer.process.send_signal(signal.SIGSTOP)
    emit(collector, ["meanwhile"])
    line = collector.wait_for(lambda line: "Exporting failed. Will retry" in line.get("msg", ""))
    assert "ping" in json.dumps(line)
    peer.process.send_signal(signal.SIGCONT)
    peer.wait_for({"meanwhile"})
    assert collector.stop() == 0
