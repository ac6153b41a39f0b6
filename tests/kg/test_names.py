"""Which document a citation means: by number, else by title with region; and the names that follow."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kg.names import Form, Loaded, Resolution, long, resolve, short
from kg.rdf import Node, Term, pol
from kg.said import notice_name

PLAN, RULES, OTHER = "150300:助残规划", "100000:就业条例", "und:就业条例"
FIRST, SECOND = "乌海政发〔2022〕5号", "乌海政发〔2023〕6号"


def target(form: Form, forms: list[Form], loaded: list[Loaded]) -> str:
    return resolve({form, *forms}, set(loaded)).targets[form]


@pytest.mark.parametrize(
    ("form", "forms", "loaded", "name"),
    [
        # ── loaded documents
        (Form(PLAN, FIRST), [], [Loaded(PLAN, FIRST, None)], short(PLAN)),  # both agree
        (Form(OTHER, FIRST), [], [Loaded(PLAN, FIRST, None)], short(PLAN)),  # the number decides
        (Form(PLAN, None), [], [Loaded(PLAN, FIRST, None)], short(PLAN)),  # only the title is told
        (Form(PLAN, FIRST), [], [Loaded(PLAN, None, None)], short(PLAN)),  # the text does not print its own number
        (Form(PLAN, SECOND), [], [Loaded(PLAN, FIRST, None)], long(PLAN, SECOND)),  # a later one, not loaded
        (Form(PLAN, FIRST), [Form(PLAN, SECOND)], [Loaded(PLAN, None, None)], long(PLAN, FIRST)),  # which of the two?
        (Form(PLAN, FIRST), [], [Loaded(PLAN, FIRST, None), Loaded(PLAN, SECOND, None)], long(PLAN, FIRST)),
        (Form(PLAN, None), [], [Loaded(PLAN, FIRST, None), Loaded(PLAN, SECOND, None)], short(PLAN)),  # either
        (
            Form(PLAN, FIRST),
            [],
            [Loaded(PLAN, FIRST, None), Loaded(RULES, FIRST, None)],
            short(PLAN),
        ),  # two under one number
        (
            Form(OTHER, FIRST),
            [],
            [Loaded(PLAN, FIRST, None, "n"), Loaded(RULES, FIRST, None, "n")],
            "n",
        ),  # their notice
        (Form(OTHER, FIRST), [], [Loaded(PLAN, FIRST, None, "n"), Loaded(RULES, FIRST, None, "m")], short(OTHER)),
        # ── documents that are not loaded
        (Form(RULES, None), [], [], short(RULES)),
        (Form(RULES, FIRST), [], [], short(RULES)),
        (Form(RULES, None), [Form(RULES, FIRST)], [], short(RULES)),  # with and without number
        (Form(OTHER, FIRST), [Form(RULES, FIRST)], [], short(RULES)),  # two titles of one number: the one with a region
        (Form(OTHER, None), [Form(RULES, FIRST), Form(OTHER, FIRST)], [], short(RULES)),  # by way of the number
        (Form(RULES, FIRST), [Form(RULES, SECOND)], [], long(RULES, FIRST)),  # one title of two numbers
        (Form(RULES, None), [Form(RULES, FIRST), Form(RULES, SECOND)], [], short(RULES)),  # either of them
        (Form(OTHER, None), [Form(RULES, FIRST)], [], short(OTHER)),  # a title alone has another region, or none
    ],
)
def test_what_a_citation_means(form: Form, forms: list[Form], loaded: list[Loaded], name: str) -> None:
    assert target(form, forms, loaded) == name


@pytest.mark.parametrize(
    ("loaded", "aliases"),
    [
        ([Loaded(PLAN, FIRST, None)], {long(PLAN, FIRST): {short(PLAN)}}),  # the name that it would have beside a twin
        ([Loaded(PLAN, None, "2016-2020")], {long(PLAN, "2016-2020"): {short(PLAN)}}),
        (  # the name that each had, or would have, alone
            [Loaded(PLAN, FIRST, None), Loaded(PLAN, None, "2016-2020")],
            {short(PLAN): {long(PLAN, FIRST), long(PLAN, "2016-2020")}},
        ),
    ],
)
def test_aliases(loaded: list[Loaded], aliases: dict[str, set[str]]) -> None:
    assert {name: set(found) for name, (_, found) in resolve(set(), loaded).aliases.items()} == aliases


def test_a_title_that_may_mean_either_is_a_document_only_where_it_is_cited() -> None:
    twins = {Loaded(PLAN, FIRST, None), Loaded(PLAN, SECOND, None)}
    assert short(PLAN) in resolve(set(), twins).aliases
    cited = resolve({Form(PLAN, None)}, twins)
    assert cited.cited == {short(PLAN): Form(PLAN, None)}
    assert short(PLAN) not in cited.aliases


TITLES, NUMBERS = (
    st.sampled_from([PLAN, "150300:助残办法", RULES, OTHER]),
    st.sampled_from([FIRST, SECOND, "国发〔2021〕1号"]),
)
FORMS = st.builds(Form, TITLES, st.none() | NUMBERS)
NOTICES = st.sampled_from(["关于印发两项规划的通知", "关于印发规划的通知"])


@st.composite
def loaded_ones(draw: st.DrawFn) -> Loaded:
    """A loaded document; its notice, if it has one, is named as those of stores are."""
    title, number, period = draw(TITLES), draw(st.none() | NUMBERS), draw(st.none() | st.just("2021-2025"))
    printed: dict[Node, list[Term]] = {
        pol("noticeTitle"): [ox.Literal(one) for one in draw(st.lists(NOTICES, max_size=1))]
    }
    if number is not None:
        printed[pol("numberKey")] = [ox.Literal(number)]
    region = title.split(":")[0]
    return Loaded(title, number, period, notice_name(printed, region if region.isdigit() else None))


def sound(resolution: Resolution) -> None:
    names = list(resolution.names.values())
    notices = {document.notice for document in resolution.names if document.notice is not None}
    in_force = {*names, *resolution.cited, *notices}
    assert len(names) == len(set(names)), "no two loaded documents have one name"
    assert not set(names) & resolution.cited.keys(), "no name is a loaded document's and a cited one's"
    assert not notices & {*names, *resolution.cited}, "a notice is neither a loaded document nor a cited one"
    assert not resolution.aliases.keys() & in_force, "no alias is a name in force"
    for _, found in resolution.aliases.values():
        assert found
        assert found <= in_force, "an alias leads to a name in force"
    assert set(resolution.targets.values()) <= in_force


@example({Form(RULES, FIRST)}, [Loaded(PLAN, FIRST, None, "n"), Loaded(OTHER, FIRST, None, "n")])  # means the notice
@given(st.sets(FORMS), st.lists(loaded_ones(), unique_by=lambda one: (one.title, one.mark)))
def test_any_names_resolve_soundly_in_any_order(forms: set[Form], loaded: list[Loaded]) -> None:
    resolution = resolve(forms, loaded)
    sound(resolution)
    assert forms <= resolution.targets.keys(), "each citation means a document"
    shuffled = resolve(sorted(forms, reverse=True, key=str), loaded[::-1])
    assert shuffled == resolution
