"""The project as a whole: imports run one way, no file tells of a workplace, the lock is whole, the README is true."""

from __future__ import annotations

import ast
import os
import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ORDER = ("ontology", "loaders", "kg", "queries", "api")
SOURCES = sorted(path for package in ORDER for path in (ROOT / package).rglob("*.py"))

# Who may not import what, below the order of the packages: a folder or file, the modules, and why.
CLOSED = (
    ("loaders", {"pyoxigraph", "rdflib", "networkx"}, "loaders never see RDF"),
    ("kg", {"fastapi", "starlette", "uvicorn", "click", "rich"}, "only api knows HTTP and the command line"),
    ("queries", {"fastapi", "starlette", "uvicorn", "click", "rich"}, "only api knows HTTP and the command line"),
    ("queries", {"rdflib"}, "rdflib is too slow for the path of a request"),
    ("api", {"rdflib", "jieba"}, "rdflib and jieba are too slow for the path of a request"),
)


def imported(path: Path) -> set[str]:
    """The top-level modules that a file imports, wherever in it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import"
            found.add((node.module or "").partition(".")[0])
    return found


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_run_one_way(path: Path) -> None:
    package = path.relative_to(ROOT).parts[0]
    later = set(ORDER[ORDER.index(package) + 1 :])
    assert not imported(path) & (later | {"tests", "benchmarks"})
    for folder, modules, reason in CLOSED:
        if package == folder:
            assert not imported(path) & modules, reason


def test_only_one_file_opens_a_store() -> None:
    calls = re.compile(r"\b(?:ox|pyoxigraph)\.Store(?:\(|\.\w)|from pyoxigraph import .*\bStore\b")
    openers = {str(path.relative_to(ROOT)) for path in SOURCES if calls.search(path.read_text("utf-8"))}
    # Besides: to see that a published state is whole; to answer from one; a store in memory to read a text once more.
    others = {"kg/publish.py", "api/pool/nursery.py", "api/protocol/mistakes.py"}
    assert {one for one in openers if not one.startswith("kg/remote/")} <= {"kg/store.py", *others}


def tracked() -> list[Path]:
    """The files that git knows, or would know: what is ignored is not ours to judge."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"], cwd=ROOT, check=True, capture_output=True
    )
    return [path for name in listed.stdout.decode().splitlines() if (path := ROOT / name).is_file()]


# Each is written so that it does not find itself.
WORKPLACE = {
    "a path of one machine": r"(?<![\w.])/(?:wor[k]|hom[e]/\w|roo[t])/|/tm[p]/v\b",
    "a registry's host": r"py[p]i\.org|python[h]osted|registry\.np[m]js|deb\.deb[i]an\.org|crates\.i[o]",
    "talk of how the work is done": r"(?i)\bissue[s]? #?\d|\bhelper sessio[n]|\bsub-?agen[t]|\bthe CE[O]\b",
}


@pytest.mark.parametrize(("what", "pattern"), WORKPLACE.items())
def test_no_file_tells_of_a_workplace(what: str, pattern: str) -> None:
    found = []
    for path in tracked():
        for number, line in enumerate(path.read_text("utf-8", errors="replace").splitlines(), start=1):
            if re.search(pattern, line):
                found.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()[:100]}")
    assert not found, what


LOCKS = sorted(ROOT.glob("requirements*.lock"))


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_locks_have_versions_and_hashes_and_no_addresses(lock: Path) -> None:
    text = lock.read_text("utf-8")
    assert "://" not in text
    entries = re.split(r"\n(?=\w)", re.sub(r"(?m)^ *#.*\n", "", text).strip())
    for entry in entries:
        assert re.match(r"[a-z0-9][a-z0-9._-]*==\S+", entry), entry
        assert "--hash=sha256:" in entry, entry


def test_the_lock_holds_what_the_project_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    locked = set(re.findall(r"(?m)^([a-z0-9._-]+)==", (ROOT / "requirements-dev.lock").read_text("utf-8")))
    asked = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    names = {re.split(r"[^\w-]", one)[0] for one in asked}
    assert names <= locked
    reasons = (ROOT / "docs" / "dependencies.md").read_text("utf-8")
    assert not {name for name in names if f"`{name}`" not in reasons}, "docs/dependencies.md says why for each"


def blocks(kind: str) -> list[str]:
    """The fenced blocks of a kind in the README."""
    return re.findall(rf"(?ms)^```{kind}\n(.*?)^```", (ROOT / "README.md").read_text("utf-8"))


def parted(step: str) -> tuple[str, str]:
    """A command, with the lines that are fed to it, and the answer that is shown below it."""
    command, _, rest = step.partition("\n")
    if command.endswith("<<'END'"):
        fed, _, rest = rest.partition("\nEND\n")
        command = f"{command}\n{fed}\nEND"
    return command, rest


def test_readme_commands_run(tmp_path: Path) -> None:
    """Every `$ policykg …` of the README, in order, on one store: it succeeds and prints what the README shows."""
    bin_folder = Path(sys.executable).parent
    environment = os.environ | {
        "POLICYKG_STORE": str(tmp_path / "store"),
        "PATH": f"{bin_folder}{os.pathsep}{os.environ['PATH']}",
    }
    ran = 0
    for block in blocks("console"):
        for step in re.split(r"(?m)^\$ ", block)[1:]:
            command, shown = parted(step)
            done = subprocess.run(
                ["sh", "-c", command],
                cwd=ROOT,
                env=environment,
                capture_output=True,
                text=True,
                check=False,
                timeout=120,
            )
            assert done.returncode == 0, f"{command}\n{done.stderr}"
            assert not shown.strip() or done.stdout.strip() == shown.strip(), command
            ran += 1
    assert ran >= 3


def test_readme_make_targets_can_be_made() -> None:
    targets = [
        word for block in blocks("sh") for line in block.splitlines() if (word := shlex.split(line))[:1] == ["make"]
    ]
    assert {target[1] for target in targets} >= {"demo", "test"}
    for target in targets:
        assert dry_run(target[1]), target


def dry_run(*words: str) -> str:
    """What `make` would do, which is not done."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    done = subprocess.run(
        ["make", "--dry-run", *words], cwd=ROOT, env=environment, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_what_is_installed_for_what() -> None:
    """On a machine that has nothing yet (`--always-make`)."""
    demo, test = dry_run("--always-make", "demo"), dry_run("--always-make", "test")
    assert "-r requirements.lock" in demo
    assert "-r requirements-dev.lock" not in demo, "who only looks needs no tools for tests"
    assert "-r requirements-dev.lock" in test


def test_locks_agree() -> None:
    """Tests run on the versions that the demo runs on, so that neither installs again what the other did."""
    run, dev = (
        set(re.findall(r"(?m)^[a-z0-9._-]+==[^ ;]+", (ROOT / name).read_text("utf-8")))
        for name in ("requirements.lock", "requirements-dev.lock")
    )
    assert run
    assert run <= dev
