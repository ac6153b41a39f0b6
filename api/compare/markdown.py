"""A report goes in, Markdown comes out: headings, tables, and each pair clause by clause."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from api.compare.cells import plain
from api.compare.clean import calm, inner
from api.compare.diff import Pieces
from api.compare.labels import KINDS, STATUSES, Label
from api.compare.picture import tag
from api.compare.report import MeasureView, Pair, PlanHead, Report, Review, RowView, TaskView
from api.compare.tables import chain

_MEANT = re.compile(r"([\\`*_{}\[\]<>|~#!&$])")
_FIRST = re.compile(r"^([-+=]|\d+(?=[.)]))")


def to_markdown(report: Report) -> str:
    """The whole report."""
    return "\n".join(_lines(report)).rstrip() + "\n"


def escaped(text: str) -> str:
    r"""Text on one line that means nothing to Markdown.

    >>> escaped("- *a* | <b>\n1. c"), escaped("1. x")
    ('\\- \\*a\\* \\| \\<b\\> 1. c', '1\\. x')
    """
    said = _MEANT.sub(r"\\\1", calm(text))
    return _FIRST.sub(lambda match: match[0] + "\\" if match[0].isdigit() else f"\\{match[0]}", said)


def _lines(report: Report) -> Iterator[str]:
    yield f"# {escaped(report.child.title)} 对照 {escaped(report.parent.title)}\n"
    yield from _heads(report.parent, report.child)
    if report.made:
        yield f"\n制作日期：{report.made.isoformat()}"
    yield from _summary(report)
    if report.chain:
        yield "\n## 规划链\n"
        rows = [[_said(plain(cell, words=True)) for cell in row[:4]] for row in chain(report).rows]
        roles = [tag(member) for member in report.chain]
        yield from _table(
            ("规划", "层级", "地区", "文号", "在链中"), [[*row, role] for row, role in zip(rows, roles, strict=True)]
        )
    yield "\n## 任务对照\n"
    yield from _table(
        ("序号", "上位规划任务", "关系", "分值", "本规划任务", "复核"),
        (
            (
                str(pair.number),
                _task(pair.parent),
                pair.label.zh,
                f"{pair.score:.2f}",
                _task(pair.child),
                _review(pair.review),
            )
            for pair in report.pairs
        ),
    )
    yield "\n## 逐项比较\n"
    yield "~~删除线~~：仅上位规划有的字句；**粗体**：仅本规划有的字句。"
    for pair in report.pairs:
        yield from _pair(pair)
    yield from _functions(report)
    yield from _rows(report.rows)
    yield from _unmatched(report)
    yield "\n## 说明\n\n比较由程序按原文得出，未经人复核的都只是建议；原文照录，出处为规划中的编号。"


def _heads(parent: PlanHead, child: PlanHead) -> Iterator[str]:
    rows = (
        (word, *(escaped(value or "") for value in values))
        for word, *values in (
            ("规划", parent.title, child.title),
            ("地区", parent.region, child.region),
            ("层级", parent.level, child.level),
            ("文号", parent.number, child.number),
            ("规划期", parent.period, child.period),
            ("印发", parent.issued, child.issued),
        )
        if any(values)
    )
    yield from _table(("", "上位规划", "本规划"), rows)


def _summary(report: Report) -> Iterator[str]:
    counts = report.counts
    yield "\n## 概要\n"
    yield (
        f"上位规划的 {counts.parent_tasks} 项任务中，{counts.parent_linked} 项在本规划有对应，{counts.missing} 项未见对应；"
        f"本规划的 {counts.child_tasks} 项任务中，{counts.child_linked} 项承接上位规划，{counts.new} 项为新任务。\n"
    )
    for word, found in (
        ("任务关系", counts.relations),
        ("举措", counts.measures),
        ("牵头", counts.leads),
        ("指标与目标", counts.rows),
    ):
        said = "，".join(f"{label.zh} {number}" for label, number in found.items() if number) or "无"
        yield f"- {word}：{said}"


def _pair(pair: Pair) -> Iterator[str]:
    yield f"\n### {pair.number}. {_task(pair.parent)} → {_task(pair.child)}\n"
    yield f"{pair.label.zh}，分值 {pair.score:.2f}{_after(_review(pair.review))}\n"
    yield f"- 上位规划责任单位：{_bodies(pair.parent)}"
    yield f"- 本规划责任单位：{_bodies(pair.child)}"
    for lead in pair.leads:
        yield f"- 牵头{lead.label.zh}：{escaped(lead.function_label.zh)}（{escaped(lead.lead)}）{_after(_review(lead.review))}"
    if pair.measures:
        yield ""
        yield from _measures(pair.measures)


def _measures(measures: Iterable[MeasureView]) -> Iterator[str]:
    yield from _table(
        ("变化", "上位规划", "本规划"),
        (
            (
                "；".join(
                    word
                    for word in (
                        one.label.zh,
                        "移位" if one.moved else "",
                        escaped(one.verbs) if one.verbs else "",
                        _review(one.review),
                    )
                    if word
                ),
                _quote(one.parent, "~~", one.parent_path),
                _quote(one.child, "**", one.child_path),
            )
            for one in measures
        ),
    )


def _quote(pieces: Pieces, mark: str, path: str | None) -> str:
    if not pieces:
        return "（无）"
    said = "".join(_marked(piece.text, mark) if piece.differs else _inner(piece.text) for piece in pieces)
    return f"{said}（{escaped(path or '')}）"


def _marked(text: str, mark: str) -> str:
    """The mark stands against the words, or it would not count as one."""
    said = _inner(text)
    bare = said.strip()
    return said.replace(bare, f"{mark}{bare}{mark}", 1) if bare else said


def _inner(text: str) -> str:
    """Escaped text inside a line, with the blanks around it."""
    return _MEANT.sub(r"\\\1", inner(text))


def _functions(report: Report) -> Iterator[str]:
    yield "\n## 牵头单位\n"
    yield from _table(
        ("职能", "相同", "新增", "取消"),
        (
            (
                escaped(one.label.zh),
                _places([lead.child_path for lead in one.same]),
                _places([lead.child_path for lead in one.added]),
                _places([lead.parent_path for lead in one.dropped]),
            )
            for one in report.functions
        ),
    )


def _places(paths: Sequence[str]) -> str:
    return f"{len(paths)}：{'、'.join(map(escaped, paths))}" if paths else "0"


def _rows(rows: Sequence[RowView]) -> Iterator[str]:
    yield "\n## 指标与目标"
    for kind, label in KINDS.items():
        found = [row for row in rows if row.kind == kind]
        if found:
            yield f"\n### {label.zh}\n"
            yield from _table(
                ("名称", "上位规划", "本规划", "比较", "说明"),
                (
                    (
                        escaped(row.name),
                        escaped(row.parent_value),
                        escaped(row.child_value),
                        row.label.zh,
                        _after(_review(row.review), escaped(row.reason or "")),
                    )
                    for row in found
                ),
            )


def _unmatched(report: Report) -> Iterator[str]:
    yield "\n## 未对应的任务"
    for found, word in ((report.missing, "上位规划有而本规划未见"), (report.new, "本规划新设")):
        yield f"\n### {word}（{len(found)} 项）"
        for task in found:
            yield f"\n#### {_task(task)}\n\n责任单位：{_bodies(task)}{_after(_review(task.review))}"
            if task.text:
                yield f"\n> {escaped(task.text)}"
            if report.loose.get(task.key):
                yield ""
                yield from _measures(report.loose[task.key])


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(heads)} |"
    yield f"|{'---|' * len(heads)}"
    for row in rows:
        yield f"| {' | '.join(row)} |"


def _task(task: TaskView) -> str:
    return f"{escaped(task.path)} {escaped(task.title)}"


def _bodies(task: TaskView) -> str:
    by_role: dict[Label, list[str]] = {}
    for body in task.bodies:
        by_role.setdefault(body.label, []).append(escaped(body.name))
    return "；".join(f"{escaped(label.zh)} {'、'.join(names)}" for label, names in by_role.items()) or "未写明"


def _review(review: Review | None) -> str:
    if review is None:
        return ""
    word = STATUSES[review.status].zh if review.status in STATUSES else escaped(review.status)
    told = "，".join(escaped(one) for one in (review.reviewer, review.date, review.reason) if one)
    return f"复核{word}" + (f"（{told}）" if told else "")


def _after(text: str, before: str = "") -> str:
    return f"{before}；{text}" if text else before


def _said(value: object) -> str:
    return "" if value is None else escaped(str(value))
