"""A remote store goes in, a backup of it comes out, and the other way round, by way of a folder of this machine.

What is copied is looked through there: a bad backup leaves the remote store as it was, and a store that was not copied
whole gives no backup.
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from kg import copies
from kg.errors import PlaceTaken
from kg.files import write_whole
from kg.remote.address import Remote
from kg.remote.store import RemoteStore
from kg.store import Store


def backup(remote: Remote, target: Path) -> tuple[Path, copies.Manifest]:
    """Write what a remote store holds while nobody writes to it to a new file, or into a folder to a file named by the time.

    Raises PlaceTaken where the file exists, StoreMissing, StoreLocked where somebody keeps writing, and StoreUnusable
    where a source file is lost.
    """
    with TemporaryDirectory(prefix="policykg-") as name:
        folder = Path(name) / "store"
        with RemoteStore.open_remote(remote, None, read_only=True) as store:
            store.settled(lambda: _keep(store, folder))
        return copies.backup(folder, target)


def _keep(store: RemoteStore, folder: Path) -> None:
    """Make the store of a folder from what a remote one holds."""
    with Store.make(folder, store.counted(), store.base) as kept:
        for digest in sorted(kept.source_sums()):
            if (data := store.sources.get(digest)) is not None:
                kept.sources.put(data)
    _copy_others(store.path, folder)


def restore(file: Path, remote: Remote) -> copies.Manifest:
    """Fill a remote store that holds nothing, or whose filling was stopped, from a backup.

    Raises PlaceTaken for any other store, BackupUnusable, StoreLocked and StoreUnusable.
    """
    with TemporaryDirectory(prefix="policykg-") as name:
        manifest = copies.restore(file, Path(name) / "store")
        with Store.open(Path(name) / "store", read_only=True) as kept:
            _fill(remote, kept)
    return manifest


def _fill(remote: Remote, kept: Store) -> None:
    with RemoteStore.hold(remote) as store:
        if not store.may_be_filled():
            remedy = "remove them first, or name another store"
            raise PlaceTaken(str(remote), "a store that holds nothing", "one with graphs", remedy)
        for digest in sorted(kept.source_sums()):
            if (data := kept.sources.get(digest)) is not None:
                store.sources.put(data)
        _copy_others(kept.path, store.path)
        store.fill(kept.engine.quads_for_pattern(None, None, None, None))


def _copy_others(old: Path, new: Path) -> None:
    """Copy what a store keeps beside its documents: tokens, the audit log, from where files were loaded."""
    for name, data in copies.kept_in(old).items():
        write_whole(new / name, data, 0o600)
