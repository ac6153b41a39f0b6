"""A value cell goes in, what it says comes out: number, comparison, unit, change, scope, year; words are kept as printed.

`100` is = 100, `85.5%以上` and 达到85 are ≥, [5] and 〔5〕 are cumulative, a range is its two bounds, a cell in tiers
(城镇：5 农村：3) one reading a tier, a cell of dated values one reading a year. 应保尽保 is a reading without a number.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from loaders.numerals import number
from loaders.tables.words import UNIT, is_dash, squeeze
from loaders.units import normalise
from ontology.model import Change, Operator

_VERBS: tuple[tuple[Operator, str], ...] = (
    ("≥", "大于等于|不小于|不低于|不少于|至少达?到?|达到|达(?!标)|保持在?|稳定在?|维持在?|>=|≥|≧"),
    ("≤", "小于等于|不高于|不超过|不大于|不多于|控制在|控制到|最多|<=|≤|≦"),
    (">", "超过|高于|大于|多于|突破|优于|>"),
    ("<", "低于|小于|少于|<"),
    ("=", "(?:提高|提升|增加|增长|降低|下降|减少|上升|压减|缩短|增|降|升)[到至为]|为|等于|="),
)
_ANY_VERB = "|".join(pattern for _, pattern in _VERBS)
_VERB_KINDS = tuple((operator, re.compile(pattern)) for operator, pattern in _VERBS)
_DOWN, _UP = "下降|降低|减少|压减|缩减|削减", "增长|提高|提升|增加|上升|递增|增幅"
_LEAD = (
    r"(?:(?:到|至|截至)?(?P<year>20\d\d)年(?:底|末)?前?)?(?:(?:较|比|与)[^，。；\d]{0,6}(?:20\d\d)?[^，。；\d]{0,6}?相?比?)?"
    r"(?P<lead>(?:力争|争取|确保|努力|基本|分别|五年|5年|期末|每年|年均|累计|合计|总计|共|共计|平均|新增|完成|实现|逐步|总体|约|近|大约)*)"
)
_PLAIN = r"\d{1,12}(?:\.\d{1,6})?"
_NUMBER = rf"(?P<number>[-+]?\d{{1,3}}(?:,\d{{3}}){{1,3}}(?:\.\d{{1,6}})?|[-+]?{_PLAIN})"
_TAIL = r"(?P<tail>(?:及?以上|及?以下|以内|之内|左右|上下)?(?:[（(]含[)）])?)"
_CORE = (
    rf"{_LEAD}(?P<moves>{_DOWN}|{_UP})?(?P<verb>{_ANY_VERB})?(?P<about>约|近)?"
    rf"{_NUMBER}(?P<more>余|多)?(?P<unit>{UNIT})?{_TAIL}"
)
_REMARK = r"(?P<remark>[（(][^（()）]*[)）])?"
_ONE = re.compile(rf"{_CORE}{_REMARK}")
_RANGE = re.compile(
    rf"{_LEAD}(?P<low>{_PLAIN})(?P<own>[%‰])?(?:[-—–−~～至]|--|——)(?P<high>{_PLAIN})(?P<unit>{UNIT})?(?:之间|左右|区间)?{_REMARK}"
)
_TIER = re.compile(rf"[，,；;、。/]?(?P<label>[一-鿿A-Za-z]{{1,14}}?)[：:]?{_CORE}")
_LABEL_IS_NONE = re.compile(
    rf"(?:{_ANY_VERB}|{_DOWN}|{_UP}|力争|累计|五年|年均|每年|平均|新增|其中|全面|约|近|到|至|每)+"
)
_DATED = re.compile(
    rf"(?<!\d)(?P<on>20\d\d)年(?:底|末)?前?[^，。；,;\d]{{0,16}}?(?P<verb>{_ANY_VERB})(?P<about>约|近)?{_NUMBER}(?P<unit>{UNIT})?{_TAIL}"
)
_COMPARED = re.compile(
    rf"(?P<verb>不低于|不少于|不小于|至少|达到|大于|超过|高于|不超过|不高于|低于|小于|≥|≤|>|<){_NUMBER}(?P<unit>{UNIT})?{_TAIL}"
)
_BRACKETS = {"[": "]", "〔": "〕", "【": "】", "「": "」"}
_MARKS = re.compile(r"[①-⑳¹²³⁴-⁹*＊※#☆★▲△]+$|^[*＊※☆★▲△]+")
_SCORING = re.compile(r"得\d|扣\d|\d分(?!钟)|满分")
_DIGIT = re.compile(r"\d")
LONGEST = 400


@dataclass(frozen=True, slots=True)
class Reading:
    """What a cell says: `factor` multiplies `value` for its own unit (2万人); `value` is None where it is in words.

    `change` is None where the cell alone does not tell it.
    """

    value: float | None
    operator: Operator | None
    unit: str | None
    change: Change | None
    scope: str | None
    year: int | None
    printed: str
    factor: float = 1.0


@lru_cache(maxsize=16384)
def is_number(words: str) -> bool:
    """Whether a cell is a number with what may stand around it.

    >>> [is_number(words) for words in ("≥95%", "[5]", "7.5-8", "比2020年下降15%", "应保尽保", "5G基站数")]
    [True, True, True, True, False, False]
    """
    plain, _ = _unwrapped(_unmarked(squeeze(words)))
    if not _DIGIT.search(plain) or len(plain) > 40:
        return False
    return bool(_ONE.fullmatch(plain) or _RANGE.fullmatch(plain) or _pair(plain))


def readings(words: str) -> list[Reading]:
    """What a cell of a target column says, in printed order; a cell left open says nothing.

    >>> [(r.operator, r.value, r.unit) for r in readings("85.5%以上") + readings("1,200") + readings("＜5.5")]
    [('≥', 85.5, '%'), ('=', 1200.0, None), ('<', 5.5, None)]
    >>> [(r.value, r.scope, r.change) for r in readings("[城镇：累计约8 农村：累计约3]")]
    [(8.0, '城镇', 'cumulative'), (3.0, '农村', 'cumulative')]
    >>> readings("应保尽保")[0].printed, readings("—")
    ('应保尽保', [])
    """
    printed = words.strip()
    plain, summed = _unwrapped(_unmarked(squeeze(printed)))
    if not plain or is_dash(plain):
        return []
    found = _numbers(plain, printed) if _DIGIT.search(plain) and len(plain) <= LONGEST else []
    if not found:
        found = [Reading(None, None, None, None, None, None, printed)]
    return [replace(one, change="cumulative") for one in found] if summed else found


def commitments(words: str) -> list[Reading]:
    """The numbers that a cell of criteria commits to: dated ones, else those of a comparison; none in a rule of scoring.

    >>> [(r.operator, r.value, r.year) for r in commitments("逐年提高。2023年达到70%，力争2030年达到90%。")]
    [('≥', 70.0, 2023), ('≥', 90.0, 2030)]
    >>> commitments("每提高1个百分点得2分"), commitments("较上一年增加。")
    ([], [])
    """
    plain = squeeze(words)
    if _SCORING.search(plain) or len(plain) > LONGEST or not _DIGIT.search(plain):
        return []
    dated = _dated(plain)
    return dated or [_reading(match, match.group()) for match in _COMPARED.finditer(plain)]


def _numbers(plain: str, printed: str) -> list[Reading]:
    match = _ONE.fullmatch(plain)
    if match:
        return [_reading(match, printed)]
    bounds = _RANGE.fullmatch(plain)
    if bounds:
        return _bounds(bounds, printed)
    pair = _pair(plain)
    if pair:
        return [
            _reading(pair[0], pair[0].group()),
            replace(_reading(pair[1], f"[{pair[1].group()}]"), change="cumulative"),
        ]
    return _tiers(plain) or _dated(plain)


def _pair(plain: str) -> tuple[re.Match[str], re.Match[str]] | None:
    """A value with its sum in brackets after it: 2[10]."""
    cut = re.fullmatch(r"([^\[〔\]〕]+)[\[〔]([^\[〔\]〕]+)[\]〕]", plain)
    first = _ONE.fullmatch(cut[1]) if cut else None
    second = _ONE.fullmatch(cut[2]) if cut else None
    return (first, second) if first and second else None


def _bounds(match: re.Match[str], printed: str) -> list[Reading]:
    unit, factor = normalise(match["unit"] or match["own"])
    change = _change(match["lead"], None)
    low, high = float(match["low"]), float(match["high"])
    if low >= high:
        return []
    return [
        Reading(low, "≥", unit, change, None, None, printed, factor),
        Reading(high, "≤", unit, change, None, None, printed, factor),
    ]


def _tiers(plain: str) -> list[Reading]:
    """One reading for each labelled number, where the cell is made of at least two of them."""
    found, at = [], 0
    while at < len(plain):
        match = _TIER.match(plain, at)
        if match is None or _LABEL_IS_NONE.fullmatch(match["label"]):
            return []
        label = re.sub("^其中", "", match["label"])
        found.append(replace(_reading(match, match.group().strip("，,；;、。/")), scope=label))
        at = match.end()
        if plain[at:] in ("。", "；"):
            break
    return found if len(found) > 1 else []


def _dated(plain: str) -> list[Reading]:
    return [replace(_reading(match, match.group()), year=int(match["on"])) for match in _DATED.finditer(plain)]


def _reading(match: re.Match[str], printed: str) -> Reading:
    named = match.groupdict()
    unit, factor = normalise(match["unit"])
    lead, year = named.get("lead") or "", named.get("year")
    operator = _operator(match["verb"], match["tail"], bool(named.get("about")) or "约" in lead)
    value = number(match["number"].lstrip("+-")) * (-1 if match["number"].startswith("-") else 1)
    change = _change(lead, named.get("moves"))
    return Reading(value, operator, unit, change, None, int(year) if year else None, printed, factor)


def _operator(verb: str | None, tail: str, about: bool) -> Operator:
    if about or tail.startswith(("左右", "上下")):
        return "="
    if tail.startswith(("以上", "及以上")):
        return "≥"
    if tail.startswith(("以下", "以内", "之内", "及以下")):
        return "≤"
    return next((operator for operator, pattern in _VERB_KINDS if verb and pattern.fullmatch(verb)), "=")


def _change(lead: str, moves: str | None) -> Change | None:
    if "年均" in lead or "每年" in lead:
        return "annual_average"
    if "累计" in lead:
        return "cumulative"
    if moves:
        return "decrease" if re.fullmatch(_DOWN, moves) else "increase"
    return None


def _unmarked(plain: str) -> str:
    """Without the marks of footnotes."""
    return _MARKS.sub("", plain)


def _unwrapped(plain: str) -> tuple[str, bool]:
    """Without the brackets around it all, and whether they mark a sum over the years."""
    if len(plain) > 2 and _BRACKETS.get(plain[0]) == plain[-1] and plain[0] not in plain[1:]:
        return plain[1:-1], True
    if len(plain) > 2 and plain[0] in "（(" and plain[-1] in ")）" and _ONE.fullmatch(plain[1:-1]):
        return plain[1:-1], True
    return plain, False
