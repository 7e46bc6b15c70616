"""What a release does to the repository, and that its workflow names files that exist."""

import pathlib
import re
import shutil
import subprocess

import pytest
import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
VERSIONED = [
    "CHANGELOG.md",
    "Sources/Builder/BuilderVersion.swift",
    "manifests/flagsmith/builder-config.yaml",
    "manifests/flagsmith/kubernetes/deployment.yaml",
]


@pytest.fixture
def release(tmp_path):
    """Runs scripts/release.sh on a copy of the files that carry the version."""
    for name in [*VERSIONED, "scripts/release.sh"]:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    (tmp_path / "CHANGELOG.md").write_text("# Changelog\n\n## Unreleased\n\n- New.\n- Newer.\n\n## 0.0.9 (2026-01-01)\n\n- Old.\n")

    def release(*arguments):
        return subprocess.run(["scripts/release.sh", *arguments], cwd=tmp_path, capture_output=True, text=True, timeout=60)

    release.folder = tmp_path
    return release


def test_a_release_gives_everything_its_version(release):
    assert release("prepare", "7.8.9").returncode == 0
    for name in VERSIONED:
        assert "7.8.9" in (release.folder / name).read_text(), name
    manifest = yaml.safe_load((release.folder / "manifests/flagsmith/builder-config.yaml").read_text())
    assert manifest["dist"]["version"] == "7.8.9"
    assert release("notes", "7.8.9").stdout == "- New.\n- Newer.\n"
    assert release("notes", "0.0.9").stdout == "- Old.\n"


def test_a_release_without_news_or_with_a_bad_version_is_refused(release):
    assert release("prepare", "7.8").returncode == 1
    assert release("prepare", "0.0.9").returncode == 1
    assert release("prepare", "7.8.9").returncode == 0
    again = release("prepare", "8.0.0")
    assert (again.returncode, "nothing unreleased" in again.stderr) == (1, True)
    assert release("notes", "8.0.0").returncode == 1


def test_workflows_name_what_there_is():
    """Every script and Dockerfile, for every distribution of a matrix, and no permission for all jobs but reading."""
    for path in (ROOT / ".github" / "workflows").glob("*.yml"):
        workflow = yaml.safe_load(path.read_text())
        assert workflow["permissions"] == {"contents": "read"}, path
        for job in workflow["jobs"].values():
            names = job.get("strategy", {}).get("matrix", {}).get("name", [""])
            for name in names:
                text = yaml.dump(job["steps"]).replace("${{ matrix.name }}", name)
                for file in re.findall(r"(?:scripts/\w+\.sh|\.ci/\w+|manifests/\S*?Dockerfile)", text):
                    assert (ROOT / file).exists(), f"{path.name} names {file}"
    for update in yaml.safe_load((ROOT / ".github" / "dependabot.yml").read_text())["updates"]:
        for folder in update.get("directories", [update.get("directory")]):
            assert (ROOT / folder.strip("/")).is_dir(), folder


def test_every_distribution_with_a_dockerfile_is_built_and_published():
    """In CI's job and in the release's, and in the list that joins both machines' images."""
    distributions = sorted(path.parent.name for path in (ROOT / "manifests").glob("*/Dockerfile"))
    for name in ["ci.yml", "release.yml"]:
        workflow = yaml.safe_load((ROOT / ".github" / "workflows" / name).read_text())
        assert sorted(workflow["jobs"]["images"]["strategy"]["matrix"]["name"]) == distributions, name
    assert f"for name in {' '.join(distributions)};" in (ROOT / ".github" / "workflows" / "release.yml").read_text()
