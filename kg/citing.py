"""An update is given, its part that concerns documents is worked out: which there are, and which of them citations mean.

Titles and numbers that hang together are looked at as they were and as they are; `names.resolve` tells for both which
document each form means. What differs is described anew, and so are the citations whose meaning moved.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import chain

import pyoxigraph as ox

from kg import rdf
from kg.change import Shift, ground
from kg.names import Form, Loaded, resolve
from kg.rdf import Node, pol
from kg.registry import LINKS, Triple, best_number, best_title, describe_names, document_node, link_triples
from kg.said import Cite, Said, cite_of, loaded_of, region_code


class Meanings:
    """The part of an update that concerns which documents there are, and which of them citations mean."""

    def __init__(self, shift: Shift) -> None:
        self.shift = shift
        self.view, self.iris, self.graph = shift.view, shift.iris, shift.graph
        self.old, self.new = shift.old, shift.new
        self.known_forms, self.known_loaded, bare = self.neighbourhood()
        self.before = resolve(self.known_forms, self.known_loaded, bare.__contains__)
        self.after = resolve(self.forms(), self.loaded(), self.is_cited_bare)

    # ── What was known ───────────────────────────────────────────────────────────────────────────────────────────────

    def neighbourhood(self) -> tuple[set[Form], set[Loaded], set[str]]:
        """All forms and loaded documents that hang together with those of the changed documents by title or number.

        The third are the titles of documents that are only known as cited without a number.
        """
        forms: set[Form] = set()
        loaded: set[Loaded] = set()
        bare: set[str] = set()
        keys = [key for one in (*self.old, *self.new) for form in _forms(one) for key in _keys(form)]
        seen = set(keys)
        while keys:
            predicate, key = keys.pop()
            for quad in self.view.match(None, predicate, ox.Literal(key)):
                found = self.known(quad, forms, loaded, bare)
                fresh = [key for key in _keys(found) if key not in seen]
                seen.update(fresh)
                keys.extend(fresh)
        return forms, loaded, bare

    def known(self, quad: ox.Quad, forms: set[Form], loaded: set[Loaded], bare: set[str]) -> Form:
        """Note what a node that has a title key or a number key stands for."""
        graph = quad.graph_name if isinstance(quad.graph_name, Node) else None
        properties = self.shift.properties(quad.subject, graph)
        if graph != self.graph:
            document = loaded_of(properties, self.iris)
            loaded.add(document)
            forms.add(Form(document.title, document.number))
            return Form(document.title, document.number)
        (title,) = properties[pol("titleKey")]
        number = next(iter(properties.get(pol("numberKey"), [])), None)
        form = Form(ground(title).value, ground(number).value if number is not None else None)
        forms.add(form)
        if rdf.IS_REPLACED_BY not in properties and form.number is None:
            bare.add(form.title)
        return form

    # ── What is known now ────────────────────────────────────────────────────────────────────────────────────────────

    def loaded(self) -> set[Loaded]:
        gone = {one.who[:3] for one in self.old}
        return {one for one in self.known_loaded if one[:3] not in gone} | {one.who for one in self.new}

    def forms(self) -> set[Form]:
        """The forms that documents cite, or that loaded ones have, without those that went."""
        cited = {cite.form for one in self.new for cite in one.cites}
        went = {form for one in self.old for form in _forms(one)} - cited
        forms = (self.known_forms | cited) - {form for form in went if form.number and not self.is_cited(form)}
        told = {form.title for form in forms if form.number} | {one.title for one in self.loaded()}
        for bare in {Form(form.title, None) for form in went} - cited:
            if bare.title not in told and not self.is_cited(bare):
                forms.discard(bare)
            elif bare.title not in told:
                forms.add(bare)
        return forms

    def is_cited(self, form: Form) -> bool:
        """Whether a document that does not change cites another by this form."""
        return any(cite.form == form for cite in self.citing(form))

    def is_cited_bare(self, title: str) -> bool:
        bare = Form(title, None)
        return any(cite.form == bare for one in self.new for cite in one.cites) or self.is_cited(bare)

    def citing(self, form: Form) -> Iterator[Cite]:
        """The citations, in documents that do not change, of what the form meant before."""
        name = self.before.targets.get(form)
        if name is None:
            return
        for quad in self.view.match(None, pol("cited"), document_node(name, self.iris), self.graph):
            if isinstance(quad.subject, Node) and (cite := self.cite(quad.subject)) is not None:
                yield cite

    def cite(self, node: Node) -> Cite | None:
        for quad in self.view.match(node, pol("document"), None):
            if quad.graph_name not in self.shift.changed and isinstance(quad.object, Node):
                graph = quad.graph_name if isinstance(quad.graph_name, Node) else None
                region = region_code(
                    {pol("region"): [one.object for one in self.view.match(quad.object, pol("region"), None, graph)]},
                    self.iris,
                )
                return cite_of(node, self.shift.properties(node, graph), region)
        return None

    # ── The change ───────────────────────────────────────────────────────────────────────────────────────────────────

    def descriptions(self) -> None:
        """Describe the documents that are only cited, and the aliases, anew."""
        for name in self.before.cited.keys() | self.before.aliases.keys():
            self.shift.replace(self.shift.told(document_node(name, self.iris)), ())
        self.shift.replace((), describe_names(self.after, self, self.iris))

    def title(self, key: str) -> str:
        """The best of the titles as printed."""
        return best_title(self.printed("title", lambda form: form.title == key, lambda cite: cite.title))

    def number(self, key: str | None) -> str | None:
        """The best of the numbers as printed."""
        if key is None:
            return None
        return best_number(self.printed("number", lambda form: form.number == key, lambda cite: cite.number))

    def printed(self, name: str, suits: Callable[[Form], bool], value: Callable[[Cite], str | None]) -> set[str]:
        """The titles or numbers of a key as printed; what is shown now stands for all others while any document has it."""
        new, old = (
            {one for told in side for cite in told.cites if suits(cite.form) and (one := value(cite)) is not None}
            for side in (self.new, self.old)
        )
        shown = self.shown(name, suits)
        if shown is not None and shown not in old - new:
            return new | {shown}
        others = set()
        for cite in chain.from_iterable(self.citing(form) for form in self.before.targets if suits(form)):
            if suits(cite.form) and (one := value(cite)) is not None:
                others.add(one)
            if shown in others:
                break
        return new | others

    def shown(self, name: str, suits: Callable[[Form], bool]) -> str | None:
        """The title or number that is shown now of a cited document with the key."""
        for document, form in self.before.cited.items():
            if suits(form):
                values = self.view.match(document_node(document, self.iris), pol(name), None, self.graph)
                return next((ground(quad.object).value for quad in values), None)
        return None

    def links(self) -> None:
        """State anew what the changed documents cite, and those others whose citations mean another document now."""
        for one in self.old:
            self.shift.replace(self.stated_links(one.root, one.cites), ())
        for one in self.new:
            self.shift.replace((), link_triples(one.root, one.cites, self.after.targets, self.iris))
        moved = [form for form, name in self.before.targets.items() if self.after.targets.get(form) != name]
        for root in {self.root(cite.node) for form in moved for cite in self.citing(form) if cite.form == form}:
            nodes = [quad.object for quad in self.view.match(root, pol("hasCitation"), None)]
            cites = [cite for node in nodes if isinstance(node, Node) and (cite := self.cite(node)) is not None]
            targets = {cite.form: self.target(cite) for cite in cites}
            self.shift.replace(self.stated_links(root, cites), link_triples(root, cites, targets, self.iris))

    def stated_links(self, root: Node, cites: Iterable[Cite]) -> set[Triple]:
        """What the shared graph says now of the citations of a document."""
        pairs = [(cite.node, pol("cited")) for cite in cites] + [(root, pol(link)) for link in LINKS.values()]
        return {
            (subject, predicate, ground(quad.object))
            for subject, predicate in pairs
            for quad in self.view.match(subject, predicate, None, self.graph)
        }

    def target(self, cite: Cite) -> str:
        """What a citation means now: the same as before, unless its form was looked at here."""
        if cite.form in self.after.targets:
            return self.after.targets[cite.form]
        stated = next(self.view.match(cite.node, pol("cited"), None, self.graph))
        return self.name(ground(stated.object))

    def root(self, part: Node) -> Node:
        return document_node(self.name(part), self.iris)

    def name(self, node: Node | ox.Literal) -> str:
        """The name of the document that an IRI or the IRI of a part of it has."""
        resource = self.iris.parse(node.value)
        if resource is None or "document" not in resource.fields:
            raise ValueError(f"not the IRI of a document of this store: {node.value}")
        return str(resource.fields["document"])


def _forms(one: Said) -> set[Form]:
    """The forms that a document cites, and its own."""
    return {Form(one.who.title, one.who.number), *(cite.form for cite in one.cites)}


def _keys(form: Form) -> list[tuple[Node, str]]:
    keys = [(pol("titleKey"), form.title)]
    return keys if form.number is None else [*keys, (pol("numberKey"), form.number)]
