"""The words around a number go in, what is counted, for whom and in what unit comes out, fit to be compared.

The same thing is counted under many names: 残疾人辅助器具适配率, 辅具适配率 and 接受基本辅助器具适配比例 are one. Of a name only the
words count that tell it from its neighbours: those of the plans' titles are left out (in a plan for disabled people every number
is theirs), as are places and the verbs of planning. Words for groups of people and kinds of subjects are kept apart: they do not
make another thing of it, but another measure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from kg.cascade.values import Figure, Row
from kg.cascade.words import words_of

Kind = Literal["share", "change", "ratio", "total"]
"""A share of something, a growth or fall, a measure that does not grow with the place, and a number that does."""

PER_CENT = frozenset({"%", "％", "‰"})
CHANGES = frozenset({"increase", "decrease", "annual_average"})
NEAR = 0.6
"""The part of the longer name that has to stand in the shorter, for both to be about one thing."""

_FRAMES = """
完成 实现 确保 力争 争取 推动 推进 推行 推广 保障 巩固 保持 持续 持续保持 达到 稳定 提升 提高 增加 降低 下降 减少 压减 压缩 控制 增长 增速
增幅 开展 组织 实施 进行 落实 建立 建成 建设 提供 享受 接受 得到 获得 纳入 拥有 配备 安排 帮助 参加 给予 举办 符合条件 需求 意愿 能力 适龄
持证 覆盖 服务 基本 相关 各类 全部 以上 以下 至少 不少 不少于 不低于 不超过 左右 以内 比例 比重 占比 比率 总数 总量 数量 人数 户数 规模 水平
指标 年均 累计 工作 人员 队伍 对象 情况 范围 方面 时限 时间 期限 基础 每个 各有 按照 城乡 我市 我省 我县 我区 我州
"""
FRAMES = frozenset(_FRAMES.split())
"""Words that frame a number and do not tell what is counted."""

GROUPS = {
    label: re.compile(pattern)
    for label, pattern in {
        "城镇": r"城镇(?!化)|城市居民|市民",
        "农村": r"农村牧区|农牧区|农村|农区|牧区|乡村居民|农牧民|农民(?!工)",
        "农民工": r"农民工",
        "困难": r"困难(?!和问题)",
        "低收入": r"低收入",
        "低保": r"低保",
        "特困": r"特困",
        "贫困": r"贫困|建档立卡|脱贫",
        "重度": r"重度|一、?二级",
        "轻度": r"轻度|三、?四级",
        "儿童": r"儿童、?少年|少年、?儿童|儿童、?青少年|青少年|儿童|婴幼儿|少年(?!宫)",
        "老年": r"老年人?|老人",
        "青年": r"青年",
        "妇女": r"妇女|女性",
        "大学生": r"大学生|高校毕业生|毕业生",
        "职工": r"职工",
        "退役军人": r"退役军人",
        "规模以上": r"规模以上|规上",
        "中小微": r"中小微|中小|小微",
        "民营": r"民营",
        "国有": r"国有",
        "政府投资": r"政府投资",
        "社会投资": r"社会投资",
        "户籍": r"户籍",
        "常住": r"常住",
        "重点": r"重点",
        "新增": r"新增|净增|新建",
    }.items()
}
"""Groups of people and kinds of subjects: what is asked of one of them is not what is asked of all."""

_UNITS = {"千米": "公里", "㎡": "平方米", **dict.fromkeys("名位口", "人"), **dict.fromkeys("所家座处", "个")}
_NEVER_GROWS = re.compile(r"[%％‰/]|百分点|\A(?:倍|岁|天|日|年|工作日|小时|分钟|℃)\Z")
_PER = re.compile(r"每(?![年季月])|人均|户均|平均|密度|强度|浓度|单位.{0,6}(?:生产总值|GDP|增加值|面积|产品|能耗)")
_GROWTH = re.compile(r"增长|增速|增幅|降幅|(?:下降|降低|减少)率?\Z")
_BRACKETS = re.compile(r"（[^（）]*(?:）|\Z)|\([^()]*(?:\)|\Z)|〔[^〔〕]*〕")
_WHEN = re.compile(
    r"(?:到|至|截至|力争)?(?:20\d\d|“?十[三四五六]五”?)年?(?:[年末底前]|期末)*|\d{1,2}月底?前?|每年|全年|本年度|年内"
)
_AGES = re.compile(r"\d+[—\-–~至]\d+岁")
_NUMBER = re.compile(r"(?:近|约|逾)?\d[\d.,]*(?:余|多)?[万亿千百]?余?")
_ONE = "[一二两三四五六七八九十]"
_TERM = re.compile(r"“([^“”]{2,12})”")
_LATIN = re.compile(r"[A-Za-z]+[0-9.]*|[0-9]+[A-Za-z]+|[ⅠⅡⅢⅣⅤ]")
_HEAD = re.compile(r"([\u4e00-\u9fff]{2})率")
_JOINED = re.compile(r"[、和与及]")
_KIND_END = re.compile(r"(?:覆盖率|比例|比重|占比|率|人数|数量|数|达到|保持在|稳定在|的)+\Z")
_REACHED = re.compile(r"(?:力争|均)*(?:达到?|(?:稳定|保持)在|提[高升][到至])?(?:以[上下内])?\Z")
_SAYINGS = (
    (re.compile(r"(?:接受|享有)([\u4e00-\u9fff]{0,6}教育)"), r"\1入学"),
    (re.compile(r"参加([\u4e00-\u9fff]{0,6}保险)"), r"\1参保"),
)
"""What a verb before its object says, and the noun behind it that says the same (接受义务教育比例: 义务教育入学率)."""
_SENTENCE = re.compile(r"[。；;！？\n]")


@dataclass(frozen=True, slots=True)
class Subject:
    """What a number counts: its name without frames, the words that tell it apart, the groups, and the kind of measure."""

    name: str
    tokens: tuple[str, ...]
    words: tuple[str, ...]
    groups: frozenset[str]
    listed: frozenset[str]
    kind: Kind
    unit: str | None


@dataclass(frozen=True, slots=True)
class Likeness:
    """How two names agree: which part of the longer one stands in the shorter, and what only one of them says."""

    part: float
    words: tuple[tuple[str, ...], tuple[str, ...]]
    groups: tuple[frozenset[str], frozenset[str]]
    listed: tuple[tuple[str, ...], tuple[str, ...]]

    @property
    def exact(self) -> bool:
        return self.part == 1 and not any(self.groups) and not any(self.listed)


def fold_unit(unit: str | None) -> str | None:
    """A unit as it is compared: counters of people and of things are one each, 人次 is none of them."""
    return None if unit is None else _UNITS.get(unit, unit.replace("％", "%"))


def subjects_of(number: Row | Figure, text: str) -> tuple[Subject, ...]:
    """What a number counts: several things where its name joins several (A率和B率)."""
    name = phrase_of(number, text)
    joined = alternatives(name) if number.unit in PER_CENT else (name,)
    return tuple(_subject(number, one) for one in joined)


def phrase_of(number: Row | Figure, text: str) -> str:
    """The words that name a number: its own name in a table, otherwise what its clause says around it.

    Where the clause says nothing (比例达到70%以上) the clauses before it in the sentence do.
    """
    if isinstance(number, Row) and number.kind == "indicator":
        return _BRACKETS.sub("", number.name)
    phrase = _around(number)
    if any(word not in FRAMES for word in words_of(phrase)):
        return phrase
    before = _SENTENCE.split(text[max(0, number.span.start - 120) : number.span.start])[-1]
    return without_numbers(_BRACKETS.sub("", before), None) + phrase


def _around(number: Row | Figure) -> str:
    quote = _AGES.sub("", _WHEN.sub("", _BRACKETS.sub("", number.span.quote)))
    if len(_NUMBER.findall(quote)) <= 1:
        return without_numbers(quote, number.unit)
    name = _BRACKETS.sub("", number.name)
    place = quote.find(name[:4])
    before = quote[:place] if place > 0 and quote[place - 1] in "、和与及" else ""
    return without_numbers(name if _NUMBER.search(before) else before + name, number.unit)


def without_numbers(phrase: str, unit: str | None) -> str:
    """A phrase without its numbers and their units."""
    end = rf"(?:{re.escape(unit)}|[%％])?" if unit else "[%％]?"
    phrase = re.sub(rf"(?:[中里内]?要有)?{_NUMBER.pattern}{end}", "", _AGES.sub("", _WHEN.sub("", phrase)))
    phrase = _REACHED.sub("", phrase)
    return re.sub(_ONE + re.escape(unit), "", phrase) if unit else phrase


def alternatives(name: str) -> tuple[str, ...]:
    """The names that a name joins, if what it joins is of one kind.

    >>> alternatives("残疾人基本康复服务率和辅具适配率")
    ('残疾人基本康复服务率', '辅具适配率')
    >>> alternatives("困难残疾人生活补贴和重度残疾人护理补贴覆盖率")
    ('困难残疾人生活补贴率', '重度残疾人护理补贴率')
    >>> alternatives("公共图书馆和文化馆覆盖率")
    ('公共图书馆和文化馆覆盖率',)
    """
    stem = _KIND_END.sub("", name)
    parts = [_KIND_END.sub("", part) for part in _JOINED.split(stem)]
    rates = [bool(_KIND_END.search(part)) for part in _JOINED.split(stem)[:-1]]
    if len(parts) > 1 and all(len(part) > 2 for part in parts):
        if all(rates):
            return tuple(f"{part}率" for part in parts)
        if len({part[-2:] for part in parts}) == 1 and all(len(part) > 4 for part in parts):
            return tuple(f"{part}率" for part in parts)
    return (name,)


def _subject(number: Row | Figure, name: str) -> Subject:
    change = number.change if isinstance(number, Row) else "level"
    groups = frozenset(label for label, pattern in GROUPS.items() if pattern.search(name))
    bare = name
    for pattern, noun in _SAYINGS:
        bare = pattern.sub(noun, bare)
    for label in groups:
        bare = GROUPS[label].sub("", bare)
    tokens = tuple(_tokens(bare))
    heads = set(_HEAD.findall(bare)) - {"覆盖", "服务", "享受"}
    words = dict.fromkeys(word for word in tokens if word in heads or word not in FRAMES)
    kind = kind_of(number.unit, name, change)
    listed = frozenset(word for word in words if kind == "share" and _is_listed(word, name))
    return Subject(bare, tokens, tuple(words), groups, listed, kind, fold_unit(number.unit))


def _tokens(name: str) -> Iterator[str]:
    """The words of a name in order; what stands in quotation marks and what is written in Latin letters is a word too."""
    yield from (term for term in _TERM.findall(name) if _KIND_END.sub("", term))
    yield from _LATIN.findall(name)
    for word in words_of(name):
        word = word.removesuffix("率") if len(word) > 2 else word
        if not word[0].isdigit() and not _LATIN.match(word):
            yield word


def _is_listed(word: str, name: str) -> bool:
    """Whether a word stands in an enumeration of three or more, which spells out what a shorter name gathers."""
    return len(re.findall("[、和及与]", name)) > 1 and bool(
        re.search(rf"{re.escape(word)}[、和及与]|[、和及与].{{0,2}}{re.escape(word)}", name)
    )


def kind_of(unit: str | None, name: str, change: str) -> Kind:
    """What sort of number it is.

    >>> kind_of("%", "残疾人基本康复服务覆盖率", "level"), kind_of("%", "人均收入年均增长", "annual_average")
    ('share', 'change')
    >>> kind_of("张", "每千人口养老床位数", "level"), kind_of("户", "家庭无障碍改造数", "level")
    ('ratio', 'total')
    """
    if unit in PER_CENT:
        return "change" if change in CHANGES or _GROWTH.search(name) else "share"
    return "ratio" if (unit and _NEVER_GROWS.search(unit)) or _PER.search(name) else "total"


def likeness(one: Subject, other: Subject, common: str) -> Likeness | None:
    """How two subjects agree; None if they are two things. `common` holds words that tell nothing apart (the plans' titles).

    They are two things if each says what the other does not, or if most of the longer one stands only there.
    """
    own_groups = frozenset(label for label in one.groups ^ other.groups if not GROUPS[label].search(common))
    groups = (one.groups & own_groups, other.groups & own_groups)
    if groups[0] and groups[1]:
        return None
    short = _abbreviated(one, other) | _abbreviated(other, one)
    left = _left(one, other, short), _left(other, one, short)
    listed = [tuple(word for word in side if word in own.listed) for side, own in zip(left, (one, other), strict=True)]
    rest = [[word for word in side if word not in spelt] for side, spelt in zip(left, listed, strict=True)]
    own = [tuple(word for word in side if word not in common) for side in rest]
    if (own[0] and rest[1]) or (own[1] and rest[0]) or (listed[0] and listed[1]):
        return None
    whole = [_size(side.words, common, spelt) for side, spelt in zip((one, other), listed, strict=True)]
    longer = 0 if own[0] else 1
    held = whole[longer] - sum(map(len, own[longer]))
    sure = held - _size(short.intersection((one, other)[longer].words), common, ())
    if sure < 2 and not _bare_names_agree(one, other, whole):
        return None
    part = 1.0 if not own[0] and not own[1] else held / whole[longer]
    return Likeness(part, (own[0], own[1]), groups, (listed[0], listed[1])) if part >= NEAR else None


def _size(words: Iterable[str], common: str, but: Iterable[str]) -> int:
    spelt = set(but)
    return sum(len(word) for word in words if word not in common and word not in spelt)


def _bare_names_agree(one: Subject, other: Subject, sizes: list[int]) -> bool:
    """Whether two names that say nothing but words of the titles say the same ones, at least of the same group."""
    if any(sizes) or set(one.words) != set(other.words):
        return False
    return one.name == other.name or bool(one.groups and one.groups == other.groups)


def _left(one: Subject, other: Subject, short: set[str]) -> tuple[str, ...]:
    """What one says and the other does not: words, or what is left of them."""
    left = []
    for word in one.words:
        if word in short or word in other.name:
            continue
        for known in other.words:
            word = word.replace(known, "")
        if word:
            left.append(word)
    return tuple(left)


def _abbreviated(one: Subject, other: Subject) -> set[str]:
    """The words of one that take a character of each of some words of the other in a row (辅具: 辅助器具), with these."""
    found: set[str] = set()
    for word in one.words:
        if word in other.name or not 2 <= len(word) <= 4:
            continue
        for place in range(len(other.tokens) - len(word) + 1):
            run = other.tokens[place : place + len(word)]
            if all(character in full for character, full in zip(word, run, strict=True)):
                found |= {word, *run}
    return found
