"""A report goes in, a short text for a terminal comes out: the counts, and what an analyst looks at first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from api.compare.clean import calm, width
from api.compare.labels import Label
from api.compare.report import Report

_FIRST = 10
"""How many of a kind are shown; the files have all."""


def to_text(report: Report) -> str:
    """The summary of a report."""
    return "\n".join(line.rstrip() for line in _lines(report)) + "\n"


def _lines(report: Report) -> Iterator[str]:
    counts = report.counts
    yield f"本规划    {calm(report.child.title)}"
    yield f"上位规划  {calm(report.parent.title)}"
    yield ""
    yield from _columns(
        (
            (
                "上位任务 upper tasks",
                f"{counts.parent_tasks}: 有对应 joined {counts.parent_linked}, 未见 missing {counts.missing}",
            ),
            (
                "本级任务 tasks here",
                f"{counts.child_tasks}: 有对应 joined {counts.child_linked}, 新任务 new {counts.new}",
            ),
            ("任务关系 relations", _counted(counts.relations)),
            ("举措 measures", _counted(counts.measures)),
            ("牵头 leads", _counted(counts.leads)),
            ("指标目标 indicators", _counted(counts.rows)),
        )
    )
    yield from _some("上位有、本级未见 missing below", [f"{one.path}  {one.title}" for one in report.missing])
    yield from _some("本级新任务 new here", [f"{one.path}  {one.title}" for one in report.new])
    leads = [lead for pair in report.pairs for lead in pair.leads if lead.change != "same"]
    yield from _some(
        "牵头有变 leads changed",
        [
            f"{one.parent_path} → {one.child_path}  {one.label.zh} {one.function_label.zh}（{one.lead}）"
            for one in leads
        ],
    )
    weaker = [one for one, _ in report.measures if one.change == "weakened"]
    yield from _some("语气弱化 weakened", [f"{one.child_path or ''}  {one.verbs}  {one.child_quote}" for one in weaker])
    looser = [row for row in report.rows if row.comparison in ("looser", "missing")]
    yield from _some(
        "目标更宽或缺失 looser or missing",
        [f"{row.label.zh}  {row.name}: {row.parent_value or '—'} → {row.child_value or '—'}" for row in looser],
    )


def _counted(found: Mapping[Label, int]) -> str:
    return ", ".join(f"{label.zh} {label.en} {number}" for label, number in found.items() if number) or "—"


def _some(heading: str, lines: Sequence[str]) -> Iterator[str]:
    if not lines:
        return
    yield f"\n{heading}: {len(lines)}"
    for one in lines[:_FIRST]:
        yield f"  {_short(calm(one))}"
    if len(lines) > _FIRST:
        yield f"  … {len(lines) - _FIRST} more"


def _short(text: str, places: int = 110) -> str:
    """A line that fits, in places of a terminal."""
    if width(text) <= places:
        return text
    end, used = 0, 0
    for char in text:
        used += width(char)
        if used >= places:
            break
        end += 1
    return f"{text[:end]}…"


def _columns(rows: Sequence[tuple[str, str]]) -> Iterator[str]:
    wide = max(width(head) for head, _ in rows)
    for head, said in rows:
        yield f"{head}{' ' * (wide - width(head))}  {said}"
