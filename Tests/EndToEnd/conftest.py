"""Fixtures: the collector that the tests run against, and a decoding backend."""

import os
import pathlib

import pytest

from backend import Backend
from collector import Collector

ROOT = pathlib.Path(__file__).resolve().parents[2]
FIXTURES = pathlib.Path(__file__).resolve().parent / "fixtures"


def built(*names):
    path = ROOT.joinpath(".build", "distributions", *names)
    assert os.access(path, os.X_OK), f"no collector at {path}: `make {names[0]}` builds it"
    return str(path)


@pytest.fixture(scope="session")
def binary():
    """The distribution of manifests/core.yaml, or the collector that COLLECTOR names."""
    return os.environ.get("COLLECTOR") or built("core", "otelcorecol")


@pytest.fixture(scope="session")
def quickstart():
    """The distribution of manifests/quickstart.yaml."""
    return built("quickstart", "my-collector")


@pytest.fixture(scope="session")
def contrib():
    """The distribution of manifests/contrib.yaml, or the collector that CONTRIB_COLLECTOR names."""
    return os.environ.get("CONTRIB_COLLECTOR") or built("contrib", "contribcol")


@pytest.fixture(scope="session")
def flagsmith():
    """The distribution of manifests/flagsmith, or the collector that FLAGSMITH_COLLECTOR names."""
    return os.environ.get("FLAGSMITH_COLLECTOR") or built("flagsmith", "otelcol-flagsmith")


@pytest.fixture(scope="session")
def logflux():
    """The distribution of manifests/logflux/, or the collector that LOGFLUX_COLLECTOR names."""
    return os.environ.get("LOGFLUX_COLLECTOR") or built("logflux", "logflux-otel-collector")


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
