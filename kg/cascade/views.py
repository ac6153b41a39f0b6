"""The quads of a loaded document's graph go in, the plan as it is compared comes out.

Only the graph is read, never a file: what is compared is what is stored.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace

import pyoxigraph as ox

from kg import rdf
from kg.cascade.values import Body, Figure, Item, Plan, Row, Span
from kg.iris import Iris
from kg.rdf import Node, Term, pol

_SENTENCE = re.compile(r"[^。！？!?\n]+[。！？!?]?")


def plan_of(quads: Iterable[ox.Quad], iris: Iris) -> Plan:
    """The plan of a document's graph.

    Raises ValueError where the quads are not the graph of one loaded document.
    """
    return _Reader(quads, iris).plan()


class _Reader:
    """Holds a graph by its subjects."""

    def __init__(self, quads: Iterable[ox.Quad], iris: Iris) -> None:
        self.iris = iris
        self.nodes: dict[str, dict[str, list[Term]]] = defaultdict(lambda: defaultdict(list))
        for quad in quads:
            if isinstance(quad.subject, Node):
                self.nodes[quad.subject.value][quad.predicate.value].append(quad.object)
        loaded = pol("loaded").value
        roots = [node for node, properties in self.nodes.items() if properties.get(loaded) == [rdf.TRUE]]
        if len(roots) != 1:
            raise ValueError(f"expected the graph of one loaded document, found {len(roots)}")
        self.root = roots[0]
        self.functions = self._functions()
        self.programs = self._programs()

    def plan(self) -> Plan:
        root = self.root
        resource = self.iris.parse(root)
        region = self.iris.parse(self.iri(root, "region") or "")
        level = self.iri(root, "level")
        sections = {self.said(node, "path"): self.said(node, "title") for node in self.iri_list(root, "hasSection")}
        return Plan(
            node=root,
            name=str(resource.fields["document"]) if resource else root,
            title=self.said(root, "title"),
            revision=self.get(root, "revision") or "",
            text=self.said(root, "text"),
            number=self.get(root, "number"),
            region=str(region.fields["code"]) if region else None,
            level=rdf.notation("levels", Node(level)) if level else None,
            field=self.get(root, "field"),
            period=(self.whole(root, "periodStart"), self.whole(root, "periodEnd")),
            issued=self.get(root, "issued"),
            kind=self.said(root, "kind"),
            tasks=self.in_order(self.task(node, sections) for node in self.iri_list(root, "hasTask")),
            items=self.in_order(
                self.box_item(node, box, sections)
                for box in self.iri_list(root, "hasBox")
                for node in self.iri_list(box, "hasItem")
            ),
            rows=tuple(
                sorted(
                    [
                        *(self.row(node, "indicator") for node in self.iri_list(root, "hasIndicatorTarget")),
                        *(self.row(node, "target") for node in self.iri_list(root, "hasTarget")),
                    ],
                    key=lambda row: (row.span.start, row.node),
                )
            ),
            figures=tuple(
                sorted(
                    (self.figure(node) for node in self.iri_list(root, "hasFigure")),
                    key=lambda figure: (figure.span.start, figure.node),
                )
            ),
        )

    # ── Tasks and items of boxes ─────────────────────────────────────────────────────────────────────────────────────

    @staticmethod
    def in_order(items: Iterable[Item]) -> tuple[Item, ...]:
        return tuple(sorted(items, key=lambda item: (item.span.start, item.path)))

    def task(self, node: str, sections: Mapping[str, str]) -> Item:
        path, clause = self.said(node, "path"), self.get(node, "clause")
        tokens = path.split("/")
        above = ("/".join(tokens[:depth]) for depth in range(1, len(tokens)))
        text = self.get(node, "text") or ""
        return Item(
            node=node,
            path=path,
            title=self.said(node, "title"),
            text=text.replace(clause, "") if clause else text,
            span=self.span(node),
            proofs=self.proofs(node),
            under=tuple(sections[one] for one in above if one in sections),
            sentences=self.sentences(node, clause),
            bodies=tuple(self.body(one) for one in self.ordered(node, "hasResponsibility")),
            programs=self.programs.get(path, frozenset()),
        )

    def sentences(self, node: str, clause: str | None) -> tuple[Span, ...]:
        """The measures of a task, without what belongs to its clause of responsibility."""
        measures = self.ordered(node, "hasMeasure")
        spans = (replace(self.span(one), proof=next(iter(self.proofs(one)), None)) for one in measures)
        return tuple(span for span in spans if not (clause and span.quote.strip() in clause))

    def box_item(self, node: str, box: str, sections: Mapping[str, str]) -> Item:
        number = self.said(box, "number")
        span, text = self.span(node), self.get(node, "text") or ""
        after = self.get(box, "path") or ""
        tokens = after.split("/")
        above = ("/".join(tokens[:depth]) for depth in range(1, len(tokens) + 1))
        start = max(self.root_text.find(text, span.start), 0) if text else 0
        sentences = tuple(
            Span(start + match.start(), start + match.end(), match[0])
            for match in _SENTENCE.finditer(text)
            if self.root_text[start + match.start() : start + match.end()] == match[0]
        )
        return Item(
            node=node,
            path=self.said(node, "path"),
            title=self.said(node, "title"),
            text=text,
            span=span,
            proofs=self.proofs(node),
            under=(*(sections[one] for one in above if one in sections), self.said(box, "title")),
            sentences=sentences,
            box=number,
        )

    @property
    def root_text(self) -> str:
        return self.said(self.root, "text")

    def body(self, node: str) -> Body:
        department = self.iri(node, "department") or ""
        return Body(
            node=department,
            role=self.said(node, "roleName"),
            name=self.get(node, "canonical") or self.said(node, "name"),
            functions=self.functions.get(department, ()),
            proofs=self.proofs(node),
        )

    def _functions(self) -> dict[str, tuple[str, ...]]:
        """The functions of each body, from the mentions that say what it was taken for."""
        found: dict[str, set[str]] = defaultdict(set)
        for properties in self.nodes.values():
            for body in properties.get(rdf.REFERENCES.value, ()):
                for function in properties.get(rdf.SUBJECT.value, ()):
                    resource = self.iris.parse(function.value) if isinstance(function, Node) else None
                    if resource is not None and isinstance(body, Node):
                        found[body.value].add(str(resource.fields["function"]))
        return {body: tuple(sorted(functions)) for body, functions in found.items()}

    def _programs(self) -> dict[str, frozenset[str]]:
        """The names of the programmes that each task names."""
        found: dict[str, set[str]] = defaultdict(set)
        for node in self.iri_list(self.root, "hasProgramMention"):
            found[self.get(node, "path") or ""].add(self.said(node, "name"))
        return {path: frozenset(names) for path, names in found.items()}

    # ── Numbers ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def row(self, node: str, kind: str) -> Row:
        target = kind == "target"
        return Row(
            node=node,
            kind="target" if target else "indicator",
            name=self.said(node, "metric" if target else "name"),
            operator=self.get(node, "operator"),
            value=self.number(node, "value"),
            unit=self.get(node, "unit"),
            year=self.whole(node, "year"),
            change=self.get(node, "change") or "level",
            scope=self.get(node, "scope"),
            path=self.get(node, "path"),
            span=self.span(node),
            proofs=self.proofs(node),
        )

    def figure(self, node: str) -> Figure:
        return Figure(
            node=node,
            name=self.said(node, "metric"),
            value=self.number(node, "value") or 0.0,
            unit=self.get(node, "unit"),
            period=self.get(node, "period"),
            path=self.get(node, "path"),
            span=self.span(node),
            proofs=self.proofs(node),
        )

    # ── Properties ───────────────────────────────────────────────────────────────────────────────────────────────────

    def get(self, node: str, name: str) -> str | None:
        values = self.nodes[node].get(pol(name).value) if node in self.nodes else None
        return values[0].value if values and isinstance(values[0], ox.Literal | Node) else None

    def said(self, node: str, name: str) -> str:
        value = self.get(node, name)
        if value is None:
            raise ValueError(f"{node}: expected its {name}, found none")
        return value

    def iri(self, node: str, name: str) -> str | None:
        return next(iter(self.iri_list(node, name)), None)

    def iri_list(self, node: str, name: str) -> list[str]:
        values = self.nodes[node].get(pol(name).value, []) if node in self.nodes else []
        return sorted(value.value for value in values if isinstance(value, Node))

    def ordered(self, node: str, name: str) -> list[str]:
        return sorted(self.iri_list(node, name), key=lambda one: self.whole(one, "order") or 0)

    def number(self, node: str, name: str) -> float | None:
        value = self.get(node, name)
        return None if value is None else float(value)

    def whole(self, node: str, name: str) -> int | None:
        value = self.get(node, name)
        return None if value is None else int(value)

    def proofs(self, node: str) -> tuple[str, ...]:
        return tuple(self.iri_list(node, "evidence"))

    def span(self, node: str) -> Span:
        """The first stretch on which a thing stands."""
        spans = [
            Span(int(self.said(proof, "start")), int(self.said(proof, "end")), self.said(proof, "quote"))
            for proof in self.proofs(node)
        ]
        if not spans:
            raise ValueError(f"{node}: expected its evidence, found none")
        return min(spans, key=lambda span: (span.start, span.end))
