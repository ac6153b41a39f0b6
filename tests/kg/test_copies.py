"""Backups, restored stores and stores of another base are whole, whatever is written or stopped meanwhile."""

from __future__ import annotations

import io
import json
import signal
import stat
import subprocess
import sys
import tarfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg import rdf
from kg.build import File, load
from kg.change import Update
from kg.check import check
from kg.copies import backup, restore
from kg.errors import BackupUnusable, IriError, PlaceTaken, StoreMissing, StoreReadOnly, StoreUnusable
from kg.iris import Iris
from kg.rdf import Node, pol
from kg.rebase import moved, rebase
from kg.store import Store
from tests.kg import samples
from tests.kg.helpers import VALIDATOR, as_file, put, replace
from tests.kg.test_processes import ROOT, child, ready

OLD, NEW = samples.BASE, "https://data.example/kg/"
Members = dict[str, bytes]


def dump(path: Path) -> list[bytes]:
    """All that readers see, line by line."""
    with Store.open(path, read_only=True) as store:
        text = store.engine.dump(format=ox.RdfFormat.N_QUADS)
    assert text is not None
    return sorted(text.splitlines())


def assert_sound(path: Path) -> None:
    with Store.open(path, read_only=True) as store:
        assert [str(offence) for offence in check(store)] == []
        assert set(store.sources.sums()) == store.source_sums()
    assert {entry.name for entry in path.iterdir()} <= {"db", "published", "sources", "writer"}


@pytest.fixture
def loaded(store: Store) -> Path:
    """The folder of a closed store: documents that share what is shared, and a graph of somebody's own."""
    put(store, "national", "wuda", "twin")
    own, blank = Node(f"{OLD}graphs/own"), ox.BlankNode("b0")
    replace(store, own, [ox.Quad(Node("urn:s"), Node(f"{OLD}p"), ox.Literal('换行\n\t“引号”"\\'), own)])
    store.engine.add(ox.Quad(blank, Node("urn:p"), blank, own))
    store.publish()
    store.close()
    return store.path


@pytest.fixture
def saved(loaded: Path, tmp_path: Path) -> Path:
    """A backup of that store."""
    return backup(loaded, tmp_path / "saved.tar")[0]


# ── Backup ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_restored_store_is_equal_and_can_be_written(loaded: Path, saved: Path, tmp_path: Path) -> None:
    manifest = restore(saved, tmp_path / "deep" / "copy")
    assert (manifest.base, manifest.documents, manifest.sources) == (OLD, 3, 3)
    assert dump(tmp_path / "deep" / "copy") == dump(loaded)
    assert manifest.quads == len(dump(loaded))
    assert_sound(tmp_path / "deep" / "copy")
    with Store.open(tmp_path / "deep" / "copy") as copy:
        assert [one.status for one in put(copy, "wuda", "law")] == ["unchanged", "loaded"]
    assert [entry.name for entry in (tmp_path / "deep").iterdir()] == ["copy"]


def test_a_backup_has_the_published_state_and_its_source_files_only(store: Store, tmp_path: Path) -> None:
    put(store, "national")
    store.keep_source(b"of a document that is not stored yet")
    replace(store, Node("urn:unpublished"), [ox.Quad(Node("urn:s"), Node("urn:p"), Node("urn:o"), Node("urn:g"))])
    target, manifest = backup(store.path, tmp_path)
    assert target.parent == tmp_path
    assert target.name.startswith("policykg-")
    assert manifest.sources == 1
    members = [name for name in members_of(target) if not name.startswith("sources/origins/")]
    assert sorted(members) == ["data.nq", "manifest.json", f"sources/{samples.national().source.sha256}"]
    assert b"urn:unpublished" not in members_of(target)["data.nq"]


def _keep(path: Path) -> dict[str, bytes]:
    """What a store keeps beside its documents; the audit log is being written."""
    (path / "tokens.json").write_bytes(b'[{"name": "editor"}]')
    (path / "audit.jsonl").write_bytes(b'{"who": "editor"}\n{"who": "re')
    (path / "tokens.json.old").write_bytes(b"no part of the store")
    return {"tokens.json": b'[{"name": "editor"}]', "audit.jsonl": b'{"who": "editor"}\n'}


def test_tokens_audit_and_origins_are_backed_up(loaded: Path, tmp_path: Path) -> None:
    kept = _keep(loaded)
    target, manifest = backup(loaded, tmp_path / "saved.tar")
    assert stat.S_IMODE(target.stat().st_mode) == 0o600, "it has who may write"
    assert {"tokens.json", "audit.jsonl"} < set(manifest.kept)
    restore(target, tmp_path / "copy")
    for name, data in kept.items():
        assert (tmp_path / "copy" / name).read_bytes() == data
        assert stat.S_IMODE((tmp_path / "copy" / name).stat().st_mode) == 0o600
    assert not (tmp_path / "copy" / "tokens.json.old").exists()
    with Store.open(tmp_path / "copy") as copy:
        path, law = as_file(samples.wuda()).path, samples.law()
        load(copy, [File(samples.bytes_of(law), (law,), path)], validator=VALIDATOR)
        assert copy.find_documents(law.source.name)
        assert not copy.find_documents(samples.wuda().source.name), "what the file gave before is gone"


def test_a_backup_of_an_earlier_version_is_restored(loaded: Path, saved: Path, tmp_path: Path) -> None:
    """It has nothing but documents and their files, and does not tell of anything else."""
    members = {name: data for name, data in members_of(saved).items() if "origins" not in name}
    told = json.loads(members["manifest.json"])
    del told["kept"]
    pack(tmp_path / "old.tar", list((members | {"manifest.json": json.dumps(told).encode()}).items()))
    restore(tmp_path / "old.tar", tmp_path / "copy")
    assert dump(tmp_path / "copy") == dump(loaded)


def test_backups_while_others_write_are_whole(tmp_path: Path) -> None:
    """A writer loads and removes for ever, its source files come and go."""
    path = tmp_path / "store"
    with child(path, "load") as process:
        ready(process)
        for _ in range(12):
            assert process.stdout is not None
            process.stdout.readline()
        for number in range(4):
            target, _ = backup(path, tmp_path / f"{number}.tar")
            restore(target, tmp_path / f"copy-{number}")
            assert_sound(tmp_path / f"copy-{number}")


def test_a_backup_replaces_nothing(loaded: Path, saved: Path, tmp_path: Path) -> None:
    before = saved.read_bytes()
    with pytest.raises(PlaceTaken, match=r"saved\.tar: expected the name of a new file, found one that exists"):
        backup(loaded, saved)
    assert saved.read_bytes() == before
    with pytest.raises(StoreMissing, match="load a document into it first"):
        backup(tmp_path / "none", tmp_path / "none.tar")
    assert not (tmp_path / "none.tar").exists()
    assert not list(tmp_path.glob(".*")), "nothing half-made is left"


@pytest.mark.parametrize(("data", "found"), [(None, "found none"), (b"other", "found a file of another sum")])
def test_no_backup_is_made_that_could_not_be_restored(
    loaded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, data: bytes | None, found: str
) -> None:
    monkeypatch.setattr("kg.copies._PAUSE", 0)
    with Store.open(loaded, read_only=True) as store:
        file = store.sources.path(samples.wuda().source.sha256)
    file.unlink()
    if data is not None:
        file.write_bytes(data)
    with pytest.raises(StoreUnusable, match=f"the source file {file.name}, {found}; see what `policykg check` tells"):
        backup(loaded, tmp_path / "saved.tar")
    assert not (tmp_path / "saved.tar").exists()


# ── Restore ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def members_of(file: Path) -> Members:
    with tarfile.open(file) as tar:
        return {member.name: tar.extractfile(member).read() for member in tar}  # type: ignore[union-attr]


def pack(file: Path, members: list[tuple[str | tarfile.TarInfo, bytes]]) -> None:
    with tarfile.open(file, "w") as tar:
        for name, data in members:
            member = tarfile.TarInfo(name) if isinstance(name, str) else name
            member.size = len(data)
            tar.addfile(member, io.BytesIO(data))


def _with(name: str, data: bytes) -> Callable[[Members], Members]:
    return lambda members: members | {name: data}


def _without(start: str) -> Callable[[Members], Members]:
    def change(members: Members) -> Members:
        gone = next(name for name in members if name.startswith(start))
        return {name: data for name, data in members.items() if name != gone}

    return change


def _changed(start: str) -> Callable[[Members], Members]:
    def change(members: Members) -> Members:
        name = next(name for name in members if name.startswith(start))
        return members | {name: members[name][:-2] + b"\n\n"}

    return change


def _said(**values: object) -> Callable[[Members], Members]:
    def change(members: Members) -> Members:
        return members | {"manifest.json": json.dumps(json.loads(members["manifest.json"]) | values).encode()}

    return change


def _data(change: Callable[[bytes], bytes]) -> Callable[[Members], Members]:
    """Other quads, with the sum that they have."""

    def changed(members: Members) -> Members:
        data = change(members["data.nq"])
        return _said(sha256=sha256(data).hexdigest())(members | {"data.nq": data})

    return changed


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (_with("/etc/passwd", b"x"), "only the files of a backup, each once, found '/etc/passwd'"),
        (_with("../outside", b"x"), r"found '\.\./outside'"),
        (_with("sources/../../outside", b"x"), r"found 'sources/\.\./\.\./outside'"),
        (_with("sources/" + "A" * 64, b"x"), "found 'sources/AAAA"),  # no sum is written so
        (_with("sources/" + "a" * 64, b"x"), "sources/a+ of that sum, found 2d7116"),
        (_without("manifest"), "a backup with its manifest.json, found none"),
        (_without("data"), "a backup with its data.nq, found none"),
        (_without("sources"), "the source file [0-9a-f]{64}, found none"),
        (_changed("data"), "data.nq of the sum"),
        (_changed("sources"), "of that sum, found"),
        (_with("manifest.json", b"{"), "a whole backup that this version understands, found 1 validation error"),
        (_said(format=2), "Input should be 1"),
        (_with("tokens.json", b"[]"), "only files that its manifest tells of, found tokens.json"),
        (_said(kept={"tokens.json": "0"}), "the file tokens.json that its manifest tells of, found none"),
        (_changed("sources/origins/"), "sources/origins/[0-9a-f]+ of the sum [0-9a-f]+, found"),
        (_said(documents=4), "expected 4 documents, found 3"),
        (_said(base="https://other.example/"), f"found a store made for {OLD}"),
        (_data(lambda data: data + b"<urn:a> <urn:b> .\n"), "a whole backup that this version understands"),
        (_data(lambda data: b""), "expected a store, found one whose making was stopped"),
        (_data(lambda data: data.replace(b'versionInfo> "1"', b'versionInfo> "0"')), "one of layout 0"),
    ],
)
def test_a_backup_that_is_wrong_is_not_restored(
    saved: Path, tmp_path: Path, change: Callable[[Members], Members], complaint: str
) -> None:
    pack(tmp_path / "wrong.tar", list(change(members_of(saved)).items()))
    assert_refused(tmp_path / "wrong.tar", tmp_path / "wrong" / "copy", complaint)


def assert_refused(file: Path, folder: Path, complaint: str) -> None:
    with pytest.raises(BackupUnusable, match=complaint) as caught:
        restore(file, folder)
    assert str(caught.value).startswith(f"{file}: expected ")
    assert "copy it again from where it was made" in str(caught.value)
    assert not list(folder.parent.iterdir()), "nothing is left of it"


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.DIRTYPE])
def test_a_backup_holds_nothing_but_files(saved: Path, tmp_path: Path, kind: bytes) -> None:
    link = tarfile.TarInfo("sources/" + "a" * 64)
    link.type, link.linkname = kind, "/etc/passwd"
    pack(tmp_path / "wrong.tar", [(link, b""), *members_of(saved).items()])
    assert_refused(tmp_path / "wrong.tar", tmp_path / "wrong" / "copy", "only the files of a backup")


def test_a_file_that_stands_twice_is_refused(saved: Path, tmp_path: Path) -> None:
    pack(tmp_path / "wrong.tar", [*members_of(saved).items(), ("data.nq", b"")])
    assert_refused(tmp_path / "wrong.tar", tmp_path / "wrong" / "copy", "each once, found 'data.nq'")


@pytest.mark.parametrize("part", [0.0, 0.1, 0.5, 0.9])
def test_a_backup_that_ends_too_early_is_refused(saved: Path, tmp_path: Path, part: float) -> None:
    data = saved.read_bytes()
    (tmp_path / "wrong.tar").write_bytes(data[: int(len(data) * part)])
    assert_refused(tmp_path / "wrong.tar", tmp_path / "wrong" / "copy", "a whole backup|a backup with its")


def test_a_store_is_restored_only_where_nothing_is(loaded: Path, saved: Path, tmp_path: Path) -> None:
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "letter.txt").write_text("dear")
    for folder, found in ((loaded, "a store"), (tmp_path / "letters", "a folder of other files"), (saved, "a file")):
        with pytest.raises(PlaceTaken, match=f"{folder}: expected a folder .* is empty, found {found}; name another"):
            restore(saved, folder)
    with pytest.raises(PlaceTaken, match="a disk of its own; name a new folder in it"):
        restore(saved, Path("/"))
    (tmp_path / "empty").mkdir()
    restore(saved, tmp_path / "empty")
    assert dump(tmp_path / "empty") == dump(loaded)


# ── Rebase ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_store_of_another_base(loaded: Path) -> None:
    before = dump(loaded)
    with Store.open(loaded) as store:
        assert rebase(store, NEW.rstrip("/"))
        assert store.base == NEW
        assert [one.status for one in put(store, "wuda")] == ["unchanged"]
    assert dump(loaded) == sorted(line.replace(OLD.encode(), NEW.encode()) for line in before)
    assert_sound(loaded)
    with Store.open(loaded, base=NEW) as store:
        assert rebase(store, OLD)
    assert dump(loaded) == before, "there and back"


def test_the_same_base_changes_nothing_and_a_bad_one_is_refused(loaded: Path) -> None:
    before = dump(loaded)
    with Store.open(loaded) as store:
        state = store.state
        assert not rebase(store, OLD.rstrip("/"))
        for bad in ("nonsense", "ftp://data.example/", "https://data.example/?x", "https://数据.example/"):
            with pytest.raises(IriError) as caught:
                rebase(store, bad)
            with pytest.raises(IriError) as at_creation:
                Iris(bad)
            assert str(caught.value) == str(at_creation.value)
        assert store.state == state
    assert dump(loaded) == before


def test_readers_go_on_while_the_base_changes(loaded: Path) -> None:
    before = dump(loaded)
    with Store.open(loaded, read_only=True) as reader:
        with Store.open(loaded) as store:
            rebase(store, NEW)
        assert not reader.is_current()
        assert reader.base == OLD
        assert len(reader.engine) == len(before)
        with pytest.raises(StoreReadOnly):
            rebase(reader, NEW)


def test_a_failure_leaves_the_store_as_it_was(loaded: Path) -> None:
    before = dump(loaded)
    with Store.open(loaded) as store:

        def broken() -> object:
            yield from list(store.match(None, None, None))[:9]
            raise MemoryError

        with pytest.raises(MemoryError):
            store.replace_all(broken())  # type: ignore[arg-type]
        assert rebase(store, NEW), "what the failure left is not taken along"
        assert rebase(store, OLD)
    assert dump(loaded) == before


A, B = "http://a.example/", "http://b.example/"
S, P = Node("urn:s"), Node("urn:p")


@pytest.mark.parametrize(
    ("quad", "after"),
    [
        (ox.Quad(Node(f"{A}id/x"), P, S, Node(f"{A}graph/shared")), f"<{B}id/x> <urn:p> <urn:s> <{B}graph/shared>"),
        (ox.Quad(S, Node(f"{A}p"), Node(f"{A}o")), f"<urn:s> <{B}p> <{B}o>"),
        (ox.Quad(S, P, Node("http://a.example.org/")), "<urn:s> <urn:p> <http://a.example.org/>"),  # another's
        (ox.Quad(S, P, Node(f"urn:x:{A}")), f"<urn:s> <urn:p> <urn:x:{A}>"),  # not at its beginning
        (ox.Quad(S, P, ox.Literal(A)), f'<urn:s> <urn:p> "{A}"'),  # a text is a text
        (ox.Quad(S, P, ox.Literal("1", datatype=Node(f"{A}t"))), f'<urn:s> <urn:p> "1"^^<{B}t>'),
        (ox.Quad(S, P, ox.Literal("一", language="zh")), '<urn:s> <urn:p> "一"@zh'),
        (ox.Quad(S, rdf.URI_SPACE, ox.Literal(A)), f'<urn:s> {rdf.URI_SPACE} "{B}"'),  # which tells the base
        (ox.Quad(S, rdf.URI_SPACE, ox.Literal(B + "x")), f'<urn:s> {rdf.URI_SPACE} "{B}x"'),  # another dataset's
        (ox.Quad(ox.BlankNode("b"), P, ox.BlankNode("b")), "_:b <urn:p> _:b"),
        (ox.Quad(S, P, ox.Triple(Node(f"{A}x"), P, S)), f"<urn:s> <urn:p> <<( <{B}x> <urn:p> <urn:s> )>>"),
    ],
)
def test_what_the_base_is_the_beginning_of(quad: ox.Quad, after: str) -> None:
    assert str(moved(quad, A, B)) == after


def test_the_vocabulary_stays_where_the_base_is_its_beginning() -> None:
    quad = ox.Quad(Node("https://w3id.org/policykg/id/x"), rdf.TYPE, pol("Plan"))
    assert moved(quad, "https://w3id.org/policykg/", B) == ox.Quad(Node(f"{B}id/x"), rdf.TYPE, pol("Plan"))


# ── Stopped at any moment ────────────────────────────────────────────────────────────────────────────────────────────


def killed(moment: tuple[str, str, int], code: str, *words: object) -> None:
    """Run a line in another process, which is killed as the n-th call of a function begins."""
    module, name, number = moment
    lines = (
        "import sys; from pathlib import Path; from tests.kg.child import arm",
        "from kg.copies import restore; from kg.rebase import rebase; from kg.store import Store",
        f"arm({module!r}, {name!r}, '{number}')",
        code,
    )
    command = [sys.executable, "-c", "\n".join(lines), *map(str, words)]
    done = subprocess.run(command, cwd=ROOT, check=False, timeout=60, capture_output=True, text=True)
    assert done.returncode == -signal.SIGKILL, f"it lived on\n{done.stderr}"


@pytest.mark.parametrize(
    ("moment", "base", "reader_first"),
    [
        (("kg.store", "_make_database", 1), OLD, True),  # nothing was built
        (("kg.store", "sync_files", 1), OLD, False),  # it is built, and may not be on the disk
        (("pathlib", "Path.rename", 1), OLD, True),  # it is on the disk, and not named as whole
        (("kg.store", "Store._finish_replacing", 2), NEW, True),  # it is named so: from here on it is the new one
        (("shutil", "rmtree", 4), NEW, True),  # the old one is about to go
        (("pathlib", "Path.rename", 2), NEW, False),  # it has gone, nothing is in its place; a writer comes first
        (("pathlib", "Path.rename", 2), NEW, True),  # or a reader
        (("kg.store", "Store._settle", 2), NEW, True),  # the new one is in its place
        (("kg.publish", "Publisher.publish", 1), NEW, True),  # and not published
        (("kg.publish", "write_whole", 1), NEW, True),  # amid publishing
    ],
)
def test_rebase_killed_leaves_the_old_or_the_new_store(
    loaded: Path, moment: tuple[str, str, int], base: str, reader_first: bool
) -> None:
    before = dump(loaded)
    killed(moment, f"with Store.open(sys.argv[1]) as store: rebase(store, {NEW!r})", loaded)
    if not reader_first:
        Store.open(loaded).close()
    assert dump(loaded) == sorted(line.replace(OLD.encode(), base.encode()) for line in before)
    with Store.open(loaded) as store:
        assert store.base == base
        put(store, "law")
        assert rebase(store, OLD) is (base == NEW)
    assert_sound(loaded)


def test_half_a_removal_is_finished(loaded: Path) -> None:
    """Killed amid the removal of the old database: a part of it is left beside the new one."""
    killed(("shutil", "rmtree", 4), f"with Store.open(sys.argv[1]) as store: rebase(store, {NEW!r})", loaded)
    (loaded / "db" / "CURRENT").unlink()
    with Store.open(loaded, read_only=True) as store:
        assert store.base == NEW
    assert_sound(loaded)


@pytest.mark.parametrize(
    ("moment", "there"),
    [
        (("kg.copies", "_keep_sources", 1), False),  # nothing was made
        (("kg.store", "_make_database", 1), False),  # the source files are kept
        (("kg.publish", "Publisher.publish", 1), False),  # the database is made, nothing published
        (("pathlib", "Path.rename", 1), False),  # all is made, aside
        (("kg.copies", "sync_folder", 1), True),  # it has its name
    ],
)
def test_restore_killed_leaves_nothing_or_all(
    loaded: Path, saved: Path, tmp_path: Path, moment: tuple[str, str, int], there: bool
) -> None:
    folder = tmp_path / "killed" / "copy"
    killed(moment, "restore(Path(sys.argv[1]), Path(sys.argv[2]))", saved, folder)
    assert folder.exists() is there
    if not there:
        restore(saved, folder)
        assert [entry.name for entry in folder.parent.iterdir()] == ["copy"], "what the first one left is gone"
    assert dump(folder) == dump(loaded)
    assert_sound(folder)


def test_blank_nodes_and_the_default_graph_are_backed_up(store: Store, tmp_path: Path) -> None:
    store.write(Update(frozenset(), frozenset(), frozenset({ox.Quad(S, P, S, Node("urn:g"))})))
    store.engine.add(ox.Quad(ox.BlankNode("b"), P, ox.Triple(S, P, ox.BlankNode("b"))))
    store.publish()
    target, _ = backup(store.path, tmp_path / "saved.tar")
    restore(target, tmp_path / "copy")
    assert dump(tmp_path / "copy") == dump(store.path)
    assert any(line.startswith(b"_:b <urn:p> <<( ") for line in dump(tmp_path / "copy"))
