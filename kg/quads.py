"""A typed document goes in, the quads of its graph come out, in the document's order and each once.

What documents share (departments, indicators, programmes, regions, cited documents) is only referred to here;
`registry.py` describes it. What a document was read to say of a body, and no printed word shows, stands on a *mention*:
a node of the document's graph, which refers to the body and carries its name, kind and functions.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import pyoxigraph as ox

from kg import rdf
from kg.errors import DocumentRefused
from kg.iris import Iris, Span, Value, digest, keyed
from kg.names import Loaded, short
from kg.programs import program_node
from kg.rdf import concept, day, decimal, integer, pol, text, year, zh
from kg.titles import folded, number_key, region_of, title_key
from ontology import model
from ontology.regions import UnknownRegion, by_code

_CLASSES = {"plan": "Plan", "review": "Review", "law": "Law", "other": "Document"}


def identity(document: model.Document) -> Loaded:
    """By what a document is told apart from all others."""
    years = (document.period_start, document.period_end)
    return Loaded(
        title_key(document.title, document.region or region_of(document.title, document.number)),
        number_key(document.number) if document.number else None,
        "-".join(str(year) for year in years if year is not None) or None,
    )


def document_quads(document: model.Document, base: str, name: str | None = None) -> list[ox.Quad]:
    """The quads of a document's graph. `name` is its name in IRIs where it is not the short one.

    >>> source = model.Source(name="a.txt", sha256="0" * 64, media_type="text/plain", bytes=3)
    >>> quads = document_quads(model.Document(title="规划", kind="plan", source=source, text="规划。"), "http://kg/")
    >>> quads[0].graph_name.value
    'http://kg/graph/document/und-29d38fc5d4'
    """
    return _Writer(document, Iris(base), name or short(identity(document).title)).quads()


class _Writer:
    """Collects the quads of one document."""

    def __init__(self, document: model.Document, iris: Iris, name: str) -> None:
        self.document = document
        self.iris = iris
        self.name = name
        self.graph = ox.NamedNode(iris.mint("document_graph", document=name))
        self.root = self.part("document")
        self.said: dict[ox.Quad, None] = {}
        self.count: Counter[tuple[object, ...]] = Counter()
        self.proofs: dict[tuple[object, ...], list[tuple[object, ...]]] = {}

    def quads(self) -> list[ox.Quad]:
        self.metadata()
        for section in self.document.sections:
            self.section(section)
        for task in self.document.tasks:
            self.task(task)
        for box in self.document.boxes:
            self.box(box)
        for indicator in self.document.indicators:
            self.indicator(indicator)
        for target in self.document.targets:
            self.target(target)
        for figure in self.document.figures:
            self.figure(figure)
        for citation in self.document.citations:
            self.citation(citation)
        for program in self.document.programs:
            self.program(program)
        for reject in self.document.rejects:
            self.reject(reject)
        self.say(self.root, revision=text(self.revision()))
        return list(self.said)

    def revision(self) -> str:
        """The digest of all that is said, whatever the document is called and the store's IRIs begin with."""
        said = "\n".join(f"{quad.subject} {quad.predicate} {quad.object}" for quad in self.said)
        return digest(said.replace(self.root.value, "").replace(self.iris.base, ""), 32)

    # ── Naming and saying ────────────────────────────────────────────────────────────────────────────────────────────

    def part(self, kind: str, **fields: Value) -> ox.NamedNode:
        return ox.NamedNode(self.iris.mint(kind, document=self.name, **fields))

    def shared(self, kind: str, **fields: Value) -> ox.NamedNode:
        return ox.NamedNode(self.iris.mint(kind, **fields))

    def spanned(self, kind: str, start: int, end: int) -> ox.NamedNode:
        """The part of a kind on a span: the first, or the next one there."""
        self.count[kind, start, end] += 1
        return self.part(kind, span=Span(start, end, self.count[kind, start, end]))

    def again(self, token: str, *place: object) -> str:
        """The token, marked ~2 and so on where its place has it already."""
        self.count[place, token] += 1
        times = self.count[place, token]
        return token if times == 1 else f"{token}~{times}"

    def once(self, kind: str, path: str) -> ox.NamedNode:
        """The section or task of a path, which no other may have."""
        self.count[kind, path] += 1
        if self.count[kind, path] > 1:
            raise DocumentRefused(
                self.document.source.name,
                f"one {kind} with the path {path!r}",
                f"{self.count[kind, path]}",
                "mark the second one ~2",
            )
        return self.part(kind, path=path)

    def say(self, subject: ox.NamedNode, **values: ox.NamedNode | ox.Literal | None) -> None:
        """State properties of the project's vocabulary; an absent value is no triple."""
        for name, value in values.items():
            if value is not None:
                self.state(subject, pol(name), value)

    def state(self, subject: ox.NamedNode, predicate: ox.NamedNode, value: ox.NamedNode | ox.Literal) -> None:
        self.said[ox.Quad(subject, predicate, value, self.graph)] = None

    def fact(
        self,
        node: ox.NamedNode,
        kind: str,
        evidence: Iterable[model.Evidence],
        **values: ox.NamedNode | ox.Literal | None,
    ) -> ox.NamedNode:
        """State what a part of the document is, says and stands on."""
        self.state(node, rdf.TYPE, pol(kind))
        self.say(node, document=self.root, **values)
        for proof in evidence:
            self.say(node, evidence=self.evidence(proof))
        return node

    def evidence(self, proof: model.Evidence) -> ox.NamedNode:
        """The node of a span; of the second rule or page that speaks of the same span, a second node."""
        place = (proof.start, proof.end, proof.aspect)
        content = (proof.quote, proof.rule, proof.page)
        known = self.proofs.setdefault(place, [])
        if content not in known:
            known.append(content)
        span = Span(proof.start, proof.end, known.index(content) + 1)
        node = (
            self.part("evidence", span=span)
            if proof.aspect is None
            else self.part("aspect_evidence", span=span, aspect=proof.aspect)
        )
        self.state(node, rdf.TYPE, pol("Evidence"))
        self.say(
            node,
            document=self.root,
            start=integer(proof.start),
            end=integer(proof.end),
            quote=text(proof.quote),
            rule=text(proof.rule),
            aspect=text(proof.aspect),
            page=integer(proof.page),
        )
        return node

    # ── The document and its parts ───────────────────────────────────────────────────────────────────────────────────

    def metadata(self) -> None:
        document, who = self.document, identity(self.document)
        for kind in ("Document", _CLASSES[document.kind]):
            self.state(self.root, rdf.TYPE, pol(kind))
        self.say(
            self.root,
            title=zh(document.title),
            number=text(document.number),
            kind=text(document.kind),
            issuers=text("；".join(document.issuers)),
            issued=day(document.issued),
            published=day(document.published),
            effective=day(document.effective),
            expires=day(document.expires),
            region=self.region(),
            regionName=text(document.region_name if document.region is None else None),
            level=concept("levels", document.level) if document.level else None,
            periodStart=year(document.period_start),
            periodEnd=year(document.period_end),
            field=text(document.field),
            status=text(document.status),
            noticeTitle=zh(document.notice),
            loaded=rdf.TRUE,
            clausesInText=integer(document.clauses_in_text),
            clausesUnderstood=integer(document.clauses_understood),
            titleKey=text(who.title),
            numberKey=text(who.number),
            text=text(document.text),
            source=self.source(document.source),
        )
        for issuer in document.issuers:
            self.say(self.root, issuerName=text(issuer))
        for proof in document.evidence:
            self.say(self.root, evidence=self.evidence(proof))

    def source(self, source: model.Source) -> ox.NamedNode:
        node = self.part("source")
        self.state(node, rdf.TYPE, pol("SourceFile"))
        self.say(
            node,
            document=self.root,
            fileName=text(source.name),
            sha256=text(source.sha256),
            mediaType=text(source.media_type),
            encoding=text(source.encoding),
            byteSize=integer(source.bytes),
        )
        return node

    def region(self) -> ox.NamedNode | None:
        """The document's region; its name is kept where the table of regions has none (townships)."""
        code = self.document.region
        if code is None:
            return None
        node = self.shared("region", code=code)
        try:
            by_code(code)
        except UnknownRegion:
            mention = self.part("region_mention", code=code)
            self.fact(mention, "RegionMention", [])
            self.state(mention, rdf.REFERENCES, node)
            if label := zh(self.document.region_name):
                self.state(mention, rdf.PREF_LABEL, label)
        return node

    def section(self, section: model.Section) -> None:
        node = self.once("section", section.path)
        self.say(self.root, hasSection=node)
        self.fact(node, "Section", [section.evidence], path=text(section.path), title=zh(section.title))

    def task(self, task: model.Task) -> None:
        node = self.once("task", task.path)
        self.say(self.root, hasTask=node)
        self.fact(
            node,
            "Task",
            [task.evidence],
            path=text(task.path),
            title=zh(task.title),
            text=text(task.text),
            clause=text(task.clause),
        )
        for order, responsibility in enumerate(task.responsibilities, start=1):
            self.responsibility(node, task.path, order, responsibility)
        for order, measure in enumerate(task.measures, start=1):
            part = self.part("measure", path=task.path, order=order)
            self.say(node, hasMeasure=self.fact(part, "Measure", [measure.evidence], order=integer(order)))

    def responsibility(self, task: ox.NamedNode, path: str, order: int, said: model.Responsibility) -> None:
        department = self.department(said)
        self.state(task, pol(f"{said.role}Department"), department)
        node = self.fact(
            self.part("responsibility", path=path, order=order),
            "Responsibility",
            [said.evidence],
            task=task,
            department=department,
            role=concept("roles", said.role),
            roleName=text(said.role),
            printed=text(said.printed),
            name=text(said.name),
            canonical=text(said.canonical),
            rolePrinted=text(said.role_printed),
            basis=text(said.basis),
            deadline=text(said.deadline),
            deadlineDate=day(said.deadline_date),
            order=integer(order),
        )
        self.say(task, hasResponsibility=node)

    def department(self, said: model.Responsibility) -> ox.NamedNode:
        """The body, and the mention that says what it was taken for: an official name is a preferred label."""
        body = said.department
        key = keyed(body.region, body.name)
        node, mention = self.shared("department", department=key), self.part("department_mention", department=key)
        self.fact(mention, "DepartmentMention", [])
        self.state(mention, rdf.REFERENCES, node)
        name, printed = zh(body.name), zh(said.printed)
        if name is not None:
            self.state(mention, rdf.PREF_LABEL if body.official else rdf.ALT_LABEL, name)
        if printed is not None:
            self.state(mention, rdf.HIDDEN_LABEL, printed)
        if body.kind is not None:
            self.state(mention, rdf.KIND, concept("departmentKinds", body.kind))
        for function in body.functions:
            self.state(mention, rdf.SUBJECT, self.shared("function", function=function))
        return node

    def box(self, box: model.Box) -> None:
        number = self.again(box.number, "box")
        node = self.fact(
            self.part("box", number=number),
            "Box",
            [box.evidence],
            number=text(box.number),
            title=zh(box.title),
            path=text(box.path),
        )
        self.say(self.root, hasBox=node)
        for item in box.items:
            self.box_item(node, number, item)

    def box_item(self, box: ox.NamedNode, number: str, item: model.BoxItem) -> None:
        place = self.again(item.number, "box", number)
        node = self.fact(
            self.part("box_item", number=number, item=place),
            "BoxItem",
            [item.evidence],
            number=text(item.number),
            path=text(f"专栏{number}/{place}"),
            title=zh(item.title),
            text=text(item.text),
            box=box,
        )
        self.say(box, hasItem=node)
        for order, project in enumerate(item.projects, start=1):
            part = self.fact(
                self.part("project", number=number, item=place, order=order),
                "Project",
                [project.evidence],
                name=text(project.name),
                investment=decimal(project.investment),
                funding=text(project.funding),
                area=decimal(project.area),
                item=node,
            )
            self.say(node, hasProject=part)

    def indicator(self, row: model.IndicatorTarget) -> None:
        node = self.fact(
            self.spanned("indicator_target", row.evidence.start, row.evidence.end),
            "IndicatorTarget",
            [row.evidence],
            indicator=self.shared("indicator", digest=digest(folded(row.name))),
            name=text(row.name),
            unit=text(row.unit),
            operator=text(row.operator),
            value=decimal(row.value),
            year=year(row.year),
            nature=text(row.nature),
            baselineValue=decimal(row.baseline_value),
            baselineYear=year(row.baseline_year),
            change=text(row.change),
            scope=text(row.scope),
            printed=text(row.printed),
        )
        self.say(self.root, hasIndicatorTarget=node)

    def target(self, target: model.Target) -> None:
        node = self.fact(
            self.spanned("target", target.evidence.start, target.evidence.end),
            "Target",
            [target.evidence],
            path=text(target.path),
            metric=text(target.metric),
            operator=text(target.operator),
            value=decimal(target.value),
            unit=text(target.unit),
            year=year(target.year),
        )
        self.say(self.root, hasTarget=node)

    def figure(self, figure: model.Figure) -> None:
        node = self.fact(
            self.spanned("figure", figure.evidence.start, figure.evidence.end),
            "Figure",
            [figure.evidence],
            path=text(figure.path),
            metric=text(figure.metric),
            value=decimal(figure.value),
            unit=text(figure.unit),
            period=text(figure.period),
        )
        self.say(self.root, hasFigure=node)

    def citation(self, citation: model.Citation) -> None:
        node = self.fact(
            self.spanned("citation", citation.evidence.start, citation.evidence.end),
            "Citation",
            [citation.evidence],
            relation=text(citation.relation),
            title=zh(citation.title),
            number=text(citation.number),
        )
        self.say(self.root, hasCitation=node)

    def program(self, mention: model.ProgramMention) -> None:
        node = self.fact(
            self.spanned("program_mention", mention.evidence.start, mention.evidence.end),
            "ProgramMention",
            [mention.evidence],
            path=text(mention.path),
            name=text(mention.name),
            program=program_node(mention.name, mention.kind, self.document.region, self.iris),
            programKind=text(mention.kind),
            organiser=text(mention.organiser),
            since=year(mention.since),
        )
        self.say(self.root, hasProgramMention=node)

    def reject(self, reject: model.Reject) -> None:
        node = self.fact(
            self.spanned("reject", reject.start, reject.end),
            "Reject",
            [],
            start=integer(reject.start),
            end=integer(reject.end),
            quote=text(reject.quote),
            rule=text(reject.rule),
            reason=text(reject.reason),
        )
        self.say(self.root, hasReject=node)
