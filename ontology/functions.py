"""The printed name of a body without its region goes in; the lines of work (部门职能) it stands for come out.

The table is `ontology/vocab/functions.ttl`. A *stem* is a name without its region: 人社局 of 市人社局. It stands in the
table as an official name or a short form, or it is a merged name all of whose words do (教科局 = 教育 + 科学技术); any
other stem stands for nothing.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import cast, get_args

import pyoxigraph as ox

from ontology.model import DepartmentKind, Level
from ontology.terms import FOLDER, POL, SKOS

_BASE = "function:/"
_TABLE = "functions.ttl"
_LEVELS: Mapping[str, Level] = {
    "nationalName": "national",
    "provincialName": "province",
    "prefecturalName": "prefecture",
    "countyName": "county",
}

_BRACES = re.compile(r"\{\w+\}")
# How a merged name ends. A clipped ending (委, 办) never ends a full name.
_ENDING = re.compile("(?P<words>.+?)(?:委员会|办公室|中心|局|厅|(?P<clipped>委|办))")
# Words of a merged name that say nothing of its lines of work.
_FILLERS = ("和", "与", "及", "、", "管理", "事务", "综合", "发展", "工作", "建设", "服务", "促进", "监督管理")


_TELLING = 4


class BadTable(ValueError):
    """The table of functions says something that cannot be."""


@dataclass(frozen=True, slots=True)
class DepartmentFunction:
    """A line of work. `names` are the official names at each level, with braces where the region stands inside them;
    `words` are its full words in merged names and `clipped` its clipped ones; `examples` are the printed lines.
    """

    id: str
    label: str
    label_en: str
    definition: str
    kind: DepartmentKind | None
    names: Mapping[Level, tuple[str, ...]] = field(hash=False)
    short_forms: tuple[str, ...]
    words: tuple[str, ...]
    clipped: tuple[str, ...]
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a stem stands for: ids of functions, the kind of body, and the official names that it may stand for.

    `names` is by level; two names at a level are two possibilities. `full` tells that nothing in the stem is
    abbreviated; `merged` that it was read from the words of several lines of work.
    """

    functions: tuple[str, ...]
    kind: DepartmentKind | None
    names: Mapping[Level, tuple[str, ...]] = field(hash=False)
    full: bool
    merged: bool = False


@cache
def functions() -> tuple[DepartmentFunction, ...]:
    """All functions, in the order of the table.

    >>> [function.label for function in functions() if "民政厅" in function.names["province"]]
    ['民政']
    """
    values: dict[str, dict[str, list[ox.Literal]]] = {}
    for quad in ox.parse(path=FOLDER / "vocab" / _TABLE, format=ox.RdfFormat.TURTLE, base_iri=_BASE):
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.Literal):
            name = quad.subject.value.removeprefix(_BASE)
            term = quad.predicate.value.removeprefix(str(POL)).removeprefix(str(SKOS))
            values.setdefault(name, defaultdict(list))[term].append(quad.object)
    return tuple(_function(name, terms) for name, terms in values.items() if name)


def by_id(identifier: str) -> DepartmentFunction:
    """The function with the id.

    >>> by_id("civil-affairs").label_en
    'Civil affairs'
    """
    try:
        return _by_id()[identifier]
    except KeyError:
        raise LookupError(f"function {identifier!r}: not in ontology/vocab/{_TABLE}") from None


@lru_cache(maxsize=4096)
def read(stem: str) -> Reading | None:
    """What a stem stands for, or None.

    >>> read("发改委").names["county"], read("发改委").full
    (('发展和改革委员会',), False)
    >>> read("民社局").functions, read("民社局").full
    (('civil-affairs', 'human-resources'), False)
    >>> read("农牧水务局").full, read("统筹协调局")
    (True, None)
    """
    return _index().get(stem) or _merged(stem)


def is_listed(stem: str) -> bool:
    """Whether the stem stands in the table by itself.

    >>> is_listed("优化营商环境办公室"), is_listed("农牧水务局")
    (True, False)
    """
    return stem in _index()


def patterns() -> tuple[tuple[str, str, Reading], ...]:
    """The printed forms that have the region inside: what stands before it, what behind it, and the reading.

    >>> [reading.functions for head, tail, reading in patterns() if (head, tail) == ("国家税务总局", "税务局")]
    [('taxation',)]
    """
    return _patterns()


def named_in(text: str) -> tuple[str, ...]:
    """The lines of work that the longest full word of merged names in a text stands for; short words say too little.

    >>> named_in("行政审批制度改革"), named_in("工程建设项目审批")
    (('government-services',), ())
    """
    found = [word for word in _words() if len(word) >= _TELLING and word in text]
    return _words()[max(found, key=len)][0] if found else ()


def abbreviates(short: str, name: str) -> bool:
    """Whether all characters of `short` stand in `name` in the same order (braces aside).

    >>> abbreviates("卫健委", "卫生健康委员会"), abbreviates("财政局", "财政厅")
    (True, False)
    """
    rest = iter(_BRACES.sub("", name))
    return all(char in rest for char in _BRACES.sub("", short))


def _function(name: str, terms: Mapping[str, list[ox.Literal]]) -> DepartmentFunction:
    def literals(term: str, language: str | None = None) -> tuple[str, ...]:
        return tuple(value.value for value in terms.get(term, ()) if value.language == language)

    def one(term: str, language: str | None = None) -> str:
        found = literals(term, language)
        if len(found) != 1:
            tag = f"@{language}" if language else ""
            raise BadTable(f"{_TABLE}: function {name!r}: expected one {term}{tag}, found {list(found)}")
        return found[0]

    kind = one("departmentKind") if "departmentKind" in terms else None
    if kind is not None and kind not in get_args(DepartmentKind):
        raise BadTable(f"{_TABLE}: function {name!r}: expected a departmentKind of ontology/model.py, found {kind!r}")
    return DepartmentFunction(
        id=name,
        label=one("prefLabel", "zh"),
        label_en=one("prefLabel", "en"),
        definition=one("definition", "zh"),
        kind=cast("DepartmentKind | None", kind),
        names={level: literals(term) for term, level in _LEVELS.items()},
        short_forms=literals("shortForm"),
        words=(one("prefLabel", "zh"), *literals("altLabel", "zh")),
        clipped=literals("hiddenLabel", "zh"),
        examples=literals("example", "zh"),
    )


@cache
def _by_id() -> Mapping[str, DepartmentFunction]:
    return {function.id: function for function in functions()}


def _possible(short: str, names: Iterable[str]) -> tuple[str, ...]:
    """The names that a short form may stand for: those it differs from by joints only, or in which it stands behind the
    region; else all that it abbreviates."""
    near = tuple(name for name in names if _clip(short) in (_clip(name), _parts(name)[2]))
    return near or tuple(name for name in names if abbreviates(short, name))


def _clip(name: str) -> str:
    name = name.replace("委员会", "委").replace("办公室", "办").replace("监督管理", "监管")
    return name.replace("和", "").replace("与", "")


def _printed(function: DepartmentFunction) -> Iterator[tuple[str, Reading]]:
    """Every printed form of a function, with braces, and what it stands for."""
    national = function.names["national"]
    for name in dict.fromkeys(name for names in function.names.values() for name in names):
        at: dict[Level, tuple[str, ...]] = {level: (name,) for level, names in function.names.items() if name in names}
        at.setdefault("national", _possible(name, national))  # 统计局 in a text of the State Council
        yield name, Reading((function.id,), function.kind, at, full=True)
    for short in function.short_forms:
        at = {level: _possible(short, names) for level, names in function.names.items() if names}
        yield short, Reading((function.id,), function.kind, at, full=False)


def _joined(one: Reading | None, other: Reading) -> Reading:
    """Two readings of one printed form: its lines of work are both, its names those of either."""
    if one is None:
        return other
    levels = (*one.names, *other.names)
    return Reading(
        tuple(dict.fromkeys((*one.functions, *other.functions))),
        one.kind,
        {level: tuple(dict.fromkeys((*one.names.get(level, ()), *other.names.get(level, ())))) for level in levels},
        one.full and other.full,
    )


@cache
def _forms() -> Mapping[str, Reading]:
    """All printed forms, with braces where the region stands inside."""
    forms: dict[str, Reading] = {}
    for function in functions():
        for form, reading in _printed(function):
            forms[form] = _joined(forms.get(form), reading)
    return forms


@cache
def _index() -> Mapping[str, Reading]:
    """The forms by what is printed behind the region. `{short}金融监管局` keeps its braces: it counts only there."""
    index: dict[str, Reading] = {}
    for form, reading in _forms().items():
        head, brace, tail = _parts(form)
        if not brace:
            index[form] = _joined(index.get(form), reading)
        elif not head:
            key = tail if reading.full else form
            index[key] = _joined(index.get(key), reading)
    return index


@cache
def _patterns() -> tuple[tuple[str, str, Reading], ...]:
    found: dict[tuple[str, str], Reading] = {}
    for form, reading in _forms().items():
        head, brace, tail = _parts(form)
        if head and brace:
            found[head, tail] = _joined(found.get((head, tail)), reading)
    longest_first = sorted(found.items(), key=lambda item: -sum(map(len, item[0])))
    return tuple((head, tail, reading) for (head, tail), reading in longest_first)


def _parts(form: str) -> tuple[str, str, str]:
    match = _BRACES.search(form)
    return (form[: match.start()], match.group(), form[match.end() :]) if match else (form, "", "")


@cache
def _words() -> Mapping[str, tuple[tuple[str, ...], bool]]:
    """The words of merged names: ids of their functions, and whether the word is a full one."""
    words: dict[str, tuple[tuple[str, ...], bool]] = dict.fromkeys(_FILLERS, ((), True))
    for function in functions():
        if function.kind == "government":
            for full, group in ((True, function.words), (False, function.clipped)):
                for word in group:
                    known, _ = words.get(word, ((), full))
                    words[word] = ((*known, function.id), full)
    return words


def _merged(stem: str) -> Reading | None:
    """The reading of a name made of words of the table, when the words cover it; the fewest words win."""
    match = _ENDING.fullmatch(stem)
    cut = match and _cut(match["words"])
    if not match or not cut:
        return None
    ids = tuple(dict.fromkeys(name for word in cut for name in _words()[word][0]))
    full = not match["clipped"] and all(_words()[word][1] for word in cut)
    if not ids or (stem.endswith("中心") and not full):
        return None
    return Reading(ids, by_id(ids[0]).kind, {}, full, merged=True)


def _cut(text: str) -> tuple[str, ...] | None:
    """The text cut into the fewest words of the table, or None where they do not cover it."""
    best: list[tuple[str, ...] | None] = [()]
    for end in range(1, len(text) + 1):
        cuts = [
            (*before, text[at:end])
            for at in range(end)
            if (before := best[at]) is not None and text[at:end] in _words()
        ]
        best.append(min(cuts, key=len, default=None))
    return best[-1]
