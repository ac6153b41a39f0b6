"""What the shapes and the text forbid is found, with its place, its value and words in both languages."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from kg import rdf
from kg.quads import document_quads
from kg.rdf import Node, pol
from ontology.terms import FOLDER
from tests.kg import samples
from tests.kg.helpers import SAMPLES, VALIDATOR

QUADS = document_quads(samples.regional(), samples.BASE)
ROOT = "http://localhost:8000/id/document/150000-d3df2fb8ce"
GRAPH = QUADS[0].graph_name


def without(name: str) -> list[ox.Quad]:
    return [quad for quad in QUADS if quad.predicate != pol(name)]


def beside(node: str, name: str, value: Node | ox.Literal) -> list[ox.Quad]:
    return [*QUADS, ox.Quad(Node(node), pol(name), value, GRAPH)]


@pytest.mark.parametrize("sample", sorted(SAMPLES))
def test_samples_are_sound(sample: str) -> None:
    assert VALIDATOR.offences(document_quads(SAMPLES[sample](), samples.BASE)) == ()


@pytest.mark.parametrize(
    ("quads", "node", "name", "zh"),
    [
        (without("roleName"), f"{ROOT}/task/z1/1/responsibility/1", "roleName", "应有且仅有一个"),  # missing
        (beside(ROOT, "kind", ox.Literal("law")), ROOT, "kind", "至多一个"),  # two values
        (
            beside(f"{ROOT}/task/z1/1", "order", ox.Literal("x")),
            f"{ROOT}/task/z1/1",
            "order",
            "只允许",
        ),  # of another class
        (without("value"), None, "value", "应有且仅有一个"),
        (without("quote"), None, "quote", "应有且仅有一个"),
    ],
)
def test_offences_against_the_shapes(quads: list[ox.Quad], node: str | None, name: str, zh: str) -> None:
    found = VALIDATOR.offences(quads)
    assert found
    places = {(one.node, one.path) for one in found}
    assert {path for _, path in places} == {pol(name).value}
    assert node is None or node in {one for one, _ in places}
    assert any(zh in one.zh for one in found), found
    assert all(one.en.startswith("Expected") for one in found), found


@pytest.mark.parametrize(
    ("start", "end", "quote"),
    [
        (0, 3, "不是它"),  # other words stand there
        (0, 3, "内蒙"),  # too few of them
        (10_000, 10_002, "规划"),  # beyond the text
    ],
)
def test_a_quote_is_the_text_between_its_offsets(start: int, end: int, quote: str) -> None:
    node = Node(f"{ROOT}/evidence/{start}-{end}.9")
    values = [
        (rdf.TYPE, pol("Evidence")),
        (pol("document"), Node(ROOT)),
        (pol("start"), rdf.integer(start)),
        (pol("end"), rdf.integer(end)),
        (pol("quote"), ox.Literal(quote)),
        (pol("rule"), ox.Literal("r")),
    ]
    wrong = [ox.Quad(node, predicate, value, GRAPH) for predicate, value in values if value is not None]
    (offence,) = VALIDATOR.offences([*QUADS, *wrong])
    assert (offence.node, offence.path, offence.value) == (node.value, pol("quote").value, quote)
    assert f"{start}–{end}" in offence.en


EXAMPLES = sorted((FOLDER / "examples").glob("*/*.ttl"))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_the_examples_of_the_ontology(path: Path) -> None:
    """The engine says of each example what its folder says."""
    quads = list(ox.parse(path=str(path), format=ox.RdfFormat.TURTLE))
    by_shapes = [one for one in VALIDATOR.offences(quads) if "of the text, which" not in one.en]
    assert bool(by_shapes) == (path.parent.name == "invalid"), by_shapes
    assert not [one for one in by_shapes if "shacl#" in one.zh + one.en], "each in words, in both languages"


def test_a_validator_forgets_what_it_has_seen() -> None:
    assert VALIDATOR.offences(without("roleName"))
    assert VALIDATOR.offences(QUADS) == ()
    assert VALIDATOR.offences([]) == ()
