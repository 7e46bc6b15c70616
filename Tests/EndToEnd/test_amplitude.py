"""The `amplitude` exporter, in the distribution of manifests/flagsmith, against a server that checks what Amplitude checks.

`AMPLITUDE_EVENTS=50000` sends as many events as the exporter must not lose or double; without it there are fewer.
"""

import json
import os
import pathlib
import random
import re
import threading
import urllib.error
import urllib.request

import pytest
import yaml
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest

from amplitude_server import API_KEY, Amplitude, Answer
from collector import Collector

EVENTS = int(os.environ.get("AMPLITUDE_EVENTS", 6_000))
MANIFEST = pathlib.Path(__file__).resolve().parents[2] / "manifests" / "flagsmith"

CONFIG = """
receivers:
  otlp:
    protocols:
      http: {{endpoint: "127.0.0.1:0"}}
exporters:
  amplitude:
    api_key: "{key}"
    endpoint: "{url}"
    timeout: 30s
    retry_on_failure: {{initial_interval: 20ms, max_interval: 100ms, max_elapsed_time: 0s}}
    {settings}
service:
  telemetry:
    logs: {{encoding: json}}
    metrics: {{readers: [{{pull: {{exporter: {{prometheus: {{host: 127.0.0.1, port: 0}}}}}}}}]}}
  pipelines:
    logs: {{receivers: [otlp], exporters: [amplitude]}}
"""


@pytest.fixture
def run(flagsmith):
    """Starts collectors that send to an Amplitude, and ends them."""
    running = []

    def run(amplitude, settings="events: []"):
        collector = Collector(flagsmith, CONFIG.format(key=API_KEY, url=amplitude.url, settings=settings))
        running.append(collector)
        return collector

    yield run
    for collector in running:
        collector.__exit__()


def add_event(records, number):
    """Adds the event `number`; returns what Amplitude is to make of it, its insert_id aside."""
    record = records.add(event_name=f"code_references.{number % 7}.created")
    record.time_unix_nano = 1_710_864_000_000_000_000 + number % 50 * 1_000_000
    if number % 3:
        # Spans of a few events each; the others are in no trace.
        record.trace_id = (number // 12 + 1).to_bytes(16)
        record.span_id = (number // 4 + 1).to_bytes(8)
    event = {"event_type": record.event_name, "time": record.time_unix_nano // 1_000_000}
    properties = {"number": str(number), "größe": 'a"\\\n'}

    def add(key, **value):
        attribute = record.attributes.add(key=key)
        for kind, content in value.items():
            setattr(attribute.value, kind, content)

    add("number", int_value=number)
    add("größe", string_value=properties["größe"])
    if number % 2:
        add("organisation.id", int_value=1000 + number % 41)
        event["user_id"] = f"org:{1000 + number % 41}"
    if number % 5 == 0 or not number % 2:
        add("amplitude.device_id", string_value=f"device-{number % 43}")
        add("amplitude.session_id", string_value=str(1_710_864_000_000 + number % 3))
        event |= {"device_id": f"device-{number % 43}", "session_id": 1_710_864_000_000 + number % 3}
    return event | {"event_properties": properties}


def post(collector, numbers):
    """Sends events until the collector takes them; returns what Amplitude is to make of each."""
    message = ExportLogsServiceRequest()
    records = message.resource_logs.add().scope_logs.add().log_records
    wanted = {number: add_event(records, number) for number in numbers}
    request = urllib.request.Request(
        f"http://{collector.http}/v1/logs", message.SerializeToString(), {"Content-Type": "application/x-protobuf"}
    )
    with urllib.request.urlopen(request, timeout=600) as response:
        assert response.status == 200
    return wanted


def send_all(collector, count, clients=8):
    """Sends `count` events from several clients at once, in requests of many sizes."""
    draw = random.Random(1)
    starts = [0]
    while starts[-1] < count:
        starts.append(min(count, starts[-1] + draw.choice([1, 10, 50, 100, 500, 1500, 2500])))
    ranges = [range(*pair) for pair in zip(starts, starts[1:])]
    wanted, errors = {}, []
    lock = threading.Lock()

    def client():
        while True:
            with lock:
                if not ranges or errors:
                    return
                numbers = ranges.pop()
            try:
                sent = post(collector, numbers)
                with lock:
                    wanted.update(sent)
            except Exception as error:  # noqa: BLE001: told by the test's own thread
                errors.append(error)

    threads = [threading.Thread(target=client) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors
    return wanted


def counted(collector, metric):
    """The value of the exporter's counter of log records."""
    address = collector.wait_for(lambda line: "metrics" in line.get("msg", "").lower() and "endpoint" in line)["endpoint"]
    with urllib.request.urlopen(f"http://{address}/metrics", timeout=30) as response:
        text = response.read().decode()
    values = re.findall(rf"^otelcol_exporter_{metric}_log_records(?:_total)?{{.*}} (\S+)$", text, re.MULTILINE)
    return sum(map(float, values))


def by_number(events):
    """What was taken, by the number in its properties, without the ids; fails when a number came twice."""
    found = {}
    for event in events:
        number = int(event["event_properties"]["number"])
        assert number not in found, f"event {number} came twice, under two ids"
        found[number] = {key: value for key, value in event.items() if key != "insert_id"}
    return found


class Moods:
    """Answers as Amplitude does on a bad day, and remembers which events it took without saying so."""

    def __init__(self):
        self.draw = random.Random(2)
        self.untold = set()
        self.requests = 0

    def __call__(self, events):
        self.requests += 1
        if len(events) > 400 and self.requests % 3 == 0:
            return Answer(413, {"code": 413, "error": "Payload too large"})
        match self.requests % 12:
            case 1:
                return self.throttled(events)
            case 4:
                return Answer(429, {"code": 429, "error": "Too many requests"})
            case 7:
                return Answer(503)
            case 5 | 10 as step:
                self.untold.update(event["insert_id"] for event in events)
                return Answer(500, taken=True) if step == 5 else Answer(taken=True, answered=False)
        return Answer()

    def throttled(self, events):
        """A throttled user or device, by name, and some event by its place."""
        one = self.draw.choice(events)
        body = {"code": 429, "error": "Too many requests for some devices and users", "eps_threshold": 30}
        names = {"throttled_users": {}, "throttled_devices": {}}
        if "user_id" in one:
            names["throttled_users"][one["user_id"]] = 31
        else:
            names["throttled_devices"][one["device_id"]] = 31
        body |= names | {"throttled_events": [self.draw.randrange(len(events))]}
        body |= {"exceeded_daily_quota_users": {}, "exceeded_daily_quota_devices": {}}
        return Answer(429, body, retry_after=1)


def check(amplitude, moods, wanted):
    assert amplitude.problems == []
    assert by_number(amplitude.events.values()) == wanted
    # What came again had been taken without an answer; nothing that Amplitude has confirmed is sent twice.
    assert {insert_id for _, insert_id in amplitude.repeated} <= moods.untold
    # Every kind of answer was met.
    assert {200, 413, 429, 500, 503, "none"} == set(amplitude.statuses), amplitude.statuses
    assert max(events for events, _ in amplitude.sizes) > 1000


def test_no_event_is_lost_or_doubled_through_413_429_and_5xx(run):
    moods = Moods()
    with Amplitude(moods) as amplitude:
        collector = run(amplitude)
        wanted = send_all(collector, EVENTS)
        assert len(wanted) == EVENTS
        check(amplitude, moods, wanted)
        assert counted(collector, "sent") == EVENTS
        assert counted(collector, "send_failed") == 0
        assert collector.stop() == 0, collector.output
    print(f"{EVENTS} events: {dict(amplitude.statuses)}, {len(amplitude.repeated)} came again after no answer")


def test_no_event_is_lost_or_doubled_by_the_queue_and_its_batches(run):
    moods = Moods()
    queue = "sending_queue: {num_consumers: 4, sizer: items, queue_size: 100000, batch: {max_size: 1999, min_size: 1500}}"
    with Amplitude(moods) as amplitude:
        collector = run(amplitude, queue)
        wanted = send_all(collector, EVENTS)
        amplitude.wait_for(EVENTS, timeout=300)
        check(amplitude, moods, wanted)
        assert collector.stop() == 0, collector.output


def test_events_that_amplitude_names_are_dropped_and_counted(run):
    """Silenced events by their places, and those of users without quota; the others arrive."""

    def answer(events):
        silenced = [place for place, event in enumerate(events) if event["event_properties"]["number"] == "3"]
        if silenced:
            return Answer(400, {"code": 400, "error": "silenced", "silenced_events": silenced, "missing_field": None})
        if any(event.get("user_id") == "org:1005" for event in events):
            return Answer(429, {"code": 429, "error": "quota", "exceeded_daily_quota_users": {"org:1005": 500_001}})
        return Answer()

    with Amplitude(answer) as amplitude:
        collector = run(amplitude)
        wanted = post(collector, range(20))
        del wanted[3], wanted[5]
        assert by_number(amplitude.events.values()) == wanted
        assert amplitude.problems == []
        line = collector.wait_for(lambda line: line.get("msg") == "Partial success response")
        assert line["dropped_log_records"] == 2
        assert counted(collector, "sent") == 18
        assert counted(collector, "send_failed") == 2
        assert API_KEY not in collector.output


def test_a_wrong_key_is_told_to_the_sender_and_never_printed(run):
    with Amplitude(lambda events: Answer(400, {"code": 400, "error": f"Invalid API key: {API_KEY}"})) as amplitude:
        collector = run(amplitude)
        with pytest.raises(urllib.error.HTTPError) as refusal:
            post(collector, range(5))
        assert refusal.value.code == 400
        assert b"Invalid API key: [REDACTED]" in refusal.value.read()
        collector.stop()
    assert API_KEY not in collector.output
    assert sum(amplitude.statuses.values()) == 1


def test_only_events_on_the_allowlist_leave(run):
    with Amplitude() as amplitude:
        collector = run(amplitude, "events: ['feature_*', 'code_references.[0-2].*']")
        wanted = post(collector, range(70))
        kept = {number: event for number, event in wanted.items() if number % 7 <= 2}
        assert by_number(amplitude.events.values()) == kept


def test_the_configuration_beside_the_manifest_runs_and_keeps_events_over_a_kill(flagsmith, tmp_path):
    """manifests/flagsmith/collector-config.yaml as it is, on other ports: what it took before a kill arrives after it."""
    config = (MANIFEST / "collector-config.yaml").read_text()
    open_ports = {
        "receivers::otlp::protocols::grpc::endpoint": "127.0.0.1:0",
        "receivers::otlp::protocols::http::endpoint": "127.0.0.1:0",
        "extensions::health_check::endpoint": "127.0.0.1:0",
        "service::telemetry::logs::encoding": "json",
        "service::telemetry::metrics::level": "none",
    }
    arguments = [f"--set={key}={value}" for key, value in open_ports.items()]
    state = {"away": True}
    with Amplitude(lambda events: Answer(503) if state["away"] else Answer()) as amplitude:
        environment = {
            **os.environ,
            "AMPLITUDE_API_KEY": API_KEY,
            "AMPLITUDE_ENDPOINT": amplitude.url,
            "STATE_DIRECTORY": str(tmp_path / "state"),
        }
        with Collector(flagsmith, config, arguments, environment=environment) as collector:
            wanted = post(collector, range(500))
            collector.process.kill()
            collector.process.wait()
        state["away"] = False
        with Collector(flagsmith, config, arguments, environment=environment) as collector:
            assert by_number(amplitude.wait_for(500)) == wanted
            assert amplitude.problems == []
            assert collector.stop() == 0, collector.output


def test_the_manifest_and_the_kubernetes_files_agree():
    """What the deployment mounts, sets and probes is what the configuration reads and serves."""
    config = (MANIFEST / "collector-config.yaml").read_text()
    kustomization = yaml.safe_load((MANIFEST / "kustomization.yaml").read_text())
    documents = {
        document["kind"]: document
        for name in kustomization["resources"]
        for document in yaml.safe_load_all((MANIFEST / name).read_text())
    }
    assert [entry["files"] for entry in kustomization["configMapGenerator"]] == [["collector-config.yaml"]]
    (container,) = documents["Deployment"]["spec"]["template"]["spec"]["containers"]
    ports = {port["name"]: port["containerPort"] for port in container["ports"]}
    served = yaml.safe_load(config)
    protocols = served["receivers"]["otlp"]["protocols"]
    assert protocols["grpc"]["endpoint"].endswith(f":{ports['otlp-grpc']}")
    assert protocols["http"]["endpoint"].endswith(f":{ports['otlp-http']}")
    assert served["extensions"]["health_check"]["endpoint"].endswith(f":{ports['health']}")
    assert {port["targetPort"] for port in documents["Service"]["spec"]["ports"]} <= set(ports)
    assert container["readinessProbe"]["httpGet"]["port"] == "health"
    needed = set(re.findall(r"\$\{env:(\w+)}", config))
    assert needed <= {variable["name"] for variable in container["env"]}
    mounts = {mount["mountPath"] for mount in container["volumeMounts"]}
    assert {"/etc/otelcol", "/var/lib/otelcol"} <= mounts
    assert json.dumps(container["args"]).count("/etc/otelcol/collector-config.yaml") == 1
