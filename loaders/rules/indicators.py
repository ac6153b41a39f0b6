"""The lines of an indicator table go in, its rows come out: name, unit, target, year, nature, baseline.

Tables taken from Word or PDF stand a cell a line or a row a line. The header says what the columns are; a row begins with
its number, or after the nature (预期性, 约束性) of the row before. `100` means `= 100`; a cell in words is kept as printed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from loaders.numerals import NotANumeral, number
from loaders.rules.record import Rule
from loaders.units import normalise
from ontology.model import Change, Evidence, IndicatorTarget, Nature, Operator

_BLANK = re.compile(r"[\s　]+")
_SPLIT = re.compile(r"[^\t|]+?(?=\t|\||[ 　]{2,}|$)")
_HEAD = re.compile(
    r"指标(?:名称|内容|体系)?|主要指标|序号|类别|领域|属性|指标属性|指标性质|性质|单位|计量单位|责任部门|"
    r"(?P<year>20\d\d)年?(?P<what>现状|基期|基数|实际|目标|规划|预期|完成)?(?:值|数|情况)?|(?P<annual>年均.{0,10}|\[?累计\]?.{0,6})"
)
_ROW = re.compile(r"(\d{1,3})[ 　]*[.．、]?[ 　]*(?=[^\d.．%％\s])")
_LONE = re.compile(r"\d{1,3}[.．、]?$")
_UNIT_IN_NAME = re.compile(r"[（(]([^（）()\d]{1,8})[）)]$")
_UNIT_CELL = re.compile(
    r"[%％‰]|[万亿]?(?:人次|人|户|元|个|所|件|家|岁|年|张|名|亩|平方米|吨|公里|小时)(?:/[一-鿿]{1,4})?$"
)
_VALUE = re.compile(
    r"(?P<op>[>＞<＜≥≤≧≦=＝〉〈]|大于|小于|不低于|不少于|不高于|不超过|达到)?=?[ 　]*"
    r"(?P<bracket>[\[［【])?(?P<number>\d[\d,，]*(?:\.\d+)?)[\]］】]?(?P<unit>[万亿]?[%％一-鿿]{0,4}?)(?P<more>以上|左右|以内|以下)?$"
)
_DASH = re.compile(r"[—\-–－/]+$")
_NATURES: dict[str, Nature] = {"预期性": "预期性", "约束性": "约束性", "预期": "预期性", "约束": "约束性"}
_OPERATORS: dict[str, Operator] = {
    ">": ">", "＞": ">", "〉": ">", "大于": ">", "<": "<", "＜": "<", "〈": "<", "小于": "<", "≥": "≥", "≧": "≥", "不低于": "≥",
    "不少于": "≥", "达到": "≥", "≤": "≤", "≦": "≤", "不高于": "≤", "不超过": "≤", "=": "=", "＝": "=",
}  # fmt: skip
MAX_CELL = 60


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell's words and place."""

    text: str
    start: int
    end: int


@dataclass(slots=True)
class _Row:
    cells: list[Cell] = field(default_factory=list)
    numbered: bool = False
    has_nature: bool = False

    def add(self, cell: Cell) -> None:
        self.cells.append(cell)
        self.has_nature = self.has_nature or _BLANK.sub("", cell.text[:MAX_CELL]) in _NATURES


@dataclass(frozen=True, slots=True)
class _Column:
    """A numeric column: `kind` is target, baseline or annual; `year` the one in its head."""

    kind: str
    year: int | None


def read_indicators(
    text: str, lines: list[tuple[int, int]], period_end: int | None
) -> tuple[list[IndicatorTarget], list[tuple[Cell, str]]]:
    """The rows of a table whose lines are given, and cells that make no row, with the reason.

    `period_end` is the year of the targets where the header names none.
    """
    cells = [cell for start, end in lines for cell in _cells(text, start, end)]
    heads, rest = _header(cells)
    if not heads:
        return [], []
    columns = _columns(heads)
    rows: list[IndicatorTarget] = []
    refused: list[tuple[Cell, str]] = []
    for row in _rows(rest):
        target = _target(text, row, columns, period_end)
        if target is not None:
            rows.append(target)
        elif row.cells:
            refused.append((row.cells[0], "a row of an indicator table without a value"))
    return rows, refused


def _cells(text: str, start: int, end: int) -> list[Cell]:
    """The cells of a line: separated by tabs, bars or two blanks; a heading spread by blanks (指  标) is one cell."""
    if _HEAD.fullmatch(_BLANK.sub("", text[start:end])):
        return [Cell(_BLANK.sub("", text[start:end]), start, end)]
    found = []
    for match in _SPLIT.finditer(text, start, end):
        words = match.group().strip(" 　|")
        if words:
            at = text.find(words, match.start(), end)
            found.append(Cell(words, at, at + len(words)))
    return found


def _header(cells: list[Cell]) -> tuple[list[re.Match[str]], list[Cell]]:
    """The cells of the header, and the cells after it; no header without 指标 and a column of values."""
    heads: list[re.Match[str]] = []
    for at, cell in enumerate(cells):
        match = _HEAD.fullmatch(cell.text.replace(" ", ""))
        if match:
            heads.append(match)
        elif heads:
            named = any("指标" in head.group() for head in heads)
            return (heads, cells[at:]) if named and len(heads) >= 2 else ([], cells)
        elif at > 12:
            break
    return [], cells


def _columns(heads: list[re.Match[str]]) -> list[_Column]:
    """The numeric columns in printed order; of several years the first is the baseline unless its head says otherwise."""
    years = [(int(head["year"]), head["what"] or "") for head in heads if head["year"]]
    first_is_base = len(years) > 1
    columns = []
    for head in heads:
        if head["year"]:
            year, what = int(head["year"]), head["what"] or ""
            base = what in ("现状", "基期", "基数", "实际", "完成") or (
                first_is_base and not what and year == min(y for y, _ in years)
            )
            columns.append(_Column("baseline" if base else "target", year))
        elif head["annual"]:
            columns.append(_Column("annual", None))
    return columns


def _rows(cells: list[Cell]) -> list[_Row]:
    rows: list[_Row] = []
    expected = 1
    for cell in cells:
        match = _ROW.match(cell.text)
        lone = _LONE.fullmatch(cell.text) and int(cell.text.rstrip(".．、")) == expected
        begins = (match is not None and int(match[1]) == expected) or (lone and (not rows or rows[-1].has_nature))
        if begins:
            expected += 1
            skip = match.end() if match else len(cell.text)
            rows.append(_Row([Cell(cell.text[skip:], cell.start + skip, cell.end)] if cell.text[skip:] else [], True))
        elif rows and not (rows[-1].has_nature and not rows[-1].numbered):
            rows[-1].add(cell)
        else:
            rows.append(_Row())
            rows[-1].add(cell)
    return rows


def _target(text: str, row: _Row, columns: list[_Column], period_end: int | None) -> IndicatorTarget | None:
    """One row's target, or None where it has no value."""
    unit, nature = None, None
    texts: list[Cell] = []
    values: list[Cell] = []
    for cell in row.cells:
        words = _BLANK.sub("", cell.text)
        if words in _NATURES:
            nature = _NATURES[words]
        elif texts and (_VALUE.fullmatch(words) or _DASH.fullmatch(words)):
            values.append(cell)
        elif texts and unit is None and _UNIT_CELL.fullmatch(words):
            unit = words
        elif nature is None and len(words) <= MAX_CELL:
            (values if values else texts).append(cell)
    if len(texts) > 1 and not values:
        values = [texts.pop()]  # a value in words
    name = "".join(_BLANK.sub("", cell.text) for cell in texts)
    in_name = _UNIT_IN_NAME.search(name)
    if in_name and unit is None:
        unit, name = in_name[1], name[: in_name.start()]
    if not name or not values:
        return None
    return _built(text, row, name, unit, nature, dict(_assign(values, columns)), period_end)


def _assign(values: list[Cell], columns: list[_Column]) -> list[tuple[str, tuple[Cell, int | None]]]:
    """Each value with the kind and year of its column; with fewer values than columns, the last is the target."""
    if len(values) == len(columns):
        return [(column.kind, (cell, column.year)) for cell, column in zip(values, columns, strict=True)]
    year = next((column.year for column in columns if column.kind == "target"), None)
    return [("target", (values[-1] if len(values) > 1 and len(columns) > 1 else values[0], year))]


def _built(
    text: str,
    row: _Row,
    name: str,
    unit: str | None,
    nature: Nature | None,
    parts: dict[str, tuple[Cell, int | None]],
    period_end: int | None,
) -> IndicatorTarget | None:
    kind = "target" if "target" in parts and not _DASH.fullmatch(parts["target"][0].text) else "annual"
    if kind not in parts:
        return None
    cell, year = parts[kind]
    proper, factor = normalise(unit)
    match = _VALUE.fullmatch(_BLANK.sub("", cell.text))
    value, operator, own_unit = _value(match, factor) if match else (None, None, None)
    base = parts.get("baseline")
    base_match = _VALUE.fullmatch(_BLANK.sub("", base[0].text)) if base else None
    start, end = row.cells[0].start, max(cell.end for cell in row.cells)
    return IndicatorTarget(
        name=name,
        unit=proper or own_unit,
        operator=operator,
        value=value,
        year=year or period_end,
        nature=nature,
        baseline_value=_value(base_match, factor)[0] if base_match else None,
        baseline_year=base[1] if base and base_match else None,
        change=_change(name, kind, match),
        printed=cell.text,
        evidence=Evidence(start=start, end=end, quote=text[start:end], rule="indicator.row"),
    )


def _value(match: re.Match[str], factor: float) -> tuple[float | None, Operator | None, str | None]:
    own, own_factor = normalise(match["unit"])
    try:
        value = number(match["number"].replace("，", ",")) * (own_factor if own_factor != 1 else factor)
    except NotANumeral:
        return None, None, None
    operator: Operator = _OPERATORS.get(match["op"] or "", "=")
    if match["more"] == "以上":
        operator = "≥"
    elif match["more"] in ("以内", "以下"):
        operator = "≤"
    return round(value, 6), operator, own


def _change(name: str, kind: str, match: re.Match[str] | None) -> Change:
    """What the number measures: a level, or a change of the level."""
    if kind == "annual" or re.search(r"年均(?:增|提|下|递)", name):
        return "annual_average"
    if "累计" in name or (match is not None and match["bracket"]):
        return "cumulative"
    if re.search(r"(?:下降|降低|减少)(?:率|比例|幅度)?$", name):
        return "decrease"
    return "increase" if re.search(r"(?:增长|提高|增加)(?:率|比例|幅度)?$", name) else "level"


def _found(text: str) -> list[str]:
    lines, at = [], 0
    for line in text.split("\n"):
        lines.append((at, at + len(line)))
        at += len(line) + 1
    return [row.name for row in read_indicators(text, lines, None)[0]]


RULES = (
    Rule(
        "indicator.row",
        "a row of a table whose header names 指标 and a column of values",
        _found,
        (
            "指  标\n2025年\n属  性\n1.参保率（%）\n>90\n预期性\n2.改造数（万户）\n≥3\n约束性",
            "序号\t指标\t单位\t2020年\t2025年\t属性\n1\t参保率\t%\t85\t95\t预期性",
        ),
        ("1.最低生活保障。应保尽保。\n2.专项救助。", "指标\n没有表头的文字", "2025年\n100\n约束性"),
    ),
)
