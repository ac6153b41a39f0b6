"""Answers of any size, and questions of any bytes, at the command line."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from api import asking, output
from api.cli import cli
from queries.run import QueryError

ROOT = Path(__file__).resolve().parents[2]
MANY = "SELECT * {{ ?a ?b ?c . ?d ?e ?f }} LIMIT {}"


def run(store: Path, *words: str, stdin: str = "") -> tuple[str, str]:
    done = CliRunner().invoke(cli, [*words, "--store", str(store)], input=stdin)
    assert done.exit_code == 0, done.output
    return done.stdout, done.stderr


def test_a_table_shows_as_many_rows_as_people_can_read(examples_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "MOST_ROWS", 5)
    for rows, told in ((5, ""), (6, "policykg: a table ends after 5 rows; --format csv or json gives all\n")):
        shown, said = run(examples_folder, "sparql", stdin=MANY.format(rows))
        assert len(shown.splitlines()) == 5 + 2
        assert said == told
    assert len(run(examples_folder, "sparql", "--format", "csv", stdin=MANY.format(9))[0].splitlines()) == 9 + 1


@pytest.mark.parametrize("rows", [0, 1, 3])
def test_json_is_written_row_by_row_as_if_at_once(rows: int) -> None:
    out = io.StringIO()
    output.write_json(("a", "b"), [(None, None)] * rows, out)
    assert out.getvalue() == json.dumps([{"a": None, "b": None}] * rows, indent=1) + "\n"


@pytest.mark.parametrize("size", [1, 2, 3, 7])
def test_bytes_become_text_wherever_they_are_cut(size: int) -> None:
    data, out = "题\r\n二\r\n\r三\n".encode(), io.StringIO()
    utf8 = output.Utf8(out)
    for start in range(0, len(data), size):
        utf8.write(data[start : start + size])
    assert out.getvalue() == "题\n二\n\r三\n"


@pytest.mark.parametrize("form", ["csv", "tsv", "json", "xml"])
def test_a_large_answer_takes_no_more_memory(examples_folder: Path, form: str) -> None:
    """100,000 rows are 30 MB and more."""
    small, large = (_peak(examples_folder, form, rows) for rows in (1, 100_000))
    assert large - small < 16_000


def _peak(store: Path, form: str, rows: int) -> int:
    """The most memory that a process took to answer, in kilobytes."""
    code = """if True:
        import resource, sys
        from api.cli import cli
        cli(sys.argv[1:], standalone_mode=False)
        print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr)
    """
    command = [sys.executable, "-c", code, "sparql", "--format", form, "--store", str(store)]
    done = subprocess.run(
        command, cwd=ROOT, input=MANY.format(rows).encode(), capture_output=True, check=True, timeout=120
    )
    assert done.stdout.count(b"\n") >= rows or form in ("json", "xml")
    return int(done.stderr)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <http://192.0.2.1/> { ?s ?p ?o } }",
        "SELECT * { \\u0053ERVICE <http://192.0.2.1/> { ?s ?p ?o } }",
        "SELECT * { SERVICE SILENT ?where { ?s ?p ?o } }",
    ],
)
def test_no_query_asks_other_servers(examples_folder: Path, query: str) -> None:
    done = CliRunner().invoke(cli, ["sparql", "--store", str(examples_folder)], input=query)
    assert done.exit_code == 2
    assert done.stderr.startswith("policykg: ")
    assert "SERVICE" in done.stderr


def test_a_query_that_is_no_text_is_refused() -> None:
    file = io.BytesIO(b"SELECT * { ?s ?p '\xff' }")
    file.name = "query.rq"
    with pytest.raises(QueryError, match=r"query\.rq: expected a query in UTF-8, found the byte 0xFF at offset 18"):
        asking.read_query(file)
    assert asking.read_query(io.BytesIO("\ufeffASK {}".encode())) == "ASK {}"
