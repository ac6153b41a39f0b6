"""What an operator takes from deploy/ and docs/operation.md: it is well-formed, has least rights, and names what there is."""

from __future__ import annotations

import fnmatch
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from deploy.audit import verdict

ROOT = Path(__file__).resolve().parents[3]
DEPLOY = ROOT / "deploy"
UNIT = (DEPLOY / "policykg.service").read_text("utf-8")
PAGE = (ROOT / "docs" / "operation.md").read_text("utf-8")
SECRET = re.compile(r"(?i)secret|password|passwd|api_?key|(?<!_file)=\S*pkg_|TOKEN=")

# ── systemd ──────────────────────────────────────────────────────────────────────────────────────────────────────────

systemd = pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="needs systemd-analyze")


@systemd
def test_the_unit_is_well_formed(tmp_path: Path) -> None:
    unit = tmp_path / "policykg.service"
    unit.write_text(UNIT.replace("/opt/policykg/bin/policykg", sys.executable), "utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", unit], capture_output=True, encoding="utf-8", check=False, timeout=60
    )
    assert (done.returncode, done.stderr) == (0, "")


@systemd
def test_the_unit_has_least_rights() -> None:
    """Exposure at most 1.5 of 10, by systemd's own reckoning."""
    done = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--no-pager", "--threshold=15", DEPLOY / "policykg.service"],
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stdout


def options() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r"(?m)^(\w+)=(.*)$", UNIT):
        found.setdefault(name, []).append(value)
    return found


@pytest.mark.parametrize(
    ("name", "values", "reason"),
    [
        ("NoNewPrivileges", ["yes"], "no rights by a file's bits"),
        ("ProtectSystem", ["strict"], "it writes to its own folder alone"),
        ("CapabilityBoundingSet", [""], "no rights of root's"),
        ("RestrictNamespaces", ["user net"], "query processes leave the network; nothing else"),
        ("OOMPolicy", ["continue"], "a query that takes too much memory must not stop the service"),
        ("KillMode", ["mixed"], "the supervisor ends its processes in order"),
        ("StateDirectory", ["policykg"], "the store has a place"),
        ("LoadCredential", ["write-token:/etc/policykg/write-token"], "a secret is no variable"),
    ],
)
def test_what_the_unit_must_say(name: str, values: list[str], reason: str) -> None:
    assert options().get(name) == values, reason


def test_query_processes_may_do_what_they_must() -> None:
    """The calls that stop and fence them are allowed: none of their groups is taken away."""
    refused = {group for one in options()["SystemCallFilter"] if one.startswith("~") for group in one[1:].split()}
    assert not refused & {"@process", "@resources", "@signal", "@ipc", "@sandbox", "unshare", "prctl", "setpriority"}


def test_the_unit_holds_no_secret() -> None:
    assert not [line for line in UNIT.splitlines() if line.startswith("Environment=") and SECRET.search(line)]


# ── Docker ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def instructions() -> list[tuple[str, str]]:
    """Each instruction of the Dockerfile with its argument, in one line."""
    text = re.sub(r"(?m)^#.*\n", "", (DEPLOY / "Dockerfile").read_text("utf-8"))
    lines = re.sub(r"\\\n\s*", " ", text).splitlines()
    return [(name.upper(), rest.strip()) for line in lines if line.strip() for name, _, rest in [line.partition(" ")]]


def of(name: str) -> list[str]:
    return [argument for one, argument in instructions() if one == name]


def sources() -> list[str]:
    """What is copied from the project."""
    return [path for one in of("COPY") if "--from=" not in one for path in shlex.split(one)[:-1]]


def test_the_image_runs_as_nobody_in_particular() -> None:
    last = [argument for name, argument in instructions() if name in ("FROM", "USER")][-1]
    assert re.fullmatch(r"[1-9]\d+:[1-9]\d+", last), "by number, so that an orchestrator can see that it is not root"
    after = [name for name, _ in instructions()][[name for name, _ in instructions()].index("USER") :]
    assert not {"RUN", "COPY"} & set(after), "it owns none of its program's files"


def test_the_image_has_what_the_locks_say() -> None:
    installs = [step.strip() for run in of("RUN") for step in run.split("&&") if "pip install" in step]
    assert len(installs) == 3
    assert all("--require-hashes" in step or "--no-deps --no-build-isolation --no-index ." in step for step in installs)


def test_the_image_holds_no_secret() -> None:
    assert not of("ADD"), "ADD fetches and unpacks"
    assert not [one for name in ("ENV", "ARG", "RUN", "COPY") for one in of(name) if SECRET.search(one)]


def test_what_is_copied_is_there_and_is_let_in() -> None:
    ignored = (DEPLOY / "Dockerfile.dockerignore").read_text("utf-8").split("\n")
    let_in = {line[1:] for line in ignored if line.startswith("!")}
    assert ignored[1] == "*", "nothing is let in but what is named"
    for path in sources():
        assert (ROOT / path).exists(), path
        assert path in let_in, path
    assert let_in == set(sources()), "nothing is let in that is not used"


def test_every_package_is_copied() -> None:
    packages = re.search(r"include = \[(.*)\]", (ROOT / "pyproject.toml").read_text("utf-8"))
    assert packages
    names = [name for name in re.findall(r'"([\w*.]+)"', packages[1]) if "." not in name]
    assert names
    assert all(any(fnmatch.fnmatch(path, name) for path in sources()) for name in names)


def test_the_image_tells_how_it_is() -> None:
    assert "/health" in of("HEALTHCHECK")[0]
    assert json.loads(of("ENTRYPOINT")[0]) == ["policykg"]
    assert of("VOLUME") == ["/data"]
    code = json.loads(of("HEALTHCHECK")[0].partition("CMD ")[2])[2]
    compile(code, "HEALTHCHECK", "exec")


# ── what they have in common ─────────────────────────────────────────────────────────────────────────────────────────


def test_the_proxy_lets_nobody_forge_an_address() -> None:
    site = (DEPLOY / "nginx.conf").read_text("utf-8")
    assert "proxy_set_header X-Forwarded-For $remote_addr;" in site, "written over, not added to"
    assert 'proxy_set_header Forwarded "";' in site
    assert re.search(r"location = /metrics \{[^}]*deny all;", site)


def test_commands_of_the_page_run(tmp_path: Path) -> None:
    """Every `$ policykg …` of docs/operation.md, in order, on one store."""
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    environment = os.environ | {"POLICYKG_STORE": str(tmp_path / "store"), "PYTHONPATH": str(ROOT)}
    blocks = re.findall(r"(?ms)^```console\n(.*?)^```", PAGE)
    commands = [line.removeprefix("$ policykg ") for block in blocks for line in block.splitlines()]
    assert len(commands) >= 3
    for command in commands:
        done = subprocess.run(
            [sys.executable, "-c", "from api.cli import main; main()", *shlex.split(command)],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            encoding="utf-8",
            check=False,
            timeout=120,
        )
        assert done.returncode == 0, f"{command}\n{done.stderr}"


@pytest.mark.parametrize("target", re.findall(r"\]\((?!https?:)([^)#]+)\)", PAGE))
def test_links_of_the_page_lead_somewhere(target: str) -> None:
    assert (ROOT / "docs" / target).exists()


# ── the audit ────────────────────────────────────────────────────────────────────────────────────────────────────────

WEAK = {"name": "a", "version": "1", "vulns": [{"id": "CVE-1", "fix_versions": ["1.1", "2"], "aliases": []}]}
WHOLE = {"name": "b", "version": "1", "vulns": []}
MISSED = {"name": "c", "skip_reason": "c is not known"}


@pytest.mark.parametrize(
    ("packages", "stderr", "weak", "told", "reason"),
    [
        ([WHOLE], "", False, ["1 of 1 packages audited, none has a known weakness"], "all is well"),
        ([WHOLE, WEAK], "", True, ["1 known weaknesses", "a 1: CVE-1, mended in 1.1, 2"], "one is weak"),
        ([WHOLE, MISSED], "", False, ["1 of 2 packages audited", "NOT AUDITED: c"], "one could not be looked up"),
        ([WEAK, MISSED], "", True, ["a 1: CVE-1", "NOT AUDITED: c"], "both"),
        ([MISSED], "", False, ["NOT AUDITED, 0 of 1", "c is not known"], "an index that tells nothing"),
        ([], "", False, ["NOT AUDITED, 0 of 0"], "an empty lock"),
        (None, "x\nConnectionError: no", False, ["NOT AUDITED", "reached: ConnectionError: no"], "no network"),
        (None, "", False, ["NOT AUDITED", "no answer"], "silence"),
    ],
)
def test_what_an_audit_found(
    packages: list[object] | None, stderr: str, weak: bool, told: list[str], reason: str
) -> None:
    stdout = "" if packages is None else json.dumps({"dependencies": packages, "fixes": []})
    found = verdict("a.lock", stdout, stderr)
    assert found.weak is weak, reason
    assert all(any(one in line for line in found.lines) for one in told), found.lines
