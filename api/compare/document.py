"""A report goes in, a Word document comes out: a 对照表 as offices write it, A4 lying, its head on every page.

Titles are 小标宋 or 黑体, the text 仿宋, as GB/T 9704 has them; where a machine lacks a font its own takes over. Words that only
the upper plan has are struck through, words that only this plan has are bold and underlined: both survive a copier.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import datetime

from docx import Document
from docx.document import Document as Pages
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm
from docx.styles.style import ParagraphStyle

from api.compare.cells import plain
from api.compare.clean import clean
from api.compare.diff import whole
from api.compare.labels import KINDS, STATUSES
from api.compare.picture import tag
from api.compare.report import MeasureView, Pair, PlanHead, Report, Review, TaskView
from api.compare.tables import chain
from api.compare.word import Cell, Line, dress, field, table

_BODY, _HEAD, _TITLE = "仿宋", "黑体", "方正小标宋简体"
_NONE = whole("——")


def to_document(report: Report) -> bytes:
    """The document's bytes."""
    pages = Document()
    _set_up(pages, report)
    pages.add_paragraph(f"《{report.child.title}》与《{report.parent.title}》对照表", style="Title")
    if report.made:
        pages.add_paragraph(
            f"{report.made.year}年{report.made.month}月{report.made.day}日"
        ).alignment = WD_ALIGN_PARAGRAPH.CENTER
    _plans(pages, report.parent, report.child)
    _summary(pages, report)
    _chain(pages, report)
    pages.add_heading("三、任务及举措对照", 1)
    pages.add_paragraph("加删除线的字句仅见于上位规划，加粗并加下划线的字句仅见于本规划。")
    table(pages, ("序号", "上位规划", "本规划", "对照结果"), (1.5, 10.0, 10.0, 4.2), _pairs(report))
    _leads(pages, report)
    _indicators(pages, report)
    _unmatched(pages, report)
    pages.add_heading("说明", 1)
    pages.add_paragraph("比较由程序按原文得出，未经人复核的都只是建议；原文照录，出处为规划中的编号。")
    out = io.BytesIO()
    pages.save(out)
    return out.getvalue()


# ── The page ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _set_up(pages: Pages, report: Report) -> None:
    section = pages.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin = section.right_margin = Mm(20)
    section.top_margin, section.bottom_margin = Mm(22), Mm(20)
    for name, font, size, bold in (
        ("Normal", _BODY, 10.5, False),
        ("Title", _TITLE, 20, False),
        ("Heading 1", _HEAD, 14, False),
        ("Heading 2", "楷体", 12, True),
    ):
        style = pages.styles[name]
        if isinstance(style, ParagraphStyle):
            dress(style, font, size, bold)
    pages.styles["Title"].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    footer = section.footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    footer.add_run("— ")
    field(footer.add_run(), "PAGE")
    footer.add_run(" —")
    told = pages.core_properties
    told.title, told.language, told.author, told.comments = report.title[:250], "zh-CN", "policykg", ""
    told.created = told.modified = (
        datetime(report.made.year, report.made.month, report.made.day) if report.made else datetime(1980, 1, 1)
    )


# ── Its parts ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _plans(pages: Pages, parent: PlanHead, child: PlanHead) -> None:
    rows = [
        [_cell(word), _cell(above), _cell(below)]
        for word, above, below in (
            ("规划名称", parent.title, child.title),
            ("地区", parent.region, child.region),
            ("层级", parent.level, child.level),
            ("文号", parent.number, child.number),
            ("规划期", parent.period, child.period),
            ("印发日期", parent.issued, child.issued),
        )
        if above or below
    ]
    table(pages, ("", "上位规划", "本规划"), (3.7, 11.0, 11.0), rows)


def _summary(pages: Pages, report: Report) -> None:
    counts = report.counts
    pages.add_heading("一、总体情况", 1)
    pages.add_paragraph(
        f"上位规划的{counts.parent_tasks}项任务中，{counts.parent_linked}项在本规划有对应，{counts.missing}项未见对应；"
        f"本规划的{counts.child_tasks}项任务中，{counts.child_linked}项承接上位规划，{counts.new}项为新任务。"
    )
    rows = []
    for word, found in (
        ("任务关系", counts.relations),
        ("举措变化", counts.measures),
        ("牵头变化", counts.leads),
        ("指标与目标", counts.rows),
    ):
        said = "，".join(f"{label.zh}{number}" for label, number in found.items() if number) or "无"
        rows.append([_cell(word), _cell(said)])
    table(pages, ("内容", "数量"), (3.7, 22.0), rows)


def _chain(pages: Pages, report: Report) -> None:
    pages.add_heading("二、规划链", 1)
    if not report.chain:
        pages.add_paragraph("未提供。")
        return
    rows = [
        [*(_cell(_word(plain(cell, words=True))) for cell in row[:4]), _cell(tag(member))]
        for row, member in zip(chain(report).rows, report.chain, strict=True)
    ]
    table(pages, ("规划", "层级", "地区", "文号", "在链中"), (10.5, 2.2, 4.0, 4.5, 4.5), rows)


def _pairs(report: Report) -> Iterable[Sequence[Cell]]:
    for pair in report.pairs:
        yield _headed(pair)
        for at, measure in enumerate(pair.measures, start=1):
            yield (
                _cell(f"{pair.number}.{at}"),
                [Line(measure.parent or _NONE, "struck"), *_place(measure.parent_path, pair.parent)],
                [Line(measure.child or _NONE, "bold"), *_place(measure.child_path, pair.child)],
                _result(measure),
            )


def _headed(pair: Pair) -> Sequence[Cell]:
    """The row that opens a pair: the two tasks, their bodies, and how they are related."""
    sides = [
        [Line(whole(f"{task.path}　{task.title}"), bold=True), *(_cell(_bodies(task)) if task.bodies else ())]
        for task in (pair.parent, pair.child)
    ]
    said = [Line(whole(f"{pair.label.zh}（{pair.score:.2f}）"), bold=True)]
    changed = [lead for lead in pair.leads if lead.change != "same"]
    said += [Line(whole(f"牵头{lead.label.zh}：{lead.function_label.zh}")) for lead in changed]
    return ([Line(whole(str(pair.number)), bold=True)], *sides, [*said, *_review(pair.review)])


def _result(measure: MeasureView) -> Cell:
    words = [measure.label.zh + ("（移位）" if measure.moved else ""), measure.verbs]
    return [*(Line(whole(word)) for word in words if word), *_review(measure.review)]


def _leads(pages: Pages, report: Report) -> None:
    pages.add_heading("四、牵头单位变化", 1)
    if not report.functions:
        pages.add_paragraph("没有可比的牵头单位。")
        return
    rows = []
    for one in report.functions:
        found = (
            [lead.child_path for lead in one.same],
            [lead.child_path for lead in one.added],
            [lead.parent_path for lead in one.dropped],
        )
        rows.append(
            [_cell(one.label.zh), *(_cell(f"{len(paths)}处：{'、'.join(paths)}" if paths else "无") for paths in found)]
        )
    table(pages, ("职能", "相同", "新增", "取消"), (4.7, 9.0, 6.0, 6.0), rows)


def _indicators(pages: Pages, report: Report) -> None:
    pages.add_heading("五、指标与目标对照", 1)
    for kind, label in KINDS.items():
        rows = [
            [
                _cell(row.name),
                _cell(row.parent_value or "无"),
                _cell(row.child_value or "无"),
                _cell(row.label.zh),
                [*(_cell(row.reason) if row.reason else ()), *_review(row.review)],
            ]
            for row in report.rows
            if row.kind == kind
        ]
        if rows:
            pages.add_heading(label.zh, 2)
            table(pages, ("名称", "上位规划", "本规划", "比较", "说明"), (9.0, 4.5, 4.5, 2.2, 5.5), rows)
    if not report.rows:
        pages.add_paragraph("两份规划都没有指标或目标。")


def _unmatched(pages: Pages, report: Report) -> None:
    pages.add_heading("六、未对应的任务", 1)
    for found, word in ((report.missing, "上位规划有而本规划未见"), (report.new, "本规划新设")):
        pages.add_heading(f"{word}（{len(found)}项）", 2)
        rows = [
            [
                _cell(task.path),
                _cell(task.title),
                [Line(whole(clean(task.text))), *_review(task.review)],
                _cell("、".join(task.leads)),
            ]
            for task in found
        ]
        if rows:
            table(pages, ("编号", "任务", "原文", "牵头单位"), (2.8, 5.0, 13.4, 4.5), rows)


# ── Cells ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _cell(text: str | None) -> list[Line]:
    return [Line(whole(text or ""))]


def _word(value: object) -> str:
    return "" if value is None else str(value)


def _place(path: str | None, task: TaskView) -> list[Line]:
    """Where a quote stands, if not in the task of its pair."""
    return [Line(whole(f"（见{path}）"))] if path and path != task.path else []


def _bodies(task: TaskView) -> str:
    by_role: dict[str, list[str]] = {}
    for body in task.bodies:
        by_role.setdefault(body.label.zh, []).append(body.name)
    return "；".join(f"{role}：{'、'.join(names)}" for role, names in by_role.items())


def _review(review: Review | None) -> list[Line]:
    if review is None:
        return []
    word = STATUSES[review.status].zh if review.status in STATUSES else review.status
    told = "，".join(one for one in (review.reviewer, review.date, review.reason) if one)
    return _cell(f"复核：{word}" + (f"（{told}）" if told else ""))
