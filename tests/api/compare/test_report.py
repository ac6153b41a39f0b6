"""What the report makes of a comparison: the place of each finding, the counts, the words."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.compare import labels
from api.compare.diff import differing, said
from api.compare.labels import Label
from api.compare.picture import NARROW, WIDE, draw
from ontology.terms import BASE, FOLDER, SKOS, concepts
from tests.api.compare.samples import CHAIN, empty, small


def test_every_finding_has_its_place() -> None:
    report = small()
    places = [(measure.change, number) for measure, number in report.measures]
    assert places == [
        ("weakened", 1),  # the pair of its two tasks
        ("number_changed", 2),
        ("added", 2),  # one side only: the surest pair of its task
        ("dropped", 2),
        ("dropped", None),  # of a task that is in no pair: with that task
        ("kept", None),
    ]
    assert {key: [one.change for one in found] for key, found in report.loose.items()} == {
        "p3": ["dropped"],
        "c2": ["kept"],
    }
    assert [(lead.pair, lead.change) for pair in report.pairs for lead in pair.leads] == [
        (1, "dropped"),
        (2, "same"),
        (2, "added"),
    ]


def test_tasks_know_their_partners() -> None:
    report = small()
    assert [(task.key, task.state, task.pairs) for task in report.child_tasks] == [
        ("c1", "linked", (2, 1)),  # the surest first
        ("c2", "new", ()),
    ]
    assert [(task.key, task.state, task.pairs) for task in report.parent_tasks] == [
        ("p1", "linked", (1,)),
        ("p2", "linked", (2,)),
        ("p3", "missing", ()),
    ]
    assert report.pairs[0].elsewhere == (2,)
    assert report.parent_tasks[1].leads == ("省残联",), "who answers where nobody leads"


def test_counts() -> None:
    counts = small().counts
    assert (counts.parent_tasks, counts.parent_linked, counts.missing) == (3, 2, 1)
    assert (counts.child_tasks, counts.child_linked, counts.new) == (2, 1, 1)
    assert counts.measures[labels.CHANGES["dropped"]] == 2
    assert counts.rows[labels.COMPARISONS["looser"]] == 1
    assert sum(empty().counts.measures.values()) == 0


def test_decisions_stand_where_they_belong() -> None:
    report = small()
    assert [pair.review.reviewer if pair.review else None for pair in report.pairs] == ["李某", None]
    assert [task.review.status for task in report.missing if task.review] == ["rejected"]


def test_functions_with_changes_come_first() -> None:
    assert [one.label.zh for one in small().functions] == ["某专班", "民政", "残疾人联合会"]


@pytest.mark.parametrize(
    ("scheme", "words"),
    [
        ("taskRelations", labels.RELATIONS),
        ("measureChanges", labels.CHANGES),
        ("comparisons", labels.COMPARISONS),
        ("leadChanges", labels.LEADS),
        ("roles", labels.ROLES),
        ("levels", labels.LEVELS),
    ],
)
def test_words_are_those_of_the_vocabularies(scheme: str, words: dict[str, Label]) -> None:
    said_of: dict[tuple[str, str], str] = {}
    for path in sorted((FOLDER / "vocab").glob("*.ttl")):
        for quad in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE, base_iri=BASE):
            if quad.predicate.value == SKOS.prefLabel and isinstance(quad.object, ox.Literal):
                said_of[str(quad.subject), str(quad.object.language)] = quad.object.value
    expected = {
        notation: (said_of[f"<{iri}>", "zh"], said_of[f"<{iri}>", "en"]) for notation, iri in concepts(scheme).items()
    }
    assert {notation: (word.zh, word.en) for notation, word in words.items()} == expected


DIFFERING = [
    # child, parent, only in the child, only in the parent
    ("鼓励残疾人就业。", "实现残疾人就业。", ["鼓励"], ["实现"]),
    ("相同的话。", "相同的话。", [], []),
    ("改造2户。", "改造3万户。", ["2户"], ["3万户"]),
    ("康复、就业服务", "康复服务", ["就业"], []),
    ("", "", [], []),
]


@pytest.mark.parametrize(("child", "parent", "ours", "theirs"), DIFFERING)
def test_differing_words(child: str, parent: str, ours: list[str], theirs: list[str]) -> None:
    one, other = differing(child, parent)
    assert (said(one), said(other)) == (ours, theirs)


@given(
    st.text(alphabet="残疾人就业康复，。12.% \n=<", max_size=40),
    st.text(alphabet="残疾人就业康复，。12.% \n=<", max_size=40),
)
def test_pieces_are_the_quotes(child: str, parent: str) -> None:
    one, other = differing(child, parent)
    assert "".join(piece.text for piece in one) == child
    assert "".join(piece.text for piece in other) == parent
    kept = ["".join(piece.text for piece in pieces if not piece.differs) for pieces in (one, other)]
    if child == parent:
        assert kept == [child, parent]
    else:
        assert any(piece.differs for piece in (*one, *other))


def test_very_long_quotes_are_compared_at_their_ends() -> None:
    one, other = differing("残疾人" + "就业，" * 5000 + "康复", "残疾人" + "教育。" * 5000 + "康复")
    assert [piece.differs for piece in one] == [False, True, False]
    assert [piece.differs for piece in other] == [False, True, False]


@pytest.mark.parametrize("shape", [WIDE, NARROW], ids=["wide", "narrow"])
def test_the_picture_of_the_chain(shape: object) -> None:
    picture = draw(CHAIN, WIDE if shape is WIDE else NARROW)
    assert [band.label.zh for band in picture.bands] == ["国家级", "省级", "地级", "层级不明"]
    assert len(picture.boxes) == len(CHAIN)
    assert len(picture.arrows) == 2, "from the nation's to the province's to the city's"
    assert all(arrow.start < arrow.end for arrow in picture.arrows)
    for box in picture.boxes:
        assert box.x >= 0
        assert box.x + box.width <= picture.width
        assert box.y + box.height <= picture.height
    for one in picture.boxes:
        for other in picture.boxes:
            apart = one.y + one.height <= other.y or other.y + other.height <= one.y
            beside = one.x + one.width <= other.x or other.x + other.width <= one.x
            assert one is other or apart or beside, (one.member.title, other.member.title)
