"""The real documents (or the examples) go in; a line for each thing measured comes out: `python -m benchmarks`.

Times are the least of several runs, in a warm process where not said otherwise: what the machine can do, not its mood.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from time import perf_counter, process_time

from api.loading import files_of
from kg.iris import DEFAULT_BASE
from kg.quads import document_quads
from kg.store import Store
from kg.validate import Validator
from loaders.errors import LoaderError
from loaders.formats import read
from loaders.pipeline import read_document, read_text
from queries.catalog import catalog
from queries.run import select

ROOT = Path(__file__).resolve().parent.parent
COMMAND = [sys.executable, "-c", "from api.cli import main; main()"]


def main() -> None:
    """Print everything."""
    corpus = Path(os.environ.get("POLICYKG_CORPUS") or ROOT.parent / "shared" / "corpus")
    files = sorted(corpus.glob("*.txt")) if corpus.is_dir() else list(files_of([ROOT / "examples"]))
    print(f"{len(files)} documents of {files[0].parent.name}/, Python {sys.version.split()[0]}, {os.cpu_count()} cores")
    reading(files)
    throughput(files[0].parent)
    validation(files)
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "store"
        loading(files, store)
        asking(store)


def least(work: Callable[[], object], runs: int = 5) -> float:
    """The milliseconds of the fastest run."""
    times = []
    for _ in range(runs):
        start = perf_counter()
        work()
        times.append(perf_counter() - start)
    return min(times) * 1000


def line(what: str, milliseconds: float, note: str = "") -> None:
    """Print one measurement."""
    print(f"{what:<44} {milliseconds:>9.1f} ms  {note}")


def reading(files: list[Path]) -> None:
    """From file to typed values."""
    for file in files:
        text = sum(len(document.text) for document in read_document(file))
        line(f"read {file.name}", least(partial(read_document, file)), f"{text} characters")
    start = perf_counter()
    subprocess.run([*COMMAND, "extract", str(files[0])], cwd=ROOT, check=True, capture_output=True)
    line(f"policykg extract {files[0].name}", (perf_counter() - start) * 1000, "a new process")


def throughput(folder: Path) -> None:
    """Every readable file of a folder and those in it, from decoded text to typed values: UTF-8 bytes by processor time."""
    texts = []
    for file in files_of([folder]):
        with suppress(LoaderError):
            text, source = read(file)
            read_text(text, source, file.name)
            texts.append((text, source, file.name))
    size = sum(len(text.encode()) for text, _, _ in texts)
    taken = min(sum(processor_time(partial(read_text, *one)) for one in texts) for _ in range(3))
    line(f"cleaning to typed values, {len(texts)} files", taken * 1000, f"{size / taken / 1e6:.2f} MB/s on one core")


def processor_time(work: Callable[[], object]) -> float:
    """The seconds of this process that the work took."""
    start = process_time()
    work()
    return process_time() - start


def validation(files: list[Path]) -> None:
    """The shapes over each document."""
    validator = Validator()
    for file in files:
        for document in read_document(file):
            quads = document_quads(document, DEFAULT_BASE)
            line(f"validate {file.name}", least(partial(validator.offences, quads), 3), f"{len(quads)} quads")


def loading(files: list[Path], store: Path) -> None:
    """All documents into a new store, then again."""
    for what in ("load all", "load all again"):
        start = perf_counter()
        done = subprocess.run(
            [*COMMAND, "load", *map(str, files), "--store", str(store)], cwd=ROOT, check=False, capture_output=True
        )
        most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
        line(what, (perf_counter() - start) * 1000, f"a new process, {most} MB, exit {done.returncode}")


def asking(folder: Path) -> None:
    """Every named query without parameters."""
    with Store.open(folder, read_only=True) as store:
        for query in catalog().values():
            if query.form == "select":
                rows = len(select(store, query.name).rows)
                line(f"query {query.name}", least(partial(select, store, query.name), 3), f"{rows} rows")


if __name__ == "__main__":
    main()
