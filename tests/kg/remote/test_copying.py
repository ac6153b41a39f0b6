"""Backups of remote stores, and restoring into them: the same store, wherever it is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kg import copies
from kg.errors import BackupUnusable, PlaceTaken, StoreLocked, StoreMissing, StoreUnusable
from kg.remote import copying, engine, marks
from kg.remote.address import Remote
from kg.remote.client import Client
from kg.store import Store
from tests.kg import samples
from tests.kg.helpers import held, put
from tests.kg.remote.servers import Server


def test_there_and_back(remote: Remote, tmp_path: Path) -> None:
    """From a remote store into a folder, and from there into a remote store that was emptied."""
    with Store.open(remote, base=samples.BASE) as store:
        put(store, "regional", "wuda")
        wanted = held(store)
    file, manifest = copying.backup(remote, tmp_path / "one.tar")
    assert manifest.documents == manifest.sources == 2
    copies.restore(file, tmp_path / "folder")
    with Store.open(tmp_path / "folder", read_only=True) as store:
        assert held(store) == wanted
    with pytest.raises(PlaceTaken, match="a store that holds nothing"):
        copying.restore(file, remote)
    other = Remote.of(remote.query, folder=tmp_path / "elsewhere")
    client = Client(other)
    for graph in engine.RemoteEngine(client).named_graphs():
        client.update(f"DROP SILENT GRAPH {graph}")
    copying.restore(file, other)
    with Store.open(other) as store:
        assert held(store) == wanted
        assert len(list(store.sources.sums())) == 2
        assert {one.status for one in put(store, "regional", "wuda")} == {"unchanged"}


def test_a_restoring_that_is_stopped(
    remote: Remote, tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(store, "wuda")
    wanted = held(store)
    store.close()
    file, _ = copies.backup(store.path, tmp_path / "one.tar")
    update = Client.update

    def stopping(client: Client, text: str, *, repeatable: bool = False) -> None:
        if "graph/document/" in text:
            raise StoreUnusable(str(client.remote), "an answer", "none (test)", "do this again")
        update(client, text, repeatable=repeatable)

    with monkeypatch.context() as patched:
        patched.setattr(Client, "update", stopping)
        with pytest.raises(StoreUnusable):
            copying.restore(file, remote)
    for read_only in (True, False):
        with pytest.raises(StoreMissing, match="restoring was stopped"):
            Store.open(remote, read_only=read_only)
    copying.restore(file, remote)
    with Store.open(remote, read_only=True) as there:
        assert held(there) == wanted


def test_a_bad_backup_changes_nothing(
    oxigraph_server: Server, empty_on: Callable[[Server], Remote], tmp_path: Path
) -> None:
    remote = empty_on(oxigraph_server)
    (tmp_path / "bad.tar").write_bytes(b"no backup")
    with pytest.raises(BackupUnusable):
        copying.restore(tmp_path / "bad.tar", remote)
    assert marks.read(Client(remote)).filling is False


def test_no_backup_while_somebody_writes(
    oxigraph_server: Server,
    empty_on: Callable[[Server], Remote],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    remote = empty_on(oxigraph_server)
    monkeypatch.setattr(engine, "_PAUSE", 0.01)
    with Store.open(remote, base=samples.BASE) as store:
        put(store, "wuda")
        with pytest.raises(StoreLocked, match="do it again when the load is done"):
            copying.backup(remote, tmp_path / "one.tar")
    copying.backup(remote, tmp_path / "one.tar")
