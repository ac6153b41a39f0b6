"""The name of a kind of fact goes in, what a person may say of it comes out: its properties, their types, what tells it.

A property's type is `text`, `zh` (text in Chinese), `number`, `whole`, `year`, `date`, `flag`, `path` (one that the document
has), `new path` (one that it has not yet), a vocabulary (`operators`), or what it refers to: `task`, `box`, `item`, `end` (what a
link joins, in the lower document), `upper end`, `body`, `function`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from types import MappingProxyType

import pyoxigraph as ox

from kg import rdf
from kg.rdf import Node
from ontology.terms import concepts

REFERENCES = frozenset({"task", "box", "item", "end", "upper end", "body", "function"})
_PLACES = frozenset({"path", "new path", "task", "box", "item", "end"})


@dataclass(frozen=True, slots=True)
class Property:
    """A property of a kind. `tells` where another value makes it another fact; `default` where a person may leave it out."""

    name: str
    type: str = "text"
    needed: bool = False
    tells: bool = False
    default: str | None = None


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of fact. `fixed` ones can be judged, and neither corrected nor added."""

    name: str
    properties: tuple[Property, ...] = ()
    fixed: bool = False
    link: bool = False
    titled: bool = False

    @property
    def place(self) -> str | None:
        """The property that a fact's path is: where it stands, or what a link joins in the lower document."""
        return next((one.name for one in self.properties if one.type in _PLACES), None)

    def property_of(self, name: str) -> Property | None:
        return next((one for one in self.properties if one.name == name), None)

    def telling(self, values: Mapping[str, str]) -> tuple[str | None, ...]:
        """The values that tell a fact of this kind from others."""
        return tuple(values.get(one.name) for one in self.properties if one.tells)


def _of(line: str) -> Property:
    """A property as the table writes it: `name type`, `!` where it is needed, `*` where it tells, `=x` its default.

    >>> _of("operator operators !*")
    Property(name='operator', type='operators', needed=True, tells=True, default=None)
    >>> _of("basis bases =clause").default
    'clause'
    """
    name, _, rest = line.partition(" ")
    kind, _, marks = rest.partition(" ") if not rest.startswith(("!", "*", "=")) else ("", "", rest)
    marks, _, default = marks.partition("=")
    return Property(name, kind.replace("_", " ") or "text", "!" in marks, "*" in marks, default or None)


_ENDS = ("child end", "parent upper_end *")
_JOINED = ("child end !", "parent upper_end !*")
_FOUND = ("score number", "method text =person")
_LINES: dict[str, tuple[str, ...]] = {
    "Section": ("path new_path !", "title zh !*"),
    "Task": ("path new_path !", "title zh !*", "text", "clause"),
    "Measure": ("task task !", "order whole"),
    "Responsibility": (
        "task task !", "department body", "roleName roles !*", "name text !*", "printed text !", "canonical text *",
        "rolePrinted", "basis bases =clause", "deadline", "deadlineDate date", "order whole",
    ),
    "Box": ("number text !*", "title zh !*", "path path"),
    "BoxItem": ("box box !", "number text !", "title zh !*", "text"),
    "Project": ("item item !", "name text !*", "investment number *", "funding", "area number *"),
    "IndicatorTarget": (
        "name text !*", "unit text *", "operator operators *", "value number *", "year year *", "nature natures *",
        "baselineValue number *", "baselineYear year *", "change changes *=level", "scope text *", "printed text !",
    ),
    "Target": ("path path", "metric text !*", "operator operators !*", "value number !*", "unit text *", "year year *"),
    "Figure": ("path path", "metric text !*", "value number !*", "unit text *", "period text *"),
    "ProgramMention": (
        "path path", "name text !*", "programKind programKinds !*", "organiser text *", "since year *",
    ),
    "Citation": ("relation relations !*", "title zh !*", "number text *"),
    "TaskLink": (*_JOINED, "relation taskRelations !*", "score number =1", "method text =person", "distance whole"),
    "MeasureLink": (
        *_ENDS, "relation measureChanges !*", "childQuote text *", "parentQuote text *", "childVerb", "parentVerb",
        "moved flag", "order whole", *_FOUND,
    ),
    "LeadLink": (
        *_JOINED, "relation leadChanges !*", "leadName text !*", "leadFunction function", *_FOUND,
    ),
    "TargetLink": (*_ENDS, "relation comparisons !*", "reason", *_FOUND),
    "OutcomeLink": ("target end !", "figure upper_end !*", "comparable flag !*", "reason", *_FOUND),
    "ReportLink": (
        "parent end !", "figure upper_end !*", "programName text *", "score number =1", "method text =person",
    ),
}  # fmt: skip
_FIXED: dict[str, tuple[str, ...]] = {
    "PlanLink": (*_ENDS, "relation planRelations *", "rank whole", "sameField flag", "score number", "method"),
    "Unmatched": (*_ENDS, "side text *", "method"),
    "Reject": ("rule text *", "reason text *"),
    "Document": (),
    "ChangeEvent": (),
    "Department": (),
    "Indicator": (),
    "Program": (),
}
_LINKS = frozenset(
    {"TaskLink", "MeasureLink", "LeadLink", "TargetLink", "OutcomeLink", "ReportLink", "PlanLink", "Unmatched"}
)
_TITLED = frozenset({"Section", "Task", "Box", "BoxItem"})


@cache
def kinds() -> Mapping[str, Kind]:
    """All kinds of facts by their names, which are those of their classes."""
    return MappingProxyType(
        {
            name: Kind(name, tuple(map(_of, lines)), name in _FIXED, name in _LINKS, name in _TITLED)
            for name, lines in (_LINES | _FIXED).items()
        }
    )


# ── Values ───────────────────────────────────────────────────────────────────────────────────────────────────────────

_NUMBER = re.compile(r"-?\d{1,15}(\.\d{1,9})?", re.ASCII)
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def _number(text: str) -> ox.Literal | None:
    return rdf.decimal(float(text)) if _NUMBER.fullmatch(text) else None


def _whole(text: str) -> ox.Literal | None:
    return rdf.integer(int(text)) if re.fullmatch(r"\d{1,6}", text, re.ASCII) else None


def _year(text: str) -> ox.Literal | None:
    return rdf.year(int(text)) if re.fullmatch(r"\d{4}", text, re.ASCII) else None


def _date(text: str) -> ox.Literal | None:
    try:
        return rdf.day(date.fromisoformat(text))
    except ValueError:
        return None


def _flag(text: str) -> ox.Literal | None:
    return {"true": rdf.TRUE, "false": rdf.FALSE}.get(text)


_TYPES: dict[str, tuple[str, Callable[[str], ox.Literal | None]]] = {
    "text": ("a text", rdf.text),
    "zh": ("a text", rdf.zh),
    "path": ("a path", rdf.text),
    "new path": ("a path", rdf.text),
    "number": ("a plain number (90, 7.5, 310000)", _number),
    "whole": ("a whole number", _whole),
    "year": ("a year (2025)", _year),
    "date": ("a day (2025-12-31)", _date),
    "flag": ("true or false", _flag),
}


def has_control(text: str) -> bool:
    """Whether a text has characters that no file or graph can keep."""
    return _FORBIDDEN.search(text) is not None


def literal(one: Property, text: str) -> ox.Literal:
    """The literal of a value; ValueError with what was expected.

    >>> literal(Property("value", "number"), "7.50").value
    '7.5'
    >>> literal(Property("operator", "operators"), "≈")
    Traceback (most recent call last):
        ...
    ValueError: one of <, =, >, ≤, ≥
    """
    if has_control(text):
        raise ValueError("a text without control characters")
    if one.type in _TYPES:
        expected, make = _TYPES[one.type]
        found = make(text)
    else:
        known = concepts(one.type)
        expected, found = f"one of {', '.join(sorted(known))}", ox.Literal(text) if text in known else None
    if found is None:
        raise ValueError(expected)
    return found


def upper_document(kind: Kind) -> str:
    """The property that names the document of a link's upper end."""
    return "reportDocument" if kind.name in ("OutcomeLink", "ReportLink") else "parentDocument"


def role_concept(role: str) -> Node:
    return rdf.concept("roles", role)
