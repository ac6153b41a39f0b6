"""Cleaned text and its outline go in, the typed document comes out: the rules are asked, their answers put together.

Which rule is asked where follows from what a chapter does (`loaders.genre`): figures where it reports, targets and tasks
where it sets work, clauses and citations everywhere.
"""

from __future__ import annotations

from bisect import bisect_right

from loaders.clean import Cleaned, Line
from loaders.duties import read_duties, with_dates, with_defaults
from loaders.dutytasks import tasks_of
from loaders.genre import ChapterClass, class_of, is_goal, looks_ahead, root_of
from loaders.outline import BoxNode, Node, Outline
from loaders.plans import transmitted
from loaders.rules.basis import basis_spans
from loaders.rules.citations import read_citations
from loaders.rules.duties import DutyTable
from loaders.rules.indicators import Cell, read_indicators
from loaders.rules.metadata import MAX_HEAD, Metadata, read_metadata
from loaders.rules.programs import read_programs
from loaders.rules.projects import read_projects
from loaders.rules.quantities import read_figures
from loaders.rules.targets import read_targets
from loaders.rules.tasks import Part, read_parts
from loaders.spans import Span, Spans
from loaders.titles import plan_name
from ontology.model import (
    Box,
    BoxItem,
    Citation,
    Document,
    Evidence,
    IndicatorTarget,
    Reject,
    Section,
    Source,
    Task,
)


class Assembler:
    """Asks the rules for the facts of one document; `document()` gives them."""

    def __init__(self, cleaned: Cleaned, outline: Outline, duties: list[DutyTable], source: Source) -> None:
        self.cleaned, self.outline, self.source = cleaned, outline, source
        self.text = cleaned.text
        self.rejects: list[Reject] = []
        self.classes: dict[int, ChapterClass] = {node.start: class_of(self.text, node) for node in outline.nodes()}
        self.meta = self._metadata()
        self.who = read_duties(self.text, outline, self.meta.region)
        for one in self.who.refused:
            self._reject(one.start, one.end, one.rule, one.reason)
        self.rows = tasks_of(self.text, duties, self.meta.region, (node.path for node in outline.nodes()))
        for table in duties:
            for start, end, reason in table.refused:
                self._reject(start, end, "duty.row", reason)
        self.places = self._places()

    def document(self) -> Document:
        """The document with all its facts."""
        meta = self.meta
        parts = self._parts()
        boxes, tables = self._boxes()
        citations = self._citations()
        skip = Spans([*self._skipped(), *((row.evidence.start, row.evidence.end) for row in tables)])
        figures = read_figures(self.text, self._reporting(), self._path_of, skip, self._figure_period())
        targets, losers = read_targets(self.text, self._committing(), self._path_of, skip)
        for one, reason in losers:
            self._reject(one.start, one.end, "quantity.target", reason)
        programs, slogans = read_programs(self.text, self._told(), self._path_of, Spans(self._cited()))
        for start, end, reason in slogans:
            self._reject(start, end, "program.quoted", reason)
        for line, reason in self.outline.refused:
            self._reject(line.start, line.end, "outline.number", reason)
        for line in self.outline.captions:
            self._reject(
                line.start, line.end, "outline.caption", "a caption or a fragment that stands outside the text"
            )
        return Document(
            title=meta.title,
            kind=meta.kind,
            number=meta.number,
            issuers=meta.issuers,
            issued=meta.issued,
            published=meta.published,
            effective=meta.effective,
            expires=meta.expires,
            region=meta.region_code,
            region_name=meta.region_name,
            level=meta.level,
            period_start=meta.period[0] if meta.period else None,
            period_end=meta.period[1] if meta.period else None,
            field=meta.field,
            status=meta.status,
            notice=meta.notice,
            source=self.source,
            text=self.text,
            evidence=tuple(meta.evidence),
            sections=(*(self._section(part) for part in parts if part.section), *self.rows.sections),
            tasks=(*(self._task(part.task) for part in parts if part.task), *map(self._task, self.rows.tasks)),
            boxes=tuple(boxes),
            indicators=tuple(tables),
            targets=tuple(targets),
            figures=tuple(figures),
            citations=tuple(citations),
            programs=tuple(programs),
            rejects=tuple(sorted(self.rejects, key=lambda r: (r.start, r.end, r.rule))),
        )

    def _title(self, node: Node) -> str:
        return self.text[node.title_start : node.title_end]

    def _metadata(self) -> Metadata:
        front = [(line.start, line.end) for line in self.outline.front]
        after = self.outline.front[-1].end if self.outline.front else -1
        body = [(line.start, line.end) for line in self.cleaned.lines if line.start > after]
        marks = {line.start: line.mark for line in self.cleaned.lines if line.mark}
        return read_metadata(self.text, front, body, self.outline.numbered, marks)

    def _reject(self, start: int, end: int, rule: str, reason: str) -> None:
        self.rejects.append(Reject(start=start, end=end, quote=self.text[start:end], rule=rule, reason=reason))

    def _parts(self) -> list[Part]:
        return read_parts(self.text, self.outline, self.who.clauses, self._sets_work)

    def _task(self, task: Task) -> Task:
        return with_dates(with_defaults(task, self.text, self.who.defaults, self.meta.region), self._year())

    def _year(self) -> int | None:
        """The year that a deadline without one means: the document's only year, or that of its signature."""
        start, end = self.meta.period or (None, None)
        if start is not None and start == end:
            return start
        return self.meta.issued.year if self.meta.issued else None

    def _sets_work(self, node: Node) -> bool:
        """Whether the lowest items below this heading are tasks."""
        if self.meta.kind == "plan":
            return self.classes[node.start] == "work"
        return self.meta.kind == "review" and node.kind == "bullet" and looks_ahead(self._title(root_of(node)))

    def _section(self, part: Part) -> Section:
        node = part.node
        quote = self.text[node.start : max(node.title_end, node.start + 1)]
        evidence = Evidence(start=node.start, end=node.start + len(quote), quote=quote, rule="outline.heading")
        return Section(path=part.path, title=part.title, evidence=evidence)

    def _boxes(self) -> tuple[list[Box], list[IndicatorTarget]]:
        """The boxes and the rows of all tables of indicators; a box that holds such rows has no items."""
        tables, refused = self._table()
        for cell, reason in refused:
            self._reject(cell.start, cell.end, "indicator.row", reason)
        starts = sorted(row.evidence.start for row in tables)
        boxes: list[Box] = []
        for at, box in enumerate(self.outline.boxes, 1):
            inside = bisect_right(starts, box.end) > bisect_right(starts, box.start)
            boxes.append(self._box(box, at, [] if inside else box.items))
        return boxes, tables

    def _table(self) -> tuple[list[IndicatorTarget], list[tuple[Cell, str]]]:
        """The rows of the tables of indicators; a review's and a law's tables set no targets."""
        if self.meta.kind in ("review", "law"):
            return [], []
        start, end = self.meta.period or (None, None)
        return read_indicators(self.text, [(line.start, line.end) for line in self.cleaned.lines], end, start)

    def _box(self, box: BoxNode, at: int, items: list[Node]) -> Box:
        title = self.text[box.title_start : box.title_end]
        quote = self.text[box.start : box.title_end] or self.text[box.start : box.end]
        evidence = Evidence(start=box.start, end=box.start + len(quote), quote=quote, rule="box.title")
        made = tuple(self._item(item) for item in items)
        return Box(number=box.number or str(at), title=title, path=box.path, items=made, evidence=evidence)

    def _item(self, item: Node) -> BoxItem:
        end = max(line.end for line in item.lines)
        title = self._title(item)
        evidence = Evidence(
            start=item.start, end=item.title_end, quote=self.text[item.start : item.title_end], rule="box.item"
        )
        return BoxItem(
            number=item.printed,
            title=title.strip(),
            text=self.text[item.title_end : end].lstrip("。：: \n"),
            projects=tuple(read_projects(self.text, [(line.start, line.end) for line in item.lines])),
            evidence=evidence,
        )

    def _citations(self) -> list[Citation]:
        own = {self.meta.title, self.meta.notice or ""}
        if self.outline.front:
            own |= set(transmitted(self.text, self.outline.front[-1].end)[0])
        own |= {title.split("关于印发")[-1].removesuffix("的通知").strip("《》") for title in own}
        preamble = [(self.outline.front[0].start, self.outline.front[-1].end)] if self.outline.front else []
        stretches = preamble + [(line.start, line.end) for line in self._first_lines()]
        citations, refused = read_citations(self.text, own, basis_spans(self.text, stretches))
        for one, reason in refused:
            self._reject(one.start, one.end, "citation.title", reason)
        return citations

    def _first_lines(self) -> list[Line]:
        """The first paragraphs, where a basis clause may stand; a table of contents may come before it."""
        return [line for node in self.outline.nodes() for line in node.lines][:80]

    def _cited(self) -> list[Span]:
        """The places of all titles in 《》."""
        spans: list[Span] = []
        at = self.text.find("《")
        while at >= 0:
            stop = self.text.find("》", at)
            if stop < 0:
                break
            spans.append((at, stop + 1))
            at = self.text.find("《", stop)
        return spans

    def _skipped(self) -> list[Span]:
        """Places whose numbers are no facts of the text: titles, clauses."""
        clauses = [(clause.start, clause.end) for found in self.who.clauses.values() for clause in found]
        return self._cited() + clauses

    def _reporting(self) -> list[Span]:
        """Where the document reports: chapters of background; all of a review."""
        if self.meta.kind == "review":
            told = [line for line in self.outline.front if line.end - line.start > 40]
            told += [line for node in self.outline.nodes() if node.kind != "bullet" for line in node.lines]
            return [(line.start, line.end) for line in told]
        nodes = [n for n in self.outline.nodes() if self.classes[n.start] == "background"]
        return [(line.start, line.end) for node in nodes for line in node.lines]

    def _committing(self) -> list[Span]:
        """Where a plan commits itself: every other chapter, its aims, its boxes that are no tables."""
        if self.meta.kind != "plan":
            return []
        spans: list[Span] = []
        for node in self.outline.nodes():
            kind = self.classes[node.start]
            if kind in ("work", "safeguard") or (kind == "general" and is_goal(self._title(node))):
                spans += [(line.start, line.end) for line in node.lines]
        for box in self.outline.boxes:
            if "指标" not in self.text[box.title_start : box.title_end]:
                spans += [(line.start, line.end) for line in box.lines]
        return sorted(spans + [span for span, _ in self.rows.texts])

    def _told(self) -> list[Span]:
        """All the text but its front and its boxes of indicators; a law names no programmes, only kinds of them."""
        if self.meta.kind == "law":
            return []
        spans = [(line.start, line.end) for node in self.outline.nodes() for line in node.lines]
        spans += [(line.start, line.end) for box in self.outline.boxes for line in box.lines]
        spans += [(line.start, line.end) for line in self.outline.front if line.end - line.start > MAX_HEAD]
        return sorted(spans + [span for span, _ in self.rows.texts])

    def _figure_period(self) -> str | None:
        """The years that a background chapter reports on: the five-year plan before this one, or a review's own."""
        if self.meta.kind == "review":
            return f"{self.meta.period[0]}-{self.meta.period[1]}" if self.meta.period else None
        if self.meta.period is None:
            return None
        first = self.meta.period[0] - 5
        name = plan_name(first)
        told = any(name in self.text[a:b] for a, b in self._reporting()) if name else False
        return f"{first}-{first + 4}" if told else None

    def _places(self) -> list[tuple[int, int, str]]:
        """Each line's path, in order, for `_path_of`."""
        places = [(line.start, line.end, node.path) for node in self.outline.nodes() for line in node.lines]
        places += [
            (line.start, line.end, box.path) for box in self.outline.boxes for line in box.lines if box.path is not None
        ]
        places += [(start, end, path) for (start, end), path in self.rows.texts]
        return sorted(places)

    def _path_of(self, offset: int) -> str | None:
        at = bisect_right(self.places, offset, key=lambda place: place[0]) - 1
        if at < 0:
            return None
        start, end, path = self.places[at]
        return path if start <= offset <= end else None
