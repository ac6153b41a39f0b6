"""Whatever breaks or stops, nothing confirmed is lost, nothing half-written is read, and the message says what to do."""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.check import check
from kg.copies import backup, restore
from kg.store import Store
from tests.kg.forks import GRAPH, SIZE
from tests.kg.test_processes import ROOT

NOBODY = 65534


class Forks:
    """Processes that work on stores, to be killed: see `tests.kg.forks`."""

    def __init__(self, process: subprocess.Popen[str], folder: Path) -> None:
        self._process, self._folder = process, folder
        self._started: dict[int, Path] = {}

    def start(self, work: str, *arguments: object) -> int:
        tells = self._folder / f"{len(self._started)}.txt"
        asked = {"work": work, "arguments": [str(one) for one in arguments], "tells": str(tells)}
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        print(json.dumps(asked), file=self._process.stdin, flush=True)
        number = int(self._process.stdout.readline())
        self._started[number] = tells
        return number

    def told(self, number: int) -> list[str]:
        """What a process has told up to now."""
        return self._started[number].read_text().splitlines()

    def wait(self, number: int, lines: int | None = None, seconds: float = 60) -> list[str]:
        """What a process told when it ended, or when it had told as many lines."""
        end = time.monotonic() + seconds
        while _lives(number) and (lines is None or len(self.told(number)) < lines):
            assert time.monotonic() < end, f"it goes on: {self.told(number)}"
            time.sleep(0.005)
        return self.told(number)

    def kill(self, *numbers: int) -> None:
        for number in numbers:
            if _lives(number):
                os.kill(number, signal.SIGKILL)
        for number in numbers:
            self.wait(number)

    def run(self, work: str, *arguments: object) -> list[str]:
        return self.wait(self.start(work, *arguments))


def _lives(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.fixture(scope="module")
def forks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Forks]:
    command = [sys.executable, "-m", "tests.kg.forks"]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield Forks(process, tmp_path_factory.mktemp("told"))
        process.kill()


def generation(store: Store) -> int:
    """The one generation that the store holds, which must be whole; -1 before the first."""
    said = [quad.object for quad in store.match(None, None, None, GRAPH)]
    if not said:
        return -1
    assert len(said) == SIZE
    (one,) = set(said)
    assert isinstance(one, ox.Literal)
    return int(one.value)


def seen(path: Path) -> int:
    """The generation that readers see."""
    with Store.open(path, read_only=True) as reader:
        return generation(reader)


def states(path: Path) -> list[str]:
    return sorted(entry.name for entry in (path / "published").iterdir() if entry.is_dir())


def assert_sound(path: Path) -> None:
    """A writer finds nothing wrong, and readers see what it does."""
    with Store.open(path) as store:
        assert [str(offence) for offence in check(store)] == []
        held = generation(store)
    assert seen(path) == held
    assert len([name for name in states(path) if name.isdigit()]) == 1


# ── Killed at any moment ─────────────────────────────────────────────────────────────────────────────────────────────


def test_killed_amid_updates_and_publications(path: Path, forks: Forks) -> None:
    """What was told as done is there, and what is there is whole: to readers at once, to the next writer too."""
    moments, first = random.Random(5), 0
    for number in range(6):
        process = forks.start("update", path, first)
        forks.wait(process, number % 2)
        time.sleep(moments.random() * 0.5)
        forks.kill(process)
        confirmed = int(forks.told(process)[-1]) if forks.told(process) else first - 1
        assert confirmed <= seen(path) <= confirmed + 1
        with Store.open(path) as store:
            assert confirmed <= generation(store) <= confirmed + 1
            first = generation(store) + 1
    assert first > 0
    assert_sound(path)


def test_killed_amid_backups(path: Path, forks: Forks, tmp_path: Path) -> None:
    moments = random.Random(6)
    folder = tmp_path / "backups"
    folder.mkdir()
    told = []
    for number in range(6):
        process = forks.start("back_up", path, folder)
        forks.wait(process, number % 2)
        time.sleep(moments.random() * 0.3)
        forks.kill(process)
        told += forks.told(process)
    files = set(folder.glob("*.tar"))
    assert told
    assert set(map(Path, told)) <= files <= {*map(Path, told), *sorted(files)[-8:]}
    for number, file in enumerate(random.Random(1).sample(sorted(files), min(3, len(files)))):
        restore(file, tmp_path / f"copy-{number}")
        assert_sound(tmp_path / f"copy-{number}")
    backup(path, folder / "last.tar")
    assert {entry.name for entry in folder.iterdir()} == {file.name for file in files} | {"last.tar"}, "nothing is left"


def test_killed_amid_restoring(path: Path, forks: Forks, tmp_path: Path) -> None:
    file, _ = backup(path, tmp_path / "saved.tar")
    moments, whole = random.Random(7), 0
    for number in range(6):
        target = tmp_path / f"copies-{number}" / "copy"
        process = forks.start("restore", file, target)
        time.sleep(moments.random() * 0.6)
        forks.kill(process)
        whole += target.exists()
        assert target.exists() or not forks.told(process)
        if not target.exists():
            restore(file, target)
        with Store.open(target, read_only=True) as copy:
            assert len(copy.document_names()) == 1
        assert [entry.name for entry in target.parent.iterdir()] == ["copy"]
    assert whole < 6, "each time it was too late to stop it"


def test_states_do_not_pile_up_behind_killed_readers(path: Path, forks: Forks) -> None:
    for number in range(4):
        readers = [forks.start("read", path) for _ in range(6)]
        for reader in readers:
            forks.wait(reader, 1)
        assert forks.run("update", path, number, number + 1) == [str(number)]
        assert len(states(path)) == 2, "the old one is kept while it is read, and none before it"
        forks.kill(*readers)
    assert forks.run("update", path, 9, 10) == ["9"]
    assert len(states(path)) == 1
    assert_sound(path)


# ── Rights ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_what_is_published_can_be_read_by_whom_the_folder_allows(path: Path) -> None:
    for file in (path / "published").rglob("*"):
        assert stat.S_IMODE(file.stat().st_mode) & 0o444 == 0o444 & ~_umask(), file


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def test_another_user_reads_a_store(path: Path, forks: Forks) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root may become another user")
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        shutil.copytree(path, Path(folder) / "store")
        reader = forks.start("read", Path(folder) / "store", NOBODY)
        assert forks.wait(reader, 1)[0].split()[1:] == ["1"]
        forks.kill(reader)
        lease = next((Path(folder) / "store" / "published").glob("*.lease"))
        lease.chmod(0o600)
        (told,) = forks.run("read", Path(folder) / "store", NOBODY)
        assert "Permission denied" in told
        assert told.endswith("see to the rights of that folder and of who runs this")


# ── A full disk ──────────────────────────────────────────────────────────────────────────────────────────────────────


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[Path]:
    """A disk of its own for a store."""
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "policykg-test", str(folder)]
    if subprocess.run(command, check=False, capture_output=True).returncode != 0:
        pytest.skip("a small disk can be made by root only")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


@contextmanager
def filled(disk: Path, left: int) -> Iterator[None]:
    """Only so many kilobytes are free meanwhile."""
    filling = disk / "filling"
    free = shutil.disk_usage(disk).free
    with filling.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, max(free - left * 1024, 1))
    try:
        yield
    finally:
        filling.unlink()


FULL = "expected space on its disk, found .*; free space there and do it again: what was confirmed is kept"


@pytest.mark.parametrize("work", ["update", "load", "back_up", "restore"])
def test_a_full_disk(path: Path, tmp_path: Path, forks: Forks, work: str) -> None:
    """However little space is left: it is done, or told and nothing is half done; with space, the next one is done."""
    with small_disk(tmp_path / "disk", 64) as disk:
        store = disk / "store"
        shutil.copytree(path, store)
        file, _ = backup(store, tmp_path / "saved.tar")
        refused, rooms = 0, (0, 40, 300, 1500, 15000)
        for number, left in enumerate(rooms):
            Store.open(store).close()  # which throws away what the engine needs no more
            arguments: tuple[object, ...] = {
                "update": (store, number, number + 1),
                "load": (store, "wuda"),
                "back_up": (store, disk, 1),
                "restore": (file, disk / f"copy-{number}"),
            }[work]
            before = seen(store)
            with filled(disk, left):
                told = forks.run(work, *arguments)
                assert seen(store) in (before, number)
            if told[-1].startswith("refused"):
                refused += 1
                _assert_refused(told, disk)
                told = forks.run(work, *arguments)
            assert len(told) == 1, told
            assert_sound(store)
            made = [entry for entry in disk.iterdir() if entry != store]
            assert list(map(str, made)) == ([] if work in ("update", "load") else told), "nothing else is left"
            for entry in made:
                entry.unlink() if entry.is_file() else shutil.rmtree(entry)
            if work == "load":
                forks.run("unload", store, "wuda")
        assert 0 < refused < len(rooms)


def _assert_refused(told: list[str], disk: Path) -> None:
    (said,) = told
    assert said.startswith(f"refused: {disk}")
    assert re.search(FULL, said), said
