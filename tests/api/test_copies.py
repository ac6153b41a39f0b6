"""`backup`, `restore` and `rebase` as they are typed: what they say, and the exit status."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from api.cli import cli
from kg.store import Store

Run = Callable[..., Result]
BASE = "http://localhost:8000/"


@pytest.fixture
def run(examples_folder: Path) -> Run:
    """Run a command in this process, on the store of the examples unless another is named."""

    def runs(*words: object, store: Path = examples_folder) -> Result:
        return CliRunner().invoke(cli, [str(word) for word in words], env={"POLICYKG_STORE": str(store)})

    return runs


def dump(run: Run, store: Path) -> list[bytes]:
    return sorted(run("dump", store=store).stdout_bytes.splitlines())


def test_backup_and_restore(run: Run, examples_folder: Path, tmp_path: Path) -> None:
    with Store.open(examples_folder, read_only=True) as store:
        counts = f"{len(store.document_names())} documents, {len(store.source_sums())} source files"
    saved, copy = tmp_path / "saved.tar", tmp_path / "copy"
    assert run("backup", saved).stdout == f"backed up: {counts}, to {saved}\n"
    assert run("restore", saved, "--store", copy).stdout == f"restored: {counts}, to {copy}\n"
    assert dump(run, copy) == dump(run, examples_folder)
    assert run("check", store=copy).exit_code == 0
    assert run("backup", tmp_path).exit_code == 0
    assert len(list(tmp_path.glob("policykg-*.tar"))) == 1, "in a folder, a file named by the time"


def test_rebase(run: Run, examples_folder: Path, tmp_path: Path) -> None:
    store, new = tmp_path / "store", "https://data.example/"
    shutil.copytree(examples_folder, store)
    before = dump(run, store)
    assert run("rebase", new, store=store).stdout == f"rebased: from {BASE} to {new}\n"
    assert dump(run, store) == sorted(line.replace(BASE.encode(), new.encode()) for line in before)
    assert run("check", store=store).exit_code == 0
    assert run("rebase", new, store=store).stdout == f"unchanged: the base is {new} already\n"
    documents = run("query", "documents", "--columns", "document", "--format", "csv", store=store).stdout.split()
    assert all(one.startswith(new) for one in documents[1:])


@pytest.mark.parametrize(
    ("words", "status", "complaint"),
    [
        (("backup", "{store}/db/CURRENT"), 1, "expected the name of a new file, found one that exists"),
        (("backup", "{new}/none/saved.tar"), 1, "see to the folder"),
        (("backup", "{new}/saved.tar", "--store", "{new}/none"), 1, "policykg load"),
        (("restore", "README.md"), 1, "found a store; name another folder with --store"),
        (("restore", "README.md", "--store", "{new}/none"), 1, "README.md: expected a whole backup"),
        (("restore", "{new}/none.tar"), 2, "does not exist"),
        (("restore", "README.md", "--store", "https://example.org/sparql"), 1, "README.md: expected a whole backup"),
        (("rebase", "nonsense"), 1, "expected an absolute http or https IRI"),
        (("rebase", "https://data.example/", "--store", "{new}/none"), 1, "policykg load"),
    ],
)
def test_what_cannot_be_done_is_told(
    run: Run, examples_folder: Path, tmp_path: Path, words: tuple[str, ...], status: int, complaint: str
) -> None:
    result = run(*(word.format(store=examples_folder, new=tmp_path) for word in words))
    assert (result.exit_code, result.stdout) == (status, "")
    assert complaint in " ".join(result.stderr.split())
    assert not list(tmp_path.iterdir()), "nothing is made"


def test_rebase_waits_for_nobody_in_vain(run: Run, examples_folder: Path, tmp_path: Path) -> None:
    store = tmp_path / "store"
    shutil.copytree(examples_folder, store)
    with Store.open(store):
        result = run("rebase", "https://data.example/", store=store)
        assert run("backup", tmp_path / "saved.tar", store=store).exit_code == 0, "a backup needs no lock"
    assert result.exit_code == 1
    assert "expected no other writer, found process" in result.stderr
