"""The binary alone in an empty Debian 12 root with /proc (what a debian:12-slim container is): it starts, serves, stops."""

import os
import pathlib
import shutil
import subprocess
import urllib.request

import pytest

from collector import Collector

ROOT = pathlib.Path(__file__).resolve().parents[2]
CONFIG = """
receivers: {otlp: {protocols: {http: {endpoint: "localhost:0"}}}}
exporters: {debug: {verbosity: detailed}}
extensions: {health_check: {endpoint: "127.0.0.1:0"}}
service:
  extensions: [health_check]
  telemetry: {logs: {encoding: json}, metrics: {level: none}}
  pipelines: {logs: {receivers: [otlp], exporters: [debug]}}
"""


@pytest.fixture(scope="session")
def bare_root():
    """A minimal Debian 12, made once."""
    if os.geteuid() != 0 or shutil.which("debootstrap") is None:
        pytest.skip("needs root and debootstrap")
    if subprocess.run(["unshare", "--mount", "true"], stderr=subprocess.DEVNULL).returncode != 0:
        pytest.skip("needs the right to mount /proc, which Swift's runtime reads")
    root = ROOT / ".build" / "bare-root"
    if not (root / "complete").exists():
        shutil.rmtree(root, ignore_errors=True)
        subprocess.run(
            ["debootstrap", "--variant=minbase", "bookworm", str(root)], check=True, stdout=subprocess.DEVNULL
        )
        (root / "complete").touch()
    return root


def test_the_binary_runs_alone_in_a_bare_debian(quickstart, bare_root, tmp_path):
    shutil.copy(quickstart, bare_root / "collector")
    script = tmp_path / "in-root"
    script.write_text(
        f"""#!/bin/sh
cp "$2" {bare_root}/collector.yaml
exec unshare --mount sh -c 'mount -t proc proc {bare_root}/proc &&
    exec chroot {bare_root} /collector --config /collector.yaml'
"""
    )
    script.chmod(0o755)
    with Collector(str(script), CONFIG) as collector:
        body = b'{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"body":{"stringValue":"hello from a bare root"}}]}]}]}'
        request = urllib.request.Request(
            f"http://{collector.http}/v1/logs", body, {"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=10) as answer:
            assert answer.status == 200
        collector.wait_for(lambda line: "hello from a bare root" in line.get("msg", ""))
        assert collector.stop() == 0, collector.output
