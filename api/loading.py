"""Files and folders go in, their documents are stored one after the other; a summary and the refusals come out."""

from __future__ import annotations

import os
import shlex
import sys
import threading
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass
from itertools import islice
from multiprocessing import get_context, parent_process
from pathlib import Path
from typing import Any

from api import output
from api.output import lines_of, printable
from kg import build
from kg.remote.address import Remote
from kg.store import Store
from loaders.account import account
from loaders.errors import LoaderError
from loaders.pipeline import read_document
from ontology.model import Document

_COUNTED = (
    "sections", "tasks", "clauses", "bodies", "indicators", "targets", "figures", "citations", "programs", "rejects",
)  # fmt: skip
_UNKNOWN = "(unknown)"


@dataclass(frozen=True, slots=True)
class Reading:
    """What one file gave: its bytes and documents, or why it was refused."""

    path: Path
    data: bytes = b""
    documents: tuple[Document, ...] = ()
    refusal: str | None = None


def files_of(paths: Iterable[Path]) -> Iterator[Path]:
    """The files named, and those in the folders named, sorted, each once; hidden files and READMEs are no documents."""
    seen: set[Path] = set()
    for path in paths:
        inside = (
            sorted(entry for entry in path.rglob("*") if _may_be_document(entry, path)) if path.is_dir() else [path]
        )
        for file in inside:
            if (place := resolved(file)) not in seen:
                seen.add(place)
                yield file


def resolved(path: Path) -> Path:
    """Where a file lies; a link that leads in a circle is itself, and is refused as it is read."""
    try:
        return path.resolve()
    except (OSError, RuntimeError):  # which of them, depends on the version of Python
        return path.absolute()


def _may_be_document(entry: Path, folder: Path) -> bool:
    hidden = any(part.startswith(".") for part in entry.relative_to(folder).parts)
    return entry.is_file() and not hidden and entry.stem.upper() != "README"


def read(path: Path) -> Reading:
    """Read one file; whatever is wrong with it becomes a refusal, so that the others are loaded all the same."""
    try:
        documents = read_document(path)
        return Reading(path, path.read_bytes(), documents)
    except LoaderError as error:
        return Reading(path, refusal=_named(path, str(error)))
    except Exception as error:  # noqa: BLE001  (the one place: a fault of ours must not stop the other files)
        found = f"{type(error).__name__}: {error}"
        told = f"{path}: a fault of policykg, {found}; please report it, with the file"
        return Reading(path, refusal=_named(path, told))


def _named(path: Path, said: str) -> str:
    """What is said of a file, with its name in one line."""
    return said.replace(str(path), printable(str(path)))


def read_all(paths: Sequence[Path], jobs: int) -> Iterator[Reading]:
    """Read files in their order, by as many processes, which are never far ahead of who takes the readings."""
    if jobs == 1 or len(paths) == 1:
        yield from map(read, paths)
        return
    with ProcessPoolExecutor(min(jobs, len(paths)), get_context("spawn"), end_with_parent) as pool:
        left = iter(paths)
        ahead: deque[Future[Reading]] = deque(pool.submit(read, path) for path in islice(left, 4 * jobs))
        while ahead:
            yield ahead.popleft().result()
            ahead.extend(pool.submit(read, path) for path in islice(left, 1))


def end_with_parent() -> None:
    """Let this process end as soon as the one that started it does, however that ends."""
    parent = parent_process()

    def wait() -> None:
        if parent is not None:
            parent.join()
            os._exit(1)

    threading.Thread(target=wait, daemon=True, name="end with parent").start()


def load_files(paths: Sequence[Path], place: Path | Remote, jobs: int = 1, base: str | None = None) -> int:
    """Load everything under `paths` into the store in a folder, or a remote one; return the exit status."""
    files = list(files_of(paths))
    if not files:
        print(f"policykg: no files in {', '.join(printable(str(path)) for path in paths)}", file=sys.stderr)
        return 1
    new = isinstance(place, Path) and not place.exists()
    summary = Summary()
    with Store.open(place, base=base) as store, _progress() as progress:
        if new and base is None:
            note = f"IRIs of the new store begin with {store.base}, which is for trials; --base chooses another"
            print(f"policykg: {note}", file=sys.stderr)
        readings = read_all(files, jobs)
        tracked = progress.track(readings, len(files), description="") if progress else readings
        build.load(store, summary.files(tracked), summary.add)
    summary.show()
    return 1 if summary.refusals else 0


class Summary:
    """What became of each file: a row for each document and each file that could not be read; refusals in words."""

    def __init__(self) -> None:
        self.rows: list[list[str]] = []
        self.refusals: list[str] = []
        self.lost: list[str] = []
        self._counts: dict[str, list[list[str]]] = {}  # of the file at hand, by title: two may share one

    def files(self, readings: Iterable[Reading]) -> Iterator[build.File]:
        """The files that could be read; the others are refusals."""
        for reading in readings:
            if reading.refusal is not None:
                self.refusals.append(reading.refusal)
                self.rows.append([reading.path.name, _UNKNOWN, "refused", *[""] * len(_COUNTED)])
                continue
            self._counts = {}
            for one in reading.documents:
                self._counts.setdefault(one.title, []).append(_counts(one))
                self._note_lost(reading.path, one)
            yield build.File(reading.data, reading.documents, str(resolved(reading.path)))

    def add(self, outcome: build.Outcome) -> None:
        """Take note of what became of a document: outcomes come in the order of the file's documents."""
        left = self._counts.get(outcome.title)
        counts = left.pop(0) if left else [""] * len(_COUNTED)
        title = outcome.title or _UNKNOWN
        if outcome.status == "refused":
            reasons = "\n".join(f"    {reason}" for reason in outcome.reasons)
            said = f"{printable(outcome.file)}: {printable(title)} does not fit the ontology:\n{reasons}"
            self.refusals.append(said)
        self.rows.append([outcome.file, title, outcome.status, *counts])

    def _note_lost(self, path: Path, document: Document) -> None:
        """A list of clauses that was lost must jump to the eye."""
        clauses, understood = document.clauses_in_text or 0, document.clauses_understood or 0
        if understood < clauses:
            remedy = f"`policykg report {shlex.quote(str(path))}` shows where"
            said = f"{document.title}: {clauses - understood} of {clauses} clauses not understood"
            self.lost.append(printable(f"lost: {path.name}: {said}; {remedy}"))

    def show(self) -> None:
        """Print the rows on stdout, what was lost and what was refused on stderr."""
        if self.rows:
            output.show(("file", "title", "status", *_COUNTED), self.rows)
        for lost in self.lost:
            print(lost, file=sys.stderr)
        for refusal in self.refusals:
            print(f"refused: {lines_of(refusal)}", file=sys.stderr)


def _counts(document: Document) -> list[str]:
    """In the order of the columns; of clauses and bodies, how many were understood and how many there are."""
    told = account(document)
    said = {"clauses": f"{told.understood}/{told.clauses}", "bodies": f"{told.resolved}/{told.bodies}"}
    return [said.get(name) or str(len(getattr(document, name))) for name in _COUNTED]


def _progress() -> Any:
    """A progress bar where a person watches, nothing elsewhere."""
    if not sys.stderr.isatty():
        return nullcontext()
    from rich.console import Console
    from rich.progress import Progress

    return Progress(console=Console(stderr=True), transient=True)
