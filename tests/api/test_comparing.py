"""`policykg compare` as it is met at a terminal: which two plans are compared, what is written, and what people decided."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from api.cli import cli
from api.compare.report import Report, TaskView
from api.comparing import report_on
from api.loading import load_files
from kg.store import Store

CARE = "建立重度残疾人照护补贴制度。培育日间照料机构3所。"
SPORT = "组织冬季运动会。鼓励社区开放健身场地。"
LAW = "开展法律援助服务。在学校举办普法讲座。"
BASIS = "根据《内蒙古自治区“十四五”残疾人事业发展规划》（内政发〔2021〕17号）"
REGION = f"""内蒙古自治区“十四五”残疾人事业发展规划
内政发〔2021〕17号
结合实际，制定本规划。
一、重点任务
1.健全照护体系。{CARE}（自治区残联牵头，自治区民政厅按职责分工负责）
2.发展体育。{SPORT}（自治区体育局牵头）
3.维护权益。{LAW}（自治区司法厅、残联牵头）
"""
COUNTY = f"""乌达区“十四五”残疾人事业发展规划
{BASIS}，制定本规划。
一、重点任务
1.做好体育工作。{SPORT.replace("鼓励", "推动")}（区文化旅游体育局牵头）
2.加强照护。{CARE.replace("3所", "1所")}（区残联、民政局牵头）
3.扶持航天产业。推广卫星测控数据。（区科技局牵头）
"""
CITY = COUNTY.replace("乌达区", "二连浩特市").replace("区文化", "市文化").replace("（区", "（市")
BUSINESS = f"""乌达区优化营商环境行动方案
{BASIS}，制定本方案。
一、重点任务
1.健全照护体系。{CARE}（区残联牵头）
"""
SAME_TITLE = [
    f"海南区“十四五”老龄事业发展规划\n海区政发〔2022〕{number}号\n一、重点任务\n1.办好食堂。新建老年食堂2个。（区民政局牵头）\n"
    for number in (1, 2)
]
TEXTS = {
    "region": REGION,
    "county": COUNTY,
    "city": CITY,
    "business": BUSINESS,
    "one": SAME_TITLE[0],
    "two": SAME_TITLE[1],
}
UPPER, LOWER, BESIDE, OTHER = (text.splitlines()[0] for text in (REGION, COUNTY, CITY, BUSINESS))
TWICE = SAME_TITLE[0].splitlines()[0]

Run = Callable[..., Result]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the made-up plans."""
    folder = tmp_path_factory.mktemp("texts")
    for name, text in TEXTS.items():
        (folder / f"{name}.txt").write_text(text, "utf-8")
    return folder


@pytest.fixture(scope="module")
def loaded(files: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of the made-up plans; nobody writes to it."""
    folder = tmp_path_factory.mktemp("compared") / "store"
    assert load_files([files], folder) == 0
    return folder


@pytest.fixture
def folder(loaded: Path, tmp_path: Path) -> Path:
    """A copy of it, to decide in."""
    shutil.copytree(loaded, tmp_path / "store")
    return tmp_path / "store"


@pytest.fixture
def run(loaded: Path) -> Run:
    def runs(*words: str, store: Path = loaded) -> Result:
        return CliRunner().invoke(cli, list(words), env={"POLICYKG_STORE": str(store), "POLICYKG_REVIEWER": "王"})

    return runs


def done(result: Result) -> str:
    assert result.exit_code == 0, f"{result.output}{result.exception!r}"
    return result.stdout


def reported(folder: Path, child: str = LOWER, parent: str | None = None) -> Report:
    with Store.open(folder, read_only=True) as store:
        return report_on(store, child, parent)


def pairs(report: Report) -> list[tuple[str, str, str]]:
    return [(pair.child.path, pair.relation, pair.parent.path) for pair in report.pairs]


def alone(tasks: tuple[TaskView, ...]) -> list[str]:
    return [task.path for task in tasks if task.state != "linked"]


FOUND = [("一/2", "same", "一/1"), ("一/1", "same", "一/2")]

# ── Which two ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_nearest_plan_above_is_taken(run: Run, loaded: Path) -> None:
    report = reported(loaded)
    assert (report.parent.title, pairs(report)) == (UPPER, FOUND)
    assert [(one.title, one.role, one.rank) for one in report.chain] == [(UPPER, "parent", 1), (LOWER, "child", None)]
    shown = done(run("compare", LOWER))
    assert UPPER in shown
    assert done(run("compare", LOWER, UPPER)) == shown, "by its title"
    assert done(run("compare", LOWER, "内政发〔2021〕17号")) == shown, "by its number"


def test_files_are_compared_as_what_was_loaded_of_them_is(run: Run, files: Path, tmp_path: Path) -> None:
    county, region = str(files / "county.txt"), str(files / "region.txt")
    words = ("--format", "markdown")
    assert done(run("compare", county, region, *words)) == done(run("compare", LOWER, UPPER, *words))
    assert done(run("compare", county, *words)) == done(run("compare", LOWER, *words))
    store = tmp_path / "alone"
    assert load_files([files / "business.txt"], store) == 0
    assert "加强照护" in done(run("compare", county, region, *words, store=store)), "neither is loaded"


REFUSED = [
    ("another field", (OTHER, UPPER), f"{OTHER}: expected a plan of the same field, found {UPPER}"),
    ("a region beside", (LOWER, BESIDE), "expected a plan of a region around its own, or an earlier one of its own"),
    ("the upper first", (UPPER, LOWER), "name the plan below first"),
    ("the same", (LOWER, LOWER), "expected a plan of a region around its own"),
    ("nothing above", (UPPER,), "expected a loaded plan of the same field above it, found none"),
    ("of its field nothing above", (OTHER,), "expected a loaded plan of the same field above it, found none"),
    ("two of one title", (TWICE,), "of one loaded document, or a file, found 2 documents; name it by its IRI"),
    ("no such plan", ("没有的规划",), "'没有的规划': expected the IRI, number, title or file name"),
    ("no such parent", (LOWER, "没有的规划"), "'没有的规划': expected the IRI, number, title or file name"),
]


@pytest.mark.parametrize(("case", "words", "complaint"), REFUSED, ids=[case for case, _, _ in REFUSED])
def test_what_is_not_compared(run: Run, tmp_path: Path, case: str, words: tuple[str, ...], complaint: str) -> None:
    result = run("compare", *words, "--output", str(tmp_path / "report.md"))
    assert (result.exit_code, result.stdout) == (1, ""), case
    assert complaint in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_plan_above_that_is_only_cited(run: Run, files: Path, tmp_path: Path) -> None:
    assert load_files([files / "county.txt"], tmp_path / "store") == 0
    result = run("compare", LOWER, store=tmp_path / "store")
    assert result.exit_code == 1
    assert f"found only cited ones ({UPPER}); load the plan above it" in result.stderr


# ── What is written ──────────────────────────────────────────────────────────────────────────────────────────────────

WRITTEN = [
    ("report.md", b"# "),
    ("report.txt", "乌达区".encode()),
    ("report.html", b"<!doctype html>"),
    ("report.xlsx", b"PK"),
    ("report.docx", b"PK"),
    ("report.zip", b"PK"),
]


def test_what_is_written(run: Run, tmp_path: Path) -> None:
    words = [word for name, _ in WRITTEN for word in ("--output", str(tmp_path / name))]
    result = run("compare", LOWER, *words, "--output", str(tmp_path / "tables"))
    assert (result.exit_code, result.stdout) == (0, ""), "nothing is printed where files are asked for"
    for name, start in WRITTEN:
        assert f"written: {tmp_path / name}" in result.stderr
        assert start.lower() in (tmp_path / name).read_bytes()[:200].lower(), name
    tables = sorted((tmp_path / "tables").iterdir())
    assert tables
    assert {path.suffix for path in tables} == {".csv"}
    both = run("compare", LOWER, "--output", str(tmp_path / "again.md"), "--format", "markdown")
    assert both.stdout.strip() == (tmp_path / "again.md").read_text("utf-8").strip()


@pytest.mark.parametrize("name", ["report.pdf", "report.csv"])
def test_a_form_that_there_is_not(run: Run, tmp_path: Path, name: str) -> None:
    result = run("compare", LOWER, "-o", str(tmp_path / "good.md"), "-o", str(tmp_path / name))
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"policykg: {name}: " in result.stderr
    assert list(tmp_path.iterdir()) == [], "told before any work"


# ── What people decided ──────────────────────────────────────────────────────────────────────────────────────────────


def test_a_rejected_link_is_not_joined(run: Run, folder: Path) -> None:
    before = reported(folder)
    care = next(pair for pair in before.pairs if pair.child.path == "一/2")
    assert care.iri is not None
    assert care.leads
    done(run("review", "reject", care.iri, "--reason", "另一事", store=folder))
    after = reported(folder)
    assert pairs(after) == FOUND[1:]
    assert (alone(after.child_tasks), alone(after.parent_tasks)) == (["一/2", "一/3"], ["一/1", "一/3"])
    measures = sum(before.counts.measures.values()) - sum(after.counts.measures.values())
    assert measures == len(care.measures) > 0
    assert sum(before.counts.leads.values()) - sum(after.counts.leads.values()) == len(care.leads)
    told = [task.review for task in (after.child_tasks[1], after.parent_tasks[0])]
    assert [(one.status, one.reviewer, one.reason) for one in told if one] == [
        ("rejected", "王", "不承接一/1：另一事"),
        ("rejected", "王", "不由一/2承接：另一事"),
    ]
    assert "另一事" in done(run("compare", LOWER, "--format", "markdown", store=folder))
    done(run("review", "confirm", care.iri, store=folder))
    again = reported(folder)
    assert pairs(again) == FOUND, "the newest decision counts"
    assert [(one.status, one.reviewer) for pair in again.pairs if (one := pair.review)] == [("confirmed", "王")]


def test_an_added_link_is_joined(run: Run, folder: Path) -> None:
    done(run("review", "add", "link", LOWER, "一/3", UPPER, "一/3", "--relation", "narrower", "--reason", "说的是一事",
             store=folder))  # fmt: skip
    report = reported(folder)
    assert pairs(report) == [*FOUND, ("一/3", "narrower", "一/3")]
    added = report.pairs[-1]
    assert added.iri is not None
    assert "/added/" in added.iri, "by the IRI that it has in the store"
    assert added.review is not None
    assert (added.review.status, added.review.reviewer, added.review.reason) == ("confirmed", "王", "说的是一事")
    assert {one.change for one in added.measures} == {"added", "dropped"}
    assert added.leads
    assert alone(report.child_tasks) == alone(report.parent_tasks) == []
    done(run("review", "reject", added.iri, "--reason", "误加", store=folder))
    assert pairs(reported(folder)) == FOUND


def test_a_corrected_link_is_joined_as_it_should_be(run: Run, folder: Path) -> None:
    (sport,) = [pair.iri for pair in reported(folder).pairs if pair.child.path == "一/1"]
    assert sport is not None
    words = ("--set", "parent=一/3", "--set", "relation=split", "--reason", "承接的是另一项")
    done(run("review", "correct", sport, *words, store=folder))
    report = reported(folder)
    assert pairs(report) == [FOUND[0], ("一/1", "split", "一/3")]
    assert alone(report.parent_tasks) == ["一/2"]
    assert [one.reason for pair in report.pairs if (one := pair.review)] == ["承接的是另一项"]


def test_decisions_on_tasks_that_are_alone_are_told(run: Run, folder: Path) -> None:
    listed = done(run("query", "unmatched_tasks", "--param", f"compared_with={LOWER}", "--format", "csv", store=folder))
    (link,) = [line.split(",")[-1] for line in listed.splitlines()[1:]]
    done(run("review", "confirm", link, store=folder))
    report = reported(folder)
    (review,) = [task.review for task in report.parent_tasks if task.state == "missing"]
    assert review is not None
    assert (review.status, review.reviewer) == ("confirmed", "王")


def test_what_was_decided_of_a_link_that_is_not_found_now(run: Run, folder: Path, files: Path, tmp_path: Path) -> None:
    """A person's word holds, though the texts are not alike any more."""
    (sport,) = [pair.iri for pair in reported(folder).pairs if pair.child.path == "一/1"]
    assert sport is not None
    done(run("review", "confirm", sport, store=folder))
    text = COUNTY.replace(SPORT.replace("鼓励", "推动"), "修缮旧城墙砖瓦。")
    assert text != COUNTY
    (tmp_path / "in").mkdir()
    for name in ("county", "region"):
        shutil.copy(files / f"{name}.txt", tmp_path / "in")
    (tmp_path / "in" / "county.txt").write_text(text, "utf-8")
    assert load_files([tmp_path / "in"], folder) == 0
    report = reported(folder)
    assert ("一/1", "same", "一/2") in pairs(report)
    assert [(one.status, one.reviewer) for pair in report.pairs if (one := pair.review)] == [("confirmed", "王")]
