"""What passes between a process that serves and one that answers: questions, limits, and why there is no answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, runtime_checkable

UNNAMED = ""
"""Stands for the unnamed graph among the graphs of a question."""


@dataclass(frozen=True, slots=True)
class Question:
    """A query, the graphs that it is asked of, and the formats in which each form of query would be answered.

    `default_graphs` and `named_graphs` are IRIs, both None where the request names none: then it is the union of all
    graphs, unless the query has a FROM of its own. `rows` (SELECT), `truth` (ASK) and `graph` (CONSTRUCT, DESCRIBE) are
    short names of formats, None where no format of that kind is acceptable.
    """

    text: str
    base: str | None = None
    default_graphs: tuple[str, ...] | None = None
    named_graphs: tuple[str, ...] | None = None
    rows: str | None = "json"
    truth: str | None = "json"
    graph: str | None = "ttl"


@dataclass(frozen=True, slots=True)
class Limits:
    """What questions may take of one serving process.

    Of each: `seconds` from its start to its last byte, `rows` (or triples), `memory` in bytes beyond what an idle process
    has. At once: `fast` that run less than `long` seconds, `slow` that run longer, at a lower priority, and `queue` that
    wait, each for `patience` seconds at most. A change may take `writing` seconds and
    `writing_memory` bytes. A published state of at most `held`
    bytes on the disk is held in memory.
    """

    seconds: float = 30.0
    rows: int = 1_000_000
    memory: int = 1_000_000_000
    fast: int = 4
    slow: int = 4
    queue: int = 64
    long: float = 0.1
    patience: float = 10.0
    writing: float = 300.0
    writing_memory: int = 4_000_000_000
    held: int = 48_000_000


@runtime_checkable
class Told(Protocol):
    """An error that tells what is needed to raise it again in another process."""

    def told(self) -> dict[str, object]:
        """That, as JSON has it."""
        ...


class NoAnswer(Exception):
    """Why a question has no answer, or no more of it; or why a change was not made.

    `syntax`: it is none (`told` is what the engine says); `format`: none acceptable for its form (`told`: rows, truth or
    graph); `rows`, `memory`, `time`: beyond a limit; `busy`: too many others; `failed`: the engine says so; `unusable`: the
    store cannot be read; `crashed`: the process that worked on it ended (`told` is its status); `gone`: nobody waits for it
    any more. For a change it may be the name of the error that was raised.
    """

    def __init__(self, kind: str, told: str = "") -> None:
        super().__init__(f"{kind}: {told}")
        self.kind = kind
        self.told = told
