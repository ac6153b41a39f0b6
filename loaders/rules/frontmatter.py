"""The lines above a text go in, the properties that a website prints there (索引号, 发文机关, 成文日期 …) come out.

Three forms: `标签：值`, several to a line or the value on the next line; cells between bars (| 标签 | 值 |); labels in
brackets ([ 标签 ]值). Labels may be spaced out (索 引 号). A property counts only where its value is of its kind: a date is a
day, a number a document number. The site that shows a document is not its issuer: 来源 is read as nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

from loaders.dates import first_day
from loaders.docnumbers import own_number
from loaders.rules.record import Rule
from loaders.titles import PLAN
from ontology.model import DocumentStatus

Span = tuple[int, int]

LABELS: dict[str, str] = {
    "number": "文号 发文字号 发文文号 发布文号 公文文号 文件文号 文件编号 文件字号 公文字号 发文号 文件号 批准文号 颁布文号",
    "issuer": "发文机关 发文机构 发文单位 发文部门 制发机关 制定机关 制定单位 制发单位 印发机关 颁布机关 颁布单位 颁发部门 颁布部门",
    "publisher": "发布机构 发布机关 发布单位 发布部门 公开机构 公开部门 公开单位",
    "signed": "成文日期 成文时间 签署日期 签发日期 签发时间",
    "made": "生成日期 生成时间 发文日期 发文时间 印发日期 印发时间 颁布日期 颁布时间 制发日期 制发时间",
    "published": "发布日期 发布时间 公开日期 公开时间 公布日期 公布时间 发表时间",
    "effective": "实施日期 实施时间 生效日期 生效时间 施行日期 施行时间 执行日期 开始实施日期",
    "expires": "失效日期 失效时间 废止日期 废止时间 终止日期 终止时间 有效期至 有效期限 有效期",
    "status": "有效性 时效性 时效 效力 效力状态 时效状态 有效状态 有效性状态 文件有效性 文件状态 是否有效 现行有效性 法规状态",
    "title": "标题 名称 信息名称 文件名称 公文名称 文件标题 信息标题 公文标题",
    "": "索引号 信息索引号 信息索引 统一编号 规范性文件编号 登记号 主题分类 信息分类 组配分类 服务对象分类 公文种类 公文类型 文件类型 文档类型 文种 分类 "
    "所属类别 主题词 关键词 关键字 体裁 体裁分类 公开方式 公开形式 公开类型 公开属性 公开期限 公开范围 公开程序 公开目录 公开类别 主动公开 来源 信息来源 "
    "文章来源 文件来源 稿件来源 数据来源 责任编辑 责任部门 编辑 责编 作者 浏览次数 浏览量 访问次数 访问量 点击数 点击量 点击次数 点击率 阅读 阅读量 "
    "阅读次数 字号 字体 字体大小 分享 分享到 属性 备注 内容概述 内容简介 摘要 语种 载体类型 下载地址 原文链接 法宝引证码 视力保护色 归档时间 归档日期 时间 日期 "
    "签发人 信息属性 刊发日期 审核 网址 链接 所属主题 文件所属 适用范围分类",
}
"""The labels of each property; those under "" are known, and tell nothing that is kept."""

STATUSES: dict[DocumentStatus, str] = {
    "现行有效": "有效 现行有效 现行 是 继续有效 全文有效 长期有效 有效文件 生效",
    "部分有效": "部分有效 部分失效 部分废止 部分条款失效",
    "失效": "失效 已失效 全文失效 无效 否 宣布失效 已过期",
    "废止": "废止 已废止 全文废止 宣布废止",
    "已修改": "已修改 已被修改 修改 已修订 已被修订 全文修订",
    "尚未生效": "尚未生效 尚未施行 未生效 尚未实施",
}
"""What a website says of a document's force, and the words for it that count as the same."""

_BULLET = r"^[\s　•●·*>|\[【-]*"
_MAX_TITLE, _MAX_BODY = 200, 60
_CLOSES = re.compile(r"[ 　]*[：:|\]】]")
_BLANK = re.compile(r"[ 　\d|]|$")
_LONGEST_LINE = 1500


@dataclass(frozen=True, slots=True)
class Property:
    """A property and the place of its value."""

    name: str
    start: int
    end: int


@dataclass(slots=True)
class FrontMatter:
    """The properties in printed order, and the stretches of the lines that are not front matter."""

    properties: list[Property] = field(default_factory=list)
    rest: list[Span] = field(default_factory=list)

    def values(self, *names: str) -> list[Span]:
        """The places of the values of the properties, those of the first name first."""
        return [(one.start, one.end) for name in names for one in self.properties if one.name == name]


def status_of(words: str) -> DocumentStatus | None:
    """The status that the words of a website stand for, in the words of `STATUSES`.

    >>> status_of("有 效"), status_of("已废止"), status_of("阶段性文件")
    ('现行有效', '废止', None)
    """
    return _statuses().get(_tight(words))


def read_front_matter(text: str, lines: list[Span]) -> FrontMatter:
    """The front matter among the lines above a text."""
    found = FrontMatter()
    pending: str | None = None
    for start, end in lines:
        labels = list(_labels(text, start, end)) if end - start <= _LONGEST_LINE else []
        if not labels:
            stretch = _fits(text, pending, start, end) if pending else None
            if pending and stretch:
                found.properties.append(Property(pending, *stretch))
            else:
                found.rest += _cells(text, start, end)
            pending = pending if text[start:end].strip(" 　|") == "" else None
            continue
        if labels[0][1] > start and text[start : labels[0][1]].strip(" 　|•●·*[【-"):
            found.rest.append((start, _trimmed(text, start, labels[0][1])[1]))
        pending = _take(text, found, labels, end)
    return found


def _take(text: str, found: FrontMatter, labels: list[tuple[str, int, int]], end: int) -> str | None:
    """Take the values of a line's labels; the property of the last one if its value may stand on the next line."""
    for at, (name, _, after) in enumerate(labels):
        stop = labels[at + 1][1] if at + 1 < len(labels) else end
        first, *others = _cells(text, after, stop) or [(after, after)]
        stretch = _fits(text, name, *first)
        if name and stretch:
            found.properties.append(Property(name, *stretch))
        if at + 1 == len(labels):
            if others and text[others[-1][1] : end].strip(" 　|") == "" and not text[:end].endswith("|"):
                found.rest.append(others[-1])
            elif first[0] == first[1]:
                return name or None
    return None


def _cells(text: str, start: int, end: int) -> list[Span]:
    """The stretches between bars, trimmed, empty ones left out."""
    cells: list[Span] = []
    at = start
    while at <= end:
        bar = text.find("|", at, end)
        stop = end if bar < 0 else bar
        cell = _trimmed(text, at, stop)
        if cell[0] < cell[1]:
            cells.append(cell)
        at = stop + 1
    return cells


def _trimmed(text: str, start: int, end: int) -> Span:
    while start < end and text[start] in " 　\t：:|，,•":
        start += 1
    while end > start and text[end - 1] in " 　\t|[【•，,；;":
        end -= 1
    return start, end


def _fits(text: str, name: str | None, start: int, end: int) -> Span | None:
    """The value's place if it is of the property's kind."""
    words = text[start:end]
    if not name or not words:
        return None
    if name in ("signed", "made", "published", "effective", "expires"):
        day = first_day(text, start, min(end, start + 30))
        return (day[1], day[2]) if day and day[1] - start <= 2 else None
    if name == "number":
        number = own_number(words) or own_number(words.split(" ")[0])
        return (text.index(number, start), text.index(number, start) + len(number)) if number else None
    if name == "status":
        word = words.split(" ")[0]
        return (start, start + len(word)) if status_of(word) else None
    most = _MAX_TITLE if name == "title" else _MAX_BODY
    plain = 3 <= len(words) <= most and re.match(r"[一-鿿《“\"（(\d]", words) and not re.search(r"[。？]|[:：]$", words)
    return (start, end) if plain and re.search(r"[一-鿿]{2}", words) else None


def _labels(text: str, start: int, end: int) -> Iterator[tuple[str, int, int]]:
    """The labels of a line: property, beginning, and where the value begins.

    A line that begins with a label, or has two with a colon, is front matter; in a line that begins with one, others
    need no colon if blanks stand around them.
    """
    found: list[tuple[str, int, int, bool]] = []
    opens = re.compile(_BULLET).match(text[start:end])
    first = start + (opens.end() if opens else 0)
    for match in _label().finditer(text, start, end):
        words = match.group()
        before = text[match.start() - 1] if match.start() > start else ""
        closed = _CLOSES.match(text, match.end(), end)
        inside = "一" <= before <= "鿿" and len(words) < 3
        if inside or ("一" <= before <= "鿿" and not closed):
            continue
        if closed is None and not _BLANK.match(text, match.end(), end):
            continue
        begins = match.start() == first
        if closed is None and not begins and before not in " 　" and not before.isdecimal():
            continue
        name = _names()[_tight(words)]
        found.append((name, match.start(), closed.end() if closed else match.end(), closed is not None))
    if found and (found[0][1] == first and (found[0][3] or len(found) > 1 or _stands(text, found[0], end))):
        yield from ((name, at, after) for name, at, after, _ in found)
    elif sum(one[3] for one in found) >= 2 or (found and _dated(text, found[-1], end)):
        yield from ((name, at, after) for name, at, after, closed in found if closed)


def _stands(text: str, label: tuple[str, int, int, bool], end: int) -> bool:
    """Whether a lone label without a colon is one: nothing follows it, or a value of its kind."""
    name, _, after, _ = label
    value = _trimmed(text, after, end)
    ends = name != "title" or PLAN.search(text[slice(*value)]) or text[value[1] - 2 : value[1]] == "批复"
    return value[0] == value[1] or (bool(ends) and _fits(text, name, *value) is not None)


def _dated(text: str, label: tuple[str, int, int, bool], end: int) -> bool:
    """Whether a line ends with a label and its date (… 发布时间：2025-12-09)."""
    name, at, after, closed = label
    value = _fits(text, name, *_trimmed(text, after, end)) if name in ("signed", "made", "published") else None
    return closed and value is not None and end - value[1] <= 9 and text[at - 1] in " 　"


def _tight(words: str) -> str:
    return re.sub(r"[\s　]", "", words)


@cache
def _names() -> dict[str, str]:
    return {label: name for name, labels in LABELS.items() for label in labels.split()}


@cache
def _statuses() -> dict[str, DocumentStatus]:
    return {word: status for status, words in STATUSES.items() for word in words.split()}


@cache
def _label() -> re.Pattern[str]:
    """Any label, its characters spaced out or not, the longest first."""
    return re.compile("|".join("[ 　]*".join(label) for label in sorted(_names(), key=len, reverse=True)))


def _values(text: str) -> list[str]:
    found = read_front_matter(text, [(0, len(text))])
    return [text[one.start : one.end] for one in found.properties]


RULES = (
    Rule(
        "metadata.frontmatter",
        "a property that a website prints above the text: label, value",
        _values,
        (
            "索 引 号：01/2020-1 发文机关：某市人民政府",
            "| 文号 | 某政发〔2020〕1号 | 成文日期 | 2020-01-02 |",
            "[ 发文字号 ]某府发〔2023〕6号 [ 有效性 ]有效",
            "成文日期 2022-12-27 废止日期",
            "名　　称：某市规划",
        ),
        ("来源：某市人民政府网站", "有效性评价", "发布日期：待定", "标题党", "文号：无"),
    ),
)
