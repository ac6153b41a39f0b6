"""Views of a store as graphs, and files of them that others read back."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import get_args

import networkx as nx
import pyoxigraph as ox
import pytest

from kg import rdf
from kg.change import Change, Update
from kg.coresponsibility import update
from kg.errors import BadQuestion, DocumentUnknown
from kg.network.cascade import Value, cascade_dag
from kg.network.dot import to_dot
from kg.network.export import Form, export, to_bytes, write
from kg.network.joint import co_responsibility
from kg.network.measures import measures
from kg.quads import document_quads
from kg.rdf import Node, Term, pol
from kg.store import Store
from kg.update import plan
from ontology.model import Document
from tests.kg import samples

SAMPLES: dict[str, Callable[[], Document]] = {
    "national": samples.national,
    "regional": samples.regional,
    "wuda": samples.wuda,
    "after": samples.after_reform,
}


@pytest.fixture
def held(store: Store) -> Store:
    """A store with four plans, without a network."""
    for make in SAMPLES.values():
        new = frozenset(document_quads(make(), store.base))
        store.write(plan(store, store.iris, [Change(frozenset(), new)]))
    return store


def root(store: Store, name: str) -> str:
    (found,) = store.find_documents(SAMPLES[name]().source.name)
    return found.value


def function(store: Store, name: str) -> str:
    return store.iris.mint("function", function=name)


# ── Measures ─────────────────────────────────────────────────────────────────────────────────────────────────────────

CLIQUES = {("a", "b"): 5, ("b", "c"): 5, ("a", "c"): 5, ("x", "y"): 5, ("y", "z"): 5, ("x", "z"): 5, ("c", "x"): 1}


@pytest.mark.parametrize(
    ("nodes", "weights", "communities"),
    [
        ("abcxyz", CLIQUES, {"abc": 1, "xyz": 2}),  # equal in size: the one with the first name
        ("abcxyzw", {**CLIQUES, ("w", "x"): 9}, {"abc": 2, "wxyz": 1}),  # the larger one first
        ("cba", {}, {"a": 1, "b": 2, "c": 3}),  # nobody works with anybody
        ("", {}, {}),  # nobody
    ],
)
def test_communities(nodes: str, weights: dict[tuple[str, str], int], communities: dict[str, int]) -> None:
    found = measures(nodes, weights)
    assert {node: one.community for node, one in found.items()} == {
        node: number for group, number in communities.items() for node in group
    }


def test_measures_do_not_depend_on_the_order() -> None:
    assert measures("abcxyz", CLIQUES) == measures("zyxcba", dict(reversed(CLIQUES.items())))


def test_the_well_connected_are_central() -> None:
    found = measures("abcxyzw", {**CLIQUES, ("w", "x"): 1})
    assert found["c"].centrality > found["a"].centrality == found["b"].centrality > found["w"].centrality > 0
    assert {node: one.strength for node, one in found.items()} == {
        **dict.fromkeys("abyz", 10),
        "c": 11,
        "x": 12,
        "w": 1,
    }


def test_centrality_is_that_of_katz() -> None:
    weights = {**CLIQUES, ("w", "x"): 40}
    graph = nx.Graph()
    graph.add_weighted_edges_from((one, other, weight) for (one, other), weight in weights.items())
    greatest = sum(  # of the eigenvector's image along itself
        2 * weight * vector[one] * vector[other]
        for vector in [nx.eigenvector_centrality(graph, 1000, 1e-12, weight="weight")]
        for one, other, weight in graph.edges(data="weight")
    )
    expected = nx.katz_centrality(graph, 0.85 / greatest, max_iter=1000, tol=1e-9, weight="weight")
    found = {node: one.centrality for node, one in measures("abcxyzw", weights).items()}
    assert found == pytest.approx(expected, abs=1e-3)


def test_two_parts_that_are_almost_alike_have_a_centrality() -> None:
    """Where plain eigenvector centrality does not settle."""
    found = measures("abxy", {("a", "b"): 100_000, ("x", "y"): 99_999})
    assert all(0.4 < one.centrality < 0.6 for one in found.values())


# ── Co-responsibility ────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("kept", [False, True])
def test_functions_that_share_tasks(held: Store, kept: bool) -> None:
    """The same whether the network is in the store or counted now."""
    if kept:
        change = update(held)
        assert change is not None
        held.write(change)
    graph = co_responsibility(held)
    civil, health = function(held, "civil-affairs"), function(held, "health")
    described = graph.nodes[civil]
    assert (described["label"], described["tasks"], described["leads"]) == ("民政", 3, 2)
    assert graph.edges[civil, health]["weight"] == 2
    assert graph.edges[civil, health]["lead_weight"] == 2
    assert graph.edges[civil, health]["fact"] == f"{min(root(held, one) for one in ('regional', 'wuda'))}/task/z1/1"
    assert described["strength"] == graph.degree(civil, weight="weight")


@pytest.mark.parametrize(
    ("document", "region", "edges"),
    [
        (None, None, {"civil-affairs health": 2, "natural-resources rural-revitalisation": 1}),
        (None, "150000", {"civil-affairs health": 2, "natural-resources rural-revitalisation": 1}),  # and all within it
        (None, "150300", {"civil-affairs health": 1}),  # no document of its own, one of a district
        (None, "310000", {}),  # no document at all
        ("wuda", None, {"civil-affairs health": 1}),
        ("national", None, {}),  # a task of one body
        ("wuda", "150500", {}),  # a document that is not of the region
    ],
)
def test_parts_of_the_country(held: Store, document: str | None, region: str | None, edges: dict[str, int]) -> None:
    graph = co_responsibility(held, SAMPLES[document]().title if document else None, region)
    found = {
        " ".join(sorted(node.rpartition("/")[2] for node in pair)): weight
        for *pair, weight in graph.edges(data="weight")
    }
    assert found == edges


def test_bodies_that_share_tasks(held: Store) -> None:
    graph = co_responsibility(held, by="department")
    labels = {label: node for node, label in graph.nodes(data="label")}
    one, other = labels["乌海市乌达区民政局"], labels["乌海市乌达区卫生健康委员会"]
    assert graph.edges[one, other]["weight"] == 1
    assert (graph.nodes[one]["region"], graph.nodes[one]["leads"]) == (samples.WUDA, 1)
    assert not graph.has_edge(one, labels["内蒙古自治区民政厅"]), "of one function, and two bodies"


def test_a_body_that_is_named_twice_in_a_task_is_one(held: Store) -> None:
    graph = co_responsibility(held, root(held, "wuda"), by="department")
    assert sorted(tasks for _, tasks in graph.nodes(data="tasks")) == [1, 1]


@pytest.mark.parametrize("said", ["没有这份规划", "残疾人就业条例"])  # unknown; cited and not loaded
def test_an_unknown_document_is_told(held: Store, said: str) -> None:
    with pytest.raises(DocumentUnknown, match="one loaded document"):
        co_responsibility(held, said)


# ── The cascade ──────────────────────────────────────────────────────────────────────────────────────────────────────


def link(store: Store, kind: str, child: str, parent: str, **values: Value) -> str:
    """State a link, as the graph of a plan's links has it."""
    graph = Node(f"{store.base}graph/cascade/x")
    node = Node(f"{store.base}link/{len(list(store.match(None, rdf.TYPE, pol('CascadeLink'))))}")
    terms: dict[str, Term | None] = {"child": Node(child), "parent": Node(parent)}
    for name, value in values.items():
        terms[name] = rdf.decimal(value) if isinstance(value, float) else ox.Literal(value)
    quads = {ox.Quad(node, pol(name), term, graph) for name, term in terms.items() if term is not None}
    quads |= {ox.Quad(node, rdf.TYPE, pol(one), graph) for one in (kind, "CascadeLink")}
    store.write(Update(frozenset(), frozenset(), frozenset(quads)))
    return node.value


def judge(store: Store, node: str, status: str) -> None:
    """Let a person judge a link."""
    graph = Node(store.iris.mint("decisions_graph"))
    judged = ox.Quad(Node(node), pol("reviewStatus"), ox.Literal(status), graph)
    store.write(Update(frozenset(), frozenset(), frozenset({judged})))


def cited(store: Store, title: str) -> str:
    (found,) = store.find_documents(title)
    return found.value


def test_plans_stand_under_those_above_them(held: Store) -> None:
    wuda, regional, national = (root(held, one) for one in ("wuda", "regional", "national"))
    law = cited(held, "残疾人就业条例")
    first = link(held, "PlanLink", wuda, regional, relation="above", rank=1, sameField=True, linkStatus="proposed")
    link(held, "PlanLink", regional, national, relation="above", rank=1, sameField=True, linkStatus="proposed")
    link(held, "PlanLink", wuda, law, relation="above", sameField=False, linkStatus="proposed")
    dag = cascade_dag(held)
    assert nx.is_directed_acyclic_graph(dag)
    assert dag.nodes[wuda] == {
        "kind": "plan",
        "label": "乌达区“十四五”助残规划",
        "title": "乌达区“十四五”助残规划",
        "level": "county",
        "region": samples.WUDA,
        "region_name": "乌达区",
        "period": "2021—2025",
        "loaded": True,
    }
    assert dag.edges[wuda, regional] == {
        "kind": "plan",
        "relation": "above",
        "rank": 1,
        "same_field": True,
        "status": "proposed",
        "fact": first,
    }
    assert (dag.nodes[law]["loaded"], dag.nodes[law]["title"]) == (False, "残疾人就业条例"), "cited, and in the chain"
    assert set(dag) == {wuda, regional, national, law, root(held, "after")}, "a plan under none stands alone"
    assert nx.descendants(dag, wuda) == {regional, national, law}


@pytest.mark.parametrize(
    ("computed", "judged", "stays"),
    [
        ("proposed", None, True),  # nobody judged it
        ("proposed", "confirmed", True),
        ("proposed", "rejected", False),
        ("rejected", None, False),  # as the graph of links has it after the next computation
        ("proposed", "corrected", False),  # another link stands in its place
        ("rejected", "confirmed", True),  # the newest decision counts
    ],
)
def test_links_that_a_person_rejected(held: Store, computed: str, judged: str | None, stays: bool) -> None:
    wuda, regional = root(held, "wuda"), root(held, "regional")
    node = link(held, "PlanLink", wuda, regional, relation="above", linkStatus=computed)
    if judged:
        judge(held, node, judged)
    assert cascade_dag(held).has_edge(wuda, regional) is stays
    asked = cascade_dag(held, rejected=True)
    assert asked.edges[wuda, regional]["status"] == (judged or computed), "all are there if they are asked for"


def test_tasks_are_a_second_layer(held: Store) -> None:
    wuda, regional = (f"{root(held, one)}/task/z1/1" for one in ("wuda", "regional"))
    values: dict[str, Value] = {"relation": "same", "score": 0.87, "distance": 1, "linkStatus": "proposed"}
    fact = link(held, "TaskLink", wuda, regional, **values)
    assert not cascade_dag(held).edges, "not unless they are asked for"
    dag = cascade_dag(held, tasks=True)
    assert dag.edges[wuda, regional] == {
        "kind": "task",
        "relation": "same",
        "score": 0.87,
        "distance": 1,
        "status": "proposed",
        "fact": fact,
    }
    task = {"kind": "task", "label": "保障生活", "title": "保障生活", "path": "一/1", "document": root(held, "wuda")}
    assert dag.nodes[wuda] == task
    assert sum(kind == "task" for _, kind in dag.nodes(data="kind")) == 4, "unlinked tasks too"


def test_of_two_links_the_one_to_the_plan_above_is_drawn(held: Store) -> None:
    wuda, regional = root(held, "wuda"), root(held, "regional")
    for relation in ("before", "above"):
        link(held, "PlanLink", wuda, regional, relation=relation, linkStatus="proposed")
    assert cascade_dag(held).edges[wuda, regional]["relation"] == "above"


# ── Files ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def tricky() -> nx.DiGraph:
    """What a form may stumble over: quotes, brackets, marks, line breaks, what is unknown, numbers and truth values."""
    graph = nx.DiGraph(name="cascade")
    graph.add_node("http://kg/1", label='《“十四五”规划》"草案" <&> \\N', loaded=True, rank=1, score=0.5, number=None)
    graph.add_node("http://kg/2", label="两\n行", loaded=False, rank=2, score=1.0, number="国发〔2021〕10号")
    graph.add_node("http://kg/3", label="无边")
    graph.add_edge("http://kg/1", "http://kg/2", weight=3, relation="above", distance=None, same_field=True)
    return graph


def known(graph: nx.Graph) -> tuple[dict[str, dict[str, object]], dict[tuple[str, ...], dict[str, object]]]:
    """A graph's nodes and edges with what is known of them."""

    def values(given: dict[str, object]) -> dict[str, object]:
        return {name: value for name, value in given.items() if value is not None and name != "id"}

    return (
        {node: values(given) for node, given in graph.nodes(data=True)},
        {(one, other): values(given) for one, other, given in graph.edges(data=True)},
    )


READERS: dict[str, Callable[[bytes], nx.Graph]] = {
    "graphml": lambda data: nx.read_graphml(BytesIO(data)),
    "gexf": lambda data: nx.read_gexf(BytesIO(data)),
    "json": lambda data: nx.node_link_graph(json.loads(data), edges="edges"),
}


@pytest.mark.parametrize("form", READERS)
@pytest.mark.parametrize("view", ["tricky", "functions", "bodies", "cascade"])
def test_files_are_read_back(held: Store, form: Form, view: str) -> None:
    link(held, "PlanLink", root(held, "wuda"), root(held, "regional"), relation="above", rank=1, linkStatus="proposed")
    views: dict[str, Callable[[], nx.Graph]] = {
        "tricky": tricky,
        "functions": lambda: co_responsibility(held),
        "bodies": lambda: co_responsibility(held, by="department"),
        "cascade": lambda: cascade_dag(held, tasks=True),
    }
    graph = views[view]()
    found = READERS[form](to_bytes(graph, form))
    assert known(found) == known(graph)
    assert found.is_directed() == graph.is_directed()


@pytest.mark.parametrize("form", get_args(Form))
def test_files_are_the_same_each_time(held: Store, form: Form, tmp_path: Path) -> None:
    data = export(held, "co-responsibility", form)
    assert data == export(held, "co-responsibility", form)
    assert "民政" in data.decode()
    graph, buffer = co_responsibility(held), BytesIO()
    write(graph, tmp_path / "file", form)
    write(graph, buffer, form)
    assert (tmp_path / "file").read_bytes() == buffer.getvalue() == data
    assert not re.search(rb'lastmodified|"None"|null', data)


def test_each_option_belongs_to_its_view(held: Store) -> None:
    wuda, regional = root(held, "wuda"), root(held, "regional")
    link(held, "PlanLink", wuda, regional, relation="above", linkStatus="rejected")
    asked = json.loads(export(held, "cascade", "json", tasks=True, rejected=True))
    assert len(asked["edges"]) == 1
    assert len(asked["nodes"]) == 8
    bodies = json.loads(export(held, "co-responsibility", "json", document=wuda, by="department"))
    assert [len(bodies["nodes"]), len(bodies["edges"])] == [2, 1]
    assert not json.loads(export(held, "co-responsibility", "json", region="310000"))["nodes"]


@pytest.mark.parametrize(
    ("view", "form", "by", "message"),
    [
        ("tree", "dot", "function", "network view: expected cascade, co-responsibility, found 'tree'"),
        ("cascade", "png", "function", "network form: expected graphml, gexf, json, dot, found 'png'"),
        ("co-responsibility", "dot", "region", "network by: expected function, department, found 'region'"),
    ],
)
def test_what_there_is_not_is_told(held: Store, view: str, form: str, by: str, message: str) -> None:
    with pytest.raises(BadQuestion, match=re.escape(message)):
        export(held, view, form, by=by)  # type: ignore[arg-type]


# ── DOT ──────────────────────────────────────────────────────────────────────────────────────────────────────────────

QUOTED = r'"((?:[^"\\]|\\.)*)"'
STATEMENT = re.compile(rf"  (?:{QUOTED}(?: (->|--) {QUOTED})?|graph|node)(?: \[(.*)\])?;")


def parse(text: str) -> tuple[str, dict[str, dict[str, str]], dict[tuple[str, str], dict[str, str]]]:
    """Read what `to_dot` writes, by the grammar of the language: a line for each statement, all names between quotes."""
    head, *lines, last = text.splitlines()
    kind = re.fullmatch(rf"(digraph|graph) (?:{QUOTED} )?{{", head)
    assert kind
    assert last == "}"
    nodes: dict[str, dict[str, str]] = {}
    edges: dict[tuple[str, str], dict[str, str]] = {}
    for line in lines:
        match = STATEMENT.fullmatch(line)
        assert match, line
        one, arrow, other, listed = match.groups()
        attributes = re.findall(rf"(\w+)={QUOTED}(?:, |$)", listed or "")
        assert ", ".join(f'{name}="{value}"' for name, value in attributes) == (listed or "")
        values = {
            name: re.sub(r"\\(.)", lambda mark: {"n": "\n"}.get(mark[1], mark[1]), value) for name, value in attributes
        }
        if arrow:
            assert arrow == ("->" if kind[1] == "digraph" else "--")
            edges[one, other] = values
        elif one is not None:
            nodes[one] = values
    return kind[1], nodes, edges


def test_dot_says_what_the_graph_does() -> None:
    graph = tricky()
    kind, nodes, edges = parse(to_dot(graph))
    assert kind == "digraph"
    assert nodes["http://kg/1"] == {
        "label": '《“十四五”规划》"草案" <&> \\N',
        "loaded": "true",
        "rank": "1",
        "score": "0.5",
    }
    assert nodes["http://kg/2"]["style"] == "dashed", "only cited"
    assert nodes["http://kg/2"]["label"] == "两\n行"
    assert edges == {("http://kg/1", "http://kg/2"): {"weight": "3", "relation": "above", "same_field": "true"}}


def test_dot_of_an_undirected_graph(held: Store) -> None:
    graph = co_responsibility(held)
    kind, nodes, edges = parse(to_dot(graph))
    assert (kind, set(nodes), set(edges)) == ("graph", set(graph), set(graph.edges))


@pytest.mark.skipif(shutil.which("dot") is None, reason="Graphviz is not installed")
def test_graphviz_draws_it(held: Store) -> None:
    for graph in (tricky(), co_responsibility(held), cascade_dag(held, tasks=True)):
        drawn = subprocess.run(["dot", "-Tsvg"], input=to_dot(graph).encode(), capture_output=True, check=True)
        assert not drawn.stderr
        assert drawn.stdout.count(b'class="node"') == len(graph)
