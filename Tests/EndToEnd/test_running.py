"""How a built collector behaves as a process: start, refusal, signals, self-metrics and its own commands."""

import http.client
import json
import signal
import socket
import subprocess
import threading
import urllib.request

import grpc
import pytest

import random
import random_otlp
from collector import Collector
from test_digests import CONFIG, EXPORTERS, Sender

DEBUG = """
receivers:
  otlp:
    protocols:
      grpc: {endpoint: "127.0.0.1:0"}
      http: {endpoint: "127.0.0.1:0"}
exporters: {debug: {verbosity: detailed}}
service:
  telemetry:
    logs: {encoding: json}
    metrics: {readers: [{pull: {exporter: {prometheus: {host: 127.0.0.1, port: 0}}}}]}
  pipelines: {traces: {receivers: [otlp], exporters: [debug]}}
"""


def run(binary, *arguments):
    return subprocess.run([binary, *arguments], capture_output=True, text=True, timeout=30)


@pytest.fixture
def written(tmp_path):
    def written(text):
        path = tmp_path / "collector.yaml"
        path.write_text(text)
        return str(path)

    return written


def test_a_term_signal_drains_and_exits_with_success(start, backend):
    collector = start(CONFIG.format(exporter=EXPORTERS["otlp_grpc"].format(grpc=backend.grpc, http=""), name="otlp_grpc"))
    message = random_otlp.request(random.Random(1), "traces", 0, 37)
    Sender(collector).send("grpc", "traces", message)
    assert collector.stop(signal.SIGTERM) == 0, collector.output
    arrived = [digest for kind, got in backend.received.requests for digest in random_otlp.digests(kind, got)]
    assert sorted(arrived) == sorted(random_otlp.digests("traces", message))


def test_a_hangup_never_ends_the_process(start):
    collector = start(DEBUG)
    collector.process.send_signal(signal.SIGHUP)
    collector.wait_for(lambda line: "reload" in line.get("msg", "").lower())
    message = random_otlp.request(random.Random(2), "traces", 0, 3)
    Sender(collector).send("protobuf", "traces", message)
    assert collector.stop(signal.SIGINT) == 0, collector.output


def test_what_a_backend_refuses_for_now_arrives_later(start, backend):
    refusals = {"otlp_grpc": grpc.StatusCode.UNAVAILABLE, "otlp_http": 503}
    for name, refusal in refusals.items():
        backend.calls = 0
        backend.received.requests.clear()
        backend.refuse = lambda number, refusal=refusal: refusal if number <= 2 else None
        exporter = EXPORTERS[name].format(grpc=backend.grpc, http=backend.http)
        quick = exporter.replace("endpoint:", "retry_on_failure: {initial_interval: 10ms}, endpoint:")
        collector = start(CONFIG.format(exporter=quick, name=name))
        message = random_otlp.request(random.Random(3), "logs", 0, 20)
        Sender(collector).send("grpc", "logs", message)
        assert backend.received.wait_until(lambda requests: requests), collector.output
        assert collector.stop() == 0, collector.output
        arrived = [digest for kind, got in backend.received.requests for digest in random_otlp.digests(kind, got)]
        assert sorted(arrived) == sorted(random_otlp.digests("logs", message))


def test_what_shutdown_cuts_short_is_answered_and_reported(start):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        exporter = f'  otlp_grpc: {{endpoint: "127.0.0.1:{silent.getsockname()[1]}", tls: {{insecure: true}}, timeout: 0s, sending_queue: {{enabled: false}}}}'
        config = CONFIG.format(exporter=exporter, name="otlp_grpc").replace("service:", "service:\n  shutdown_timeout: 1s")
        direct = config.replace("traces: {receivers: [otlp], processors: [batch],", "traces: {receivers: [otlp],")
        assert direct != config
        collector = start(direct)
        Sender(collector).send("grpc", "logs", random_otlp.request(random.Random(5), "logs", 0, 7))
        silent.settimeout(30)
        accepted = [silent.accept()]
        connection = http.client.HTTPConnection(collector.http, timeout=30)
        body = random_otlp.request(random.Random(6), "traces", 0, 2).SerializeToString()
        connection.request("POST", "/v1/traces", body, {"Content-Type": "application/x-protobuf"})
        accepted.append(silent.accept())
        assert collector.stop(signal.SIGTERM) == 1, collector.output
        assert connection.getresponse().status == 503
        dropped = [line for line in collector.lines if line.get("msg") == "Sender failed. Dropping data."]
        assert [line["dropped_items"] for line in dropped] == [7], collector.output
        assert "it took longer than service::shutdown_timeout" in collector.output


def test_what_an_exporter_gives_up_is_reported_once(start):
    retry = "retry_on_failure: {initial_interval: 10ms, max_interval: 10ms, max_elapsed_time: 50ms}"
    exporter = f'  otlp_http: {{endpoint: "http://127.0.0.1:1", {retry}}}'
    collector = start(CONFIG.format(exporter=exporter, name="otlp_http"))
    Sender(collector).send("grpc", "logs", random_otlp.request(random.Random(7), "logs", 0, 9))
    line = collector.wait_for(lambda line: line.get("msg") == "Exporting failed. Dropping data.")
    assert line["dropped_items"] == 9 and "no more retries left" in line["error"]
    assert collector.stop() == 0, collector.output
    assert collector.output.count("Dropping data.") == 1


def test_its_metrics_count_what_it_carried(start):
    collector = start(DEBUG)
    message = random_otlp.request(random.Random(4), "traces", 0, 25)
    Sender(collector).send("grpc", "traces", message)
    endpoint = collector.wait_for(lambda line: "metrics" in line.get("msg", "").lower() and "endpoint" in line)["endpoint"]
    with urllib.request.urlopen(f"http://{endpoint}/metrics", timeout=10) as answer:
        page = answer.read().decode()
    samples = dict(line.rsplit(" ", 1) for line in page.splitlines() if line and not line.startswith("#"))
    accepted = next(value for key, value in samples.items() if key.startswith("otelcol_receiver_accepted_spans{"))
    assert float(accepted) == 25
    sent = next(value for key, value in samples.items() if key.startswith("otelcol_exporter_sent_spans{"))
    assert float(sent) == 25
    assert any(key.startswith("otelcol_process_uptime") for key in samples)


def test_a_port_in_use_is_an_error_and_not_zero(start, binary):
    first = start(DEBUG)
    second = DEBUG.replace('grpc: {endpoint: "127.0.0.1:0"}', f'grpc: {{endpoint: "{first.grpc}"}}')
    with Collector(binary, second, wait_until_ready=False) as collector:
        assert collector.process.wait(30) == 1
        collector.reader.join(10)
        assert first.grpc in collector.output and "in use" in collector.output
        assert collector.output.count("Error: ") == 1


def test_every_mistake_is_named_with_its_place(binary, written):
    path = written(
        "receivers:\n"
        "  otlp:\n"
        "    protocols:\n"
        "      htttp:\n"
        "exporters:\n"
        "  debug: {verbosity: loud}\n"
        "  otlp_grpc: {endpoint: 'backend'}\n"
        "service:\n"
        "  pipelines:\n"
        "    traces: {receivers: [otlp], processors: [bach], exporters: [debug, otlp_grpc]}\n"
    )
    result = run(binary, "validate", "--config", path)
    assert result.returncode == 1
    for part in (f"{path}:4:7", "htttp", "http", f"{path}:6:", "verbosity", f"{path}:7:", "missing port", f"{path}:10:", "bach"):
        assert part in result.stderr, f"{part} is missing in:\n{result.stderr}"


@pytest.mark.parametrize(
    "exporter",
    [
        "otlp_http: {endpoint: 'https://backend:4318', tls: {min_version: '1.4'}}",
        "otlp_grpc: {endpoint: 'backend:4317', tls: {min_version: '1.4'}}",
    ],
)
def test_mistakes_in_tls_are_said_with_their_place(binary, written, exporter):
    path = written(
        "receivers: {nop: {}}\nexporters:\n  " + exporter + "\n"
        "service: {pipelines: {traces: {receivers: [nop], exporters: [" + exporter.split(":")[0] + "]}}}\n"
    )
    result = run(binary, "validate", "--config", path)
    assert result.returncode == 1
    assert 'invalid TLS min_version: unsupported TLS version: "1.4"' in result.stderr
    assert f"{path}:3:" in result.stderr


def test_it_lists_its_components_and_prints_its_configuration(binary, written):
    components = run(binary, "components")
    assert components.returncode == 0
    for name in ("otlp", "batch", "debug", "otlp_grpc", "otlp_http", "forward"):
        assert f"name: {name}\n" in components.stdout
    path = written(DEBUG)
    assert run(binary, "validate", "--config", path).stderr == ""
    printed = run(binary, "print-config", "--config", path, "--format", "json")
    assert printed.returncode == 0, printed.stderr
    assert json.loads(printed.stdout)["exporters"]["debug"]["sampling_initial"] == 2
    assert run(binary, "--version").stdout.strip()


def test_many_clients_at_once_are_all_answered(start, backend):
    collector = start(CONFIG.format(exporter=EXPORTERS["otlp_grpc"].format(grpc=backend.grpc, http=""), name="otlp_grpc"))
    failures = []

    def client(number):
        try:
            sender = Sender(collector)
            for step in range(5):
                message = random_otlp.request(random.Random(number * 10 + step), "logs", number * 100 + step * 10, 10)
                sender.send("grpc" if number % 2 else "protobuf", "logs", message)
        except Exception as error:  # noqa: BLE001: whatever it is, the test reports it
            failures.append(error)

    threads = [threading.Thread(target=client, args=(number,)) for number in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    assert collector.stop() == 0, collector.output
    count = sum(1 for kind, got in backend.received.requests for _ in random_otlp.digests(kind, got))
    assert count == 40 * 5 * 10
