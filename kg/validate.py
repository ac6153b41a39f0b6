"""The quads of a graph go in, what is wrong with them comes out, by the shapes of the ontology and by the text itself.

The engine is pyrudof: the same verdicts as pySHACL on all examples of the ontology, in half the time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pyoxigraph as ox
import pyrudof

from kg import rdf
from kg.rdf import Subject, pol
from ontology.terms import FOLDER

_SHAPES = FOLDER / "shapes.ttl"
_MESSAGE = ox.NamedNode("http://www.w3.org/ns/shacl#message")


@dataclass(frozen=True, slots=True)
class Offence:
    """Something that must not be: at which node and property, with which value, and why, in both languages."""

    node: str
    path: str | None
    value: str | None
    zh: str
    en: str

    def __str__(self) -> str:
        place = self.node if self.path is None else f"{self.node} {self.path}"
        return f"{place}: {self.en}" + (f" Found: {self.value}" if self.value is not None else "")


class Validator:
    """The shapes, read when the first graph comes; used for any number of graphs, by one thread."""

    @cached_property
    def _engine(self) -> Any:
        engine = pyrudof.Rudof(pyrudof.RudofConfig())
        engine.read_shacl(_SHAPES.read_text(encoding="utf-8"))
        # The first data that an engine reads costs it more than a whole document: let that be once.
        engine.read_data("<urn:none> <urn:none> <urn:none> .", pyrudof.RDFFormat.NTriples)
        return engine

    def offences(self, quads: Iterable[ox.Quad], texts: Mapping[str, str] | None = None) -> tuple[Offence, ...]:
        """What is wrong with a graph, or with several taken together; empty where nothing is.

        `texts` are those of documents that the graph speaks of and does not hold, by their IRIs.
        """
        held = list(quads)
        found = {*self._by_shapes(held), *_by_text(held, texts or {})}
        return tuple(sorted(found, key=lambda one: (one.node, one.path or "", one.en)))

    def _by_shapes(self, quads: list[ox.Quad]) -> list[Offence]:
        if not quads:  # no data is no input for the engine
            return []
        data = "".join(f"{quad.subject} {quad.predicate} {quad.object} .\n" for quad in quads)
        self._engine.begin_staging()
        try:
            self._engine.read_data(data, pyrudof.RDFFormat.NTriples, merge=True)
            report = self._engine.validate_shacl()
            return [] if report.conforms else [self._offence(entry) for entry in report]
        finally:
            self._engine.rollback_staging()

    @cached_property
    def _messages(self) -> dict[tuple[str, str], str]:
        """What each shape says where it is offended; the engine leaves some of it out."""
        return {
            (quad.subject.value, quad.object.language or "en"): quad.object.value
            for quad in ox.parse(path=str(_SHAPES), format=ox.RdfFormat.TURTLE)
            if quad.predicate == _MESSAGE
            and isinstance(quad.subject, ox.NamedNode)
            and isinstance(quad.object, ox.Literal)
        }

    def _offence(self, entry: Any) -> Offence:
        zh, en = (
            self._messages.get((entry.source_shape, language), entry.constraint_component) for language in ("zh", "en")
        )
        return Offence(entry.focus_node, entry.path, entry.value, zh, en)


def _by_text(quads: list[ox.Quad], texts: Mapping[str, str]) -> list[Offence]:
    """Quotes that are not the words between their offsets; shapes cannot say so. What has no offsets is no stretch."""
    said: dict[str, dict[Subject, str]] = {name: {} for name in ("text", "start", "end", "quote", "document")}
    names = {pol(name): name for name in said}
    loaded = set()
    for quad in quads:
        if quad.predicate in names and isinstance(quad.object, ox.Literal | ox.NamedNode):
            said[names[quad.predicate]][quad.subject] = quad.object.value
        elif quad.predicate == pol("loaded") and quad.object == rdf.TRUE:
            loaded.add(quad.subject)
    found = []
    for node, quote in said["quote"].items():
        if node not in said["start"]:
            continue
        home = said["document"].get(node, "urn:none")
        text = said["text"].get(ox.NamedNode(home)) or texts.get(home, "")
        start, end = int(said["start"].get(node, -1)), int(said["end"].get(node, -1))
        if not 0 <= start < end or text[start:end] != quote:
            found.append(
                Offence(
                    _bare(node),
                    pol("quote").value,
                    quote,
                    f"应与正文第 {start} 至 {end} 字一致，该处为“{text[start:end]}”。",
                    f"Expected the words at {start}–{end} of the text, which are {text[start:end]!r}.",
                )
            )
    return found


def _bare(node: Subject) -> str:
    return node.value if isinstance(node, ox.NamedNode) else str(node)
