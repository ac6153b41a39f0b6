"""A number of plans goes in, the same made-up quads come out for every engine: as our store, Oxigraph's, and a file.

About 1,950 triples a plan, as loaded plans have: tasks with titles, texts and bodies, each plan in a graph of its own.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pyoxigraph as ox

from benchmarks.cascades import BODIES, OBJECTS, TOPICS, VERBS
from kg.store import Store

MADE = "http://made.example/"
NS = "https://w3id.org/policykg/ns#"
TASKS = 150
"""Tasks of a plan; each has 13 triples."""

POINT = f"SELECT ?p ?o WHERE {{ <{MADE}task/{{n}}> ?p ?o }}"
"""A small query: what is said of one task."""
ROWS = (
    f'SELECT ?task ?title ?name ("{{n}}" AS ?asked) WHERE {{ ?task <{NS}title> ?title ; <{NS}responsibility> ?duty .'
    f" ?duty <{NS}name> ?name }} LIMIT 10000"
)
MOST = 600_000
"""Rows of the longest answer."""
ALL = f'SELECT ?s ?p ?o ?copy ("{{n}}" AS ?asked) WHERE {{ VALUES ?copy {{ {{copies}} }} ?s ?p ?o }} LIMIT {MOST}'
HEAVY = (
    f'SELECT ?a ?b (COUNT(?task) AS ?n) ("{{n}}" AS ?asked) WHERE {{ ?task <{NS}responsibility> ?x , ?y .'
    f" ?x <{NS}name> ?a . ?y <{NS}name> ?b FILTER(?a < ?b) }} GROUP BY ?a ?b"
)
ENDLESS = 'SELECT (COUNT(*) AS ?c) ("{n}" AS ?asked) WHERE { ?s ?p ?o . ?a ?b ?d . ?e ?f ?g . ?h ?i ?j }'


@dataclass(frozen=True, slots=True)
class Data:
    """The same quads, three times."""

    store: Path
    oxigraph: Path
    file: Path
    tasks: int
    quads: int

    @property
    def everything(self) -> str:
        """The query for that answer: of fewer quads, each stands in it several times."""
        return ALL.replace("{copies}", " ".join(map(str, range(-(-MOST // self.quads)))))


def quads(plans: int) -> Iterator[ox.Quad]:
    """The plans' quads, plan by plan."""
    for plan in range(plans):
        random = Random(plan)  # noqa: S311
        graph, document = ox.NamedNode(f"{MADE}graph/{plan}"), ox.NamedNode(f"{MADE}plan/{plan}")
        for number in range(plan * TASKS, (plan + 1) * TASKS):
            for subject, predicate, value in _task(random, number, document):
                yield ox.Quad(subject, ox.NamedNode(NS + predicate), value, graph)


def _task(
    random: Random, number: int, document: ox.NamedNode
) -> Iterator[tuple[ox.NamedNode, str, ox.NamedNode | ox.Literal]]:
    task = ox.NamedNode(f"{MADE}task/{number}")
    topic = random.choice(TOPICS)
    things = "、".join(random.sample(OBJECTS, 3))
    yield task, "document", document
    yield task, "title", ox.Literal(f"{random.choice(VERBS)}{topic}{number}", language="zh")
    yield task, "text", ox.Literal(f"{random.choice(VERBS)}{topic}，{random.choice(VERBS)}{things}，{number}。")
    yield task, "path", ox.Literal(f"{number % 9}/{number % TASKS}")
    for place, body in enumerate(random.sample(BODIES, 3)):
        duty = ox.NamedNode(f"{MADE}duty/{number}-{place}")
        yield task, "responsibility", duty
        yield duty, "name", ox.Literal(body)
        yield duty, "role", ox.NamedNode(NS + ("lead" if place == 0 else "participating"))


def make(plans: int, folder: Path) -> Data:
    """Make the quads, optimised as a bulk load should be: in our store, a copy of its database, and as N-Quads."""
    store = folder / "store"
    with Store.open(store) as ours:
        ours.engine.bulk_extend(quads(plans))
        ours.engine.optimize()
        ours.publish()
        count = len(ours.engine)
        ours.engine.dump(folder / "data.nq", ox.RdfFormat.N_QUADS)
    shutil.copytree(store / "db", folder / "oxigraph")
    return Data(store, folder / "oxigraph", folder / "data.nq", plans * TASKS, count)
