"""A report goes in, its tables come out: named columns and rows of values, for files that are read in rows.

Columns have the names of the named queries (`task_cascade`, `measure_cascade` …), so that a file is read beside their answers, and a
heading in Chinese.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from api.compare.cells import FACT, REVIEW, Cell, Coded, Column, Table, coded, reviewed, yes
from api.compare.diff import said
from api.compare.labels import CHANGES, COMPARISONS, KINDS, LEADS, LEVELS, RELATIONS, ROLES
from api.compare.picture import tag
from api.compare.report import Report, TaskView


def tables(report: Report) -> tuple[Table, ...]:
    """All tables, the summary first."""
    return (
        summary(report),
        chain(report),
        tasks(report),
        measures(report),
        leads(report),
        responsibilities(report),
        indicators(report),
        unmatched(report),
    )


def summary(report: Report) -> Table:
    """Every count, zeros too."""
    counts = report.counts
    rows: list[tuple[Cell, ...]] = [
        (Coded("tasks", "任务"), Coded("parent", "上位规划任务"), counts.parent_tasks),
        (Coded("tasks", "任务"), Coded("parent_linked", "上位规划任务有对应"), counts.parent_linked),
        (Coded("tasks", "任务"), Coded("missing", "上位规划任务未见对应"), counts.missing),
        (Coded("tasks", "任务"), Coded("child", "本规划任务"), counts.child_tasks),
        (Coded("tasks", "任务"), Coded("child_linked", "本规划任务有对应"), counts.child_linked),
        (Coded("tasks", "任务"), Coded("new", "本规划新任务"), counts.new),
    ]
    for about, labels, found in (
        (Coded("relations", "任务关系"), RELATIONS, counts.relations),
        (Coded("measures", "举措变化"), CHANGES, counts.measures),
        (Coded("leads", "牵头变化"), LEADS, counts.leads),
        (Coded("indicators", "指标比较"), COMPARISONS, counts.rows),
    ):
        rows += [(about, Coded(notation, label.zh), found.get(label, 0)) for notation, label in labels.items()]
    return Table(
        "summary",
        "概要",
        (Column("about", "内容", 14), Column("kind", "类别", 24), Column("count", "数量", 8)),
        tuple(rows),
    )


def chain(report: Report) -> Table:
    """The plans of the chain."""
    columns = (
        Column("title", "规划", 48),
        Column("level", "层级", 10),
        Column("region", "地区", 18),
        Column("number", "文号", 22),
        Column("role", "在链中", 24),
        Column("rank", "上溯级数", 10),
        Column("same_field", "同一领域", 10),
        Column("loaded", "已载入", 10),
    )
    rows = tuple(
        (
            one.title,
            coded(one.level, LEVELS) if one.level else None,
            one.region_name,
            one.number,
            Coded(one.role, tag(one)),
            one.rank,
            yes(one.same_field),
            yes(one.loaded),
        )
        for one in report.chain
    )
    return Table("chain", "规划链", columns, rows)


def tasks(report: Report) -> Table:
    """The pairs of tasks."""
    columns = (
        Column("pair", "序号", 6),
        Column("child_document", "本规划", 20),
        Column("child_path", "本规划编号", 16),
        Column("child_title", "本规划任务", 36),
        Column("parent_document", "上位规划", 20),
        Column("parent_path", "上位编号", 16),
        Column("parent_title", "上位任务", 36),
        Column("relation", "关系", 8),
        Column("score", "分值", 8),
        *REVIEW,
        FACT,
    )
    rows = tuple(
        (
            pair.number,
            Coded(report.child.node, report.child.title),
            pair.child.path,
            pair.child.title,
            Coded(report.parent.node, report.parent.title),
            pair.parent.path,
            pair.parent.title,
            coded(pair.relation, RELATIONS),
            round(pair.score, 3),
            *reviewed(pair.review),
            pair.iri,
        )
        for pair in report.pairs
    )
    return Table("task_cascade", "任务对照", columns, rows)


def measures(report: Report) -> Table:
    """Every clause's finding, with the words in which the quotes differ."""
    columns = (
        Column("pair", "任务对照序号", 8),
        Column("change", "变化", 10),
        Column("parent_path", "上位编号", 16),
        Column("parent_quote", "上位原文", 60),
        Column("child_path", "本规划编号", 16),
        Column("child_quote", "本规划原文", 60),
        Column("parent_verb", "上位用词", 10),
        Column("child_verb", "本规划用词", 10),
        Column("only_parent", "仅上位有的字句", 30),
        Column("only_child", "仅本规划有的字句", 30),
        Column("moved", "移位", 8),
        Column("score", "分值", 8),
        *REVIEW,
        FACT,
    )
    rows = tuple(
        (
            number,
            coded(one.change, CHANGES),
            one.parent_path,
            one.parent or None,
            one.child_path,
            one.child or None,
            one.parent_verb,
            one.child_verb,
            " | ".join(said(one.parent)) or None,
            " | ".join(said(one.child)) or None,
            yes(one.moved),
            None if one.score is None else round(one.score, 3),
            *reviewed(one.review),
            one.iri,
        )
        for one, number in report.measures
    )
    return Table("measure_cascade", "举措对照", columns, rows)


def leads(report: Report) -> Table:
    """Which functions lead on both sides, only here, only above."""
    columns = (
        Column("pair", "任务对照序号", 8),
        Column("child_path", "本规划编号", 16),
        Column("parent_path", "上位编号", 16),
        Column("lead", "牵头单位", 32),
        Column("function", "职能", 24),
        Column("change", "变化", 8),
        *REVIEW,
        FACT,
    )
    rows = tuple(
        (
            one.pair,
            one.child_path,
            one.parent_path,
            one.lead,
            Coded(one.function, one.function_label.zh) if one.function else None,
            coded(one.change, LEADS),
            *reviewed(one.review),
            one.iri,
        )
        for pair in report.pairs
        for one in pair.leads
    )
    return Table("lead_cascade", "牵头变化", columns, rows)


def responsibilities(report: Report) -> Table:
    """The bodies of all tasks, before and after."""
    columns = (
        Column("side", "规划", 10),
        Column("path", "编号", 16),
        Column("title", "任务", 36),
        Column("role", "角色", 8),
        Column("name", "单位", 36),
    )
    rows = tuple(
        (side, task.path, task.title, coded(body.role, ROLES), body.name)
        for side, found in (
            (Coded("parent", "上位规划"), report.parent_tasks),
            (Coded("child", "本规划"), report.child_tasks),
        )
        for task in found
        for body in task.bodies
    )
    return Table("responsibilities", "责任单位", columns, rows)


def indicators(report: Report) -> Table:
    """Indicators and targets on both sides."""
    columns = (
        Column("kind", "类型", 10),
        Column("parent_name", "上位指标", 36),
        Column("parent_operator", "上位关系符", 8),
        Column("parent_value", "上位数值", 12),
        Column("parent_said", "上位目标", 20),
        Column("parent_path", "上位编号", 16),
        Column("name", "本规划指标", 36),
        Column("child_operator", "本规划关系符", 8),
        Column("child_value", "本规划数值", 12),
        Column("child_said", "本规划目标", 20),
        Column("child_path", "本规划编号", 16),
        Column("unit", "单位", 8),
        Column("comparison", "比较", 10),
        Column("reason", "说明", 30),
        *REVIEW,
        FACT,
    )
    rows = tuple(
        (
            coded(one.kind, KINDS),
            one.parent_name or None,
            one.operators[1],
            one.parent_number,
            one.parent_value or None,
            one.parent_path,
            one.child_name or None,
            one.operators[0],
            one.child_number,
            one.child_value or None,
            one.child_path,
            one.unit,
            coded(one.comparison, COMPARISONS),
            one.reason,
            *reviewed(one.review),
            one.iri,
        )
        for one in report.rows
    )
    return Table("indicator_cascade", "指标与目标", columns, rows)


def unmatched(report: Report) -> Table:
    """Tasks of one side only."""
    columns = (
        Column("side", "情形", 14),
        Column("path", "编号", 16),
        Column("title", "任务", 36),
        Column("leads", "牵头单位", 30),
        Column("text", "原文", 80),
        *REVIEW,
        FACT,
    )
    return Table(
        "unmatched_tasks",
        "未对应的任务",
        columns,
        (
            *_alone(report.missing, Coded("parent", "上位规划有而本规划未见")),
            *_alone(report.new, Coded("child", "本规划新任务")),
        ),
    )


def _alone(found: Iterable[TaskView], side: Coded) -> Sequence[tuple[Cell, ...]]:
    return [
        (
            side,
            task.path,
            task.title,
            "、".join(task.leads) or None,
            task.text or None,
            *reviewed(task.review),
            task.node,
        )
        for task in found
    ]
