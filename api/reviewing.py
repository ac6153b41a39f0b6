"""A store and what a person asks of its decisions go in; lists, reports and what became of a file come out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kg.decisions.values import Decision, Known
    from kg.rdf import Node
    from kg.store import Store


def said_of(known: Known) -> str:
    """What a fact says, in one line for people."""
    fact = known.fact
    telling = (
        ["relation", "side"]
        if known.parent is not None
        else ["title", "name", "metric", "operator", "value", "unit", "year"]
    )
    said = [fact.get(name) for name in (*telling, "roleName", "leadName", "childQuote")]
    if known.parent is not None:
        said = [*said[:2], " ← ".join(fact.around), *said[2:], fact.get("parentQuote")]
    quote = (fact.quote or "").replace("\n", " ")
    return " ".join(filter(None, said)) or (f"{quote[:40]}…" if len(quote) > 40 else quote)


def listing(
    store: Store, kind: str | None, document: str | None, undecided: bool | None, limit: int
) -> list[tuple[str, str, str, str, str]]:
    """The facts and links of one document or of all, with how each is marked; those that nobody judged, or only the others."""
    from kg.decisions import marks_of
    from kg.decisions.held import Held
    from kg.decisions.kinds import kinds
    from kg.decisions.ledger import decisions_of, settle
    from kg.rdf import Node

    marks, held = marks_of(store), Held(store, store.iris)
    nodes = (
        [document_of(store, document)]
        if document is not None
        else [Node(store.iris.mint("document", document=name)) for name in store.document_names()]
    )
    rows: list[tuple[str, str, str, str, str]] = []
    for node in nodes:
        settle(held, decisions_of(store, store.iris, {node}))  # which adds what people added
        for name in [kind] if kind is not None else list(kinds()):
            for one in held.document(node).of_kind(name):
                mark = marks.get(one.node, "")
                if undecided is None or undecided is not bool(mark):
                    rows.append((mark, name, one.fact.path or "", said_of(one), one.node.value))
                if len(rows) == limit:
                    return rows
    return rows


def document_of(store: Store, said: str) -> Node:
    """The loaded document of that IRI, number or title."""
    from kg import rdf
    from kg.errors import DocumentUnknown
    from kg.rdf import pol

    found = [node for node in store.find_documents(said) if any(store.match(node, pol("loaded"), rdf.TRUE))]
    if len(found) != 1:
        remedy = "name it by its IRI, which `policykg query documents` lists"
        raise DocumentUnknown(repr(said), "the IRI, number or title of one loaded document", str(len(found)), remedy)
    return found[0]


def node_of(store: Store, said: str) -> Node:
    """The node of an IRI, which may be told without the store's base."""
    from kg.decisions.values import DecisionRefused
    from kg.rdf import Node

    try:
        return Node(said if "://" in said else store.base + said)
    except ValueError:
        raise DecisionRefused("the fact", "an IRI", repr(said), "policykg review list shows them") from None


def precision(store: Store, document: str | None = None) -> list[list[str]]:
    """How precise each rule is for each kind of fact, by people's decisions; a row for each kind as a whole comes first."""
    from queries.run import plain, select

    table = select(store, "precision_by_decision", {"document": [document]} if document is not None else {})
    rules: dict[str, list[tuple[str, list[int]]]] = {}
    for row in table.rows:
        kind, rule, *counts = (plain(term) or "" for term in row[:6])
        rules.setdefault(kind, []).append((rule, list(map(int, counts))))
    rows: list[list[str]] = []
    for kind, own in sorted(rules.items()):
        rows.append([kind, "", *_counted([sum(column) for column in zip(*(counts for _, counts in own), strict=True)])])
        rows += [["", rule, *_counted(counts)] for rule, counts in own]
    return rows


def _counted(counts: Sequence[int]) -> list[str]:
    """How many were confirmed, rejected, corrected and added; the share confirmed of what was judged, and that added.

    >>> _counted([1, 0, 0, 1]), _counted([0, 0, 0, 2])[-2:]
    (['1', '0', '0', '1', '1.000', '0.500'], ['', '1.000'])
    """
    judged = sum(counts[:3])
    precision = f"{counts[0] / judged:.3f}" if judged else ""
    return [*map(str, counts), precision, f"{counts[3] / sum(counts):.3f}"]


def disagreements(decisions: Iterable[Decision]) -> list[tuple[Decision, ...]]:
    """The newest decisions of each person on facts of which people think differently."""
    newest: dict[Node, dict[str, Decision]] = {}
    for one in sorted(decisions, key=lambda one: one.order):
        if one.about is not None:
            newest.setdefault(one.about, {})[one.reviewer] = one
    views = [tuple(each.values()) for each in newest.values()]
    return [each for each in views if len({"confirmed" if one.verdict == "added" else one.verdict for one in each}) > 1]


def importing(store: Store, file: Path, reviewer: str, now: datetime, partial: bool) -> tuple[int, int, list[str]]:
    """How many rows of a file are new and how many were known, and what is wrong with the others, in which case nothing is
    kept unless `partial`."""
    from kg.decisions import exchange, files
    from kg.decisions.values import DecisionRefused

    try:
        text = file.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DecisionRefused(str(file), "UTF-8", f"byte {error.start}", "save it as CSV UTF-8") from None
    taken = exchange.take(store, list(files.parse(text, file.name)), file.name, reviewer, now)
    refused = [str(one) for one in taken.refused]
    if refused and not partial:
        return 0, taken.known, refused
    store.write(taken.update)
    return taken.new, taken.known, refused
