"""A remote store goes in, what answers as the database of a folder does comes out: that part of `pyoxigraph.Store` that is used.

Graphs that are none of the data (`kg.remote.hidden.is_hidden`) are neither looked up nor dumped. A query goes to the store as it is.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from itertools import islice
from typing import IO, Any, TypeVar

import pyoxigraph as ox

from kg import rdf
from kg.change import Update
from kg.errors import StoreLocked, StoreReadOnly, StoreUnusable
from kg.rdf import Node, Subject, Term
from kg.remote import marks
from kg.remote.answers import canonical, named, parsed, rows, triples
from kg.remote.client import ROWS, TRIPLES, Body, Client, Fields, cut_short
from kg.remote.datasets import graphs_of, of_named_graphs, using_apart, without_graphs
from kg.remote.dialect import Writing, heeds_from, is_virtuoso, union_fields
from kg.remote.hidden import is_hidden
from kg.remote.mirror import ALL, Mirror, Pattern, Place
from kg.remote.steps import steps
from kg.remote.texts import based, changes, form_of, with_values

Answer = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples

Result = TypeVar("Result")

_OF_GRAPHS = re.compile(r"The graph \S+ (?:does not exist|already exists)")
_EVERYTHING = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
_ATTEMPTS, _PAUSE = 3, 1.0
_PORTION = 20_000


class RemoteEngine:
    """A remote store, asked as the database of a folder is."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.mirror = Mirror(self)
        self.writing: Writing | None = None
        """What the store does with updates, once that was found out."""

    # ── Asking ───────────────────────────────────────────────────────────────────────────────────────────────────────

    def query(
        self,
        text: str,
        *,
        use_default_graph_as_union: bool = False,
        default_graph: Iterable[Node] | None = None,
        named_graphs: Iterable[Node] | None = None,
        substitutions: Mapping[ox.Variable, Term] | None = None,
    ) -> Answer:
        """Answer SPARQL. Raises SyntaxError where it is none, StoreUnusable where no whole answer comes."""
        form, body = self.asked(
            with_values(text, substitutions or {}),
            union=use_default_graph_as_union,
            default_graph=default_graph,
            named_graphs=named_graphs,
        )
        if form in ("SELECT", "ASK"):
            return parsed(body)
        made = ox.Store()
        with body:
            made.extend(ox.Quad(*triple) for triple in triples(body))
        answer = made.query(_EVERYTHING)
        assert isinstance(answer, ox.QueryTriples)  # noqa: S101  (a CONSTRUCT)
        return answer

    def asked(
        self,
        text: str,
        *,
        base: str | None = None,
        union: bool,
        default_graph: Iterable[Node] | None,
        named_graphs: Iterable[Node] | None,
    ) -> tuple[str, Body]:
        """The form of a query, and what the store answers, to be read as it comes: `parsed` reads rows and truths,
        `triples` what CONSTRUCT and DESCRIBE make. Raises as `query` does.
        """
        form = form_of(text)
        if default_graph is not None or named_graphs is not None:
            text, fields = without_graphs(text), _dataset(default_graph or (), named_graphs or ())
        elif union:
            fields = self.union
        else:
            fields = () if self.heeds_from else _dataset(*graphs_of(text, base))
        return form, self.client.ask(based(text, base), ROWS if form in ("SELECT", "ASK") else TRIPLES, fields)

    @cached_property
    def union(self) -> Fields:
        """What to send so that the default graph is the union; a store that has none is refused."""
        return union_fields(self.client, f"?s {rdf.URI_SPACE} ?o")

    @cached_property
    def heeds_from(self) -> bool:
        """Whether FROM in a query has a say in the store."""
        return heeds_from(self.client)

    def quads_for_pattern(
        self, subject: Subject | None, predicate: Node | None, object: Term | None, graph: Place | None = None
    ) -> Iterator[ox.Quad]:
        """The quads of a pattern, in all named graphs or in one."""
        if isinstance(graph, ox.DefaultGraph):
            wanted = zip((subject, predicate, object), range(3), strict=True)
            bound = [(term, at) for term, at in wanted if term is not None]
            quads = (ox.Quad(*triple) for triple in self.unnamed())
            return (quad for quad in quads if all(quad[at] == term for term, at in bound))
        return self.mirror.match((subject, predicate, object, graph))

    def named_graphs(self) -> Iterator[Node]:
        """The graphs of the data."""
        return self.mirror.graphs() if self.mirror.has_all() else iter(self.sizes())  # DISTINCT is slow in Virtuoso

    def contains_named_graph(self, graph: Node) -> bool:
        """Whether a graph of the data has anything in it."""
        text = f"SELECT ?s {{ GRAPH {graph} {{ ?s ?p ?o }} }} LIMIT 1"
        return not is_hidden(graph) and bool(list(rows(self.client, text)))

    def sizes(self) -> dict[Node, int]:
        """The graphs of the data, and how many quads each has."""
        text = "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"
        found = {row["g"]: row["n"] for row in rows(self.client, text)}
        return {
            graph: int(count.value)
            for graph, count in found.items()
            if isinstance(graph, Node) and isinstance(count, ox.Literal) and not is_hidden(graph)
        }

    def __len__(self) -> int:
        return sum(self.sizes().values())

    # ── What the mirror asks ─────────────────────────────────────────────────────────────────────────────────────────

    def fetch(self, pattern: Pattern) -> Iterable[ox.Quad]:
        """The quads of a pattern, as the store has them now."""
        subject, predicate, value, graph = pattern
        if pattern == ALL:
            return (quad for one in list(self.named_graphs()) for quad in self._graph(one))
        if isinstance(graph, Node) and (subject, predicate, value) == (None, None, None):
            return self._graph(graph)
        parts: list[object] = [
            ox.Variable(name) if term is None else named(term) for name, term in zip("spog", pattern, strict=True)
        ]
        names = " ".join(str(part) for part in parts if isinstance(part, ox.Variable)) or "(1 AS ?one)"
        found = rows(self.client, f"SELECT {names} {{ GRAPH {parts[3]} {{ {parts[0]} {parts[1]} {parts[2]} }} }}")
        return (quad for row in found if not is_hidden((quad := _quad(row, parts)).graph_name))

    def is_small(self, graph: Place | None, limit: int) -> bool:
        """Whether a graph, or all graphs, have no more quads than that."""
        inner = f"SELECT ?s {{ GRAPH {graph or '?g'} {{ ?s ?p ?o }} }} LIMIT {limit + 1}"
        count = next(iter(rows(self.client, f"SELECT (COUNT(*) AS ?n) {{ {{ {inner} }} }}")))["n"]
        return isinstance(count, ox.Literal) and int(count.value) <= limit

    def _graph(self, graph: Node) -> Iterator[ox.Quad]:
        text = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH {graph} {{ ?s ?p ?o }} }}"
        with self.client.ask(text, TRIPLES) as body:
            for triple in triples(body):
                yield ox.Quad(triple.subject, triple.predicate, triple.object, graph)

    def unnamed(self) -> Iterator[ox.Triple]:
        """The triples of the graph without a name, as they come."""
        if is_virtuoso(self.client):
            return  # it has no such graph
        body = self.client.unnamed_graph()
        if body is not None:
            with body:
                yield from triples(body)

    # ── Changing ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def update(self, text: str, *, base_iri: str | None = None) -> None:
        """Carry out an update. Raises SyntaxError where it is none, RuntimeError for a graph that is there or not."""
        plain, graphs = (text, None) if self.heeds_from else using_apart(text, base_iri)
        fields = _dataset(*graphs, update=True) if graphs is not None else ()
        if is_virtuoso(self.client):
            plain = of_named_graphs(plain)
        if not changes(plain):
            return
        try:
            self.client.update(based(plain, base_iri), fields=fields)
        except StoreUnusable as error:
            if said := _OF_GRAPHS.search(error.found):
                raise RuntimeError(said.group()) from None
            raise
        finally:
            self.mirror.forget()

    def write(self, update: Update, texts: Iterable[str]) -> None:
        """Carry out a change by these updates."""
        takes_blank = self.writing is None or self.writing.limits.blank
        repeatable = not (takes_blank and any(isinstance(one, ox.BlankNode) for quad in update.insert for one in quad))
        try:
            for text in texts:
                self.client.update(text, repeatable=repeatable)
        except BaseException:
            self.mirror.forget()  # nobody knows what was done
            raise
        if repeatable:
            self.mirror.write(update)
        else:
            self.mirror.forget()  # the store names blank nodes itself

    def bulk_extend(self, quads: Iterable[ox.Quad]) -> None:
        """Insert quads, in as many updates as the store needs for them."""
        if self.writing is None:
            raise StoreReadOnly(str(self.client.remote), "a store opened for writing", "another", "open it to write")
        portions = iter(quads)
        while portion := frozenset(islice(portions, _PORTION)):
            update = Update(frozenset(), frozenset(), portion)
            self.write(update, steps(update, self.writing.limits, str(self.client.remote)))

    extend = bulk_extend

    # ── Copying ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def dump(self, output: IO[bytes], format: ox.RdfFormat) -> None:
        """Write all quads, graph by graph. Raises StoreUnusable where a graph is not what the store counted before."""
        ox.serialize(self.counted(), output, format)

    def quietly(self, act: Callable[[], Result]) -> Result:
        """What an act gives while which nobody wrote; tried again where somebody did. Raises StoreLocked if that does not end."""
        for _ in range(_ATTEMPTS):
            before = marks.read(self.client)
            if not before.writers:
                result = act()
                after = marks.read(self.client)
                if not after.writers and after.revision == before.revision:
                    return result
            time.sleep(_PAUSE)
        remedy = "do it again when the load is done"
        raise StoreLocked(str(self.client.remote), "a store to which nobody writes meanwhile", "a writer", remedy)

    def counted(self) -> Iterator[ox.Quad]:
        """All quads, graph by graph, each as many as the store counted."""
        for graph, wanted in sorted(self.sizes().items(), key=lambda one: one[0].value):
            count = 0
            for quad in self._graph(graph):
                count += 1
                yield quad
            if count != wanted:
                raise _changed(self.client, f"{count} of {wanted} quads of {graph}")


def _changed(client: Client, found: str) -> StoreUnusable:
    wanted = "a store to which nobody writes meanwhile, and which gives whole answers"
    remedy = f"do it again; if it stays so: {cut_short(client.remote, '').remedy}"
    return StoreUnusable(str(client.remote), wanted, found, remedy)


def _dataset(defaults: Iterable[Node], named: Iterable[Node], *, update: bool = False) -> Fields:
    """What names a data set beside a query or an update."""
    one, other = ("using-graph-uri", "using-named-graph-uri") if update else ("default-graph-uri", "named-graph-uri")
    return [*((one, graph.value) for graph in defaults), *((other, graph.value) for graph in named)]


def _quad(row: ox.QuerySolution, parts: list[object]) -> ox.Quad:
    terms: list[Any] = [row[part] if isinstance(part, ox.Variable) else part for part in parts]
    return ox.Quad(*map(canonical, terms))
