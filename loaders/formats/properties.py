"""A page goes in, the properties that a site prints of its document (索引号, 发文机关, 发文字号 …) come out, and where they stand.

They stand in the cells of a table, in the items of a list or in a line, the label before its value. A lone label is none, and
neither is the header of a table of documents: several known labels must stand together, each with a value of its own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import zip_longest

from loaders.formats.markup import BLOCKS, Page
from loaders.formats.phrases import is_site
from loaders.formats.weights import UNSEEN
from loaders.formats.words import tidy

_STRONG = (
    "索引号 信息索引号 信息索引 发文字号 发文文号 文号 文件编号 统一编号 统一登记号 发文机关 发文机构 发文单位 发布机构 发布机关 发布单位 制定机关 制发机关 公开主体"
    " 成文日期 发文日期 印发日期 生成日期 公开方式 公开形式 公开属性 公开类别 公开范围 公开时限 主题分类 体裁分类 组配分类 公文种类 文件状态 效力状态 时效性 有效性 是否有效"
)
_WEAK = (
    "标题 名称 文件名称 信息名称 主题词 关键词 分类 信息分类 信息类别 所属机构 所属类别 责任部门 来源 服务对象 发布日期 公开日期 发布时间 实施日期 施行日期 生效日期 失效日期"
    " 废止日期 有效期 有效期限 内容概述 备注 文种 载体类型 记录形式 效力级别 审批机关 隶属关系 联合发文单位"
)
_LABELS = tuple(sorted([*_STRONG.split(), *_WEAK.split()], key=len, reverse=True))
_STRONG_LABELS = frozenset(_STRONG.split())
_BLANK = r"[\s\u00a0　]*"
_KNOWN = re.compile(
    rf"(?:^{_BLANK}|(?<=[\s\u00a0　|]))[【\[]?(?P<label>{'|'.join(_BLANK.join(label) for label in _LABELS)})"
    rf"[】\]]?{_BLANK}(?:(?P<colon>[：:])|$)"
)
_ANY = re.compile(rf"{_BLANK}(?P<label>[一-鿿](?:{_BLANK}[一-鿿、]){{1,7}}){_BLANK}(?P<colon>[：:])")
_BLANKS = re.compile(r"[\s\u00a0　]+")
NEAR = 3
"""How many lines apart labels may stand."""
MAX_LINE = 400
MAX_VALUE = 300
MAX_REST = 80
"""Characters of other text that may stand among the properties and go with them (基本信息, 下载)."""
LEAST, LEAST_BARE = 2, 3


@dataclass(frozen=True, slots=True)
class _Segment:
    """A line of text: the block and the nodes that it stands in, and the labels in it."""

    block: int
    nodes: tuple[int, ...]
    text: str
    labels: tuple[re.Match[str], ...]


def read_properties(page: Page, aside: frozenset[int]) -> tuple[dict[str, str], frozenset[int]]:
    """The properties in printed order, and the nodes in which they stand; `aside` is not looked at."""
    found: dict[str, str] = {}
    nodes: set[int] = set()
    segments = _segments(page, aside)
    for first, last in _groups(segments):
        pairs, used = _pairs(page, segments, first, last)
        if not _is_told(segments[first : last + 1], pairs):
            continue
        for name, value in pairs:
            if value and len(value) <= MAX_VALUE:
                found.setdefault(name, value)
        top = _common(page, {segments[at].block for at in used})
        around = (one for at, one in enumerate(segments) if top <= one.block < page.ends[top] and at not in used)
        if sum(len(one.text.strip()) for one in around) <= MAX_REST:
            nodes.add(top)
        else:
            nodes |= {node for at in used for node in segments[at].nodes}
    return found, frozenset(nodes)


def _segments(page: Page, aside: frozenset[int]) -> list[_Segment]:
    """The texts of a page, block by block and line by line."""
    made: list[tuple[int, list[int]]] = [(0, [])]
    block_of: dict[int, int] = {0: 0}
    at = 1
    while at < len(page.names):
        name, parent = page.names[at], page.parents[at]
        if at in aside or name in UNSEEN:
            at = page.ends[at]
            continue
        if name:
            block_of[at] = at if name in BLOCKS else block_of[parent]
        if name == "br":
            made.append((block_of[parent], []))
        elif not name:
            if made[-1][0] != block_of[parent]:
                made.append((block_of[parent], []))
            made[-1][1].append(at)
        at += 1
    segments = []
    for block, nodes in made:
        text = "".join(page.words[one] for one in nodes)
        if not text.isspace() and text:
            told = len(text) <= MAX_LINE and not is_site(tidy(text))
            labels = tuple(_KNOWN.finditer(text)) if told else ()
            segments.append(_Segment(block, tuple(nodes), text, labels))
    return segments


def _groups(segments: list[_Segment]) -> list[tuple[int, int]]:
    """The first and last segments of stretches in which known labels stand near each other."""
    groups: list[tuple[int, int]] = []
    for at, segment in enumerate(segments):
        if not segment.labels:
            continue
        if groups and at - groups[-1][1] <= NEAR:
            groups[-1] = (groups[-1][0], at)
        else:
            groups.append((at, at))
    return groups


def _common(page: Page, blocks: set[int]) -> int:
    """The innermost node that holds all of these."""
    low, high = min(blocks), max(blocks)
    while not low <= high < page.ends[low]:
        low = page.parents[low]
    return low


def _pairs(page: Page, segments: list[_Segment], first: int, last: int) -> tuple[list[tuple[str, str]], set[int]]:
    """Labels and values, and the segments that they are made of: a value follows its label, or is the next of its row."""
    pairs: list[tuple[str, str]] = []
    used: set[int] = set()
    for at in range(first, last + 1):
        text, labels = segments[at].text, segments[at].labels or _other(segments[at].text)
        for label, after in zip_longest(labels, labels[1:]):
            value = tidy(text[label.end() : after.start() if after else len(text)])
            used.add(at)
            if not value and after is None and at + 1 < len(segments) and _in_row(page, segments, at):
                value = tidy(segments[at + 1].text.lstrip("：: "))
                used.add(at + 1)
            pairs.append((_BLANKS.sub("", label["label"]), value))
    return pairs, used


def _other(text: str) -> tuple[re.Match[str], ...]:
    """A label that is not known, at the beginning of a text among known ones."""
    match = _ANY.match(text)
    return (match,) if match else ()


def _in_row(page: Page, segments: list[_Segment], at: int) -> bool:
    """Whether the next segment stands in the row (the item, the block) of this one and is no label."""
    after = segments[at + 1]
    if after.labels or _other(after.text):
        return False
    block = row = segments[at].block
    while row and page.names[row] not in ("tr", "li"):
        row = page.parents[row]
    row = row or page.parents[block]
    return row <= after.block < page.ends[row]


def _is_told(segments: list[_Segment], pairs: list[tuple[str, str]]) -> bool:
    """Whether these are properties: several that only documents have; labels without colons in more than one row."""
    names = {name for name, value in pairs if value}
    if len(names) < LEAST or len(names & _STRONG_LABELS) < min(LEAST, len(names) - 1):
        return False
    labelled = [one for one in segments if one.labels]
    bare = [one for one in labelled if not any(label["colon"] for label in one.labels)]
    return len(bare) * 2 < len(labelled) or len(names & _STRONG_LABELS) >= LEAST_BARE
