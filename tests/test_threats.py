"""The threat model goes in: each threat names tests that exist, or says that none shows it and why."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs" / "threats.md").read_text("utf-8")
HEAD = ["threat", "what stands against it", "shown by", "what remains"]
NAMED = re.compile(r"`([\w/]+\.py)::(\w+)`")


def rows() -> list[list[str]]:
    """The cells of every row of every table, but for their heads."""
    lines = [line for line in PAGE.splitlines() if line.startswith("|")]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return [row for row in cells if row != HEAD and set(row[0]) != {"-"}]


@cache
def defined_in(path: Path) -> frozenset[str]:
    """The functions that a file defines."""
    tree = ast.parse(path.read_text("utf-8"))
    return frozenset(one.name for one in ast.walk(tree) if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef))


def complaint(shown: str) -> str | None:
    """What is wrong with the cell that names tests.

    >>> complaint("`tests/test_threats.py::test_every_threat_is_shown_or_says_why_not`, none: x")
    "expected tests alone, found 'none: x'"
    >>> complaint("none: "), complaint("none: it would show noise.")
    ('expected a reason', None)
    """
    if shown.startswith("none:"):
        return None if len(shown.removeprefix("none:").split()) >= 3 else "expected a reason"
    for cell in shown.split(", "):
        named = NAMED.fullmatch(cell)
        if named is None:
            return f"expected tests alone, found {cell!r}"
        path, name = ROOT / named[1], named[2]
        if not name.startswith("test_") or not path.is_file() or name not in defined_in(path):
            return f"expected a test, found {cell}"
    return None


@pytest.mark.parametrize("row", rows(), ids=lambda row: row[0][:60])
def test_every_threat_is_shown_or_says_why_not(row: list[str]) -> None:
    assert len(row) == len(HEAD)
    threat, against, shown, _ = row
    assert threat
    assert against
    assert complaint(shown) is None


@pytest.mark.parametrize(
    ("shown", "reason"),
    [
        ("", "nothing"),
        ("none", "no reason"),
        ("`tests/test_threats.py`", "a file alone"),
        ("`tests/test_absent.py::test_x`", "no such file"),
        ("`tests/test_threats.py::test_absent`", "no such test"),
        ("`tests/test_threats.py::rows`", "no test"),
    ],
)
def test_what_names_no_test_is_found(shown: str, reason: str) -> None:
    assert complaint(shown), reason


def test_the_page_has_its_tables() -> None:
    """A table whose head was changed would be passed over."""
    heads = [line for line in PAGE.splitlines() if line.startswith("| threat ")]
    assert len(heads) == PAGE.count("\n## ")
    assert len(rows()) >= 40


@pytest.mark.parametrize("target", re.findall(r"\]\((?!https?:)([^)#]+)\)", PAGE))
def test_links_of_the_page_lead_somewhere(target: str) -> None:
    assert (ROOT / "docs" / target).exists()
