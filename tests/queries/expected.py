"""The examples go in, the queries' expected answers come out: `python -m tests.queries.expected` writes them anew.

They stand beside the queries as NAME.expected.csv. Whoever writes them anew reads the difference before keeping it.
"""

from __future__ import annotations

import io
import sys
import tempfile
from pathlib import Path

from api.loading import load_files
from api.output import write_csv
from kg.decisions.deciding import apply
from kg.decisions.values import Judgement, Verdict, moment_of
from kg.rdf import Node
from kg.store import Store
from queries.catalog import catalog
from queries.run import plain, select

ROOT = Path(__file__).resolve().parents[2]
QUERIES = ROOT / "queries"


def expected_file(name: str) -> Path:
    """Where a query's expected answer stands."""
    return QUERIES / f"{name}.expected.csv"


def answer(store: Store, name: str) -> str:
    """A query's answer to its own example."""
    table = select(store, name, catalog()[name].example)
    write_csv(table.columns, table.rows, out := io.StringIO())
    return out.getvalue()


def fill(folder: Path) -> int:
    """Load the examples into a new store, and let two people judge some of what they say; the exit status."""
    status = load_files([ROOT / "examples"], folder)
    with Store.open(folder) as store:
        for name, verdict, reviewer, day, reason, changes in DECISIONS:
            about = Node(plain(select(store, name, catalog()[name].example).rows[0][-1]) or "")
            apply(store, Judgement(verdict, reviewer, moment_of(day), about, reason, changes))
        store.publish()
    return status


DECISIONS: tuple[tuple[str, Verdict, str, str, str | None, dict[str, str]], ...] = (
    ("task_cascade", "confirmed", "王", "2026-11-20", None, {}),
    ("measure_cascade", "rejected", "李", "2026-11-21", "不是同一举措", {}),
    ("targets", "corrected", "王", "2026-11-21", "单位有误", {"unit": "人次"}),
    ("targets_without_year", "confirmed", "李", "2026-11-22", None, {}),
)
"""What is said of the first row of a query's answer to its own example."""


def main() -> int:
    """Load the examples into a store of their own and write every expected answer."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "store"
        if fill(path):
            return 1
        for old in QUERIES.glob("*.expected.csv"):
            old.unlink()
        with Store.open(path, read_only=True) as store:
            for query in catalog().values():
                if query.form == "select":
                    expected_file(query.name).write_text(answer(store, query.name), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
