"""Fixtures: the collector that the tests run against, and a decoding backend."""

import os
import pathlib

import pytest

from backend import Backend
from collector import Collector

ROOT = pathlib.Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def binary():
    """The distribution of manifests/core.yaml; `make test` builds it first."""
    path = os.environ.get("COLLECTOR", str(ROOT / ".build" / "distributions" / "core" / "otelcorecol"))
    assert os.access(path, os.X_OK), f"no collector at {path}: build it with `make core`, or name one in COLLECTOR"
    return path


@pytest.fixture
def start(binary):
    """Starts collectors, and ends those that a test leaves running."""
    running = []

    def start(config, **options):
        collector = Collector(binary, config, **options)
        running.append(collector)
        return collector

    yield start
    for collector in running:
        collector.__exit__()


@pytest.fixture
def backend():
    with Backend() as backend:
        yield backend
