"""The examples go in, the queries' expected answers come out: `python -m tests.queries.expected` writes them anew.

They stand beside the queries as NAME.expected.csv. Whoever writes them anew reads the difference before keeping it.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from api.loading import load_files
from api.output import to_csv
from kg.store import Store
from queries.catalog import catalog
from queries.run import select

ROOT = Path(__file__).resolve().parents[2]
QUERIES = ROOT / "queries"


def expected_file(name: str) -> Path:
    """Where a query's expected answer stands."""
    return QUERIES / f"{name}.expected.csv"


def answer(store: Store, name: str) -> str:
    """A query's answer to its own example."""
    return to_csv(select(store, name, catalog()[name].example))


def main() -> int:
    """Load the examples into a store of their own and write every expected answer."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "store"
        if load_files([ROOT / "examples"], path):
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
