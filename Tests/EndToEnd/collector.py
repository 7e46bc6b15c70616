"""Runs a built collector under a test's control."""

import json
import os
import signal
import subprocess
import tempfile
import threading

READY = "Everything is ready. Begin running and processing data."


class Collector:
    """A running collector: its process, its parsed log lines and the addresses that it bound."""

    def __init__(self, binary, config, arguments=(), wait_until_ready=True, environment=None):
        self.directory = tempfile.TemporaryDirectory()
        path = os.path.join(self.directory.name, "collector.yaml")
        with open(path, "w") as file:
            file.write(config)
        self.lines = []
        self.text = []
        self.arrived = threading.Condition()
        self.process = subprocess.Popen(
            [binary, "--config", path, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env=environment,
        )
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()
        if wait_until_ready:
            self.wait_for(lambda line: line.get("msg") == READY)

    def _read(self):
        for raw in self.process.stdout:
            try:
                line = json.loads(raw)
            except ValueError:
                line = {}
            with self.arrived:
                self.text.append(raw)
                self.lines.append(line if isinstance(line, dict) else {})
                self.arrived.notify_all()
        with self.arrived:
            self.lines.append({"closed": True})
            self.arrived.notify_all()

    def wait_for(self, predicate, timeout=30):
        """The first log line for which `predicate` holds; fails with the whole log when none comes."""

        def found():
            return next((line for line in self.lines if predicate(line)), None)

        def settled():
            return found() is not None or any("closed" in line for line in self.lines)

        with self.arrived:
            self.arrived.wait_for(settled, timeout)
            line = found()
        assert line is not None, "the line never came; the collector said:\n" + "".join(self.text)
        return line

    def endpoint(self, message):
        """The address in the otlp receiver's log line `message`, such as `Starting GRPC server`."""
        return self.wait_for(
            lambda line: line.get("msg") == message and line.get("otelcol.component.id", "").startswith("otlp")
        )["endpoint"]

    @property
    def grpc(self):
        return self.endpoint("Starting GRPC server")

    @property
    def http(self):
        return self.endpoint("Starting HTTP server")

    @property
    def output(self):
        with self.arrived:
            return "".join(self.text)

    def stop(self, signal_number=signal.SIGTERM, timeout=60):
        """Asks the collector to end, and returns its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal_number)
        code = self.process.wait(timeout)
        self.reader.join(timeout)
        return code

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self.reader.join(10)
        self.directory.cleanup()
