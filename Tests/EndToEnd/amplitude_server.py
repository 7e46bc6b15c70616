"""A stand-in for Amplitude's HTTP V2 API: it checks every request as the API does, knows events by their insert_id, and
fails as it is told."""

import collections
import contextlib
import http.server
import json
import threading

import jsonschema

API_KEY = "0123456789abcdef0123456789abcdef"
PATH = "/2/httpapi"
MAX_BYTES = 1_000_000
MAX_EVENTS = 2_000

EVENT = {
    "type": "object",
    "required": ["event_type", "insert_id"],
    "anyOf": [{"required": ["user_id"]}, {"required": ["device_id"]}],
    "additionalProperties": False,
    "properties": {
        "event_type": {"type": "string", "minLength": 1, "maxLength": 1024},
        "user_id": {"type": "string", "minLength": 5},
        "device_id": {"type": "string", "minLength": 5},
        "session_id": {"type": "integer", "minimum": -1},
        "time": {"type": "integer", "minimum": 1},
        "event_properties": {
            "type": "object",
            "minProperties": 1,
            "additionalProperties": {"type": "string", "maxLength": 1024},
        },
        "insert_id": {"type": "string", "minLength": 36, "pattern": "^[0-9a-f]+(-[0-9a-f]+)+$"},
    },
}
REQUEST = {
    "type": "object",
    "required": ["api_key", "events"],
    "additionalProperties": False,
    "properties": {
        "api_key": {"const": API_KEY},
        "events": {"type": "array", "minItems": 1, "maxItems": MAX_EVENTS - 1, "items": EVENT},
    },
}
VALIDATOR = jsonschema.validators.validator_for(REQUEST)(REQUEST)


class Answer:
    """What a test makes of a request: a status with a body, whether its events are taken, and whether it is answered."""

    def __init__(self, status=200, body=None, taken=None, answered=True, retry_after=None):
        self.status = status
        self.body = {"code": status} if body is None else body
        self.taken = status == 200 if taken is None else taken
        self.answered = answered
        self.retry_after = retry_after


class Amplitude:
    """`events` holds what was taken, by device and insert_id; `problems` what no exporter may send."""

    def __init__(self, answer=lambda events: Answer()):
        self.answer = answer
        self.events = {}
        self.repeated = collections.Counter()
        self.statuses = collections.Counter()
        self.sizes = []
        self.problems = []
        self.changed = threading.Condition()
        amplitude = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                answer = amplitude._judge(self.path, self.headers, body)
                if not answer.answered:
                    self.close_connection = True
                    return
                text = json.dumps(answer.body).encode()
                self.send_response(answer.status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(text)))
                if answer.retry_after is not None:
                    self.send_header("Retry-After", str(answer.retry_after))
                self.end_headers()
                self.wfile.write(text)

            def handle(self):
                with contextlib.suppress(OSError):
                    super().handle()

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}{PATH}"

    def _judge(self, path, headers, body):
        problems = []
        if path != PATH:
            problems.append(f"the path is {path}")
        if headers["Content-Type"] != "application/json" or headers["Content-Encoding"]:
            problems.append(f"the body is {headers['Content-Type']}, {headers['Content-Encoding']}")
        if len(body) >= MAX_BYTES:
            problems.append(f"the body has {len(body)} bytes")
        request = json.loads(body)
        problems += [f"{error.json_path}: {error.message[:200]}" for error in VALIDATOR.iter_errors(request)]
        events = request["events"]
        ids = [event.get("insert_id") for event in events]
        if len(set(ids)) != len(ids):
            problems.append("two events of one request have the same insert_id")
        with self.changed:
            if problems:
                self.problems += problems
                return Answer(400, {"code": 400, "error": problems[0]})
            answer = self.answer(events)
            self.statuses[answer.status if answer.answered else "none"] += 1
            self.sizes.append((len(events), len(body)))
            if answer.taken:
                for event in events:
                    self._take(event)
                self.changed.notify_all()
            return answer

    def _take(self, event):
        key = (event.get("device_id"), event["insert_id"])
        if key not in self.events:
            self.events[key] = event
            return
        self.repeated[key] += 1
        if self.events[key] != event:
            self.problems.append(f"two different events have the insert_id {key}")

    def wait_for(self, count, timeout=60):
        """The events, once there are `count`."""
        with self.changed:
            self.changed.wait_for(lambda: len(self.events) >= count, timeout)
            return list(self.events.values())

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()
