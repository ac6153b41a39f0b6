"""What is wrong is told in Chinese too: wholly, but for keywords, names, commands and IRIs."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2] / "api"
FILES = sorted(file for file in ROOT.rglob("*.py") if "compare" not in file.parts)
CHINESE = re.compile("[\u4e00-\u9fff]")
QUOTED = re.compile(r"“[^”]*”|<[^>]*>|（[A-Za-z][^）]*）")
ENGLISH = re.compile(r"[A-Za-z]{2,}(?:[ ,;:.']+[A-Za-z]{2,}){2,}")


def english_in(text: str) -> str | None:
    """The first run of three English words in a Chinese text, outside quotation marks and brackets.

    >>> english_in("未发放令牌 the token is missing"), english_in("请改用 INSERT、“DROP GRAPH SILENT x”")
    ('the token is missing', None)
    """
    found = ENGLISH.search(QUOTED.sub("…", text))
    if found is None or found.group().isupper():  # SELECT DISTINCT WHERE
        return None
    return found.group()


def spelled(node: ast.expr) -> str:
    """A text as it stands, with … for what is put into it."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(spelled(part) if isinstance(part, ast.Constant) else "…" for part in node.values)
    return "…"


def problems(tree: ast.AST) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Problem":
            yield node


def test_english_is_found() -> None:
    assert english_in("错误：there is no graph") == "there is no graph"
    assert english_in("图 <urn:there is no graph> 不存在") is None


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(ROOT)))
def test_every_problem_is_told_in_chinese(file: Path) -> None:
    for call in problems(ast.parse(file.read_text("utf-8"))):
        given = {one.arg: one.value for one in call.keywords}
        if None in given:  # one that is told again
            continue
        told = given.get("detail_zh")
        assert told is not None, f"{file}:{call.lineno}: a Problem without detail_zh"
        if not isinstance(told, ast.Name):
            assert re.search("[\u4e00-\u9fff…]", spelled(told)), f"{file}:{call.lineno}: no Chinese in it"


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(ROOT)))
def test_no_chinese_text_goes_over_into_english(file: Path) -> None:
    """Whatever is put into another text counts for itself: all of them are looked at."""
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Constant | ast.JoinedStr) and CHINESE.search(text := spelled(node)):
            docstring = "\n" in text
            assert docstring or english_in(text) is None, f"{file}:{node.lineno}: {english_in(text)}"


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(ROOT)))
def test_no_error_of_another_library_is_put_into_chinese(file: Path) -> None:
    """It would be in English."""
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.JoinedStr) and CHINESE.search(spelled(node)):
            parts = [one for one in node.values if isinstance(one, ast.FormattedValue) and _is_bare(one, node)]
            put = {one.value.id for one in parts if isinstance(one.value, ast.Name)}
            assert not put & {"error", "why", "said", "told", "expected", "detail"}, f"{file}:{node.lineno}: {put}"


def _is_bare(part: ast.FormattedValue, text: ast.JoinedStr) -> bool:
    """Whether a name alone is put there, and not into quotation marks."""
    at = text.values.index(part)
    before = spelled(text.values[at - 1]) if at else ""
    return isinstance(part.value, ast.Name) and not before.endswith("“")
