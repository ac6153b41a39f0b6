"""A store goes in, a backup of it comes out: one file, from which `restore` makes an equal store.

A backup is a tar file of the last published state: the source files of its documents under `sources/`, each named by
its SHA-256 sum, all quads as N-Quads in `data.nq`, what the store keeps beside its documents (tokens, the audit log, from
where files were loaded) as it is at that time, and last `manifest.json`, which tells what must be there. It depends
neither on the database's own files nor on who writes to the store meanwhile. Only its owner may read it.
"""

from __future__ import annotations

import os
import re
import shutil
import tarfile
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from hashlib import file_digest, sha256
from pathlib import Path
from typing import IO, Literal

import pyoxigraph as ox
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from kg.errors import BackupUnusable, BaseMismatch, LayoutMismatch, PlaceTaken, StoreMissing, StoreUnusable
from kg.files import SourceFiles, sync_folder, workplace, write_whole
from kg.lock import release, take
from kg.store import Store
from kg.trouble import told_of

_DATA, _MANIFEST = "data.nq", "manifest.json"
_KEPT = re.compile(r"tokens\.json|audit\.jsonl|sources/origins/[0-9a-f]{64}")
_MEMBER = re.compile(rf"data\.nq|manifest\.json|sources/[0-9a-f]{{64}}|{_KEPT.pattern}")
_MANIFEST_LIMIT = 1_000_000
_ATTEMPTS, _PAUSE = 10, 0.2


class Manifest(BaseModel):
    """What a backup says of itself; `sha256` is the sum of its quads' file, `kept` has those of what else it keeps."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    format: Literal[1] = 1
    base: str
    documents: int
    quads: int
    sources: int
    sha256: str
    kept: dict[str, str] = Field(default_factory=dict)


# ── Backup ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def backup(folder: Path, target: Path) -> tuple[Path, Manifest]:
    """Write the last published state of a store to a new file, or into a folder to a file named by the time.

    Raises PlaceTaken where the file exists, StoreMissing, and StoreUnusable where a source file is lost.
    """
    target = target / time.strftime("policykg-%Y%m%d-%H%M%S.tar") if target.is_dir() else target
    _must_be_free(target)
    with told_of(target.parent), workplace(target.parent, ".policykg-backup-") as work:
        with _held(folder, work / "sources") as store:
            manifest = _pack(store, work, kept_in(folder))
        _must_be_free(target)
        (work / "backup.tar").rename(target)
        sync_folder(target.parent)
    return target, manifest


def kept_in(folder: Path) -> dict[str, bytes]:
    """What a store keeps beside its documents and their files, as it is now: whole lines of what others write on."""
    files = {path.relative_to(folder).as_posix(): path for path in (*folder.glob("*.json*"), *_origins(folder))}
    kept: dict[str, bytes] = {}
    for name, path in sorted(files.items()):
        if _KEPT.fullmatch(name):
            with suppress(FileNotFoundError):
                data = path.read_bytes()
                kept[name] = data[: data.rfind(b"\n") + 1] if name.endswith(".jsonl") else data
    return kept


def _origins(folder: Path) -> Iterator[Path]:
    return (folder / "sources" / "origins").glob("*")


def _must_be_free(target: Path) -> None:
    if target.exists():
        raise PlaceTaken(str(target), "the name of a new file", "one that exists", "name another, or remove it first")


def _held(folder: Path, kept: Path) -> Store:
    """The last published state with a copy of all its source files.

    A writer may remove some with the documents that it takes out; then there is, or soon will be, a newer state.
    """
    kept.mkdir()
    for _ in range(_ATTEMPTS):
        store = Store.open(folder, read_only=True)
        try:
            lost = [one for one in sorted(store.source_sums()) if not _keep(store.sources.path(one), kept / one)]
        except BaseException:
            store.close()
            raise
        if not lost:
            return store
        store.close()
        time.sleep(_PAUSE)
    raise _lost_source(folder, lost[0], "none")


def _lost_source(folder: Path, digest: str, found: str) -> StoreUnusable:
    return StoreUnusable(
        str(folder),
        f"the source file {digest}",
        found,
        "see what `policykg check` tells, and load that document again",
    )


def _keep(source: Path, copy: Path) -> bool:
    """Have a source file under another name, so that it stays; False if it is gone."""
    if copy.exists():
        return True
    try:
        os.link(source, copy)
    except FileNotFoundError:
        return False
    except OSError:  # another disk, or one without links
        try:
            shutil.copyfile(source, copy)
        except FileNotFoundError:
            return False
    return True


def _pack(store: Store, work: Path, kept: Mapping[str, bytes]) -> Manifest:
    """Write the backup of a state whose source files are at hand to `backup.tar`."""
    store.engine.dump(str(work / _DATA), ox.RdfFormat.N_QUADS)
    sums = sorted(store.source_sums())
    manifest = Manifest(
        base=store.base,
        documents=len(store.document_names()),
        quads=_lines(work / _DATA),  # one for each quad; the engine would count them with the interpreter held
        sources=len(sums),
        sha256=_sum(work / _DATA),
        kept={name: sha256(data).hexdigest() for name, data in kept.items()},
    )
    (work / _MANIFEST).write_text(manifest.model_dump_json(indent=1) + "\n", encoding="utf-8")
    for digest in sums:
        if _sum(work / "sources" / digest) != digest:
            raise _lost_source(store.path, digest, "a file of another sum")
    for name, data in kept.items():
        write_whole(work / name, data)
    (work / "backup.tar").touch(0o600)
    with (work / "backup.tar").open("wb") as file:
        with tarfile.open(fileobj=file, mode="w") as tar:
            for name in (*(f"sources/{digest}" for digest in sums), *kept, _DATA, _MANIFEST):
                _add(tar, name, work / name)
        file.flush()
        os.fsync(file.fileno())
    return manifest


def _add(tar: tarfile.TarFile, name: str, path: Path) -> None:
    member = tarfile.TarInfo(name)
    member.size, member.mtime = path.stat().st_size, int(time.time())
    with path.open("rb") as file:
        tar.addfile(member, file)


def _lines(path: Path) -> int:
    with path.open("rb") as file:
        return sum(piece.count(b"\n") for piece in iter(lambda: file.read(1 << 20), b""))


def _sum(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


# ── Restore ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def restore(file: Path, folder: Path) -> Manifest:
    """Make the store of a backup in a folder that does not exist or is empty: at the end, in one step, or not at all.

    Raises PlaceTaken for any other folder, BackupUnusable, and StoreLocked beside another restoring.
    """
    folder = folder.resolve()
    _must_take_store(folder)
    work = folder.with_name(f".{folder.name}.restoring")
    with told_of(folder):
        work.mkdir(parents=True, exist_ok=True)
        lock = take(work / "lock", 0.0)
        try:
            shutil.rmtree(work / "store", ignore_errors=True)  # what a stopped process left
            manifest = _unpack(file, work / "store")
            _must_take_store(folder)
            (work / "store").rename(folder)
            sync_folder(folder.parent)
        finally:
            shutil.rmtree(work, ignore_errors=True)
            release(lock)
    return manifest


def _must_take_store(folder: Path) -> None:
    wanted = "a folder that does not exist or is empty"
    if folder.is_mount():
        raise PlaceTaken(str(folder), wanted, "a disk of its own", "name a new folder in it")
    if folder.exists() and not (folder.is_dir() and not any(folder.iterdir())):
        found = "a store" if (folder / "db").exists() else "a folder of other files" if folder.is_dir() else "a file"
        raise PlaceTaken(str(folder), wanted, found, "name another folder with --store, or move that one away first")


def _unpack(file: Path, made: Path) -> Manifest:
    """Make the store of a backup, and see that it is what the backup says."""
    try:
        with file.open("rb") as opened, tarfile.open(fileobj=opened, mode="r:") as tar:
            members = _members(file, tar)
            manifest = _read_manifest(file, tar, members)
            _keep_sources(file, tar, members, made)
            _keep_others(file, tar, members, made, manifest.kept)
            with _open(tar, members[_DATA]) as data:
                quads = ox.parse(data, format=ox.RdfFormat.N_QUADS)
                with Store.make(made, quads, manifest.base) as store:
                    if len(store.document_names()) != manifest.documents:
                        raise _unusable(file, f"{manifest.documents} documents", f"{len(store.document_names())}")
                    for digest in sorted(store.source_sums() - set(store.sources.sums())):
                        raise _unusable(file, f"the source file {digest}", "none")
    except (tarfile.TarError, SyntaxError, ValidationError) as error:
        raise _unusable(file, "a whole backup that this version understands", str(error).replace("\n", " ")) from error
    except (StoreMissing, BaseMismatch, LayoutMismatch) as error:
        raise _unusable(file, error.expected, error.found) from error
    return manifest


def _members(file: Path, tar: tarfile.TarFile) -> dict[str, tarfile.TarInfo]:
    """The files in a backup by their names: those of a backup, each once, and nothing else."""
    members: dict[str, tarfile.TarInfo] = {}
    for member in tar:
        if not member.isreg() or not _MEMBER.fullmatch(member.name) or member.name in members:
            raise _unusable(file, "only the files of a backup, each once", repr(member.name))
        members[member.name] = member
    for name in (_DATA, _MANIFEST):
        if name not in members:
            raise _unusable(file, f"a backup with its {name}", "none")
    return members


def _read_manifest(file: Path, tar: tarfile.TarFile, members: dict[str, tarfile.TarInfo]) -> Manifest:
    """What the backup says of itself, if its quads are those it tells of."""
    with _open(tar, members[_MANIFEST]) as told:
        manifest = Manifest.model_validate_json(told.read(_MANIFEST_LIMIT))
    with _open(tar, members[_DATA]) as data:
        found = file_digest(data, "sha256").hexdigest()  # type: ignore[arg-type]  # it reads as a file does
    if found != manifest.sha256:
        raise _unusable(file, f"{_DATA} of the sum {manifest.sha256}", found)
    return manifest


def _keep_sources(file: Path, tar: tarfile.TarFile, members: dict[str, tarfile.TarInfo], made: Path) -> None:
    """Keep the source files in the new store, each if it has the sum that it is named by."""
    sources = SourceFiles(made / "sources")
    for name, member in members.items():
        if name.startswith("sources/") and not _KEPT.fullmatch(name):
            with _open(tar, member) as source:
                found = sources.put(source.read())
            if name != f"sources/{found}":
                raise _unusable(file, f"{name} of that sum", found)


def _keep_others(
    file: Path, tar: tarfile.TarFile, members: dict[str, tarfile.TarInfo], made: Path, wanted: Mapping[str, str]
) -> None:
    """Keep in the new store what the old one kept beside its documents: all that the backup tells of, and nothing else."""
    found = {name: member for name, member in members.items() if _KEPT.fullmatch(name)}
    for name in sorted(wanted.keys() - found.keys()):
        raise _unusable(file, f"the file {name} that its manifest tells of", "none")
    for name in sorted(found.keys() - wanted.keys()):
        raise _unusable(file, "only files that its manifest tells of", name)
    for name, member in found.items():
        with _open(tar, member) as kept:
            data = kept.read()
        if sha256(data).hexdigest() != wanted[name]:
            raise _unusable(file, f"{name} of the sum {wanted[name]}", sha256(data).hexdigest())
        write_whole(made / name, data, 0o600)


def _open(tar: tarfile.TarFile, member: tarfile.TarInfo) -> IO[bytes]:
    opened = tar.extractfile(member)
    if opened is None:
        raise tarfile.ReadError(f"{member.name} is no file")
    return opened


def _unusable(file: Path, expected: str, found: str) -> BackupUnusable:
    remedy = "copy it again from where it was made, restore it with the version that made it, or use another backup"
    return BackupUnusable(str(file), expected, found, remedy)
