"""Conditions of writing: which hold of what there is, and that they are judged where nobody can come between."""

from __future__ import annotations

import asyncio
import pickle
from dataclasses import replace
from pathlib import Path

import pytest
from starlette.requests import Request

from api.pool.pool import Pool
from api.pool.values import Limits
from api.problems import Problem
from api.protocol import caching
from api.writing.conditions import Conditions, conditions_of, reading, revision_of, tags_of
from api.writing.jobs import WriteJob, carry_out
from kg.store import Store

G, OTHER = "urn:g", "urn:other"


def request(**headers: str) -> Request:
    listed = [(name.replace("_", "-").encode(), value.encode("latin-1")) for name, value in headers.items()]
    return Request({"type": "http", "method": "PUT", "path": "/graphs", "headers": listed})


SENT = [
    ({}, None, "none"),
    ({"if_match": "*"}, Conditions(("*",)), "whatever there is"),
    ({"if_match": ' "a" , W/"b"'}, Conditions(('"a"', 'W/"b"')), "a list"),
    ({"if_match": '"a,b"'}, Conditions(('"a,b"',)), "a comma in a tag"),
    ({"if_match": ', "a", ,'}, Conditions(('"a"',)), "empty places, which RFC 9110 lets pass"),
    ({"if_none_match": "*", "if_match": '"a"'}, Conditions(('"a"',), ("*",)), "both"),
]


@pytest.mark.parametrize(("headers", "conditions", "why"), SENT, ids=[row[2] for row in SENT])
def test_what_is_sent(headers: dict[str, str], conditions: Conditions | None, why: str) -> None:
    assert conditions_of(request(**headers)) == conditions


@pytest.mark.parametrize("said", ["a", '"a', '"a" "b"', '*, "a"', 'w/"a"', "", '"a b"', "5f0c"])
@pytest.mark.parametrize("name", ["if_match", "if_none_match"])
def test_what_names_no_tags_is_refused(name: str, said: str) -> None:
    """And not passed over: what somebody meant to be guarded would be done."""
    with pytest.raises(Problem) as refused:
        conditions_of(request(**{name: said}))
    assert refused.value.status == 400


def test_several_lines_are_one_list() -> None:
    listed = [(b"if-match", b'"a"'), (b"if-match", b'"b"')]
    sent = Request({"type": "http", "method": "PUT", "path": "/graphs", "headers": listed})
    assert conditions_of(sent) == Conditions(('"a"', '"b"'))


NOW = {'"now"'}
HOLDS = [
    (Conditions(("*",)), True, True, "it is there"),
    (Conditions(("*",)), False, False, "it is not there"),
    (Conditions(('"now.1"',)), True, True, "as it was read"),
    (Conditions(('"old.1"', '"now.2"')), True, True, "one of several"),
    (Conditions(('"old.1"',)), True, False, "written since"),
    (Conditions(('W/"now"',)), True, False, "a weak tag: compared strongly"),
    (Conditions(('"now"',)), True, False, "a weak tag without its W/ is nobody's"),
    (Conditions(('"now.1"',)), False, False, "there is none any more"),
    (Conditions(None, ("*",)), False, True, "a new one"),
    (Conditions(None, ("*",)), True, False, "there is one"),
    (Conditions(None, ('"old.1"',)), True, True, "another"),
    (Conditions(None, ('"now.1"',)), True, False, "the same"),
    (Conditions(None, ('W/"now"',)), True, False, "compared weakly"),
    (Conditions(None, ('"now.1"',)), False, True, "there is none"),
    (Conditions(('"now.1"',), ("*",)), True, False, "both must hold"),
]


@pytest.mark.parametrize(("conditions", "exists", "holds", "why"), HOLDS, ids=[row[3] for row in HOLDS])
@pytest.mark.parametrize("graph", [G, None], ids=["named", "unnamed"])
def test_what_holds(graph: str | None, conditions: Conditions, exists: bool, holds: bool, why: str) -> None:
    if holds:
        conditions.check(graph, exists, lambda: NOW)
        return
    with pytest.raises(Problem) as refused:
        conditions.check(graph, exists, lambda: NOW)
    assert refused.value.status == 412
    assert "Nothing was done" in refused.value.detail
    assert "未作任何更改" in str(refused.value.members["detail_zh"])


def test_it_is_looked_once_what_there_is() -> None:
    """However many tags are sent: the lock is held meanwhile."""
    looked: list[int] = []

    def now() -> set[str]:
        looked.append(1)
        return NOW

    many = tuple(f'"{number}.1"' for number in range(1_000))
    Conditions((*many, '"now.1"'), many).check(G, True, now)
    assert len(looked) == 1
    Conditions(("*",), None).check(G, True, now)
    assert len(looked) == 1, "and not at all where nobody asks"


def tag(folder: Path, graph: str | None = G, format: str = "ttl", coding: str | None = None) -> str:
    """The strong tag that a service gives who reads a graph."""
    pool = Pool(folder, Limits())
    weak = caching.etag(pool.revision, reading(graph, format), coding)
    asyncio.run(pool.close())
    assert weak is not None
    return caching.strengthened(weak, None)


def put(data: bytes, conditions: Conditions | None = None, kind: str = "put", graph: str = G) -> WriteJob:
    return WriteJob(kind, graph, data, "text/turtle", conditions=conditions)


@pytest.mark.parametrize("kind", ["put", "post", "delete"])
@pytest.mark.parametrize(("format", "coding"), [("ttl", None), ("jsonld", "gzip"), ("nq", "zstd")])
def test_a_tag_holds_until_something_is_written(tmp_path: Path, kind: str, format: str, coding: str | None) -> None:
    folder = tmp_path / "store"
    with Store.open(folder) as store:
        carry_out(store, put(b"<a:a> <a:b> 1 ."))
        given = tag(folder, G, format, coding)
        job = put(b"<a:a> <a:b> 2 .", Conditions((given,)), kind)
        carry_out(store, put(b"<a:a> <a:b> 1 .", graph=OTHER))
        before = set(store.engine)
        with pytest.raises(Problem) as refused:
            carry_out(store, job)
        assert refused.value.status == 412, "another graph was written: the state is another"
        assert set(store.engine) == before
        again = Conditions((tag(folder, G, format, coding),))
        assert carry_out(store, replace(job, conditions=again)).status == 204
        with pytest.raises(Problem):
            carry_out(store, replace(put(b"", again), graph=OTHER))


def test_a_tag_is_that_of_its_graph(tmp_path: Path) -> None:
    with Store.open(tmp_path / "store") as store:
        carry_out(store, put(b"<a:a> <a:b> 1 ."))
        carry_out(store, put(b"<a:a> <a:b> 1 .", graph=OTHER))
        with pytest.raises(Problem):
            carry_out(store, put(b"", Conditions((tag(tmp_path / "store", OTHER),))))


def test_what_is_not_there_is_told_before_conditions(tmp_path: Path) -> None:
    with Store.open(tmp_path / "store") as store:
        assert carry_out(store, WriteJob("delete", G, conditions=Conditions(("*",)))).status == 404
        assert carry_out(store, put(b"", Conditions(None, ("*",)))).status == 201
        with pytest.raises(Problem):
            carry_out(store, put(b"", Conditions(None, ("*",))))


def test_what_readers_do_not_see_yet_has_no_revision(tmp_path: Path) -> None:
    with Store.open(tmp_path / "store") as store:
        assert tags_of(G, revision_of(store))
        store.change("INSERT DATA { <a:a> <a:b> 1 }")
        assert revision_of(store) is None
        assert tags_of(G, None) == frozenset()


def test_an_update_has_no_tags(tmp_path: Path) -> None:
    job = WriteJob("update", data=b"INSERT DATA { <a:a> <a:b> 1 }", conditions=Conditions(("*",)))
    with Store.open(tmp_path / "store") as store:
        with pytest.raises(Problem) as refused:
            carry_out(store, job)
        assert refused.value.status == 412
        assert not list(store.match(None, None, None, None)) or not store.has_unpublished()
        assert carry_out(store, replace(job, conditions=Conditions(None, ("*",)))).status == 204


def test_they_pass_between_processes() -> None:
    job = put(b"", Conditions(('"a"',), ("*",)))
    assert pickle.loads(pickle.dumps(job)) == job  # noqa: S301  (our own)
