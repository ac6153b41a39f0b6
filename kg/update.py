"""What a store holds and the documents that come or go are given, the smallest change of its quads comes out.

Only what the documents touch is looked at: the claims that come or go, the names connected with theirs, and the
citations whose meaning moves. The result is what `registry.derive` would give for the whole store.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

import pyoxigraph as ox

from kg import rdf
from kg.bodies import event_node, local, touched
from kg.change import Change, Shift, Update, View
from kg.citing import Meanings
from kg.iris import Iris
from kg.programs import kind_and_key, namesake, relations
from kg.rdf import Node, pol
from kg.registry import Triple, body_of, claims_read_back, describe, describe_region, labels, region_path
from kg.said import Claim, Said, claims_of, claims_on_notice, region_code


def plan(view: View, iris: Iris, changes: Sequence[Change]) -> Update:
    """The change of the documents' graphs and of what they share."""
    old = {quad for change in changes for quad in change.old}
    new = {quad for change in changes for quad in change.new}
    kept = {quad.graph_name for quad in new}
    drop = frozenset(
        quad.graph_name for quad in old if isinstance(quad.graph_name, Node) and quad.graph_name not in kept
    )
    delete, insert = _Planner(view, iris, changes).shared()
    return Update(
        drop,
        frozenset({quad for quad in old - new if quad.graph_name not in drop} | delete),
        frozenset((new - old) | insert),
    )


class _Planner(Shift):
    """Works out one update."""

    def shared(self) -> tuple[set[ox.Quad], set[ox.Quad]]:
        """The quads of the shared graph to delete and to insert."""
        self.claims()
        self.programs()
        self.events()
        names = Meanings(self)
        names.descriptions()
        names.links()
        self.regions()
        return self.quads(self.gone - self.come), self.quads(self.come - self.gone)

    def quads(self, triples: Iterable[Triple]) -> set[ox.Quad]:
        return {ox.Quad(*triple, self.graph) for triple in triples}

    # ── Bodies, indicators, programmes, notices ──────────────────────────────────────────────────────────────────────

    def claims(self) -> None:
        old, new = _by_subject(self.old), _by_subject(self.new)
        for subject in old.keys() | new.keys():
            if old[subject] == new[subject]:
                continue
            now = self.told(subject)
            base = self.others(subject, old[subject] - new[subject])
            if base is None:
                base = claims_read_back(subject, [(predicate, value) for _, predicate, value in now])
            self.replace(now, describe(subject, base | new[subject], self.iris))

    def others(self, subject: Node, lost: set[Claim]) -> set[Claim] | None:
        """All claims of other documents on a thing; None where nothing is lost, as others claim it too."""
        if not lost:
            return None
        found: set[Claim] = set()
        for claims in self.mentions(subject):
            found |= claims
            if lost <= found:
                return None
        return found

    def mentions(self, subject: Node) -> Iterator[set[Claim]]:
        """What each node of other documents' graphs claims on a thing."""
        for link in (rdf.REFERENCES, pol("indicator"), pol("program")):
            for quad in self.view.match(None, link, subject):
                where = quad.graph_name
                if where not in self.changed and isinstance(where, Node) and where != self.decisions:
                    claims = claims_of(self.properties(quad.subject, where))
                    yield {claim for claim in claims if claim.subject == subject}
        for quad in self.view.match(subject, pol("transmits"), None, self.graph):
            if isinstance(quad.object, Node) and (graph := self.home(quad.object)) is not None:
                root = self.properties(quad.object, graph)
                yield set(claims_on_notice(quad.object, root, region_code(root, self.iris), self.iris))

    def events(self) -> None:
        """The reforms in which a body took part that was unknown before, or that nobody names any more."""
        moved = {body for triple in self.gone ^ self.come if (body := body_of(triple, self.iris))}
        affected = {(reform, code) for code, name in moved for reform in touched(code, name)}
        for reform, code in affected:
            now = self.told(event_node(reform, code, self.iris))
            self.replace(now, local(reform, code, self.is_known, self.iris))

    def programs(self) -> None:
        """State anew what programmes have to do with each other where one comes, goes or is named otherwise."""
        kind = (rdf.TYPE, pol("Program"))
        before, after = ({one for one, *rest in side if tuple(rest) == kind} for side in (self.gone, self.come))
        moved = before ^ after
        names = labels(triple for triple in self.come if triple[0] in after)
        for program in after:
            self.come |= relations(program, names[program], self.is_program, self.iris)
        near = {other for one in moved for other in (namesake(one, self.iris), *self.narrower(one))}
        for program in filter(self.is_program, near - before - after):
            now = self.told(program)
            stated = {triple for triple in now if triple[1] in (rdf.BROADER, rdf.RELATED)}
            self.replace(stated, relations(program, labels(now)[program], self.is_program, self.iris))

    def narrower(self, program: Node) -> Iterator[Node]:
        """The programmes that are described, whose name begins with the whole name of one."""
        kind, key = kind_and_key(program, self.iris)
        for quad in self.view.match(None, pol("headKey"), ox.Literal(key), self.graph):
            if isinstance(quad.subject, Node) and kind_and_key(quad.subject, self.iris)[0] == kind:
                yield quad.subject

    def is_known(self, body: Node) -> bool:
        """Whether the shared graph describes a body, once all is done."""
        return self.stands((body, rdf.TYPE, pol("Department")))

    def is_program(self, node: Node) -> bool:
        """Whether the shared graph describes a programme, once all is done."""
        return self.stands((node, rdf.TYPE, pol("Program")))

    def stands(self, triple: Triple) -> bool:
        if triple in self.come:
            return True
        return triple not in self.gone and any(self.view.match(*triple, self.graph))

    def home(self, root: Node) -> Node | None:
        """The graph of a loaded document that does not change here."""
        for quad in self.view.match(root, pol("loaded"), rdf.TRUE):
            if quad.graph_name not in self.changed and isinstance(quad.graph_name, Node):
                return quad.graph_name
        return None

    # ── Regions ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def regions(self) -> None:
        """Describe each touched region that anything has, or that lies around one that is described."""
        nodes = {value for _, predicate, value in self.gone | self.come if predicate == pol("region")}
        codes = {one.region for one in (*self.old, *self.new) if one.region is not None}
        codes |= {str(resource.fields["code"]) for node in nodes if (resource := self.iris.parse(node.value))}
        touched = {above for code in codes for above in region_path(code)}
        needed: set[str] = set()
        for code in sorted(touched, key=lambda code: (-len(region_path(code)), code)):
            node = Node(self.iris.mint("region", code=code))
            if self.has_region(node) or self.lies_around(node, touched, needed):
                needed.add(code)
            self.replace(
                self.told(node), describe_region(code, self.region_name(node), self.iris) if code in needed else ()
            )

    def has_region(self, region: Node) -> bool:
        """Whether a document or a shared thing has the region, once all is done."""
        if any(predicate == pol("region") and value == region for _, predicate, value in self.come):
            return True
        if any(quad.predicate == pol("region") and quad.object == region for quad in self.said_now):
            return True
        return any(
            quad.graph_name not in self.changed
            and (quad.graph_name != self.graph or (quad.subject, quad.predicate, quad.object) not in self.gone)
            for quad in self.view.match(None, pol("region"), region)
        )

    def lies_around(self, region: Node, touched: set[str], needed: set[str]) -> bool:
        """Whether a region directly within it is described, once all is done."""
        below = {code for code in needed if region_path(code)[1:2] == [region.value.rsplit("/", 1)[-1]]}
        return bool(below) or any(
            isinstance(quad.subject, Node) and quad.subject.value.rsplit("/", 1)[-1] not in touched
            for quad in self.view.match(None, pol("within"), region, self.graph)
        )

    def region_name(self, region: Node) -> str | None:
        """The name that documents give to a region that the table of regions has not."""
        names = {claim.value for one in self.new for claim in one.claims if claim.subject == region}
        names |= {claim.value for claims in self.mentions(region) for claim in claims}
        return min(names, default=None)


def _by_subject(told: Iterable[Said]) -> dict[Node, set[Claim]]:
    claims: dict[Node, set[Claim]] = defaultdict(set)
    for one in told:
        for claim in one.claims:
            claims[claim.subject].add(claim)
    return claims
