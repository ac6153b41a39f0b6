"""Review by people as it is met at a terminal and over HTTP."""

from __future__ import annotations

import csv
import io
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner, Result
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api import problems
from api.reader import Reader
from api.review_commands import review
from api.review_routes import create_router
from kg.build import remove
from kg.store import Store
from queries.run import plain, select

WUDA, REGION = "乌达区“十四五”残疾人事业发展规划", "内政发〔2021〕17号"
TOKEN = "a token that nobody guesses"  # noqa: S105
RATE = "精准康复比例"

Run = Callable[..., Result]


@pytest.fixture
def folder(examples_folder: Path, tmp_path: Path) -> Path:
    """A copy of the store of the examples, to write to."""
    shutil.copytree(examples_folder, tmp_path / "store")
    return tmp_path / "store"


@pytest.fixture
def run(folder: Path) -> Run:
    def runs(*words: str, reviewer: str | None = "王") -> Result:
        config = SimpleNamespace(store=str(folder), reviewer=reviewer)
        return CliRunner().invoke(review, list(words), obj=config)

    return runs


def rows(folder: Path, name: str, **given: str) -> list[dict[str, str]]:
    with Store.open(folder, read_only=True) as store:
        table = select(store, name, {key: [value] for key, value in given.items()})
        return [dict(zip(table.columns, [plain(term) or "" for term in row], strict=True)) for row in table.rows]


def rate(folder: Path) -> str:
    """The IRI of a target of the district's plan."""
    return next(row["fact"] for row in rows(folder, "targets", document=WUDA) if row["metric"] == RATE)


def done(result: Result) -> str:
    assert result.exit_code == 0, f"{result.output}{result.exception!r}"
    return result.output


# ── At a terminal ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_review_from_list_to_report(run: Run, folder: Path, tmp_path: Path) -> None:
    fact = rate(folder)
    quote = next(row["quote"] for row in rows(folder, "targets", document=WUDA) if row["fact"] == fact)
    assert fact in done(run("list", "--kind", "Target", "--document", WUDA, "--undecided"))
    assert "corrected: " in done(run("correct", fact, "--set", "value=95", "--reason", "印错"))
    done(run("confirm", fact.partition("/id/")[1].strip("/") + "/" + fact.partition("/id/")[2], reviewer="李"))
    done(run("add", "fact", "Target", WUDA, "--path", "四/（三）/3", "--quote", quote[:6], "--set", "metric=另", "--set",
             "operator=≥", "--set", "value=1"))  # fmt: skip
    done(run("add", "link", WUDA, "四/（一）/1", REGION, "三/（六）/1", "--relation", "narrower", "--reviewer", "赵"))
    assert fact not in done(run("list", "--kind", "Target", "--document", WUDA, "--undecided"))
    assert done(run("list", "--document", WUDA, "--decided")).count("added") >= 2
    report = done(run("report"))
    assert "differing: " in report
    assert "王: corrected; 李: confirmed" in report
    assert next(one for one in report.splitlines() if one.startswith("Target")).split() == [
        "Target", "1", "0", "0", "1", "1.000", "0.500",
    ]  # fmt: skip
    shares = [cell for line in report.splitlines() for cell in line.split() if re.fullmatch(r"[01](\.\d+)?", cell)]
    assert {len(cell) for cell in shares if "." in cell} == {5}, "each share has three decimals"
    assert {row["verdict"] for row in rows(folder, "decisions", document=WUDA)} == {"corrected", "confirmed", "added"}
    file = tmp_path / "decisions.csv"
    assert "exported: 4 decisions" in done(run("export", str(file)))
    assert run("export", "-").stdout_bytes == file.read_bytes(), "the same to stdout"
    assert len(list(csv.DictReader(io.StringIO(file.read_text("utf-8-sig"), newline="")))) == 4
    assert "imported: 0 new, 4 known, 0 refused" in done(run("import", str(file)))
    added = next(row["decision"] for row in rows(folder, "decisions") if row["reviewer"] == "赵")
    assert "withdrawn: added" in done(run("withdraw", added, "--reviewer", "赵"))
    assert len(rows(folder, "decisions")) == 3
    assert "imported: 1 new, 3 known, 0 refused" in done(run("import", str(file)))


def test_decisions_on_a_file_that_does_not_fit(run: Run, folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "by hand.csv"
    good = f"Target,{WUDA},精准康复,confirmed\n"
    file.write_text(f"kind,document,quote,verdict\n{good}Target,{WUDA},没有这句,confirmed\n", "utf-8")
    result = run("import", str(file))
    assert result.exit_code == 1
    assert "by hand.csv line 3, row: expected one Target that says so, found 0" in result.output
    assert "imported: 0 new, 0 known, 1 refused" in result.output
    assert rows(folder, "decisions") == []
    result = run("import", str(file), "--partial")
    assert (result.exit_code, "imported: 1 new" in result.output) == (1, True)
    assert [row["fact"] for row in rows(folder, "decisions")] == [rate(folder)]
    file.write_bytes("kind,verdict\n中".encode("gbk"))
    result = run("import", str(file))
    assert "expected UTF-8" in str(result.exception)


WRONG = [
    (["reject", "{fact}"], "expected why it is rejected"),
    (["confirm", "id/nothing"], "expected the IRI of a fact or link"),
    (["correct", "{fact}", "--set", "value", "--reason", "x"], "expected PROPERTY=VALUE"),
    (["correct", "{fact}", "--set", "value=many", "--reason", "x"], "a plain number"),
    (["add", "fact", "Target", "no such plan"], "the IRI, number or title of one loaded document"),
    (["list", "--kind", "Nothing"], "expected one of Section"),
    (["withdraw", "id/decision/0123456789"], "one that is kept"),
]


@pytest.mark.parametrize(("words", "complaint"), WRONG)
def test_what_is_wrong_is_told(run: Run, folder: Path, words: list[str], complaint: str) -> None:
    result = run(*(word.format(fact=rate(folder)) for word in words))
    assert result.exit_code != 0
    assert complaint in f"{result.output} {result.exception}"
    assert rows(folder, "decisions") == []


def test_every_command_has_help() -> None:
    for words in ([], *([name] for name in review.commands), ["add", "link"], ["add", "fact"]):
        assert CliRunner().invoke(review, [*words, "--help"]).exit_code == 0


# ── Queries ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_parameters_of_the_queries(run: Run, folder: Path) -> None:
    fact, event = rate(folder), rows(folder, "department_changes")[0]["fact"]
    done(run("confirm", fact))
    done(run("reject", fact, "--reason", "x", reviewer="李"))
    done(run("confirm", event))
    everything = rows(folder, "decisions")
    assert len(everything) == 3
    for name, value in (("document", everything[0]["document"]), ("fact", fact), ("kind", "ChangeEvent"), ("verdict", "rejected"),
                        ("reviewer", "李")):  # fmt: skip
        assert rows(folder, "decisions", **{name: value}) == [row for row in everything if row[name] == value], name
    told = rows(folder, "precision_by_decision", document=WUDA)
    assert [(row["kind"], row["confirmed"], row["rejected"], row["precision"]) for row in told] == [
        ("Target", "0", "1", "0")
    ]
    assert len(rows(folder, "precision_by_decision")) == 2
    assert rows(folder, "precision_by_decision", document=REGION) == []


def test_a_stray_decision_is_one_row(run: Run, folder: Path) -> None:
    """It is about nothing now: it has none of the marks of what others are about."""
    fact = rate(folder)
    done(run("confirm", fact))
    done(
        run(
            "reject",
            *[row["fact"] for row in rows(folder, "targets", document=WUDA) if row["fact"] != fact][:2],
            "--reason",
            "x",
        )
    )
    done(run("add", "link", WUDA, "四/（一）/1", REGION, "三/（六）/1", "--relation", "narrower"))
    with Store.open(folder) as store:
        remove(store, REGION)
    told = [(row["verdict"], row["status"], row["stray"], bool(row["fact"])) for row in rows(folder, "decisions")]
    assert sorted(told) == [
        ("added", "", "true", False),
        ("confirmed", "confirmed", "", True),
        ("rejected", "rejected", "", True),
        ("rejected", "rejected", "", True),
    ]


def test_an_added_link_is_an_answer_as_others_are(run: Run, folder: Path, client: TestClient) -> None:
    """At a terminal and over HTTP: with the distance of its two plans."""
    before = rows(folder, "task_cascade", child_document=WUDA)
    (apart,) = {row["distance"] for row in before}
    done(run("add", "link", WUDA, "四/（一）/1", REGION, "三/（六）/1", "--relation", "narrower"))
    said = {"verdict": "added", "reviewer": "李", "kind": "TaskLink", "document": WUDA, "parent_document": REGION,
            "path": "四/（一）/2", "values": {"parent": "三/（六）/1", "relation": "same"}}  # fmt: skip
    assert client.post("/api/decisions", json=said).status_code == 201
    added = [row for row in rows(folder, "task_cascade", child_document=WUDA) if row not in before]
    assert [(row["child_path"], row["relation"], row["status"], row["distance"]) for row in added] == [
        ("四/（一）/1", "narrower", "confirmed", apart),
        ("四/（一）/2", "same", "confirmed", apart),
    ]


# ── Over HTTP ────────────────────────────────────────────────────────────────────────────────────────────────────────


def service(folder: Path, token: str | None) -> TestClient:
    app = FastAPI()
    problems.install(app)
    app.include_router(create_router(folder, token))
    app.state.reader = Reader(folder)
    return TestClient(app, headers={"Authorization": f"Bearer {TOKEN}"})


@pytest.fixture
def client(folder: Path) -> Iterator[TestClient]:
    with service(folder, TOKEN) as client:
        yield client
        client.app.state.reader.close()  # type: ignore[attr-defined]


def test_deciding_over_http(client: TestClient, folder: Path) -> None:
    fact = rate(folder)
    said: dict[str, Any] = {
        "verdict": "rejected",
        "reviewer": "王",
        "fact": fact,
        "reason": "不对",
        "date": "2026-03-01T08:00:00Z",
    }
    answer = client.post("/api/decisions", json=said)
    assert answer.status_code == 201, answer.text
    (made,) = answer.json()["decisions"]
    assert (made["fact"], made["status"], made["date"]) == (fact, "rejected", "2026-03-01T08:00:00Z")
    assert client.post("/api/decisions", json=said).json()["decisions"] == [made], "twice is once"
    link = {"verdict": "added", "reviewer": "李", "kind": "TaskLink", "document": WUDA, "parent_document": REGION,
            "path": "四/（一）/1", "values": {"parent": "三/（六）/1", "relation": "same"}}  # fmt: skip
    fix = {"verdict": "corrected", "reviewer": "李", "fact": fact, "reason": "x", "changes": {"value": "95"}}
    answer = client.post("/api/decisions", json={"decisions": [link, fix]})
    assert (answer.status_code, answer.json()["total"]) == (201, 2), answer.text
    listed = client.get("/api/decisions").json()
    assert [one["verdict"] for one in listed["decisions"]] == ["rejected", "added", "corrected"]
    assert client.get("/api/decisions", params={"fact": fact}).json()["total"] == 2
    assert (
        client.get("/api/decisions", params={"limit": 1, "offset": 1}).json()["decisions"] == listed["decisions"][1:2]
    )
    assert client.get("/api/decisions", params={"document": REGION}).json()["total"] == 0
    one = listed["decisions"][2]
    digest = one["id"].rsplit("/", 1)[-1]
    assert client.get(f"/api/decisions/{digest}").json() == one
    assert client.delete(f"/api/decisions/{digest}", params={"reviewer": "王"}).status_code == 422
    assert client.delete(f"/api/decisions/{digest}", params={"reviewer": "李"}).json() == one
    assert client.get(f"/api/decisions/{digest}").status_code == 404


SAID = {"verdict": "confirmed", "reviewer": "王", "fact": "id/nothing"}
PROBLEMS: list[tuple[str, Any, int, str]] = [
    ("nothing there", SAID, 422, "expected the IRI of a fact or link"),
    ("no reason", SAID | {"verdict": "rejected"}, 422, "why it is rejected"),
    ("no such verdict", SAID | {"verdict": "maybe"}, 400, "verdict"),
    ("nobody", SAID | {"reviewer": ""}, 400, "reviewer"),
    ("an unknown field", SAID | {"token": "x"}, 400, "token"),
    ("nothing at all", {"decisions": []}, 400, "decisions"),
    ("no IRI", SAID | {"fact": "a b"}, 422, "IRI"),
    ("no document", {"verdict": "added", "reviewer": "王", "kind": "Target"}, 422, "one that is loaded"),
    (
        "no such document",
        {"verdict": "added", "reviewer": "王", "kind": "Target", "document": "x"},
        422,
        "one loaded document",
    ),
]


@pytest.mark.parametrize(("case", "said", "status", "detail"), PROBLEMS, ids=[case for case, _, _, _ in PROBLEMS])
def test_problems_have_one_shape(client: TestClient, case: str, said: Any, status: int, detail: str) -> None:
    answer = client.post("/api/decisions", json=said)
    assert (answer.status_code, answer.headers["content-type"]) == (status, problems.MEDIA_TYPE), (case, answer.text)
    assert detail in answer.json()["detail"]


@pytest.mark.parametrize(("body", "status"), [(b"{", 400), (b"\xff", 400), (b" " * 1_000_001, 413), (b"[]", 400)])
def test_bodies_that_are_none(client: TestClient, body: bytes, status: int) -> None:
    answer = client.post("/api/decisions", content=body)
    assert (answer.status_code, answer.headers["content-type"]) == (status, problems.MEDIA_TYPE), answer.text


def test_the_body_is_described(client: TestClient) -> None:
    described = client.get("/openapi.json").json()["paths"]["/api/decisions"]["post"]["requestBody"]
    one, several = described["content"]["application/json"]["schema"]["anyOf"]
    assert {"verdict", "reviewer"} <= set(one["required"])
    assert several["required"] == ["decisions"]


@pytest.mark.parametrize(
    ("token", "header", "status"),
    [
        (None, f"Bearer {TOKEN}", 403),
        ("", "Bearer ", 403),
        (TOKEN, "", 401),
        (TOKEN, "Bearer wrong", 401),
        (TOKEN, f"Basic {TOKEN}", 401),
        (TOKEN, f"Bearer {TOKEN}x", 401),
        (TOKEN, "Bearer 中文", 401),
    ],
)
def test_writing_needs_the_token(folder: Path, token: str | None, header: str, status: int) -> None:
    with service(folder, token) as client:
        headers = {"Authorization": header.encode()}
        answers = [
            client.post("/api/decisions", content=b" " * 2_000_000, headers=headers),  # type: ignore[arg-type]
            client.delete("/api/decisions/0123456789", params={"reviewer": "王"}, headers=headers),  # type: ignore[arg-type]
        ]
        assert [answer.status_code for answer in answers] == [status, status]
        assert client.get("/api/decisions").status_code == 200
        if status == 401:
            assert answers[0].headers["www-authenticate"].startswith("Bearer realm=")
        client.app.state.reader.close()  # type: ignore[attr-defined]


def test_who_writes_at_the_moment_is_told(client: TestClient, folder: Path) -> None:
    with Store.open(folder):
        answer = client.post("/api/decisions", json=SAID)
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
        assert client.get("/api/decisions").status_code == 200, "readers are not disturbed"
