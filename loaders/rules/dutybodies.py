"""The words of a cell of bodies go in, the bodies come out: their places in it, and the role that the cell itself gives them.

Besides a bare list (市发改委、市财政局) a cell may hold labels (牵头单位：…配合单位：…), duties (市发改委牵头，市财政局配合), marks
behind a name (市发改委（牵头）) or a remark (列第一位者为牵头单位).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Literal

from loaders.bodynames import is_collective, is_phrase
from loaders.departments import identify, is_body
from loaders.rules.dutyheads import FIRST_LEADS
from loaders.rules.names import Piece, split_list
from ontology.regions import leading

CellRole = Literal["lead", "other"]
EMPTY = re.compile(r"[\s　—–－―\-_/／\\无·…]*")
MAX_NAME = 60
MAX_PIECE = 200
"""Letters between two separators in which several names may stand."""

_LABEL = re.compile(
    r"[（(]?(?P<lead>牵头|主责|主办)?(?:责任|配合|协办|协同|参与|参加|落实|实施|承办)?(?:单位|部门|主体)[)）]?[:：]"
)
_DUTY = re.compile(
    r"[，,]?(?:按照?|根据|依据|依)?(?:照)?各?自?(?:的)?(?:职能|职责|工作职责|任务)?(?:和)?(?:分工|职责)?(?:分别|共同|具体)?"
    r"(?P<role>牵头负责|牵头落实|牵头组织|牵头实施|组织实施|负责落实|抓好落实|牵头|主办|负责|落实|配合|参与|参加|协助|协办|承办)$"
)
_MARKED = re.compile(r"[（(](?P<role>牵头|主责|主办|配合|参与|协办)(?:单位|部门)?[)）]$|(?P<star>[*＊★])$")
_DUTY_ENDS = tuple("头办责实合与加助")
_REMARK_ENDS = tuple(")）】〕")
_MARK_ENDS = tuple(")）*＊★")
_LEADS = re.compile("牵头|主办|主责")
_REMARK = re.compile(r"[（(【〔](?P<says>[^（）()【】〔〕]*)[)）】〕][。；]?$")
_OTHERS = re.compile(
    r"等(?:[省市县区]政府)?(?:有关|相关|各|其他|[省市县区旗]直|[省市县区旗]级各?)*(?:部门|单位|地区|职能部门|成员单位)?(?:和单位|单位)?$"
)
_AND_GROUP = re.compile(r"(?<![高中初平同])等(?=[一-鿿“])")
_GLUED = re.compile(r"(?<=[局委厅办院会府])(?=[省市县区旗州盟各][一-鿿]{2})")
_JOINT = re.compile(r"以及|会同|联合|[及和与](?!平|田)")
_MARKS = re.compile('[（(“"]')
_INNER = re.compile(r"[（(][^（）()]*[)）]|[“\"][^”\"]*[”\"]")
_PLACE = re.compile(
    r"[一-鿿]{2,12}(?:新片区|新区|高新区|经开区|开发区|自贸区|示范区|试验区|保税区|园区)|"
    r"[一-鿿]{2,5}(?:县|旗|(?<![小社景地山片城辖街校厂院库牧林灾疫])区|(?<![城都])市|盟|州|镇|乡)"
)
_TRADE = re.compile(
    r"[一-鿿]{2,20}(?:机场|集团|医院|学校|学院|[站所队馆社台厂港园]|企业|机构|组织|基地|联盟|成员单位|街道|社区)"
)
_RUNS_ON = re.compile(r"(?:\d[一-鿿]{0,2}|中心|公司|集团|银行|单位)(?=[省市县区旗盟州][一-鿿]{2})")
_STEM = re.compile("(?:人民)?政府|管委会|管理委员会|委员会|办公室|办事处|分局|支行|分行|中心|公司")
"""What a name ends with, and may be the rest of one that a line break cut."""
_LEVEL_WORDS = frozenset(
    ("省", "县", "市", "区", "旗", "盟", "州", "乡", "镇", "街道", "苏木", "各县", "各区", "各市", "各乡", "各镇")
)
_KINDS = frozenset(("单位", "企业", "地区", "街道", "区", "镇"))


@dataclass(frozen=True, slots=True)
class Name:
    """A name at `start:end` of the cell; `role` where the cell gives one; `doubt` 0 for a body that is known by its
    words, 1 for what ends as bodies do, 2 for what only may be one."""

    start: int
    end: int
    role: CellRole | None
    doubt: int


@dataclass(frozen=True, slots=True)
class Bodies:
    """The names of a cell in printed order, and the places in it of what is no name; `glued` if nothing stands between
    two of them."""

    names: tuple[Name, ...]
    losers: tuple[tuple[int, int], ...]
    glued: bool

    @property
    def doubt(self) -> int:
        """How doubtful the names are altogether."""
        return sum(name.doubt for name in self.names)


@lru_cache(maxsize=16384)
def read_bodies(text: str) -> Bodies:
    """The bodies that the words of a cell list, a line break as good as a comma.

    >>> [(name.start, name.end, name.role) for name in read_bodies("市发改委牵头，市财政局等部门配合").names]
    [(0, 4, 'lead'), (7, 11, 'other')]
    >>> read_bodies("做好服务").losers
    ((0, 4),)
    """
    words, first_leads = _without_remark(text.replace("\n", "、"))
    pieces: list[tuple[Piece, CellRole | None]] = []
    for start, end, role in _stretches(words):
        pieces += _with_duties(_merged(split_list(words[start:end], start), words), role)
    names: list[Name] = []
    losers: list[tuple[int, int]] = []
    for piece, role in pieces:
        doubt = doubt_of(piece.text)
        if doubt is None:
            losers.append((piece.start, piece.end))
        else:
            names.append(Name(piece.start, piece.end, role, doubt))
    if first_leads and names and not any(name.role for name in names):
        names = [_first_leads(name, at) for at, name in enumerate(names)]
    if any(name.role == "lead" for name in names):
        names = [name if name.role else Name(name.start, name.end, "other", name.doubt) for name in names]
    glued = any(one.end == other.start for one, other in pairwise(names))
    return Bodies(tuple(names), tuple(losers), glued)


@lru_cache(maxsize=16384)
def doubt_of(name: str) -> int | None:
    """How doubtful it is that the words name a body; None where they do not.

    >>> [doubt_of(name) for name in ("市财政局", "市瓜果局", "某市滨海机场", "做好服务")]
    [0, 1, 2, None]
    """
    bare = _INNER.sub("", name) if _MARKS.search(name) else name
    if len(name) > MAX_NAME or len(bare) < 2 or _runs_on(bare):
        return None
    if "、" in bare:
        *heads, last = bare.split("、")
        known = all(head in _LEVEL_WORDS or doubt_of(head) is not None for head in heads)
        return (0 if last in _KINDS else doubt_of(last)) if known else None
    if _STEM.fullmatch(bare):
        return 1
    if is_body(bare):
        return 0 if is_collective(bare) or identify(bare, None).functions else 1
    if is_phrase(bare):
        return None
    place, length = leading(bare)
    if (place is not None and length == len(bare)) or _PLACE.fullmatch(bare):
        return 1
    return 2 if _TRADE.fullmatch(bare) else None


def _runs_on(name: str) -> bool:
    """Whether words that end like a name run on to another one (…200个市教委, 政务服务中心市财政局)."""
    ends = _RUNS_ON.search(name)
    after = name[ends.end() :] if ends else ""
    return is_body(after) and (is_collective(after) or bool(identify(after, None).functions))


def _first_leads(name: Name, at: int) -> Name:
    return Name(name.start, name.end, "other" if at else "lead", name.doubt)


def _without_remark(text: str) -> tuple[str, bool]:
    """The words before a remark on who leads (列第一位者为牵头单位), and whether there is one."""
    remark = _REMARK.search(text) if text.rstrip("。；").endswith(_REMARK_ENDS) else None
    if remark and FIRST_LEADS.search(remark["says"]):
        return text[: remark.start()], True
    return text, False


def _stretches(words: str) -> Iterator[tuple[int, int, CellRole | None]]:
    """The lists behind the labels of a cell, each with its role; the whole cell where it has none."""
    labels = list(_LABEL.finditer(words)) if ":" in words or "：" in words else []
    if not labels or labels[0].start() > 0:
        yield 0, labels[0].start() if labels else len(words), None
    for at, label in enumerate(labels):
        end = labels[at + 1].start() if at + 1 < len(labels) else len(words)
        yield label.end(), end, "lead" if label["lead"] else "other"


def _with_duties(pieces: list[Piece], role: CellRole | None) -> Iterator[tuple[Piece, CellRole | None]]:
    """The names between separators, each with the duty that ends its list (X、Y牵头) or the mark behind it (X（牵头）)."""
    waiting: list[Piece] = []
    for piece in pieces:
        words = piece.text.rstrip("。；;，, ")
        mark = _MARKED.search(words) if words.endswith(_MARK_ENDS) else None
        if mark and mark.start():
            own: CellRole = "lead" if mark["star"] or _LEADS.search(mark["role"]) else "other"
            yield from ((name, own) for name in _names(piece, words[: mark.start()]))
            continue
        duty = _DUTY.search(words) if words.endswith(_DUTY_ENDS) else None
        waiting += _names(piece, words[: duty.start()] if duty else words)
        if duty:
            given: CellRole | None = (
                "lead" if _LEADS.search(duty["role"]) else "other" if "配" in duty["role"] else role
            )
            yield from ((name, given) for name in waiting)
            waiting = []
    yield from ((name, role) for name in waiting)


def _names(piece: Piece, words: str) -> list[Piece]:
    """The names in words without separators: X等部门 is X, X等Y成员单位 and X和Y are two."""
    if len(words) > MAX_PIECE:
        return [piece]
    words = _OTHERS.sub("", words) if "等" in words else words
    cut = next((m for m in _cuts(words) if _both(words, m)), None)
    if cut is not None:
        return [*_names(piece, words[: cut.start()]), *_names(_from(piece, cut.end()), words[cut.end() :])]
    return [Piece(piece.start, piece.start + len(words), words)] if words.strip() else []


def _cuts(words: str) -> Iterator[re.Match[str]]:
    yield from _AND_GROUP.finditer(words)
    yield from _JOINT.finditer(words)
    yield from _GLUED.finditer(words)


def _both(words: str, cut: re.Match[str]) -> bool:
    """Whether bodies stand on both sides of a cut; where nothing is cut away, a body that is known on its left."""
    left = doubt_of(words[: cut.start()])
    right = words[cut.end() :]
    if cut.group():
        return left is not None and doubt_of(right) is not None
    return left == 0 and doubt_of(words) is None and any(doubt_of(one) == 0 for one in (right, _first(right)))


def _first(words: str) -> str:
    """The words up to where another name may begin."""
    cut = _GLUED.search(words)
    return words[: cut.start()] if cut else words


def _from(piece: Piece, at: int) -> Piece:
    return Piece(piece.start + at, piece.end, piece.text[at:])


def _merged(pieces: list[Piece], words: str) -> list[Piece]:
    """县、区政府 and 有关部门、单位 are one collective each, though 、 stands in them."""
    merged: list[Piece] = []
    for piece in pieces:
        last = merged[-1] if merged else None
        if last is not None and (last.text in _LEVEL_WORDS or (piece.text in _KINDS and is_collective(last.text))):
            merged[-1] = Piece(last.start, piece.end, words[last.start : piece.end])
        else:
            merged.append(piece)
    return merged
