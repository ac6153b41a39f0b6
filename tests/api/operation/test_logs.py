"""The log: one line a request whatever is in it, no secret in it, and Python's own records in the same form."""

from __future__ import annotations

import json
import logging
import logging.config
import os
import select
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.operation.facts import Facts, Outcome
from api.operation.logs import KINDS, Kind, Request, RequestLog, config

ROOT = Path(__file__).resolve().parents[3]
FACTS = Facts(request_id="r1", client="192.0.2.1")
OK = Request("GET", "/sparql", 200, 0.0123, 1000, "curl/8")


def written(kind: Kind, request: Request, facts: Facts) -> str:
    reading, writing = os.pipe()
    RequestLog(kind, descriptor=writing).write(request, facts)
    os.close(writing)
    with os.fdopen(reading, encoding="utf-8", newline="") as file:
        return file.read()


def test_a_line_of_json() -> None:
    told = json.loads(written("json", OK, FACTS | {"outcome": "ok", "token": "t1", "revision": "v7"}))
    assert told.pop("time").endswith("Z")
    assert told == {
        "level": "info",
        "request_id": "r1",
        "method": "GET",
        "path": "/sparql",
        "status": 200,
        "ms": 12.3,
        "bytes": 1000,
        "client": "192.0.2.1",
        "token": "t1",
        "outcome": "ok",
        "revision": "v7",
        "agent": "curl/8",
    }


def test_a_line_of_text() -> None:
    line = RequestLog("text").as_text(OK, FACTS, now=0)
    assert line == "1970-01-01T00:00:00.000Z  200 GET /sparql  12.3 ms, 1,000 bytes  192.0.2.1  [r1]"


def test_off_is_off() -> None:
    assert written("off", OK, FACTS) == ""


@pytest.mark.parametrize(
    ("request_", "facts", "level", "reason"),
    [
        (OK, {}, "info", "all is well"),
        (Request("GET", "/x", 404, 0, 0), {}, "info", "a client's mistake"),
        (Request("GET", "/x", 429, 0, 0), {}, "warning", "too many"),
        (Request("GET", "/x", 503, 0, 0), {}, "error", "ours"),
    ],
)
def test_the_level(request_: Request, facts: Facts, level: str, reason: str) -> None:
    assert json.loads(written("json", request_, FACTS | facts))["level"] == level, reason


@pytest.mark.parametrize(
    ("status", "seconds", "outcome", "told", "reason"),
    [
        (200, 0.1, "ok", False, "an ordinary query is nobody's business"),
        (200, 6.0, "ok", True, "a slow one"),
        (200, 0.1, "rows", True, "one that was cut short after its first byte"),
        (400, 0.1, "syntax", True, "one that failed"),
        (503, 0.1, None, True, "one that was turned away"),
    ],
)
@pytest.mark.parametrize("kind", ["json", "text"])
def test_when_the_query_is_told(
    kind: Kind, status: int, seconds: float, outcome: Outcome | None, told: bool, reason: str
) -> None:
    facts = FACTS | {"query": "SELECT ?事项 {}"}
    if outcome:
        facts["outcome"] = outcome
    assert ("SELECT ?事项 {}" in written(kind, Request("GET", "/sparql", status, seconds, 0), facts)) is told, reason


def test_a_long_query_is_cut_and_has_its_digest() -> None:
    request = Request("GET", "/sparql", 400, 0, 0)
    one, other = (
        json.loads(written("json", request, FACTS | {"query": "SELECT " + "?x " * 5000 + end})) for end in ("{}", "{ }")
    )
    assert one["query"] == other["query"]
    assert one["query"].endswith("…")
    assert one["query_sha256"] != other["query_sha256"]


NASTY = [
    ('a"} \n{"level": "error"', "a line of one's own"),
    ("\r\n\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029", "everything that some reader takes for the end of a line"),
    ("\x1b[2J\x9b31m\x7f\x00", "what a terminal obeys"),
    ("\u202e\u2066\ufeff\u200b", "what turns the text round or hides in it"),
    ("\ud800", "half a character"),
    ("规划　😀" * 2000, "long, wide, with a blank of its own"),
    ("\x9b" * 5000, "long and all escaped"),
]


@pytest.mark.parametrize(("text", "reason"), NASTY)
@pytest.mark.parametrize("kind", ["json", "text"])
def test_nothing_can_forge_a_line(kind: Kind, text: str, reason: str) -> None:
    request = Request(text, "/" + text, 400, 0.1, 0, text)
    line = written(kind, request, Facts(request_id="r1", client="192.0.2.1", query=text))
    assert line.endswith("\n")
    assert line[:-1].isprintable(), reason
    if kind == "json":
        assert len(line.encode()) <= 4096, "a pipe takes it as one piece"
        assert json.loads(line)["path"].startswith("/" + text[:100]), reason


@given(st.text(alphabet=st.characters()))
def test_any_text_is_one_line_that_says_it(text: str) -> None:
    log = RequestLog("json")
    line = log.as_json(Request("GET", "/", 200, 0, 0, text[:100]), FACTS)
    assert line.isprintable()
    assert json.loads(line).get("agent", "") == text[:100]
    assert log.as_text(Request("GET", "/" + text, 200, 0, 0), FACTS).isprintable()


def test_a_log_that_is_gone_harms_nobody() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    log = RequestLog("json", descriptor=writing)
    log.write(OK, FACTS)  # SIGPIPE is ignored in Python
    os.close(writing)
    assert log.lost == 1


WRITER = """
import sys
from api.operation.logs import Request, RequestLog
log = RequestLog("json")
for number in range(300):
    log.write(Request("GET", "/" + sys.argv[1] * 150, 400, 0.1, 0), {"request_id": "r", "client": "c", "query": sys.argv[1] * 400})
"""


def test_lines_of_several_processes_do_not_mix() -> None:
    reading, writing = os.pipe()
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, mark], cwd=ROOT, stderr=writing) for mark in ("一", "b", "丙")
    ]
    os.close(writing)
    data = b""
    with os.fdopen(reading, "rb") as file:
        while select.select([file], [], [], 60)[0] and (read := os.read(file.fileno(), 65536)):
            data += read
    assert all(writer.wait(60) == 0 for writer in writers)
    lines = [json.loads(line) for line in data.decode().splitlines()]
    assert len(lines) == 900
    assert all(
        set(line["path"][1:]) == set(line["query"][:-1]) or line["query"] == line["path"][1] * 400 for line in lines
    )


LOGGER_RUN = """
import logging, logging.config, sys
from api.operation.logs import config
logging.config.dictConfig(config(sys.argv[1]))
logging.getLogger("uvicorn.access").info("access")
logging.getLogger("uvicorn.error").info("started %s", "up\\nforged")
logging.getLogger("some.library").info("chatter")
logging.getLogger("some.library").warning("beware")
try:
    raise ValueError("bad\\x1b[31m")
except ValueError:
    logging.getLogger("policykg").exception("failed")
"""


@pytest.mark.parametrize(
    ("kind", "messages", "reason"),
    [
        ("json", ["started up\nforged", "beware", "failed"], "all but the access log and a library's chatter"),
        ("text", ["started up\\nforged", "beware", "failed"], "the same for people"),
        ("off", ["beware", "failed"], "what is wrong is told all the same"),
    ],
)
def test_records_of_python(kind: Kind, messages: list[str], reason: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", LOGGER_RUN, kind],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=True,
        timeout=60,
    )
    lines = done.stderr.split("\n")[:-1]
    assert all(line.isprintable() for line in lines)
    if kind == "json":
        told = [json.loads(line) for line in lines]
        assert [one["message"] for one in told] == messages, reason
        assert "ValueError: bad\x1b[31m" in told[-1]["traceback"]
        assert [one["level"] for one in told] == ["info", "warning", "error"]
    else:
        assert [line.partition(": ")[2] for line in lines if not line.startswith(" ")] == messages, reason
        assert any("ValueError: bad\\x1b[31m" in line for line in lines)


@pytest.mark.parametrize("kind", KINDS)
def test_the_configuration_is_one(kind: Kind) -> None:
    assert logging.config.DictConfigurator(config(kind)).config["version"] == 1
