"""Files of a store that are lost or not what was written: it is told what to do, and nothing whole is ever removed."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.copies import backup, restore
from kg.errors import StoreError, StoreMissing, StoreUnusable
from kg.store import Store
from tests.kg.helpers import put
from tests.kg.test_faults import assert_sound, states

Damage = Callable[[Path], None]


def gone(pattern: str) -> Damage:
    def change(folder: Path) -> None:
        files = list(folder.glob(pattern))
        assert files
        for file in files:
            shutil.rmtree(file) if file.is_dir() else file.unlink()

    return change


def rewritten(pattern: str, change: Callable[[bytes], bytes]) -> Damage:
    """Other bytes in a file of the same name: its other names (hard links) keep theirs."""

    def changed(folder: Path) -> None:
        files = list(folder.glob(pattern))
        assert files
        for file in files:
            data = file.read_bytes()
            file.unlink()
            file.write_bytes(change(data))

    return changed


def cut(data: bytes) -> bytes:
    return data[: len(data) // 2]


def overwritten(data: bytes) -> bytes:
    return bytes(byte ^ 0xA5 for byte in data)


def garbage(data: bytes) -> bytes:
    return b"\xff\x00\x1b[2Jnonsense"


PUBLISHED = [
    (gone("published"), "no published state"),
    (gone("published/CURRENT"), "no published state"),
    (gone("published/[0-9]*"), "expected the published state, and its lease"),
    (gone("published/*.lease"), "expected the published state, and its lease"),
    (rewritten("published/CURRENT", garbage), "expected the name of a state"),
    (rewritten("published/CURRENT", lambda data: b""), "expected the name of a state, found ''"),
    (rewritten("published/CURRENT", lambda data: b"77"), "expected the published state"),
    (rewritten("published/CURRENT", lambda data: b"../../etc"), "expected the name of a state"),
    (gone("published/*/CURRENT"), "expected the published state"),
    (gone("published/*/MANIFEST*"), "expected files that are whole"),
    (gone("published/*/*.sst"), "expected files that are whole"),
    (rewritten("published/*/CURRENT", garbage), "expected files that are whole"),
    (rewritten("published/*/MANIFEST*", cut), "expected files that are whole"),
    (rewritten("published/*/MANIFEST*", overwritten), "expected files that are whole"),
    (rewritten("published/*/*.sst", cut), "expected files that are whole"),
    (rewritten("published/*/*.sst", overwritten), "expected files that are whole"),
]


@pytest.mark.parametrize(("damage", "complaint"), PUBLISHED)
def test_a_damaged_published_state_is_told_and_published_anew(path: Path, damage: Damage, complaint: str) -> None:
    damage(path)
    with pytest.raises((StoreUnusable, StoreMissing), match=complaint) as caught:
        Store.open(path, read_only=True)
    assert "policykg load" in str(caught.value)
    assert "\n" not in str(caught.value)
    assert "\x1b" not in str(caught.value)
    with Store.open(path) as store:
        assert [one.status for one in put(store, "national")] == ["unchanged"]
    assert_sound(path)


def test_a_damaged_state_is_put_away_and_not_removed(path: Path) -> None:
    (name,) = states(path)
    gone("published/*/MANIFEST*")(path)
    Store.open(path).close()
    Store.open(path).close()
    assert f"{name}.damaged" in states(path)
    assert all(int(one) > int(name) for one in states(path) if one.isdigit()), "no name means two states"


def test_a_reader_goes_on_with_the_state_that_it_holds(path: Path) -> None:
    with Store.open(path, read_only=True) as reader:
        gone("published/CURRENT")(path)
        assert reader.is_current()
        assert len(reader.document_names()) == 1
        Store.open(path).close()
        assert not reader.is_current()


def test_damage_that_shows_while_reading_is_told(path: Path) -> None:
    with pytest.raises(StoreUnusable, match="publish it anew") as caught, Store.open(path, read_only=True):
        raise RuntimeError("Corruption: block checksum mismatch in 000010.sst")
    assert str(caught.value).startswith(str(path / "published" / states(path)[0]))
    with pytest.raises(RuntimeError, match="a fault of ours"), Store.open(path, read_only=True):
        raise RuntimeError("a fault of ours")


DATABASE = [
    (gone("db"), "expected the database, found none, though there are published states of one"),
    (gone("db/*"), "expected the database, found none, though there are published states of one"),
    (gone("db/CURRENT"), "expected the database, found none, though there are published states of one"),
    (gone("db/MANIFEST*"), "expected files that are whole"),
    (gone("db/*.sst"), "expected files that are whole"),
    (rewritten("db/CURRENT", garbage), "expected files that are whole"),
    (rewritten("db/MANIFEST*", garbage), "expected files that are whole"),
    (rewritten("db/*.sst", cut), "expected files that are whole"),
    (rewritten("db/*.sst", overwritten), "expected files that are whole"),
]


@pytest.mark.parametrize(("damage", "complaint"), DATABASE)
def test_a_damaged_database_is_refused_and_what_readers_see_can_be_saved(
    path: Path, tmp_path: Path, damage: Damage, complaint: str
) -> None:
    """Opened nevertheless, the engine would begin an empty one, and remove what is left of the old."""
    damage(path)
    left = sorted(path.rglob("*.sst"))
    for _ in range(2):
        with pytest.raises(StoreError, match=complaint) as caught:
            Store.open(path)
        assert "policykg restore" in str(caught.value)
        assert "policykg backup" in str(caught.value)
    assert sorted(path.rglob("*.sst")) == left, "nothing is removed"
    file, _ = backup(path, tmp_path / "saved.tar")
    restore(file, tmp_path / "copy")
    assert_sound(tmp_path / "copy")


def test_an_empty_database_does_not_replace_what_readers_see(path: Path) -> None:
    gone("db")(path)
    ox.Store(path / "db").flush()
    with pytest.raises(StoreUnusable, match="found none, though there are published states of one"):
        Store.open(path)
    with Store.open(path, read_only=True) as reader:
        assert len(reader.document_names()) == 1
        assert set(reader.sources.sums()) == reader.source_sums()


def test_garbage_in_the_small_files(path: Path) -> None:
    (path / "writer").write_bytes(b"\xff\x00garbage")
    (path / "unpublished").write_bytes(b"\xff")
    assert_sound(path)
    assert not (path / "unpublished").exists()
