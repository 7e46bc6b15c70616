"""The vendor's distribution for LogFlux against a server that decrypts what it is sent, and fails in every way it may."""

import collections
import http.client
import os
import pathlib
import subprocess
import threading

import pytest

from collector import Collector
from identity import Authority
from logflux_records import Records
from logflux_server import CATEGORIES, LogFluxServer, Proxy, Reply

KEY = "eu-lf_0123456789abcdefSECRET"
MANIFESTS = pathlib.Path(__file__).resolve().parents[2] / "manifests" / "logflux"

# The run of the acceptance has 100000; it takes half a minute.
COUNT = int(os.environ.get("LOGFLUX_RECORDS", "9000"))

# What is not the vendor's: free ports, and a log that a test can read.
AROUND = """
receivers:
  otlp:
    protocols:
      grpc: {endpoint: "127.0.0.1:0"}
      http: {endpoint: "127.0.0.1:0"}
service:
  telemetry:
    logs: {encoding: json, level: LEVEL}
    metrics: {level: none}
"""

DIRECT = """
exporters:
  logflux:
    api_key: "${LOGFLUX_API_KEY}"
    endpoint: "ENDPOINT/"
    source: otel-collector
    environment: production
MORE
service:
  pipelines:
    logs: {receivers: [otlp], exporters: [logflux]}
    traces: {receivers: [otlp], exporters: [logflux]}
    metrics: {receivers: [otlp], exporters: [logflux]}
"""


@pytest.fixture
def run(logflux, tmp_path):
    """Starts collectors with a configuration, and the key in the environment."""
    running = []

    def run(config, key=KEY, level="info", environment=None, **options):
        around = tmp_path / "around.yaml"
        around.write_text(AROUND.replace("LEVEL", level))
        variables = {"LOGFLUX_API_KEY": key, "PATH": os.environ["PATH"], **(environment or {})}
        collector = Collector(logflux, config, ["--config", str(around)], environment=variables, **options)
        running.append(collector)
        return collector

    yield run
    for collector in running:
        output = collector.output
        collector.__exit__()
        assert KEY not in output and "SECRET" not in output


def direct(server, more=""):
    indented = "".join(f"    {line}\n" for line in more.splitlines())
    return DIRECT.replace("ENDPOINT", server.url).replace("MORE\n", indented)


def send(collector, signal, body):
    connection = http.client.HTTPConnection(collector.http, timeout=60)
    connection.request("POST", f"/v1/{signal}", body, {"Content-Type": "application/x-protobuf"})
    status = connection.getresponse().status
    connection.close()
    return status


def send_all(collector, records, kinds=("logs", "traces", "metrics")):
    for signal in kinds:
        for body in records.requests[signal]:
            assert send(collector, signal, body) == 200


def check(server, records, allowed_twice=0):
    """Compares every entry with what its record is to become, and returns how many came twice."""
    assert not server.problems, server.problems[:3]
    found = collections.Counter()
    for payload in server.payloads():
        number = Records.id(payload)
        found[number] += 1
        assert payload == records.expected[number]
    missing = records.expected.keys() - found.keys()
    assert not missing, f"{len(missing)} of {len(records.expected)} records are lost, such as {sorted(missing)[:5]}"
    twice = found.total() - len(found)
    assert twice <= allowed_twice, f"{twice} entries came more than once"
    return twice


class Clients:
    """A client for each signal: sends in order, repeats what is refused, and follows the collector when it restarts.

    The second half of each signal's requests waits for the second collector."""

    def __init__(self, records):
        self.records = records
        self.address = None
        self.lives = 0
        self.changed = threading.Condition()
        self.threads = [threading.Thread(target=self._run, args=(signal,), daemon=True) for signal in records.requests]
        for thread in self.threads:
            thread.start()

    def _run(self, signal):
        requests = self.records.requests[signal]
        for place, body in enumerate(requests):
            while True:
                with self.changed:
                    self.changed.wait_for(lambda: self.address and (self.lives > 1 or place < len(requests) // 2))
                    address = self.address
                try:
                    connection = http.client.HTTPConnection(address, timeout=120)
                    connection.request("POST", f"/v1/{signal}", body, {"Content-Type": "application/x-protobuf"})
                    answer = connection.getresponse()
                    if answer.status == 200:
                        break
                    with self.changed:
                        # As an SDK does: the collector says when to come again.
                        self.changed.wait_for(
                            lambda: self.address != address, float(answer.headers.get("Retry-After", 1))
                        )
                except (OSError, http.client.HTTPException):
                    with self.changed:
                        self.changed.wait_for(lambda: self.address != address)
                finally:
                    connection.close()

    def send_to(self, address):
        with self.changed:
            self.address = address
            self.lives += address is not None
            self.changed.notify_all()

    def join(self):
        for thread in self.threads:
            thread.join(300)
            assert not thread.is_alive(), "a client could not send everything"


@pytest.fixture
def behind_proxy(tmp_path):
    """A server that LogFlux's own names lead to, and the environment in which they do."""
    authority = Authority(tmp_path, "authority")
    names = ["discover.eu", "api.ingest.eu", "api", "eu.api", "us.api", "ingest-7.eu"]
    identity = authority.sign("server", ",".join(f"DNS:{name}.logflux.io" for name in names))
    with LogFluxServer(KEY, identity) as server, Proxy(server.port) as proxy:
        yield server, proxy, {"HTTPS_PROXY": proxy.url, "SSL_CERT_FILE": str(authority.certificate)}


def published(host, path, headers):
    """The public record of a zone, as the vendor serves it."""
    if host == "discover.eu.logflux.io" and path == "/":
        assert "Authorization" not in headers
        raise Reply(200, {"version": "1", "region": "eu", "endpoints": {"ingestor_url": "https://ingest-7.eu.logflux.io"}})


def test_the_documented_distribution_loses_nothing(run, behind_proxy):
    server, proxy, environment = behind_proxy
    server.at_get = published
    records = Records(COUNT)
    lock = threading.Lock()
    shares = [0.05, 0.15, 0.25, 0.35]
    happened = []

    def restart():
        server.stop()
        threading.Timer(1.0, server.start).start()

    def fault(number, key_id, types):
        with lock:
            if not shares or len(server.entries) < COUNT * shares[0]:
                return
            step = len(happened)
            shares.pop(0)
            happened.append(number)
        if step == 0:
            raise Reply(429, {"status": "error", "error": {"code": "rate", "message": "slow down"}}, Retry_After="1")
        if step == 1:
            raise Reply(503, {"status": "error", "error": {"code": "busy", "message": "busy"}})
        if step == 2:
            # Every key so far: the exporter has to agree on a new one.
            server.revoked |= set(server.keys)
            return
        threading.Thread(target=restart, daemon=True).start()
        raise Reply()

    server.before = fault
    config = (MANIFESTS / "collector-config.yaml").read_text()
    clients = Clients(records)
    first = run(config, environment=environment)
    clients.send_to(first.http)
    # The server is back: what a collector that ends holds in memory gets one attempt.
    assert server.wait_for(lambda: server.lives == 2 and len(server.entries) >= COUNT * 0.4, 300), first.output
    clients.send_to(None)
    assert first.stop() == 0, first.output
    second = run(config, environment=environment)
    clients.send_to(second.http)
    clients.join()
    received = {}

    def complete():
        for entry in server.entries[received.setdefault("seen", 0) :]:
            received[Records.id(entry.payload)] = True
        received["seen"] = len(server.entries)
        return len(received) - 1 == len(records.expected)

    assert server.wait_for(complete, 120), first.output + second.output
    assert second.stop() == 0, second.output
    # What was under way when the server or the collector went away may come again.
    twice = check(server, records, allowed_twice=2000)
    assert len(happened) == 4 and server.lives == 2 and len(server.keys) == 3
    assert all(entry.compressed for entry in server.entries)
    assert set(proxy.names) == {"discover.eu.logflux.io:443", "ingest-7.eu.logflux.io:443"}
    for collector in (first, second):
        assert "Dropping data" not in collector.output
    print(f"{len(records.expected)} records, {len(server.requests)} requests, {twice} entries twice, faults at {happened}")


@pytest.mark.parametrize("answer", ["flat", "legacy"])
def test_the_account_record_leads_to_the_ingestor_when_nothing_else_does(run, behind_proxy, answer):
    server, proxy, environment = behind_proxy
    asked = []

    def record(host, path, headers):
        asked.append(host)
        if path == "/api/discovery" and host == "eu.api.logflux.io":
            assert headers["Authorization"] == f"Bearer {KEY}"
            url = "https://ingest-7.eu.logflux.io/"
            raise Reply(200, {"ingestor_url": url} if answer == "flat" else {"status": "ok", "data": {"base_url": url}})

    server.at_get = record
    config = direct(server).replace(f'    endpoint: "{server.url}/"\n', "")
    collector = run(config, environment=environment)
    records = Records(3)
    send_all(collector, records)
    assert server.wait_for(lambda: len(server.entries) == 3), collector.output
    check(server, records)
    assert asked == ["discover.eu.logflux.io", "api.logflux.io", "api.logflux.io", "eu.api.logflux.io"]
    assert collector.stop() == 0


def test_a_zone_without_record_has_its_usual_ingestor(run, behind_proxy):
    server, proxy, environment = behind_proxy
    config = (MANIFESTS / "collector-config.yaml").read_text()
    collector = run(config, environment=environment)
    records = Records(3)
    send_all(collector, records)
    assert server.wait_for(lambda: len(server.entries) == 3), collector.output
    assert set(proxy.names) == {"discover.eu.logflux.io:443", "api.ingest.eu.logflux.io:443"}
    assert collector.stop() == 0


def test_a_record_never_makes_the_key_leave_unencrypted(run, behind_proxy):
    server, _, environment = behind_proxy

    def record(host, path, headers):
        raise Reply(200, {"endpoints": {"ingestor_url": "http://ingest-7.eu.logflux.io"}, "ingestor_url": "http://x"})

    server.at_get = record
    collector = run(direct(server).replace(f'    endpoint: "{server.url}/"\n', ""), environment=environment)
    line = collector.wait_for(lambda line: "Could not agree" in line.get("msg", ""))
    assert "is not an https URL" in line["error"]
    assert collector.stop() == 0


def test_wrapped_handshakes_and_uncompressed_entries(run):
    with LogFluxServer(KEY) as server:
        server.init_answer = lambda pem: {"data": {"public_key": pem, "max_batch_size": 2, "max_request_size": 10_000}}
        server.complete_answer = lambda key_id: {"data": {"key_uuid": f" {key_id} "}}
        collector = run(direct(server, "compression: false"))
        records = Records(30)
        send_all(collector, records)
        assert server.wait_for(lambda: len(server.entries) == 30), collector.output
        check(server, records)
        assert not any(entry.compressed for entry in server.entries)
        assert max(len(types) for _, types, _ in server.requests) == 2
        assert collector.stop() == 0


def test_a_request_larger_than_the_queue_goes_in_part_by_part(run):
    with LogFluxServer(KEY) as server:
        collector = run(direct(server, "queue_size: 50\nbatch_size: 20\nworker_count: 1"))
        records = Records(900, per_request=300)
        send_all(collector, records)
        assert server.wait_for(lambda: len(server.entries) == 900), collector.output
        check(server, records)
        assert collector.stop() == 0


@pytest.mark.parametrize("status", [500, 502, 503, 504, None], ids=str)
def test_what_fails_for_now_is_sent_again(run, status):
    with LogFluxServer(KEY) as server:
        def fault(number, key_id, types):
            if number == 1:
                raise Reply(status)

        server.before = fault
        collector = run(direct(server))
        records = Records(30)
        send_all(collector, records, ["logs"])
        assert server.wait_for(lambda: len(server.entries) == 10), collector.output
        assert len(server.requests) == 2
        assert collector.stop() == 0


def test_429_pauses_every_signal_for_as_long_as_the_server_says(run):
    with LogFluxServer(KEY) as server:
        def fault(number, key_id, types):
            if number == 1:
                raise Reply(429, Retry_After="2")

        server.before = fault
        collector = run(direct(server))
        records = Records(30)
        send_all(collector, records, ["logs"])
        collector.wait_for(lambda line: "Will retry" in line.get("msg", ""))
        send_all(collector, records, ["traces"])
        assert server.wait_for(lambda: len(server.entries) == 20), collector.output
        times = [time for time, _, _ in server.requests]
        assert len(times) == 3 and times[1] - times[0] >= 2
        assert collector.stop() == 0


def test_a_used_up_quota_holds_back_its_category_until_it_is_over(run):
    with LogFluxServer(KEY) as server:
        full = True

        def fault(number, key_id, types):
            if full and CATEGORIES[types[0]] == "events":
                raise Reply(507, {"error": {"code": "quota", "message": "quota exceeded"}}, Retry_After="2")

        server.before = fault
        collector = run(direct(server))
        records = Records(90, per_request=10)
        send(collector, "logs", records.requests["logs"][0])
        dropped = lambda: [line for line in collector.lines if "Dropping data" in line.get("msg", "")]
        collector.wait_for(lambda line: "quota_exceeded" in line.get("error", "") and "Dropping" in line["msg"])
        # No request is made for what has no quota; other categories go on.
        send(collector, "metrics", records.requests["metrics"][0])
        collector.wait_for(lambda line: len(dropped()) >= 2)
        assert len(server.requests) == 1
        send(collector, "traces", records.requests["traces"][0])
        assert server.wait_for(lambda: len(server.entries) == 10)
        full = False
        threading.Event().wait(2)
        send(collector, "logs", records.requests["logs"][1])
        assert server.wait_for(lambda: len(server.entries) == 20), collector.output
        assert collector.stop() == 0


def test_413_halves_requests(run):
    with LogFluxServer(KEY) as server:
        def fault(number, key_id, types):
            if len(types) > 3:
                raise Reply(413, b"too large")

        server.before = fault
        collector = run(direct(server))
        records = Records(30)
        send_all(collector, records, ["logs"])
        assert server.wait_for(lambda: len(server.entries) == 10), collector.output
        assert [len(types) for _, types, _ in server.requests] == [10, 5, 2, 2, 2, 2, 2]
        assert collector.stop() == 0


def test_what_is_refused_for_good_costs_nobody_else_anything(run):
    with LogFluxServer(KEY) as server:
        bad = {3}

        server_decrypt = server.decrypt

        def decrypt(cipher, fields, content):
            entry = server_decrypt(cipher, fields, content)
            if Records.id(entry.payload) in bad:
                raise Reply(400, {"status": "error", "error": {"code": "invalid", "message": f"bad entry from {KEY}"}})
            return entry

        server.decrypt = decrypt
        # Several requests become one of the exporter's.
        collector = run(direct(server))
        records = Records(30, per_request=1)
        send_all(collector, records, ["logs"])
        assert server.wait_for(lambda: len(server.entries) == 9), collector.output
        line = collector.wait_for(lambda line: "Dropping data" in line.get("msg", ""))
        assert line["dropped_items"] == 1
        assert "ingest failed [invalid]: bad entry from eu-lf_****CRET" in line["error"]
        assert collector.stop() == 0


def test_entries_that_the_server_lists_as_failed_are_reported(run):
    with LogFluxServer(KEY) as server:
        server.ingest_answer = lambda count: {
            "status": "partial", "data": {"failed": 1, "failures": [{"index": 2, "error": "no such field"}]},
        }
        collector = run(direct(server))
        send_all(collector, Records(30), ["logs"])
        line = collector.wait_for(lambda line: line.get("msg") == "Partial success response")
        assert "entry 2: no such field" in line["message"] and line["dropped_log_records"] == 1
        assert collector.stop() == 0


def test_an_entry_that_is_too_large_is_dropped_alone(run):
    with LogFluxServer(KEY) as server:
        collector = run(direct(server, "compression: false"))
        records = Records(30)
        body = records.requests["logs"][0]
        message = type(records).log.__globals__["ExportLogsServiceRequest"].FromString(body)
        message.resource_logs[0].scope_logs[0].log_records[4].body.string_value = "x" * (1 << 20)
        assert send(collector, "logs", message.SerializeToString()) == 200
        assert server.wait_for(lambda: len(server.entries) == 9), collector.output
        line = collector.wait_for(lambda line: line.get("msg") == "Partial success response")
        assert "validation_error" in line["message"] and line["dropped_log_records"] == 1
        assert collector.stop() == 0


@pytest.mark.parametrize("status", [401, 403])
def test_a_second_refusal_of_a_fresh_key_waits_a_minute(run, status):
    with LogFluxServer(KEY) as server:
        server.before = lambda number, key_id, types: (_ for _ in ()).throw(Reply(status, b"no"))
        collector = run(direct(server))
        send_all(collector, Records(3), ["logs"])
        line = collector.wait_for(lambda line: "Will retry" in line.get("msg", ""))
        assert "less than a minute old" in line["error"]
        assert len(server.keys) == 2 and len(server.requests) == 2
        assert collector.stop() == 0


def test_a_server_that_is_away_at_start_gets_everything_later(run):
    with LogFluxServer(KEY) as server:
        server.stop()
        collector = run(direct(server))
        records = Records(30)
        send_all(collector, records)
        collector.wait_for(lambda line: "Could not agree" in line.get("msg", ""))
        server.start()
        assert server.wait_for(lambda: len(server.entries) == 30), collector.output
        check(server, records)
        assert collector.stop() == 0


@pytest.mark.parametrize("fault", ["init", "pem", "key"])
def test_handshakes_that_fail_for_now_are_tried_again(run, fault):
    with LogFluxServer(KEY) as server:
        if fault == "init":
            def refuse(number):
                if number == 1:
                    raise Reply(503, b"starting")

            server.at_init = refuse
        elif fault == "pem":
            server.init_answer = lambda pem: {"public_key": pem if server.handshakes > 1 else "no key"}
        else:
            server.complete_answer = lambda key_id: {"key_id": key_id if server.handshakes > 1 else " "}
        collector = run(direct(server))
        records = Records(3)
        send_all(collector, records)
        assert server.wait_for(lambda: len(server.entries) == 3), collector.output
        check(server, records)
        assert collector.stop() == 0


def test_a_key_that_is_not_known_ends_the_collector(run):
    with LogFluxServer("eu-lf_another") as server:
        collector = run(direct(server), wait_until_ready=False)
        assert collector.process.wait(30) != 0
        collector.reader.join(30)
        assert "handshake init failed with status 401" in collector.output


@pytest.mark.parametrize(
    "key, message",
    [
        ("", "api_key is required"),
        ("eulf_SECRET", "invalid API key format: must be <region>-lf_<key>"),
        ("xx-lf_SECRET", 'invalid API key region: "xx" (expected eu, us, ca, au, or ap)'),
        ("eu-SECRET", "invalid API key format: key must start with lf_"),
        ("eu-lf_", "invalid API key format: key body is empty"),
    ],
)
def test_malformed_keys_are_named_before_anything_starts(logflux, tmp_path, key, message):
    config = MANIFESTS / "collector-config.yaml"
    environment = {"LOGFLUX_API_KEY": key, "PATH": os.environ["PATH"]}
    found = subprocess.run(
        [logflux, "validate", "--config", str(config)], capture_output=True, text=True, env=environment
    )
    assert found.returncode != 0 and message in found.stderr + found.stdout
    assert "SECRET" not in found.stderr + found.stdout


def test_the_documented_configurations_are_valid_and_show_no_key(logflux, tmp_path):
    environment = {"LOGFLUX_API_KEY": KEY, "PATH": os.environ["PATH"]}
    full = tmp_path / "full.yaml"
    full.write_text(FULL)
    for more in ([], ["--config", str(full)]):
        arguments = ["--config", str(MANIFESTS / "collector-config.yaml"), *more]
        found = subprocess.run([logflux, "validate", *arguments], capture_output=True, text=True, env=environment)
        assert found.returncode == 0, found.stderr + found.stdout
        shown = subprocess.run([logflux, "print-config", *arguments], capture_output=True, text=True, env=environment)
        assert "[REDACTED]" in shown.stdout and "SECRET" not in shown.stdout + shown.stderr


# The vendor's full reference, as it is printed.
FULL = """
exporters:
  logflux:
    # Required: LogFlux API key
    api_key: "${LOGFLUX_API_KEY}"

    # Zone for automatic endpoint discovery (e.g., "eu", "us")
    # Ignored if endpoint is set
    zone: "eu"

    # Direct endpoint URL (bypasses discovery)
    # endpoint: "https://custom.ingest.logflux.io"

    # Source identifier attached to all entries
    source: "otel-collector"

    # Environment tag
    environment: "production"

    # Gzip compress payloads before encryption (default: true)
    compression: true

    # In-memory buffer capacity (default: 1000)
    queue_size: 1000

    # Entries per HTTP request (default: 100)
    batch_size: 100

    # Background send goroutines (default: 2)
    worker_count: 2
"""
