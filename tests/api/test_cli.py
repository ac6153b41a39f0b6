"""The command line as people and programs meet it: what stands on stdout, what on stderr, and the exit status."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from api.cli import cli
from api.loading import Reading, Summary
from api.settings import SETTINGS
from kg.build import Outcome, Status
from loaders.pipeline import read_document

ROOT = Path(__file__).resolve().parents[2]
WUDA = "乌达区“十四五”残疾人事业发展规划"
COMMAND = [sys.executable, "-c", "from api.cli import main; main()"]

Run = Callable[..., Result]


@pytest.fixture
def run(examples_folder: Path) -> Run:
    """Run a command in this process, on the store of the examples unless another is named."""

    def runs(*words: str, store: Path = examples_folder, stdin: str | None = None) -> Result:
        return CliRunner().invoke(cli, list(words), input=stdin, env={"POLICYKG_STORE": str(store)})

    return runs


def shell(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a command in a process of its own."""
    done = subprocess.run(
        [*COMMAND, *words],
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done


def test_help_and_docs_list_every_setting(run: Run) -> None:
    shown = run("--help").stdout
    documented = (ROOT / "docs" / "settings.md").read_text("utf-8")
    meanings = {next(line.index(one.meaning) for line in shown.splitlines() if one.name in line) for one in SETTINGS}
    assert len(meanings) == 1, "the meanings stand below each other"
    for setting in SETTINGS:
        assert f"| `{setting.name}` | {_code(setting.default)} | {setting.meaning} |" in documented


def _code(default: str) -> str:
    """A default as the docs have it: a value as code, and the words that explain it or stand for one as they are."""
    value, _, words = default.partition(" ")
    if value.rstrip(":").isalpha():
        return default
    return f"`{value}`" + (f" {words}" if words else "")


def test_nothing_else_reads_the_environment() -> None:
    known = {setting.name for setting in SETTINGS}
    for package in ("ontology", "loaders", "kg", "queries", "api"):
        for path in (ROOT / package).rglob("*.py"):
            assert set(re.findall(r"POLICYKG_[A-Z_]+", path.read_text("utf-8"))) <= known, path


def test_every_command_has_help(run: Run) -> None:
    for name in cli.commands:
        result = run(name, "--help")
        assert result.exit_code == 0
        assert result.stdout.startswith(f"Usage: cli {name}")


# ── load ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_load_tells_what_it_loaded_and_what_it_refused(run: Run, tmp_path: Path) -> None:
    good = tmp_path / "in" / "wuda.txt"
    good.parent.mkdir()
    good.write_bytes((ROOT / "examples" / "wuda-plan-2022.txt").read_bytes())
    (tmp_path / "in" / "empty.txt").write_bytes(b"")
    (tmp_path / "in" / "picture.png").write_bytes(b"\x89PNG")
    (tmp_path / "in" / ".hidden.txt").write_text("not looked at")
    result = run("load", str(tmp_path / "in"), "--store", str(tmp_path / "store"))
    assert result.exit_code == 1, "two files were refused"
    rows = {line.split()[0]: line.split()[1:] for line in result.stdout.splitlines()[2:]}
    assert rows["wuda.txt"][:2] == [WUDA, "loaded"]
    assert rows["empty.txt"] == rows["picture.png"] == ["(unknown)", "refused"]
    assert "http://localhost:8000/" in result.stderr, "a new store's base is told"
    refused = [line for line in result.stderr.splitlines() if "expected" in line]
    assert [("empty.txt" in line, "picture.png" in line) for line in refused] == [(True, False), (False, True)]
    assert ".hidden" not in result.output
    documents = run("query", "documents", "--format", "csv", store=tmp_path / "store")
    assert [row["title"] for row in csv.DictReader(io.StringIO(documents.stdout))] == [WUDA]


def test_the_summary_tells_documents_of_one_title_apart(capsys: pytest.CaptureFixture[str]) -> None:
    """A file may hold two documents of one title, and one whose title was not found."""
    (full,) = read_document(ROOT / "examples" / "wuda-plan-2022.txt")
    bare, untitled = full.model_copy(update={"tasks": ()}), full.model_copy(update={"title": ""})
    summary = Summary()
    (file,) = summary.files([Reading(Path("two.txt"), b"", (full, bare, untitled))])
    for document in file.documents:
        status: Status = "loaded" if document.title else "refused"
        summary.add(Outcome(status, document.title, "two.txt", None))
    summary.add(Outcome("removed", full.title, "two.txt", None))
    summary.show()
    told = capsys.readouterr()
    rows = [line.split() for line in told.out.splitlines()[2:]]
    tasks = str(len(full.tasks))
    assert [[*row[1:3], row[4]] for row in rows[:3]] == [
        [WUDA, "loaded", tasks],
        [WUDA, "loaded", "0"],
        ["(unknown)", "refused", tasks],
    ]
    assert rows[3] == ["two.txt", WUDA, "removed"], "nothing is counted of what went"
    assert "refused: two.txt: (unknown) does not fit" in told.err


def test_load_twice_changes_nothing(run: Run, tmp_path: Path) -> None:
    store = tmp_path / "store"
    dumps = []
    for _ in range(2):
        assert run("load", str(ROOT / "examples" / "wuda-plan-2022.txt"), store=store).exit_code == 0
        dumps.append(sorted(run("dump", store=store).stdout_bytes.splitlines()))
    assert dumps[0] == dumps[1]


def test_load_with_several_processes_loads_the_same(run: Run, examples_folder: Path, tmp_path: Path) -> None:
    done = shell("load", "examples", "--jobs", "2", POLICYKG_STORE=str(tmp_path / "store"))
    assert done.returncode == 0, done.stderr
    same = [
        run("query", "responsibilities", "--format", "csv", store=one).stdout
        for one in (examples_folder, tmp_path / "store")
    ]
    assert same[0] == same[1]


def test_load_of_nothing(run: Run, tmp_path: Path) -> None:
    result = run("load", str(tmp_path / "missing.txt"), store=tmp_path / "store")
    assert result.exit_code == 1
    assert "missing.txt" in result.stderr


# ── extract and report ───────────────────────────────────────────────────────────────────────────────────────────────


def test_extract_prints_the_typed_document() -> None:
    done = shell("extract", "examples/wuda-plan-2022.txt")
    document = json.loads(done.stdout)
    assert (done.returncode, document["title"]) == (0, WUDA)
    for task in document["tasks"]:
        proof = task["evidence"]
        assert document["text"][proof["start"] : proof["end"]] == proof["quote"]


def test_extract_needs_no_store_and_no_service() -> None:
    heavy = ("fastapi", "starlette", "rdflib", "jieba", "rich", "uvicorn", "networkx", "pyrudof")
    code = (
        "import sys; from api.cli import cli\n"
        "try: cli(['extract', 'examples/wuda-plan-2022.txt'])\n"
        f"finally: print([name for name in {heavy} if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, encoding="utf-8", check=True)
    assert done.stderr.strip() == "[]"


def test_extract_tells_what_is_wrong_with_a_file(run: Run, tmp_path: Path) -> None:
    (tmp_path / "plan.txt").write_bytes(b"")
    result = run("extract", str(tmp_path / "plan.txt"))
    assert (result.exit_code, result.stdout) == (1, "")
    assert "plan.txt: expected a document, found an empty file" in result.stderr


def test_report_of_a_loaded_document_and_of_its_file_agree(run: Run) -> None:
    by_title = run("report", WUDA)
    by_file = run("report", str(ROOT / "examples" / "wuda-plan-2022.txt"))
    assert by_title.exit_code == 0
    assert "not understood" in by_title.stdout
    assert by_title.stdout == by_file.stdout


def test_a_list_of_clauses_that_was_lost_jumps_to_the_eye(run: Run, tmp_path: Path) -> None:
    lost = "".join(f"{number}.做好服务。（由群众代表共同配合社区完成）\n" for number in range(1, 5))
    (tmp_path / "plan.txt").write_text(f"乌达区某工作方案\n一、重点任务\n{lost}5.做好管理。（区残联牵头）\n")
    result = run("load", str(tmp_path / "plan.txt"), store=tmp_path / "store")
    assert result.exit_code == 0
    assert "1/5" in result.stdout
    assert "乌达区某工作方案: 4 of 5 clauses not understood" in result.stderr
    report = run("report", "乌达区某工作方案", store=tmp_path / "store").stdout
    assert "1 of 5 clauses understood: 4 LOST" in report
    assert report.count("⟦（由群众代表共同配合社区完成）⟧") == 4
    assert "一 重点任务" in report


# ── query and sparql ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_query_alone_lists_the_questions(run: Run) -> None:
    shown = run("query").stdout
    assert "who_leads_most" in shown
    assert "哪个部门牵头的任务最多？" in shown


def test_query_formats(run: Run) -> None:
    words = ("query", "indicators", "--param", f"document={WUDA}")
    table = run(*words).stdout
    rows = list(csv.DictReader(io.StringIO(run(*words, "--format", "csv").stdout)))
    objects = json.loads(run(*words, "--format", "json").stdout)
    assert len(rows) == len(objects) == len(table.splitlines()) - 2
    assert rows[0]["value"] == str(objects[0]["value"])
    assert (rows[0]["baseline_value"], objects[0]["baseline_value"]) == ("", None), "unknown is not zero"


def test_query_columns(run: Run) -> None:
    assert run("query", "documents", "--columns", "title,level", "--format", "csv").stdout.startswith("title,level\n")


def test_a_graph_comes_as_turtle(run: Run) -> None:
    result = run("query", "document_graph", "--param", f"document={WUDA}")
    assert result.exit_code == 0
    assert "https://w3id.org/policykg/ns#Plan" in result.stdout


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("query", "taks"), "no query 'taks'; did you mean tasks?"),
        (("query", "tasks", "--param", "documnet=x"), "no parameter 'documnet'; did you mean document?"),
        (("query", "tasks", "--param", "document"), "expected NAME=VALUE, found 'document'"),
        (("query", "tasks", "--param", "document=no such title"), "expected the IRI, number or title of a document"),
        (("query", "tasks", "--columns", "titel"), "no column 'titel'"),
        (("query", "tasks", "--format", "ttl"), "ask for table, csv or json"),
        (("query", "document_graph", "--format", "csv"), "ask for it as ttl"),
        (("sparql", "--format", "ttl"), "ask for table, csv, tsv, json or xml"),
    ],
)
def test_wrong_words_are_told(run: Run, words: tuple[str, ...], complaint: str) -> None:
    result = run(*words, stdin="SELECT ?s WHERE { ?s ?p ?o } LIMIT 1")
    assert result.exit_code == 2
    assert complaint in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize(
    ("query", "form", "start"),
    [
        ("SELECT (1 AS ?x) {}", None, "x\n-\n1\n"),
        ("SELECT (1 AS ?x) {}", "csv", "x\n1\n"),
        ("SELECT (1 AS ?x) {}", "tsv", "?x\n1\n"),
        ("SELECT (1 AS ?x) {}", "json", '{"head":{"vars":["x"]}'),
        ("SELECT (1 AS ?x) {}", "xml", "<?xml"),
        ("ASK {}", None, "true\n"),
        ("ASK {}", "json", '{"head":{},"boolean":true}'),
        ("CONSTRUCT { <urn:a> <urn:b> 1 } WHERE {}", None, "<urn:a> <urn:b> 1 ."),
        ("CONSTRUCT { <urn:a> <urn:b> 1 } WHERE {}", "nt", "<urn:a> <urn:b> "),
        ("CONSTRUCT { <urn:a> <urn:b> 1 } WHERE {}", "jsonld", "["),
    ],
)
def test_sparql_formats(run: Run, query: str, form: str | None, start: str) -> None:
    result = run("sparql", *(("--format", form) if form else ()), stdin=query)
    assert result.exit_code == 0, result.stderr
    assert result.stdout.startswith(start)


def test_sparql_says_where_a_query_is_wrong(run: Run) -> None:
    result = run("sparql", stdin="SELECT ?x WHERE {")
    assert result.exit_code == 2
    assert "<stdin>: " in result.stderr
    assert "1:18" in result.stderr


# ── the store ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("words", [("query", "tasks"), ("sparql",), ("check",), ("dump",), ("serve",), ("report", "x")])
def test_without_a_store_it_is_said_how_to_make_one(run: Run, tmp_path: Path, words: tuple[str, ...]) -> None:
    result = run(*words, store=tmp_path / "none", stdin="ASK {}")
    assert result.exit_code == 1
    assert "policykg load" in result.stderr
    assert not (tmp_path / "none").exists(), "asking makes no store"


def test_check_of_the_examples(run: Run) -> None:
    result = run("check")
    assert result.exit_code == 0, result.output


def test_remove_leaves_nothing(run: Run, tmp_path: Path) -> None:
    store = tmp_path / "store"
    review = str(ROOT / "examples" / "ordos-review.txt")
    run("load", review, store=store)
    alone = sorted(run("dump", store=store).stdout_bytes.splitlines())
    run("load", str(ROOT / "examples" / "wuda-plan-2022.txt"), store=store)
    assert run("remove", WUDA, store=store).exit_code == 0
    assert sorted(run("dump", store=store).stdout_bytes.splitlines()) == alone
    again = run("remove", WUDA, store=store)
    assert again.exit_code == 1
    assert WUDA in again.stderr


NETWORKS = [
    ("a.graphml", (), b"<?xml version='1.0' encoding='utf-8'?>\n<graphml"),
    ("a.GEXF", (), b"<?xml version='1.0' encoding='utf-8'?>\n<gexf"),
    ("a.json", (), b'{\n "directed": true'),
    ("a.dot", (), b"digraph"),
    ("a.dot", ("--format", "json"), b'{\n "directed": true'),  # what is said counts
    ("a.txt", ("--format", "dot"), b"digraph"),
    ("-", (), b"<?xml version='1.0' encoding='utf-8'?>\n<graphml"),
    ("-", ("--format", "dot"), b"digraph"),
]


@pytest.mark.parametrize(("name", "words", "start"), NETWORKS)
def test_a_network_is_written_as_its_file_is_named(
    run: Run, tmp_path: Path, name: str, words: tuple[str, ...], start: bytes
) -> None:
    target = name if name == "-" else str(tmp_path / name)
    result = run("network", "cascade", target, *words)
    assert result.exit_code == 0, result.output
    written = result.stdout_bytes if name == "-" else (tmp_path / name).read_bytes()
    assert written.startswith(start)


@pytest.mark.parametrize("name", ["a.png", "a", ".dot"])
def test_a_network_of_no_known_form(run: Run, tmp_path: Path, name: str) -> None:
    result = run("network", "cascade", str(tmp_path / name))
    assert result.exit_code == 2
    assert "expected a name that ends in .graphml, .gexf, .json, .dot" in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_reader_that_goes_away_is_no_fault(examples_folder: Path) -> None:
    with subprocess.Popen(
        [*COMMAND, "dump"],
        cwd=ROOT,
        env=os.environ | {"POLICYKG_STORE": str(examples_folder)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.read(10)
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(timeout=60) != 0


def test_a_setting_that_cannot_be_used() -> None:
    done = shell("query", POLICYKG_PORT="many")
    assert done.returncode == 2
    assert "POLICYKG_PORT: expected a whole number" in done.stderr
