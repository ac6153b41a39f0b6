"""The lines of a box item go in, the rows of its project table come out: name, investment, source of funds, area."""

from __future__ import annotations

import re

from loaders.numerals import number
from loaders.rules.record import Rule
from ontology.model import Evidence, Project

_HEAD = re.compile(r"项目(?:名称)?[ 　\t]{2}.*(?:投资|资金|面积)")
_COLUMN = re.compile(
    r"(?P<name>项目(?:名称)?)|(?P<investment>投资[^ 　\t]*)|(?P<funding>资金[^ 　\t]*)|(?P<area>[^ 　\t]*面积[^ 　\t]*)|[^ 　\t]+"
)
_CELLS = re.compile(r"[ 　]{2,}|\t+")
_FACTORS = (("亿元", 1e8), ("万元", 1e4), ("元", 1.0))


def read_projects(text: str, lines: list[tuple[int, int]]) -> list[Project]:
    """The rows that follow a header of projects; the table ends with the first line of another number of cells."""
    rows: list[Project] = []
    columns: list[str] = []
    factor = 1.0
    for start, end in lines:
        words = text[start:end]
        if _HEAD.match(words):
            columns = [match.lastgroup or "other" for match in _COLUMN.finditer(words)]
            factor = next((value for unit, value in _FACTORS if unit in words), 1.0)
            continue
        cells = [cell for cell in _CELLS.split(words.strip()) if cell]
        if not columns or len(cells) != len(columns):
            if columns and rows:
                break
            continue
        cell = dict(zip(columns, cells, strict=True))
        evidence = Evidence(start=start, end=end, quote=words, rule="box.project")
        investment = _number(cell.get("investment"))
        rows.append(
            Project(
                name=cell["name"],
                investment=round(investment * factor, 2) if investment is not None else None,
                funding=cell.get("funding"),
                area=_number(cell.get("area")),
                evidence=evidence,
            )
        )
    return rows


def _number(cell: str | None) -> float | None:
    return number(cell) if cell and re.fullmatch(r"\d+(?:\.\d+)?", cell) else None


def _found(text: str) -> list[str]:
    lines, at = [], 0
    for line in text.split("\n"):
        lines.append((at, at + len(line)))
        at += len(line) + 1
    return [project.name for project in read_projects(text, lines)]


RULES = (
    Rule(
        "box.project",
        "a row under a header that names project, investment, source of funds or area",
        _found,
        ("项目名称    投资额度（亿元）    资金来源    用地面积（亩）\n某某康复医院    1.5    自治区财政资金    22",),
        ("某某康复医院    1.5    自治区财政资金    22", "项目名称和投资额度见附件"),
    ),
)
