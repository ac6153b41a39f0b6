"""Two clauses that are one measure go in, what changed from the upper to the lower one comes out.

Of several changes the first counts: a number, who and what is covered, how much the verb commits to, other words.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence

from kg.cascade.clauses import Clause
from kg.cascade.folding import LISTS, folded, listed
from kg.cascade.values import MeasureChange
from kg.cascade.verbs import ADVERBS, SOFT, rank_of, word_set
from loaders.numerals import NotANumeral, number

_NO_NUMBERS = re.compile(
    r"《[^》]*》|“[^”]*”|[（(][^（）()]*(?:号|GB)[^（）()]*[）)]|〔[^〕]*〕|第[一二三四五六七八九十\d]+|\d{5,}|[A-Za-z]+ ?[\d-]{3,}|\d{4}年(?:\d+月)?"
)
_TITLE = re.compile(r"《([^》]*)》")
_DEADLINE = re.compile(r"(\d{4})年(?:(\d+)月)?(?:底|末)?")
_NUMBER = re.compile(
    r"(?P<value>\d+(?:\.\d+)?(?:-\d+(?:\.\d+)?)?)(?P<times>[万亿])?(?P<unit>%|岁|[一-鿿])?"
    r"|(?P<han>(?:(?<=至少)|(?<=少于)|(?<=低于)|(?<=配备)|(?<=建成)|(?<=建设)|(?<=各有)|(?<=达到)|(?<=设立))一"
    r"|(?<![一-鿿]一)[二两三四五六七八九十百][一二三四五六七八九十百]*)(?P<counted>名|所(?!有|在)|户|人(?=次)|人(?=就业|以上)|倍|个(?=以上|对外|工作日|月|村|社区))"
)
_QUALIFIERS = re.compile(
    r"重度|低收入|困难|贫困|特困|低保|符合条件|有条件|有需求|有需要|就业年龄|适龄|部分|义务教育阶段|家庭经济困难|无劳动能力|持证|户籍|未就业|严重"
)
_PLAIN = word_set(
    "工作 力度 水平 有关 相应 各类 各项 多种 方式 开展 活动 建设 情况 等 作用 能力 多 更 更多 不 中 做 等 进行 发展 服务 实施 措施 政策 继续 制度 机制 体系 项目"
    " 一批 一定 范围 内容 问题 需要 需求 要求 标准 过程 条件 规定 办法 时 后 者 化 性 度 率 业 每个 各有 级 级别 时间 节点 时间节点 以上 意识 氛围 组织 机构 单位 部门"
)
_CIRCUMSTANCE = re.compile(
    r"^(?:[^，]{0,20}要)?(?:按照?|根据|依据|依托|结合|围绕|聚焦|针对|通过|对照|坚持|充分利用|利用|充分发挥|发挥)"
)
_ROOM = re.compile(r"有条件的?地区|有条件的?|按规定|依法依规|原则上|逐步|适度|适当")
_MUCH = 4
"""So many characters of other words are a difference in what is said."""


def change_of(
    child: Clause,
    parent: Clause,
    codes: tuple[str, ...] = (),
    below: Sequence[Clause] = (),
    above: Sequence[Clause] = (),
) -> MeasureChange:
    """What the child's clause made of the parent's; `codes` are the regions of both, whose names do not count.

    `below` are other clauses of the child that take up the parent's too, `above` others that the child's takes up.
    """
    if same_words(folded(child.span.quote, codes), folded(parent.span.quote, codes)):
        return "kept"
    if _counts_differ([child, *below], [parent, *above]) or _later(child.span.quote, parent.span.quote):
        return "number_changed"
    scope = _scope([child, *below], [parent, *above], codes)
    if scope:
        return "widened" if scope > 0 else "narrowed"
    if child.strength and parent.strength and child.strength != parent.strength and _comparable(child, parent, codes):
        return "strengthened" if child.strength > parent.strength else "weakened"
    return "reworded"


def same_words(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether the telling words are the same, in whatever order and however they were cut."""
    return Counter(one) == Counter(other) or Counter("".join(one)) == Counter("".join(other))


def numbers(text: str) -> frozenset[str]:
    """The numbers of a clause that measure something: shares, ages, amounts, counts; none of titles, dates or ordinals.

    >>> sorted(numbers("到2025年，0—7岁儿童救助率达到90％以上，至少配备一名指导员"))
    ['0-7岁', '1名', '90%']
    >>> numbers("落实《条例》（国务院令第488号）")
    frozenset()
    """
    text = re.sub(r"[—–~～至](?=\d)", "-", unicodedata.normalize("NFKC", _NO_NUMBERS.sub("，", text)))
    found = set()
    for match in _NUMBER.finditer(text):
        if match["value"]:
            unit = match["unit"] if match["unit"] in ("%", "岁", "元", "倍") else ""
            value = match["value"] if "-" in match["value"] else f"{number(match['value'] + (match['times'] or '')):g}"
            found.add(value + unit)
        else:
            try:
                found.add(f"{number(match['han']):g}{match['counted'] if match['counted'] != '人' else ''}")
            except NotANumeral:
                continue
    return frozenset(found)


def _counts_differ(children: Sequence[Clause], parents: Sequence[Clause]) -> bool:
    """Whether the first of one side has a number that no clause of the other side has."""
    below, above = ([numbers(one.span.quote) for one in side] for side in (children, parents))
    return bool(below[0] - above[0].union(*above) or above[0] - below[0].union(*below))


def _later(child: str, parent: str) -> bool:
    """Whether both have a deadline, and another one."""
    one, other = set(_DEADLINE.findall(child)), set(_DEADLINE.findall(parent))
    return bool(one and other and one != other)


def _scope(children: Sequence[Clause], parents: Sequence[Clause], codes: tuple[str, ...]) -> int:
    """Above 0 where the child's clause covers more, below where it covers less, 0 where that cannot be said.

    The first of each side is what is compared, the others help it to say what it says.
    """
    if titles := _titles(children, codes) ^ _titles(parents, codes):
        if titles.isdisjoint(_titles(parents, codes)) and _titles(parents, codes):
            return 1
        if titles.isdisjoint(_titles(children, codes)) and _titles(children, codes):
            return -1
    below, above = _said(children[0], codes), _said(parents[0], codes)
    all_below, all_above = ([word for one in side for word in _said(one, codes)] for side in (children, parents))
    gained, lost = _new(below, all_above), _new(above, all_below)
    more, less = _members(below, all_above), _members(above, all_below)
    longer = (below.count(LISTS) > above.count(LISTS)) - (below.count(LISTS) < above.count(LISTS))
    if longer > 0 and len(more) > len(less) and not _replaced(more, below, lost):
        return 1
    if longer < 0 and len(less) > len(more) and not _replaced(less, above, gained):
        return -1
    narrower, wider = _QUALIFIERS.findall("".join(gained)), _QUALIFIERS.findall("".join(lost))
    if _same_verb(children[0], parents[0]):
        if narrower and not lost and _mostly(narrower, gained):
            return -1
        if wider and not gained and _mostly(wider, lost):
            return 1
    invited = parents[0].strength == SOFT != children[0].strength  # 鼓励社会力量开展 → 开展
    missing, said = sum(map(len, lost)), sum(map(len, filter(_tells, above)))
    if missing >= _MUCH and 4 * missing >= said and not gained and not invited:
        return -1
    return 0


def _same_verb(child: Clause, parent: Clause) -> bool:
    """Whether both have the same verb: 落实 and 贯彻落实 are."""
    below, above = (clause.verb.text if clause.verb else "" for clause in (child, parent))
    return below in above or above in below


def _mostly(qualifiers: list[str], words: list[str]) -> bool:
    """Whether hardly more than the qualifiers differs."""
    return sum(map(len, words)) <= sum(map(len, qualifiers)) + _MUCH


def _comparable(child: Clause, parent: Clause, codes: tuple[str, ...]) -> bool:
    """Whether the verbs are of the same thing: 加强 and 开展 are near, and differ only where their objects do not."""
    if not {child.strength, parent.strength} <= {2, 3}:
        return True
    below, above = _said(child, codes), _said(parent, codes)
    other = sum(map(len, (*_new(below, above), *_new(above, below))))
    return 3 * other <= sum(map(len, filter(_tells, (*below, *above))))


def _titles(clauses: Sequence[Clause], codes: tuple[str, ...]) -> set[str]:
    """The titles of documents that clauses name, without the names of the regions."""
    return {
        "".join(folded(title, codes)).removeprefix("中华人民共和国")
        for one in clauses
        for title in _TITLE.findall(one.span.quote)
    }


def _replaced(members: list[str], words: Sequence[str], instead: list[str]) -> bool:
    """Whether a whole list was put in the place of something else, so that it is not longer or shorter by its members."""
    return bool(instead) and len(members) >= words.count(LISTS)


def _said(clause: Clause, codes: tuple[str, ...]) -> tuple[str, ...]:
    """The words of a clause without the manner in which it is done, and without what leaves room."""
    text = clause.span.quote
    if clause.fronted and _CIRCUMSTANCE.match(text):
        text = text[clause.fronted :]
    return listed(_ROOM.sub("", text), codes)


def _new(words: Sequence[str], others: Sequence[str]) -> list[str]:
    """The words that tell whom or what and stand in `words` only."""
    text = "".join(other for other in others if other != LISTS)
    return [word for word in words if _tells(word) and not _covered(word, text)]


def _tells(word: str) -> bool:
    return word != LISTS and word not in _PLAIN and word not in ADVERBS and rank_of(word) is None


def _covered(letters: str, text: str) -> bool:
    """Whether at least half of the neighbouring characters stand in the text."""
    pairs = [letters[at : at + 2] for at in range(max(len(letters) - 1, 1))]
    return 2 * sum(pair in text for pair in pairs) >= len(pairs)


def _members(words: Sequence[str], others: Sequence[str]) -> list[str]:
    """The members of lists in `words` of which `others` have nothing."""
    if LISTS not in words:
        return []
    text = "".join(other for other in others if other != LISTS)
    found, member = [], []
    for word in [*words, LISTS]:
        if word != LISTS:
            member.append(word)
            continue
        telling = "".join(filter(_tells, member))
        if len(telling) > 1 and not _covered(telling, text):
            found.append(telling)
        member = []
    return found
