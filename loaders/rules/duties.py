"""A cleaned text goes in, its tables of duties (任务分工表, 责任清单) come out: what is to be done, who leads, who takes part.

Bodies are not identified here, only told apart and checked. What a table leaves open is left out, with the reason: whose an
empty cell is, which cell a line belongs to.
"""

from __future__ import annotations

import re
from bisect import bisect_right

from loaders.clean import Cleaned, clean
from loaders.rules.dutycells import read_atoms
from loaders.rules.dutygrid import read_grids
from loaders.rules.dutylines import read_lines
from loaders.rules.dutyrows import DutyRow, DutyTable, TableReader
from loaders.rules.dutywords import Words
from loaders.rules.record import Rule

__all__ = ["RULES", "DutyRow", "DutyTable", "Words", "read_duty_tables"]

_HEAD_OF_BODIES = re.compile(
    r"(?:牵头|主责|主办|责任|配合|参与|参加|协同|协办|落实|承办|实施|支持|成员)\s*(?:责\s*任)?\s*(?:单|部|主|机)|分\s*工"
)
_HEAD_ON_A_LINE = re.compile(
    r"^[^\n，。、：:；;|\t]{0,12}(?:单位|部门|主体|分工|机构|位|门|体|工)(?:[（(][^（）()\n]{0,40}[)）])?$",
    re.MULTILINE,
)


def read_duty_tables(cleaned: Cleaned) -> list[DutyTable]:
    """The tables of duties of a text, in its order."""
    if not _HEAD_OF_BODIES.search(cleaned.text):
        return []
    grids = list(read_grids(cleaned))
    if _HEAD_ON_A_LINE.search(cleaned.text):
        ends = [grid.end for grid in grids]
        for grid in read_lines(read_atoms(cleaned)):
            following = bisect_right(ends, grid.start)
            if following == len(ends) or grids[following].start >= grid.end:
                grids.append(grid)
    tables = (TableReader(cleaned, grid).table() for grid in sorted(grids, key=lambda grid: grid.start))
    return [table for table in tables if table.rows or table.refused]


def _found(text: str) -> list[str]:
    return [
        row.title.text if row.title else row.content.text if row.content else ""
        for table in read_duty_tables(clean(text))
        for row in table.rows
    ]


RULES = (
    Rule(
        "duty.row",
        "a row of a table that has a column of tasks and a column of bodies",
        _found,
        (
            "| 序号 | 重点任务 | 责任单位 |\n|---|---|---|\n| 1 | 办好窗口 | 市财政局 |",
            "序号\n工作任务\n牵头单位\n配合单位\n1\n办好窗口\n市财政局\n市民政局\n2\n修好道路\n市交通局\n—",
            "序号\t工作事项\t责任部门\t完成时限\n1\t办好窗口\t市财政局\t2025年底",
        ),
        (
            "| 指标 | 2025年 | 属性 | 责任单位 |\n| 覆盖率（%） | 90 | 约束性 | 市民政局 |",
            "| 项目名称 | 建设内容 | 总投资 | 责任单位 |\n| 新校 | 建教学楼 | 3亿元 | 市教育局 |",
            "各责任单位按序号报送工作任务，牵头单位汇总。",
            "序号\n重点任务\n责任单位",
        ),
    ),
)
