"""Minting and parsing are inverse, IRIs are ASCII, and what is told apart has IRIs that are told apart."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import IriError
from kg.iris import _FORMS, Iris, Span, Value, _names, decode_path, decode_token, encode_path, encode_token

IRIS = Iris("https://kg.example/policy")

TOKENS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="/")),
    st.sampled_from(
        [
            *("四", "（一）", "(一)", "1", "01", "1.1", "（1）", "一是", "①", "㉑", "第一章", "第十二节", "附则"),
            *("十", "一百", "〇", "z4", "k1", "x", "xz4", "%E5", "~2", "2~2", "四~2", "四~02", "responsibility"),
            *("measure", ".", "..", "", " ", "+", "a b"),
        ]
    ),
)
PATHS = st.lists(TOKENS, min_size=1, max_size=4).map("/".join)
HEX = st.text("0123456789abcdef", min_size=10, max_size=10)
DOCUMENTS = st.one_of(st.just("und-0123456789"), HEX.map("150304-{}".format), HEX.map("152501100-{}-abcdef".format))
FIELDS: dict[str, st.SearchStrategy[Value]] = {
    "document": DOCUMENTS,
    "department": st.one_of(HEX.map("und-{}".format), HEX.map("150000-{}".format)),
    "digest": HEX,
    "code": st.sampled_from(["100000", "152501100"]),
    "function": st.sampled_from(["civil-affairs", "health"]),
    "partner": st.sampled_from(["civil-affairs", "health"]),
    "level": st.sampled_from(["county", "und"]),
    "above": DOCUMENTS,
    "link": st.sampled_from(["task", "measure"]),
    "reform": st.sampled_from(["2018-health", "2021-local-rural-revitalisation"]),
    "path": PATHS,
    "number": TOKENS,
    "item": TOKENS,
    "aspect": TOKENS,
    "order": st.integers(1, 10**6),
    "span": st.builds(Span, st.integers(0, 10**6), st.integers(0, 10**6), st.integers(1, 30)),
}
RESOURCES = st.sampled_from(sorted(_FORMS)).flatmap(
    lambda kind: st.tuples(st.just(kind), st.fixed_dictionaries({name: FIELDS[name] for name in _names(kind)}))
)


@given(RESOURCES)
def test_parsing_is_the_inverse_of_minting(resource: tuple[str, dict[str, Value]]) -> None:
    kind, fields = resource
    iri = IRIS.mint(kind, **fields)
    assert re.fullmatch(r"[!-~]+", iri), "ASCII, no blanks"
    parsed = IRIS.parse(iri)
    assert parsed is not None
    assert (parsed.kind, parsed.fields) == (kind, fields)


@given(RESOURCES, RESOURCES)
def test_what_differs_has_iris_that_differ(
    one: tuple[str, dict[str, Value]], two: tuple[str, dict[str, Value]]
) -> None:
    assert (IRIS.mint(one[0], **one[1]) == IRIS.mint(two[0], **two[1])) == (one == two)


@given(TOKENS, PATHS)
def test_numbering_survives(token: str, path: str) -> None:
    assert decode_token(encode_token(token)) == token
    assert decode_path(encode_path(path)) == path


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("四/（一）/1", "z4/k1/1"),  # the commonest outline
        ("四/（五）/1/一是", "z4/k5/1/s1"),
        ("（294）", "p294"),
        ("第二章/第十二节", "c2/j12"),
        ("①~2", "o1~2"),  # a path that is printed twice
        ("(一)", "%28%E4%B8%80%29"),  # ASCII brackets are another number
        ("第〇章", "%E7%AC%AC%E3%80%87%E7%AB%A0"),  # an unusual numeral is kept as it is
        ("z4", "xz4"),  # what looks like a code is marked
    ],
)
def test_paths_read_well(path: str, code: str) -> None:
    assert encode_path(path) == code


@pytest.mark.parametrize(
    "iri",
    [
        "https://kg.example/other/id/region/150304",  # another base
        "https://kg.example/policy/id/region/15030",  # too short for a code
        "https://kg.example/policy/id/document/150304-0123456789/task/%7A4",  # another spelling of z4
        "https://kg.example/policy/id/document/150304-0123456789/task/responsibility/1",  # a responsibility of no task
        "https://kg.example/policy/id/document/150304-0123456789/task/z4/",
        "https://kg.example/policy/id/document/150304-0123456789/evidence/1-2.1",  # .1 is never written
        "https://kg.example/policy/id/document/150304-0123456789/evidence/01-2",
        "https://kg.example/policy/ns#Plan",
    ],
)
def test_what_was_not_minted_is_not_parsed(iri: str) -> None:
    assert IRIS.parse(iri) is None


@pytest.mark.parametrize(
    ("base", "kept"),
    [
        ("https://kg.example/policy", "https://kg.example/policy/"),  # a slash is added
        ("http://localhost:8000/", "http://localhost:8000/"),
    ],
)
def test_bases(base: str, kept: str) -> None:
    assert Iris(base).base == kept


@pytest.mark.parametrize(
    "base",
    ["", "kg.example", "ftp://kg.example/", "https://政策.example/", "https://a b/", "http://a/#", "http://a/?b"],
)
def test_bases_that_make_no_iris(base: str) -> None:
    with pytest.raises(IriError, match="an absolute http or https IRI in ASCII"):
        Iris(base)


def test_fields_are_checked() -> None:
    with pytest.raises(IriError, match="code of the form"):
        IRIS.mint("region", code="15")
    with pytest.raises(TypeError, match="expected code, found region"):
        IRIS.mint("region", region="150304")
