"""What swift-ocb makes of a built collector: an image, a Debian package, a unit, a bill of materials, judged by others."""

import gzip
import hashlib
import json
import os
import pathlib
import shutil
import subprocess
import tarfile

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from collector import Collector

ROOT = pathlib.Path(__file__).resolve().parents[2]
TOOL = os.environ.get("SWIFT_OCB") or str(ROOT / ".build" / "release" / "swift-ocb")
CONFIG = """
receivers: {otlp: {protocols: {http: {endpoint: "localhost:0"}}}}
exporters: {debug: {}}
extensions: {health_check: {endpoint: "127.0.0.1:0"}}
service:
  extensions: [health_check]
  telemetry: {logs: {encoding: json}, metrics: {level: none}}
  pipelines: {logs: {receivers: [otlp], exporters: [debug]}}
"""


def run(*command, **options):
    """What a program printed; fails with its errors."""
    done = subprocess.run(command, capture_output=True, text=True, **options)
    assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
    return done.stdout


def tool(name, package):
    path = shutil.which(name)
    if path is None:
        pytest.skip(f"needs {name}, which Debian's package {package} brings")
    return path


@pytest.fixture(scope="module")
def config(tmp_path_factory):
    path = tmp_path_factory.mktemp("config") / "collector.yaml"
    path.write_text(CONFIG)
    return path


@pytest.fixture(scope="module")
def image(quickstart, config, tmp_path_factory):
    path = tmp_path_factory.mktemp("image") / "layout"
    run(TOOL, "image", quickstart, "--collector-config", str(config), "--output", str(path))
    return path


def blob(image, digest):
    return (image / "blobs" / digest.replace(":", "/")).read_bytes()


def test_every_blob_of_the_image_is_what_its_name_says(image):
    for path in (image / "blobs" / "sha256").iterdir():
        assert hashlib.sha256(path.read_bytes()).hexdigest() == path.name


def test_skopeo_reads_the_layout_and_the_archive(image, quickstart, config, tmp_path):
    skopeo = tool("skopeo", "skopeo")
    seen = json.loads(run(skopeo, "inspect", f"oci:{image}:my-collector:0.1.0"))
    assert seen["Architecture"] in ("amd64", "arm64")
    assert seen["Labels"]["org.opencontainers.image.version"] == "0.1.0"
    settings = json.loads(run(skopeo, "inspect", "--config", f"oci:{image}:my-collector:0.1.0"))["config"]
    assert settings["User"] == "10001:10001"
    assert settings["Entrypoint"] == ["/usr/bin/my-collector"]
    archive = tmp_path / "image.tar"
    run(TOOL, "image", quickstart, "--collector-config", str(config), "--output", str(archive))
    run(skopeo, "copy", f"oci-archive:{archive}:my-collector:0.1.0", f"dir:{tmp_path / 'from-oci'}")
    run(skopeo, "copy", f"docker-archive:{archive}:my-collector:0.1.0", f"dir:{tmp_path / 'from-docker'}")


def test_two_images_of_the_same_are_the_same(quickstart, config, tmp_path):
    digests = []
    for name in ("one.tar", "two.tar"):
        run(TOOL, "image", quickstart, "--collector-config", str(config), "--output", str(tmp_path / name))
        digests.append(hashlib.sha256((tmp_path / name).read_bytes()).hexdigest())
    assert digests[0] == digests[1]


def test_the_layer_holds_what_is_needed_and_belongs_to_root(image):
    index = json.loads((image / "index.json").read_bytes())
    manifest = json.loads(blob(image, index["manifests"][0]["digest"]))
    config = json.loads(blob(image, manifest["config"]["digest"]))
    layer = blob(image, manifest["layers"][0]["digest"])
    raw = gzip.decompress(layer)
    assert config["rootfs"]["diff_ids"] == ["sha256:" + hashlib.sha256(raw).hexdigest()]
    path = image.parent / "layer.tar"
    path.write_bytes(raw)
    with tarfile.open(path) as tar:
        members = {member.name: member for member in tar}
    assert all(member.uid == 0 and member.gid == 0 and member.mtime == 0 for member in members.values())
    assert members["usr/bin/my-collector"].mode == 0o755
    assert members["tmp"].mode == 0o1777
    assert members["etc/ssl/certs/ca-certificates.crt"].size > 100_000
    for name in ("etc/my-collector/config.yaml", "etc/passwd", "etc/group", "usr/share/doc/my-collector/sbom.cdx.json"):
        assert members[name].mode == 0o644
    assert not any(name.startswith(("bin/", "usr/bin/sh")) for name in members)


def health_endpoint(collector):
    """Where the collector's health_check extension listens."""
    line = collector.wait_for(
        lambda line: line.get("msg") == "Starting HTTP server" and "health_check" in json.dumps(line)
    )
    return f"http://{line['endpoint']}/"


def test_the_image_runs_as_its_user_and_tells_its_health(image, tmp_path):
    umoci = tool("umoci", "umoci")
    if os.geteuid() != 0 or subprocess.run(["unshare", "--mount", "true"], stderr=subprocess.DEVNULL).returncode:
        pytest.skip("needs root, and the right to mount /proc")
    run(umoci, "unpack", "--image", f"{image}:my-collector:0.1.0", str(tmp_path / "bundle"))
    root = tmp_path / "bundle" / "rootfs"
    (root / "proc").mkdir()
    # As a container's runtime does it: its root, its /proc, its user. The first two words that come are a test's own.
    command = f'mount -t proc proc {root}/proc && exec chroot --userspec=10001:10001 {root} /usr/bin/my-collector "$@"'
    inside = tmp_path / "inside"
    inside.write_text(f"#!/bin/sh\nexec unshare --mount sh -c '{command}' sh \"$@\"\n")
    inside.chmod(0o755)
    start = tmp_path / "start"
    start.write_text(f'#!/bin/sh\nshift 2\nexec {inside} --config /etc/my-collector/config.yaml "$@"\n')
    start.chmod(0o755)
    with Collector(str(start), "") as collector:
        status = pathlib.Path(f"/proc/{collector.process.pid}/status").read_text()
        assert "\nUid:\t10001\t10001\t10001\t10001\n" in status
        assert run(str(inside), "healthcheck", "--endpoint", health_endpoint(collector)) == ""
        assert collector.stop() == 0, collector.output


def test_healthcheck_is_quiet_about_a_healthy_collector(quickstart):
    with Collector(quickstart, CONFIG) as collector:
        assert run(quickstart, "healthcheck", "--endpoint", health_endpoint(collector)) == ""


def test_healthcheck_fails_where_nobody_answers(quickstart):
    done = subprocess.run(
        [quickstart, "healthcheck", "--endpoint", "http://127.0.0.1:1/"], capture_output=True, text=True
    )
    assert done.returncode == 1
    assert done.stderr.startswith('Error: Get "http://127.0.0.1:1/"')


def test_the_bill_of_materials_is_valid_and_complete(quickstart):
    text = run(TOOL, "package", "sbom", quickstart)
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None
    assert text == run(TOOL, "package", "sbom", quickstart)
    bill = json.loads(text)
    names = {component["name"] for component in bill["components"]}
    assert {"OTLPReceiver", "BatchProcessor", "CollectorNet", "libssl-dev", "libuv1-dev"} <= names
    digest = hashlib.sha256(pathlib.Path(quickstart).read_bytes()).hexdigest()
    assert bill["metadata"]["component"]["hashes"] == [{"alg": "SHA-256", "content": digest}]


@pytest.fixture(scope="module")
def deb(quickstart, config, tmp_path_factory):
    tool("dpkg-deb", "dpkg")
    folder = tmp_path_factory.mktemp("deb")
    command = [TOOL, "package", "deb", quickstart, "--collector-config", str(config), "--output", str(folder)]
    run(*command, "--maintainer", "A Tester <tester@example.com>", env={**os.environ, "SOURCE_DATE_EPOCH": "1700000000"})
    (path,) = folder.glob("my-collector_0.1.0_*.deb")
    return path


def test_the_debian_package_installs_a_service(deb):
    files = run("dpkg-deb", "--contents", str(deb))
    for name in ("usr/bin/my-collector", "lib/systemd/system/my-collector.service", "etc/my-collector/config.yaml"):
        assert f" ./{name}\n" in files
    assert all(line.split()[1] == "root/root" for line in files.splitlines())
    assert run("dpkg-deb", "--info", str(deb), "conffiles") == "/etc/my-collector/config.yaml\n"
    control = run("dpkg-deb", "--field", str(deb))
    assert "Depends: libc6 (>= 2." in control
    assert "Maintainer: A Tester <tester@example.com>" in control


def test_lintian_finds_no_fault(deb):
    lintian = tool("lintian", "lintian")
    faults = run(lintian, "--allow-root", "--fail-on", "error", "--tag-display-limit", "0", str(deb))
    assert "E: " not in faults


def test_the_unit_is_one_that_systemd_takes(quickstart, tmp_path):
    unit = run(TOOL, "package", "systemd", quickstart)
    assert "\nExecStart=/usr/bin/my-collector --config /etc/my-collector/config.yaml\n" in unit
    analyze = shutil.which("systemd-analyze")
    if analyze is not None:
        path = tmp_path / "my-collector.service"
        path.write_text(unit.replace("/usr/bin/my-collector", quickstart))
        run(analyze, "verify", str(path))


def test_the_dockerfile_packs_the_binary(quickstart):
    lines = run(TOOL, "package", "dockerfile", quickstart).splitlines()
    assert "COPY my-collector /usr/bin/my-collector" in lines
    assert 'HEALTHCHECK CMD ["/usr/bin/my-collector", "healthcheck"]' in lines


def test_what_is_no_collector_is_refused(tmp_path):
    path = tmp_path / "program"
    path.write_bytes(b"\x7fELF")
    done = subprocess.run([TOOL, "image", str(path)], capture_output=True, text=True)
    assert done.returncode == 1
    assert "does not tell what it was built from" in done.stderr
