"""The printed heads of a table go in, what each column holds comes out, or None where they head no table of duties.

A table of duties has a column of tasks or of what is to be done, and a column of bodies. Tables of indicators (属性, a year)
and of projects (总投资, 建设规模) have such columns too, and are none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

Kind = Literal["number", "category", "task", "content", "lead", "other", "division", "deadline", "note"]
BODIES: frozenset[Kind] = frozenset(("lead", "other"))
TEXTS: frozenset[Kind] = frozenset(("category", "task", "content"))
MAX_HEAD = 14

_BLANK = re.compile(r"[\s　]+")
_REMARK = re.compile(r"[（(〔][^（）()〔〕]*[）)〕]|[*＊★]+$")
_FIRST = "(?:(?:排名|排在?|列)第一|(?:第一|首)[位个名])"
FIRST_LEADS = re.compile(rf"{_FIRST}[^。；]{{0,10}}(?:牵头|主责)|(?:牵头|主责)(?:单位|部门)[^。；]{{0,10}}{_FIRST}")
_BODY = "(?:责任|市级|省级|区级|县级)?(?:单位|部门|主体|机构|委办局)(?:[和及与、/]?(?:单位|部门|地区|主体|责任人|负责人|分工))?"
_LEVEL = "(?:[省市县区旗盟州]级?|[省市县区旗盟州]直|自治区)?"
_YEARLY = r"(?:20\d\d年度?|年度)?"
_SORT = "(?:重点|主要|工作|改革|建设|发展|整治|整改|创建|试点|攻坚|服务|落实|推进|实施|行动|政策|责任|分解|专项|项目|目标|任务|指标|[一二三]级)"
_KINDS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("number", re.compile("序号|编号|项次|任务编号|序列号")),
    ("division", re.compile(".{0,12}(?:处室|科室|股室|内设机构)")),
    ("note", re.compile(".{0,4}(?:领导|责任人|负责人|联系人|联络员|联系方式|联系电话)")),
    ("lead", re.compile(f"{_LEVEL}(?:责任)?(?:总牵头|第一|牵头|主责|主办|主管)(?:负责|落实|组织|实施)?(?:{_BODY})?")),
    (
        "other",
        re.compile(
            f"{_LEVEL}(?:主要|共同|其他)?(?:责任|配合|参与|参加|协同|协作|协助|协办|承办|落实|实施|组织实施|办理|执行|支持|成员|分工|相关|有关)"
            f"(?:落实|配合|参与|实施)?{_BODY}|(?:责任|任务|部门|职责|单位)?分工"
        ),
    ),
    (
        "deadline",
        re.compile(
            "(?:计划|预计|拟)?(?:完成|办结|办理|实施|推进|落实|达标|工作)?的?(?:时限|时间|期限|日期|年限|节点)(?:节点|要求|安排|进度)?|"
            "(?:工作|推进|实施)?进度(?:安排|要求|计划)|时间表"
        ),
    ),
    (
        "category",
        re.compile(
            "(?:任务|工作|重点|改革|项目|所属|主要)?(?:类别|领域|板块|分类|类型|方面|模块|维度|环节)|(?:[一二三]级)?指标(?:名称)?"
        ),
    ),
    (
        "content",
        re.compile(
            f"{_YEARLY}[一-鿿、]{{0,6}}(?:内容|举措|措施|要求)|(?:具体|目标|细化|分解|子)任务|任务(?:目标|分解|描述|细化)"
        ),
    ),
    (
        "task",
        re.compile(
            f"{_YEARLY}{_SORT}*(?:任务|事项)(?:名称)?|{_YEARLY}(?:重点|主要|年度|具体)工作|工作(?:名称|项目|要点|任务)?"
        ),
    ),
    ("note", re.compile("备注|说明|.{0,8}(?:目标|成效|成果|依据|来源|标准|标志|情况|形式|方式|效果)")),
)
_OTHER_TABLE = re.compile("属性|投资|建设规模|建设地点|建设年限|建设性质|计量单位|基期|基准值|指标值|目标值|资金来源")
_YEAR = re.compile(r"20\d\d年?.{0,4}")
_CHIEF = re.compile("责任|主体|实施|落实|承办")
_HELPING = re.compile("配合|参与|参加|协")


@dataclass(frozen=True, slots=True)
class Column:
    """What a column holds, its printed head, and whether its head says that the first of its bodies leads."""

    kind: Kind
    label: str
    first_leads: bool = False


@lru_cache(maxsize=4096)
def head_kind(printed: str) -> Kind | None:
    """What a column of this head holds; None for words that are no head that is known.

    >>> [head_kind(head) for head in ("序 号", "重点任务", "主要措施", "牵头单位（部门）", "责任单位", "完成时限", "市财政局")]
    ['number', 'task', 'content', 'lead', 'other', 'deadline', None]
    """
    head = _REMARK.sub("", _BLANK.sub("", printed))
    if not 2 <= len(head) <= MAX_HEAD:
        return None
    return next((kind for kind, pattern in _KINDS if pattern.fullmatch(head)), None)


def read_heads(printed: Sequence[str]) -> tuple[Column, ...] | None:
    """The columns under these heads, None where they are not those of a table of duties.

    A head that is not known makes a column that is not read.
    """
    heads = [_BLANK.sub("", head) for head in printed]
    columns = [
        Column(head_kind(head) or "note", _REMARK.sub("", head), bool(FIRST_LEADS.search(head))) for head in heads
    ]
    kinds = [column.kind for column in columns]
    if not BODIES.intersection(kinds) or not {"task", "content"}.intersection(kinds) or kinds.count("number") > 1:
        return None
    if any(_OTHER_TABLE.search(head) for head in heads):
        return None
    if any("指标" in head for head in heads) and any(_YEAR.fullmatch(head) for head in heads):
        return None
    return tuple(_chief_first(_text_columns(columns)))


def _text_columns(columns: list[Column]) -> list[Column]:
    """Of several columns of tasks the last holds what is to be done, if no other does; a third one holds categories."""
    tasks = [at for at, column in enumerate(columns) if column.kind == "task"]
    if len(tasks) > 1 and not any(column.kind == "content" for column in columns):
        last = tasks.pop()
        columns[last] = replace(columns[last], kind="content")
    for at in tasks[:-1]:
        columns[at] = replace(columns[at], kind="category")
    return columns


def _chief_first(columns: list[Column]) -> list[Column]:
    """责任单位 beside 配合单位 are those who lead."""
    bodies = [at for at, column in enumerate(columns) if column.kind in BODIES]
    if any(columns[at].kind == "lead" for at in bodies):
        return columns
    chief = next((at for at in bodies if _CHIEF.search(columns[at].label)), None)
    if chief is not None and any(_HELPING.search(columns[at].label) for at in bodies if at != chief):
        columns[chief] = replace(columns[chief], kind="lead")
    return columns
