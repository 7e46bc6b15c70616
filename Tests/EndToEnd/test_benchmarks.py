"""The benchmarks run against a built collector, and account for every item."""

import json
import os
import pathlib
import subprocess

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def bench():
    """The load generator that the tests of the benchmarks have built."""
    path = os.environ.get("BENCH") or ROOT / ".build" / "benchmarks-tests" / "debug" / "bench"
    assert os.access(path, os.X_OK), f"no load generator at {path}: `swift build --package-path Benchmarks` makes it"
    return str(path)


def run(bench, binary, *arguments):
    command = [bench, "--collector", binary, "--repetitions", "1", "--share", "0.01", "--json", *arguments]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert result.returncode == 0, result.stderr + result.stdout
    return json.loads(result.stdout)


@pytest.mark.parametrize("scenario", ["batch-grpc-10", "batch-gzip", "gzip-gzip", "grpc-grpc"])
def test_every_acknowledged_item_is_found_at_the_sink(bench, binary, scenario):
    (row,) = run(bench, binary, scenario)
    (measured,) = row["runs"]
    assert measured["items"] == 10_000
    assert measured["acknowledged"] == 11_000
    assert measured["delivered"] == 11_000
    assert (measured["lost"], measured["foreign"], measured["rejected"]) == (0, 0, 0)
    assert row["cpu_seconds_per_million"]["median"] > 0
    assert 1 < row["idle_megabytes"]["median"] <= row["peak_megabytes"]["median"]
    assert ("sampled_bytes_as_zlib6" in measured) == ("gzip" in scenario)


@pytest.mark.parametrize("scenario", ["http-nop-100", "logs-nop", "metrics-nop"])
def test_what_goes_nowhere_is_acknowledged(bench, binary, scenario):
    (row,) = run(bench, binary, scenario)
    assert row["runs"][0]["acknowledged"] == 11_000
    assert row["runs"][0]["lost"] == 0


def test_two_collectors_take_turns(bench, binary):
    rows = run(bench, binary, "--peer", binary, "grpc-nop-100")
    assert [row["collector"] for row in rows] == ["swift-ocb", "peer"]
    assert all(row["runs"][0]["items"] == 10_000 for row in rows)


def test_a_missing_component_is_no_failure(bench, binary, tmp_path):
    (tmp_path / "unbuilt.yaml").write_text("config: unbuilt.yaml\n")
    config = (ROOT / "Benchmarks" / "Configs" / "upsert.yaml").read_text()
    (tmp_path / "configs").mkdir()
    (tmp_path / "configs" / "unbuilt.yaml").write_text(config.replace("attributes", "nonesuch"))
    folders = ["--scenarios", str(tmp_path), "--configs", str(tmp_path / "configs")]
    (row,) = run(bench, binary, *folders)
    assert row["missing"] == ["nonesuch"]
    assert row["runs"] == []
